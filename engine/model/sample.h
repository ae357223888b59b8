/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fit keeps: sums that merge exactly, and the accounts of smallest keyed hash. */
#ifndef ASSAY_MODEL_SAMPLE_H
#define ASSAY_MODEL_SAMPLE_H

#include "base/buffer.h"
#include "model/model.h"

/** How an account is looked at: whole, and with less of its data. */
typedef enum assay__view_kind {
    ASSAY__VIEW_WHOLE,
    ASSAY__VIEW_THIN,  /**< one snapshot, 12 newest posts, 100 of their comments */
    ASSAY__VIEW_CURVE, /**< the follower curve alone */
    ASSAY__VIEW_POSTS, /**< the curve and the posts */
    ASSAY__VIEW_COUNT
} assay__view_kind;

enum { ASSAY__THIN_POSTS = 12, ASSAY__THIN_COMMENTS = 100 };

/** One look: where the account stands and its statistics. */
typedef struct assay__view {
    assay__setting setting; /**< there 0: nothing to see, or not looked at */
    double *values;         /**< [features] */
} assay__view;

/** One account as kept; one block of memory. */
typedef struct assay__sampled {
    uint64_t hash; /**< keyed, of platform and handle */
    double label;
    assay_str platform, country, handle, group;
    assay__view view[ASSAY__VIEW_COUNT];
} assay__sampled;

/** Sums of one rate in one stratum, in units of 2^-20: exact in any order. */
typedef struct assay__rate_sums {
    int64_t n, y, u, uy, uu, yy; /**< y natural-log rate, u size */
} assay__rate_sums;

typedef struct assay__stratum_sums {
    char *name;
    int64_t accounts;
    assay__rate_sums rates[ASSAY_RATE_COUNT];
} assay__stratum_sums;

struct assay_fit {
    char *name;
    const assay_comments_model *comments;
    const assay_profiles_model *profiles;
    const assay_model *norms; /* NULL: the priors */
    const assay_model *base;  /* kept but for its probabilities; NULL: fitted anew */
    bool simulated, whole_only, sorted;
    size_t sample; /**< accounts kept at most */
    assay_arena *arena;
    assay__sampled **kept;
    size_t n_kept, room;
    assay__stratum_sums *strata; /**< by name */
    size_t n_strata;
};

/** Sort the kept accounts and drop those beyond the sample. */
void assay__fit_settle(assay_fit *fit);

/** An account with less of its data. @param out shares rows with `account`
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__account_seen(const assay_account *account,
                                               assay__view_kind kind, assay_arena *arena,
                                               assay_account *out, assay_error *err);

#endif
