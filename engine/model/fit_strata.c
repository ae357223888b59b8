/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strata from exact sums: rates by least squares on log followers, each level drawn to
 * its parent (country to platform to all to the prior) by what little it rests on. */
#include "model/fit_reference.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

static const double UNIT = 0x1.0p20;

/* What a parent is worth in accounts, for levels and for slopes: market reports of one
 * platform differ between countries by about as much as accounts of one country do by
 * twentieths. */
static const double PARENT_WORTH = 20.0;
static const double SLOPE_WORTH = 100.0;

enum { FEWEST_OF_ITS_OWN = 30 };

static assay_rate_norm rate_of(const assay__rate_sums *sums,
                               const assay_rate_norm *parent)
{
    assay_rate_norm rate = *parent;
    if (sums->n == 0)
        return rate;
    double n = (double)sums->n;
    double y = (double)sums->y / UNIT / n, u = (double)sums->u / UNIT / n;
    double uu = (double)sums->uu / UNIT / n - u * u;
    double uy = (double)sums->uy / UNIT / n - u * y;
    double yy = (double)sums->yy / UNIT / n - y * y;
    rate.slope = (n * uy + SLOPE_WORTH * parent->slope) / (n * uu + SLOPE_WORTH);
    double level = y - rate.slope * u;
    rate.intercept = (n * level + PARENT_WORTH * parent->intercept) / (n + PARENT_WORTH);
    double variance =
        fmax(0.0, yy - 2.0 * rate.slope * uy + rate.slope * rate.slope * uu);
    double prior = parent->spread * parent->spread;
    rate.spread = sqrt((n * variance + PARENT_WORTH * prior) / (n + PARENT_WORTH));
    return rate;
}

static assay_evidence evidence_of(const assay_fit *fit, int64_t accounts)
{
    if (accounts < FEWEST_OF_ITS_OWN)
        return ASSAY_BORROWED;
    return fit->simulated ? ASSAY_SIMULATED : ASSAY_REAL;
}

/* Parents sort before their children: `*`, then `tiktok`, then `tiktok/VN`. */
static const assay_rate_norm *parent_rates(const assay_model *model, const char *name,
                                           assay_norms *prior)
{
    const char *slash = strchr(name, '/');
    if (slash == NULL) {
        *prior = assay_norms_prior(assay__str(name));
        return prior->rates;
    }
    const assay__stratum *parent =
        assay__stratum_find(model, (assay_str){name, (size_t)(slash - name)});
    return parent->rates;
}

assay_status assay__fit_strata(const assay_fit *fit, assay_model *model, assay_error *err)
{
    model->strata = calloc(fit->n_strata + 1, sizeof *model->strata);
    if (model->strata == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model's strata");
    for (size_t i = 0; i < fit->n_strata; i++) {
        const assay__stratum_sums *sums = &fit->strata[i];
        assay_norms prior;
        const assay_rate_norm *parent = parent_rates(model, sums->name, &prior);
        assay__stratum *stratum = &model->strata[model->n_strata++];
        stratum->name = strdup(sums->name);
        stratum->offset = calloc(assay_feature_count(), sizeof(double));
        if (stratum->name == NULL || stratum->offset == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model's strata");
        stratum->n = (double)sums->accounts;
        stratum->evidence = evidence_of(fit, sums->accounts);
        const assay__stratum *given =
            fit->norms != NULL ? assay__stratum_find(fit->norms, assay__str(sums->name))
                               : NULL;
        for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
            stratum->rates[r] =
                given != NULL ? given->rates[r] : rate_of(&sums->rates[r], &parent[r]);
    }
    return ASSAY_OK;
}
