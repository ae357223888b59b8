/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members `livestreams` and `sales` of a verdict in JSON.
 *
 *     "livestreams": {"streams": 6, "viewer_minutes": 41230,
 *        "delivered": {"value","low","high","unit":"viewer-minutes"}, "peak_share": 0.6,
 *        "unseen_streams": 0, "unseen_viewers": 85,
 *        "flagged": [{"stream","from","to","kind","viewers","expected","low","high",
 *                     "p_value","text":{"en","vi"}}]}
 *     "sales": {"word": "real", "text": {"en","vi"}, "currencies": 1,
 *        "totals": [{"currency", sums, "cost","roims","customer_acquisition_cost",
 *                    "break_even_fee"}],
 *        "channels": [{"channel","code","currency", sums, "cost","conversion","roims",
 *                      "customer_acquisition_cost"}],
 *        "campaigns": [{"from","to","currency","cost","roims",
 *                       "customer_acquisition_cost","follower_cost"}],
 *        "followers_elasticity": {…}, "peers": {"n","roims","orders_per_1000_followers"}}
 *
 * sums are clicks, orders, new_customers, revenue, returned, commission; what is not
 * known is left out. Each member is there only when the account has such a table. */
#ifndef ASSAY_REPORT_WITNESS_JSON_H
#define ASSAY_REPORT_WITNESS_JSON_H

#include <assay/verdict.h>

#include "format/json_writer.h"

/** Both members into an open object. */
void assay__witnesses_put(assay__json_writer *json, const assay_verdict *verdict);

#endif
