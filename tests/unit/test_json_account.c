/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/reader.h>

#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static assay_arena *arena;

static void set_up(void)
{
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void tear_down(void)
{
    assay_arena_free(arena);
}

TestSuite(json_account, .init = set_up, .fini = tear_down);

static const assay_account *read_good(const char *json)
{
    const assay_account *account = NULL;
    assay_error err;
    assay_status status =
        assay_account_from_json(assay__str(json), arena, &account, &err);
    cr_assert_eq(status, ASSAY_OK, "%s\n%s", json, err.message);
    return account;
}

static void expect_bad(const char *json, assay_status wanted, const char *words)
{
    const assay_account *untouched = (const assay_account *)&arena;
    const assay_account *account = untouched;
    assay_error err = {0};
    assay_status status =
        assay_account_from_json(assay__str(json), arena, &account, &err);
    cr_assert_eq(status, wanted, "%s\n%s: %s", json, assay_status_name(status),
                 err.message);
    cr_assert_not_null(strstr(err.message, words), "%s\n%s", json, err.message);
    cr_assert_eq(account, untouched);
}

static bool is(assay_str text, const char *wanted)
{
    return text.ptr != NULL && assay__str_equal(text, assay__str(wanted));
}

#define HEAD "{\"platform\":\"tiktok\",\"handle\":\"caphe.dalat\""

Test(json_account, the_documented_example_is_read)
{
    const assay_account *account = read_good(
        HEAD ",\"followers\":15230,"
             "\"growth\":[{\"at\":\"2026-03-04\",\"followers\":15010}],"
             "\"posts\":[{\"id\":\"p1\",\"at\":\"2026-03-03T12:00:00Z\",\"likes\":412,"
             "\"comments\":31}],\"comments\":[{\"id\":\"c1\",\"post\":\"p1\","
             "\"at\":\"2026-03-03T12:09:00Z\",\"author\":\"u7\",\"text\":\"hay quá\"}]}");
    cr_assert(is(account->platform, "tiktok"));
    cr_assert(is(account->handle, "caphe.dalat"));
    cr_assert_eq(account->followers, 15230);
    cr_assert_eq(account->n_growth, 1);
    cr_assert_eq(account->growth[0].followers, 15010);
    cr_assert(isnan(account->growth[0].likes));
    cr_assert(account->growth_dated);
    cr_assert_eq(account->n_posts, 1);
    cr_assert_eq(account->posts[0].likes, 412);
    cr_assert(isnan(account->posts[0].views));
    cr_assert_eq(account->posts[0].seen_at, ASSAY_TIME_UNKNOWN);
    cr_assert(is(account->comments[0].text, "hay quá"));
    cr_assert_null(account->comments[0].reply_to.ptr);
}

Test(json_account, names_are_folded_and_ids_keep_their_digits)
{
    const assay_account *account =
        read_good("{\"handle\":\"@@Cà.phê\",\"id\":7321098765432109871,"
                  "\"platform\":\"TikTok\",\"creator\":\"\"}");
    cr_assert(is(account->platform, "tiktok"));
    cr_assert(is(account->handle, "@Cà.phê"));
    cr_assert(is(account->id, "7321098765432109871"));
    cr_assert_null(account->creator.ptr);
    cr_assert_not(account->growth_dated);
}

Test(json_account, a_fee_may_carry_its_currency)
{
    const assay_account *account =
        read_good(HEAD ",\"fee\":{\"currency\":\"VND\",\"amount\":2500000,\"x\":1}}");
    cr_assert_eq(account->fee, 2500000);
    cr_assert(is(account->currency, "VND"));
    account = read_good(HEAD ",\"fee\":12.5,\"currency\":\"USD\"}");
    cr_assert_eq(account->fee, 12.5);
    cr_assert(is(account->currency, "USD"));
    expect_bad(HEAD ",\"currency\":\"USD\",\"fee\":{\"amount\":1,\"currency\":\"VND\"}}",
               ASSAY_UNUSABLE, "currency");
    expect_bad(HEAD ",\"fee\":{\"amount\":1,\"amount\":1}}", ASSAY_BAD_SYNTAX, "before");
    expect_bad(HEAD ",\"fee\":[1]}", ASSAY_BAD_SYNTAX, "fee");
}

Test(json_account, null_and_absent_are_unknown_and_never_zero)
{
    const assay_account *account = read_good(
        HEAD ",\"followers\":null,\"name\":null,\"verified\":null,\"growth\":null,"
             "\"created_at\":null,\"comments\":[{\"text\":null}]}");
    cr_assert(isnan(account->followers));
    cr_assert_null(account->name.ptr);
    cr_assert_eq(account->verified, ASSAY_UNKNOWN);
    cr_assert_eq(account->created_at, ASSAY_TIME_UNKNOWN);
    cr_assert_eq(account->n_growth, 0);
    cr_assert(is(account->comments[0].text, ""));
}

Test(json_account, truth_comes_as_words_or_digits)
{
    const assay_account *account =
        read_good(HEAD ",\"verified\":true,\"private\":0,\"has_picture\":1}");
    cr_assert_eq(account->verified, ASSAY_YES);
    cr_assert_eq(account->private_, ASSAY_NO);
    cr_assert_eq(account->has_picture, ASSAY_YES);
    expect_bad(HEAD ",\"verified\":2}", ASSAY_BAD_VALUE, "verified");
    expect_bad(HEAD ",\"verified\":\"yes\"}", ASSAY_BAD_VALUE, "verified");
    expect_bad(HEAD ",\"verified\":10}", ASSAY_BAD_VALUE, "verified");
}

Test(json_account, bad_values_are_refused_with_their_place)
{
    expect_bad(HEAD ",\n\"followers\":-1}", ASSAY_BAD_VALUE,
               "line 2, column 13: followers: -1 is negative");
    expect_bad(HEAD ",\"followers\":1e400}", ASSAY_BAD_VALUE, "range");
    expect_bad(HEAD ",\"followers\":NaN}", ASSAY_BAD_SYNTAX, "followers");
    expect_bad(HEAD ",\"followers\":\"12.4K\"}", ASSAY_BAD_VALUE, "quotes");
    expect_bad(HEAD ",\"followers\":[1]}", ASSAY_BAD_SYNTAX, "followers: not a number");
    expect_bad(HEAD ",\"followers\":01}", ASSAY_BAD_VALUE, "followers");
    expect_bad(HEAD ",\"name\":5}", ASSAY_BAD_VALUE, "name: not text");
    expect_bad(HEAD ",\"id\":1.5}", ASSAY_BAD_VALUE, "id: an id is text or digits");
    expect_bad(HEAD ",\"created_at\":\"yesterday\"}", ASSAY_BAD_VALUE,
               "created_at: yest");
    expect_bad(HEAD ",\"created_at\":1772619072000}", ASSAY_BAD_VALUE, "created_at");
    expect_bad(HEAD ",\"posts\":[{\"id\":\"a\"},{\"id\":\"b\",\"likes\":-5}]}",
               ASSAY_BAD_VALUE, "posts[1].likes: -5 is negative");
    expect_bad(HEAD ",\"demographics\":[{\"share\":41}]}", ASSAY_BAD_VALUE,
               "demographics[0].share");
    expect_bad(HEAD ",\"growth\":[{\"at\":\"2026-03-04\"}]}", ASSAY_UNUSABLE,
               "growth[0].followers: it must be known");
    expect_bad(HEAD ",\"growth\":[{\"at\":null,\"followers\":1}]}", ASSAY_UNUSABLE,
               "growth[0].at");
    expect_bad(HEAD ",\"growth\":{}}", ASSAY_BAD_SYNTAX, "growth: not an array");
    expect_bad(HEAD ",\"growth\":[7]}", ASSAY_BAD_SYNTAX, "growth[0]: not an object");
    expect_bad(HEAD ",\"handle\":\"x\"}", ASSAY_BAD_SYNTAX, "handle: a key that stood");
    expect_bad(HEAD ",\"posts\":[],\"posts\":[]}", ASSAY_BAD_SYNTAX, "posts: a key that");
    expect_bad("{\"platform\":\"x\"}", ASSAY_UNUSABLE, "handle");
    expect_bad("{\"platform\":\"\",\"handle\":\"a\"}", ASSAY_UNUSABLE, "platform");
    expect_bad("{\"platform\":\"x\",\"handle\":\"@\"}", ASSAY_UNUSABLE,
               "handle: it is empty");
    expect_bad("[]", ASSAY_BAD_SYNTAX, "not an object");
    expect_bad("", ASSAY_BAD_SYNTAX, "line 1, column 1: the text ends here");
    expect_bad(HEAD "} x", ASSAY_BAD_SYNTAX, "follows");
    expect_bad(HEAD ",\"name\":\"\xC3(\"}", ASSAY_BAD_SYNTAX, "name: bytes that are not");
}

Test(json_account, a_null_platform_is_missing)
{
    expect_bad("{\"platform\":null,\"handle\":\"a\"}", ASSAY_UNUSABLE,
               "platform: it must be known");
}

Test(json_account, rows_come_out_in_canonical_order)
{
    const assay_account *account = read_good(
        HEAD
        ",\"growth\":[{\"followers\":3,\"at\":\"2026-03-06\"},"
        "{\"at\":\"2026-03-04\",\"followers\":1},{\"at\":1772668800,\"followers\":2},"
        "{\"at\":\"2026-03-04\",\"followers\":1}],"
        "\"posts\":[{\"id\":\"b\",\"at\":5},{\"id\":\"a\",\"at\":5},{\"id\":\"c\"}],"
        "\"comments\":[{\"text\":\"z\",\"post\":\"b\"},{\"text\":\"y\",\"post\":\"a\","
        "\"at\":2},{\"text\":\"x\",\"post\":\"a\",\"at\":1}]}");
    cr_assert_eq(account->n_growth, 3);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(account->growth[i].followers, (double)(i + 1));
    cr_assert_not(account->growth_dated);
    cr_assert(is(account->posts[0].id, "c") && is(account->posts[1].id, "a"));
    cr_assert(is(account->comments[0].text, "x") && is(account->comments[2].text, "z"));
}

Test(json_account, two_values_for_one_instant_are_unusable)
{
    expect_bad(HEAD ",\"growth\":[{\"at\":\"2026-03-04\",\"followers\":1},"
                    "{\"at\":\"2026-03-05\",\"followers\":5},"
                    "{\"at\":\"2026-03-04T00:00:00Z\",\"followers\":2}]}",
               ASSAY_UNUSABLE, "growth: two different values for 2026-03-04T00:00:00Z");
    expect_bad(HEAD
               ",\"comments\":[{\"id\":\"c\",\"text\":\"a\",\"at\":1},"
               "{\"id\":\"d\",\"text\":\"a\"},{\"id\":\"c\",\"text\":\"b\",\"at\":9}]}",
               ASSAY_UNUSABLE, "comments: two different values for c");
}

Test(json_account, equal_rows_merge_only_where_a_key_says_they_are_one)
{
    const assay_account *account = read_good(
        HEAD ",\"comments\":[{\"text\":\"🔥\"},{\"text\":\"🔥\"},{\"id\":1,\"text\":\"a\"},"
             "{\"id\":\"1\",\"text\":\"a\"}],\"sales\":[{\"at\":1,\"orders\":1},"
             "{\"at\":1,\"orders\":1}],\"outcomes\":[{\"from\":1,\"to\":2,\"cost\":5},"
             "{\"from\":1,\"to\":2,\"cost\":5},{\"from\":1,\"to\":2,\"cost\":6}]}");
    cr_assert_eq(account->n_comments, 3);
    cr_assert_eq(account->n_sales, 2);
    cr_assert_eq(account->n_outcomes, 2);
}

Test(json_account, of_two_looks_at_a_post_the_later_counts)
{
    const assay_account *account = read_good(
        HEAD ",\"posts\":[{\"id\":\"a\",\"likes\":9,\"seen_at\":20},{\"id\":\"b\"},"
             "{\"id\":\"a\",\"likes\":5,\"seen_at\":10},{\"id\":\"a\",\"likes\":1}]}");
    cr_assert_eq(account->n_posts, 2);
    cr_assert_eq(account->posts[0].likes + 0, 9);
    expect_bad(HEAD ",\"posts\":[{\"id\":\"a\",\"likes\":9,\"seen_at\":20},"
                    "{\"id\":\"a\",\"likes\":5,\"seen_at\":20}]}",
               ASSAY_UNUSABLE, "posts: two different values for a");
}

Test(json_account, unknown_keys_are_passed_over)
{
    const assay_account *account = read_good(
        HEAD ",\"extra\":{\"a\":[1,{\"b\":2}]},\"posts\":[{\"id\":\"p\",\"color\":[]}],"
             "\"accounts\":[],\"extra\":1}");
    cr_assert_eq(account->n_posts, 1);
}

Test(json_account, large_and_deep_records_are_met)
{
    enum { BIG = 10 << 20, DEEP = 100000 };
    char *text = malloc(BIG + 200);
    size_t n = (size_t)sprintf(text, HEAD ",\"comments\":[{\"text\":\"");
    memset(text + n, 'a', BIG);
    strcpy(text + n + BIG, "\"}]}");
    expect_bad(text, ASSAY_TOO_LARGE, "comments[0].text: text of 10485760 bytes");
    n = (size_t)sprintf(text, HEAD ",\"x\":");
    memset(text + n, '[', DEEP);
    text[n + DEEP] = '\0';
    expect_bad(text, ASSAY_TOO_DEEP, "x: nested more than 64 deep");
    free(text);
}

Test(json_account, many_rows_keep_all_their_values)
{
    enum { ROWS = 1000 };
    char *text = malloc(ROWS * 64 + 200);
    size_t n = (size_t)sprintf(text, HEAD ",\"growth\":[");
    for (int i = ROWS; i > 0; i--)
        n += (size_t)sprintf(text + n, "%s{\"at\":%d,\"followers\":%d}",
                             i == ROWS ? "" : ", ", i * 7 % 1009, i);
    strcpy(text + n, "]}");
    const assay_account *account = read_good(text);
    cr_assert_eq(account->n_growth, ROWS);
    for (size_t i = 1; i < ROWS; i++)
        cr_assert_lt(account->growth[i - 1].at, account->growth[i].at);
    for (size_t i = 0; i < ROWS; i++)
        cr_assert_eq((int64_t)account->growth[i].followers * 7 % 1009,
                     account->growth[i].at);
    free(text);
}

/* Rows are hashed as what sets them apart from the row before; each of these differs from
 * the first in one place that such a form could lose. */
Test(json_account, the_hash_tells_rows_apart_that_share_their_beginnings)
{
    static const char *const COMMENTS[] = {
        "{\"at\":9,\"text\":\"abcd\"},{\"at\":9,\"text\":\"abce\",\"likes\":3}",
        "{\"at\":9,\"text\":\"abcd\"},{\"at\":9,\"text\":\"abcee\",\"likes\":3}",
        "{\"at\":9,\"text\":\"abc\"},{\"at\":9,\"text\":\"abce\",\"likes\":3}",
        "{\"at\":9,\"text\":\"abcd\"},{\"at\":10,\"text\":\"abce\",\"likes\":3}",
        "{\"at\":9,\"text\":\"abcd\",\"likes\":3},{\"at\":9,\"text\":\"abce\"}",
        "{\"at\":9,\"text\":\"abcd\"},{\"at\":9,\"text\":\"abce\",\"likes\":3.5}",
        "{\"at\":9,\"text\":\"abcd\"},{\"at\":9,\"text\":\"abce\",\"likes\":0}",
        "{\"at\":-9,\"text\":\"abcd\"},{\"at\":9,\"text\":\"abce\",\"likes\":3}",
    };
    enum { N = sizeof COMMENTS / sizeof *COMMENTS };
    char hash[N][65], text[400];
    for (size_t i = 0; i < N; i++) {
        (void)snprintf(text, sizeof text, "%s,\"comments\":[%s]}", HEAD, COMMENTS[i]);
        cr_assert_eq(assay_account_sha256(read_good(text), hash[i], NULL), ASSAY_OK);
        for (size_t j = 0; j < i; j++)
            cr_assert_str_neq(hash[i], hash[j], "%zu and %zu", i, j);
    }
}

Test(json_account, the_hash_is_blind_to_order_and_spelling_alone)
{
    char one[65], other[65];
    const assay_account *account = read_good(
        HEAD ",\"followers\":1000,\"posts\":[{\"id\":\"a\"},{\"id\":\"b\",\"likes\":0}],"
             "\"verified\":true,\"x\":1}");
    cr_assert_eq(assay_account_sha256(account, one, NULL), ASSAY_OK);
    account =
        read_good("{\"verified\":1,\"handle\":\"@caphe.dalat\",\"followers\":1e3,"
                  "\"posts\":[{\"likes\":-0,\"id\":\"b\"},{\"id\":\"a\",\"at\":null}],"
                  "\"platform\":\"TIKTOK\",\"growth\":[]}");
    cr_assert_eq(assay_account_sha256(account, other, NULL), ASSAY_OK);
    cr_assert_str_eq(one, other);
    account =
        read_good(HEAD ",\"followers\":1000,\"posts\":[{\"id\":\"a\"},{\"id\":\"b\"}],"
                       "\"verified\":true}");
    cr_assert_eq(assay_account_sha256(account, other, NULL), ASSAY_OK);
    cr_assert_str_neq(one, other);
}
