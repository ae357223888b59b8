/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do likes answer followers? The elasticity of the posts' likes after a gain: change of
 * the median log likes over change of log followers. Organic followers like (0.5 to 1);
 * delivered ones are silent (0). */
#include <math.h>

#include "base/clock.h"
#include "events/evidence.h"
#include "stat/order.h"

/* Posts from 45 days before to the start, and from 3 to 45 days after the end: the first
 * days' posts owe their likes to whatever brought the followers. */
static const int64_t REACH = (int64_t)45 * ASSAY__DAY;
static const int64_t SETTLE = (int64_t)3 * ASSAY__DAY;
static const size_t LEAST_POSTS = 4;
/* Log followers must have moved by 5 %: less is lost in the spread of likes. */
static const double LEAST_MOVE = 0.05;
static const double MEDIAN_VARIANCE = 1.5707963267948966;
/* Robust sd of one account's log likes where the posts are too few to tell, and how many
 * posts that weighs. */
static const double USUAL_SPREAD = 0.45, USUAL_WEIGHT = 4;

static const assay__echo SILENT = {ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN};

static double log_answer(const assay_post *post, bool by_likes)
{
    double count = by_likes ? post->likes : post->views;
    return count >= 0 ? log(count + 0.5) : ASSAY_NUMBER_UNKNOWN;
}

static size_t collect(const assay_account *account, assay_span span, bool by_likes,
                      double out[])
{
    size_t n = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        double answer = log_answer(post, by_likes);
        if (post->at == ASSAY_TIME_UNKNOWN || isnan(answer))
            continue;
        if (post->at > span.from && post->at <= span.to)
            out[n++] = answer;
    }
    return n;
}

static bool likes_known(const assay_account *account)
{
    size_t likes = 0;
    for (size_t i = 0; i < account->n_posts; i++)
        likes += account->posts[i].likes >= 0;
    return 2 * likes > account->n_posts;
}

/* Squares about the median that two halves of the sample share. */
static double spread_about(double values[], size_t n, double middle)
{
    double spread = 0;
    for (size_t i = 0; i < n; i++)
        values[i] = fabs(values[i] - middle);
    spread = ASSAY__MAD_SCALE * assay__median_in_place(values, n);
    return spread * spread * (double)n;
}

assay__echo assay__echo_of(const assay_account *account, int64_t from, int64_t to,
                           double gained, double scratch[])
{
    double now = assay_account_followers_at(account, to);
    double before = now - gained;
    if (!(before > 0) || !(gained > 0) || log(now / before) < LEAST_MOVE)
        return SILENT;
    bool by_likes = likes_known(account);
    double *after = scratch + account->n_posts;
    size_t n0 = collect(account, (assay_span){from - REACH, from}, by_likes, scratch);
    size_t n1 = collect(account, (assay_span){to + SETTLE, to + REACH}, by_likes, after);
    if (n0 < LEAST_POSTS || n1 < LEAST_POSTS)
        return SILENT;
    double m0 = assay__median_in_place(scratch, n0);
    double m1 = assay__median_in_place(after, n1);
    double squares = spread_about(scratch, n0, m0) + spread_about(after, n1, m1);
    double variance = (squares + USUAL_WEIGHT * USUAL_SPREAD * USUAL_SPREAD) /
                      ((double)(n0 + n1) - 2 + USUAL_WEIGHT);
    double both = 1 / (double)n0 + 1 / (double)n1;
    double move = log(now / before);
    return (assay__echo){(m1 - m0) / move,
                         sqrt(MEDIAN_VARIANCE * variance * both) / move};
}
