#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what each clue says of each cause and write engine/events/evidence_learned.def.

    events_causes 600 --rows | events_learn.py [shrink] > engine/events/evidence_learned.def

Each clue is a soft histogram at its knots; a row is the log of a cause's histogram over
the mean of all causes, times the shrink (clues repeat each other, and invented accounts
are not life), held within 2.5 nats. Deliveries within three days and drips are two rows
of one cause: their curves have nothing in common.
"""
import csv
import math
import sys

CAUSES = ["bulk", "drip", "viral", "giveaway", "press", "ads", "collaboration", "tracker",
          "other"]
KNOTS = {
    "SHAPE": ("nats by which a rectangle beats the best relaxation", [-30, -8, 0, 10, 40]),
    "TAIL": ("-log10 p of the size of the gain", [3, 6, 12, 24, 80]),
    "AFTERSHOCK": ("excess of days 2..7 after its beginning over the first day's",
                   [0, 0.4, 1.5, 3.5, 7]),
    "EDGE": ("sharpness of its end", [0, 0.25, 0.5, 0.8, 1]),
    "DAYS": ("length in days", [1, 3, 7, 14, 25]),
    "LEVEL": ("-log10 p that its days vary as little as they do", [0, 0.5, 1.3, 3, 6]),
    "ROUND": ("nats for a package size", [-1.5, -0.5, 0, 0.7, 1.6]),
    "ATTENTION": ("highest shared move of the counters of posts near, robust sd",
                  [-1, 1, 2, 3, 6]),
    "LOSS": ("share lost within 30 days", [0, 0.05, 0.15, 0.35, 0.7]),
}
LIMIT, PSEUDO = 2.5, 4


def soft(knots, x):
    """Weights of the two knots around x."""
    if x <= knots[0]:
        return {0: 1}
    for k in range(1, len(knots)):
        if x <= knots[k]:
            right = (x - knots[k - 1]) / (knots[k] - knots[k - 1])
            return {k - 1: 1 - right, k: right}
    return {len(knots) - 1: 1}


def cause_of(row):
    if row["cause"] == "purchase":
        return "bulk" if float(row["days"]) <= 4 else "drip"
    return row["cause"]


def main():
    shrink = float(sys.argv[1]) if len(sys.argv) > 1 else 0.6
    lines = [line[4:] for line in sys.stdin if line.startswith("row,")]
    rows = list(csv.DictReader(lines))
    print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    print("/* Counted by bench/events_learn.py from %d events of invented accounts, times"
          " %g. */\n/* clang-format off */" % (len(rows), shrink))
    for name, (words, knots) in KNOTS.items():
        counts = {c: [0.0] * len(knots) for c in CAUSES}
        for row in rows:
            x = float(row[name])
            if math.isnan(x) or cause_of(row) not in counts:
                continue
            for k, weight in soft(knots, x).items():
                counts[cause_of(row)][k] += weight
        enough = [c for c in CAUSES if sum(counts[c]) >= 20]
        mean = [sum(counts[c][k] / sum(counts[c]) for c in enough) / len(enough)
                for k in range(len(knots))]
        print("\n/* %s */" % words)
        print("CLUE(%s, ROW(%s)" % (name, ", ".join("%g" % k for k in knots)), end="")
        for cause in CAUSES:
            total = sum(counts[cause])
            values = []
            for k in range(len(knots)):
                p = (counts[cause][k] + PSEUDO * mean[k]) / (total + PSEUDO)
                ratio = shrink * math.log((p + 1e-9) / (mean[k] + 1e-9))
                values.append(max(-LIMIT, min(LIMIT, ratio)) if total >= 20 else 0.0)
            print(",\n     /* %-13s */ ROW(%s)" % (cause, ", ".join("%.2f" % v
                                                                  for v in values)),
                  end="")
        print(")")
    print("/* clang-format on */")


main()
