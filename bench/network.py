#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of accounts that act together: how well and how fast assay finds them.

    python3 bench/network.py [--build build/release] [--only plain,large,…] [--full]

Drives bench/network.c and `assay network`, and holds the plain block against FRAUDAR (Hooi
et al. 2016) in Python, greedy by a heap, on the same graph in the same run: same members,
same score. Rows of bench/network.csv that are not asked for stay as they are. Parts:

    plain    one block among 10^6 ties, without times
    large    blocks in time, the search alone; 10^7 ties, with --full 9 * 10^7
    blocks   planted groups at densities of 0.5 to 0.05, with prize draws and fan clubs,
             in 125,000 users and 5,000 creators; with --full ten times as many
    crowd    the same crowd with nothing planted
    rosters  rosters of `assay simulate`, whose groups are known, with and without them
"""
import argparse
import collections
import csv
import heapq
import math
import pathlib
import subprocess
import tempfile
import time

import figures

HERE = pathlib.Path(__file__).resolve().parent
HEAD = ["figure", "value", "low", "high", "target"]
PARTS = "plain,large,blocks,crowd,rosters"
SCENES = {0: "0.50", 1: "0.20", 3: "0.10", 4: "0.05"}  # of bench/network.c
TENTH = "125,000 users"
WHOLE = "1.25 million users"


class Rows:
    """The file, by figure; a figure measured again replaces its row."""

    def __init__(self, path):
        self.path, self.rows = path, {}
        if path.exists():
            with path.open(encoding="utf-8") as file:
                self.rows = {row["figure"]: row for row in csv.DictReader(file)}

    def add(self, figure, values, target=""):
        values = list(values)
        value, low, high = figures.bootstrap(figures.mean, values)
        if len(values) < 2:
            low = high = math.nan
        cells = ["" if math.isnan(x) else f"{x:.5g}" for x in (value, low, high)]
        self.rows[figure] = dict(zip(HEAD, [figure, *cells, target]))
        print(",".join(self.rows[figure].values()), flush=True)
        with self.path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, HEAD, lineterminator="\n")
            table.writeheader()
            table.writerows(self.rows.values())


def run(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))}: exit {done.returncode}: "
                         f"{done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout.decode(), done.stderr.decode()


# ---- FRAUDAR -------------------------------------------------------------------------

def fraudar(ties):
    """The block of greedy peeling with column weights 1 / ln(degree + 5), and its score:
    weight of ties a member. Keys that have changed stay in the heap and are passed over
    when they come up, which in Python is quicker than the published tree."""
    actors = 1 + max(a for a, _ in ties)
    n = actors + 1 + max(o for _, o in ties)
    near = [[] for _ in range(n)]
    for a, o in ties:
        near[a].append(actors + o)
        near[actors + o].append(a)
    weight = [1 / math.log(len(near[v]) + 5) for v in range(n)]  # of an object's ties
    key = [sum(weight[u] for u in near[v]) if v < actors else weight[v] * len(near[v])
           for v in range(n)]
    left = [bool(near[v]) for v in range(n)]
    heap = [(key[v], v) for v in range(n) if left[v]]
    heapq.heapify(heap)
    total, members = math.fsum(key[:actors]), len(heap)
    best, best_at, gone = total / members, 0, []
    while members > 1:
        least, v = heapq.heappop(heap)
        if not left[v] or least != key[v]:
            continue
        left[v] = False
        gone.append(v)
        total -= key[v]
        members -= 1
        for u in near[v]:
            if left[u]:
                key[u] -= weight[v] if v >= actors else weight[u]
                heapq.heappush(heap, (key[u], u))
        if total / members > best:
            best, best_at = total / members, len(gone)
    kept = {v for v in range(n) if near[v]} - set(gone[:best_at])
    return {("actor", v) if v < actors else ("object", v - actors) for v in kept}, best


def plain(rows, options, folder):
    program, path = options.build / "bin/network", folder / "ties"
    searched, laid, same, theirs = [], [], [], []
    for _ in range(options.repeats):
        line = run(program, "plain", "1e6", path)[0].strip().split(",")
        searched.append(float(line[4]))
        laid.append(float(line[5]))
    ties = [tuple(map(int, line.split())) for line in path.read_text().splitlines()]
    block = {(what, int(v)) for what, v in
             map(str.split, (folder / "ties.block").read_text().splitlines())}
    for _ in range(2):
        begin = time.process_time()
        members, score = fraudar(ties)
        theirs.append(len(ties) / (time.process_time() - begin))
        same.append(members == block and math.isclose(score, float(line[3]), rel_tol=1e-6))
    name = "one block among 10^6 ties: "
    rows.add(name + "ties a second", searched, ">=5e6")
    rows.add(name + "ties a second, laying out included", laid, ">=5e6")
    rows.add(name + "ties a second of FRAUDAR in Python", theirs)
    rows.add(name + "times as fast as FRAUDAR in Python", [s / max(theirs) for s in searched],
             ">=76")
    rows.add(name + "same members and same score as FRAUDAR", same, "1")


# ---- networks of invented people ------------------------------------------------------

def large(rows, options, _):
    n = "9e7" if options.full else options.large
    line = list(map(float, run(options.build / "bin/network", "large", n)[0].split(",")))
    name = f"blocks in time among {n} ties: "
    rows.add(name + "seconds of one processor", [line[5]], "<=60 at 9e7")
    rows.add(name + "of these laying out ties", [line[2]])
    rows.add(name + "bytes a tie at the peak", [line[7]], "<=40")
    rows.add(name + "F1 of 5000 accounts at density 0.2", [line[9]], ">=0.93")


def pools_named(errors):
    return sum(line.startswith("  shared_pool:") for line in errors.splitlines())


def blocks(rows, options, _):
    seeds = options.seeds if not options.full else options.seeds[:1]
    size = WHOLE if options.full else TENTH
    others, draws, clubs = [], [], []
    for scene, density in SCENES.items():
        found, named, seconds = [], [], []
        for seed in seeds:
            shrink = () if options.full else ("10",)
            out, errors = run(options.build / "bin/network", "quality", scene, seed, *shrink)
            line = out.strip().split(",")
            found.append(float(line[5]))
            named.append(line[6] == "shared_pool")
            others.append(pools_named(errors) - named[-1])
            draws += [1] * int(line[8]) + [0] * (int(line[7]) - int(line[8]))
            clubs += [1] * int(line[10]) + [0] * (int(line[7]) - int(line[10]))
            seconds.append(float(line[12]))
        name = f"2000 accounts on 100 creators, density {density}; {size}: "
        rows.add(name + "F1", found, ">=0.93")
        rows.add(name + "called a pool", named)
        rows.add(name + "seconds of one processor", seconds)
    rows.add(f"prize draws not called a pool; {size}", draws, ">=0.95")
    rows.add(f"fan clubs not called a pool; {size}", clubs, ">=0.95")
    rows.add(f"other groups called a pool, a network; {size}", others, "0")


def crowd(rows, options, _):
    named = []
    for seed in options.seeds[:3]:
        errors = run(options.build / "bin/network", "quality", 8, seed, "10")[1]
        named.append(sum(" actors, " in line for line in errors.splitlines()))
    rows.add(f"nothing but the crowd; {TENTH}: groups named, a network", named, "0")


# ---- rosters --------------------------------------------------------------------------

def groups_of(assay, path):
    """(kind, actors, objects) of the groups that assay names."""
    kinds, members = {}, collections.defaultdict(lambda: {"actor": set(), "object": set()})
    for row in csv.DictReader(run(assay, "network", "-q", path)[0].splitlines()):
        kinds[row["group"]] = row["kind"]
        what, _, member = row["member"].partition(":")
        members[row["group"]][what].add(member)
    return [(kinds[g], members[g]["actor"], members[g]["object"]) for g in kinds]


class Planted:
    """The groups that a roster was planted with."""

    def __init__(self, folder):
        self.of = collections.defaultdict(set)  # groups of an actor
        self.kind, self.accounts = {}, collections.defaultdict(set)
        with (folder / "truth_pools.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.of[f"{row['platform']}/{row['actor']}"].add(row["group"])
                self.kind[row["group"]] = row["kind"]
                self.accounts[row["group"]].add(f"{row['platform']}/{row['handle']}")
        with (folder / "labels.csv").open(encoding="utf-8") as file:
            self.bought = {f"{row['platform']}/{row['handle']}" for row in csv.DictReader(file)
                           if row["mechanism"] != "none"}

    def main_group(self, actors):
        """The planted group that half of some actors are in."""
        counts = collections.Counter(g for a in actors for g in self.of[a])
        group, n = counts.most_common(1)[0] if counts else (None, 0)
        return group if 2 * n >= len(actors) > 0 else None

    def share_of(self, kind, actors):
        return sum(any(self.kind[g] == kind for g in self.of[a]) for a in actors) / len(actors)

    def shared(self, *kinds):
        return [g for g, kind in self.kind.items()
                if kind in kinds and len(self.accounts[g]) >= 2]


def judge_roster(groups, planted, found):
    """Adds to `found` what the groups named say of the planted ones."""
    pools = [(a, o) for kind, a, o in groups if kind == "shared_pool"]
    named = collections.defaultdict(set)  # accounts of a planted pool, in any group
    called = collections.defaultdict(set)  # the same, in one that is called a pool
    for kind, actors, objects in groups:
        group = planted.main_group(actors)
        named[group] |= objects
        if kind == "shared_pool":
            called[group] |= objects
    for actors, objects in pools:
        found["pure"].append(planted.share_of("pool", actors))
        found["right"].append(len(objects & planted.bought) / len(objects) >= 0.5)
    for group in planted.shared("pool"):
        customers = planted.accounts[group]
        found["customers named"] += [c in named[group] for c in customers]
        found["customers"] += [c in called[group] for c in customers]
        if len(customers) >= 5:
            found["of five"] += [c in called[group] for c in customers]
    found["others"] += [group not in called for group in planted.shared("fans", "loop")]


def rosters(rows, options, folder):
    assay = options.build / "bin/assay"
    words = ("--accounts", 300, "--tables", "audience,actions", "--witnesses", 1, "--comments",
             100, "--languages", "vi,en", "--quiet")
    found = {"tables": collections.defaultdict(list), "likes": collections.defaultdict(list)}
    false = []
    for seed in range(930301, 930301 + options.rosters):
        for shared, prevalence in (("mix", 0.4), ("none", 0)):
            here = folder / f"{seed}{shared}{prevalence}"
            run(assay, "simulate", "--out", here, "--seed", seed, "--prevalence", prevalence,
                "--shared", shared, *words)
            likes = here / "actions.csv"
            likes = likes.rename(folder / f"{seed}{shared}.csv")  # an audit has the tables
            for what, path in (("tables", here), ("likes", likes)):
                groups = groups_of(assay, path)
                if shared == "none":
                    false.append(len(groups))
                else:
                    judge_roster(groups, Planted(here), found[what])
    for what, told in found.items():
        name = f"rosters of 300, 40 % inflated, {what}: "
        rows.add(name + "shared pools most of whose accounts bought", told["right"], ">=0.95")
        rows.add(name + "members of shared pools that are of a planted pool", told["pure"])
        rows.add(name + "fans and prize draws not called a pool", told["others"], ">=0.95")
        rows.add(name + "customers of a planted pool of two or more, in any group",
                 told["customers named"])
        rows.add(name + "customers of a planted pool of two or more, called a pool's",
                 told["customers"])
        rows.add(name + "customers of a planted pool of five or more, called a pool's",
                 told["of five"])
    rows.add("rosters of 300 honest accounts without anybody shared: groups named", false, "0")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--only", default=PARTS, help=PARTS)
    parser.add_argument("--full", action="store_true", help="large and blocks at full size")
    parser.add_argument("--large", default="1e7", help="ties of the part large")
    parser.add_argument("--repeats", type=int, default=5, help="of the part plain")
    parser.add_argument("--rosters", type=int, default=2)
    parser.add_argument("--seeds", type=lambda text: text.split(","), default="1,2,3")
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "network.csv")
    options = parser.parse_args()
    if isinstance(options.seeds, str):
        options.seeds = options.seeds.split(",")
    rows, todo = Rows(options.out), {"plain": plain, "large": large, "blocks": blocks,
                                     "crowd": crowd, "rosters": rosters}
    with tempfile.TemporaryDirectory() as scratch:
        for part in options.only.split(","):
            todo[part](rows, options, pathlib.Path(scratch))


if __name__ == "__main__":
    main()
