#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample roster, by the commands that read it: what is told of it and what is not."""
import csv
import json
import pathlib
import re
import tempfile

import harness

SAMPLE = pathlib.Path(__file__).resolve().parent.parent.parent / "datasets" / "sample"
MORE = ["post", "posted_at", "followers", "creator", "language"]
checks = harness.Checks()


def table(name):
    with open(SAMPLE / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def no_risk_is_certain():
    """The ranking of an audit: strange accounts are there, none of them at 100 %; nor is
    one on the page, in the verdicts or on the card of any."""
    with tempfile.TemporaryDirectory() as where:
        code, out, err = harness.run("audit", SAMPLE, "--out", where)
        lines = (pathlib.Path(where) / "verdicts.ndjson").read_text().splitlines()
        page = (pathlib.Path(where) / "report.html").read_text()
    checks.that(code == 0, f"audit: {code} {err.decode()}")
    ranking = out.decode()
    checks.that(">99% (" in ranking, "nobody stands out")
    checks.that(not re.search(r"\b100%|to 100\)", ranking), "a risk is told as certain")
    risks = [json.loads(line)["risk"] for line in lines]
    checks.that(all(0 < risk["low"] <= risk["probability"] <= risk["high"] < 1
                    for risk in risks), "an end of a risk is 0 or 1")
    cells = re.findall(r"<td class=\"n\">([\d.]+)%<small>([\d.]+)% – ([\d.]+)%<", page)
    checks.that(len(cells) == len(risks), f"{len(cells)} risks on the page")
    checks.that(not {"0", "100"} & {cell for row in cells for cell in row},
                "the page tells a certain risk")
    most = max(risks, key=lambda risk: risk["probability"])
    account = json.loads(lines[risks.index(most)])
    code, card, err = harness.run("vet", SAMPLE, "--account",
                                  f"{account['platform']}/{account['handle']}")
    checks.that(code == 0, f"vet: {code} {err.decode()}")
    risk = re.search(r"risk ([^ ]+) \(([^ ]+) to ([^ ]+)\)", card.decode())
    checks.that(risk is not None and not {"100%", "0%"} & set(risk.groups()),
                f"the card tells a certain risk: {risk and risk.group()}")


def samples_that_can_be_had():
    """A share that only a huge sample would settle asks for none."""
    code, out, err = harness.run("audience", SAMPLE, "--more")
    checks.that(code == 0, f"audience: {code} {err.decode()}")
    more = [row["more"] for row in csv.DictReader(out.decode().splitlines())]
    checks.that("" in more and "0" in more, f"open and settled shares: {more}")
    checks.that(all(float(n) <= 10000 for n in more if n), f"more than is to be had: {more}")


def visits():
    """What a roster tells of its visitors, as rows of a table of actions."""
    account = {(a["platform"], a["handle"]): a for a in table("accounts")}
    published = {(p["platform"], p["handle"], p["post"]): p["at"] for p in table("posts")}
    for row in table("comments") + table("audience"):
        name = row.get("author") or row.get("id") or row.get("username")
        at = row.get("at") or row.get("followed_at")
        own = row.get("by_creator") in ("1", "true") or name == row["handle"]
        if not name or not at or own:
            continue
        of = account.get((row["platform"], row["handle"]), {})
        post = row.get("post", "")
        yield {"actor": f"{row['platform']}/{name}",
               "object": f"{row['platform']}/{row['handle']}", "at": at, "post": post,
               "posted_at": published.get((row["platform"], row["handle"], post), ""),
               "followers": row.get("author_followers", ""),
               "creator": of.get("creator", ""), "language": of.get("language", "")}


def customers(source):
    """Kind and objects of each group."""
    code, out, err = harness.run("network", source, "--quiet")
    checks.that(code == 0, f"network: {code} {err.decode()}")
    groups = {}
    for row in csv.DictReader(out.decode().splitlines()):
        if row["member"].startswith("object:"):
            groups.setdefault((row["group"], row["kind"]), []).append(row["member"])
    return sorted((kind, sorted(objects)) for (_, kind), objects in groups.items())


def actions_name_the_same_kinds():
    """The rows of the visitors, with all that is known of them, give the groups of the
    roster; with actor, object and time alone a pool of few customers looks like fans."""
    known = list(visits())
    with tempfile.TemporaryDirectory() as where:
        kinds = []
        for columns in (["actor", "object", "at", *MORE], ["actor", "object", "at"]):
            path = pathlib.Path(where) / f"{len(columns)}.csv"
            with open(path, "w", newline="", encoding="utf-8") as file:
                out = csv.DictWriter(file, columns, extrasaction="ignore",
                                     lineterminator="\n")
                out.writeheader()
                out.writerows(known)
            kinds.append(customers(path))
    roster = customers(SAMPLE)
    checks.that("shared_pool" in dict(roster), f"the roster's pools: {roster}")
    checks.that(kinds[0] == roster, f"all columns: {kinds[0]}, roster: {roster}")
    checks.that("shared_pool" not in dict(kinds[1]), f"three columns: {kinds[1]}")


no_risk_is_certain()
samples_that_can_be_had()
actions_name_the_same_kinds()
checks.finish()
