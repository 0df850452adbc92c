#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What asyncio's debug mode says of each thing that can go wrong, found out by
doing it: the column of the table in docs/runtime.md.

    test/runtime/asyncio_debug.py [--verbose]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import textwrap

PRELUDE = """
import asyncio, gc, os, socket, threading, time

def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass

async def nothing():
    pass
"""

# What goes wrong, and a program that does it. A row of the table for each.
SCENARIOS = {
    "a slow callback": """
        async def main():
            asyncio.get_running_loop().call_soon(compute, 0.15)
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """,
    "many small callbacks in one tick": """
        async def main():
            for i in range(100):
                asyncio.get_running_loop().call_soon(compute, 0.002)
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """,
    "a callback that does not return": """
        async def main():
            compute(0.7)
            os._exit(0)
        asyncio.run(main())
    """,
    "a blocking call, however short": """
        async def main():
            time.sleep(0.002)
        asyncio.run(main())
    """,
    "a name lookup on the loop's thread": """
        async def main():
            socket.getaddrinfo("127.0.0.1", 80)
        asyncio.run(main())
    """,
    "a task that is never awaited": """
        async def main():
            nothing()
        asyncio.run(main())
    """,
    "an exception that nobody retrieves": """
        async def fails():
            raise ValueError("lost")
        async def main():
            asyncio.create_task(fails())
            await asyncio.sleep(0.01)
        asyncio.run(main())
        gc.collect()
    """,
    "a task that is destroyed while it waits": """
        loop = asyncio.new_event_loop()
        loop.create_task(asyncio.sleep(3600))
        loop.run_until_complete(nothing())
        loop.close()
        del loop
        gc.collect()
    """,
    "the loop is used from another thread": """
        async def main():
            loop = asyncio.get_running_loop()
            def other():
                try:
                    loop.call_soon(print)
                except RuntimeError as error:
                    os.write(2, str(error).encode())
            await asyncio.to_thread(other)
        asyncio.run(main())
    """,
    "the loop is run inside a callback": """
        async def main():
            coroutine = nothing()
            try:
                asyncio.get_running_loop().run_until_complete(coroutine)
            except RuntimeError as error:
                os.write(2, str(error).encode())
            coroutine.close()
        asyncio.run(main())
    """,
    "a lost update across a suspension": """
        knives = 100
        async def give():
            global knives
            before = knives
            await asyncio.sleep(0)
            knives = before - 4
        async def main():
            await asyncio.gather(give(), give())
        asyncio.run(main())
    """,
    "a task is passed where a callback is wanted": """
        async def main():
            coroutine = nothing()
            try:
                asyncio.get_running_loop().call_soon(coroutine)
            except TypeError as error:
                os.write(2, str(error).encode())
            coroutine.close()
        asyncio.run(main())
    """,
    "a wait on a blocking socket": """
        async def main():
            one, other = socket.socketpair()
            with one, other:
                one.send(b"x")
                try:
                    await asyncio.get_running_loop().sock_recv(other, 1)
                except ValueError as error:
                    os.write(2, str(error).encode())
        asyncio.run(main())
    """,
    "a loop that is never closed": """
        asyncio.new_event_loop()
        gc.collect()
    """,
}


def said(scenario: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    result = subprocess.run(
        [sys.executable, "-X", "dev", "-c", PRELUDE + textwrap.dedent(SCENARIOS[scenario])],
        env=environment | {"PYTHONASYNCIODEBUG": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    # The selector's note that it was idle is no finding.
    return "\n".join(line for line in lines if not line.startswith("Using selector"))


def is_reported(scenario: str) -> bool:
    """On a busy machine asyncio takes a short callback for a slow one: what it
    reports, it reports always."""
    return all(said(scenario) for _ in range(3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="what it said")
    arguments = parser.parse_args()
    for scenario in SCENARIOS:
        print(f"{'yes' if is_reported(scenario) else 'no':4}{scenario}")
        if arguments.verbose:
            print(textwrap.indent(said(scenario), "      "))


if __name__ == "__main__":
    main()
