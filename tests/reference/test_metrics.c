/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of scores against scikit-learn; make_metrics.py made them. */
#include <math.h>

#include <assay/eval.h>

#include "reference/table.h"

Test(metrics, agree_with_sklearn)
{
    FILE *file = reference_open("metrics.csv");
    static reference_row row;
    static bool label[TABLE_CELLS];
    assay_arena *arena;
    size_t rows = 0;
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (; reference_next(file, &row); rows++) {
        size_t n = (size_t)row.cell[0];
        const double *score = row.cell + 1, *expected = score + 2 * n;
        for (size_t i = 0; i < n; i++)
            label[i] = score[n + i] > 0;
        assay_eval_sample sample = {score, label, NULL, n};
        assay_eval_options options = {.replicates = 1};
        assay_metrics metrics;
        cr_assert_eq(assay_evaluate(&sample, &options, arena, &metrics, NULL), ASSAY_OK);
        for (size_t k = 0; k < ASSAY_EVAL_COUNT; k++)
            cr_expect_float_eq(metrics.metric[k].value, expected[k], 1e-12,
                               "%s, %s: %.17g, not %.17g", row.name,
                               assay_eval_metric_name((assay_eval_metric)k),
                               metrics.metric[k].value, expected[k]);
    }
    assay_arena_free(arena);
    cr_assert_eq(rows, 3);
}
