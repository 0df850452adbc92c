# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""clang-tidy of another version must not seem to work: it would load the plugin,
list its checks and never run them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support.hosts import Hosts
from support.meta import main

OTHERS = ["clang-tidy-14", "clang-tidy-15", "clang-tidy-16", "clang-tidy-17",
          "clang-tidy-18", "clang-tidy-20"]


class OtherHost(unittest.TestCase):
    def test_is_refused_in_one_line(self) -> None:
        present = [name for name in OTHERS if shutil.which(name)]
        if not present:
            self.skipTest("no clang-tidy of another version is installed; "
                          "Debian 12 has clang-tidy-14")
        for name in present:
            with self.subTest(name):
                self.refuse(name)

    def refuse(self, name: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "empty.cpp"
            file.write_text("\n")
            result = subprocess.run(
                [name, "-load=" + Hosts.from_environment().plugin,
                 "--checks=-*,async-*", str(file), "--"],
                capture_output=True, text=True,
            )
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn("was built for clang-tidy 19", result.stderr)


if __name__ == "__main__":
    main()
