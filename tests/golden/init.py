#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What assay init makes: every table that the program reads, explained column by column;
what is already there stays."""
import pathlib
import re
import tempfile

import harness

checks = harness.Checks()
TABLES = {"accounts", "growth", "posts", "comments", "audience", "livestreams", "sales",
          "explanations", "outcomes", "demographics", "actions"}

with tempfile.TemporaryDirectory() as scratch:
    folder = pathlib.Path(scratch) / "roster"
    checks.that(harness.run("init", folder)[0] == 0, "a new folder is made")
    made = {path.stem: path for path in folder.glob("*.csv")}
    checks.that(set(made) == TABLES, f"tables: {sorted(made)}")
    parts = re.split(r"(?m)^## (\w+)\.csv$", (folder / "README.md").read_text("utf-8"))
    told = dict(zip(parts[1::2], parts[2::2]))
    for name, path in made.items():
        columns = path.read_text("utf-8").rstrip("\n").split(",")
        explained = re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (.*) \|$", told.get(name, ""))
        checks.that([e[0] for e in explained] == columns, f"{name}: {columns} {explained}")
        checks.that(any("**needed**" in e[2] for e in explained), f"{name}: nothing needed")
        checks.that(told[name].strip().splitlines()[0][0].isupper(), f"{name}: no sentence")
    code, out, err = harness.run("check", folder)
    checks.that(code == 3 and b"no account" in err, f"empty tables: {code} {err!r}")

    harness.write_tables(folder, harness.roster(3))
    before = (folder / "growth.csv").read_bytes()
    (folder / "README.md").write_text("ours\n", "utf-8")
    checks.that(harness.run("init", folder)[0] == 0, "a folder that is there")
    checks.that((folder / "growth.csv").read_bytes() == before and
                (folder / "README.md").read_text("utf-8") == "ours\n", "nothing is lost")
    code, out, err = harness.run("check", folder)
    checks.that(code == 0 and b"invented.0001" in out, f"filled tables: {code} {err!r}")
checks.finish()
