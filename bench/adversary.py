#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sellers sell, against assay: how much of each product it sees, what a buyer who
knows it can hide, and what it costs to pass.

    bench/adversary.py [--quick] [--only products,cost,search,more] [--out bench/adversary.csv]
                       [--card models/default.md] [--assay build/release/bin/assay]

Honest creators are simulated (seed 970001, vendors held out); the products of
datasets/products.csv are put into their records by adversary_world.py, which knows
sellers and no detector. The mark is the score that one in a hundred honest accounts lies
above. All goes through `assay audit`.

products  recall of each product as it is sold, 10,000 followers or what is usual
cost      for 10,000 followers more: the cheapest of some fifty mixes of product and
          delivery that is caught less than half the time, its price from the low to the
          high end of the price list
search    an evolution strategy with a bounded number of tries tunes delivery against the
          score; tuned on some accounts, told on others
more      evidence that looks bought is added to accounts, in three doses; the score must
          not fall

Same seeds, same figures; some five minutes on two cores. Exit code 1 when the score falls
somewhere in `more`.
"""
import argparse
import csv
import dataclasses
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import adversary_more
import adversary_world as world
import figures

SEED = 970001
GAIN = 10000
VND_A_EUR = 30000  # rounded rate of 2026, for a price list that spans a factor of two
HEAD = ["part", "product", "setting", "value", "low", "high", "n", "eur_low", "eur_high",
        "vnd_low", "vnd_high"]
MARKS = ("<!-- adversary bench begins -->", "<!-- adversary bench ends -->")
ROOT = pathlib.Path(__file__).resolve().parent.parent


def prices():
    with (ROOT / "datasets/products.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        rate = 1 / VND_A_EUR if row["currency"] == "VND" else 1
        row["eur"] = float(row["low"]) * rate, float(row["high"]) * rate
    return {row["product"]: row for row in rows}


class Bench:
    """Honest accounts, customers, and the program that judges them."""

    def __init__(self, options, scratch):
        self.assay, self.scratch = options.assay, scratch
        self.prices, self.rows, self.tried = prices(), [], 0
        less = 5 if options.quick else 1
        # those who set the mark, and those who buy: of one population
        self.honest = self.simulate(0, 600 // less)
        self.buyers = self.simulate(1000, 60 // less)
        self.usual = [(s, 0) for s in self.judge(self.honest).values()]
        self.mark = figures.threshold([s for s, _ in self.usual], 0.01)
        self.before = self.judge(self.buyers)

    def run(self, *words):
        done = subprocess.run([self.assay, *map(str, words), "--quiet"],
                              capture_output=True, check=False)
        if done.returncode not in (0, 1):
            said = done.stderr.decode(errors="replace").strip()
            raise RuntimeError(f"assay {' '.join(map(str, words))}: {said}")

    def simulate(self, first, accounts):
        folder = self.scratch / f"from{first}"
        self.run("simulate", "--out", folder, "--seed", SEED, "--first", first,
                 "--accounts", accounts, "--vendors", "test", "--prevalence", 0,
                 "--small", 0, "--followers", "15000:100000", "--platforms",
                 "tiktok,instagram,facebook", "--days", 240, "--posts", 30,
                 "--comments", 120, "--tables", "audience,livestreams", "--witnesses",
                 0.7, "--audience", 200, "--format", "ndjson")
        with (folder / "accounts.ndjson").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def judge(self, accounts):
        """Score by handle."""
        self.tried += 1
        path = self.scratch / "tried.ndjson"
        out = self.scratch / "out"
        with path.open("w", encoding="utf-8") as lines:
            for account in accounts:
                lines.write(json.dumps(account, ensure_ascii=False) + "\n")
        self.run("audit", path, "--out", out)
        with (out / "verdicts.csv").open(encoding="utf-8", newline="") as lines:
            return {row["handle"]: float(row["score"] or "nan")
                    for row in csv.DictReader(lines)}

    def serve(self, order, buyers):
        """Scores of the buyers after an order, and what it costs them on average, EUR."""
        served, bills = [], []
        for account in buyers:
            after, bill = world.serve(account, order, self.honest[:150])
            served.append(after)
            bills.append(bill)
        scores = self.judge(served)
        return [scores[a["handle"]] for a in buyers], bills

    def recall(self, part, product, setting, scores, cost):
        """Recall with an interval over buyers and over those who set the mark."""
        self.add(part, product, setting, self.usual + [(s, 1) for s in scores], cost,
                 figures.recall_at)

    def caught(self, scores):
        return [figures.known(s) > self.mark for s in scores]

    def add(self, part, product, setting, items, cost=None, figure=figures.mean):
        value, low, high = figures.bootstrap(figure, items)
        buyers = sum(y for _, y in items) if figure is figures.recall_at else len(items)
        row = {"part": part, "product": product, "setting": setting, "n": buyers,
               "value": f"{value:.4g}", "low": f"{low:.4g}", "high": f"{high:.4g}"}
        if cost:
            row.update(eur_low=f"{cost[0]:.0f}", eur_high=f"{cost[1]:.0f}",
                       vnd_low=f"{cost[0] * VND_A_EUR:.0f}",
                       vnd_high=f"{cost[1] * VND_A_EUR:.0f}")
        self.rows.append(row)
        print(f"{part:9} {product:16} {setting:34} {value:.3f} ({low:.3f} to {high:.3f})"
              + (f"  EUR {cost[0]:.0f} to {cost[1]:.0f}" if cost else ""), flush=True)

    def cost(self, product, bills):
        """Mean price of a bill, at the low and at the high end of the list."""
        unit = {"followers": (product if product in self.prices else "bulk", 1000),
                "likes": ("likes", 1000), "views": ("views", 1000),
                "comments": (product if product == "script_comments" else "comments", 1),
                "viewer_minutes": ("live_viewers", 1), "pod_months": ("pod", 1)}
        ends = []
        for end in (0, 1):
            bill = [sum(n / unit[k][1] * self.prices[unit[k][0]]["eur"][end]
                        for k, n in b.items()) for b in bills]
            ends.append(figures.mean(bill))
        return tuple(ends)


# Each product as it is sold: what is ordered and how it comes.
SOLD = {
    "bulk": {"followers": GAIN, "days": 1, "kept_28": 0.93},
    "drip": {"followers": GAIN, "days": 30, "jitter": 0.03},
    "refill": {"followers": GAIN, "days": 1, "kept_28": 0.7, "refill": True},
    "clone": {"followers": GAIN, "days": 14, "kept_28": 0.95, "profile": "clone",
              "jitter": 0.15},
    "aged": {"followers": GAIN, "days": 30, "kept_28": 0.98, "profile": "aged",
             "jitter": 0.2},
    "phone_farm": {"followers": GAIN, "days": 21, "kept_28": 0.97, "profile": "aged",
                   "jitter": 0.25, "likes": 0.6, "comments": 0.2},
    "paid_people": {"followers": GAIN, "days": 45, "kept_28": 0.90, "profile": "people",
                    "jitter": 0.4, "rhythm": True, "likes": 0.4},
    "likes": {"like_package": 1},
    "views": {"view_package": 1},
    "comments": {"comments": 1},
    "script_comments": {"comments": 1, "script": "own"},
    "pod": {"pod": 25},
    "live_viewers": {"viewers": 1},
}


def products(bench):
    for product, settings in SOLD.items():
        order = world.Order(**settings)
        buyers = bench.buyers
        if product == "live_viewers":
            buyers = [a for a in buyers if a.get("livestreams")]
        scores, bills = bench.serve(order, buyers)
        setting = " ".join(f"{k}={v}" for k, v in settings.items() if k != "followers")
        bench.recall("products", product, setting, scores, bench.cost(product, bills))


QUALITY = {"bulk": ("empty", 0.93), "clone": ("clone", 0.95), "aged": ("aged", 0.98),
           "paid_people": ("people", 0.90)}


def mixes():
    """Products by delivery by what is bought along."""
    along = {"nothing": {},
             "likes and comments": {"likes": 0.7, "comments": 0.15, "script": "own"}}
    shapes = {"1 day": {"days": 1}, "14 days": {"days": 14, "jitter": 0.3},
              "45 days": {"days": 45, "jitter": 0.3, "rhythm": True},
              "120 days": {"days": 120, "jitter": 0.4, "rhythm": True},
              "fading after a post": {"days": 45, "jitter": 0.25, "relaxing": 1,
                                      "after_post": True},
              "12 pieces in 120 days": {"days": 120, "pieces": 12, "jitter": 0.6}}
    for product, (profile, kept) in QUALITY.items():
        for shape, delivery in shapes.items():
            for extra, settings in along.items():
                order = world.Order(followers=GAIN, profile=profile, kept_28=kept,
                                    start=0.2, **delivery, **settings)
                yield product, f"{shape}, with {extra}", order


def half_or_less(bench, tried):
    """The cheapest mix that is caught less than half the time; its price and how sure it
    is that it passes. Resampled over buyers: which mix that is changes, too."""
    passing = [(cost, product, setting, hits) for product, setting, hits, cost in tried
               if figures.mean(hits) < 0.5]
    if not passing:
        bench.add("cost", "none", "every mix is caught half the time or more", [])
        return
    cost, product, setting, hits = min(passing, key=lambda p: (p[0][0], p[1], p[2]))
    bench.add("cost", product, f"cheapest: {setting}", hits, cost)
    rng, drawn = random.Random(1), []
    n = len(hits)
    for _ in range(1000):
        pick = [rng.randrange(n) for _ in range(n)]
        ok = [c for _, _, h, c in tried if sum(h[i] for i in pick) < 0.5 * n]
        drawn.append(min(ok)[0] if ok else math.inf)
    drawn.sort()
    ends = drawn[50], drawn[949]
    row = dict(bench.rows[-1], setting="price over resampled buyers, low list price",
               value=f"{cost[0]:.0f}", low=f"{ends[0]:.0f}", high=f"{ends[1]:.0f}")
    bench.rows.append(row)
    print(f"          price over resampled buyers: EUR {ends[0]:.0f} to {ends[1]:.0f}")


def cost(bench):
    tried = []
    for product, setting, order in mixes():
        scores, bills = bench.serve(order, bench.buyers)
        hits = bench.caught(scores)
        tried.append((product, setting, hits, bench.cost(product, bills)))
    for product in QUALITY:
        best = min((t for t in tried if t[0] == product),
                   key=lambda t: (figures.mean(t[2]), t[3]))
        bench.add("cost", product, f"least caught: {best[1]}", best[2], best[3])
    half_or_less(bench, tried)


# What the strategy may turn, each from 0 to 1.
KNOBS = [
    ("days", lambda u: 1 + 149 * u * u), ("start", lambda u: 0.05 + 0.45 * u),
    ("pieces", lambda u: 1 + int(19 * u * u)), ("jitter", lambda u: 0.8 * u),
    ("relaxing", lambda u: u), ("rhythm", lambda u: u > 0.5),
    ("after_post", lambda u: u > 0.5), ("likes", lambda u: 1.2 * u),
    ("comments", lambda u: 0.4 * u * u), ("kept_28", lambda u: 0.7 + 0.29 * u),
]


# What a buyer would try first: over months, as people come, with nothing bought along.
PATIENT = [0.9, 0.3, 0, 0.5, 0, 1, 0, 0, 0, 0.8]


def tuned(knobs, product):
    settings = {name: form(u) for (name, form), u in zip(KNOBS, knobs)}
    return world.Order(followers=GAIN, profile=QUALITY[product][0], script="own",
                       **settings)


def search(bench, quick):
    """A (5 + 6) evolution strategy from a random start and a patient one, steps shrinking: few tries, as
    a buyer has. Minimises the mean chance of being caught, the score's distance to the
    mark put through a logistic curve so that near misses count."""
    some = len(bench.buyers) // 4
    learn, test = bench.buyers[:some], bench.buyers[some:]

    def loss(order):
        scores, _ = bench.serve(order, learn)
        return figures.mean(1 / (1 + math.exp(min(bench.mark - figures.known(s), 50)))
                            for s in scores)

    for product in QUALITY:
        rng = random.Random(f"search/{product}")
        crowd = [[rng.random() for _ in KNOBS] for _ in range(5 if quick else 9)]
        crowd.append(PATIENT)
        best = sorted((loss(tuned(k, product)), k) for k in crowd)[:5]
        for step in (0.2,) if quick else (0.25, 0.15, 0.08):
            young = [[min(max(x + rng.gauss(0, step), 0), 1) for x in rng.choice(best)[1]]
                     for _ in range(6)]
            best = sorted(best + [(loss(tuned(k, product)), k) for k in young])[:5]
        order = tuned(best[0][1], product)
        scores, bills = bench.serve(order, test)
        told = {k: v for k, v in dataclasses.asdict(order).items() if k in dict(KNOBS)}
        setting = " ".join(f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}"
                           for k, v in told.items())
        bench.recall("search", product, setting, scores, bench.cost(product, bills))


def write(path, parts, rows):
    """The figures; those of parts that were not taken now stay as they are."""
    kept = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            kept = [r for r in csv.DictReader(lines) if r["part"] not in parts]
    order = ["products", "cost", "search", "more"]
    rows = sorted(kept + rows, key=lambda r: order.index(r["part"]))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def table(rows):
    """The figures as a table for the model's card."""
    lines = ["| product, 10,000 followers or the usual | seen at 1 % false alarms | price |",
             "|---|---|---|"]
    names = {"products": "{product}", "search": "{product}, delivery tuned against us",
             "cost": "{product}, {setting}"}
    for row in rows:
        if row["part"] not in names or not row.get("eur_low") or \
                row["setting"].startswith("price"):
            continue
        name = names[row["part"]].format(**row)
        lines.append(f"| {name} | {float(row['value']):.2f} ({float(row['low']):.2f}–"
                     f"{float(row['high']):.2f}) | EUR {row['eur_low']}–{row['eur_high']} |")
    return "\n".join(lines)


def into_card(path, rows):
    page = path.read_text(encoding="utf-8")
    text = f"{MARKS[0]}\n{table(rows)}\n{MARKS[1]}"
    if MARKS[0] in page:
        start, end = page.index(MARKS[0]), page.index(MARKS[1]) + len(MARKS[1])
        page = page[:start] + text + page[end:]
    else:
        page += ("\n## What it costs to get past it\n\n`bench/adversary.py`; prices from "
                 "`datasets/products.csv`, some of them assumed.\n\n" + text + "\n")
    path.write_text(page, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="products,cost,search,more")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--card", type=pathlib.Path)
    parser.add_argument("--assay", default=str(ROOT / "build/release/bin/assay"))
    options = parser.parse_args()
    parts = options.only.split(",")
    unknown = sorted(set(parts) - {"products", "cost", "search", "more"})
    if unknown:
        parser.error(f"--only: there is no '{unknown[0]}'")
    if not pathlib.Path(options.assay).is_file():
        parser.error(f"{options.assay} is not there; build it, or name one by --assay")
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options, pathlib.Path(scratch))
        print(f"mark {bench.mark:.3f}; of {len(bench.buyers)} buyers "
              f"{sum(bench.caught(bench.before.values()))} lie above it before they buy")
        if "products" in parts:
            products(bench)
        if "cost" in parts:
            cost(bench)
        if "search" in parts:
            search(bench, options.quick)
        fell = adversary_more.more(bench) if "more" in parts else 0
    rows = write(options.out, parts, bench.rows) if options.out else bench.rows
    if options.card:
        into_card(options.card, rows)
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
