/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The growth family on public labelled curves, without their labels: campaign months of
 * repositories (evidence of every monthly step) and a channel with known causes.
 *
 * Reads $ASSAY_DATA/github_bought_stars and $ASSAY_DATA/youtube_daily_known_causes; says
 * so and ends well where that is unset.
 */
#include <stdio.h>
#include <stdlib.h>

#include "growth_world.h"

enum { LINE = 256, NAME = 64, MOST_LABELS = 200000 };

typedef struct label {
    char handle[NAME];
    int64_t to;
    bool campaign;
    double score;
} label;

static curve_world drawn; /* one program, one thread */
static label labels[MOST_LABELS];
static size_t n_labels;

static FILE *open_table(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/%s", getenv("ASSAY_DATA"), folder, name);
    FILE *file = fopen(path, "r");
    char head[LINE];
    if (file == NULL || fgets(head, sizeof head, file) == NULL) {
        fprintf(stderr, "growth_real: cannot read %s\n", path);
        exit(4);
    }
    return file;
}

static int64_t date(const char *text)
{
    int64_t year = strtoll(text, NULL, 10);
    unsigned month = (unsigned)strtoul(text + 5, NULL, 10);
    unsigned day = (unsigned)strtoul(text + 8, NULL, 10);
    return assay__days_from_civil(year, month, day) * ASSAY__DAY;
}

static int by_handle(const void *a, const void *b)
{
    const label *x = a, *y = b;
    int order = strcmp(x->handle, y->handle);
    return order != 0 ? order : (x->to > y->to) - (x->to < y->to);
}

static void read_labels(void)
{
    FILE *file = open_table("github_bought_stars", "events.csv");
    char line[LINE], from[16], to[16];
    while (n_labels < MOST_LABELS && fgets(line, sizeof line, file) != NULL) {
        label *l = &labels[n_labels];
        int campaign = 0;
        if (sscanf(line, "%*[^,],%63[^,],%15[^,],%15[^,],%*[^,],%*[^,],%d", l->handle,
                   from, to, &campaign) != 4)
            continue;
        l->to = date(to);
        l->campaign = campaign != 0;
        n_labels++;
    }
    fclose(file);
    qsort(labels, n_labels, sizeof *labels, by_handle);
}

static assay_growth analyse(assay_arena *arena)
{
    assay_norms norms = world_norms();
    assay_growth growth;
    assay_error err = {ASSAY_OK, ""};
    assay_arena_reset(arena);
    if (assay_growth_analyse(&drawn.account, &norms, NULL, arena, &growth, &err) !=
        ASSAY_OK) {
        fprintf(stderr, "growth_real: %s\n", err.message);
        exit(5);
    }
    return growth;
}

static void score_account(const char *handle, assay_arena *arena)
{
    assay_growth growth = analyse(arena);
    for (size_t i = 0; i < growth.n_steps; i++) {
        const assay_growth_step step = assay_growth_step_at(&growth, i);
        label key = {.to = step.to};
        memcpy(key.handle, handle, NAME);
        label *found = bsearch(&key, labels, n_labels, sizeof key, by_handle);
        if (found != NULL)
            found->score = step.bought;
    }
}

/* Calls score_account for every handle; rows of one handle are neighbours. */
static void read_curves(assay_arena *arena)
{
    FILE *file = open_table("github_bought_stars", "growth.csv");
    char line[LINE], handle[NAME] = "", last[NAME] = "", at[16];
    size_t n = 0;
    double count;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%*[^,],%63[^,],%15[^,],%lf", handle, at, &count) != 3)
            continue;
        if (strcmp(handle, last) != 0 && n > 0) {
            drawn.account.n_growth = n;
            score_account(last, arena);
            n = 0;
        }
        memcpy(last, handle, NAME);
        if (n < WORLD_MOST_DAYS) {
            drawn.growth[n].at = date(at);
            drawn.growth[n++].followers = count;
        }
    }
    drawn.account.n_growth = n;
    score_account(last, arena);
    fclose(file);
}

static int by_score(const void *a, const void *b)
{
    const label *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return 0;
}

/* Area under the curve and average precision, ties together. */
static void judge(void)
{
    qsort(labels, n_labels, sizeof *labels, by_score);
    double all = 0.0, seen = 0.0, hits = 0.0, area = 0.0, precision = 0.0;
    for (size_t i = 0; i < n_labels; i++)
        all += labels[i].campaign;
    double none = (double)n_labels - all;
    for (size_t i = 0; i < n_labels;) {
        size_t j = i;
        double here = 0.0;
        for (; j < n_labels && labels[j].score == labels[i].score; j++)
            here += labels[j].campaign;
        double others = (double)(j - i) - here;
        area += others * (hits + 0.5 * here);
        hits += here;
        seen += (double)(j - i);
        precision += here / all * hits / seen;
        i = j;
    }
    printf("github_bought_stars,months,%zu,campaign,%.0f\n", n_labels, all);
    printf("github_bought_stars,auroc,%.4f,target,0.97\n", area / (all * none));
    printf("github_bought_stars,ap,%.4f,target,0.35\n", precision);
}

static void print_span(const char *what, int64_t from, int64_t to)
{
    char a[ASSAY__TIME_ROOM], b[ASSAY__TIME_ROOM];
    assay__time_print(from, true, a);
    assay__time_print(to, true, b);
    printf("youtube_daily_known_causes,%s,%s,%s", what, a, b);
}

static void judge_channel(assay_arena *arena)
{
    static const char *const kinds[] = {"unexplained", "glitch", "purge", "loss"};
    FILE *file = open_table("youtube_daily_known_causes", "growth.csv");
    char line[LINE], at[16];
    size_t n = 0;
    while (n < WORLD_MOST_DAYS && fgets(line, sizeof line, file) != NULL) {
        double count;
        if (sscanf(line, "%*[^,],%*[^,],%15[^,],%lf", at, &count) != 2)
            continue;
        drawn.growth[n].at = date(at);
        drawn.growth[n++].followers = count;
    }
    fclose(file);
    drawn.account.n_growth = n;
    assay_growth growth = analyse(arena);
    for (size_t i = 0; i < growth.n_drops; i++) {
        print_span(kinds[growth.drops[i].kind], growth.drops[i].from, growth.drops[i].to);
        printf(",%.0f\n", growth.drops[i].lost);
    }
    for (size_t i = 0; i < growth.n_pulses; i++) {
        print_span("pulse", growth.pulses[i].from, growth.pulses[i].to);
        printf(",%.0f,shape,%.1f,evidence,%.3f\n", growth.pulses[i].excess.value,
               growth.pulses[i].shape, growth.pulses[i].evidence);
    }
}

int main(void)
{
    if (getenv("ASSAY_DATA") == NULL) {
        puts("growth_real: ASSAY_DATA is unset, nothing measured");
        return 0;
    }
    assay_arena *arena;
    world w = {.followers = 1000, .monthly = 0.02, .k = 3, .days = WORLD_MOST_DAYS};
    assay_initialise();
    if (assay_arena_new(1 << 20, NULL, &arena, NULL) != ASSAY_OK)
        return 4;
    world_curve(1, &w, NULL, 0, &drawn);
    read_labels();
    read_curves(arena);
    judge();
    judge_channel(arena);
    assay_arena_free(arena);
    return 0;
}
