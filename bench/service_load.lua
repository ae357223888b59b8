-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk's side of service.py: one body again and again; figures on a line of their own.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open(os.getenv("ASSAY_BODY"), "rb")
wrk.body = file:read("*a")
file:close()

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        '@{"requests":%d,"us":%d,"mean":%f,"p50":%f,"p99":%f,"refused":%d,"broken":%d}\n',
        summary.requests, summary.duration, latency.mean, latency:percentile(50),
        latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
