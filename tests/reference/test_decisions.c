/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Combination, calibration, intervals and fits against mpmath, SciPy, statsmodels and
 * scikit-learn; make_decisions.py made the figures. */
#include <math.h>

#include "detect/covariance.h"
#include "reference/table.h"
#include "stat/calibrate.h"
#include "stat/combine.h"
#include "stat/logistic.h"

enum { ROOM = 1024 };
static double out[ROOM], scratch[2 * ROOM];
static size_t order[2 * ROOM];
static assay_arena *arena;

static void near(const char *name, double got, double expected, double tolerance)
{
    cr_expect(fabs(got - expected) <= tolerance * (1e-3 + fabs(expected)),
              "%s: %.17g, not %.17g", name, got, expected);
}

static void near_p(const char *name, double got, double expected, double tolerance)
{
    cr_expect(fabs(got - expected) <= tolerance * expected, "%s: %.17g, not %.17g", name,
              got, expected);
}

static void check_harmonic(size_t n, const double *x)
{
    near_p("harmonic", assay__harmonic_p(x, n), x[n], n <= 16 ? 1e-7 : 1e-5);
}

static void check_cauchy(size_t n, const double *x)
{
    near_p("cauchy", assay__cauchy_p(x, n), x[n], 1e-10);
}

static void check_stouffer(size_t n, const double *x)
{
    assay__dependent_p evidence = {x, x + n, x + 2 * n, n};
    near_p("stouffer", assay__stouffer_p(&evidence), x[2 * n + n * n], 1e-9);
}

static void check_brown(size_t n, const double *x)
{
    assay__dependent_p evidence = {x, NULL, x + n, n};
    near_p("brown", assay__brown_p(&evidence), x[n + n * n], 1e-9);
}

static void check_q_values(size_t n, const double *x)
{
    assay__bh_q_values(x, n, out, order);
    for (size_t i = 0; i < n; i++)
        near_p("q_values", out[i], x[n + i], 1e-12);
}

static void check_isotonic(size_t n, const double *x)
{
    assay__isotonic(x, x + n, n, out, scratch);
    for (size_t i = 0; i < n; i++)
        near("isotonic", out[i], x[2 * n + i], 1e-12);
}

static void check_beta_map(size_t n, const double *x)
{
    assay__labelled sample = {x, x + n, n};
    assay__beta_map map;
    cr_assert_eq(assay__beta_fit(&sample, &map, arena, NULL), ASSAY_OK);
    near("beta map a", map.a, x[2 * n], 1e-4);
    near("beta map b", map.b, x[2 * n + 1], 1e-4);
    near("beta map c", map.c, x[2 * n + 2], 1e-4);
}

static void check_platt(size_t n, const double *x)
{
    assay__labelled sample = {x, x + n, n};
    assay__platt map;
    cr_assert_eq(assay__platt_fit(&sample, &map, arena, NULL), ASSAY_OK);
    near("platt slope", map.slope, x[2 * n], 1e-4);
    near("platt intercept", map.intercept, x[2 * n + 1], 1e-4);
}

static void check_venn_abers(size_t n, const double *x)
{
    static const double at[] = {0, 0.2, 0.5, 0.77, 1};
    assay__labelled sample = {x, x + n, n};
    assay__venn_abers map;
    cr_assert_eq(assay__venn_abers_fit(&sample, &map, arena, NULL), ASSAY_OK);
    for (size_t k = 0; k < 5; k++) {
        assay_interval p = assay__venn_abers_apply(&map, at[k]);
        near("venn_abers low", p.low, x[2 * n + k], 1e-9);
        near("venn_abers high", p.high, x[2 * n + 5 + k], 1e-9);
    }
}

static void check_logistic(size_t n, const double *x)
{
    const double *expected = x + 3 * n + 1;
    assay__dense rows = {x, x + 2 * n, NULL, n, 2};
    assay__logistic_options options = {x[3 * n], false};
    cr_assert_eq(assay__logistic_fit(&rows, &options, out, arena, NULL), ASSAY_OK);
    for (size_t j = 0; j < 3; j++)
        near("logistic", out[j], expected[j], 1e-5);
}

static void check_interval(size_t n, const double *x)
{
    assay_interval (*kinds[])(double, double, double) = {
        assay__wilson, assay__clopper_pearson, assay__jeffreys};
    for (size_t k = 0; k < 3; k++) {
        assay_interval got = kinds[k](x[0], (double)n, x[1]);
        double low = x[2 + 2 * k], high = x[3 + 2 * k];
        bool closed = k == 2; /* Jeffreys is closed to 0 and 1 where none or all are */
        if (!(closed && x[0] == 0) && low >= 0)
            near("interval low", got.low, low, 1e-10);
        if (!(closed && x[0] == (double)n) && high >= 0)
            near("interval high", got.high, high, 1e-10);
    }
}

static void check_mcd(size_t n, const double *x)
{
    assay__rows rows = {x, n, 3};
    assay__scatter scatter;
    cr_assert_eq(assay__least_scatter(&rows, 0, arena, &scatter, NULL), ASSAY_OK);
    const double *centre = x + 3 * n, *covariance = centre + 3;
    for (size_t j = 0; j < 3; j++)
        near("mcd centre", scatter.centre[j], centre[j], 1e-9);
    for (size_t k = 0; k < 9; k++)
        near("mcd covariance", scatter.covariance[k], covariance[k], 1e-8);
}

/* scikit-learn starts 30 times, we 500: never a larger determinant. */
static void check_mcd_bound(size_t n, const double *x)
{
    assay__rows rows = {x, n, 3};
    assay__scatter scatter;
    cr_assert_eq(assay__least_scatter(&rows, 0, arena, &scatter, NULL), ASSAY_OK);
    cr_expect_leq(scatter.log_determinant, x[3 * n] + 1e-9);
}

Test(decisions, agree_with_mpmath_scipy_and_sklearn)
{
    static const struct {
        const char *name;
        void (*check)(size_t n, const double *x);
    } checks[] = {{"harmonic", check_harmonic},     {"cauchy", check_cauchy},
                  {"stouffer", check_stouffer},     {"brown", check_brown},
                  {"q_values", check_q_values},     {"isotonic", check_isotonic},
                  {"beta_map", check_beta_map},     {"platt", check_platt},
                  {"venn_abers", check_venn_abers}, {"logistic", check_logistic},
                  {"interval", check_interval},     {"mcd", check_mcd},
                  {"mcd_bound", check_mcd_bound}};
    FILE *file = reference_open("decisions.csv");
    static reference_row row;
    size_t rows = 0, checked = 0;
    assay_initialise();
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (; reference_next(file, &row); rows++) {
        for (size_t k = 0; k < sizeof checks / sizeof *checks; k++) {
            if (strcmp(row.name, checks[k].name) == 0) {
                checks[k].check((size_t)row.cell[0], row.cell + 1);
                checked++;
            }
        }
        assay_arena_reset(arena);
    }
    assay_arena_free(arena);
    cr_assert(rows >= 45 && checked == rows, "%zu rows, %zu checked", rows, checked);
}
