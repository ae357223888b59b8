/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request as the service sees it, from its head to its line in the log. */
#ifndef ASSAY_SERVICE_REQUEST_H
#define ASSAY_SERVICE_REQUEST_H

#include "http.h"
#include "problem.h"
#include "workers.h"

enum { REQUEST_ID_ROOM = 129, KEY_ID_ROOM = 17 };

typedef struct service service;
typedef struct route route;
typedef struct batch batch;

/** In what form the answer is wanted. */
typedef enum answer_form { FORM_JSON, FORM_NDJSON, FORM_CSV, FORM_HTML } answer_form;

/** What a request to score asks for beside the account. */
typedef struct score_wish {
    answer_form form;
    bool own_policy, no_decision, exhibits, counterfactuals;
    bool rounded; /**< the public scope: rounded scores, no features */
    assay_policy policy;
    assay_language language;
    assay_page_reader reader;
    bool targeted;
    assay_target target; /**< where targeted */
    char model[65];      /**< how the model's SHA-256 must begin; empty: any */
} score_wish;

typedef struct request {
    job work; /**< first, so that a job is its request */
    service *of;
    http_exchange *x;
    const route *asked; /**< NULL: no such route */
    char id[REQUEST_ID_ROOM];
    char trace[33], span[17]; /**< hexadecimal */
    unsigned scopes;          /**< of who asks */
    char key[KEY_ID_ROOM];    /**< id of the key shown; empty without */
    score_wish wish;
    snapshot *set; /**< that answered; NULL: none */
    batch *many;   /**< of a batch; else NULL */
    uint64_t queued_ns, worked_ns;
    uint64_t accounts, failed; /**< scored; refused */
} request;

/** Answer with a problem. The reply's earlier content is dropped.
 * @param format  one sentence */
void request_fail(request *r, unsigned status, const char *format, ...)
    ASSAY_PRINTF(3, 4);

/** The same by whole problem. */
void request_problem(request *r, const problem *what);

/** Answer 503 with Retry-After. */
void request_busy(request *r, const char *why);

/** Charge the asker for more accounts than the one that let the request in. */
void request_charge(request *r, uint64_t accounts);

/** What is common to all replies: ids, caching, hardening. Once, before the reply. */
void request_dress(request *r);

#endif
