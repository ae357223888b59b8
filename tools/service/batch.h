/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/score:batch: accounts a line each, answered a line each, in order, while the
 * rest is still being worked on; or, for a table or a page, all together at the end.
 *
 * A batch takes a turn a worker. A turn claims the next line, scores it, puts the answer
 * in its place and queues up again behind whatever came meanwhile. When the client reads
 * slowly, or one line lasts long, turns are parked until there is room, so a batch holds
 * a window of answers and not all of them. */
#ifndef ASSAY_SERVICE_BATCH_H
#define ASSAY_SERVICE_BATCH_H

#include "roster.h"
#include "scoring.h"
#include "service.h"

enum { BATCH_WINDOW = 64, BATCH_OUT_BYTES = 256 << 10 };

typedef struct turn {
    job work; /**< first, so that a job is its turn */
    batch *of;
    bool parked;
} turn;

/** An answer that waits for those before it. */
typedef struct answer {
    bool ready;
    strbuf line;
} answer;

struct batch {
    pthread_mutex_t lock;
    size_t users; /**< turns, and the request */
    service *of;
    http_exchange *x; /**< NULL once the request is over */
    score_wish wish;
    snapshot *set;
    strbuf body;
    size_t at;                         /**< next byte of the body to look at */
    uint64_t total, claimed, in_order; /**< lines; in_order: those answered without gap */
    answer window[BATCH_WINDOW];
    strbuf out; /**< answers in order, not yet taken */
    size_t taken;
    bool waiting; /**< the reply is paused for lack of answers */
    bool broken;  /**< ended early */
    uint64_t scored, failed;
    roster *table;              /**< a table or page is wanted; else NULL */
    size_t n_turns, turns_left; /**< made; not ended */
    turn turns[];
};

/** A line of a batch: false past the last. Blank lines are passed over.
 * @param at  [1] where to look, moved on */
bool batch_line(assay_str body, size_t *at, assay_str *line);

/** The request is over: forget it, end the turns that are parked, and say in the request
 * what came of its lines. */
void batch_release(batch *b, request *r);

#endif
