# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Findings as both hosts report them, in one shape, so they can be compared."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, order=True)
class Place:
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Edit:
    file: str
    offset: int
    length: int
    replacement: str

    def __str__(self) -> str:
        return f"{self.file} @{self.offset}+{self.length} -> {self.replacement!r}"


@dataclass(frozen=True, order=True)
class Note:
    place: Place
    message: str


@dataclass(frozen=True, order=True)
class Finding:
    place: Place
    check: str
    message: str
    notes: tuple[Note, ...] = ()
    fixes: tuple[Edit, ...] = ()
    possible_fixes: tuple[Edit, ...] = ()


def render(findings: list[Finding], fixes: bool = False) -> str:
    """The lines clang-tidy prints, without source text."""
    lines: list[str] = []
    for finding in findings:
        lines.append(
            f"{finding.place}: warning: {finding.message} [{finding.check}]"
        )
        lines += [f"{note.place}: note: {note.message}" for note in finding.notes]
        if fixes:
            lines += [f"  fix: {edit}" for edit in finding.fixes]
            lines += [f"  possible fix: {edit}" for edit in finding.possible_fixes]
    return "".join(line + "\n" for line in lines)


class Files:
    """Names files relative to one folder and turns offsets into places."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.texts: dict[str, bytes] = {}

    def name(self, file: str) -> str:
        path = (self.root / file).resolve()
        return str(path.relative_to(self.root)) if self.owns(path) else str(path)

    def owns(self, path: Path) -> bool:
        return self.root in path.parents

    def place(self, file: str, offset: int) -> Place:
        name = self.name(file)
        if name not in self.texts:
            self.texts[name] = (self.root / name).read_bytes()
        before = self.texts[name][:offset]
        return Place(name, before.count(b"\n") + 1, offset - before.rfind(b"\n"))


def from_json(text: str, files: Files) -> list[Finding]:
    """What `cotidy check --format=json` printed; suppressed findings left out."""
    return sorted(
        _finding_from_json(entry, files)
        for entry in json.loads(text)["findings"]
        if entry["suppressed"] is None
    )


def _finding_from_json(entry: dict[str, Any], files: Files) -> Finding:
    edits = [
        (
            fix["safe"],
            Edit(files.name(fix["file"]), fix["offset"], fix["length"], fix["replacement"]),
        )
        for fix in entry["fixes"]
    ]
    return Finding(
        Place(files.name(entry["file"]), entry["line"], entry["column"]),
        entry["check"],
        entry["message"],
        tuple(
            Note(Place(files.name(n["file"]), n["line"], n["column"]), n["message"])
            for n in entry["notes"]
        ),
        tuple(sorted(edit for safe, edit in edits if safe)),
        tuple(sorted(edit for safe, edit in edits if not safe)),
    )


# The adapter hands clang-tidy a fix that may change meaning as a note.
POSSIBLE_FIX = "a possible fix"
# Written by clang-tidy itself for every place inside a macro.
MACRO_TRACE = "expanded from "


def from_export(text: str, files: Files) -> list[Finding]:
    """What `clang-tidy --export-fixes` wrote."""
    document = parse_yaml(text)
    return sorted(
        _finding_from_export(entry, files) for entry in document["Diagnostics"] or []
    )


def _finding_from_export(entry: dict[str, Any], files: Files) -> Finding:
    main = entry["DiagnosticMessage"]
    notes = entry.get("Notes") or []
    possible = [note for note in notes if note["Message"] == POSSIBLE_FIX]
    told = [
        note
        for note in notes
        if note not in possible and not note["Message"].startswith(MACRO_TRACE)
    ]
    return Finding(
        _place_from_export(main, files),
        entry["DiagnosticName"],
        main["Message"],
        tuple(Note(_place_from_export(n, files), n["Message"]) for n in told),
        _edits_from_export([main], files),
        _edits_from_export(possible, files),
    )


def _place_from_export(message: dict[str, Any], files: Files) -> Place:
    return files.place(message["FilePath"], int(message["FileOffset"]))


def _edits_from_export(messages: list[dict[str, Any]], files: Files) -> tuple[Edit, ...]:
    return tuple(
        sorted(
            Edit(
                files.name(edit["FilePath"]),
                int(edit["Offset"]),
                int(edit["Length"]),
                edit["ReplacementText"],
            )
            for message in messages
            for edit in message["Replacements"] or []
        )
    )


def parse_yaml(text: str) -> dict[str, Any]:
    """The subset of YAML that clang-tidy writes: no parser ships with Python."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in text.splitlines()
        if line.strip() not in ("", "---", "...")
    ]
    value, rest = _parse_block(lines)
    if rest:
        raise ValueError(f"not understood: {rest[0][1]}")
    return value


Lines = list[tuple[int, str]]


def _parse_block(lines: Lines) -> tuple[Any, Lines]:
    indent = lines[0][0]
    if lines[0][1].startswith("- "):
        return _parse_sequence(lines, indent)
    mapping: dict[str, Any] = {}
    while lines and lines[0][0] == indent and not lines[0][1].startswith("- "):
        key, _, scalar = lines[0][1].partition(":")
        lines = lines[1:]
        if scalar.strip():
            mapping[key] = _parse_scalar(scalar.strip())
        else:
            mapping[key], lines = _parse_block(lines)
    return mapping, lines


def _parse_sequence(lines: Lines, indent: int) -> tuple[list[Any], Lines]:
    items: list[Any] = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        inner = [(indent + 2, lines[0][1][2:].lstrip()), *lines[1:]]
        item, lines = _parse_block(inner)
        items.append(item)
    return items, lines


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b"}


def _parse_scalar(text: str) -> Any:
    if text == "[]":
        return []
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        return re.sub(
            r"\\(x[0-9A-F]{2}|u[0-9A-F]{4}|.)", _unescape, text[1:-1]
        )
    return text


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "xu" and len(code) > 1:
        return chr(int(code[1:], 16))
    return ESCAPES.get(code, code)
