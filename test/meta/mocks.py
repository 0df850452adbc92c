# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A mock stands at the path of a real header and says which one it mirrors."""

from __future__ import annotations

import re
import unittest

from support.meta import main
from support.project import relative, tracked_files

MIRRORS = re.compile(r"//.*\bmirrors?\b", re.IGNORECASE)
# Types of no library at all, and what several mocks share.
# A folder `detail` holds what has no counterpart.
OWN = re.compile(r"test/mock/(handwritten/|asio_common/|std_forward\.hpp)|/detail/")


class Mocks(unittest.TestCase):
    def test_every_mock_names_its_original(self) -> None:
        without = [
            relative(file)
            for file in tracked_files(
                "test/mock/*.hpp", "test/mock/*.h", "test/mock/*.hh"
            )
            if not OWN.search(relative(file))
            and not MIRRORS.search(file.read_text())
        ]
        self.assertEqual(without, [], "\n".join(without))


if __name__ == "__main__":
    main()
