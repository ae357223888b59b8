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

#include "stat/elementary.h"
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
/* Where the floor of the likes tells of a delivery to all posts, one start follows it. */
enum { START_BY_FLOOR = 3 };
static const double LEAST_FLOOR = 0.05, MOST_FLOOR = 0.95;
/* Nats of a round after which the next ones would change no verdict. */
static const double ENOUGH = 0.05;

enum { PARTS = 3, STARTS = 5, LANES = 8 };

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

/** The same, a lane for each post of eight, so that no sum waits for another. */
typedef struct lane_sums {
    double left[PARTS][PARTS][LANES], right[PARTS][LANES];
    double squares[LANES], with[LANES], bought[LANES];
} lane_sums;

/** Eight posts; lanes beyond the last post are `there` for nothing. */
typedef struct posts {
    double y[LANES], x[LANES], noise_y[LANES], noise_x[LANES], count[LANES], there[LANES];
} posts;

/** Eight posts under one of the two accounts. */
typedef struct view {
    double rest[LANES], organic[LANES]; /* residual; share of the count that is organic */
    double precision[LANES];            /* 1 / variance */
    double near[LANES];                 /* 1 / (1 + rest^2 / (FREEDOM variance)) */
    double density[LANES];
} view;

static double clamp(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/* Student's t with 6 degrees of freedom, its constant left out; the variances come in
 * v->precision. */
static void judge(view *v)
{
    for (size_t l = 0; l < LANES; l++) {
        double precision = 1 / v->precision[l];
        double near = 1 / (1 + v->rest[l] * v->rest[l] * precision / FREEDOM);
        v->precision[l] = precision;
        v->near[l] = near;
        v->density[l] = near * near * near * sqrt(near * precision);
    }
}

/* The posts' part in the next step, as far as they are believed to be of this account. */
static void learn(const story *s, const posts *p, const view *v, const double believed[],
                  lane_sums *sum)
{
    double weight[LANES], gradient[PARTS][LANES];
    for (size_t l = 0; l < LANES; l++) {
        double tail = (FREEDOM + 1) / FREEDOM * v->near[l];
        double pull = v->organic[l] * s->variance * v->precision[l];
        weight[l] = believed[l] * tail * v->precision[l];
        gradient[0][l] = v->organic[l];
        gradient[1][l] = v->organic[l] * p->x[l];
        gradient[2][l] = 1 - v->organic[l];
        sum->squares[l] += believed[l] * (pull * pull * tail * v->rest[l] * v->rest[l] +
                                          s->variance * (1 - pull * v->organic[l]));
    }
    for (size_t j = 0; j < PARTS; j++) {
        for (size_t k = 0; k <= j; k++)
            for (size_t l = 0; l < LANES; l++)
                sum->left[j][k][l] += weight[l] * gradient[j][l] * gradient[k][l];
        for (size_t l = 0; l < LANES; l++)
            sum->right[j][l] += weight[l] * gradient[j][l] * v->rest[l];
    }
}

/* Logarithm of the priors' density, their constants left out. */
static double prior(const pairs *p, const story *s)
{
    double slope = (s->at[1] - p->usual_slope) / SLOPE_SD, level = s->at[0] / LEVEL_SD;
    double ratio = p->usual_variance / s->variance;
    return -0.5 * (slope * slope + level * level) + p->weight / 2 * (log(ratio) - ratio);
}

/* Eight posts in the account without a package, their own variances left in `own`. */
static void view_plain(const story *s, const posts *p, view *v, double own[])
{
    for (size_t l = 0; l < LANES; l++) {
        own[l] = s->variance + s->at[1] * s->at[1] * p->noise_x[l];
        v->rest[l] = p->y[l] - (s->at[0] + s->at[1] * p->x[l]);
        v->organic[l] = 1;
        v->precision[l] = own[l] + p->noise_y[l];
    }
    judge(v);
}

/* The same posts with the package on top. */
static void view_more(const story *s, const posts *p, double package, const double own[],
                      view *v)
{
    for (size_t l = 0; l < LANES; l++) {
        double usual = assay__exp(s->at[0] + s->at[1] * p->x[l]);
        double both = usual + package, organic = usual / both;
        v->rest[l] = p->y[l] - assay__log(both);
        v->organic[l] = organic;
        v->precision[l] = organic * organic * own[l] +
                          (1 - organic) * (1 - organic) * PACKAGE_VARIANCE +
                          p->noise_y[l];
    }
    judge(v);
}

/* Eight posts in both accounts; returns the product of their densities. */
static double weigh_posts(const story *s, const posts *p, double package, lane_sums *sum)
{
    view plain, more;
    double own[LANES], with[LANES], without[LANES], product = 1;
    view_plain(s, p, &plain, own);
    if (package > 0)
        view_more(s, p, package, own, &more);
    else
        more = plain;
    for (size_t l = 0; l < LANES; l++) {
        double part = s->part * more.density[l];
        double density = (1 - s->part) * plain.density[l] + part;
        with[l] = p->there[l] * part / density;
        without[l] = p->there[l] - with[l];
        plain.density[l] = p->there[l] > 0 ? density : 1;
        sum->with[l] += with[l];
        sum->bought[l] += p->count[l] * with[l] * (1 - more.organic[l]);
    }
    learn(s, p, &plain, without, sum);
    if (package > 0)
        learn(s, p, &more, with, sum);
    for (size_t l = 0; l < LANES; l++)
        product *= plain.density[l];
    return product;
}

/* The posts from `from` on, as many as there are. */
static posts take_posts(const pairs *p, size_t from)
{
    posts out = {.there = {0}};
    for (size_t l = 0; l < LANES; l++) {
        bool there = from + l < p->n;
        size_t i = there ? from + l : p->n - 1;
        out.y[l] = p->y[i];
        out.x[l] = p->x[i];
        out.noise_y[l] = p->noise_y[i];
        out.noise_x[l] = p->noise_x[i];
        out.count[l] = p->count[i];
        out.there[l] = there;
    }
    return out;
}

static double sum_lanes(const double lane[])
{
    double sum = 0;
    for (size_t l = 0; l < LANES; l++)
        sum += lane[l];
    return sum;
}

static sums add_up(const lane_sums *lanes)
{
    sums sum = {.squares = sum_lanes(lanes->squares),
                .with = sum_lanes(lanes->with),
                .bought = sum_lanes(lanes->bought)};
    for (size_t j = 0; j < PARTS; j++) {
        for (size_t k = 0; k <= j; k++)
            sum.left[j][k] = sum_lanes(lanes->left[j][k]);
        sum.right[j] = sum_lanes(lanes->right[j]);
    }
    return sum;
}

/* Likelihood of the story as it stands, and what a step from here would rest on. */
static sums weigh(const pairs *p, story *s)
{
    lane_sums lanes = {.with = {0}};
    double log_sum = prior(p, s);
    double package = s->part > 0 ? exp(s->at[2]) : 0;
    for (size_t i = 0; i < p->n; i += LANES) {
        const posts eight = take_posts(p, i);
        log_sum += log(weigh_posts(s, &eight, package, &lanes));
    }
    sums sum = add_up(&lanes);
    s->likelihood = log_sum;
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

/* Where a search begins. @param floor  share of the usual count on every post */
static story start_from(const story *organic, size_t k, double floor)
{
    /* a little under all posts, the usual count again on most, far more on some; and
     * most of what there is bought, on nearly all posts or on many */
    static const double LOG_SIZE[STARTS] = {-1.2, 0, 1.4, -0.1, 0.6};
    static const double PART[STARTS] = {0.9, 0.6, 0.4, 0.9, 0.6};
    static const double LEVEL[STARTS] = {-0.4, -0.5, -0.3, -1.4, -1.2};
    bool told = k == START_BY_FLOOR && floor > LEAST_FLOOR;
    double share = fmin(floor, MOST_FLOOR);
    story s = *organic;
    s.at[0] += told ? log(1 - share) : LEVEL[k];
    s.at[2] = told ? log(share) : LOG_SIZE[k];
    s.part = PART[k];
    s.variance = fmax(0.5 * s.variance, LEAST_VARIANCE);
    return s;
}

static story with_package(const pairs *p, const story *organic, double floor)
{
    story best = {.likelihood = -HUGE_VAL}, last = best;
    for (size_t k = 0; k < STARTS; k++) {
        story s = start_from(organic, k, floor);
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
    double flat = metric == ASSAY_METRIC_LIKES ? out->likes_floor_share : 0;
    story package = with_package(&p, &organic, flat);
    out->package_lead[metric] = package.likelihood - organic.likelihood;
    out->package_gain[metric] = out->package_lead[metric] - log((double)p.n);
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
        out->package_lead[m] = ASSAY_NUMBER_UNKNOWN;
        for (size_t k = 0; k < CHOICES && isnan(out->package_gain[m]); k++)
            if (OTHERS[m][k] != none)
                measure(sample, (assay_metric)m, OTHERS[m][k], out);
    }
}
