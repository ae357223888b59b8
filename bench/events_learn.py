#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learn what each clue says of each cause; prints engine/events/evidence_learned.def.

    bench/events_learn.py --bin build/release/bin [--scale 100] [--rows DIR] > new.def

The rows are the gains that the engine finds in rosters of `assay simulate` (vendors meant
for training, seeds of their own) and in the accounts of bench/events_causes, which shares
no code with the simulator; half of them with posts, half the curve alone. With --rows the
rosters' rows are kept in DIR and used again.

Clues of one curve repeat each other, so their tables are learnt together: a multinomial
logistic regression (ridge) over soft bins at the knots, given what the tables set by
reason in evidence.def and the elasticity already say. Each cause weighs as much as
events/causes.c expects of it before looking. A clue that was not seen counts as its mean
over all gains, and tables are shifted so that this is 0. Deliveries within four days and
drips are two stories of one cause. Needs numpy.
"""
import argparse
import collections
import csv
import datetime
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

SEED = 910001
STORIES = ["bulk", "drip", "viral", "giveaway", "press", "ads", "collaboration",
           "tracker", "other"]
# As in events/causes.c: PRIOR times STORY_SHARE, and the elasticity after a gain.
PRIOR = [0.06, 0.06, 0.18, 0.06, 0.06, 0.06, 0.06, 0.02, 0.44]
ECHO = [(0.0, 0.25), (0.0, 0.25), (0.6, 0.4), (0.2, 0.3), (0.6, 0.4), (0.6, 0.4),
        (0.7, 0.4), (0.0, 0.25), (0.5, 0.6)]
KNOTS = {
    "SHAPE": ("nats by which a rectangle beats the best relaxation",
              [-20, -8, -2, 2, 8, 20, 50]),
    "TAIL": ("-log10 p of the size of the gain", [3, 6, 12, 24, 80]),
    "EVIDENCE": ("evidence of the curve that it was delivered, 0..1",
                 [0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99]),
    "SHARE": ("log10 of what came over the followers before",
              [-2.6, -2.2, -1.8, -1.5, -1.2, -0.9, -0.5, 0]),
    "AFTERSHOCK": ("excess of days 2..7 after its beginning over the first day's",
                   [0, 0.4, 1.5, 3.5, 7]),
    "EDGE": ("sharpness of its end", [-0.5, 0, 0.25, 0.5, 0.8, 1.2]),
    "DAYS": ("length in days", [1, 2, 3, 5, 7, 14, 25]),
    "LEVEL": ("-log10 p that its days vary as little as they do", [0, 0.5, 1.3, 3, 6]),
    "ROUND": ("nats for a package size", [-1.5, -0.5, 0, 0.7, 1.6]),
    "PEAK": ("share of it in its best two days", [0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.1]),
    "AFTER": ("excess of the seven days after these over theirs",
              [-1, -0.5, -0.1, 0.1, 0.3, 0.6, 1.2, 2.5, 5]),
    "BEFORE": ("excess of the three days before these over theirs",
               [-1, -0.5, -0.1, 0, 0.1, 0.3, 0.7, 1.5]),
    "PRECURSOR": ("excess of the week before it over its own", [-0.3, 0, 0.2, 0.6]),
    "LEFT": ("share that left within 14 days", [-0.3, -0.1, 0, 0.1, 0.25, 0.5]),
    "LOSS": ("share lost within 30 days", [0, 0.05, 0.15, 0.35, 0.7]),
    "ATTENTION": ("highest shared move of the counters of posts near, robust sd",
                  [-1, 1, 2, 3, 6]),
    "DURING": ("shared moves of the counters of posts published in it, summed over the"
               " root of their number", [-3, -1, 0, 1, 2, 4, 7]),
    "YIELD": ("log10 of times the usual followers over times the usual views",
              [-1, -0.5, -0.2, 0, 0.2, 0.4, 0.7, 1, 1.5]),
}
RIDGE, ITERATIONS = 5.0, 150
SHARED = "--small 0 --quiet --vendors train "
ACCOUNTS = "--followers 3000:1000000 --daily "
SIGHT = {"posts": "--posts 4000 --comments 100", "curve": "--posts 0 --comments 0"}
# Rosters: accounts in units of the scale, options.
ROSTERS = {
    "honest": (5, ACCOUNTS + "--prevalence 0 --confounders viral"),
    "mix": (6, ACCOUNTS + "--prevalence 0 --confounders mix"),
    "bulk": (3, ACCOUNTS + "--prevalence 1 --share 0.02:0.15 --mechanisms bulk"
             " --level L0,L1,L2 --confounders mix"),
    "drip": (3, ACCOUNTS + "--prevalence 1 --share 0.02:0.15 --mechanisms drip"
             " --level L0,L1,L2 --confounders mix"),
    "viral-bulk": (2, ACCOUNTS + "--prevalence 1 --share 0.02:0.15 --mechanisms bulk"
                   " --level L0,L1 --confounders viral"),
    "viral-drip": (2, ACCOUNTS + "--prevalence 1 --share 0.02:0.15 --mechanisms drip"
                   " --level L0,L1 --confounders viral"),
    "press": (2, ACCOUNTS + "--prevalence 0 --confounders press"),
    "giveaway": (2, ACCOUNTS + "--prevalence 0 --confounders giveaway"),
    "ads": (2, ACCOUNTS + "--prevalence 0 --confounders ads"),
    "collaboration": (2, ACCOUNTS + "--prevalence 0 --confounders collaboration"),
    "roster": (5, "--prevalence 0.4"),
}


def stamp(text):
    full = text if len(text) > 10 else text + "T00:00:00+00:00"
    return datetime.datetime.fromisoformat(full.replace("Z", "+00:00")).timestamp()


def simulate(tools, folder, name, scale, seed, options):
    """Rows and truth of one roster, made unless they are there."""
    kept = folder / name
    if not (kept / "rows.csv").exists():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as raw:
            subprocess.run([tools / "assay", "simulate", "--out", raw, "--truth", kept,
                            "--accounts", str(scale), "--seed", str(seed),
                            *options.split()], check=True)
            rows = subprocess.run([tools / "events_rows", raw], check=True,
                                  stdout=subprocess.PIPE).stdout
        (kept / "rows.csv").write_bytes(rows)
    return kept


def told(row, truth):
    """The cause of a gain and its days: the true event that brought most of it. None
    where it cannot be told, `other` where no event explains a tenth of it."""
    begin, end = float(row["from"]), float(row["to"])
    best, cause, days = 0.0, "other", 0.0
    for left, right, gained, name in truth:
        if name == "tracker" and abs(begin - right) < 2 * 86400 and gained < 0:
            return "tracker", 1.0  # a reading too low that is put right
        inside = min(end, right) - max(begin, left)
        if inside > 0 and gained * inside / (right - left) > best:
            best, cause = gained * inside / (right - left), name
            days = (right - left) / 86400
    explained = best / max(float(row["gained"]), 1)
    if cause != "other" and explained < 0.25:
        return ("other", 0.0) if explained < 0.1 else (None, 0.0)
    return cause, days


def read_roster(folder):
    """Rows with their cause and days; those of no known cause are left out."""
    truth, found = collections.defaultdict(list), []
    with open(folder / "truth_events.csv", encoding="utf-8") as lines:
        for r in csv.DictReader(lines):
            truth[r["platform"], r["handle"]].append(
                (stamp(r["from"]), stamp(r["to"]), float(r["gained"]), r["cause"]))
    with open(folder / "rows.csv", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            cause, days = told(row, truth[row["platform"], row["handle"]])
            if cause not in (None, "purge"):
                found.append(dict(row, cause=cause, days=days))
    return found


def read_invented(tools, folder, accounts):
    """Rows of the accounts of bench/events_causes."""
    rows = []
    for sight in ([], ["--bare"]):
        kept = folder / ("invented" + "".join(sight) + ".csv")
        if not kept.exists():
            kept.write_bytes(subprocess.run(
                [tools / "events_causes", str(accounts), "--rows", *sight], check=True,
                stdout=subprocess.PIPE).stdout)
        lines = [line[4:] for line in kept.read_text().splitlines()
                 if line.startswith("row,")]
        rows += [r for r in csv.DictReader(lines) if r["cause"] != "purge"]
    return rows


def story(row):
    if row["cause"] == "purchase":
        return STORIES.index("bulk" if float(row["days"]) <= 4 else "drip")
    return STORIES.index(row["cause"])


def column(rows, name):
    return np.array([float(r[name]) for r in rows])


def bins(x, knots):
    """[rows][knots] weights of the two knots around x; unseen: nan."""
    knots = np.array(knots, float)
    out = np.zeros((len(x), len(knots)))
    y = np.clip(np.nan_to_num(x), knots[0], knots[-1])
    k = np.clip(np.searchsorted(knots, y, side="right") - 1, 0, len(knots) - 2)
    right = (y - knots[k]) / (knots[k + 1] - knots[k])
    out[np.arange(len(x)), k] = 1 - right
    out[np.arange(len(x)), k + 1] = right
    out[np.isnan(x)] = np.nan
    return out


def design(rows, means):
    """Soft bins of all clues about their means over the gains that show the clue."""
    blocks = []
    for name, (_, knots) in KNOTS.items():
        block = bins(column(rows, name), knots)
        if name not in means:
            means[name] = np.nanmean(block, axis=0)
        blocks.append(np.nan_to_num(block - means[name]))
    return np.hstack(blocks)


def set_by_reason(path):
    """The tables of evidence.def that are not learnt: name -> (knots, rows)."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    tables = {}
    for name, body in re.findall(r"CLUE\((\w+),(.*?\))\s*\)", text, flags=re.S):
        rows = [[float(v) for v in row.split(",")]
                for row in re.findall(r"ROW\(([^)]*)\)", body)]
        tables[name] = rows[0], rows[1:]
    return tables


def already(rows, tables):
    """[rows][stories] what the tables set by reason and the elasticity say."""
    said = np.zeros((len(rows), len(STORIES)))
    for name, (knots, lines) in tables.items():
        x = column(rows, name)
        seen = ~np.isnan(x)
        for s, line in enumerate(lines):
            said[seen, s] += np.interp(x[seen], knots, line)
    e, sd = column(rows, "elasticity"), column(rows, "elasticity_sd")
    seen = ~np.isnan(e)
    for s, (mean, spread) in enumerate(ECHO):
        variance = spread * spread + sd[seen] ** 2
        off = e[seen] - mean
        said[seen, s] -= (0.5 * np.log(variance)
                          + 3.5 * np.log1p(off * off / (6 * variance)))
    return said


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def minimise(f, x):
    """Limited-memory BFGS with backtracking."""
    value, slope = f(x)
    steps, turns = [], []
    for _ in range(ITERATIONS):
        q, past = slope.copy(), []
        for s, t in zip(reversed(steps), reversed(turns)):
            past.append(s @ q / (t @ s))
            q -= past[-1] * t
        q = (q * (steps[-1] @ turns[-1] / (turns[-1] @ turns[-1])) if steps
             else q / max(1, np.linalg.norm(q)))
        for s, t, a in zip(steps, turns, reversed(past)):
            q += s * (a - t @ q / (t @ s))
        length = 1.0
        new, new_slope = f(x - q)
        while new > value - 1e-4 * length * (slope @ q) and length > 1e-8:
            length /= 2
            new, new_slope = f(x - length * q)
        if (-length * q) @ (new_slope - slope) > 1e-12:
            steps, turns = (steps + [-length * q])[-12:], \
                (turns + [new_slope - slope])[-12:]
        x, done = x - length * q, abs(value - new) < 1e-7 * abs(value)
        value, slope = new, new_slope
        if done:
            break
    return x


def learn(x, said, y):
    """[clue bins + 1][stories] weights; the last row is the intercept."""
    count = np.bincount(y, minlength=len(STORIES))
    weight = np.array(PRIOR)[y] / count[y] * len(y)
    base = said + np.log(PRIOR)
    hit = np.zeros(said.shape)
    hit[np.arange(len(y)), y] = 1

    def loss(flat):
        b = flat.reshape(-1, len(STORIES))
        p = softmax(x @ b[:-1] + b[-1] + base)
        off = (p - hit) * weight[:, None]
        value = (-(weight * np.log(p[np.arange(len(y)), y] + 1e-12)).sum()
                 + RIDGE / 2 * (b[:-1] ** 2).sum())
        return value, np.vstack([x.T @ off + RIDGE * b[:-1], off.sum(axis=0)]).ravel()

    return minimise(loss, np.zeros((x.shape[1] + 1) * len(STORIES))).reshape(
        -1, len(STORIES))


def print_tables(weights, means, n):
    print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    print("/* Learnt by bench/events_learn.py from %d gains of invented accounts. */" % n)
    print("/* clang-format off */\n")
    print("/* what is left when no clue is seen */")
    print("LEFT_OVER(%s)" % ", ".join("%.2f" % v for v in weights[-1] - weights[-1][-1]))
    at = 0
    for name, (words, knots) in KNOTS.items():
        table = weights[at:at + len(knots)]
        table = table - means[name] @ table  # unseen is 0
        at += len(knots)
        print("\n/* %s */" % words)
        print("CLUE(%s, ROW(%s)" % (name, ", ".join("%g" % k for k in knots)), end="")
        for s, cause in enumerate(STORIES):
            print(",\n     /* %-13s */ ROW(%s)" % (
                cause, ", ".join("%.2f" % v for v in table[:, s])), end="")
        print(")")
    print("/* clang-format on */")


def gather(tools, folder, scale):
    rows, seed = [], SEED
    for sight, seen in SIGHT.items():
        for name, (units, options) in ROSTERS.items():
            rows += read_roster(simulate(tools, folder, name + "-" + sight,
                                         units * scale, seed,
                                         SHARED + options + " " + seen))
            seed += 1
    return rows + read_invented(tools, folder, 3 * scale)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--bin", type=pathlib.Path, required=True)
    ask.add_argument("--scale", type=int, default=100)
    ask.add_argument("--rows", type=pathlib.Path)
    options = ask.parse_args()
    reasons = pathlib.Path(__file__).parent.parent / "engine/events/evidence.def"
    with tempfile.TemporaryDirectory() as scratch:
        rows = gather(options.bin.resolve(), options.rows or pathlib.Path(scratch),
                      options.scale)
    means = {}
    x = design(rows, means)
    weights = learn(x, already(rows, set_by_reason(reasons)),
                    np.array([story(r) for r in rows]))
    print_tables(weights, means, len(rows))
    print(collections.Counter(STORIES[story(r)] for r in rows), file=sys.stderr)


if __name__ == "__main__":
    main()
