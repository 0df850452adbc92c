# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Begins a new check: its source, page and tests, and its lines in Checks.def,
CMakeLists.txt and the changelog.

  python3 tool/dev/new_check.py FAMILY NAME "SUMMARY"
  python3 tool/dev/new_check.py task task-reused "a task that is awaited twice"

The result compiles, finds nothing, and its tests fail until it does. How to go
on is told in docs/writing-a-check.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

LICENCE = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"

SOURCE = LICENCE + """\
//
// The harm: what happens to the user whose code has this.
//
// What this file does not decide, and who does.

#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

using namespace clang;

namespace cotidy {
namespace {

class @SYMBOL@ final : public Check {
public:
  void run(const UnitAnalysis &, Reporter &) override {}
};

} // namespace

extern const CheckInfo @SYMBOL@Info;
constinit const CheckInfo @SYMBOL@Info = {
    .Summary = "@SUMMARY@",
    .Level = Severity::Warning,
    .DefaultOn = false,
    .Since = "@VERSION@",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<@SYMBOL@>();
    }};

} // namespace cotidy
"""

PAGE = """\
One sentence: the code this check is about.

## Why it is wrong
What happens when it runs.

## Example
```cpp flagged
task<> save();
```
Instead:
```cpp clean
task<> save();
```

## When it is silent
- each case of test/checks/@ID@/ok.cpp, in words.

## Limits
What it cannot see.
"""

WARN = """\
// RUN: %check_cotidy --mock %s @ID@ %t
// Intent: what is reported, where, and with which notes.
// CHECK-MESSAGES: warning: the first message [@ID@]
"""

OK = """\
// RUN: %check_cotidy --mock %s @ID@ %t
// Intent: each deliberate silence is a case with a name.

// Case: the-first-one
"""


class Refused(Exception):
    """What was asked for cannot be done; nothing has been written."""


def symbol(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def insert_sorted(text: str, line: str, pattern: str) -> str:
    """Into the block of lines that fit the pattern, in order."""
    lines = text.splitlines(True)
    block = [i for i, old in enumerate(lines) if re.match(pattern, old)]
    at = next((i for i in block if lines[i] > line), block[-1] + 1)
    return "".join([*lines[:at], line, *lines[at:]])


def with_check(text: str, family: str, name: str) -> str:
    line = f'CHECK("async-{name}", {symbol(name)}, {family})\n'
    return insert_sorted(text, line, r'CHECK\("')


def with_source(text: str, family: str, name: str) -> str:
    """Our list of sources ends with the parenthesis of its last line."""
    match = re.search(r"(cotidy_layer\(cotidy-checks\n)((?:  .*\n)+)", text)
    if not match:
        raise Refused("checks/CMakeLists.txt has no list of the checks' sources")
    sources = match.group(2).replace(")\n", "\n").splitlines()
    sources = sorted([*sources, f"  {family}/{name}.cpp"])
    block = match.group(1) + "\n".join(sources) + ")\n"
    return text[: match.start()] + block + text[match.end() :]


def with_change(text: str, name: str, summary: str) -> str:
    heading = "## Unreleased\n\n"
    if heading not in text:
        raise Refused("CHANGELOG.md has no heading '## Unreleased'")
    return text.replace(heading, f"{heading}- `async-{name}`: {summary}.\n", 1)


def version(root: Path) -> str:
    match = re.search(r"VERSION (\d+\.\d+)", (root / "CMakeLists.txt").read_text())
    return match.group(1) if match else "0.1"


def fill(template: str, root: Path, name: str, summary: str) -> str:
    for key, value in {
        "@SYMBOL@": symbol(name),
        "@SUMMARY@": summary,
        "@ID@": "async-" + name,
        "@VERSION@": version(root),
    }.items():
        template = template.replace(key, value)
    return template


def new_files(family: str, name: str) -> dict[str, str]:
    tests = f"test/checks/async-{name}"
    return {
        f"checks/{family}/{name}.cpp": SOURCE,
        f"checks/{family}/{name}.md": PAGE,
        f"{tests}/warn.cpp": WARN,
        f"{tests}/ok.cpp": OK,
    }


def plan(root: Path, family: str, name: str, summary: str) -> dict[str, str]:
    """Every file to write, with its text."""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name) or name.startswith("async-"):
        raise Refused(f"'{name}' is no name like lock-across-suspend, without 'async-'")
    if not re.fullmatch(r"[a-z]+", family):
        raise Refused(f"'{family}' is no family like task or lock")
    if re.search(r'[."\\]$|^[A-Z]', summary) or '"' in summary:
        raise Refused("the summary begins in lower case and ends without a full stop")
    result = {}
    for path, template in new_files(family, name).items():
        if (root / path).exists():
            raise Refused(f"{path} exists already")
        result[path] = fill(template, root, name, summary)

    def text(path: str) -> str:
        return (root / path).read_text()

    definitions, lists = "checks/Checks.def", "checks/CMakeLists.txt"
    result[definitions] = with_check(text(definitions), family, name)
    result[lists] = with_source(text(lists), family, name)
    result["CHANGELOG.md"] = with_change(text("CHANGELOG.md"), name, summary)
    return result


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("family")
    parser.add_argument("name", help="the id without its prefix 'async-'")
    parser.add_argument("summary", help='completes "finds ..."')
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).resolve().parents[2]
    )
    options = parser.parse_args(arguments)
    try:
        files = plan(options.root, options.family, options.name, options.summary)
    except Refused as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 2
    for path, text in files.items():
        (options.root / path).parent.mkdir(parents=True, exist_ok=True)
        (options.root / path).write_text(text)
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
