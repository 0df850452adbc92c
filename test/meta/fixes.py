# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every check with a fix has a test that applies it, and the checks whose bug
has a mechanical cure have one."""

from __future__ import annotations

import re
import unittest

from support.meta import main
from support.project import ROOT, registered_checks

# What a fix may at least be; `unsafe` ones are only offered.
CURABLE = {
    "async-dangling-lambda-capture": {"safe"},
    "async-dangling-this": {"unsafe"},
    "async-misused-task": {"safe"},
    "async-redundant-coroutine": {"unsafe"},
    "async-return-in-wrapper": {"unsafe"},
    "async-returns-task-of-task": {"safe", "unsafe"},
    "async-sync-wait-in-coroutine": {"safe"},
    "async-task-never-awaited": {"safe", "unsafe"},
    "async-unawaited-task": {"safe", "unsafe"},
    "async-unsequenced-await": {"safe"},
}


class Fixes(unittest.TestCase):
    def test_checks_with_a_fix_apply_it_in_a_test(self) -> None:
        for check in registered_checks():
            source = ROOT / "checks" / check.family / (check.name + ".cpp")
            test = ROOT / "test" / "checks" / check.id / "fixes.cpp"
            with self.subTest(check.id):
                has_fix = ".HasFix = true" in source.read_text()
                self.assertEqual(has_fix, check.id in CURABLE)
                if not has_fix:
                    continue
                text = test.read_text()
                self.assertIn("RUN: %check_fixes %s " + check.id, text)
                kinds = set(re.findall(r"// fix: (\w+)$", text, re.MULTILINE))
                self.assertEqual(kinds - {"none"}, CURABLE[check.id])


if __name__ == "__main__":
    main()
