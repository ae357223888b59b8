/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engagement family from posts to findings, in one order: columns, levels, coupling,
 * rates, checks of single posts, regularity, floor, packages, inflation; and once more
 * for the likes above their floor. */
#include <assay/engagement.h>

#include <math.h>

#include "base/str.h"
#include "engagement/checks.h"
#include "engagement/coupling.h"
#include "engagement/floor.h"
#include "engagement/inflation.h"
#include "engagement/level.h"
#include "engagement/package.h"
#include "engagement/rates.h"
#include "engagement/regularity.h"

/* Under four mature posts everything rests on the norms. */
static const size_t LEAST_POSTS = 4;

const char *assay_metric_name(assay_metric metric)
{
    static const char *const names[ASSAY_METRIC_COUNT] = {
        [ASSAY_METRIC_LIKES] = "likes",
        [ASSAY_METRIC_COMMENTS] = "comments",
        [ASSAY_METRIC_SHARES] = "shares",
        [ASSAY_METRIC_VIEWS] = "views",
    };
    return names[metric];
}

const char *assay_post_because_name(assay_post_because because)
{
    static const char *const names[] = {
        [ASSAY_POST_ORDINARY] = "",           [ASSAY_POST_LEVEL] = "level",
        [ASSAY_POST_COUPLING] = "coupling",   [ASSAY_POST_ROUND] = "round",
        [ASSAY_POST_DUPLICATE] = "duplicate",
    };
    return names[because];
}

/* Every number unknown, so that what is not reached is not zero. */
static assay_engagement nothing_known(void)
{
    double unknown = ASSAY_NUMBER_UNKNOWN;
    assay_engagement out = {
        .rate = ASSAY_INTERVAL_UNKNOWN,
        .rate_basis = "followers",
        .inflated_share = ASSAY_INTERVAL_UNKNOWN,
        .likes_spread = unknown,
        .views_spread = unknown,
        .comments_spread = unknown,
        .likes_comments_correlation = unknown,
        .likes_views_correlation = unknown,
        .round_share = unknown,
        .plateau_share = unknown,
        .duplicate_share = unknown,
        .bimodality = unknown,
        .sponsored_lift = unknown,
        .outlier_share = unknown,
        .trend_elasticity = unknown,
        .likes_views_spread = unknown,
        .comments_likes_spread = unknown,
        .likes_loading = unknown,
        .views_loading = unknown,
        .comments_loading = unknown,
        .likes_floor = ASSAY_INTERVAL_UNKNOWN,
        .likes_floor_share = unknown,
        .break_gain = unknown,
        .break_size = unknown,
        .break_at = ASSAY_TIME_UNKNOWN,
    };
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++) {
        out.log_rate[r] = out.log_rate_z[r] = unknown;
        out.usual_rate[r] = ASSAY_INTERVAL_UNKNOWN;
    }
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        out.excess_share[m] = out.package_gain[m] = out.package_share[m] = unknown;
        out.package_lead[m] = unknown;
        out.inflated[m] = ASSAY_INTERVAL_UNKNOWN;
    }
    return out;
}

static void count_posts(const assay__sample *sample, assay_engagement *out)
{
    out->posts = sample->n;
    for (size_t i = 0; i < sample->n; i++) {
        const assay_post *post = &sample->account->posts[i];
        bool others = post->comments >= 0 || post->views >= 0 || post->shares >= 0;
        out->mature += sample->mature[i];
        out->hidden_likes += others && !(post->likes >= 0);
    }
}

static void judge_state(const assay__sample *sample, assay_engagement *out)
{
    size_t most = 0, likes = sample->known[ASSAY_METRIC_LIKES];
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        most = sample->known[m] > most ? sample->known[m] : most;
    out->lack = ASSAY_LACK_NONE;
    if (likes < most && 2 * out->hidden_likes > out->posts)
        out->lack = ASSAY_LACK_HIDDEN;
    else if (most < LEAST_POSTS)
        out->lack = ASSAY_LACK_FEW;
    else if (!(assay_account_followers(sample->account) > 0))
        out->lack = ASSAY_LACK_FOLLOWERS;
    out->state = most == 0            ? ASSAY_NOT_ASSESSABLE
                 : most < LEAST_POSTS ? ASSAY_LOW_DATA
                                      : ASSAY_STATE_OK;
}

/* The findings of posts as they are told. */
static assay_status analyse_posts(const assay_account *account, const assay_norms *norms,
                                  const assay_span *campaign, assay_arena *arena,
                                  assay_engagement *found, assay_error *err)
{
    assay__sample sample;
    *found = nothing_known();
    ASSAY__TRY(assay__sample_read(&sample, account, norms, campaign, arena, err));
    count_posts(&sample, found);
    judge_state(&sample, found);
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++)
        assay__level_fit(&sample, (assay_metric)m);
    assay__coupling coupling = assay__coupling_fit(&sample);
    ASSAY__TRY(assay__attention_fill(&sample, &coupling, arena, found, err));
    assay__rates_measure(&sample, found);
    ASSAY__TRY(assay__checks_make(&sample, &coupling, arena, found, err));
    assay__regularity_measure(&sample, &coupling, found);
    assay__repetition_measure(&sample, found);
    assay__floor_measure(&sample, found);
    assay__packages_measure(&sample, found);
    assay__inflation_measure(&sample, found);
    found->likes_loading = assay__loading_of(&sample, &coupling, ASSAY_METRIC_LIKES);
    found->views_loading = assay__loading_of(&sample, &coupling, ASSAY_METRIC_VIEWS);
    found->comments_loading =
        assay__loading_of(&sample, &coupling, ASSAY_METRIC_COMMENTS);
    return ASSAY_OK;
}

/* The same posts with an amount of likes less, none below 0. */
static assay_status analyse_less(const assay_account *account, const assay_norms *norms,
                                 double amount, assay_arena *arena,
                                 const assay_engagement **out, assay_error *err)
{
    assay_account less = *account;
    size_t n = account->n_posts;
    assay_engagement *found = assay_arena_alloc(arena, sizeof *found);
    assay_post *posts = assay_arena_array(arena, n, sizeof *posts);
    if (found == NULL || posts == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu posts do not fit into memory", n);
    for (size_t i = 0; i < n; i++) {
        posts[i] = account->posts[i];
        if (posts[i].likes >= 0)
            posts[i].likes = fmax(0, posts[i].likes - amount);
    }
    less.posts = posts;
    ASSAY__TRY(analyse_posts(&less, norms, NULL, arena, found, err));
    *out = found;
    return ASSAY_OK;
}

assay_status assay_engagement_analyse(const assay_account *account,
                                      const assay_norms *norms,
                                      const assay_span *campaign, assay_arena *arena,
                                      assay_engagement *out, assay_error *err)
{
    assay_engagement found = nothing_known();
    if (account->n_posts == 0) {
        found.lack = ASSAY_LACK_TABLE;
        *out = found;
        return ASSAY_OK;
    }
    ASSAY__TRY(analyse_posts(account, norms, campaign, arena, &found, err));
    double amount = campaign == NULL ? assay__floor_to_take(&found) : 0;
    if (amount > 0)
        ASSAY__TRY(analyse_less(account, norms, amount, arena, &found.less, err));
    *out = found;
    return ASSAY_OK;
}
