/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likes are a share of the views, so a post that few see has few. What is delivered is
 * the same on each post, and stays when the views go to nothing:
 *
 *     likes = c + rate views,  or  likes / views = rate + c / views
 *
 * Organic likes scatter in proportion to themselves, so the left side scatters alike
 * whatever the views, and c is the slope of a robust line there. An amount added to all
 * likes adds itself to c and moves nothing else: what is left when c is taken off is
 * the same before and after, and so is every statistic of it. That keeps what is told
 * on the scale of logarithms (spreads, levels, correlations) from being drowned in more
 * of the same. Views bought along, or a crowd that likes less the more it is, bend the
 * line; the norms of the model say how much of a floor is usual.
 *
 * Source: Beaton & Tukey 1974 (bisquare). Power by bench/engagement_power,
 * monotonicity by bench/adversary.py.
 */
#include "engagement/floor.h"

#include <math.h>

#include "stat/order.h"
#include "stat/robust.h"

/* Two numbers are fitted; three posts more than that tell how sure they are. */
static const size_t LEAST_POSTS = 5;
/* 95 % quantile of the normal. */
static const double Z_95 = 1.6448536269514722;
/* Taken off beyond the estimate, in standard errors. Of 0, a half and 1 the half left the
 * fewest scores of honest accounts falling when likes were added, and cost the
 * statistics nothing that 0 kept. */
static const double MARGIN = 0.5;

/** The line's points; columns lie one behind the other in scratch of the sample. */
typedef struct points {
    double *x; /* [2 n] 1 and 1 / views, row by row */
    double *y; /* likes / views */
    size_t n;
} points;

static points read_points(const assay__sample *sample)
{
    points p = {sample->pair_noise, sample->work, 0};
    for (size_t i = 0; i < sample->n; i++) {
        const assay_post *post = &sample->account->posts[sample->order[i]];
        if (!sample->mature[i] || !(post->likes >= 0) || !(post->views >= 1))
            continue;
        p.x[2 * p.n] = 1;
        p.x[2 * p.n + 1] = 1 / post->views;
        p.y[p.n] = post->likes / post->views;
        p.n++;
    }
    return p;
}

/* Root of the sum of squares of 1 / views about its mean. */
static double reach_of(const points *p)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < p->n; i++)
        mean += p->x[2 * i + 1] / (double)p->n;
    for (size_t i = 0; i < p->n; i++)
        sum += (p->x[2 * i + 1] - mean) * (p->x[2 * i + 1] - mean);
    return sqrt(sum);
}

assay__floor assay__floor_of(const assay__sample *sample)
{
    double unknown = ASSAY_NUMBER_UNKNOWN;
    points p = read_points(sample);
    double reach = reach_of(&p);
    if (p.n < LEAST_POSTS || !(reach > 0))
        return (assay__floor){unknown, unknown, unknown};
    const assay__robust_problem problem = {.x = p.x, .y = p.y, .n = p.n, .d = 2};
    assay__robust_fit fit = assay__robust_regression(&problem, sample->floor_room);
    for (size_t i = 0; i < p.n; i++)
        p.y[i] /= p.x[2 * i + 1];
    return (assay__floor){fit.coefficient[1], fit.scale / reach,
                          assay__median(p.y, p.n, sample->spare)};
}

void assay__floor_measure(const assay__sample *sample, assay_engagement *out)
{
    assay__floor floor = assay__floor_of(sample);
    double range = Z_95 * floor.error;
    out->likes_floor =
        (assay_interval){floor.amount, floor.amount - range, floor.amount + range};
    double share = out->likes_floor.low / fmax(floor.typical, 1);
    out->likes_floor_share = isnan(share) ? share : fmin(fmax(share, 0), 1);
}

double assay__floor_to_take(const assay_engagement *found)
{
    const assay_interval *floor = &found->likes_floor;
    double error = (floor->high - floor->value) / Z_95;
    double amount = floor->value + MARGIN * error;
    return amount > 0 ? amount : 0;
}
