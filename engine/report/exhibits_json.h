/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member `exhibits` of a verdict in JSON. */
#ifndef ASSAY_REPORT_EXHIBITS_JSON_H
#define ASSAY_REPORT_EXHIBITS_JSON_H

#include <assay/verdict.h>

#include "format/json_writer.h"

/** `"exhibits":{"growth":…,"posts":…,"comments":…}` into an open object.
 *
 * An account with streams that could be judged has, besides,
 *
 *     "livestreams": [{"stream": "s1", "at": ["2026-01-01T12:00:00Z", …],
 *        "viewers": [120, …], "comments": [4, …], "orders": [0, …],
 *        "spans": [{"from","to","kind","viewers","expected","low","high"}]}, …]
 *
 * for at most six streams, in order of time: those with flagged stretches, else the most
 * watched. The columns are as long as each other, at most 240 points; comments and orders
 * are those since the point before, null where they are not told. A span is (from, to];
 * expected, low and high are absent for kinds that are not about viewers. */
void assay__exhibits_put(assay__json_writer *json, const assay_verdict *verdict);

#endif
