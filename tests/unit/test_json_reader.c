/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "format/json_reader.h"

#include <stdlib.h>

/* A private, padded copy that the sanitizers watch; the last one is freed by the next. */
static assay__pull begin(const char *text, size_t len)
{
    static char *copy;
    free(copy);
    copy = calloc(1, len + ASSAY__PULL_PADDING);
    memcpy(copy, text, len);
    assay__pull in;
    assay__pull_begin(&in, copy, len);
    return in;
}

static assay_status skip_all(const char *text, size_t len)
{
    assay__pull in = begin(text, len);
    if (assay__pull_skip(&in))
        (void)assay__pull_finish(&in);
    return in.status;
}

Test(json_reader, passes_over_any_valid_text)
{
    static const char *const GOOD[] = {
        "null",
        "true",
        " false ",
        "0",
        "-1.5e3",
        "\"\"",
        "\"a\\u0041\\ud83d\\ude00\\n\"",
        "[]",
        "{}",
        "[1,2,[3,{\"a\":[]}]]",
        "{\"a\":{\"b\":[true,null]},\"c\":\"\"}",
        "\t[\r\n1 , 2 ]\n",
        "\"quá đẹp 😍\"",
    };
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        cr_assert_eq(skip_all(GOOD[i], strlen(GOOD[i])), ASSAY_OK, "%s", GOOD[i]);
}

Test(json_reader, refuses_what_is_not_json)
{
    static const char *const BAD[] = {
        "",
        " ",
        "nul",
        "True",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "[1",
        "{\"a\":1",
        "[}",
        "{]",
        "]",
        "1 2",
        "01",
        "1.",
        ".5",
        "+1",
        "1e400",
        "NaN",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\n\"",
        "\"\t\"",
        "\"\xFF\"",
        "\"\xC3\"",
        "\"\xED\xA0\x80\"",
        "\"a\\nb\xC3\"",
        "[\"\\",
        "'a'",
        "// c\n1",
        "[1]]",
        "{\"a\":1}}",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        cr_assert_neq(skip_all(BAD[i], strlen(BAD[i])), ASSAY_OK, "%s", BAD[i]);
    cr_assert_eq(skip_all("[1,\0002]", 6), ASSAY_BAD_SYNTAX);
    cr_assert_eq(skip_all("\"a\0b\"", 5), ASSAY_BAD_SYNTAX);
}

Test(json_reader, nesting_has_a_limit_and_no_stack)
{
    enum { DEEP = 100000 };
    char *text = malloc(DEEP);
    memset(text, '[', DEEP);
    cr_assert_eq(skip_all(text, DEEP), ASSAY_TOO_DEEP);
    memset(text + 64, ']', 64);
    cr_assert_eq(skip_all(text, 128), ASSAY_OK);
    cr_assert_eq(skip_all(text, 127), ASSAY_BAD_SYNTAX);
    free(text);
}

Test(json_reader, strings_are_unescaped_at_every_length)
{
    for (size_t before = 0; before < 40; before++) {
        char text[128], wanted[128];
        text[0] = '"';
        memset(text + 1, 'x', before);
        memset(wanted, 'x', before);
        strcpy(text + 1 + before, "\\\"é\\u00e9\\ud83d\\ude00\\\\tail of the text\"");
        strcpy(wanted + before, "\"éé😀\\tail of the text");
        assay__pull in = begin(text, strlen(text));
        assay_str got;
        cr_assert(assay__pull_string(&in, &got));
        cr_assert(assay__str_equal(got, assay__str(wanted)), "%.*s", (int)got.len,
                  got.ptr);
        cr_assert(assay__pull_finish(&in));
    }
}

static const char KEY_B[16] = "\"b\"";

Test(json_reader, members_and_elements_come_in_turn)
{
    static const char TEXT[] = "{\"a\" : [1, -2.5], \"b\":{}, \"c\":null}";
    assay__pull in = begin(TEXT, sizeof TEXT - 1);
    assay_str key, raw;
    char first;
    cr_assert(assay__pull_enter(&in, '{'));
    cr_assert(assay__pull_more(&in));
    cr_assert_not(assay__pull_key_is(&in, KEY_B, 3));
    cr_assert(assay__pull_key(&in, &key));
    cr_assert(assay__str_equal(key, ASSAY__LITERAL("a")));
    cr_assert(assay__pull_enter(&in, '['));
    cr_assert(assay__pull_more(&in));
    cr_assert(assay__pull_number(&in, &raw));
    cr_assert(assay__pull_more(&in));
    cr_assert(assay__pull_number(&in, &raw));
    cr_assert(assay__str_equal(raw, ASSAY__LITERAL("-2.5")));
    cr_assert_not(assay__pull_more(&in));
    cr_assert(assay__pull_more(&in));
    cr_assert(assay__pull_key_is(&in, KEY_B, 3));
    cr_assert(assay__pull_enter(&in, '{'));
    cr_assert_not(assay__pull_more(&in));
    cr_assert(assay__pull_more(&in));
    cr_assert(assay__pull_key(&in, &key));
    cr_assert(assay__pull_word(&in, &first));
    cr_assert_eq(first, 'n');
    cr_assert_not(assay__pull_more(&in));
    cr_assert(assay__pull_finish(&in));
}

Test(json_reader, the_first_failure_stays)
{
    assay__pull in = begin("[1", 2);
    cr_assert_not(assay__pull_skip(&in));
    const char *why = in.why;
    cr_assert_str_eq(why, "the text ends here");
    cr_assert_not(assay__pull_more(&in));
    cr_assert_not(assay__pull_finish(&in));
    cr_assert_eq(in.why, why);
}

Test(json_reader, places_count_lines_and_characters)
{
    uint64_t line, column;
    assay_str text = ASSAY__LITERAL("{\n \"quá\": x}");
    assay__text_place(text, 0, &line, &column);
    cr_assert(line == 1 && column == 1);
    assay__text_place(text, text.len - 2, &line, &column);
    cr_assert(line == 2 && column == 9);
    assay__text_place(text, 999, &line, &column);
    cr_assert(line == 2 && column == 11);
}
