/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"

enum { HOUR = 3600, MAX_GENERIC_WORDS = 6 };

typedef struct table {
    uint32_t *slots; /* number + 1, 0 empty */
    size_t mask;
} table;

static bool open_table(assay_arena *arena, size_t items, table *out)
{
    size_t size = 16;
    while (size < 2 * items)
        size *= 2;
    out->slots = assay_arena_array(arena, size, sizeof *out->slots);
    out->mask = size - 1;
    return out->slots != NULL;
}

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the comments");
}

/* Post, time, id, author, text: rows equal in all of these are interchangeable. */
static int compare_comments(const void *a, const void *b)
{
    const assay_comment *x = *(const assay_comment *const *)a;
    const assay_comment *y = *(const assay_comment *const *)b;
    int order = assay__str_compare(x->post, y->post);
    if (order == 0)
        order = (x->at > y->at) - (x->at < y->at);
    if (order == 0)
        order = assay__str_compare(x->id, y->id);
    if (order == 0)
        order = assay__str_compare(x->author, y->author);
    return order != 0 ? order : assay__str_compare(x->text, y->text);
}

static const assay_comment **in_order(const assay_account *account, assay_arena *arena)
{
    const assay_comment **order =
        assay_arena_array(arena, account->n_comments + 1, sizeof(void *));
    if (order == NULL)
        return NULL;
    bool sorted = true;
    for (size_t i = 0; i < account->n_comments; i++) {
        order[i] = &account->comments[i];
        sorted = sorted && (i == 0 || compare_comments(&order[i - 1], &order[i]) <= 0);
    }
    if (!sorted)
        qsort(order, account->n_comments, sizeof(void *), compare_comments);
    return order;
}

static unsigned lower_of(char byte)
{
    unsigned code = (unsigned char)byte;
    return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

static bool same_handle(assay_str a, assay_str b)
{
    if (a.len > 0 && a.ptr[0] == '@')
        a = (assay_str){a.ptr + 1, a.len - 1};
    if (a.len != b.len || a.len == 0)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower_of(a.ptr[i]) != lower_of(b.ptr[i]))
            return false;
    return true;
}

static bool is_own(const assay_account *account, const assay_comment *comment)
{
    return comment->by_creator == ASSAY_YES ||
           (comment->by_creator == ASSAY_UNKNOWN &&
            same_handle(comment->author, account->handle));
}

/* Visible text with a link in it; whatever ends in a usual domain counts. */
static bool has_link(assay_str text)
{
    static const char *const MARKS[] = {
        "http://", "https://", "www.", "bit.ly", ".com",    ".net",  ".vn/", "t.me/",
        "/watch?", "youtu.be", ".org", "wa.me",  "zalo.me", ".shop", ".xyz", "m.me/"};
    bool possible = text.len > 0 && (memchr(text.ptr, '.', text.len) != NULL ||
                                     memchr(text.ptr, '/', text.len) != NULL);
    for (size_t i = 0; possible && i < text.len; i++)
        for (size_t k = 0; k < sizeof MARKS / sizeof *MARKS; k++) {
            size_t len = strlen(MARKS[k]);
            if (text.ptr[i] == MARKS[k][0] && len <= text.len - i &&
                memcmp(text.ptr + i, MARKS[k], len) == 0)
                return true;
        }
    return false;
}

static bool has(const assay__remark *remark, assay__phrase_set kinds)
{
    return (remark->phrases.found & kinds) != 0;
}

/* Praise and particles cover nearly all of a few words. */
static bool is_generic(const assay__remark *remark)
{
    if (remark->n_words == 0 || remark->n_words > MAX_GENERIC_WORDS ||
        !has(remark, ASSAY__PHRASE_BIT(GENERIC)))
        return false;
    uint32_t said = remark->phrases.bytes[ASSAY__PHRASE_GENERIC] +
                    remark->phrases.bytes[ASSAY__PHRASE_STOP];
    return (size_t)10 * said >= 9 * (remark->plain.len - (remark->n_words - 1));
}

/* A telephone number: digits in a row, in groups, or as words. */
static bool has_number(const assay__remark *remark)
{
    return remark->folded.longest_digits >= 8 || remark->folded.digits >= 10 ||
           remark->phrases.number;
}

static void read_signs(assay__remark *remark)
{
    const assay__folded *f = &remark->folded;
    remark->emoji_only = f->letters + f->digits == 0 && f->emoji > 0;
    remark->generic = is_generic(remark);
    remark->link = has_link(f->visible);
    remark->lure = has(remark, ASSAY__PHRASE_BIT(LURE)) || has_number(remark);
    remark->seeding = has(remark, ASSAY__PHRASE_BIT(SEEDING)) && remark->n_words >= 4;
    remark->purchase = has(remark, ASSAY__PHRASE_BIT(PURCHASE));
    remark->mention = memchr(f->visible.ptr, '@', f->visible.len) != NULL;
}

static assay_status spell_out(const assay__lexicon *lexicon, assay_str skeleton,
                              assay_arena *arena, assay__split *out, assay_error *err)
{
    bool memory = assay__split_words(skeleton, arena, out) &&
                  assay__lexicon_canonical(lexicon, arena, out);
    return memory ? ASSAY_OK : no_memory(err);
}

static assay_status read_text(const assay__lexicon *lexicon, assay_arena *arena,
                              assay__remark *remark, assay_error *err)
{
    assay_str text = assay__text_plain(remark->comment->text, arena);
    if (text.ptr == NULL && remark->comment->text.ptr != NULL)
        return no_memory(err);
    ASSAY__TRY(assay__fold(text, arena, &remark->folded, err));
    assay__split split = {.n = 0};
    ASSAY__TRY(spell_out(lexicon, remark->folded.skeleton, arena, &split, err));
    remark->plain = split.text;
    remark->words = split.words;
    remark->n_words = (uint32_t)split.n;
    remark->text_hash =
        split.n == 0 ? 0 : assay__word_hash(split.text.ptr, split.text.len);
    assay__lexicon_find(lexicon, remark->plain, remark->words, remark->n_words,
                        &remark->phrases);
    read_signs(remark);
    return ASSAY_OK;
}

/* A remark on a comment, read anew or as the same text was before. */
static assay_status read_once(const assay__sample *sample, const table *texts,
                              const assay_comment *comment, assay_arena *arena,
                              assay__remark *out, assay_error *err)
{
    size_t at = assay__hash(comment->text, 0) & texts->mask;
    while (texts->slots[at] != 0 &&
           !assay__str_equal(sample->remarks[texts->slots[at] - 1].comment->text,
                             comment->text))
        at = (at + 1) & texts->mask;
    bool known = texts->slots[at] != 0;
    if (known)
        *out = sample->remarks[texts->slots[at] - 1];
    else
        texts->slots[at] = (uint32_t)sample->n + 1;
    out->comment = comment;
    out->index = (uint32_t)(comment - sample->account->comments);
    out->cluster = out->text = ASSAY__NONE;
    out->relevance = ASSAY_NUMBER_UNKNOWN;
    return known ? ASSAY_OK : read_text(sample->lexicon, arena, out, err);
}

static bool in_roster(const assay_roster *roster, assay_str name)
{
    size_t low = 0, high = roster == NULL ? 0 : roster->n_handles;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = assay__str_compare(roster->handles[middle], name);
        if (order == 0)
            return true;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

/* Numbers the authors in the order of the sample. */
static assay_status number_authors(assay__sample *sample, const assay_roster *roster,
                                   assay_arena *arena, assay_error *err)
{
    table seen;
    sample->voices = assay_arena_array(arena, sample->n + 1, sizeof *sample->voices);
    if (sample->voices == NULL || !open_table(arena, sample->n, &seen))
        return no_memory(err);
    for (size_t i = 0; i < sample->n; i++) {
        assay__remark *remark = &sample->remarks[i];
        assay_str name = remark->comment->author;
        remark->author = ASSAY__NONE;
        if (name.len == 0)
            continue;
        size_t at = assay__hash(name, 0) & seen.mask;
        while (seen.slots[at] != 0 &&
               !assay__str_equal(sample->voices[seen.slots[at] - 1].name, name))
            at = (at + 1) & seen.mask;
        if (seen.slots[at] == 0) {
            sample->voices[sample->n_voices] = (assay__voice){
                .name = name,
                .last_early = ASSAY__NONE,
                .creator = in_roster(roster, name),
                .randomness = assay__handle_randomness(sample->lexicon, name)};
            seen.slots[at] = (uint32_t)++sample->n_voices;
        }
        remark->author = seen.slots[at] - 1;
        sample->voices[remark->author].n++;
        sample->n_named++;
    }
    return ASSAY_OK;
}

static assay_status index_posts(const assay_account *account, assay_arena *arena,
                                table *out, assay_error *err)
{
    if (!open_table(arena, account->n_posts, out))
        return no_memory(err);
    for (size_t i = 0; i < account->n_posts; i++) {
        size_t at = assay__hash(account->posts[i].id, 0) & out->mask;
        while (out->slots[at] != 0)
            at = (at + 1) & out->mask;
        out->slots[at] = (uint32_t)i + 1;
    }
    return ASSAY_OK;
}

static const assay_post *find_post(const assay_account *account, const table *posts,
                                   assay_str id)
{
    for (size_t at = assay__hash(id, 0) & posts->mask; posts->slots[at] != 0;
         at = (at + 1) & posts->mask) {
        const assay_post *post = &account->posts[posts->slots[at] - 1];
        if (assay__str_equal(post->id, id))
            return post;
    }
    return NULL;
}

static assay_status read_caption(const assay__lexicon *lexicon, assay_arena *arena,
                                 assay__thread *thread, assay_error *err)
{
    if (thread->post == NULL)
        return ASSAY_OK;
    assay__folded folded;
    ASSAY__TRY(assay__fold(thread->post->caption, arena, &folded, err));
    assay__split words = {.n = 0};
    ASSAY__TRY(spell_out(lexicon, folded.skeleton, arena, &words, err));
    thread->words = words.words;
    thread->n_words = words.n;
    assay__phrases phrases;
    assay__lexicon_find(lexicon, words.text, words.words, words.n, &phrases);
    thread->asks =
        (phrases.found & (ASSAY__PHRASE_BIT(REQUEST) | ASSAY__PHRASE_BIT(GIVEAWAY))) != 0;
    thread->live = assay__str_equal(thread->post->kind, ASSAY__LITERAL("live"));
    return ASSAY_OK;
}

static bool opens_thread(const assay__sample *sample, size_t i)
{
    return i == 0 || !assay__str_equal(sample->remarks[i].comment->post,
                                       sample->remarks[i - 1].comment->post);
}

static assay_status open_thread(assay__sample *sample, const table *posts, size_t first,
                                assay_arena *arena, assay_error *err)
{
    assay__thread *thread = &sample->threads[sample->n_threads++];
    assay_str id = sample->remarks[first].comment->post;
    *thread = (assay__thread){.post = find_post(sample->account, posts, id),
                              .first = (uint32_t)first};
    return read_caption(sample->lexicon, arena, thread, err);
}

/* Posts stand together in the sample; each becomes a thread. */
static assay_status make_threads(assay__sample *sample, assay_arena *arena,
                                 assay_error *err)
{
    table posts;
    ASSAY__TRY(index_posts(sample->account, arena, &posts, err));
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++)
        n += opens_thread(sample, i);
    sample->threads = assay_arena_array(arena, n + 1, sizeof *sample->threads);
    if (sample->threads == NULL)
        return no_memory(err);
    for (size_t i = 0; i < sample->n; i++) {
        if (opens_thread(sample, i))
            ASSAY__TRY(open_thread(sample, &posts, i, arena, err));
        sample->threads[sample->n_threads - 1].n++;
        sample->remarks[i].post = (uint32_t)(sample->n_threads - 1);
    }
    return ASSAY_OK;
}

static bool caption_has(const assay__thread *thread, uint64_t word)
{
    for (size_t i = 0; i < thread->n_words; i++)
        if (thread->words[i].hash == word)
            return true;
    return false;
}

/* What a caption asks for, the codes of live selling, and the wishes of a day are said by
 * many people in the same words; they are no evidence of anything. */
static bool is_asked_for(const assay__thread *thread, const assay__remark *remark)
{
    size_t letters = remark->plain.len - (remark->n_words > 0 ? remark->n_words - 1 : 0);
    bool code = (size_t)2 * remark->phrases.bytes[ASSAY__PHRASE_ORDER] > letters ||
                (size_t)2 * remark->phrases.bytes[ASSAY__PHRASE_GREETING] > letters;
    if (code && !remark->link && !remark->lure)
        return true;
    if (!(thread->asks || thread->live) || remark->n_words == 0 ||
        remark->n_words > MAX_GENERIC_WORDS)
        return false;
    for (size_t i = 0; i < remark->n_words; i++)
        if (!caption_has(thread, remark->words[i].hash))
            return false;
    return true;
}

static void read_delay(assay__sample *sample, assay__remark *remark)
{
    const assay_post *post = sample->threads[remark->post].post;
    int64_t at = remark->comment->at;
    remark->delay = ASSAY_TIME_UNKNOWN;
    remark->masked = is_asked_for(&sample->threads[remark->post], remark);
    if (post == NULL || post->at == ASSAY_TIME_UNKNOWN || at == ASSAY_TIME_UNKNOWN ||
        at < post->at)
        return;
    remark->delay = at - post->at;
    remark->early = remark->delay <= HOUR;
    sample->n_timed++;
    if (!remark->early || remark->author == ASSAY__NONE)
        return;
    assay__voice *voice = &sample->voices[remark->author];
    voice->early_posts += voice->last_early != remark->post;
    voice->last_early = remark->post;
}

/* Fills the remarks, the creator's own apart. */
static assay_status gather(assay__sample *sample, assay_arena *arena, assay_error *err)
{
    const assay_account *account = sample->account;
    const assay_comment **order = in_order(account, arena);
    sample->remarks =
        assay_arena_array(arena, account->n_comments + 1, sizeof *sample->remarks);
    table texts;
    if (order == NULL || sample->remarks == NULL ||
        !open_table(arena, account->n_comments, &texts))
        return no_memory(err);
    for (size_t i = 0; i < account->n_comments; i++) {
        if (is_own(account, order[i])) {
            sample->own++;
            sample->replies += order[i]->reply_to.len > 0;
            continue;
        }
        ASSAY__TRY(
            read_once(sample, &texts, order[i], arena, &sample->remarks[sample->n], err));
        sample->n++;
    }
    return ASSAY_OK;
}

assay_status assay__sample_make(const assay_account *account,
                                const assay__lexicon *lexicon, const assay_roster *roster,
                                assay_arena *arena, assay__sample *out, assay_error *err)
{
    assay__sample sample = {.account = account, .lexicon = lexicon};
    if (account->n_comments >= ASSAY__NONE || account->n_posts >= ASSAY__NONE)
        return assay_fail(err, ASSAY_TOO_LARGE, "more than 4 thousand million rows");
    ASSAY__TRY(gather(&sample, arena, err));
    ASSAY__TRY(number_authors(&sample, roster, arena, err));
    ASSAY__TRY(make_threads(&sample, arena, err));
    for (size_t i = 0; i < sample.n; i++)
        read_delay(&sample, &sample.remarks[i]);
    *out = sample;
    return ASSAY_OK;
}

/* What a handle is made of, summed byte by byte. */
typedef struct handle_census {
    double bits;
    unsigned letters, switches, tail; /* tail: digits at the end */
    unsigned last;                    /* symbol of the last letter, 0 for none */
    bool last_digit;
} handle_census;

static void read_handle_byte(const assay__lexicon *lexicon, handle_census *c,
                             unsigned byte)
{
    bool letter = byte >= 'a' && byte <= 'z', digit = byte >= '0' && byte <= '9';
    unsigned symbol = letter ? byte - 'a' + 1 : 0;
    c->switches += (digit && c->last != 0) || (letter && c->last_digit);
    c->tail = digit ? c->tail + 1 : 0;
    if (letter) {
        c->bits += assay__lexicon_bigram_bits(lexicon, c->last, symbol);
        c->letters++;
    }
    c->last = symbol;
    c->last_digit = digit;
}

/* Letters by the bigrams of the lexicons' words; switches between letters and digits and
 * a long tail of digits on top. Handles are ASCII on every platform we know. */
double assay__handle_randomness(const assay__lexicon *lexicon, assay_str handle)
{
    handle_census c = {.bits = 0};
    for (size_t i = 0; i < handle.len; i++)
        read_handle_byte(lexicon, &c, lower_of(handle.ptr[i]));
    if (c.letters < 3)
        return ASSAY_NUMBER_UNKNOWN;
    /* words of the lexicons need about 3.6 bits a letter, letters at random 5.3 */
    double strange = (c.bits / c.letters - 3.6) / 1.7;
    double mixed = 0.2 * (c.switches > 1 ? c.switches - 1 : 0);
    return (strange > 0 ? strange : 0) + mixed + (c.tail >= 4 ? 0.2 : 0);
}
