/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to sign for a budget: the set of creators that reaches the most credible people,
 * each counted once.
 *
 * How audiences overlap is read from people seen with several creators. Samples of lists
 * meet as often as chance brings in a market of a certain size, so the size is estimated
 * as of fish marked and caught again; pairs that meet more often than that share people
 * of their own. Reach of a set is then
 *
 *      f(S) = sum of shared groups that S touches + U (1 - prod (1 - r_i / U)),
 *
 * with r_i what a creator has beside the groups and U the market: it never falls when a
 * creator joins and each adds less the more are there, so greedy choice comes with a
 * guarantee and small rosters are solved exactly.
 *
 * Sources: Schnabel 1938 (market size); Khuller, Moss & Naor 1999 (the budget, the best
 * single one beside greedy); Minoux 1978 (lazy gains); Leskovec et al. 2007 (the bound).
 */
#ifndef ASSAY_PROPOSAL_H
#define ASSAY_PROPOSAL_H

#include <assay/verdict.h>

/** A creator who could be signed. */
typedef struct assay_candidate {
    assay_str platform, handle; /**< decide between equals */
    double fee;                 /**< >= 0, of one currency for all */
    assay_interval reach;       /**< credible people, in the target if there is one */
    const uint64_t *people; /**< [n_people] who was seen of them, by hash; any order */
    size_t n_people;        /**< 0: whom it shares is not known */
} assay_candidate;

/** Creators up to which the best set is looked for exhaustively. */
enum { ASSAY_PROPOSAL_EXACT = 25 };

/** What to sign. Arrays live in the arena. */
typedef struct assay_proposal {
    size_t *chosen; /**< [n] indices of candidates, in the order they pay off */
    double *adds;   /**< [n] people each adds to those before it */
    size_t n;
    double spent;
    assay_interval reach; /**< people reached, each once, 90 % */
    double sum;           /**< the same with people counted for each creator */
    double at_most;       /**< no set within the budget reaches more, by the same model */
    bool proven;          /**< the set is the best there is */
    size_t untold;        /**< chosen ones whose people were not seen */
    size_t platforms;     /**< among the chosen; who is on two counts twice */
} assay_proposal;

/** Propose a set.
 *
 * The same candidates give the same set in any order; a larger budget never reaches less.
 * @param candidates  [n] with fee and reach known
 * @param budget      > 0, in the candidates' currency
 * @errors NO_MEMORY, BAD_VALUE (budget, a fee or a reach that is no number >= 0)
 * @cost O(n log n) each of about ten steps a doubling of the budget; exact search is cut
 *       off after 200,000 sets   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_propose(const assay_candidate candidates[],
                                                   size_t n, double budget,
                                                   assay_arena *arena,
                                                   assay_proposal *out, assay_error *err);

/** Whom of an audience was seen. */
typedef enum assay_people_kind {
    ASSAY_PEOPLE_AUDIENCE,  /**< members of the audience sample */
    ASSAY_PEOPLE_COMMENTERS /**< who wrote comments: more alike than followers are */
} assay_people_kind;

/** Hashes of the credible people seen of an account, those known to lie outside the
 * verdict's target left out.
 *
 * @param people  [*n] distinct, ascending, in the arena
 * @errors NO_MEMORY   @cost O(rows log rows)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_people_seen(const assay_verdict *verdict,
                                                       assay_people_kind kind,
                                                       assay_arena *arena,
                                                       uint64_t **people, size_t *n,
                                                       assay_error *err);

#endif
