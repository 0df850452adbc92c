# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""command.py COTIDY FOLDER COMMAND: with COMMAND in a database, FOLDER/buggy.cpp
has its one finding and FOLDER holds the same files as before."""

import json
import subprocess
import sys
from pathlib import Path

cotidy, folder, command = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
entry = {"directory": str(folder), "file": "buggy.cpp", "command": command}
(folder / "compile_commands.json").write_text(json.dumps([entry]))


def contents() -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


before = contents()
run = subprocess.run(
    [cotidy, "check", "--format=json", "-p", str(folder)],
    capture_output=True,
    text=True,
    timeout=60,
)
report = json.loads(run.stdout) if run.stdout else {}
if run.returncode != 1 or len(report["findings"]) != 1:
    sys.exit(f"code {run.returncode}\n{run.stdout}\n{run.stderr}")
if contents() != before:
    sys.exit(f"files changed: {sorted(contents().keys() ^ before.keys())}")
