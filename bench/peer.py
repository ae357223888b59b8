#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline a careful Python user would write: json, numpy, regular expressions.

It reads the same NDJSON and computes growth, engagement and comment statistics of the
kind that scoring needs, with no shape test, no near-duplicates and no intervals: less
than assay does. Prints accounts per second on one core. Usage: peer.py FILE
"""
import collections
import json
import re
import sys
import time

import numpy as np

LINK = re.compile(r"https?://|www\.|t\.me/|zalo", re.I)
WORD = re.compile(r"\w+", re.U)
EMOJI = re.compile("[\U0001F300-\U0001FAFF\u2600-\u27BF]")


def robust_z(values):
    middle = np.median(values)
    spread = 1.4826 * np.median(np.abs(values - middle))
    return (values - middle) / spread if spread > 0 else np.zeros_like(values)


def growth(rows):
    if len(rows) < 10:
        return ()
    rows = sorted(rows, key=lambda r: r["at"])
    followers = np.array([r["followers"] for r in rows], float)
    gains = np.diff(followers)
    z = robust_z(gains)
    week = np.convolve(gains, np.ones(7), "valid")
    centred = gains - gains.mean()
    power = float(centred @ centred) or 1.0
    return (z.max(), z.min(), (z > 5).mean(), robust_z(week).max(), np.std(gains),
            *(float(centred[:-k] @ centred[k:]) / power for k in (1, 7)),
            np.unique(gains).size / gains.size, (gains < 0).mean())


def engagement(rows, followers):
    if len(rows) < 3:
        return ()
    columns = [np.array([r.get(k) if r.get(k) is not None else np.nan for r in rows], float)
               for k in ("likes", "comments", "views")]
    with np.errstate(all="ignore"):
        logs = [np.log(c + 1) for c in columns]
        rates = [np.nanmedian(c) / followers for c in columns]
        spread = [np.nanstd(l) for l in logs]
        pair = np.isfinite(logs[0]) & np.isfinite(logs[1])
        r = np.corrcoef(logs[0][pair], logs[1][pair])[0, 1] if pair.sum() > 2 else np.nan
        outliers = (np.abs(robust_z(logs[0][np.isfinite(logs[0])])) > 3).mean()
    return (*rates, *spread, r, outliers)


def comments(rows):
    if not rows:
        return ()
    texts = [r["text"].lower() for r in rows]
    seen = collections.Counter(texts)
    authors = collections.Counter(r.get("author") for r in rows)
    words = [WORD.findall(t) for t in texts]
    vocabulary = collections.Counter(w for ws in words for w in ws)
    total = sum(vocabulary.values()) or 1
    shares = np.array(list(vocabulary.values()), float) / total
    n = len(texts)
    return (sum(c for c in seen.values() if c > 1) / n, max(authors.values()) / n,
            sum(bool(LINK.search(t)) for t in texts) / n,
            sum(bool(EMOJI.search(t)) for t in texts) / n,
            sum(len(w) < 3 for w in words) / n, float(-(shares * np.log(shares)).sum()),
            np.median([len(t) for t in texts]))


def main():
    began, accounts, kept = time.process_time(), 0, 0.0
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            account = json.loads(line)
            followers = account.get("followers") or 1
            features = (*growth(account.get("growth", ())),
                        *engagement(account.get("posts", ()), followers),
                        *comments(account.get("comments", ())))
            kept += sum(f for f in features if f == f)
            accounts += 1
    seconds = time.process_time() - began
    print(json.dumps({"accounts": accounts, "per_second": round(accounts / seconds, 1)}))
    return kept


if __name__ == "__main__":
    main()
