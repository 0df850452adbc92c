# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges a check by cases that somebody wrote from its page alone, and keeps
what the first run showed from getting worse.

  check_cases.py FILE CHECK FOLDER [-- COMPILE_FLAGS]

// Buggy: what is wrong       starts a case that must be reported
// Correct: why it is right   starts a case that must not be
// expect                     the line that must be reported
// missed: why                a line that ought to be reported and is not yet
// false: why                 a line that is reported and ought not to be

A case lasts until the next one starts. Only CHECK runs. The score is printed;
the test fails when a line is reported, or not, against its mark, so a missed
bug that is found one day has to be marked anew.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from support.hosts import (
    HostError,
    Hosts,
    demand_same,
    run_clang_tidy,
    run_cotidy,
    split_at_dashes,
)

START = re.compile(r"\s*// (Buggy|Correct): (.+)")
MARK = re.compile(r"// (expect\b|missed:|false:)")


@dataclass
class Case:
    line: int
    is_buggy: bool
    title: str
    marks: dict[int, str] = field(default_factory=dict)
    reported: set[int] = field(default_factory=set)

    def is_found(self) -> bool:
        return self.is_buggy and any(line in self.marks for line in self.reported)

    def is_false(self) -> bool:
        return not self.is_buggy and bool(self.reported)

    def complaints(self) -> list[str]:
        told = [
            f"{line}: reported, and not marked ({self.title})"
            for line in sorted(self.reported)
            if self.marks.get(line) not in ("expect", "false:")
        ]
        told += [
            f"{line}: not reported ({self.title})"
            for line, mark in sorted(self.marks.items())
            if mark != "missed:" and line not in self.reported
        ]
        if self.is_buggy and not self.marks:
            told.append(f"{self.line}: no line is marked ({self.title})")
        return told


def read_cases(text: str) -> list[Case]:
    cases: list[Case] = []
    for number, line in enumerate(text.splitlines(), 1):
        if start := START.match(line):
            cases.append(Case(number, start[1] == "Buggy", start[2]))
        elif (mark := MARK.search(line)) and cases:
            cases[-1].marks[number] = mark[1]
    return cases


def reported_lines(file: Path, check: str, scratch: Path, flags: list[str]) -> set[int]:
    hosts = Hosts.from_environment()
    options = [f"--checks=-*,{check}"]
    findings = run_cotidy(hosts, file, options, flags)
    demand_same(findings, run_clang_tidy(hosts, file, options, flags, scratch))
    return {finding.place.line for finding in findings}


def main(arguments: list[str]) -> int:
    (name, check, folder), flags = split_at_dashes(arguments)
    file, scratch = Path(name), Path(folder)
    scratch.mkdir(parents=True, exist_ok=True)
    cases = read_cases(file.read_text())
    try:
        lines = reported_lines(file, check, scratch, flags)
    except HostError as error:
        print(f"{file}: {error}")
        return 1
    for line in lines:
        owners = [case for case in cases if case.line < line]
        if not owners:
            print(f"{file}:{line}: reported outside of every case")
            return 1
        owners[-1].reported.add(line)
    buggy = [case for case in cases if case.is_buggy]
    print(
        f"{check}: found {sum(c.is_found() for c in buggy)} of {len(buggy)}, "
        f"false {sum(c.is_false() for c in cases)} of {len(cases) - len(buggy)}"
    )
    told = [complaint for case in cases for complaint in case.complaints()]
    for line in told:
        print(f"{file}:{line}")
    return 1 if told or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
