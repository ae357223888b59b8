/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step up is only a question: raids, hosts and pushes step up too. What answers it are
 * things that do not know of one another when the viewers are people: whether they waver
 * as the account's viewers do elsewhere, or less (an F test on second differences, with
 * as much of the noise as could be counting given the larger crowd); whether they do
 * anything (comments, likes, gifts, orders per viewer-minute); whether they leave at
 * once, and as many as came. The p-values are joined by Fisher's sum and paid for by the
 * number of stretches looked at.
 *
 * How many: the viewers above a line from the level before to the level after; and what
 * the activity leaves over when each real viewer does as much as outside. The two are
 * weighted by their precisions.
 */
#include "livestream/plateau.h"

#include "livestream/talk.h"
#include "stat/calibrate.h"
#include "stat/order.h"
#include "stat/special.h"
#include "stat/tail.h"

#include <math.h>

/* The guarantee of sellers covers five minutes; a reading may fall beside its ends. */
static const double LEAST_MINUTES = 4.0;
/* A step down belongs to a step up when it undoes this much of it, and no more than so
 * many times as much: some fall out on the way, some real viewers leave with them. */
static const double LEAST_UNDONE = 0.3, MOST_UNDONE = 1.6;
/* Where activity is told, people as quiet must be one in five at most: however even, a
 * crowd that talks is a crowd. */
static const double LEAST_SILENT = 0.7;
/* Flagged at p <= 0.01. */
static const double STRANGE = 2.0;
/* Natural viewers drift from a straight line by this log sd an hour, and at least so. */
static const double DRIFT_HOUR = 0.6, DRIFT_LEAST = 0.25;
/* 90 % of a normal. */
static const double NINETY = 1.6448536269514722;

enum { LEAST_DIFFERENCES = 8 };

/** Noise of second differences: mean square, and how many. */
typedef struct wavering {
    double square, n, viewers;
} wavering;

/* Mean square of normal noise from its smaller nine tenths: steps, refills and a wild
 * reading are among the rest. Reorders. */
static double trimmed_square(double size[], size_t n)
{
    if (n < LEAST_DIFFERENCES)
        return ASSAY_NUMBER_UNKNOWN;
    size_t kept = n - (n + 9) / 10;
    double sum = 0.0, share = (double)kept / (double)n;
    assay__sort(size, n);
    for (size_t i = 0; i < kept; i++)
        sum += size[i] * size[i];
    double end = assay__normal_quantile(0.5 + 0.5 * share);
    double density = exp(-0.5 * end * end) / sqrt(2.0 * 3.14159265358979323846);
    return sum / (double)n / (share - 2.0 * end * density);
}

/* Second differences of the log, so that the beginning of a show and a raid's decay, both
 * nearly straight over three readings, are no noise. */
static wavering wavering_of(const assay__airing *a, size_t from, size_t to, bool inside,
                            double scratch[])
{
    size_t n = 0;
    double viewers = 0.0;
    for (size_t i = 2; i < a->n; i++) {
        bool in = i > from + 1 && i < to;
        bool out = i + 1 < from || i > to + 2;
        if (a->gap[i] || a->gap[i - 1] || !(inside ? in : out))
            continue;
        scratch[n++] = fabs(a->log[i] - 2.0 * a->log[i - 1] + a->log[i - 2]);
        viewers += a->viewers[i];
    }
    wavering found = {ASSAY_NUMBER_UNKNOWN, (double)n, viewers / fmax((double)n, 1.0)};
    found.square = trimmed_square(scratch, n);
    return found;
}

/* A trimmed square is worth 0.65 of a mean square, and second differences of noise repeat
 * themselves: with correlations -2/3 and 1/6 half of them are new. */
static const double WORTH = 0.65 * 0.51;
/* Noise of n counted people who all change from reading to reading has a variance of 1/n
 * in the log, its second difference six times that. */
static const double ALL_COUNTING = 6.0;

/* Digits of viewers wavering as little inside. */
static double flat_digits(const assay__airing *a, size_t from, size_t to,
                          double scratch[])
{
    wavering in = wavering_of(a, from, to, true, scratch);
    wavering out = wavering_of(a, from, to, false, scratch);
    if (in.n < LEAST_DIFFERENCES || out.n < LEAST_DIFFERENCES || !(out.viewers > 0.0))
        return ASSAY_NUMBER_UNKNOWN;
    double counted = fmin(ALL_COUNTING, out.square * out.viewers);
    double natural = out.square - counted / out.viewers + counted / fmax(in.viewers, 1.0);
    double cut = a->unit > 1.0 ? a->unit / fmin(in.viewers, out.viewers) : 0.0;
    if (cut * cut > 0.5 * natural) /* differences are zero or a unit: no noise is seen */
        return ASSAY_NUMBER_UNKNOWN;
    double f = natural / fmax(in.square, 1e-9);
    return assay__tail_f(f, WORTH * out.n, WORTH * in.n);
}

/* Digits of people leaving at once as far as the step down says; heavy tails, because
 * hosts end shows and speak of breaks. */
static double fall_digits(const assay__edge *down)
{
    return down == NULL ? ASSAY_NUMBER_UNKNOWN : assay__tail_t(-down->z, 3.0);
}

/* Digits of a fall that undoes the rise as nearly: what people do afterwards has no size,
 * any between the least and the most that fits is as likely. */
static double match_digits(const assay__edge *up, const assay__edge *down)
{
    if (down == NULL)
        return ASSAY_NUMBER_UNKNOWN;
    double rise = up->after - up->before, fall = down->before - down->after;
    double apart = fmax(fabs(log(fall / rise)), 0.05);
    return -log10(fmin(2.0 * apart / log(MOST_UNDONE / LEAST_UNDONE), 1.0));
}

/* Fisher's sum of those known; NaN with fewer than two. */
static double joined(const double digits[], size_t n)
{
    double sum = 0.0, known = 0.0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(digits[i])) {
            sum += digits[i];
            known += 1.0;
        }
    if (known < 2.0)
        return ASSAY_NUMBER_UNKNOWN;
    return assay__tail_chi2(2.0 * log(10.0) * sum, 2.0 * known);
}

static bool fits(const assay__airing *a, const assay__edge *up, const assay__edge *down)
{
    if (down->left <= up->at || a->minutes[down->at] - a->minutes[up->at] < LEAST_MINUTES)
        return false;
    double rise = up->after - up->before, fall = down->before - down->after;
    return fall >= LEAST_UNDONE * rise && fall <= MOST_UNDONE * rise;
}

/* ---- how many -------------------------------------------------------------------- */

/* From the curve: above the line between the levels beside it. */
static void amount_of_curve(const assay__airing *a, const assay__box *box, double *value,
                            double *sd)
{
    double sum = 0.0, natural = 0.0, minutes = 0.0;
    for (size_t i = box->from; i < box->to; i++) {
        double way = ((double)(i - box->from) + 0.5) / (double)(box->to - box->from);
        double there = box->before + way * (box->after - box->before);
        sum += (a->viewers[i] - there) * a->span[i];
        natural += there * a->span[i];
        minutes += a->span[i];
    }
    double drift = DRIFT_LEAST * DRIFT_LEAST + DRIFT_HOUR * DRIFT_HOUR * minutes / 60.0;
    double edges = fabs(sum) / fmax(minutes, a->every) * a->every; /* a reading's worth */
    *value = sum;
    *sd = sqrt(natural * natural * drift + edges * edges);
}

static double exposed_in(const assay__airing *a, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to; i++)
        sum += a->viewers[i] * a->span[i];
    return sum;
}

static double within(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void set_amount(const assay__airing *a, const assay__talk *talk, assay__box *box)
{
    double value, sd, all = exposed_in(a, box->from, box->to);
    amount_of_curve(a, box, &value, &sd);
    if (!isnan(talk->ratio)) {
        double real = all * fmin(exp(talk->ratio), 1.0);
        double other = all - real, other_sd = fmax(real, 0.02 * all) * talk->sd;
        double w = 1.0 / (sd * sd + 1.0), v = 1.0 / (other_sd * other_sd + 1.0);
        value = (w * value + v * other) / (w + v);
        sd = sqrt(1.0 / (w + v));
    }
    box->amount =
        (assay_interval){within(value, 0.0, all), within(value - NINETY * sd, 0.0, all),
                         within(value + NINETY * sd, 0.0, all)};
}

/* ---- search ---------------------------------------------------------------------- */

static assay__box judge(const assay__airing *a, const assay__edge *up,
                        const assay__edge *down, double scratch[])
{
    assay__box box = {.from = up->at, .to = down != NULL ? down->left + 1 : a->n};
    box.closed = down != NULL;
    box.before = up->before;
    box.after = down != NULL ? down->after : up->before;
    assay__talk talk = assay__live_talk(a, box.from, box.to);
    double digits[4] = {talk.digits, flat_digits(a, box.from, box.to, scratch),
                        fall_digits(down), match_digits(up, down)};
    box.digits = joined(digits, 4);
    if (talk.digits < LEAST_SILENT)
        box.digits = 0.0;
    set_amount(a, &talk, &box);
    return box;
}

/* Every pair that fits, and every step up to the end. @return how many were looked at */
static size_t judge_all(const assay__airing *a, const assay__edges *edges,
                        assay__box found[], double scratch[])
{
    size_t n = 0;
    for (size_t u = 0; u < edges->n_up; u++) {
        const assay__edge *up = &edges->up[u];
        for (size_t d = 0; d < edges->n_down; d++)
            if (fits(a, up, &edges->down[d]))
                found[n++] = judge(a, up, &edges->down[d], scratch);
        if (a->minutes[a->n - 1] - a->minutes[up->at] >= LEAST_MINUTES)
            found[n++] = judge(a, up, NULL, scratch);
    }
    return n;
}

static bool overlaps(const assay__box *a, const assay__box *b)
{
    return a->from < b->to && b->from < a->to;
}

/* The strangest first; of equal ones the earlier. */
static size_t strangest_of(const assay__box found[], size_t n)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (found[i].digits > 0.0 && (best == n || found[i].digits > found[best].digits))
            best = i;
    return best;
}

/* A stretch that may end in a step down is told with it, when it is strange enough so. */
static size_t with_its_end(const assay__box found[], size_t n, size_t chosen)
{
    size_t best = chosen;
    for (size_t i = 0; i < n && !found[chosen].closed; i++) {
        bool ends = found[i].closed && found[i].from == found[chosen].from &&
                    found[i].digits >= STRANGE;
        if (ends && (best == chosen || found[i].digits > found[best].digits))
            best = i;
    }
    return best;
}

static void insert_by_place(assay__box box[], size_t *n, const assay__box *one)
{
    size_t at = (*n)++;
    while (at > 0 && box[at - 1].from > one->from) {
        box[at] = box[at - 1];
        at--;
    }
    box[at] = *one;
}

size_t assay__live_boxes(const assay__airing *a, const assay__edges *edges,
                         assay__box box[], double *strangest, double scratch[])
{
    assay__box found[ASSAY__LIVE_EDGES * (ASSAY__LIVE_EDGES + 1)];
    size_t looked = judge_all(a, edges, found, scratch), n = 0;
    *strangest = 0.0;
    for (size_t i = 0; i < looked; i++) {
        found[i].digits -= log10((double)looked);
        *strangest = fmax(*strangest, found[i].digits);
    }
    while (n < ASSAY__LIVE_BOXES) {
        size_t best = strangest_of(found, looked);
        if (best == looked || found[best].digits < STRANGE)
            break;
        assay__box chosen = found[with_its_end(found, looked, best)];
        insert_by_place(box, &n, &chosen);
        for (size_t i = 0; i < looked; i++)
            if (overlaps(&found[i], &chosen))
                found[i].digits = 0.0;
    }
    return n;
}

/* ---- refills --------------------------------------------------------------------- */

/* Levels are the same within this; and something was lost before. */
static const double SAME_LEVEL = 0.06, LEAST_LOSS = 0.05;

size_t assay__live_top_ups(const assay__edges *edges, size_t at[])
{
    size_t n = 0;
    for (size_t k = 1; k < edges->n_up; k++) {
        const assay__edge *first = &edges->up[k - 1], *again = &edges->up[k];
        bool lost = again->before < first->after * (1.0 - LEAST_LOSS) &&
                    again->before > first->before * (1.0 - SAME_LEVEL);
        bool same = fabs(again->after - first->after) <= SAME_LEVEL * first->after;
        if (lost && same)
            at[n++] = again->at;
    }
    return n;
}
