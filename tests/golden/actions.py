#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who liked: the actions.csv of a roster's folder reaches every command that looks at the
roster's network, in any spelling and order, and what cannot be used of it is told."""
import csv
import gzip
import json
import pathlib
import random
import tempfile

import harness

checks = harness.Checks()
DAY = 86400
START = 1740787200  # 2025-03-01
CUSTOMERS = 6
FILES = ("verdicts.csv", "verdicts.ndjson", "report.html")


def likes(accounts, key=5):
    """A pool of thirty comes to the first accounts on five days; sixty others each."""
    draw, rows = random.Random(key), []
    for i, a in enumerate(accounts):
        name = f"{a['platform']}/{a['handle']}"
        for n in range(60):
            at = START + draw.randrange(200 * DAY)
            rows.append([f"{a['platform']}/l{i}x{n}", name, at])
        for day in (20, 50, 80, 120, 160) if i < CUSTOMERS else ():
            for bot in draw.sample(range(30), 20):
                at = START + day * DAY + draw.randrange(DAY)
                rows.append([f"{a['platform']}/bot{bot}", name, at])
    return rows


def write_actions(folder, rows, packed=False):
    text = "".join(f"{','.join(map(str, row))}\n" for row in [["actor", "object", "at"], *rows])
    if packed:
        (folder / "actions.csv.gz").write_bytes(gzip.compress(text.encode()))
    else:
        (folder / "actions.csv").write_text(text, encoding="utf-8")


def roster(folder, name, accounts, rows, mix=None, packed=False):
    path = folder / name
    harness.write_tables(path, accounts, mix and random.Random(mix))
    if rows is not None:
        rows = random.Random(mix).sample(rows, len(rows)) if mix else rows
        write_actions(path, rows, packed)
    return path


def audit(source, *more):
    out = pathlib.Path(f"{source}-out")
    code, _, err = harness.run("audit", source, "--out", out, *more)
    files = {f: (out / f).read_bytes() for f in FILES if (out / f).exists()}
    return code, err.decode(), files


def verdicts(files):
    return {v["handle"]: v for v in map(json.loads, files["verdicts.ndjson"].splitlines())}


def table(*words):
    code, out, err = harness.run(*words)
    checks.that(code == 0, f"{words[0]}: {code} {err.decode()}")
    return {row["handle"]: row for row in csv.DictReader(out.decode().splitlines())}


def pools(verdict, kind="shared_pool"):
    return [p for p in verdict.get("shared_pools", []) if p["kind"] == kind]


def the_pool_is_named(accounts, files, what):
    """With whom, with how many people, and when."""
    told = verdicts(files)
    names = {f"{a['platform']}/{a['handle']}" for a in accounts[:CUSTOMERS]}
    for i, a in enumerate(accounts):
        found = pools(told[a["handle"]])
        checks.that(len(found) == (i < CUSTOMERS), f"{what}: {a['handle']}: {found}")
        for pool in found:
            others = names - {f"{a['platform']}/{a['handle']}"}
            checks.that(set(pool["with"]) == others, f"{what}: with {pool['with']}")
            checks.that(all(15 <= n <= pool["members"] for n in pool["people"]) and
                        len(pool["people"]) == len(others), f"{what}: {pool['people']}")
            checks.that(pool["from"] == "2025-03-21" <= "2025-05-20" <= pool["to"] <=
                        "2025-08-08", f"{what}: {pool['from']} to {pool['to']}")
            for language, word in (("en", " of them)"), ("vi", " người trong số đó)")):
                text = pool["text"][language]
                checks.that(pool["with"][0] + " (" in text and word in text and
                            pool["from"] in text, f"{what}: {text}")
            checks.that(pool["text"]["en"].encode() in files["report.html"],
                        f"{what}: the page does not say: {pool['text']['en']}")


def every_spelling_and_order(folder, accounts, rows):
    first = roster(folder, "plain", accounts, rows)
    code, err, plain = audit(first, "--jobs", 1)
    checks.that(code == 0 and "not in the roster" not in err, f"plain: {code} {err}")
    the_pool_is_named(accounts, plain, "plain")
    others = {"jobs": (first, ("--jobs", 3)),
              "mixed": (roster(folder, "mixed", accounts, rows, 9), ("--jobs", 2)),
              "packed": (roster(folder, "packed", accounts, rows, 8, True), ())}
    for name, (source, words) in others.items():
        code, err, files = audit(source, *words)
        checks.that(code == 0, f"{name}: {code} {err}")
        for file in FILES:
            checks.that(files[file] == plain[file], f"{name}: {file} differs")


def without_comments(folder, accounts, rows):
    silent = [{**a, "comments": []} for a in accounts]
    code, err, files = audit(roster(folder, "silent", silent, rows))
    checks.that(code == 0, f"no comments: {code} {err}")
    the_pool_is_named(silent, files, "no comments")
    code, err, files = audit(roster(folder, "nothing", silent, None))
    states = {f["state"] for v in verdicts(files).values() for f in v["families"]
              if f["family"] == "network"}
    checks.that(states == {"not_assessable"}, f"no acts at all: {states}")


def ndjson_is_as_before(folder, accounts, rows):
    """A file has no folder: what lies beside it is another's."""
    (folder / "file").mkdir()
    harness.write_ndjson(folder / "file" / "a.ndjson", accounts)
    code, _, before = audit(folder / "file" / "a.ndjson")
    write_actions(folder / "file", rows)
    again, _, after = audit(folder / "file" / "a.ndjson")
    checks.that(code == again == 0 and before == after, "a file's neighbour is read")
    checks.that(not any(pools(v) for v in verdicts(after).values()), "a pool of a file")


def bad_rows(folder, accounts, rows):
    bad = [["", "tiktok/x", START], ["tiktok/a", "tiktok/x", "soon"], ["only"]]
    source = roster(folder, "bad", accounts, rows + bad)
    code, err, files = audit(source)
    checks.that(code == 0, f"bad rows: {code} {err}")
    the_pool_is_named(accounts, files, "bad rows")
    with open(f"{source}-out/errors.csv", encoding="utf-8", newline="") as lines:
        told = [(r["file"].rsplit("/", 1)[-1], int(r["line"]), r["field"])
                for r in csv.DictReader(lines)]
    n = len(rows)
    checks.that(told == [("actions.csv", n + 2, "actor"), ("actions.csv", n + 3, "at"),
                         ("actions.csv", n + 4, "object")], f"bad rows: {told}")
    checks.that(audit(source, "--strict")[0] == 3, "--strict passes over bad rows")
    for command in ("network", "check", "features"):
        code, _, err = harness.run(command, source)
        said = err.decode()
        checks.that(code == 3 and f"actions.csv:{n + 3}: at: " in said and
                    "3 records" in said, f"{command}: {code} {said}")


def others_posts(folder, accounts, rows):
    """Acts on accounts that are not in the roster stay, and are counted."""
    strangers = [[f"tiktok/bot{n}", "tiktok/unknown.to.us", START + 20 * DAY + n]
                 for n in range(7)]
    source = roster(folder, "strangers", accounts, rows + strangers)
    for words in (("audit", source, "--out", folder / "s"), ("network", source),
                  ("check", source)):
        code, _, err = harness.run(*words)
        checks.that(code == 0 and "7 actions are on accounts that are not in the roster"
                    in err.decode(), f"{words[0]}: {code} {err.decode()}")


def every_command_sees_them(folder, accounts, rows):
    sources = {"with": roster(folder, "seen", accounts, rows),
               "without": roster(folder, "unseen", accounts, None)}
    first, last = accounts[0]["handle"], accounts[-1]["handle"]
    shared = {name: table("features", source) for name, source in sources.items()}
    checks.that(float(shared["with"][first]["network.shared"]) > 0.15, "features: no pool")
    checks.that(float(shared["with"][last]["network.shared"]) == 0, "features: a pool")
    checks.that(float(shared["without"][first]["network.shared"]) == 0, "features: unseen")
    rows_told = {}
    for name, source in sources.items():
        _, out, _ = harness.run("check", source)
        rows_told[name] = [int(r["rows"]) for r in csv.DictReader(out.decode().splitlines())
                           if r["family"] == "network" and r["handle"] == first]
    checks.that(rows_told["with"][0] > rows_told["without"][0] + 60, f"check: {rows_told}")
    model = pathlib.Path(__file__).resolve().parents[2] / "models" / "default.json"
    risk = {name: table("score", source, "--model", model)[first]["probability"]
            for name, source in sources.items()}
    _, _, files = audit(sources["with"])
    told = verdicts(files)[first]["risk"]["probability"]
    checks.that(float(risk["with"]) == told, f"score {risk['with']}, audit {told}")
    checks.that(float(risk["with"]) > float(risk["without"]), f"score: {risk}")


def a_fit_sees_them(folder, *_):
    """What is usual of networks is learnt from likes where nobody comments."""
    many = [harness.account(2 * i, days=40, posts=6, comments=0) for i in range(52)]
    models = []
    for name, rows in (("liked", likes(many)), ("unliked", None)):
        models.append(folder / f"{name}.json")
        source = roster(folder, name, many, rows)
        code, _, err = harness.run("fit", source, "-o", models[-1], "--quiet")
        checks.that(code == 0, f"fit: {code} {err.decode()}")
    checks.that(models[0].read_bytes() != models[1].read_bytes(), "fit: the same model")


with tempfile.TemporaryDirectory() as where:
    people = [harness.account(2 * i, days=200, posts=20, comments=40) for i in range(14)]
    acts = likes(people)
    for check in (every_spelling_and_order, without_comments, ndjson_is_as_before,
                  bad_rows, others_posts, every_command_sees_them, a_fit_sees_them):
        check(pathlib.Path(where), people, acts)
checks.finish()
