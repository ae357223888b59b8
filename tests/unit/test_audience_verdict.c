/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audience in a verdict: cohorts of events, one share from two witnesses, what is
 * left open, the data of the map, the page. */
#include <assay/page.h>
#include <assay/report.h>
#include <assay/scorer.h>

#include "audience/adrift.h"
#include "report/audience_map.h"
#include "support/crowd.h"

#include <criterion/criterion.h>

static crowd c;
static assay_reading growth[120];
static assay_scorer *scorer;

/* A curve of a year that gains 400 on one day, and a follower for each of the newest. */
static void start(void)
{
    double no = ASSAY_NUMBER_UNKNOWN, followers = 2000;
    crowd_new(&c, 9);
    for (int d = 0; d < 120; d++) {
        followers += 6 + d % 5 + (d == 90 ? 400 : 0);
        growth[d] = (assay_reading){
            CROWD_NOW + (d - 120) * (int64_t)CROWD_DAY, followers, no, no, no, no};
    }
    c.account.growth = growth;
    c.account.n_growth = 120;
    c.account.growth_dated = true;
    cr_assert_eq(assay_scorer_new(NULL, &scorer, NULL), ASSAY_OK);
}

static void stop(void)
{
    assay_scorer_free(scorer);
}

TestSuite(audience_verdict, .init = start, .fini = stop);

static const assay_verdict *judge(void)
{
    const assay_verdict *verdict = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_scorer_score(scorer, &c.account, &verdict, &err), ASSAY_OK, "%s",
                 err.message);
    return verdict;
}

/* People over the 90 days before the jump, a batch within it, people after. */
static void plant(void)
{
    int64_t jump = growth[89].at;
    for (int i = 0; i < 120; i++)
        crowd_person(&c, growth[i * 88 / 120].at + 3600);
    for (int i = 0; i < 60; i++)
        crowd_made(&c, jump + 60 * (i + 1), jump - 200 * (int64_t)CROWD_DAY);
    for (int i = 0; i < 60; i++)
        crowd_person(&c, growth[91 + i * 28 / 60].at);
}

Test(audience_verdict, those_of_the_gain_are_held_against_those_before)
{
    plant();
    const assay_events *events = &judge()->findings->events;
    cr_assert_lt(events->cohort_event, events->n_events);
    const assay_cohort *cohort = &events->events[events->cohort_event].cohort;
    cr_expect_geq(cohort->came, 60);
    cr_expect_geq(cohort->before, 100);
    cr_expect_gt(cohort->suspicious.value, cohort->earlier.value + 0.2);
    cr_expect_gt(cohort->digits, 5);
    cr_expect(cohort->suspicious.low <= cohort->suspicious.value &&
              cohort->suspicious.value <= cohort->suspicious.high);
    cr_expect_float_eq(events->cohort_contrast,
                       cohort->suspicious.value - cohort->earlier.value, 1e-12);
}

Test(audience_verdict, the_same_people_in_the_gain_make_no_contrast)
{
    for (int i = 0; i < 120; i++)
        crowd_person(&c, growth[i * 88 / 120].at + 3600);
    for (int i = 0; i < 60; i++)
        crowd_person(&c, growth[89].at + 60 * (i + 1));
    cr_expect_lt(judge()->findings->events.cohort_digits, 2);
}

Test(audience_verdict, without_an_audience_there_is_no_cohort_and_the_curve_answers)
{
    const assay_verdict *verdict = judge();
    cr_expect(isnan(verdict->findings->events.cohort_digits));
    cr_expect_eq(verdict->findings->events.followers_basis, ASSAY_SHARE_CURVE);
    cr_expect_eq(verdict->n_models, 2);
    for (size_t i = 0; i < verdict->n_blind_spots; i++)
        cr_expect_neq(verdict->blind_spots[i].family, ASSAY_FAMILY_AUDIENCE);
}

Test(audience_verdict, a_sample_of_the_whole_list_answers_for_the_share)
{
    plant();
    const assay_verdict *verdict = judge();
    const assay_interval *told =
        &verdict->estimates[ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE];
    const assay_interval *sampled =
        &verdict->findings->audience.roles[ASSAY_ROLE_FOLLOWER].share;
    assay_share_basis basis = verdict->findings->events.followers_basis;
    cr_assert(basis == ASSAY_SHARE_AUDIENCE || basis == ASSAY_SHARE_BOTH);
    if (basis == ASSAY_SHARE_AUDIENCE) { /* 90 % lies within 95 % */
        cr_expect_float_eq(told->value, sampled->value, 1e-12);
        cr_expect(told->low >= sampled->low && told->high <= sampled->high);
    }
    cr_expect_eq(verdict->n_models, 3);
}

Test(audience_verdict, the_newest_alone_leave_the_rest_open)
{
    crowd_people(&c, 150);
    for (size_t i = 0; i < 150; i++) {
        c.members[i].followed_at = ASSAY_TIME_UNKNOWN;
        c.members[i].position = (double)(150 - i);
    }
    const assay_verdict *verdict = judge();
    const assay_interval *told =
        &verdict->estimates[ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE];
    cr_expect_eq(verdict->findings->events.followers_basis, ASSAY_SHARE_BOTH);
    cr_expect(0 <= told->low && told->low <= told->value && told->value <= told->high);
    bool said = false;
    for (size_t i = 0; i < verdict->n_blind_spots; i++)
        said = said || strstr(verdict->blind_spots[i].text_en, "newest") != NULL;
    cr_expect(said);
}

Test(audience_verdict, the_map_keeps_order_and_dates_and_at_most_its_room)
{
    static assay__audience_map map;
    crowd_people(&c, 2000);
    assay__audience_map_make(judge(), &map);
    cr_assert_eq(map.n, ASSAY__MAP_POINTS);
    for (size_t i = 1; i < map.n; i++)
        cr_expect_lt(map.points[i - 1].rank, map.points[i].rank);
    cr_expect_lt(map.points[0].rank, 10);
    cr_expect_geq(map.points[map.n - 1].rank, 1980);
    crowd_new(&c, 3);
    crowd_people(&c, 19);
    assay__audience_map_make(judge(), &map);
    cr_expect_eq(map.n, 0);
}

static bool written(const char *what, unsigned parts)
{
    assay_report *report = NULL;
    assay_str text = {NULL, 0};
    cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
    assay_report_json_with(report, judge(), parts, NULL);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    char *copy = calloc(text.len + 1, 1);
    memcpy(copy, text.ptr, text.len);
    bool there = strstr(copy, what) != NULL;
    free(copy);
    assay_report_free(report);
    return there;
}

Test(audience_verdict, json_tells_roles_split_cohort_and_map)
{
    plant();
    cr_expect(written("\"roles\":{\"follower\":{\"n\":240,", 0));
    cr_expect(written("\"split\":{\"credible\":", 0));
    cr_expect(written("\"before_n\":", 0));
    cr_expect(written("\"groups\":[{\"group\":1,\"because\":\"", 0));
    cr_expect(
        written("\"followed_by\":\"told\",\"bands\":[{\"group\":", ASSAY_JSON_EXHIBITS));
    cr_expect_not(written("\"followed_by\"", 0));
}

Test(audience_verdict, json_of_an_account_without_audience_is_as_it_was)
{
    cr_expect_not(written("\"audience\":{", ASSAY_JSON_EXHIBITS));
    cr_expect_not(written("\"basis\":\"curve\"", 0));
    cr_expect(written("\"audience\":0", 0));
}

/* ---- a sample adrift --------------------------------------------------------------- */

Test(audience_verdict, adrift_a_share_is_wide_rises_with_its_members_and_forgets_order)
{
    double p[200], w[200], last = 0;
    for (size_t i = 0; i < 200; i++)
        w[i] = 1;
    for (int bad = 0; bad <= 200; bad += 40) {
        for (int i = 0; i < 200; i++)
            p[i] = i < bad ? 0.9 : 0.04;
        assay_interval s = assay__share_adrift(p, w, 200);
        cr_expect(0 <= s.low && s.low <= s.value && s.value <= s.high && s.high <= 1);
        cr_expect_gt(s.high - s.low, 0.1);
        cr_expect_geq(s.value, last);
        last = s.value;
        for (int i = 0; i < 200; i++)
            p[i] = i >= 200 - bad ? 0.9 : 0.04;
        cr_expect_float_eq(assay__share_adrift(p, w, 200).value, s.value, 1e-12);
    }
    cr_expect_gt(last, 0.6);
    cr_expect(isnan(assay__share_adrift(p, w, 0).value));
    p[0] = 0;
    p[1] = 1;
    cr_expect(isfinite(assay__share_adrift(p, w, 2).value));
}
