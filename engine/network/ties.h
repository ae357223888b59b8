/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted on what and when: gathered in chunks, then laid out object by object in the
 * order of time. 12 bytes an action while gathering, 8 once laid out, 20 between. */
#ifndef ASSAY_NETWORK_TIES_H
#define ASSAY_NETWORK_TIES_H

#include <assay/base.h>

/** Actions as they come. Zeroed is empty and ready. */
typedef struct assay__gathered {
    struct assay__chunk *first, *last;
    size_t n;
    int64_t base;        /**< time of the first action; others lie within 68 years */
    int64_t low, high;   /**< range of the known times */
    size_t untimed;      /**< actions whose time is unknown */
    bool based, precise; /**< precise: some time is not midnight */
} assay__gathered;

/** One more. @param at  ASSAY_TIME_UNKNOWN allowed
 * @errors NO_MEMORY; BAD_VALUE (68 years or more from the first); TOO_LARGE (2^31) */
ASSAY_CHECKED assay_status assay__gather(assay__gathered *all, uint32_t actor,
                                         uint32_t object, int64_t at, assay_error *err);
void assay__gathered_free(assay__gathered *all);

/** Whoever waits for a search may want it no more. */
typedef struct assay__halt {
    bool (*asked)(void *ctx); /**< NULL: nobody asks */
    void *ctx;
} assay__halt;

/** Actions by object, then time, then actor, each once. */
typedef struct assay__ties {
    uint32_t n_actors, n_objects;
    size_t n;
    int64_t low;     /**< `at` counts seconds from here */
    uint32_t *start; /**< [n_objects + 1] */
    uint32_t *actor; /**< [n] */
    uint32_t *at;    /**< [n]; all 0 where times are left out */
    /** [n_objects] ascending: actors are dealt among objects of one stratum only, as those
     * of a platform; NULL: all are of one. The caller's. */
    const uint32_t *stratum;
    assay__halt halt;
} assay__ties;

/** END when the search is wanted no more. */
ASSAY_CHECKED static inline assay_status assay__ties_halt(const assay__ties *ties)
{
    bool asked = ties->halt.asked != NULL && ties->halt.asked(ties->halt.ctx);
    return asked ? ASSAY_END : ASSAY_OK;
}

/** Names of actors and objects, ranked, so that rows in any order give one layout. */
typedef struct assay__numbering {
    const uint32_t *actor, *object;
    uint32_t n_actors, n_objects;
} assay__numbering;

/** Which actions: those whose time is known; or all, their times left out. */
typedef enum assay__which { ASSAY__TIMED, ASSAY__ALL } assay__which;

/** Lay out actions.
 * @errors NO_MEMORY   @cost O(n) and a radix sort within each object */
ASSAY_CHECKED assay_status assay__ties_new(const assay__gathered *all,
                                           const assay__numbering *ranks,
                                           assay__which which, assay__ties *out,
                                           assay_error *err);
void assay__ties_free(assay__ties *ties);

/** A copy without the acts that are marked. @param marked [n] @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__ties_without(const assay__ties *from,
                                               const uint8_t marked[], assay__ties *out,
                                               assay_error *err);

/** Only each actor's first act on each object: loyal audiences, who come every week and
 * would be the densest block of any network, fall silent, and deliveries stay.
 * @errors NO_MEMORY   @cost O(n) */
ASSAY_CHECKED assay_status assay__ties_first(const assay__ties *from, assay__ties *out,
                                             assay_error *err);

/** Sort numbers ascending. @param scratch [n] */
void assay__sort_u32(uint32_t x[], size_t n, uint32_t scratch[]);
void assay__sort_u64(uint64_t x[], size_t n, uint64_t scratch[]);

#endif
