/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pulses come to together. Each counts by what is left of it to be accounted
 * for: all of it, unless an explanation bears on it. With less left every sum and every
 * maximum moves one way only, towards an account without that pulse. A pulse more, of
 * whatever kind, moves none of them towards the usual: no pulse stands where the most
 * harmless one would, and shares are taken of those who came in no pulse. */
#include <math.h>

#include "base/str.h"
#include "growth/pulse.h"
#include "growth/relief.h"

/* Packages of one size: seven per cent covers what sellers give on top. */
static const double package_equal = 0.07;
/* An Omori decay of exponent 1 leaves 1/2 + .. + 1/7 of the first day's excess on days 2
 * to 7; an aftershock that is explained is taken for such a one. */
static const double usual_aftershock = 1.59;
static const double least_others = 0.2;

typedef struct pulses {
    const assay_pulse *at;
    const double *left; /* NULL: all 1 */
    size_t n;
} pulses;

static double left_of(const pulses *p, size_t i)
{
    return p->left == NULL ? 1.0 : p->left[i];
}

/* Does the curve come with a count of views? */
static bool counts_views(const assay_account *account)
{
    for (size_t i = 0; i < account->n_growth; i++)
        if (!isnan(account->growth[i].views))
            return true;
    return false;
}

/* Followers that came in no pulse; some of these may have left, so a fifth at least. */
static double others(const pulses *p, double now)
{
    double rest = now;
    for (size_t i = 0; i < p->n; i++)
        rest -= assay__most(p->at[i].excess.value, 0.0);
    return assay__most(rest, least_others * now);
}

static double aftershock_of(const pulses *p, size_t i)
{
    double seen = p->at[i].aftershock, left = left_of(p, i);
    if (!(left < 1.0))
        return seen;
    return assay__most(seen, left * seen + (1.0 - left) * usual_aftershock);
}

/* @param views  there is a count of views to see them by */
static void fill_largest(const pulses *p, bool views, assay_growth *out)
{
    out->tail_max = out->shape_max = out->level_max = out->evidence_max = 0.0;
    double aftershock = ASSAY_NUMBER_UNKNOWN, lost = aftershock, per_view = aftershock;
    bool shaped = false;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        double left = left_of(p, i);
        out->evidence_max = fmax(out->evidence_max, left * pulse->evidence);
        out->tail_max = fmax(out->tail_max, left * pulse->tail);
        out->shape_max = fmax(out->shape_max, left * pulse->shape);
        out->level_max = fmax(out->level_max, left * pulse->level);
        aftershock = fmin(aftershock, aftershock_of(p, i));
        if (!(pulse->shape > 0.0))
            continue;
        shaped = true;
        lost = fmax(lost, left * pulse->lost_30d);
        per_view = fmax(per_view, left * pulse->per_view);
    }
    bool usual = p->n == 0 || aftershock > usual_aftershock;
    out->aftershock_min = usual ? usual_aftershock : aftershock;
    out->lost_30d_max = shaped ? lost : 0.0;
    out->followers_per_view = shaped || !views ? per_view : 0.0;
}

static void fill_sums(const pulses *p, double now, assay_growth *out)
{
    double low = 0.0, value = 0.0, high = 0.0, count = 0.0;
    out->roundness_sum = 0.0;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        double left = left_of(p, i), evidence = left * pulse->evidence;
        if (pulse->shape > 0.0) /* another's odd size is no excuse */
            out->roundness_sum += left * assay__most(pulse->roundness, 0.0);
        count += left;
        value += evidence * pulse->excess.value;
        low += evidence > 0.8 ? pulse->excess.low : 0.0;
        high += evidence > 0.1 ? pulse->excess.high : 0.0;
    }
    out->bought = (assay_interval){value, fmin(low, value), fmax(high, value)};
    out->pulse_share =
        now > 0.0 ? value / (others(p, now) + value) : ASSAY_NUMBER_UNKNOWN;
    out->pulses_per_year = count * 365.25 / fmax(out->days, 1.0);
}

/* @param known  there is content that could explain a gain */
static void fill_unexplained(const pulses *p, double now, bool known, assay_growth *out)
{
    double unexplained = 0.0;
    bool looked = p->n == 0 && known;
    for (size_t i = 0; i < p->n; i++) {
        const assay_pulse *pulse = &p->at[i];
        if (isnan(pulse->posts_near) && isnan(pulse->views_z))
            continue;
        looked = true;
        bool posts = pulse->posts_near > 0.0, seen = pulse->views_z >= ASSAY__VIEWS_SEEN;
        if (!posts && !seen)
            unexplained += left_of(p, i) * assay__most(pulse->excess.value, 0.0);
    }
    out->unexplained_share = now > 0.0 && looked
                                 ? unexplained / (others(p, now) + unexplained)
                                 : ASSAY_NUMBER_UNKNOWN;
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
    double now = account->growth[account->n_growth - 1].followers;
    bool views = counts_views(account);
    fill_largest(&p, views, growth);
    fill_sums(&p, now, growth);
    fill_unexplained(&p, now, views || account->n_posts > 0, growth);
    growth->staircase = staircase(&p);
    growth->relieved = left != NULL;
}

assay_status assay__summary_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    (void)err;
    assay__growth_relieve(curve->account, NULL, out);
    return ASSAY_OK;
}
