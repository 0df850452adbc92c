# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tool/run and tool/test name exactly what is missing when they cannot help
themselves, and touch no package when nothing is."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support.meta import main
from support.project import ROOT

SETUP = ROOT / "tool" / "dev" / "setup.sh"
NEEDED = ("bash", "dirname", "cat", "tail", "rm", "mktemp")
TABLE = "some-package /no/such/file\nother-package no-such-command\nbash bash"


class Setup(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.programs = Path(folder.name)
        for name in NEEDED:
            (self.programs / name).symlink_to(shutil.which(name) or name)
        self.is_root("0")

    def program(self, name: str, text: str) -> None:
        file = self.programs / name
        file.write_text("#!/bin/sh\n" + text + "\n")
        file.chmod(0o755)

    def is_root(self, user: str) -> None:
        self.program("id", f"echo {user}")

    def require(self, table: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", 'set -euo pipefail; . "$1"; require "$2"', "-", str(SETUP), table],
            env={**os.environ, "PATH": str(self.programs)},
            capture_output=True,
            text=True,
        )

    def refused(self, said: str) -> None:
        result = self.require(TABLE)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn(said, result.stderr.splitlines()[-1])
        self.assertEqual(result.stdout, "")

    def test_nothing_is_missing(self) -> None:
        self.program("apt-get", "exit 9")
        result = self.require("bash bash")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_no_apt(self) -> None:
        self.refused("missing: some-package other-package (names of Debian packages")

    def test_no_root(self) -> None:
        self.program("apt-get", "exit 9")
        self.is_root("1000")
        self.refused("as root: apt-get install --no-install-recommends "
                     "some-package other-package")

    def test_a_package_apt_does_not_know(self) -> None:
        self.program("apt-get", "exit 0")
        self.program("apt-cache", "[ $2 != other-package ]")
        self.refused("apt knows no package other-package")

    def test_an_installation_that_fails(self) -> None:
        self.program("apt-get", 'case "$*" in *install*) echo no space left; exit 1;; esac')
        self.program("apt-cache", "exit 0")
        result = self.require(TABLE)
        self.assertEqual(result.returncode, 2)
        self.assertIn("no space left", result.stderr)

    def test_an_installation_that_does_not_help(self) -> None:
        self.program("apt-get", "exit 0")
        self.program("apt-cache", "exit 0")
        self.refused("still missing after installing it: some-package other-package")


if __name__ == "__main__":
    main()
