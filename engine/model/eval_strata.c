/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strata judged one by one. A stratum of one class (a mechanism, say, that only the
 * inflated have) says nothing alone: it is judged against all rows of the other class. */
#include <stdlib.h>

#include "base/str.h"
#include "model/eval_table.h"

static int compare(const void *left, const void *right)
{
    return assay__str_compare(*(const assay_str *)left, *(const assay_str *)right);
}

/* The different names, sorted. @return how many */
static size_t distinct(const assay_str stratum[], size_t n, assay_str names[])
{
    size_t known = 0, kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (assay__str_known(stratum[i]))
            names[known++] = stratum[i];
    }
    if (known > 0)
        qsort(names, known, sizeof *names, compare);
    for (size_t i = 0; i < known; i++) {
        if (kept == 0 || !assay__str_equal(names[kept - 1], names[i]))
            names[kept++] = names[i];
    }
    return kept;
}

typedef struct one_stratum {
    const assay_eval_sample *sample;
    const assay_str *stratum;
    const assay_eval_options *options;
    assay_arena *arena;
    assay__eval_row *all, *some; /* [n] every row, and those in question */
} one_stratum;

static assay_status measure(const one_stratum *s, assay_str name,
                            assay_stratum_metrics *out)
{
    size_t n = 0, of_class[2] = {0, 0};
    for (size_t i = 0; i < s->sample->n; i++) {
        if (assay__str_known(s->stratum[i]) && assay__str_equal(s->stratum[i], name))
            of_class[s->all[i].label]++;
    }
    bool against_all = of_class[0] == 0 || of_class[1] == 0;
    bool missing_class = of_class[1] == 0;
    for (size_t i = 0; i < s->sample->n; i++) {
        bool inside =
            assay__str_known(s->stratum[i]) && assay__str_equal(s->stratum[i], name);
        if (inside || (against_all && s->all[i].label == missing_class))
            s->some[n++] = s->all[i];
    }
    out->name = name;
    out->against_all = against_all;
    return assay__eval_rows_metrics(s->some, n, s->sample->group != NULL, s->options,
                                    s->arena, &out->metrics);
}

assay_status assay_evaluate_strata(const assay_eval_sample *sample,
                                   const assay_str stratum[],
                                   const assay_eval_options *options, assay_arena *arena,
                                   assay_strata_metrics *out, assay_error *err)
{
    size_t n = sample->n;
    one_stratum s = {sample, stratum, options, arena, NULL, NULL};
    assay_str *names = assay_arena_array(arena, n, sizeof *names);
    s.all = assay_arena_array(arena, n, sizeof *s.all);
    s.some = assay_arena_array(arena, n, sizeof *s.some);
    if (names == NULL || s.all == NULL || s.some == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to evaluate %zu rows", n);
    assay_strata_metrics result = {NULL, distinct(stratum, n, names)};
    result.stratum = assay_arena_array(arena, result.n, sizeof *result.stratum);
    if (result.stratum == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu strata", result.n);
    assay__eval_rows(sample, s.all);
    for (size_t k = 0; k < result.n; k++) {
        if (measure(&s, names[k], &result.stratum[k]) != ASSAY_OK)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory to evaluate %zu rows", n);
    }
    *out = result;
    return ASSAY_OK;
}
