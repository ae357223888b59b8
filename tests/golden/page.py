#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as browsers and people meet them: well formed, self-contained, in order for a
screen reader, the same bytes for the same records. Their bytes are compared by
tests/unit/test_page_golden.c, on a verdict that no model changes."""
import html.parser
import pathlib
import random
import re
import tempfile

import harness

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parent.parent / "datasets" / "sample"
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
    page.that(not re.search(r"\b(growth|engagement|events|comments)\.[a-z_]+", " ".join(page.text)),
              "a statistic by its name in the table")
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


def sample():
    """Three accounts of the sample, in both languages, for both readers."""
    roster = audit(SAMPLE).decode()
    walk("sample roster", roster)
    for account in NAMES:
        handle = account.split("/")[1]
        others = [n.split("/")[1] for n in NAMES if n != account]
        for language in ("en", "vi"):
            brand = vet(SAMPLE, account, "--lang", language).decode()
            creator = vet(SAMPLE, account, "--lang", language, "--for", "creator").decode()
            walk(f"{account} {language} brand", brand)
            walk(f"{account} {language} creator", creator)
            checks.that("class=\"peer\"" in brand, f"{account}: no peers for the brand")
            checks.that(handle in creator and not any(o in creator for o in others),
                        f"{account}: the creator's page names others")
            checks.that(not re.search("norms|A wrong yes|fair fee|USD|VND|class=\"peer\"|"
                                      "to sign|inflated", creator),
                        f"{account}: the creator's page has peers, policy or money")


def giveaway_stays_grey():
    """The sample's first account gained by a giveaway in February and by deliveries in May
    and June: only the weeks of the latter are coloured."""
    page = vet(SAMPLE, NAMES[0]).decode()
    weeks = re.search(r"class=\"bd\" d=\"([^\"]+)\"", page)
    checks.that(weeks and weeks[1].count("z") == 4, "coloured bars beside four delivered weeks")
    checks.that("leaving after a giveaway" in page, "a loss is named like a gain")


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
    sample()
    giveaway_stays_grey()
    same_bytes(where)
    hostile(where)
checks.finish()
