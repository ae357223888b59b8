/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimates against SciPy and statsmodels; make_estimates.py made the figures. */
#include <math.h>

#include "reference/table.h"
#include "stat/calibrate.h"
#include "stat/moment.h"
#include "stat/periodic.h"
#include "stat/robust.h"

enum { ROOM = 40000 };
static double scratch[ROOM], design[2000];
static size_t order[2000];

static void near(const char *name, double got, double expected, double tolerance)
{
    cr_expect(fabs(got - expected) <= tolerance * (1e-3 + fabs(expected)),
              "%s: %.17g, not %.17g", name, got, expected);
}

static void check_qn(size_t n, const double *x)
{
    near("qn", assay__qn(x, n, scratch), x[n], 1e-12);
}

static void check_theil_sen(size_t n, const double *x)
{
    cr_assert_leq(assay__theil_sen_room(n), ROOM);
    assay__line line = assay__theil_sen(x, x + n, n, scratch);
    near("theil_sen slope", line.slope, x[2 * n], 1e-12);
    near("theil_sen intercept", line.intercept, x[2 * n + 1], 1e-11);
}

static void check_spearman(size_t n, const double *x)
{
    near("spearman", assay__spearman(x, x + n, n, scratch, order), x[2 * n], 1e-12);
}

static void check_bisquare(size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++) {
        design[2 * i] = 1;
        design[2 * i + 1] = x[i];
    }
    assay__robust_problem problem = {design, x + n, NULL, n, 2};
    assay__robust_fit fit = assay__robust_regression(&problem, scratch);
    cr_expect(fit.converged);
    near("bisquare intercept", fit.coefficient[0], x[2 * n], 1e-6);
    near("bisquare slope", fit.coefficient[1], x[2 * n + 1], 1e-6);
    near("bisquare scale", fit.scale, x[2 * n + 2], 1e-6);
}

static void check_moments(size_t n, const double *x)
{
    assay__moments m = assay__moments_of(x, n);
    near("mean", m.mean, x[n], 1e-14);
    near("variance", m.variance, x[n + 1], 1e-13);
    near("skewness", m.skewness, x[n + 2], 1e-12);
    near("kurtosis", m.kurtosis, x[n + 3], 1e-12);
}

static void check_lomb_scargle(size_t n, const double *x)
{
    assay__series series = {x, x + n, n};
    assay__rhythm rhythm = assay__lomb_scargle(&series, 0.03, 0.4, 200, scratch);
    near("frequency", rhythm.frequency, x[2 * n], 1e-12);
    near("power", rhythm.power, x[2 * n + 1], 1e-10);
    near("p-value", rhythm.p_value, x[2 * n + 2], 1e-6);
}

static void check_beta_quantile(size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++) {
        double expected = x[n + 2 + i], got = assay__beta_quantile(x[i], x[n], x[n + 1]);
        cr_expect(fabs(got - expected) <= 1e-10 * expected + 1e-300,
                  "beta quantile %g of %g, %g: %.17g, not %.17g", x[i], x[n], x[n + 1],
                  got, expected);
    }
}

Test(estimates, agree_with_scipy_and_statsmodels)
{
    static const struct {
        const char *name;
        void (*check)(size_t n, const double *x);
    } checks[] = {{"qn", check_qn},
                  {"theil_sen", check_theil_sen},
                  {"spearman", check_spearman},
                  {"bisquare", check_bisquare},
                  {"moments", check_moments},
                  {"lomb_scargle", check_lomb_scargle},
                  {"beta_quantile", check_beta_quantile}};
    FILE *file = reference_open("estimates.csv");
    static reference_row row;
    size_t rows = 0, checked = 0;
    for (; reference_next(file, &row); rows++) {
        for (size_t k = 0; k < sizeof checks / sizeof *checks; k++) {
            if (strcmp(row.name, checks[k].name) == 0) {
                checks[k].check((size_t)row.cell[0], row.cell + 1);
                checked++;
            }
        }
    }
    cr_assert(rows >= 25 && checked == rows);
}
