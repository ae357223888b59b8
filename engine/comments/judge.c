/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sum of weights, and the reason with the largest part in it. */
#include "comments/judge.h"

#include <math.h>

#include "base/str.h"
#include "comments/grams.h"
#include "comments/model.h"

static const assay__background PRIORS;

const assay__background *assay__background_of(const assay_comments_model *model)
{
    return model == NULL ? &PRIORS : &model->background;
}

assay_status assay__lexicon_of(const assay_comments_model *model, assay_arena *arena,
                               const assay__lexicon **out, assay_error *err)
{
    if (model != NULL) {
        *out = model->lexicon;
        return ASSAY_OK;
    }
    assay__lexicon *lexicon;
    ASSAY__TRY(assay__lexicon_default(arena, &lexicon, err));
    *out = lexicon;
    return ASSAY_OK;
}

/* The reason whose signs add most; ORDINARY collects what speaks for no reason. */
static assay_comment_because strongest(const double parts[])
{
    assay_comment_because because = ASSAY_COMMENT_OTHER;
    double most = 0;
    for (unsigned i = ASSAY_COMMENT_ORDINARY + 1; i < ASSAY_COMMENT_OTHER; i++) {
        if (parts[i] <= most)
            continue;
        most = parts[i];
        because = (assay_comment_because)i;
    }
    return because;
}

/* What the runs of words and letters add. */
static double gram_score(const assay_comments_model *model, const assay__remark *remark)
{
    if (model == NULL || model->grams == NULL)
        return 0;
    uint32_t grams[ASSAY__GRAMS_MOST];
    size_t n = assay__grams_read(remark, model->gram_bits, grams);
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += model->grams[grams[i]];
    return n == 0 ? 0 : sum * model->gram_step * ASSAY__GRAM_LENGTH / sqrt((double)n);
}

assay_comment_check assay__judge(const assay_comments_model *model,
                                 const assay__remark *remark, const double values[])
{
    double parts[ASSAY_COMMENT_BECAUSE_COUNT] = {0};
    double sum = gram_score(model, remark);
    const assay__sign_row *rows = assay__sign_row_of((assay__sign)0);
    unsigned there[ASSAY__SIGN_COUNT], n = 0; /* signs that are not 0: a few of many */
    for (unsigned sign = 0; sign < ASSAY__SIGN_COUNT; sign++) {
        there[n] = sign;
        n += values[sign] != 0;
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned sign = there[i];
        double weight = model == NULL ? rows[sign].weight : model->weights[sign];
        double part = weight * values[sign];
        sum += part;
        parts[rows[sign].because] += part;
    }
    return (assay_comment_check){1 / (1 + exp(-sum)), strongest(parts), ASSAY_NO_CLUSTER};
}
