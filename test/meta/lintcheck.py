# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tool/dev/lintcheck.py: the build against itself, against one that knows less,
and against programs that answer what no build would."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support.meta import main
from support.project import BUILD, ROOT

COTIDY = BUILD / "bin" / "cotidy"

FLAWED = """\
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
task f() { save(); co_return; }
"""
CHECK = "async-unawaited-task"


class Lintcheck(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "src").mkdir()
        (self.root / "src" / "a.cpp").write_text(FLAWED)
        (self.root / "src" / "b.cpp").write_text("int x;\n")
        self.projects('files = ["src/*.cpp"]\nflags = ["-std=c++20"]')

    def projects(self, how: str) -> None:
        text = f'[[project]]\nname = "one"\npath = "."\n{how}\n'
        (self.root / "projects.toml").write_text(text)

    def run_it(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "tool" / "dev" / "lintcheck.py"),
             str(self.root / "projects.toml"), "-j1", *arguments],
            capture_output=True,
            text=True,
        )

    def stand_in(self, name: str, findings: list[dict], failed: list[dict]) -> str:
        """A program that gives this answer, whatever it is asked."""
        report = {"findings": findings, "units": {"total": 2, "failed": failed}}
        file = self.root / name
        file.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(report)}\nEND\n")
        file.chmod(0o755)
        return str(file)

    @staticmethod
    def finding(line: int, message: str, fingerprint: str) -> dict:
        return {"check": CHECK, "file": "src/a.cpp", "line": line, "column": 3,
                "message": message, "fingerprint": fingerprint, "suppressed": None}

    def test_one_build(self) -> None:
        result = self.run_it("--new", str(COTIDY))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("findings: 1", result.stdout)
        self.assertIn("one/src/a.cpp:15:12: ", result.stdout)
        self.assertRegex(result.stdout, CHECK + r" +1\n")

    def test_a_build_and_itself(self) -> None:
        result = self.run_it("--new", str(COTIDY), "--old", str(COTIDY))
        self.assertEqual(result.returncode, 0, result.stderr)
        for title in ("new", "gone", "changed", "crashes", "failed units"):
            self.assertIn(f"{title}: 0\n", result.stdout)

    def test_a_database(self) -> None:
        entry = {"directory": str(self.root), "file": "src/a.cpp",
                 "command": "c++ -std=c++20 -c src/a.cpp"}
        (self.root / "compile_commands.json").write_text(json.dumps([entry]))
        self.projects('database = "."')
        result = self.run_it("--new", str(COTIDY))
        self.assertIn("findings: 1", result.stdout, result.stderr)

    def test_what_differs(self) -> None:
        old = self.stand_in("old", [self.finding(1, "moves", "m"),
                                    self.finding(5, "goes", "g")], [])
        new = self.stand_in("new", [self.finding(2, "moves", "m"),
                                    self.finding(9, "comes", "c")], [])
        result = self.run_it("--new", new, "--old", old, "--markdown")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"| {CHECK} | 2 | 2 |", result.stdout)
        self.assertIn(f"### new (1)\n\n- one/src/a.cpp:9:3: comes [{CHECK}]", result.stdout)
        self.assertIn(f"### gone (1)\n\n- one/src/a.cpp:5:3: goes [{CHECK}]", result.stdout)
        self.assertIn("### changed (1)", result.stdout)

    def test_crashes_and_failures_fail(self) -> None:
        good = self.stand_in("good", [], [])
        for reason, title in (("crashed (signal 11)", "crashes: 1"),
                              ("a.cpp:1:1: unknown type", "failed units: 1")):
            bad = self.stand_in("bad", [], [{"file": "src/a.cpp", "reason": reason}])
            result = self.run_it("--new", bad, "--old", good)
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn(title, result.stdout)
            self.assertEqual(self.run_it("--new", bad, "--old", bad).returncode, 0)

    def test_bad_input(self) -> None:
        for how, said in (
            ('files = ["*.cxx"]', "no file matches *.cxx"),
            ('file = ["*.cpp"]', "unknown key 'file'"),
            ("", "needs either 'database' or 'files'"),
            ("database =", "projects.toml"),
        ):
            self.projects(how)
            result = self.run_it("--new", str(COTIDY))
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn(said, result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)


if __name__ == "__main__":
    main()
