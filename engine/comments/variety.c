/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How rich the words are, how much the texts repeat runs of bytes, and how far they speak
 * of the post they stand under.
 *
 * Sources: Yule 1944 (his I, the inverse of K, which hardly depends on length); Sparck
 * Jones 1972 (inverse document frequency) for relevance, against the other captions of
 * the same account.
 */
#include "comments/describe.h"

#include <math.h>

enum {
    ENOUGH_WORDS = 200,
    ENOUGH_COMMENTS = 50,
    SAME_N = 100,    /* comments that the repetition is measured on, always as many */
    SAME_BYTES = 48, /* of each */
    RUN = 6,         /* bytes of a run */
    BITS = 1 << 16,  /* of the map of runs */
    CAPTIONS = 64,   /* captions that are told apart, one bit each */
    ENOUGH_CAPTIONS = 5
};

/* A word, how often it is said, and in which captions it stands. */
typedef struct entry {
    uint32_t tag; /* upper half of the hash; 0 is empty */
    uint32_t n;
    uint64_t captions;
} entry;

typedef struct vocabulary {
    entry *slots;
    size_t mask;
    double idf[CAPTIONS + 1]; /* by number of captions */
} vocabulary;

static entry *find(const vocabulary *v, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32) | 1;
    size_t at = hash & v->mask;
    while (v->slots[at].tag != 0 && v->slots[at].tag != tag)
        at = (at + 1) & v->mask;
    v->slots[at].tag = tag;
    return &v->slots[at];
}

static bool open_vocabulary(const assay__sample *sample, assay_arena *arena,
                            vocabulary *v)
{
    size_t words = 0, size = 64;
    for (size_t i = 0; i < sample->n; i++)
        words += sample->remarks[i].n_words;
    for (size_t i = 0; i < sample->n_threads && i < CAPTIONS; i++)
        words += sample->threads[i].n_words;
    while (size < 2 * words)
        size *= 2;
    v->slots = assay_arena_array(arena, size, sizeof *v->slots);
    v->mask = size - 1;
    return v->slots != NULL;
}

/* Yule's I = n^2 / (sum of squares of counts - n); counts are summed as they grow. */
static double measure_diversity(const assay__sample *sample, vocabulary *v)
{
    double n = 0, squares = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        for (uint32_t k = 0; k < remark->n_words; k++) {
            entry *word = find(v, remark->words[k].hash);
            squares += 2.0 * word->n++ + 1;
        }
        n += remark->n_words;
    }
    if (n < ENOUGH_WORDS)
        return ASSAY_NUMBER_UNKNOWN;
    return n * n / (squares - n + 1);
}

static bool mark_run(uint64_t map[], uint64_t run)
{
    uint64_t bit = (run * UINT64_C(0x9E3779B97F4A7C15)) >> 48;
    bool fresh = (map[bit / 64] >> (bit % 64) & 1) == 0;
    map[bit / 64] |= UINT64_C(1) << (bit % 64);
    return fresh;
}

/* New runs among all runs in a hundred comments spread evenly over the sample. */
static double measure_repetition(const assay__sample *sample, assay_arena *arena,
                                 bool *memory)
{
    if (sample->n < SAME_N)
        return ASSAY_NUMBER_UNKNOWN;
    uint64_t *map = assay_arena_alloc(arena, BITS / 8);
    *memory = map != NULL;
    size_t all = 0, fresh = 0;
    for (size_t i = 0; i < SAME_N && map != NULL; i++) {
        assay_str text = sample->remarks[i * sample->n / SAME_N].plain;
        size_t end = text.len < SAME_BYTES ? text.len : SAME_BYTES;
        uint64_t run = 0;
        for (size_t at = 0; at < end; at++) {
            run = run >> 8 | (uint64_t)(unsigned char)text.ptr[at] << (8 * (RUN - 1));
            if (at + 1 < RUN)
                continue;
            fresh += mark_run(map, run);
            all++;
        }
    }
    return all < ENOUGH_WORDS ? ASSAY_NUMBER_UNKNOWN : (double)fresh / (double)all;
}

static size_t mark_captions(const assay__sample *sample, vocabulary *v)
{
    size_t n = sample->n_threads < CAPTIONS ? sample->n_threads : CAPTIONS, known = 0;
    for (size_t i = 0; i < n; i++) {
        const assay__thread *thread = &sample->threads[i];
        for (size_t k = 0; k < thread->n_words; k++)
            find(v, thread->words[k].hash)->captions |= UINT64_C(1) << i;
        known += thread->n_words > 0;
    }
    for (size_t k = 0; k <= CAPTIONS; k++)
        v->idf[k] = k == 0 ? 0 : log((double)(known + 1) / (double)k);
    return known;
}

/* What share of its words is in the own caption, less what is in another on average,
 * rare words weighing more. */
static double lift_of(const assay__remark *remark, const vocabulary *v, size_t captions)
{
    double own = 0, others = 0;
    for (uint32_t k = 0; k < remark->n_words; k++) {
        uint64_t mask = find(v, remark->words[k].hash)->captions;
        unsigned in = (unsigned)__builtin_popcountll(mask);
        bool here = (mask >> remark->post & 1) != 0;
        own += here ? v->idf[in] : 0;
        others += v->idf[in] * (in - here);
    }
    double words = remark->n_words;
    return (own - others / (double)(captions - 1)) / words;
}

static double measure_relevance(assay__sample *sample, vocabulary *v)
{
    size_t captions = mark_captions(sample, v), n = 0;
    double sum = 0;
    if (captions < 2)
        return ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < sample->n; i++) {
        assay__remark *remark = &sample->remarks[i];
        if (remark->n_words == 0 || remark->post >= CAPTIONS ||
            sample->threads[remark->post].n_words == 0)
            continue;
        remark->relevance = lift_of(remark, v, captions);
        sum += remark->relevance;
        n++;
    }
    bool enough = n >= ENOUGH_COMMENTS && captions >= ENOUGH_CAPTIONS;
    return enough ? sum / (double)n : ASSAY_NUMBER_UNKNOWN;
}

assay_status assay__describe_words(assay__sample *sample, assay_arena *arena,
                                   assay_comments *out, assay_error *err)
{
    vocabulary v;
    if (!open_vocabulary(sample, arena, &v))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the words of comments");
    bool memory = true;
    out->diversity = measure_diversity(sample, &v);
    out->compression = measure_repetition(sample, arena, &memory);
    out->relevance = measure_relevance(sample, &v);
    if (!memory)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the runs of comments");
    return ASSAY_OK;
}
