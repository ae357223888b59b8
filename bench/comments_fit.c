/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fit the comments model on labelled comments, or judge it on them by leaving out each
 * value of `post` in turn:
 *
 *     comments_fit model  OUT LABELS... -- INPUT... [-- INVENTED...]   the model's file
 *     comments_fit folds  OUT LABELS... -- INPUT... [-- INVENTED...]   out of fold
 *
 * Of INVENTED inputs, as the simulator's, the signs are weighed and no words learnt.
 *
 * LABELS are CSV files `id,inauthentic`; ids are unique over all inputs and hold no
 * commas, as those of the public sets and of the simulator. The order of inputs does not
 * matter to either result.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <assay/assay.h>
#include <assay/comments_model.h>

typedef struct label {
    char id[40];
    double inauthentic;
} label;

typedef struct labels {
    label *rows;
    size_t n, room;
} labels;

static int compare_labels(const void *a, const void *b)
{
    return strcmp(((const label *)a)->id, ((const label *)b)->id);
}

static void stop(const char *what)
{
    fprintf(stderr, "comments_fit: %s\n", what);
    exit(EXIT_FAILURE);
}

static void must(assay_status status, const assay_error *err)
{
    if (status != ASSAY_OK)
        stop(err->message);
}

static void read_labels(const char *path, labels *out)
{
    char line[128];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        stop(path);
    while (fgets(line, sizeof line, file) != NULL) {
        char *comma = strchr(line, ',');
        if (comma == NULL || comma - line >= 40 || (comma[1] != '0' && comma[1] != '1'))
            continue;
        if (out->n == out->room) {
            out->room = out->room == 0 ? 1024 : 2 * out->room;
            out->rows = realloc(out->rows, out->room * sizeof *out->rows);
        }
        if (out->rows == NULL)
            stop("no memory");
        label *fresh = &out->rows[out->n++];
        *comma = '\0';
        snprintf(fresh->id, sizeof fresh->id, "%.39s", line);
        fresh->inauthentic = comma[1] == '1';
    }
    fclose(file);
}

static double label_of(const labels *known, assay_str id)
{
    label wanted = {.inauthentic = 0};
    if (id.len >= sizeof wanted.id)
        return ASSAY_NUMBER_UNKNOWN;
    memcpy(wanted.id, id.ptr, id.len);
    const label *found =
        bsearch(&wanted, known->rows, known->n, sizeof wanted, compare_labels);
    return found == NULL ? ASSAY_NUMBER_UNKNOWN : found->inauthentic;
}

static void add_account(assay_comments_fit *fit, const assay_account *account,
                        const labels *known, bool invented, assay_arena *arena)
{
    assay_error err = {0};
    size_t n = account->n_comments;
    double *inauthentic = assay_arena_array(arena, n, sizeof *inauthentic);
    assay_str *group = assay_arena_array(arena, n, sizeof *group);
    if (inauthentic == NULL || group == NULL)
        stop("no memory");
    for (size_t i = 0; i < n; i++) {
        inauthentic[i] = label_of(known, account->comments[i].id);
        group[i] = account->comments[i].post;
    }
    assay_comments_labels marks = {inauthentic, group, invented};
    must(assay_comments_fit_add(fit, account, &marks, &err), &err);
}

static void add_input(assay_comments_fit *fit, const char *path, const labels *known,
                      bool invented)
{
    assay_error err = {0};
    assay_reader *reader;
    assay_arena *arena;
    const assay_account *account;
    assay_status status = ASSAY_OK;
    must(assay_reader_open(path, NULL, &reader, &err), &err);
    must(assay_arena_new(1 << 20, NULL, &arena, &err), &err);
    while ((status = assay_reader_next(reader, arena, &account, &err)) == ASSAY_OK) {
        add_account(fit, account, known, invented, arena);
        assay_arena_reset(arena);
    }
    if (status != ASSAY_END)
        stop(err.message);
    assay_arena_free(arena);
    assay_reader_close(reader);
}

static void write_model(assay_comments_fit *fit, FILE *out)
{
    assay_error err = {0};
    assay_comments_model *model;
    assay_arena *arena;
    assay_str bytes;
    must(assay_comments_fit_finish(fit, &model, &err), &err);
    must(assay_arena_new(1 << 20, NULL, &arena, &err), &err);
    must(assay_comments_model_save(model, arena, &bytes, &err), &err);
    fwrite(bytes.ptr, 1, bytes.len, out);
    assay_arena_free(arena);
    assay_comments_model_free(model);
}

static void write_folds(assay_comments_fit *fit, FILE *out)
{
    assay_error err = {0};
    const assay_comments_prediction *predictions;
    size_t n;
    must(assay_comments_fit_folds(fit, 0, &predictions, &n, &err), &err);
    fputs("platform,handle,post,id,inauthentic\n", out);
    for (size_t i = 0; i < n; i++) {
        const assay_comments_prediction *p = &predictions[i];
        fprintf(out, "%.*s,%.*s,%.*s,%.*s,%.9g\n", (int)p->platform.len, p->platform.ptr,
                (int)p->handle.len, p->handle.ptr, (int)p->post.len, p->post.ptr,
                (int)p->id.len, p->id.ptr, p->probability);
    }
}

int main(int argc, char *argv[])
{
    labels known = {.n = 0};
    int i = 3;
    if (argc < 6)
        stop("model|folds OUT LABELS... -- INPUT...");
    for (; i < argc && strcmp(argv[i], "--") != 0; i++)
        read_labels(argv[i], &known);
    qsort(known.rows, known.n, sizeof *known.rows, compare_labels);
    assay_error err = {0};
    assay_comments_fit *fit;
    assay_comments_fit_options options = {.name = "default"};
    must(assay_comments_fit_new(&options, &fit, &err), &err);
    bool invented = false;
    for (i++; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            invented = true;
        else
            add_input(fit, argv[i], &known, invented);
    }
    FILE *out = fopen(argv[2], "w");
    if (out == NULL)
        stop(argv[2]);
    if (strcmp(argv[1], "model") == 0)
        write_model(fit, out);
    else
        write_folds(fit, out);
    if (fclose(out) != 0)
        stop("writing failed");
    assay_comments_fit_free(fit);
    free(known.rows);
    return EXIT_SUCCESS;
}
