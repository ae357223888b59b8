/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct texts first; then every text of enough bytes proposes pairs by the bands of
 * its sketch, every text of enough words by its words but one; what is proposed is
 * verified and joined in a union-find.
 *
 * Masked remarks (what the caption asked for, orders, wishes) take no part.
 */
#include "comments/duplicates.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/sketch.h"

enum {
    SHORTEST_SKETCHED = 12, /* bytes: nine runs of four; shorter texts must be equal */
    CHAIN = 8,              /* texts of a bucket that are compared */
    REFUSED = 1024,
    SPARSE = 4, /* buckets are cheap to clear and dear to guess wrong */
    TEMPLATE_WORDS_MIN = 5,
    TEMPLATE_WORDS_MAX = 32,
    TEMPLATE_SLOTS = 2
};

/* Least similarity of near-duplicates, and least agreement of sketches worth counting:
 * three standard errors of 64 places below it. */
static const double SIMILAR = 0.6, AGREEING = 0.42;

/* A distinct text. */
typedef struct text {
    const assay__remark *remark; /* its first */
    uint32_t parent;
    uint32_t *runs; /* sorted shingles, made when first needed */
    uint32_t n_runs;
} text;

/* A place in the hash table of texts with a word left out; what it proposes is compared
 * word by word, so half a hash will do. */
typedef struct proposal {
    uint32_t tag;
    uint32_t text; /* number + 1; 0 empty */
} proposal;

typedef struct finder {
    assay__sample *sample;
    assay_arena *arena;
    text *texts;
    size_t n_texts;
    uint64_t
        refused[REFUSED]; /* pairs found unlike, so that no further band asks again */
} finder;

static uint32_t root_of(text texts[], uint32_t i)
{
    while (texts[i].parent != i) {
        texts[i].parent = texts[texts[i].parent].parent;
        i = texts[i].parent;
    }
    return i;
}

/* The lower number stays root, so that the result does not depend on the order. */
static void join(text texts[], uint32_t a, uint32_t b)
{
    a = root_of(texts, a);
    b = root_of(texts, b);
    texts[a > b ? a : b].parent = a > b ? b : a;
}

static size_t table_size(size_t items)
{
    size_t size = 16;
    while (size < 2 * items)
        size *= 2;
    return size;
}

static bool number_texts(finder *f)
{
    assay__sample *sample = f->sample;
    size_t size = table_size(sample->n);
    uint32_t *slots = assay_arena_array(f->arena, size, sizeof *slots);
    f->texts = assay_arena_array(f->arena, sample->n + 1, sizeof *f->texts);
    if (slots == NULL || f->texts == NULL)
        return false;
    for (size_t i = 0; i < sample->n; i++) {
        assay__remark *remark = &sample->remarks[i];
        if (remark->text_hash == 0 || remark->masked)
            continue;
        size_t at = remark->text_hash & (size - 1);
        while (slots[at] != 0 &&
               !assay__str_equal(f->texts[slots[at] - 1].remark->plain, remark->plain))
            at = (at + 1) & (size - 1);
        if (slots[at] == 0) {
            f->texts[f->n_texts] =
                (text){.remark = remark, .parent = (uint32_t)f->n_texts};
            slots[at] = (uint32_t)++f->n_texts;
        }
        remark->text = slots[at] - 1;
    }
    return true;
}

static bool make_runs(finder *f, text *t)
{
    if (t->runs != NULL)
        return true;
    t->runs = assay__arena_raw(f->arena, t->remark->plain.len, sizeof *t->runs);
    if (t->runs == NULL)
        return false;
    t->n_runs = (uint32_t)assay__shingles(t->remark->plain, t->runs);
    return true;
}

/* True when the sketches agree too seldom for a comparison to be worth it. */
static bool disagree(const assay__sketch *a, const assay__sketch *b)
{
    return assay__sketch_agreement(a, b) < AGREEING;
}

/* Joins a text with an earlier one when they are alike; false when memory has run out. */
static bool compare_texts(finder *f, uint32_t later, uint32_t earlier,
                          const assay__sketch sketches[])
{
    uint64_t pair = (uint64_t)later << 32 | earlier; /* not 0 */
    uint64_t *refused = &f->refused[(later * 31 + earlier) % REFUSED];
    if (*refused == pair || root_of(f->texts, later) == root_of(f->texts, earlier))
        return true;
    text *x = &f->texts[later], *y = &f->texts[earlier];
    bool unlike = disagree(&sketches[later], &sketches[earlier]);
    if (!unlike && (!make_runs(f, x) || !make_runs(f, y)))
        return false;
    if (unlike || assay__jaccard(x->runs, x->n_runs, y->runs, y->n_runs) < SIMILAR)
        *refused = pair;
    else
        join(f->texts, later, earlier);
    return true;
}

/* Texts under one band of their sketches: a bucket holds the newest, each knows the one
 * before it. */
typedef struct buckets {
    const assay__sketch *sketches;
    uint32_t *newest;        /* [size] number + 1; 0 empty */
    uint32_t *before;        /* [texts] */
    const uint32_t *entered; /* [n] texts long enough */
    size_t size, n;
} buckets;

/* Compares a text with those that share the band, newest first. */
static bool propose(finder *f, const buckets *b, uint32_t number, uint32_t other,
                    size_t band)
{
    uint64_t key = assay__sketch_band(&b->sketches[number], band);
    for (unsigned steps = 0; other != 0 && steps < CHAIN; other = b->before[other - 1]) {
        if (assay__sketch_band(&b->sketches[other - 1], band) != key)
            continue;
        steps++;
        if (!compare_texts(f, number, other - 1, b->sketches))
            return false;
    }
    return true;
}

static bool join_by_band(finder *f, const buckets *b, size_t band)
{
    memset(b->newest, 0, b->size * sizeof *b->newest);
    for (size_t i = 0; i < b->n; i++) {
        uint32_t number = b->entered[i];
        uint64_t key = assay__sketch_band(&b->sketches[number], band);
        uint64_t spread = key * UINT64_C(0x9E3779B97F4A7C15);
        uint32_t *newest = &b->newest[(spread >> 32) & (b->size - 1)];
        b->before[number] = *newest;
        if (*newest != 0 && !propose(f, b, number, *newest, band))
            return false;
        *newest = number + 1;
    }
    return true;
}

/* One band after the other in the same buckets, so that memory stays that of one. */
static bool join_similar(finder *f)
{
    size_t size = SPARSE * table_size(f->n_texts), n = 0;
    assay__sketch *sketches =
        assay__arena_raw(f->arena, f->n_texts + 1, sizeof *sketches);
    uint32_t *newest = assay__arena_raw(f->arena, size, sizeof *newest);
    uint32_t *before = assay__arena_raw(f->arena, f->n_texts + 1, sizeof *before);
    uint32_t *entered = assay__arena_raw(f->arena, f->n_texts + 1, sizeof *entered);
    if (sketches == NULL || newest == NULL || before == NULL || entered == NULL)
        return false;
    for (size_t i = 0; i < f->n_texts; i++) {
        if (f->texts[i].remark->plain.len < SHORTEST_SKETCHED)
            continue;
        assay__sketch_text(f->texts[i].remark->plain, &sketches[i]);
        entered[n++] = (uint32_t)i;
    }
    buckets b = {sketches, newest, before, entered, size, n};
    for (size_t band = 0; band < ASSAY__SKETCH_BANDS; band++)
        if (!join_by_band(f, &b, band))
            return false;
    return true;
}

/* The place of a key, empty or holding the text that was entered under it first. */
static proposal *place_of(proposal table[], size_t size, uint64_t key)
{
    uint32_t tag = (uint32_t)(key >> 32);
    size_t at = key & (size - 1);
    while (table[at].text != 0 && table[at].tag != tag)
        at = (at + 1) & (size - 1);
    return &table[at];
}

static bool is_template_length(const assay__remark *remark)
{
    return remark->n_words >= TEMPLATE_WORDS_MIN &&
           remark->n_words <= TEMPLATE_WORDS_MAX && !remark->generic;
}

static bool differ_only_at(const assay__remark *a, const assay__remark *b, uint32_t slot)
{
    if (a->n_words != b->n_words)
        return false;
    for (uint32_t i = 0; i < a->n_words; i++)
        if (i != slot && a->words[i].hash != b->words[i].hash)
            return false;
    return true;
}

/* Enters the text under its words but one, for each one. */
static void join_by_slots(finder *f, uint32_t number, proposal table[], size_t size)
{
    const assay__remark *remark = f->texts[number].remark;
    uint64_t behind[TEMPLATE_WORDS_MAX + 1];
    uint32_t n = remark->n_words;
    behind[n] = n;
    for (uint32_t i = n; i-- > 0;)
        behind[i] = assay__phrase_hash(behind[i + 1], remark->words[i].hash);
    uint64_t before = 1;
    for (uint32_t slot = 0; slot < n; slot++) {
        uint64_t key =
            assay__phrase_hash(before ^ (uint64_t)slot << 32, behind[slot + 1]);
        proposal *place = place_of(table, size, key);
        if (place->text == 0)
            *place = (proposal){(uint32_t)(key >> 32), number + 1};
        else if (differ_only_at(remark, f->texts[place->text - 1].remark, slot))
            join(f->texts, number, place->text - 1);
        before = assay__phrase_hash(before, remark->words[slot].hash);
    }
}

static bool join_templates(finder *f)
{
    size_t words = 0;
    for (size_t i = 0; i < f->n_texts; i++)
        words += is_template_length(f->texts[i].remark) ? f->texts[i].remark->n_words : 0;
    size_t size = table_size(words);
    proposal *table = assay_arena_array(f->arena, size, sizeof *table);
    if (table == NULL)
        return false;
    for (size_t i = 0; i < f->n_texts; i++)
        if (is_template_length(f->texts[i].remark))
            join_by_slots(f, (uint32_t)i, table, size);
    return true;
}

/* What is known of a cluster while it is being filled. */
typedef struct filling {
    const assay__remark *first;
    uint32_t texts, slots; /* distinct texts; words in which they differ, bits */
    bool aligned;
    double rate;
} filling;

/* Numbers the clusters of two or more by their first remark. */
static bool number_clusters(finder *f, assay__duplicates *out)
{
    assay__sample *sample = f->sample;
    uint32_t *members = assay_arena_array(f->arena, f->n_texts + 1, sizeof *members);
    uint32_t *number = assay_arena_array(f->arena, f->n_texts + 1, sizeof *number);
    if (members == NULL || number == NULL)
        return false;
    for (size_t i = 0; i < sample->n; i++)
        if (sample->remarks[i].text != ASSAY__NONE)
            members[root_of(f->texts, sample->remarks[i].text)]++;
    for (size_t i = 0; i < sample->n; i++) {
        assay__remark *remark = &sample->remarks[i];
        if (remark->text == ASSAY__NONE)
            continue;
        uint32_t root = root_of(f->texts, remark->text);
        if (members[root] < 2)
            continue;
        if (number[root] == 0)
            number[root] = (uint32_t)++out->n;
        remark->cluster = number[root] - 1;
    }
    out->clusters = assay_arena_array(f->arena, out->n + 1, sizeof *out->clusters);
    out->voices = assay_arena_array(f->arena, out->n + 1, sizeof *out->voices);
    return out->clusters != NULL && out->voices != NULL;
}

static void note_time(assay_comment_cluster *cluster, int64_t at)
{
    if (at == ASSAY_TIME_UNKNOWN)
        return;
    if (cluster->from == ASSAY_TIME_UNKNOWN || at < cluster->from)
        cluster->from = at;
    if (cluster->to == ASSAY_TIME_UNKNOWN || at > cluster->to)
        cluster->to = at;
}

/* Words of the first text that are not in the other when both are laid side by side, by
 * their beginnings and their ends; one bit for a word that only the other has. */
static uint32_t slots_between(const assay__remark *first, const assay__remark *other)
{
    uint32_t n = first->n_words, m = other->n_words, same = 0, behind = 0;
    uint32_t least = n < m ? n : m, slots = 0;
    while (same < least && first->words[same].hash == other->words[same].hash)
        same++;
    while (behind < least - same &&
           first->words[n - 1 - behind].hash == other->words[m - 1 - behind].hash)
        behind++;
    for (uint32_t i = same; i < n - behind; i++)
        if (n != m || first->words[i].hash != other->words[i].hash)
            slots |= (uint32_t)1 << i;
    bool only_other = n != m && same + behind == n;
    return only_other && same < n ? slots | (uint32_t)1 << same : slots;
}

/* A text may be longer than the first by a word or two in its slot. */
static void note_text(filling *fill, const assay__remark *remark)
{
    fill->texts++;
    uint32_t n = fill->first->n_words, m = remark->n_words;
    fill->aligned = fill->aligned && is_template_length(remark) &&
                    is_template_length(fill->first) && m <= n + TEMPLATE_SLOTS &&
                    n <= m + TEMPLATE_SLOTS;
    if (fill->aligned)
        fill->slots |= slots_between(fill->first, remark);
}

static void note_member(assay_comment_cluster *cluster, filling *fill, const finder *f,
                        const assay__background *background, const assay__remark *remark)
{
    if (cluster->n++ == 0) {
        cluster->first = remark->index;
        cluster->from = cluster->to = ASSAY_TIME_UNKNOWN;
        *fill = (filling){.first = remark, .aligned = true};
    }
    note_time(cluster, remark->comment->at);
    if (f->texts[remark->text].remark != remark)
        return;
    fill->rate += assay__background_rate(background, remark);
    note_text(fill, remark);
}

/* Distinct authors of each cluster: a remark counts when its author's last cluster was
 * another, so clusters are gone through one by one by way of a list of members. */
static bool count_voices(finder *f, assay__duplicates *out)
{
    assay__sample *sample = f->sample;
    uint32_t *next = assay_arena_array(f->arena, sample->n + 1, sizeof *next);
    uint32_t *head = assay_arena_array(f->arena, out->n + 1, sizeof *head);
    uint32_t *met = assay_arena_array(f->arena, sample->n_voices + 1, sizeof *met);
    if (next == NULL || head == NULL || met == NULL)
        return false;
    for (size_t i = sample->n; i-- > 0;) {
        uint32_t cluster = sample->remarks[i].cluster;
        if (cluster == ASSAY__NONE)
            continue;
        next[i] = head[cluster];
        head[cluster] = (uint32_t)i + 1;
    }
    for (uint32_t c = 0; c < out->n; c++)
        for (uint32_t i = head[c]; i != 0; i = next[i - 1]) {
            uint32_t author = sample->remarks[i - 1].author;
            bool known = author != ASSAY__NONE;
            bool fresh = !known || met[author] != c + 1;
            if (known)
                met[author] = c + 1;
            out->clusters[c].authors += known && fresh;
            out->voices[c] += fresh;
        }
    return true;
}

static void finish_cluster(assay__duplicates *out, size_t i, const filling *fill)
{
    assay_comment_cluster *cluster = &out->clusters[i];
    double rate = fill->rate < 0.5 ? fill->rate : 0.5;
    cluster->expected = out->said * rate;
    cluster->surprise = assay__surprise(out->voices[i], cluster->expected);
    cluster->template_ = fill->texts >= 2 && fill->aligned &&
                         __builtin_popcount(fill->slots) <= TEMPLATE_SLOTS;
}

static bool find_clusters(finder *f, const assay__background *background,
                          assay__duplicates *out)
{
    if (!number_texts(f) || !join_similar(f) || !join_templates(f) ||
        !number_clusters(f, out))
        return false;
    filling *fills = assay_arena_array(f->arena, out->n + 1, sizeof *fills);
    if (fills == NULL || !count_voices(f, out))
        return false;
    for (size_t i = 0; i < f->sample->n; i++) {
        const assay__remark *remark = &f->sample->remarks[i];
        if (remark->cluster != ASSAY__NONE)
            note_member(&out->clusters[remark->cluster], &fills[remark->cluster], f,
                        background, remark);
    }
    for (size_t i = 0; i < out->n; i++)
        finish_cluster(out, i, &fills[i]);
    return true;
}

assay_status assay__duplicates_find(assay__sample *sample,
                                    const assay__background *background,
                                    assay_arena *arena, assay__duplicates *out,
                                    assay_error *err)
{
    finder f = {.sample = sample, .arena = arena};
    *out = (assay__duplicates){
        .said = (double)(sample->n_voices + sample->n - sample->n_named)};
    if (!find_clusters(&f, background, out))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to compare comments");
    return ASSAY_OK;
}
