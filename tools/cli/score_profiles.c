/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay score by a model of profiles: a row a profile, sorted by its key. With --why what
 * the answer is made of, in log-odds: base + what each sign adds + rest. */
#include "profiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 512 }; /* one reason as text */

typedef struct scored {
    assay_str key;
    assay_profile_answer answer;
} scored;

typedef struct scoring {
    const profile_form *form;
    const assay_profiles_model *model;
    assay_arena *keys;
    scored *rows;
    size_t n, room;
} scoring;

static assay_status score_row(void *ctx, const profile_row *row, assay_arena *arena,
                              assay_error *err)
{
    scoring *s = ctx;
    (void)arena;
    if (s->n == s->room) {
        size_t room = s->room == 0 ? 256 : 2 * s->room;
        scored *rows = realloc(s->rows, room * sizeof *rows);
        if (rows == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        s->rows = rows;
        s->room = room;
    }
    scored *at = &s->rows[s->n++];
    at->key = profile_key(s->form, row, s->keys);
    assay_profiles_judge(s->model, &row->member, assay_account_as_of(row->account),
                         &at->answer);
    return ASSAY_OK;
}

static int compare_keys(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_scored(const void *a, const void *b)
{
    const scored *left = a, *right = b;
    int order = compare_keys(left->key, right->key);
    double x = left->answer.probability, y = right->answer.probability;
    return order != 0 ? order : (x > y) - (x < y);
}

/* `posts=0:+1.2 follow_ratio=5.1:+2.3`, strongest first. */
static void put_why(const assay_profile_answer *answer, assay_rows *rows)
{
    char text[ASSAY_PROFILE_REASONS * PIECE] = "";
    size_t len = 0;
    for (size_t i = 0; i < answer->n_reasons; i++) {
        const assay_profile_reason *reason = &answer->reasons[i];
        char piece[PIECE];
        int n = snprintf(piece, sizeof piece, "%s%s=%.3g:%+.2f", i == 0 ? "" : " ",
                         reason->sign->name, reason->value, reason->contribution);
        if (n <= 0 || n >= PIECE)
            continue;
        memcpy(text + len, piece, (size_t)n + 1);
        len += (size_t)n;
    }
    assay_rows_word(rows, assay_profile_view_name(answer->view));
    assay_rows_number(rows, answer->base);
    assay_rows_number(rows, answer->rest);
    assay_rows_word(rows, answer->n_reasons > 0 ? text : NULL);
}

static assay_status write_rows(const scoring *s, bool json, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_status status = profile_rows_new(s->form, json, &rows, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < s->n; i++) {
        profile_put_key(s->form, s->rows[i].key, rows);
        assay_rows_number(rows, s->rows[i].answer.probability);
        if (s->form->why)
            put_why(&s->rows[i].answer, rows);
        assay_rows_end(rows);
    }
    status = profile_rows_write(rows, NULL, err);
    assay_rows_free(rows);
    return status;
}

int score_profiles(const cli_call *call, assay_str file, bool why)
{
    assay_error err = {0};
    input in = {.call = call, .path = call->operands[0]};
    profile_form form = {.why = why};
    assay_profiles_model *model = NULL;
    scoring s = {.form = &form};
    assay_status status = assay_profiles_model_load(file, &model, &err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 16, NULL, &s.keys, &err);
    if (status == ASSAY_OK)
        status = profile_form_find(&in, &form, &err);
    s.model = model;
    if (status == ASSAY_OK)
        status = profile_read(&in, &form, score_row, &s, &err);
    if (status == ASSAY_OK && s.n > 0)
        qsort(s.rows, s.n, sizeof *s.rows, compare_scored);
    if (status == ASSAY_OK)
        status = write_rows(&s, call->shared->json, &err);
    free(s.rows);
    assay_arena_free(s.keys);
    assay_profiles_model_free(model);
    return status == ASSAY_OK ? input_exit_code(&in, false) : command_failed(&err);
}
