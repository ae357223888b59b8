/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Target fit: reading a target, sources and how they are joined, intervals that hold. */
#include <criterion/criterion.h>

#include <assay/target.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "score/target.h"

enum { ROOM = 600 };

static assay_arena *arena;
static assay_account account;
static assay_member members[ROOM];
static assay_demographic reports[16];
static assay_post posts[40];
static double suspicious[ROOM];
static assay__tongues tongues;
static assay_target target;

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
    account = assay_account_unknown();
    account.platform = ASSAY__LITERAL("tiktok");
    account.handle = ASSAY__LITERAL("caphe.dalat");
    account.audience = members;
    account.demographics = reports;
    account.posts = posts;
    memset(&tongues, 0, sizeof tongues);
    target = (assay_target){{0}, {0}, {0}};
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(target, .init = open_arena, .fini = close_arena);

static assay_status read(const char *text, assay_target *out, assay_error *err)
{
    return assay_target_read(assay__str(text), out, err);
}

Test(target, is_read_part_by_part)
{
    assay_target out;
    cr_assert_eq(read("country=vn,region=VN-35,language=VI-vn", &out, NULL), ASSAY_OK);
    cr_expect_str_eq(out.country, "VN");
    cr_expect_str_eq(out.region, "VN-35");
    cr_expect_str_eq(out.language, "vi");
    cr_assert_eq(read("region=VN-35", &out, NULL), ASSAY_OK);
    cr_expect_str_eq(out.country, "VN", "a region of the form CC-X names its country");
    cr_assert_eq(read("region=Lâm Đồng", &out, NULL), ASSAY_OK);
    cr_expect_str_eq(out.country, "");
    cr_expect_str_eq(out.region, "Lâm Đồng");
}

Test(target, what_is_not_understood_is_refused_and_leaves_nothing_behind)
{
    static const struct {
        const char *text, *says;
    } CASES[] = {
        {"", "empty"},
        {"contry=VN", "country="},
        {"country", "country="},
        {"country=", "country: no value"},
        {"country=VNM", "two letters"},
        {"country=V1", "two letters"},
        {"country=VN,country=TH", "given twice"},
        {"country=VN,", "country="},
        {",country=VN", "country="},
        {"language=v", "letters"},
        {"language=viet", "letters"},
        {"region=", "region: no value"},
        {"country=TH,region=VN-35", "does not lie in country TH"},
        {"region=VN\t35", "control"},
        {"region=123456789012345678901234567890123456789012345678", "longer"},
        {"Country=VN", "country="},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assay_target out = {"XX", "", ""};
        assay_error err = {0};
        cr_expect_eq(read(CASES[i].text, &out, &err), ASSAY_BAD_VALUE, "%s",
                     CASES[i].text);
        cr_expect_not_null(strstr(err.message, CASES[i].says), "%s: %s", CASES[i].text,
                           err.message);
        cr_expect_str_eq(out.country, "XX");
    }
}

static void ask(const char *text)
{
    cr_assert_eq(read(text, &target, NULL), ASSAY_OK);
}

static assay_target_fit fit_for(const double doubts[])
{
    assay_target_fit fit = {.target = target};
    assay_interval reach = {10000, 8000, 11000};
    assay__target_ground ground = {.account = &account,
                                   .target = &target,
                                   .suspicious = doubts,
                                   .suspicious_share = ASSAY_INTERVAL_UNKNOWN,
                                   .tongues = &tongues,
                                   .arena = arena};
    cr_assert_eq(assay__target_join(&ground, reach, &fit, NULL), ASSAY_OK);
    return fit;
}

static assay_member *add_member(const char *country, const char *region,
                                const char *language, double doubt)
{
    size_t i = account.n_audience++;
    members[i] = (assay_member){.country = assay__str(country),
                                .region = assay__str(region),
                                .language = assay__str(language)};
    suspicious[i] = doubt;
    return &members[i];
}

static void add_members(size_t n, const char *country, const char *region,
                        const char *language)
{
    for (size_t i = 0; i < n; i++)
        add_member(country, region, language, 0);
}

static void report(const char *dimension, const char *code, double share, double n)
{
    reports[account.n_demographics++] =
        (assay_demographic){.of = ASSAY__LITERAL("followers"),
                            .dimension = assay__str(dimension),
                            .code = assay__str(code),
                            .share = share,
                            .n = n};
}

Test(target, share_of_members_is_about_their_share)
{
    ask("country=VN");
    add_members(240, "VN", "", "");
    add_members(60, "TH", "", "");
    add_members(100, "", "", ""); /* unknown counts neither way */
    assay_target_fit fit = fit_for(suspicious);
    cr_expect_float_eq(fit.share.value, 0.8, 0.01);
    cr_expect(fit.share.low < 0.78 && fit.share.low > 0.68, "%g", fit.share.low);
    cr_expect(fit.share.high > 0.82 && fit.share.high < 0.9, "%g", fit.share.high);
    cr_expect_eq(fit.n_sources, 1);
    cr_expect_float_eq(fit.sources[0].n, 300, 1e-9);
    cr_expect_float_eq(fit.sources[0].weight, 1, 1e-12);
    cr_expect_float_eq(fit.credible_reach.value, 10000 * fit.share.value, 1e-6);
    cr_expect(fit.credible_reach.low < 8000 * fit.share.value);
    cr_expect(fit.credible_reach.low > 8000 * fit.share.low, "errors are independent");
}

Test(target, members_in_doubt_count_for_less)
{
    ask("country=VN");
    for (int i = 0; i < 100; i++)
        add_member("VN", "", "", 0);
    for (int i = 0; i < 100; i++)
        add_member("IN", "", "", 0.95);
    cr_expect_gt(fit_for(suspicious).share.value, 0.9);
    cr_expect_float_eq(fit_for(NULL).share.value, 0.5, 0.02);
}

Test(target, a_region_is_told_within_its_country)
{
    ask("region=VN-35");
    add_members(40, "VN", "VN-35", "");
    add_members(40, "VN", "VN-SG", "");
    add_members(80, "VN", "", "");
    add_members(40, "TH", "", "");
    assay_target_fit fit = fit_for(suspicious);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_COUNTRY].value, 0.8, 0.01);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_REGION].value, 0.5, 0.01);
    cr_expect_float_eq(fit.share.value, 0.4, 0.02);
}

Test(target, a_region_code_tells_the_country)
{
    ask("country=VN");
    add_members(30, "", "VN-35", "");
    add_members(10, "", "TH-10", "");
    cr_expect_float_eq(fit_for(suspicious).share.value, 0.75, 0.03);
}

Test(target, codes_match_in_any_case_and_languages_by_their_first_part)
{
    ask("country=VN,language=vi");
    add_members(50, "vn", "", "vi-VN");
    add_members(50, "Th", "", "th");
    assay_target_fit fit = fit_for(suspicious);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_LANGUAGE].value, 0.5, 0.02);
    cr_expect_float_eq(fit.share.value, 0.48, 0.04);
}

Test(target, language_and_place_are_joined_where_members_tell_both)
{
    ask("country=US,language=es");
    add_members(40, "US", "", "es"); /* half of the place, all of the language there */
    add_members(40, "US", "", "en");
    add_members(20, "MX", "", "es");
    assay_target_fit fit = fit_for(suspicious);
    cr_expect_float_eq(fit.share.value, 0.4, 0.04);
}

Test(target, without_a_tie_anything_between_the_bounds_is_possible)
{
    ask("country=US,language=es");
    report("country", "US", 0.6, 1000);
    report("country", "MX", 0.4, 1000);
    report("language", "es", 0.7, 1000);
    report("language", "en", 0.3, 1000);
    assay_target_fit fit = fit_for(NULL);
    cr_expect(fit.share.low > 0.2 && fit.share.low < 0.36, "%g", fit.share.low);
    cr_expect(fit.share.high > 0.54 && fit.share.high < 0.7, "%g", fit.share.high);
}

Test(target, a_part_that_nothing_tells_leaves_the_share_unknown)
{
    ask("region=VN-35");
    add_members(100, "VN", "", "");
    assay_target_fit fit = fit_for(suspicious);
    cr_expect(isnan(fit.share.value));
    cr_expect(isnan(fit.credible_reach.value));
    cr_expect_eq(fit.unknown, 1U << ASSAY_TARGET_REGION);
    cr_expect_gt(fit.parts[ASSAY_TARGET_COUNTRY].value, 0.9);
}

Test(target, nothing_at_all_is_unknown)
{
    ask("country=VN,language=vi");
    assay_target_fit fit = fit_for(NULL);
    cr_expect(isnan(fit.share.value));
    cr_expect_eq(fit.n_sources, 0);
    cr_expect_eq(fit.unknown, 1U << ASSAY_TARGET_COUNTRY | 1U << ASSAY_TARGET_LANGUAGE);
}

Test(target, sources_that_contradict_each_other_are_said_and_widen_the_range)
{
    ask("country=VN");
    add_members(240, "VN", "", "");
    add_members(60, "TH", "", "");
    report("country", "VN", 0.78, 500);
    assay_target_fit agree = fit_for(suspicious);
    reports[0].share = 0.15;
    assay_target_fit differ = fit_for(suspicious);
    cr_expect_eq(agree.disagree, 0);
    cr_expect_eq(differ.disagree, 1U << ASSAY_TARGET_COUNTRY);
    cr_expect_gt(differ.share.high - differ.share.low,
                 3 * (agree.share.high - agree.share.low));
    double weights = 0;
    for (size_t i = 0; i < differ.n_sources; i++)
        weights += differ.sources[i].weight;
    cr_expect_float_eq(weights, 1, 1e-12);
}

Test(target, a_code_that_a_report_leaves_out_has_at_most_what_is_left)
{
    ask("country=VN");
    report("country", "IN", 0.6, 1000);
    report("country", "ID", 0.3, 1000);
    assay_target_fit fit = fit_for(NULL);
    cr_expect_lt(fit.share.value, 0.1);
    cr_expect_gt(fit.share.value, 0);
}

Test(target, followers_in_doubt_widen_what_a_vendor_reports)
{
    ask("country=VN");
    report("country", "VN", 0.7, 1000);
    assay_target_fit sure = fit_for(NULL), doubtful = {.target = target};
    assay__target_ground ground = {.account = &account,
                                   .target = &target,
                                   .suspicious_share = {0.4, 0.3, 0.5},
                                   .tongues = &tongues,
                                   .arena = arena};
    assay_interval reach = {10000, 8000, 11000};
    cr_assert_eq(assay__target_join(&ground, reach, &doubtful, NULL), ASSAY_OK);
    cr_expect_gt(doubtful.share.high - doubtful.share.low,
                 1.3 * (sure.share.high - sure.share.low));
}

Test(target, comments_tell_language_and_roughly_the_country)
{
    ask("country=VN,language=vi");
    tongues.n = 100;
    tongues.effective = 90;
    tongues.share[ASSAY__LANGUAGE_vi] = 0.9;
    tongues.share[ASSAY__LANGUAGE_en] = 0.1;
    assay_target_fit fit = fit_for(NULL);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_LANGUAGE].value, 0.9, 0.02);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_COUNTRY].value, 0.855, 0.02);
    ask("country=US,language=en");
    fit = fit_for(NULL);
    cr_expect_eq(fit.unknown, 1U << ASSAY_TARGET_COUNTRY,
                 "English is spoken in many countries");
}

Test(target, hashtags_tell_little)
{
    ask("region=VN-35");
    for (size_t i = 0; i < 40; i++)
        posts[i].caption = i < 30 ? ASSAY__LITERAL("sương sớm #reviewdalat #food")
                                  : ASSAY__LITERAL("#hcm");
    account.n_posts = 40;
    assay_target_fit fit = fit_for(NULL);
    cr_expect_float_eq(fit.parts[ASSAY_TARGET_REGION].value, 0.75, 0.03);
    cr_expect_gt(fit.share.high - fit.share.low, 0.5);
}

/* The interval of one source covers as often as it says when such sources stray as they
 * are taken to, and more often when they do not stray at all. */
Test(target, intervals_cover_as_often_as_they_say)
{
    static const double SHARES[] = {0.1, 0.5, 0.85};
    ask("country=VN");
    for (size_t s = 0; s < 3; s++) {
        int covered = 0;
        for (uint64_t round = 0; round < 200; round++) {
            assay__random random = {.key = 77 + 3 * round + s};
            double stray = 0;
            for (int k = 0; k < 12; k++) /* nearly normal, sd 1 */
                stray += assay__random_uniform(&random);
            double odds = log(SHARES[s] / (1 - SHARES[s])) + 0.15 * (stray - 6);
            account.n_audience = 0;
            for (int i = 0; i < 150; i++) {
                bool there = assay__random_uniform(&random) < 1 / (1 + exp(-odds));
                add_member(there ? "VN" : "TH", "", "", 0);
            }
            assay_interval share = fit_for(suspicious).share;
            covered += share.low <= SHARES[s] && SHARES[s] <= share.high;
            assay_arena_reset(arena);
        }
        cr_expect(covered >= 170 && covered <= 192, "%d of 200 at %g", covered,
                  SHARES[s]);
    }
}

Test(target, the_order_of_members_does_not_matter)
{
    ask("country=VN,language=vi");
    for (int i = 0; i < 100; i++)
        add_member(i % 3 == 0 ? "TH" : "VN", "", i % 4 == 0 ? "en" : "vi", 0);
    assay_target_fit first = fit_for(NULL);
    for (int i = 0; i < 50; i++) {
        assay_member other = members[i];
        members[i] = members[99 - i];
        members[99 - i] = other;
    }
    assay_target_fit again = fit_for(NULL);
    cr_expect_eq(first.share.value, again.share.value);
    cr_expect_eq(first.share.low, again.share.low);
}

Test(target, a_language_is_pooled_over_short_comments)
{
    static assay_comment rows[60];
    static char authors[60][32];
    assay__languages languages;
    assay__tongues found;
    for (size_t i = 0; i < 60; i++) {
        snprintf(authors[i], sizeof authors[i], "a%zu", i);
        const char *text = i % 3 == 0 ? "đẹp quá chị ơi" : i % 3 == 1 ? "ok" : "xinh ghê";
        rows[i] = (assay_comment){.author = assay__str(authors[i]),
                                  .text = assay__str(text),
                                  .at = ASSAY_TIME_UNKNOWN};
    }
    account.comments = rows;
    account.n_comments = 60;
    cr_assert_eq(assay__languages_new(arena, &languages, NULL), ASSAY_OK);
    cr_assert_eq(assay__tongues_read(&account, NULL, &languages, arena, &found, NULL),
                 ASSAY_OK);
    cr_expect_eq(found.n, 40, "of `ok` nothing is told");
    cr_expect_float_eq(found.effective, 40, 1e-9);
    cr_expect_gt(found.share[ASSAY__LANGUAGE_vi], 0.9, "%g",
                 found.share[ASSAY__LANGUAGE_vi]);
    for (size_t i = 0; i < 60; i++)
        rows[i].author = assay__str("one");
    cr_assert_eq(assay__tongues_read(&account, NULL, &languages, arena, &found, NULL),
                 ASSAY_OK);
    cr_expect_float_eq(found.effective, 1, 1e-9, "one person is one witness");
}
