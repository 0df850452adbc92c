# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A check that is on by default has been tried on more than one library: at
least four of those in test/mock, where it finds something, and one that is
installed."""

from __future__ import annotations

import unittest

from support.meta import main
from support.project import ROOT, RegisteredCheck, registered_checks

ENOUGH = 4


def is_default(check: RegisteredCheck) -> bool:
    source = ROOT / "checks" / check.family / (check.name + ".cpp")
    return ".DefaultOn = false" not in source.read_text()


class Libraries(unittest.TestCase):
    def test_checks_are_tried_on_enough_libraries(self) -> None:
        for check in filter(is_default, registered_checks()):
            folder = ROOT / "test" / "checks" / check.id
            mocks = {
                file.stem
                for file in folder.glob("lib-*.cpp")
                if "// CHECK-" in file.read_text() and file.stem != "lib-std"
            }
            with self.subTest(check.id, mocks=sorted(mocks)):
                self.assertGreaterEqual(len(mocks), ENOUGH)
                self.assertTrue(list(folder.glob("real-*.cpp")))


if __name__ == "__main__":
    main()
