/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pulses come to together. Each counts by what is left of it to be accounted
 * for: all of it, unless an explanation bears on it. With less left every sum and every
 * maximum moves one way only, towards an account without that pulse. */
#include <math.h>

#include "base/str.h"
#include "growth/pulse.h"
#include "growth/relief.h"

/* Packages of one size: seven per cent covers what sellers give on top. */
static const double package_equal = 0.07;
/* An Omori decay of exponent 1 leaves 1/2 + .. + 1/7 of the first day's excess on days 2
 * to 7; an aftershock that is explained is taken for such a one. */
static const double usual_aftershock = 1.59;

typedef struct pulses {
    const assay_pulse *at;
    const double *left; /* NULL: all 1 */
    size_t n;
} pulses;

static double left_of(const pulses *p, size_t i)
{
    return p->left == NULL ? 1.0 : p->left[i];
}

static double aftershock_of(const pulses *p, size_t i)
{
    double seen = p->at[i].aftershock, left = left_of(p, i);
    if (!(left < 1.0))
        return seen;
    return assay__most(seen, left * seen + (1.0 - left) * usual_aftershock);
}

static void fill_largest(const pulses *p, assay_growth *out)
{
    out->tail_max = out->shape_max = out->level_max = out->evidence_max = 0.0;
    out->aftershock_min = out->lost_30d_max = out->followers_per_view =
        ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        double left = left_of(p, i);
        out->evidence_max = fmax(out->evidence_max, left * pulse->evidence);
        out->tail_max = fmax(out->tail_max, left * pulse->tail);
        out->shape_max = fmax(out->shape_max, left * pulse->shape);
        out->level_max = fmax(out->level_max, left * pulse->level);
        out->aftershock_min = fmin(out->aftershock_min, aftershock_of(p, i));
        if (!(pulse->shape > 0.0))
            continue;
        out->lost_30d_max = fmax(out->lost_30d_max, left * pulse->lost_30d);
        out->followers_per_view = fmax(out->followers_per_view, left * pulse->per_view);
    }
}

static void fill_sums(const pulses *p, double now, assay_growth *out)
{
    double low = 0.0, value = 0.0, high = 0.0, count = 0.0;
    out->roundness_sum = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        double left = left_of(p, i), evidence = left * pulse->evidence;
        if (pulse->shape > 0.0) /* what speaks against packages goes on speaking */
            out->roundness_sum +=
                pulse->roundness > 0.0 ? left * pulse->roundness : pulse->roundness;
        count += left;
        value += evidence * pulse->excess.value;
        low += evidence > 0.8 ? pulse->excess.low : 0.0;
        high += evidence > 0.1 ? pulse->excess.high : 0.0;
    }
    out->bought = (assay_interval){value, fmin(low, value), fmax(high, value)};
    out->pulse_share = now > 0.0 ? fmin(value / now, 1.0) : ASSAY_NUMBER_UNKNOWN;
    out->pulses_per_year = count * 365.25 / fmax(out->days, 1.0);
}

static void fill_unexplained(const pulses *p, assay_growth *out)
{
    double all = 0.0, unexplained = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        if (isnan(pulse->posts_near) && isnan(pulse->views_z))
            continue;
        all += pulse->excess.value;
        bool posts = pulse->posts_near > 0.0, seen = pulse->views_z >= ASSAY__VIEWS_SEEN;
        if (!posts && !seen)
            unexplained += left_of(p, i) * pulse->excess.value;
    }
    out->unexplained_share = all > 0.0 ? unexplained / all : ASSAY_NUMBER_UNKNOWN;
}

/* The largest group of delivered-looking pulses of one size. */
static double staircase(const pulses *p)
{
    double most = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        double same = 0.0, size = p->at[i].excess.value;
        for (size_t j = 0; j < p->n && p->at[i].shape > 0.0; j++) {
            double ratio = p->at[j].excess.value / size;
            bool counts = p->at[j].shape > 0.0 && fabs(ratio - 1.0) <= package_equal;
            same += counts ? left_of(p, j) : 0.0;
        }
        most = fmax(most, same);
    }
    return most;
}

void assay__growth_relieve(const assay_account *account, const double left[],
                           assay_growth *growth)
{
    const pulses p = {growth->pulses, left, growth->n_pulses};
    fill_largest(&p, growth);
    fill_sums(&p, account->growth[account->n_growth - 1].followers, growth);
    fill_unexplained(&p, growth);
    growth->staircase = staircase(&p);
    growth->relieved = left != NULL;
}

assay_status assay__summary_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    (void)err;
    assay__growth_relieve(curve->account, NULL, out);
    return ASSAY_OK;
}
