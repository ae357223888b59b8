/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each way in which shapes.def turns a value into ours. */
#include "account/import/convert.h"
#include "base/str.h"

#include <criterion/criterion.h>

static assay_arena *arena;

static void begin(void)
{
    cr_assert_eq(assay_arena_new(1 << 12, NULL, &arena, NULL), ASSAY_OK);
}

static void end(void)
{
    assay_arena_free(arena);
}

TestSuite(import_convert, .init = begin, .fini = end);

static const assay__field *field_of(assay__table_id id, const char *column)
{
    const assay__table *table = assay__table_of(id);
    return &table->fields[assay__field_by_column(table, assay__str(column))];
}

/* What becomes of a value: its text, or `unknown`, `decided`, `refused`. */
static assay_str convert(const assay__field *field, assay__how how, char type,
                         const char *text)
{
    assay__converter with = {.arena = arena, .dates = ASSAY_DATES_DMY};
    assay_str out = {NULL, 0};
    switch (
        assay__convert(&with, field, how, (assay__raw){assay__str(text), type}, &out)) {
    case ASSAY__GOT:
        return out;
    case ASSAY__NOT_KNOWN:
        return ASSAY__LITERAL("unknown");
    case ASSAY__DECIDED:
        return ASSAY__LITERAL("decided");
    case ASSAY__REFUSED:
        break;
    }
    cr_assert(with.refusal.why[0] != '\0', "a refusal has its words");
    return ASSAY__LITERAL("refused");
}

static void expect(assay_str got, const char *wanted)
{
    cr_expect(assay__str_equal(got, assay__str(wanted)), "%.*s, not %s", ASSAY__ARG(got),
              wanted);
}

Test(import_convert, hidden_counts_are_unknown_and_never_zero)
{
    const assay__field *likes = field_of(ASSAY__POSTS, "likes");
    expect(convert(likes, ASSAY__HIDDEN, '0', "-1"), "unknown");
    expect(convert(likes, ASSAY__HIDDEN, '"', "-1"), "unknown");
    expect(convert(likes, ASSAY__HIDDEN, 'n', "null"), "unknown");
    expect(convert(likes, ASSAY__HIDDEN, 0, ""), "unknown");
    expect(convert(likes, ASSAY__HIDDEN, ',', ""), "unknown");
    expect(convert(likes, ASSAY__HIDDEN, '0', "0"), "0");
    expect(convert(likes, ASSAY__HIDDEN, '0', "-5"), "refused");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '0', "-1"), "refused");
}

Test(import_convert, strings_that_are_numbers)
{
    const assay__field *likes = field_of(ASSAY__POSTS, "likes");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '"', "152000"), "152000");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '"', "8.1K"), "8100");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '0', "1.5e3"), "1500");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '0', "12.400"), "12.4");
    expect(convert(likes, ASSAY__PLAIN_VALUE, ',', "12.400"), "12400");
    expect(convert(likes, ASSAY__PLAIN_VALUE, ',', "4.2%"), "refused");
    expect(convert(likes, ASSAY__PLAIN_VALUE, 't', "true"), "refused");
    expect(convert(likes, ASSAY__PLAIN_VALUE, '0', "1e999"), "refused");
}

Test(import_convert, shares_take_percentages)
{
    const assay__field *share = field_of(ASSAY__DEMOGRAPHICS, "share");
    expect(convert(share, ASSAY__PLAIN_VALUE, ',', "4.5%"), "0.045");
    expect(convert(share, ASSAY__PLAIN_VALUE, ',', "0,25"), "0.25");
    expect(convert(share, ASSAY__PLAIN_VALUE, ',', "4.5"), "refused");
    expect(convert(share, ASSAY__PLAIN_VALUE, ',', "1"), "1");
}

Test(import_convert, ids_keep_all_their_digits)
{
    const assay__field *id = field_of(ASSAY__POSTS, "post");
    expect(convert(id, ASSAY__PLAIN_VALUE, '0', "7466000000000000011"),
           "7466000000000000011");
    expect(convert(id, ASSAY__PLAIN_VALUE, '"', " 18012345678901234 "),
           "18012345678901234");
    expect(convert(id, ASSAY__PLAIN_VALUE, '"', ""), "unknown");
    expect(convert(id, ASSAY__PLAIN_VALUE, 'f', "false"), "unknown");
}

Test(import_convert, names_may_be_words_that_say_nothing_elsewhere)
{
    const assay__field *author = field_of(ASSAY__COMMENTS, "author");
    expect(convert(author, ASSAY__PLAIN_VALUE, '"', "none"), "none");
    expect(convert(author, ASSAY__PLAIN_VALUE, ',', "null"), "null");
    expect(convert(author, ASSAY__PLAIN_VALUE, ',', "-"), "unknown");
}

Test(import_convert, a_comment_may_be_a_dash_or_empty)
{
    const assay__field *text = field_of(ASSAY__COMMENTS, "text");
    const assay__field *country = field_of(ASSAY__ACCOUNT, "country");
    expect(convert(text, ASSAY__PLAIN_VALUE, ',', "-"), "-");
    expect(convert(text, ASSAY__PLAIN_VALUE, '"', ""), "");
    expect(convert(country, ASSAY__PLAIN_VALUE, ',', "-"), "unknown");
    expect(convert(country, ASSAY__PLAIN_VALUE, '"', ""), "unknown");
    expect(convert(country, ASSAY__PLAIN_VALUE, ',', "VN"), "VN");
}

Test(import_convert, bytes_that_are_not_utf_8_are_refused)
{
    const assay__field *text = field_of(ASSAY__COMMENTS, "text");
    expect(convert(text, ASSAY__PLAIN_VALUE, ',', "caf\xE9"), "refused");
}

Test(import_convert, times_and_truths)
{
    const assay__field *at = field_of(ASSAY__POSTS, "at");
    const assay__field *sponsored = field_of(ASSAY__POSTS, "sponsored");
    expect(convert(at, ASSAY__PLAIN_VALUE, '0', "1772618400"), "2026-03-04T10:00:00Z");
    expect(convert(at, ASSAY__PLAIN_VALUE, '0', "0"), "unknown");
    expect(convert(at, ASSAY__PLAIN_VALUE, ',', "04/03/2026"), "2026-03-04");
    expect(convert(at, ASSAY__PLAIN_VALUE, ',', "soon"), "refused");
    expect(convert(sponsored, ASSAY__PLAIN_VALUE, 't', "true"), "1");
    expect(convert(sponsored, ASSAY__PLAIN_VALUE, 'f', "false"), "0");
    expect(convert(sponsored, ASSAY__PLAIN_VALUE, ',', "Yes"), "1");
    expect(convert(sponsored, ASSAY__PLAIN_VALUE, ',', "maybe"), "refused");
}

Test(import_convert, a_hidden_flag_decides_only_when_it_is_true)
{
    const assay__field *followers = field_of(ASSAY__ACCOUNT, "followers");
    expect(convert(followers, ASSAY__IF_HIDDEN, 't', "true"), "decided");
    expect(convert(followers, ASSAY__IF_HIDDEN, 'f', "false"), "unknown");
    expect(convert(followers, ASSAY__IF_HIDDEN, 'n', "null"), "unknown");
}

Test(import_convert, a_picture_is_there_or_not)
{
    const assay__field *picture = field_of(ASSAY__ACCOUNT, "has_picture");
    expect(convert(picture, ASSAY__PRESENT, '"', "https://example.invalid/p"), "1");
    expect(convert(picture, ASSAY__PRESENT, '"', ""), "0");
    expect(convert(picture, ASSAY__PRESENT, 'n', "null"), "unknown");
}

Test(import_convert, kinds_of_posts_in_our_words)
{
    const assay__field *kind = field_of(ASSAY__POSTS, "kind");
    expect(convert(kind, ASSAY__POST_KIND, '"', "clips"), "reel");
    expect(convert(kind, ASSAY__POST_KIND, '"', "Sidecar"), "carousel");
    expect(convert(kind, ASSAY__POST_KIND, '"', "feed"), "unknown");
    expect(convert(kind, ASSAY__POST_KIND, ',', "IG story"), "story");
    expect(convert(kind, ASSAY__POST_KIND, ',', "Podcast"), "podcast");
}

Test(import_convert, mojibake_is_mended_only_when_all_of_it_is)
{
    expect(assay__repaired(assay__str("C\u00C3\u00A0 ph\u00C3\u00AA"), arena), "Cà phê");
    expect(assay__repaired(assay__str("\xC3\xB0\xC2\x9F\xC2\x98\xC2\x8D"), arena), "😍");
    expect(assay__repaired(assay__str("café"), arena), "café");
    expect(assay__repaired(assay__str("C\u00C3\u00A0 — phê"), arena),
           "C\u00C3\u00A0 — phê");
    expect(assay__repaired(assay__str("plain"), arena), "plain");
    expect(assay__repaired(assay__str(""), arena), "");
}

Test(import_convert, html_of_comments_becomes_text)
{
    expect(assay__from_html(assay__str("a<br>b<BR/>c"), arena), "a\nb\nc");
    expect(assay__from_html(assay__str("&amp;&lt;&gt;&quot;&#39;&#x27;"), arena),
           "&<>\"''");
    expect(assay__from_html(assay__str("<a href=\"x\">0:45</a> <b>hi</b>"), arena),
           "0:45 hi");
    expect(assay__from_html(assay__str("1 < 2 & 3 > 2"), arena), "1 < 2 & 3 > 2");
    expect(assay__from_html(assay__str("<3 &unknown; &#0; &#xD800; & <"), arena),
           "<3 &unknown; &#0; &#xD800; & <");
    expect(assay__from_html(assay__str("&#128525;"), arena), "😍");
}

Test(import_convert, ids_and_names_out_of_links)
{
    expect(assay__link_id(assay__str("https://www.instagram.com/p/DInven1/?img=1")),
           "DInven1");
    expect(assay__link_id(assay__str("https://www.tiktok.com/@a/video/7466#c")), "7466");
    expect(assay__link_id(assay__str("https://www.youtube.com/watch?v=abc&t=1")), "abc");
    expect(assay__link_id(assay__str("https://youtu.be/abc?si=1")), "abc");
    expect(assay__link_id(assay__str("https://example.invalid/x/y/")), "y");
    expect(assay__link_id(assay__str("https://example.invalid")), "");
    expect(assay__link_name(assay__str("https://www.tiktok.com/@lan.anh/video/1")),
           "lan.anh");
    expect(assay__link_name(assay__str("https://www.instagram.com/_u/lan_anh")),
           "lan_anh");
    expect(assay__link_name(assay__str("https://www.instagram.com/lan.anh/?hl=vi")),
           "lan.anh");
    expect(assay__link_name(assay__str("")), "");
}

Test(import_convert, a_tiktok_link_tells_its_second)
{
    const assay__field *at = field_of(ASSAY__POSTS, "at");
    expect(convert(at, ASSAY__LINK_TIME, ',',
                   "https://www.tiktok.com/@a/video/7466000000000000032"),
           "2025-01-31T08:53:05Z");
    expect(convert(at, ASSAY__LINK_TIME, ',', "https://www.tiktok.com/@a/video/12"),
           "unknown");
}
