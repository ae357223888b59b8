/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a profile model. */
#ifndef ASSAY_AUDIENCE_PROFILE_MODEL_H
#define ASSAY_AUDIENCE_PROFILE_MODEL_H

#include "audience/profile_signs.h"
#include "base/buffer.h"

/** What a curve rests on. */
typedef enum assay__ground {
    ASSAY__GROUND_PRIOR,      /**< the built-in curve */
    ASSAY__GROUND_POPULATION, /**< how rare values are in a population without labels */
    ASSAY__GROUND_LABELS,
    ASSAY__GROUNDS
} assay__ground;

/** `prior`, `population`, `labels`; static. */
const char *assay__ground_name(assay__ground ground);

enum { ASSAY__MOST_SOURCES = 64 };

/** One view: from a sum of curves to a probability, and how it was measured. */
typedef struct assay__profile_scale {
    double intercept, slope; /**< log-odds = intercept + slope x sum, with labels */
    assay__curve rank;       /**< without: probability at a sum */
    double edges[ASSAY_PROFILE_BINS - 1];
    size_t n_sources;
    assay_profiles_source *sources; /**< fakes first, each by name */
} assay__profile_scale;

/** Curves of the signs and scales of the views. */
struct assay_profiles_model {
    assay_arena *arena; /**< everything below lives in it, the model too */
    bool labelled;
    double n; /**< profiles it was fitted on */
    assay__curve curves[ASSAY__PROFILE_SIGNS];
    assay__ground grounds[ASSAY__PROFILE_SIGNS];
    assay__profile_scale scales[ASSAY_PROFILE_VIEWS];
    char name[64];
    char sha256[65];
};

/** A model of built-in curves, its views not measured. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__profiles_model_new(const char *name,
                                                     assay_profiles_model **out,
                                                     assay_error *err);

/** Sum of the curves. @param term [ASSAY__PROFILE_SIGNS] what each adds, or NULL */
double assay__profiles_sum(const assay_profiles_model *model, const double value[],
                           double term[]);

/** How the share of a sample is asked for. */
typedef struct assay__share_ask {
    double level; /**< of the interval, in (0, 1) */
    /** Asked when all but the share is known: true leaves it unknown, undrawn. NULL:
     * it is always wanted. */
    bool (*unless)(const assay_profiles_share *checks);
    assay_arena *arena;
} assay__share_ask;

/** As assay_profiles_share_of, but for the condition. @cost 0.1 ms where it is met */
ASSAY_CHECKED assay_status assay__profiles_share_unless(
    const assay_profiles_model *model, const assay_profiles_sample *sample,
    const assay__share_ask *ask, assay_profiles_share *out, assay_error *err);

/** The file, assay.model/1. @param file empty; to be freed by the caller
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__profiles_save(const assay_profiles_model *model,
                                                assay_buffer *file, assay_error *err);

#endif
