# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The installed debug mode, used by a project that knows nothing of this one."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from support.meta import main
from support.project import BUILD

LISTS = """\
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES CXX)
find_package(cotidy 0.1 REQUIRED COMPONENTS debug)
add_executable(user user.cpp)
target_link_libraries(user PRIVATE cotidy::debug)
"""
PROGRAM = """\
#include <cotidy/loop.hpp>
cotidy::task<> nothing() { co_return; }
cotidy::task<> forgets() {
  (void)nothing();
  co_return;
}
int main() { cotidy::loop().run(forgets()); }
"""


class RuntimePackage(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "CMakeLists.txt").write_text(LISTS)
        (self.root / "user.cpp").write_text(PROGRAM)

    def run_it(self, *command: str) -> None:
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_a_user_finds_links_and_runs_it(self) -> None:
        prefix = self.root / "prefix"
        build = self.root / "build"
        self.run_it("cmake", "--install", str(BUILD), "--prefix", str(prefix),
                    "--component", "cotidy-debug")
        self.run_it("cmake", "-S", str(self.root), "-B", str(build), "-G", "Ninja",
                    f"-DCMAKE_PREFIX_PATH={prefix}",
                    f"-DCMAKE_CXX_COMPILER={os.environ['COTIDY_TEST_CLANG']}")
        self.run_it("cmake", "--build", str(build))
        result = subprocess.run(
            [str(build / "user")],
            env={**os.environ, "COTIDY_DEBUG": "1"},
            capture_output=True,
            text=True,
        )
        self.assertEqual(result.returncode, 66, result.stderr)
        self.assertIn("coroutine 'nothing' was never awaited", result.stderr)


if __name__ == "__main__":
    main()
