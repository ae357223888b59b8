/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "base/utf8.h"

Test(utf8, every_code_point_is_written_checked_and_read)
{
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[4];
        assay_str text = {bytes, assay__utf8_put(code, bytes)};
        size_t offset = 0;
        if (assay__utf8_check(text) != text.len ||
            assay__utf8_next(text, &offset) != code || offset != text.len)
            cr_assert_fail("U+%04X", code);
    }
}

Test(utf8, bad_bytes_are_found_where_they_stand)
{
    static const char *const BAD[] = {
        "\x80",
        "\xC0\x80",
        "\xC1\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xE1\xBA",
        "\xC3",
        "\xF0\x9F\x98",
        "\xC3(",
        "\xE2\x82(",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        for (size_t before = 0; before < 20; before++) {
            char text[40];
            memset(text, 'a', before);
            size_t length = strlen(BAD[i]);
            memcpy(text + before, BAD[i], length);
            cr_assert_eq(assay__utf8_check((assay_str){text, before + length}), before);
        }
    }
    cr_assert_eq(assay__utf8_check((assay_str){"", 0}), 0);
}
