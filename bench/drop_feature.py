#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single statistics are worth: each left out of the accounts model, out of fold.

    bench/drop_feature.py [models/default.json] [--card models/default.md]

The fit writes beside each statistic the log-loss in nats that its steps save on rows that
its fold did not see, all other statistics being there; nothing is fitted again, so ones
that say the same share the loss. With --card
the table is put between the two marks of the card in place of the one that is there.
"""
import json
import pathlib
import sys

MARKS = "<!-- drop-one: begin -->", "<!-- drop-one: end -->"


def table(model):
    features = model["payload"]["features"]
    rows = sorted(((f["worth"], name, f["steps"]) for name, f in features.items()),
                  reverse=True)
    yield "| statistic | nats saved out of fold | log-odds from least to most |"
    yield "|---|---|---|"
    for worth, name, steps in rows:
        yield f"| {name} | {worth:.1f} | {steps[-1] - steps[0]:.2f} |"


def main():
    words = sys.argv[1:]
    card = words[words.index("--card") + 1] if "--card" in words else None
    path = words[0] if words and words[0] != "--card" else "models/default.json"
    with open(path, encoding="utf-8") as file:
        text = "\n".join(table(json.load(file)))
    if card is None:
        print(text)
        return
    page = pathlib.Path(card)
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
