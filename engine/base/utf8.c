/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict UTF-8 after the table of well-formed sequences, Unicode 15, table 3-7: what a
 * first byte allows for the second is all that tells good from bad; the rest is plain. */
#include "base/utf8.h"

#include <string.h>

#ifdef __SSSE3__
#include <tmmintrin.h>
#endif

/* Length of a sequence by its first byte and the range of its second; 0 is none. */
static unsigned sequence(unsigned char first, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0)
            *low = 0xA0;
        if (first == 0xED)
            *high = 0x9F;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0)
            *low = 0x90;
        if (first == 0xF4)
            *high = 0x8F;
        return 4;
    }
    return 0;
}

/* Length of the well-formed sequence that begins here; 0 when there is none. */
static unsigned well_formed(const unsigned char *p, size_t left)
{
    unsigned char low, high;
    unsigned length = sequence(p[0], &low, &high);
    if (length == 0 || length > left || p[1] < low || p[1] > high)
        return 0;
    if (length > 2 && (p[2] & 0xC0) != 0x80)
        return 0;
    if (length > 3 && (p[3] & 0xC0) != 0x80)
        return 0;
    return length;
}

/* Offset of the first byte from `i` on that begins no run of eight ASCII bytes. */
static size_t skip_ascii(assay_str text, size_t i)
{
    uint64_t eight;
    for (; text.len - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, text.ptr + i, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return i;
}

/* The same from four bytes at once, the usual case. */
static unsigned well_formed_four(const unsigned char *p)
{
    uint32_t four = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                    (uint32_t)p[3] << 24;
    uint32_t second = (four >> 8) & 0x3F;
    if ((four & 0xC0C0F0) == 0x8080E0) {
        uint32_t top = (four & 0x0F) << 6 | second; /* 10 bits of 16 */
        return top >= 0x20 && (top < 0x360 || top > 0x37F) ? 3 : 0;
    }
    if ((four & 0xC0E0) == 0x80C0)
        return (four & 0x1E) != 0 ? 2 : 0;
    if ((four & 0xC0C0C0F8) == 0x808080F0) {
        uint32_t top = (four & 0x07) << 6 | second; /* 9 bits of 21 */
        return top >= 0x10 && top < 0x110 ? 4 : 0;
    }
    return 0;
}

/* Length of the character at i; 0 when there is none. */
static unsigned length_at(assay_str text, size_t i)
{
    const unsigned char *p = (const unsigned char *)text.ptr + i;
    if (p[0] < 0x80)
        return 1;
    return text.len - i >= 4 ? well_formed_four(p) : well_formed(p, text.len - i);
}

#ifdef __SSSE3__
/* Sixteen bytes at a time (Keiser & Lemire 2021, Validating UTF-8 in less than one
 * instruction per byte): three look-ups by half bytes name what each pair of bytes could
 * have wrong; where all three agree, it is. */
enum {
    TOO_SHORT = 1 << 0,      /* a first byte without its second */
    TOO_LONG = 1 << 1,       /* a continuation after ASCII */
    OVERLONG_3 = 1 << 2,     /* E0 80..9F */
    TOO_LARGE = 1 << 3,      /* F4 90..BF, F5.. 90..BF */
    SURROGATE = 1 << 4,      /* ED A0..BF */
    OVERLONG_2 = 1 << 5,     /* C0, C1 */
    TOO_LARGE_1000 = 1 << 6, /* F5.. 80..8F */
    OVERLONG_4 = 1 << 6,     /* F0 80..8F */
    TWO_CONTS = 1 << 7,      /* two continuations: right only as a third or fourth byte */
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

static __m128i high_halves(__m128i bytes)
{
    return _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(0x0F));
}

/* What each byte of a block, after the block before it, has wrong; zero is nothing. */
static __m128i wrong_in(__m128i block, __m128i before)
{
    const __m128i first_high = _mm_setr_epi8(
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS,
        TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
        TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
    const char large = (char)(CARRY | TOO_LARGE | TOO_LARGE_1000);
    const __m128i first_low = _mm_setr_epi8(
        (char)(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(CARRY | OVERLONG_2),
        (char)CARRY, (char)CARRY, (char)(CARRY | TOO_LARGE), large, large, large, large,
        large, large, large, large,
        (char)(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE), large, large);
    const char any = (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS);
    const __m128i second_high = _mm_setr_epi8(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_SHORT, (char)(any | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
        (char)(any | OVERLONG_3 | TOO_LARGE), (char)(any | SURROGATE | TOO_LARGE),
        (char)(any | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT);
    __m128i one_back = _mm_alignr_epi8(block, before, 15);
    __m128i two_back = _mm_alignr_epi8(block, before, 14);
    __m128i three_back = _mm_alignr_epi8(block, before, 13);
    __m128i low = _mm_and_si128(one_back, _mm_set1_epi8(0x0F));
    __m128i pair =
        _mm_and_si128(_mm_and_si128(_mm_shuffle_epi8(first_high, high_halves(one_back)),
                                    _mm_shuffle_epi8(first_low, low)),
                      _mm_shuffle_epi8(second_high, high_halves(block)));
    __m128i third = _mm_subs_epu8(two_back, _mm_set1_epi8(0xE0 - 0x80));
    __m128i fourth = _mm_subs_epu8(three_back, _mm_set1_epi8(0xF0 - 0x80));
    __m128i due = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8((char)0x80));
    return _mm_xor_si128(due, pair);
}

/* Whether all is valid. The last bytes are followed by zeros, so that a character that is
 * cut shows. */
static bool all_valid(assay_str text)
{
    __m128i before = _mm_setzero_si128(), wrong = before;
    size_t i = 0;
    for (; text.len - i >= 16; i += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(text.ptr + i));
        wrong = _mm_or_si128(wrong, wrong_in(block, before));
        before = block;
    }
    char tail[16] = {0};
    memcpy(tail, text.ptr + i, text.len - i);
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)tail);
    wrong = _mm_or_si128(wrong, wrong_in(block, before));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) == 0xFFFF;
}
#endif

size_t assay__utf8_check(assay_str text)
{
    size_t i = skip_ascii(text, 0);
#ifdef __SSSE3__
    if (i < text.len && all_valid((assay_str){text.ptr + i, text.len - i}))
        return text.len;
#endif
    for (; i < text.len; i = skip_ascii(text, i)) {
        unsigned length = length_at(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return text.len;
}

uint32_t assay__utf8_next(assay_str text, size_t *offset)
{
    const unsigned char *p = (const unsigned char *)text.ptr + *offset;
    if (p[0] < 0x80) {
        *offset += 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *offset += 2;
        return (p[0] & 0x1FU) << 6 | (p[1] & 0x3FU);
    }
    if (p[0] < 0xF0) {
        *offset += 3;
        return (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
    }
    *offset += 4;
    return (p[0] & 0x07U) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 |
           (p[3] & 0x3FU);
}

size_t assay__utf8_put(uint32_t code, char bytes[])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}
