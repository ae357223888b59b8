/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps by labels: how many choose which, knots say what all steps say, files hold. */
#include "model/label_map.h"

#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { MOST = 2000 };

static assay_arena *arena;
static double score[MOST], label[MOST];

static void setup(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
}

static void teardown(void)
{
    assay_arena_free(arena);
}

TestSuite(label_map, .init = setup, .fini = teardown);

/* Probabilities that are too bold: the truth is p drawn half way to a half. */
static assay__labelled bold_sample(size_t n, uint64_t key)
{
    assay__random random = {key, 0};
    for (size_t i = 0; i < n; i++) {
        score[i] = assay__random_uniform(&random);
        label[i] = assay__random_uniform(&random) < 0.25 + 0.5 * score[i];
    }
    return (assay__labelled){score, label, n};
}

static assay__label_map fit(const assay__labelled *sample)
{
    assay__label_map map = {.method = ASSAY__LABELS_NO_MAP};
    assay_error err = {0};
    cr_assert_eq(assay__label_map_fit(sample, &map, arena, &err), ASSAY_OK, "%s",
                 err.message);
    return map;
}

Test(label_map, the_number_of_labels_chooses)
{
    cr_assert_eq(assay__label_method_for(20, 29), ASSAY__LABELS_NO_MAP);
    cr_assert_eq(assay__label_method_for(20, 30), ASSAY__LABELS_BETA);
    cr_assert_eq(assay__label_method_for(49, 900), ASSAY__LABELS_BETA);
    cr_assert_eq(assay__label_method_for(50, 150), ASSAY__LABELS_VENN_ABERS);
    cr_assert_null(assay__label_method_name(ASSAY__LABELS_NO_MAP));
}

Test(label_map, kept_knots_say_what_all_of_them_say)
{
    assay__labelled sample = bold_sample(MOST, 3);
    assay__label_map map = fit(&sample);
    assay__venn_abers all;
    cr_assert_eq(assay__venn_abers_fit(&sample, &all, arena, NULL), ASSAY_OK);
    cr_assert_lt(map.abers.n, all.n / 4);
    for (double p = 0.0; p <= 1.0; p += 0.0007) {
        assay_interval a = assay__label_map_apply(&map, p);
        assay_interval b = assay__venn_abers_apply(&all, p);
        b.low = fmin(fmax(b.low, 1.0 / (MOST + 2)), b.value);
        b.high = fmax(fmin(b.high, 1.0 - 1.0 / (MOST + 2)), b.value);
        cr_assert_eq(memcmp(&a, &b, sizeof a), 0, "at %g", p);
    }
    assay__label_map_free(&map);
}

Test(label_map, never_falls_and_holds_its_value_between_its_ends)
{
    const size_t sizes[] = {30, 120, 600};
    for (size_t k = 0; k < 3; k++) {
        assay__labelled sample = bold_sample(sizes[k], 5 + k);
        assay__label_map map = fit(&sample);
        double last = 0.0;
        for (double p = 0.0; p <= 1.0; p += 0.01) {
            assay_interval at = assay__label_map_apply(&map, p);
            cr_assert_geq(at.value, last);
            cr_assert_leq(at.low, at.value);
            cr_assert_geq(at.high, at.value);
            last = at.value;
        }
        assay__label_map_free(&map);
    }
}

/* Labels that a score parts without a fault: what they say is still what so many can. */
Test(label_map, labels_without_a_fault_leave_room_for_one)
{
    const size_t sizes[] = {60, 200, 2000};
    for (size_t k = 0; k < 3; k++) {
        size_t n = sizes[k];
        double least = 1.0 / ((double)n + 2.0);
        for (size_t i = 0; i < n; i++) {
            score[i] = (double)i / (double)n;
            label[i] = i >= n / 2;
        }
        assay__label_map map = fit(&(assay__labelled){score, label, n});
        for (double p = 0.0; p <= 1.0; p += 0.01) {
            assay_interval at = assay__label_map_apply(&map, p);
            cr_assert(at.low >= least * (1 - 1e-12) && at.low <= at.value, "at %g", p);
            cr_assert(at.high <= 1 - least * (1 - 1e-12) && at.high >= at.value, "at %g",
                      p);
        }
        cr_expect_gt(assay__label_map_apply(&map, 0.99).value, 0.9);
        assay__label_map_free(&map);
    }
}

/* In each fifth of fresh scores the share of ones lies between the mean ends. */
Test(label_map, the_share_of_new_cases_lies_between_the_ends)
{
    assay__labelled sample = bold_sample(600, 21);
    assay__label_map map = fit(&sample);
    cr_assert_eq(map.method, ASSAY__LABELS_VENN_ABERS);
    assay__random random = {99, 0};
    double low[5] = {0}, high[5] = {0}, share[5] = {0}, n[5] = {0};
    for (int i = 0; i < 50000; i++) {
        double s = assay__random_uniform(&random);
        size_t bin = (size_t)(5.0 * s);
        assay_interval at = assay__label_map_apply(&map, s);
        low[bin] += at.low;
        high[bin] += at.high;
        share[bin] += assay__random_uniform(&random) < 0.25 + 0.5 * s;
        n[bin]++;
    }
    for (size_t b = 0; b < 5; b++) { /* 120 labels a fifth: their own chance is 0.045 */
        cr_assert_leq(low[b] / n[b] - 0.09, share[b] / n[b], "fifth %zu", b);
        cr_assert_geq(high[b] / n[b] + 0.09, share[b] / n[b], "fifth %zu", b);
    }
    assay__label_map_free(&map);
}

static assay_status through_a_file(const assay__label_map *map, const char *from,
                                   const char *to, assay__label_map *out,
                                   assay_error *err)
{
    assay_buffer buffer = {0};
    assay__json_writer json = {.out = &buffer};
    assay__document *document = NULL;
    assay__label_map_save(&json, map);
    assay__buffer_put_char(&buffer, '\0');
    char *at = from == NULL ? NULL : strstr(buffer.bytes, from);
    if (at != NULL)
        memcpy(at, to, strlen(to));
    cr_assert_eq(
        assay__document_parse((assay_str){buffer.bytes, buffer.len - 1}, &document, err),
        ASSAY_OK, "%s", err->message);
    assay_status status = assay__label_map_load(assay__document_root(document), out, err);
    assay__document_free(document);
    assay__buffer_free(&buffer);
    return status;
}

Test(label_map, a_file_holds_it_exactly)
{
    const size_t sizes[] = {120, 600};
    for (size_t k = 0; k < 2; k++) {
        assay__labelled sample = bold_sample(sizes[k], 31 + k);
        assay__label_map map = fit(&sample), read = {.method = ASSAY__LABELS_NO_MAP};
        assay_error err = {0};
        cr_assert_eq(through_a_file(&map, NULL, NULL, &read, &err), ASSAY_OK, "%s",
                     err.message);
        cr_assert_eq(read.method, map.method);
        cr_assert_float_eq(read.n, (double)sizes[k], 0.0);
        for (double p = 0.0; p <= 1.0; p += 0.01) {
            assay_interval a = assay__label_map_apply(&map, p);
            assay_interval b = assay__label_map_apply(&read, p);
            cr_assert_eq(memcmp(&a, &b, sizeof a), 0);
        }
        assay__label_map_free(&map);
        assay__label_map_free(&read);
    }
}

Test(label_map, a_file_that_lies_is_refused)
{
    assay__labelled sample = bold_sample(600, 41);
    assay__label_map map = fit(&sample), read = {.method = ASSAY__LABELS_NO_MAP};
    assay_error err = {0};
    cr_assert_eq(through_a_file(&map, "venn_abers", "venn_abets", &read, &err),
                 ASSAY_UNKNOWN_MODEL);
    cr_assert_eq(through_a_file(&map, "\"high\"", "\"hige\"", &read, &err),
                 ASSAY_UNKNOWN_MODEL);
    assay__label_map_free(&read);
    assay__label_map_free(&map);
}
