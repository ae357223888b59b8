# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts of this folder share: running the program, inventing accounts.

Everything invented here is drawn from a fixed key, so it is the same in every run; the
names belong to nobody.
"""
import csv
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
               **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}}
FIRST_DAY = datetime.date(2025, 3, 1)
WORDS = ("hay quá|đẹp ghê|love this|where did you get it|mua ở đâu vậy|great light|"
         "so funny|cảm ơn bạn|lần sau nhớ rủ mình|my sister does this too|xinh xỉu|"
         "the second one is best|bao nhiêu tiền|first time here|nhìn ngon thật").split("|")


def run(*arguments, stdin=None, **more):
    """Runs the program; stdin may be bytes. Returns code, stdout, stderr as bytes."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, env=ENVIRONMENT,
                          capture_output=True, timeout=240, **more)
    return done.returncode, done.stdout, done.stderr


def day(n):
    return str(FIRST_DAY + datetime.timedelta(days=n))


def account(seed, days=200, posts=20, comments=60, delivered=False):
    """An invented account; delivered: 3,000 followers arrive in three days."""
    draw = random.Random(seed)
    followers, growth = 8000 + draw.randrange(4000), []
    for d in range(days):
        followers += draw.randrange(5, 30) + (1000 if delivered and 90 <= d < 93 else 0)
        growth.append({"at": day(d), "followers": followers})
    rows, words = [], []
    for p in range(posts):
        at = p * days // posts
        rows.append({"id": f"p{p}", "at": f"{day(at)}T12:00:00Z", "kind": "video",
                     "likes": draw.randrange(200, 900), "comments": draw.randrange(5, 60),
                     "views": draw.randrange(4000, 20000)})
    for c in range(comments):
        post = rows[draw.randrange(posts)] if posts else {"id": "p0", "at": f"{day(0)}T"}
        text = "tuyệt vời shop ơi" if delivered and c % 3 == 0 else \
            " ".join(draw.sample(WORDS, 2))
        words.append({"id": f"c{c}", "post": post["id"],
                      "at": f"{post['at'][:10]}T{12 + c % 11:02}:{c % 60:02}:00Z",
                      "author": f"u{draw.randrange(500)}", "text": text})
    return {"platform": ["tiktok", "instagram"][seed % 2], "handle": f"invented.{seed:04}",
            "country": "VN", "followers": followers, "growth": growth, "posts": rows,
            "comments": words}


def roster(n=12):
    return [account(i, delivered=i % 4 == 0) for i in range(n)]


def write_ndjson(path, accounts):
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in accounts),
                    encoding="utf-8")


TABLES = {"growth": ["at", "followers"],
          "posts": ["id", "at", "kind", "likes", "comments", "views"],
          "comments": ["id", "post", "at", "author", "text"]}


def write_tables(folder, accounts, shuffle=None):
    """The same accounts as CSV tables; shuffle: a random.Random that mixes the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = ["platform", "handle", "country", "followers"]
    tables = {"accounts": [[a[f] for f in fields] for a in accounts]}
    heads = {"accounts": fields}
    for name, columns in TABLES.items():
        heads[name] = ["platform", "handle",
                       *("post" if c == "id" and name == "posts" else c for c in columns)]
        tables[name] = [[a["platform"], a["handle"], *(row[c] for c in columns)]
                        for a in accounts for row in a[name]]
    for name, rows in tables.items():
        if shuffle:
            shuffle.shuffle(rows)
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([heads[name], *rows])


class Checks:
    """Counts what held and what did not; `finish` gives the exit code."""

    def __init__(self):
        self.done, self.failed = 0, 0

    def that(self, truth, what):
        self.done += 1
        if not truth:
            self.failed += 1
            print("FAILED:", what)
        return truth

    def finish(self):
        print(f"{self.done} checks, {self.failed} failed")
        sys.exit(bool(self.failed))
