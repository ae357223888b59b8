/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/share.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/random.h"

static assay_arena *arena;

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(share, .init = open_arena, .fini = close_arena);

/* A class whose cells are known by so many cases each. */
static assay__share_class known(const double alpha[], size_t cells, double tilt)
{
    assay__share_class class = {.tilt = tilt};
    memcpy(class.alpha, alpha, cells * sizeof *alpha);
    return class;
}

typedef struct found {
    assay_interval share;
    double fit;
} found;

static found estimate(const double count[], const double one[], const double other[],
                      size_t cells)
{
    found out;
    assay__share_class first = known(one, cells, 0), second = known(other, cells, 0);
    assay__share_part part = {cells, count, &first, &second, 1};
    cr_assert_eq(assay__share_estimate(&part, 1, 0.95, arena, &out.share, NULL),
                 ASSAY_OK);
    out.fit = assay__share_fit(&part, 1);
    return out;
}

Test(share, of_classes_known_well_is_the_share_of_the_mixture)
{
    const double one[] = {100, 1000, 8900}, other[] = {9000, 900, 100};
    /* 30 % of the first class among 1000 */
    const double count[] = {633, 93, 274};
    found said = estimate(count, one, other, 3);
    cr_assert_float_eq(said.share.value, 0.3, 0.01);
    cr_assert_float_eq(said.share.high - said.share.low, 0.06, 0.02);
    cr_assert_gt(said.fit, 0.05);
}

Test(share, is_unsure_where_the_classes_are_known_from_few)
{
    const double one[] = {1.5, 10.5}, other[] = {18.5, 1.5};
    const double many_one[] = {150, 1050}, many_other[] = {1850, 150};
    const double count[] = {60, 40};
    found few = estimate(count, one, other, 2);
    found many = estimate(count, many_one, many_other, 2);
    cr_assert_gt(few.share.high - few.share.low, many.share.high - many.share.low);
}

Test(share, cells_like_no_mixture_are_told)
{
    const double one[] = {10, 10, 500}, other[] = {500, 10, 10};
    const double count[] = {50, 150, 50};
    cr_assert_lt(estimate(count, one, other, 3).fit, 1e-6);
}

Test(share, of_nothing_is_anything)
{
    const double one[] = {10, 90}, other[] = {90, 10}, count[] = {0, 0};
    found said = estimate(count, one, other, 2);
    cr_assert_lt(said.share.low, 0.05);
    cr_assert_gt(said.share.high, 0.8);
    cr_assert_eq(said.fit, 1);
}

Test(share, sources_that_agree_are_worth_their_counts)
{
    const double alike[] = {100, 90, 110, 98, 92, 110};
    assay__share_class class;
    assay__share_learn(&(assay__share_sources){alike, 2, 3}, &class);
    cr_assert_eq(class.rho, 0);
    cr_assert_eq(class.tilt, 0);
    cr_assert_float_eq(class.alpha[0] + class.alpha[1] + class.alpha[2], 601.5, 1e-9);
    cr_assert_float_eq(class.alpha[0], 198.5, 1e-9); /* and half a case a cell */
}

Test(share, sources_caught_more_and_less_often_tilt)
{
    const double apart[] = {180, 20, 20, 180, 100, 100};
    assay__share_class class, alone;
    assay__share_learn(&(assay__share_sources){apart, 3, 2}, &class);
    /* log-odds of -2.2, 0 and 2.2 are tilts of half of it */
    cr_assert_float_eq(class.tilt, 1.1 * sqrt(4.0 / 3), 0.1);
    cr_assert_eq(class.rho, 0);
    assay__share_learn(&(assay__share_sources){apart, 1, 2}, &alone);
    cr_assert_eq(alone.tilt, 0);
}

Test(share, sources_of_other_shapes_are_worth_less)
{
    const double apart[] = {100, 0, 100, 0, 200, 0, 50, 100, 50};
    assay__share_class class;
    assay__share_learn(&(assay__share_sources){apart, 3, 3}, &class);
    cr_assert_gt(class.rho, 0.1);
    cr_assert_lt(class.alpha[0] + class.alpha[1] + class.alpha[2], 15);
}

Test(share, a_tilt_makes_it_less_sure)
{
    const double one[] = {100, 900}, other[] = {900, 100}, count[] = {700, 300};
    assay__share_class first = known(one, 2, 0), second = known(other, 2, 0);
    assay__share_part part = {2, count, &first, &second, 1};
    assay_interval sure, unsure;
    cr_assert_eq(assay__share_estimate(&part, 1, 0.95, arena, &sure, NULL), ASSAY_OK);
    first.tilt = 0.5;
    cr_assert_eq(assay__share_estimate(&part, 1, 0.95, arena, &unsure, NULL), ASSAY_OK);
    cr_assert_gt(unsure.high - unsure.low, 1.2 * (sure.high - sure.low));
    cr_assert(unsure.low < 0.25 && unsure.high > 0.25);
}

Test(share, of_two_parts_is_weighed_and_one_lends_to_the_other)
{
    const double one[] = {100, 900}, other[] = {900, 100};
    const double many[] = {820, 180}, none[] = {0, 0};
    assay__share_class first = known(one, 2, 0), second = known(other, 2, 0);
    assay__share_part parts[] = {{2, many, &first, &second, 1},
                                 {2, none, &first, &second, 1}};
    assay_interval both, alone;
    cr_assert_eq(assay__share_estimate(parts, 2, 0.95, arena, &both, NULL), ASSAY_OK);
    cr_assert_eq(assay__share_estimate(parts + 1, 1, 0.95, arena, &alone, NULL),
                 ASSAY_OK);
    cr_assert_float_eq(both.value, 0.1, 0.03);
    cr_assert_gt(alone.value, 0.2);
    parts[1].weight = 1e-9;
    cr_assert_eq(assay__share_estimate(parts, 2, 0.95, arena, &both, NULL), ASSAY_OK);
    cr_assert_float_eq(both.value, 0.1, 0.015);
    cr_assert_lt(both.high - both.low, 0.08);
}

/* The interval that integrates over tilts is the one that holds for sources drawn by it:
 * cases of a class that leans anyhow, cut at one mark. */
Test(share, interval_holds_for_sources_that_lean)
{
    const double one[] = {200, 800}, other[] = {900, 100};
    assay__share_class first = known(one, 2, 0.5), second = known(other, 2, 0.2);
    assay__random random = {.key = 11};
    size_t held = 0, tried = 300;
    for (size_t i = 0; i < tried; i++) {
        double share = 0.05 + 0.5 * assay__random_uniform(&random);
        /* a uniform of the same spread as the nodes of the normal law */
        double lean = 1.73 * 0.87 * (2 * assay__random_uniform(&random) - 1) * 0.5;
        double other_lean = 1.73 * 0.87 * (2 * assay__random_uniform(&random) - 1) * 0.2;
        double caught = 1 / (1 + exp(-(log(4) + 2 * lean)));
        double passed = 1 / (1 + exp(-(log(1.0 / 9) + 2 * other_lean)));
        double p = share * caught + (1 - share) * passed, hits = 0;
        for (size_t k = 0; k < 300; k++)
            hits += assay__random_uniform(&random) < p;
        const double count[] = {300 - hits, hits};
        assay__share_part part = {2, count, &first, &second, 1};
        assay_interval said;
        cr_assert_eq(assay__share_estimate(&part, 1, 0.95, arena, &said, NULL), ASSAY_OK);
        held += said.low <= share && share <= said.high;
        assay_arena_reset(arena);
    }
    cr_assert_geq(held, tried * 91 / 100, "%zu of %zu", held, tried);
}

Test(share, cut_lies_where_classes_part)
{
    const double one[] = {1, 2, 20, 60}, other[] = {50, 40, 4, 1};
    const double count[] = {1, 2, 3, 4};
    assay__share_class first = known(one, 4, 0), second = known(other, 4, 0);
    double two[2];
    cr_assert_eq(assay__share_cut(&first, &second, 4), 2);
    cr_assert_eq(assay__share_cut(&second, &first, 4), 2); /* none: the middle */
    assay__share_halve(count, 4, 2, two);
    cr_assert(two[0] == 3 && two[1] == 7);
}

Test(share, level_and_parts_must_be_ones)
{
    const double cells[] = {1, 1};
    assay__share_class class = known(cells, 2, 0);
    assay__share_part part = {2, cells, &class, &class, 1};
    assay_interval out = {-1, -1, -1};
    cr_assert_eq(assay__share_estimate(&part, 1, 1.0, arena, &out, NULL),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(assay__share_estimate(&part, 0, 0.9, arena, &out, NULL),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(
        assay__share_estimate(&part, ASSAY__SHARE_MOST_PARTS + 1, 0.9, arena, &out, NULL),
        ASSAY_BAD_VALUE);
    cr_assert_eq(out.value, -1);
}
