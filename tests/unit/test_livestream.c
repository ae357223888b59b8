/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Livestreams: what is flagged and what is not, of invented streams; the invariances; and
 * rows no one should have to read. */
#include <criterion/criterion.h>

#include "live_world.h"

static assay_arena *arena;
static live_world drawn;

static void set_up(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    assay_arena_free(arena);
}

TestSuite(livestream, .init = set_up, .fini = tear_down);

static assay_livestream analyse(void)
{
    assay_norms norms = assay_norms_prior(drawn.account.platform);
    assay_livestream live;
    cr_assert_eq(
        assay_livestream_analyse(&drawn.account, &norms, NULL, arena, &live, NULL),
        ASSAY_OK);
    return live;
}

static live_plan calm(void)
{
    return (live_plan){.level = 300,
                       .minutes = 90,
                       .every = 1,
                       .stay = 6,
                       .comments = 0.04,
                       .likes = 0.4,
                       .orders = 0.002};
}

static live_plan delivered(void)
{
    live_plan plan = calm();
    plan.package = (live_package){.viewers = 900, .from = 30, .minutes = 30, .ramp = 1};
    return plan;
}

static const assay_live_span *span_of(const assay_livestream *live, assay_live_kind kind)
{
    for (size_t i = 0; i < live->n_spans; i++)
        if (live->spans[i].kind == kind)
            return &live->spans[i];
    return NULL;
}

static assay_livestream of_plan(uint64_t seed, live_plan plan)
{
    live_open(&drawn, seed);
    live_air(&drawn, &plan);
    return analyse();
}

Test(livestream, no_rows_is_not_assessable)
{
    live_open(&drawn, 1);
    assay_livestream live = analyse();
    cr_assert_eq(live.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(live.lack, ASSAY_LACK_TABLE);
    cr_assert(isnan(live.plateau) && isnan(live.delivered.value));
}

Test(livestream, a_package_is_flagged_where_it_was)
{
    assay_livestream live = of_plan(3, delivered());
    const assay_live_span *span = span_of(&live, ASSAY_LIVE_PLATEAU);
    cr_assert_not_null(span);
    double from = (double)(span->from - LIVE_START) / 60;
    double to = (double)(span->to - LIVE_START) / 60;
    cr_assert_float_eq(from, 30, 2.5, "from %g", from);
    cr_assert_float_eq(to, 60, 2.5, "to %g", to);
    cr_assert_leq(span->p_value, 0.01);
    cr_assert(span->low <= span->expected && span->expected <= span->high);
    cr_assert_lt(span->expected, 0.5 * span->viewers);
}

Test(livestream, the_amount_holds_what_was_delivered)
{
    size_t covered = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        assay_livestream live = of_plan(seed, delivered());
        covered +=
            live.delivered.low <= drawn.bought && live.delivered.high >= drawn.bought;
        cr_assert_leq(live.delivered.high, live.viewer_minutes + 1e-6);
    }
    cr_assert_geq(covered, 15, "%zu of 20", covered);
}

Test(livestream, a_quiet_stream_is_not_flagged)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        assay_livestream live = of_plan(seed, calm());
        cr_assert_eq(live.n_spans, 0, "seed %d", (int)seed);
        cr_assert_eq(live.delivered.value, 0);
    }
}

Test(livestream, raids_pushes_and_giveaways_are_not_deliveries)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        live_plan plan = calm();
        plan.raid = seed % 3 == 0 ? 2 : 0;
        plan.push = seed % 3 == 1 ? 3 : 0;
        plan.giveaway = seed % 3 == 2 ? 6 : 0;
        assay_livestream live = of_plan(seed, plan);
        cr_assert_null(span_of(&live, ASSAY_LIVE_PLATEAU), "seed %d", (int)seed);
        cr_assert_null(span_of(&live, ASSAY_LIVE_STEP), "seed %d", (int)seed);
    }
}

Test(livestream, order_of_rows_does_not_matter)
{
    live_open(&drawn, 5);
    for (int i = 0; i < 3; i++) {
        live_plan plan = i == 1 ? delivered() : calm();
        live_air(&drawn, &plan);
    }
    assay_livestream first = analyse();
    size_t n = drawn.account.n_livestreams;
    for (size_t i = 0; i < n / 2; i++) {
        assay_live row = drawn.rows[i];
        drawn.rows[i] = drawn.rows[n - 1 - i];
        drawn.rows[n - 1 - i] = row;
    }
    assay_livestream again = analyse();
    cr_assert_eq(first.n_spans, again.n_spans);
    cr_assert_gt(first.n_spans, 0);
    for (size_t i = 0; i < first.n_spans; i++) {
        cr_assert_eq(first.spans[i].from, again.spans[i].from);
        cr_assert_eq(first.spans[i].p_value, again.spans[i].p_value);
    }
    cr_assert_eq(first.delivered.value, again.delivered.value);
    cr_assert_eq(first.elasticity, again.elasticity);
}

Test(livestream, running_totals_say_the_same_as_counts)
{
    assay_livestream counts = of_plan(7, delivered());
    double comments = 0, likes = 0, orders = 0;
    for (size_t i = 0; i < drawn.account.n_livestreams; i++) {
        drawn.rows[i].comments = comments += drawn.rows[i].comments;
        drawn.rows[i].likes = likes += drawn.rows[i].likes;
        drawn.rows[i].orders = orders += drawn.rows[i].orders;
    }
    assay_livestream totals = analyse();
    cr_assert_eq(counts.n_spans, totals.n_spans);
    cr_assert_float_eq(counts.elasticity, totals.elasticity, 1e-12);
    cr_assert_float_eq(counts.comments_rate, totals.comments_rate, 1e-9);
}

Test(livestream, added_viewers_who_do_nothing_have_no_elasticity)
{
    assay_livestream honest = of_plan(9, calm()), hollow;
    live_plan plan = delivered();
    plan.package.viewers = 1500;
    hollow = of_plan(9, plan);
    cr_assert_gt(honest.elasticity, 0.5, "%g", honest.elasticity);
    cr_assert_lt(hollow.elasticity, 0.35, "%g", hollow.elasticity);
}

/* A stream of so many viewers at each minute, nothing else told. */
static void draw_viewers(const double viewers[], size_t n)
{
    live_open(&drawn, 1);
    for (size_t i = 0; i < n; i++) {
        double none = ASSAY_NUMBER_UNKNOWN;
        drawn.rows[i] = (assay_live){
            {"s", 1}, LIVE_START + (int64_t)i * 60, viewers[i], none, none, none, none};
    }
    drawn.account.n_livestreams = n;
}

Test(livestream, one_reading_is_low_on_data_and_no_more)
{
    draw_viewers((const double[]){120}, 1);
    assay_livestream live = analyse();
    cr_assert_eq(live.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(live.lack, ASSAY_LACK_FEW);
    cr_assert_eq(live.n_streams, 1);
    cr_assert_eq(live.streams[0].peak, 120);
}

Test(livestream, unknown_viewers_are_hidden)
{
    draw_viewers((const double[]){(double)NAN, (double)NAN}, 2);
    cr_assert_eq(analyse().lack, ASSAY_LACK_HIDDEN);
}

Test(livestream, equal_times_and_absurd_numbers_do_no_harm)
{
    double viewers[40];
    for (size_t i = 0; i < 40; i++)
        viewers[i] = i % 5 == 0 ? 0 : i % 7 == 0 ? 1e12 : 50;
    draw_viewers(viewers, 40);
    for (size_t i = 0; i < 40; i++)
        drawn.rows[i].at = LIVE_START + (int64_t)(i / 2) * 60;
    drawn.rows[3].viewers = HUGE_VAL;
    drawn.rows[4].viewers = -3;
    assay_livestream live = analyse();
    cr_assert_lt(live.n, 21);
    cr_assert_leq(live.delivered.low, live.delivered.value);
    for (size_t i = 0; i < 40; i++)
        drawn.rows[i].at = LIVE_START;
    cr_assert_eq(analyse().state, ASSAY_NOT_ASSESSABLE);
}

Test(livestream, a_constant_count_is_no_plateau)
{
    double viewers[60];
    for (size_t i = 0; i < 60; i++)
        viewers[i] = 100;
    draw_viewers(viewers, 60);
    assay_livestream live = analyse();
    cr_assert_eq(live.n_spans, 0);
    cr_assert_eq(live.evenness, 0);
}

Test(livestream, readings_every_ten_minutes_are_told_to_be_blind)
{
    live_plan plan = calm();
    plan.every = 10;
    plan.minutes = 180;
    assay_livestream live = of_plan(11, plan);
    cr_assert_eq(live.unseen, 1);
    cr_assert_gt(live.unseen_viewers, 0);
}

Test(livestream, counts_cut_to_hundreds_have_no_evenness)
{
    live_plan plan = calm();
    plan.level = 4000;
    plan.rounded = true;
    assay_livestream live = of_plan(12, plan);
    cr_assert(isnan(live.evenness));
    cr_assert_null(span_of(&live, ASSAY_LIVE_PLATEAU));
}

Test(livestream, refills_to_one_level_are_counted)
{
    double viewers[75];
    for (size_t i = 0; i < 75; i++) {
        double wobble = (double)((i * 7) % 5) - 2;
        double held = i < 15 ? 0 : 400 - 6 * (double)((i - 15) % 15);
        viewers[i] = 200 + wobble + held;
    }
    draw_viewers(viewers, 75);
    assay_livestream live = analyse();
    cr_assert_eq(live.top_ups, 3);
    cr_assert_not_null(span_of(&live, ASSAY_LIVE_TOP_UP));
}

Test(livestream, orders_by_the_clock_are_regular_and_customers_are_not)
{
    double viewers[120];
    for (size_t i = 0; i < 120; i++)
        viewers[i] = 200 + (double)((i * 13) % 17);
    draw_viewers(viewers, 120);
    for (size_t i = 0; i < 120; i++)
        drawn.rows[i].orders = i % 10 == 4 ? 3 : 0;
    assay_livestream live = analyse();
    cr_assert_gt(live.order_cadence, 3);
    cr_assert_not_null(span_of(&live, ASSAY_LIVE_REGULAR_ORDERS));
    assay__random random = {5, 0};
    for (size_t i = 0; i < 120; i++)
        drawn.rows[i].orders = assay__random_uniform(&random) < 0.1 ? 3 : 0;
    cr_assert_lt(analyse().order_cadence, 2);
}

Test(livestream, a_wave_of_comments_alone_is_seen)
{
    live_plan plan = calm();
    (void)of_plan(13, plan);
    drawn.rows[50].comments += 200;
    assay_livestream live = analyse();
    const assay_live_span *span = span_of(&live, ASSAY_LIVE_COMMENT_WAVE);
    cr_assert_not_null(span);
    cr_assert_geq(span->to, drawn.rows[50].at);
    cr_assert(isnan(span->expected));
    drawn.rows[50].likes *= 3; /* and with the likes it is a moment of the show */
    cr_assert_null(span_of((live = analyse(), &live), ASSAY_LIVE_COMMENT_WAVE));
}

Test(livestream, a_stream_far_more_silent_than_the_others_is_named)
{
    live_open(&drawn, 14);
    for (int i = 0; i < 6; i++) {
        live_plan plan = calm();
        if (i == 2)
            plan.comments = plan.likes = plan.orders = 0.001;
        live_air(&drawn, &plan);
    }
    assay_livestream live = analyse();
    const assay_live_span *span = span_of(&live, ASSAY_LIVE_SILENT);
    cr_assert_not_null(span);
    cr_assert_eq(span->stream, 2);
    cr_assert_gt(live.delivered.value, 0);
}

Test(livestream, every_kind_has_a_name)
{
    for (unsigned kind = 0; kind < ASSAY_LIVE_KIND_COUNT; kind++)
        cr_assert_gt(strlen(assay_live_kind_name((assay_live_kind)kind)), 2);
    cr_assert_str_eq(assay_live_kind_name(ASSAY_LIVE_KIND_COUNT), "");
}
