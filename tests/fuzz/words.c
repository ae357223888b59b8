/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what users write by hand: a policy, a target, a word list. What is refused
 * is refused in words and changes nothing; what is taken is within its ranges. */
#include <assay/model.h>
#include <assay/target.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/lexicon.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool truth)
{
    if (!truth)
        abort();
}

/* What quotes an input of UTF-8 is UTF-8. */
static void insist_on_words(assay_status status, assay_str input, const assay_error *err)
{
    insist(status == ASSAY_OK || (err->status == status && err->message[0] != '\0'));
    insist(assay__utf8_check(input) < input.len ||
           assay__utf8_check(assay__str(err->message)) == strlen(err->message));
}

static void read_policy(assay_str bytes)
{
    const assay_policy before = {3.0, 2.0, 0.25};
    assay_policy policy = before;
    assay_error err = {0};
    assay_status status = assay_policy_load(bytes, &policy, &err);
    insist_on_words(status, bytes, &err);
    insist(policy.cost_wrong_sign > 0.0 && policy.cost_wrong_decline > 0.0);
    insist(policy.prevalence > 0.0 && policy.prevalence < 1.0);
    insist(status == ASSAY_OK || memcmp(&policy, &before, sizeof before) == 0);
}

static void read_target(assay_str bytes)
{
    assay_target target = {"VN", "VN-35", "vi"};
    assay_error err = {0};
    assay_status status = assay_target_read(bytes, &target, &err);
    insist_on_words(status, bytes, &err);
    insist(status == ASSAY_OK || strcmp(target.region, "VN-35") == 0);
    insist(memchr(target.country, '\0', sizeof target.country) != NULL &&
           memchr(target.region, '\0', sizeof target.region) != NULL &&
           memchr(target.language, '\0', sizeof target.language) != NULL);
}

static void read_words(assay_str kind, assay_str bytes)
{
    assay_arena *arena;
    assay__lexicon *lexicon;
    assay_error err = {0};
    insist(assay_arena_new(1 << 14, NULL, &arena, NULL) == ASSAY_OK);
    insist(assay__lexicon_new(arena, &lexicon, NULL) == ASSAY_OK);
    assay_status status = assay__lexicon_add(lexicon, kind, bytes, &err);
    insist_on_words(status, bytes, &err);
    if (status == ASSAY_OK)
        assay__lexicon_seal(lexicon);
    insist(assay__lexicon_size(lexicon) <= bytes.len);
    assay_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assay_str bytes = {(const char *)data, size};
    read_policy(bytes);
    read_target(bytes);
    read_words(ASSAY__LITERAL("generic"), bytes);
    read_words(ASSAY__LITERAL("teencode"), bytes);
    return 0;
}
