/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML as YouTube's interface hands comments out: a handful of tags and character
 * references. No parser: a tag is `<`, a letter or `/`, up to the next `>` within reach;
 * anything else, as in `a < b` or `<3`, stays. */
#include "text/fold.h"

#include <string.h>

#include "base/str.h"

enum { LONGEST_TAG = 512, LONGEST_REFERENCE = 10 };

static bool is_ascii_letter(char byte)
{
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'z';
}

/* Length of the tag at the start of `rest`, 0 when none is there. */
static size_t tag_length(assay_str rest)
{
    bool opens = rest.len >= 3 && rest.ptr[0] == '<' &&
                 (is_ascii_letter(rest.ptr[1]) || rest.ptr[1] == '/');
    if (!opens)
        return 0;
    size_t reach = rest.len < LONGEST_TAG ? rest.len : LONGEST_TAG;
    const char *end = memchr(rest.ptr, '>', reach);
    return end == NULL ? 0 : (size_t)(end - rest.ptr) + 1;
}

static uint32_t numeric_reference(assay_str name)
{
    bool hex = name.len > 2 && (name.ptr[1] | 0x20) == 'x';
    uint32_t code = 0, base = hex ? 16 : 10;
    for (size_t i = hex ? 2 : 1; i < name.len; i++) {
        char byte = name.ptr[i], lower = (char)(byte | 0x20);
        uint32_t digit = 99;
        if (byte >= '0' && byte <= '9')
            digit = (uint32_t)(byte - '0');
        else if (lower >= 'a' && lower <= 'f')
            digit = (uint32_t)(lower - 'a') + 10;
        if (digit >= base)
            return 0;
        code = code * base + digit;
    }
    return code;
}

static uint32_t reference_code(assay_str name)
{
    static const struct {
        const char *name;
        uint32_t code;
    } NAMED[] = {{"amp", '&'},  {"lt", '<'},    {"gt", '>'},
                 {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
    if (name.len > 1 && name.ptr[0] == '#')
        return numeric_reference(name);
    for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
        if (assay__str_equal(name, assay__str(NAMED[i].name)))
            return NAMED[i].code;
    return 0;
}

/* Length of the character reference at the start of `rest`, 0 when none is there; only
 * plain ASCII ones, which is all that interfaces escape. */
static size_t reference_length(assay_str rest, char *out)
{
    size_t reach = rest.len < LONGEST_REFERENCE ? rest.len : LONGEST_REFERENCE;
    const char *end = memchr(rest.ptr, ';', reach);
    if (rest.ptr[0] != '&' || end == NULL)
        return 0;
    uint32_t code =
        reference_code((assay_str){rest.ptr + 1, (size_t)(end - rest.ptr) - 1});
    if (code == 0 || code > 0x7E)
        return 0;
    *out = (char)code;
    return (size_t)(end - rest.ptr) + 1;
}

assay_str assay__text_plain(assay_str text, assay_arena *arena)
{
    bool marked = text.len > 0 && (memchr(text.ptr, '<', text.len) != NULL ||
                                   memchr(text.ptr, '&', text.len) != NULL);
    if (!marked)
        return text;
    char *bytes = assay_arena_alloc(arena, text.len);
    if (bytes == NULL)
        return (assay_str){NULL, 0};
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        assay_str rest = {text.ptr + at, text.len - at};
        char byte = ' ';
        size_t used = tag_length(rest);
        if (used == 0)
            used = reference_length(rest, &byte);
        if (used == 0)
            byte = text.ptr[at];
        bytes[len++] = byte;
        at += used > 0 ? used : 1;
    }
    return (assay_str){bytes, len};
}
