#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of bad input, end to end: a sentence with file, line and field and exit 3;
in an audit the record is listed in errors.csv and the rest goes on."""
import csv
import json
import pathlib
import tempfile

import harness

checks = harness.Checks()
GOOD = harness.account(1)
SMALL = harness.account(3, days=40, posts=5, comments=8)


def line(**changes):
    return json.dumps({**GOOD, "handle": "odd.one", **changes}, ensure_ascii=False)


def growth(*pairs):
    return [{"at": at, "followers": n} for at, n in pairs]


# name: the line, the field that the sentence must name (None: any)
BAD = {
    "followers negative": (line(followers=-5), "followers"),
    "growth negative": (line(growth=growth(("2025-03-01", -1))), "followers"),
    "a number beyond range": (line().replace(f'"followers": {GOOD["followers"]}',
                                             '"followers": 1e400', 1), "followers"),
    "NaN": (line().replace(f'"followers": {GOOD["followers"]}', '"followers": NaN', 1),
            "followers"),
    "two values at one instant": (line(growth=growth(
        ("2025-03-01", 10), ("2025-03-02", 12), ("2025-03-02", 13))), "growth"),
    "nesting": ('{"platform":"tiktok","handle":"odd.one","x":' + "[" * 100000 +
                "]" * 100000 + "}", None),
    "a date that is none": (line(growth=growth(("2025-02-30", 10))), "at"),
    "a key twice": ('{"platform":"tiktok","platform":"tiktok","handle":"odd.one"}',
                    "platform"),
    "no handle": ('{"platform":"tiktok"}', "handle"),
    "cut off": (line()[:200], None),
    "an abbreviated number": (line(followers="12.4K"), "followers"),
    "not an object": ("17", None),
    "a comment of 10 MB": (line(comments=[{"text": "ok " * 3_400_000}]), "text"),
}
RAW = {
    "invalid UTF-8": line(comments=[{"text": "bad @@ here"}]).encode().replace(
        b"@@", b"\xff\xfe"),
}
# These are thin or strange, but no fault: they are read, and assessed as far as they go.
USABLE = {
    "no growth": line(growth=[]),
    "one reading": line(growth=growth(("2025-03-01", 10))),
    "a constant curve": line(growth=[{"at": harness.day(d), "followers": 500}
                                     for d in range(90)]),
    "no followers": line(followers=0, growth=growth(("2025-03-01", 0), ("2025-03-02", 0))),
    "readings out of order": line(growth=list(reversed(GOOD["growth"]))),
    "ids of 19 digits": line(posts=[{"id": 7123456789012345678, "likes": 5}],
                             comments=[{"post": 7123456789012345678, "text": "a"}]),
    "nothing but a name": '{"platform":"tiktok","handle":"odd.one"}',
}


def audit(folder, source):
    out = folder / f"out-{source.name}"
    code, _, err = harness.run("audit", source, "--out", out, "--quiet", "--jobs", 2)
    rows = list(csv.DictReader(open(out / "errors.csv", encoding="utf-8")))
    handles = []
    if (out / "verdicts.csv").exists():
        with open(out / "verdicts.csv", encoding="utf-8") as file:
            handles = [row["handle"] for row in csv.DictReader(file)]
    return code, err.decode(), rows, handles


def alone(folder, name, bytes_, field):
    path = folder / "alone.ndjson"
    path.write_bytes(bytes_ + b"\n")
    for command in ("vet", "growth", "check"):
        code, _, err = harness.run(command, path)
        said = err.decode()
        checks.that(code == 3, f"{name}: {command} exits {code}: {said}")
        checks.that("alone.ndjson" in said, f"{name}: {command} names no place: {said!r}")
        checks.that(field is None or field in said,
                    f"{name}: {command} does not name {field}: {said!r}")


def between_others(folder, records):
    """All of them in one file, each after an account that can be used: the audit tells
    every one by its line, and no one of them costs another account."""
    mixed, good = folder / "mixed.ndjson", []
    with open(mixed, "wb") as file:
        for i, (_, bytes_, _) in enumerate(records):
            good.append({**SMALL, "handle": f"good.{i:02}"})
            file.write(json.dumps(good[-1]).encode() + b"\n" + bytes_ + b"\n")
    code, said, rows, handles = audit(folder, mixed)
    checks.that(code == 0, f"audit of the rest exits {code}: {said}")
    checks.that(sorted(handles) == [a["handle"] for a in good], f"the rest is {handles}")
    checks.that(len(rows) == len(records), f"{len(rows)} of {len(records)} are told")
    for i, (name, _, field) in enumerate(records):
        row = next((r for r in rows if r["line"] == str(2 * i + 2)), None)
        if checks.that(row and row["file"].endswith("mixed.ndjson") and row["message"],
                       f"{name}: errors.csv says {rows}"):
            checks.that(field is None or field in row["field"] + row["message"],
                        f"{name}: errors.csv does not name {field}: {row}")
    code, _, _ = harness.run("audit", mixed, "--out", folder / "s", "--strict", "-q")
    checks.that(code == 3, f"--strict exits {code}")


with tempfile.TemporaryDirectory() as where:
    folder = pathlib.Path(where)
    records = [(name, text.encode(), field) for name, (text, field) in BAD.items()]
    records += [(name, bytes_, None) for name, bytes_ in RAW.items()]
    for record in records:
        alone(folder, *record)
    between_others(folder, records)

with tempfile.TemporaryDirectory() as where:
    folder = pathlib.Path(where)
    names, together = [], folder / "a.ndjson"
    with open(together, "w", encoding="utf-8") as file:
        for i, (name, text) in enumerate(USABLE.items()):
            names.append(f"odd.{i}")
            one = text.replace("odd.one", names[-1])
            file.write(one + "\n")
            (folder / "one.ndjson").write_text(one + "\n", encoding="utf-8")
            code, _, err = harness.run("vet", folder / "one.ndjson")
            checks.that(code == 0 and not err, f"{name}: vet exits {code}: {err.decode()}")
    for command in ("growth", "engagement", "comments", "features", "check"):
        code, _, err = harness.run(command, together)
        checks.that(code == 0 and not err, f"{command} exits {code}: {err.decode()}")
    code, said, rows, handles = audit(folder, together)
    checks.that((code, sorted(handles), rows) == (0, names, []),
                f"audit of thin ones: {code} {handles} {rows} {said}")

with tempfile.TemporaryDirectory() as where:
    folder = pathlib.Path(where)
    (folder / "empty.ndjson").write_text("")
    for command in ("vet", "growth"):
        code, _, err = harness.run(command, folder / "empty.ndjson")
        checks.that(code == 3 and b"empty.ndjson" in err, f"empty: {command} {code} {err}")
    code, said, rows, handles = audit(folder, folder / "empty.ndjson")
    checks.that(code == 3 and not handles, f"empty: audit {code} {said}")

    # An account twice: the first record stands, the second is told.
    twice = [GOOD, {**GOOD, "followers": 1}, harness.account(2)]
    harness.write_ndjson(folder / "twice.ndjson", twice)
    code, said, rows, handles = audit(folder, folder / "twice.ndjson")
    checks.that(code == 0 and handles == ["invented.0001", "invented.0002"] or
                handles == ["invented.0002", "invented.0001"], f"twice: {code} {handles}")
    checks.that(len(rows) == 1 and rows[0]["handle"] == GOOD["handle"] and
                rows[0]["line"] == "2" and rows[0]["message"], f"twice: {rows}")

    # A row too short, in tables.
    tables = folder / "tables"
    harness.write_tables(tables, [GOOD, harness.account(2)])
    rows = (tables / "growth.csv").read_text().split("\n")
    rows[5] = "instagram,invented.0001"
    (tables / "growth.csv").write_text("\n".join(rows))
    code, _, err = harness.run("growth", tables)
    checks.that(code == 3 and b"growth.csv" in err and b"6" in err,
                f"a short row: {code} {err}")
    code, said, rows, handles = audit(folder, tables)
    checks.that(code == 0 and any(r["file"].endswith("growth.csv") and r["line"] == "6"
                                  for r in rows), f"a short row: audit {code} {rows}")
checks.finish()
