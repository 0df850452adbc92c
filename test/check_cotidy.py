# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one test file through `cotidy check` and through clang-tidy with the
plugin, demands the same findings of both, and compares them with the file.

  check_cotidy.py [OPTIONS] FILE CHECKS FOLDER [-- COMPILE_FLAGS]

// CHECK-MESSAGES: every warning, in order; notes may be left out
// CHECK-NOTES:    every warning and every note, in order
// CHECK-FIXES:    lines of the file after the safe fixes; it must compile
A file without any of these must be free of findings.

FILE is copied to FOLDER without its CHECK comments, which a line would
otherwise match by itself, beside a .clang-tidy with the given configuration.
A folder `Inputs` beside FILE is copied too.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from support.findings import Edit, Finding, render
from support.hosts import (
    HostError,
    Hosts,
    demand_same,
    run,
    run_clang_tidy,
    run_cotidy,
    split_at_dashes,
)

KINDS = ("CHECK-MESSAGES", "CHECK-NOTES", "CHECK-FIXES")
IMPLICIT = {
    "CHECK-MESSAGES": "{{warning|error}}:",
    "CHECK-NOTES": "{{note|warning|error}}:",
}
STANDARDS = ["c++20", "c++23"]


class Failure(Exception):
    """The test failed; the text says why."""


@dataclass(frozen=True)
class Case:
    file: Path
    text: str
    checks: str
    folder: Path
    config: str
    suffixes: list[str]
    flags: list[str]


def parse_arguments(arguments: list[str]) -> tuple[Case, list[str]]:
    own, flags = split_at_dashes(arguments)
    flags = flags[1:]
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("checks")
    parser.add_argument("folder", type=Path)
    parser.add_argument("-std", default="c++20-or-later")
    parser.add_argument("-check-suffixes", "-check-suffix", default="")
    parser.add_argument("--config", default="{}", help="text of the .clang-tidy")
    parser.add_argument(
        "--mock", action="store_true", help="put test/mock before system headers"
    )
    options = parser.parse_args(own)
    if options.mock:
        flags = ["-isystem", os.environ["COTIDY_TEST_MOCK"], *flags]
    case = Case(
        options.file,
        options.file.read_text(),
        options.checks,
        options.folder,
        options.config,
        ["-" + s if s else "" for s in options.check_suffixes.split(",")],
        flags,
    )
    return case, standards(options.std)


def standards(option: str) -> list[str]:
    first, later, _ = option.partition("-or-later")
    return STANDARDS[STANDARDS.index(first) :] if later else [first]


def directives(case: Case, kind: str) -> list[str]:
    """The prefixes of that kind which the file uses, among those asked for."""
    prefixes = [kind + suffix for suffix in case.suffixes]
    return [
        prefix
        for prefix in prefixes
        if re.search(rf"// *{re.escape(prefix)}(-NEXT|-NOT|-DAG|-SAME)?:", case.text)
    ]


def prepare(case: Case) -> Path:
    shutil.rmtree(case.folder, ignore_errors=True)
    inputs = case.file.parent / "Inputs"
    if inputs.is_dir():
        shutil.copytree(inputs, case.folder / "Inputs")
    case.folder.mkdir(parents=True, exist_ok=True)
    (case.folder / ".clang-tidy").write_text(case.config + "\n")
    copy = case.folder / case.file.name
    copy.write_text(re.sub(r"// *CHECK-[A-Z0-9-]*:[^\r\n]*", "//", case.text))
    return copy


def file_check(case: Case, kind: str, prefix: str, actual: Path) -> None:
    command = [
        "FileCheck",
        f"--input-file={actual}",
        f"--check-prefix={prefix}",
        "--allow-empty",
        "--strict-whitespace" if kind == "CHECK-FIXES" else "--dump-input-context=8",
        str(case.file),
    ]
    if kind in IMPLICIT:
        command.append("--implicit-check-not=" + IMPLICIT[kind])
    result = run(command, case.folder)
    if result.returncode != 0:
        raise Failure(f"{result.stderr}\nall of it:\n{actual.read_text()}")


def check_messages(case: Case, findings: list[Finding]) -> None:
    text = render(findings)
    actual = case.folder / "findings.txt"
    actual.write_text(text)
    used = [(k, p) for k in IMPLICIT for p in directives(case, k)]
    for kind, prefix in used:
        file_check(case, kind, prefix, actual)
    if not used and findings and not directives(case, "CHECK-FIXES"):
        raise Failure("no finding is expected, but there are:\n" + text)


def apply(text: bytes, edits: list[Edit]) -> bytes:
    """From the end, so that offsets stay right; equal edits once."""
    for edit in sorted(set(edits), reverse=True):
        rest = text[edit.offset + edit.length :]
        text = text[: edit.offset] + edit.replacement.encode() + rest
    return text


def check_fixes(case: Case, copy: Path, findings: list[Finding], hosts: Hosts,
                flags: list[str]) -> None:
    prefixes = directives(case, "CHECK-FIXES")
    edits = [edit for finding in findings for edit in finding.fixes]
    fixed = case.folder / ("fixed-" + copy.name)
    fixed.write_bytes(
        apply(copy.read_bytes(), [e for e in edits if e.file == copy.name])
    )
    for prefix in prefixes:
        file_check(case, "CHECK-FIXES", prefix, fixed)
    if edits:
        compiled = run([hosts.clang, "-fsyntax-only", *flags, str(fixed)], case.folder)
        if compiled.returncode != 0:
            raise Failure("after its fixes the file does not compile:\n" + compiled.stderr)


def check(case: Case, standard: str, hosts: Hosts) -> None:
    if case.suffixes != [""] and not any(directives(case, kind) for kind in KINDS):
        raise Failure(f"{case.file} has no directive with the suffixes asked for")
    copy = prepare(case)
    flags = [f"-std={standard}", *case.flags]
    findings = findings_of_both(case, copy, ["--", *flags], hosts)
    check_messages(case, findings)
    check_fixes(case, copy, findings, hosts, flags)


def findings_of_both(
    case: Case, copy: Path, compile_with: list[str], hosts: Hosts
) -> list[Finding]:
    checks = ["--checks=-*," + case.checks]
    findings = run_cotidy(hosts, copy, checks, compile_with)
    if "HeaderFilterRegex" not in case.config:
        # What cotidy does by itself: headers below the project's root.
        checks.append(f"--header-filter=^{re.escape(str(copy.parent))}/")
    demand_same(
        findings, run_clang_tidy(hosts, copy, checks, compile_with, case.folder)
    )
    return findings


def main(arguments: list[str]) -> int:
    case, wanted = parse_arguments(arguments)
    hosts = Hosts.from_environment()
    for standard in wanted:
        try:
            check(case, standard, hosts)
        except (Failure, HostError) as failure:
            print(f"{case.file}: with -std={standard}: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
