# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The code on a check's page is a test: in a block ```cpp flagged the check,
and no other default-on check, finds something; a block ```cpp clean is free of
findings. Both compile after test/pages/prelude.hpp."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from support.findings import Finding, render
from support.hosts import HostError, Hosts, run_cotidy

BLOCK = re.compile(r"^```(\w*) *(.*)\n((?:.*\n)*?)```$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    kind: str
    code: str


def blocks(page: str) -> list[Block]:
    return [
        Block(page.count("\n", 0, match.start()) + 1, *match.groups())
        for match in BLOCK.finditer(page)
    ]


def complaint(block: Block, check: str, findings: list[Finding]) -> str:
    """Empty when the block is what the page says."""
    others = [f for f in findings if f.check != check]
    if block.kind == "clean" and findings:
        return "is called clean, but:\n" + render(findings)
    if others:
        return "is found by another check, too:\n" + render(others)
    if block.kind == "flagged" and not findings:
        return f"is called flagged, but {check} finds nothing"
    return ""


def judge(block: Block, check: str, folder: Path, hosts: Hosts) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    # An empty configuration, and the root of a project of its own.
    (folder / ".clang-tidy").write_text("{}\n")
    file = folder / f"line{block.line}.cpp"
    file.write_text(block.code)
    prelude = Path(__file__).parent / "prelude.hpp"
    flags = ["--", "-std=c++20", "-isystem", hosts.mock, "-include", str(prelude)]
    try:
        findings = run_cotidy(hosts, file, ["--checks=" + check], flags)
    except HostError as error:
        return str(error)
    return complaint(block, check, findings)


def shape(all_blocks: list[Block]) -> list[str]:
    """Every block says what it is, and both kinds are there."""
    kinds = [b.kind for b in all_blocks if b.language == "cpp"]
    wrong = [
        f"line {b.line}: a block of C++ is either 'flagged' or 'clean'"
        for b in all_blocks
        if b.language in ("", "c++") or (b.language == "cpp" and b.kind not in ("flagged", "clean"))
    ]
    missing = [f"no block is {kind}" for kind in ("flagged", "clean") if kind not in kinds]
    return wrong + missing


def main(page: Path, folder: Path) -> int:
    hosts = Hosts.from_environment()
    found = blocks(page.read_text())
    complaints = shape(found)
    for block in found:
        if block.language == "cpp":
            told = judge(block, "async-" + page.stem, folder, hosts)
            if told:
                complaints.append(f"line {block.line}: the block {told}")
    for text in complaints:
        print(f"{page}: {text}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
