/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could not have been seen: the smallest gain the tests would tell on an ordinary
 * stretch of this very curve.
 *
 * A calm stand-in with the curve's pace, noise, step and size gets a package, and the
 * exact test is asked at two gains; the gain it would tell lies on the line through
 * them. So the answer follows whatever the tests are, and grows with gaps, cut counts
 * and months.
 */
#include <math.h>

#include "base/str.h"
#include "growth/pulse.h"
#include "growth/window.h"
#include "stat/negbin.h"

static const double least_tail = 4.0;
/* The first guess is the least gain whose size is told; shapes may need much more. */
static const double near_gain = 1.5, far_gain = 5.0, widest = 16.0;
enum { BINS = 72, MIDDLE = 30 };

/* Smallest gain in a stretch with expectation mu and shape k whose size is told. */
static double smallest_size(double mu, double k)
{
    double low = 0.0, high = mu + 10.0, limit = -least_tail * log(10.0);
    while (assay__negbin_log_tail(mu + high, mu, k) > limit && high < 1e12)
        high *= 2.0;
    for (int round = 0; round < 10; round++) {
        double middle = 0.5 * (low + high);
        bool seen = assay__negbin_log_tail(mu + middle, mu, k) <= limit;
        low = seen ? low : middle;
        high = seen ? middle : high;
    }
    return high;
}

static void settle(assay__curve *calm, size_t i)
{
    calm->calm[i] = assay__steady(calm->gain[i] / calm->days[i], calm->k[i]);
    calm->own[i] = assay__own_cost(calm->gain[i], calm->k[i]);
}

/* A calm curve with the pace, noise and step of another. */
static bool stand_in(const assay__curve *curve, double rate, double step,
                     assay__curve *out)
{
    double *room = assay_arena_array(curve->arena, (size_t)7 * BINS, sizeof *room);
    out->masked = assay_arena_array(curve->arena, BINS, sizeof *out->masked);
    if (room == NULL || out->masked == NULL)
        return false;
    out->n = BINS;
    out->start = room;
    out->days = room + BINS;
    out->gain = room + (size_t)2 * BINS;
    out->mu = room + (size_t)3 * BINS;
    out->k = room + (size_t)4 * BINS;
    out->calm = room + (size_t)5 * BINS;
    out->own = room + (size_t)6 * BINS;
    out->dispersion = curve->dispersion;
    for (size_t i = 0; i < BINS; i++) {
        out->start[i] = (double)i * step;
        out->days[i] = step;
        out->gain[i] = out->mu[i] = rate * step;
        out->k[i] = curve->dispersion * step;
        settle(out, i);
    }
    return true;
}

static double evidence_for(assay__curve *calm, size_t bins, double gain, double followers)
{
    assay__stretch stretch = {MIDDLE, MIDDLE + bins, 9.0};
    for (size_t i = stretch.begin; i < stretch.end; i++) {
        calm->gain[i] = calm->mu[i] + gain / (double)bins;
        settle(calm, i);
    }
    assay__fit fit = assay__shape_test(calm, calm->room, NULL, 0, stretch);
    /* On a stand-in without noise every package is level: that says nothing. */
    const assay__signs signs = {fit.excess, followers, (double)NAN, 1.0, 0.0};
    double evidence = assay__delivered(calm, &fit, &signs);
    for (size_t i = stretch.begin; i < stretch.end; i++) {
        calm->gain[i] = calm->mu[i];
        settle(calm, i);
    }
    return evidence;
}

/* Evidence in nats, from which the told gain is read off: it grows about evenly with the
 * logarithm of the gain. */
static double nats_for(assay__curve *calm, size_t bins, double gain, double followers)
{
    double evidence = evidence_for(calm, bins, gain, followers);
    return log(assay__most(evidence, 1e-9) / assay__most(1.0 - evidence, 1e-9));
}

static double smallest(assay__curve *calm, double days, double followers)
{
    double step = calm->days[0], spans = assay__least(ceil(days / step - 0.05), 14.0);
    size_t bins = (size_t)assay__most(spans, 1.0);
    double mu = calm->mu[0] * (double)bins;
    double size = smallest_size(mu, calm->k[0] * (double)bins);
    double near = nats_for(calm, bins, near_gain * size, followers);
    double far = nats_for(calm, bins, far_gain * size, followers);
    double slope = (far - near) / log(far_gain / near_gain);
    double off = slope > 0.1 ? -near / slope : log(widest);
    return size * assay__least(assay__most(near_gain * exp(off), 1.0), widest);
}

assay_status assay__blind_fill(assay__curve *curve, assay_growth *out, assay_error *err)
{
    double sum = 0.0, days = 0.0;
    for (size_t i = 0; i < curve->n; i++) {
        sum += curve->mu[i];
        days += curve->days[i];
    }
    assay__curve calm = {.account = curve->account, .room = curve->room};
    double step = days / (double)curve->n;
    if (!stand_in(curve, sum / days, fabs(step - 1.0) < 0.05 ? 1.0 : step, &calm))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the blind spot");
    double unit = curve->unit[curve->n - 1] > 1.0 ? 3.0 * curve->unit[curve->n - 1] : 0.0;
    double followers = curve->before[curve->n - 1];
    curve->room->coarse = true;
    out->blind_1d = assay__most(smallest(&calm, 1.0, followers), unit);
    out->blind_14d = assay__most(smallest(&calm, 14.0, followers), unit);
    curve->room->coarse = false;
    return ASSAY_OK;
}
