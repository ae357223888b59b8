/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts cut to digits: the truth of a shown count N lies in [N, N + unit), and of all
 * curves within these bounds the one that bends least is taken (the taut string of Davies
 * and Kovac 2001), so that slow stretches become even and fast ones keep their days.
 *
 * A string drawn through a sudden gain would begin to climb before it and lose up to a
 * unit of it; so it ends on the day before a step of several units and begins anew after,
 * in the middle of the bounds. What is left of the cut is a variance of unit^2 / 6 for
 * the gain of any stretch, and never more than a unit.
 */
#include <math.h>

#include "base/clock.h"
#include "growth/curve.h"

/* Steps of this many units are as good as exact: their error is below a fifth. */
static const double sudden = 3.0;

/* One string: what it reads, and what it fills. */
typedef struct string {
    const assay__curve *curve;
    const size_t *kept; /* readings that count */
    double *level;      /* [readings] */
    double slope;       /* of the stretch before, for the end; NaN at the beginning */
} string;

static double shown(const string *s, size_t i)
{
    return s->curve->account->growth[s->kept[i]].followers;
}

static double unit_of(const string *s, size_t i)
{
    return assay__curve_unit(s->curve, shown(s, i));
}

static double days_between(const string *s, size_t i, size_t j)
{
    const assay_reading *growth = s->curve->account->growth;
    return (double)(growth[s->kept[j]].at - growth[s->kept[i]].at) / ASSAY__DAY;
}

/* Draws straight on from reading `from` to reading `to`. */
static void draw(string *s, size_t from, size_t to, double slope)
{
    double value = s->level[s->kept[from]];
    for (size_t i = from + 1; i <= to; i++)
        s->level[s->kept[i]] = value + slope * days_between(s, from, i);
    s->slope = slope;
}

/* Slopes that stay within the bounds so far, and where they touch. */
typedef struct cone {
    double low, high;
    size_t at_low, at_high;
} cone;

/* Draws from `from` to the first bend, or to `last`; returns where it came. */
static size_t draw_stretch(string *s, size_t from, size_t last)
{
    double value = s->level[s->kept[from]];
    cone c = {-HUGE_VAL, HUGE_VAL, from, from};
    for (size_t i = from + 1; i <= last; i++) {
        double days = days_between(s, from, i);
        double low = (shown(s, i) - value) / days;
        double high = (shown(s, i) + unit_of(s, i) - value) / days;
        if (low > c.high) {
            draw(s, from, c.at_high, c.high);
            return c.at_high;
        }
        if (high < c.low) {
            draw(s, from, c.at_low, c.low);
            return c.at_low;
        }
        if (low >= c.low) {
            c.low = low;
            c.at_low = i;
        }
        if (high <= c.high) {
            c.high = high;
            c.at_high = i;
        }
    }
    double slope = isnan(s->slope) ? 0.5 * (c.low + c.high) : s->slope;
    draw(s, from, last, assay__least(assay__most(slope, c.low), c.high));
    return last;
}

static bool is_sudden(const string *s, size_t i)
{
    return fabs(shown(s, i + 1) - shown(s, i)) >= sudden * unit_of(s, i);
}

void assay__cut_settle(const assay__curve *curve, const size_t kept[], size_t n,
                       double level[])
{
    string s = {.curve = curve, .kept = kept, .level = level};
    for (size_t from = 0, last; from < n; from = last + 1) {
        last = from;
        while (last + 1 < n && !is_sudden(&s, last))
            last++;
        s.slope = ASSAY_NUMBER_UNKNOWN;
        level[kept[from]] = shown(&s, from) + 0.5 * unit_of(&s, from);
        for (size_t at = from; at < last;)
            at = draw_stretch(&s, at, last);
    }
    for (size_t i = 0; i < n; i++)
        level[kept[i]] = floor(level[kept[i]] + 0.5);
}
