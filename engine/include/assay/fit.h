/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting a model from a population, in parts that merge.
 *
 * A fit keeps fixed-point sums and counts of every account, and the accounts of
 * smallest keyed hash with their statistics; what does not merge is fitted on that
 * sample, sorted. So 1, 2, 7 or 64 parts in any order give one model, byte for byte.
 * Each account is analysed several times: whole, and with less of its data, so that
 * the model knows what thin input looks like.
 */
#ifndef ASSAY_FIT_H
#define ASSAY_FIT_H

#include <assay/model.h>

/** A fit in progress; one thread each, merged in the end. */
typedef struct assay_fit assay_fit;

/** Settings of a fit; zeroes are the defaults. */
typedef struct assay_fit_options {
    const assay_comments_model *comments; /**< NULL: the lexicons' rules */
    const assay_profiles_model *profiles; /**< NULL: members are not judged one by one */
    const assay_model *norms; /**< what is usual, passed on; NULL: the priors */
    /** Kept as it is, and labels only say what its probabilities are worth, which is what
     * 50 to 200 labels can bear. Its norms are those of the fit. NULL: all is fitted. */
    const assay_model *base;
    const char *name; /**< the model's name, [a-z0-9_-]; NULL: `fitted` */
    size_t sample;    /**< accounts kept; 0: 16,384 */
    bool simulated;   /**< labels and accounts come from a simulator */
    bool whole_only;  /**< analyse each account once: faster, blind to thin input */
} assay_fit_options;

/** An empty fit. @errors NO_MEMORY, BAD_VALUE (name)   @thread one */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_new(const assay_fit_options *options,
                                                   assay_fit **out, assay_error *err);

/** Take an account into the fit.
 *
 * @param roster  what is known across the input, or NULL
 * @param label   1 inflated, 0 not, NaN not known
 * @param group   value of the column to leave out in turn; unknown: none
 * @errors NO_MEMORY, NUMERIC   @cost four analyses, about 2 ms
 */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_add(assay_fit *fit,
                                                   const assay_account *account,
                                                   const assay_roster *roster,
                                                   double label, assay_str group,
                                                   assay_error *err);

/** Take over what another fit of the same settings has seen; `from` is unchanged.
 * @errors NO_MEMORY, USAGE (other settings)   @cost O(sample) */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_merge(assay_fit *fit,
                                                     const assay_fit *from,
                                                     assay_error *err);

/** The state of a fit as bytes, to be merged elsewhere; the same for the same accounts
 * in any order. @errors NO_MEMORY   @cost O(sample log sample) */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_serialise(assay_fit *fit, assay_bytes *out,
                                                         assay_error *err);

/** A fit from its bytes; written by the same version on the same kind of machine.
 * @errors NO_MEMORY, BAD_SYNTAX (not such bytes) */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_restore(assay_str bytes,
                                                       const assay_fit_options *options,
                                                       assay_fit **out, assay_error *err);

/** Whether so many labels bear weights of their own: 200, with 50 of each class. With
 * fewer a base model calibrated by them is better. @errors none   @cost O(1) */
ASSAY_API bool assay_fit_bears_weights(size_t bad, size_t good);

/** The model file.
 *
 * With 20 labels of each class the weights and the probability are fitted; with fewer
 * the score is the plain sum of evidence and there is no probability. Over probabilities
 * by real labels lies a map chosen by their number: none under 50, a beta map (Kull
 * 2017) under 200 or with fewer than 50 of a class, Venn-Abers (Vovk 2015) from there;
 * the file and the verdict say which. With a base model only the map is fitted.
 * @errors NO_MEMORY, UNUSABLE (fewer than 50 accounts; with a base, than 50 labels)   @cost O(sample), seconds
 */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_finish(assay_fit *fit, assay_bytes *out,
                                                      assay_error *err);

/** One out-of-fold prediction. Texts lie in the fit. */
typedef struct assay_prediction {
    assay_str platform, handle;
    double label;       /**< as given */
    double probability; /**< by a model that never saw its fold; NaN not assessable */
} assay_prediction;

/** Out-of-fold predictions of the kept accounts, sorted by platform and handle.
 *
 * @param folds  2..64 folds by hash of the account, or 0: leave out each group in turn
 * @param out    [*n] to be freed by assay_predictions_free
 * @errors NO_MEMORY, UNUSABLE (a fold without both classes), USAGE
 */
ASSAY_API ASSAY_CHECKED assay_status assay_fit_folds(assay_fit *fit, size_t folds,
                                                     assay_prediction **out, size_t *n,
                                                     assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_predictions_free(assay_prediction *predictions);

/** NULL does nothing. */
ASSAY_API void assay_fit_free(assay_fit *fit);

/** A roster's own norms, empty. @errors NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_roster_norms_new(assay_roster_norms **out,
                                                            assay_error *err);

/** Take an account's usual rates; the order of accounts does not matter.
 * @param arena  for the work; not reset here   @errors NO_MEMORY, NUMERIC */
ASSAY_API ASSAY_CHECKED assay_status assay_roster_norms_add(assay_roster_norms *norms,
                                                            const assay_account *account,
                                                            assay_arena *arena,
                                                            assay_error *err);

/** Take over another's accounts; `from` is unchanged. @errors NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_roster_norms_merge(
    assay_roster_norms *norms, const assay_roster_norms *from, assay_error *err);

/** Robust location and scale against a model, and where they differ. The accounts are let
 * go: nothing is added or merged after it, and it is asked for once.
 *
 * @param model   NULL: the priors
 * @param shifts  [*n] sorted by platform and rate, in the norms' memory
 * @errors NO_MEMORY   @cost O(accounts log accounts)
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_roster_norms_finish(assay_roster_norms *norms, const assay_model *model,
                          const assay_norms_shift **shifts, size_t *n, assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_roster_norms_free(assay_roster_norms *norms);

#endif
