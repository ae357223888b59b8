/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account on its way from findings to verdict. */
#ifndef ASSAY_SCORE_SCORE_H
#define ASSAY_SCORE_SCORE_H

#include <assay/scorer.h>

#include "feature/analyse.h"
#include "model/model.h"

/** Everything the parts of a verdict are made from. */
typedef struct assay__case {
    const assay_account *account;
    const assay_findings *findings;
    const assay_model *model;
    assay_arena *arena;
    assay__setting setting;
    unsigned pattern;
    const double *offset; /**< [features] of the stratum, with the roster's shift */
    const double *values; /**< [features] */
    const double *digits; /**< [features] of evidence, NaN where not known */
    const int64_t *parts; /**< [features] contributions in 1e-6 log-odds */
    double family_digits[ASSAY__EVIDENCE_FAMILIES];
    double harmonic;     /**< joint digits */
    double diffuse;      /**< digits of the diffuse channel; NaN: none */
    assay_interval risk; /**< at the policy's prevalence; NaN without a basis */
} assay__case;

/** A family's state and what it lacked. */
assay_state assay__family_state(const assay_findings *findings, assay_family family,
                                assay_lack *lack);

/** Features, their digits and parts: values, digits and parts of the case.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__score_weigh(assay__case *c, assay_error *err);

/** Families and score of a case that was weighed. */
void assay__score_sum(assay__case *c, assay_verdict *out);

/** What each explanation of the account did: the risk without it, and without any.
 * @param around  what the families were handed
 * @errors NO_MEMORY   @cost as many times that of events and score as explanations bear
 * on anything; nothing when none does */
ASSAY_CHECKED assay_status assay__score_explained(const assay__case *c,
                                                  const assay__surroundings *around,
                                                  assay_verdict *out, assay_error *err);

/** The score of a verdict as the probability takes it. */
assay__margin assay__score_margin(const assay_verdict *verdict);

/** Score a changed record in place of a scorer's own last one.
 * @param account  in the arena of trials
 * @param out      valid until the next trial
 * @errors as assay_scorer_score */
typedef assay_status (*assay__trial)(void *scorer, const assay_account *account,
                                     const assay_verdict **out, assay_error *err);

/** What records are tried with. */
typedef struct assay__court {
    assay__trial trial;
    void *scorer;
    assay_arena *arena; /**< of one trial: its record and its verdict */
} assay__court;

/** What would change the decision; fills out->counterfactuals.
 * @param arena  of the verdict   @errors as assay_scorer_score */
ASSAY_CHECKED assay_status assay__score_counterfactuals(const assay__court *court,
                                                        assay_arena *arena,
                                                        assay_verdict *out,
                                                        assay_error *err);

/** Reasons of all families; each family's sum to its contribution. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__score_reasons(const assay__case *c, assay_verdict *out,
                                                assay_error *err);

/** The last word. @param verdict  its policy   @cost O(events) */
assay_decision assay__score_decision(const assay__case *c, const assay_verdict *verdict);

/** Why the last word is no decline. @param verdict  its policy and decision */
assay_held assay__score_held(const assay__case *c, const assay_verdict *verdict);

/** Estimates with intervals. */
void assay__score_estimates(const assay__case *c, assay_verdict *out);

/** A share of an audience that is hollow, after having seen what the others bought.
 * @param before  with its 90 % interval; unknown stays unknown   @cost 5 us */
assay_interval assay__share_after_sales(assay_interval before, const assay_sales *sales);

/** Blind spots and what to ask for. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__score_blind_spots(const assay__case *c,
                                                    assay_verdict *out, assay_error *err);
ASSAY_CHECKED assay_status assay__score_next_steps(const assay__case *c,
                                                   assay_verdict *out, assay_error *err);

/** Text put together in the arena; NULL when memory has run out. */
char *assay__arena_text(assay_arena *arena, const char *format, ...) ASSAY_PRINTF(2, 3);

#endif
