/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivered likes come as the same amount again and again, whatever the post draws by
 * itself: added to a counter, not multiplied with it. So an account is asked which of two
 * accounts of its posts is the likelier:
 *
 *     organic   log y = a + b log x + error
 *     package   the same, and on a part p of the posts y = organic + C
 *
 * where x is another counter of the post. What is bought on half of the posts makes two
 * levels, on all of them a floor under the weak posts; one likelihood holds both, while
 * creators who merely draw many likes for their views fit the first account as well.
 * Errors are Student's t; a package arrives with an error of its own (over-delivery,
 * losses). Both accounts are fitted by expectation and maximisation with Gauss-Newton
 * steps under the same priors, so that eight posts and two thousand take the same way.
 *
 * Source: Dempster, Laird & Rubin 1977; t errors: Lange, Little & Taylor 1989; the
 * penalty for two more numbers: Schwarz 1978. Power by bench/engagement_power.
 */
#include "engagement/package.h"

#include <math.h>

#include "stat/order.h"

static const size_t LEAST_POSTS = 8;
/* Sd of the log of a delivered package: orders of 2019 and 2022 were over-delivered by up
 * to a tenth and kept to four fifths and more (NATO StratCom). */
static const double PACKAGE_VARIANCE = 0.18 * 0.18;
/* Degrees of freedom of the errors, as those of single posts (checks.c). */
static const double FREEDOM = 6;
/* Prior sd of the slope and of the level, natural log: a counter follows another within
 * a quarter of its usual slope, and at most about half of it was bought. */
static const double SLOPE_SD = 0.25, LEVEL_SD = 0.8;
/* The least and most variance of the errors that is believed. */
static const double LEAST_VARIANCE = 0.0025, MOST_VARIANCE = 2;
/* Likes and views of one account: the median spread of log likes alone is 0.223 for
 * genuine accounts (InstaFake 2019), wider on short video; two posts' worth, since
 * accounts differ much. With comments the usual variance of the coupling, four posts'
 * worth. */
static const double TIGHT_VARIANCE = 0.06, TIGHT_WEIGHT = 2, WIDE_WEIGHT = 4;
/* Posts of a format until its offset is believed by half (level.c). */
static const double FORMAT_WEIGHT = 4;
/* A package of a fiftieth of the usual count would not be seen, one of 50 times of it is
 * all there is to see. */
static const double LOG_LIMIT = 3.9;
/* Rounds for each start, then for the best of them; steps are held to half a unit. */
static const int FIRST_ROUNDS = 2, LAST_ROUNDS = 6;
static const double LONGEST_STEP = 0.5;
/* Nats of a round after which the next ones would change no verdict. */
static const double ENOUGH = 0.05;

enum { PARTS = 3, STARTS = 5 };

/** Two counters of the posts that have both, as logs about their medians. */
typedef struct pairs {
    size_t n;
    double *y, *x, *noise_y, *noise_x;
    double *count, total; /* exp y, and their sum */
    double usual_slope, usual_variance;
    double weight; /* posts that the usual variance weighs */
} pairs;

/** Level, slope, log size of the package; variance of the error; part that has it. */
typedef struct story {
    double at[PARTS];
    double variance, part;
    double likelihood, share;
} story;

/** Normal equations of a step and the sums of a round. */
typedef struct sums {
    double left[PARTS][PARTS], right[PARTS];
    double squares, with, bought;
} sums;

/** One post under one of the two accounts. */
typedef struct view {
    double rest, organic;   /* residual; share of the count that is organic */
    double precision, near; /* 1 / variance; 1 / (1 + rest^2 / (FREEDOM variance)) */
    double density;
} view;

static double clamp(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/* Student's t with 6 degrees of freedom, its constant left out. */
static view judge(double rest, double variance, double organic)
{
    view v = {.rest = rest, .organic = organic, .precision = 1 / variance};
    v.near = 1 / (1 + rest * rest * v.precision / FREEDOM);
    v.density = v.near * v.near * v.near * sqrt(v.near * v.precision);
    return v;
}

/* A post's part in the next step, as far as it is believed to be of this account. */
static void learn(const story *s, const view *v, double x, double believed, sums *sum)
{
    double tail = (FREEDOM + 1) / FREEDOM * v->near;
    double weight = believed * tail * v->precision;
    double gradient[PARTS] = {v->organic, v->organic * x, 1 - v->organic};
    for (size_t j = 0; j < PARTS; j++) {
        for (size_t k = 0; k <= j; k++)
            sum->left[j][k] += weight * gradient[j] * gradient[k];
        sum->right[j] += weight * gradient[j] * v->rest;
    }
    double pull = v->organic * s->variance * v->precision;
    sum->squares += believed * (pull * pull * tail * v->rest * v->rest +
                                s->variance * (1 - pull * v->organic));
}

/* Logarithm of the priors' density, their constants left out. */
static double prior(const pairs *p, const story *s)
{
    double slope = (s->at[1] - p->usual_slope) / SLOPE_SD, level = s->at[0] / LEVEL_SD;
    double ratio = p->usual_variance / s->variance;
    return -0.5 * (slope * slope + level * level) + p->weight / 2 * (log(ratio) - ratio);
}

/* One post in both accounts; returns its density. */
static double weigh_post(const pairs *p, const story *s, double package, size_t i,
                         sums *sum)
{
    double x = p->x[i], line = s->at[0] + s->at[1] * x;
    double own = s->variance + s->at[1] * s->at[1] * p->noise_x[i];
    double rest = p->y[i] - line;
    view plain = judge(rest, own + p->noise_y[i], 1);
    if (!(package > 0)) {
        learn(s, &plain, x, 1, sum);
        return plain.density;
    }
    double usual = exp(line), both = usual + package, organic = usual / both;
    double variance = organic * organic * own +
                      (1 - organic) * (1 - organic) * PACKAGE_VARIANCE + p->noise_y[i];
    view more = judge(rest + line - log(both), variance, organic);
    double density = (1 - s->part) * plain.density + s->part * more.density;
    double with = s->part * more.density / density;
    learn(s, &plain, x, 1 - with, sum);
    learn(s, &more, x, with, sum);
    sum->with += with;
    sum->bought += p->count[i] * with * (1 - organic);
    return density;
}

/* Likelihood of the story as it stands, and what a step from here would rest on. */
static sums weigh(const pairs *p, story *s)
{
    sums sum = {.with = 0};
    double log_sum = prior(p, s), product = 1;
    double package = s->part > 0 ? exp(s->at[2]) : 0;
    for (size_t i = 0; i < p->n; i++) {
        product *= weigh_post(p, s, package, i, &sum);
        if (i % 8 == 7) {
            log_sum += log(product);
            product = 1;
        }
    }
    s->likelihood = log_sum + log(product);
    s->share = sum.bought / p->total;
    return sum;
}

/* Solves the normal equations by Cholesky; `n` is 2 without a package. */
static void solve(sums *sum, size_t n, double step[])
{
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k <= j; k++) {
            double left = sum->left[j][k];
            for (size_t l = 0; l < k; l++)
                left -= sum->left[j][l] * sum->left[k][l];
            sum->left[j][k] = j == k ? sqrt(fmax(left, 1e-9)) : left / sum->left[k][k];
        }
        step[j] = sum->right[j];
        for (size_t k = 0; k < j; k++)
            step[j] -= sum->left[j][k] * step[k];
        step[j] /= sum->left[j][j];
    }
    for (size_t j = n; j-- > 0;) {
        for (size_t k = j + 1; k < n; k++)
            step[j] -= sum->left[k][j] * step[k];
        step[j] /= sum->left[j][j];
    }
}

static void improve(const pairs *p, story *s, sums *sum)
{
    double step[PARTS] = {0};
    double weight[PARTS] = {1 / (LEVEL_SD * LEVEL_SD), 1 / (SLOPE_SD * SLOPE_SD), 0.01};
    double middle[PARTS] = {0, p->usual_slope, s->at[2]};
    for (size_t j = 0; j < PARTS; j++) {
        sum->left[j][j] += weight[j];
        sum->right[j] += weight[j] * (middle[j] - s->at[j]);
    }
    solve(sum, s->part > 0 ? PARTS : 2, step);
    for (size_t j = 0; j < PARTS; j++)
        s->at[j] += clamp(step[j], -LONGEST_STEP, LONGEST_STEP);
    s->at[0] = clamp(s->at[0], -LOG_LIMIT, LOG_LIMIT);
    s->at[1] = clamp(s->at[1], 0.1, 1.7);
    s->at[2] = clamp(s->at[2], -LOG_LIMIT, LOG_LIMIT);
    double n = (double)p->n;
    s->variance = clamp((sum->squares + p->weight * p->usual_variance) / (n + p->weight),
                        LEAST_VARIANCE, MOST_VARIANCE);
    if (s->part > 0)
        s->part = clamp((sum->with + 1) / (n + 2), 0.02, 0.98);
}

/* The best of the stories met on the way, until a round wins next to nothing; `s` is left
 * where the way ends. */
static story follow(const pairs *p, story *s, int rounds)
{
    sums sum = weigh(p, s);
    story best = *s;
    for (int round = 0; round < rounds; round++) {
        double before = s->likelihood;
        improve(p, s, &sum);
        sum = weigh(p, s);
        if (s->likelihood > best.likelihood)
            best = *s;
        if (fabs(s->likelihood - before) < ENOUGH)
            break;
    }
    return best;
}

static story with_package(const pairs *p, const story *organic)
{
    /* a little under all posts, the usual count again on most, far more on some; and
     * most of what there is bought, on nearly all posts or on many */
    static const double LOG_SIZE[STARTS] = {-1.2, 0, 1.4, -0.1, 0.6};
    static const double PART[STARTS] = {0.9, 0.6, 0.4, 0.9, 0.6};
    static const double LEVEL[STARTS] = {-0.4, -0.5, -0.3, -1.4, -1.2};
    story best = {.likelihood = -HUGE_VAL}, last = best;
    for (size_t k = 0; k < STARTS; k++) {
        story s = *organic;
        s.at[0] += LEVEL[k];
        s.at[2] = LOG_SIZE[k];
        s.part = PART[k];
        s.variance = fmax(0.5 * s.variance, LEAST_VARIANCE);
        story reached = follow(p, &s, FIRST_ROUNDS);
        if (reached.likelihood > best.likelihood) {
            best = reached;
            last = s;
        }
    }
    story end = follow(p, &last, LAST_ROUNDS);
    return end.likelihood > best.likelihood ? end : best;
}

static void centre(double values[], size_t n, double spare[])
{
    for (size_t i = 0; i < n; i++)
        spare[i] = values[i];
    double middle = assay__median_in_place(spare, n);
    for (size_t i = 0; i < n; i++)
        values[i] -= middle;
}

/* Short and long video are liked at rates of their own: formats are set on one level of
 * y at equal x. */
static void align_formats(const assay__sample *sample, const pairs *p)
{
    if (sample->formats < 2)
        return;
    for (size_t i = 0; i < p->n; i++)
        sample->spare[i] = p->y[i] - p->usual_slope * p->x[i];
    double common = assay__median_in_place(sample->spare, p->n);
    for (size_t format = 0; format < sample->formats; format++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++)
            if (sample->format[sample->rank[i]] == format)
                sample->spare[n++] = p->y[i] - p->usual_slope * p->x[i];
        double count = (double)n;
        double middle = n > 0 ? assay__median_in_place(sample->spare, n) : 0;
        double offset = (middle - common) * count / (count + FORMAT_WEIGHT);
        for (size_t i = 0; i < p->n; i++)
            if (sample->format[sample->rank[i]] == format)
                p->y[i] -= offset;
    }
}

/* Posts that have both counters. */
static pairs pair_up(const assay__sample *sample, assay_metric metric, assay_metric other)
{
    pairs p = {.y = sample->work, .x = sample->flat};
    p.noise_y = sample->pair_noise;
    p.noise_x = sample->pair_noise + sample->n;
    p.count = sample->pair_noise + 2 * sample->n;
    for (size_t i = 0; i < sample->n; i++) {
        double y = sample->y[metric][i], x = sample->y[other][i];
        if (!sample->mature[i] || isnan(y) || isnan(x))
            continue;
        p.y[p.n] = y;
        p.x[p.n] = x;
        p.noise_y[p.n] = sample->noise[metric][i];
        p.noise_x[p.n] = sample->noise[other][i];
        sample->rank[p.n] = i;
        p.n++;
    }
    centre(p.y, p.n, sample->spare);
    centre(p.x, p.n, sample->spare);
    assay__coupling_usual(metric, other, &p.usual_slope, &p.usual_variance);
    bool talk = metric == ASSAY_METRIC_COMMENTS || other == ASSAY_METRIC_COMMENTS;
    p.weight = talk ? WIDE_WEIGHT : TIGHT_WEIGHT;
    p.usual_variance = talk ? p.usual_variance : TIGHT_VARIANCE;
    align_formats(sample, &p);
    for (size_t i = 0; i < p.n; i++) {
        p.count[i] = exp(p.y[i]);
        p.total += p.count[i];
    }
    return p;
}

static void measure(const assay__sample *sample, assay_metric metric, assay_metric other,
                    assay_engagement *out)
{
    pairs p = pair_up(sample, metric, other);
    if (p.n < LEAST_POSTS)
        return;
    story organic = {.at = {0, p.usual_slope, 0}, .variance = p.usual_variance};
    organic = follow(&p, &organic, LAST_ROUNDS);
    story package = with_package(&p, &organic);
    out->package_gain[metric] =
        package.likelihood - organic.likelihood - log((double)p.n);
    out->package_share[metric] = package.share;
}

void assay__packages_measure(const assay__sample *sample, assay_engagement *out)
{
    enum { CHOICES = 3 };
    const assay_metric none = ASSAY_METRIC_COUNT;
    /* the counter that follows closest first; shares are in few data, follow least, and
     * are not asked about themselves */
    static const assay_metric OTHERS[ASSAY_METRIC_COUNT][CHOICES] = {
        [ASSAY_METRIC_LIKES] = {ASSAY_METRIC_VIEWS, ASSAY_METRIC_COMMENTS,
                                ASSAY_METRIC_SHARES},
        [ASSAY_METRIC_COMMENTS] = {ASSAY_METRIC_LIKES, ASSAY_METRIC_VIEWS,
                                   ASSAY_METRIC_SHARES},
        [ASSAY_METRIC_SHARES] = {ASSAY_METRIC_COUNT, ASSAY_METRIC_COUNT,
                                 ASSAY_METRIC_COUNT},
        [ASSAY_METRIC_VIEWS] = {ASSAY_METRIC_LIKES, ASSAY_METRIC_COMMENTS,
                                ASSAY_METRIC_SHARES},
    };
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        out->package_gain[m] = out->package_share[m] = ASSAY_NUMBER_UNKNOWN;
        for (size_t k = 0; k < CHOICES && isnan(out->package_gain[m]); k++)
            if (OTHERS[m][k] != none)
                measure(sample, (assay_metric)m, OTHERS[m][k], out);
    }
}
