/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pictures are drawn from: thinned without losing extremes, columns that agree, an
 * organic line that ends where the estimate says, and texts without the names in them. */
#include "report/exhibits.h"

#include "base/str.h"
#include "invented.h"

#include <assay/report.h>
#include <assay/scorer.h>
#include <criterion/criterion.h>

static invented it;
static assay_scorer *scorer;

static void setup(void)
{
    assay_initialise();
    cr_assert_eq(assay_scorer_new(NULL, &scorer, NULL), ASSAY_OK);
}

static void teardown(void)
{
    assay_scorer_free(scorer);
}

TestSuite(exhibits, .init = setup, .fini = teardown);

static const assay_verdict *score(const assay_account *account)
{
    const assay_verdict *verdict = NULL;
    cr_assert_eq(assay_scorer_score(scorer, account, &verdict, NULL), ASSAY_OK);
    return verdict;
}

/* ---- the curve ------------------------------------------------------------------ */

enum { LONG = 5000 };

/* A verdict on nothing but a curve: a slow climb with a spike and a dip of one reading. */
static void long_curve(assay_reading growth[], assay_account *account)
{
    *account = assay_account_unknown();
    for (size_t i = 0; i < LONG; i++)
        growth[i] = (assay_reading){.at = 1767225600 + (int64_t)i * 3600,
                                    .followers = 1000.0 + (double)i};
    growth[1234].followers = 90000.0;
    growth[4321].followers = 3.0;
    account->growth = growth;
    account->n_growth = LONG;
}

Test(exhibits, a_long_curve_keeps_its_ends_and_extremes)
{
    static assay_reading growth[LONG];
    static assay__growth_line line;
    assay_account account;
    assay_findings findings = {.growth = {.state = ASSAY_NOT_ASSESSABLE}};
    long_curve(growth, &account);
    assay_verdict verdict = {.account = &account, .findings = &findings};
    assay__growth_line_make(&verdict, &line);
    double low = HUGE_VAL, high = 0.0;
    for (size_t i = 0; i < line.n; i++) {
        low = fmin(low, line.followers[i]);
        high = fmax(high, line.followers[i]);
        cr_assert(i == 0 || line.at[i] > line.at[i - 1]);
        cr_assert(isnan(line.organic[i])); /* nothing was assessed */
    }
    cr_expect_gt(line.n, 150);
    cr_expect_leq(line.n, ASSAY__LINE_POINTS);
    cr_expect_eq(line.at[0], growth[0].at);
    cr_expect_eq(line.at[line.n - 1], growth[LONG - 1].at);
    cr_expect_eq(low, 3.0);
    cr_expect_eq(high, 90000.0);
}

Test(exhibits, times_at_the_edges_of_stretches_do_not_overflow_the_line)
{
    static assay_reading growth[1024];
    static assay__growth_line line;
    assay_account account = assay_account_unknown();
    assay_findings findings = {.growth = {.state = ASSAY_NOT_ASSESSABLE}};
    assay_verdict verdict = {.account = &account, .findings = &findings};
    account.growth = growth;
    for (size_t n = 0; n < 1024; n += 31) {
        account.n_growth = n;
        for (size_t i = 0; i < n; i++) /* crowded at both ends of a century */
            growth[i] =
                (assay_reading){.at = (i < n / 2 ? 0 : 3000000000) + (int64_t)i * 7,
                                .followers = (double)(i * 7919 % 101)};
        assay__growth_line_make(&verdict, &line);
        cr_assert_leq(line.n, ASSAY__LINE_POINTS);
        cr_assert(n == 0 || line.at[line.n - 1] == growth[n - 1].at);
    }
}

Test(exhibits, an_account_without_deliveries_is_its_own_organic_line)
{
    static assay__growth_line line;
    invent(&it, 3, false);
    const assay_verdict *verdict = score(&it.account);
    assay__growth_line_make(verdict, &line);
    cr_assert_eq(line.n, INVENTED_DAYS);
    double last = line.followers[line.n - 1];
    cr_expect_gt(line.organic[line.n - 1], 0.98 * last);
    cr_expect_leq(line.organic[line.n - 1], last);
}

Test(exhibits, the_organic_line_ends_where_the_estimate_says)
{
    static assay__growth_line line;
    invent(&it, 3, true);
    const assay_verdict *verdict = score(&it.account);
    const assay_interval *bought = &verdict->estimates[ASSAY_ESTIMATE_BOUGHT_FOLLOWERS];
    assay__growth_line_make(verdict, &line);
    size_t last = line.n - 1;
    double gap = line.followers[last] - line.organic[last];
    cr_assert_gt(bought->value, 500.0);
    cr_expect_float_eq(gap, bought->value, 0.05 * bought->value);
    for (size_t i = 0; i < line.n; i++) {
        cr_assert_leq(line.low[i], line.organic[i]);
        cr_assert_leq(line.organic[i], line.high[i]);
        cr_assert_leq(line.high[i], line.followers[i] + 1e-6);
    }
    cr_expect_eq(line.organic[0], line.followers[0]);
}

/* ---- posts and comments --------------------------------------------------------- */

Test(exhibits, posts_carry_their_own_range_and_their_peers)
{
    static assay__post_rows posts;
    invent(&it, 5, false);
    it.posts[7].likes = 9000.0;
    it.posts[2].likes = ASSAY_NUMBER_UNKNOWN;
    assay__post_rows_make(score(&it.account), &posts);
    cr_assert_eq(posts.n, INVENTED_POSTS);
    cr_expect_not_null(posts.rows[7].flagged);
    cr_expect(isnan(posts.rows[2].likes) && isnan(posts.rows[2].expected));
    for (size_t i = 0; i < posts.n; i++) {
        const assay__post_row *row = &posts.rows[i];
        cr_assert_eq(row->post, &it.posts[i]);
        cr_assert(row->usual_low < row->usual && row->usual < row->usual_high);
        cr_assert(i == 2 || (row->low <= row->expected && row->expected <= row->high));
    }
}

Test(exhibits, of_many_posts_those_that_stand_out_and_the_newest_are_kept)
{
    enum { MANY = 700 };
    static assay_post list[MANY];
    static assay__post_rows posts;
    assay_account account = assay_account_unknown();
    assay_post_check odd = {.post = 5, .because = ASSAY_POST_LEVEL};
    assay_findings findings = {.engagement = {.checks = &odd, .n_checks = 1}};
    assay_verdict verdict = {.account = &account, .findings = &findings};
    account.posts = list;
    account.n_posts = MANY;
    assay__post_rows_make(&verdict, &posts);
    cr_assert_eq(posts.n, ASSAY__POST_ROWS);
    cr_expect_eq(posts.rows[0].post, &list[5]);
    cr_expect_eq(posts.rows[0].flagged, &odd);
    cr_expect_eq(posts.rows[1].post, &list[MANY - ASSAY__POST_ROWS + 1]);
    cr_expect_eq(posts.rows[posts.n - 1].post, &list[MANY - 1]);
}

Test(exhibits, comments_that_say_the_same_stand_together_with_each_text_once)
{
    assay__comment_groups groups;
    invent(&it, 6, true);
    assay__comment_groups_make(score(&it.account), &groups);
    cr_assert_eq(groups.n_clusters, 1);
    cr_expect_eq(groups.clusters[0].n, INVENTED_COMMENTS);
    cr_expect_eq(groups.clusters[0].n_texts, 1);
    size_t sum = 0;
    for (size_t i = 0; i < groups.n_kinds; i++)
        sum += groups.kinds[i].n;
    cr_expect_eq(sum, groups.flagged);
}

Test(exhibits, an_account_of_which_nothing_is_known_shows_nothing)
{
    static assay__growth_line line;
    static assay__post_rows posts;
    assay__comment_groups groups;
    assay_account account = assay_account_unknown();
    account.platform = ASSAY__LITERAL("tiktok");
    account.handle = ASSAY__LITERAL("invented");
    const assay_verdict *verdict = score(&account);
    assay__growth_line_make(verdict, &line);
    assay__post_rows_make(verdict, &posts);
    assay__comment_groups_make(verdict, &groups);
    cr_expect(line.n == 0 && posts.n == 0);
    cr_expect(groups.n_clusters == 0 && groups.n_kinds == 0 && groups.flagged == 0);
}

/* ---- texts ---------------------------------------------------------------------- */

static void expect_shown(const char *text, const char *wanted)
{
    assay_buffer out = {0};
    assay__buffer_put_char(&out, 'a'); /* what stands before is left alone */
    assay__comment_shown(&out, assay__str(text));
    cr_expect(
        assay__str_equal((assay_str){out.bytes + 1, out.len - 1}, assay__str(wanted)),
        "%.*s", (int)out.len, out.bytes);
    assay__buffer_free(&out);
}

Test(exhibits, texts_are_shown_without_whom_they_name)
{
    expect_shown("love this", "love this");
    expect_shown("@lan.nguyen_92 xem nè", "@… xem nè");
    expect_shown("ask @a and @b!", "ask @… and @…!");
    expect_shown("write lan.k@mail.example now", "write @… now");
    expect_shown("@ 5 pm", "@ 5 pm");
    expect_shown("zalo 0912.345 678 nhé", "zalo 091… nhé");
    expect_shown("1.250.000 views, 20 000 likes", "1.250.000 views, 20 000 likes");
    expect_shown("t.me/somebody now", "t.me/… now");
    expect_shown("https://a.example/lan?x=1", "https://a.example/…");
    expect_shown("and/or", "and/or");
    expect_shown("", "");
}

Test(exhibits, long_texts_end_at_a_character)
{
    char text[161 * 2 + 1], wanted[160 * 2 + 4];
    for (size_t i = 0; i < 161; i++)
        memcpy(text + 2 * i, "\xC4\x90", 2);
    text[322] = '\0';
    memcpy(wanted, text, 320);
    memcpy(wanted + 320, "\xE2\x80\xA6", 4);
    expect_shown(text, wanted);
    text[320] = '\0';
    expect_shown(text, text);
}

/* ---- as JSON -------------------------------------------------------------------- */

Test(exhibits, are_the_last_member_and_absent_unless_asked_for)
{
    assay_report *plain = NULL, *full = NULL;
    assay_str short_text = {0}, long_text = {0};
    invent(&it, 4, true);
    const assay_verdict *verdict = score(&it.account);
    cr_assert_eq(assay_report_new(&plain, NULL), ASSAY_OK);
    cr_assert_eq(assay_report_new(&full, NULL), ASSAY_OK);
    assay_report_json(plain, verdict, NULL);
    assay_report_json_with(full, verdict, ASSAY_JSON_EXHIBITS, NULL);
    cr_assert_eq(assay_report_view(plain, &short_text, NULL), ASSAY_OK);
    cr_assert_eq(assay_report_view(full, &long_text, NULL), ASSAY_OK);
    const char wanted[] = ",\"exhibits\":{\"growth\":{\"at\":[\"2026-01-01\",";
    cr_expect_eq(memcmp(short_text.ptr, long_text.ptr, short_text.len - 1), 0);
    cr_expect_eq(memcmp(long_text.ptr + short_text.len - 1, wanted, strlen(wanted)), 0);
    assay_report_free(plain);
    assay_report_free(full);
}
