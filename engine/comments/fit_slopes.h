/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labelled comments as sparse rows, and the slopes of a logistic regression on them. */
#ifndef ASSAY_COMMENTS_FIT_SLOPES_H
#define ASSAY_COMMENTS_FIT_SLOPES_H

#include <assay/comments_model.h>

#include "comments/phrases.h"
#include "comments/signs.h"

enum {
    ASSAY__RULE_COLUMN = 0,
    ASSAY__FIRST_SIGN = 1,
    ASSAY__FIRST_GRAM = ASSAY__FIRST_SIGN + ASSAY__SIGN_COUNT
};

/* The first column stands for all built-in weights at once, so it is penalised as
 * lightly as one unit of log-odds a third allows. */
static const double ASSAY__RULE_SCALE = 3;

/* One comment. */
typedef struct assay__comment_row {
    assay_comments_prediction about;
    uint64_t key; /* of account and author: folds */
    assay_str group;
    bool invented; /* no column for its words */
    uint32_t n;
    uint32_t *columns;
    float *values;
    struct assay__comment_row *next;
} assay__comment_row;

struct assay_comments_fit {
    assay_arena *arena, *work;
    assay_comments_fit_options options;
    char name[64];
    assay__lexicon *lexicon;
    assay__phrase_count counts;
    assay__comment_row *rows;
    size_t n_rows, labelled, entries;
};

/* Labelled rows, those of one fold apart, in compressed form. */
typedef struct assay__selection {
    const assay__comment_row **rows;
    size_t n;
    const uint32_t *fold; /* [n] */
    uint32_t left_out;    /* ASSAY__NONE: none */
} assay__selection;

/** How many columns there are. */
size_t assay__column_count(const assay_comments_fit *fit);

/** What a sign weighs in all: its part of the sum of built-in weights, and its own. */
double assay__weight_of(const double slopes[], uint32_t column);

/** Slopes of all columns, the intercept behind them, no sign against its own meaning: an
 * active set that only grows, as in the non-negative least squares of Lawson & Hanson
 * 1974. @param slopes [columns + 1]   @errors NO_MEMORY, BAD_VALUE */
ASSAY_CHECKED assay_status assay__fit_slopes(const assay_comments_fit *fit,
                                             const assay__selection *s,
                                             assay_arena *arena, double slopes[],
                                             assay_error *err);

#endif
