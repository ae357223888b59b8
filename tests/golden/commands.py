#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the lines of cases.txt and compares what they print, byte by byte.

A case is `name: command line`; what it printed and its exit code lie in
expected/NAME.txt. Words for a case's own file names are the same in every run, because
each runs in an empty folder with the invented input beside it.
"""
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

import harness

HERE = pathlib.Path(__file__).parent
RECORD = "--record" in sys.argv


def cases():
    for line in (HERE / "cases.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, command = line.partition(": ")
            yield name, command


def run(command, folder):
    path = f"{harness.PROGRAM.parent}{os.pathsep}{harness.ENVIRONMENT['PATH']}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True,
                          env={**harness.ENVIRONMENT, "PATH": path}, timeout=240)
    return (f"$ {command}\n".encode() + done.stdout + b"-- standard error\n" +
            done.stderr + b"-- exit code %d\n" % done.returncode)


checks = harness.Checks()
names = []
for name, command in cases():
    names.append(name)
    with tempfile.TemporaryDirectory() as folder:
        harness.write_ndjson(pathlib.Path(folder) / "roster.ndjson", harness.roster(4))
        harness.write_ndjson(pathlib.Path(folder) / "one.ndjson", [harness.account(1)])
        got = run(command, folder)
    expected = HERE / "expected" / f"{name}.txt"
    if RECORD:
        expected.parent.mkdir(exist_ok=True)
        expected.write_bytes(got)
    wanted = expected.read_bytes() if expected.exists() else b""
    if not checks.that(got == wanted, f"{name}: differs; record.sh records it anew"):
        sys.stdout.writelines(difflib.unified_diff(
            wanted.decode().splitlines(True), got.decode().splitlines(True),
            "expected", "got"))
left = {p.stem for p in (HERE / "expected").glob("*.txt")} - set(names)
checks.that(not left, f"expected/ holds what no case prints: {sorted(left)}")
checks.finish()
