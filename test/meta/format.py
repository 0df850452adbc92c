# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The C++ sources are as clang-format 19 writes them."""

from __future__ import annotations

import os
import subprocess
import unittest

from support.meta import main
from support.project import ROOT, tracked_files

PATTERNS = [
    f"{folder}/*.{ending}"
    for folder in ("checks", "tool", "runtime", "test/unit", "test/pages", "test/runtime")
    for ending in ("cpp", "h", "hpp")
]


class Format(unittest.TestCase):
    def test_sources_are_formatted(self) -> None:
        files = tracked_files(*PATTERNS)
        program = os.environ.get("COTIDY_TEST_CLANG_FORMAT", "clang-format-19")
        result = subprocess.run(
            [program, "--dry-run", "--Werror", *map(str, files)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    main()
