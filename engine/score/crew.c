/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set of candidates reaches, one candidate more or less at a time. */
#include "score/overlap.h"

#include <math.h>
#include <string.h>

assay_status assay__crew_new(const assay__overlap *overlap, assay_arena *arena,
                             assay__crew *out, assay_error *err)
{
    assay__crew crew = {
        overlap, assay_arena_array(arena, overlap->n_groups + 1, sizeof *crew.touched),
        assay_arena_array(arena, overlap->n_markets + 1, sizeof *crew.missed)};
    if (crew.touched == NULL || crew.missed == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a set of creators");
    assay__crew_clear(&crew);
    *out = crew;
    return ASSAY_OK;
}

void assay__crew_clear(assay__crew *crew)
{
    memset(crew->touched, 0, crew->of->n_groups * sizeof *crew->touched);
    for (size_t m = 0; m < crew->of->n_markets; m++)
        crew->missed[m] = 1;
}

/* An infinite market is missed by nobody's own people: 1 - r / U stays 1. */
double assay__crew_gain(const assay__crew *crew, size_t i)
{
    const assay__overlap *of = crew->of;
    double gain = of->own[i] * crew->missed[of->market[i]];
    for (size_t k = of->groups_from[i]; k < of->groups_from[i + 1]; k++) {
        uint32_t group = of->groups_of[k];
        gain += crew->touched[group] == 0 ? of->groups[group].weight : 0;
    }
    return gain;
}

double assay__crew_add(assay__crew *crew, size_t i)
{
    const assay__overlap *of = crew->of;
    double before = crew->missed[of->market[i]];
    crew->missed[of->market[i]] =
        before * (1 - of->own[i] / of->markets[of->market[i]].size);
    for (size_t k = of->groups_from[i]; k < of->groups_from[i + 1]; k++)
        crew->touched[of->groups_of[k]]++;
    return before;
}

void assay__crew_drop(assay__crew *crew, size_t i, double missed)
{
    const assay__overlap *of = crew->of;
    crew->missed[of->market[i]] = missed;
    for (size_t k = of->groups_from[i]; k < of->groups_from[i + 1]; k++)
        crew->touched[of->groups_of[k]]--;
}

double assay__crew_reach(assay__crew *crew, const bool chosen[])
{
    double sum = 0;
    assay__crew_clear(crew);
    for (size_t i = 0; i < crew->of->n; i++) {
        if (!chosen[i])
            continue;
        sum += assay__crew_gain(crew, i);
        (void)assay__crew_add(crew, i);
    }
    return sum;
}
