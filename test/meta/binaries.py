# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the programs are linked against. Two Clangs in one process work by luck
or not at all, and nothing warns about them."""

from __future__ import annotations

import re
import subprocess
import unittest
from pathlib import Path

from support.meta import main
from support.project import BUILD

# A static Clang would be several times this.
CEILING = 24 * 1024 * 1024


def needed(file: Path) -> list[str]:
    output = subprocess.run(
        ["readelf", "-d", str(file)], capture_output=True, text=True, check=True
    ).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", output)


def loaded(file: Path) -> list[str]:
    output = subprocess.run(
        ["ldd", str(file)], capture_output=True, text=True, check=True
    ).stdout
    return [line.split()[0] for line in output.splitlines() if line.strip()]


class Binaries(unittest.TestCase):
    def test_the_plugin_links_nothing_of_llvm(self) -> None:
        plugin = BUILD / "lib" / "libcotidy-tidy.so"
        ours = [lib for lib in needed(plugin) if re.search("LLVM|clang", lib)]
        self.assertEqual(ours, [])

    def test_the_command_line_has_one_clang(self) -> None:
        for name in ("cotidy", "cotidy-no-models"):
            libraries = loaded(BUILD / "bin" / name)
            clang = [lib for lib in libraries if "clang" in lib]
            llvm = [lib for lib in libraries if "LLVM" in lib]
            self.assertEqual(len(clang), 1, f"{name}: {clang}")
            self.assertTrue(clang[0].startswith("libclang-cpp"), clang)
            self.assertEqual(len(llvm), 1, f"{name}: {llvm}")

    def test_the_command_line_holds_no_static_clang(self) -> None:
        self.assertLess((BUILD / "bin" / "cotidy").stat().st_size, CEILING)


if __name__ == "__main__":
    main()
