# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The repository holds no promises to finish later, no paths of one machine,
and names its licence in every source file."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from support.meta import main
from support.project import relative, tracked_files

# Put together here, so that this file does not find itself.
LATER = "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX"))
MACHINE = "|".join(("/wor" + "k/", "/tmp/w" + "t", "/roo" + "t/", "/hom" + "e/"))
FORBIDDEN = re.compile(rf"\b(?:{LATER})\b|(?<![\w.])(?:{MACHINE})")
BINARY = {".png", ".svg", ".gif"}
# Examples are read from their first line on, as a reader's own code would be.
NO_LICENCE_LINE = ("test/examples/", "test/checks/", "test/tool/", "test/analysis/",
                   "test/known-bugs/")
SPDX = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"


def text_files() -> list[Path]:
    return [file for file in tracked_files() if file.suffix not in BINARY]


class ForbiddenText(unittest.TestCase):
    def test_nothing_forbidden(self) -> None:
        found = [
            f"{relative(file)}:{number}: {line.strip()}"
            for file in text_files()
            for number, line in enumerate(file.read_text().splitlines(), 1)
            if FORBIDDEN.search(line)
        ]
        self.assertEqual(found, [], "\n".join(found))

    def test_licence_line(self) -> None:
        files = tracked_files("*.cpp", "*.h", "*.hpp", "*.py", "*.sh", "tool/run", "tool/test")
        without = [
            relative(file)
            for file in files
            if not relative(file).startswith(NO_LICENCE_LINE)
            and SPDX not in "".join(file.read_text().splitlines(True)[:3])
        ]
        self.assertEqual(without, [], "\n".join(without))


if __name__ == "__main__":
    main()
