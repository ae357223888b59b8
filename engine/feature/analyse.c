/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families in their order; the only place that knows all of them. */
#include "feature/analyse.h"

#include "base/str.h"

#ifdef ASSAY_STAGE_CLOCK
#include <time.h>

double assay__stage_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return 0.0;
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
#else
double assay__stage_now(void)
{
    return 0.0;
}
#endif

/* Adds the time since *since to a stage and starts the next. */
static void lap(const assay__surroundings *around, assay__stage stage, double *since)
{
    double now = assay__stage_now();
    if (around->seconds != NULL)
        around->seconds[stage] += now - *since;
    *since = now;
}

assay_status assay__findings_analyse(const assay_account *account,
                                     const assay__surroundings *around,
                                     assay_arena *arena, assay_findings *out,
                                     assay_error *err)
{
    const assay_norms *norms = around->norms;
    const assay_roster *roster = around->roster;
    assay_findings found = {0};
    double since = assay__stage_now();
    ASSAY__TRY(assay_growth_analyse(account, norms, roster, arena, &found.growth, err));
    lap(around, ASSAY__STAGE_GROWTH, &since);
    ASSAY__TRY(
        assay_engagement_analyse(account, norms, NULL, arena, &found.engagement, err));
    lap(around, ASSAY__STAGE_ENGAGEMENT, &since);
    ASSAY__TRY(
        assay_comments_analyse(account, norms, roster, arena, &found.comments, err));
    lap(around, ASSAY__STAGE_COMMENTS, &since);
    ASSAY__TRY(
        assay_audience_analyse(account, norms, roster, arena, &found.audience, err));
    ASSAY__TRY(assay_network_analyse(account, norms, roster, arena, &found.network, err));
    ASSAY__TRY(
        assay_livestream_analyse(account, norms, roster, arena, &found.livestream, err));
    ASSAY__TRY(assay_sales_analyse(account, norms, roster, arena, &found.sales, err));
    lap(around, ASSAY__STAGE_WITNESSES, &since);
    ASSAY__TRY(assay_events_analyse(account, norms, roster, arena, &found, err));
    lap(around, ASSAY__STAGE_EVENTS, &since);
    *out = found;
    return ASSAY_OK;
}
