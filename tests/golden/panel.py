#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels end to end: made, used, trimmed by a check, refused with the reason; and the
reliability table in its three forms."""
import csv
import io
import json
import pathlib
import tempfile

import harness

checks = harness.Checks()


def rows_of(bytes_):
    return list(csv.DictReader(io.StringIO(bytes_.decode())))


def simulate(folder, name, *words):
    out = folder / name
    code, _, err = harness.run("simulate", "--out", out, "--format", "ndjson", "--quiet",
                               "--days", 90, "--posts", 12, "--comments", 20, *words)
    checks.that(code == 0, f"simulate: {err.decode()}")
    return out / "accounts.ndjson", out / "labels.csv"


def refused(code, err, *words, what):
    said = err.decode()
    checks.that(code == 3 and all(w in said for w in words), f"{what}: {code}: {said}")


def panels(folder):
    clean, _ = simulate(folder, "clean", "--accounts", 60, "--prevalence", 0, "--small", 0,
                        "--seed", 990201)
    roster, _ = simulate(folder, "roster", "--accounts", 40, "--prevalence", 0.4,
                         "--level", "L0", "--seed", 990202)
    panel, again = folder / "panel.json", folder / "again.json"
    code, _, err = harness.run("fit", "--panel", clean, "-o", panel)
    checks.that(code == 0 and "a panel of 60 accounts" in err.decode(), err.decode())
    lines = clean.read_text(encoding="utf-8").splitlines(keepends=True)
    turned = folder / "turned.ndjson"
    turned.write_text("".join(reversed(lines)), encoding="utf-8")
    harness.run("fit", "--panel", turned, "-o", again, "--quiet", "--jobs", 2)
    checks.that(panel.read_bytes() == again.read_bytes(), "another order, other bytes")
    handles = [json.loads(line)["handle"] for line in lines]
    text = panel.read_text(encoding="utf-8")
    checks.that(not any(h in text for h in handles), "the panel names its accounts")
    audited(folder, roster, panel)
    one(clean, panel, json.loads(lines[0]))
    trimmed(folder, clean, handles)
    foreign(folder, roster, panel)


def audited(folder, roster, panel):
    out = folder / "out"
    code, said, err = harness.run("audit", roster, "--out", out, "--model", panel, "--json",
                                  "--jobs", 2)
    checks.that(code == 0, err.decode())
    told = json.loads(said)["panel"]
    checks.that(told["n"] == 60 and 0 < told["clean_share"] <= 1 and
                told["fewest_flags"] >= 1 and "alarm" in told["shift"], told)
    for line in (out / "verdicts.ndjson").read_text(encoding="utf-8").splitlines():
        risk = json.loads(line)["risk"]
        if "p_value" not in risk:
            continue
        checks.that(risk["panel"] == {"stratum": "*", "n": 60}, risk)
        ranks = risk["p_value"] * 61
        checks.that(abs(ranks - round(ranks)) < 1e-6 and 1 <= round(ranks) <= 61, risk)
        checks.that(risk["flagged"] == (risk["q_value"] <= 0.1), risk)
    page = (out / "report.html").read_text(encoding="utf-8")
    checks.that("clean accounts of panel clean" in page, "the page says nothing of it")
    code, _, err = harness.run("audit", roster, "--out", out, "--model", panel, "--norms",
                               "roster")
    checks.that(code == 2 and "--norms roster" in err.decode(), err.decode())


def one(clean, panel, account):
    name = f"{account['platform']}/{account['handle']}"
    code, said, _ = harness.run("vet", clean, "--account", name, "--model", panel)
    checks.that(code == 0 and "of a panel of 60 clean accounts" in said.decode(),
                said.decode())
    code, said, err = harness.run("score", clean, "--model", panel)
    scored = rows_of(said)
    checks.that(code == 0 and len(scored) == 60, err.decode())
    checks.that(all(0 < float(r["p_value"]) <= 1 for r in scored if r["p_value"]), said[:200])


def trimmed(folder, clean, handles):
    code, said, err = harness.run("fit", "--panel", clean, "--suggest-audit", 5)
    wanted = rows_of(said)
    checks.that(code == 0 and len(wanted) == 5, err.decode())
    scores = [float(r["score"]) for r in wanted]
    checks.that(scores == sorted(scores, reverse=True), scores)
    checks.that(all(r["handle"] in handles and r["inflated"] == "" for r in wanted), wanted)
    labels = folder / "checked.csv"
    labels.write_text("platform,handle,inflated\n" + "".join(
        f"{r['platform']},{r['handle']},{int(i == 0)}\n" for i, r in enumerate(wanted)),
        encoding="utf-8")
    smaller = folder / "smaller.json"
    code, _, err = harness.run("fit", "--panel", clean, "--labels", labels, "-o", smaller)
    checks.that(code == 0 and "5 checked, 1 of these inflated" in err.decode(), err.decode())
    checks.that(json.loads(smaller.read_text())["payload"]["n"] == 59, "not trimmed")


def foreign(folder, roster, panel):
    other, out = folder / "other.json", folder / "out2"
    harness.run("fit", folder / "clean" / "accounts.ndjson", "-o", other, "--quiet",
                "--name", "other")
    code, _, err = harness.run("audit", roster, "--out", out, "--model", panel, "--model",
                               other)
    refused(code, err, "was scored by the accounts model default", what="another model")
    old = json.loads(panel.read_text(encoding="utf-8"))
    old["payload"]["features"] = "0" * 16
    odd = folder / "odd.json"
    odd.write_text(json.dumps(old), encoding="utf-8")
    code, _, err = harness.run("audit", roster, "--out", out, "--model", odd)
    refused(code, err, "odd.json", "payload_sha256", what="a changed panel")
    code, _, err = harness.run("audit", roster, "--out", out, "--model", panel, "--model",
                               panel)
    checks.that(code == 2 and "a second panel" in err.decode(), err.decode())


def bad_panels(folder):
    rotten, labels = simulate(folder, "rotten", "--accounts", 60, "--prevalence", 1,
                              "--mechanisms", "bulk", "--level", "L0", "--seed", 990203)
    panel = folder / "none.json"
    code, _, err = harness.run("fit", "--panel", rotten, "-o", panel)
    refused(code, err, "look inflated themselves", "--suggest-audit", what="all inflated")
    code, _, err = harness.run("fit", "--panel", rotten, "--labels", labels, "-o", panel)
    refused(code, err, "a panel needs 20", what="all found inflated")
    nobody = folder / "nobody.csv"
    nobody.write_text("platform,handle,inflated\ntiktok,who.is.this,1\n", encoding="utf-8")
    code, _, err = harness.run("fit", "--panel", rotten, "--labels", nobody, "-o", panel)
    refused(code, err, "nobody.csv", "none of its labels", what="labels of nobody")
    code, _, err = harness.run("fit", rotten, "--labels", nobody, "-o", panel)
    refused(code, err, "nobody.csv", "none of its labels", what="labels of nobody in a fit")
    few = folder / "few.ndjson"
    harness.write_ndjson(few, harness.roster(3))
    code, _, err = harness.run("fit", "--panel", few, "-o", panel)
    refused(code, err, "a panel needs 20", what="three accounts")
    bare = folder / "bare.ndjson"
    bare.write_text('{"platform":"tiktok","handle":"nothing.known"}\n', encoding="utf-8")
    code, _, err = harness.run("fit", "--panel", bare, "-o", panel)
    refused(code, err, "the panel is empty", what="nothing assessable")
    checks.that(not panel.exists(), "a refused panel was written")
    for words in (("--suggest-audit", 5), ("--panel", "--folds", 3, "--labels", nobody),
                  ("--panel", "--for", "comments")):
        code, _, err = harness.run("fit", few, "-o", panel, *words)
        checks.that(code == 2 and b"panel" in err, f"{words}: {code}: {err.decode()}")


def reliability(folder):
    scores, labels = folder / "scores.csv", folder / "truth.csv"
    bins = [(0.1, 10, 1), (0.5, 20, 10), (0.9, 10, 9)]  # predicted, rows, inflated
    told, truth, at = ["handle,probability"], ["handle,inflated,level"], 0
    for p, n, bad in bins:
        for i in range(n):
            told.append(f"a{at},{p}")
            truth.append(f"a{at},{int(i < bad)},{'L0' if at % 2 else 'L1'}")
            at += 1
    scores.write_text("\n".join(told) + "\n", encoding="utf-8")
    labels.write_text("\n".join(truth) + "\n", encoding="utf-8")
    out = folder / "table.csv"
    code, said, err = harness.run("eval", scores, "--labels", labels, "--reliability",
                                  "--replicates", 1, "--reliability-csv", out, "--bins", 4)
    text = said.decode()
    checks.that(code == 0 and "reliability of all rows" in text and
                "reliability of level=L0" in text and "debiased" in text,
                err.decode() + text)
    table = rows_of(out.read_bytes())
    whole = [r for r in table if r["column"] == ""]
    seen = [(float(r["predicted"]), float(r["rows"]), float(r["observed"])) for r in whole]
    wanted = [(p, n, bad / n) for p, n, bad in bins]
    checks.that(len(seen) == 3 and all(abs(a - b) < 1e-9 for x, y in zip(seen, wanted)
                                       for a, b in zip(x, y)), seen)
    checks.that(all(float(r["low"]) <= float(r["observed"]) <= float(r["high"])
                    for r in table), table)
    checks.that({r["value"] for r in table if r["column"]} == {"L0", "L1"}, table)
    code, said, _ = harness.run("eval", scores, "--labels", labels, "--reliability",
                                "--replicates", 1, "--json", "--bins", 4)
    told = json.loads(said)
    checks.that(len(told["reliability"]) == 3 and
                [s["value"] for s in told["reliability_strata"]] == ["L0", "L1"], told)
    checks.that(told["metrics"]["ece"]["value"] < 1e-9, told["metrics"])


with tempfile.TemporaryDirectory() as where:
    panels(pathlib.Path(where))
    bad_panels(pathlib.Path(where))
    reliability(pathlib.Path(where))
checks.finish()
