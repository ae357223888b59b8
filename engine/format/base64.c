/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "format/base64.h"

#include <string.h>

static const char LETTERS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char letter_of(uint32_t value, bool there)
{
    if (!there)
        return '=';
    return LETTERS[value];
}

assay_str assay__base64_write(const void *bytes, size_t n, assay_arena *arena)
{
    const unsigned char *in = bytes;
    size_t len = (n + 2) / 3 * 4, at = 0;
    char *out = assay_arena_alloc(arena, len + 1);
    if (out == NULL)
        return (assay_str){NULL, 0};
    for (size_t i = 0; i < n; i += 3) {
        uint32_t group = (uint32_t)in[i] << 16;
        group |= i + 1 < n ? (uint32_t)in[i + 1] << 8 : 0;
        group |= i + 2 < n ? in[i + 2] : 0;
        out[at++] = LETTERS[group >> 18];
        out[at++] = LETTERS[group >> 12 & 63];
        out[at++] = letter_of(group >> 6 & 63, i + 1 < n);
        out[at++] = letter_of(group & 63, i + 2 < n);
    }
    return (assay_str){out, len};
}

/* 0..63, or 64 for what is no letter. */
static uint32_t letter_value(char letter)
{
    const char *found = letter == '\0' ? NULL : strchr(LETTERS, letter);
    return found == NULL ? 64 : (uint32_t)(found - LETTERS);
}

bool assay__base64_read(assay_str text, void *bytes, size_t n)
{
    unsigned char *out = bytes;
    if (text.len != (n + 2) / 3 * 4)
        return false;
    size_t padding = (3 - n % 3) % 3;
    for (size_t i = 0; i < text.len; i += 4) {
        uint32_t group = 0;
        for (size_t k = 0; k < 4; k++) {
            bool pad = i + k >= text.len - padding;
            uint32_t value = pad ? 0 : letter_value(text.ptr[i + k]);
            if (value > 63 || (pad && text.ptr[i + k] != '='))
                return false;
            group = group << 6 | value;
        }
        for (size_t k = 0; k < 3 && i / 4 * 3 + k < n; k++)
            out[i / 4 * 3 + k] = (unsigned char)(group >> (16 - 8 * k));
    }
    return true;
}
