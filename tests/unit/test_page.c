/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages: text from outside stays text, the policy names the style it allows, the owner's
 * page keeps to the account, the bars add up. */
#include <assay/page.h>

#include "base/str.h"
#include "invented.h"
#include "report/account_page.h"
#include "report/account_pools.h"

#include <assay/scorer.h>
#include <criterion/criterion.h>
#include <openssl/evp.h>

static invented it;
static assay_scorer *scorer;
static assay_report *report;

static void setup(void)
{
    assay_initialise();
    cr_assert_eq(assay_scorer_new(NULL, &scorer, NULL), ASSAY_OK);
    cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
}

static void teardown(void)
{
    assay_scorer_free(scorer);
    assay_report_free(report);
}

TestSuite(page, .init = setup, .fini = teardown);

/* The page of the invented account, terminated. */
static const char *page(assay_language language, assay_page_reader reader)
{
    const assay_verdict *verdict = NULL;
    assay_str text = {0};
    cr_assert_eq(assay_scorer_score(scorer, &it.account, &verdict, NULL), ASSAY_OK);
    assay_report_clear(report);
    assay_report_account_page(report, verdict, language, reader);
    assay__buffer_put_char(&report->text, '\0');
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    return text.ptr;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* ---- what comes from outside ------------------------------------------------------ */

static void expect_escaped(assay_str text, const char *wanted)
{
    assay_buffer out = {0};
    const assay__page p = {.out = &out};
    assay__put_text(&p, text);
    cr_expect(assay__str_equal((assay_str){out.bytes, out.len}, assay__str(wanted)),
              "%.*s", (int)out.len, out.bytes);
    assay__buffer_free(&out);
}

Test(page, text_from_outside_is_text)
{
    expect_escaped(ASSAY__LITERAL("<script>alert('1')&\"</script>"),
                   "&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;&lt;/script&gt;");
    expect_escaped(ASSAY__LITERAL("a\0b\x01\x7F"), "a\uFFFDb\uFFFD\uFFFD");
    expect_escaped(ASSAY__LITERAL("a\r\n\tb"), "a   b");
    expect_escaped(ASSAY__LITERAL("\xE2\x80\xAE"
                                  "evil\xE2\x81\xA6x\xEF\xBB\xBF"),
                   "\uFFFDevil\uFFFDx\uFFFD"); /* turned writing, byte-order mark */
    expect_escaped(ASSAY__LITERAL("a\xFF\xC3z\xED\xA0\x80"),
                   "a\uFFFD\uFFFDz\uFFFD\uFFFD\uFFFD");
    expect_escaped(ASSAY__LITERAL("\xC2\x85\xEF\xBF\xBF"), "\uFFFD\uFFFD");
    expect_escaped(ASSAY__LITERAL("hay quá 👩‍👧"), "hay quá 👩‍👧");
    expect_escaped((assay_str){NULL, 0}, "");
}

Test(page, hostile_names_and_comments_show_as_what_they_are)
{
    static const char hostile[] = "\"><script>alert(1)</script><img src=x onerror=a>";
    invent(&it, 1, true);
    it.account.handle = assay__str(hostile);
    it.account.platform = ASSAY__LITERAL("<b onclick=a>");
    it.account.currency = ASSAY__LITERAL("</dd><script>");
    it.account.fee = 100;
    for (size_t i = 0; i < it.account.n_comments; i++)
        it.comments[i].text = assay__str(hostile);
    for (int reader = 0; reader < 2; reader++) {
        const char *text = page(ASSAY_ENGLISH, (assay_page_reader)reader);
        cr_expect(has(text, "&lt;script&gt;alert(1)"));
        cr_expect(!has(text, "<script") && !has(text, "<img") && !has(text, "<b on"));
    }
}

/* ---- the policy ------------------------------------------------------------------- */

Test(page, the_policy_names_the_style_by_its_hash)
{
    invent(&it, 1, false);
    const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND);
    const char *begin = strstr(text, "<style>") + 7, *end = strstr(text, "</style>");
    unsigned char digest[EVP_MAX_MD_SIZE], base64[64];
    unsigned length = 0;
    cr_assert(
        EVP_Digest(begin, (size_t)(end - begin), digest, &length, EVP_sha256(), NULL));
    EVP_EncodeBlock(base64, digest, (int)length);
    char wanted[256];
    (void)snprintf(wanted, sizeof wanted,
                   "content=\"default-src 'none'; style-src 'sha256-%s'; img-src data:; "
                   "base-uri 'none'; form-action 'none'\"",
                   (const char *)base64);
    cr_expect(has(text, wanted));
    cr_expect(!has(text, "http://") && !has(text, "https://") && !has(text, " style="));
}

/* ---- what is said to whom --------------------------------------------------------- */

Test(page, a_brand_reads_decision_probability_peers_money_and_policy)
{
    invent(&it, 2, true);
    it.account.fee = 4321;
    it.account.currency = ASSAY__LITERAL("XTS");
    const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND);
    cr_expect(has(text, "before you sign") || has(text, "to sign"));
    cr_expect(has(text, "that these numbers are inflated: "));
    cr_expect(has(text, "XTS") && has(text, "class=\"peer\"") &&
              has(text, "A wrong yes"));
    cr_expect(has(text, "<title>Followers over time</title><desc>From 1 Jan 2026"));
}

Test(page, the_owner_reads_of_the_account_alone)
{
    invent(&it, 2, true);
    it.account.fee = 4321;
    it.account.currency = ASSAY__LITERAL("XTS");
    const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_CREATOR);
    cr_expect(has(text, "Some of this needs explaining"));
    cr_expect(has(text, "Nothing here says that you did anything."));
    cr_expect(!has(text, "before you sign") && !has(text, "are inflated"));
    cr_expect(!has(text, "XTS") && !has(text, "class=\"peer\""));
    cr_expect(!has(text, "A wrong yes") && !has(text, "norms "));
}

Test(page, vietnamese_pages_hold_no_english_headings)
{
    invent(&it, 2, true);
    const char *text = page(ASSAY_VIETNAMESE, ASSAY_PAGE_FOR_BRAND);
    cr_expect(has(text, "<html lang=\"vi\">"));
    cr_expect(has(text, "Người theo dõi theo thời gian"));
    cr_expect(!has(text, "Followers") && !has(text, "What moved") && !has(text, "Seen:"));
}

Test(page, commenters_are_not_named)
{
    invent(&it, 2, true);
    for (size_t i = 0; i < it.account.n_comments; i++) {
        it.comments[i].author = ASSAY__LITERAL("writer.of.comments");
        it.comments[i].text = ASSAY__LITERAL("so good @friend.of.writer");
    }
    const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND);
    cr_expect(!has(text, "writer.of.comments") && !has(text, "friend.of.writer"));
}

Test(page, nothing_known_is_a_page_that_says_so)
{
    it.account = assay_account_unknown();
    it.account.platform = ASSAY__LITERAL("tiktok");
    it.account.handle = ASSAY__LITERAL("invented");
    const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND);
    cr_expect(has(text, "Not enough data to decide"));
    cr_expect(!has(text, "nan") && !has(text, "inf<") && !has(text, "<figure>"));
}

/* ---- people shared with other creators -------------------------------------------- */

static const assay_str OTHERS[] = {
    {"x/<b>", 5}, {"x/two", 5}, {"x/three", 7}, {"x/four", 6}};

static assay_findings in_pools(assay_shared_pool pools[2])
{
    assay_findings findings = {0};
    pools[0] = (assay_shared_pool){.kind = "shared_pool",
                                   .members = 40,
                                   .share = 0.25,
                                   .windows = 3,
                                   .with = OTHERS,
                                   .n_with = 4};
    pools[1] = (assay_shared_pool){.kind = "near_copy",
                                   .members = 2,
                                   .overlap = 0.9,
                                   .with = OTHERS + 1,
                                   .n_with = 1};
    findings.network.pools = pools;
    findings.network.n_pools = 2;
    return findings;
}

/* The section of a page, terminated. */
static char *pools_of(const assay_findings *findings, assay_language language, bool owner)
{
    assay_buffer out = {0};
    const assay_verdict verdict = {.findings = findings};
    const assay__page p = {.out = &out, .language = language, .owner = owner};
    assay__put_pools(&p, &verdict);
    assay__buffer_put_char(&out, '\0');
    return out.bytes;
}

Test(page, shared_people_are_told_to_the_brand_in_its_language)
{
    assay_shared_pool pools[2];
    assay_findings findings = in_pools(pools);
    char *english = pools_of(&findings, ASSAY_ENGLISH, false);
    char *vietnamese = pools_of(&findings, ASSAY_VIETNAMESE, false);
    cr_expect(has(english, "People shared with other creators"));
    cr_expect(has(english, "40 of its sampled engagers (25%) act together, 3 times"),
              "%s", english);
    cr_expect(has(english, "x/&lt;b&gt;, x/two, x/three and 1 more"), "%s", english);
    cr_expect(has(english, "nearly that of x/two: 90%"), "%s", english);
    cr_expect(has(vietnamese, "Những người chung với nhà sáng tạo khác"));
    cr_expect(has(vietnamese, "và 1 tài khoản khác") && !has(vietnamese, "sampled"));
    free(english);
    free(vietnamese);
}

Test(page, shared_people_are_not_told_to_the_owner_nor_where_there_are_none)
{
    assay_shared_pool pools[2];
    assay_findings findings = in_pools(pools), none = {0};
    char *owner = pools_of(&findings, ASSAY_ENGLISH, true);
    char *alone = pools_of(&none, ASSAY_ENGLISH, false);
    cr_expect_str_eq(owner, "");
    cr_expect_str_eq(alone, "");
    free(owner);
    free(alone);
}

Test(page, a_card_tells_shared_people_without_steering_the_terminal)
{
    assay_shared_pool pools[2];
    const assay_str steering[] = {{"x/a\033[2J", 7}};
    assay_findings findings = in_pools(pools);
    pools[0].with = steering;
    pools[0].n_with = 1;
    assay_buffer out = {0};
    const assay_verdict verdict = {.findings = &findings};
    const assay_report_style style = {.language = ASSAY_ENGLISH};
    const assay__card c = {&out, &verdict, &style, ASSAY_ENGLISH};
    assay__card_pools(&c);
    assay__buffer_put_char(&out, '\0');
    cr_expect(has(out.bytes, "People shared with other creators\n"));
    cr_expect(has(out.bytes, "x/a?[2J") && !has(out.bytes, "\033"), "%s", out.bytes);
    assay__buffer_free(&out);
}

/* ---- the waterfall ---------------------------------------------------------------- */

/* The weights of the table's rows in hundredths, in order: the last cell of each. */
static size_t weights(const char *text, int64_t out[], size_t room)
{
    size_t n = 0;
    const char *at = strstr(text, "<table class=\"fall\">");
    const char *end = strstr(at, "</table>");
    while (n < room && (at = strstr(at, "</td></tr>")) != NULL && at < end) {
        const char *cell = at;
        while (*cell != '>')
            cell--;
        int64_t sign = cell[1] == '+' ? 1 : -1, number = 0;
        for (; cell < at; cell++)
            if (*cell >= '0' && *cell <= '9')
                number = number * 10 + (*cell - '0');
        out[n++] = sign * number;
        at++;
    }
    return n;
}

Test(page, printed_weights_add_up_to_the_printed_score)
{
    int64_t all[64];
    for (int i = 0; i < 8; i++) {
        invent(&it, i, i % 2 == 0);
        const char *text = page(ASSAY_ENGLISH, ASSAY_PAGE_FOR_BRAND);
        size_t n = weights(text, all, 64);
        cr_assert_geq(n, 3);
        int64_t rows = 0; /* start, families and their reasons, score */
        for (size_t k = 1; k + 1 < n; k++)
            rows += all[k];
        cr_expect_eq(2 * all[0] + rows, 2 * all[n - 1], "%d", i);
    }
}

/* ---- a curve in a terminal -------------------------------------------------------- */

Test(page, a_curve_in_ascii_is_ascii)
{
    const assay_report_style plain = {.unicode = false}, blocks = {.unicode = true};
    assay_str text = {0};
    invent(&it, 1, true);
    assay_report_curve(report, &it.account, 12, &plain);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    cr_expect_eq(text.len, 12);
    for (size_t i = 0; i < text.len; i++)
        cr_expect_lt((unsigned char)text.ptr[i], 0x80);
    assay_report_clear(report);
    assay_report_curve(report, &it.account, 12, &blocks);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    cr_expect_eq(text.len, 36);
    it.account.n_growth = 2;
    assay_report_clear(report);
    assay_report_curve(report, &it.account, 12, &blocks);
    cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
    cr_expect_eq(text.len, 0);
}
