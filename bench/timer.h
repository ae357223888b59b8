/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times a piece of work: the median over rounds of the processor time of one call, which
 * other programs on the machine disturb least; printed as `name,value,unit`. */
#ifndef ASSAY_BENCH_TIMER_H
#define ASSAY_BENCH_TIMER_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_ROUNDS = 9 };

static inline double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/** Microseconds of one call of work(context), each round long enough to be seen. */
static inline double bench_microseconds(void (*work)(void *), void *context)
{
    double round[BENCH_ROUNDS];
    size_t calls = 1;
    for (;; calls *= 4) {
        double start = bench_seconds();
        for (size_t i = 0; i < calls; i++)
            work(context);
        if (bench_seconds() - start > 0.01)
            break;
    }
    for (size_t k = 0; k < BENCH_ROUNDS; k++) {
        double start = bench_seconds();
        for (size_t i = 0; i < calls; i++)
            work(context);
        round[k] = (bench_seconds() - start) * 1e6 / (double)calls;
    }
    qsort(round, BENCH_ROUNDS, sizeof *round, bench_compare);
    return round[BENCH_ROUNDS / 2];
}

static inline void bench_print(const char *name, double value, const char *unit)
{
    printf("%s,%.4g,%s\n", name, value, unit);
}

#endif
