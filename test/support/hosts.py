# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the two hosts of the checks, the command line and stock clang-tidy."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.findings import Files, Finding, from_export, from_json, render

# Far above what any test needs, so that a hang fails instead of blocking.
TIMEOUT = 300


class HostError(Exception):
    """A host could not do its work."""


@dataclass(frozen=True)
class Hosts:
    """Where the programs are; filled in by lit through the environment."""

    cotidy: str
    plugin: str
    clang_tidy: str
    clang: str
    mock: str

    @staticmethod
    def from_environment() -> Hosts:
        try:
            return Hosts(
                *(
                    os.environ["COTIDY_TEST_" + name]
                    for name in ("BINARY", "PLUGIN", "CLANG_TIDY", "CLANG", "MOCK")
                )
            )
        except KeyError as missing:
            sys.exit(f"{missing} is not set: run this through lit")


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
    except FileNotFoundError:
        raise HostError(f"{command[0]} is not built") from None


def run_cotidy(
    hosts: Hosts, file: Path, options: list[str], compile_with: list[str]
) -> list[Finding]:
    """`compile_with` is `-- FLAGS` or `-p FOLDER`, the same for both hosts."""
    before, after = split_at_dashes(compile_with)
    command = [hosts.cotidy, "check", "--format=json", *options, *before]
    result = run([*command, file.name, *after], file.parent)
    if result.returncode not in (0, 1):
        raise HostError(
            f"cotidy ended with exit code {result.returncode}\n"
            + result.stdout
            + result.stderr
        )
    findings = from_json(result.stdout, Files(file.parent))
    if bool(findings) != (result.returncode == 1):
        raise HostError(
            f"cotidy has {len(findings)} findings and exit code {result.returncode}"
        )
    return findings


def run_clang_tidy(
    hosts: Hosts,
    file: Path,
    options: list[str],
    compile_with: list[str],
    scratch: Path,
) -> list[Finding]:
    export = scratch / (file.stem + ".export.yaml")
    export.unlink(missing_ok=True)
    before, after = split_at_dashes(compile_with)
    command = [hosts.clang_tidy, "-load=" + hosts.plugin, "--quiet"]
    command += [f"--export-fixes={export}", *options, *before]
    result = run([*command, str(file), *after], file.parent)
    text = result.stdout + result.stderr
    if result.returncode != 0 or "[clang-diagnostic-error]" in text:
        raise HostError(f"clang-tidy ended with {result.returncode}\n{text}")
    if not export.exists():
        return []
    return from_export(export.read_text(), Files(file.parent))


def split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at:]


def demand_same(cotidy: list[Finding], clang_tidy: list[Finding]) -> None:
    left, right = render(cotidy, fixes=True), render(clang_tidy, fixes=True)
    if left == right:
        return
    difference = difflib.unified_diff(
        left.splitlines(), right.splitlines(), "cotidy check", "clang-tidy", lineterm=""
    )
    raise HostError("the hosts disagree:\n" + "\n".join(difference))
