# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every known way to be wrong about correct code is a named case:
traps.json tells what the trap is, `// Case: NAME` in the check's ok.cpp is the
code that falls into it."""

from __future__ import annotations

import json
import re
import unittest

from support.meta import main
from support.project import ROOT, registered_checks

TRAPS: dict[str, list[dict[str, str]]] = json.loads(
    (ROOT / "test" / "meta" / "traps.json").read_text()
)


def cases(check: str) -> list[str]:
    file = ROOT / "test" / "checks" / check / "ok.cpp"
    return re.findall(r"// Case: ([\w-]+)", file.read_text()) if file.exists() else []


class Traps(unittest.TestCase):
    def test_every_trap_is_a_case(self) -> None:
        for check in registered_checks():
            for entry in TRAPS.get(check.id, []):
                with self.subTest(check.id, trap=entry["trap"]):
                    self.assertIn(entry["case"], cases(check.id))

    def test_names_are_unique(self) -> None:
        for check in registered_checks():
            names = cases(check.id)
            self.assertEqual(sorted(names), sorted(set(names)), check.id)


if __name__ == "__main__":
    main()
