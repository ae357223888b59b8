/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table is an input like any other, read by the library's reader, so that it may be
 * CSV or NDJSON and is checked by the same words. */
#include "claims.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** One account of the table. */
typedef struct declared {
    const assay_account *account;
    atomic_bool met; /**< set from several threads */
} declared;

struct claims {
    const char *path;
    assay_arena *arena;
    declared *rows; /* by platform, then handle */
    size_t n, room;
    char fault[256]; /* the first row that cannot be used; empty: none */
};

static void on_reject(const assay_reject *what, void *ctx)
{
    claims *all = ctx;
    if (all->fault[0] != '\0')
        return;
    char line[32] = "", field[64] = "";
    size_t length =
        what->field.len < sizeof field - 3 ? what->field.len : sizeof field - 3;
    if (what->line > 0)
        (void)snprintf(line, sizeof line, "%llu: ", (unsigned long long)what->line);
    if (length > 0) {
        memcpy(field, what->field.ptr, length);
        memcpy(field + length, ": ", 3);
    }
    (void)snprintf(all->fault, sizeof all->fault, "%s%s%.150s", line, field,
                   what->message);
}

static assay_status keep(claims *all, const assay_account *account, assay_error *err)
{
    if (account->n_explanations == 0)
        return assay_fail(err, ASSAY_UNUSABLE,
                          "%s: %.*s/%.*s: no explanation: the columns are platform, "
                          "handle, from, to, cause, note",
                          all->path, (int)account->platform.len, account->platform.ptr,
                          (int)account->handle.len, account->handle.ptr);
    if (all->n == all->room) {
        size_t room = all->room == 0 ? 16 : 2 * all->room;
        declared *more = realloc(all->rows, room * sizeof *more);
        if (more == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        all->rows = more;
        all->room = room;
    }
    all->rows[all->n].account = account;
    atomic_init(&all->rows[all->n].met, false);
    all->n++;
    return ASSAY_OK;
}

static int compare_texts(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared > 0 ? memcmp(a.ptr, b.ptr, shared) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_accounts(const assay_account *a, const assay_account *b)
{
    int order = compare_texts(a->platform, b->platform);
    return order != 0 ? order : compare_texts(a->handle, b->handle);
}

static int compare_rows(const void *a, const void *b)
{
    const declared *left = a, *right = b;
    return compare_accounts(left->account, right->account);
}

static assay_status read_all(claims *all, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_reader_options options = {.reject = on_reject, .ctx = all};
    assay_status status = assay_reader_open(all->path, &options, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        status = assay_reader_next(reader, all->arena, &account, err);
        if (status == ASSAY_OK)
            status = keep(all, account, err);
    }
    assay_reader_close(reader);
    if (status == ASSAY_END && all->fault[0] != '\0')
        return assay_fail(err, ASSAY_UNUSABLE, "%s:%s", all->path, all->fault);
    return status == ASSAY_END ? ASSAY_OK : status;
}

assay_status claims_read(const cli_call *call, const char *path, claims **out,
                         assay_error *err)
{
    *out = NULL;
    if (path == NULL)
        return ASSAY_OK;
    if (strcmp(path, "-") == 0 && strcmp(call->operands[0], "-") == 0)
        return assay_fail(err, ASSAY_IO, "standard input is the input already");
    claims *all = calloc(1, sizeof *all);
    if (all == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    all->path = path;
    assay_status status = assay_arena_new(1 << 16, NULL, &all->arena, err);
    if (status == ASSAY_OK)
        status = read_all(all, err);
    if (status != ASSAY_OK) {
        claims_free(all);
        return status;
    }
    if (all->n > 0)
        qsort(all->rows, all->n, sizeof *all->rows, compare_rows);
    *out = all;
    return ASSAY_OK;
}

/* The first row of an account, or where it would stand. */
static size_t first_of(const claims *all, const assay_account *account)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_accounts(all->rows[middle].account, account) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

assay_status claims_add(claims *all, const assay_account *account, assay_arena *arena,
                        assay_account *made, const assay_account **out, assay_error *err)
{
    *out = account;
    for (size_t i = all == NULL ? 0 : first_of(all, account);
         all != NULL && i < all->n &&
         compare_accounts(all->rows[i].account, account) == 0;
         i++) {
        const assay_account *row = all->rows[i].account;
        assay_status status = assay_account_explain(
            *out, row->explanations, row->n_explanations, arena, made, err);
        if (status != ASSAY_OK)
            return status;
        atomic_store(&all->rows[i].met, true);
        *out = made;
    }
    return ASSAY_OK;
}

void claims_tell_unmet(const claims *all, const cli_call *call)
{
    const assay_account *first = NULL;
    size_t unmet = 0;
    for (size_t i = 0; all != NULL && i < all->n; i++) {
        if (atomic_load(&all->rows[i].met))
            continue;
        unmet++;
        first = first == NULL ? all->rows[i].account : first;
    }
    if (first != NULL)
        command_note(call, "%s: %zu account%s not in the input, first %.*s/%.*s",
                     all->path, unmet, unmet == 1 ? " is" : "s are",
                     (int)first->platform.len, first->platform.ptr,
                     (int)first->handle.len, first->handle.ptr);
}

void claims_free(claims *all)
{
    if (all == NULL)
        return;
    assay_arena_free(all->arena);
    free(all->rows);
    free(all);
}
