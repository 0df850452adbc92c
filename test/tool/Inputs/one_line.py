# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""one_line.py COMMAND...: the command must say exactly one line, on standard
error, and end with code 2. Prints that line."""

import subprocess
import sys

run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
lines = run.stderr.splitlines()
if run.returncode != 2 or len(lines) != 1 or run.stdout:
    sys.exit(f"code {run.returncode}\n{run.stdout}\n{run.stderr}")
print(lines[0])
