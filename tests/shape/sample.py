#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""datasets/sample is what the command in datasets/README.md writes, byte for byte, and
holds every mechanism and every honest cause."""
import csv
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

MECHANISMS = set("bulk staircase drip refill follow_unfollow old likes views comments "
                 "pods live_viewers self_orders".split())
CAUSES = set("viral press giveaway ads collaboration hiatus purge season truncation gaps "
             "stale glitch hidden_likes".split())


def written(root, program, folder):
    text = (root / "datasets/README.md").read_text(encoding="utf-8")
    command = re.search(r"```\nassay (simulate .*?)\n```", text, re.S).group(1)
    words = shlex.split(command.replace("\\\n", " "))
    words = [w.replace("datasets/", f"{folder}/") for w in words]
    subprocess.run([program, *words, "--quiet"], check=True)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def shares(labels):
    """What the README walks through: a pool of several creators, true explanations of an
    honest account, false ones of another."""
    pools = {}
    for row in rows_of(labels / "truth_pools.csv"):
        if row["kind"] == "pool":
            pools.setdefault(row["group"], set()).add(row["handle"])
    if max(map(len, pools.values()), default=0) < 4:
        yield "the sample has no pool that serves four creators"
    inflated = {r["handle"] for r in rows_of(labels / "labels.csv") if r["inflated"] == "1"}
    told = rows_of(labels / "truth_explanations.csv")
    if not any(r["true"] == "1" and r["handle"] not in inflated for r in told):
        yield "the sample has no honest account that explains itself"
    if not any(r["true"] == "0" for r in told):
        yield "the sample has no explanation that is false"


def faults(root, program):
    with tempfile.TemporaryDirectory() as folder:
        written(root, program, folder)
        for part in ("sample", "sample-labels"):
            names = {p.name for p in (root / "datasets" / part).iterdir()}
            made = {p.name for p in (pathlib.Path(folder) / part).iterdir()}
            yield from (f"{part}: {n} is on one side only" for n in names ^ made)
            yield from (f"{part}/{n} differs from what the command writes"
                        for n in names & made
                        if (root / "datasets" / part / n).read_bytes()
                        != (pathlib.Path(folder) / part / n).read_bytes())
    path = root / "datasets/sample-labels/labels.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    there = {m for r in rows for m in r["mechanism"].split("+")}
    yield from (f"the sample lacks {m}" for m in MECHANISMS - there)
    causes = {c for r in rows for c in r["confounder"].split("+")}
    yield from (f"the sample lacks {c}" for c in CAUSES - causes)
    yield from shares(root / "datasets/sample-labels")
    size = sum(p.stat().st_size for p in (root / "datasets").rglob("*.csv"))
    if size > 3_000_000:
        yield f"the sample has {size} bytes"


found = list(faults(pathlib.Path(sys.argv[1]), sys.argv[2]))
print("\n".join(found) or "the sample is as its command writes it")
sys.exit(bool(found))
