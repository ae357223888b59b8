/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One seed, one world: any part of it, in any order, with any number of threads. */
#include "tables.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *file_text(const char *folder, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s is not there", path);
    (void)fseek(file, 0, SEEK_END);
    size_t n = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(n + 1);
    cr_assert(text && fread(text, 1, n, file) == n);
    text[n] = '\0';
    (void)fclose(file);
    (void)remove(path);
    return text;
}

static const char *const FILES[] = {
    "accounts.csv",        "growth.csv",
    "posts.csv",           "comments.csv",
    "labels.csv",          "truth_events.csv",
    "comment_labels.csv",  "accounts.ndjson",
    "truth_orders.csv",    "truth_shares.csv",
    "audience.csv",        "livestreams.csv",
    "sales.csv",           "explanations.csv",
    "outcomes.csv",        "demographics.csv",
    "actions.csv",         "audience_labels.csv",
    "truth_audience.csv",  "stream_labels.csv",
    "truth_witnesses.csv", "truth_explanations.csv",
    "truth_pools.csv",
};
enum { N_FILES = sizeof FILES / sizeof *FILES, OLD_FILES = 10, TRUTHS = 17 };

static void write_roster(sim_settings s, size_t jobs, char *texts[])
{
    char folder[] = "/tmp/assay-simulate-XXXXXX";
    cr_assert(mkdtemp(folder) != NULL);
    sim_output output = {.folder = folder, .csv = true, .ndjson = true, .jobs = jobs};
    cr_assert(sim_roster_write(&s, &output, NULL) == ASSAY_OK);
    for (size_t i = 0; i < N_FILES; i++) {
        bool there = i < OLD_FILES || (i + 1 < N_FILES ? s.tables : s.shared);
        texts[i] = there ? file_text(folder, FILES[i]) : NULL;
    }
    cr_assert(rmdir(folder) == 0, "something else was left behind");
}

static void forget(char *texts[])
{
    for (size_t i = 0; i < N_FILES; i++) {
        free(texts[i]);
    }
}

static sim_settings small_world(void)
{
    sim_settings s = sim_settings_default();
    s.seed = 23;
    s.accounts = 12;
    s.comments = 20;
    s.tables = SIM_BIT(SIM_WITNESSES) - 1;
    s.audience = 30;
    s.shared = SIM_BIT(SIM_CIRCLES) - 1;
    return s;
}

Test(simulate, the_same_seed_gives_the_same_bytes_with_any_jobs)
{
    char *one[N_FILES];
    char *two[N_FILES];
    write_roster(small_world(), 1, one);
    write_roster(small_world(), 3, two);
    for (size_t i = 0; i < N_FILES; i++) {
        cr_assert_str_eq(one[i], two[i]);
    }
    forget(one);
    forget(two);
}

static void tell(const assay_reject *reject, void *ctx)
{
    cr_log_error("%.*s:%llu: %s", (int)reject->file.len, reject->file.ptr,
                 (unsigned long long)reject->line, reject->message);
    ++*(size_t *)ctx;
}

static void warn(const char *sentence, void *ctx)
{
    cr_log_error("%s", sentence);
    ++*(size_t *)ctx;
}

/* The records' sums of an input, by account in the order read; counts what is amiss. */
static size_t read_sums(const char *path, char sums[][65], size_t most, size_t *amiss)
{
    assay_reader_options options = {.reject = tell, .warn = warn, .ctx = amiss};
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    const assay_account *account = NULL;
    size_t n = 0;
    cr_assert(assay_arena_new(1 << 20, NULL, &arena, NULL) == ASSAY_OK);
    cr_assert(assay_reader_open(path, &options, &reader, NULL) == ASSAY_OK);
    while (n < most && assay_reader_next(reader, arena, &account, NULL) == ASSAY_OK) {
        cr_assert(assay_account_sha256(account, sums[n++], NULL) == ASSAY_OK);
        assay_arena_reset(arena);
    }
    assay_reader_close(reader);
    assay_arena_free(arena);
    return n;
}

static int by_sum(const void *a, const void *b)
{
    return strcmp(a, b);
}

Test(simulate, the_reader_takes_both_forms_as_the_same_records)
{
    enum { MANY = 12 };
    char folder[] = "/tmp/assay-simulate-XXXXXX";
    char path[64];
    char csv[MANY][65];
    char json[MANY][65];
    size_t amiss = 0;
    cr_assert(mkdtemp(folder) != NULL);
    sim_settings s = small_world();
    sim_output output = {.folder = folder, .csv = true, .ndjson = true, .jobs = 1};
    cr_assert(sim_roster_write(&s, &output, NULL) == ASSAY_OK);
    (void)snprintf(path, sizeof path, "%s/accounts.ndjson", folder);
    cr_assert_eq(read_sums(path, json, MANY, &amiss), MANY);
    free(file_text(folder, "accounts.ndjson"));
    cr_assert_eq(read_sums(folder, csv, MANY, &amiss), MANY);
    cr_assert_eq(amiss, 0);
    qsort(csv, MANY, sizeof *csv, by_sum);
    qsort(json, MANY, sizeof *json, by_sum);
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_str_eq(csv[i], json[i]);
    }
    for (size_t i = 0; i < N_FILES; i++) {
        if (strcmp(FILES[i], "accounts.ndjson") != 0) {
            free(file_text(folder, FILES[i]));
        }
    }
    cr_assert(rmdir(folder) == 0);
}

Test(simulate, only_the_form_asked_for_is_written)
{
    char folder[] = "/tmp/assay-simulate-XXXXXX";
    cr_assert(mkdtemp(folder) != NULL);
    sim_settings s = small_world();
    s.accounts = 1;
    sim_output output = {.folder = folder, .ndjson = true, .jobs = 1};
    cr_assert(sim_roster_write(&s, &output, NULL) == ASSAY_OK);
    for (size_t i = 4; i < N_FILES; i++) {
        if (i < OLD_FILES || i >= TRUTHS) {
            free(file_text(folder, FILES[i]));
        }
    }
    cr_assert(rmdir(folder) == 0, "tables that nobody asked for");
}

Test(simulate, another_seed_gives_another_world)
{
    char *one[N_FILES];
    char *two[N_FILES];
    sim_settings s = small_world();
    s.accounts = 2;
    write_roster(s, 1, one);
    s.seed++;
    write_roster(s, 1, two);
    cr_assert_str_neq(one[1], two[1]);
    cr_assert_str_neq(one[3], two[3]);
    forget(one);
    forget(two);
}

Test(simulate, a_part_is_the_same_as_in_the_whole)
{
    char *whole[N_FILES];
    char *part[N_FILES];
    sim_settings s = small_world();
    write_roster(s, 1, whole);
    s.first = 5;
    s.accounts = 3;
    write_roster(s, 1, part);
    for (size_t i = 0; i < N_FILES; i++) {
        const char *rows = strchr(part[i], '\n') + 1;
        rows = strcmp(FILES[i], "accounts.ndjson") == 0 ? part[i] : rows;
        cr_assert(strstr(whole[i], rows) != NULL, "%s differs", FILES[i]);
    }
    forget(whole);
    forget(part);
}

Test(simulate, fewer_comments_leave_curve_and_posts_as_they_were)
{
    char *many[N_FILES];
    char *few[N_FILES];
    sim_settings s = small_world();
    write_roster(s, 1, many);
    s.comments = 3;
    write_roster(s, 1, few);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_str_eq(many[i], few[i]);
    }
    cr_assert_str_neq(many[3], few[3]);
    forget(many);
    forget(few);
}

Test(simulate, further_tables_leave_the_others_as_they_were)
{
    char *with[N_FILES];
    char *without[N_FILES];
    sim_settings s = small_world();
    s.mechanisms = SIM_BIT(SIM_POSTED) - 1; /* nothing that only they show */
    write_roster(s, 1, with);
    s.tables = 0;
    write_roster(s, 1, without);
    for (size_t i = 0; i < OLD_FILES; i++) {
        bool json = strcmp(FILES[i], "accounts.ndjson") == 0; /* holds them all */
        cr_assert(json || strcmp(with[i], without[i]) == 0, "%s differs", FILES[i]);
    }
    forget(with);
    forget(without);
}

/* The first account of this seed as it was before there were further tables: rosters,
 * models and figures of a seed stay what they are. */
Test(simulate, an_old_seed_gives_the_old_bytes)
{
    char *texts[N_FILES];
    sim_settings s = sim_settings_default();
    s.seed = 90;
    s.accounts = 3;
    s.days = 60;
    s.posts = 6;
    s.comments = 6;
    write_roster(s, 1, texts);
    uint64_t sum = 0;
    for (size_t i = 0; i < OLD_FILES; i++) {
        for (const char *c = texts[i]; *c; c++) {
            sum = (sum ^ (unsigned char)*c) * UINT64_C(0x100000001B3);
        }
    }
    cr_assert_eq(sum, UINT64_C(0xB930F57824B7C2E8), "%llx", (unsigned long long)sum);
    forget(texts);
}
