/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which statistic of the engagement family sees which mechanism: AUROC of each against
 * honest invented accounts, either tail; and the time an account of 50 posts takes.
 *
 *     bench_engagement_power [accounts]      400 honest and as many of each mechanism
 */
#include <time.h>

#include "invented.h"

typedef enum mechanism {
    HONEST,
    LIKES_EVERYWHERE, /* one package size under every post */
    LIKES_SOMETIMES,  /* two posts of five */
    LIKES_STARTING,   /* from one day on */
    LIKES_SPONSORED,  /* under sponsored posts alone */
    VIEWS_EVERYWHERE,
    COMMENTS_EVERYWHERE,
    SILENT_FOLLOWERS, /* bought before the first post seen */
    ALL_IN_STEP,      /* every counter times the same: hard */
    MECHANISMS
} mechanism;

static const char *const NAMES[MECHANISMS] = {"honest",       "likes_all",  "likes_some",
                                              "likes_start",  "likes_paid", "views_all",
                                              "comments_all", "silent",     "in_step"};

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(const invented *a, size_t offset)
{
    double values[INVENTED_POSTS];
    size_t n = a->account.n_posts;
    for (size_t i = 0; i < n; i++)
        values[i] = *(const double *)((const char *)&a->posts[i] + offset);
    qsort(values, n, sizeof *values, ascending);
    return values[n / 2];
}

static void buy(invented *a, mechanism how)
{
    assay__random *r = &a->random;
    size_t n = a->account.n_posts;
    double share = uniform_in(r, 0.2, 0.7), extra = share / (1 - share);
    double likes = median_of(a, offsetof(assay_post, likes)) * extra;
    double views = median_of(a, offsetof(assay_post, views)) * extra;
    double comments = fmax(3, median_of(a, offsetof(assay_post, comments)) * extra);
    size_t start = n / 4 + (size_t)assay__random_below(r, n / 2);
    for (size_t i = 0; i < n; i++) {
        assay_post *p = &a->posts[i];
        double jitter = 1 + 0.08 * assay__random_uniform(r);
        bool some = assay__random_uniform(r) < 0.4;
        bool likes_here = how == LIKES_EVERYWHERE || (how == LIKES_SOMETIMES && some) ||
                          (how == LIKES_STARTING && i >= start) ||
                          (how == LIKES_SPONSORED && p->sponsored == ASSAY_YES);
        double times = how == LIKES_SOMETIMES || how == LIKES_SPONSORED ? 2 : 1;
        p->likes += likes_here ? floor(times * likes * jitter) : 0;
        p->views += how == VIEWS_EVERYWHERE ? floor(views * jitter) : 0;
        p->comments += how == COMMENTS_EVERYWHERE ? floor(comments * jitter) : 0;
        if (how == ALL_IN_STEP) {
            p->likes = floor(p->likes * (1 + extra));
            p->views = floor(p->views * (1 + extra));
            p->comments = floor(p->comments * (1 + extra));
            p->shares = floor(p->shares * (1 + extra));
        }
    }
    if (how == SILENT_FOLLOWERS)
        a->account.followers *= 1 + extra;
}

#define STATISTICS(ROW)                                                                  \
    ROW(z_likes_follower, e->log_rate_z[ASSAY_LIKES_PER_FOLLOWER])                       \
    ROW(z_comments_follower, e->log_rate_z[ASSAY_COMMENTS_PER_FOLLOWER])                 \
    ROW(z_views_follower, e->log_rate_z[ASSAY_VIEWS_PER_FOLLOWER])                       \
    ROW(z_likes_view, e->log_rate_z[ASSAY_LIKES_PER_VIEW])                               \
    ROW(z_comments_like, e->log_rate_z[ASSAY_COMMENTS_PER_LIKE])                         \
    ROW(likes_spread, e->likes_spread)                                                   \
    ROW(views_spread, e->views_spread)                                                   \
    ROW(comments_spread, e->comments_spread)                                             \
    ROW(likes_views_spread, e->likes_views_spread)                                       \
    ROW(comments_likes_spread, e->comments_likes_spread)                                 \
    ROW(corr_likes_comments, e->likes_comments_correlation)                              \
    ROW(corr_likes_views, e->likes_views_correlation)                                    \
    ROW(round_share, e->round_share)                                                     \
    ROW(plateau_share, e->plateau_share)                                                 \
    ROW(duplicate_share, e->duplicate_share)                                             \
    ROW(bimodality, e->bimodality)                                                       \
    ROW(sponsored_lift, e->sponsored_lift)                                               \
    ROW(outlier_share, e->outlier_share)                                                 \
    ROW(break_gain, e->break_gain)                                                       \
    ROW(spread_ratio, log((e->likes_spread + .02) / (e->views_spread + .02)))            \
    ROW(loading_likes, e->likes_loading)                                                 \
    ROW(loading_views, e->views_loading)                                                 \
    ROW(loading_comments, e->comments_loading)                                           \
    ROW(excess_likes, e->excess_share[ASSAY_METRIC_LIKES])                               \
    ROW(excess_views, e->excess_share[ASSAY_METRIC_VIEWS])                               \
    ROW(excess_comments, e->excess_share[ASSAY_METRIC_COMMENTS])                         \
    ROW(package_likes, e->package_gain[ASSAY_METRIC_LIKES])                              \
    ROW(package_views, e->package_gain[ASSAY_METRIC_VIEWS])                              \
    ROW(package_comments, e->package_gain[ASSAY_METRIC_COMMENTS])                        \
    ROW(lead_likes, e->package_lead[ASSAY_METRIC_LIKES])                                 \
    ROW(lead_views, e->package_lead[ASSAY_METRIC_VIEWS])                                 \
    ROW(floor_likes, e->likes_floor_share)                                               \
    ROW(package_share_likes, e->package_share[ASSAY_METRIC_LIKES])                       \
    ROW(inflated_likes, e->inflated[ASSAY_METRIC_LIKES].value)                           \
    ROW(inflated_comments, e->inflated[ASSAY_METRIC_COMMENTS].value)                     \
    ROW(inflated_views, e->inflated[ASSAY_METRIC_VIEWS].value)

enum {
#define ROW(name, value) STAT_##name,
    STATISTICS(ROW)
#undef ROW
        STATISTIC_COUNT
};

static const char *const STATISTIC_NAMES[] = {
#define ROW(name, value) #name,
    STATISTICS(ROW)
#undef ROW
};

static void read_statistics(const assay_engagement *e, double out[])
{
#define ROW(name, value) out[STAT_##name] = value;
    STATISTICS(ROW)
#undef ROW
}

/* Probability that a bad one lies above a good one; unknown values are left out. */
static double auroc(const double good[], const double bad[], size_t n, size_t stride)
{
    double wins = 0, pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double g = good[i * stride], b = bad[j * stride];
            if (isnan(g) || isnan(b))
                continue;
            wins += b > g ? 1 : (b == g ? 0.5 : 0);
            pairs++;
        }
    return pairs > 0 ? wins / pairs : (double)NAN;
}

static void print_table(const double *values, size_t n)
{
    printf("%-22s", "AUROC, high is bad");
    for (size_t m = 1; m < MECHANISMS; m++)
        printf("%13s", NAMES[m]);
    printf("   honest 5%% 50%% 95%%  known\n");
    double *sorted = malloc(n * sizeof *sorted);
    for (size_t s = 0; s < STATISTIC_COUNT && sorted != NULL; s++) {
        printf("%-22s", STATISTIC_NAMES[s]);
        for (size_t m = 1; m < MECHANISMS; m++)
            printf("%13.3f", auroc(values + s, values + m * n * STATISTIC_COUNT + s, n,
                                   STATISTIC_COUNT));
        size_t known = 0;
        for (size_t i = 0; i < n; i++)
            if (!isnan(values[i * STATISTIC_COUNT + s]))
                sorted[known++] = values[i * STATISTIC_COUNT + s];
        qsort(sorted, known, sizeof *sorted, ascending);
        if (known > 0)
            printf("  %8.3f %8.3f %8.3f  %.2f", sorted[known / 20], sorted[known / 2],
                   sorted[known * 19 / 20], (double)known / (double)n);
        printf("\n");
    }
    free(sorted);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void time_one(const assay_norms *norms, assay_arena *arena)
{
    enum { ROUNDS = 4000 };
    invented a;
    invent(&a, 99, 50, 180, 50000);
    double start = seconds(), sum = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        assay_engagement e;
        assay_arena_reset(arena);
        if (assay_engagement_analyse(&a.account, norms, NULL, arena, &e, NULL) ==
            ASSAY_OK)
            sum += e.likes_spread;
    }
    printf("engagement: %.1f us an account of 50 posts (%g)\n",
           1e6 * (seconds() - start) / ROUNDS, sum / ROUNDS);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 400;
    assay_norms norms = invented_norms();
    assay_arena *arena;
    double *values = calloc(n * MECHANISMS * STATISTIC_COUNT, sizeof *values);
    if (values == NULL || assay_arena_new(0, NULL, &arena, NULL) != ASSAY_OK)
        return 4;
    assay_initialise();
    size_t flags = 0, checks = 0;
    for (size_t m = 0; m < MECHANISMS; m++)
        for (size_t i = 0; i < n; i++) {
            invented a;
            assay_engagement e;
            assay__random draw = {m * 1000003 + i, 0};
            size_t posts = 12 + (size_t)assay__random_below(&draw, 49);
            double followers = exp(uniform_in(&draw, log(5e3), log(5e5)));
            invent(&a, 7 + m * 100000 + i, posts, 2.5 * (double)posts, followers);
            if (m != HONEST)
                buy(&a, (mechanism)m);
            assay_arena_reset(arena);
            if (assay_engagement_analyse(&a.account, &norms, NULL, arena, &e, NULL) !=
                ASSAY_OK)
                return 5;
            read_statistics(&e, values + (m * n + i) * STATISTIC_COUNT);
            for (size_t c = 0; m == HONEST && c < e.n_checks; c++, checks++)
                flags += e.checks[c].p_value <= 0.01;
        }
    print_table(values, n);
    printf("honest counters with p <= 0.01: %.4f\n", (double)flags / (double)checks);
    time_one(&norms, arena);
    assay_arena_free(arena);
    free(values);
    return 0;
}
