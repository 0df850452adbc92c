# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`cotidy check --fix` on the examples: every bug with a mechanical fix becomes
code that builds, runs as the fixed program does, and is free of that bug; no
other finding goes or comes."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support.findings import Files, Finding, from_json
from support.meta import main
from support.project import BUILD, ROOT

COTIDY = str(BUILD / "bin" / "cotidy")
EXPECT = re.compile(r" *// expect: *([\w, -]+)$")
# What the program says once its fixable bugs are gone, and did not before.
SAYS = {
    "forgotten_await/buggy.cpp": ["hello, Bob", "three guests counted"],
    "producer_consumer/buggy.cpp": ["the consumer is done"],
    "restaurant/buggy_loop.cpp": ["dishes brought", "has 100"],
}
FIXED = {
    ("forgotten_await/buggy.cpp", "async-unawaited-task"),
    ("forgotten_await/buggy.cpp", "async-task-never-awaited"),
    ("producer_consumer/buggy.cpp", "async-unawaited-task"),
    ("restaurant/buggy_loop.cpp", "async-unawaited-task"),
}
# Every example ends by itself within two seconds on an idle machine.
TIMEOUT = 60


def run(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if result.returncode not in (0, 1):
        raise AssertionError(result.stdout + result.stderr)
    return result.stdout


def marked(folder: Path) -> set[tuple[str, str, str]]:
    """File, line without its mark, and check of every bug that is found."""
    return {
        (f"{file.parent.name}/{file.name}", EXPECT.sub("", line).strip(), check)
        for file in folder.glob("*/buggy*.cpp")
        for line in file.read_text().splitlines()
        if (match := EXPECT.search(line))
        for check in re.split(r"[, ]+", match[1].strip())
    }


def seen(findings: list[Finding], folder: Path) -> set[tuple[str, str, str]]:
    lines = {
        f.place.file: (folder / f.place.file).read_text().splitlines() for f in findings
    }
    return {
        (f.place.file, EXPECT.sub("", lines[f.place.file][f.place.line - 1]).strip(), f.check)
        for f in findings
    }


class FixedExamples(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name).resolve() / "examples"
        self.build = self.folder.parent / "build"
        shutil.copytree(ROOT / "test" / "examples", self.folder)
        (self.folder / ".clang-tidy").write_text("{}\n")
        run("cmake", "-S", str(self.folder), "-B", str(self.build), "-G", "Ninja")

    def check(self, files: list[str], *options: str) -> list[Finding]:
        command = [COTIDY, "check", "--format=json", "-p", str(self.build), *options]
        output = run(*command, *(str(self.folder / file) for file in files))
        return from_json(output, Files(self.folder))

    def test_fixes_build_run_and_are_clean(self) -> None:
        bugs = marked(self.folder)
        programs = sorted({file for file, _, _ in bugs})
        before = {
            file: (self.folder / file).read_text() for file in programs
        }
        fixable = [f for f in self.check(programs, "--fix") if f.fixes]
        self.assertEqual({(f.place.file, f.check) for f in fixable}, FIXED)
        changed = [f for f in programs if (self.folder / f).read_text() != before[f]]
        self.assertEqual(changed, sorted(SAYS))
        left = {bug for bug in bugs if bug[0] in SAYS and (bug[0], bug[2]) not in FIXED}
        self.assertEqual(seen(self.check(changed), self.folder), left)
        for file, texts in SAYS.items():
            with self.subTest(file):
                self.runs(file, texts)

    def runs(self, file: str, texts: list[str]) -> None:
        target = file.replace("/", "_").removesuffix(".cpp")
        run("cmake", "--build", str(self.build), "--target", target)
        buggy = BUILD / "examples" / target
        outputs = [
            subprocess.run(
                [str(program)], capture_output=True, text=True, timeout=TIMEOUT, check=True
            ).stdout
            for program in (buggy, self.build / target)
        ]
        for text in texts:
            self.assertNotIn(text, outputs[0])
            self.assertIn(text, outputs[1])


if __name__ == "__main__":
    main()
