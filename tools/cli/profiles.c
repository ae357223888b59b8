/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profiles.h"

#include "progress.h"

#include <string.h>

static assay_status next_account(assay_reader *reader, assay_arena *arena,
                                 const assay_account **account, assay_error *err)
{
    assay_arena_reset(arena);
    return assay_reader_next(reader, arena, account, err);
}

assay_status profile_form_find(input *in, profile_form *form, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    assay_status status = assay_arena_new(1 << 18, NULL, &arena, err);
    in->silent = true; /* the reading that follows tells the faults */
    if (status == ASSAY_OK)
        status = input_keep(in, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    while (status == ASSAY_OK && !form->members) {
        const assay_account *account = NULL;
        status = next_account(reader, arena, &account, err);
        form->members = status == ASSAY_OK && account->n_audience > 0;
    }
    assay_reader_close(reader);
    assay_arena_free(arena);
    in->silent = false;
    in->faults = 0;
    return status == ASSAY_END ? ASSAY_OK : status;
}

size_t profile_count(const profile_form *form, const assay_account *account)
{
    return form->members ? account->n_audience : 1;
}

profile_row profile_at(const profile_form *form, const assay_account *account, size_t i)
{
    return (profile_row){account, form->members ? account->audience[i]
                                                : assay_member_of_account(account)};
}

assay_str profile_key(const profile_form *form, const profile_row *row,
                      assay_arena *arena)
{
    if (form->members)
        return assay_arena_copy(arena, row->member.id.len > 0 ? row->member.id
                                                              : row->member.username);
    assay_str platform = row->account->platform, handle = row->account->handle;
    char *text = assay_arena_alloc(arena, platform.len + handle.len + 2);
    if (text == NULL)
        return (assay_str){NULL, 0};
    memcpy(text, platform.ptr, platform.len);
    text[platform.len] = ',';
    memcpy(text + platform.len + 1, handle.ptr, handle.len);
    return (assay_str){text, platform.len + 1 + handle.len};
}

assay_status profile_read(input *in, const profile_form *form, profile_visit *visit,
                          void *ctx, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    progress line = progress_begin(in->call, "reading");
    assay_status status = assay_arena_new(1 << 18, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        status = next_account(reader, arena, &account, err);
        if (status != ASSAY_OK)
            break;
        in->accounts++;
        progress_show(&line, assay_reader_where(reader));
        for (size_t i = 0; status == ASSAY_OK && i < profile_count(form, account); i++) {
            profile_row row = profile_at(form, account, i);
            status = visit(ctx, &row, arena, err);
        }
    }
    progress_end(&line);
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status == ASSAY_END ? ASSAY_OK : status;
}

assay_status profile_rows_new(const profile_form *form, bool json, assay_rows **out,
                              assay_error *err)
{
    static const char *const MEMBERS[] = {"id",   "probability", "view",
                                          "base", "rest",        "why"};
    static const char *const ACCOUNTS[] = {"platform", "handle", "probability", "view",
                                           "base",     "rest",   "why"};
    size_t n = (form->members ? 2U : 3U) + (form->why ? 4U : 0U);
    assay_rows_form style = json ? ASSAY_ROWS_NDJSON : ASSAY_ROWS_CSV;
    assay_status status =
        assay_rows_new(style, form->members ? MEMBERS : ACCOUNTS, n, out, err);
    if (status == ASSAY_OK)
        assay_rows_header(*out);
    return status;
}

void profile_put_key(const profile_form *form, assay_str key, assay_rows *rows)
{
    const char *comma = key.len > 0 ? memchr(key.ptr, ',', key.len) : NULL;
    if (form->members || comma == NULL) {
        assay_rows_text(rows, key);
        return;
    }
    size_t platform = (size_t)(comma - key.ptr);
    assay_rows_text(rows, (assay_str){key.ptr, platform});
    assay_rows_text(rows, (assay_str){comma + 1, key.len - platform - 1});
}

assay_status profile_rows_write(const assay_rows *rows, const char *path,
                                assay_error *err)
{
    output out;
    assay_str text = {NULL, 0};
    assay_status status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, path, err);
    if (status != ASSAY_OK)
        return status;
    output_put(&out, text);
    return output_close(&out, err);
}
