/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes: the table's fold is utf8proc's, keys and counts; folding a key again changes
 * nothing; composed and decomposed forms of valid text have the same keys. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/str.h"
#include "text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static assay__folded fold(assay_str text, assay_arena *arena)
{
    assay__folded folded;
    if (assay__fold(text, arena, &folded, NULL) != ASSAY_OK)
        abort();
    return folded;
}

static void must_equal(assay_str a, assay_str b)
{
    if (!assay__str_equal(a, b))
        abort();
}

static void must_count_alike(const assay__folded *a, const assay__folded *b)
{
    bool alike = a->letters == b->letters && a->upper == b->upper &&
                 a->digits == b->digits && a->punctuation == b->punctuation &&
                 a->emoji == b->emoji && a->hidden == b->hidden &&
                 a->lookalikes == b->lookalikes && a->stretched == b->stretched &&
                 a->graphemes == b->graphemes && a->longest_digits == b->longest_digits;
    if (!alike)
        abort();
}

/* The keys of a normal form are those of the text; bytes that are no UTF-8 have none. */
static void check_form(assay_str text, const assay__folded *keys, unsigned form,
                       assay_arena *arena)
{
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len,
                     &bytes, (utf8proc_option_t)(UTF8PROC_STABLE | form));
    if (len < 0)
        return;
    assay__folded again = fold((assay_str){(const char *)bytes, (size_t)len}, arena);
    must_equal(again.visible, keys->visible);
    must_equal(again.skeleton, keys->skeleton);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 2000 };
    assay_arena *arena;
    if (size > MOST)
        return 0;
    if (assay_arena_new(1 << 16, NULL, &arena, NULL) != ASSAY_OK)
        abort();
    assay_str text = {(const char *)data, size};
    assay__folded keys = fold(text, arena), exact;
    if (assay__fold_exactly(text, arena, &exact, NULL) != ASSAY_OK)
        abort();
    must_equal(keys.visible, exact.visible);
    must_equal(keys.skeleton, exact.skeleton);
    must_count_alike(&keys, &exact);
    must_equal(fold(keys.visible, arena).visible, keys.visible);
    must_equal(fold(keys.skeleton, arena).skeleton, keys.skeleton);
    check_form(text, &keys, UTF8PROC_COMPOSE, arena);
    check_form(text, &keys, UTF8PROC_DECOMPOSE, arena);
    assay_arena_free(arena);
    return 0;
}
