#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The right of reply, end to end: explanations from the record and from --explanations
are the same, what they do is what scoring without them says, bad ones are named; and
every counterfactual comes true, to the last digit, when its change is made to the
input by hand."""
import copy
import csv
import json
import math
import pathlib
import tempfile

import harness

checks = harness.Checks()
CAUSES = "purchase viral giveaway press ads collaboration purge tracker other".split()
HEAD = "platform,handle,from,to,cause,note\n"


def scratch(name, content):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def vet(account, *flags):
    path = scratch("one.json", json.dumps(account, ensure_ascii=False))
    code, out, err = harness.run("vet", path, "--json", *flags)
    return code, out, err.decode()


def verdict(account, *flags):
    code, out, err = vet(account, *flags)
    if not checks.that(code == 0, f"vet {' '.join(map(str, flags))}: {code} {err}"):
        return {}
    return json.loads(out)


def claim(from_, to, cause, **more):
    return {"from": harness.day(from_), "to": harness.day(to), "cause": cause, **more}


def table(account, *claims):
    rows = [",".join([account["platform"], account["handle"], c["from"], c["to"],
                      c["cause"], c.get("note", "")]) for c in claims]
    return scratch("declared.csv", HEAD + "".join(row + "\n" for row in rows))


def heard(account):
    bare = verdict(account)
    claims = [claim(89, 93, "giveaway", note="minigame"), claim(91, 91, "press")]
    inside = vet({**account, "explanations": claims})
    beside = vet(account, "--explanations", table(account, *claims))
    checks.that(inside[:2] == beside[:2], "in the record or beside it: the same bytes")
    both = json.loads(inside[1])
    told = both["explanations"]
    checks.that([e["cause"] for e in told] == ["giveaway", "press"], "all are told")
    checks.that(both["risk"]["unexplained"] == bare["risk"]["probability"],
                "the risk without any is that of the bare record")
    checks.that(both["risk"]["probability"] < bare["risk"]["probability"],
                "the risk falls")
    for kept, left_out in ((claims[0], told[1]), (claims[1], told[0])):
        one = verdict({**account, "explanations": [kept]})
        checks.that(left_out["before"] == one["risk"]["probability"],
                    f"{left_out['cause']}: before is the risk without it")
        checks.that(left_out["after"] == both["risk"]["probability"], "after is the risk")
        checks.that(len(left_out["bears_on"]) > 0, "what it bears on is told")
    twice = vet({**account, "explanations": claims + claims[:1]})
    checks.that(twice[1] == inside[1], "equal rows are one")


def unheard(account):
    bare = verdict(account)
    for name, when in (("before", (-900, -890)), ("after", (900, 905))):
        got = verdict({**account, "explanations": [claim(*when, "viral")]})
        checks.that(got.pop("explanations")[0]["bears_on"] == [],
                    f"{name} the window: kept, and bears on nothing")
        checks.that(got.pop("input_sha256") != bare["input_sha256"], "the input differs")
        checks.that({**got, "input_sha256": bare["input_sha256"]} == bare,
                    f"{name} the window: nothing else moves")


def refused(account):
    bad = {"an unknown cause": ({"from": "2025-06-01", "to": "2025-06-02",
                                 "cause": "givaway"}, "cause"),
           "an empty cause": ({"from": "2025-06-01", "to": "2025-06-02", "cause": ""},
                              "cause"),
           "from after to": ({"from": "2025-06-03", "to": "2025-06-02", "cause": "ads"},
                             "to"),
           "a day that is none": ({"from": "2025-02-30", "to": "2025-06-02",
                                   "cause": "ads"}, "from"),
           "no span": ({"from": "", "to": "", "cause": "ads"}, "from")}
    for name, (row, field) in bad.items():
        if row["from"]:
            code, _, err = vet({**account, "explanations": [claim(1, 2, "ads"), row]})
            checks.that(code == 3 and f"explanations[1].{field}" in err,
                        f"{name}, in the record: {code} {err}")
        path = table(account, claim(1, 2, "ads"), row)
        code, _, err = vet(account, "--explanations", path)
        checks.that(code == 3 and f"declared.csv:3: {field}" in err,
                    f"{name}, beside it: {code} {err}")
    code, _, err = vet(account, "--explanations", folder / "nowhere.csv")
    checks.that(code == 4 and "nowhere.csv" in err, f"no file: {code} {err}")
    path = scratch("other.csv", "platform,handle,followers\ntiktok,x,5\n")
    code, _, err = vet(account, "--explanations", path)
    checks.that(code == 3 and "no explanation" in err, f"another table: {code} {err}")
    path = table({**account, "handle": "some.one.else"}, claim(1, 2, "ads"))
    code, out, err = vet(account, "--explanations", path)
    checks.that(code == 0 and "says nothing of this account" in err,
                f"another account's: {code} {err}")
    checks.that(out == vet(account)[1], "another account's moves nothing")


def audited(accounts):
    claims = [claim(89, 93, "giveaway"), claim(10, 20, "ads", note="hoá đơn 17")]
    declared = table(accounts[0], *claims)
    with open(declared, "a", encoding="utf-8") as file:
        file.write("tiktok,not.in.it,2025-03-01,2025-03-02,viral,\n")
    harness.write_tables(folder / "bare", accounts)
    harness.write_tables(folder / "full", accounts)
    lines = declared.read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "full" / "explanations.csv").write_text("".join(lines[:-1]),
                                                      encoding="utf-8")
    outputs = []
    for name, source, flags in (("a", "bare", ("--explanations", declared)),
                                ("b", "full", ()),
                                ("c", "bare", ("--explanations", declared, "--jobs", 3))):
        out = folder / name
        code, _, err = harness.run("audit", folder / source, "--out", out, *flags)
        checks.that(code == 0, f"audit {name}: {code} {err.decode()}")
        checks.that(("not.in.it" in err.decode()) == bool(flags), "who is not met is told")
        outputs.append((out / "verdicts.ndjson").read_bytes())
    checks.that(outputs[0] == outputs[1] == outputs[2], "one audit three ways")
    checks.that(sum(b'"explanations":' in line for line in outputs[0].splitlines()) == 1,
                "only the account they name has any")
    (folder / "full" / "explanations.csv").write_text(
        HEAD + f"{accounts[0]['platform']},{accounts[0]['handle']},2025-03-02,2025-03-01,"
        "ads,\n", encoding="utf-8")
    harness.run("audit", folder / "full", "--out", folder / "d", "--quiet")
    with open(folder / "d" / "errors.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    checks.that(len(rows) == 1 and rows[0]["line"] == "2" and rows[0]["field"] == "to" and
                rows[0]["file"].endswith("explanations.csv"), f"errors.csv: {rows}")


# ---- counterfactuals, made by hand -------------------------------------------------

def change(account, told, what):
    """The record with one change, as the verdict describes it."""
    account = copy.deepcopy(account)
    kind = what["change"]
    if kind == "explain_event":
        account.setdefault("explanations", []).append(
            {key: what[key] for key in ("from", "to", "cause")})
    elif kind == "remove_event":
        at = {row["at"]: row["followers"] for row in account["growth"]}
        begin, end = at[what["from"]], at[what["to"]]
        for row in account["growth"]:
            if row["at"] <= what["from"]:
                continue
            part = (row["followers"] - begin) / (end - begin)
            part = 1 if row["at"] >= what["to"] else part
            less = math.floor(what["followers"] * part + 0.5)
            row["followers"] = max(row["followers"] - less, 0)
    elif kind == "remove_comments":
        ids = {c["id"] for c in told["flagged_comments"]
               if c.get("cluster") == what["cluster"]}
        checks.that(len(ids) == what["comments"], "as many comments as told")
        account["comments"] = [c for c in account["comments"] if c["id"] not in ids]
    elif kind == "remove_posts":
        ids = {p["post"] for p in told["flagged_posts"]}
        checks.that(len(ids) == what["posts"], "as many posts as told")
        account["posts"] = [p for p in account["posts"] if p["id"] not in ids]
        account["comments"] = [c for c in account["comments"] if c["post"] not in ids]
    elif what["family"] == "growth":
        account["followers"] = account["growth"][-1]["followers"]
        account["growth"] = []
    else:
        account[{"engagement": "posts", "livestream": "livestreams"}.get(
            what["family"], what["family"])] = []
    return account


def comes_true(account, seen):
    told = verdict(account, "--counterfactuals")
    for each in told.get("counterfactuals", []):
        changed = change(account, told, each)
        seen.add(each["change"])
        if "and" in each:
            changed = change(changed, told, each["and"])
            seen.add("and")
        then = verdict(changed)
        checks.that(then["decision"] == each["decision"] and
                    then["risk"]["probability"] == each["probability"],
                    f"{account['handle']}: {each['text']['en']} "
                    f"{then['decision']} {then['risk']['probability']}")
    if told.get("decision") in ("sign", "insufficient_data"):
        checks.that(told["counterfactuals"] == [], "nothing to change")
    bare = verdict(account)
    checks.that("counterfactuals" not in bare, "only when asked for")
    told.pop("counterfactuals", None)
    checks.that(told == bare, "asking changes nothing else")


def milder(seed, gained, copies, boosted):
    """An account with three doubts of chosen size, so that some answers hang on one."""
    account = harness.account(seed)
    for d, row in enumerate(account["growth"]):
        row["followers"] += gained * min(max(d - 89, 0), 3)
    account["followers"] = account["growth"][-1]["followers"]
    for comment in account["comments"][:copies]:
        comment["text"] = "tuyệt vời shop ơi"
    for post in account["posts"][:boosted]:
        post["likes"] = 9000
    return account


with tempfile.TemporaryDirectory() as where:
    folder = pathlib.Path(where)
    delivered = harness.account(4, delivered=True)
    heard(delivered)
    unheard(delivered)
    refused(delivered)
    audited(harness.roster(4))
    seen = set()
    for doubts in ((0, 300, 40, 0), (4, 600, 20, 2), (6, 300, 0, 4), (8, 600, 0, 4),
                   (20, 300, 0, 4), (20, 1000, 0, 4), (0, 0, 12, 0), (2, 0, 0, 0)):
        comes_true(milder(*doubts), seen)
    for kind in ("explain_event", "remove_posts", "withhold_family"):
        checks.that(kind in seen, f"no counterfactual was a case of {kind}: {seen}")
checks.finish()
