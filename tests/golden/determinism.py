#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Same accounts, same bytes: for any order of accounts and rows, any number of jobs,
NDJSON or CSV, a file or a pipe."""
import pathlib
import random
import tempfile

import harness

checks = harness.Checks()
FILES = ("verdicts.csv", "verdicts.ndjson", "report.html")


def shuffled(accounts, key):
    draw = random.Random(key)
    mixed = [{**a, **{t: draw.sample(a[t], len(a[t])) for t in harness.TABLES}}
             for a in accounts]
    draw.shuffle(mixed)
    return mixed


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    accounts = harness.roster(13)

    def audit(label, source, *more, stdin=None):
        out = folder / f"out-{label}"
        code, _, err = harness.run("audit", source, "--out", out, "--quiet", *more,
                                   stdin=stdin)
        checks.that(code == 0, f"{label}: exit code {code} {err.decode()}")
        return {f: (out / f).read_bytes() for f in FILES if (out / f).exists()}

    harness.write_ndjson(folder / "a.ndjson", accounts)
    harness.write_ndjson(folder / "b.ndjson", shuffled(accounts, 7))
    harness.write_ndjson(folder / "twice.ndjson", accounts + shuffled(accounts, 8))
    harness.write_tables(folder / "tables", accounts)
    harness.write_tables(folder / "mixed", accounts, random.Random(9))
    first = audit("first", folder / "a.ndjson", "--jobs", 1)
    checks.that(set(first) == set(FILES), "all files are there")
    others = {
        "again": audit("again", folder / "a.ndjson", "--jobs", 1),
        "two jobs": audit("jobs", folder / "a.ndjson", "--jobs", 2),
        "seven jobs": audit("seven", folder / "a.ndjson", "--jobs", 7),
        "shuffled": audit("shuffled", folder / "b.ndjson", "--jobs", 2),
        "each account twice": audit("twice", folder / "twice.ndjson", "--jobs", 2),
        "tables": audit("tables", folder / "tables"),
        "mixed tables": audit("mixed", folder / "mixed", "--jobs", 2),
        "a pipe": audit("pipe", "-", stdin=(folder / "b.ndjson").read_bytes()),
    }
    for label, files in others.items():
        # The page also counts the records that could not be used: here the second ones.
        for file in FILES[:2] if label == "each account twice" else FILES:
            checks.that(files.get(file) == first.get(file), f"{label}: {file} differs")
    for command in ("growth", "engagement", "comments", "features", "check"):
        results = {harness.run(command, folder / source, "--jobs", jobs)[:2]
                   for source, jobs in (("a.ndjson", 1), ("a.ndjson", 2),
                                        ("b.ndjson", 2), ("tables", 2), ("mixed", 1))}
        checks.that(len(results) == 1, f"{command}: {len(results)} different results")
        checks.that(next(iter(results))[0] == 0, f"{command}: exit code")
checks.finish()
