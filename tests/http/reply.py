#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations and counterfactuals over HTTP: the bytes of the CLI, and the place of
what cannot be used."""
import json
import pathlib
import tempfile

import service
from service import harness

c = service.checks()
CLAIMS = [{"from": harness.day(89), "to": harness.day(93), "cause": "giveaway",
           "note": "minigame"},
          {"from": harness.day(1), "to": harness.day(1), "cause": "press"}]


def cli(account, *flags):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "one.json"
        path.write_bytes(service.json_bytes(account))
        return harness.run("vet", path, "--json", *flags)[1]


def refused(reply, pointer, word):
    told = reply.json()
    c.that(reply.status == 422 and told["errors"][0]["pointer"] == pointer and
           word in told["detail"], f"{pointer}: {reply.status} {told}")


with service.Service() as s:
    account = {**harness.account(4, delivered=True), "explanations": CLAIMS}
    reply = s.score(account)
    c.that(reply.body == cli(account), "explanations in the record: the bytes of vet")
    told = reply.json()
    c.that([len(e["bears_on"]) > 0 for e in told["explanations"]] in ([True, False],
                                                                      [False, True]),
           f"one bears on the gain, one on nothing: {told['explanations']}")
    c.that("counterfactuals" not in told, "only when asked for")
    for flags in (("counterfactuals",), ("counterfactuals", "exhibits")):
        query = "?" + "&".join(f"{flag}=true" for flag in flags)
        c.that(s.score(account, query).body == cli(account, *(f"--{f}" for f in flags)),
               f"{query} is --{' --'.join(flags)}")
    c.that(s.score(account).body == reply.body, "and the next request has none again")
    c.that("counterfactuals" in s.score(account, "?counterfactuals=true").json(),
           "asked for, it is there")
    lines = s.batch([account], "?counterfactuals=true").body
    c.that(json.loads(lines)["result"] == json.loads(cli(account, "--counterfactuals")),
           "a batch tells the same")
    page = s.score(account, "?lang=vi&counterfactuals=true", Accept="text/html")
    c.that("Những điều đã được giải thích".encode() in page.body, "the page tells them")

    bad = {"cause": {**CLAIMS[0], "cause": "givaway"},
           "to": {**CLAIMS[0], "to": harness.day(3)},
           "from": {"to": harness.day(3), "cause": "ads"}}
    for field, row in bad.items():
        refused(s.score({**account, "explanations": [CLAIMS[0], row]}),
                f"#/explanations/1/{field}",
                {"cause": "is no cause", "to": "lies before", "from": "known"}[field])
    c.that(s.score(account, "?counterfactuals=yes").status == 400, "neither true nor false")
    many = [{**CLAIMS[0], "note": str(i)} for i in range(500)]
    c.that(s.score({**account, "explanations": many}).status == 200, "five hundred of them")
c.finish()
