/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an explanation did is told by scoring the same account again without it: the
 * families stand as they were found, and what joins them is joined anew. So the figures
 * before and after are those that the input without that row would have given. */
#include "score/score.h"

#include "base/str.h"

#include <math.h>

/* Each costs an analysis of the events; nobody reads more of them one by one. */
enum { MOST_WEIGHED = 32 };

/** One account with some of its explanations. */
typedef struct retrial {
    const assay__case *c;
    const assay__surroundings *around;
    const assay_verdict *verdict;
    assay_explanation *kept; /* [n_explanations] */
} retrial;

/* The risk when only the first `n` of the kept explanations had been given. */
static assay_status risk_with(const retrial *r, size_t n, double *risk, assay_error *err)
{
    assay__case c = *r->c;
    assay_account account = *c.account;
    assay_findings findings = *c.findings;
    assay_verdict sums = *r->verdict;
    account.explanations = r->kept;
    account.n_explanations = n;
    ASSAY__TRY(assay_events_analyse(&account, r->around->norms, r->around->roster,
                                    c.arena, &findings, err));
    c.account = &account;
    c.findings = &findings;
    ASSAY__TRY(assay__score_weigh(&c, err));
    assay__score_sum(&c, &sums);
    assay__margin margin = assay__score_margin(&sums);
    *risk = assay__model_probability(c.model, c.pattern, margin, 0.0).value;
    return ASSAY_OK;
}

static assay_status risk_without(const retrial *r, size_t left_out, double *risk,
                                 assay_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < r->c->account->n_explanations; i++)
        if (i != left_out)
            r->kept[n++] = r->c->account->explanations[i];
    return risk_with(r, n, risk, err);
}

static assay_status weigh_each(const retrial *r, assay_verdict *out, assay_error *err)
{
    size_t weighed = 0;
    for (size_t i = 0; i < out->n_explained; i++) {
        assay_explained *explained = &out->explained[i];
        if (explained->on->n == 0)
            continue;
        explained->before = ASSAY_NUMBER_UNKNOWN;
        if (weighed++ < MOST_WEIGHED)
            ASSAY__TRY(risk_without(r, i, &explained->before, err));
    }
    return weighed > 0 ? risk_with(r, 0, &out->unexplained_risk, err) : ASSAY_OK;
}

assay_status assay__score_explained(const assay__case *c,
                                    const assay__surroundings *around, assay_verdict *out,
                                    assay_error *err)
{
    size_t n = c->account->n_explanations;
    const assay_bearing *bearings = c->findings->events.bearings;
    assay_explained *explained = assay_arena_array(c->arena, n, sizeof *explained);
    assay_explanation *kept = assay_arena_array(c->arena, n, sizeof *kept);
    if (explained == NULL || kept == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu explanations", n);
    for (size_t i = 0; i < n; i++)
        explained[i] = (assay_explained){&c->account->explanations[i], out->risk.value,
                                         out->risk.value, &bearings[i]};
    out->explained = explained;
    out->n_explained = n;
    if (isnan(out->risk.value))
        return ASSAY_OK;
    const retrial r = {c, around, out, kept};
    return weigh_each(&r, out, err);
}
