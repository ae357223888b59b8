/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A merge join (as in a database): under one key, platform and post, the owner sorts
 * before the rows that look for it. Of several owners of one post the last stands. */
#include "account/import/owners.h"

#include "base/buffer.h"
#include "base/str.h"

/* What a row of the sorter is, the last byte of its key. */
enum { OWNER = 1, ORPHAN = 2 };

/* An orphan's body begins with this; file, tail and body follow. */
typedef struct head {
    uint64_t line;
    uint32_t file_len, tail_len;
} head;

/* A platform has no zero byte, so the first of them divides it from the post. */
static void put_key(assay_buffer *key, assay_str platform, assay_str post, char what)
{
    assay__buffer_put(key, platform);
    assay__buffer_put_char(key, '\0');
    assay__buffer_put(key, post);
    assay__buffer_put_char(key, '\0');
    assay__buffer_put_char(key, what);
}

static assay_status add(assay__sort *owners, const assay_buffer *key, size_t len,
                        char **body, assay_error *err)
{
    if (key->failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the owner of a post");
    return assay__sort_add(owners, (assay_str){key->bytes, key->len}, len, body, err);
}

assay_status assay__owners_add(assay__sort *owners, assay_str platform, assay_str post,
                               assay_str handle, assay_error *err)
{
    assay_buffer key = {0};
    char *body;
    put_key(&key, platform, post, OWNER);
    assay_status status = add(owners, &key, handle.len, &body, err);
    if (status == ASSAY_OK)
        memcpy(body, handle.ptr, handle.len);
    assay__buffer_free(&key);
    return status;
}

assay_status assay__owners_add_orphan(assay__sort *owners, const assay__orphan *row,
                                      assay_error *err)
{
    assay_buffer key = {0};
    char *to;
    head h = {row->line, (uint32_t)row->file.len, (uint32_t)row->tail.len};
    put_key(&key, row->platform, row->post, ORPHAN);
    assay_status status = add(
        owners, &key, sizeof h + row->file.len + row->tail.len + row->body.len, &to, err);
    assay__buffer_free(&key);
    if (status != ASSAY_OK)
        return status;
    memcpy(to, &h, sizeof h);
    to += sizeof h;
    memcpy(to, row->file.ptr, row->file.len);
    to += row->file.len;
    memcpy(to, row->tail.ptr, row->tail.len);
    memcpy(to + row->tail.len, row->body.ptr, row->body.len);
    return ASSAY_OK;
}

static assay__orphan orphan_of(assay_str key, assay_str body)
{
    head h;
    memcpy(&h, body.ptr, sizeof h);
    const char *file = body.ptr + sizeof h;
    size_t platform = strlen(key.ptr);
    size_t before = sizeof h + h.file_len + h.tail_len;
    return (assay__orphan){.platform = {key.ptr, platform},
                           .post = {key.ptr + platform + 1, key.len - platform - 3},
                           .file = {file, h.file_len},
                           .line = h.line,
                           .tail = {file + h.file_len, h.tail_len},
                           .body = {body.ptr + before, body.len - before}};
}

/* The post whose owner was met last, and the owner. */
typedef struct known {
    assay_buffer post, handle;
} known;

static assay_status know(known *owner, assay_str post, assay_str handle, assay_error *err)
{
    assay__buffer_clear(&owner->post);
    assay__buffer_clear(&owner->handle);
    assay__buffer_put(&owner->post, post);
    assay__buffer_put(&owner->handle, handle);
    return owner->post.failed || owner->handle.failed
               ? assay_fail(err, ASSAY_NO_MEMORY, "no memory for the owner of a post")
               : ASSAY_OK;
}

assay_status assay__owners_settle(assay__sort *owners,
                                  assay_status (*found)(const assay__orphan *row,
                                                        assay_str handle, void *ctx,
                                                        assay_error *err),
                                  void *ctx, assay_error *err)
{
    known owner = {{0}, {0}};
    assay_str key, body;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK) {
        status = assay__sort_next(owners, &key, &body, err);
        if (status != ASSAY_OK)
            break;
        assay_str post = {key.ptr, key.len - 1};
        if (key.ptr[key.len - 1] == OWNER) {
            status = know(&owner, post, body, err);
            continue;
        }
        bool same = assay__str_equal(post, (assay_str){owner.post.bytes, owner.post.len});
        assay__orphan row = orphan_of(key, body);
        status = found(&row,
                       same ? (assay_str){owner.handle.bytes, owner.handle.len}
                            : (assay_str){NULL, 0},
                       ctx, err);
    }
    assay__buffer_free(&owner.post);
    assay__buffer_free(&owner.handle);
    return status == ASSAY_END ? ASSAY_OK : status;
}
