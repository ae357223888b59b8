/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Line by line through a block of fixed size; values are copied, because the block moves
 * on under them. */
#include "account/import/pairs.h"

#include "account/import/lenient.h"
#include "base/str.h"

#include <stdio.h>

enum { BLOCK = 1 << 16, LONGEST_KEY = 64 };

typedef struct pairs {
    const assay__file_reading *reading;
    assay__input *input;
    assay__instances record;
    uint64_t line, record_line;
    size_t at, len;
    bool ended;
    char block[BLOCK];
} pairs;

assay_str assay__pair_key(assay_str line)
{
    size_t n = 0;
    while (n < line.len && n <= LONGEST_KEY && line.ptr[n] != ':' && line.ptr[n] != '"')
        n++;
    bool pair = n > 0 && n < line.len && n <= LONGEST_KEY && line.ptr[n] == ':' &&
                (n + 1 == line.len || line.ptr[n + 1] == ' ');
    return pair ? (assay_str){line.ptr, n} : (assay_str){"", 0};
}

/* More bytes behind what is unread, which moves to the front. */
static assay_status fill(pairs *p, assay_error *err)
{
    size_t left = p->len - p->at, got;
    memmove(p->block, p->block + p->at, left);
    p->at = 0;
    p->len = left;
    ASSAY__TRY(assay__input_read(p->input, p->block + left, BLOCK - left, &got, err));
    p->len += got;
    p->ended = got == 0;
    return ASSAY_OK;
}

/* Whether a line is at hand: *len to its end, or to where the block cuts it, and *step to
 * the next. */
static bool measure_line(const pairs *p, size_t *len, size_t *step)
{
    const char *from = p->block + p->at;
    size_t left = p->len - p->at;
    const char *newline = left > 0 ? memchr(from, '\n', left) : NULL;
    bool full = p->at == 0 && p->len == BLOCK;
    *len = newline != NULL ? (size_t)(newline - from) : left;
    *step = *len + (newline != NULL);
    return newline != NULL || (left > 0 && (p->ended || full));
}

/* The next line without its end; what is longer than the block is cut. END: none. */
static assay_status next_line(pairs *p, assay_str *line, assay_error *err)
{
    size_t len, step;
    while (!measure_line(p, &len, &step)) {
        if (p->ended)
            return ASSAY_END;
        ASSAY__TRY(fill(p, err));
    }
    *line = assay__trimmed((assay_str){p->block + p->at, len});
    p->at += step;
    p->line++;
    return ASSAY_OK;
}

static assay_status end_record(pairs *p, assay_error *err)
{
    assay__emitter *e = p->reading->to;
    assay_status status = ASSAY_OK;
    if (p->record.first != NULL)
        status = assay__emit(e, &p->record, p->record_line, err);
    p->record = (assay__instances){NULL, NULL};
    assay_arena_reset(e->with.arena);
    return status;
}

/* The record at hand, begun when there is none. */
static assay__instance *record_of(pairs *p)
{
    const assay__emitter *e = p->reading->to;
    if (p->record.first == NULL) {
        p->record_line = p->line;
        (void)assay__instance_new(e->plan, 0, NULL, e->with.arena, &p->record);
    }
    return p->record.first;
}

static assay_status take_pair(pairs *p, assay_str line, assay_error *err)
{
    const assay__emitter *e = p->reading->to;
    assay_str key = assay__pair_key(line);
    uint16_t at = key.len > 0 ? assay__plan_child(e->plan, 0, key) : 0;
    const assay__place *place = &e->plan->places[at];
    if (at == 0 || place->leaf == ASSAY__NO_LEAF || place->scope != 0)
        return ASSAY_OK;
    assay__instance *record = record_of(p);
    if (record != NULL && record->values[place->leaf].type != 0) {
        ASSAY__TRY(end_record(p, err));
        record = record_of(p);
    }
    assay_str value =
        assay__trimmed((assay_str){line.ptr + key.len + 1, line.len - key.len - 1});
    value = assay_arena_copy(e->with.arena, value);
    if (record == NULL || value.ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a record");
    record->values[place->leaf] = (assay__raw){value, ','};
    return ASSAY_OK;
}

assay_status assay__pairs_read(const assay__file_reading *reading, assay__input *input,
                               assay_error *err)
{
    static const char OTHERS[] = "Following";
    pairs p = {.reading = reading, .input = input};
    const char *slash = strrchr(reading->from.name, '/');
    const char *name = slash != NULL ? slash + 1 : reading->from.name;
    assay_str line;
    assay_status status = ASSAY_OK;
    /* Follower.txt and Following.txt differ in nothing but their names. */
    if (strncmp(name, OTHERS, sizeof OTHERS - 1) == 0)
        return assay_fail(err, ASSAY_BAD_SYNTAX,
                          "%s: by its name the list of whom the account follows, which "
                          "is not its audience",
                          reading->from.name);
    assay_arena_reset(reading->to->with.arena);
    while (status == ASSAY_OK) {
        status = next_line(&p, &line, err);
        if (status == ASSAY_OK)
            status = line.len == 0 ? end_record(&p, err) : take_pair(&p, line, err);
    }
    if (status != ASSAY_END)
        return status;
    return end_record(&p, err);
}
