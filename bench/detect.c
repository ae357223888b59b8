/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each detector on 10,000 rows of 10 columns of which 5 % are planted: seconds to fit,
 * microseconds to score a row, and the AUROC of the planted. Prints `name,value,unit`. */
#include <math.h>

#include <assay/eval.h>

#include "base/random.h"
#include "detect/detector.h"
#include "timer.h"

enum { N = 10000, D = 10 };
static double x[N * D], score[N];
static bool label[N];

static double normal(assay__random *random)
{
    double u = assay__random_uniform(random), v = assay__random_uniform(random);
    return sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
}

/* Two common factors; planted rows are moderately high in three columns of their own. */
static void make(void)
{
    assay__random random = {.key = 4};
    for (size_t i = 0; i < N; i++) {
        double common[2] = {normal(&random), normal(&random)};
        size_t odd = (size_t)assay__random_below(&random, D);
        label[i] = i % 20 == 0;
        for (size_t j = 0; j < D; j++) {
            bool high = label[i] && (j + D - odd) % D < 3;
            x[i * D + j] = 0.6 * common[j % 2] + 0.8 * normal(&random) + (high ? 2.5 : 0);
        }
    }
}

static void line(const char *detector, const char *what, double value, const char *unit)
{
    char name[96];
    snprintf(name, sizeof name, "detect.%s_%s", detector, what);
    bench_print(name, value, unit);
}

static int measure(const assay__detector *detector, assay_arena *arena)
{
    assay__detector_sample sample = {x, N, D};
    assay__detector_state state;
    assay_eval_sample judged = {score, label, NULL, N};
    assay_eval_options options = {.replicates = 1};
    assay_metrics metrics;
    double start = bench_seconds();
    if (detector->fit(&sample, arena, &state, NULL) != ASSAY_OK)
        return 1;
    line(detector->name, "fit", bench_seconds() - start, "s");
    start = bench_seconds();
    for (size_t i = 0; i < N; i++)
        score[i] = detector->score(&state, x + i * D);
    line(detector->name, "row", (bench_seconds() - start) * 1e6 / N, "us");
    line(detector->name, "state", (double)state.size, "numbers");
    if (assay_evaluate(&judged, &options, arena, &metrics, NULL) != ASSAY_OK)
        return 1;
    line(detector->name, "auroc", metrics.metric[ASSAY_EVAL_AUROC].value, "share");
    return 0;
}

int main(void)
{
    assay_arena *arena;
    size_t n;
    assay_initialise();
    make();
    if (assay_arena_new(0, NULL, &arena, NULL) != ASSAY_OK)
        return 4;
    const assay__detector *const *all = assay__detectors(&n);
    int failed = 0;
    for (size_t k = 0; k < n; k++)
        failed += measure(all[k], arena);
    assay_arena_free(arena);
    return failed;
}
