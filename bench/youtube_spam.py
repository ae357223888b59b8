#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comments written to order or not, leaving one video out and fitting on the others.

    bench/youtube_spam.py BUILD/bin/comments_fit

Reads $ASSAY_DATA/youtube_spam; prints a row a video and the means, with 90 % bootstrap
intervals over comments. Nothing is tuned per video; near-duplicates inside a video are
found without labels. Target: mean AUROC 0.98, each 0.97, mean MCC 0.85.
"""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import figures


def as_ndjson(folder, out):
    """The table as one account a line: the program reads either form."""
    accounts = {}
    with open(folder / "comments.csv", newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            key = row.pop("platform"), row.pop("handle")
            accounts.setdefault(key, []).append({k: v for k, v in row.items() if v})
    for rows in accounts.values():
        for row in rows:
            row.setdefault("text", "")
    with open(out, "w", encoding="utf-8") as lines:
        for (platform, handle), rows in accounts.items():
            account = {"platform": platform, "handle": handle, "comments": rows}
            lines.write(json.dumps(account, ensure_ascii=False) + "\n")


def predictions(program, folder):
    with tempfile.TemporaryDirectory() as scratch:
        accounts, out = f"{scratch}/accounts.ndjson", f"{scratch}/out.csv"
        as_ndjson(folder, accounts)
        command = [program, "folds", out, str(folder / "labels.csv"), "--", accounts]
        subprocess.run(command, check=True)
        with open(out, newline="", encoding="utf-8") as table:
            return list(csv.DictReader(table))


def main():
    if "ASSAY_DATA" not in os.environ:
        print("skipped: ASSAY_DATA is not set")
        return
    folder = pathlib.Path(os.environ["ASSAY_DATA"]) / "youtube_spam"
    with open(folder / "labels.csv", newline="", encoding="utf-8") as table:
        label = {row["id"]: int(row["inauthentic"]) for row in csv.DictReader(table)}
    videos = {}
    for row in predictions(sys.argv[1], folder):
        pair = float(row["inauthentic"]), label[row["id"]]
        videos.setdefault(row["post"], []).append(pair)
    print("video,n,auroc,low,high,mcc,low,high")
    found = []
    for video, pairs in sorted(videos.items()):
        auroc = figures.bootstrap(figures.auroc, pairs)
        mcc = figures.bootstrap(figures.matthews, pairs)
        found.append((auroc[0], mcc[0]))
        print(f"{video},{len(pairs)}," + ",".join(f"{x:.4f}" for x in auroc + mcc))
    means = [figures.mean(column) for column in zip(*found)]
    print(f"mean,,{means[0]:.4f},,,{means[1]:.4f},,")


if __name__ == "__main__":
    main()
