/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brackets are counted outside of strings; what lies between them is checked later, by
 * whoever reads the record. Commas between elements are passed over without question. */
#include "account/import/frames.h"

#include "base/str.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { FIRST_ROOM = 1 << 18, DEEPEST = 64 };

static const char ENDS_EARLY[] = "the file ends before its brackets close";

/* An array or object that was gone into. */
typedef struct level {
    uint16_t place; /* of its elements */
    bool object;
    uint64_t before; /* records that had been handed out */
} level;

struct assay__frames {
    assay__input *input;
    const assay__plan *plan;
    size_t most;
    char *bytes;
    size_t at, len, room;
    bool ended; /* the input has no more */
    bool over;  /* nothing more will be handed out */
    bool begun, lines;
    uint64_t line, records;
    level levels[DEEPEST];
    size_t depth;
};

assay_status assay__frames_new(assay__input *input, const assay__plan *plan, size_t most,
                               assay__frames **out, assay_error *err)
{
    assay__frames *frames = calloc(1, sizeof *frames);
    if (frames == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to read records");
    frames->input = input;
    frames->plan = plan;
    frames->most = most;
    frames->line = 1;
    *out = frames;
    return ASSAY_OK;
}

void assay__frames_free(assay__frames *frames)
{
    if (frames == NULL)
        return;
    free(frames->bytes);
    free(frames);
}

/* ---- bytes at hand --------------------------------------------------------------- */

/* More bytes behind what is unread, which moves to the front when room is short. */
static assay_status fill(assay__frames *frames, assay_error *err)
{
    size_t left = frames->len - frames->at;
    if (frames->at > 0 && (left == 0 || frames->len == frames->room)) {
        memmove(frames->bytes, frames->bytes + frames->at, left);
        frames->at = 0;
        frames->len = left;
    }
    if (frames->len == frames->room) {
        size_t room = frames->room == 0 ? FIRST_ROOM : frames->room * 2;
        char *bytes = realloc(frames->bytes, room);
        if (bytes == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a record");
        frames->bytes = bytes;
        frames->room = room;
    }
    size_t got;
    ASSAY__TRY(assay__input_read(frames->input, frames->bytes + frames->len,
                                 frames->room - frames->len, &got, err));
    frames->len += got;
    frames->ended = got == 0;
    return ASSAY_OK;
}

static void advance(assay__frames *frames, size_t n)
{
    frames->line += assay__str_lines((assay_str){frames->bytes + frames->at, n});
    frames->at += n;
}

/* The next byte that is not white space, left in place; 0 at the end. */
static assay_status next_solid(assay__frames *frames, char *out, assay_error *err)
{
    for (;;) {
        for (; frames->at < frames->len; frames->at++) {
            char c = frames->bytes[frames->at];
            *out = c;
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
                return ASSAY_OK;
            frames->line += c == '\n';
        }
        *out = '\0';
        if (frames->ended)
            return ASSAY_OK;
        ASSAY__TRY(fill(frames, err));
    }
}

/* ---- the end of a value ---------------------------------------------------------- */

/* Counting brackets outside of strings, piece by piece. */
typedef struct brackets {
    size_t depth;
    bool in_string, escaped, closed;
} brackets;

/* The first quote, backslash or end from p on. */
static const char *string_stop(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i slash = _mm_set1_epi8('\\');
    for (; end - p >= 16; p += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i stop =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash));
        unsigned stops = (unsigned)_mm_movemask_epi8(stop);
        if (stops != 0)
            return p + __builtin_ctz(stops);
    }
#endif
    while (p < end && *p != '"' && *p != '\\')
        p++;
    return p;
}

/* Counts in a string; behind its end, or the end of the bytes. */
static const char *count_string(brackets *count, const char *p, const char *end)
{
    while (p < end && count->in_string) {
        if (count->escaped) {
            count->escaped = false;
            p++;
            continue;
        }
        p = string_stop(p, end);
        if (p == end)
            break;
        count->escaped = *p == '\\';
        count->in_string = *p == '\\';
        p++;
    }
    return p;
}

/* Counts on; behind the value's end, or the end of the bytes. */
static const char *count_on(brackets *count, const char *p, const char *end)
{
    while (p < end && !count->closed) {
        if (count->in_string) {
            p = count_string(count, p, end);
            count->closed = !count->in_string && count->depth == 0;
            continue;
        }
        char c = *p++;
        if (c == '"') {
            count->in_string = true;
        } else if (c == '{' || c == '[') {
            count->depth++;
        } else if (c == '}' || c == ']') {
            count->closed = count->depth < 2;
            count->depth -= count->depth > 0;
        }
    }
    return p;
}

/* Length of the object at hand; 0 when it does not end within a record's size. */
static assay_status measure(assay__frames *frames, size_t *len, assay_error *err)
{
    brackets count = {0};
    size_t looked = 0;
    *len = 0;
    for (;;) {
        const char *from = frames->bytes + frames->at;
        size_t left = frames->len - frames->at;
        const char *to = count_on(&count, from + looked, from + left);
        looked = (size_t)(to - from);
        if (count.closed && looked <= frames->most)
            *len = looked;
        if (count.closed || looked > frames->most || frames->ended)
            return ASSAY_OK;
        ASSAY__TRY(fill(frames, err));
    }
}

/* A byte that ends a number or a word. */
static bool ends_word(char c)
{
    return c <= ' ' || c == ',' || c == ':' || c == ']' || c == '}';
}

/* Passes a number or a word, keeping none of it. */
static assay_status skip_word(assay__frames *frames, assay_error *err)
{
    do {
        for (; frames->at < frames->len; frames->at++) {
            if (ends_word(frames->bytes[frames->at]))
                return ASSAY_OK;
        }
        ASSAY__TRY(fill(frames, err));
    } while (!frames->ended);
    return ASSAY_OK;
}

/* Passes any value, keeping none of it. */
static assay_status skip_value(assay__frames *frames, char first, assay_error *err)
{
    brackets count = {0};
    if (first != '{' && first != '[' && first != '"')
        return skip_word(frames, err);
    while (!count.closed) {
        const char *from = frames->bytes + frames->at;
        const char *to = count_on(&count, from, frames->bytes + frames->len);
        advance(frames, (size_t)(to - from));
        if (count.closed)
            break;
        ASSAY__TRY(fill(frames, err));
        if (frames->ended)
            break;
    }
    return ASSAY_OK;
}

/* ---- records --------------------------------------------------------------------- */

static assay_status fault(const assay__frames *frames, assay__frame *out, const char *why)
{
    *out = (assay__frame){.line = frames->line, .fault = why};
    return ASSAY_OK;
}

static assay_status last_fault(assay__frames *frames, assay__frame *out, const char *why)
{
    frames->over = true;
    return fault(frames, out, why);
}

static void hand_out(assay__frames *frames, assay__frame *out, size_t len)
{
    *out = (assay__frame){{frames->bytes + frames->at, len}, frames->line, NULL};
    advance(frames, len);
    frames->records++;
}

/* Length of the line at hand; *whole: it ends within a record's size. */
static assay_status measure_line(assay__frames *frames, size_t *len, bool *whole,
                                 assay_error *err)
{
    size_t looked = 0;
    for (;;) {
        const char *from = frames->bytes + frames->at;
        size_t left = frames->len - frames->at;
        const char *newline =
            left > looked ? memchr(from + looked, '\n', left - looked) : NULL;
        *len = newline != NULL ? (size_t)(newline - from) : left;
        *whole = (newline != NULL || frames->ended) && *len <= frames->most;
        if (newline != NULL || frames->ended || left > frames->most)
            return ASSAY_OK;
        looked = left;
        ASSAY__TRY(fill(frames, err));
    }
}

/* Whether the file is one of lines: the first of them looks like a whole object. */
static assay_status choose(assay__frames *frames, char first, assay_error *err)
{
    size_t len;
    bool whole;
    frames->begun = true;
    if (first != '{')
        return ASSAY_OK;
    ASSAY__TRY(measure_line(frames, &len, &whole, err));
    const char *text = frames->bytes + frames->at;
    while (len > 0 && strchr(" \t\r", text[len - 1]) != NULL)
        len--;
    frames->lines = whole && len > 1 && text[len - 1] == '}';
    return ASSAY_OK;
}

static assay_status skip_line(assay__frames *frames, assay_error *err)
{
    for (;;) {
        size_t left = frames->len - frames->at;
        const char *from = frames->bytes + frames->at;
        const char *newline = left > 0 ? memchr(from, '\n', left) : NULL;
        frames->at += newline != NULL ? (size_t)(newline - from) : left;
        if (newline != NULL || frames->ended)
            return ASSAY_OK;
        ASSAY__TRY(fill(frames, err));
    }
}

static assay_status next_line(assay__frames *frames, assay__frame *out, assay_error *err)
{
    size_t len;
    bool whole;
    ASSAY__TRY(measure_line(frames, &len, &whole, err));
    if (whole) {
        hand_out(frames, out, len);
        return ASSAY_OK;
    }
    ASSAY__TRY(fault(frames, out, "the record is over the size limit"));
    return skip_line(frames, err);
}

/* Goes into an array or object. */
static bool go_into(assay__frames *frames, uint16_t place, bool object)
{
    if (frames->depth == DEEPEST)
        return false;
    frames->levels[frames->depth++] = (level){place, object, frames->records};
    frames->at++;
    return true;
}

/* The object at hand as a record; *done: it was handed out, and is not too large. */
static assay_status take_record(assay__frames *frames, assay__frame *out, bool *done,
                                assay_error *err)
{
    size_t len;
    ASSAY__TRY(measure(frames, &len, err));
    *done = len > 0;
    if (*done)
        hand_out(frames, out, len);
    return ASSAY_OK;
}

/* Passes what is neither object nor array, a fault where a record should stand. */
static assay_status pass_scalar(assay__frames *frames, bool record, char first,
                                assay__frame *out, bool *done, assay_error *err)
{
    *done = record;
    if (record)
        ASSAY__TRY(fault(frames, out, "a record is an object"));
    size_t before = frames->at;
    ASSAY__TRY(skip_value(frames, first, err));
    if (frames->at > before)
        return ASSAY_OK;
    *done = true;
    return last_fault(frames, out, "this is no JSON");
}

/* The value at hand, at a place: *done when a record or a fault was handed out. */
static assay_status take_value(assay__frames *frames, uint16_t at, char first,
                               assay__frame *out, bool *done, assay_error *err)
{
    const assay__place *place = &frames->plan->places[at];
    bool object = first == '{';
    *done = false;
    if (object && place->record) {
        ASSAY__TRY(take_record(frames, out, done, err));
        if (*done)
            return ASSAY_OK;
        at = 0; /* what lies in a record is found from the root */
    }
    if (object || first == '[') {
        *done = !go_into(frames, at, object);
        return *done ? last_fault(frames, out, "nested more than 64 deep") : ASSAY_OK;
    }
    return pass_scalar(frames, place->record, first, out, done, err);
}

/* Length of the key at hand with its quotes, 0 when there is none. *why: the fault that
 * it is unless it has a length and a colon. */
static assay_status measure_key(assay__frames *frames, size_t *len, const char **why,
                                assay_error *err)
{
    enum { LONGEST = 1 << 16 };
    brackets count = {0};
    size_t looked = 0;
    for (;;) {
        const char *from = frames->bytes + frames->at;
        size_t left = frames->len - frames->at;
        looked = (size_t)(count_on(&count, from + looked, from + left) - from);
        if (count.closed || frames->ended || looked > LONGEST)
            break;
        ASSAY__TRY(fill(frames, err));
    }
    bool key = count.closed && frames->bytes[frames->at] == '"';
    *len = key ? looked : 0;
    *why = !count.closed && frames->ended ? ENDS_EARLY : "a key is missing";
    return ASSAY_OK;
}

/* The key at hand, into its place; NULL fault when it was read. */
static assay_status take_key(assay__frames *frames, uint16_t *place, const char **why,
                             assay_error *err)
{
    size_t len;
    char colon;
    ASSAY__TRY(measure_key(frames, &len, why, err));
    if (len == 0)
        return ASSAY_OK;
    assay_str key = {frames->bytes + frames->at + 1, len - 2};
    *place = assay__plan_child(frames->plan, *place, key);
    advance(frames, len);
    ASSAY__TRY(next_solid(frames, &colon, err));
    if (colon == ':') {
        frames->at++;
        *why = NULL;
    }
    return ASSAY_OK;
}

/* Leaves what was gone into. A record too large to be one, in which none lay, is told. */
static assay_status leave(assay__frames *frames, assay__frame *out, bool *done)
{
    const level *in = &frames->levels[--frames->depth];
    frames->at++;
    *done = in->object && frames->plan->places[in->place].record &&
            in->before == frames->records;
    return *done ? fault(frames, out, "the record is over the size limit") : ASSAY_OK;
}

/* One member of the object that we are in. */
static assay_status take_member(assay__frames *frames, assay__frame *out, bool *done,
                                assay_error *err)
{
    char first;
    const char *why;
    uint16_t place = frames->levels[frames->depth - 1].place;
    ASSAY__TRY(take_key(frames, &place, &why, err));
    *done = why != NULL;
    if (*done)
        return last_fault(frames, out, why);
    ASSAY__TRY(next_solid(frames, &first, err));
    const assay__place *at = &frames->plan->places[place];
    if (place != 0 && (at->wraps || at->record))
        return take_value(frames, place, first, out, done, err);
    size_t before = frames->at;
    ASSAY__TRY(skip_value(frames, first, err));
    *done = frames->at == before;
    return *done ? last_fault(frames, out, "a value is missing") : ASSAY_OK;
}

/* One step towards the next record. */
static assay_status step(assay__frames *frames, char c, assay__frame *out, bool *done,
                         assay_error *err)
{
    *done = false;
    if (c == ',' && frames->depth > 0) {
        frames->at++;
        return ASSAY_OK;
    }
    if (frames->depth == 0)
        return take_value(frames, 0, c, out, done, err);
    const level *in = &frames->levels[frames->depth - 1];
    if (c == (in->object ? '}' : ']'))
        return leave(frames, out, done);
    if (in->object)
        return take_member(frames, out, done, err);
    return take_value(frames, in->place, c, out, done, err);
}

/* The next line, or a step on; END: the input is read. *done as above. */
static assay_status go_on(assay__frames *frames, assay__frame *out, bool *done,
                          assay_error *err)
{
    char c;
    ASSAY__TRY(next_solid(frames, &c, err));
    if (c == '\0' && frames->at == frames->len) {
        *done = true;
        frames->over = true;
        return frames->depth == 0 ? ASSAY_END : fault(frames, out, ENDS_EARLY);
    }
    if (!frames->begun)
        ASSAY__TRY(choose(frames, c, err));
    if (!frames->lines)
        return step(frames, c, out, done, err);
    *done = true;
    return next_line(frames, out, err);
}

assay_status assay__frames_next(assay__frames *frames, assay__frame *out,
                                assay_error *err)
{
    bool done = false;
    while (!done) {
        if (frames->over)
            return ASSAY_END;
        ASSAY__TRY(go_on(frames, out, &done, err));
    }
    return ASSAY_OK;
}
