#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the debug mode costs, as ratios to what stands beside it; medians of
interleaved runs, so that a busy machine disturbs both sides alike. Nanoseconds
are for information only.

    ninja -C build cotidy-runtime-bench && test/bench/runtime.py
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    program: str
    argument: str = ""
    options: str | None = None  # None: the debug mode is off

    def run(self, build: Path) -> float:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("COTIDY_")}
        if self.options is not None:
            environment |= {"COTIDY_DEBUG": "1", "COTIDY_OPTIONS": self.options + PATIENT}
        result = subprocess.run(
            [str(build / "test" / "bench" / self.program), *self.argument.split()],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        )
        return float(result.stdout)


CALLBACKS = "cotidy-bench-callbacks"
# A benchmark is one long callback.
PATIENT = ":slow_callback_ms=60000:slow_tick_ms=60000:never_yield_ms=60000:hang_ms=60000"
MEASURED = {
    "two clock reads and two stores": Measured(CALLBACKS, "two-clock-reads"),
    "two relaxed stores": Measured(CALLBACKS, "two-stores"),
    "callback, off": Measured(CALLBACKS, "callback"),
    "callback, default": Measured(CALLBACKS, "callback", "timing=tsc"),
    "callback, epoch": Measured(CALLBACKS, "callback", "timing=epoch"),
    "await, off": Measured(CALLBACKS, "await"),
    "await, default": Measured(CALLBACKS, "await", "timing=tsc"),
    "yield, off": Measured(CALLBACKS, "yield"),
    "yield, default": Measured(CALLBACKS, "yield", "timing=tsc"),
    "signal and copy": Measured("cotidy-bench-capture", "copy"),
    "captured stall": Measured("cotidy-bench-capture", "capture"),
    **{
        f"{whose} {what}": Measured("cotidy-bench-loop", f"{whose} {what}")
        for what in ("spawn", "switch", "sleep")
        for whose in ("plain", "asio", "cotidy")
    },
    "echo request, plain": Measured("cotidy-bench-echo-plain"),
    "echo request, cotidy": Measured("cotidy-bench-echo-cotidy", "", "timing=auto"),
    "Asio handler, plain": Measured("cotidy-bench-asio-plain"),
    "Asio handler, its own tracking": Measured("cotidy-bench-asio-own"),
    "Asio handler, cotidy": Measured("cotidy-bench-asio-cotidy", "", "timing=tsc"),
}


def medians(build: Path, runs: int) -> dict[str, float]:
    samples: dict[str, list[float]] = {name: [] for name in MEASURED}
    for _ in range(runs):
        for name, measured in MEASURED.items():
            samples[name].append(measured.run(build))
    return {name: statistics.median(values) for name, values in samples.items()}


def show_sleepers(build: Path, count: int) -> None:
    for whose in ("plain", "asio", "cotidy"):
        took = Measured("cotidy-bench-loop", f"{whose} sleep {count}").run(build)
        print(f"{count} tasks of {whose:8}{took:10.1f} ns each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--sleepers", type=int, help="only so many tasks that sleep at once")
    arguments = parser.parse_args()
    if arguments.sleepers:
        show_sleepers(arguments.build, arguments.sleepers)
        return
    ns = medians(arguments.build, arguments.runs)
    for name, value in ns.items():
        print(f"{name:34}{value:10.1f} ns")
    plain = ns["Asio handler, plain"]
    added = max(ns["Asio handler, cotidy"] - plain, 0.001)
    own = ns["Asio handler, its own tracking"] - plain
    print(f"default mode / two clock reads and two stores  "
          f"{ns['callback, default'] / ns['two clock reads and two stores']:6.2f}x (goal 1.50x)")
    print(f"epoch mode / two relaxed stores                "
          f"{ns['callback, epoch'] / ns['two relaxed stores']:6.2f}x (goal 2.00x)")
    print(f"captured stall / signal and copy               "
          f"{ns['captured stall'] / ns['signal and copy']:6.2f}x (goal 2.00x)")
    print(f"CPU of an echo request, cotidy / plain         "
          f"{ns['echo request, cotidy'] / ns['echo request, plain']:6.2f}x (goal 1.05x)")
    for what in ("spawn", "switch", "sleep"):
        print(f"cotidy::loop / Asio, / plain tasks: {what:8}   "
              f"{ns[f'cotidy {what}'] / ns[f'asio {what}']:6.2f}x "
              f"{ns[f'cotidy {what}'] / ns[f'plain {what}']:6.2f}x")
    print(f"added to an Asio handler / by its own tracking   1/{own / added:.0f}  (goal 1/30)")


if __name__ == "__main__":
    main()
