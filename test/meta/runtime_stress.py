# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The short form of test/bench/runtime_stress.py."""

from __future__ import annotations

import subprocess
import sys
import unittest

from support.meta import main
from support.project import BUILD, ROOT


class Stress(unittest.TestCase):
    def test_nothing_is_missed_and_nothing_invented(self) -> None:
        result = subprocess.run(
            [sys.executable, str(ROOT / "test" / "bench" / "runtime_stress.py"), "--build", str(BUILD),
             "--callbacks", "64000", "--stalls", "16"],
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    main()
