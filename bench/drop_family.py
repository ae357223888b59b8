#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each family is worth: ranks of unseen accounts with one family left out.

Usage: drop_family.py VERDICTS.ndjson LABELS.csv. The score is a sum over families, so a
family is left out by taking its contribution away; nothing is fitted again, which makes
the loss an upper bound. AUROC is the share of pairs in order, ties half (Mann & Whitney
1947).
"""
import csv
import json
import sys


def auroc(scores, labels):
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, at = [0.0] * len(scores), 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for i in order[at:end]:
            ranks[i] = (at + end + 1) / 2
        at = end
    bad = sum(labels)
    above = sum(rank for rank, label in zip(ranks, labels) if label)
    return (above - bad * (bad + 1) / 2) / (bad * (len(labels) - bad))


def main():
    verdicts, labels = sys.argv[1:3]
    with open(labels, encoding="utf-8", newline="") as file:
        label = {(row["platform"], row["handle"]): int(row["inflated"])
                 for row in csv.DictReader(file)}
    rows = []
    with open(verdicts, encoding="utf-8") as file:
        for line in file:
            verdict = json.loads(line)
            parts = {family["family"]: family.get("contribution", 0.0)
                     for family in verdict["families"]}
            rows.append((verdict["score"]["value"], parts,
                         label[verdict["platform"], verdict["handle"]]))
    truth = [row[2] for row in rows]
    whole = auroc([row[0] for row in rows], truth)
    print(f"{'all families':<24} {whole:.4f}")
    for name in sorted(rows[0][1]):
        rest = auroc([row[0] - row[1].get(name, 0.0) for row in rows], truth)
        alone = auroc([row[1].get(name, 0.0) for row in rows], truth)
        print(f"{'without ' + name:<24} {rest:.4f}  ({rest - whole:+.4f})  "
              f"alone {alone:.4f}")


main()
