#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every real labelled set under $ASSAY_DATA through the command line, in one command.

    ASSAY_DATA=... bench/real/run.py [--assay build/release/bin/assay] [--only SET,...]

Rewrites bench/real/results.csv, whose diff is reviewed: a row a figure, with its 90 %
bootstrap interval over what is drawn independently (accounts, comments, months), the
figure to beat and by what that was reached. `beaten` is yes when the interval lies at or
beyond the figure to beat, even when it holds it, no when it falls short. Without
ASSAY_DATA every set is passed over with a line, and the results are left as they are.
"""
import argparse
import collections
import csv
import datetime
import gzip
import math
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import figures  # noqa: E402  (the folder above)
import quality  # noqa: E402

HEAD = ["set", "figure", "value", "low", "high", "to_beat", "beaten", "n", "by", "command"]
number, table, key = quality.number, quality.table, quality.key


class Results:
    """Runs commands in a scratch folder and collects rows."""

    def __init__(self, assay, data, scratch):
        self.assay, self.data, self.scratch = assay, data, scratch
        self.rows, self.failed = [], False

    def run(self, *words):
        done = subprocess.run([self.assay, *words], capture_output=True, check=False)
        if done.returncode not in (0, 1):
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise RuntimeError(f"assay {' '.join(words)}: exit {done.returncode}: "
                               f"{said[-1] if said else ''}")
        return done.stdout.decode("utf-8")

    def add(self, name, figure, numbers, beat, n, command):
        """beat: (sign, figure, by whom) or None."""
        value, low, high = numbers
        verdict, mark, by = "", "", ""
        if beat:
            sign, goal, by = beat
            mark = f"{sign}{goal}"
            ends = [x for x in (low, high) if not math.isnan(x)] or [value]
            met = max(ends) >= goal if sign == ">=" else min(ends) <= goal
            verdict = "yes" if met else "no"
        cells = ["" if math.isnan(x) else f"{x:.4f}" for x in numbers]
        self.rows.append([name, figure, *cells, mark, verdict, n, by, command])
        print(",".join(map(str, self.rows[-1][:8])), flush=True)

    def missing(self, name, reason):
        self.failed = True
        self.rows.append([name, "not taken", "", "", "", "", "", 0, "", str(reason)])
        print(f"{name}: not taken: {reason}", flush=True)


# -- curves

def github_bought_stars(out):
    folder = out.data / "github_bought_stars"
    rows = csv.DictReader(out.run("growth", str(folder), "--intervals").splitlines())
    told = {(r["handle"], r["from"], r["to"]): number(r["purchase"]) for r in rows}
    months = collections.defaultdict(list)
    for r in table(folder / "events.csv"):
        pair = told.get((r["handle"], r["from"], r["to"]), math.nan), int(r["campaign"])
        months[r["handle"]].append(pair)
    groups = list(months.values())  # months of one repository are drawn together

    def over(measure):
        return lambda drawn: measure([pair for group in drawn for pair in group])
    n = sum(map(len, groups))
    command = "assay growth $ASSAY_DATA/github_bought_stars --intervals"
    for name, measure, goal in (("AP of campaign months", figures.average_precision, 0.14),
                                ("AUROC of campaign months", figures.auroc, 0.965)):
        out.add("github_bought_stars", name, figures.bootstrap(over(measure), groups, 40),
                (">=", goal, "robust z-score of the month"), n, command)


def youtube_daily_known_causes(out):
    folder = out.data / "youtube_daily_known_causes"
    rows = [r for r in csv.DictReader(out.run("growth", str(folder)).splitlines())
            if r["cause"]]
    purges = [r for r in table(folder / "events.csv") if r["note"] == "platform_purge"]
    named = [float(any(r["cause"] == "purge" and quality.overlap(r, p) > 0 for r in rows))
             for p in purges]
    bought = float(sum(r["cause"] == "purchase" for r in rows))
    command = "assay growth $ASSAY_DATA/youtube_daily_known_causes"
    out.add("youtube_daily_known_causes", "purge found and named",
            (figures.mean(named), math.nan, math.nan), (">=", 1, "what happened"),
            len(named), command)
    out.add("youtube_daily_known_causes", "purchases reported in an organic race",
            (bought, math.nan, math.nan), ("<=", 0, "what happened"), len(rows), command)


def hours_of(folder):
    """Tweets an hour by series; five-minute counts are mostly noise to a follower curve."""
    volume = collections.defaultdict(lambda: collections.defaultdict(float))
    with gzip.open(folder / "series.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            at = quality.day(row["at"])
            volume[row["series"]][int(at // 3600)] += float(row["value"])
    return volume


def nab_tweet_volume(out):
    """Volumes as a curve of followers: a tweet an arrival. The engine looks for what
    deliveries look like, not for any change, so this is a hard exam in another subject."""
    folder = out.data / "nab_tweet_volume"
    curves = out.scratch / "nab"
    curves.mkdir()
    volume = hours_of(folder)
    with open(curves / "growth.csv", "w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(["platform", "handle", "at", "followers"])
        for name, hours in volume.items():
            total = 100000.0
            for hour in sorted(hours):
                total += hours[hour]
                stamp = datetime.datetime.fromtimestamp(hour * 3600 + 3600,
                                                        datetime.timezone.utc)
                rows.writerow(["x", name, stamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
                               f"{total:.0f}"])
    windows = collections.defaultdict(list)
    for row in table(folder / "windows.csv"):
        windows[row["series"]].append((quality.day(row["from"]), quality.day(row["to"])))
    groups = collections.defaultdict(list)
    text = out.run("growth", str(curves), "--intervals")
    for row in csv.DictReader(text.splitlines()):
        at = quality.day(row["to"])
        inside = any(a <= at <= b for a, b in windows[row["handle"]])
        p = number(row["p_value"])
        score = -math.log10(max(p, 1e-300)) if not math.isnan(p) else math.nan
        groups[row["handle"]].append((at, score, inside))
    command = "tweets an hour as a curve; assay growth --intervals"
    judge_hours(out, list(groups.values()), command)


def judge_hours(out, groups, command):
    def over(drawn):
        return figures.auroc([(s, int(y)) for group in drawn for _, s, y in group])
    n = sum(map(len, groups))
    out.add("nab_tweet_volume", "AUROC of hours inside an anomaly window",
            figures.bootstrap(over, groups, 40), None, n, command)
    outside = [s for group in groups for _, s, inside in group if not inside]
    mark = figures.threshold(outside, 0.01)
    found = [hit for group in groups for hit in window_hits(group, mark)]
    out.add("nab_tweet_volume", "windows with an hour above 99 % of the quiet hours",
            figures.bootstrap(figures.mean, found), None, len(found), command)


def window_hits(group, mark):
    """Of each run of hours inside a window, whether one lies above the mark."""
    hits, current = [], None
    for _, score, inside in sorted(group):
        if inside:
            current = (current or False) or figures.known(score) > mark
        elif current is not None:
            hits.append(float(current))
            current = None
    if current is not None:
        hits.append(float(current))
    return hits


# -- comments

def youtube_spam(out):
    folder, path = out.data / "youtube_spam", out.scratch / "spam.csv"
    out.run("fit", str(folder), "--for", "comments", "--labels",
            str(folder / "labels.csv"), "--leave-out", "handle", "-o", str(path), "--quiet")
    truth = {r["id"]: int(r["inauthentic"]) for r in table(folder / "labels.csv")}
    video = {r["id"]: r["handle"] for r in table(folder / "comments.csv")}
    rows = table(path)
    column = next(c for c in ("inauthentic", "probability", "prediction", "score")
                  if c in rows[0])
    parts = collections.defaultdict(list)
    for row in rows:
        parts[video[row["id"]]].append((number(row[column]), truth[row["id"]]))
    command = ("assay fit $ASSAY_DATA/youtube_spam --for comments --labels "
               "$ASSAY_DATA/youtube_spam/labels.csv --leave-out handle")
    best = {"AUROC": (figures.auroc, 0.984), "MCC": (figures.matthews, 0.79)}
    for name, (measure, goal) in best.items():
        draws = [figures.bootstrap(measure, p) for p in parts.values()]
        out.add("youtube_spam", f"mean {name}, one video left out",
                tuple(figures.mean(d[i] for d in draws) for i in range(3)),
                (">=", goal, "naive Bayes, its best video"), len(rows), command)
        worst = min(range(len(draws)), key=lambda i: draws[i][0])
        out.add("youtube_spam", f"lowest {name} of a video", draws[worst], None,
                len(list(parts.values())[worst]), command)


# -- matrices and profiles

def folds(out, name, matrix, labels, goals, column="inflated", command=None):
    """Five-fold predictions of a ready matrix by the additive model."""
    path = out.scratch / f"{name}.csv"
    out.run("fit", str(matrix), "--for", "matrix", "--labels", str(labels), "--label",
            column, "--folds", "5", "-o", str(path), "--quiet")
    truth = {r["handle"]: int(r[column]) for r in table(labels)}
    pairs = [(number(r["probability"]), truth[r["handle"]]) for r in table(path)
             if r["handle"] in truth]
    command = command or (f"assay fit $ASSAY_DATA/{name}/{matrix.name} --for matrix "
                          f"--labels $ASSAY_DATA/{name}/labels.csv --folds 5")
    for figure, (measure, beat) in goals.items():
        out.add(name, figure, figures.bootstrap(measure, pairs, 200), beat, len(pairs),
                command)


def twitter_collusive_2018(out):
    folder = out.data / "twitter_collusive_2018"
    folds(out, "twitter_collusive_2018", folder / "features.csv", folder / "labels.csv",
          {"AUROC, 5-fold": (figures.auroc, (">=", 0.945, "boosted trees less 0.01")),
           "AP, 5-fold": (figures.average_precision,
                          (">=", 0.871, "logistic regression"))})


def sensitivity_at(specificity):
    return lambda pairs: figures.recall_at(pairs, 1.0 - specificity)


def instagram_followers_2017(out):
    """Profiles as a plain matrix; bench/profiles.py judges the profile model itself."""
    folder = out.data / "instagram_followers_2017"
    matrix = out.scratch / "profiles.csv"
    words = {"true": "1", "false": "0"}
    rows = table(folder / "accounts.csv")
    names = [c for c in rows[0] if c not in ("platform", "handle", "created_at")]
    with open(matrix, "w", encoding="utf-8", newline="") as lines:
        cells = csv.writer(lines, lineterminator="\n")
        cells.writerow(["platform", "handle", *names, "following_per_post"])
        for row in rows:
            following, posts = number(row["following"]), number(row["posts_count"])
            ratio = following / (posts + 1)
            cells.writerow([row["platform"], row["handle"],
                            *(words.get(row[c], row[c]) for c in names),
                            "" if math.isnan(ratio) else f"{ratio:.6g}"])
    folds(out, "instagram_followers_2017", matrix, folder / "labels.csv",
          {"AUROC, 5-fold, plain matrix": (figures.auroc, (">=", 0.927,
                                                           "logistic regression")),
           "AP, 5-fold, plain matrix": (figures.average_precision,
                                        (">=", 0.750, "logistic regression")),
           "sensitivity at specificity 0.963, plain matrix":
               (sensitivity_at(0.963), (">=", 0.774, "published random forest"))},
          command="accounts.csv and following/posts as numbers; assay fit --for matrix "
                  "--folds 5")


def profiles(out):
    """The profile model's own bench, when it is there: it rewrites bench/profiles.csv, and
    its rows stand here as they are."""
    program = HERE.parent / "profiles.py"
    if not program.exists():
        print("profiles: bench/profiles.py is not there, passed over")
        return
    done = subprocess.run([sys.executable, str(program), "--assay",
                           str(pathlib.Path(out.assay).resolve())], capture_output=True,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError(f"bench/profiles.py: exit {done.returncode}: "
                           f"{done.stderr.decode(errors='replace')[-200:]}")
    for row in table(HERE.parent / "profiles.csv"):
        out.rows.append([row["set"], row["figure"], row["value"], row["low"], row["high"],
                         row["target"], row["reached"], "", "bench/profiles.csv",
                         "bench/profiles.py"])


# -- creators without labels

def vn_tiktok_2025(out):
    """Honest as far as known, one trending video each: nobody may be declined for it."""
    folder, verdicts = out.data / "vn_tiktok_2025", out.scratch / "vn"
    out.run("audit", str(folder), "--out", str(verdicts), "--quiet")
    rows = table(verdicts / "verdicts.csv")
    command = "assay audit $ASSAY_DATA/vn_tiktok_2025"
    for word, beat in (("decline", ("<=", 0, "no label says inflated")),
                       ("insufficient_data", None)):
        share = [float(r["decision"] == word) for r in rows]
        out.add("vn_tiktok_2025", f"answered {word}",
                figures.bootstrap(figures.mean, share, 100), beat, len(rows), command)


SETS = {f.__name__: f for f in (github_bought_stars, youtube_daily_known_causes,
                                nab_tweet_volume, youtube_spam, twitter_collusive_2018,
                                instagram_followers_2017, profiles, vn_tiktok_2025)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/release/bin/assay")
    parser.add_argument("--out", default=str(HERE / "results.csv"))
    parser.add_argument("--only", default="", help="sets, separated by commas")
    options = parser.parse_args()
    data = os.environ.get("ASSAY_DATA")
    wanted = options.only.split(",") if options.only else list(SETS)
    if not data:
        print("\n".join(f"{name}: ASSAY_DATA is not set, passed over" for name in wanted))
        return 0
    collected, failed = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for at, name in enumerate(wanted):
            folder = pathlib.Path(scratch) / str(at)
            folder.mkdir()
            part = Results(options.assay, pathlib.Path(data), folder)
            try:
                SETS[name](part)
            except (RuntimeError, OSError, KeyError, ValueError, StopIteration) as fault:
                part.missing(name, f"{type(fault).__name__}: {fault}")
            collected.extend(part.rows)
            failed.append(part.failed)
    if not options.only:
        with open(options.out, "w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows([HEAD, *collected])
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
