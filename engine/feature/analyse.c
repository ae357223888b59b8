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

/* What the account says of itself: its curve, its posts, its comments. */
static assay_status analyse_core(const assay_account *account,
                                 const assay__surroundings *around, assay_arena *arena,
                                 assay_findings *out, assay_error *err)
{
    const assay_norms *norms = around->norms;
    const assay_roster *roster = around->roster;
    double since = assay__stage_now();
    ASSAY__TRY(assay_growth_analyse(account, norms, roster, arena, &out->growth, err));
    lap(around, ASSAY__STAGE_GROWTH, &since);
    ASSAY__TRY(
        assay_engagement_analyse(account, norms, NULL, arena, &out->engagement, err));
    lap(around, ASSAY__STAGE_ENGAGEMENT, &since);
    ASSAY__TRY(
        assay_comments_analyse(account, norms, roster, arena, &out->comments, err));
    lap(around, ASSAY__STAGE_COMMENTS, &since);
    return ASSAY_OK;
}

/* What else tells of it where it is there. */
static assay_status analyse_witnesses(const assay_account *account,
                                      const assay__surroundings *around,
                                      assay_arena *arena, assay_findings *out,
                                      assay_error *err)
{
    const assay_norms *norms = around->norms;
    const assay_roster *roster = around->roster;
    double since = assay__stage_now();
    ASSAY__TRY(
        assay_audience_analyse(account, norms, roster, arena, &out->audience, err));
    ASSAY__TRY(assay_network_analyse(account, norms, roster, arena, &out->network, err));
    ASSAY__TRY(
        assay_livestream_analyse(account, norms, roster, arena, &out->livestream, err));
    ASSAY__TRY(assay_sales_analyse(account, norms, roster, arena, &out->sales, err));
    lap(around, ASSAY__STAGE_WITNESSES, &since);
    return ASSAY_OK;
}

assay_status assay__findings_analyse(const assay_account *account,
                                     const assay__surroundings *around,
                                     assay_arena *arena, assay_findings *out,
                                     assay_error *err)
{
    assay_findings found = {0};
    ASSAY__TRY(analyse_core(account, around, arena, &found, err));
    ASSAY__TRY(analyse_witnesses(account, around, arena, &found, err));
    double since = assay__stage_now();
    ASSAY__TRY(
        assay_events_analyse(account, around->norms, around->roster, arena, &found, err));
    lap(around, ASSAY__STAGE_EVENTS, &since);
    *out = found;
    return ASSAY_OK;
}
