# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the debug mode writes for other programs: the log is as its schema says,
the trace is a timeline."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support.meta import main
from support.project import BUILD, ROOT

PROGRAMS = BUILD / "test" / "runtime"
SCHEMA = ROOT / "docs" / "runtime-log.schema.json"


def run(program: str, scenario: str, options: str) -> str:
    """Returns what it printed on the standard error."""
    return subprocess.run(
        [str(PROGRAMS / f"cotidy-{program}"), scenario],
        env={**os.environ, "COTIDY_DEBUG": "1", "COTIDY_OPTIONS": "scale=1:" + options},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ).stderr


def span(event: dict[str, Any]) -> tuple[float, float]:
    return event["ts"], event["ts"] + event.get("dur", 0)


def is_inside(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    # Times are rounded to nanoseconds.
    (begin, end), (first, last) = span(inner), span(outer)
    return first - 0.01 <= begin and end <= last + 0.01


class Output(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def trace(self, program: str, scenario: str) -> list[dict[str, Any]]:
        file = self.root / "trace.json"
        run(program, scenario, f"trace={file}")
        return json.loads(file.read_text())

    def test_log_is_as_its_schema_says(self) -> None:
        if not importlib.util.find_spec("jsonschema"):
            self.skipTest("needs python3-jsonschema")
        import jsonschema

        schema = json.loads(SCHEMA.read_text())
        log = self.root / "log"
        scenarios = {
            "core_scenarios": ["slow-callback", "blocking-call", "slow-tick", "hang", "nested-run",
                               "not-as-expected"],
            "loop_scenarios": ["never-awaited", "never-retrieved", "destroyed-pending",
                               "never-yielded", "wrong-thread", "lost-update"],
        }
        for program, names in scenarios.items():
            for name in names:
                run(program, name, f"log_path={log}:hang_ms=200:never_yield_ms=150")
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        for line in lines:
            jsonschema.validate(line, schema)
            self.assertTrue(line["file"] and line["line"] and line["advice"], line)
            self.assertEqual(not line["check"], line["kind"] == "expectation", line)
        kinds = {line["kind"] for line in lines}
        self.assertGreaterEqual(len(kinds), 11, kinds)

    def test_callbacks_stand_in_ticks_and_ticks_in_loops(self) -> None:
        events = self.trace("loop_scenarios", "correct")
        self.assertLessEqual({"B", "E", "M", "X"}, {event["ph"] for event in events})
        begin = next(event for event in events if event["ph"] == "B")
        end = next(event for event in events if event["ph"] == "E")
        self.assertEqual(begin["name"], "main")
        whole = {"ts": begin["ts"], "dur": end["ts"] - begin["ts"]}
        ticks = [event for event in events if event.get("cat") == "tick"]
        callbacks = [event for event in events if event.get("cat") == "callback"]
        waits = [event for event in events if event.get("cat") == "wait"]
        self.assertTrue(ticks and callbacks and waits)
        for tick in ticks:
            self.assertTrue(is_inside(tick, whole), tick)
        for callback in callbacks:
            self.assertTrue(any(is_inside(callback, tick) for tick in ticks), callback)
            self.assertIn("created", callback["args"])
        for wait in waits:
            self.assertFalse(any(is_inside(tick, wait) for tick in ticks), wait)

    def test_stalls_are_as_long_as_they_took(self) -> None:
        events = self.trace("core_scenarios", "slow-callback")
        [stall] = [event for event in events if event.get("cat") == "stall"]
        self.assertEqual(stall["name"], "slow-callback")
        self.assertGreaterEqual(stall["dur"], 100_000)
        self.assertIn("core_scenarios.cpp:", stall["args"]["at"])
        [callback] = [event for event in events if event.get("cat") == "callback"]
        self.assertEqual(callback["name"], "on_request")
        # It is noticed at its end.
        self.assertLess(abs(stall["ts"] - callback["ts"]), 20_000)

    def test_other_reports_are_marks(self) -> None:
        events = self.trace("loop_scenarios", "never-awaited")
        [mark] = [event for event in events if event["ph"] == "i"]
        self.assertEqual(mark["name"], "never-awaited")
        self.assertIn("save_row", mark["args"]["message"])

    def test_threads_that_are_gone_are_in_it(self) -> None:
        events = self.trace("core_scenarios", "many-threads")
        threads = {event["tid"] for event in events if event.get("cat") == "callback"}
        self.assertGreater(len(threads), 10)

    def test_a_full_disk_is_told(self) -> None:
        said = run("core_scenarios", "slow-callback", "trace=/dev/full")
        self.assertIn("cotidy: the trace '/dev/full' is incomplete: No space left on device", said)


if __name__ == "__main__":
    main()
