#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every verdict promises, whatever the model: absent never null, exact sums, dates,
all nine causes; the CSV says the same as the JSON; the page is plain and self-contained;
no wording accuses."""
import csv
import decimal
import html.parser
import json
import pathlib
import re
import tempfile

import harness

checks = harness.Checks()
CAUSES = ["purchase", "viral", "giveaway", "press", "ads", "collaboration", "purge",
          "tracker", "other"]
HEAD = ["schema", "platform", "handle", "as_of", "engine", "models", "input_sha256",
        "norms", "policy", "state"]
COLUMNS = ("platform,handle,followers,state,decision,integrity,score,probability,"
           "probability_low,probability_high,basis,p_value,q_value,flagged,"
           "suspicious_share,share_low,share_high,bought_followers,bought_low,bought_high,"
           "inauthentic_comment_share,engagement_rate,money_at_risk,currency,"
           "top_reason").split(",")
BECAUSE = {"near_duplicate", "template", "generic", "emoji_only", "link", "seeding", "pod",
           "wave", "handle", "other"}
ACCUSING = re.compile(r"fraud|cheat|scam|\bfake|creator bought|owner bought|gian lận|"
                      r"lừa đảo|đã mua", re.I)
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$")


def no_null(value):
    if isinstance(value, dict):
        return all(no_null(v) for v in value.values())
    if isinstance(value, list):
        return all(no_null(v) for v in value)
    return value is not None


def parse(line):
    return json.loads(line, parse_float=decimal.Decimal)


def interval(name, value, low=None, high=None):
    if "low" in value:
        checks.that(value["low"] <= value["value"] <= value["high"],
                    f"{name}: {value} is not in order")
    if low is not None:
        checks.that(low <= value["value"] <= high, f"{name}: {value['value']}")


def sums(v):
    name = v["handle"]
    families = {f["family"]: f for f in v["families"]}
    checks.that(set(families) == {"growth", "engagement", "comments", "audience", "network", "livestream",
                                   "sales", "diffuse"},
                f"{name}: families {set(families)}")
    total = v["score"]["base"] + sum(f.get("contribution", 0) for f in families.values())
    checks.that(total == v["score"]["value"], f"{name}: the score is not the sum: {total}")
    for family, f in families.items():
        reasons = [r["contribution"] for r in v["reasons"] if r["family"] == family]
        if "contribution" in f:
            checks.that(sum(reasons) == f["contribution"],
                        f"{name}: reasons of {family} sum to {sum(reasons)}, "
                        f"not {f['contribution']}")
    for reason in v["reasons"]:
        text = reason.get("text")
        if reason["feature"] != "other":
            checks.that(text and text["en"] and text["vi"], f"{name}: {reason} says nothing")
        if text:
            checks.that(not ACCUSING.search(text["en"] + text["vi"]), f"accuses: {text}")
            checks.that("{" not in text["en"] + text["vi"] and "nan" not in
                        text["en"].lower(), f"{name}: a hole in {text}")


def details(v):
    name = v["handle"]
    for event in v["events"]:
        checks.that(list(event["cause"]) == CAUSES, f"{name}: causes {event['cause']}")
        checks.that(sum(event["cause"].values()) == 1, f"{name}: causes sum to "
                                                       f"{sum(event['cause'].values())}")
        checks.that(DATE.match(event["from"]) and event["from"] < event["to"],
                    f"{name}: span {event['from']} {event['to']}")
        checks.that(event["low"] <= event["high"], f"{name}: {event}")
    for comment in v["flagged_comments"]:
        checks.that(comment["because"] in BECAUSE, f"{name}: because {comment}")
        checks.that(decimal.Decimal("0.5") <= comment["probability"] <= 1, f"{comment}")
    for key, value in v["estimates"].items():
        shares = key.endswith("_share") or key == "engagement_rate"
        interval(f"{name}: {key}", value, 0, 1 if key.endswith("_share") else None) \
            if shares and key.endswith("_share") else interval(f"{name}: {key}", value)
    for step in v["next_steps"]:
        checks.that(step["text"]["en"] and step["text"]["vi"], f"{name}: {step}")


def verdict(v):
    name = v["handle"]
    checks.that(list(v)[:len(HEAD)] == HEAD, f"{name}: begins with {list(v)[:10]}")
    checks.that(v["schema"] == "assay.verdict/1" and no_null(v), f"{name}: null inside")
    checks.that(re.fullmatch("[0-9a-f]{64}", v["input_sha256"]), f"{name}: hash")
    checks.that(v["decision"] in ("sign", "review", "decline", "insufficient_data"),
                f"{name}: {v['decision']}")
    checks.that({"cost_wrong_sign", "cost_wrong_decline", "prevalence"} ==
                set(v["policy"]), f"{name}: policy")
    held = v.get("held", {"because": "", "text": {"en": ".", "vi": "."}})
    checks.that("held" not in v or v["decision"] == "review", f"{name}: a {v['decision']} is held")
    checks.that(held["because"] in ("", "range", "sales", "benign", "alone") and
                held["text"]["en"] and held["text"]["vi"], f"{name}: {held}")
    risk = v["risk"]
    if risk["basis"] == "none":
        checks.that("probability" not in risk, f"{name}: a probability without basis")
    elif "probability" in risk:
        interval(name, {**risk, "value": risk["probability"]}, 0, 1)
    checks.that(set(risk) <= {"probability", "low", "high", "basis", "p_value", "q_value",
                              "flagged"}, f"{name}: risk {set(risk)}")
    if v["state"] != "not_assessable":
        checks.that(0 <= v["integrity"] <= 100, f"{name}: integrity")
        sums(v)
    details(v)


class Page(html.parser.HTMLParser):
    """Collects tags, checks that they close, and that nothing reaches out."""
    VOID = {"meta", "link", "br", "img", "input", "hr"}  # others close, <a/> at once

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for key, value in attrs:
            checks.that(not key.startswith("on") and key not in ("src", "style") and
                        (key != "href" or re.fullmatch("#a[0-9a-f]{16}", value)),
                        f"page: attribute {key}={value}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        checks.that(self.open and self.open.pop() == tag, f"page: </{tag}> out of place")

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)


with tempfile.TemporaryDirectory() as where:
    folder = pathlib.Path(where)
    accounts = harness.roster(12) + [harness.account(20, days=0), harness.account(21, 8, 3, 5)]
    accounts[3]["handle"] = "=cmd|'/c calc'!A1"
    accounts[5]["handle"] = "<script>alert(1)</script>\"&"
    accounts[7]["fee"] = {"amount": 2_000_000, "currency": "VND"}
    harness.write_ndjson(folder / "a.ndjson", accounts)
    code, out, err = harness.run("audit", folder / "a.ndjson", "--out", folder / "o")
    checks.that(code == 0, f"audit: {code} {err.decode()}")
    lines = (folder / "o" / "verdicts.ndjson").read_text(encoding="utf-8").splitlines()
    verdicts = [parse(l) for l in lines]
    checks.that(len(verdicts) == len(accounts), f"{len(verdicts)} verdicts")
    keys = [(v["platform"], v["handle"].encode()) for v in verdicts]
    checks.that(keys == sorted(keys), "verdicts are not sorted")
    for v in verdicts:
        verdict(v)
        checks.that("flagged" in v["risk"], f"{v['handle']}: no flag in a roster")

    with open(folder / "o" / "verdicts.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    checks.that(rows[0] == COLUMNS, f"columns of verdicts.csv: {rows[0]}")
    for row, v in zip(rows[1:], verdicts):
        cells = dict(zip(COLUMNS, row))
        risk = v["risk"]
        same = {"platform": v["platform"], "state": v["state"], "basis": risk["basis"],
                "decision": v["decision"], "flagged": "1" if risk["flagged"] else "0",
                "probability": str(risk.get("probability", "")),
                "p_value": str(risk.get("p_value", "")),
                "q_value": str(risk.get("q_value", ""))}
        for key, value in same.items():
            equal = cells[key] == value or (cells[key] and value and
                                            float(cells[key]) == float(value))
            checks.that(equal, f"{v['handle']}: {key} is {cells[key]} in CSV, {value}")
        checks.that(cells["handle"].lstrip("'") == v["handle"].lstrip("'"),
                    f"handle {cells['handle']}")
        checks.that(cells["handle"][0] not in "=+-@", "a formula in a cell")

    text = (folder / "o" / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    checks.that(not {"script", "iframe", "link", "img", "object"} & page.tags,
                f"page: tags {page.tags}")
    checks.that("default-src 'none'" in text and "http://" not in text and
                "https://" not in text, "page: it reaches out")
    checks.that("alert(1)" in "".join(page.text) and "<script>" not in text,
                "page: a handle is not escaped")
    checks.that(not ACCUSING.search("".join(page.text)), "page: accuses")

    for language, locale in (("en", "C"), ("vi", "C.UTF-8")):
        harness.ENVIRONMENT["LC_ALL"] = locale
        for account in accounts[:3] + accounts[-2:]:
            name = f"{account['platform']}/{account['handle']}"
            code, out, err = harness.run("vet", folder / "a.ndjson", "--account", name,
                                         "--lang", language)
            card = out.decode()
            checks.that(code == 0 and name in card, f"card: {code} {err}")
            checks.that(not ACCUSING.search(card), f"card accuses: {card}")
            checks.that("\x1b" not in card and "nan" not in card.split(), f"card: {card}")
            if language == "en":
                checks.that(card.isascii() or "\u2581" not in card, "blocks without UTF-8")
            code, out, err = harness.run("vet", folder / "a.ndjson", "--account", name,
                                         "--json")
            checks.that(code == 0, f"vet --json: {code} {err}")
            alone = parse(out)
            verdict(alone)
            checks.that("flagged" not in alone["risk"], "a flag without a roster")

    code, out, err = harness.run("vet", folder / "a.ndjson", "--account",
                                 "tiktok/invented.0000", "--json", "--no-decision")
    checks.that("decision" not in json.loads(out), "--no-decision has one")
    code, out, err = harness.run("audit", folder / "a.ndjson", "-o", folder / "f", "-q",
                                 "--fail-on", "review")
    wanted = any(v["decision"] in ("review", "decline") for v in verdicts)
    checks.that(code == (1 if wanted else 0), f"--fail-on review: {code}")
    code, out, err = harness.run("audit", folder / "a.ndjson", "-o", folder / "j", "--json")
    summary = json.loads(out)
    checks.that(summary["accounts"] == len(accounts) and
                sum(summary["decisions"].values()) == len(accounts), f"--json: {summary}")
checks.finish()
