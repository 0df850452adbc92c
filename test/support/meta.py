# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a file of unit tests so that a skipped one is not taken for a passed one."""

from __future__ import annotations

import sys
import unittest

# What support/lit_formats.py takes for "could not judge".
SKIP = 77


def main() -> None:
    result = unittest.main(exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    for test, reason in result.skipped:
        print(f"{test.id()}: {reason}")
    sys.exit(SKIP if result.skipped else 0)
