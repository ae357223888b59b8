#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits models/profile.json anew.

    [ASSAY_DATA=...] bench/fit_profiles.py [--assay build/release/bin/assay]
                                           [--out models/profile.json]

Invented members of the six vendors that are meant for training: of each vendor some
deliveries, each a source of its own below the vendor's name (`kite/00`), so that what a
vendor's deliveries differ by is learnt, and each vendor is left out in turn; people of
honest lists, each list a source. Those posing profiles that follow everybody are left
out: they are of any vendor. With ASSAY_DATA the public set of labelled followers joins
as one more seller and one more community (CC BY-SA 4.0, see models/profile.md); without,
the model is one of invented people alone. The same words give the same file. A minute.
"""
import argparse
import collections
import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SEED = 780001  # the world that is learnt from
ACCOUNTS, MEMBERS = 200, 800
DELIVERIES, FAKES = 5, 45  # of a vendor; at most, of a delivery
CROWDS, PEOPLE = 31, 400
LEAST = 40  # rows that make a source
SET = "instagram_followers_2017"
FIELDS = ["platform", "handle", "id", "role", "username", "bio", "followers", "following",
          "posts", "has_picture", "has_bio", "private", "created_at", "followed_at",
          "last_post_at", "username_length", "username_digits", "bio_length"]


def run(assay, *words):
    done = subprocess.run([assay, *map(str, words)], capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"assay {words[0]}: {done.stderr.decode().strip()[-300:]}")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, head, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


class Rows:
    """The tables that are fitted on."""

    def __init__(self):
        self.members, self.labels, self.seen = [], [], {}

    def add(self, source, rows, fake):
        for i, row in enumerate(rows):
            row = dict(row, id=f"{source} {fake} {i}", role="follower")
            self.members.append([row.get(field, "") for field in FIELDS])
            self.labels.append([row["id"], fake, source])

    def write(self, folder):
        write(folder / "audience.csv", FIELDS, self.members)
        write(folder / "labels.csv", ["id", "inauthentic", "vendor"], self.labels)
        # the newest reading, which ages and silences are counted to
        write(folder / "growth.csv", ["platform", "handle", "at", "followers"],
              [[*key, at, 1000] for key, at in self.seen.items()])


def invented(assay, folder, rows):
    """Deliveries and crowds of a simulated roster."""
    run(assay, "simulate", "--quiet", "--out", folder, "--seed", SEED, "--accounts", ACCOUNTS,
        "--tables", "audience", "--witnesses", 1, "--vendors", "train", "--small", 0,
        "--audience", MEMBERS, "--prevalence", 0.6, "--posts", 2, "--comments", 0)
    kind = {(r["platform"], r["handle"], r["id"]): r["kind"]
            for r in read(folder / "audience_labels.csv")}
    vendor = {(r["platform"], r["handle"]): r["vendor"] for r in read(folder / "labels.csv")}
    deliveries = collections.defaultdict(lambda: collections.defaultdict(list))
    crowds = collections.defaultdict(list)
    for row in read(folder / "audience.csv"):
        account = row["platform"], row["handle"]
        is_a = kind[account + (row["id"],)]
        if is_a == "bought":
            deliveries[vendor[account]][account].append(row)
        elif is_a != "baseline":
            crowds[account].append(row)
    for row in read(folder / "growth.csv"):
        account = row["platform"], row["handle"]
        rows.seen[account] = max(rows.seen.get(account, ""), row["at"])
    draw = random.Random(SEED)
    for name in sorted(deliveries):
        large = sorted(k for k, found in deliveries[name].items() if len(found) >= LEAST)
        for j, account in enumerate(draw.sample(large, min(DELIVERIES, len(large)))):
            found = deliveries[name][account]
            rows.add(f"{name}/{j:02}", draw.sample(found, min(FAKES, len(found))), 1)
    large = sorted(k for k, found in crowds.items() if len(found) >= LEAST)
    for j, account in enumerate(draw.sample(large, min(CROWDS, len(large)))):
        found = crowds[account]
        rows.add(f"crowd/{j:02}", draw.sample(found, min(PEOPLE, len(found))), 0)


def public(rows, accounts, fakes):
    """The labelled followers; `fakes` are the handles of those."""
    for fake in (0, 1):
        rows.add("srf", [dict(r, handle="srf", posts=r["posts_count"], created_at="")
                         for r in accounts if (r["handle"] in fakes) == bool(fake)], fake)


def public_set(data):
    folder = pathlib.Path(data) / SET
    fakes = {r["handle"] for r in read(folder / "labels.csv") if r["inflated"] == "1"}
    return read(folder / "accounts.csv"), fakes


def fit(assay, rows, folder, out):
    folder.mkdir(exist_ok=True)
    rows.write(folder)
    run(assay, "fit", folder, "--for", "profiles", "--labels", folder / "labels.csv",
        "--name", "profile", "--quiet", "-o", out)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--assay", default=str(HERE.parent / "build/release/bin/assay"))
    words.add_argument("--out", default=str(HERE.parent / "models/profile.json"))
    told = words.parse_args()
    data = os.environ.get("ASSAY_DATA")
    rows = Rows()
    with tempfile.TemporaryDirectory() as scratch:
        invented(told.assay, pathlib.Path(scratch) / "world", rows)
        if data:
            public(rows, *public_set(data))
        else:
            print("ASSAY_DATA is not set: invented people alone")
        fit(told.assay, rows, pathlib.Path(scratch) / "rows", told.out)
    by_source = collections.Counter((source, fake) for _, fake, source in rows.labels)
    for (source, fake), n in sorted(by_source.items()):
        print(f"{source:12} {'fakes' if fake else 'people':6} {n:5}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
