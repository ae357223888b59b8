/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "text/sketch.h"
#include "text/words.h"

enum { LENGTH = 80, PAIRS = 400 };

/* A text and a copy with `changed` bytes replaced. */
static void make_pair(uint64_t key, size_t changed, char a[], char b[])
{
    assay__random random = {.key = key};
    for (size_t i = 0; i < LENGTH; i++)
        a[i] = (char)('a' + assay__random_below(&random, 26));
    memcpy(b, a, LENGTH);
    for (size_t i = 0; i < changed; i++)
        b[assay__random_below(&random, LENGTH)] =
            (char)('a' + assay__random_below(&random, 26));
}

static double exact(const char a[], const char b[])
{
    uint32_t x[LENGTH], y[LENGTH];
    size_t n = assay__shingles((assay_str){a, LENGTH}, x);
    size_t m = assay__shingles((assay_str){b, LENGTH}, y);
    return assay__jaccard(x, n, y, m);
}

Test(sketch, agreement_estimates_jaccard_without_bias)
{
    double difference = 0, squares = 0;
    for (size_t i = 0; i < PAIRS; i++) {
        char a[LENGTH], b[LENGTH];
        make_pair(i, i % 8, a, b);
        assay__sketch x, y;
        assay__sketch_text((assay_str){a, LENGTH}, &x);
        assay__sketch_text((assay_str){b, LENGTH}, &y);
        double error = assay__sketch_agreement(&x, &y) - exact(a, b);
        difference += error / PAIRS;
        squares += error * error / PAIRS;
    }
    cr_expect_lt(fabs(difference), 0.02, "bias %g", difference);
    cr_expect_lt(sqrt(squares), 0.08, "error %g", sqrt(squares));
}

/* P(proposed) at J of 0.6 and 0.7 is 0.89 and 0.99 by 16 bands of 4. */
Test(sketch, bands_propose_nearly_all_similar_pairs)
{
    size_t similar = 0, proposed = 0;
    for (size_t i = 0; i < 4 * PAIRS; i++) {
        char a[LENGTH], b[LENGTH];
        make_pair(i, 1 + i % 5, a, b);
        if (exact(a, b) < 0.65)
            continue;
        similar++;
        assay__sketch x, y;
        assay__sketch_text((assay_str){a, LENGTH}, &x);
        assay__sketch_text((assay_str){b, LENGTH}, &y);
        bool met = false;
        for (size_t band = 0; band < ASSAY__SKETCH_BANDS; band++)
            met = met || assay__sketch_band(&x, band) == assay__sketch_band(&y, band);
        proposed += met;
    }
    cr_assert_gt(similar, PAIRS);
    cr_expect_gt((double)proposed / (double)similar, 0.95);
}

Test(sketch, short_and_equal_texts)
{
    assay__sketch a, b;
    assay__sketch_text(ASSAY__LITERAL("abcd"), &a);
    assay__sketch_text(ASSAY__LITERAL("abcd"), &b);
    cr_expect_eq(assay__sketch_agreement(&a, &b), 1);
    uint32_t none[1];
    cr_expect_eq(assay__shingles(ASSAY__LITERAL("abc"), none), 0);
    cr_expect_eq(assay__jaccard(none, 0, none, 0), 0);
}

Test(words, are_split_at_blanks)
{
    assay__word words[4];
    assay_str text = ASSAY__LITERAL("ca phe da lat");
    cr_assert_eq(assay__word_count(text), 4);
    cr_assert_eq(assay__words(text, words), 4);
    cr_expect_eq(words[3].offset, 10);
    cr_expect_eq(words[3].len, 3);
    cr_expect_eq(words[0].hash, assay__word_hash("ca", 2));
    cr_expect_eq(assay__word_count(ASSAY__LITERAL("")), 0);
}

Test(words, hashes_tell_words_and_orders_apart)
{
    cr_expect_neq(assay__word_hash("ab", 2), assay__word_hash("ba", 2));
    cr_expect_neq(assay__word_hash("a\0", 2), assay__word_hash("a", 1));
    cr_expect_neq(assay__word_hash("", 0), 0);
    uint64_t one = assay__phrase_hash(assay__phrase_hash(0, 1), 2);
    cr_expect_neq(one, assay__phrase_hash(assay__phrase_hash(0, 2), 1));
}
