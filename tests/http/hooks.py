# SPDX-License-Identifier: GPL-3.0-or-later
"""What schemathesis must be told: how lines are written, and that 5.0, which JSON Schema
takes for an integer, is no id."""
import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    rows = value if isinstance(value, list) and value else [value]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@schemathesis.serializer("text/csv")
def table(context, value):
    return str(value).encode()


def whole(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(v) for v in value]
    if isinstance(value, dict):
        return {k: whole(v) for k, v in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return whole(body)
