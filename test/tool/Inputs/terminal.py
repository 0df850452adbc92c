# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""terminal.py COMMAND...: runs the command on a terminal of its own and prints
what it wrote, escaped."""

import os
import pty
import sys

os.environ["TERM"] = "xterm"
written = b""
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    while data := os.read(terminal, 65536):
        written += data
except OSError:
    pass  # the terminal's other end is closed
os.waitpid(child, 0)
print(written.decode().encode("unicode_escape").decode())
