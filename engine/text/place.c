/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashtags are cut out of a caption, folded, and looked for in places.def. */
#include "text/place.h"

#include <string.h>

#include "base/str.h"

typedef struct row {
    const char *code, *names;
    assay__dialect dialect;
} row;

static const row ROWS[] = {
#define PLACE(code, dialect, names) {code, names, ASSAY__DIALECT_##dialect},
#include "text/places.def"
#undef PLACE
};

enum { PLACES = sizeof ROWS / sizeof *ROWS, FOUND_INSIDE = 5 };

const char *assay__place_code(size_t place)
{
    return ROWS[place].code;
}

assay__dialect assay__place_dialect(assay_str code)
{
    for (size_t i = 0; i < PLACES; i++)
        if (assay__str_equal(code, assay__str(ROWS[i].code)))
            return ROWS[i].dialect;
    return ASSAY__DIALECT_NONE;
}

static bool holds(assay_str text, const char *name, size_t len)
{
    if (len == text.len)
        return memcmp(text.ptr, name, len) == 0;
    for (size_t i = 0; len >= FOUND_INSIDE && i + len <= text.len; i++)
        if (memcmp(text.ptr + i, name, len) == 0)
            return true;
    return false;
}

/* The place with the longest name in a tag: `hochiminhvietnam` is the city. */
static size_t place_of(assay_str tag)
{
    size_t best = ASSAY__NO_PLACE, longest = 0;
    for (size_t i = 0; i < PLACES; i++)
        for (const char *at = ROWS[i].names; *at != '\0'; at += strspn(at, " ")) {
            size_t len = strcspn(at, " ");
            if (len > longest && holds(tag, at, len)) {
                best = i;
                longest = len;
            }
            at += len;
        }
    return best;
}

static bool ends_tag(char byte)
{
    return byte == '#' || strchr(" \t\r\n,.;:!?()[]\"'", byte) != NULL;
}

/* The next hashtag without its sign; length 0 at the end. */
static assay_str next_tag(assay_str caption, size_t *at)
{
    while (*at < caption.len && caption.ptr[*at] != '#')
        ++*at;
    size_t begin = *at < caption.len ? *at + 1 : *at, end = begin;
    while (end < caption.len && !ends_tag(caption.ptr[end]))
        end++;
    *at = end;
    return (assay_str){caption.ptr + begin, end - begin};
}

assay_status assay__place_read(assay_str caption, assay_arena *arena, size_t *out,
                               assay_error *err)
{
    unsigned named[PLACES] = {0};
    size_t best = ASSAY__NO_PLACE;
    for (size_t at = 0; at < caption.len;) {
        assay__folded folded;
        assay_str tag = next_tag(caption, &at);
        if (tag.len == 0)
            continue;
        ASSAY__TRY(assay__fold(tag, arena, &folded, err));
        size_t place = place_of(folded.skeleton);
        if (place == ASSAY__NO_PLACE)
            continue;
        named[place]++;
        if (best == ASSAY__NO_PLACE || named[place] > named[best])
            best = place;
    }
    *out = best;
    return ASSAY_OK;
}
