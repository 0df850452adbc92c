# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The walk-through of docs/library-model.md works as it is told: with the model
of the last block of JSON before it, a block ```cpp flagged CHECK... is found by
exactly these checks, and a block ```cpp clean is free of findings."""

from __future__ import annotations

import re
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

from support.findings import Files, from_json
from support.meta import main
from support.project import BUILD, ROOT

PAGE = ROOT / "docs" / "library-model.md"
BLOCK = re.compile(r"^```(cpp|json) *(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
COTIDY = str(BUILD / "bin" / "cotidy")


@dataclass(frozen=True)
class Step:
    line: int
    model: str
    expected: list[str]
    code: str


def header_and_steps(page: str) -> tuple[str, list[Step]]:
    header, model, steps = "", "", []
    for block in BLOCK.finditer(page):
        language, kind, text = block.groups()
        what, *checks = kind.split() or [""]
        line = page.count("\n", 0, block.start()) + 1
        if language == "json":
            model = text
        elif what == "header":
            header = text
        else:
            steps.append(Step(line, model, sorted(checks), text))
    return header, steps


class Walkthrough(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.header, self.steps = header_and_steps(PAGE.read_text())
        # The root of a project of its own, and a library outside of it.
        (self.folder / "project").mkdir()
        (self.folder / "project" / ".clang-tidy").write_text("{}\n")
        (self.folder / "brook.hpp").write_text("#pragma once\n" + self.header)

    def found(self, step: Step) -> list[str]:
        unit = self.folder / "project" / f"line{step.line}.cpp"
        unit.write_text("#include <brook.hpp>\n" + step.code)
        options = []
        if step.model:
            model = self.folder / "model.json"
            model.write_text(step.model)
            options = [f"--model={model}"]
        flags = ["--", "-std=c++20", "-isystem", str(self.folder)]
        result = subprocess.run(
            [COTIDY, "check", "--format=json", *options, unit.name, *flags],
            cwd=unit.parent,
            capture_output=True,
            text=True,
        )
        self.assertIn(result.returncode, (0, 1), result.stdout + result.stderr)
        return sorted({f.check for f in from_json(result.stdout, Files(unit.parent))})

    def test_steps(self) -> None:
        for step in self.steps:
            with self.subTest(f"line {step.line}"):
                self.assertEqual(self.found(step), step.expected)

    def test_it_shows_what_a_model_changes(self) -> None:
        self.assertTrue(self.header)
        self.assertTrue(any(s.expected and not s.model for s in self.steps))
        self.assertTrue(any(s.expected and s.model for s in self.steps))
        self.assertEqual(self.steps[-1].expected, [])


if __name__ == "__main__":
    main()
