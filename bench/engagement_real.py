#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the counters of real posts move together: 5,664 Vietnamese TikTok videos.

    ASSAY_DATA=... bench/engagement_real.py

Prints spreads, correlations and slopes from which the usual coupling in
engine/engagement is set. One trending video a creator: its views per follower lie far
above an ordinary post's, the ratios between counters do not depend on that.
"""
import csv
import math
import os
import statistics
import sys

COUNTERS = ["views", "likes", "comments", "shares", "saves"]


def robust(values):
    middle = statistics.median(values)
    return middle, 1.4826 * statistics.median(abs(v - middle) for v in values)


def main():
    root = os.environ.get("ASSAY_DATA")
    if not root:
        print("ASSAY_DATA is not set: no real posts to look at")
        return 0
    folder = os.path.join(root, "vn_tiktok_2025")
    with open(os.path.join(folder, "posts.csv"), newline="") as file:
        posts = list(csv.DictReader(file))
    rows = []
    for post in posts:
        counts = [float(post[c] or "nan") for c in COUNTERS]
        if all(c > 0 for c in counts):
            rows.append([math.log(c) for c in counts])
    column = {c: [row[i] for row in rows] for i, c in enumerate(COUNTERS)}
    print("posts,%d" % len(rows))
    print("over,under,median_ratio,robust_log_sd,log_sd,q005,q995,slope_on_under")
    for over, under in (("likes", "views"), ("comments", "views"), ("shares", "views"),
                        ("saves", "views"), ("comments", "likes"), ("shares", "likes")):
        ratio = [a - b for a, b in zip(column[over], column[under])]
        middle, spread = robust(ratio)
        ordered = sorted(ratio)
        slope = statistics.linear_regression(column[under], ratio).slope
        print("%s,%s,%.5f,%.3f,%.3f,%.2f,%.2f,%.3f" % (
            over, under, math.exp(middle), spread, statistics.pstdev(ratio),
            ordered[len(rows) // 200], ordered[-len(rows) // 200], slope))
    print("a,b,correlation_of_logs")
    for i, a in enumerate(COUNTERS):
        for b in COUNTERS[i + 1:]:
            print("%s,%s,%.3f" % (a, b, statistics.correlation(column[a], column[b])))
    per_view = [a - b for a, b in zip(column["likes"], column["views"])]
    per_like = [a - b for a, b in zip(column["comments"], column["likes"])]
    print("likes/views,comments/likes,%.3f" % statistics.correlation(per_view, per_like))
    return 0


sys.exit(main())
