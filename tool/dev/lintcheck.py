# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Judges a change of a check on real code: runs one build of cotidy, or two,
over checked-out projects and shows what it reports, or what the two report
differently.

  python3 tool/dev/lintcheck.py projects.toml --new build [--old ../main/build]

projects.toml names projects that are already on this machine:

  [[project]]
  name = "cppcoro"
  path = "../cppcoro"                # relative to this file
  database = "build"                 # below path; or flags and files:

  [[project]]
  name = "asio-examples"
  path = "../asio/example"
  flags = ["-std=c++20"]
  files = ["cpp20/**/*.cpp"]

Both may have `checks` (as for --checks) and `skip` (globs of files).

Exit code: 1 when crashes or units that fail are more than before (with one
build: when there is a crash), 2 when it cannot work, else 0.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import resource
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

try:
    import tomllib
except ImportError:
    sys.exit("error: Python 3.11 or later is needed for TOML")

# What the reasons of failed units say when it was our fault.
CRASH_WORDS = ("crash", "signal", "timed out", "out of memory", "assert")


class Unusable(Exception):
    """The list of projects, or a build, cannot be used."""


@dataclass(frozen=True)
class Project:
    name: str
    path: Path
    database: str | None
    flags: tuple[str, ...]
    files: tuple[str, ...]
    skip: tuple[str, ...]
    checks: str


@dataclass(frozen=True, order=True)
class Found:
    project: str
    file: str
    line: int
    column: int
    check: str
    message: str
    fingerprint: str = field(compare=False)

    @property
    def cause(self) -> tuple[str, str, str, str]:
        """What stays when lines move or the wording changes."""
        return (self.project, self.file, self.check, self.fingerprint)

    def __str__(self) -> str:
        place = f"{self.project}/{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.message} [{self.check}]"


@dataclass
class Result:
    """What one build says about all projects."""

    findings: list[Found] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    units: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def crashes(self) -> dict[str, str]:
        return {unit: why for unit, why in self.failures.items() if is_crash(why)}


def is_crash(reason: str) -> bool:
    return any(word in reason.lower() for word in CRASH_WORDS)


def read_projects(file: Path) -> list[Project]:
    try:
        document = tomllib.loads(file.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Unusable(f"{file}: {error}") from None
    return [read_project(entry, file) for entry in document.get("project", [])]


def read_project(entry: dict[str, Any], file: Path) -> Project:
    known = {"name", "path", "database", "flags", "files", "skip", "checks"}
    for key in entry:
        if key not in known:
            raise Unusable(f"{file}: unknown key '{key}'; the keys are {', '.join(sorted(known))}")
    for key in ("name", "path"):
        if key not in entry:
            raise Unusable(f"{file}: a project without '{key}'")
    if ("database" in entry) == ("files" in entry):
        raise Unusable(f"{file}: {entry['name']} needs either 'database' or 'files'")
    path = (file.parent / entry["path"]).resolve()
    if not path.is_dir():
        raise Unusable(f"{file}: {entry['name']}: there is no folder {path}")
    return Project(
        entry["name"],
        path,
        entry.get("database"),
        tuple(entry.get("flags", ())),
        tuple(entry.get("files", ())),
        tuple(entry.get("skip", ())),
        entry.get("checks", ""),
    )


def wanted(project: Project, file: str) -> bool:
    return not any(fnmatch.fnmatch(file, glob) for glob in project.skip)


def commands(cotidy: Path, project: Project, jobs: int) -> list[list[str]]:
    base = [str(cotidy), "check", "--format=json", f"-j{jobs}"]
    if project.checks:
        base.append("--checks=" + project.checks)
    if project.database is not None:
        return [[*base, "-p", str(project.path / project.database)]]
    names = sorted(
        {
            str(file.relative_to(project.path))
            for glob in project.files
            for file in project.path.glob(glob)
        }
    )
    names = [name for name in names if wanted(project, name)]
    if not names:
        raise Unusable(f"{project.name}: no file matches {', '.join(project.files)}")
    return [[*base, *names, "--", *project.flags]]


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def lint(cotidy: Path, projects: list[Project], jobs: int) -> Result:
    result = Result()
    for project in projects:
        before = cpu()
        for command in commands(cotidy, project, jobs):
            add_run(result, project, command)
        result.seconds[project.name] = cpu() - before
    return result


def add_run(result: Result, project: Project, command: list[str]) -> None:
    run = subprocess.run(command, cwd=project.path, capture_output=True, text=True)
    if run.returncode < 0:
        result.failures[project.name] = f"cotidy itself ended by signal {-run.returncode}"
        return
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        lines = run.stderr.strip().splitlines() or ["no output"]
        raise Unusable(f"{project.name}: {lines[-1]}") from None
    result.units += report["units"]["total"]
    for failed in report["units"]["failed"]:
        if wanted(project, failed["file"]):
            result.failures[f"{project.name}/{failed['file']}"] = failed["reason"]
    for entry in report["findings"]:
        if entry["suppressed"] is None and wanted(project, entry["file"]):
            result.findings.append(found(project, entry))


def found(project: Project, entry: dict[str, Any]) -> Found:
    return Found(
        project.name,
        entry["file"],
        entry["line"],
        entry["column"],
        entry["check"],
        entry["message"],
        entry["fingerprint"],
    )


@dataclass
class Difference:
    new: list[Found]
    gone: list[Found]
    changed: list[tuple[Found, Found]]


def compare(old: Result, new: Result) -> Difference:
    """Equal findings fall away; of the rest, the same cause is a change."""
    before, after = Counter(old.findings), Counter(new.findings)
    gone, fresh = sorted((before - after).elements()), sorted((after - before).elements())
    changed = []
    for finding in list(gone):
        twin = next((f for f in fresh if f.cause == finding.cause), None)
        if twin:
            changed.append((finding, twin))
            gone.remove(finding)
            fresh.remove(twin)
    return Difference(fresh, gone, changed)


Section = tuple[str, list[str]]


def describe(old: Result | None, new: Result) -> list[Section]:
    sections: list[Section] = []
    if old is None:
        sections.append(("findings", [str(f) for f in sorted(new.findings)]))
    else:
        difference = compare(old, new)
        sections.append(("new", [str(f) for f in difference.new]))
        sections.append(("gone", [str(f) for f in difference.gone]))
        sections.append(
            ("changed", [f"{before}\n  now {after}" for before, after in difference.changed])
        )
    earlier = old.failures if old else {}
    failed = {unit: why for unit, why in new.failures.items() if unit not in earlier}
    sections.append(("crashes", [f"{u}: {w}" for u, w in failed.items() if is_crash(w)]))
    sections.append(
        ("failed units", [f"{u}: {w}" for u, w in failed.items() if not is_crash(w)])
    )
    return sections


def table(old: Result | None, new: Result) -> list[list[str]]:
    """One row for each figure; a second column when there are two builds."""
    results = [old, new] if old else [new]
    rows = [["", *(["old", "new"] if old else ["new"])]]

    def row(name: str, values: list[str]) -> None:
        rows.append([name, *values])

    counts = [Counter(f.check for f in result.findings) for result in results]
    for check in sorted(set().union(*counts)):
        row(check, [str(count[check]) for count in counts])
    row("findings", [str(len(result.findings)) for result in results])
    row("units", [str(result.units) for result in results])
    row("failed units", [str(len(result.failures)) for result in results])
    row("crashes", [str(len(result.crashes)) for result in results])
    for project in new.seconds:
        row(f"CPU seconds, {project}", [f"{r.seconds[project]:.1f}" for r in results])
    return rows


def as_text(sections: list[Section], rows: list[list[str]]) -> str:
    lines = []
    for title, entries in sections:
        lines += [f"{title}: {len(entries)}", *(f"  {e}" for e in entries), ""]
    width = max(len(row[0]) for row in rows)
    lines += ["  ".join([row[0].ljust(width), *(c.rjust(8) for c in row[1:])]) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(sections: list[Section], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(rows[0]) + " |", "| --- " + "| ---: " * (len(rows[0]) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows[1:]]
    for title, entries in sections:
        if entries:
            lines += ["", f"### {title} ({len(entries)})", "", *(f"- {e}" for e in entries)]
    return "\n".join(lines)


def worse(old: Result | None, new: Result) -> bool:
    if old is None:
        return bool(new.crashes)
    return len(new.crashes) > len(old.crashes) or len(new.failures) > len(old.failures)


def binary(build: Path) -> Path:
    file = build / "bin" / "cotidy" if build.is_dir() else build
    if not os.access(file, os.X_OK):
        raise Unusable(f"{file} is no program")
    return file.resolve()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("projects", type=Path)
    parser.add_argument("--new", type=Path, required=True, help="a build, or a binary")
    parser.add_argument("--old", type=Path, help="compare with this one")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    try:
        projects = read_projects(options.projects)
        new_binary = binary(options.new)
        old = lint(binary(options.old), projects, options.j) if options.old else None
        new = lint(new_binary, projects, options.j)
    except Unusable as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 2
    show = as_markdown if options.markdown else as_text
    print(show(describe(old, new), table(old, new)))
    return 1 if worse(old, new) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
