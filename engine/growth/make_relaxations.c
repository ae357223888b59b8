/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the integrals of the relaxations, which are the same for every account. Run by
 * the build; standard output becomes relaxation_table.c, a source of the library. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "growth/relax_kinds.h"

/* Integral from the onset to t >= 0. The exponents are fifths: one power serves all. */
static double until(const kind *k, double t, double root)
{
    if (k->p < 0.0)
        return k->c * (1.0 - exp(-t / k->c));
    if (k->p == 1.0)
        return k->c * log(1.0 + t / k->c);
    double rest = root; /* (1 + t/c)^0.4, for p = 0.6 */
    if (k->p < 0.5)
        rest = root * root;
    else if (k->p > 1.0)
        rest = 1.0 / root;
    return k->c / (1.0 - k->p) * (rest - 1.0);
}

/* Day of a point of the table, and the point at or before a day. */
static double day_of(size_t point)
{
    size_t coarse = point > ASSAY__RELAX_DAILY ? point - ASSAY__RELAX_DAILY : 0;
    return (double)(point + (STRIDE - 1) * coarse);
}

/* Over single days: between coarse points the pace is even. */
static void fill_steps(const double integral[], double step[])
{
    for (size_t day = 0; day < ASSAY__RELAX_STEPS; day++) {
        size_t coarse =
            day < ASSAY__RELAX_DAILY ? 0 : (day - ASSAY__RELAX_DAILY) / STRIDE;
        size_t point = day < ASSAY__RELAX_DAILY ? day : ASSAY__RELAX_DAILY + coarse;
        double span = day < ASSAY__RELAX_DAILY ? 1.0 : (double)STRIDE;
        step[day] = (integral[point + 1] - integral[point]) / span;
    }
}

static void fill(assay__relaxations *table)
{
    static const double onsets[] = {0.3, 1.0, 3.0};
    double root[sizeof onsets / sizeof *onsets];
    for (size_t point = 0; point < ASSAY__RELAX_POINTS; point++) {
        double t = day_of(point);
        for (size_t c = 0; c < sizeof onsets / sizeof *onsets; c++)
            root[c] = pow(1.0 + t / onsets[c], 0.4);
        for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
            size_t c = kinds[r].c < 1.0 ? 0 : 1 + (kinds[r].c > 1.0);
            table->until[r][point] = until(&kinds[r], t, root[c]);
        }
    }
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++)
        fill_steps(table->until[r], table->step[r]);
}

static void print_all(const double x[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%a,%s", x[i], i % 4 == 3 ? "\n" : "");
}

int main(void)
{
    static assay__relaxations table;
    fill(&table);
    puts("/* Printed by make_relaxations.c. */\n"
         "#include \"growth/relax.h\"\n\n"
         "const assay__relaxations assay__relaxation_table = {{");
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
        puts("{");
        print_all(table.until[r], ASSAY__RELAX_POINTS);
        puts("},");
    }
    puts("},{");
    for (size_t r = 0; r < ASSAY__RELAXATIONS; r++) {
        puts("{");
        print_all(table.step[r], ASSAY__RELAX_STEPS);
        puts("},");
    }
    puts("}};");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
