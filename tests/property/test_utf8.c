/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random text with one random byte changed, at every alignment: the check agrees with a
 * plain reading of the standard's table. */
#include <criterion/criterion.h>

#include "base/random.h"
#include "base/utf8.h"

#include <string.h>

/* Bytes of the well-formed character at p, by decoding it; 0 when there is none. */
static size_t plain_length(const unsigned char *p, size_t left)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 0 || n > left || p[0] > 0xF7)
        return 0;
    uint32_t code = n == 1 ? p[0] : p[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3FU);
    }
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < LEAST[n] || code > 0x10FFFF || surrogate ? 0 : n;
}

static size_t plain_check(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len) {
        size_t n = plain_length((const unsigned char *)text + i, len - i);
        if (n == 0)
            return i;
        i += n;
    }
    return len;
}

static size_t random_text(assay__random *random, char text[], size_t most)
{
    static const uint32_t CEILING[] = {0x80, 0x800, 0x2000, 0x10000, 0x110000};
    size_t len = 0;
    while (len + 4 <= most) {
        uint32_t ceiling = CEILING[assay__random_below(random, 5)];
        uint32_t code = (uint32_t)assay__random_below(random, ceiling);
        if (code < 0xD800 || code > 0xDFFF)
            len += assay__utf8_put(code, text + len);
    }
    return len;
}

Test(utf8, agrees_with_the_plain_reading_wherever_a_byte_is_changed)
{
    assay__random random = {UINT64_C(0x07f8), 0};
    for (int round = 0; round < 40000; round++) {
        char text[80];
        size_t most = 4 + (size_t)assay__random_below(&random, 72);
        size_t len = random_text(&random, text, most);
        cr_assert_eq(assay__utf8_check((assay_str){text, len}), len);
        size_t at = (size_t)assay__random_below(&random, len);
        text[at] = (char)assay__random_below(&random, 256);
        size_t cut = len - (size_t)assay__random_below(&random, len < 4 ? len : 4);
        cr_assert_eq(assay__utf8_check((assay_str){text, cut}), plain_check(text, cut),
                     "round %d", round);
    }
}

Test(utf8, agrees_on_every_pair_and_many_triples_of_bytes)
{
    assay__random random = {UINT64_C(0x3b17e5), 0};
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            unsigned char text[24];
            memset(text, 'a', sizeof text);
            size_t at = (size_t)assay__random_below(&random, 20);
            text[at] = (unsigned char)first;
            text[at + 1] = (unsigned char)second;
            text[at + 2] = (unsigned char)(0x70 + assay__random_below(&random, 0x60));
            text[at + 3] = (unsigned char)(0x70 + assay__random_below(&random, 0x60));
            const char *chars = (const char *)text;
            size_t len = at + 2 + (size_t)assay__random_below(&random, 3);
            cr_assert_eq(assay__utf8_check((assay_str){chars, len}),
                         plain_check(chars, len));
        }
    }
}
