/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speed of stat/ beside GSL and libm on a year of days. Prints `name,value,unit`. */
#include <math.h>

#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#include <assay/eval.h>

#include "base/random.h"
#include "stat/calibrate.h"
#include "stat/combine.h"
#include "stat/likelihood.h"
#include "stat/moment.h"
#include "stat/order.h"
#include "stat/periodic.h"
#include "stat/robust.h"
#include "stat/tail.h"
#include "timer.h"

enum { DAYS = 365, ROWS = 20000 };
static double x[DAYS], y[DAYS], day[DAYS], design[2 * DAYS], scratch[40000];
static double count[DAYS], mean[DAYS], shape[DAYS], constant[DAYS];
static int work_int[5 * DAYS];
static double score[ROWS];
static bool label[ROWS];
static volatile double sink;

static void make(void)
{
    assay__random random = {.key = 1};
    for (size_t i = 0; i < DAYS; i++) {
        double u = assay__random_uniform(&random), v = assay__random_uniform(&random);
        x[i] = sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
        day[i] = (double)i;
        y[i] = 0.01 * day[i] + x[i];
        design[2 * i] = 1;
        design[2 * i + 1] = day[i];
        mean[i] = 50 + 30 * v;
        count[i] = floor(mean[i] * (0.5 + u));
        shape[i] = 4;
    }
    for (size_t i = 0; i < ROWS; i++) {
        score[i] = assay__random_uniform(&random);
        label[i] = assay__random_uniform(&random) < score[i] * score[i];
    }
}

static void qn(void *unused)
{
    (void)unused;
    sink = assay__qn(x, DAYS, scratch);
}

static void gsl_qn(void *unused)
{
    (void)unused;
    for (size_t i = 0; i < DAYS; i++)
        scratch[i] = x[i];
    gsl_sort(scratch, 1, DAYS);
    sink = gsl_stats_Qn_from_sorted_data(scratch, 1, DAYS, scratch + DAYS, work_int);
}

static void bisquare(void *unused)
{
    (void)unused;
    assay__robust_problem problem = {design, y, NULL, DAYS, 2};
    sink = assay__robust_regression(&problem, scratch).scale;
}

static void gsl_bisquare(void *unused)
{
    (void)unused;
    gsl_matrix_view matrix = gsl_matrix_view_array(design, DAYS, 2);
    gsl_vector_view target = gsl_vector_view_array(y, DAYS);
    gsl_multifit_robust_workspace *work =
        gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, DAYS, 2);
    gsl_vector *beta = gsl_vector_alloc(2);
    gsl_matrix *covariance = gsl_matrix_alloc(2, 2);
    (void)gsl_multifit_robust(&matrix.matrix, &target.vector, beta, covariance, work);
    sink = gsl_vector_get(beta, 1);
    gsl_matrix_free(covariance);
    gsl_vector_free(beta);
    gsl_multifit_robust_free(work);
}

static void median_and_mad(void *unused)
{
    (void)unused;
    double median = assay__median(x, DAYS, scratch);
    sink = assay__mad(x, DAYS, median, scratch);
}

static void moments(void *unused)
{
    (void)unused;
    sink = assay__moments_of(x, DAYS).kurtosis;
}

static void table_likelihood(void *context)
{
    const assay__nb_table *table = context;
    sink = assay__nb_table_sum(table, 0, DAYS, mean);
}

static void libm_likelihood(void *unused)
{
    (void)unused;
    double sum = 0;
    for (size_t i = 0; i < DAYS; i++)
        sum += lgamma(count[i] + shape[i]) - lgamma(shape[i]) - lgamma(count[i] + 1) +
               shape[i] * log(shape[i] / (shape[i] + mean[i])) +
               count[i] * log(mean[i] / (shape[i] + mean[i]));
    sink = sum;
}

static void negbin_tail(void *unused)
{
    (void)unused;
    sink = assay__tail_negbin(260, 80, 6);
}

static void harmonic(void *unused)
{
    (void)unused;
    double p[] = {0.3, 0.004, 0.7, 0.2, 0.9, 0.05};
    sink = assay__harmonic_p(p, 6);
}

static void lomb_scargle(void *unused)
{
    (void)unused;
    assay__series series = {day, y, DAYS};
    sink = assay__lomb_scargle(&series, 0.02, 0.5, 100, scratch).power;
}

static void theil_sen(void *unused)
{
    (void)unused;
    sink = assay__theil_sen(day, y, 100, scratch).slope;
}

static void jeffreys(void *unused)
{
    (void)unused;
    sink = assay__jeffreys(7, 480, 0.9).high;
}

static void evaluation(void)
{
    assay_arena *arena;
    assay_metrics metrics;
    assay_eval_sample sample = {score, label, NULL, ROWS};
    if (assay_arena_new(0, NULL, &arena, NULL) != ASSAY_OK)
        return;
    double start = bench_seconds();
    if (assay_evaluate(&sample, NULL, arena, &metrics, NULL) == ASSAY_OK)
        bench_print("stat.evaluate_20000_rows_2000_replicates", bench_seconds() - start,
                    "s");
    assay_arena_free(arena);
}

static void beside(const char *name, const char *ratio, void (*own)(void *),
                   void (*other)(void *), void *context)
{
    double time = bench_microseconds(own, context);
    bench_print(name, time, "us");
    bench_print(ratio, bench_microseconds(other, context) / time, "times");
}

int main(void)
{
    assay_initialise();
    make();
    assay__nb_table table;
    assay__nb_table_init(&table, count, shape, DAYS, constant);
    beside("stat.qn", "stat.qn_beside_gsl", qn, gsl_qn, NULL);
    beside("stat.bisquare", "stat.bisquare_beside_gsl", bisquare, gsl_bisquare, NULL);
    beside("stat.nb_table_365_counts", "stat.nb_table_beside_lgamma", table_likelihood,
           libm_likelihood, &table);
    bench_print("stat.median_and_mad", bench_microseconds(median_and_mad, NULL), "us");
    bench_print("stat.moments", bench_microseconds(moments, NULL), "us");
    bench_print("stat.negbin_tail", bench_microseconds(negbin_tail, NULL), "us");
    bench_print("stat.harmonic_p_of_6", bench_microseconds(harmonic, NULL), "us");
    bench_print("stat.lomb_scargle_100", bench_microseconds(lomb_scargle, NULL), "us");
    bench_print("stat.theil_sen_100", bench_microseconds(theil_sen, NULL), "us");
    bench_print("stat.jeffreys", bench_microseconds(jeffreys, NULL), "us");
    evaluation();
    return 0;
}
