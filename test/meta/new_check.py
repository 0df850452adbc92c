# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tool/dev/new_check.py, on a copy of the files it edits."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support.meta import main
from support.project import ROOT, registered_checks

EDITED = ["CMakeLists.txt", "CHANGELOG.md", "checks/Checks.def", "checks/CMakeLists.txt"]


class NewCheck(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path in EDITED:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)

    def run_it(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        script = ROOT / "tool" / "dev" / "new_check.py"
        return subprocess.run(
            [sys.executable, str(script), "--root", str(self.root), *arguments],
            capture_output=True,
            text=True,
        )

    def test_writes_a_whole_check(self) -> None:
        result = self.run_it("lock", "zz-held-too-long", "a lock held too long")
        self.assertEqual(result.returncode, 0, result.stderr)
        ids = [check.id for check in registered_checks(self.root)]
        self.assertIn("async-zz-held-too-long", ids)
        self.assertEqual(ids, sorted(ids))
        for path in result.stdout.split():
            self.assertNotIn("@", (self.root / path).read_text().replace("[[@LINE", ""))
        self.assertIn("ZzHeldTooLong", (self.root / "checks/lock/zz-held-too-long.cpp").read_text())
        self.assertIn(
            "- `async-zz-held-too-long`: a lock held too long.",
            (self.root / "CHANGELOG.md").read_text(),
        )

    def test_keeps_the_list_of_sources_whole(self) -> None:
        before = (self.root / "checks/CMakeLists.txt").read_text()
        for name in ("aa-first-one", "zz-last-one"):
            self.assertEqual(self.run_it("lock", name, "a thing").returncode, 0)
        after = (self.root / "checks/CMakeLists.txt").read_text()
        self.assertEqual(before.count("("), after.count("("))
        self.assertEqual(before.count(")"), after.count(")"))
        for name in ("aa-first-one", "zz-last-one"):
            self.assertIn(f"  lock/{name}.cpp", after)

    def test_refuses_in_one_line(self) -> None:
        for arguments in (
            ("lock", "async-held", "a thing"),
            ("lock", "Held-Too-Long", "a thing"),
            ("Lock", "held-too-long", "a thing"),
            ("lock", "held-too-long", "A thing."),
        ):
            result = self.run_it(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_never_overwrites(self) -> None:
        self.assertEqual(self.run_it("lock", "held-too-long", "a thing").returncode, 0)
        result = self.run_it("lock", "held-too-long", "a thing")
        self.assertEqual(result.returncode, 2)
        self.assertIn("exists already", result.stderr)


if __name__ == "__main__":
    main()
