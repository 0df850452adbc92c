#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What must not go wrong with the debug mode, however hard it is used: no stall
is missed, nothing is lost without a word, no false report on a busy machine, no
finding of a sanitizer in it.

    test/bench/runtime_stress.py            # a minute or two
    test/bench/runtime_stress.py --long     # for an idle machine, much longer
    test/bench/runtime_stress.py --sanitizer thread

Prints the rows of the table in docs/runtime.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STALLS = {
    "computes": "compute",
    "sleeps": "sleep",
    "polls": "poll",
    "locks": "wait for a lock",
    "storm": "under a storm of signals",
    "exits": "in threads that end",
}
SANITIZERS = {"thread": "thread", "address": "address,undefined"}
# ThreadSanitizer refuses threads in children unless it is told, and gives such
# children an exit code though it reports nothing. What it reports is printed.
ENVIRONMENT = {"TSAN_OPTIONS": "die_after_fork=0:exitcode=0"}


class Failure(Exception):
    pass


def run(
    program: Path, *arguments: str, options: str = "", attempts: int = 20
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COTIDY_")}
    # A leak detector cannot look into threads that a fork left behind.
    environment["ASAN_OPTIONS"] = f"detect_leaks={int('forks' not in arguments)}"
    result = subprocess.run(
        [str(program), *arguments],
        env=environment | ENVIRONMENT | {"COTIDY_DEBUG": "1", "COTIDY_OPTIONS": "scale=1:" + options},
        capture_output=True,
        text=True,
    )
    # Where addresses are too random ThreadSanitizer of GCC 12 cannot start; the
    # next time they may not be.
    if "ThreadSanitizer failed to allocate" in result.stderr and attempts > 1:
        return run(program, *arguments, options=options, attempts=attempts - 1)
    # What ThreadSanitizer says of any thread in a child.
    result.stderr = "".join(
        line for line in result.stderr.splitlines(keepends=True) if "dup thread with used id" not in line
    )
    if re.search(r"SUMMARY: \w+Sanitizer|runtime error:", result.stderr):
        raise Failure(f"{program.name} {' '.join(arguments)}:\n{result.stderr}")
    if result.stdout and "stress" in program.name:
        raise Failure(f"{program.name} {' '.join(arguments)}: {result.stdout}")
    return result


def lost(text: str) -> int:
    found = re.search(r"lost events (\d+)", text)
    return int(found[1]) if found else 0


HEAD = "| build | | found | without a stack | lost events |\n| --- | --- | --- | --- | --- |"
BUILDS = {None: "plain", "thread": "TSan", "address": "ASan, UBSan"}


class Table:
    def __init__(self, build: str) -> None:
        self.build = build
        print(HEAD, flush=True)

    def row(self, what: str, found: object = "nothing", bare: object = "", lost_events: object = "") -> None:
        print(re.sub(" +", " ", f"| {self.build} | {what} | {found} | {bare} | {lost_events} |"), flush=True)


def stalls(table: Table, program: Path, kind: str, count: int) -> None:
    """Every one is reported; a stack may be missing, and is counted apart."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        options = f"slow_callback_ms=20:suppress_equal=0:reports_per_minute=100000:max_reports=100000:" \
            f"histogram=1:log_path={log}"
        text = run(program, kind, str(count), options=options).stderr
        reports = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    wanted = "blocking-call" if kind == "sleeps" else "slow-callback"
    found = [each for each in reports if each["kind"] == wanted]
    bare = sum(not each["stack"] for each in found)
    table.row(f"{count:,} stalls: {STALLS[kind]}", f"{len(found):,}", bare, lost(text))
    if len(found) + lost(text) < count:
        raise Failure(f"{kind}: {count - len(found)} stalls were missed\n{text}")
    if len(found) > count:
        raise Failure(f"{kind}: {len(found) - count} reports too many")


def quiet(table: Table, program: Path, name: str, count: int, what: str) -> None:
    """Nothing is reported, and nothing lost: that would be."""
    result = run(program, name, str(count), options="slow_callback_ms=60000:slow_tick_ms=60000:hang_ms=60000")
    if result.returncode or result.stderr:
        raise Failure(f"{name}: ended with {result.returncode}\n{result.stderr}")
    table.row(f"{count:,} {what}", lost_events=0)


def stress(table: Table, program: Path, callbacks: int, stalled: int) -> None:
    quiet(table, program, "threads", callbacks, "callbacks on 64 threads")
    quiet(table, program, "forks", max(4, stalled // 4), "forks")
    for kind in STALLS:
        stalls(table, program, kind, stalled)
    text = run(program, "computes", "8", options="slow_callback_ms=20:log_path=/dev/full").stderr
    if "not written to '/dev/full'" not in text:
        raise Failure(f"a full disk is not told:\n{text}")
    table.row("a log on a full disk", "is told")


def examples(table: Table, folder: Path, runs: int) -> None:
    """The fixed examples say nothing, with all cores busy."""
    programs = sorted(each for each in folder.glob("cotidy-*_fixed*") if os.access(each, os.X_OK) and each.is_file())
    if not programs:
        raise Failure(f"no example in {folder}")
    load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 2)]
    try:
        for program in programs:
            for _ in range(runs):
                result = run(program)
                if result.returncode or result.stderr:
                    raise Failure(f"{program.name}: ended with {result.returncode}\n{result.stderr}")
    finally:
        for each in load:
            each.kill()
            each.wait()
    table.row(f"{len(programs)} fixed examples, {runs} times each with all cores busy")


def sanitized(kind: str) -> Path:
    build = ROOT / f"build-stress-{kind}"
    flags = f"-O1 -g -fno-omit-frame-pointer -fsanitize={SANITIZERS[kind]}"
    for command in (
        ["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", "-DCOTIDY_RUNTIME_ONLY=ON",
         # Debian's Clang comes without the libraries of the sanitizers.
         "-DCMAKE_CXX_COMPILER=g++", f"-DCMAKE_CXX_FLAGS={flags}"],
        ["ninja", "-C", str(build), "cotidy-stress_scenarios"],
    ):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            raise Failure(result.stdout + result.stderr)
    return build / "test" / "runtime"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--long", action="store_true", help="10 million callbacks, 1000 stalls, 50 runs")
    parser.add_argument("--callbacks", type=int)
    parser.add_argument("--stalls", type=int)
    parser.add_argument("--runs", type=int, help="of each fixed example")
    parser.add_argument("--sanitizer", choices=SANITIZERS, help="builds that, and runs all but the examples with it")
    arguments = parser.parse_args()
    callbacks = arguments.callbacks or (10_000_000 if arguments.long else 200_000)
    stalled = arguments.stalls or (1000 if arguments.long else 24)
    runs = arguments.runs if arguments.runs is not None else (50 if arguments.long else 1)
    try:
        folder = sanitized(arguments.sanitizer) if arguments.sanitizer else arguments.build / "test" / "runtime"
        table = Table(BUILDS[arguments.sanitizer])
        stress(table, folder / "cotidy-stress_scenarios", callbacks, stalled)
        if runs and not arguments.sanitizer:
            examples(table, folder, runs)
    except Failure as failure:
        sys.exit(f"FAILED: {failure}")


if __name__ == "__main__":
    main()
