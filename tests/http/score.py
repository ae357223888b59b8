#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One account over HTTP: the bytes of the CLI, and every way to ask wrongly."""
import gzip
import json
import pathlib
import subprocess
import tempfile

import service
from service import harness

c = service.checks()


def cli(account, *flags):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "one.json"
        path.write_bytes(account)
        return harness.run("vet", path, "--json", *flags)[1]


with service.Service() as s:
    for seed in range(4):
        account = service.json_bytes(harness.account(seed, delivered=seed % 2 == 0))
        reply = s.score(account)
        c.that(reply.status == 200, f"account {seed} is scored")
        c.that(reply.body == cli(account), f"account {seed}: the bytes of vet --json")
        c.that(reply.headers["assay-model"] == reply.json()["models"][0]["sha256"],
               "the header names the model of the verdict")
    c.that(s.score(account, "?decision=false").body == cli(account, "--no-decision"),
           "decision=false is --no-decision")
    c.that(s.score(account, "?exhibits=true").body == cli(account, "--exhibits"),
           "exhibits=true is --exhibits")
    with tempfile.TemporaryDirectory() as folder:
        policy = {"cost_wrong_sign": 3.0, "cost_wrong_decline": 0.25, "prevalence": 0.4}
        path = pathlib.Path(folder) / "policy.json"
        path.write_text(json.dumps(policy))
        query = "?" + "&".join(f"{k}={v}" for k, v in policy.items())
        c.that(s.score(account, query).body == cli(account, "--policy", path),
               "a policy in the query is --policy")
    c.that(s.score(account).body == cli(account), "and the next request has the usual one")

    packed = s.score(gzip.compress(account), Content_Encoding="gzip")
    c.that(packed.body == cli(account), "gzip comes to the same")
    squeezed = subprocess.run(["zstd", "-q", "-c"], input=account, capture_output=True)
    packed = s.score(squeezed.stdout, Content_Encoding="zstd")
    c.that(packed.body == cli(account), "zstd comes to the same")
    members = gzip.compress(account[:500]) + gzip.compress(account[500:])
    c.that(s.score(members, Content_Encoding="gzip").body == cli(account),
           "two gzip members are one body")
    connection = s.connect()
    connection.request("POST", "/v1/score", iter([account[:999], account[999:]]),
                       {"Content-Type": "application/json"}, encode_chunked=True)
    c.that(connection.getresponse().read() == cli(account), "chunks come to the same")

    model = s.score(account).headers["assay-model"]
    c.that(s.score(account, "?model=" + model).status == 200, "the wanted model answers")
    c.that(s.score(account, "?model=" + model[:12]).status == 200, "also by its beginning")
    other = s.score(account, "?model=" + "0" * 64)
    c.that(other.status == 409 and model in other.json()["detail"], "409 names the model")

    page = s.score(account, "?lang=vi", Accept="text/html")
    c.that(page.status == 200 and page.headers["content-type"].startswith("text/html") and
           b"<html" in page.body, "text/html is the page")
    c.that(s.score(account, Accept="text/html;q=0.1, application/json").body ==
           cli(account), "the heavier type is chosen")
    c.that(s.score(account, Accept="*/*").headers["content-type"] == "application/json",
           "anything is JSON")


    def refused(reply, status, what, pointer=None):
        kind = reply.headers.get("content-type")
        if not c.that(reply.status == status and kind == "application/problem+json",
                      f"{what}: {reply.status} {kind}"):
            return
        told = reply.json()
        c.that(told["status"] == status and told["type"] == "about:blank" and
               told["title"] and told["detail"], f"{what}: members of RFC 9457")
        if pointer is not None:
            c.that(told["errors"][0]["pointer"] == pointer,
                   f"{what}: pointer {told.get('errors')}")


    least = {"platform": "x", "handle": "a"}
    refused(s.score(b""), 400, "an empty body")
    refused(s.score(b"{"), 400, "cut JSON")
    refused(s.score(b"[]"), 400, "an array")
    refused(s.score({**least, "posts": [{"id": "p", "likes": "12"}]}), 422,
            "a number in quotes", "#/posts/0/likes")
    refused(s.score({**least, "growth": [{"at": "2026-01-01", "followers": 1},
                                         {"at": "yesterday", "followers": 2}]}), 422,
            "no time", "#/growth/1/at")
    refused(s.score(b'{"platform":"x","handle":"a","followers":NaN}'), 400, "NaN",
            "#/followers")
    refused(s.score(b'{"platform":"x","handle":"a","followers":1e999}'), 422, "1e999",
            "#/followers")
    refused(s.score({"platform": "x"}), 422, "no handle", "#/handle")
    refused(s.score(b'{"platform":"x","handle":"a","handle":"b"}'), 400, "a key twice",
            "#/handle")
    refused(s.score(b"[" * 100), 400, "deep")
    refused(s.score(b'{"platform":"x","handle":"\xff"}'), 400, "no UTF-8")
    refused(s.score(least, Content_Type="text/plain"), 415, "another type")
    refused(s.score(least, Content_Encoding="br"), 415, "another encoding")
    refused(s.score(b"\x1f\x8bxx", Content_Encoding="gzip"), 400, "damaged gzip")
    refused(s.score(gzip.compress(account)[:-9], Content_Encoding="gzip"), 400, "cut gzip")
    refused(s.score(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip"), 413,
            "a bomb")
    refused(s.score(least, "?modle=1"), 400, "a misspelt parameter")
    refused(s.score(least, "?prevalence=2"), 400, "a prevalence of 2")
    refused(s.score(least, "?target=contry%3DVN"), 400, "an unknown part of a target")
    refused(s.score(least, "?target="), 400, "an empty target")
    fit = s.score(least, "?target=country%3DVN%2Clanguage%3Dvi").json()["target_fit"]
    c.that(fit["target"] == {"country": "VN", "language": "vi"}, "a target is answered")
    c.that("target_fit" not in s.score(least).json(), "and only when it was asked about")
    refused(s.score(least, "?prevalence=nan"), 400, "a prevalence of nan")
    refused(s.score(least, "?lang=en&lang=vi"), 400, "a parameter twice")
    refused(s.score(least, "?lang=%00"), 400, "%00 in a parameter")
    refused(s.get("/v1/score"), 405, "GET")
    c.that(s.get("/v1/score").headers["allow"] == "POST", "405 says what is allowed")
    refused(s.get("/healthz%00x"), 400, "%00 in the path")
    refused(s.get("/../etc/passwd"), 404, "no path of files")
    refused(s.get("/v1/score", Host="rebound.example"), 405, "(routes come first)")
    refused(s.score(least, Host="rebound.example"), 403, "another Host")
    refused(s.score(least, Origin="https://other.example"), 403, "another Origin")
    own = f"http://127.0.0.1:{s.port}"
    c.that(s.score(least, Origin=own).status == 200, "the page's own Origin")

    named = s.score(least, X_Request_Id="abc-1.2_3")
    c.that(named.headers["x-request-id"] == "abc-1.2_3", "a request keeps its id")
    c.that(s.score(least, X_Request_Id="a b").headers["x-request-id"] != "a b",
           "an id of odd letters does not")
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    c.that(s.score(least, traceparent=parent).headers["traceparent"][3:35] == parent[3:35],
           "a trace is taken over")
    c.that(s.stop() == 0, "SIGTERM ends it with 0")
    text = "".join(s.log)
    c.that("invented" not in text and '"handle"' not in text, "no handle in the log")
    c.that(all(json.loads(line) for line in s.log), "every line of the log is JSON")
c.finish()
