/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layout, windows, cores and peeling, held against the plainest way to do the same. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "network/dense.h"
#include "network/names.h"
#include "network/null.h"
#include "network/split.h"
#include "stat/gumbel.h"

enum { DAY = 86400, MOST = 64 };

/* Names that are numbers in their order already. */
static uint32_t same[100000];

static assay__numbering numbering(uint32_t actors, uint32_t objects)
{
    for (uint32_t i = 0; i < 100000; i++)
        same[i] = i;
    return (assay__numbering){same, same, actors, objects};
}

static void act(assay__gathered *all, uint32_t actor, uint32_t object, int64_t at)
{
    cr_assert_eq(assay__gather(all, actor, object, at, NULL), ASSAY_OK);
}

static assay__ties lay_out(assay__gathered *all, uint32_t actors, uint32_t objects)
{
    assay__ties ties;
    assay__numbering ranks = numbering(actors, objects);
    cr_assert_eq(assay__ties_new(all, &ranks, ASSAY__TIMED, &ties, NULL), ASSAY_OK);
    assay__gathered_free(all);
    return ties;
}

static assay__grid cut(const assay__ties *ties, int64_t bin, uint64_t shuffle)
{
    assay__grid grid;
    assay__cut how = {.bin_seconds = bin, .shuffle = shuffle};
    cr_assert_eq(assay__grid_new(ties, how, &grid, NULL), ASSAY_OK);
    return grid;
}

Test(network_dense, numbers_are_sorted_whatever_their_count)
{
    assay__random random = {7, 0};
    for (size_t n = 0; n < 300; n += 1 + n / 4) {
        uint32_t x[300], scratch[300];
        uint64_t y[300], wide[300];
        for (size_t i = 0; i < n; i++) {
            x[i] = (uint32_t)assay__random_next(&random) >> (n % 3 * 9);
            y[i] = assay__random_next(&random) >> (n % 5 * 11);
        }
        assay__sort_u32(x, n, scratch);
        assay__sort_u64(y, n, wide);
        for (size_t i = 1; i < n; i++)
            cr_assert(x[i - 1] <= x[i] && y[i - 1] <= y[i]);
    }
}

Test(network_dense, a_name_gets_one_number_and_keeps_it)
{
    assay__names names = {0};
    char text[32];
    uint32_t order[5000], rank[5000];
    for (int twice = 0; twice < 2; twice++)
        for (uint32_t i = 0; i < 5000; i++) {
            uint32_t number;
            size_t len = (size_t)snprintf(text, sizeof text, "name%u", i * 7919 % 5000);
            cr_assert_eq(assay__names_add(&names, (assay_str){text, len}, &number, NULL),
                         ASSAY_OK);
            cr_assert_eq(number, i);
        }
    cr_assert_eq(assay__names_find(&names, (assay_str){"nobody", 6}), UINT32_MAX);
    cr_assert_eq(assay__names_sort(&names, order, rank, NULL), ASSAY_OK);
    for (uint32_t i = 1; i < 5000; i++) {
        assay_str a = assay__names_text(&names, order[i - 1]);
        assay_str b = assay__names_text(&names, order[i]);
        size_t shared = a.len < b.len ? a.len : b.len;
        int bytes = memcmp(a.ptr, b.ptr, shared);
        cr_assert(bytes < 0 || (bytes == 0 && a.len < b.len));
        cr_assert_eq(rank[order[i]], i);
    }
    assay__names_free(&names);
}

Test(network_dense, equal_acts_count_once_and_stand_in_the_order_of_time)
{
    assay__gathered all = {0};
    act(&all, 2, 1, 500);
    act(&all, 1, 1, 100);
    act(&all, 2, 1, 500);
    act(&all, 0, 0, -40);
    act(&all, 0, 1, 100);
    act(&all, 3, 0, ASSAY_TIME_UNKNOWN);
    cr_assert_eq(all.untimed, 1);
    assay__ties ties = lay_out(&all, 4, 2);
    cr_assert_eq(ties.n, 4);
    cr_assert_eq(ties.low, -40);
    cr_assert_eq(ties.start[1], 1);
    uint32_t actors[] = {0, 0, 1, 2}, at[] = {0, 140, 140, 540};
    cr_assert_arr_eq(ties.actor, actors, sizeof actors);
    cr_assert_arr_eq(ties.at, at, sizeof at);
    assay__ties_free(&ties);
}

Test(network_dense, times_68_years_apart_are_refused)
{
    assay__gathered all = {0};
    assay_error err = {0};
    act(&all, 0, 0, 0);
    cr_assert_eq(assay__gather(&all, 0, 0, INT64_C(70) * 366 * DAY, &err),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(assay__gather(&all, 0, 0, INT64_C(-70) * 366 * DAY, &err),
                 ASSAY_BAD_VALUE);
    cr_assert_eq(all.n, 1);
    assay__gathered_free(&all);
}

Test(network_dense, windows_are_runs_of_one_object_in_one_bin)
{
    assay__gathered all = {0};
    act(&all, 0, 0, 10);
    act(&all, 1, 0, DAY - 1);
    act(&all, 0, 0, DAY - 1); /* the same window */
    act(&all, 1, 0, DAY);
    act(&all, 2, 1, -1); /* the day before 1970 */
    assay__ties ties = lay_out(&all, 3, 2);
    assay__grid grid = cut(&ties, DAY, 0);
    cr_assert_eq(grid.n_windows, 3);
    uint32_t start[] = {0, 2, 3, 4}, actor[] = {0, 1, 1, 2}, bin[] = {1, 2, 0};
    cr_assert_arr_eq(grid.start, start, sizeof start);
    cr_assert_arr_eq(grid.actor, actor, sizeof actor);
    cr_assert_arr_eq(grid.bin, bin, sizeof bin);
    cr_assert_float_eq(grid.weight[0] / ASSAY__WEIGHT_ONE, 1 / log(7), 1e-9);
    cr_assert_eq(grid.weight[1], 0, "nobody came together there");
    assay__grid_free(&grid);
    grid = cut(&ties, 0, 0);
    cr_assert_eq(grid.n_windows, 2);
    assay__grid_free(&grid);
    assay__ties_free(&ties);
}

Test(network_dense, a_shuffle_keeps_audiences_and_busy_days)
{
    assay__gathered all = {0};
    assay__random random = {3, 0};
    for (uint32_t i = 0; i < 400; i++)
        act(&all, (uint32_t)assay__random_below(&random, 40),
            (uint32_t)assay__random_below(&random, 3),
            (int64_t)assay__random_below(&random, 30 * DAY));
    assay__ties ties = lay_out(&all, 40, 3);
    const uint32_t apart[] = {0, 1, 2}; /* each object a platform of its own */
    assay__grid plain = cut(&ties, 0, 0), mixed = cut(&ties, 0, 9);
    cr_assert_eq(mixed.n_windows, plain.n_windows);
    cr_assert(memcmp(plain.start, mixed.start, 4 * sizeof(uint32_t)) != 0 ||
              memcmp(plain.actor, mixed.actor, plain.start[3] * sizeof(uint32_t)) != 0);
    ties.stratum = apart;
    assay__grid dealt = cut(&ties, 0, 9);
    ties.stratum = NULL;
    cr_assert_arr_eq(plain.actor, dealt.actor, plain.start[3] * sizeof(uint32_t));
    assay__grid days = cut(&ties, DAY, 0), other = cut(&ties, DAY, 9);
    cr_assert_eq(days.n_windows, other.n_windows);
    cr_assert_arr_eq(days.bin, other.bin, days.n_windows * sizeof(uint32_t));
    cr_assert(memcmp(days.actor, other.actor, 40) != 0);
    assay__grid *grids[] = {&plain, &mixed, &dealt, &days, &other};
    for (size_t i = 0; i < 5; i++)
        assay__grid_free(grids[i]);
    assay__ties_free(&ties);
}

Test(network_dense, first_acts_leave_loyal_audiences_out)
{
    assay__gathered all = {0};
    for (int week = 0; week < 20; week++)
        for (uint32_t fan = 0; fan < 5; fan++)
            act(&all, fan, 0, (int64_t)week * 7 * DAY + (int64_t)fan);
    act(&all, 1, 1, 5);
    assay__ties ties = lay_out(&all, 5, 2), firsts;
    cr_assert_eq(assay__ties_first(&ties, &firsts, NULL), ASSAY_OK);
    cr_assert_eq(firsts.n, 6);
    cr_assert_eq(firsts.start[1], 5);
    assay__ties_free(&firsts);
    assay__ties_free(&ties);
}

/* ---- the search against the plainest one ------------------------------------------- */

typedef struct plain {
    uint32_t n_actors, n; /* actors, then windows */
    uint64_t weight[MOST][MOST];
} plain;

static uint64_t key_of(const plain *g, const bool in[], uint32_t v)
{
    uint64_t sum = 0;
    for (uint32_t u = 0; u < g->n; u++)
        sum += in[u] ? g->weight[v][u] : 0;
    return sum;
}

static double density_of(const plain *g, const bool in[])
{
    uint64_t sum = 0, members = 0;
    for (uint32_t v = 0; v < g->n; v++) {
        sum += in[v] ? key_of(g, in, v) : 0;
        members += in[v];
    }
    return members == 0 ? 0 : (double)sum / 2 / (double)members / ASSAY__WEIGHT_ONE;
}

/* Greedy peeling, all least members at once. */
static double peel_plainly(const plain *g)
{
    bool in[MOST];
    for (uint32_t v = 0; v < g->n; v++)
        in[v] = true;
    double best = density_of(g, in);
    for (uint32_t left = g->n; left > 0;) {
        uint64_t key[MOST], least = UINT64_MAX;
        for (uint32_t v = 0; v < g->n; v++) {
            key[v] = in[v] ? key_of(g, in, v) : UINT64_MAX;
            least = key[v] < least ? key[v] : least;
        }
        for (uint32_t v = 0; v < g->n; v++)
            if (in[v] && key[v] == least) {
                in[v] = false;
                left--;
            }
        double here = density_of(g, in);
        best = here > best ? here : best;
    }
    return best;
}

static plain plain_of(const assay__grid *grid)
{
    plain g;
    memset(&g, 0, sizeof g);
    g.n_actors = grid->n_actors;
    g.n = grid->n_actors + grid->n_windows;
    for (uint32_t w = 0; w < grid->n_windows; w++)
        for (uint32_t e = grid->start[w]; e < grid->start[w + 1]; e++) {
            uint32_t a = grid->actor[e], v = grid->n_actors + w;
            g.weight[a][v] = g.weight[v][a] = grid->weight[w];
        }
    return g;
}

static assay__block densest(const assay__grid *grid, uint64_t least)
{
    assay__core core;
    assay__block block;
    cr_assert_eq(assay__core_new(grid, least, &core, NULL), ASSAY_OK);
    cr_assert_eq(assay__densest(&core, &block, NULL), ASSAY_OK);
    assay__core_free(&core);
    return block;
}

/* A network of up to 20 actors and 12 objects, with a denser corner every other time. */
static assay__grid invent(uint64_t seed)
{
    assay__gathered all = {0};
    assay__random random = {seed, 0};
    uint32_t actors = 2 + (uint32_t)assay__random_below(&random, 19);
    uint32_t objects = 1 + (uint32_t)assay__random_below(&random, 12);
    double sparse = 0.05 + 0.3 * assay__random_uniform(&random);
    for (uint32_t a = 0; a < actors; a++)
        for (uint32_t o = 0; o < objects; o++) {
            bool corner = seed % 2 == 0 && a < 6 && o < 4;
            if (assay__random_uniform(&random) < (corner ? 0.9 : sparse))
                act(&all, a, o, 0);
        }
    act(&all, 0, 0, 0);
    assay__ties ties = lay_out(&all, actors, objects);
    assay__grid grid = cut(&ties, 0, 0);
    assay__ties_free(&ties);
    return grid;
}

static double density_of_block(const plain *g, const assay__block *block)
{
    bool in[MOST] = {false};
    for (uint32_t i = 0; i < block->n_actors; i++)
        in[block->actors[i]] = true;
    for (uint32_t i = 0; i < block->n_windows; i++)
        in[g->n_actors + block->windows[i]] = true;
    return density_of(g, in);
}

Test(network_dense, the_search_finds_what_plain_peeling_finds)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        assay__grid grid = invent(seed);
        plain g = plain_of(&grid);
        assay__block block = densest(&grid, 0);
        cr_assert_float_eq(block.density, peel_plainly(&g), 1e-8, "seed %zu",
                           (size_t)seed);
        cr_assert_float_eq(block.density, density_of_block(&g, &block), 1e-8);
        assay__block_free(&block);
        assay__grid_free(&grid);
    }
}

Test(network_dense, the_search_finds_half_of_the_best_there_is_at_least)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        assay__grid grid = invent(seed);
        plain g = plain_of(&grid);
        double best = 0;
        for (uint32_t set = 1; g.n <= 14 && set < (1U << g.n); set++) {
            bool in[MOST];
            for (uint32_t v = 0; v < g.n; v++)
                in[v] = (set >> v & 1) != 0;
            double here = density_of(&g, in);
            best = here > best ? here : best;
        }
        assay__block block = densest(&grid, 0);
        cr_assert_geq(block.density, best / 2);
        assay__block_free(&block);
        assay__grid_free(&grid);
    }
}

Test(network_dense, a_core_below_the_best_density_loses_nothing)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        assay__grid grid = invent(seed);
        assay__block all = densest(&grid, 0);
        uint64_t bound = (uint64_t)(all.density * 0.95 * ASSAY__WEIGHT_ONE);
        assay__block part = densest(&grid, bound > 0 ? bound : 1);
        cr_assert_float_eq(all.density, part.density, 1e-9);
        cr_assert_eq(all.n_actors, part.n_actors);
        assay__block_free(&all);
        assay__block_free(&part);
        assay__grid_free(&grid);
    }
}

Test(network_dense, a_guess_changes_the_cost_and_nothing_else)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        assay__grid grid = invent(seed);
        assay__block all = densest(&grid, 0), near;
        assay__core core;
        cr_assert_eq(assay__core_new(&grid, 1, &core, NULL), ASSAY_OK);
        for (int tenth = 0; tenth <= 15; tenth++) {
            double guess = all.density * tenth / 10, density;
            cr_assert_eq(assay__densest_near(&core, guess, &near, NULL), ASSAY_OK);
            cr_assert_float_eq(near.density, all.density, 0);
            cr_assert_eq(near.n_actors, all.n_actors);
            cr_assert_eq(near.n_windows, all.n_windows);
            cr_assert(near.n_actors == 0 ||
                      memcmp(near.actors, all.actors, all.n_actors * 4) == 0);
            assay__block_free(&near);
            cr_assert_eq(assay__density_near(&grid, guess, HUGE_VAL, &density, NULL),
                         ASSAY_OK);
            cr_assert_float_eq(density, all.density, 0);
            double enough = all.density * 0.7;
            cr_assert_eq(assay__density_near(&grid, guess, enough, &density, NULL),
                         ASSAY_OK);
            cr_assert(density <= all.density && (all.density == 0 || density > enough));
        }
        assay__core_free(&core);
        assay__block_free(&all);
        assay__grid_free(&grid);
    }
}

Test(network_dense, a_core_of_a_crowd_need_not_be_made)
{
    enum { ACTORS = 500, OBJECTS = 420 };
    assay__gathered all = {0};
    for (uint32_t a = 0; a < ACTORS; a++)
        for (uint32_t o = 0; o < OBJECTS; o++)
            act(&all, a, o, 0);
    assay__ties ties = lay_out(&all, ACTORS, OBJECTS);
    assay__grid grid = cut(&ties, 0, 0);
    assay__core core;
    cr_assert_eq(assay__core_unless(&grid, ACTORS / 2, &core, NULL), ASSAY_OK);
    cr_assert_eq(core.live, ACTORS);
    cr_assert_eq(core.n_windows, 0);
    cr_assert_null(core.actor);
    cr_assert_eq(assay__core_unless(&grid, ACTORS, &core, NULL), ASSAY_OK);
    cr_assert_eq(core.n_windows, OBJECTS);
    assay__core_free(&core);
    assay__grid_free(&grid);
    assay__ties_free(&ties);
}

/* Thousands of pairs and one group of six by four: a crowd that falls apart. */
Test(network_dense, of_many_groups_the_densest_is_kept)
{
    enum { PAIRS = 4000, ACTORS = 2 * PAIRS + 6, OBJECTS = PAIRS + 4 };
    assay__gathered all = {0};
    for (uint32_t p = 0; p < PAIRS; p++) {
        act(&all, 2 * p, p, 0);
        act(&all, 2 * p + 1, p, 0);
    }
    for (uint32_t a = 0; a < 6; a++)
        for (uint32_t o = 0; o < 4; o++)
            act(&all, 2 * PAIRS + a, PAIRS + o, 0);
    assay__ties ties = lay_out(&all, ACTORS, OBJECTS);
    assay__grid grid = cut(&ties, 0, 0);
    assay__block block = {malloc(ACTORS * sizeof(uint32_t)),
                          malloc(OBJECTS * sizeof(uint32_t)), ACTORS, OBJECTS, 0.3};
    for (uint32_t i = 0; i < ACTORS; i++)
        block.actors[i] = i;
    for (uint32_t i = 0; i < OBJECTS; i++)
        block.windows[i] = i;
    cr_assert_eq(assay__split(&grid, &block, NULL), ASSAY_OK);
    cr_assert_eq(block.n_actors, 6);
    cr_assert_eq(block.actors[0], 2 * PAIRS);
    cr_assert_eq(block.n_windows, 4);
    cr_assert_eq(block.windows[3], OBJECTS - 1);
    cr_assert_float_eq(block.density, 24 / log(11) / 10, 1e-8);
    assay__block_free(&block);
    assay__grid_free(&grid);
    assay__ties_free(&ties);
}

Test(network_dense, a_cut_takes_the_ties_of_a_block_and_no_others)
{
    assay__gathered all = {0};
    for (uint32_t a = 0; a < 8; a++)
        for (uint32_t o = 0; o < 4; o++)
            act(&all, a + (o >= 2 ? 8 : 0), o, 0); /* two blocks of eight by two */
    for (uint32_t a = 0; a < 8; a++)
        act(&all, a, 4, 0); /* the first of them is denser */
    assay__ties ties = lay_out(&all, 16, 5);
    assay__grid grid = cut(&ties, 0, 0);
    assay__core core;
    assay__block block;
    cr_assert_eq(assay__core_new(&grid, 1, &core, NULL), ASSAY_OK);
    cr_assert_eq(assay__densest(&core, &block, NULL), ASSAY_OK);
    cr_assert_eq(block.n_actors, 8);
    cr_assert_eq(block.n_windows, 3);
    uint8_t actors[16] = {0}, windows[5] = {0};
    for (uint32_t i = 0; i < 8; i++)
        actors[block.actors[i]] = 1;
    for (uint32_t i = 0; i < 3; i++)
        windows[block.windows[i]] = 1;
    assay__block_free(&block);
    assay__core_cut(&core, actors, windows);
    cr_assert_eq(assay__densest(&core, &block, NULL), ASSAY_OK);
    cr_assert_eq(block.n_actors, 8);
    cr_assert_eq(block.actors[0], 8);
    cr_assert_eq(block.n_windows, 2);
    assay__block_free(&block);
    assay__core_free(&core);
    assay__grid_free(&grid);
    assay__ties_free(&ties);
}

/* ---- chance ------------------------------------------------------------------------ */

static double gumbel_draw(assay__random *random)
{
    return -log(-log(1 - assay__random_uniform(random) * (1 - 0x1p-53)));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

Test(network_dense, p_values_are_uniform_when_chance_is_all_there_is)
{
    enum { TRIES = 400 };
    assay__random random = {11, 0};
    size_t below_5 = 0, below_25 = 0, below_half = 0;
    for (size_t k = 0; k < TRIES; k++) {
        double null[20];
        for (size_t i = 0; i < 20; i++)
            null[i] = 2 + 0.1 * gumbel_draw(&random);
        qsort(null, 20, sizeof *null, compare);
        double p = assay__gumbel_p(null, 20, 2 + 0.1 * gumbel_draw(&random));
        below_5 += p <= 0.05;
        below_25 += p <= 0.25;
        below_half += p <= 0.5;
    }
    /* Binomial, four standard deviations. */
    cr_assert_float_eq((double)below_5 / TRIES, 0.05, 4 * sqrt(0.05 * 0.95 / TRIES));
    cr_assert_float_eq((double)below_25 / TRIES, 0.25, 4 * sqrt(0.25 * 0.75 / TRIES));
    cr_assert_float_eq((double)below_half / TRIES, 0.5, 4 * sqrt(0.25 / TRIES));
}

Test(network_dense, p_values_fall_with_distance_and_end_at_a_floor)
{
    double null[] = {1.0, 1.1, 1.15, 1.2, 1.3, 1.35, 1.5}, last = 1;
    for (double x = 0.5; x < 20; x += 0.25) {
        double p = assay__gumbel_p(null, 7, x);
        cr_assert(p <= last && p >= 1e-12);
        last = p;
    }
    cr_assert_lt(last, 1e-5);
    double equal[] = {2, 2, 2};
    cr_assert_eq(assay__gumbel_p(equal, 3, 2), 1);
    cr_assert_eq(assay__gumbel_p(equal, 3, 2.1), 0.25);
    cr_assert(isnan(assay__gumbel_p(null, 2, 1)) &&
              isnan(assay__gumbel_p(null, 7, (double)NAN)));
}

Test(network_dense, shuffles_do_not_depend_on_how_many_work)
{
    assay__gathered all = {0};
    assay__random random = {5, 0};
    for (int i = 0; i < 2000; i++)
        act(&all, (uint32_t)assay__random_below(&random, 200),
            (uint32_t)assay__random_below(&random, 20),
            (int64_t)assay__random_below(&random, 60 * DAY));
    assay__ties ties = lay_out(&all, 200, 20);
    assay__null_ask ask = {.bin_seconds = 3 * DAY, .shuffles = 8, .denser = 1.2};
    assay__null null[2];
    for (int counting = 0; counting < 2; counting++)
        for (int best = 1; best < 60; best += 7) {
            ask.counting_only = counting == 1;
            ask.best = best / 20.0;
            for (size_t i = 0; i < 2; i++) {
                ask.jobs = 1 + 3 * i;
                cr_assert_eq(assay__null_new(&ties, &ask, &null[i], NULL), ASSAY_OK);
            }
            cr_assert_eq(null[0].n, null[1].n);
            cr_assert_eq(null[0].beaten, null[1].beaten);
            cr_assert_arr_eq(null[0].density, null[1].density,
                             sizeof(double) * null[0].n);
        }
    assay__ties_free(&ties);
}

/* Whatever is spared, a block counts or does not as when all shuffles are made. */
Test(network_dense, fewer_shuffles_say_what_all_of_them_say)
{
    assay__gathered all = {0};
    assay__random random = {6, 0};
    for (int i = 0; i < 3000; i++)
        act(&all, (uint32_t)assay__random_below(&random, 200),
            (uint32_t)assay__random_below(&random, 20),
            (int64_t)assay__random_below(&random, 60 * DAY));
    assay__ties ties = lay_out(&all, 200, 20);
    assay__null_ask ask = {.bin_seconds = 3 * DAY,
                           .shuffles = 20,
                           .jobs = 1,
                           .best = 1000,
                           .denser = 1.2,
                           .counting_only = true};
    assay__null_ask wide = ask;
    assay__null whole, null;
    cr_assert_eq(assay__null_new(&ties, &ask, &whole, NULL), ASSAY_OK);
    cr_assert_eq(whole.n, 20);
    cr_assert_not(whole.beaten);
    double typical = assay__null_typical(&whole);
    wide.counting_only = false;
    for (double best = 0.5 * typical; best < 2 * typical; best += 0.07 * typical) {
        ask.best = wide.best = best;
        cr_assert_eq(assay__null_new(&ties, &ask, &null, NULL), ASSAY_OK);
        cr_assert_eq(null.beaten, best < 1.2 * typical);
        cr_assert(null.beaten || assay__null_typical(&null) == typical);
        cr_assert_eq(assay__null_new(&ties, &wide, &null, NULL), ASSAY_OK);
        cr_assert(null.n == 20 || best < 1.2 * typical);
        cr_assert_eq(best >= 1.2 * assay__null_typical(&null), best >= 1.2 * typical);
    }
    assay__ties_free(&ties);
}
