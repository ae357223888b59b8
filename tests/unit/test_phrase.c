/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "score/phrase.h"

#include <criterion/criterion.h>

static const char *filled(const char *phrase, const char *from, const char *to)
{
    static assay_arena *arena;
    if (arena == NULL)
        cr_assert_eq(assay_arena_new(1024, NULL, &arena, NULL), ASSAY_OK);
    assay__phrase_words words = {"3.1", "0.2", from, to};
    return assay__phrase_fill(phrase, &words, arena);
}

Test(phrase, words_take_their_places)
{
    cr_assert_str_eq(
        filled("Between {from} and {to} {value}, usually {typical}.", "a", "b"),
        "Between a and b 3.1, usually 0.2.");
}

Test(phrase, a_part_with_an_unknown_date_is_left_out_and_the_rest_begins_large)
{
    const char *phrase = "[Between {from} and {to} ]growth was {value}.";
    cr_assert_str_eq(filled(phrase, "a", "b"), "Between a and b growth was 3.1.");
    cr_assert_str_eq(filled(phrase, "", ""), "Growth was 3.1.");
    cr_assert_str_eq(filled("[Từ {from} ]đợt tăng {value}.", "", ""), "Đợt tăng 3.1.");
}

Test(phrase, other_braces_and_open_brackets_stay)
{
    cr_assert_str_eq(filled("A {thing} and [open", "", ""), "A {thing} and [open");
}
