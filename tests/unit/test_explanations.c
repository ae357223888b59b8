/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right of reply: what a claim may move, what it may not, and that the figures before
 * and after are those of the input without and with it. */
#include <assay/comments_model.h>
#include <assay/page.h>
#include <assay/scorer.h>

#include "events/claims.h"
#include "growth/relief.h"
#include "invented.h"
#include "model/sample.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static assay_model *model;
static assay_comments_model *comments;
static assay_scorer *scorer, *other;
static assay_arena *arena;
static invented it;
static assay_explanation told[8];

enum { DAY = 86400 };
static const int64_t START = 1767225600; /* of invented accounts, 2026-01-01 */

static void setup(void)
{
    assay_error err = {0};
    assay_initialise();
    cr_assert_eq(assay_model_default(&model, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_comments_model_default(&comments, &err), ASSAY_OK);
    const assay_scorer_options options = {.accounts = model, .comments = comments};
    cr_assert_eq(assay_scorer_new(&options, &scorer, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_scorer_new(&options, &other, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, &err), ASSAY_OK);
    invent(&it, 3, true);
}

static void teardown(void)
{
    assay_scorer_free(scorer);
    assay_scorer_free(other);
    assay_model_free(model);
    assay_comments_model_free(comments);
    assay_arena_free(arena);
}

TestSuite(explanations, .init = setup, .fini = teardown);

static const assay_verdict *score_by(assay_scorer *by, const assay_account *account)
{
    const assay_verdict *verdict = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_scorer_score(by, account, &verdict, &err), ASSAY_OK, "%s",
                 err.message);
    return verdict;
}

static assay_str word(const char *text)
{
    return (assay_str){text, strlen(text)};
}

/* From day `from` to day `to` of the invented curve, whose gain is on days 40 and 41. */
static assay_explanation claim(const char *cause, int from, int to)
{
    return (assay_explanation){
        .from = START + from * DAY, .to = START + to * DAY, .cause = word(cause)};
}

static assay_account explained(const assay_explanation more[], size_t n)
{
    assay_account out;
    assay_error err = {0};
    cr_assert_eq(assay_account_explain(&it.account, more, n, arena, &out, &err), ASSAY_OK,
                 "%s", err.message);
    return out;
}

/* The largest gain, which is the planted one. */
static const assay_event *planted(const assay_verdict *verdict)
{
    const assay_events *events = &verdict->findings->events;
    const assay_event *largest = NULL;
    for (size_t i = 0; i < events->n_events; i++)
        if (largest == NULL || events->events[i].gained > largest->gained)
            largest = &events->events[i];
    return largest;
}

static double purchase_of(const assay_verdict *verdict)
{
    const assay_event *gain = planted(verdict);
    return gain == NULL ? 0.0 : gain->cause[ASSAY_CAUSE_PURCHASE];
}

Test(explanations, a_claim_on_the_gain_lowers_its_purchase_and_the_risk)
{
    const assay_verdict *bare = score_by(other, &it.account);
    told[0] = claim("giveaway", 39, 42);
    assay_account account = explained(told, 1);
    const assay_verdict *verdict = score_by(scorer, &account);
    const assay_event *was = planted(bare), *is = planted(verdict);
    cr_expect_lt(is->cause[ASSAY_CAUSE_PURCHASE], was->cause[ASSAY_CAUSE_PURCHASE]);
    cr_expect_gt(is->cause[ASSAY_CAUSE_GIVEAWAY], was->cause[ASSAY_CAUSE_GIVEAWAY]);
    cr_expect_lt(verdict->risk.value, bare->risk.value);
    cr_assert_eq(verdict->n_explained, 1);
    cr_expect_eq(verdict->explained[0].on->n, 1);
}

Test(explanations, before_and_after_are_those_of_the_input_without_and_with)
{
    double alone[2], none = score_by(other, &it.account)->risk.value;
    told[0] = claim("giveaway", 39, 42);
    told[1] = claim("press", 40, 41);
    for (size_t i = 0; i < 2; i++) {
        assay_account one = explained(&told[1 - i], 1);
        alone[i] = score_by(other, &one)->risk.value;
    }
    assay_account both = explained(told, 2);
    const assay_verdict *verdict = score_by(scorer, &both);
    cr_assert_eq(verdict->n_explained, 2);
    for (size_t i = 0; i < 2; i++) {
        const assay_explained *each = &verdict->explained[i];
        size_t which = each->claim->from == told[0].from ? 0 : 1;
        cr_expect_eq(each->before, alone[which]);
        cr_expect_eq(each->after, verdict->risk.value);
    }
    cr_expect_eq(verdict->unexplained_risk, none);
}

/* The verdict as JSON up to its explanations, with the hash of the input cut out. */
static size_t shown(const assay_verdict *verdict, char out[], size_t room)
{
    assay_report *report = NULL;
    assay_str text;
    cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
    assay_report_json(report, verdict, NULL);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    cr_assert_lt(text.len, room);
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    assay_report_free(report);
    char *hash = strstr(out, verdict->input_sha256), *from, *to;
    cr_assert_not_null(hash);
    memset(hash, '-', 64);
    from = strstr(out, "\"explanations\":");
    to = strstr(out, "\"features\":");
    if (from != NULL && to != NULL)
        memmove(from, to, strlen(to) + 1);
    return strlen(out);
}

Test(explanations, one_that_overlaps_no_event_changes_no_byte_of_anything_else)
{
    static char without[1 << 16], with[1 << 16];
    static const char *const CAUSES[] = {"purchase", "giveaway", "purge", "tracker"};
    size_t n = shown(score_by(other, &it.account), without, sizeof without);
    for (size_t i = 0; i < 4; i++) {
        told[0] = claim(CAUSES[i], -400, -380);
        told[1] = claim(CAUSES[i], 200, 900);
        assay_account account = explained(told, 2);
        const assay_verdict *verdict = score_by(scorer, &account);
        cr_assert_eq(verdict->n_explained, 2);
        cr_expect_eq(verdict->explained[0].on->n, 0);
        cr_expect_eq(verdict->explained[0].before, verdict->explained[0].after);
        cr_expect(isnan(verdict->unexplained_risk));
        cr_expect_eq(shown(verdict, with, sizeof with), n);
        cr_expect_str_eq(with, without, "%s", CAUSES[i]);
    }
}

Test(explanations, events_and_families_a_claim_does_not_bear_on_stay_as_they_were)
{
    told[0] = claim("giveaway", 39, 42);
    assay_account account = explained(told, 1);
    const assay_verdict *verdict = score_by(scorer, &account);
    const assay_verdict *bare = score_by(other, &it.account);
    const assay_events *is = &verdict->findings->events, *was = &bare->findings->events;
    cr_assert_eq(is->n_events, was->n_events);
    for (size_t e = 0; e < is->n_events; e++) {
        bool on = false;
        for (size_t i = 0; i < verdict->explained[0].on->n; i++)
            on = on || verdict->explained[0].on->events[i] == e;
        if (!on)
            cr_expect_arr_eq(is->events[e].cause, was->events[e].cause,
                             sizeof is->events[e].cause);
    }
    for (size_t f = 0; f < assay_feature_count(); f++) {
        const assay_feature *row = assay_feature_at(f);
        if (row->family != ASSAY_FAMILY_GROWTH)
            cr_expect(memcmp(&verdict->features[f], &bare->features[f], sizeof(double)) ==
                          0,
                      "%s", row->name);
    }
}

Test(explanations, a_claim_never_raises_the_purchase_or_the_risk)
{
    assay__random random = {.key = 991007};
    static const char *const HARMLESS[] = {"viral",   "giveaway",      "press",
                                           "ads",     "collaboration", "purge",
                                           "tracker", "other"};
    for (int round = 0; round < 12; round++) {
        invent(&it, round, round % 3 != 0);
        double purchase = purchase_of(score_by(other, &it.account));
        double risk = score_by(other, &it.account)->risk.value;
        for (size_t n = 1; n <= 6; n++) {
            int from = (int)assay__random_below(&random, 70);
            told[n - 1] = claim(HARMLESS[assay__random_below(&random, 8)], from,
                                from + (int)assay__random_below(&random, 9));
            assay_account account = explained(told, n);
            const assay_verdict *verdict = score_by(scorer, &account);
            double now = purchase_of(verdict);
            cr_expect_leq(now, purchase * (1 + 1e-12), "round %d, %zu claims", round, n);
            cr_expect_leq(verdict->risk.value, risk, "round %d, %zu claims", round, n);
            purchase = now;
            risk = verdict->risk.value;
        }
    }
}

Test(explanations, saying_it_twice_adds_nothing)
{
    told[0] = claim("press", 39, 42);
    told[1] = claim("press", 39, 42);
    told[1].note = word("again");
    told[2] = claim("press", 40, 42);
    assay_account once = explained(told, 1), often = explained(told, 3);
    cr_expect_eq(score_by(scorer, &often)->score, score_by(other, &once)->score);
}

Test(explanations, an_admission_raises_the_purchase)
{
    double before = purchase_of(score_by(other, &it.account));
    told[0] = claim("purchase", 39, 42);
    assay_account account = explained(told, 1);
    cr_expect_gt(purchase_of(score_by(scorer, &account)), before);
}

Test(explanations, a_claim_counts_for_what_came_within_its_reach)
{
    assay_reading growth[41];
    assay_account account = assay_account_unknown();
    for (int d = 0; d <= 40; d++)
        growth[d] = (assay_reading){.at = START + d * DAY, .followers = 1000 + 100 * d};
    account.growth = growth;
    account.n_growth = 41;
    assay_event event = {
        .from = START, .to = START + 40 * DAY, .gained = 4000, .pulse = 0};
    double shares[3];
    for (int i = 0; i < 3; i++) { /* one day, three days, three days in two halves */
        assay_explanation parts[2] = {claim("ads", 10,
                                            i == 0   ? 10
                                            : i == 1 ? 12
                                                     : 11),
                                      claim("ads", 11, 12)};
        account.explanations = parts;
        account.n_explanations = i == 2 ? 2 : 1;
        assay__claims claims;
        cr_assert(assay__claims_on(&account, &event, &claims));
        shares[i] = claims.share[ASSAY_CAUSE_ADS];
    }
    cr_expect_float_eq(shares[0], 5.0 / 40,
                       1e-12); /* a day before, its own, three after */
    cr_expect_float_eq(shares[1], 7.0 / 40, 1e-12);
    cr_expect_eq(shares[2], shares[1]);
}

Test(explanations, a_purge_explains_no_gain_and_a_viral_post_no_loss)
{
    assay_event gain = {.from = START, .to = START + 3 * DAY, .gained = 500};
    assay_event loss = gain;
    loss.gained = -500;
    told[0] = claim("purge", 0, 3);
    told[1] = claim("viral", 0, 3);
    told[2] = claim("tracker", 0, 3);
    cr_expect(!assay__claim_bears(&told[0], &gain) &&
              assay__claim_bears(&told[0], &loss));
    cr_expect(assay__claim_bears(&told[1], &gain) &&
              !assay__claim_bears(&told[1], &loss));
    cr_expect(assay__claim_bears(&told[2], &gain) && assay__claim_bears(&told[2], &loss));
}

Test(explanations, a_day_touches_the_readings_of_its_date)
{
    assay_event event = {.from = START + 4 * DAY, .to = START + 6 * DAY, .gained = 9};
    for (int day = 0; day < 12; day++) {
        told[0] = claim("press", day, day);
        cr_expect_eq(assay__claim_bears(&told[0], &event), day >= 4 && day <= 6, "%d",
                     day);
    }
}

Test(explanations, times_at_the_ends_of_the_calendar_do_not_overflow)
{
    assay_event event = {.from = START, .to = START + DAY, .gained = 9};
    told[0] =
        (assay_explanation){.from = INT64_MIN + 1, .to = INT64_MAX, .cause = word("ads")};
    cr_expect(assay__claim_bears(&told[0], &event));
}

Test(explanations, relief_of_nothing_changes_nothing_and_of_all_leaves_nothing)
{
    const assay_verdict *verdict = score_by(scorer, &it.account);
    assay_growth growth = verdict->findings->growth, same = growth, none = growth;
    double left[16];
    cr_assert(growth.n_pulses > 0 && growth.n_pulses <= 16);
    for (size_t i = 0; i < 16; i++)
        left[i] = 1.0;
    assay__growth_relieve(&it.account, left, &same);
    cr_expect(same.relieved);
    same.relieved = growth.relieved;
    cr_expect_eq(same.tail_max, growth.tail_max);
    cr_expect_eq(same.pulse_share, growth.pulse_share);
    cr_expect_eq(same.pulses_per_year, growth.pulses_per_year);
    cr_expect_eq(same.staircase, growth.staircase);
    memset(left, 0, sizeof left);
    assay__growth_relieve(&it.account, left, &none);
    cr_expect_eq(none.tail_max, 0.0);
    cr_expect_eq(none.evidence_max, 0.0);
    cr_expect_eq(none.pulse_share, 0.0);
    cr_expect_eq(none.pulses_per_year, 0.0);
    assay__growth_relieve(&it.account, NULL, &none);
    cr_expect_eq(none.tail_max, growth.tail_max);
    cr_expect_eq(none.lost_30d_max, growth.lost_30d_max);
}

Test(explanations, what_is_no_explanation_is_refused_with_its_field)
{
    assay_account out;
    assay_error err = {0};
    told[0] = claim("givaway", 1, 2);
    cr_assert_eq(assay_account_explain(&it.account, told, 1, arena, &out, &err),
                 ASSAY_BAD_VALUE);
    cr_expect_not_null(strstr(err.message, "cause: 'givaway' is no cause"), "%s",
                       err.message);
    told[0] = claim("giveaway", 3, 2);
    cr_assert_eq(assay_account_explain(&it.account, told, 1, arena, &out, &err),
                 ASSAY_BAD_VALUE);
    cr_expect_str_eq(err.message,
                     "explanations: to: 2026-01-03 lies before from, 2026-01-04");
}

Test(explanations, equal_rows_are_one_and_order_does_not_matter)
{
    told[0] = claim("press", 5, 6);
    told[1] = claim("ads", 39, 42);
    told[2] = told[0];
    assay_account a = explained(told, 3);
    assay_explanation turned[2] = {told[1], told[0]};
    assay_account b = explained(turned, 2);
    char left[65], right[65];
    cr_assert_eq(a.n_explanations, 2);
    cr_assert_eq(assay_account_sha256(&a, left, NULL), ASSAY_OK);
    cr_assert_eq(assay_account_sha256(&b, right, NULL), ASSAY_OK);
    cr_expect_str_eq(left, right);
}

Test(explanations, a_model_is_fitted_on_what_was_seen_not_on_what_was_declared)
{
    told[0] = claim("giveaway", 39, 42);
    assay_account account = explained(told, 1);
    for (int view = 0; view < ASSAY__VIEW_COUNT; view++) {
        assay_account seen;
        cr_assert_eq(
            assay__account_seen(&account, (assay__view_kind)view, arena, &seen, NULL),
            ASSAY_OK);
        cr_expect_eq(seen.n_explanations, 0);
    }
}

Test(explanations, every_cause_has_its_name_and_back)
{
    for (int cause = 0; cause < ASSAY_CAUSE_COUNT; cause++)
        cr_expect_eq((int)assay_cause_find(word(assay_cause_name((assay_cause)cause))),
                     cause);
    cr_expect_eq((int)assay_cause_find((assay_str){NULL, 0}), (int)ASSAY_CAUSE_COUNT);
}

/* Whether words stand in a text, wherever its lines break. */
static bool says(assay_str text, const char *words)
{
    static char flat[1 << 16];
    size_t n = 0;
    cr_assert_lt(text.len, sizeof flat);
    for (size_t i = 0; i < text.len; i++) {
        bool space = text.ptr[i] == ' ' || text.ptr[i] == '\n';
        if (!space || (n > 0 && flat[n - 1] != ' '))
            flat[n++] = space ? ' ' : text.ptr[i];
    }
    flat[n] = '\0';
    return strstr(flat, words) != NULL;
}

Test(explanations, card_and_page_name_them_in_both_languages)
{
    told[0] = claim("giveaway", 39, 42);
    told[1] = claim("press", 600, 601);
    assay_account account = explained(told, 2);
    const assay_verdict *verdict = score_by(scorer, &account);
    static const char *const WANTED[2][2] = {
        {"bears on nothing that was found", "without it"},
        {"không liên quan", "khi không tính"}};
    for (int i = 0; i < 4; i++) {
        assay_language language = (assay_language)(i % 2);
        assay_report *report = NULL;
        assay_str text;
        const assay_report_style style = {.language = language};
        cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
        if (i < 2)
            assay_report_card(report, verdict, &style);
        else
            assay_report_account_page(report, verdict, language, ASSAY_PAGE_FOR_BRAND);
        cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
        for (int w = 0; w < 2; w++)
            cr_expect(says(text, WANTED[language][w]), "%d: %s", i, WANTED[language][w]);
        assay_report_free(report);
    }
}

Test(explanations, the_page_for_the_creator_tells_no_risk)
{
    told[0] = claim("giveaway", 39, 42);
    assay_account account = explained(told, 1);
    const assay_verdict *verdict = score_by(scorer, &account);
    assay_report *report = NULL;
    assay_str text;
    cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
    assay_report_account_page(report, verdict, ASSAY_ENGLISH, ASSAY_PAGE_FOR_CREATOR);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    cr_expect(says(text, "and was weighed"));
    cr_expect(!says(text, "with it."));
    assay_report_free(report);
}
