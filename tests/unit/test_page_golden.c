/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages compared byte by byte with tests/golden/expected. The verdict is written by hand,
 * so that no change of a model or an analysis changes them; ASSAY_RECORD=1 in the
 * environment records them anew: look at the diff before committing. */
#include <assay/page.h>

#include "base/str.h"
#include "invented.h"
#include "report/words.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { DAY = 86400, START = 1767225600, COMMENTS = INVENTED_COMMENTS };

static invented it;
static assay_findings findings;
static assay_pulse pulses[2];
static assay_event events[2];
static assay_post_check checks[3];
static assay_comment_check comment_checks[COMMENTS];
static assay_comment_cluster clusters[1];

static void write_findings(void)
{
    findings = (assay_findings){.growth = {.state = ASSAY_STATE_OK,
                                           .days = 74,
                                           .step_days = 1,
                                           .pulses = pulses,
                                           .n_pulses = 2}};
    pulses[0].lost_30d = ASSAY_NUMBER_UNKNOWN;
    pulses[1].lost_30d = 0.4;
    events[0] = (assay_event){.from = START + 20 * DAY,
                              .to = START + 23 * DAY,
                              .gained = 140,
                              .low = 10,
                              .high = 90,
                              .excess = 50,
                              .cause = {0.1, 0.55, 0.3, 0.05}};
    events[1] = (assay_event){.from = START + 39 * DAY,
                              .to = START + 41 * DAY,
                              .gained = 2400,
                              .low = 2200,
                              .high = 2450,
                              .excess = 2330,
                              .cause = {0.93, 0.07},
                              .pulse = 1};
    findings.events.events = events;
    findings.events.n_events = 2;
    findings.events.bought_followers = (assay_interval){2150, 1800, 2400};
}

static void write_posts_and_comments(void)
{
    assay_engagement *engagement = &findings.engagement;
    engagement->usual_rate[ASSAY_LIKES_PER_FOLLOWER] = (assay_interval){0.04, 0.01, 0.2};
    checks[0] = (assay_post_check){3, ASSAY_METRIC_LIKES, 401, 390, 200, 800, 0.5, 11, 0};
    it.posts[7].likes = 5021;
    checks[1] = (assay_post_check){7,    ASSAY_METRIC_LIKES, 5021, 400, 210, 790, 1e-6,
                                   4621, ASSAY_POST_LEVEL};
    checks[2] =
        (assay_post_check){9,     ASSAY_METRIC_VIEWS, 90000, 9000, 5000, 16000, 1e-4,
                           81000, ASSAY_POST_COUPLING};
    engagement->checks = checks;
    engagement->n_checks = 3;
    it.posts[12].likes = ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < COMMENTS; i++)
        comment_checks[i] =
            (assay_comment_check){.inauthentic = 0.1, .cluster = ASSAY_NO_CLUSTER};
    for (size_t i = 4; i < 12; i++) {
        it.comments[i].text = i % 2 == 0 ? ASSAY__LITERAL("great <b>content</b> @lan.k")
                                         : ASSAY__LITERAL("great content @mai");
        comment_checks[i] = (assay_comment_check){0.9, ASSAY_COMMENT_NEAR_DUPLICATE, 0};
    }
    comment_checks[30] =
        (assay_comment_check){0.97, ASSAY_COMMENT_LINK, ASSAY_NO_CLUSTER};
    it.comments[30].text = ASSAY__LITERAL("zalo 0912345678, t.me/shop.x");
    clusters[0] = (assay_comment_cluster){.first = 4, .n = 8, .surprise = 9};
    findings.comments = (assay_comments){
        .n = COMMENTS, .checks = comment_checks, .clusters = clusters, .n_clusters = 1};
}

static assay_reason reasons[] = {
    {NULL, ASSAY_FAMILY_GROWTH, 0, 0, 0, 1400004, 0, 0, "Two days stand out (typical 0).",
     "Hai ngày nổi bật (thường gặp 0)."},
    {NULL, ASSAY_FAMILY_GROWTH, 0, 0, 0, 333333, 0, 0, NULL, NULL},
    {NULL, ASSAY_FAMILY_ENGAGEMENT, 0, 0, 0, -246913, 0, 0, NULL, NULL},
    {NULL, ASSAY_FAMILY_COMMENTS, 0, 0, 0, 512345, 0, 0, "Comments repeat each other.",
     "Bình luận lặp lại nhau."},
};
static assay_blind_spot blind[] = {
    {ASSAY_FAMILY_GROWTH, "A gain under 350 followers would not be seen.",
     "Mức tăng dưới 350 người theo dõi sẽ không bị phát hiện."}};
static assay_next_step steps[] = {
    {"post_insights", 0.25, "Hello! Could you send it?", "Chào bạn! Bạn gửi giúp nhé?"}};

static assay_verdict write_verdict(void)
{
    invent(&it, 3, true);
    it.account.fee = 1500;
    it.account.currency = ASSAY__LITERAL("XTS");
    write_findings();
    write_posts_and_comments();
    const assay_interval none = ASSAY_INTERVAL_UNKNOWN;
    reasons[0].feature = reasons[3].feature = assay_feature_at(0);
    assay_verdict v = {
        .account = &it.account,
        .as_of = START + 75 * DAY,
        .dated = true,
        .models = {{"accounts", "by.hand", "00112233445566778899aabbccddeeff"}},
        .n_models = 1,
        .input_sha256 = "ffeeddccbbaa99887766554433221100",
        .stratum = "tiktok/VN",
        .policy = ASSAY_POLICY_DEFAULT,
        .state = ASSAY_STATE_OK,
        .decided = true,
        .decision = ASSAY_DECISION_DECLINE,
        .integrity = 23.4,
        .base = -890001,
        .score = 1108768,
        .basis = ASSAY_BASIS_SIMULATION,
        .risk = {0.83, 0.71, 0.9},
        .reasons = reasons,
        .n_reasons = 4,
        .findings = &findings,
        .blind_spots = blind,
        .n_blind_spots = 1,
        .next_steps = steps,
        .n_next_steps = 1};
    for (size_t i = 0; i < ASSAY_FAMILY_COUNT; i++)
        v.families[i] = (assay_family_verdict){(assay_family)i, ASSAY_STATE_OK, 0, 0, 0};
    for (size_t i = 0; i < 4; i++)
        v.families[reasons[i].family].contribution += reasons[i].contribution;
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++)
        v.estimates[i] = none;
    v.estimates[ASSAY_ESTIMATE_BOUGHT_FOLLOWERS] = (assay_interval){2150, 1800, 2400};
    v.estimates[ASSAY_ESTIMATE_ENGAGEMENT_RATE] = (assay_interval){0.031, 0.02, 0.05};
    v.estimates[ASSAY_ESTIMATE_MONEY_AT_RISK] = (assay_interval){300, 200, 420};
    return v;
}

/* ---- comparing -------------------------------------------------------------------- */

static void compare(assay_report *report, const char *name)
{
    char path[512];
    assay_str got = {0};
    cr_assert_eq(assay_report_view(report, &got, NULL), ASSAY_OK);
    (void)snprintf(path, sizeof path, ASSAY_SOURCE_DIR "/tests/golden/expected/%s.html",
                   name);
    if (getenv("ASSAY_RECORD") != NULL) {
        FILE *out = fopen(path, "wb");
        cr_assert_not_null(out);
        cr_assert_eq(fwrite(got.ptr, 1, got.len, out), got.len);
        cr_assert_eq(fclose(out), 0);
    }
    static char wanted[1 << 17];
    FILE *in = fopen(path, "rb");
    cr_assert_not_null(in, "%s is missing: ASSAY_RECORD=1 makes it", path);
    size_t n = fread(wanted, 1, sizeof wanted, in);
    (void)fclose(in);
    size_t same = 0;
    while (same < n && same < got.len && wanted[same] == got.ptr[same])
        same++;
    cr_expect(same == n && n == got.len,
              "%s differs at byte %zu: %.120s\nASSAY_RECORD=1 records it anew", name,
              same, got.ptr + same);
}

static assay_report *new_report(void)
{
    assay_report *report = NULL;
    cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
    return report;
}

static void expect_page(assay_language language, assay_page_reader reader,
                        const char *name)
{
    assay_report *report = new_report();
    const assay_verdict verdict = write_verdict();
    assay_report_account_page(report, &verdict, language, reader);
    compare(report, name);
    assay_report_free(report);
}

Test(page_golden, for_a_brand)
{
    expect_page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND, "page-brand");
}

Test(page_golden, in_vietnamese)
{
    expect_page(ASSAY_VIETNAMESE, ASSAY_PAGE_FOR_BRAND, "page-vi");
}

Test(page_golden, for_the_creator)
{
    expect_page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_CREATOR, "page-creator");
}

Test(page_golden, of_a_roster)
{
    assay_report *report = new_report();
    const assay_verdict verdict = write_verdict();
    const assay_roster_money money = {"XTS", 1500, {300, 200, 420}, 1};
    const assay_norms_shift shift = {
        ASSAY__LITERAL("tiktok"), ASSAY_LIKES_PER_VIEW, 60, 0.05, 0.1, 0.7, 6, true};
    const assay_report_roster roster = {.accounts = 1234,
                                        .rejected = 3,
                                        .decisions = {10, 1000, 200, 24},
                                        .flagged = 31,
                                        .shown = 1,
                                        .fdr = 0.1,
                                        .policy = ASSAY_POLICY_DEFAULT,
                                        .model = "by.hand",
                                        .sha256 = "0011",
                                        .evidence = "simulation",
                                        .shifts = &shift,
                                        .n_shifts = 1,
                                        .money = &money,
                                        .n_money = 1};
    size_t flag_at = 0;
    assay_report_page_begin(report, &roster, ASSAY_ENGLISH);
    assay_report_page_place(report, 21); /* a new group */
    assay_report_page_row(report, &verdict, ASSAY_ENGLISH, &flag_at);
    cr_expect_eq(memcmp(report->text.bytes + flag_at, "</td>", 5), 0);
    assay_report_page_flag(report, true, ASSAY_ENGLISH);
    assay_report_page_flag(report, false, ASSAY_ENGLISH);
    assay_report_page_between(report, ASSAY_ENGLISH);
    size_t pictures[2] = {0};
    assay_report_page_account(report, &verdict, ASSAY_ENGLISH, pictures);
    const char *cut = report->text.bytes + pictures[0],
               *end = report->text.bytes + pictures[1];
    cr_expect_eq(memcmp(cut, "<section", 8), 0);
    cr_expect_not_null(strstr(cut, "<figure"));
    cr_expect_null(strstr(end, "<figure"));
    assay_report_page_undrawn(report, ASSAY_ENGLISH);
    assay_report_page_end(report, &roster, ASSAY_ENGLISH);
    compare(report, "page-roster");
    assay_report_free(report);
}
