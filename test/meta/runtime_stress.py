# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The short form of test/bench/runtime_stress.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unittest

from support.meta import main
from support.project import BUILD, ROOT


class Stress(unittest.TestCase):
    def stress(self, *arguments: str) -> None:
        result = subprocess.run(
            [sys.executable, str(ROOT / "test" / "bench" / "runtime_stress.py"), "--build", str(BUILD),
             "--callbacks", "64000", *arguments],
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_nothing_is_missed_and_nothing_invented(self) -> None:
        self.stress("--stalls", "16")

    @unittest.skipUnless(shutil.which("g++"), "its sanitizers are those of GCC")
    def test_sanitizers_find_nothing(self) -> None:
        for sanitizer in ("thread", "address"):
            with self.subTest(sanitizer):
                self.stress("--stalls", "8", "--sanitizer", sanitizer)


if __name__ == "__main__":
    main()
