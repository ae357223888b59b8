/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/share.h"

#include <criterion/criterion.h>
#include <math.h>

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

static assay__share estimate(const double count[], const double one[],
                             const double other[], size_t cells)
{
    assay__share out;
    assay__share_part part = {cells, count, one, other, 1};
    cr_assert_eq(assay__share_estimate(&part, 1, 0.95, arena, &out, NULL), ASSAY_OK);
    return out;
}

Test(share, of_classes_known_well_is_the_share_of_the_mixture)
{
    const double one[] = {100, 1000, 8900}, other[] = {9000, 900, 100};
    /* 30 % of the first class among 1000 */
    const double count[] = {633, 93, 274};
    assay__share found = estimate(count, one, other, 3);
    cr_assert_float_eq(found.share.value, 0.3, 0.01);
    cr_assert_float_eq(found.share.high - found.share.low, 0.06, 0.02);
    cr_assert_gt(found.fit, 0.05);
}

Test(share, is_unsure_where_the_classes_are_known_from_few)
{
    const double one[] = {1.5, 10.5}, other[] = {18.5, 1.5};
    const double many_one[] = {150, 1050}, many_other[] = {1850, 150};
    const double count[] = {60, 40};
    assay__share few = estimate(count, one, other, 2);
    assay__share many = estimate(count, many_one, many_other, 2);
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
    assay__share found = estimate(count, one, other, 2);
    cr_assert_lt(found.share.low, 0.05);
    cr_assert_gt(found.share.high, 0.9);
    cr_assert_eq(found.fit, 1);
}

Test(share, sources_that_agree_are_worth_their_counts_and_others_less)
{
    const double alike[] = {100, 100, 98, 102}, apart[] = {180, 20, 20, 180};
    double alpha[2], fewer[2];
    assay__share_sources sources = {alike, 2, 2};
    cr_assert_eq(assay__share_prior(&sources, alpha), 0);
    cr_assert_float_eq(alpha[0] + alpha[1], 401, 1e-9);
    sources.count = apart;
    cr_assert_gt(assay__share_prior(&sources, fewer), 0.1);
    cr_assert_float_eq(fewer[0] + fewer[1], 31, 1e-9); /* and half a case a cell */
    cr_assert_float_eq(fewer[0], fewer[1], 1e-9);
}

Test(share, level_must_be_one)
{
    const double cells[] = {1, 1};
    assay__share_part part = {2, cells, cells, cells, 1};
    assay__share out = {.fit = -1};
    cr_assert_eq(assay__share_estimate(&part, 1, 1.0, arena, &out, NULL),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(assay__share_estimate(&part, 0, 0.9, arena, &out, NULL),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(out.fit, -1);
}
