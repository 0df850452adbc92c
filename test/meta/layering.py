# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every folder includes only what the layers below it offer. CMake's targets
enforce part of this; includes say all of it."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from support.meta import main
from support.project import relative, registered_checks, tracked_files

MODEL = ("checks/model/",)
REGISTRY = ("checks/registry/", "checks/Checks.def")
ANALYSIS = ("checks/analysis/",)
LLVM = ("llvm/",)
CLANG = ("clang/",)
TIDY = ("clang-tidy/",)
JSON = ("nlohmann/",)

# What a folder may include besides its own headers and the standard library.
LAYERS: dict[str, tuple[str, ...]] = {
    "checks/model": LLVM + JSON,
    # A finding holds source locations, nothing more of Clang.
    "checks/registry": LLVM + ("clang/Basic/", "checks/Checks.def"),
    # An analysis may prepare an edit or a note of a finding, never a check.
    "checks/analysis": MODEL + REGISTRY + CLANG + LLVM,
    "tool/report": LLVM + JSON,
    "tool/tidy": ANALYSIS + MODEL + REGISTRY + CLANG + TIDY + LLVM,
    # The other host: it brings its own context and consumer of diagnostics.
    "tool/cli": ("tool/report/", "tool/tidy/", "tool/project/")
    + ANALYSIS + MODEL + REGISTRY + CLANG + TIDY + LLVM + JSON,
    # The debug mode builds without the rest: no LLVM, no JSON library.
    "runtime/include/cotidy": ("cotidy/", "gtest/gtest.h"),
    "runtime/src": ("cotidy/",),
    "runtime/adapters/asio/cotidy": ("cotidy/", "asio/", "boost/asio/", "boost/system/"),
    "runtime/adapters/uv/cotidy": ("cotidy/", "uv.h"),
    "tool/project": ANALYSIS + MODEL + REGISTRY + CLANG + LLVM + JSON,
}
FAMILY = ANALYSIS + MODEL + REGISTRY + CLANG + LLVM

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer(folder: str) -> tuple[str, ...] | None:
    if folder in {f"checks/{check.family}" for check in registered_checks()}:
        return FAMILY
    return LAYERS.get(folder)


def is_standard(header: str, quote: str) -> bool:
    """<vector>, <unistd.h>, <sys/wait.h>: C++, C and the system."""
    return quote == "<" and (
        "/" not in header or header.split("/")[0] in ("sys", "linux")
    )


def violations(file: Path) -> list[str]:
    folder = relative(file.parent)
    allowed = layer(folder)
    if allowed is None:
        return [f"{relative(file)}: the folder is in no layer"]
    result = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match or is_standard(match.group(2), match.group(1)):
            continue
        # The runtime's headers are installed: those of a folder include each
        # other by their own names.
        if folder.startswith("runtime/") and (file.parent / match.group(2)).is_file():
            continue
        if not match.group(2).startswith((folder + "/", *allowed)):
            result.append(f"{relative(file)}:{number}: {line.strip()}")
    return result


class Layering(unittest.TestCase):
    def test_includes_point_downwards(self) -> None:
        files = tracked_files(*(
            f"{folder}/*.{ending}"
            for folder in ("checks", "tool", "runtime")
            for ending in ("cpp", "h", "hpp")
        ))
        self.assertTrue(files)
        found = [line for file in files for line in violations(file)]
        self.assertEqual(found, [], "\n".join(found))


if __name__ == "__main__":
    main()
