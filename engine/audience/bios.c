/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same words about themselves, word for word. Letters count, small; digits, blanks
 * and punctuation do not. Halves of a text were tried and dropped: people end theirs on
 * the same stock phrases ("business by message") as sellers' templates do.
 */
#include "audience/bins.h"
#include "audience/crowd.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "stat/tail.h"

#include <math.h>

enum { ENOUGH = 50, LEAST_BYTES = 12, LEAST_GROUP = 3, BIO_ROOM = 1024 };

/* A saying that people share: one in a thousand has the commonest one of this length. */
static const double COMMONEST = 0.001;

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* Hash of the letters; 0 when they are too few to be anybody's own words. */
static uint64_t key_of(assay_str bio)
{
    char letters[BIO_ROOM];
    size_t n = 0;
    for (size_t i = 0; i < bio.len && n < BIO_ROOM; i++) {
        unsigned char c = (unsigned char)bio.ptr[i];
        c = (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (is_letter(c))
            letters[n++] = (char)c;
    }
    return n >= LEAST_BYTES ? assay__hash((assay_str){letters, n}, 11) | 1 : 0;
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

/* Joins members to their groups. @return members in any, chance set aside */
static double join_all(assay__crowd *crowd, const size_t bin_of[], const size_t slot[])
{
    double in = 0;
    for (size_t i = 0; i < crowd->n; i++) {
        if (bin_of[i] == SIZE_MAX || slot[bin_of[i]] == ASSAY_NO_GROUP)
            continue;
        size_t group = slot[bin_of[i]];
        assay__crowd_join(crowd, i, group);
        in += 1 - crowd->groups[group].expected / (double)crowd->groups[group].n;
    }
    return in;
}

assay_status assay__bios_look(assay__crowd *crowd, assay_audience *out, assay_error *err)
{
    assay__bins bins;
    size_t written = 0, known = 0, n = crowd->n;
    ASSAY__TRY(assay__bins_new(n, crowd->arena, &bins, err));
    size_t *bin_of = assay__arena_raw(crowd->arena, n, sizeof *bin_of);
    size_t *slot = assay__arena_raw(crowd->arena, n, sizeof *slot);
    if (bin_of == NULL || slot == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu biographies", n);
    for (size_t i = 0; i < n; i++) {
        bool counts = !crowd->twin[i] && assay__str_known(crowd->members[i].bio);
        uint64_t key = counts ? key_of(crowd->members[i].bio) : 0;
        known += counts;
        written += key != 0;
        bin_of[i] = key == 0 ? SIZE_MAX : assay__bins_add(&bins, key, i);
    }
    if (known < ENOUGH)
        return ASSAY_OK;
    add_groups(crowd, &bins, (double)written, slot);
    out->duplicate_bio_share = join_all(crowd, bin_of, slot) / (double)known;
    return ASSAY_OK;
}
