#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models of single profiles, shares of fakes, and accounts seen through their contacts.

    ASSAY_DATA=... bench/profiles.py [--assay build/release/bin/assay] [--repeats 60]

Prints every figure beside its target and rewrites bench/profiles.csv. A share is that of
the audience which a sample was drawn from, as an account's is. Intervals are 90 %
bootstraps over the rows judged. Whatever is judged was left out of the fit: folds by hash
of the key, a trader in turn, or the other half of the profiles. With scikit-learn in the
Python that runs it, boosted trees and logistic regression are fitted on the very same
folds; without, their rows are left out. Without ASSAY_DATA it says so and does nothing.
"""
import argparse
import csv
import hashlib
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import fit_profiles

HERE = pathlib.Path(__file__).resolve().parent
SEED = 998800  # of the halves; nothing was chosen by them
os.environ.setdefault("OMP_NUM_THREADS", "1")


def auroc(pairs):
    """pairs of (score, label)."""
    ordered = sorted(pairs)
    ranks, bad, at = 0.0, 0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        here = sum(y for _, y in ordered[at:end])
        ranks += here * (at + end + 1) / 2
        bad += here
        at = end
    good = len(ordered) - bad
    return (ranks - bad * (bad + 1) / 2) / (bad * good) if bad and good else math.nan


def precision(pairs):
    ordered = sorted(pairs, key=lambda p: (-p[0], p[1]))
    hits, total = 0, 0.0
    for i, (_, y) in enumerate(ordered):
        if y:
            hits += 1
            total += hits / (i + 1)
    return total / hits if hits else math.nan


def sensitivity(pairs, specificity=0.963):
    good = sorted(s for s, y in pairs if not y)
    bound = good[math.ceil(specificity * len(good)) - 1]
    bad = [s for s, y in pairs if y]
    return sum(s > bound for s in bad) / len(bad)


def interval(pairs, figure, rounds=200):
    draw = random.Random(7)
    found = sorted(x for x in (figure(draw.choices(pairs, k=len(pairs)))
                               for _ in range(rounds)) if not math.isnan(x))
    return figure(pairs), found[int(0.05 * len(found))], found[int(0.95 * len(found)) - 1]


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, names, rows):
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        out.writerows(rows)


def fold_of(text, folds=5):
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % folds


class Bench:
    def __init__(self, assay, data, scratch, repeats):
        self.assay, self.data, self.scratch = assay, pathlib.Path(data), pathlib.Path(scratch)
        self.repeats, self.rows = repeats, []

    def run(self, *words):
        done = subprocess.run([self.assay, *map(str, words)], capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"assay {words[0]}: {done.stderr.decode().strip()[-300:]}")
        return done.stdout.decode()

    def note(self, name, figure, value, low=math.nan, high=math.nan, target=None, sign=">="):
        met = ""
        if target is not None:
            best = (high if sign == ">=" else low)
            best = value if math.isnan(best) else best
            met = "yes" if (best >= target if sign == ">=" else best <= target) else "no"
        cells = ["" if math.isnan(x) else f"{x:.4f}" for x in (value, low, high)]
        self.rows.append([name, figure, *cells, "" if target is None else f"{sign} {target}", met])
        print(f"{name:28} {figure:44} {cells[0]:>7} [{cells[1]:>6} {cells[2]:>6}] "
              f"{self.rows[-1][5]:9} {met}", flush=True)

    # ---- profiles, one by one ------------------------------------------------------

    def instagram(self):
        folder = self.data / "instagram_followers_2017"
        label = {r["handle"]: int(r["inflated"]) for r in read(folder / "labels.csv")}
        out = self.scratch / "oof.csv"
        self.run("fit", folder / "accounts.csv", "--for", "profiles", "--labels",
                 folder / "labels.csv", "--folds", 5, "-o", out)
        pairs = [(float(r["probability"]), label[r["handle"]]) for r in read(out)]
        for name, figure, target in (("AUROC", auroc, 0.95), ("average precision", precision, 0.80),
                                     ("sensitivity at specificity 0.963", sensitivity, 0.77)):
            self.note("instagram_followers_2017", f"5 folds, {name}", *interval(pairs, figure), target)
        names = list(read(folder / "accounts.csv")[0])
        for view, dropped in (("names alone", ("followers", "following", "posts_count")),
                              ("counts alone", ("has_picture", "private", "username_length",
                                                "username_digits"))):
            kept = [n for n in names if n not in dropped]
            write(self.scratch / "accounts.csv", kept,
                  [[r[n] for n in kept] for r in read(folder / "accounts.csv")])
            self.run("fit", self.scratch / "accounts.csv", "--for", "profiles", "--labels",
                     folder / "labels.csv", "--folds", 5, "-o", out)
            pairs = [(float(r["probability"]), label[r["handle"]]) for r in read(out)]
            self.note("instagram_followers_2017", f"5 folds, {view}, AUROC", *interval(pairs, auroc))
        model = self.scratch / "plain.json"
        self.run("fit", folder / "accounts.csv", "--for", "profiles", "-o", model)
        scored = csv.DictReader(self.run("score", folder / "accounts.csv", "--model", model).splitlines())
        pairs = [(float(r["probability"]), label[r["handle"]]) for r in scored]
        self.note("instagram_followers_2017", "without labels, AUROC", *interval(pairs, auroc))

    # ---- shares --------------------------------------------------------------------

    def shares(self):
        """Fits on half of the profiles and mixes samples from the other half."""
        self.judge_shares("re-mixed shares", self.repeats, self.half_model)

    def joint(self):
        """The same with invented sellers and crowds beside the half, as the model that is
        shipped is fitted (bench/fit_profiles.py)."""
        world = fit_profiles.Rows()
        fit_profiles.invented(self.assay, self.scratch / "world", world)
        ranks = []

        def model_of(known, kept, label):
            rows = fit_profiles.Rows()
            rows.members, rows.labels = list(world.members), list(world.labels)
            rows.seen = world.seen
            fit_profiles.public(rows, known, {h for h, y in label.items() if y})
            out = self.scratch / "joint.json"
            fit_profiles.fit(self.assay, rows, self.scratch / "rows", out)
            names = list(known[0])
            write(self.scratch / "accounts.csv", names,
                  [[r[n] for n in names] for y in (0, 1) for r in kept[y]])
            scored = csv.DictReader(
                self.run("score", self.scratch / "accounts.csv", "--model", out).splitlines())
            ranks.append(auroc([(float(r["probability"]), label[r["handle"]]) for r in scored]))
            return out

        self.judge_shares("re-mixed, with invented sellers", max(2, self.repeats // 5), model_of)
        self.note("re-mixed, with invented sellers", "AUROC of the other half",
                  sum(ranks) / len(ranks))

    def judge_shares(self, name, repeats, model_of):
        accounts, fakes = fit_profiles.public_set(self.data)
        label = {r["handle"]: int(r["handle"] in fakes) for r in accounts}
        results = []
        for split in range(SEED, SEED + repeats):
            draw = random.Random(split)
            known, kept = [], {0: [], 1: []}
            for y in (0, 1):
                rows = [r for r in accounts if label[r["handle"]] == y]
                draw.shuffle(rows)
                known += rows[::2]
                kept[y] = rows[1::2]
            results += self.mixed(draw, model_of(known, kept, label), kept)

        def error(part):
            return sum(abs(r[3] - r[1]) for r in part) / len(part)

        def error_own(part):
            return sum(abs(r[3] - r[2]) for r in part) / len(part)

        def covers(part):
            return sum(r[4] <= r[1] <= r[5] for r in part) / len(part)

        def covers_own(part):
            return sum(r[4] <= r[2] <= r[5] for r in part) / len(part)

        self.note(name, "mean absolute error", *interval(results, error), target=0.04, sign="<=")
        self.note(name, "mean absolute error, of the sample's own share",
                  *interval(results, error_own), target=0.04, sign="<=")
        self.note(name, "95 % interval covers (target 0.93 to 0.97)", *interval(results, covers))
        self.note(name, "95 % interval covers the sample's own share",
                  *interval(results, covers_own))
        for lowest, highest in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.61)):
            part = [r for r in results if lowest <= r[1] < highest]
            self.note(name, f"share {lowest:g} to {highest:g}, error", *interval(part, error))
            self.note(name, f"share {lowest:g} to {highest:g}, covers", *interval(part, covers))

    def half_model(self, known, _, label):
        names = list(known[0])
        write(self.scratch / "known.csv", names, [[r[n] for n in names] for r in known])
        write(self.scratch / "known_labels.csv", ["platform", "handle", "inflated"],
              [["instagram", r["handle"], label[r["handle"]]] for r in known])
        os.replace(self.scratch / "known.csv", self.scratch / "accounts.csv")
        model = self.scratch / "half.json"
        self.run("fit", self.scratch / "accounts.csv", "--for", "profiles", "--labels",
                 self.scratch / "known_labels.csv", "-o", model)
        return model

    def mixed(self, draw, model, kept):
        """Samples drawn from audiences of known shares, and what is said of them: (size,
        share of the audience, share that the draw gave, value, low, high)."""
        head = ["platform", "handle", "id", "role", "followers", "following", "posts", "has_picture",
                "private", "username_length", "username_digits"]
        rows, truth = [], {}
        for k in range(20):
            n = draw.choice((100, 200, 300))
            share = draw.uniform(0.02, 0.60)
            fakes = sum(draw.random() < share for _ in range(n))
            truth[f"s{k:03}"] = (n, share, fakes / n)
            for i in range(n):
                r = draw.choice(kept[1 if i < fakes else 0])
                rows.append(["instagram", f"s{k:03}", f"{k}-{i}", "follower", r["followers"],
                             r["following"], r["posts_count"], r["has_picture"], r["private"],
                             r["username_length"], r["username_digits"]])
        write(self.scratch / "audience.csv", head, rows)
        found = self.run("audience", self.scratch / "audience.csv", "--shares", "--model", model)
        return [(*truth[r["handle"]], float(r["share"]), float(r["low"]), float(r["high"]))
                for r in csv.DictReader(found.splitlines()) if r["share"]]

    # ---- accounts by their contacts ----------------------------------------------

    def contacts(self):
        folder = self.data / "vk_bought_bots_2021"
        matrix = self.scratch / "contacts.csv"
        matrix.write_text(self.run("features", "--contacts", folder / "audience.csv.gz"))
        rows = {r["handle"]: r for r in read(matrix)}
        labels = [r for r in read(folder / "labels.csv") if r["handle"] in rows]
        self.note("vk_bought_bots_2021", "accounts with contacts, of labelled",
                  len(labels) / len(read(folder / "labels.csv")))
        people = [r for r in labels if r["inflated"] == "0"]
        high = people + [r for r in labels if (r["source"], r["quality"]) == ("OLENI", "HIGH")]
        # Whom accounts have in common is a fact about the input they were judged in, so a
        # model of one input's traders is judged on another's without it as well.
        for view, left_out in (("", ()), (", profiles alone", ("met.",))):
            head = [c for c in next(iter(rows.values())) if not c.startswith(left_out)]
            for name, part, target in (("all traders", labels, 0.93), ("OLENI HIGH alone", high, None)):
                self.judge_contacts(head, rows, name + view, part,
                                    lambda r: fold_of(r["handle"]), 5, target)
            for trained, tested in (("OLENI", "PARIK"), ("PARIK", "OLENI")):
                part = [r for r in labels if r["inflated"] == "0" or r["source"] in (trained, tested)]
                self.judge_contacts(head, rows, f"{trained} to {tested}{view}", part,
                                    lambda r, tested=tested: (r["source"] == tested if r["inflated"] == "1"
                                                              else fold_of(r["handle"], 2)), 1, None)

    def judge_contacts(self, head, rows, name, part, fold, folds, target):
        """Models of the other folds judge a fold; a single fold: fold 1 alone is judged."""
        seen, unique = set(), []
        for r in part:  # an account sold twice is one account
            if r["handle"] not in seen:
                seen.add(r["handle"])
                unique.append(r)
        judged = range(folds) if folds > 1 else [1]
        pairs, peers = [], {}
        for k in judged:
            known = [r for r in unique if int(fold(r)) != k]
            asked = [r for r in unique if int(fold(r)) == k]
            for path, some in (("known.csv", known), ("asked.csv", asked)):
                write(self.scratch / path, head, [[rows[r["handle"]][c] for c in head] for r in some])
            write(self.scratch / "labels.csv", ["platform", "handle", "inflated"],
                  [["vk", r["handle"], r["inflated"]] for r in known])
            model = self.scratch / "contacts.json"
            self.run("fit", self.scratch / "known.csv", "--for", "matrix", "--labels",
                     self.scratch / "labels.csv", "-o", model)
            scored = {r["handle"]: float(r["probability"]) for r in csv.DictReader(
                self.run("score", self.scratch / "asked.csv", "--model", model).splitlines())}
            pairs += [(scored[r["handle"]], int(r["inflated"])) for r in asked]
            for peer, scores in peer_scores(rows, head[2:], known, asked).items():
                peers.setdefault(peer, []).extend(zip(scores, (int(r["inflated"]) for r in asked)))
        best = {peer: auroc(p) for peer, p in peers.items()}
        for peer, value in best.items():
            self.note("vk_bought_bots_2021", f"{name}, AUROC of {peer}", value)
        if target is None and best:
            target = round(max(best.values()), 4)
        self.note("vk_bought_bots_2021", f"{name}, AUROC", *interval(pairs, auroc), target)

    # ---- a ready matrix ------------------------------------------------------------

    def collusive(self):
        folder = self.data / "twitter_collusive_2018"
        label = {r["handle"]: int(r["inflated"]) for r in read(folder / "labels.csv")}
        out = self.scratch / "oof.csv"
        self.run("fit", folder / "features.csv", "--labels", folder / "labels.csv", "--folds", 5,
                 "-o", out)
        pairs = [(float(r["probability"]), label[r["handle"]]) for r in read(out)]
        self.note("twitter_collusive_2018", "5 folds, AUROC", *interval(pairs, auroc), 0.945)
        self.note("twitter_collusive_2018", "5 folds, average precision", *interval(pairs, precision))


def peer_scores(rows, columns, known, asked):
    """Boosted trees and logistic regression of scikit-learn, or nothing without it."""
    try:
        import numpy
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
    except ImportError:
        return {}

    def table(part):
        return numpy.array([[float(rows[r["handle"]][c] or "nan") for c in columns] for r in part])

    x, y = table(known), [int(r["inflated"]) for r in known]
    shown = ~numpy.isnan(x).all(axis=0)
    x, z = x[:, shown], table(asked)[:, shown]
    models = {"boosted trees": HistGradientBoostingClassifier(max_iter=150, learning_rate=0.07),
              "logistic regression": make_pipeline(SimpleImputer(), StandardScaler(),
                                                   LogisticRegression(C=0.03, max_iter=3000))}
    return {name: model.fit(x, y).predict_proba(z)[:, 1].tolist() for name, model in models.items()}


def keep(rows, path):
    """Rows measured take the places of their like; sets stay together."""
    head = ["set", "figure", "value", "low", "high", "target", "reached"]
    table = {(r["set"], r["figure"]): [r[c] for c in head] for r in read(path)}
    table.update({(r[0], r[1]): r for r in rows})
    sets = list(dict.fromkeys(name for name, _ in table))
    write(path, head, sorted(table.values(), key=lambda r: sets.index(r[0])))


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--assay", default=str(HERE.parent / "build/release/bin/assay"))
    words.add_argument("--repeats", type=int, default=60, help="halves for the shares")
    words.add_argument("--only", default="instagram,shares,joint,collusive,contacts",
                       help="figures to measure; the others stay in the table as they are")
    told = words.parse_args()
    data = os.environ.get("ASSAY_DATA")
    if not data:
        print("skipped: ASSAY_DATA is not set")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(told.assay, data, scratch, told.repeats)
        for part in told.only.split(","):
            getattr(bench, part)()
    keep(bench.rows, HERE / "profiles.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
