# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How the cost of the analyses grows with the size of one function: CPU time of
the stale writes (and so of locations, graph, dataflow and writers) and of the
stale references and conditions of generated coroutines, and of all checks with
their findings, less that of a run which only lists coroutines. Ten times the
suspensions and locations may cost at most BOUND times as much.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOUND = 15
# Below this, in seconds, a difference of two runs is noise.
FLOOR = 0.02

TASK = """\
#include <coroutine>
struct list {
  int *begin();
  int *end();
  int &front();
  const int &front() const;
  void clear();
};
struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task tick();
"""
AWAIT = "co_await tick();"
# For each analysis: what is declared for each location, how somebody else
# changes it, and what comes before and after a suspension.
ANALYSES = {
    "stale-writes": ("int f{i};", "f{i} = 0;", "int v{i} = f{i};", "f{i} = v{i} + 1;"),
    "stale-conditions": ("int *f{i};", "f{i} = nullptr;", "if (!f{i}) co_return;", "*f{i} = 1;"),
    "stale-references": ("list f{i};", "f{i}.clear();", "int &v{i} = f{i}.front();", "v{i} = 1;"),
}
BEFORE, AFTER = "{before}", "{after}"
# How they follow each other.
SHAPES = {
    "in turn": ("", (f"{BEFORE} {AWAIT} {AFTER}",), ""),
    "all values alive": ("", (BEFORE, AWAIT, AFTER), ""),
    "in a loop": ("while (go) {", (f"{BEFORE} {AWAIT} {AFTER}",), "}"),
    "in branches": ("", (f"{BEFORE} if (go) {AWAIT} {AFTER}",), ""),
    "in a try block": ("try {", (f"{BEFORE} {AWAIT} {AFTER}",), "} catch (...) {}"),
}


def generate(analysis: str, shape: str, size: int) -> str:
    field, change, before, after = ANALYSES[analysis]
    begin, parts, end = SHAPES[shape]
    parts = [part.replace(BEFORE, before).replace(AFTER, after) for part in parts]
    body = [part.format(i=i) for part in parts for i in range(size)]
    fields = [field.format(i=i) for i in range(size)]
    changes = [change.format(i=i) for i in range(size)]
    return "\n".join(
        [TASK, "struct big {", "void reset() {", *changes, "}",
         "task run(bool go) {", begin, *body, end, "}", *fields, "};", ""]
    )


def cpu_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def cost(cotidy: Path, option: str, file: Path, runs: int) -> float:
    def least(option: str) -> float:
        command = [str(cotidy), "check", option, str(file), "--", "-std=c++20"]
        return min(cpu_seconds(command) for _ in range(runs))

    return max(FLOOR, least(option) - least("--dump=coroutines"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for analysis in ANALYSES:
            for shape in SHAPES:
                files = []
                for size in (options.size, 10 * options.size):
                    files.append(Path(folder) / f"{size}.cpp")
                    files[-1].write_text(generate(analysis, shape, size))
                for what, option in (
                    (analysis, f"--dump={analysis}"),
                    ("all checks", "--checks=*"),
                ):
                    small, large = (
                        cost(options.build / "bin" / "cotidy", option, file, options.runs)
                        for file in files
                    )
                    worst = max(worst, large / small)
                    name = f"{analysis}, {shape}" if what == analysis else f"  {what}"
                    print(f"{name:<36}{small:8.2f}{large:8.2f}{large / small:8.1f}x")
    if worst > BOUND:
        print(f"error: above {BOUND} times: {worst:.1f}")
    return int(worst > BOUND)


if __name__ == "__main__":
    sys.exit(main())
