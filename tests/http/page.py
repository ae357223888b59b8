#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page and its files out of the program: as they are or gzipped, kept by their tags,
under a policy that lets nothing in from elsewhere."""
import gzip
import hashlib
import pathlib

import service

c = service.checks()
ROOT = pathlib.Path(__file__).parents[2] / "tools"
FOLDER = ROOT / "web/dist"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css",
         ".svg": "image/svg+xml", ".txt": "text/plain"}

with service.Service() as s:
    files = sorted(f for f in FOLDER.rglob("*") if f.is_file())
    c.that(files, "there are files")
    for file in files:
        name = str(file.relative_to(FOLDER))
        path = "/" if name == "index.html" else "/" + name
        plain = s.get(path)
        wanted = file.read_bytes()
        tag = f'"{hashlib.sha256(wanted).hexdigest()}"'
        c.that(plain.status == 200 and plain.body == wanted, f"{path} as it is")
        c.that(plain.headers["etag"] == tag, f"{path}: its tag is its hash")
        c.that(plain.headers["content-type"].startswith(TYPES.get(file.suffix, "")),
               f"{path}: {plain.headers['content-type']}")
        packed = s.get(path, Accept_Encoding="br, gzip")
        c.that(packed.headers.get("content-encoding") == "gzip" and
               gzip.decompress(packed.body) == wanted, f"{path} gzipped")
        c.that(packed.headers["vary"] == "Accept-Encoding", "and a cache is told")
        kept = s.get(path, If_None_Match=tag)
        c.that(kept.status == 304 and kept.body == b"", f"{path} is kept")
        for name, value in {"x-content-type-options": "nosniff",
                            "referrer-policy": "no-referrer"}.items():
            c.that(plain.headers[name] == value, f"{path}: {name}")
        policy = plain.headers["content-security-policy"]
        c.that("default-src 'self'" in policy and "unsafe" not in policy, f"{path}: {policy}")
    c.that(s.ask("POST", "/", b"x").status == 405, "only to be read")
    c.that(s.ask("HEAD", "/").body == b"", "HEAD has no body")
    c.that(s.get("/index.html/../page.js").status == 404, "no paths")
    c.that(s.get("/?x=1").status == 200, "the page has its query for itself")
c.finish()
