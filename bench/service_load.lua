-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk's side of service.py: one body again and again, or none; figures on a line of their own.
local path = os.getenv("ASSAY_BODY")
if path then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    local file = io.open(path, "rb")
    wrk.body = file:read("*a")
    file:close()
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        '@{"requests":%d,"us":%d,"mean":%f,"p50":%f,"p99":%f,"refused":%d,"broken":%d}\n',
        summary.requests, summary.duration, latency.mean, latency:percentile(50),
        latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
