# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The analyses cost about ten times as much for a function ten times as long."""

from __future__ import annotations

import subprocess
import sys
import unittest

from support.meta import main
from support.project import BUILD, ROOT


class Growth(unittest.TestCase):
    def test_ten_times_the_suspensions(self) -> None:
        result = subprocess.run(
            [sys.executable, str(ROOT / "test" / "bench" / "growth.py"),
             "--size", "200", "--runs", "2", "--build", str(BUILD)],
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    main()
