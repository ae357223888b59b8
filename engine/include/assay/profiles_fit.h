/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile model from a population, with labels or without.
 *
 * With labels each sign that is known often enough gets a curve of its own, in its
 * declared direction, and the scale of each view and the cells of each source come from
 * models that had not seen the source: a seller left out in turn where several are named,
 * each then weighing alike in the curves, else folds. A curve is 0 on average over people.
 * Signs that the rows do not show keep their built-in curve.
 *
 * Without labels a curve is how rare a value is on the sign's suspicious side, in digits
 * of its tail, and the sum is read as a rank among the rows: an order, no probability.
 */
#ifndef ASSAY_PROFILES_FIT_H
#define ASSAY_PROFILES_FIT_H

#include <assay/profiles.h>

/** A fit in progress. */
typedef struct assay_profiles_fit assay_profiles_fit;

/** An empty fit. @param name  of the model; NULL: `fitted`; copied
 * @errors NO_MEMORY, BAD_VALUE (over 63 bytes)   @thread one */
ASSAY_API ASSAY_CHECKED assay_status assay_profiles_fit_new(const char *name,
                                                            assay_profiles_fit **out,
                                                            assay_error *err);

/** What is known of a profile besides its row. */
typedef struct assay_profile_label {
    assay_str key;    /**< its id, or `platform,handle`; folds are drawn by it; copied */
    double fake;      /**< 0, 1, or NaN unknown */
    assay_str source; /**< seller or community; ptr NULL: unknown; copied. After a slash
                           may stand one of its deliveries or lists: they are counted
                           apart, the seller is left out with all of them */
} assay_profile_label;

/** Take a profile into the fit. A profile that shows nothing is passed over.
 *
 * @param as_of  newest observation of the input, for ages
 * @errors NO_MEMORY, BAD_VALUE (a label that is not 0, 1 or NaN)
 * @cost O(1), about 300 B are kept   @thread one
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_profiles_fit_add(assay_profiles_fit *fit, const assay_member *member, int64_t as_of,
                       const assay_profile_label *label, assay_error *err);

/** How many were taken, and how many of them have a label. */
ASSAY_API size_t assay_profiles_fit_count(const assay_profiles_fit *fit,
                                          size_t *labelled);

/** The model of everything added; the order of rows does not matter.
 *
 * @param labelled  learn from labels; false: from the population alone
 * @errors UNUSABLE (fewer than 20 profiles; fewer than 10 of a label), NO_MEMORY, NUMERIC
 * @cost O(rows x signs x 2000)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_profiles_fit_finish(assay_profiles_fit *fit,
                                                               bool labelled,
                                                               assay_profiles_model **out,
                                                               assay_error *err);

/** One prediction by a model that had not seen the row's fold; key in the fit. */
typedef struct assay_profile_prediction {
    assay_str key;
    double fake;        /**< as given */
    double probability; /**< NaN where the other folds teach nothing */
} assay_profile_prediction;

/** Out-of-fold predictions, sorted by key.
 *
 * @param folds  2..64 by hash of the key, or 0: each source is left out in turn, fakes
 *               together with the people of the same name; other people by hash
 * @param out    [*n] in the fit's memory
 * @errors as finish; USAGE (folds)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_profiles_fit_folds(
    assay_profiles_fit *fit, size_t folds, const assay_profile_prediction **out,
    size_t *n, assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_profiles_fit_free(assay_profiles_fit *fit);

#endif
