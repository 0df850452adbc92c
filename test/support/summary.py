# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ends a test run: names what was skipped and what is a known bug, then prints
`N passed, N failed`. A run without a single test has failed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def summarise(tests: list[dict[str, str]]) -> tuple[list[str], bool]:
    passed = [t for t in tests if t["code"] in PASSED]
    # Filtered out by the caller is not skipped.
    skipped = [t for t in tests if t["code"] in SKIPPED - {"EXCLUDED"}]
    failed = [t for t in tests if t["code"] not in PASSED | SKIPPED]
    lines = [f"known bug: {t['name']}" for t in tests if t["code"] == "XFAIL"]
    lines += [f"SKIPPED: {t['name']}: {last_line(t['output'])}" for t in skipped]
    lines += [f"failed: {t['name']}" for t in failed]
    count = f"{len(passed)} passed, {len(failed)} failed"
    if skipped:
        count += f", {len(skipped)} skipped"
    return [*lines, count], bool(passed) and not failed


def main(results: str) -> int:
    if not Path(results).exists():
        print("lit did not run\n0 passed, 1 failed")
        return 1
    lines, good = summarise(json.loads(Path(results).read_text())["tests"])
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
