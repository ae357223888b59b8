/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terms of delivered.def for every pulse of invented account-years, a line each, for
 * bench/growth_learn.py: whether it lies on a package (IoU of at least 0.3), and its terms.
 *
 * The world is tests/growth_world.h: 5,000 to 500,000 followers, days of shape 3 to 10,
 * calm ones (30 to 300) a sixth of them; six bursts and two changes of pace a year; four
 * of eleven without a package, the others with one of 3 to 9 % over 1 to 30 days.
 *
 * Usage: growth_learn [account-years, 9000 by default]
 */
#include <stdio.h>
#include <stdlib.h>

#include "growth/pulse.h"
#include "growth_world.h"

/* Seeds of the tests and of bench/growth_power lie below and above. */
enum { SEED = 20000000, USUAL = 9000, MOST_LENGTHS = 7 };
static const double lengths[MOST_LENGTHS] = {1, 2, 3, 7, 14, 21, 30};

static curve_world drawn; /* one program, one thread */

/* The account of number `i` and its package; its amount is 0 where it has none. */
static world draw_account(size_t i, package *p)
{
    assay__random r = {.key = assay__mix64(i + SEED)};
    world w = {.bursts = 6.0, .shifts = 2.0, .days = 365};
    w.followers = 5e3 * exp(log(100.0) * assay__random_uniform(&r));
    w.k = 3.0 * exp(log(10.0 / 3.0) * assay__random_uniform(&r));
    w.k *= assay__random_uniform(&r) < 1.0 / 6.0 ? 3.0 : 1.0;
    w.monthly = 0.02 * exp(0.7 * world_normal(&r));
    w.weekly = 0.3 * assay__random_uniform(&r);
    *p = (package){.days = lengths[i % MOST_LENGTHS], .kept = 0.9};
    if (i % 11 >= 4)
        p->amount = w.followers * (0.03 + 0.06 * assay__random_uniform(&r));
    p->start = 20.0 + 300.0 * assay__random_uniform(&r);
    p->jitter = 0.3 * assay__random_uniform(&r);
    return w;
}

static double overlap(const assay_pulse *pulse, const package *p)
{
    double a = (double)(pulse->from - drawn.growth[0].at) / ASSAY__DAY;
    double b = (double)(pulse->to - drawn.growth[0].at) / ASSAY__DAY;
    double from = floor(p->start), to = ceil(p->start + p->days);
    double both = fmin(b, to) - fmax(a, from);
    return both > 0.0 ? both / (fmax(b, to) - fmin(a, from)) : 0.0;
}

/* The stretch that a pulse was made of. */
static assay__fit fit_of(const assay__curve *curve, const assay_pulse *p)
{
    assay__fit fit = {.shape = p->shape, .tail = p->tail};
    while (fit.begin + 1 < curve->n && curve->first[fit.begin] < p->first)
        fit.begin++;
    fit.end = fit.begin + 1;
    while (fit.end < curve->n && curve->last[fit.end - 1] <= p->last)
        fit.end++;
    return fit;
}

static void print_pulse(const assay_growth *growth, const assay_pulse *pulse,
                        const package *p)
{
    double x[ASSAY__TERMS];
    assay__fit fit = fit_of(growth->curve, pulse);
    const assay__signs signs = {pulse->excess.value, growth->curve->before[fit.begin],
                                pulse->level, pulse->edge, pulse->precursor};
    assay__delivered_terms(growth->curve, &fit, &signs, x);
    (void)printf("%d", p->amount > 0.0 && overlap(pulse, p) >= 0.3);
    for (size_t t = 0; t < ASSAY__TERMS; t++)
        (void)printf(",%.6f", x[t]);
    (void)printf("\n");
}

static void print_head(void)
{
    static const char *const name[] = {
#define TERM(name, value) #name,
#include "growth/delivered.def"
#undef TERM
    };
    (void)printf("delivered");
    for (size_t t = 0; t < ASSAY__TERMS; t++)
        (void)printf(",%s", name[t]);
    (void)printf("\n");
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : USUAL;
    const assay_norms norms = world_norms();
    assay_arena *arena = NULL;
    assay_error err = {ASSAY_OK, ""};
    assay_initialise();
    assay_status status = assay_arena_new(1 << 20, NULL, &arena, &err);
    print_head();
    for (size_t i = 0; status == ASSAY_OK && i < n; i++) {
        package p;
        assay_growth growth = {.n_pulses = 0};
        world w = draw_account(i, &p);
        (void)world_curve(i + SEED, &w, &p, p.amount > 0.0 ? 1 : 0, &drawn);
        assay_arena_reset(arena);
        status = assay_growth_analyse(&drawn.account, &norms, NULL, arena, &growth, &err);
        for (size_t k = 0; k < growth.n_pulses; k++)
            print_pulse(&growth, &growth.pulses[k], &p);
    }
    assay_arena_free(arena);
    if (status != ASSAY_OK)
        (void)fprintf(stderr, "growth_learn: %s\n", err.message);
    return assay_status_exit_code(status);
}
