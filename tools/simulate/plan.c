/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who an account is: drawn before anything is decided about its role.
 *
 * Platform medians follow the published benchmarks as far as they agree
 * and Vietnamese TikTok of 2025 (likes per view 0.052, comments per like 0.011, shares
 * per like 0.058, saves per like 0.051). The spread of likes follows 464 genuine
 * accounts, whose detrended sd of log-likes has quantiles 0.109, 0.223, 0.483 at 5, 50
 * and 95 %: a lognormal of median 0.223 and sd 0.47, wider where an algorithm gives
 * out the reach. */
#include "sim.h"
#include "words.h"

#include <math.h>

/** What is usual on a platform. */
typedef struct habit {
    double weight;                  /**< of rosters */
    double growth, views, views_sd; /**< growth a month; views per follower, sd log */
    double likes, comments;         /**< per view; per like */
    double shares, saves;           /**< per like */
    double wild;                    /**< sd of log-likes, as a multiple of 0.223 */
    double video;                   /**< share of posts that are video */
} habit;

static const habit HABITS[SIM_PLATFORMS] = {
    [SIM_ON_TIKTOK] = {0.38, 0.040, 0.70, 0.9, 0.052, 0.012, 0.058, 0.051, 3.2, 0.97},
    [SIM_ON_INSTAGRAM] = {0.27, 0.016, 0.35, 0.6, 0.060, 0.022, 0.05, 0.06, 0.95, 0.45},
    [SIM_ON_YOUTUBE] = {0.15, 0.010, 0.14, 0.8, 0.035, 0.050, 0.03, 0.02, 2.2, 1.00},
    [SIM_ON_FACEBOOK] = {0.15, 0.012, 0.12, 0.8, 0.032, 0.055, 0.06, 0.02, 2.0, 0.55},
    [SIM_ON_X] = {0.03, 0.010, 0.15, 0.8, 0.015, 0.040, 0.12, 0.05, 2.4, 0.25},
    [SIM_ON_THREADS] = {0.02, 0.020, 0.15, 0.8, 0.030, 0.050, 0.04, 0.03, 2.2, 0.15},
};

static size_t weighted(gsl_rng *rng, const double weight[], size_t n, unsigned allowed)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        total += allowed & SIM_BIT(i) ? weight[i] : 0;
    }
    double u = gsl_rng_uniform(rng) * total;
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(allowed & SIM_BIT(i))) {
            continue;
        }
        last = i;
        u -= weight[i];
        if (u < 0) {
            break;
        }
    }
    return last;
}

static void draw_place(sim_plan *plan, gsl_rng *rng)
{
    double platform[SIM_PLATFORMS];
    double language[SIM_LANGUAGES_MAX];
    for (size_t i = 0; i < SIM_PLATFORMS; i++) {
        platform[i] = HABITS[i].weight;
    }
    for (size_t i = 0; i < sim_language_count(); i++) {
        language[i] = sim_language_weight(i);
    }
    plan->platform =
        (sim_platform)weighted(rng, platform, SIM_PLATFORMS, plan->settings->platforms);
    plan->language = (unsigned)weighted(rng, language, sim_language_count(),
                                        plan->settings->languages);
    plan->topic = (unsigned)sim_below(rng, SIM_TOPICS);
}

static void draw_size(sim_plan *plan, const habit *usual, gsl_rng *rng)
{
    const sim_settings *s = plan->settings;
    double low = log(s->followers_low);
    double high = log(s->followers_high);
    double now = exp(low + (high - low) * pow(gsl_rng_uniform(rng), 1.3));
    plan->growth = sim_clamp(sim_lognormal(rng, usual->growth, 0.9), 0.0005, 0.12);
    double months = (double)plan->steps / 30;
    plan->followers = floor(now / (1 + plan->growth * months)) + 50;
    plan->churn = sim_clamp(sim_lognormal(rng, 0.0035, 0.7), 0.0003, 0.03);
    plan->junk = sim_between(rng, 0.03, 0.20);
    plan->branching = sim_clamp(gsl_ran_beta(rng, 4, 3), 0.1, 0.95);
    plan->shape = sim_clamp(sim_lognormal(rng, 6, 0.7), 1.2, 60);
    plan->theta = sim_clamp(0.4 + gsl_ran_gaussian_ziggurat(rng, 0.1), 0.15, 0.8);
}

static void draw_calendar(sim_plan *plan, gsl_rng *rng)
{
    double total = 0;
    for (size_t d = 0; d < 7; d++) {
        double weekend = d >= 5 ? 1.08 : 1; /* 0 is Monday */
        plan->weekday[d] = weekend * exp(gsl_ran_gaussian_ziggurat(rng, 0.08));
        total += plan->weekday[d];
    }
    for (size_t d = 0; d < 7; d++) {
        plan->weekday[d] *= 7 / total;
    }
    plan->season_depth = fabs(gsl_ran_gaussian_ziggurat(rng, 0.12));
    plan->season_phase = sim_between(rng, 0, SIM_TURN);
    plan->tet = sim_between(rng, 1.02, 1.25);
    /* some are read at midnight by a dated tracker, some at an hour of their own */
    plan->dated = sim_chance(rng, 0.6);
    plan->clock = plan->dated ? 0 : (int64_t)sim_below(rng, SIM_DAY);
}

static void draw_engagement(sim_plan *plan, const habit *usual, gsl_rng *rng)
{
    double size = pow(plan->followers / 30000, -0.10);
    plan->posts_week = sim_clamp(sim_lognormal(rng, 1.6, 0.6), 0.4, 10);
    plan->view_rate = sim_lognormal(rng, usual->views * size, usual->views_sd);
    double wild = sim_lognormal(rng, 0.223, 0.47) * usual->wild;
    plan->view_spread = sim_clamp(wild, 0.04, 1.6) * 0.92;
    plan->like_spread = sim_clamp(wild, 0.04, 1.6) * 0.39;
    plan->like_rate = sim_clamp(sim_lognormal(rng, usual->likes, 0.5), 0.002, 0.3);
    plan->comment_rate =
        sim_clamp(sim_lognormal(rng, usual->comments, 0.75), 0.0008, 0.3);
    plan->comment_bend = sim_between(rng, 0.35, 1.05);
    double own = sim_lognormal(rng, 0.48, 0.4) * (0.4 + 1.6 * wild);
    plan->comment_spread = sim_clamp(own, 0.1, 1.4);
    plan->share_rate = sim_lognormal(rng, usual->shares, 0.9);
    plan->save_rate = sim_lognormal(rng, usual->saves, 0.6);
    plan->sponsored = sim_chance(rng, 0.7) ? sim_between(rng, 0.03, 0.3) : 0;
    plan->video = sim_clamp(usual->video + sim_between(rng, -0.3, 0.2), 0, 1);
    plan->chatty = sim_chance(rng, 0.75) ? sim_between(rng, 0.02, 0.25) : 0;
    plan->diacritics = sim_between(rng, 0.55, 0.95);
}

/* What the tracker and the profile tell of an account, whatever its role. */
static void draw_presence(sim_plan *plan, gsl_rng *rng)
{
    plan->tells_following = sim_chance(rng, 0.65);
    plan->tells_posts = sim_chance(rng, 0.5);
    plan->tells_views = sim_chance(rng, 0.25);
    plan->tells_likes = sim_chance(rng, 0.35);
    plan->tells_shares = sim_chance(rng, 0.6);
    plan->tells_saves = sim_chance(rng, 0.35);
    plan->tells_kind = sim_chance(rng, 0.85);
    plan->tells_captions = sim_chance(rng, 0.92);
    plan->tells_names = sim_chance(rng, 0.85);
    plan->tells_profile = sim_chance(rng, 0.8);
}

void sim_plan_who(sim_plan *plan, gsl_rng *rng)
{
    draw_place(plan, rng);
    const habit *usual = &HABITS[plan->platform];
    draw_size(plan, usual, rng);
    draw_calendar(plan, rng);
    draw_engagement(plan, usual, rng);
    draw_presence(plan, rng);
}

int64_t sim_plan_day(const sim_plan *plan, size_t step)
{
    return plan->settings->until / SIM_DAY - (int64_t)plan->steps + (int64_t)step;
}

sim_burst *sim_plan_burst(sim_plan *plan)
{
    if (plan->n_bursts == SIM_BURSTS) {
        return NULL;
    }
    sim_burst *burst = &plan->bursts[plan->n_bursts++];
    *burst = (sim_burst){.cause = ASSAY_CAUSE_OTHER, .engaged = 1};
    return burst;
}

void sim_omori(double weight[], size_t length, double c, double theta)
{
    double total = 0;
    for (size_t t = 0; t < length; t++) {
        weight[t] = pow((double)t + c, -(1 + theta));
        total += weight[t];
    }
    for (size_t t = 0; t < length; t++) {
        weight[t] /= total;
    }
}
