/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "stat/combine.h"
#include "stat/order.h"

static const double unknown = (double)__builtin_nan("");

Test(combine, one_p_value_is_itself)
{
    double p[] = {unknown, 0.03, unknown};
    assay__dependent_p evidence = {p, NULL, NULL, 3};
    cr_assert_float_eq(assay__harmonic_p(p, 3), 0.03, 1e-15);
    cr_assert_float_eq(assay__cauchy_p(p, 3), 0.03, 1e-15);
    cr_assert_float_eq(assay__stouffer_p(&evidence), 0.03, 1e-12);
    cr_assert_float_eq(assay__brown_p(&evidence), 0.03, 1e-12);
}

Test(combine, no_evidence_has_no_p_value)
{
    double p[] = {unknown, unknown};
    assay__dependent_p evidence = {p, NULL, NULL, 2};
    cr_assert(isnan(assay__harmonic_p(p, 2)) && isnan(assay__harmonic_p(p, 0)));
    cr_assert(isnan(assay__cauchy_p(p, 2)) && isnan(assay__cauchy_p(p, 0)));
    cr_assert(isnan(assay__stouffer_p(&evidence)));
    cr_assert(isnan(assay__brown_p(&evidence)));
}

Test(combine, no_answer_is_zero)
{
    double p[] = {0, 0, 1e-320};
    assay__dependent_p evidence = {p, NULL, NULL, 3};
    cr_assert_gt(assay__harmonic_p(p, 3), 0);
    cr_assert_gt(assay__cauchy_p(p, 3), 0);
    cr_assert_gt(assay__stouffer_p(&evidence), 0);
    cr_assert_gt(assay__brown_p(&evidence), 0);
}

Test(combine, p_values_of_one_say_one)
{
    double p[] = {1, 1, 1, 1};
    assay__dependent_p evidence = {p, NULL, NULL, 4};
    cr_assert_float_eq(assay__harmonic_p(p, 4), 1, 1e-5);
    cr_assert_gt(assay__cauchy_p(p, 4), 0.98);
    cr_assert_gt(assay__stouffer_p(&evidence), 0.999);
    cr_assert_eq(assay__brown_p(&evidence), 1);
}

/* Share of independent draws with a combined p <= level. */
static double size_of_test(size_t n, double level, double rounds)
{
    assay__random random = {.key = n};
    double hits = 0, p[40];
    for (double round = 0; round < rounds; round++) {
        for (size_t i = 0; i < n; i++)
            p[i] = 1 - assay__random_uniform(&random);
        hits += assay__harmonic_p(p, n) <= level;
    }
    return hits / rounds;
}

Test(combine, harmonic_p_is_uniform_under_independence)
{
    const double rounds = 1500;
    for (size_t n = 2; n <= 6; n += 2) {
        for (double level = 0.05; level < 1; level += 0.3) {
            double share = size_of_test(n, level, rounds);
            double sd = sqrt(level * (1 - level) / rounds);
            cr_assert_float_eq(share, level, 4 * sd, "n %zu, level %g: %g", n, level,
                               share);
        }
    }
    cr_assert_float_eq(size_of_test(30, 0.05, rounds), 0.05, 0.015);
}

Test(combine, the_two_harmonic_forms_meet)
{
    double p[17];
    for (double least = 1e-6; least < 0.1; least *= 10) {
        for (size_t i = 0; i < 17; i++)
            p[i] = i == 0 ? least : 0.1 + 0.05 * (double)i;
        double exact = assay__harmonic_p(p, 16), limit = assay__harmonic_p(p, 17);
        cr_assert_float_eq(limit / exact, 1.05, 0.1, "%g: %g, %g", least, exact, limit);
    }
}

Test(combine, correlation_weakens_evidence)
{
    double p[] = {0.01, 0.02, 0.03}, whole[9], some[9];
    for (size_t i = 0; i < 9; i++) {
        whole[i] = 1;
        some[i] = i % 4 == 0 ? 1 : 0.5;
    }
    double before = 0;
    const double *correlations[] = {NULL, some, whole};
    for (size_t i = 0; i < 3; i++) {
        assay__dependent_p evidence = {p, NULL, correlations[i], 3};
        double both = assay__stouffer_p(&evidence) + assay__brown_p(&evidence);
        cr_assert_gt(both, before);
        before = both;
    }
}

Test(combine, stouffer_without_weight_is_unknown)
{
    double p[] = {0.01, 0.02}, weight[] = {0, 0};
    assay__dependent_p evidence = {p, weight, NULL, 2};
    cr_assert(isnan(assay__stouffer_p(&evidence)));
}

Test(combine, q_values_by_hand)
{
    double p[] = {0.04, 0.01, unknown, 0.03, 0.9}, q[5];
    size_t order[10];
    assay__bh_q_values(p, 5, q, order);
    cr_assert_float_eq(q[1], 0.04, 1e-15);
    cr_assert_float_eq(q[0], 0.16 / 3, 1e-15);
    cr_assert_float_eq(q[3], 0.16 / 3, 1e-15);
    cr_assert_float_eq(q[4], 0.9, 1e-15);
    cr_assert(isnan(q[2]));
}

enum { N = 2000 };
static double reference[N];

static void exponential_reference(size_t n)
{
    for (size_t i = 0; i < n; i++)
        reference[i] = -log(1 - ((double)i + 0.5) / (double)n);
}

Test(combine, conformal_counts_below_the_tail)
{
    exponential_reference(N);
    assay__conformal fit = assay__conformal_fit(reference, N);
    cr_assert_eq(assay__conformal_p(&fit, -1, 1e-6), 1);
    cr_assert_float_eq(assay__conformal_p(&fit, log(2), 1e-6), 0.5, 1e-3);
    cr_assert(isnan(assay__conformal_p(&fit, unknown, 1e-6)));
}

Test(combine, conformal_tail_of_an_exponential_sample)
{
    exponential_reference(N);
    assay__conformal fit = assay__conformal_fit(reference, N);
    for (double x = 3.2; x < 12; x += 0.5)
        cr_assert_float_eq(log(assay__conformal_p(&fit, x, 1e-12)) / -x, 1, 0.1);
}

Test(combine, conformal_never_rises_and_keeps_its_floor)
{
    exponential_reference(N);
    assay__conformal fit = assay__conformal_fit(reference, N);
    double before = 1;
    for (double x = -1; x < 60; x += 0.01) {
        double p = assay__conformal_p(&fit, x, 1e-6);
        cr_assert(p <= before && p >= 1e-6);
        before = p;
    }
    cr_assert_eq(before, 1e-6);
    cr_assert_eq(assay__conformal_p(&fit, HUGE_VAL, 1e-6), 1e-6);
}

Test(combine, conformal_of_ties_and_small_references)
{
    double p_beyond[3];
    for (size_t i = 0; i < N; i++)
        reference[i] = i < N - 150 ? 0 : 3;
    assay__conformal ties = assay__conformal_fit(reference, N);
    assay__conformal small = assay__conformal_fit(reference, 100);
    assay__conformal none = assay__conformal_fit(reference, 0);
    p_beyond[0] = assay__conformal_p(&ties, 4, 1e-6);
    p_beyond[1] = assay__conformal_p(&small, 4, 1e-6);
    p_beyond[2] = assay__conformal_p(&none, 4, 1e-6);
    cr_assert_float_eq(p_beyond[0], 1.0 / (N + 1), 1e-12);
    cr_assert_float_eq(p_beyond[1], 1.0 / 101, 1e-12);
    cr_assert(isnan(p_beyond[2]));
    cr_assert_float_eq(assay__conformal_p(&ties, 3, 1e-6), 151.0 / (N + 1), 1e-12);
}
