/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict UTF-8 after the table of well-formed sequences, Unicode 15, table 3-7: what a
 * first byte allows for the second is all that tells good from bad; the rest is plain. */
#include "base/utf8.h"

#include <string.h>

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

size_t assay__utf8_check(assay_str text)
{
    for (size_t i = skip_ascii(text, 0); i < text.len; i = skip_ascii(text, i)) {
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
