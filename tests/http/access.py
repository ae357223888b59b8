#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may: keys and scopes, limits, reload by signal and by route, the chained log."""
import json
import os
import pathlib
import signal
import tempfile
import time

import service
from service import harness

c = service.checks()
account = harness.account(1, days=60, posts=6, comments=12)


def new_key(scopes):
    code, out, _ = harness.run("serve", "--new-key", scopes)
    words = out.decode().split()
    c.that(code == 0 and words[0] == "key" and words[2] == "line", "--new-key prints both")
    return words[1], " ".join(words[3:])


def bearer(key):
    return {"Authorization": "Bearer " + key}


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    keys, log, model = folder / "keys", folder / "log", folder / "model.json"
    score, score_line = new_key("score")
    admin, admin_line = new_key("admin")
    public, public_line = new_key("public")
    later, later_line = new_key("score,admin")
    c.that(score.split("_", 2)[2] not in score_line, "the file holds no key")
    keys.write_text(f"# who may\n{score_line}\n{admin_line}  # us\n\n{public_line}\n")
    repository = pathlib.Path(__file__).parents[2]
    model.write_bytes((repository / "models/default.json").read_bytes())

    with service.Service("--keys", keys, "--audit-log", log, "--model", model) as s:
        missing = s.score(account)
        c.that(missing.status == 401 and "Bearer" in missing.headers["www-authenticate"],
               "401 without a key, and how to ask")
        for wrong in [score[:-1], score + "x", score.replace("_", "-"), "assay__",
                      "assay_" + "0" * 8 + "_" + "A" * 43, admin[:14] + score[14:]]:
            c.that(s.score(account, **bearer(wrong)).status == 401, "401 with a wrong key")
        c.that(s.score(account, Authorization="Basic eDp5").status == 401, "nor by Basic")
        whole = s.score(account, **bearer(score))
        c.that(whole.status == 200 and "reasons" in whole.json(), "score scores")
        c.that(s.score(account, Host="public.example", **bearer(score)).status == 200,
               "with keys any Host will do")
        c.that(s.ask("POST", "/v1/model:reload", **bearer(score)).status == 403,
               "score does not reload")
        c.that(s.score(account, **bearer(admin)).status == 403, "admin does not score")
        rounded = s.score(account, **bearer(public))
        told = rounded.json()
        c.that(rounded.status == 200 and set(told) <= {
            "schema", "platform", "handle", "as_of", "engine", "models", "state",
            "decision", "integrity", "risk"}, f"public is told little: {sorted(told)}")
        c.that(told["integrity"] % 10 == 0 and
               told["risk"]["probability"] in (.025, .1, .2, .3, .4, .5, .6, .7, .8, .9, .975) and
               set(told["risk"]) == {"probability", "basis"}, "and that is rounded")
        c.that(told["decision"] == whole.json()["decision"], "the decision is the same")
        c.that(s.score(account, "?prevalence=0.5", **bearer(public)).status == 403 and
               s.score(account, "?exhibits=true", **bearer(public)).status == 403 and
               s.score(account, "?counterfactuals=true", **bearer(public)).status == 403 and
               s.score(account, Accept="text/html", **bearer(public)).status == 403,
               "public has no policy, exhibits, page")
        line = json.loads(s.batch([account], **bearer(public)).body)
        c.that(line["result"] == told, "a batch is rounded as well")
        c.that(s.get("/v1/features", **bearer(public)).status == 403, "nor the features")
        c.that(s.get("/metrics").status == 401, "metrics need a key")
        for path in ["/healthz", "/readyz", "/openapi.json", "/"]:
            c.that(s.get(path).status == 200, f"{path} is open")

        before = s.get("/v1/model", **bearer(score)).json()
        model.write_bytes(model.read_bytes() + b"\n")
        after = s.ask("POST", "/v1/model:reload", **bearer(admin))
        changed = after.json()["models"][0]["sha256"]
        c.that(after.status == 200 and changed != before["models"][0]["sha256"],
               "a reload takes the new file")
        model.write_bytes(b"{}")
        broken = s.ask("POST", "/v1/model:reload", **bearer(admin))
        c.that(broken.status == 422 and "model" in broken.json()["detail"],
               "a broken model is refused")
        c.that(s.score(account, **bearer(score)).headers["assay-model"] == changed,
               "and the old one stays")
        model.write_bytes((repository / "models/default.json").read_bytes())
        keys.write_text(f"{admin_line}\n{later_line}\n")
        s.process.send_signal(signal.SIGHUP)
        s.wait_for("reload", 2)
        c.that(s.score(account, **bearer(score)).status == 401, "SIGHUP takes a key away")
        c.that(s.score(account, **bearer(later)).status == 200, "and lets another in")
        keys.write_text("nonsense\n")
        s.process.send_signal(signal.SIGHUP)
        s.wait_for("reload_failed", 2)
        c.that(s.score(account, **bearer(later)).status == 200, "broken keys change nothing")
        code, out, err = harness.run("serve", "--listen", "127.0.0.1:0", "--audit-log", log)
        c.that(code == 4 and b"another service" in err, "one log, one writer")
        c.that(s.stop() == 0, "it ends with 0")
        text = "".join(s.log)
        c.that(not any(k in text for k in (score, admin, public, later)), "no key in a log")
        c.that(not any(k.split("_", 2)[2] in text for k in (score, admin)), "nor a part")

    code, out, _ = harness.run("serve", "--verify-log", log)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    c.that(code == 0 and out.startswith(b"4 lines, unbroken"), f"the chain holds: {out}")
    c.that([e["event"] for e in events] == ["start", "reload", "reload", "stop"],
           "start, reloads, stop")
    c.that(events[1]["by"] == "key " + admin.split("_")[1] and events[2]["by"] == "SIGHUP",
           "and by whom")
    c.that(events[1]["accounts"] == changed and
           events[2]["keys"] == [f"{admin.split('_')[1]} admin",
                                 f"{later.split('_')[1]} score,admin"], "and with what")
    good = log.read_bytes()
    lines = good.splitlines(True)
    for what, bad in {"changed": good.replace(b'"SIGHUP"', b'"nobody"'),
                      "taken out": b"".join(lines[:1] + lines[2:]),
                      "swapped": b"".join([lines[0], lines[2], lines[1], lines[3]]),
                      "cut inside": good[:-20]}.items():
        log.write_bytes(bad)
        c.that(harness.run("serve", "--verify-log", log)[0] == 3, f"a line {what} shows")
        code, _, err = harness.run("serve", "--listen", "127.0.0.1:0", "--audit-log", log)
        c.that(code == 3 and b"broken" in err, f"a line {what}: not written on")
    log.write_bytes(good)
    with service.Service("--audit-log", log) as s:
        s.stop()
    c.that(harness.run("serve", "--verify-log", log)[1].startswith(b"6 lines"), "it goes on")

    bad_keys = {"short": "ab score 00", "scope": "abcdef owner " + "0" * 64,
                "twice": f"{score_line}\n{score_line}"}
    for what, content in bad_keys.items():
        keys.write_text(content + "\n")
        code, _, err = harness.run("serve", "--listen", "127.0.0.1:0", "--keys", keys)
        c.that(code == 2 and b"line" in err, f"a key file that is {what}: {err}")
    keys.write_text(score_line + "\n")
    os.chmod(keys, 0o666)
    code, _, err = harness.run("serve", "--listen", "127.0.0.1:0", "--keys", keys)
    c.that(code == 2 and b"everybody" in err, "a key file that everybody may write")
    os.chmod(keys, 0o600)

    for address in ["0.0.0.0:0", "[::]:0"]:
        code, _, err = harness.run("serve", "--listen", address)
        c.that(code == 2 and b"keys" in err, f"{address} without keys: refused")
    for address in ["example.com:80", "127.0.0.1", "127.0.0.1:99999", "unix:"]:
        c.that(harness.run("serve", "--listen", address)[0] == 2, f"{address}: usage")

    with service.Service("--rate", 60) as s:
        first = s.score(account)
        c.that(first.status == 200 and first.headers["ratelimit-policy"] ==
               '"accounts";q=60;w=60' and first.headers["ratelimit"] ==
               '"accounts";r=59;t=1', f"a limit is told: {first.headers}")
        c.that(s.batch([account] * 70).status == 200, "a batch may end below zero")
        late = s.score(account)
        c.that(late.status == 429 and 10 <= int(late.headers["retry-after"]) <= 13,
               "429, and when to come again")
        c.that(s.get("/healthz").status == 200, "health has no limit")

    socket_path = folder / "socket"
    with service.Service(listen=f"unix:{socket_path}") as s:
        import http.client
        import socket
        connection = http.client.HTTPConnection("anything")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(socket_path))
        reply = s.ask("POST", "/v1/score", service.json_bytes(account), connection,
                      Content_Type="application/json")
        c.that(reply.status == 200, "a Unix socket serves, whatever the Host")
        c.that(oct(socket_path.stat().st_mode & 0o777) == "0o660", "and is not for all")
        connection.close()
        s.stop()
    c.that(not socket_path.exists(), "and its name goes with it")

    # Started by systemd: a socket that is open already, and a place to tell.
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(folder / "notify"))
    told.settimeout(20)
    given = socket.socket()
    given.bind(("127.0.0.1", 0))
    given.listen()
    port = given.getsockname()[1]
    script = 'exec 3<&$1; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$2" serve'
    import subprocess
    process = subprocess.Popen(
        ["bash", "-c", script, "x", str(given.fileno()), harness.PROGRAM],
        pass_fds=[given.fileno()], stderr=subprocess.DEVNULL,
        env={**harness.ENVIRONMENT, "NOTIFY_SOCKET": str(folder / "notify"),
             "WATCHDOG_USEC": "400000"})
    c.that(told.recv(99) == b"READY=1", "systemd is told READY=1")
    given.close()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/readyz")
    c.that(connection.getresponse().status == 200, "on the socket it was given")
    c.that(told.recv(99) == b"WATCHDOG=1", "the watchdog is fed")
    process.send_signal(signal.SIGHUP)
    states = [told.recv(99).split(b"\n")[0] for _ in range(4)]
    states = [x for x in states if x != b"WATCHDOG=1"]
    c.that(states[:2] == [b"RELOADING=1", b"READY=1"], f"a reload is told: {states}")
    process.send_signal(signal.SIGTERM)
    last = told.recv(99)
    while last == b"WATCHDOG=1":
        last = told.recv(99)
    c.that(last == b"STOPPING=1", f"and the end: {last}")
    c.that(process.wait(60) == 0, "with exit code 0")
c.finish()
