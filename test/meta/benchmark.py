# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The benchmark runs and prints its figures. How large they are is not judged
here: that needs an idle machine."""

from __future__ import annotations

import subprocess
import sys
import unittest
from pathlib import Path

from support.meta import main
from support.project import BUILD, ROOT

EXAMPLES = Path("/usr/share/doc/libboost1.81-doc/examples/libs/asio/example")


class Benchmark(unittest.TestCase):
    def setUp(self) -> None:
        if not EXAMPLES.is_dir():
            # Small images leave out all of /usr/share/doc.
            self.skipTest(f"{EXAMPLES} is missing, though it is part of libboost1.81-doc")

    def output(self, *arguments: str) -> str:
        result = subprocess.run(
            [sys.executable, str(ROOT / "test" / "bench" / "bench.py"), "--short",
             "--build", str(BUILD), *arguments],
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_short_run(self) -> None:
        self.assertRegex(
            self.output(),
            r"^1 units, .*\n"
            r"  clang\+\+-19 -fsyntax-only +\d+\.\d\d +1\.00x\n"
            r"  cotidy check +\d+\.\d\d +\d+\.\d\dx\n"
            r"  clang-tidy-19 +\d+\.\d\d +\d+\.\d\dx\n$",
        )

    def test_checks(self) -> None:
        self.assertRegex(
            self.output("--checks"),
            r"^1 units, .*\n"
            r"  parsing +\d+\.\d\d\n"
            r"  all checks +[+-]\d+\.\d\d +[+-]\d+\.\d %\n"
            r"(  async-[a-z-]+ +[+-]\d+\.\d\d +[+-]\d+\.\d %\n)+$",
        )


if __name__ == "__main__":
    main()
