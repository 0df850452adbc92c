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
            [str(build / "test" / "bench" / self.program), *([self.argument] if self.argument else [])],
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
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
    print(f"added to an Asio handler / by its own tracking   1/{own / added:.0f}  (goal 1/30)")


if __name__ == "__main__":
    main()
