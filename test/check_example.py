# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An example is a test: cotidy reports what the program says is wrong with it,
at those lines and nothing else, in both hosts; a fixed program runs to its end.

  // expect: ID[, ID]      these checks report this line
  // waits-for: ID[, ID]   so will these, once they exist

A check that is not registered yet makes the example a known bug.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from support.findings import Finding
from support.hosts import HostError, Hosts, demand_same, run, run_clang_tidy, run_cotidy
from support.project import BUILD, ROOT, registered_checks, reserved_ids

# Every example ends by itself within two seconds on an idle machine.
TIMEOUT = 60

Expected = set[tuple[int, str]]


def annotations(text: str, word: str) -> Expected:
    return {
        (number, check)
        for number, line in enumerate(text.splitlines(), 1)
        for match in re.finditer(rf"// {word}: *([\w, -]+)", line)
        for check in re.split(r"[, ]+", match.group(1).strip())
    }


def findings_of_both(file: Path, scratch: Path, hosts: Hosts) -> list[Finding]:
    compile_with = ["-p", str(BUILD)]
    findings = run_cotidy(hosts, file, [], compile_with)
    checks = run([hosts.cotidy, "list", "--clang-tidy"], ROOT).stdout.strip()
    options = ["--checks=" + checks, f"--header-filter=^{re.escape(str(ROOT))}/"]
    demand_same(findings, run_clang_tidy(hosts, file, options, compile_with, scratch))
    return findings


def complaints(findings: list[Finding], expected: Expected) -> list[str]:
    found = {(f.place.line, f.check) for f in findings}
    return [
        f"line {line}: {check} is expected and not reported"
        for line, check in sorted(expected - found)
    ] + [
        f"line {f.place.line}: {f.message} [{f.check}] is not expected"
        for f in findings
        if (f.place.line, f.check) not in expected
    ]


def run_program(file: Path) -> list[str]:
    program = BUILD / "examples" / f"{file.parent.name}_{file.stem}"
    try:
        result = subprocess.run(
            [str(program)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return [f"{program} does not end"]
    return [f"{program} ended with {result.returncode}"] if result.returncode else []


def main(file: Path, scratch: Path) -> int:
    text = file.read_text()
    known = {check.id for check in registered_checks()}
    expected = annotations(text, "expect") | annotations(text, "waits-for")
    waiting = {place for place in expected if place[1] not in known}
    expected -= waiting
    try:
        told = complaints(findings_of_both(file, scratch, Hosts.from_environment()), expected)
    except HostError as error:
        told = [str(error)]
    if file.name.startswith("fixed"):
        told += run_program(file)
    told += [f"line {line}: there is no check {check}" for line, check in sorted(waiting)
             if check not in reserved_ids()]
    if waiting and not told:
        print("XFAIL: waits for " + ", ".join(sorted({check for _, check in waiting})))
    for line in told:
        print(f"{file}: {line}")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
