/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record in memory, as a service gets it: the parser of files without a file, and
 * the place of a fault told in parts that a program can use. */
#include <assay/reader.h>

#include "account/json_account.h"
#include "format/json_reader.h"

#include <stdio.h>

/* A key as RFC 6901 writes it. */
static size_t put_pointer_key(const char *key, char out[], size_t at, size_t room)
{
    for (; *key != '\0' && at + 3 < room; key++) {
        if (*key == '~' || *key == '/') {
            out[at++] = '~';
            out[at++] = *key == '~' ? '0' : '1';
        } else {
            out[at++] = *key;
        }
    }
    out[at] = '\0';
    return at;
}

/* As many of the bytes as leave room for a few more. */
static size_t put_bytes(const char *bytes, size_t n, char out[], size_t at, size_t room)
{
    size_t left = room > at + 3 ? room - at - 3 : 0;
    size_t fits = n < left ? n : left;
    memcpy(out + at, bytes, fits);
    out[at + fits] = '\0';
    return at + fits;
}

/* `posts[3].likes` as `/posts/3/likes`. A key of the record itself may hold anything, so
 * only the name of a table makes a bracket an index. */
static void write_pointer(const char *path, char out[], size_t room)
{
    const char *bracket = strchr(path, '[');
    out[0] = '\0';
    if (path[0] == '\0')
        return;
    size_t at = 0;
    assay_str name = {path, bracket == NULL ? 0 : (size_t)(bracket - path)};
    if (bracket != NULL && assay__table_by_name(name) < ASSAY__TABLE_COUNT) {
        size_t digits = strspn(bracket + 1, "0123456789");
        out[at++] = '/';
        at = put_bytes(name.ptr, name.len, out, at, room);
        out[at++] = '/';
        at = put_bytes(bracket + 1, digits, out, at, room);
        path = bracket + 1 + digits + 1; /* past the bracket; a point comes next */
        if (*path != '.')
            return;
        path++;
    }
    out[at++] = '/';
    (void)put_pointer_key(path, out, at, room);
}

assay_status assay_account_from_record(assay_str json, assay_arena *arena,
                                       const assay_account **out, assay_json_fault *fault)
{
    assay__json_habits habits = {0};
    assay__json_refusal refused;
    const assay_account *account =
        assay__json_account(json, arena, &habits, NULL, &refused);
    if (account != NULL) {
        *out = account;
        return ASSAY_OK;
    }
    assay__text_place(json, refused.offset, &fault->line, &fault->column);
    write_pointer(refused.path, fault->pointer, sizeof fault->pointer);
    (void)snprintf(fault->why, sizeof fault->why, "%s", refused.refusal.why);
    return refused.refusal.status;
}

assay_status assay_account_from_json(assay_str json, assay_arena *arena,
                                     const assay_account **out, assay_error *err)
{
    assay__json_habits habits = {0};
    assay__json_refusal refused;
    const assay_account *account =
        assay__json_account(json, arena, &habits, NULL, &refused);
    if (account != NULL) {
        *out = account;
        return ASSAY_OK;
    }
    uint64_t line, column;
    assay__text_place(json, refused.offset, &line, &column);
    return assay_fail(err, refused.refusal.status, "line %llu, column %llu: %s%s%s",
                      (unsigned long long)line, (unsigned long long)column, refused.path,
                      refused.path[0] == '\0' ? "" : ": ", refused.refusal.why);
}
