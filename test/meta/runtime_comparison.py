# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of docs/runtime.md that sets other debug modes beside this one: the
column of asyncio is what asyncio does, and ours names tests that exist."""

from __future__ import annotations

import re
import sys
import unittest

from support.meta import main
from support.project import ROOT

RUNTIME = ROOT / "test" / "runtime"
sys.path.insert(0, str(RUNTIME))
import asyncio_debug  # noqa: E402

TITLE = "## Beside other debug modes"
TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "runtime.md").read_text()
    section = text.split(TITLE + "\n", 1)[1].split("\n## ", 1)[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return cells[2:]  # below the head


def tests() -> set[str]:
    return {
        f"{suite}.{name}"
        for file in RUNTIME.glob("*_test.cpp")
        for suite, name in TEST.findall(file.read_text())
    }


class Comparison(unittest.TestCase):
    def test_asyncio_has_a_row_for_each_scenario(self) -> None:
        named = [row[0] for row in rows()]
        self.assertEqual([name for name in asyncio_debug.SCENARIOS if name not in named], [])

    def test_asyncio_does_what_its_column_says(self) -> None:
        for what, asyncio, *_ in rows():
            if what in asyncio_debug.SCENARIOS:
                self.assertEqual(asyncio_debug.is_reported(what), asyncio != "no", what)

    def test_each_cell_of_ours_names_its_tests(self) -> None:
        known = tests()
        for what, *_, ours in rows():
            named = re.findall(r"`(\w+\.\w+)`", ours)
            self.assertTrue(named, what)
            self.assertEqual([test for test in named if test not in known], [], what)


if __name__ == "__main__":
    main()
