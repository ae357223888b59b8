#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often an honest gain looks bought, by its cause and its size.

Usage: honest_gains.py ASSAY [--accounts N] [--out FILE]. Simulates honest accounts with one
event each whose gain is a given share of the followers, asks `assay growth` for the events'
causes, and counts those to which a purchase is the likelier answer. 90 % bootstrap
intervals over accounts. Seeds 993,001 and on.
"""
import argparse
import csv
import pathlib
import random
import subprocess
import tempfile

SIZES = [(0.02, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.6), (0.6, 1.0)]
CAUSES = ["viral", "press", "giveaway", "ads", "collaboration"]
parse = argparse.ArgumentParser(description=__doc__)
parse.add_argument("assay")
parse.add_argument("--accounts", type=int, default=200)
parse.add_argument("--out", type=pathlib.Path)
options = parse.parse_args()


def by_account(lines):
    found = {}
    for row in csv.DictReader(lines):
        found.setdefault((row["platform"], row["handle"]), []).append(row)
    return found


def overlap(a, b):
    return a["from"][:10] <= b["to"][:10] and a["to"][:10] >= b["from"][:10]


def looks_bought(cause, low, high, seed):
    """One truth a list: whether an account's event is called a purchase rather than not."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.assay, "simulate", "--quiet", "--out", folder, "--accounts",
                        str(options.accounts), "--seed", str(seed), "--prevalence", "0",
                        "--small", "0", "--comments", "0", "--confounders", cause, "--gain",
                        f"{low}:{high}"], check=True)
        truth = by_account((pathlib.Path(folder) / "truth_events.csv").open())
        said = by_account(subprocess.run([options.assay, "growth", folder, "--quiet"],
                                         capture_output=True, text=True,
                                         check=True).stdout.splitlines())
    found = []
    for account, events in truth.items():
        event = next((e for e in events if e["cause"] == cause), None)
        if event is not None:
            found.append(any(float(e["purchase"]) > 0.5 for e in said.get(account, [])
                             if overlap(e, event)))
    return found


def interval(values, rng):
    means = sorted(sum(rng.choices(values, k=len(values))) / len(values) for _ in range(1000))
    return means[50], means[949]


rows = [["cause", "gain_low", "gain_high", "accounts", "called_purchase", "low", "high"]]
for c, cause in enumerate(CAUSES):
    for s, (low, high) in enumerate(SIZES):
        values = looks_bought(cause, low, high, 993001 + 10 * c + s)
        least, most = interval(values, random.Random(1))
        rows.append([cause, low, high, len(values), f"{sum(values) / len(values):.3f}",
                     f"{least:.3f}", f"{most:.3f}"])
        print(*rows[-1], flush=True)
if options.out:
    with options.out.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
