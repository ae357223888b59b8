/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws are keyed by names and numbered, so a set has the same interval in any roster and
 * any order. Errors of reach go half the same way for all creators, because one model
 * made them all: sets of many are not surer than that allows. */
#include "score/proposal_range.h"

#include <math.h>

#include "base/hash.h"
#include "base/random.h"
#include "stat/order.h"

enum { DRAWS = 400 };

static const double LOW = 0.05, HIGH = 0.95, COMMON = 0.5;

/* 95th percentile of the normal law, and the widest one-sided factor of a reach. */
static const double Z90 = 1.6448536269514722, WIDEST = 100;

/* A normal number, by Box & Muller 1958. */
static double normal(assay__random *random)
{
    double radius = sqrt(-2 * log(1 - assay__random_uniform(random)));
    return radius * cos(6.283185307179586 * assay__random_uniform(random));
}

/* A gamma number of unit rate, by Marsaglia & Tsang 2000; small shapes by a power. */
static double gamma_number(double shape, assay__random *random)
{
    if (shape < 1) {
        double u = 1 - assay__random_uniform(random);
        return gamma_number(shape + 1, random) * pow(u, 1 / shape);
    }
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double z = normal(random), v = 1 + c * z;
        double u = 1 - assay__random_uniform(random);
        if (v > 0 && log(u) < 0.5 * z * z + d - d * v * v * v + d * log(v * v * v))
            return d * v * v * v;
    }
}

static double factor_of(double end, double middle)
{
    double factor = fabs(log(end / middle)); /* infinite where the end is 0 */
    return fmin(factor, log(WIDEST)) / Z90;
}

/* How a creator's reach deviates in draw k, as a factor. */
static double deviation(const assay_candidate *who, double common, uint64_t k)
{
    uint64_t key = assay__hash(who->handle, assay__hash(who->platform, k));
    assay__random random = {.key = key};
    double z = sqrt(COMMON) * common + sqrt(1 - COMMON) * normal(&random);
    if (!(who->reach.value > 0))
        return 1;
    double end = z < 0 ? who->reach.low : who->reach.high;
    return isnan(end) ? 1 : exp(z * factor_of(end, who->reach.value));
}

/* One draw's scratch. */
typedef struct world {
    const assay__overlap *of;
    const bool *chosen;
    double *factor; /* [n] */
    double *missed; /* [n_markets] */
} world;

/* What the set reaches beside groups. Nobody has more people than the market. */
static double own_reach(const world *w, uint64_t k)
{
    const assay__overlap *of = w->of;
    double sum = 0, size = 0;
    for (size_t i = 0; i < of->n; i++) {
        uint32_t m = of->market[i];
        const assay__market *market = &of->markets[m];
        if (i == 0 || m != of->market[i - 1]) {
            assay__random random = {.key = assay__hash(of->candidates[i].platform, ~k)};
            size = isinf(market->size)
                       ? market->size
                       : market->pairs / gamma_number(market->meetings, &random);
            w->missed[m] = 1;
        }
        if (!w->chosen[i])
            continue;
        double own = of->own[i] * w->factor[i];
        sum += own * w->missed[m];
        w->missed[m] *= own < size ? 1 - own / size : 0;
    }
    return sum;
}

/* People seen with several, those of parts of lists as uncertain as a count of one. */
static double shared_reach(const world *w, uint64_t k)
{
    double sum = 0;
    for (size_t g = 0; g < w->of->n_groups; g++) {
        const assay__shared_group *group = &w->of->groups[g];
        double factor = 0;
        size_t touched = 0;
        for (size_t m = 0; m < group->n; m++) {
            uint32_t i = w->of->members[group->first + m];
            touched += w->chosen[i];
            factor += w->chosen[i] ? w->factor[i] : 0;
        }
        if (touched == 0)
            continue;
        assay__random random = {.key = assay__mix64(g + 1) ^ assay__mix64(~k)};
        double count =
            isinf(w->of->markets[w->of->market[w->of->members[group->first]]].size)
                ? 1
                : -log(1 - assay__random_uniform(&random));
        sum += group->weight * factor / (double)touched * count;
    }
    return sum;
}

assay_status assay__proposal_range(const assay__overlap *overlap, const bool chosen[],
                                   assay_arena *arena, assay_interval *reach,
                                   assay_error *err)
{
    double *draws = assay_arena_array(arena, DRAWS, sizeof *draws);
    world w = {overlap, chosen,
               assay_arena_array(arena, overlap->n + 1, sizeof *w.factor),
               assay_arena_array(arena, overlap->n_markets + 1, sizeof *w.missed)};
    if (draws == NULL || w.factor == NULL || w.missed == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a proposal's range");
    for (uint64_t k = 0; k < DRAWS; k++) {
        assay__random random = {.key = assay__mix64(k + 1)};
        double common = normal(&random);
        for (size_t i = 0; i < overlap->n; i++)
            if (chosen[i])
                w.factor[i] = deviation(&overlap->candidates[i], common, k);
        draws[k] = own_reach(&w, k) + shared_reach(&w, k);
    }
    assay__sort(draws, DRAWS);
    reach->low = fmin(reach->value, draws[(size_t)(LOW * DRAWS)]);
    reach->high = fmax(reach->value, draws[(size_t)(HIGH * DRAWS)]);
    return ASSAY_OK;
}
