#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as browsers and people meet them: well formed, self-contained, in order for a
screen reader, the same bytes for the same records; and those of three accounts of the
sample compared with expected/ byte by byte (recorded anew by record.sh)."""
import csv
import difflib
import html.parser
import pathlib
import random
import re
import sys
import tempfile

import harness

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parent.parent / "datasets" / "sample"
RECORD = "--record" in sys.argv
NAMES = ["tiktok/evanvancestudio", "facebook/giangbui.tv", "youtube/longgiatv"]
VOID = {"meta", "br", "hr"}
HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'",
           "\u202eevil\u2066", "a\u0000b", "</title></style><svg onload=a>", "&lt;b&gt;"]
checks = harness.Checks()


class Page(html.parser.HTMLParser):
    """Walks a page; what it must keep to is checked on the way."""

    def __init__(self, name):
        super().__init__()
        self.name, self.open, self.text, self.style = name, [], [], ""
        self.tags, self.ids, self.links, self.levels = set(), [], [], []
        self.images = self.figures = self.tables = 0

    def that(self, truth, what):
        checks.that(truth, f"{self.name}: {what}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.that(not {k for k in attrs if k.startswith("on")} | {"style", "src"} & set(attrs),
                  f"attributes {attrs}")
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.figures += tag == "figure"
        self.tables += tag == "table" and "figure" in self.open
        self.images += tag == "svg" and attrs.get("role") == "img"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        self.that(self.open and self.open.pop() == tag, f"</{tag}> out of place")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text.append(data)


def walk(name, text):
    page = Page(name)
    page.feed(text)
    page.close()
    page.that(not page.open, f"left open: {page.open}")
    page.that(not page.tags & {"script", "iframe", "link", "img", "object", "embed", "form",
                               "base", "a:href"}, f"tags {page.tags}")
    page.that(re.search(r"http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                        r"style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:;", text),
              "no policy")
    page.that(not re.search(r"https?://|url\(|@import|javascript:", text), "it reaches out")
    page.that({"header", "main", "footer", "h1", "title"} <= page.tags, "landmarks")
    page.that(page.levels[0] == 1 and page.levels.count(1) == 1, "one h1, first")
    page.that(all(b <= a + 1 for a, b in zip(page.levels, page.levels[1:])),
              f"headings skip a level: {page.levels}")
    page.that(len(page.ids) == len(set(page.ids)), "an id twice")
    page.that({f"#{i}" for i in page.ids} >= set(page.links), "a link leads nowhere")
    page.that(page.tables == page.figures, f"{page.figures} figures, {page.tables} tables")
    page.that(page.images >= page.figures and text.count("role=\"img\"") ==
              len(re.findall("role=\"img\"[^>]*><title>[^<]+</title>", text)),
              "a picture without a title")
    page.that("prefers-color-scheme:dark" in page.style and "@media print" in page.style,
              "dark, print")
    page.that(not re.search(r"\bnan\b|\binf\b", " ".join(page.text)), "NaN")
    return page


def vet(source, name, *more):
    with tempfile.TemporaryDirectory() as where:
        path = pathlib.Path(where) / "page.html"
        code, _, err = harness.run("vet", source, "--account", name, "--html", path, *more)
        checks.that(code == 0, f"vet {name} {more}: {code} {err.decode()}")
        return path.read_bytes()


def audit(source, *more):
    with tempfile.TemporaryDirectory() as where:
        code, _, err = harness.run("audit", source, "--out", where, "-q", *more)
        checks.that(code == 0, f"audit {more}: {code} {err.decode()}")
        return (pathlib.Path(where) / "report.html").read_bytes()


def part_of_sample(folder):
    """The rows of three accounts, so that what is compared stays small."""
    folder.mkdir()
    for path in sorted(SAMPLE.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        where = head.index("platform"), head.index("handle")
        kept = [r for r in rows if f"{r[where[0]]}/{r[where[1]]}" in NAMES]
        with open(folder / path.name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *kept])


def compare(name, got):
    expected = HERE / "expected" / f"{name}.html"
    if RECORD:
        expected.write_bytes(got)
    wanted = expected.read_bytes() if expected.exists() else b""
    if not checks.that(got == wanted, f"{name}: differs; record.sh records it anew"):
        lines = difflib.unified_diff(wanted.decode().splitlines(True),
                                     got.decode().splitlines(True), "expected", "got")
        sys.stdout.writelines(line[:200].rstrip() + "\n" for line in list(lines)[:40])


def goldens(folder):
    part_of_sample(folder)
    pages = {"page-brand": vet(folder, NAMES[0]),
             "page-vi": vet(folder, NAMES[0], "--lang", "vi"),
             "page-creator": vet(folder, NAMES[0], "--for", "creator"),
             "page-roster": audit(folder)}
    for name, got in pages.items():
        walk(name, got.decode())
        compare(name, got)
    brand, creator = pages["page-brand"].decode(), pages["page-creator"].decode()
    checks.that("norms" in brand and "A wrong yes" in brand, "brand: peers and policy")
    checks.that(not re.search("norms|A wrong yes|At risk|fair fee|USD|class=\"peer\"|to sign",
                              creator), "creator: peers, policy or money")
    for account in NAMES:
        handle = account.split("/")[1]
        others = [n.split("/")[1] for n in NAMES if n != account]
        page = vet(folder, account, "--for", "creator", "--lang", "vi").decode()
        checks.that(handle in page and not any(o in page for o in others),
                    f"creator page of {account} names others")


def same_bytes(folder):
    """Any order of rows, either form, any number of jobs."""
    accounts = harness.roster(6)
    harness.write_ndjson(folder / "a.ndjson", accounts)
    harness.write_tables(folder / "tables", accounts, random.Random(5))
    first = audit(folder / "a.ndjson", "--jobs", "1")
    checks.that(first == audit(folder / "tables", "--jobs", "2"), "audit: other bytes")
    name = f"{accounts[4]['platform']}/{accounts[4]['handle']}"
    one = vet(folder / "a.ndjson", name)
    checks.that(one == vet(folder / "tables", name), "vet: other bytes")
    walk("roster", first.decode())


def hostile(folder):
    """Text that would be markup, if it were let."""
    accounts = harness.roster(len(HOSTILE))
    for account, text in zip(accounts, HOSTILE):
        account["handle"] = text.replace("\u0000", "") or "x"
        account["fee"] = {"amount": 5, "currency": "<u>"}
        for post in account["posts"]:
            post["caption"] = text
        for comment in account["comments"]:
            comment["text"] = text
            comment["author"] = text
    harness.write_ndjson(folder / "h.ndjson", accounts)
    pages = [audit(folder / "h.ndjson", "--lang", language) for language in ("en", "vi")]
    for account in accounts:
        name = f"{account['platform']}/{account['handle']}"
        for reader in ("brand", "creator"):
            pages.append(vet(folder / "h.ndjson", name, "--for", reader))
    for number, page in enumerate(pages):
        text = page.decode()
        walk(f"hostile {number}", text)
        checks.that(not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", text),
                    f"hostile {number}: a control character")
    checks.that("alert(1)" in pages[0].decode(), "a handle is not shown")


with tempfile.TemporaryDirectory() as where:
    where = pathlib.Path(where)
    goldens(where / "sample")
    same_bytes(where)
    hostile(where)
checks.finish()
