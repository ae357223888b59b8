/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth that content explains: posts and views around the pulses, and whether the curve
 * moves with them at all. The null of the coupling is the same curve against the same
 * content shifted by whole weeks, so that a shared weekly rhythm proves nothing.
 */
#include <math.h>

#include "base/clock.h"
#include "base/str.h"
#include "growth/pulse.h"
#include "stat/order.h"

static const double held_sd = 3.0;
enum { NEAR_DAYS = 3, FEWEST_POSTS = 5, FEWEST_BINS = 60, WEEK = 7 };

typedef struct views {
    double middle, spread; /* of log views */
} views;

static double log_views(const assay_post *post)
{
    return log(post->views + 1.0);
}

static views usual_views(const assay_account *account, double room[])
{
    size_t n = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        if (!isnan(account->posts[i].views))
            room[n++] = log_views(&account->posts[i]);
    }
    if (n < FEWEST_POSTS)
        return (views){(double)NAN, (double)NAN};
    double middle = assay__median_in_place(room, n);
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(room[i] - middle);
    return (views){middle, fmax(1.4826 * assay__median_in_place(room, n), 0.1)};
}

/* Posts and the best views between three days before a pulse and its end. */
static void look_near(const assay_account *account, views usual, assay_pulse *p)
{
    int64_t from = p->from - (int64_t)NEAR_DAYS * ASSAY__DAY;
    if (account->n_posts == 0 || account->posts[0].at > from)
        return;
    p->posts_near = 0.0;
    double best = (double)NAN;
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        if (post->at <= from || post->at > p->to)
            continue;
        p->posts_near += 1.0;
        if (!isnan(post->views))
            best = fmax(best, (log_views(post) - usual.middle) / usual.spread);
    }
    p->views_z = p->posts_near == 0.0 && !isnan(usual.middle) ? 0.0 : best;
}

/* The same from the lifetime counter of views, where the tracker reads it. */
static void look_at_counter(const assay__curve *curve, assay_pulse *p, double room[])
{
    const assay_reading *growth = curve->account->growth;
    size_t n = 0;
    double inside = 0.0, days = 0.0;
    for (size_t i = 0; i + 1 < curve->account->n_growth; i++) {
        double gained = growth[i + 1].views - growth[i].views;
        double span = (double)(growth[i + 1].at - growth[i].at) / ASSAY__DAY;
        if (isnan(gained))
            continue;
        if (growth[i + 1].at > p->from && growth[i].at < p->to) {
            inside += gained;
            days += span;
        } else {
            room[n++] = log(fmax(gained, 0.0) / span + 1.0);
        }
    }
    if (n < FEWEST_POSTS || days == 0.0)
        return;
    double middle = assay__median_in_place(room, n);
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(room[i] - middle);
    double spread = fmax(1.4826 * assay__median_in_place(room, n), 0.1);
    p->views_z = (log(fmax(inside, 0.0) / days + 1.0) - middle) / spread;
    double over = inside - (exp(middle) - 1.0) * days;
    if (over > 0.0 && p->excess.value > 0.0 && !(p->views_z < ASSAY__VIEWS_SEEN))
        room[0] = p->excess.value / over;
    else
        room[0] = p->excess.value / fmax((exp(middle) - 1.0) * days, 1.0);
}

/* Content of each bin: log views of posts, or posts themselves, over its last days. */
static bool fill_content(const assay__curve *curve, double content[])
{
    const assay_account *account = curve->account;
    size_t n = 0, low = 0;
    for (size_t i = 0; i < curve->n; i++) {
        int64_t to = assay__bin_to(curve, i);
        int64_t from = assay__bin_from(curve, i) - (int64_t)NEAR_DAYS * ASSAY__DAY;
        content[i] = 0.0;
        while (low < account->n_posts && account->posts[low].at <= from)
            low++;
        for (size_t p = low; p < account->n_posts && account->posts[p].at <= to; p++) {
            double seen = account->posts[p].views;
            content[i] += isnan(seen) ? 1.0 : sqrt(seen);
            n++;
        }
    }
    return n >= FEWEST_POSTS;
}

/* Holds the values within three robust sd of their middle: one jump, of whatever kind,
 * must not decide whether the curve moves with the content. */
static void hold(double x[], size_t n, double room[])
{
    for (size_t i = 0; i < n; i++)
        room[i] = x[i];
    double middle = assay__median_in_place(room, n);
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(x[i] - middle);
    double reach = held_sd * 1.4826 * assay__median_in_place(room, n);
    for (size_t i = 0; i < n && reach > 0.0; i++)
        x[i] = fmin(fmax(x[i], middle - reach), middle + reach);
}

static void standardise(double x[], size_t n)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    for (size_t i = 0; i < n; i++) {
        x[i] -= sum / (double)n;
        squares += x[i] * x[i];
    }
    double sd = sqrt(squares / (double)n);
    for (size_t i = 0; i < n && sd > 0.0; i++)
        x[i] /= sd;
}

/* Share of the shifts by whole weeks that agree less than the true alignment does. */
static double coupling(const double x[], const double y[], size_t n)
{
    double at_zero = 0.0, less = 0.0, of = 0.0;
    for (size_t shift = 0; shift < n; shift += WEEK) {
        double sum = 0.0;
        for (size_t i = 0; i + shift < n; i++)
            sum += x[i + shift] * y[i];
        for (size_t i = n - shift; i < n; i++)
            sum += x[i + shift - n] * y[i];
        if (shift == 0) {
            at_zero = sum;
            continue;
        }
        of += 1.0;
        less += sum < at_zero ? 1.0 : 0.0;
    }
    return of > 0.0 ? less / of : ASSAY_NUMBER_UNKNOWN;
}

/* Bins that posts can have reached: the list of posts is often only the newest. */
static void fill_coupling(const assay__curve *curve, double room[], assay_growth *out)
{
    double *x = room, *y = room + curve->n;
    const assay_account *account = curve->account;
    if (account->n_posts < FEWEST_POSTS || curve->sparse || !fill_content(curve, y))
        return;
    size_t first = 0;
    while (first < curve->n && assay__bin_from(curve, first) < account->posts[0].at)
        first++;
    size_t n = curve->n - first;
    if (n < FEWEST_BINS)
        return;
    for (size_t i = first; i < curve->n; i++)
        x[i] =
            curve->masked[i] ? 0.0 : log((curve->gain[i] + 1.0) / (curve->mu[i] + 1.0));
    hold(x + first, n, room + 2 * curve->n);
    standardise(x + first, n);
    standardise(y + first, n);
    out->content_coupling = coupling(x + first, y + first, n);
}

assay_status assay__content_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    const assay_account *account = curve->account;
    size_t most = account->n_posts + account->n_growth + 3 * curve->n + 1;
    double *room = assay_arena_array(curve->arena, most, sizeof *room);
    if (room == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu posts",
                          account->n_posts);
    views usual = usual_views(account, room);
    for (size_t i = 0; i < out->n_pulses; i++) {
        assay_pulse *p = &out->pulses[i];
        look_near(account, usual, p);
        room[0] = (double)NAN;
        look_at_counter(curve, p, room);
        p->per_view = room[0];
    }
    fill_coupling(curve, room, out);
    return ASSAY_OK;
}
