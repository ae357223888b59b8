#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file includes its own floor and those below; families do not see each other."""
import pathlib
import re
import sys

FLOORS = [["base"], ["stat", "text", "format"], ["account"],
          ["growth", "engagement", "comments", "audience", "network", "livestream", "sales"], ["events"], ["feature"], ["detect"],
          ["model"], ["score"], ["report"]]
FLOOR = {folder: i for i, folders in enumerate(FLOORS) for folder in folders}
PUBLIC = {"status": 0, "base": 0, "account": 2, "reader": 2, "table": 1, "check": 2, "import": 2, "norms": 0,
          "findings_state": 0, "growth": 3, "engagement": 3, "comments": 3, "events": 4, "comments_model": 3,
          "audience": 3, "profiles": 3, "profiles_fit": 3, "contacts": 3, "network": 3, "livestream": 3, "sales": 3,
          "features": 5, "model": 7, "fit": 7, "eval": 7, "matrix": 7, "panel": 7, "panel_shift": 7, "scorer": 8,
          "target": 2, "proposal": 8, "verdict": 5, "report": 9, "rows": 9}
OWNER = {"profiles": "audience", "profiles_fit": "audience", "contacts": "audience"}
INCLUDE = re.compile(r'#include [<"]([\w/]+)\.(?:h|def)[>"]')


def faults(root):
    for path in sorted((root / "engine").rglob("*.[ch]")):
        folder = path.relative_to(root / "engine").parts[0]
        if folder == "include":
            continue
        for name in INCLUDE.findall(path.read_text()):
            head, _, tail = name.partition("/")
            floor = PUBLIC.get(tail) if head == "assay" else FLOOR.get(head)
            if floor is None:
                continue
            sibling = floor == FLOOR[folder] == 3 and folder not in (head, OWNER.get(tail, tail.partition("_")[0]))
            if floor > FLOOR[folder] or sibling:
                yield f"{path.relative_to(root)} includes {name}"
    for path in sorted((root / "tools").rglob("*.[ch]")):
        for name in INCLUDE.findall(path.read_text()):
            if name.partition("/")[0] in FLOOR:
                yield f"{path.relative_to(root)} includes {name}"


found = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(found) or "layers hold")
sys.exit(bool(found))
