/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do likes answer followers? The elasticity of the posts' likes after a gain: change of
 * the median log likes over change of log followers. Organic followers like (0.5 to 1);
 * delivered ones are silent (0). What the account gained besides, between the posts of
 * both sides, is taken to be answered as organic followers do. */
#include <math.h>

#include "base/clock.h"
#include "events/evidence.h"
#include "stat/order.h"

/* Posts from 45 days before to the start, and from 3 to 45 days after the end: the first
 * days' posts owe their likes to whatever brought the followers. Who posts once a week
 * would leave six on a side, too few to see even half as many likes more; so a side is
 * widened until it holds a dozen. */
static const int64_t REACH[] = {(int64_t)45 * ASSAY__DAY, (int64_t)90 * ASSAY__DAY,
                                (int64_t)150 * ASSAY__DAY};
enum { REACHES = sizeof REACH / sizeof *REACH };
static const size_t ENOUGH_POSTS = 12;
static const double USUAL_ELASTICITY = 0.6;
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

/** Posts of one side of a gain. */
typedef struct side {
    double *answer; /* [n] log likes, or log views */
    size_t n;
    double followers; /* mean log of them when the posts came out */
} side;

static void collect(const assay_account *account, assay_span span, bool by_likes,
                    side *out)
{
    out->n = 0;
    out->followers = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        double answer = log_answer(post, by_likes);
        if (post->at == ASSAY_TIME_UNKNOWN || isnan(answer) || post->at <= span.from ||
            post->at > span.to)
            continue;
        out->answer[out->n++] = answer;
        out->followers += log(fmax(assay_account_followers_at(account, post->at), 1));
    }
    if (out->n > 0)
        out->followers /= (double)out->n;
}

/* As near as there are enough posts. */
static void collect_before(const assay_account *account, int64_t from, bool by_likes,
                           side *out)
{
    out->n = 0;
    for (size_t r = 0; r < REACHES && out->n < ENOUGH_POSTS; r++)
        collect(account, (assay_span){from - REACH[r], from}, by_likes, out);
}

static void collect_after(const assay_account *account, int64_t to, bool by_likes,
                          side *out)
{
    out->n = 0;
    for (size_t r = 0; r < REACHES && out->n < ENOUGH_POSTS; r++)
        collect(account, (assay_span){to + SETTLE, to + REACH[r]}, by_likes, out);
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
    side first = {.n = 0}, second = {.n = 0};
    first.answer = scratch;
    second.answer = scratch + account->n_posts;
    collect_before(account, from, by_likes, &first);
    collect_after(account, to, by_likes, &second);
    if (first.n < LEAST_POSTS || second.n < LEAST_POSTS)
        return SILENT;
    double n0 = (double)first.n, n1 = (double)second.n;
    double m0 = assay__median_in_place(first.answer, first.n);
    double m1 = assay__median_in_place(second.answer, second.n);
    double squares = spread_about(first.answer, first.n, m0) +
                     spread_about(second.answer, second.n, m1);
    double variance = (squares + USUAL_WEIGHT * USUAL_SPREAD * USUAL_SPREAD) /
                      (n0 + n1 - 2 + USUAL_WEIGHT);
    double move = log(now / before);
    double besides = second.followers - first.followers - move;
    return (assay__echo){(m1 - m0 - USUAL_ELASTICITY * besides) / move,
                         sqrt(MEDIAN_VARIANCE * variance * (1 / n0 + 1 / n1)) / move};
}
