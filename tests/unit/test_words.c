/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and sentences for people, in both languages. */
#include "report/words.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>

static void same(assay__word word, const char *wanted)
{
    cr_expect(assay__str_equal(assay__word_str(&word), assay__str(wanted)),
              "%.*s, not %s", (int)word.len, word.bytes, wanted);
}

Test(words, counts_have_separators_of_the_language)
{
    same(assay__count_word(0, ASSAY_ENGLISH), "0");
    same(assay__count_word(999, ASSAY_ENGLISH), "999");
    same(assay__count_word(1234567, ASSAY_ENGLISH), "1,234,567");
    same(assay__count_word(1234567, ASSAY_VIETNAMESE), "1.234.567");
    same(assay__count_word(-1000, ASSAY_ENGLISH), "-1,000");
    same(assay__count_word(-0.2, ASSAY_ENGLISH), "0");
}

Test(words, gains_carry_their_sign)
{
    same(assay__gain_word(12400, ASSAY_ENGLISH), "+12,400");
    same(assay__gain_word(-12400, ASSAY_VIETNAMESE), "-12.400");
    same(assay__gain_word(0, ASSAY_ENGLISH), "0");
}

Test(words, percentages_never_round_to_certainty)
{
    same(assay__percent_word(0.0, ASSAY_ENGLISH), "0%");
    same(assay__percent_word(1.0, ASSAY_ENGLISH), "100%");
    same(assay__percent_word(0.834, ASSAY_ENGLISH), "83%");
    same(assay__percent_word(0.031, ASSAY_ENGLISH), "3.1%");
    same(assay__percent_word(0.031, ASSAY_VIETNAMESE), "3,1%");
    same(assay__percent_word(0.0042, ASSAY_ENGLISH), "0.42%");
    same(assay__percent_word(0.00000001, ASSAY_ENGLISH), "0.01%");
    same(assay__percent_word(0.9999999, ASSAY_ENGLISH), "99.9%");
    same(assay__percent_word(0.996, ASSAY_ENGLISH), "99.6%");
}

Test(words, short_numbers_keep_three_digits)
{
    same(assay__short_word(2.125, ASSAY_ENGLISH), "2.13");
    same(assay__short_word(-0.05, ASSAY_ENGLISH), "-0.0500");
    same(assay__short_word(1234.4, ASSAY_ENGLISH), "1234");
    same(assay__short_word(1234567.0, ASSAY_ENGLISH), "1,234,567");
    same(assay__short_word(1e300, ASSAY_ENGLISH), "1e300");
    same(assay__short_word(0.0, ASSAY_ENGLISH), "0");
}

Test(words, unknown_numbers_and_times_print_nothing)
{
    same(assay__percent_word((double)NAN, ASSAY_ENGLISH), "");
    same(assay__short_word((double)NAN, ASSAY_ENGLISH), "");
    same(assay__count_word((double)NAN, ASSAY_ENGLISH), "");
    same(assay__time_word(ASSAY_TIME_UNKNOWN, true), "");
}

Test(words, messages_take_their_words_in_any_order)
{
    assay_buffer out = {0};
    assay_str words[] = {ASSAY__LITERAL("3"), ASSAY__LITERAL("50")};
    assay__say(&out, ASSAY__SAY_FLAGGED_COMMENTS, ASSAY_ENGLISH, words, 2);
    assay_str text = {out.bytes, out.len};
    cr_expect(assay__str_equal(text, ASSAY__LITERAL("Comments that stand out: 3 of 50")));
    assay__buffer_free(&out);
}

/* Which {0}, {1}, … a message asks for. */
static unsigned asked_for(const char *message)
{
    unsigned asked = 0;
    for (const char *at = strchr(message, '{'); at != NULL; at = strchr(at + 1, '{')) {
        cr_assert(at[1] >= '0' && at[1] <= '9' && at[2] == '}', "%s", message);
        asked |= 1U << (unsigned)(at[1] - '0');
    }
    return asked;
}

Test(words, both_languages_ask_for_the_same_words)
{
    for (int i = 0; i < ASSAY__MESSAGE_COUNT; i++) {
        const char *en = assay__message_text((assay__message)i, ASSAY_ENGLISH);
        const char *vi = assay__message_text((assay__message)i, ASSAY_VIETNAMESE);
        cr_expect_eq(asked_for(en), asked_for(vi), "%s", en);
        cr_expect_str_not_empty(vi);
    }
}

Test(words, no_message_accuses)
{
    static const char *const ACCUSING[] = {"fraud",    "cheat", "bought", "fake",
                                           "gian lận", "lừa",   "mua "};
    for (int i = 0; i < ASSAY__MESSAGE_COUNT; i++)
        for (size_t k = 0; k < sizeof ACCUSING / sizeof ACCUSING[0]; k++)
            for (int l = 0; l < 2; l++)
                cr_expect_null(
                    strstr(assay__message_text((assay__message)i, (assay_language)l),
                           ACCUSING[k]));
}

Test(words, a_loss_is_not_named_like_a_gain)
{
    assay_event gain = {.gained = 10}, loss = {.gained = -10};
    cr_expect_str_eq(assay__event_text(&gain, ASSAY_CAUSE_GIVEAWAY, ASSAY_ENGLISH),
                     "a giveaway");
    cr_expect_str_eq(assay__event_text(&loss, ASSAY_CAUSE_GIVEAWAY, ASSAY_ENGLISH),
                     "leaving after a giveaway");
    cr_expect_str_eq(assay__event_text(&loss, ASSAY_CAUSE_PURGE, ASSAY_ENGLISH),
                     "a platform purge");
    for (int i = 0; i < ASSAY_CAUSE_COUNT; i++)
        for (int l = 0; l < 2; l++)
            cr_expect_str_not_empty(
                assay__event_text(&loss, (assay_cause)i, (assay_language)l));
}
