# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes docs/checks.md: the checks, and how each does beside what ships today,
over the cases that were written from the checks' pages alone.

A tool finds a buggy case when it says anything that is about asynchronous code,
locks or lifetimes between the case's first line and its last; it is wrong about
a correct case when it does so there. That is generous: the right line and the
right reason are asked of cotidy only (test/check_cases.py).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))

from check_cases import Case, read_cases  # noqa: E402

RUN = re.compile(r"// RUN: %check_cases %s (\S+) %t -- (.*)")
DIAGNOSTIC = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):\d+: \w+: .*\[(?P<id>[\w.,-]+)\]$", re.M)
TIDY = {
    "cppcoreguidelines-no-suspend-with-lock": "no-suspend-with-lock",
    "misc-coroutine-hostile-raii": "hostile-raii",
    "cppcoreguidelines-avoid-capturing-lambda-coroutines": "capturing-lambda",
    "cppcoreguidelines-avoid-reference-coroutine-parameters": "reference-parameters",
}
COLUMNS = ["cotidy", *TIDY.values(), "-Wthread-safety", "-Wunused-result", "cppcheck"]
Reported = dict[str, set[int]]


@dataclass
class CaseFile:
    path: Path
    check: str
    flags: list[str]
    cases: list[Case]


@dataclass
class Score:
    buggy: int = 0
    correct: int = 0
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))


def case_files() -> list[CaseFile]:
    files = []
    for path in sorted(ROOT.glob("test/checks/*/cases*.cpp")):
        text = path.read_text()
        run = RUN.search(text)
        if not run:
            sys.exit(f"error: {path}: no RUN line that names a check")
        flags = run[2].replace("%mock", str(ROOT / "test" / "mock")).split()
        files.append(CaseFile(path, run[1], flags, read_cases(text)))
    return files


def output(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=600)
    return result.stdout + result.stderr


def lines_of(text: str, file: CaseFile, name: Callable[[str], str | None]) -> Reported:
    """The lines of the file that a tool reports, by the column of the table."""
    reported: Reported = {}
    for match in DIAGNOSTIC.finditer(text):
        column = name(match["id"])
        if column and Path(match["file"]).name == file.path.name:
            reported.setdefault(column, set()).add(int(match["line"]))
    return reported


def by_cotidy(file: CaseFile, build: Path) -> Reported:
    command = [str(build / "bin" / "cotidy"), "check", "--format=json", f"--checks=-*,{file.check}",
               str(file.path), "--", *file.flags]
    result = subprocess.run(command, capture_output=True, text=True)
    findings = json.loads(result.stdout)["findings"]
    return {"cotidy": {finding["line"] for finding in findings}}


def by_clang_tidy(file: CaseFile) -> Reported:
    text = output(["clang-tidy-19", "--quiet", "--checks=-*," + ",".join(TIDY), str(file.path),
                   "--", *file.flags])
    return lines_of(text, file, lambda name: TIDY.get(name.split(",")[0]))


def by_clang(file: CaseFile) -> Reported:
    text = output(["clang++-19", "-fsyntax-only", "-Wthread-safety", "-Wunused-result", *file.flags,
                   str(file.path)])

    def column(name: str) -> str | None:
        if name.startswith("-Wthread-safety"):
            return "-Wthread-safety"
        return name if name == "-Wunused-result" else None

    return lines_of(text, file, column)


def by_cppcheck(file: CaseFile) -> Reported:
    text = output(["cppcheck", "--quiet", "--language=c++", "--std=c++20",
                   "--enable=warning,performance,portability",
                   "--template={file}:{line}:{column}: {severity}: {message} [{id}]",
                   f"-I{ROOT / 'test' / 'mock'}", str(file.path)])
    known_nothing = ("syntaxError", "unknownMacro", "internalError", "missingInclude")
    return lines_of(text, file, lambda name: None if name in known_nothing else "cppcheck")


def add(score: Score, cases: list[Case], reported: Reported) -> None:
    for index, case in enumerate(cases):
        end = cases[index + 1].line if index + 1 < len(cases) else 1 << 30
        score.buggy += case.is_buggy
        score.correct += not case.is_buggy
        counts = score.found if case.is_buggy else score.wrong
        for column, lines in reported.items():
            counts[column] += any(case.line <= line < end for line in lines)


def scores(build: Path) -> dict[str, Score]:
    result: dict[str, Score] = {}
    for file in case_files():
        print(file.path.relative_to(ROOT), file=sys.stderr)
        reported: Reported = {}
        for tool in (by_cotidy(file, build), by_clang_tidy(file), by_clang(file), by_cppcheck(file)):
            reported.update(tool)
        add(result.setdefault(file.path.parent.name, Score()), file.cases, reported)
    return result


def checks(build: Path) -> list[dict[str, object]]:
    text = subprocess.run([str(build / "bin" / "cotidy"), "list", "--format=json"],
                          capture_output=True, text=True, check=True).stdout
    return json.loads(text)


def list_rows(listed: list[dict[str, object]]) -> list[str]:
    rows = ["| check | finds | severity | default | fix |", "| --- | --- | --- | --- | --- |"]
    for check in listed:
        page = f"../checks/{check['family']}/{str(check['check']).removeprefix('async-')}.md"
        rows.append(f"| [{check['check']}]({page}) | {check['summary']} | {check['severity']} "
                    f"| {'on' if check['default'] else 'off'} | {'yes' if check['fix'] else ''} |")
    return rows


def score_rows(results: dict[str, Score]) -> list[str]:
    rows = ["| check | buggy, correct | " + " | ".join(COLUMNS) + " |",
            "| --- " * (len(COLUMNS) + 2) + "|"]
    total = Score()
    for check, score in [*sorted(results.items()), ("together", total)]:
        cells = [f"{score.found[c]} / {score.wrong[c]}" if score.found[c] or score.wrong[c] else "0"
                 for c in COLUMNS]
        rows.append(f"| {check} | {score.buggy}, {score.correct} | " + " | ".join(cells) + " |")
        total.buggy += score.buggy
        total.correct += score.correct
        for column in COLUMNS:
            total.found[column] += score.found[column]
            total.wrong[column] += score.wrong[column]
    return rows


def document(listed: list[dict[str, object]], results: dict[str, Score]) -> str:
    return "\n".join([
        "# The checks", "",
        "Written by `tool/dev/compare_tools.py`; edit that.", "",
        *list_rows(listed), "",
        "## Beside what ships today", "",
        "Each cell is *found / false*: how many of the buggy cases the tool says something",
        "about, and how many of the correct ones. The cases are `test/checks/*/cases*.cpp`,",
        "written from the pages of the checks alone; cotidy",
        "has changed since their first run, whose score stands in each page. A warning of the",
        "right kind anywhere in a case counts for the others; cotidy must name the line.",
        "clang-tidy and clang are version 19, cppcheck is Debian 12's.", "",
        *score_rows(results), "",
    ])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "checks.md")
    options = parser.parse_args()
    options.output.write_text(document(checks(options.build), scores(options.build)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
