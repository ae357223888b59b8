/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account counts a phrase three times at most: the background is what is common to
 * accounts, not what one of them was flooded with. */
#include "comments/phrases.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 1024, PER_ACCOUNT = 3, LEAST = 3, MOST_PHRASES = 20000 };

static assay__phrase_slot *place_of(assay__phrase_slot slots[], size_t n, uint64_t phrase)
{
    size_t at = phrase & (n - 1);
    while (slots[at].phrase != 0 && slots[at].phrase != phrase)
        at = (at + 1) & (n - 1);
    return &slots[at];
}

static bool grow(assay__phrase_count *count, assay_arena *arena)
{
    if (2 * (count->used + 1) <= count->n_slots)
        return true;
    size_t n = count->n_slots == 0 ? FIRST_SLOTS : 2 * count->n_slots;
    assay__phrase_slot *slots = assay_arena_array(arena, n, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < count->n_slots; i++)
        if (count->slots[i].phrase != 0)
            *place_of(slots, n, count->slots[i].phrase) = count->slots[i];
    count->slots = slots;
    count->n_slots = n;
    return true;
}

static bool is_ordinary(const assay__remark *remark, const assay_comments_labels *labels)
{
    bool known = labels != NULL && labels->inauthentic != NULL;
    return remark->text_hash != 0 && !remark->masked && !remark->link && !remark->lure &&
           (!known || labels->inauthentic[remark->index] == 0);
}

assay_status assay__phrase_count_add(assay__phrase_count *count,
                                     const assay__sample *sample,
                                     const assay_comments_labels *labels,
                                     assay_arena *arena, assay_error *err)
{
    count->accounts++;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        if (!is_ordinary(remark, labels))
            continue;
        if (!grow(count, arena))
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory to count phrases");
        assay__phrase_slot *place =
            place_of(count->slots, count->n_slots, remark->text_hash);
        count->used += place->phrase == 0;
        place->phrase = remark->text_hash;
        place->here = place->account == count->accounts ? place->here + 1 : 1;
        place->account = count->accounts;
        place->n += place->here <= PER_ACCOUNT;
        count->comments++;
    }
    return ASSAY_OK;
}

/* Most said first, hash to decide: which phrases are kept must not depend on order. */
static int compare_counts(const void *a, const void *b)
{
    const assay__phrase_slot *x = a, *y = b;
    int order = (x->n < y->n) - (x->n > y->n);
    return order != 0 ? order : (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

static int compare_phrases(const void *a, const void *b)
{
    const assay__phrase_slot *x = a, *y = b;
    return (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

assay_status assay__phrase_count_finish(const assay__phrase_count *count,
                                        assay_arena *arena, assay__background *out,
                                        assay_error *err)
{
    assay__phrase_slot *kept = assay_arena_array(arena, count->used + 1, sizeof *kept);
    uint64_t *phrases = assay_arena_array(arena, count->used + 1, sizeof *phrases);
    float *rates = assay_arena_array(arena, count->used + 1, sizeof *rates);
    if (kept == NULL || phrases == NULL || rates == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for phrase rates");
    size_t n = 0;
    for (size_t i = 0; i < count->n_slots; i++)
        if (count->slots[i].n >= LEAST)
            kept[n++] = count->slots[i];
    qsort(kept, n, sizeof *kept, compare_counts);
    n = n < MOST_PHRASES ? n : MOST_PHRASES;
    qsort(kept, n, sizeof *kept, compare_phrases);
    for (size_t i = 0; i < n; i++) {
        phrases[i] = kept[i].phrase;
        rates[i] = (float)((kept[i].n + 0.5) / (count->comments + 1));
    }
    *out = (assay__background){phrases, rates, n, count->comments};
    return ASSAY_OK;
}
