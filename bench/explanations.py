#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What explanations do: to honest accounts that tell the truth, to honest ones that err,
and to accounts with deliveries that are called something else.

    python3 bench/explanations.py [--quick] [--card models/default.md]
                                  [--out bench/explanations.csv]

Rosters of `assay simulate`, with vendors and seeds (from 991,000) that nothing was fitted
on, are audited twice: as they are, and with a table of explanations made from what is
true of them. Of honest accounts that had one confounder each, and of accounts with
deliveries whose every order is called by one name, by all names at once, or that explain
only something else that did happen: the share with a decision of review or decline, and
the mean risk. 90 % bootstrap intervals over accounts. --card rewrites the table between
the marks in a model's card.
"""
import argparse
import csv
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

import figures

SEED = 991000
HEAD = ["accounts", "explained as", "figure", "before", "before_low", "before_high",
        "after", "after_low", "after_high", "n", "date"]
# A confounder, and the cause an honest creator would name; None: there is nothing to say.
CONFOUNDERS = {"viral": "viral", "press": "press", "giveaway": "giveaway", "ads": "ads",
               "collaboration": "collaboration", "purge": "purge", "truncation": None}
MISTAKEN = {"viral": "collaboration", "press": "viral", "giveaway": "ads",
            "ads": "giveaway", "collaboration": "viral"}
# Orders of different length and care; what a buyer may call them.
ORDERS = ["bulk", "drip", "staircase", "refill"]
EXCUSES = {"giveaway": ["giveaway"], "press": ["press"], "viral": ["viral"],
           "ads": ["ads"], "tracker": ["tracker"], "other": ["other"],
           "everything at once": ["giveaway", "press", "viral", "ads", "collaboration"]}
MARKS = ("<!-- explanations: begin -->\n", "<!-- explanations: end -->\n")


class Bench:
    def __init__(self, options, scratch):
        self.assay, self.scratch = options.assay, scratch
        self.size = 60 if options.quick else 300
        self.rows = []

    def run(self, *words):
        done = subprocess.run([self.assay, *map(str, words)], capture_output=True,
                              check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"assay {words[0]}: {done.stderr.decode().strip()}")

    def simulate(self, name, seed, *words):
        folder = self.scratch / name
        self.run("simulate", "--out", folder, "--accounts", self.size, "--seed", seed,
                 "--vendors", "test", "--small", 0, "--quiet", *words)
        with open(folder / "truth_events.csv", encoding="utf-8") as file:
            return folder, list(csv.DictReader(file))

    def audit(self, folder, claims=None):
        """Decision and risk of every account."""
        out = self.scratch / "out"
        flags = []
        if claims is not None:
            path = self.scratch / "declared.csv"
            with open(path, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["platform", "handle", "from", "to", "cause"])
                writer.writerows(claims)
            flags = ["--explanations", path]
        self.run("audit", folder, "--out", out, "--quiet", "--jobs", 1, *flags)
        answers = {}
        with open(out / "verdicts.ndjson", encoding="utf-8") as file:
            for line in file:
                told = json.loads(line)
                answers[told["platform"], told["handle"]] = (
                    told["decision"] in ("review", "decline"),
                    told["risk"].get("probability", float("nan")))
        return answers

    def add(self, accounts, explained, before, after, keys):
        """Both figures of the accounts `keys`, before and after."""
        pairs = [(before[k], after[k]) for k in keys if k in before and k in after]
        for figure, column in (("review or decline", 0), ("mean risk", 1)):
            row = [accounts, explained, figure]
            for side in (0, 1):
                items = [float(pair[side][column]) for pair in pairs]
                items = [x for x in items if x == x]
                row += [f"{x:.4f}" for x in figures.bootstrap(figures.mean, items)]
            row += [len(pairs), str(datetime.date.today())]
            self.rows.append(row)
            print(f"{accounts:28} {explained:34} {figure:17} {row[3]} -> {row[6]}  "
                  f"[{row[7]}, {row[8]}]  n {len(pairs)}", flush=True)


def claims_of(events, truth, causes):
    """A row for each event whose cause is `truth`, by each name in `causes`."""
    return [[e["platform"], e["handle"], e["from"][:10], e["to"][:10], cause]
            for e in events if e["cause"] == truth for cause in causes]


def honest(bench):
    for i, (confounder, cause) in enumerate(CONFOUNDERS.items()):
        folder, events = bench.simulate(f"honest-{confounder}", SEED + i, "--prevalence",
                                        0, "--confounders", confounder)
        before = bench.audit(folder)
        name = f"honest: {confounder}"
        if cause is None:
            bench.add(name, "nothing", before, before, before)
            continue
        true = claims_of(events, cause, [cause])
        keys = {(row[0], row[1]) for row in true}
        bench.add(name, f"{cause}, as it was", before, bench.audit(folder, true), keys)
        if confounder in MISTAKEN:
            wrong = MISTAKEN[confounder]
            said = bench.audit(folder, claims_of(events, cause, [wrong]))
            bench.add(name, f"{wrong}, by mistake", before, said, keys)


def inflated(bench):
    for i, order in enumerate(ORDERS):
        folder, events = bench.simulate(f"bought-{order}", SEED + 20 + i, "--prevalence",
                                        1, "--mechanisms", order, "--confounders", "none")
        before = bench.audit(folder)
        keys = {(e["platform"], e["handle"]) for e in events if e["cause"] == "purchase"}
        for excuse, causes in EXCUSES.items():
            said = bench.audit(folder, claims_of(events, "purchase", causes))
            bench.add(f"delivered: {order}", f"{excuse}, falsely", before, said, keys)
    folder, events = bench.simulate("both", SEED + 30, "--prevalence", 1, "--mechanisms",
                                    "bulk", "--confounders", "giveaway")
    before = bench.audit(folder)
    true = claims_of(events, "giveaway", ["giveaway"])
    bench.add("delivered: bulk, and a giveaway", "the giveaway alone", before,
              bench.audit(folder, true), {(row[0], row[1]) for row in true})


def percent(text):
    return f"{100 * float(text):.0f} %"


def write_card(path, rows):
    """The table between the marks: a line for each kind of account and explanation."""
    lines = ["| accounts | explained as | review or decline before | after (90 %) | mean risk "
             "before | after (90 %) |\n", "|---|---|---|---|---|---|\n"]
    for signed, risk in zip(rows[::2], rows[1::2]):
        lines.append(f"| {signed[0]} | {signed[1]} | {percent(signed[3])} | "
                     f"{percent(signed[6])} ({percent(signed[7])} to {percent(signed[8])})"
                     f" | {percent(risk[3])} | {percent(risk[6])} ({percent(risk[7])} to "
                     f"{percent(risk[8])}) |\n")
    text = path.read_text(encoding="utf-8")
    begin, end = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    path.write_text(text[:begin] + "".join(lines) + text[end:], encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/release/bin/assay")
    parser.add_argument("--out", type=pathlib.Path, help="where the rows go")
    parser.add_argument("--card", type=pathlib.Path, help="the card whose table to rewrite")
    parser.add_argument("--quick", action="store_true", help="60 accounts of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options, pathlib.Path(scratch))
        honest(bench)
        inflated(bench)
    if options.out:
        with open(options.out, "w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([HEAD, *bench.rows])
    if options.card:
        write_card(options.card, bench.rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
