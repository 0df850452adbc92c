# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the documentation names exists: checks, files, commands, options."""

from __future__ import annotations

import re
import subprocess
import unittest
from collections.abc import Iterator
from pathlib import Path

from support.meta import main
from support.project import (
    BUILD,
    ROOT,
    registered_checks,
    relative,
    reserved_ids,
    tracked_files,
)

COTIDY = str(BUILD / "bin" / "cotidy")

CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CHECK_ID = re.compile(r"\basync-[a-z]+(?:-[a-z]+)+\b")
# A path below one of the project's folders; one with a placeholder is a pattern.
OWN_PATH = re.compile(r"(?:checks|tool|runtime|test|docs|\.ci)/[\w./-]*\w/?")
PLACEHOLDER = re.compile(r"[<>*{}…]")


def pages() -> list[Path]:
    return [file for file in tracked_files("*.md") if not relative(file).startswith("test/examples/")]


def code_words(text: str) -> Iterator[str]:
    """What stands in backticks, outside of fenced blocks."""
    yield from CODE.findall(FENCE.sub("", text))


def shell_lines(text: str) -> Iterator[str]:
    """Commands of the documentation, in backticks or fenced."""
    yield from code_words(text)
    for block in FENCE.findall(text):
        yield from block.splitlines()[1:-1]


def exists(path: str) -> bool:
    """A header and its source are named without their endings."""
    return (ROOT / path).exists() or any(ROOT.glob(path + ".*"))


def help_text(*topic: str) -> str:
    return subprocess.run(
        [COTIDY, "help", *topic], capture_output=True, text=True, check=True
    ).stdout


class DocumentedNames(unittest.TestCase):
    def none(self, found: list[str]) -> None:
        self.assertEqual(found, [], "\n".join(found))

    def test_checks_exist(self) -> None:
        known = {check.id for check in registered_checks()} | reserved_ids()
        self.none([
            f"{relative(page)}: {name}"
            for page in pages()
            for name in CHECK_ID.findall(page.read_text())
            if name not in known
        ])

    def test_files_exist(self) -> None:
        self.none([
            f"{relative(page)}: {word}"
            for page in pages()
            for word in code_words(page.read_text())
            if not PLACEHOLDER.search(word)
            for match in [OWN_PATH.match(word)]
            if match and not exists(match.group())
        ])

    def test_commands_and_options_exist(self) -> None:
        commands = set(re.findall(r"^  ([a-z]+)  ", help_text(), re.MULTILINE))
        options = {
            name: set(re.findall(r"(?<!\w)--?[a-z][\w-]*", help_text(name)))
            for name in commands
        }
        found = []
        for page in pages():
            for line in shell_lines(page.read_text()):
                match = re.search(r"(?:^|[ /])(?:cotidy|tool/run) ([a-z]+)\b(.*)", line)
                if match:
                    found += [
                        f"{relative(page)}: {what}"
                        for what in unknown(*match.groups(), commands, options)
                    ]
        self.none(found)


def unknown(
    command: str, rest: str, commands: set[str], options: dict[str, set[str]]
) -> list[str]:
    if command not in commands:
        return [f"cotidy {command}"]
    own = re.split(r" -- |[|>#;)]", rest)[0]
    named = re.findall(r"(?<!\S)--?[a-z][\w-]*", own)
    return [f"cotidy {command} {name}" for name in named if name not in options[command]]


if __name__ == "__main__":
    main()
