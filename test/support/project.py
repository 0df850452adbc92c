# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the source tree says about itself, for tests that look at all of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Only set when the tests run through lit.
BUILD = Path(os.environ.get("COTIDY_TEST_BUILD", ROOT / "build"))


@dataclass(frozen=True)
class RegisteredCheck:
    id: str
    symbol: str
    family: str

    @property
    def name(self) -> str:
        return self.id.removeprefix("async-")


def registered_checks(root: Path = ROOT) -> list[RegisteredCheck]:
    text = (root / "checks" / "Checks.def").read_text()
    return [
        RegisteredCheck(*match)
        for match in re.findall(
            r'^CHECK\("([^"]+)", (\w+), (\w+)\)', text, re.MULTILINE
        )
    ]


def reserved_ids() -> set[str]:
    """Ids whose meaning is fixed, though some are not built yet."""
    return set(json.loads((ROOT / "test" / "meta" / "reserved_ids.json").read_text()))


def tracked_files(*patterns: str) -> list[Path]:
    """Files of the project, whether committed yet or not."""
    output = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in output.split("\0") if name and (ROOT / name).is_file()]


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))
