/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table of the beginnings of phrases, word by word: a walk over a text looks each
 * word up once and goes on only where a phrase does. */
#include "text/lexicon.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/run_phrases.h"

enum {
    FIRST_SLOTS = 8192,
    LONGEST_FILE = 1 << 24,
    SYMBOLS = 27,         /* the edge of a word, and a to z */
    LONGEST_SPELLED = 24, /* letters of a word spelt out */
    SHORTEST_SPELLED = 3,
    SIEVE_WORDS = 1024, /* 65,536 bits: 3,000 words let one strange word in 20 through */
    SHORTEST_NUMBER = 7 /* spelt digits in a row that make a telephone number */
};

/* A beginning of phrases; hash 0 is an empty slot. */
typedef struct slot {
    uint64_t hash;
    assay__phrase_set kinds; /* of the phrase that ends here */
    bool goes_on;
} slot;

typedef struct short_word {
    uint64_t hash;
    assay__split written_out;
} short_word;

struct assay__lexicon {
    assay_arena *arena;
    slot *slots;
    size_t n_slots, used;
    short_word *shorts;
    size_t n_shorts, shorts_used;
    assay__run_phrase *runs;
    size_t phrases;
    uint64_t begins[SIEVE_WORDS];     /* a bit for each beginning of a phrase */
    uint64_t shortened[SIEVE_WORDS];  /* a bit for each short word */
    unsigned pairs[SYMBOLS][SYMBOLS]; /* of letters in words */
    double bits[SYMBOLS][SYMBOLS];
};

static const char *const KIND_NAMES[] = {
#define ASSAY__PHRASE_NAME(name, file) file,
    ASSAY__PHRASE_TABLE(ASSAY__PHRASE_NAME)
#undef ASSAY__PHRASE_NAME
};

const char *assay__phrase_kind_name(assay__phrase_kind kind)
{
    return KIND_NAMES[kind];
}

/* The sieves say at once of most words that no table holds them. */
static void sieve_add(uint64_t sieve[], uint64_t hash)
{
    sieve[hash >> 54] |= UINT64_C(1) << (hash >> 48 & 63);
}

static bool sieve_may_hold(const uint64_t sieve[], uint64_t hash)
{
    return (sieve[hash >> 54] >> (hash >> 48 & 63) & 1) != 0;
}

static slot *find_slot(slot slots[], size_t n_slots, uint64_t hash)
{
    size_t i = hash & (n_slots - 1);
    while (slots[i].hash != 0 && slots[i].hash != hash)
        i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

static short_word *find_short(short_word shorts[], size_t n, uint64_t hash)
{
    size_t i = hash & (n - 1);
    while (shorts[i].hash != 0 && shorts[i].hash != hash)
        i = (i + 1) & (n - 1);
    return &shorts[i];
}

static bool grow_slots(assay__lexicon *lexicon)
{
    if (2 * (lexicon->used + 1) <= lexicon->n_slots)
        return true;
    size_t n = 2 * lexicon->n_slots;
    slot *slots = assay_arena_array(lexicon->arena, n, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < lexicon->n_slots; i++)
        if (lexicon->slots[i].hash != 0)
            *find_slot(slots, n, lexicon->slots[i].hash) = lexicon->slots[i];
    lexicon->slots = slots;
    lexicon->n_slots = n;
    return true;
}

static bool grow_shorts(assay__lexicon *lexicon)
{
    if (2 * (lexicon->shorts_used + 1) <= lexicon->n_shorts)
        return true;
    size_t n = 2 * lexicon->n_shorts;
    short_word *shorts = assay_arena_array(lexicon->arena, n, sizeof *shorts);
    if (shorts == NULL)
        return false;
    for (size_t i = 0; i < lexicon->n_shorts; i++)
        if (lexicon->shorts[i].hash != 0)
            *find_short(shorts, n, lexicon->shorts[i].hash) = lexicon->shorts[i];
    lexicon->shorts = shorts;
    lexicon->n_shorts = n;
    return true;
}

static assay__lexicon *make_empty(assay_arena *arena)
{
    assay__lexicon *lexicon = assay_arena_alloc(arena, sizeof *lexicon);
    slot *slots = assay_arena_array(arena, FIRST_SLOTS, sizeof *slots);
    short_word *shorts = assay_arena_array(arena, FIRST_SLOTS / 16, sizeof *shorts);
    if (lexicon == NULL || slots == NULL || shorts == NULL)
        return NULL;
    *lexicon = (assay__lexicon){.arena = arena,
                                .slots = slots,
                                .n_slots = FIRST_SLOTS,
                                .shorts = shorts,
                                .n_shorts = FIRST_SLOTS / 16};
    return lexicon;
}

assay_status assay__lexicon_new(assay_arena *arena, assay__lexicon **out,
                                assay_error *err)
{
    assay__lexicon *lexicon = make_empty(arena);
    if (lexicon == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a lexicon");
    *out = lexicon;
    return ASSAY_OK;
}

static bool add_words(assay__lexicon *lexicon, assay__phrase_set kinds,
                      const assay__word words[], size_t n)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < n; i++) {
        if (!grow_slots(lexicon))
            return false;
        hash = assay__phrase_hash(hash, words[i].hash);
        sieve_add(lexicon->begins, i == 0 ? words[i].hash : hash);
        slot *place = find_slot(lexicon->slots, lexicon->n_slots, hash);
        lexicon->used += place->hash == 0;
        place->hash = hash;
        place->goes_on = place->goes_on || i + 1 < n;
        place->kinds |= i + 1 == n ? kinds : 0;
    }
    return true;
}

static unsigned symbol_of(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (unsigned)(byte - 'a') + 1 : 0;
}

static void count_pairs(assay__lexicon *lexicon, assay_str skeleton)
{
    unsigned last = 0;
    for (size_t i = 0; i < skeleton.len; i++) {
        unsigned symbol = symbol_of(skeleton.ptr[i]);
        lexicon->pairs[last][symbol]++;
        last = symbol;
    }
}

/* Half a sighting for every pair, so that none is impossible. */
void assay__lexicon_seal(assay__lexicon *lexicon)
{
    for (unsigned first = 0; first < SYMBOLS; first++) {
        double all = 0.5 * SYMBOLS;
        for (unsigned second = 0; second < SYMBOLS; second++)
            all += lexicon->pairs[first][second];
        for (unsigned second = 0; second < SYMBOLS; second++)
            lexicon->bits[first][second] =
                log2(all / (lexicon->pairs[first][second] + 0.5));
    }
}

double assay__lexicon_bigram_bits(const assay__lexicon *lexicon, unsigned first,
                                  unsigned second)
{
    return lexicon->bits[first][second];
}

/* Kinds that only describe what an audience says: they judge nobody, so the letters of
 * their words are no ground for judging handles either. */
static const assay__phrase_set DESCRIBING =
    ASSAY__PHRASE_BIT(INTENT) | ASSAY__PHRASE_BIT(QUESTION) |
    ASSAY__PHRASE_BIT(POSITIVE) | ASSAY__PHRASE_BIT(NEGATIVE);

static bool add_phrase(assay__lexicon *lexicon, assay__phrase_set kinds,
                       assay_str skeleton)
{
    lexicon->phrases++;
    if ((kinds & DESCRIBING) == 0)
        count_pairs(lexicon, skeleton);
    if (assay__runs_on(skeleton))
        return assay__run_phrase_add(&lexicon->runs, kinds, skeleton, lexicon->arena);
    size_t n = assay__word_count(skeleton);
    assay__word *words = assay_arena_array(lexicon->arena, n, sizeof *words);
    return words != NULL &&
           add_words(lexicon, kinds, words, assay__words(skeleton, words));
}

/* `short = long`; false when memory has run out. A pair whose two sides fold to the same
 * says nothing and is passed over. */
static assay_status add_short(assay__lexicon *lexicon, assay_str line, unsigned number,
                              assay_error *err)
{
    const char *equals = memchr(line.ptr, '=', line.len);
    if (equals == NULL)
        return assay_fail(err, ASSAY_BAD_VALUE, "teencode, line %u: not short = long",
                          number);
    size_t left = (size_t)(equals - line.ptr);
    assay__folded brief = {.letters = 0}, full = {.letters = 0};
    ASSAY__TRY(assay__fold((assay_str){line.ptr, left}, lexicon->arena, &brief, err));
    ASSAY__TRY(assay__fold((assay_str){equals + 1, line.len - left - 1}, lexicon->arena,
                           &full, err));
    if (assay__word_count(brief.skeleton) != 1 || full.skeleton.len == 0)
        return assay_fail(err, ASSAY_BAD_VALUE, "teencode, line %u: not one short word",
                          number);
    if (assay__str_equal(brief.skeleton, full.skeleton))
        return ASSAY_OK;
    assay__split written_out;
    if (!grow_shorts(lexicon) ||
        !assay__split_words(full.skeleton, lexicon->arena, &written_out))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a lexicon");
    uint64_t hash = assay__word_hash(brief.skeleton.ptr, brief.skeleton.len);
    short_word *place = find_short(lexicon->shorts, lexicon->n_shorts, hash);
    lexicon->shorts_used += place->hash == 0;
    *place = (short_word){hash, written_out};
    sieve_add(lexicon->shortened, hash);
    return ASSAY_OK;
}

static assay_status add_line(assay__lexicon *lexicon, assay__phrase_kind kind,
                             assay_str line, unsigned number, assay_error *err)
{
    const char *comment = line.len == 0 ? NULL : memchr(line.ptr, '#', line.len);
    if (comment != NULL)
        line.len = (size_t)(comment - line.ptr);
    assay__folded folded;
    ASSAY__TRY(assay__fold(line, lexicon->arena, &folded, err));
    if (folded.skeleton.len == 0)
        return ASSAY_OK;
    if (kind == ASSAY__PHRASE_TEENCODE)
        return add_short(lexicon, line, number, err);
    if (!add_phrase(lexicon, (assay__phrase_set)1 << kind, folded.skeleton))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a lexicon");
    return ASSAY_OK;
}

static bool kind_of(assay_str name, assay__phrase_kind *out)
{
    for (unsigned kind = 0; kind < ASSAY__PHRASE_COUNT; kind++) {
        if (!assay__str_equal(name, assay__str(KIND_NAMES[kind])))
            continue;
        *out = (assay__phrase_kind)kind;
        return true;
    }
    return false;
}

assay_status assay__lexicon_add(assay__lexicon *lexicon, assay_str kind, assay_str bytes,
                                assay_error *err)
{
    assay__phrase_kind which;
    if (!kind_of(kind, &which))
        return assay_fail(err, ASSAY_BAD_VALUE, "no such kind of lexicon: %.*s",
                          ASSAY__ARG(kind));
    if (bytes.len > LONGEST_FILE)
        return assay_fail(err, ASSAY_TOO_LARGE, "lexicon %.*s: over 16 MiB",
                          ASSAY__ARG(kind));
    unsigned number = 0;
    for (size_t at = 0; at < bytes.len;) {
        const char *end = memchr(bytes.ptr + at, '\n', bytes.len - at);
        size_t len = end == NULL ? bytes.len - at : (size_t)(end - bytes.ptr) - at;
        assay_str line = {bytes.ptr + at, len};
        ASSAY__TRY(add_line(lexicon, which, line, ++number, err));
        at += len + 1;
    }
    return ASSAY_OK;
}

assay_status assay__lexicon_default(assay_arena *arena, assay__lexicon **out,
                                    assay_error *err)
{
    assay__lexicon *lexicon = make_empty(arena);
    if (lexicon == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a lexicon");
    for (size_t i = 0; i < assay__lexicon_files(); i++) {
        assay__lexicon_file file = assay__lexicon_file_at(i);
        ASSAY__TRY(assay__lexicon_add(lexicon, assay__str(file.kind), file.bytes, err));
    }
    assay__lexicon_seal(lexicon);
    *out = lexicon;
    return ASSAY_OK;
}

size_t assay__lexicon_size(const assay__lexicon *lexicon)
{
    return lexicon->phrases;
}

/* Follows the phrases that begin with the first word; gives the kinds of that word. */
static assay__phrase_set find_from(const assay__lexicon *lexicon,
                                   const assay__word words[], size_t n,
                                   assay__phrases *out, uint32_t until[])
{
    uint64_t hash = 0;
    assay__phrase_set first = 0;
    for (size_t i = 0; i < n; i++) {
        hash = assay__phrase_hash(hash, words[i].hash);
        if (i > 0 && !sieve_may_hold(lexicon->begins, hash))
            break;
        const slot *place = find_slot(lexicon->slots, lexicon->n_slots, hash);
        if (place->hash == 0)
            break;
        first = i == 0 ? place->kinds : first;
        if (place->kinds != 0)
            assay__phrases_note(out, until, place->kinds, words[0].offset,
                                words[i].offset + words[i].len);
        if (!place->goes_on)
            break;
    }
    return first;
}

/* A lure in spelt letters, as `z a l o`. Gives the word behind the letters. */
static size_t find_spelled(const assay__lexicon *lexicon, assay_str skeleton,
                           const assay__word words[], size_t n, assay__phrases *out)
{
    char letters[LONGEST_SPELLED];
    size_t len = 0;
    while (len < n && len < LONGEST_SPELLED && words[len].len == 1) {
        letters[len] = skeleton.ptr[words[len].offset];
        len++;
    }
    for (size_t first = 0; first + SHORTEST_SPELLED <= len; first++) {
        uint64_t word = assay__word_hash(letters + first, len - first);
        uint64_t hash = assay__phrase_hash(0, word);
        const slot *place = find_slot(lexicon->slots, lexicon->n_slots, hash);
        bool lure = place->hash != 0 && (place->kinds & ASSAY__PHRASE_BIT(LURE)) != 0;
        out->found |= lure ? ASSAY__PHRASE_BIT(LURE) : 0;
        out->spelled = out->spelled || lure;
    }
    return len;
}

void assay__lexicon_find(const assay__lexicon *lexicon, assay_str skeleton,
                         const assay__word words[], size_t n, assay__phrases *out)
{
    *out = (assay__phrases){.found = 0};
    uint32_t until[ASSAY__PHRASE_COUNT] = {0};
    size_t spelled_until = 0, digits = 0;
    for (size_t i = 0; i < n; i++) {
        assay__phrase_set kinds = 0;
        if (sieve_may_hold(lexicon->begins, words[i].hash))
            kinds = find_from(lexicon, words + i, n - i, out, until);
        bool zero = words[i].len == 1 && skeleton.ptr[words[i].offset] == '0';
        bool digit = zero || (kinds & ASSAY__PHRASE_BIT(DIGIT)) != 0;
        if (words[i].len == 1 && i >= spelled_until)
            spelled_until = i + find_spelled(lexicon, skeleton, words + i, n - i, out);
        digits = digit ? digits + 1 : 0;
        out->number = out->number || digits >= SHORTEST_NUMBER;
    }
    if (lexicon->runs != NULL && assay__runs_on(skeleton))
        assay__run_phrases_find(lexicon->runs, skeleton, out, until);
}

/* What to write for a word, NULL to leave it: letters spelt one by one are left. */
static const assay__split *written_out(const assay__lexicon *lexicon,
                                       const assay__split *text, size_t i)
{
    const assay__word *words = text->words;
    if (!sieve_may_hold(lexicon->shortened, words[i].hash))
        return NULL;
    bool before = i > 0 && words[i - 1].len == 1;
    bool after = i + 1 < text->n && words[i + 1].len == 1;
    if (words[i].len == 1 && (before || after))
        return NULL;
    const short_word *found =
        find_short(lexicon->shorts, lexicon->n_shorts, words[i].hash);
    return found->hash == 0 ? NULL : &found->written_out;
}

/* Puts words that lie in `from` behind the others; the bytes have room. */
static void append(assay__split *out, char bytes[], assay_str from,
                   const assay__word words[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (out->n > 0)
            bytes[out->text.len++] = ' ';
        memcpy(bytes + out->text.len, from.ptr + words[i].offset, words[i].len);
        out->words[out->n++] =
            (assay__word){words[i].hash, (uint32_t)out->text.len, words[i].len};
        out->text.len += words[i].len;
    }
}

bool assay__lexicon_canonical(const assay__lexicon *lexicon, assay_arena *arena,
                              assay__split *text)
{
    size_t more_bytes = 0, more_words = 0;
    for (size_t i = 0; i < text->n; i++) {
        const assay__split *full = written_out(lexicon, text, i);
        more_bytes += full == NULL ? 0 : full->text.len;
        more_words += full == NULL ? 0 : full->n;
    }
    if (more_words == 0)
        return true;
    char *bytes = assay__arena_raw(arena, text->text.len + more_bytes, 1);
    assay__split out = {
        .text = {bytes, 0},
        .words = assay__arena_raw(arena, text->n + more_words, sizeof *out.words)};
    if (bytes == NULL || out.words == NULL)
        return false;
    for (size_t i = 0; i < text->n; i++) {
        const assay__split *full = written_out(lexicon, text, i);
        if (full == NULL)
            append(&out, bytes, text->text, &text->words[i], 1);
        else
            append(&out, bytes, full->text, full->words, full->n);
    }
    *text = out;
    return true;
}

assay_status assay__lexicon_says(const assay__lexicon *lexicon, assay__phrase_set kinds,
                                 assay_str text, assay_arena *arena, bool *out,
                                 assay_error *err)
{
    assay__folded folded;
    ASSAY__TRY(assay__fold(text, arena, &folded, err));
    assay__word *words =
        assay_arena_array(arena, assay__word_count(folded.skeleton), sizeof *words);
    if (words == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to look through a caption");
    size_t n = assay__words(folded.skeleton, words);
    assay__phrases phrases;
    assay__lexicon_find(lexicon, folded.skeleton, words, n, &phrases);
    *out = (phrases.found & kinds) != 0;
    return ASSAY_OK;
}
