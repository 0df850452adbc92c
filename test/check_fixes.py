# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Applies the fixes of one check to a file: what they make compiles, what they
fixed is no longer found, and nothing new is.

  check_fixes.py FILE CHECK FOLDER [-- COMPILE_FLAGS]

// fix: safe      a line that is reported, with a fix that --fix applies
// fix: unsafe    with a fix that is only offered
// fix: none      without one

The safe fixes are applied by `cotidy check --fix`, the unsafe ones here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from support.findings import Edit, Finding
from support.hosts import HostError, Hosts, run, run_cotidy, split_at_dashes

MARK = re.compile(r"// fix: (safe|unsafe|none)$")


def marks(text: str) -> dict[int, str]:
    return {
        number: mark[1]
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line))
    }


def kind(finding: Finding) -> str:
    return "safe" if finding.fixes else "unsafe" if finding.possible_fixes else "none"


def edited(text: str, edits: set[Edit]) -> str:
    content = text.encode()
    for edit in sorted(edits, key=lambda edit: edit.offset, reverse=True):
        end = edit.offset + edit.length
        content = content[: edit.offset] + edit.replacement.encode() + content[end:]
    return content.decode()


class Fixed:
    """A copy of the file, and what is found in it."""

    def __init__(self, file: Path, check: str, folder: Path, flags: list[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # An empty configuration, and the root of a project of its own.
        (folder / ".clang-tidy").write_text("{}\n")
        self.file = folder / file.name
        self.file.write_text(file.read_text())
        self.check = check
        self.flags = flags
        self.hosts = Hosts.from_environment()
        self.others = self.count_all()

    def find(self) -> list[Finding]:
        only = ["--checks=-*," + self.check]
        return run_cotidy(self.hosts, self.file, only, self.flags)

    def count_all(self) -> Counter[str]:
        """With every check that is on: what one fix brings to another shows."""
        findings = run_cotidy(self.hosts, self.file, [], self.flags)
        return Counter(finding.check for finding in findings)

    def apply_safe(self) -> None:
        command = [self.hosts.cotidy, "check", "--fix", "--checks=-*," + self.check]
        result = run([*command, self.file.name, *self.flags], self.file.parent)
        if result.returncode not in (0, 1):
            raise HostError(result.stdout + result.stderr)

    def apply_unsafe(self) -> None:
        edits = {e for f in self.find() for e in f.possible_fixes}
        self.file.write_text(edited(self.file.read_text(), edits))

    def complaints(self, left: int, when: str) -> list[str]:
        compiler = [self.hosts.clang, "-fsyntax-only", "-Wall", *self.flags[1:]]
        result = run([*compiler, str(self.file)], self.file.parent)
        if result.returncode != 0:
            return [f"{when} it does not compile\n{result.stderr}"]
        now = self.count_all()
        now[self.check] = len(self.find())
        told = [
            f"{when} there are {now[check] - self.others[check]} more of {check}"
            for check in now
            if check != self.check and now[check] > self.others[check]
        ]
        if now[self.check] != left:
            told.append(f"{when} {now[self.check]} findings are left, not {left}")
        return told


def main(arguments: list[str]) -> int:
    (name, check, folder), flags = split_at_dashes(arguments)
    expected = marks(Path(name).read_text())
    wanted = Counter(expected.values())
    try:
        copy = Fixed(Path(name), check, Path(folder), flags)
        found = {f.place.line: kind(f) for f in copy.find()}
        told = [
            f"{line}: {found.get(line, 'nothing')}, not {expected.get(line, 'nothing')}"
            for line in sorted(found.keys() | expected.keys())
            if found.get(line) != expected.get(line)
        ]
        if not told:
            copy.apply_safe()
            told += copy.complaints(wanted["unsafe"] + wanted["none"], "with --fix")
        if not told and wanted["unsafe"]:
            copy.apply_unsafe()
            told += copy.complaints(wanted["none"], "with the unsafe fixes")
    except HostError as error:
        told = [str(error)]
    for line in told:
        print(f"{name}:{line}")
    return 1 if told or not wanted["safe"] + wanted["unsafe"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
