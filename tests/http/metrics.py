#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /metrics: what is counted is what happened; its form is Prometheus's, by promtool
where tests/http/tools.sh has put it; a challenger in the shadow shows its agreement."""
import os
import pathlib
import re
import subprocess
import tempfile
import time

import service
from service import harness

c = service.checks()
HERE = pathlib.Path(__file__).parent
TOOLS = pathlib.Path(os.environ.get("ASSAY_HTTP_TOOLS", HERE.parents[1] / "build/http-tools"))
accounts = [harness.account(i, days=60, posts=6, comments=12) for i in range(6)]
LINE = re.compile(r'(assay_\w+)(?:\{(.*)\})? (\S+)$')


def values(text):
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = LINE.match(line).groups()
            found[name + ("{%s}" % labels if labels else "")] = float(value)
    return found


def settled(s, name, wanted):
    """The value once it is what was wanted, or what it was after a while."""
    until = time.monotonic() + 10 * service.SLOW
    while True:
        got = values(s.get("/metrics").body.decode()).get(name)
        if got == wanted or time.monotonic() > until:
            return got
        time.sleep(0.05)


with service.Service() as s:
    for a in accounts:
        s.score(a)
    s.score(b"{}")
    s.batch(accounts)
    s.get("/nowhere")
    s.raw(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 2)
    done = 'assay_requests_total{route="/v1/score",status="200"}'
    c.that(settled(s, done, 6) == 6, "requests by route and status")
    plain = s.get("/metrics")
    got = values(plain.body.decode())
    c.that(plain.headers["content-type"].startswith("text/plain; version=0.0.4"), "0.0.4")
    c.that(got['assay_requests_total{route="none",status="404"}'] == 1, "and those of none")
    c.that(got['assay_accounts_total{outcome="scored"}'] == 12, "accounts")
    c.that(got['assay_accounts_total{outcome="refused"}'] == 1, "and those refused")
    c.that(sum(v for k, v in got.items() if k.startswith("assay_decisions_total")) == 12,
           "a decision each")
    c.that(got["assay_gate_refused_total"] == 1, "the gate")
    c.that(got["assay_work_seconds_count"] == 7, "times of work")
    c.that(got['assay_work_seconds_bucket{le="+Inf"}'] == 7, "in buckets")
    c.that(got["assay_connections"] >= 1 and got["assay_jobs"] == 0, "gauges")
    c.that(got["assay_process_resident_memory_bytes"] > 1e6, "memory")
    c.that("invented" not in plain.body.decode(), "no handle is a label")
    text = plain.body.decode()
    names = {m for m in re.findall(r"# TYPE (\S+)", text)}
    rows = re.findall(r'^METRIC\(\w+, "(\w+)"', (HERE.parents[1] /
                      "tools/service/metrics.def").read_text(), re.M)
    c.that(names == {"assay_" + row for row in rows}, "every row of the table is there")
    opened = s.get("/metrics", Accept="application/openmetrics-text;version=1.0.0")
    c.that(opened.body.endswith(b"# EOF\n") and
           b"# TYPE assay_requests counter" in opened.body and
           opened.headers["content-type"].startswith("application/openmetrics-text"),
           "OpenMetrics when it is asked for")
    promtool = TOOLS / "promtool"
    if promtool.exists():
        judged = subprocess.run([promtool, "check", "metrics"], input=plain.body,
                                capture_output=True)
        c.that(judged.returncode == 0 and not judged.stderr,
               f"promtool: {judged.stdout}{judged.stderr}")
    else:
        print(f"skipped: promtool is not in {promtool} (tests/http/tools.sh puts it there)")

with tempfile.TemporaryDirectory() as folder:
    other = pathlib.Path(folder) / "challenger.json"
    other.write_bytes((HERE.parents[1] / "models/default.json").read_bytes() + b"\n")
    with service.Service("--challenger", other, "--workers", 1) as s:
        for a in accounts:
            c.that(s.score(a).status == 200, "scored")
            time.sleep(0.02)
        same = settled(s, 'assay_challenger_total{decision="same"}', 6)
        c.that(same == 6, f"the same model as challenger agrees: {same}")
        got = values(s.get("/metrics").body.decode())
        c.that(got["assay_challenger_probability_distance_sum"] == 0, "to the last digit")
        c.that(any(k.startswith('assay_model_info{role="challenger"') for k in got),
               "and is named")
        c.that("challenger" in s.get("/v1/model").json(), "also by /v1/model")
c.finish()
