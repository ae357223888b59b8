/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of a comments model. */
#ifndef ASSAY_COMMENTS_MODEL_INSIDE_H
#define ASSAY_COMMENTS_MODEL_INSIDE_H

#include <assay/comments_model.h>

#include "comments/background.h"
#include "comments/signs.h"

/** Weights of signs and of hashed runs of words and letters. */
struct assay_comments_model {
    assay_arena *arena; /**< everything below lives in it, the model too */
    assay__lexicon *lexicon;
    assay__background background;
    double weights[ASSAY__SIGN_COUNT];
    const int8_t *grams; /**< [2^gram_bits] weights in steps of gram_step; NULL: none */
    double gram_step;
    unsigned gram_bits;
    char name[64];
    char sha256[65];
};

/** A model with the built-in weights, the shipped lexicons and no background.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__comments_model_new(const char *name,
                                                     assay_comments_model **out,
                                                     assay_error *err);

#endif
