/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scoring: one account in, one verdict out. */
#ifndef ASSAY_SCORER_H
#define ASSAY_SCORER_H

#include <assay/model.h>
#include <assay/panel.h>
#include <assay/verdict.h>

/** One per thread; owns the memory of its verdicts. */
typedef struct assay_scorer assay_scorer;

/** Settings of a scorer; zeroes are the defaults. */
typedef struct assay_scorer_options {
    const assay_model *accounts;          /**< NULL: the embedded default */
    const assay_comments_model *comments; /**< NULL: the embedded default */
    const assay_profiles_model *profiles; /**< NULL: the embedded default */
    const assay_policy *policy;           /**< NULL: ASSAY_POLICY_DEFAULT; copied */
    const assay_roster *roster;           /**< NULL: one account alone; must outlive */
    const assay_norms *norms;             /**< NULL: the model's; else over its strata */
    const assay_roster_norms *roster_norms; /**< NULL: none; finished, must outlive */
    assay_norms_source norms_source;
    const assay_panel *panel;   /**< NULL: p-values are the model's; must outlive */
    const assay_target *target; /**< NULL: verdicts have no target_fit; copied */
    bool no_decision;
    bool counterfactuals; /**< say what would change a review or decline */
    size_t arena_bytes;   /**< first size of the arena; 0: 4 MiB */
} assay_scorer_options;

/** A scorer. @errors NO_MEMORY, UNKNOWN_MODEL (also a panel of other models)
 * @cost one allocation */
ASSAY_API ASSAY_CHECKED assay_status assay_scorer_new(const assay_scorer_options *options,
                                                      assay_scorer **out,
                                                      assay_error *err);

/** Judge by another policy from the next call on; NULL: ASSAY_POLICY_DEFAULT.
 * @param policy  copied   @errors none   @cost O(1)   @thread the scorer's */
ASSAY_API void assay_scorer_set_policy(assay_scorer *scorer, const assay_policy *policy);

/** Hold the audience against another target from the next call on; NULL: none.
 * @param target  copied   @errors NO_MEMORY   @cost the first time about 1 ms
 * @thread the scorer's */
ASSAY_API ASSAY_CHECKED assay_status assay_scorer_set_target(assay_scorer *scorer,
                                                             const assay_target *target,
                                                             assay_error *err);

/** Whether verdicts from the next call on hold a decision. @errors none  @cost O(1) */
ASSAY_API void assay_scorer_set_decides(assay_scorer *scorer, bool decides);

/** Whether verdicts from the next call on say what would change a review or decline.
 * @errors none  @cost O(1) */
ASSAY_API void assay_scorer_set_counterfactuals(assay_scorer *scorer, bool wanted);

/** Score one account.
 *
 * @param out  [1] the verdict, valid until the next call or assay_scorer_free
 * @errors NO_MEMORY, NUMERIC; thin data is no error but a state of the verdict
 * @cost about 0.6 ms for a year of days, 50 posts, 300 comments; no allocation once
 * warm. Counterfactuals cost as much again for each change that is tried, at most 60
 * @thread one scorer, one thread
 */
ASSAY_API ASSAY_CHECKED assay_status assay_scorer_score(assay_scorer *scorer,
                                                        const assay_account *account,
                                                        const assay_verdict **out,
                                                        assay_error *err);

/** The account of a verdict with changes of its evidence: the record that a
 * counterfactual was scored on.
 *
 * REMOVE_EVENT takes `removed` followers from every reading from the gain's end on, and
 * floor(removed x part of the gain that had come + 1/2) from those inside it.
 * @param changes  [n] of a counterfactual of this verdict
 * @param arena    of the changed tables; the others are shared
 * @param out      [1] valid as long as the verdict's account and the arena are
 * @errors NO_MEMORY   @cost O(rows)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_account_change(const assay_verdict *verdict,
                                                          const assay_change changes[],
                                                          size_t n, assay_arena *arena,
                                                          assay_account *out,
                                                          assay_error *err);

/** Time spent in each stage since the scorer was made, seconds: growth, engagement,
 * comments, witnesses (audience, network, livestreams, sales), events, score.
 * @param seconds  [6]; zeroes unless ASSAY_STAGE_CLOCK was built */
ASSAY_API void assay_scorer_stage_seconds(const assay_scorer *scorer, double seconds[]);

/** NULL does nothing. */
ASSAY_API void assay_scorer_free(assay_scorer *scorer);

/** Benjamini-Hochberg q-values over a roster.
 *
 * @param p  [n] p-values; NaN stays NaN and is not counted
 * @param q  [n] q-values; may be p
 * @errors NO_MEMORY   @cost O(n log n)   @source Benjamini & Hochberg 1995
 */
ASSAY_API ASSAY_CHECKED assay_status assay_q_values(const double p[], size_t n,
                                                    double q[], assay_error *err);

/** The same, with p-values against a panel: the share of clean accounts is estimated from
 * the p-values above one half (Storey) and takes its place in the q-values. With
 * conformal p-values the rate holds (Bates et al. 2023, 2.3).
 *
 * @param clean_share  [1] of the accounts with a p-value, 0..1; 1 when there are none
 * @errors NO_MEMORY   @cost O(n log n)   @source Storey, Taylor & Siegmund 2004
 */
ASSAY_API ASSAY_CHECKED assay_status assay_q_values_panel(const double p[], size_t n,
                                                          double q[], double *clean_share,
                                                          assay_error *err);

#endif
