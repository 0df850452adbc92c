# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""database.py FOLDER COMMAND FILE...: writes FOLDER/compile_commands.json with
one entry for each file, whose command is COMMAND FILE."""

import json
import sys
from pathlib import Path

folder, command, *files = sys.argv[1:]
entries = [
    {"directory": folder, "file": file, "command": f"{command} {file}"} for file in files
]
Path(folder, "compile_commands.json").write_text(json.dumps(entries))
