/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on planted pulses: causes, amounts, and how little is said when little is
 * known. */
#include <criterion/criterion.h>
#include <math.h>

#include <assay/events.h>

#include "events/captions.h"
#include "events/totals.h"
#include "support/posts.h"
#include "text/fold.h"

enum { DAYS = 120 };

/** A planted account with a curve that the growth family is said to have read. */
typedef struct scene {
    planted p;
    assay_reading readings[DAYS];
    assay_pulse pulses[4];
    assay_drop drops[2];
    assay_findings findings;
} scene;

/* 60 posts over 120 days; followers 20,000 and still; one pulse of `gained` at day 60. */
static void scene_new(scene *s, uint64_t seed, double gained, double days)
{
    *s = (scene){.p = planted_new(60, seed)};
    s->p.account.followers = 20000 + gained;
    for (size_t d = 0; d < DAYS; d++) {
        double in = fmin(fmax(((double)d - 60) / days, 0), 1);
        s->readings[d] = (assay_reading){
            .at = PLANTED_START + (int64_t)d * PLANTED_DAY,
            .followers = 20000 + floor(gained * in),
            .following = (double)NAN,
            .posts = (double)NAN,
            .views = (double)NAN,
            .likes = (double)NAN,
        };
    }
    s->p.account.growth = s->readings;
    s->p.account.n_growth = DAYS;
    s->pulses[0] = (assay_pulse){
        .from = PLANTED_START + (int64_t)60 * PLANTED_DAY,
        .to = PLANTED_START + (int64_t)(60 + days) * PLANTED_DAY,
        .gained = gained,
        .excess = {gained, gained * 0.95, gained * 1.05},
        .tail = 8,
        .aftershock = (double)NAN,
        .edge = (double)NAN,
        .precursor = 0,
        .level = (double)NAN,
        .peak = (double)NAN,
        .peak_after = (double)NAN,
        .peak_before = (double)NAN,
        .left_14d = 0,
        .lost_30d = 0.02,
        .views_z = (double)NAN,
        .posts_near = (double)NAN,
    };
    s->findings.growth = (assay_growth){
        .state = ASSAY_STATE_OK, .pulses = s->pulses, .n_pulses = 1, .drops = s->drops};
}

/* What the growth family measures of such a pulse. */
static void curve(scene *s, assay_pulse seen)
{
    s->pulses[0].shape = seen.shape;
    s->pulses[0].tail = seen.tail;
    s->pulses[0].aftershock = seen.aftershock;
    s->pulses[0].edge = seen.edge;
    s->pulses[0].level = seen.level;
    s->pulses[0].roundness = seen.roundness;
    s->pulses[0].evidence = seen.evidence;
}

static void analyse(scene *s)
{
    assay_norms norms = planted_norms();
    cr_assert_eq(assay_engagement_analyse(&s->p.account, &norms, NULL, s->p.arena,
                                          &s->findings.engagement, NULL),
                 ASSAY_OK);
    cr_assert_eq(
        assay_events_analyse(&s->p.account, &norms, NULL, s->p.arena, &s->findings, NULL),
        ASSAY_OK);
    for (size_t i = 0; i < s->findings.events.n_events; i++) {
        double sum = 0;
        for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++) {
            cr_assert(s->findings.events.events[i].cause[c] >= 0);
            sum += s->findings.events.events[i].cause[c];
        }
        cr_assert_float_eq(sum, 1, 1e-12);
    }
}

static assay_cause likeliest(const assay_event *event)
{
    size_t best = 0;
    for (size_t c = 1; c < ASSAY_CAUSE_COUNT; c++)
        if (event->cause[c] > event->cause[best])
            best = c;
    return (assay_cause)best;
}

static assay_cause decided(scene *s)
{
    analyse(s);
    assay_cause cause = likeliest(&s->findings.events.events[0]);
    planted_free(&s->p);
    return cause;
}

/* Raise all counters of the posts after the gain as organic followers would. */
static void followed_by_likes(scene *s, double factor)
{
    for (size_t i = 31; i < 60; i++) {
        s->p.posts[i].likes = floor(s->p.posts[i].likes * factor);
        s->p.posts[i].views = floor(s->p.posts[i].views * factor);
        s->p.posts[i].comments = floor(s->p.posts[i].comments * factor);
        s->p.posts[i].shares = floor(s->p.posts[i].shares * factor);
    }
}

static void go_viral(assay_post *post)
{
    post->likes = floor(post->likes * 20);
    post->views = floor(post->views * 25);
    post->comments = floor(post->comments * 15);
    post->shares = floor(post->shares * 20);
}

Test(events, silent_rectangle_is_a_delivery)
{
    scene s;
    scene_new(&s, 101, 6000, 1);
    curve(&s, (assay_pulse){.shape = 47,
                            .tail = 150,
                            .aftershock = 0.01,
                            .edge = 1,
                            .level = (double)NAN,
                            .roundness = 1.2,
                            .evidence = 0.97});
    s.pulses[0].peak = 1;
    s.pulses[0].peak_after = s.pulses[0].peak_before = 0;
    analyse(&s);
    const assay_events *e = &s.findings.events;
    cr_assert_eq(likeliest(&e->events[0]), ASSAY_CAUSE_PURCHASE);
    cr_assert(e->purchase_max > 0.8, "%g", e->purchase_max);
    cr_assert(fabs(e->elasticity) < 1.5 && e->elasticity_p < 1);
    cr_assert(e->bought_followers.low <= 6000 && e->bought_followers.high >= 5900);
    cr_assert(e->suspicious_share > 0.1 && e->suspicious_share < 0.5, "%g",
              e->suspicious_share);
    /* all that came so, beside those who came before */
    cr_assert(e->unexplained_share > 0.1 && e->unexplained_share < 0.5, "%g",
              e->unexplained_share);
    planted_free(&s.p);
}

Test(events, a_post_that_explodes_before_a_decaying_gain_is_viral)
{
    scene s;
    scene_new(&s, 2, 5000, 8);
    curve(&s,
          (assay_pulse){
              .shape = -30, .tail = 60, .aftershock = 2.6, .edge = 0.15, .level = 0.05});
    go_viral(&s.p.posts[30]);
    followed_by_likes(&s, 1.15);
    analyse(&s);
    cr_assert_eq(likeliest(&s.findings.events.events[0]), ASSAY_CAUSE_VIRAL);
    cr_assert(s.findings.events.purchase_max < 0.05);
    cr_assert_eq(s.findings.events.unexplained_share, 0);
    planted_free(&s.p);
}

Test(events, an_announced_draw_with_leavers_is_a_giveaway)
{
    scene s;
    scene_new(&s, 3, 4000, 3);
    curve(&s, (assay_pulse){.shape = 60,
                            .tail = 200,
                            .aftershock = 3.5,
                            .edge = 0.1,
                            .level = (double)NAN,
                            .evidence = 0.9});
    s.pulses[0].lost_30d = 0.35;
    s.p.posts[30].caption = (assay_str){"MINIGAME: follow và tag 3 bạn!", 31};
    cr_assert_eq(decided(&s), ASSAY_CAUSE_GIVEAWAY);
}

Test(events, attention_without_an_own_post_is_press)
{
    scene s;
    scene_new(&s, 4, 2000, 9);
    curve(&s,
          (assay_pulse){
              .shape = -33, .tail = 75, .aftershock = 2.4, .edge = 0.15, .level = 0.02});
    s.p.posts[31].caption = (assay_str){"Mình lên sóng VTV3 tối qua", 29};
    followed_by_likes(&s, 1.15);
    cr_assert_eq(decided(&s), ASSAY_CAUSE_PRESS);
}

Test(events, ten_even_days_whose_followers_like_are_advertising)
{
    scene s;
    scene_new(&s, 15, 3000, 10);
    curve(&s, (assay_pulse){.shape = 47,
                            .tail = 200,
                            .aftershock = 7,
                            .edge = 0.8,
                            .level = 0.8,
                            .evidence = 0.9});
    s.p.posts[31].sponsored = ASSAY_YES;
    followed_by_likes(&s, 1.15);
    for (size_t i = 30; i < 35; i++) { /* paid reach */
        s.p.posts[i].views = floor(s.p.posts[i].views * 2);
        s.p.posts[i].likes = floor(s.p.posts[i].likes * 1.8);
    }
    cr_assert_eq(decided(&s), ASSAY_CAUSE_ADS);
}

Test(events, a_named_partner_makes_a_collaboration)
{
    scene s;
    scene_new(&s, 6, 5000, 5);
    curve(&s,
          (assay_pulse){
              .shape = -17, .tail = 70, .aftershock = 1.3, .edge = 0.11, .level = 0.05});
    s.p.posts[30].caption = (assay_str){"Collab cùng @bep.nha.na", 24};
    followed_by_likes(&s, 1.2);
    cr_assert_eq(decided(&s), ASSAY_CAUSE_COLLABORATION);
}

Test(events, drops_keep_the_name_the_curve_gave_them)
{
    static const struct {
        assay_drop_kind kind;
        assay_cause cause;
    } cases[] = {{ASSAY_DROP_PURGE, ASSAY_CAUSE_PURGE},
                 {ASSAY_DROP_GLITCH, ASSAY_CAUSE_TRACKER},
                 {ASSAY_DROP_UNEXPLAINED, ASSAY_CAUSE_OTHER}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        scene s;
        scene_new(&s, 7, 1000, 1);
        s.findings.growth.n_pulses = 0;
        s.findings.growth.n_drops = 1;
        s.drops[0] = (assay_drop){.from = PLANTED_START + 86400 * 80,
                                  .to = PLANTED_START + 86400 * 81,
                                  .lost = 700,
                                  .share = 0.03,
                                  .kind = cases[c].kind};
        analyse(&s);
        const assay_event *event = &s.findings.events.events[0];
        cr_assert_eq(likeliest(event), cases[c].cause);
        cr_assert_eq(event->gained, -700);
        cr_assert_eq(event->pulse, SIZE_MAX);
        cr_assert_eq(s.findings.events.bought_followers.value, 0);
        planted_free(&s.p);
    }
}

Test(events, leavers_take_the_cause_with_which_they_came)
{
    scene s;
    scene_new(&s, 8, 4000, 1);
    curve(&s, (assay_pulse){.shape = 60,
                            .tail = 150,
                            .aftershock = 0,
                            .edge = 1,
                            .level = (double)NAN,
                            .evidence = 0.97});
    s.findings.growth.n_drops = 1;
    s.drops[0] = (assay_drop){.from = PLANTED_START + 86400 * 70,
                              .to = PLANTED_START + 86400 * 75,
                              .lost = 900,
                              .share = 0.04,
                              .kind = ASSAY_DROP_LOSS};
    analyse(&s);
    cr_assert_eq(likeliest(&s.findings.events.events[1]), ASSAY_CAUSE_PURCHASE);
    planted_free(&s.p);
}

Test(events, without_posts_the_posterior_stays_spread)
{
    scene s;
    scene_new(&s, 9, 3000, 10);
    s.p.account.n_posts = 0;
    curve(&s, (assay_pulse){
                  .shape = 20, .tail = 30, .aftershock = 6, .edge = 0.7, .level = 0.8});
    analyse(&s);
    const assay_event *event = &s.findings.events.events[0];
    double entropy = 0;
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        if (event->cause[c] > 0)
            entropy -= event->cause[c] * log2(event->cause[c]);
    cr_assert(entropy > 1.2, "%g bits", entropy);
    cr_assert(event->cause[ASSAY_CAUSE_PURCHASE] < 0.6);
    cr_assert(isnan(s.findings.events.elasticity));
    cr_assert(isnan(s.findings.events.unexplained_share));
    planted_free(&s.p);
}

/* The same silent day, for an account of 20,000: 60 followers more are no package. */
Test(events, what_is_small_for_the_account_is_no_delivery)
{
    double told[2];
    for (size_t i = 0; i < 2; i++) {
        scene s;
        scene_new(&s, 101, i == 0 ? 60 : 1000, 1);
        curve(&s, (assay_pulse){.shape = 4, .tail = 12, .edge = 1, .level = (double)NAN});
        s.pulses[0].evidence = i == 0 ? 0.1 : 0.9;
        analyse(&s);
        told[i] = s.findings.events.purchase_max;
        planted_free(&s.p);
    }
    cr_assert(told[0] < 0.1, "%g", told[0]);
    cr_assert(told[1] > 4 * told[0], "%g against %g", told[1], told[0]);
}

/* A reading too low that is put right looks like a day's package, but for the hole. */
Test(events, a_gain_out_of_a_hole_speaks_less_of_a_delivery)
{
    double told[2], tracker[2];
    for (size_t i = 0; i < 2; i++) {
        scene s;
        scene_new(&s, 16, 1500, 1);
        curve(&s, (assay_pulse){.shape = 40,
                                .tail = 150,
                                .edge = 1,
                                .level = (double)NAN,
                                .evidence = 0.97});
        s.pulses[0].peak = 1;
        s.pulses[0].peak_after = 0;
        s.pulses[0].peak_before = i == 0 ? 0 : -0.95;
        analyse(&s);
        told[i] = s.findings.events.purchase_max;
        tracker[i] = s.findings.events.events[0].cause[ASSAY_CAUSE_TRACKER];
        planted_free(&s.p);
    }
    cr_assert(told[1] < 0.8 * told[0], "%g against %g", told[1], told[0]);
    cr_assert(tracker[1] > 10 * tracker[0], "%g against %g", tracker[1], tracker[0]);
}

/* The runtime knows the end of a table's knots by their fall to 0. */
Test(events, knots_rise_and_end_at_0_or_above)
{
    static const double knots[][10] = {
#define ROW(...)                                                                         \
    {                                                                                    \
        __VA_ARGS__                                                                      \
    }
#define LEFT_OVER(...)
#define CLUE(name, knots, ...) knots,
#include "events/evidence.def"
#undef CLUE
#undef LEFT_OVER
#undef ROW
    };
    for (size_t i = 0; i < sizeof knots / sizeof *knots; i++) {
        size_t k = 1;
        while (knots[i][k] > knots[i][k - 1])
            k++;
        cr_assert(k >= 4 && knots[i][k - 1] >= 0, "%zu", i);
        for (; k < 10; k++)
            cr_assert_eq(knots[i][k], 0);
    }
}

Test(events, what_says_delivery_raises_its_probability)
{
    /* a drip of 20 days: level and roundness speak for it, a relaxing shape against it;
     * the evidence is what the curve gives such a shape */
    static const assay_pulse drips[] = {
        {.shape = -20, .tail = 100, .aftershock = 6, .edge = 0.2, .level = 0.1},
        {.shape = 40,
         .tail = 100,
         .aftershock = 6,
         .edge = 0.6,
         .level = 0.1,
         .evidence = 0.9},
        {.shape = 40,
         .tail = 100,
         .aftershock = 6,
         .edge = 0.6,
         .level = 2.5,
         .evidence = 0.97},
        {.shape = 40,
         .tail = 100,
         .aftershock = 6,
         .edge = 0.6,
         .level = 2.5,
         .evidence = 0.97,
         .roundness = 1.6},
    };
    double last = 0;
    for (size_t i = 0; i < sizeof drips / sizeof *drips; i++) {
        scene s;
        scene_new(&s, 10, 3000, 20);
        curve(&s, drips[i]);
        analyse(&s);
        cr_assert(s.findings.events.purchase_max > last, "%zu: %g", i,
                  s.findings.events.purchase_max);
        last = s.findings.events.purchase_max;
        planted_free(&s.p);
    }
    cr_assert(last > 0.6);
}

Test(events, nothing_assessable_is_unknown_and_nothing_found_is_zero)
{
    scene s;
    scene_new(&s, 11, 0, 1);
    s.findings.growth.n_pulses = 0;
    analyse(&s);
    cr_assert_eq(s.findings.events.purchase_max, 0);
    cr_assert_eq(s.findings.events.bought_followers.high, 0);
    cr_assert(isnan(s.findings.events.elasticity));
    s.findings.growth.state = ASSAY_NOT_ASSESSABLE;
    analyse(&s);
    cr_assert(isnan(s.findings.events.purchase_max));
    cr_assert(isnan(s.findings.events.bought_followers.value));
    cr_assert(!isnan(s.findings.events.suspicious_share), "rates still answer");
    planted_free(&s.p);
}

Test(events, dead_engagement_points_before_the_curve_with_a_wide_interval)
{
    scene s;
    scene_new(&s, 12, 0, 1);
    s.findings.growth.n_pulses = 0;
    analyse(&s);
    assay_interval healthy = s.findings.events.suspicious;
    for (size_t i = 0; i < 60; i++) {
        s.p.posts[i].likes = floor(s.p.posts[i].likes / 20);
        s.p.posts[i].comments = floor(s.p.posts[i].comments / 20);
        s.p.posts[i].views = floor(s.p.posts[i].views / 20);
    }
    analyse(&s);
    assay_interval dead = s.findings.events.suspicious;
    cr_assert(dead.value > 2 * healthy.value, "%g against %g", dead.value, healthy.value);
    cr_assert(dead.high - dead.low > 0.2, "%g..%g", dead.low, dead.high);
    planted_free(&s.p);
}

Test(events, comments_that_come_with_a_gain_are_matched)
{
    scene s;
    scene_new(&s, 13, 3000, 2);
    assay_comment_cluster clusters[2] = {
        {.n = 12, .from = s.pulses[0].from + 3600, .to = s.pulses[0].from + 7200},
        {.n = 4, .from = PLANTED_START, .to = PLANTED_START + 3600}};
    s.findings.comments.clusters = clusters;
    s.findings.comments.n_clusters = 2;
    analyse(&s);
    cr_assert_float_eq(s.findings.events.comment_wave_match, 0.75, 1e-12);
    planted_free(&s.p);
}

Test(events, two_uncertain_gains_convolve)
{
    scene s;
    scene_new(&s, 14, 0, 1);
    assay_event events[2] = {{.excess = 1000, .low = 900, .high = 1100, .pulse = 0},
                             {.excess = 3000, .low = 2900, .high = 3100, .pulse = 0}};
    events[0].cause[ASSAY_CAUSE_PURCHASE] = 0.5;
    events[1].cause[ASSAY_CAUSE_PURCHASE] = 1;
    s.findings.events.events = events;
    s.findings.events.n_events = 2;
    assay__total total;
    assay__total_of(&s.findings, false, &total);
    assay_interval sum = assay__total_interval(&total);
    cr_assert_float_eq(sum.value, 3500, 40);
    cr_assert(sum.low > 2800 && sum.low < 3050, "%g", sum.low);
    cr_assert(sum.high > 3950 && sum.high < 4200, "%g", sum.high);
    double mass = 0;
    for (size_t i = 0; i < ASSAY__TOTAL_CELLS; i++)
        mass += total.mass[i];
    cr_assert_float_eq(mass, 1, 1e-9);
    planted_free(&s.p);
}

static unsigned subjects(const char *caption)
{
    planted p = planted_new(1, 1);
    p.posts[0].caption = (assay_str){caption, strlen(caption)};
    assay_norms norms = planted_norms();
    assay__captions captions;
    cr_assert_eq(assay__captions_new(&p.account, &norms, p.arena, &captions, NULL),
                 ASSAY_OK);
    unsigned found = assay__caption_subjects(&captions, 0);
    cr_assert_eq(captions.status, ASSAY_OK);
    planted_free(&p);
    return found;
}

Test(events, phrases_of_captions_are_their_own_skeletons)
{
    planted p = planted_new(0, 1);
    size_t i = 0;
    for (; assay__caption_phrase(i) != NULL; i++) {
        const char *phrase = assay__caption_phrase(i);
        assay__folded folded;
        cr_assert_eq(
            assay__fold((assay_str){phrase, strlen(phrase)}, p.arena, &folded, NULL),
            ASSAY_OK);
        cr_assert(folded.skeleton.len == strlen(phrase) &&
                      memcmp(folded.skeleton.ptr, phrase, folded.skeleton.len) == 0,
                  "%s is %.*s", phrase, (int)folded.skeleton.len, folded.skeleton.ptr);
    }
    cr_assert(i > 30);
    planted_free(&p);
}

Test(events, captions_announce_in_two_languages)
{
    cr_assert_eq(subjects("GIVEAWAY time!"), 1U << ASSAY__SAYS_GIVEAWAY);
    cr_assert_eq(subjects("Bốc thăm, tang qua cho cả nhà"), 1U << ASSAY__SAYS_GIVEAWAY);
    cr_assert_eq(subjects("TRÚNG THƯỞNG lớn!!"), 1U << ASSAY__SAYS_GIVEAWAY);
    cr_assert_eq(subjects("phỏng vấn trên truyền hình"), 1U << ASSAY__SAYS_PRESS);
    cr_assert_eq(subjects("chào #ad"), 1U << ASSAY__SAYS_PAID);
    cr_assert_eq(subjects("cafe với @na.na"), 1U << ASSAY__SAYS_TOGETHER);
    cr_assert_eq(subjects("mail me: na@na.na"), 0);
    cr_assert_eq(subjects("sáng nay đi học"), 0);
    cr_assert_eq(subjects(""), 0);
}

static double giveaways(planted *p, assay_span near)
{
    assay_norms norms = planted_norms();
    assay__captions captions;
    cr_assert_eq(assay__captions_new(&p->account, &norms, p->arena, &captions, NULL),
                 ASSAY_OK);
    return assay__captions_say(&captions, near).of[ASSAY__SAYS_GIVEAWAY];
}

Test(events, what_an_account_always_says_announces_nothing)
{
    planted p = planted_new(20, 3);
    for (size_t i = 0; i < 20; i++)
        p.posts[i].caption = (assay_str){"ngày mới", 10};
    p.posts[10].caption = (assay_str){"mini game", 9};
    assay_span near = {p.posts[9].at, p.posts[10].at};
    cr_assert_eq(giveaways(&p, near), 1);
    for (size_t i = 0; i < 20; i++)
        p.posts[i].caption = (assay_str){"mini game", 9};
    cr_assert_eq(giveaways(&p, near), 0);
    near.to = near.from;
    cr_assert(isnan(giveaways(&p, near)));
    planted_free(&p);
}

Test(events, names_are_those_of_a_verdict)
{
    cr_assert_str_eq(assay_cause_name(ASSAY_CAUSE_PURCHASE), "purchase");
    cr_assert_str_eq(assay_cause_name(ASSAY_CAUSE_OTHER), "other");
}
