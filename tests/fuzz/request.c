/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a request that reached the service: METHOD TARGET VERSION, lines of
 * headers, an empty line, a body. A refusal has words; what passes has one host and one
 * frame, a target that is a path of UTF-8 with names that stand once; a body expands to
 * the same bytes however it comes in pieces; a file of keys is read or refused whole. */
#include "gate.h"
#include "keys.h"
#include "unpack.h"
#include "uri.h"

#include "base/buffer.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_EXPANDED = 1 << 16 };

static void insist(bool truth)
{
    if (!truth)
        abort();
}

/* Takes a line off the front, as a terminated copy to be freed. */
static char *take_line(assay_str *from)
{
    const char *newline = from->len > 0 ? memchr(from->ptr, '\n', from->len) : NULL;
    size_t length = newline != NULL ? (size_t)(newline - from->ptr) : from->len;
    char *line = malloc(length + 1);
    insist(line != NULL);
    if (length > 0)
        memcpy(line, from->ptr, length);
    line[length] = '\0';
    from->ptr += length + (newline != NULL);
    from->len -= length + (newline != NULL);
    return line;
}

/* Cuts a word off the front of a line. */
static char *take_word(char **line)
{
    char *word = *line;
    size_t length = strcspn(word, " ");
    *line = word + length + (word[length] == ' ');
    word[length] = '\0';
    return word;
}

static void read_target(const char *raw)
{
    uri target = {0};
    const char *why = NULL;
    bool good = uri_parse(raw, &target, &why);
    insist(good == (why == NULL));
    if (good) {
        insist(target.path[0] == '/' && target.n_params <= URI_PARAMS_MOST);
        insist(assay__utf8_check(assay__str(target.path)) == strlen(target.path));
        for (size_t i = 0; i < target.n_params; i++)
            insist(uri_value(&target, target.params[i].name) == target.params[i].value);
    }
    uri_free(&target);
}

/** What a body expanded to, up to a limit. */
static bool keep(void *ctx, const char *bytes, size_t n)
{
    assay_buffer *out = ctx;
    assay__buffer_put(out, (assay_str){bytes, n});
    return out->len <= MOST_EXPANDED;
}

static unpack_result expand(const char *encoding, assay_str body, size_t step,
                            assay_buffer *out, bool *whole)
{
    unpack *from = unpack_new(encoding);
    unpack_result result = UNPACK_FINE;
    insist(from != NULL);
    for (size_t at = 0; at < body.len && result == UNPACK_FINE; at += step) {
        size_t n = body.len - at < step ? body.len - at : step;
        result = unpack_feed(from, (assay_str){body.ptr + at, n}, keep, out);
    }
    *whole = unpack_is_whole(from);
    unpack_free(from);
    return result;
}

static void read_body(const char *encoding, assay_str body)
{
    assay_buffer once = {0}, pieces = {0};
    bool whole_once, whole_pieces;
    unpack_result result = expand(encoding, body, body.len + 1, &once, &whole_once);
    insist(expand(encoding, body, 1, &pieces, &whole_pieces) == result);
    if (result == UNPACK_FINE) {
        insist(whole_once == whole_pieces);
        insist(assay__str_equal((assay_str){once.bytes, once.len},
                                (assay_str){pieces.bytes, pieces.len}));
    }
    assay__buffer_free(&once);
    assay__buffer_free(&pieces);
}

static void read_keys(assay_str file)
{
    key *all = NULL;
    size_t n = 0;
    assay_error err = {0};
    assay_status status = keys_parse(file, &all, &n, &err);
    insist(status == ASSAY_OK ? n == 0 || all != NULL : err.message[0] != '\0');
    for (size_t i = 0; i < n; i++)
        insist(all[i].id[0] != '\0' && all[i].scopes != SCOPE_NONE &&
               memchr(all[i].id, '\0', sizeof all[i].id) != NULL);
    free(all);
}

/* One header line. @return the encoding it names, of those we know, or what was known */
static const char *read_header(char *line, gate_facts *facts, const char *encoding)
{
    char *colon = strchr(line, ':');
    char *value = colon != NULL ? colon + 1 + strspn(colon + 1, " ") : line;
    assay_str name = {line, colon != NULL ? (size_t)(colon - line) : strlen(line)};
    gate_header(facts, name, value, strlen(value));
    if (assay__str_equal(name, ASSAY__LITERAL("content-encoding")) && unpack_knows(value))
        return value;
    return encoding;
}

static void judge(const gate_facts *facts, const char *method, const char *version)
{
    const char *why = NULL;
    unsigned status = gate_judge(facts, method, version, &why);
    insist((status == 0) == (why == NULL));
    insist(status == 0 || (status >= 400 && status < 600));
    if (status != 0)
        return;
    insist(facts->lengths + facts->encodings <= 1 && facts->hosts <= 1);
    insist(!facts->bad_name && !facts->bad_value);
    insist(facts->lengths == 0 ||
           gate_length(facts) == strtoull(facts->length, NULL, 10));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST_HEADERS = 32 };
    char *lines[MOST_HEADERS + 1];
    size_t n = 0;
    assay_str rest = {(const char *)data, size};
    gate_facts facts = {0};
    const char *encoding = NULL;
    char *first = take_line(&rest), *words = first;
    const char *method = take_word(&words), *target = take_word(&words);
    read_target(target);
    for (lines[n] = take_line(&rest); lines[n][0] != '\0' && n < MOST_HEADERS;
         lines[++n] = take_line(&rest))
        encoding = read_header(lines[n], &facts, encoding);
    judge(&facts, method, words);
    if (encoding != NULL)
        read_body(encoding, rest);
    read_keys(rest);
    for (size_t i = 0; i <= n; i++)
        free(lines[i]);
    free(first);
    return 0;
}
