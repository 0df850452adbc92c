# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What linting costs, beside what compiling costs: the CPU time (user and
system) of `cotidy check`, `clang++-19 -fsyntax-only` and `clang-tidy-19` with
its coroutine checks, over the same units.

The units are the examples of Asio that Debian ships (libboost1.81-doc), or some
of a compile database. Runs are interleaved, so that a machine that slows down
slows down all three; of each the median counts.

With --checks: what each check costs with the analyses it asks for, and all of
them together, beside `cotidy check` without any, which only parses. Checks share
analyses, so that the parts add up to more than the whole.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path("/usr/share/doc/libboost1.81-doc/examples/libs/asio/example")
FOLDERS = ("cpp20", "cpp17")
FLAGS = ["-std=c++20"]
TIDY_CHECKS = (
    "-*",
    "misc-coroutine-hostile-raii",
    "cppcoreguidelines-no-suspend-with-lock",
    "cppcoreguidelines-avoid-capturing-lambda-coroutines",
    "cppcoreguidelines-avoid-reference-coroutine-parameters",
)
# At most this much more than a compiler that only parses.
BOUND = 1.3
# At most this much more than parsing, all checks together.
CHECKS_BOUND = 1.15

Command = Callable[[Path], list[str]]


def unpack(folder: Path) -> list[Path]:
    """Debian compresses large examples; the rest is copied beside them."""
    for name in FOLDERS:
        for file in (EXAMPLES / name).rglob("*"):
            target = folder / name / file.relative_to(EXAMPLES / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix == ".gz":
                target.with_suffix("").write_bytes(gzip.decompress(file.read_bytes()))
            elif file.is_file():
                shutil.copy(file, target)
    return sorted(folder.rglob("*.cpp"))


def cpu_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def parses(file: Path) -> bool:
    command = ["clang++-19", "-fsyntax-only", "-w", *FLAGS, str(file)]
    return subprocess.run(command, capture_output=True).returncode == 0


def commands(build: Path) -> dict[str, Command]:
    cotidy = str(build / "bin" / "cotidy")
    tidy = "--checks=" + ",".join(TIDY_CHECKS)
    return {
        "clang++-19 -fsyntax-only": lambda f: [
            "clang++-19", "-fsyntax-only", *FLAGS, str(f)],
        "cotidy check": lambda f: [cotidy, "check", str(f), "--", *FLAGS],
        "clang-tidy-19": lambda f: [
            "clang-tidy-19", "--quiet", tidy, str(f), "--", *FLAGS],
    }


def measure(tools: dict[str, Command], units: list[Path], runs: int) -> dict[str, float]:
    """The sum over the units of each tool's medians."""
    totals = dict.fromkeys(tools, 0.0)
    for unit in units:
        times: dict[str, list[float]] = {name: [] for name in tools}
        for _ in range(runs):
            for name, command in tools.items():
                times[name].append(cpu_seconds(command(unit)))
        for name in tools:
            totals[name] += statistics.median(times[name])
    return totals


def report(totals: dict[str, float], units: int, runs: int) -> tuple[float, float]:
    base, cotidy, tidy = totals.values()
    print(f"{units} units, CPU seconds, medians of {runs} interleaved runs, summed:")
    for name, seconds in totals.items():
        print(f"  {name:<26}{seconds:8.2f}{seconds / base:8.2f}x")
    return cotidy / base, cotidy / tidy


def checks_alone(build: Path, database: Path | None) -> dict[str, Command]:
    cotidy = str(build / "bin" / "cotidy")
    listed = subprocess.run([cotidy, "list", "--format=json"], capture_output=True, check=True).stdout
    ids = [entry["check"] for entry in json.loads(listed)]
    end = ["-p", str(database)] if database else []

    def command(checks: str) -> Command:
        return lambda file: [cotidy, "check", f"--checks={checks}", *end, str(file),
                             *([] if database else ["--", *FLAGS])]

    return {"parsing": command("-*"), "all checks": command("async-*"),
            **{name: command(f"-*,{name}") for name in ids}}


def report_checks(totals: dict[str, float], units: int, runs: int) -> float:
    parsing = totals["parsing"]
    print(f"{units} units, CPU seconds, medians of {runs} interleaved runs, summed:")
    print(f"  {'parsing':<36}{parsing:8.2f}")
    for name, seconds in totals.items():
        if name != "parsing":
            print(f"  {name:<36}{seconds - parsing:+8.2f}{100 * (seconds / parsing - 1):+8.1f} %")
    return totals["all checks"] / parsing


def of_database(database: Path) -> list[Path]:
    entries = json.loads((database / "compile_commands.json").read_text())
    return sorted(Path(entry["directory"], entry["file"]) for entry in entries)


def missing(build: Path) -> str:
    for program in ("clang++-19", "clang-tidy-19"):
        if not shutil.which(program):
            return f"{program} is missing"
    if not os.access(build / "bin" / "cotidy", os.X_OK):
        return f"{build}/bin/cotidy is not built"
    if not EXAMPLES.is_dir():
        return f"{EXAMPLES} is missing: install libboost1.81-doc"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--units", type=int, default=8, help="how many; 0 for all")
    parser.add_argument("--short", action="store_true", help="one unit, one run")
    parser.add_argument(
        "--bound", action="store_true",
        help=f"fail above {BOUND} times the compiler, or above clang-tidy",
    )
    parser.add_argument("--checks", action="store_true", help="what each check costs")
    parser.add_argument("--database", type=Path, help="units from the database in this folder")
    options = parser.parse_args()
    if missing(options.build):
        sys.exit(f"error: {missing(options.build)}")
    runs, count = (1, 1) if options.short else (options.runs, options.units)
    if options.checks:
        return bench_checks(options, runs, count)
    with tempfile.TemporaryDirectory() as folder:
        units = pick(unpack(Path(folder)), count)
        if not units:
            sys.exit(f"error: no unit below {EXAMPLES} parses")
        to_compiler, to_tidy = report(
            measure(commands(options.build), units, runs), len(units), runs
        )
    if options.bound and (to_compiler > BOUND or to_tidy >= 1):
        print(f"error: above the bound ({BOUND} and 1): {to_compiler:.2f}, {to_tidy:.2f}")
        return 1
    return 0


def bench_checks(options: argparse.Namespace, runs: int, count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        if options.database:
            files = of_database(options.database)
            units = files[:: max(1, len(files) // count)][:count]
        else:
            units = pick(unpack(Path(folder)), count)
        total = report_checks(
            measure(checks_alone(options.build, options.database), units, runs), len(units), runs
        )
    if options.bound and total > CHECKS_BOUND:
        print(f"error: above the bound ({CHECKS_BOUND}): {total:.2f}")
        return 1
    return 0


def pick(files: list[Path], count: int) -> list[Path]:
    """Units that hold coroutines and parse, spread evenly over all of them."""
    units = [file for file in files if "co_await" in file.read_text()]
    count = count or len(units)
    step = max(1, len(units) // count)
    spread = [unit for start in range(step) for unit in units[start::step]]
    chosen: list[Path] = []
    for unit in spread:
        if len(chosen) < count and parses(unit):
            chosen.append(unit)
    return chosen


if __name__ == "__main__":
    sys.exit(main())
