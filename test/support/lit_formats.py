# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A lit format beside ShTest: one Python script judges every file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import lit.Test
from lit.formats.base import FileBasedTest

# A script that ends so could not judge; the last line it printed says why.
SKIP = 77


class Script(FileBasedTest):
    """Runs `python SCRIPT FILE FOLDER`; without a script the file itself.
    A first line `XFAIL: reason` of the output is a known bug."""

    def __init__(self, script: str | None = None) -> None:
        super().__init__()
        self.script = script

    def execute(self, test: Any, lit_config: Any) -> Any:
        file = Path(test.getSourcePath())
        folder = Path(test.getExecPath())
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, self.script or str(file)]
        if self.script:
            command += [str(file), str(folder)]
        result = subprocess.run(
            command,
            env=test.config.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return verdict(result.returncode, result.stdout)


def verdict(code: int, output: str) -> Any:
    if code == SKIP:
        return lit.Test.UNSUPPORTED, output
    if code == 0 and output.startswith("XFAIL: "):
        return lit.Test.XFAIL, output
    return (lit.Test.PASS if code == 0 else lit.Test.FAIL), output
