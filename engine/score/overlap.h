/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the audiences of candidates overlap, ready to be asked about sets of them. */
#ifndef ASSAY_SCORE_OVERLAP_H
#define ASSAY_SCORE_OVERLAP_H

#include <assay/proposal.h>

/** People whom several candidates share. */
typedef struct assay__shared_group {
    size_t first, n; /**< of its members in overlap->members */
    double weight;   /**< how many people it stands for */
} assay__shared_group;

/** A platform's market. */
typedef struct assay__market {
    double prior;           /**< size it is taken for before any list is seen */
    double meetings, pairs; /**< seen twice; pairs of people that could have been; the
                               prior's share of both included */
    double size;            /**< people in it; infinite where all lists are whole */
} assay__market;

/** The model of a roster; constant once made. */
typedef struct assay__overlap {
    const assay_candidate *candidates;
    size_t n;
    const uint32_t *market; /**< [n] of each candidate */
    assay__market *markets;
    size_t n_markets;
    const double *own; /**< [n] people beside the groups */
    assay__shared_group *groups;
    size_t n_groups;
    const uint32_t *members; /**< candidates of the groups, one group behind the other */
    const uint32_t *groups_of; /**< groups of the candidates, one behind the other */
    const size_t *groups_from; /**< [n + 1] where each candidate's begin */
} assay__overlap;

/** Learn the overlaps. @param candidates  [n] sorted by platform  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__overlap_learn(const assay_candidate candidates[],
                                                size_t n, assay_arena *arena,
                                                assay__overlap *out, assay_error *err);

/** A set of candidates while it is put together. */
typedef struct assay__crew {
    const assay__overlap *of;
    uint32_t *touched; /**< [n_groups] how often each group is touched */
    double *missed;    /**< [n_markets] share of each market not reached */
} assay__crew;

/** An empty set. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__crew_new(const assay__overlap *overlap,
                                           assay_arena *arena, assay__crew *out,
                                           assay_error *err);
void assay__crew_clear(assay__crew *crew);

/** People that candidate i, not in the set, would add. */
double assay__crew_gain(const assay__crew *crew, size_t i);
/** Add it. @return what the market's missed share was, for assay__crew_drop() */
double assay__crew_add(assay__crew *crew, size_t i);
/** Take out the one added last. */
void assay__crew_drop(assay__crew *crew, size_t i, double missed);

/** People reached by a set, summed in one order whatever way it was found.
 * @param chosen  [n] flags   @param crew  used as scratch */
double assay__crew_reach(assay__crew *crew, const bool chosen[]);

#endif
