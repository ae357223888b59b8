#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the audience family is worth: coverage of its share, power of its batches, and how
often honest crowds look like batches.

    python3 bench/audience.py [--quick] [--assay build/release/bin/assay]
                              [--out bench/audience.csv]

Members come from `assay simulate --tables audience` with sellers that no model was fitted
on. For coverage, samples of a given size and prevalence are mixed anew: people of one
list, fakes of another, each cell hidden where either list hides it; the truth is the
prevalence they were drawn with. Every figure has its 90 % bootstrap interval; a target is
reached when the interval contains it or lies beyond it.
"""
import argparse
import collections
import csv
import datetime
import pathlib
import random
import subprocess
import sys
import tempfile

SEED = 995001  # nothing is fitted on seeds from here on, nothing was chosen by them
SIZES = [50, 100, 200, 500, 1000]
PREVALENCES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.6]
HEAD = ["figure", "slice", "value", "low", "high", "target", "reached", "n", "date",
        "command"]
REPLICATES = 400
GROUP = 3.0  # digits from which a batch is told


class Bench:
    def __init__(self, options, scratch):
        self.assay, self.quick, self.scratch = options.assay, options.quick, scratch
        self.rows = []

    def run(self, *words):
        done = subprocess.run([self.assay, *words], capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"assay {' '.join(words)}: {done.stderr.decode()[-300:]}")
        return done.stdout.decode()

    def simulate(self, name, accounts, *words):
        folder = self.scratch / name
        accounts = max(20, accounts // 4) if self.quick else accounts
        words = ("--accounts", str(accounts), "--tables", "audience", "--witnesses", "1",
                 "--vendors", "test", "--small", "0", *words)
        self.run("simulate", "--quiet", "--out", str(folder), *words)
        return folder, "assay simulate " + " ".join(words)

    def add(self, figure, part, values, target, command, better=1, statistic=None):
        """One row: the mean of values, or another statistic, with its interval."""
        statistic = statistic or (lambda v: sum(v) / len(v))
        low = high = value = ""
        reached = "reported"
        if values:
            value = statistic(values)
            draw = random.Random(SEED)
            again = sorted(statistic(draw.choices(values, k=len(values)))
                           for _ in range(REPLICATES))
            low, high = again[int(0.05 * REPLICATES)], again[int(0.95 * REPLICATES)]
            if target is not None:
                goals = target if isinstance(target, tuple) else (target, target)
                beyond = low >= goals[0] if better > 0 else high <= goals[1]
                inside = low <= goals[1] and high >= goals[0]
                reached = "yes" if beyond or inside else "no"
                if isinstance(target, tuple):
                    reached = "yes" if inside else "no"
        shown = "" if target is None else \
            f"{target[0]}..{target[1]}" if isinstance(target, tuple) else \
            f"{'>=' if better > 0 else '<='}{target}"
        self.rows.append([figure, part, *(f"{x:.4f}" if x != "" else "" for x in
                                          (value, low, high)), shown, reached, len(values),
                          datetime.date.today().isoformat(), command])
        print(",".join(map(str, self.rows[-1][:8])), flush=True)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def members(folder):
    """Followers of each account, people and fakes apart."""
    truth = {(r["platform"], r["handle"], r["id"]): r["inauthentic"] == "1"
             for r in read(folder / "audience_labels.csv")}
    people, fakes = collections.defaultdict(list), collections.defaultdict(list)
    for row in read(folder / "audience.csv"):
        key = row["platform"], row["handle"]
        if row["role"] in ("", "follower"):
            (fakes if truth[key + (row["id"],)] else people)[key].append(row)
    return people, fakes


def hide(rows, others):
    """Cells that the other list never shows."""
    shown = {c for row in others for c, v in row.items() if v}
    return [{c: v if c in shown else "" for c, v in row.items()} for row in rows]


def mix(draw, people, fakes, n, prevalence):
    real = draw.choice([k for k, rows in people.items() if len(rows) >= 60])
    sources = [k for k, rows in fakes.items() if k[0] == real[0] and len(rows) >= 15]
    if not sources:
        return None
    odd = [row for k in draw.choices(sources, k=draw.randint(1, 3)) for row in fakes[k]]
    bad = sum(draw.random() < prevalence for _ in range(n))
    rows = draw.choices(hide(people[real], odd), k=n - bad) + \
        draw.choices(hide(odd, people[real]), k=bad)
    return real[0], [dict(row, position="", followed_at="") for row in rows]


def coverage(bench):
    folder, command = bench.simulate("mixed", 160, "--seed", str(SEED), "--audience", "600",
                                     "--prevalence", "0.6")
    people, fakes = members(folder)
    draw = random.Random(SEED)
    truth, rows, fields = {}, [], None
    for n in SIZES:
        for prevalence in PREVALENCES:
            for i in range(4 if bench.quick else 16):
                made = mix(draw, people, fakes, n, prevalence)
                if made is None:
                    continue
                handle = f"s{n}_{int(100 * prevalence)}_{i}"
                truth[handle] = (n, prevalence)
                for j, row in enumerate(made[1]):
                    # an id of its own: people drawn twice are not one in two roles; no
                    # name or biography, because a copy would make a group of them
                    rows.append(dict(row, platform=made[0], handle=handle, id=f"{j}",
                                     username="", bio="", created_at=""))
                fields = fields or list(rows[0])
    out = bench.scratch / "samples"
    out.mkdir()
    with open(out / "audience.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)
    said = {r["handle"]: r for r in
            csv.DictReader(bench.run("audience", str(out), "--shares").splitlines())}
    command += "; assay audience --shares on re-mixed samples"
    by_size, by_prevalence, errors = (collections.defaultdict(list) for _ in range(3))
    widths = collections.defaultdict(list)
    for handle, (n, prevalence) in truth.items():
        row = said.get(handle, {})
        if not row.get("share"):
            continue
        covered = float(float(row["low"]) <= prevalence <= float(row["high"]))
        by_size[n].append(covered)
        by_prevalence[prevalence].append(covered)
        errors[n].append(abs(float(row["share"]) - prevalence))
        widths[n].append(float(row["high"]) - float(row["low"]))
    every = [c for values in by_size.values() for c in values]
    bench.add("coverage of the 95 % interval of the share", "all samples", every,
              (0.93, 0.97), command)
    for n in SIZES:
        bench.add("coverage of the 95 % interval of the share", f"n {n}", by_size[n],
                  (0.93, 0.97), command)
    for p in PREVALENCES:
        bench.add("coverage of the 95 % interval of the share", f"prevalence {p}",
                  by_prevalence[p], (0.93, 0.97), command)
    for n in SIZES:
        bench.add("mean absolute error of the share", f"n {n}", errors[n],
                  0.04 if n <= 300 else None, command, better=-1)
        bench.add("mean width of the interval", f"n {n}", widths[n], None, command)


def whole_lists(bench):
    """Lists as they are, by how they were sampled: does the verdict's share cover?"""
    folder, command = bench.simulate("whole", 120, "--seed", str(SEED + 1), "--audience",
                                     "500", "--prevalence", "0.4")
    said = {(r["platform"], r["handle"]): r for r in
            csv.DictReader(bench.run("audience", str(folder), "--shares").splitlines())}
    covered = collections.defaultdict(list)
    for row in read(folder / "truth_audience.csv"):
        share = said.get((row["platform"], row["handle"]), {})
        if share.get("share"):
            truth = float(row["share"])
            covered[row["design"]].append(
                float(float(share["low"]) <= truth <= float(share["high"])))
    for design in sorted(covered):
        bench.add("coverage of the sampled followers' share against the whole list",
                  f"{design} lists", covered[design], None,
                  command + "; assay audience --shares")


def features(bench, folder):
    text = bench.run("features", str(folder)).splitlines()
    return {(r["platform"], r["handle"]): r for r in csv.DictReader(text)}


def told(rows, column, mark):
    return [float(float(r[column]) >= mark) for r in rows if r.get(column)]


def batches(bench):
    for level in ("L0", "L1", "L2", "L3"):
        folder, command = bench.simulate(
            "bought" + level, 60, "--seed", str(SEED + 2), "--audience", "800",
            "--prevalence", "1", "--mechanisms", "bulk", "--share", "0.25", "--level", level)
        rows = list(features(bench, folder).values())
        command += "; assay features"
        for column, name, mark in (
                ("audience.creation_burst", "batch made and come together", GROUP),
                ("audience.name_patterns", "pattern of names", 0.01),
                ("audience.duplicate_bios", "same words", 0.01),
                ("audience.cohort_digits", "those of an event more suspicious", 2)):
            bench.add(f"power: {name}", f"25 % bought, {level}", told(rows, column, mark),
                      None, command)
    folder, command = bench.simulate("honest", 160, "--seed", str(SEED + 3), "--audience",
                                     "800", "--prevalence", "0", "--mechanisms", "none")
    command += "; assay features"
    crowd = {(r["platform"], r["handle"]): r["crowd"] for r in
             read(folder / "truth_audience.csv")}
    found = features(bench, folder)
    for slice_, rows in (
            ("honest accounts", [r for k, r in found.items() if crowd.get(k) == "none"]),
            ("honest, many newcomers",
             [r for k, r in found.items() if crowd.get(k) == "newcomers"])):
        for column, name, mark, most in (
                ("audience.creation_burst", "batch made and come together", GROUP, 0.02),
                ("audience.name_patterns", "pattern of names", 0.05, 0.02),
                ("audience.duplicate_bios", "same words", 0.05, 0.02),
                ("audience.cohort_digits", "those of an event more suspicious", 2, 0.05)):
            bench.add(f"false alarms: {name}", slice_, told(rows, column, mark), most,
                      command, better=-1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--assay", default="build/release/bin/assay")
    parser.add_argument("--out", default="bench/audience.csv")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(options, pathlib.Path(scratch))
        coverage(bench)
        whole_lists(bench)
        batches(bench)
        with open(options.out, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEAD, *bench.rows])
    return 0


if __name__ == "__main__":
    sys.exit(main())
