/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When comments come. Under a post they come fast at first and ever slower after:
 *
 *      P(later than t) = (1 + t / c)^-theta,   c = 30 minutes, theta fitted
 *
 * On the scale u = P(later than t) honest arrivals are uniform, whatever the decay; what
 * is too even there, or crowds together there, did not come from readers one by one.
 *
 * Sources: Crane & Sornette 2008 (power-law relaxation); Kim & Jo 2016 (burstiness of a
 * finite sequence); Lomax maximum likelihood for theta.
 */
#include "comments/describe.h"
#include "stat/special.h"

#include <math.h>

enum {
    ENOUGH_GAPS = 50,
    ENOUGH_TIMES = 100,
    SHORTEST_THREAD = 5,
    FAST = 10, /* seconds */
    HOURS = 24,
    SMALLEST_WAVE = 4,
    LARGEST_WAVE = 64
};

static const double TURN = 6.283185307179586, LN10 = 2.302585092994046;
static const double DECAY_START = 1800; /* seconds */
static const double NOTED_WAVE = 4;     /* -log10 p from which a wave is noted */

/* One post's arrivals on both scales, latest u first being least. */
typedef struct arrivals {
    double *ages; /* of all remarks: ln(1 + delay / DECAY_START) */
    double *left; /* [n] u of each, descending as time goes on */
    int64_t *delay;
    assay__remark **remarks;
    size_t n;
    double theta;
} arrivals;

/* Maximum likelihood for the exponent, kept where a decay is one. Leaves the logarithm of
 * each known delay in ages, [sample->n]. */
static double fit_decay(const assay__sample *sample, double ages[])
{
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++) {
        if (sample->remarks[i].delay == ASSAY_TIME_UNKNOWN)
            continue;
        ages[i] = log1p((double)sample->remarks[i].delay / DECAY_START);
        sum += ages[i];
    }
    double theta = sum > 0 ? (double)sample->n_timed / sum : 1;
    return theta < 0.05 ? 0.05 : theta > 3 ? 3 : theta;
}

static void read_thread(const assay__sample *sample, const assay__thread *thread,
                        arrivals *a)
{
    a->n = 0;
    for (uint32_t i = 0; i < thread->n; i++) {
        assay__remark *remark = &sample->remarks[thread->first + i];
        if (remark->delay == ASSAY_TIME_UNKNOWN)
            continue;
        a->remarks[a->n] = remark;
        a->delay[a->n] = remark->delay;
        a->left[a->n++] = exp(-a->theta * a->ages[thread->first + i]);
    }
}

/* Sums over gaps, of all posts together. */
typedef struct gaps {
    double n, sum, squares;
    double fast, fast_expected, timed;
} gaps;

static void add_gaps(const arrivals *a, gaps *g)
{
    double scale = (double)a->n;
    for (size_t i = 1; i < a->n; i++) {
        double gap = (a->left[i - 1] - a->left[i]) * scale;
        g->n++;
        g->sum += gap;
        g->squares += gap * gap;
        g->fast += a->delay[i] - a->delay[i - 1] <= FAST;
        double density =
            a->theta * a->left[i - 1] / (DECAY_START + (double)a->delay[i - 1]);
        g->fast_expected += 1 - exp(-scale * density * FAST);
        g->timed++;
    }
}

/* -log10 P(N >= k), N ~ Poisson(m), m < k, by its first term and the ratio of a
 * geometric tail. */
static double tail(double k, double m)
{
    double log_term = k * log(m) - m - assay__log_gamma(k + 1);
    return -(log_term - log1p(-m / (k + 1))) / LN10;
}

/* Strength of the run of k arrivals from i on, its place in the thread paid for. */
static double strength_of(const arrivals *a, size_t i, size_t k)
{
    double second = a->theta * a->left[i] / (DECAY_START + (double)a->delay[i]);
    double share = a->left[i] - a->left[i + k - 1] + second; /* times are whole seconds */
    double expected = share * (double)a->n;
    if (expected * 2 > (double)k)
        return 0;
    double strength = tail((double)k, expected) - log10((double)a->n);
    return strength > 0 ? strength : 0;
}

static void note_wave(const arrivals *a, size_t i, size_t k, double strength)
{
    for (size_t j = i; j < i + k; j++)
        if (strength > a->remarks[j]->wave)
            a->remarks[j]->wave = strength;
}

static double find_waves(const arrivals *a)
{
    double strongest = 0;
    for (size_t k = SMALLEST_WAVE; k <= LARGEST_WAVE && k <= a->n; k *= 2)
        for (size_t i = 0; i + k <= a->n; i++) {
            double strength = strength_of(a, i, k);
            strongest = strength > strongest ? strength : strongest;
            if (strength >= NOTED_WAVE)
                note_wave(a, i, k, strength);
        }
    return strongest;
}

/* Burstiness of n gaps whose relative deviation is r: -1 even, 0 random, 1 bursty. */
static double burstiness(double n, double r)
{
    double over = sqrt(n + 1) * r - sqrt(n - 1);
    double under = (sqrt(n + 1) - 2) * r + sqrt(n - 1);
    return over / under;
}

static void finish_gaps(const gaps *g, assay_comments *out)
{
    if (g->n >= ENOUGH_GAPS && g->sum > 0) {
        double mean = g->sum / g->n;
        double variance = g->squares / g->n - mean * mean;
        out->burstiness = burstiness(g->n, sqrt(variance > 0 ? variance : 0) / mean);
    }
    if (g->timed + 1 >= ENOUGH_TIMES) {
        double beyond = (g->fast - g->fast_expected) / g->timed;
        out->fast_gap_share = beyond > 0 ? beyond : 0;
    }
}

/* One less the length of the mean hour's vector, freed of what chance alone gives it. */
static double flatness(const assay__sample *sample)
{
    double hours[HOURS] = {0}, n = 0, x = 0, y = 0;
    for (size_t i = 0; i < sample->n; i++) {
        int64_t at = sample->remarks[i].comment->at;
        if (at == ASSAY_TIME_UNKNOWN)
            continue;
        int64_t second = at % 86400;
        hours[(second < 0 ? second + 86400 : second) / 3600]++;
        n++;
    }
    if (n < ENOUGH_TIMES)
        return ASSAY_NUMBER_UNKNOWN;
    for (int hour = 0; hour < HOURS; hour++) {
        x += hours[hour] * cos(TURN * hour / HOURS);
        y += hours[hour] * sin(TURN * hour / HOURS);
    }
    double squared = (x * x + y * y) / (n * n);
    double beyond = (squared - 1 / n) / (1 - 1 / n);
    return 1 - sqrt(beyond > 0 ? beyond : 0);
}

/* The remarks of noted waves lie in runs; each run becomes one span. */
static bool list_waves(const assay__sample *sample, assay_arena *arena,
                       assay_comments *out)
{
    out->waves = assay_arena_array(arena, sample->n + 1, sizeof *out->waves);
    if (out->waves == NULL)
        return false;
    const assay__remark *last = NULL;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        bool noted = remark->wave > 0;
        bool goes_on =
            noted && last != NULL && last->wave > 0 && last->post == remark->post;
        if (noted && !goes_on)
            out->waves[out->n_waves++] =
                (assay_comment_wave){.from = remark->comment->at};
        if (noted) {
            assay_comment_wave *wave = &out->waves[out->n_waves - 1];
            wave->to = remark->comment->at;
            wave->n++;
            wave->strength =
                remark->wave > wave->strength ? remark->wave : wave->strength;
        }
        last = remark;
    }
    return true;
}

assay_status assay__describe_times(assay__sample *sample, assay_arena *arena,
                                   assay_comments *out, assay_error *err)
{
    arrivals a = {.ages = assay_arena_array(arena, sample->n + 1, sizeof *a.ages),
                  .left = assay_arena_array(arena, sample->n + 1, sizeof *a.left),
                  .delay = assay_arena_array(arena, sample->n + 1, sizeof *a.delay),
                  .remarks = assay_arena_array(arena, sample->n + 1, sizeof(void *))};
    if (a.ages == NULL || a.left == NULL || a.delay == NULL || a.remarks == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the times of comments");
    a.theta = fit_decay(sample, a.ages);
    gaps g = {.n = 0};
    double strongest = 0;
    for (size_t i = 0; i < sample->n_threads; i++) {
        read_thread(sample, &sample->threads[i], &a);
        if (a.n < SHORTEST_THREAD)
            continue;
        add_gaps(&a, &g);
        double wave = find_waves(&a);
        strongest = wave > strongest ? wave : strongest;
    }
    finish_gaps(&g, out);
    if (g.timed >= ENOUGH_GAPS)
        out->wave_max = strongest;
    out->circadian_flatness = flatness(sample);
    if (!list_waves(sample, arena, out))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the waves of comments");
    return ASSAY_OK;
}
