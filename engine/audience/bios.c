/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same words about themselves: whole, or the first or second half of them, so that
 * one swapped word does not hide a template. Letters count, small; digits, blanks and
 * punctuation do not.
 */
#include "audience/bins.h"
#include "audience/crowd.h"

#include "base/hash.h"
#include "base/str.h"
#include "stat/tail.h"

#include <math.h>

enum {
    ENOUGH = 50,
    LEAST_BYTES = 12,
    LEAST_HALF = 4,
    LEAST_GROUP = 3,
    WORDS = 256,
    BIO_ROOM = 1024,
    KEYS = 3
};

/* A saying that people share: one in a thousand has the commonest one of this length. */
static const double COMMONEST = 0.001;

/** Where words begin in the letters of one biography. */
typedef struct letters {
    char bytes[BIO_ROOM];
    size_t n;
    size_t word[WORDS]; /* offset of each word */
    size_t n_words;
} letters;

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || c >= 0x80;
}

static void read_letters(assay_str bio, letters *out)
{
    out->n = out->n_words = 0;
    bool inside = false;
    for (size_t i = 0; i < bio.len && out->n < BIO_ROOM; i++) {
        unsigned char c = (unsigned char)bio.ptr[i];
        c = (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (!is_letter(c)) {
            inside = false;
            continue;
        }
        if (!inside && out->n_words < WORDS)
            out->word[out->n_words++] = out->n;
        inside = true;
        out->bytes[out->n++] = (char)c;
    }
}

/* Keys of the whole and of its halves; 0 where it is too short. */
static void keys_of(const letters *text, uint64_t key[])
{
    size_t half = text->n_words / 2, middle = half > 0 ? text->word[half] : 0;
    assay_str all = {text->bytes, text->n};
    assay_str first = {text->bytes, middle};
    assay_str second = {text->bytes + middle, text->n - middle};
    bool halves = half >= LEAST_HALF;
    key[0] = text->n >= LEAST_BYTES ? assay__hash(all, 11) | 1 : 0;
    key[1] = halves && first.len >= LEAST_BYTES ? assay__hash(first, 12) | 1 : 0;
    key[2] = halves && second.len >= LEAST_BYTES ? assay__hash(second, 13) | 1 : 0;
}

static void add_groups(assay__crowd *crowd, const assay__bins *bins, double written,
                       size_t slot[])
{
    double expected = COMMONEST * written;
    double looked = log10((double)bins->n + 1);
    for (size_t b = 0; b < bins->n; b++) {
        const assay__bin *bin = &bins->bins[b];
        slot[b] = ASSAY_NO_GROUP;
        if (bin->n < LEAST_GROUP)
            continue;
        double strength = assay__tail_poisson((double)bin->n, expected) - looked;
        if (!(strength >= ASSAY__GROUP_DIGITS))
            continue;
        assay_member_group group = {.because = ASSAY_BECAUSE_DUPLICATE_BIO,
                                    .first = bin->first,
                                    .n = bin->n,
                                    .expected = fmin(expected, (double)bin->n),
                                    .strength = strength,
                                    .created_from = ASSAY_TIME_UNKNOWN,
                                    .created_to = ASSAY_TIME_UNKNOWN,
                                    .rank_from = SIZE_MAX,
                                    .rank_to = SIZE_MAX};
        slot[b] = assay__crowd_add_group(crowd, &group);
    }
}

/* Joins members to their groups. @return members in any */
static double join_all(assay__crowd *crowd, const size_t bin_of[], const size_t slot[])
{
    double in = 0;
    for (size_t i = 0; i < crowd->n; i++) {
        bool grouped = false;
        for (size_t k = 0; k < KEYS; k++) {
            size_t bin = bin_of[KEYS * i + k];
            if (bin == SIZE_MAX || slot[bin] == ASSAY_NO_GROUP)
                continue;
            assay__crowd_join(crowd, i, slot[bin]);
            grouped = true;
        }
        in += grouped;
    }
    return in;
}

assay_status assay__bios_look(assay__crowd *crowd, assay_audience *out, assay_error *err)
{
    assay__bins bins;
    letters text;
    size_t written = 0, known = 0;
    ASSAY__TRY(assay__bins_new(KEYS * crowd->n, crowd->arena, &bins, err));
    size_t *bin_of = assay_arena_array(crowd->arena, KEYS * crowd->n, sizeof *bin_of);
    size_t *slot = assay_arena_array(crowd->arena, KEYS * crowd->n, sizeof *slot);
    if (bin_of == NULL || slot == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu bios", crowd->n);
    for (size_t i = 0; i < crowd->n; i++) {
        uint64_t key[KEYS] = {0};
        bool counts = !crowd->twin[i] && assay__str_known(crowd->members[i].bio);
        if (counts) {
            read_letters(crowd->members[i].bio, &text);
            keys_of(&text, key);
        }
        known += counts;
        written += key[0] != 0;
        for (size_t k = 0; k < KEYS; k++)
            bin_of[KEYS * i + k] =
                key[k] == 0 ? SIZE_MAX : assay__bins_add(&bins, key[k], i);
    }
    if (known < ENOUGH)
        return ASSAY_OK;
    add_groups(crowd, &bins, (double)written, slot);
    out->duplicate_bio_share = join_all(crowd, bin_of, slot) / (double)known;
    return ASSAY_OK;
}
