/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power of the growth family on simulated account-years, curve alone: recall of packages
 * of 5 % at 1 % false positives per account-year, spans, coverage of the amounts, time.
 *
 * The statistic of an account is its strongest pulse. Thresholds come from nulls of the
 * same kind of account; the world is tests/growth_world.h.
 *
 * Usage: growth_power [accounts a cell, 150 by default]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "growth_world.h"

typedef struct cell {
    double found, recall, iou, covered, amount;
} cell;

typedef struct session {
    assay_arena *arena;
    assay_norms norms;
    double seconds, analysed;
} session;

static curve_world drawn; /* one program, one thread */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static world account_of(assay__random *r, double followers, double k)
{
    world w = {.followers = followers, .k = k, .bursts = 6.0, .shifts = 2.0, .days = 365};
    w.monthly = 0.02 * exp(0.7 * world_normal(r));
    w.weekly = 0.3 * assay__random_uniform(r);
    return w;
}

static assay_growth analyse(session *s)
{
    assay_growth growth;
    assay_error err = {ASSAY_OK, ""};
    double before = now();
    assay_arena_reset(s->arena);
    assay_status status =
        assay_growth_analyse(&drawn.account, &s->norms, NULL, s->arena, &growth, &err);
    s->seconds += now() - before;
    s->analysed += 1.0;
    if (status != ASSAY_OK) {
        fprintf(stderr, "growth_power: %s\n", err.message);
        exit(assay_status_exit_code(status));
    }
    return growth;
}

static double statistic(const assay_growth *growth)
{
    double best = 0.0;
    for (size_t i = 0; i < growth->n_pulses; i++)
        best = fmax(best, growth->pulses[i].evidence);
    return best;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double threshold_of(session *s, double followers, double k, size_t n)
{
    double *score = malloc(n * sizeof *score);
    if (score == NULL)
        exit(4);
    for (size_t i = 0; i < n; i++) {
        assay__random r = {.key = assay__mix64(i + 7919U)};
        world w = account_of(&r, followers, k);
        world_curve(i + 1000000U, &w, NULL, 0, &drawn);
        assay_growth growth = analyse(s);
        score[i] = statistic(&growth);
    }
    qsort(score, n, sizeof *score, ascending);
    double threshold = score[n - 1 - n / 100];
    free(score);
    return threshold;
}

static double overlap(const assay_pulse *p, double from, double to)
{
    double a = (double)(p->from - drawn.growth[0].at) / ASSAY__DAY;
    double b = (double)(p->to - drawn.growth[0].at) / ASSAY__DAY;
    double both = fmin(b, to) - fmax(a, from), either = fmax(b, to) - fmin(a, from);
    return both > 0.0 ? both / either : 0.0;
}

static void judge(const assay_growth *growth, const package *p, double threshold,
                  double came, cell *c)
{
    const assay_pulse *best = NULL;
    for (size_t i = 0; i < growth->n_pulses; i++) {
        if (best == NULL || growth->pulses[i].evidence > best->evidence)
            best = &growth->pulses[i];
    }
    c->amount += 1.0;
    if (best == NULL || best->evidence <= threshold)
        return;
    c->recall += 1.0;
    double iou = overlap(best, floor(p->start), ceil(p->start + p->days));
    if (iou <= 0.0)
        return;
    c->found += 1.0;
    c->iou += iou >= 0.5;
    c->covered += best->excess.low <= came && came <= best->excess.high;
}

static cell measure(session *s, double followers, double k, double days, double threshold,
                    size_t n)
{
    cell c = {0};
    for (size_t i = 0; i < n; i++) {
        assay__random r = {.key = assay__mix64(i + 104729U * (uint64_t)days)};
        world w = account_of(&r, followers, k);
        package p = {.amount = 0.05 * followers, .days = days, .kept = 0.9};
        p.start = 20.0 + 300.0 * assay__random_uniform(&r);
        p.jitter = 0.3 * assay__random_uniform(&r);
        double came = world_curve(i + 5000000U, &w, &p, 1, &drawn);
        assay_growth growth = analyse(s);
        judge(&growth, &p, threshold, came, &c);
    }
    return c;
}

int main(int argc, char **argv)
{
    static const double sizes[] = {5e3, 5e4, 5e5}, lengths[] = {1, 2, 3, 7, 14, 21, 30};
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 150;
    session run = {.norms = world_norms()};
    assay_initialise();
    if (n == 0 || assay_arena_new(1 << 20, NULL, &run.arena, NULL) != ASSAY_OK)
        return 2;
    printf("followers,k,days,threshold,recall,iou_half,covered\n");
    for (size_t s = 0; s < 3; s++) {
        for (double k = 3.0; k < 11.0; k += 7.0) {
            double threshold = threshold_of(&run, sizes[s], k, 4 * n);
            for (size_t d = 0; d < sizeof lengths / sizeof *lengths; d++) {
                cell c = measure(&run, sizes[s], k, lengths[d], threshold, n);
                double found = fmax(c.found, 1.0);
                printf("%.0f,%.0f,%.0f,%.3f,%.3f,%.3f,%.3f\n", sizes[s], k, lengths[d],
                       threshold, c.recall / c.amount, c.iou / found, c.covered / found);
            }
        }
    }
    printf("# %.0f account-years, %.0f us each\n", run.analysed,
           1e6 * run.seconds / run.analysed);
    assay_arena_free(run.arena);
    return 0;
}
