/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails against mpmath; make_tails.py made the figures. */
#include <math.h>

#include "reference/table.h"
#include "stat/likelihood.h"
#include "stat/special.h"
#include "stat/tail.h"

static double computed(const char *name, const double *c)
{
    static const struct {
        const char *name;
        double (*f)(double);
    } unary[] = {{"normal", assay__tail_normal}, {"log_gamma", assay__log_gamma}};
    static const struct {
        const char *name;
        double (*f)(double, double);
    } binary[] = {{"chi2", assay__tail_chi2},
                  {"t", assay__tail_t},
                  {"poisson", assay__tail_poisson},
                  {"low_poisson", assay__low_tail_poisson},
                  {"log_poisson", assay__log_poisson}};
    static const struct {
        const char *name;
        double (*f)(double, double, double);
    } ternary[] = {{"f", assay__tail_f},
                   {"binomial", assay__tail_binomial},
                   {"low_binomial", assay__low_tail_binomial},
                   {"negbin", assay__tail_negbin},
                   {"low_negbin", assay__low_tail_negbin},
                   {"log_negbin", assay__log_negbin}};
    for (size_t i = 0; i < sizeof unary / sizeof *unary; i++)
        if (strcmp(name, unary[i].name) == 0)
            return unary[i].f(c[0]);
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
        if (strcmp(name, binary[i].name) == 0)
            return binary[i].f(c[0], c[1]);
    for (size_t i = 0; i < sizeof ternary / sizeof *ternary; i++)
        if (strcmp(name, ternary[i].name) == 0)
            return ternary[i].f(c[0], c[1], c[2]);
    cr_assert_str_eq(name, "hypergeometric");
    return assay__tail_hypergeometric(c[0], c[1], c[2], c[3]);
}

Test(tails, agree_with_mpmath_to_eleven_digits)
{
    FILE *file = reference_open("tails.csv");
    static reference_row row;
    size_t rows = 0;
    for (; reference_next(file, &row); rows++) {
        double expected = row.cell[4], got = computed(row.name, row.cell);
        double error = fabs(got - expected) / (1e-3 + fabs(expected));
        cr_expect(error < 1e-11, "%s(%g, %g, %g): %.17g, not %.17g (%.1e)", row.name,
                  row.cell[0], row.cell[1], row.cell[2], got, expected, error);
    }
    cr_assert_gt(rows, 300);
}
