/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roster as a folder: accounts made by several threads, written in the order of
 * their index by one, so that the bytes do not depend on the threads. Files are
 * written aside and renamed when all is well. */
#include "tables.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BATCH = 64, PATH_MOST = 4096 };

static const struct {
    const char *file;
    bool truth;
    unsigned needs;
    const char *head;
} TABLES[SIM_TABLES] = {
#define SIM_ROW(name, file, truth, needs, head) {file, truth, needs, head},
    SIM_TABLE_TABLE(SIM_ROW)
#undef SIM_ROW
};

/** A batch of accounts being made. */
typedef struct batch {
    const sim_settings *settings;
    const sim_output *output;
    uint64_t first;
    size_t n;
    sim_lines *lines; /* [BATCH] */
    atomic_size_t next;
    atomic_int status; /* the first failure */
} batch;

static bool wanted(const sim_settings *settings, const sim_output *output, size_t table)
{
    unsigned has = settings->tables | (settings->shared ? SIM_SHARED : 0);
    if (TABLES[table].needs && !(TABLES[table].needs & has)) {
        return false;
    }
    if (table == SIM_TABLE_NDJSON) {
        return output->ndjson;
    }
    return TABLES[table].truth || output->csv;
}

static assay_status make_one(batch *b, size_t i, sim_bench *bench)
{
    assay_account account;
    sim_truth truth;
    sim_lines *lines = &b->lines[i];
    assay_arena_reset(bench->arena);
    assay_status status =
        sim_account_make(b->settings, b->first + i, bench, &account, &truth, NULL);
    if (status != ASSAY_OK) {
        return status;
    }
    for (size_t t = 0; t < SIM_TABLES; t++) {
        lines->text[t].length = 0;
    }
    if (b->output->csv) {
        sim_lines_csv(&account, lines);
        sim_lines_more_csv(&account, lines);
    }
    if (b->output->ndjson) {
        sim_lines_json(&account, &lines->text[SIM_TABLE_NDJSON]);
    }
    sim_lines_truth(&account, &truth, lines);
    sim_lines_more_truth(&account, &truth, lines);
    return sim_lines_failed(lines) ? ASSAY_NO_MEMORY : ASSAY_OK;
}

static assay_status bench_new(sim_bench *bench)
{
    bench->rng = gsl_rng_alloc(sim_rng_type());
    bench->aside = gsl_rng_alloc(sim_rng_type());
    if (!bench->rng || !bench->aside) {
        return ASSAY_NO_MEMORY;
    }
    return assay_arena_new((size_t)1 << 20, NULL, &bench->arena, NULL);
}

static void bench_free(sim_bench *bench)
{
    if (bench->rng) {
        gsl_rng_free(bench->rng);
    }
    if (bench->aside) {
        gsl_rng_free(bench->aside);
    }
    assay_arena_free(bench->arena);
}

static void *work(void *ctx)
{
    batch *b = ctx;
    sim_bench bench = {0};
    assay_status status = bench_new(&bench);
    while (status == ASSAY_OK && atomic_load(&b->status) == ASSAY_OK) {
        size_t i = atomic_fetch_add(&b->next, 1);
        if (i >= b->n) {
            break;
        }
        status = make_one(b, i, &bench);
    }
    if (status != ASSAY_OK) {
        atomic_store(&b->status, (int)status);
    }
    bench_free(&bench);
    return NULL;
}

/* Make a batch with the caller's thread and some more; fewer when they cannot be had. */
static void make_batch(batch *b, size_t jobs)
{
    pthread_t threads[64];
    size_t n = 0;
    while (n + 1 < jobs && n < 64 && !pthread_create(&threads[n], NULL, work, b)) {
        n++;
    }
    work(b);
    for (size_t i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
    }
}

/** The files of a roster while they are written aside. */
typedef struct files {
    FILE *file[SIM_TABLES];
    char path[SIM_TABLES][PATH_MOST];
} files;

static assay_status fail_on(assay_error *err, const char *path)
{
    return assay_fail(err, ASSAY_IO, "%s: %s", path, strerror(errno));
}

static assay_status make_folder(const char *path, assay_error *err)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        return fail_on(err, path);
    }
    return ASSAY_OK;
}

static assay_status open_files(const sim_settings *settings, const sim_output *output,
                               files *f, assay_error *err)
{
    const char *truth = output->truth ? output->truth : output->folder;
    assay_status status = make_folder(output->folder, err);
    status = status == ASSAY_OK ? make_folder(truth, err) : status;
    for (size_t t = 0; t < SIM_TABLES && status == ASSAY_OK; t++) {
        if (!wanted(settings, output, t)) {
            continue;
        }
        const char *folder = TABLES[t].truth ? truth : output->folder;
        int n = snprintf(f->path[t], PATH_MOST, "%s/%s.part", folder, TABLES[t].file);
        if (n < 0 || n >= PATH_MOST) {
            return assay_fail(err, ASSAY_IO, "%s: the name is too long", folder);
        }
        f->file[t] = fopen(f->path[t], "wb");
        if (!f->file[t] || fputs(TABLES[t].head, f->file[t]) < 0) {
            status = fail_on(err, f->path[t]);
        }
    }
    return status;
}

static assay_status append(files *f, const sim_lines *lines, assay_error *err)
{
    for (size_t t = 0; t < SIM_TABLES; t++) {
        const sim_text *text = &lines->text[t];
        if (f->file[t] && text->length > 0 &&
            fwrite(text->bytes, 1, text->length, f->file[t]) != text->length) {
            return fail_on(err, f->path[t]);
        }
    }
    return ASSAY_OK;
}

/* Close all; give each its name when everything went well, remove it otherwise. */
static assay_status close_files(files *f, assay_status status, assay_error *err)
{
    for (size_t t = 0; t < SIM_TABLES; t++) {
        if (f->file[t] && fclose(f->file[t]) != 0 && status == ASSAY_OK) {
            status = fail_on(err, f->path[t]);
        }
    }
    for (size_t t = 0; t < SIM_TABLES; t++) {
        if (!f->file[t]) {
            continue;
        }
        char name[PATH_MOST];
        size_t length = strlen(f->path[t]) - strlen(".part");
        memcpy(name, f->path[t], length);
        name[length] = '\0';
        if (status == ASSAY_OK && rename(f->path[t], name) != 0) {
            status = fail_on(err, name);
        }
        if (status != ASSAY_OK) {
            (void)remove(f->path[t]);
        }
    }
    return status;
}

static assay_status write_batches(const sim_settings *settings, const sim_output *output,
                                  files *f, assay_error *err)
{
    sim_lines *lines = calloc(BATCH, sizeof *lines);
    if (!lines) {
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a batch of accounts");
    }
    assay_status status = ASSAY_OK;
    for (size_t done = 0; done < settings->accounts && status == ASSAY_OK;
         done += BATCH) {
        size_t left = settings->accounts - done;
        batch b = {.settings = settings, .output = output, .lines = lines};
        b.first = settings->first + done;
        b.n = left < BATCH ? left : BATCH;
        make_batch(&b, output->jobs);
        status = (assay_status)atomic_load(&b.status);
        if (status != ASSAY_OK) {
            (void)assay_fail(err, status, "an account could not be made");
        }
        for (size_t i = 0; i < b.n && status == ASSAY_OK; i++) {
            status = append(f, &lines[i], err);
        }
    }
    for (size_t i = 0; i < BATCH; i++) {
        sim_lines_free(&lines[i]);
    }
    free(lines);
    return status;
}

assay_status sim_roster_write(const sim_settings *settings, const sim_output *output,
                              assay_error *err)
{
    assay_status status = sim_settings_check(settings, err);
    if (status != ASSAY_OK) {
        return status;
    }
    files *f = calloc(1, sizeof *f);
    if (!f) {
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the files");
    }
    status = open_files(settings, output, f, err);
    if (status == ASSAY_OK) {
        status = write_batches(settings, output, f, err);
    }
    status = close_files(f, status, err);
    free(f);
    return status;
}
