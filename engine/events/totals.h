/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From events to amounts with intervals. */
#ifndef ASSAY_EVENTS_TOTALS_H
#define ASSAY_EVENTS_TOTALS_H

#include <assay/events.h>

enum { ASSAY__TOTAL_CELLS = 128 };

/** Distribution of a sum on a grid from 0 to `top`. */
typedef struct assay__total {
    double top;
    double mass[ASSAY__TOTAL_CELLS];
} assay__total;

/** Distribution of the sum of the amounts of the gains, each counted with its P(purchase)
 * and, when `kept`, with what of it was not seen to leave.
 * @cost O(events x cells) */
void assay__total_of(const assay_findings *findings, bool kept, assay__total *out);

/** Mean and 5 % and 95 % points. */
assay_interval assay__total_interval(const assay__total *total);

/** Share of today's followers that is suspicious: what the gains left and, from rates
 * below the norm, what came before the curve.
 * @param now  followers, > 0 */
assay_interval assay__suspicious_share(const assay_findings *findings,
                                       const assay_norms *norms, double now);

#endif
