# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A check is its source, its page and its tests, and none of them is alone."""

from __future__ import annotations

import unittest

from support.meta import main
from support.project import ROOT, registered_checks, relative, tracked_files

REQUIRED_TESTS = ("warn.cpp", "ok.cpp")
NOT_FAMILIES = {"analysis", "model", "registry"}


class Orphans(unittest.TestCase):
    def test_every_check_is_complete(self) -> None:
        missing = []
        for check in registered_checks():
            base = ROOT / "checks" / check.family / check.name
            tests = ROOT / "test" / "checks" / check.id
            wanted = [base.with_suffix(".cpp"), base.with_suffix(".md")]
            wanted += [tests / name for name in REQUIRED_TESTS]
            missing += [relative(file) for file in wanted if not file.is_file()]
        self.assertEqual(missing, [])

    def test_every_test_folder_has_its_check(self) -> None:
        ids = {check.id for check in registered_checks()}
        folders = {
            file.relative_to(ROOT / "test" / "checks").parts[0]
            for file in tracked_files("test/checks/*/*")
        }
        self.assertEqual(sorted(folders - ids), [])

    def test_every_page_and_source_has_its_check(self) -> None:
        known = {(check.family, check.name) for check in registered_checks()}
        found = [
            file
            for file in tracked_files("checks/*/*.md", "checks/*/*.cpp")
            if file.parent.name not in NOT_FAMILIES
        ]
        alone = [f for f in found if (f.parent.name, f.stem) not in known]
        self.assertEqual([relative(file) for file in alone], [])

    def test_every_source_is_built(self) -> None:
        lists = "".join(f.read_text() for f in tracked_files("*CMakeLists.txt"))
        unbuilt = [
            relative(file)
            for file in tracked_files("checks/*.cpp", "tool/*.cpp", "test/unit/*.cpp", "runtime/*.cpp")
            if file.name not in lists
        ]
        self.assertEqual(unbuilt, [])


if __name__ == "__main__":
    main()
