/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way through the family: clean the curve, learn its ordinary days, take shocks out,
 * find what stands out, test it, describe it. Each stage reads the columns of the one
 * before; nothing is kept between accounts.
 */
#include <math.h>

#include "base/str.h"
#include "growth/pulse.h"

/* Below these a curve is told as far as it goes, but not judged. */
static const double enough_days = 28.0, enough_bins = 8.0;

static assay_growth nothing_known(void)
{
    const double unknown = ASSAY_NUMBER_UNKNOWN;
    return (assay_growth){
        .state = ASSAY_NOT_ASSESSABLE,
        .days = 0.0,
        .step_days = unknown,
        .truncation = unknown,
        .bought = ASSAY_INTERVAL_UNKNOWN,
        .blind_1d = unknown,
        .blind_14d = unknown,
        .tail_max = unknown,
        .shape_max = unknown,
        .evidence_max = unknown,
        .pulse_share = unknown,
        .level_max = unknown,
        .roundness_sum = unknown,
        .pulses_per_year = unknown,
        .aftershock_min = unknown,
        .equal_steps = unknown,
        .entropy = unknown,
        .periodicity = unknown,
        .hour_rayleigh = unknown,
        .lost_30d_max = unknown,
        .refills = unknown,
        .purge_excess = unknown,
        .follow_churn = unknown,
        .saw_teeth = unknown,
        .unexplained_share = unknown,
        .content_coupling = unknown,
        .followers_per_view = unknown,
        .staircase = unknown,
    };
}

static void judge_state(const assay__curve *curve, assay_growth *out)
{
    bool moves = false;
    for (size_t i = 0; i < curve->n; i++)
        moves = moves || curve->net[i] != 0.0;
    out->state = ASSAY_LOW_DATA;
    if (!moves)
        out->lack = ASSAY_LACK_CONSTANT;
    else if (out->days < enough_days)
        out->lack = ASSAY_LACK_SPAN;
    else if ((double)curve->n < enough_bins)
        out->lack = ASSAY_LACK_FEW;
    else if (curve->digits > 0.0 && (double)curve->moves < enough_bins)
        out->lack = ASSAY_LACK_RESOLUTION;
    else
        out->state = ASSAY_STATE_OK;
}

static ASSAY_CHECKED assay_status level(assay__curve *curve, assay_growth *out,
                                        assay_error *err)
{
    judge_state(curve, out);
    ASSAY__TRY(assay__leaving_find(curve, err));
    return assay__baseline(curve, NULL, err);
}

static void fill_purge_excess(assay_growth *out)
{
    for (size_t i = 0; i < out->n_drops; i++)
        out->purge_excess = fmax(out->purge_excess, out->drops[i].excess_z);
}

typedef assay_status (*stage)(assay__curve *curve, assay_growth *out, assay_error *err);

static const stage stages[] = {
    level,
    assay__drops_find,
    assay__pulses_find,
    assay__content_fill,
    assay__regularity_fill,
    assay__summary_fill,
    assay__following_fill,
    assay__blind_fill,
};

assay_status assay_growth_analyse(const assay_account *account, const assay_norms *norms,
                                  const assay_roster *roster, assay_arena *arena,
                                  assay_growth *out, assay_error *err)
{
    assay_growth growth = nothing_known();
    assay__curve *curve = assay_arena_alloc(arena, sizeof *curve);
    if (curve == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a curve");
    *curve = (assay__curve){
        .account = account, .norms = norms, .roster = roster, .arena = arena};
    ASSAY__TRY(assay__curve_read(curve, &growth, err));
    if (curve->n == 0)
        growth.lack = account->n_growth == 0 ? ASSAY_LACK_TABLE : ASSAY_LACK_FEW;
    for (size_t i = 0; curve->n > 0 && i < sizeof stages / sizeof *stages; i++)
        ASSAY__TRY(stages[i](curve, &growth, err));
    fill_purge_excess(&growth);
    growth.curve = curve;
    growth.n_steps = curve->n > 0 ? account->n_growth - 1 : 0;
    *out = growth;
    return ASSAY_OK;
}
