#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a simulated account give its role away by accident?

Per mechanism, every raw aggregate field (counts of rows, presence of cells, lengths of
texts, digits of names, hours, decimals, duplicates) is tried alone against honest accounts.
A field that is no evidence of that mechanism must not lie above 0.65 AUROC, either way
round, by more than its standard error; what does is printed, and the exit code is 1.

    python3 bench/giveaways.py [--assay PATH] [--accounts 1500] [--seed 4242] [--level mix]
"""
import argparse
import collections
import csv
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

# What a mechanism changes by being what it is: fields that may tell of it.
FOLLOWERS = {"followers", "followers_per_like", "followers_per_view", "growth_ratio",
             "growth_max_step", "growth_sd", "growth_round_steps", "growth_falls",
             "growth_largest_share"}
EVIDENCE = {
    "bulk": FOLLOWERS, "staircase": FOLLOWERS, "drip": FOLLOWERS, "refill": FOLLOWERS,
    "old": FOLLOWERS, "follow_unfollow": FOLLOWERS | {"following", "following_range"},
    "likes": {"likes_mean", "likes_spread", "likes_per_view", "comments_per_like",
              "followers_per_like", "likes_round", "likes_repeat", "shares_per_like",
              "saves_per_like", "likes_low", "growth_likes", "followers_per_view",
              "views_mean"},
    "views": {"views_mean", "views_spread", "likes_per_view", "followers_per_view",
              "views_round", "views_repeat", "likes_mean", "shares_per_view",
              "growth_views", "shares_per_like", "saves_per_like", "comments_per_like",
              "followers_per_like"},
    "comments": {"comments_mean", "comments_spread", "comments_per_like", "comment_rows",
                 "comments_round", "comments_repeat", "text_repeat", "text_folded",
                 "authors_repeat", "author_followers", "author_digits", "comment_delay",
                 "comment_gap", "hour_sd", "comment_likes", "replies", "by_creator"},
    "pods": {"comments_mean", "comments_spread", "comments_per_like", "comment_rows",
             "comments_repeat", "authors_repeat", "comment_delay", "comment_gap",
             "hour_sd", "text_repeat", "text_folded"},
}
# Careful buyers of followers buy some likes along.
for name in ("bulk", "staircase", "drip", "refill", "old", "follow_unfollow"):
    EVIDENCE[name] = EVIDENCE[name] | EVIDENCE["likes"]


def number(cell):
    return float(cell) if cell not in ("", None) else math.nan


def mean(values):
    known = [v for v in values if not math.isnan(v)]
    return sum(known) / len(known) if known else math.nan


def spread(values):
    known = [v for v in values if not math.isnan(v)]
    return statistics.pstdev(known) if len(known) > 1 else math.nan


def ratio(a, b):
    return a / b if b and not math.isnan(a) and not math.isnan(b) else math.nan


def repeated(values):
    known = [v for v in values if v not in ("", None)]
    return 1 - len(set(known)) / len(known) if known else math.nan


def rounded(values):
    known = [v for v in values if v and v not in ("0",) and len(v) > 2]
    return mean([float(v.endswith("00")) for v in known])


def hour(text):
    return float(text[11:13]) + float(text[14:16]) / 60 if len(text) > 16 else math.nan


def read(folder, name):
    table = collections.defaultdict(list)
    path = folder / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                table[row["platform"], row["handle"]].append(row)
    return table


def of_profile(row, out):
    handle = row["handle"]
    out["handle_length"] = len(handle)
    out["handle_digits"] = sum(c.isdigit() for c in handle)
    out["handle_marks"] = sum(not c.isalnum() for c in handle)
    for field in ("name", "bio"):
        out[field + "_length"] = len(row[field])
    for field in row:
        out["has_" + field] = float(row[field] != "")
    out["followers"] = number(row["followers"])
    out["followers_last_digits"] = float(row["followers"].endswith("00"))
    out["following"] = number(row["following"])
    out["posts_count"] = number(row["posts_count"])
    out["fee_per_follower"] = ratio(number(row["fee"]), out["followers"])


def of_growth(rows, out):
    out["growth_rows"] = len(rows)
    if len(rows) < 3:
        return
    counts = [number(r["followers"]) for r in rows]
    steps = [b - a for a, b in zip(counts, counts[1:])]
    rises = [s for s in steps if s > 0]
    out["growth_ratio"] = ratio(counts[-1], counts[0])
    out["growth_max_step"] = ratio(max(steps), counts[-1])
    out["growth_largest_share"] = ratio(max(steps), sum(rises))
    out["growth_sd"] = ratio(spread(steps), counts[-1])
    out["growth_falls"] = mean([float(s < 0) for s in steps])
    out["growth_equal"] = mean([float(s == 0) for s in steps])
    out["growth_round_steps"] = mean([float(s % 10 == 0) for s in steps])
    out["growth_hour"] = hour(rows[0]["at"])
    out["growth_dated"] = float(len(rows[0]["at"]) == 10)
    for field in ("following", "posts", "views", "likes"):
        values = [number(r[field]) for r in rows]
        out["growth_has_" + field] = mean([float(not math.isnan(v)) for v in values])
    following = [number(r["following"]) for r in rows]
    if not math.isnan(following[0]):
        out["following_range"] = max(following) - min(following)
    out["growth_views"] = ratio(number(rows[-1]["views"]), number(rows[0]["views"]))
    out["growth_likes"] = ratio(number(rows[-1]["likes"]), number(rows[0]["likes"]))


def of_posts(rows, out):
    out["post_rows"] = len(rows)
    for field in ("likes", "comments", "shares", "saves", "views"):
        values = [number(r[field]) for r in rows]
        out[field + "_mean"] = mean(values)
        out[field + "_spread"] = spread([math.log(v + 1) for v in values if v >= 0])
        out[field + "_round"] = rounded([r[field] for r in rows])
        out[field + "_repeat"] = repeated([r[field] for r in rows])
        out[field + "_known"] = mean([float(not math.isnan(v)) for v in values])
    likes = [number(r["likes"]) for r in rows]
    out["likes_low"] = min(likes) if likes and not math.isnan(likes[0]) else math.nan
    out["likes_per_view"] = ratio(out["likes_mean"], out["views_mean"])
    out["shares_per_view"] = ratio(out["shares_mean"], out["views_mean"])
    for field in ("comments", "shares", "saves"):
        out[field + "_per_like"] = ratio(out[field + "_mean"], out["likes_mean"])
    out["followers_per_like"] = ratio(out["followers"], out["likes_mean"])
    out["followers_per_view"] = ratio(out["followers"], out["views_mean"])
    out["caption_length"] = mean([float(len(r["caption"])) for r in rows])
    out["caption_tags"] = mean([float(r["caption"].count("#")) for r in rows])
    out["sponsored"] = mean([number(r["sponsored"]) for r in rows])
    out["post_hour"] = mean([hour(r["at"]) for r in rows])
    out["post_id_length"] = mean([float(len(r["post"])) for r in rows])
    out["post_kinds"] = len({r["kind"] for r in rows})


def of_comments(rows, posts, out):
    out["comment_rows"] = len(rows)
    if not rows:
        return
    texts = [r["text"] for r in rows]
    at = {r["post"]: hour(r["at"]) for r in posts}
    hours = [hour(r["at"]) for r in rows]
    out["text_length"] = mean([float(len(t)) for t in texts])
    out["text_length_sd"] = spread([float(len(t)) for t in texts])
    out["text_words"] = len({w for t in texts for w in t.lower().split()}) / len(rows)
    out["text_repeat"] = repeated(texts)
    out["text_folded"] = repeated([t.lower().strip() for t in texts])
    out["text_emoji"] = mean([float(any(ord(c) > 0x2700 for c in t)) for t in texts])
    out["text_plain"] = mean([float(t.isascii()) for t in texts])
    out["text_question"] = mean([float("?" in t) for t in texts])
    out["text_tags"] = mean([float("@" in t) for t in texts])
    out["text_upper"] = mean([float(t[:1].isupper()) for t in texts])
    out["text_newline"] = mean([float("\n" in t) for t in texts])
    out["authors_repeat"] = repeated([r["author"] for r in rows])
    out["author_digits"] = mean([float(r["author"][-1:].isdigit()) for r in rows])
    out["author_length"] = mean([float(len(r["author"])) for r in rows])
    out["author_followers"] = mean([number(r["author_followers"]) for r in rows])
    out["author_followers_known"] = float(rows[0]["author_followers"] != "")
    out["comment_likes"] = mean([number(r["likes"]) for r in rows])
    out["comment_likes_known"] = mean([float(r["likes"] != "") for r in rows])
    out["comment_hour"] = mean(hours)
    out["hour_sd"] = spread(hours)
    out["comment_second"] = mean([float(r["at"][17:19]) for r in rows])
    out["comment_delay"] = mean([(h - at.get(r["post"], math.nan)) % 24
                                 for h, r in zip(hours, rows)])
    moments = sorted(r["at"] for r in rows)
    out["comment_gap"] = repeated([m[:16] for m in moments])
    out["replies"] = mean([float(r["reply_to"] != "") for r in rows])
    out["by_creator"] = mean([float(r["by_creator"] == "1") for r in rows])
    out["comment_id_length"] = mean([float(len(r["id"])) for r in rows])


def fields(folder):
    growth, posts = read(folder, "growth.csv"), read(folder, "posts.csv")
    comments = read(folder, "comments.csv")
    every = {}
    for key, rows in read(folder, "accounts.csv").items():
        out = {}
        of_profile(rows[0], out)
        of_growth(growth[key], out)
        of_posts(posts[key], out)
        of_comments(comments[key], posts[key], out)
        every[key] = out
    return every


def auroc(positive, negative):
    """Area under the curve by ranks; nan when either side has fewer than 8 values."""
    if len(positive) < 8 or len(negative) < 8:
        return math.nan
    pairs = sorted([(v, 1) for v in positive] + [(v, 0) for v in negative])
    ranks, i = 0.0, 0
    while i < len(pairs):
        j = i
        while j < len(pairs) and pairs[j][0] == pairs[i][0]:
            j += 1
        ranks += sum(side for _, side in pairs[i:j]) * (i + j + 1) / 2
        i = j
    n, m = len(positive), len(negative)
    return (ranks - n * (n + 1) / 2) / (n * m)


def error(area, n, m):
    """Standard error of an AUROC (Hanley and McNeil 1982)."""
    a = max(area, 1 - area)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    return math.sqrt((a * (1 - a) + (n - 1) * (q1 - a * a) + (m - 1) * (q2 - a * a))
                     / (n * m))


def judge(mechanism, buyers, honest, mark):
    areas, doubt = [], {}
    for field in sorted({f for row in buyers for f in row}):
        sides = [[r[field] for r in rows if not math.isnan(r.get(field, math.nan))]
                 for rows in (buyers, honest)]
        area = auroc(*sides)
        if not math.isnan(area):
            areas.append((max(area, 1 - area), field))
            doubt[field] = error(area, *map(len, sides))
    areas.sort(reverse=True)
    accidents = [(a, f) for a, f in areas if f not in EVIDENCE[mechanism]]
    top, best = areas[0], accidents[0]
    print(f"{mechanism},{len(buyers)},{top[1]},{top[0]:.3f},{best[1]},{best[0]:.3f},"
          f"{doubt[best[1]]:.3f}", flush=True)
    return [(a, f) for a, f in accidents if a - doubt[f] > mark]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/release/bin/assay")
    parser.add_argument("--accounts", type=int, default=600)
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--level", default="mix")
    parser.add_argument("--mark", type=float, default=0.65)
    options = parser.parse_args()
    failed = False
    print("mechanism,n,best_field,auroc,best_field_that_is_no_evidence,auroc,standard_error")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for i, mechanism in enumerate(EVIDENCE):
            out = root / mechanism
            subprocess.run([options.assay, "simulate", "--quiet", "--out", str(out),
                            "--accounts", str(options.accounts), "--comments", "200", "--seed",
                            str(options.seed + i), "--mechanisms", mechanism,
                            "--prevalence", "0.5", "--small", "0", "--level",
                            options.level], check=True)
            labels = read(out, "labels.csv")
            table = fields(out)
            buyers = [table[k] for k in table if labels[k][0]["mechanism"] != "none"]
            honest = [table[k] for k in table if labels[k][0]["mechanism"] == "none"]
            for area, field in judge(mechanism, buyers, honest, options.mark):
                failed = True
                print(f"# {mechanism}: {field} tells by accident, {area:.3f}",
                      file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
