#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the debug mode costs, as ratios to what stands beside it; medians of
interleaved runs, so that a busy machine disturbs both sides alike. Nanoseconds
are for information only. Prints the tables of docs/runtime.md.

    ninja -C build cotidy-runtime-bench && test/bench/runtime.py
    test/bench/runtime.py --sleepers=1000000
    test/bench/runtime.py --echo
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    program: str
    argument: str = ""
    options: str | None = None  # None: the debug mode is off

    def run(self, build: Path) -> float:
        environment = off()
        if self.options is not None:
            environment |= {"COTIDY_DEBUG": "1", "COTIDY_OPTIONS": self.options + PATIENT}
        result = subprocess.run(
            [str(build / "test" / "bench" / self.program), *self.argument.split()],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        )
        return float(result.stdout)


CALLBACKS = "cotidy-bench-callbacks"
LOOPS = ("plain", "asio", "cotidy")
# Ratios that a program measures itself, in runs that follow each other.
DEFAULT_MODE = "a callback in the default mode, beside two clock reads and two stores"
EPOCH_MODE = "a callback with `timing=epoch`, beside two relaxed stores"
# A benchmark is one long callback.
PATIENT = ":slow_callback_ms=60000:slow_tick_ms=60000:never_yield_ms=60000:hang_ms=60000"
MEASURED = {
    "two clock reads and two stores": Measured(CALLBACKS, "two-clock-reads"),
    "two relaxed stores": Measured(CALLBACKS, "two-stores"),
    "callback, off": Measured(CALLBACKS, "callback"),
    "callback, default": Measured(CALLBACKS, "callback", "timing=tsc"),
    "callback, epoch": Measured(CALLBACKS, "callback", "timing=epoch"),
    DEFAULT_MODE: Measured(CALLBACKS, "callback two-clock-reads", "timing=tsc"),
    EPOCH_MODE: Measured(CALLBACKS, "callback two-stores", "timing=epoch"),
    "await, off": Measured(CALLBACKS, "await"),
    "await, default": Measured(CALLBACKS, "await", "timing=tsc"),
    "yield, off": Measured(CALLBACKS, "yield"),
    "yield, default": Measured(CALLBACKS, "yield", "timing=tsc"),
    "signal and copy": Measured("cotidy-bench-capture", "copy"),
    "captured stall": Measured("cotidy-bench-capture", "capture"),
    **{
        f"{whose} {what}": Measured("cotidy-bench-loop", f"{whose} {what}")
        for what in ("spawn", "switch", "sleep")
        for whose in LOOPS
    },
    "Asio handler, plain": Measured("cotidy-bench-asio-plain"),
    "Asio handler, its own tracking": Measured("cotidy-bench-asio-own"),
    "Asio handler, cotidy": Measured("cotidy-bench-asio-cotidy", "", "timing=tsc"),
}


SERVERS = ("cotidy-bench-echo-plain", "cotidy-bench-echo-cotidy")


def off() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("COTIDY_")}


def on_core(number: int) -> Callable[[], None]:
    """Two servers that are asked in turn share a core, and the client has another."""
    cores = sorted(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {cores[number % len(cores)]})


def echo(build: Path, connections: int, pairs: int) -> float:
    """One run: how much CPU time a request costs, as a ratio to the same without. The median of
    many pairs of turns, for which the client asks both servers."""
    folder = build / "test" / "bench"
    servers = []
    for name, environment in zip(SERVERS, ({}, {"COTIDY_DEBUG": "1", "COTIDY_OPTIONS": "verify=1"})):
        servers.append(subprocess.Popen([str(folder / name), str(connections)], env=off() | environment,
                                        stdout=subprocess.PIPE, text=True, preexec_fn=on_core(0)))
    where = [word for server in servers for word in (server.stdout.readline().strip(), str(server.pid))]
    result = subprocess.run([str(folder / "cotidy-bench-echo-client"), str(connections), str(pairs), *where],
                            stdout=subprocess.PIPE, text=True, check=True, preexec_fn=on_core(1))
    for server in servers:
        if server.wait():
            raise RuntimeError(f"{server.args[0]} ended with {server.returncode}")
    turns = [tuple(map(float, line.split())) for line in result.stdout.splitlines()]
    return statistics.median(cotidy / plain for plain, cotidy in turns)


def show_echo(build: Path, runs: int, connections: int) -> None:
    pairs = 150
    ratios = [echo(build, connections, pairs) for _ in range(runs)]
    what = "one connection" if connections == 1 else f"{connections} connections"
    print(f"| CPU time of a server that echoes requests of {what}, beside the same without "
          f"| {statistics.median(ratios):.3f} (runs: {min(ratios):.3f} to {max(ratios):.3f}) | 1.05 |", flush=True)


def medians(build: Path, runs: int) -> dict[str, float]:
    samples: dict[str, list[float]] = {name: [] for name in MEASURED}
    for _ in range(runs):
        for name, measured in MEASURED.items():
            samples[name].append(measured.run(build))
    return {name: statistics.median(values) for name, values in samples.items()}


def show_costs(ns: dict[str, float]) -> None:
    def row(what: str, measured: str, goal: str) -> None:
        print(f"| {what} | {measured} | {goal} |")

    plain = ns["Asio handler, plain"]
    added = max(ns["Asio handler, cotidy"] - plain, 0.001)
    own = ns["Asio handler, its own tracking"] - plain
    row(DEFAULT_MODE, f"{ns[DEFAULT_MODE]:.2f} ({ns['callback, default']:.0f} ns)", "1.5")
    row(EPOCH_MODE, f"{ns[EPOCH_MODE]:.2f} ({ns['callback, epoch']:.2f} ns)", "2")
    row("added to a handler of Asio, beside what Asio's own tracking adds", f"1/{own / added:.0f}", "1/30")
    row("a stack that is taken, beside a signal and a copy of as many bytes",
        f"{ns['captured stall'] / ns['signal and copy']:.2f}", "2")


def show_loop(build: Path, ns: dict[str, float], sleepers: int, runs: int) -> None:
    def row(what: str, whose: dict[str, float]) -> None:
        print(f"| {what} | {whose['cotidy'] / whose['asio']:.1f} | {whose['cotidy'] / whose['plain']:.1f} |")

    print("\n| | beside Asio | beside a bare task and a queue |\n| --- | --- | --- |")
    for what, name in (("a task is spawned and ends", "spawn"), ("a task lets the others run", "switch"),
                       ("a task sleeps, of 100,000 that do", "sleep")):
        if ns:
            row(what, {whose: ns[f"{whose} {name}"] for whose in LOOPS})
    if sleepers:
        took = {whose: [Measured("cotidy-bench-loop", f"{whose} sleep {sleepers}").run(build) for _ in range(runs)]
                for whose in LOOPS}
        row(f"a task sleeps, of {sleepers:,} that do", {whose: statistics.median(all_) for whose, all_ in took.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--sleepers", type=int, help="only so many tasks that sleep at once")
    parser.add_argument("--echo", action="store_true", help="only the server that echoes requests")
    arguments = parser.parse_args()
    ns = {}
    if not arguments.sleepers:
        if not arguments.echo:
            ns = medians(arguments.build, arguments.runs)
            for name, value in ns.items():
                if name not in (DEFAULT_MODE, EPOCH_MODE):
                    print(f"{name:34}{value:10.1f} ns")
        print("\n| | measured | goal |\n| --- | --- | --- |")
        if ns:
            show_costs(ns)
        for connections in (1, 16):
            show_echo(arguments.build, arguments.runs, connections)
    if not arguments.echo:
        show_loop(arguments.build, ns, arguments.sleepers or 0, min(arguments.runs, 3))


if __name__ == "__main__":
    main()
