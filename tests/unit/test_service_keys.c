/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys.h"
#include "rate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A ring of one new key; `shown` is what its owner sends. */
static keys ring_of(const char *scopes, char shown[128])
{
    strbuf out = {0};
    keys all = {0};
    cr_assert_eq(keys_make(scopes, &out, NULL), ASSAY_OK);
    strbuf_put(&out, "", 1);
    const char *token = out.ptr + strlen("key   ");
    size_t length = strcspn(token, "\n");
    const char *line = strstr(out.ptr, "\nline  ") + strlen("\nline  ");
    cr_assert_lt(length, 100);
    (void)snprintf(shown, 128, "Bearer %.100s", token);
    shown[strlen("Bearer ") + length] = '\0';
    cr_assert_eq(keys_begin(NULL, &all, NULL), ASSAY_OK);
    cr_assert_eq(keys_parse((assay_str){line, strlen(line)}, &all.all, &all.n, NULL),
                 ASSAY_OK);
    strbuf_free(&out);
    return all;
}

Test(service_keys, a_new_key_opens_with_its_scopes)
{
    char shown[128], id[KEY_ID_MOST + 1];
    keys all = ring_of("admin,score", shown);
    cr_assert_eq(keys_check(&all, shown, id), SCOPE_SCORE | SCOPE_ADMIN);
    cr_assert_eq(strlen(id), 8);
    cr_assert_eq(strncmp(shown + strlen("Bearer assay_"), id, 8), 0);
    keys_end(&all);
}

Test(service_keys, any_changed_letter_is_another_key)
{
    char shown[128], id[KEY_ID_MOST + 1];
    keys all = ring_of("score", shown);
    for (size_t i = strlen("Bearer "); shown[i] != '\0'; i++) {
        char before = shown[i];
        shown[i] = before == 'a' ? 'b' : 'a';
        cr_assert_eq(keys_check(&all, shown, id), SCOPE_NONE, "at %zu", i);
        cr_assert_str_empty(id);
        shown[i] = before;
    }
    cr_assert_eq(keys_check(&all, NULL, id), SCOPE_NONE);
    cr_assert_eq(keys_check(&all, "", id), SCOPE_NONE);
    cr_assert_eq(keys_check(&all, "Bearer ", id), SCOPE_NONE);
    keys_end(&all);
}

static assay_status parse(const char *file)
{
    key *all = NULL;
    size_t n = 0;
    assay_status status = keys_parse((assay_str){file, strlen(file)}, &all, &n, NULL);
    free(all);
    return status;
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

Test(service_keys, a_file_is_read_wholly_or_not)
{
    cr_assert_eq(parse(""), ASSAY_OK);
    cr_assert_eq(parse("# none\n\n"), ASSAY_OK);
    cr_assert_eq(parse("abcd score " ZEROS), ASSAY_OK);
    cr_assert_eq(parse("abcd score,public " ZEROS " # ours\r\n"), ASSAY_OK);
    cr_assert_eq(parse("abcd score"), ASSAY_USAGE);
    cr_assert_eq(parse("abc score " ZEROS), ASSAY_USAGE);
    cr_assert_eq(parse("ABCD score " ZEROS), ASSAY_USAGE);
    cr_assert_eq(parse("abcd owner " ZEROS), ASSAY_USAGE);
    cr_assert_eq(parse("abcd score " ZEROS "0"), ASSAY_USAGE);
    cr_assert_eq(parse("abcd score " ZEROS " more"), ASSAY_USAGE);
    cr_assert_eq(parse("abcd score " ZEROS "\nabcd admin " ZEROS), ASSAY_USAGE);
}

Test(service_rate, a_bucket_fills_over_a_minute)
{
    rate *all = NULL;
    cr_assert_eq(rate_new(60, &all, NULL), ASSAY_OK);
    for (uint64_t i = 0; i < 60; i++) {
        rate_state state = rate_take(all, "a", 1, 1000);
        cr_assert(state.allowed);
        cr_assert_eq(state.left, 59 - i);
    }
    rate_state state = rate_take(all, "a", 1, 1000);
    cr_assert_not(state.allowed);
    cr_assert_eq(state.seconds, 1);
    cr_assert(rate_take(all, "b", 1, 1000).allowed, "others have buckets of their own");
    cr_assert(rate_take(all, "a", 1, 2000).allowed, "one a second");
    cr_assert_eq(rate_take(all, "a", 1, 1000000).left, 59,
                 "and never more than a full one");
    rate_free(all);
}

Test(service_rate, a_batch_may_go_below_zero_and_is_paid_for)
{
    rate *all = NULL;
    cr_assert_eq(rate_new(60, &all, NULL), ASSAY_OK);
    cr_assert(rate_take(all, "a", 1, 0).allowed);
    rate_charge(all, "a", 89, 0);
    rate_state state = rate_take(all, "a", 1, 0);
    cr_assert_not(state.allowed);
    cr_assert_eq(state.seconds, 31);
    cr_assert_not(rate_take(all, "a", 1, 30000).allowed);
    cr_assert(rate_take(all, "a", 1, 31000).allowed);
    rate_free(all);
}

Test(service_rate, many_names_stay_within_the_table)
{
    rate *all = NULL;
    cr_assert_eq(rate_new(1, &all, NULL), ASSAY_OK);
    for (uint64_t i = 0; i < 20000; i++) {
        char who[32];
        (void)snprintf(who, sizeof who, "10.0.%llu.%llu", (unsigned long long)i / 256,
                       (unsigned long long)i % 256);
        cr_assert(rate_take(all, who, 1, i).allowed);
    }
    rate_free(all);
}
