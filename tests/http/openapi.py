#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description and the service agree: every route and parameter is there, and
schemathesis, where tests/http/tools.sh has put it, finds no answer that is not described."""
import os
import pathlib
import re
import subprocess
import tempfile

import service
from service import harness

c = service.checks()
HERE = pathlib.Path(__file__).parent
SOURCE = HERE.parent.parent / "tools/service"
TOOLS = pathlib.Path(os.environ.get("ASSAY_HTTP_TOOLS", HERE.parents[1] / "build/http-tools"))

with service.Service("--queue", 64, "--head-seconds", 60, "--body-seconds", 60) as s:
    told = s.get("/openapi.json").json()
    c.that(told["openapi"] == "3.1.0", "it is OpenAPI 3.1")
    rows = re.findall(r'^ROUTE\(\w+, (\w+), "([^"]+)".*?"([\d ]+)", "', (SOURCE / "routes.def")
                      .read_text(), re.M)
    c.that(len(rows) >= 9, "the table has routes")
    for method, path, statuses in rows:
        operation = told["paths"].get(path, {}).get(method.lower())
        if c.that(operation is not None, f"{method} {path} is described"):
            c.that(set(operation["responses"]) == set(statuses.split()), "with its statuses")
    names = re.findall(r"^PARAM\((\w+),", (SOURCE / "params.def").read_text(), re.M)
    score = told["paths"]["/v1/score"]["post"]
    c.that([p["name"] for p in score["parameters"]] == names, "parameters in their order")
    account = told["components"]["schemas"]["Account"]
    c.that({"platform", "handle", "growth", "posts", "comments"} <= set(account["properties"])
           and set(account["required"]) == {"platform", "handle"}, "the account's fields")
    growth = told["components"]["schemas"]["row_growth"]
    c.that(set(growth["required"]) == {"at", "followers"}, "and what a reading needs")
    example = harness.account(2, days=30)
    c.that(set(example) <= set(account["properties"]), "an invented account has no others")
    c.that("security" not in score, "without keys none is asked for")

    program = TOOLS / "venv/bin/schemathesis"
    if program.exists():
        folder = tempfile.TemporaryDirectory()  # it leaves a cache where it runs
        done = subprocess.run(
            [program, "--config-file", HERE / "schemathesis.toml", "run", "--no-color",
             "--max-examples", os.environ.get("ASSAY_HTTP_EXAMPLES", "25"), "--seed", "1",
             # one: parsing in two threads breaks Python 3.11 itself (CPython issue 106905)
             "--workers", "1", "--request-timeout", "60",
             f"http://127.0.0.1:{s.port}/openapi.json"],
            cwd=folder.name, capture_output=True, text=True, timeout=900,
            env={**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "hooks",
                 "PYTHONDONTWRITEBYTECODE": "1"})
        c.that(done.returncode == 0,
               "schemathesis found:\n" + done.stdout[-6000:] + done.stderr[-2000:])
        print(re.findall(r"(\d+ generated[^\n]*)", done.stdout))
    else:
        print(f"skipped: schemathesis is not in {program} (tests/http/tools.sh puts it there)")
    c.that(s.stop() == 0, "it ends with 0")
c.finish()
