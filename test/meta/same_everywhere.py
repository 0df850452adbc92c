# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Both hosts keep nothing from one file to the next, and store every option
under the name they read it from."""

from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

from support.findings import parse_yaml
from support.hosts import Hosts, run
from support.meta import main
from support.project import ROOT, registered_checks

FILES = sorted((ROOT / "test" / "checks").glob("*/warn.cpp"))


def lines_of(output: str) -> list[str]:
    return sorted(
        line for line in output.splitlines() if re.search(r": (warning|note|error): ", line)
    )


class TwoFiles(unittest.TestCase):
    def setUp(self) -> None:
        self.hosts = Hosts.from_environment()
        self.flags = ["--", "-std=c++20", "-isystem", self.hosts.mock]

    def compare(self, command: list[str]) -> None:
        def lines(files: list[Path]) -> list[str]:
            output = run([*command, *map(str, files), *self.flags], ROOT)
            return lines_of(output.stdout)

        for first, second in zip(FILES, FILES[1:] or FILES):
            apart = sorted(lines([first]) + (lines([second]) if second != first else []))
            self.assertTrue(apart, first)
            self.assertEqual(lines([first, second]), apart)

    def test_clang_tidy(self) -> None:
        self.compare([self.hosts.clang_tidy, "-load=" + self.hosts.plugin,
                      "--quiet", "--checks=-*,async-*"])

    def test_cotidy(self) -> None:
        self.compare([self.hosts.cotidy, "check", "--checks=-*,async-*"])


class Options(unittest.TestCase):
    def options(self, config: str) -> dict[str, str]:
        hosts = Hosts.from_environment()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "empty.cpp"
            file.write_text("\n")
            result = run(
                [hosts.clang_tidy, "-load=" + hosts.plugin, "--checks=-*,async-*",
                 "--config=" + config, "--dump-config", str(file), "--"],
                file.parent,
            )
        self.assertEqual(result.returncode, 0, result.stderr)
        stored = parse_yaml(result.stdout).get("CheckOptions", {})
        return {k: v for k, v in stored.items() if k.startswith("async-")}

    def test_round_trip(self) -> None:
        defaults = self.options("{}")
        ids = {check.id for check in registered_checks()}
        self.assertTrue({name.split(".")[0] for name in defaults} <= ids)
        changed = {name: f"other {i}" for i, name in enumerate(defaults)}
        values = ", ".join(f"{name}: '{value}'" for name, value in changed.items())
        self.assertEqual(self.options("{CheckOptions: {" + values + "}}"), changed)


if __name__ == "__main__":
    main()
