#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learn what amounts may be off by; prints engine/growth/amount.def.

    bench/amount_learn.py --bin build/release/bin [--scale 800] > new.def
    bench/amount_learn.py --bin build/release/bin --judge

Rosters of `assay simulate` in which everybody orders followers (vendors meant for
training, seeds of their own), the gains that the engine finds in them (bench/events_rows)
and what was truly delivered. By how much that lies below and above the estimate is told
by a sum of signs with weights of at least 0, the 5 % and 95 % quantile of it given the
signs (Koenker & Bassett 1978): the check loss of shares of the amount, least by steps
along one weight at a time. Sudden gains and long ones are learnt apart. --judge learns
nothing and prints how often the intervals as they are hold the truth.
"""
import argparse
import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

from quality import day, key, table

SEED = 911001
SIDE = 0.95  # of what is delivered lies within either side
# Mechanism, share of --scale, and what else the simulator is told. Most are read daily,
# as trackers do; the others teach what steps of several days hide.
ROSTERS = [("bulk", 1, "--daily"), ("drip", 1, "--daily"), ("bulk", 0.3, ""),
           ("drip", 0.3, ""), ("refill", 0.3, "--daily")]
COMMON = ("--followers", "5000:500000", "--small", "0", "--posts", "300", "--comments",
          "50", "--prevalence", "1", "--share", "0.05:0.25", "--level", "L0,L1",
          "--vendors", "train", "--quiet")
SIGNS = ["SHARE", "NOISE", "STRAYS", "UNIT", "UNREAD"]
OVERLAP = 0.5  # of the spans, from which on a gain is the order


def overlap(order, row):
    begin, end = float(row["from"]), float(row["to"])
    left, right = day(order["from"]), day(order["to"])
    union = max(end, right) - min(begin, left)
    return max(0.0, min(end, right) - max(begin, left)) / union if union > 0 else 0.0


def found(tools, scratch, mechanism, accounts, seed, rest):
    """Rows of the gains that are orders, each with what was delivered."""
    folder = scratch / str(seed)
    subprocess.run([tools / "assay", "simulate", "--out", folder, "--accounts",
                    str(accounts), "--seed", str(seed), "--mechanisms", mechanism,
                    *COMMON, *rest.split()], check=True)
    text = subprocess.run([tools / "events_rows", folder], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    told = collections.defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        if float(row["purchase"]) >= 0.5:
            told[key(row)].append(row)
    rows = []
    for order in table(folder / "truth_orders.csv"):
        share, best = max(((overlap(order, r), i) for i, r in enumerate(told[key(order)])),
                          default=(0.0, 0))
        if share >= OVERLAP:
            row = told[key(order)][best]
            rows.append(dict(row, delivered=float(order["delivered"])))
    return rows


def loss(rows, weights):
    """Mean check loss. @param rows  (what is to be reached, its signs)"""
    total = 0.0
    for y, x in rows:
        miss = y - sum(w * s for w, s in zip(weights, x))
        total += SIDE * miss if miss > 0 else (SIDE - 1) * miss
    return total / len(rows)


def learn(rows):
    """[signs] weights, by steps along one at a time, shorter where they stop helping."""
    weights, step = [0.02, 0.5, 0.5, 0.1, 0.1], [0.02, 0.5, 0.5, 0.2, 0.1]
    best = loss(rows, weights)
    for _ in range(60):
        for k, _ in enumerate(SIGNS):
            for way in (step[k], -step[k]):
                tried = list(weights)
                tried[k] = max(tried[k] + way, 0.0)
                now = loss(rows, tried)
                if now < best - 1e-9:
                    best, weights = now, tried
                    step[k] *= 1.3
                    break
            else:
                step[k] *= 0.6
    return weights


def learnt(rows):
    """Weights below and above of sudden gains, then of long ones, by sign."""
    columns = []
    for long in ("0", "1"):
        for way in (-1, 1):
            of_kind = []
            for row in rows:
                size = float(row["SHARE"])
                if row["LONG"] == long:
                    off = way * (row["delivered"] - float(row["AMOUNT"])) / size
                    of_kind.append((off, [float(row[s]) / size for s in SIGNS]))
            columns.append(learn(of_kind))
            print(f"{len(of_kind)} gains, long {long}, way {way}", file=sys.stderr)
    return [[column[s] for column in columns] for s, _ in enumerate(SIGNS)]


def weights_of(path):
    lines = [line[5:].split(")")[0].split(",") for line in path.read_text().splitlines()
             if line.startswith("TERM(")]
    return {name.strip(): [float(x) for x in cells] for name, *cells in lines}


def judge(rows):
    """Share of rows whose interval, as it is learnt now, holds what was delivered."""
    now = weights_of(pathlib.Path(__file__).parent.parent / "engine/growth/amount.def")
    held = 0
    for row in rows:
        first = 2 * int(row["LONG"])
        sides = [sum(now[s][first + side] * float(row[s]) for s in SIGNS)
                 for side in (0, 1)]
        value = float(row["AMOUNT"])
        held += value - sides[0] <= row["delivered"] <= value + sides[1]
    return held / len(rows)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--bin", type=pathlib.Path, required=True)
    ask.add_argument("--scale", type=int, default=800, help="accounts of a roster")
    ask.add_argument("--seed", type=int, default=SEED)
    ask.add_argument("--judge", action="store_true")
    options = ask.parse_args()
    tools, rows = options.bin.resolve(), []
    with tempfile.TemporaryDirectory() as scratch:
        for i, (mechanism, part, rest) in enumerate(ROSTERS):
            made = found(tools, pathlib.Path(scratch), mechanism,
                         round(part * options.scale), options.seed + i, rest)
            if options.judge:
                print(f"{mechanism} {rest}: {len(made)} gains, intervals hold "
                      f"{judge(made):.3f}")
            rows += made
    if options.judge:
        return
    print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    print("/* What an amount may be off by, as bench/amount_learn.py prints it: sign, weight"
          " below and\n * above of sudden gains, below and above of long ones. What each"
          " sign is stands in\n * pulse.h. */")
    print("/* clang-format off */")
    for name, weights in zip(SIGNS, learnt(rows)):
        print(f"TERM({name}, " + ", ".join(f"{w:.3f}" for w in weights) + ")")
    print("/* clang-format on */")


if __name__ == "__main__":
    main()
