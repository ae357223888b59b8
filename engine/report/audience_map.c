/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a long list every k-th follower is kept, so that what looks dense is dense. */
#include "report/audience_map.h"

static bool is_dated(const assay_audience *audience, size_t rank)
{
    return audience->checks[audience->order[rank]].created_at != ASSAY_TIME_UNKNOWN;
}

void assay__audience_map_make(const assay_verdict *verdict, assay__audience_map *out)
{
    const assay_audience *audience = &verdict->findings->audience;
    size_t dated = 0, met = 0;
    out->n = 0;
    for (size_t r = 0; r < audience->n_order; r++)
        dated += is_dated(audience, r);
    if (audience->state == ASSAY_NOT_ASSESSABLE || dated < ASSAY__MAP_LEAST)
        return;
    size_t kept = dated < ASSAY__MAP_POINTS ? dated : (size_t)ASSAY__MAP_POINTS;
    for (size_t r = 0; r < audience->n_order && out->n < kept; r++) {
        if (!is_dated(audience, r))
            continue;
        /* the out->n-th of `kept` even steps through the dated ones */
        if (met++ >= out->n * dated / kept)
            out->points[out->n++] =
                (assay__map_point){r, &audience->checks[audience->order[r]]};
    }
}
