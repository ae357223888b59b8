/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account scored by one worker: what a single request and a line of a batch share. */
#ifndef ASSAY_SERVICE_SCORING_H
#define ASSAY_SERVICE_SCORING_H

#include "routes.h"

/** What came of one account. */
typedef struct scored {
    const assay_verdict *verdict; /**< NULL: refused; the worker's until its next */
    unsigned status;              /**< HTTP, 200 when there is a verdict */
    bool placed;                  /**< `fault` tells the place */
    assay_json_fault fault;
    char why[576];
} scored;

/** Score one JSON object by the models of a set, as a request wishes. */
void score_account(worker *by, snapshot *set, const score_wish *wish, assay_str json,
                   scored *out);

/** A verdict as the wish has it: the CLI's bytes without a line end, or rounded.
 * @return false when memory ran out */
bool score_write(worker *by, const assay_verdict *verdict, const score_wish *wish,
                 strbuf *out);

/** What went wrong, for request_problem or a batch's line. */
problem score_problem(const scored *what, const char *instance);

/** Whether the set is the one wanted. */
bool score_model_fits(const snapshot *set, const score_wish *wish);

#endif
