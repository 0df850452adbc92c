# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Messages are one style: lower case, no full stop, one line, one spelling of
quotes. Judged on what tests say the checks print."""

from __future__ import annotations

import re
import unittest

from support.meta import main
from support.project import relative, tracked_files

MESSAGE = re.compile(
    r"// *CHECK-(?:MESSAGES|NOTES)[\w-]*:.*?(?:warning|note): (.*?)(?: \[async-[\w-]+\])?$"
)


def complaint(message: str) -> str:
    if re.match(r"[A-Z]", message):
        return "begins with a capital"
    if message.endswith((".", "!")):
        return "ends with a full stop"
    if '"' in message or "`" in message:
        return "quotes with something else than '...'"
    return ""


class Messages(unittest.TestCase):
    def test_style(self) -> None:
        found = []
        for file in tracked_files("test/checks/*.cpp"):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = MESSAGE.search(line)
                if match and complaint(match.group(1)):
                    what = complaint(match.group(1))
                    found.append(f"{relative(file)}:{number}: {what}: {match.group(1)}")
        self.assertEqual(found, [], "\n".join(found))


if __name__ == "__main__":
    main()
