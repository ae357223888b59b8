#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the lines of tests/import/cases.txt over the invented exports and compares what
comes out, byte by byte; then what must hold for any export: compression changes nothing,
the tables and NDJSON are one record, the reader refuses nothing, order does not matter.

Each case runs in a folder of its own, where the exports lie."""
import difflib
import gzip
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

import harness

EXPORTS = pathlib.Path(__file__).parent.parent / "import"
EXPECTED = EXPORTS / "expected"
RECORD = "--record" in sys.argv
checks = harness.Checks()


def run(folder, arguments, program=("import",)):
    return subprocess.run([harness.PROGRAM, *program, *arguments], cwd=folder,
                          capture_output=True, env=harness.ENVIRONMENT, timeout=120)


def fresh(folder):
    for path in EXPORTS.iterdir():
        if path.is_file() and path.name != "cases.txt":
            shutil.copy(path, folder)


def written(folder):
    """The files of a run, one after the other."""
    text = b""
    for path in sorted(folder.glob("out*")):
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            text += b"-- %s\n" % str(file.relative_to(folder)).encode() + file.read_bytes()
    return text


def cases():
    for line in (EXPORTS / "cases.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, command = line.partition(": ")
            yield name, shlex.split(command)


def compare(name, arguments, folder):
    done = run(folder, arguments)
    got = (f"$ assay import {shlex.join(arguments)}\n".encode() + done.stdout +
           b"-- standard error\n" + done.stderr + b"-- exit code %d\n" % done.returncode +
           written(folder))
    expected = EXPECTED / f"{name}.txt"
    if RECORD:
        EXPECTED.mkdir(exist_ok=True)
        expected.write_bytes(got)
    wanted = expected.read_bytes() if expected.exists() else b""
    if not checks.that(got == wanted, f"{name}: differs; record.sh records it anew"):
        sys.stdout.writelines(difflib.unified_diff(
            wanted.decode().splitlines(True), got.decode().splitlines(True),
            "expected", "got"))
    return done.returncode


def input_hashes(folder, path):
    """What the reader makes of an import: a hash an account, and what it refused."""
    done = run(folder, [path], ("check",))
    checks.that(done.returncode == 0, f"{path}: assay check accepts it: {done.stderr}")
    checks.that(b"could not be used" not in done.stderr, f"{path}: {done.stderr}")
    verdicts = run(folder, [path, "--out", f"verdicts-{path}", "--quiet"], ("audit",))
    checks.that(verdicts.returncode == 0, f"{path}: {verdicts.stderr}")
    lines = (folder / f"verdicts-{path}/verdicts.ndjson").read_text().splitlines()
    return {(v["platform"], v["handle"]): v["input_sha256"] for v in map(json.loads, lines)}


def tables(path):
    """Files by name; what was rejected is told by the file it came from."""
    return {file.name: file.read_bytes().replace(b".gz,", b",")
            for file in path.iterdir()}


def other_forms(arguments, folder):
    """An import that went well, compressed, as NDJSON and from files in another order."""
    at = arguments.index("-o")
    rest = arguments[:at]
    run(folder, [*rest, "-o", "a"])
    run(folder, [*rest, "-o", "b.ndjson"])
    packed = [a for a in rest if (folder / a).is_file()]
    for path in packed:
        (folder / f"{path}.gz").write_bytes(gzip.compress((folder / path).read_bytes()))
    run(folder, [a if a not in packed else f"{a}.gz" for a in rest] + ["-o", "c"])
    checks.that(input_hashes(folder, "a") == input_hashes(folder, "b.ndjson"),
                f"{rest}: tables and NDJSON are one record")
    checks.that(tables(folder / "a") == tables(folder / "c"),
                f"{rest}: compression changes nothing")


names = []
for name, arguments in cases():
    names.append(name)
    with tempfile.TemporaryDirectory() as path:
        folder = pathlib.Path(path)
        fresh(folder)
        code = compare(name, arguments, folder)
        if code == 0 and "-o" in arguments and "--partial" not in arguments:
            other_forms(arguments, folder)
left = {p.stem for p in EXPECTED.glob("*.txt")} - set(names)
checks.that(not left, f"expected/ holds what no case prints: {sorted(left)}")
checks.finish()
