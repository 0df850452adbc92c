# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/checks.md lists the checks there are, and compares each that has cases."""

from __future__ import annotations

import re
import unittest

from support.meta import main
from support.project import ROOT

TABLE = (ROOT / "docs" / "checks.md").read_text()


class ChecksTable(unittest.TestCase):
    def test_lists_every_check(self) -> None:
        ids = re.findall(r'^CHECK\("([a-z-]+)"', (ROOT / "checks" / "Checks.def").read_text(), re.M)
        listed = re.findall(r"^\| \[(async-[a-z-]+)\]", TABLE, re.M)
        self.assertEqual(listed, ids, "run tool/dev/compare_tools.py")

    def test_compares_every_check_with_cases(self) -> None:
        with_cases = {file.parent.name for file in ROOT.glob("test/checks/*/cases*.cpp")}
        compared = set(re.findall(r"^\| (async-[a-z-]+) \| \d", TABLE, re.M))
        self.assertEqual(compared, with_cases, "run tool/dev/compare_tools.py")


if __name__ == "__main__":
    main()
