# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tools that judge are judged: what must fail a test does fail it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support.findings import Edit, parse_yaml
from support.meta import main
from support.project import ROOT
from support.summary import summarise

sys.path.insert(0, str(ROOT / "test"))
import check_cotidy  # noqa: E402

CHECK = "async-unawaited-task"
TASK = """\
#include <coroutine>
struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};
task save();
"""
DROPPED = TASK + "task f() {\n  save();\n  co_return;\n}\n"
WARNING = "// CHECK-MESSAGES: :16:3: warning: the task returned by 'save'\n"
FIX = "// CHECK-FIXES: {{^}}  co_await save();\n"


class CheckCotidy(unittest.TestCase):
    def run_it(self, text: str, *options: str, **environment: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "case.cpp"
            file.write_text(text)
            result = subprocess.run(
                [sys.executable, str(ROOT / "test" / "check_cotidy.py"), "-std=c++20",
                 *options, str(file), CHECK, str(Path(folder) / "out")],
                env={**os.environ, **environment},
                capture_output=True,
                text=True,
            )
        return result.returncode, result.stderr

    def fails(self, why: str, text: str, *options: str, **environment: str) -> None:
        code, told = self.run_it(text, *options, **environment)
        self.assertEqual(code, 1)
        self.assertIn(why, told)

    def test_passes(self) -> None:
        self.assertEqual(self.run_it(DROPPED + WARNING), (0, ""))
        self.assertEqual(self.run_it(DROPPED + WARNING + FIX), (0, ""))
        self.assertEqual(self.run_it(TASK), (0, ""))

    def test_a_finding_nobody_expects(self) -> None:
        self.fails("no finding is expected", DROPPED)

    def test_a_finding_that_is_missing(self) -> None:
        self.fails("expected string not found", TASK + WARNING)

    def test_a_second_finding(self) -> None:
        twice = DROPPED.replace("save();\n  co", "save(); save();\n  co")
        self.fails("implicit", twice + WARNING)

    def test_another_line(self) -> None:
        self.fails("expected string not found", "\n" + DROPPED + WARNING)

    def test_a_note_that_is_not_told(self) -> None:
        self.fails("implicit", DROPPED + WARNING.replace("MESSAGES", "NOTES"))

    def test_another_fix(self) -> None:
        self.fails("expected string not found", DROPPED + WARNING + FIX.replace("save", "load"))

    def test_a_suffix_that_is_not_there(self) -> None:
        self.fails("no directive", DROPPED + WARNING, "-check-suffixes=STRICT")

    def test_a_file_that_does_not_compile(self) -> None:
        self.fails("exit code 2", DROPPED + "int x = nothing;\n" + WARNING)

    def test_hosts_that_disagree(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            silent = Path(folder) / "silent"
            silent.write_text("#!/bin/sh\necho '{\"findings\": []}'\n")
            silent.chmod(0o755)
            self.fails("the hosts disagree", DROPPED + WARNING,
                       COTIDY_TEST_BINARY=str(silent))

    def test_fixes_are_applied_from_the_end(self) -> None:
        edits = [Edit("a", 0, 1, "xx"), Edit("a", 2, 0, "y"), Edit("a", 0, 1, "xx")]
        self.assertEqual(check_cotidy.apply(b"abc", edits), b"xxbyc")


class Yaml(unittest.TestCase):
    def test_what_clang_tidy_writes(self) -> None:
        text = ("---\nMain: 'it''s'\nList:\n  - Name: a\n    Inner:\n      Text: \"x\\ny\"\n"
                "      None: []\n  - Name: b\n...\n")
        self.assertEqual(parse_yaml(text), {
            "Main": "it's",
            "List": [{"Name": "a", "Inner": {"Text": "x\ny", "None": []}}, {"Name": "b"}],
        })


class Summary(unittest.TestCase):
    def last_line(self, *codes: str) -> tuple[str, bool]:
        tests = [{"code": code, "name": code, "output": "why"} for code in codes]
        lines, good = summarise(tests)
        return lines[-1], good

    def test_counts(self) -> None:
        self.assertEqual(self.last_line("PASS", "XFAIL"), ("2 passed, 0 failed", True))
        self.assertEqual(self.last_line("PASS", "FAIL"), ("1 passed, 1 failed", False))
        self.assertEqual(self.last_line("PASS", "XPASS"), ("1 passed, 1 failed", False))
        self.assertEqual(self.last_line("PASS", "TIMEOUT"), ("1 passed, 1 failed", False))
        self.assertEqual(self.last_line("PASS", "UNSUPPORTED"),
                         ("1 passed, 0 failed, 1 skipped", True))

    def test_nothing_run_is_a_failure(self) -> None:
        self.assertEqual(self.last_line(), ("0 passed, 0 failed", False))


if __name__ == "__main__":
    main()
