/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole networks: invented crowds with groups whose members are known. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <assay/network.h>

#include "network_world.h"

static const assay_group *group_of_kind(const world *w, assay_group_kind kind)
{
    for (size_t i = 0; i < w->n_groups; i++)
        if (w->groups[i].kind == kind)
            return &w->groups[i];
    return NULL;
}

static size_t count_kind(const world *w, assay_group_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n_groups; i++)
        n += w->groups[i].kind == kind;
    return n;
}

/* Members whose name begins so, of those that act or of those acted on. */
static size_t begin_with(const assay_group *group, const char *head, bool actor)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n_members; i++) {
        const assay_group_member *m = &group->members[i];
        n += m->actor == actor && m->name.len >= strlen(head) &&
             memcmp(m->name.ptr, head, strlen(head)) == 0;
    }
    return n;
}

Test(network, a_crowd_without_groups_has_none)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        world w = world_begin(seed, NULL);
        world_crowd(&w, 600, 60);
        world_find(&w);
        cr_assert_eq(w.n_groups, 0, "seed %d: %zu", (int)seed, w.n_groups);
        world_end(&w);
    }
}

Test(network, accounts_that_deliver_again_and_again_are_a_pool)
{
    world w = world_begin(1, NULL);
    world_crowd(&w, 600, 60);
    world_pool(&w, "bot", 60, 15, 0.5);
    world_find(&w);
    const assay_group *pool = group_of_kind(&w, ASSAY_GROUP_SHARED_POOL);
    cr_assert_eq(w.n_groups, 1);
    cr_assert_not_null(pool);
    cr_assert_geq(begin_with(pool, "bot", true), 58);
    cr_assert_leq(pool->n_actors, 61);
    cr_assert_eq(pool->n_members - pool->n_actors, 15);
    cr_assert_geq(pool->windows, 3);
    cr_assert_leq(pool->p_value, 0.001);
    cr_assert_gt(pool->density, 1.2 * pool->typical);
    for (size_t i = 0; i < pool->n_members; i++)
        cr_assert(pool->members[i].score > 0 && pool->members[i].score <= 1);
    world_end(&w);
}

/* However the actors of such an object are dealt, most of them are the pool. */
Test(network, a_pool_that_makes_up_most_of_its_customers_audiences_is_found)
{
    world w = world_begin(2, NULL);
    world_crowd(&w, 600, 60);
    world_pool(&w, "bot", 400, 15, 0.7);
    world_find(&w);
    const assay_group *pool = group_of_kind(&w, ASSAY_GROUP_SHARED_POOL);
    cr_assert_not_null(pool);
    cr_assert_geq(begin_with(pool, "bot", true), 390);
    cr_assert_leq(pool->n_actors, 410);
    cr_assert_lt(pool->density, 1.25 * pool->typical);
    world_end(&w);
}

/* Everybody comes to everything, at any time: no group has as many ties a member. */
static void everybody(world *w, uint32_t actors, uint32_t objects)
{
    w->actors = actors;
    w->objects = objects;
    for (uint32_t a = 0; a < actors; a++)
        for (uint32_t o = 0; o < objects; o++)
            world_act(w, "u", a, o, world_below(w, WORLD_DAYS * WORLD_DAY));
}

Test(network, a_pool_stands_out_from_a_crowd_that_is_denser)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        world w = world_begin(seed, NULL);
        everybody(&w, 200, 60);
        if (seed == 1)
            world_pool(&w, "bot", 40, 12, 0.6);
        world_find(&w);
        cr_assert_eq(w.n_groups, seed == 1);
        const assay_group *pool = group_of_kind(&w, ASSAY_GROUP_SHARED_POOL);
        cr_assert(seed == 2 || pool != NULL);
        cr_assert(seed == 2 || (pool->n_actors == 40 && pool->bin_seconds > 60 &&
                                begin_with(pool, "bot", true) == 40));
        world_end(&w);
    }
}

Test(network, people_who_enter_one_draw_are_a_promotion)
{
    world w = world_begin(2, NULL);
    world_crowd(&w, 600, 60);
    world_draw(&w, 100, 20, 0.7, 50);
    world_find(&w);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_SHARED_POOL), 0);
    const assay_group *draw = group_of_kind(&w, ASSAY_GROUP_COORDINATED_PROMOTION);
    cr_assert_not_null(draw);
    cr_assert_eq(draw->n_members - draw->n_actors, 20);
    cr_assert_leq(draw->windows, 2);
    world_end(&w);
}

Test(network, people_who_come_to_the_same_show_every_week_are_fans_or_nobody)
{
    world w = world_begin(3, NULL);
    world_crowd(&w, 600, 60);
    world_fans(&w, 80, 2, 20);
    world_find(&w);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_SHARED_POOL), 0);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_COORDINATED_PROMOTION), 0);
    world_end(&w);
}

Test(network, a_pool_is_found_beside_fans_and_draws)
{
    world w = world_begin(4, NULL);
    world_crowd(&w, 600, 60);
    world_pool(&w, "bot", 60, 15, 0.5);
    world_draw(&w, 100, 20, 0.7, 90);
    world_fans(&w, 80, 2, 20);
    world_find(&w);
    const assay_group *pool = group_of_kind(&w, ASSAY_GROUP_SHARED_POOL);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_SHARED_POOL), 1);
    cr_assert_geq(begin_with(pool, "bot", true), 57);
    cr_assert_eq(begin_with(pool, "u", true), 0);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_COORDINATED_PROMOTION), 1);
    world_end(&w);
}

Test(network, acts_within_a_minute_are_seen_among_many_others)
{
    world w = world_begin(5, NULL);
    world_crowd(&w, 800, 12);
    for (uint32_t strike = 0; strike < 40; strike++)
        for (uint32_t bot = 0; bot < 9; bot++)
            world_act(&w, "lock", bot, strike % 12, strike * 4 * WORLD_DAY + 7200 + bot);
    world_find(&w);
    const assay_group *pool = group_of_kind(&w, ASSAY_GROUP_SHARED_POOL);
    cr_assert_not_null(pool);
    cr_assert_eq(begin_with(pool, "lock", true), 9);
    world_end(&w);
}

Test(network, creators_that_act_on_each_other_are_a_pod)
{
    world w = world_begin(6, NULL);
    world_crowd(&w, 600, 60);
    for (uint32_t a = 10; a < 16; a++)
        for (uint32_t b = 10; b < 16; b++)
            for (int post = 0; a != b && post < 5; post++)
                world_act(&w, "c", a, b,
                          (int64_t)assay__random_below(&w.random, 170 * WORLD_DAY));
    world_find(&w);
    const assay_group *pod = group_of_kind(&w, ASSAY_GROUP_POD);
    cr_assert_not_null(pod);
    cr_assert_eq(pod->n_members, 6);
    cr_assert_eq(pod->n_actors, 0);
    cr_assert_eq(begin_with(pod, "c1", false), 6);
    cr_assert_leq(pod->p_value, 0.01);
    world_end(&w);
}

Test(network, objects_with_one_audience_are_near_copies)
{
    world w = world_begin(7, NULL);
    world_crowd(&w, 800, 60);
    for (uint32_t fake = 0; fake < 400; fake++)
        for (uint32_t o = 70; o < 73; o++)
            if (assay__random_uniform(&w.random) < 0.8)
                world_act(&w, "fake", fake, o, ASSAY_TIME_UNKNOWN);
    world_find(&w);
    const assay_group *copy = group_of_kind(&w, ASSAY_GROUP_NEAR_COPY);
    cr_assert_not_null(copy);
    cr_assert_eq(count_kind(&w, ASSAY_GROUP_NEAR_COPY), 1);
    cr_assert_eq(copy->n_members, 3);
    cr_assert_eq(copy->from, ASSAY_TIME_UNKNOWN);
    cr_assert_eq(copy->windows, 0);
    world_end(&w);
}

/* ---- what must not matter ---------------------------------------------------------- */

static void same_groups(const world *a, const world *b, const char *why)
{
    cr_assert_eq(a->n_groups, b->n_groups, "%s: %zu and %zu", why, a->n_groups,
                 b->n_groups);
    for (size_t g = 0; g < a->n_groups; g++) {
        const assay_group *x = &a->groups[g], *y = &b->groups[g];
        cr_assert(x->kind == y->kind && x->n_members == y->n_members, "%s", why);
        cr_assert(x->windows == y->windows && x->p_value == y->p_value, "%s", why);
        for (size_t i = 0; i < x->n_members; i++) {
            cr_assert_eq(x->members[i].name.len, y->members[i].name.len);
            cr_assert_arr_eq(x->members[i].name.ptr, y->members[i].name.ptr,
                             x->members[i].name.len);
            cr_assert_eq(x->members[i].score, y->members[i].score);
        }
    }
}

static world whole(uint64_t seed, const assay_network_options *options, int order)
{
    world w = world_begin(seed, options);
    w.order = order;
    world_crowd(&w, 500, 50);
    world_pool(&w, "bot", 50, 12, 0.6);
    world_draw(&w, 80, 15, 0.7, 60);
    world_find(&w);
    return w;
}

Test(network, neither_the_order_of_acts_nor_the_number_of_threads_matters)
{
    assay_network_options four = {.jobs = 4};
    world forwards = whole(8, NULL, 0), backwards = whole(8, NULL, 1);
    world threaded = whole(8, &four, 0);
    cr_assert_geq(forwards.n_groups, 2);
    same_groups(&forwards, &backwards, "order");
    same_groups(&forwards, &threaded, "threads");
    world_end(&forwards);
    world_end(&backwards);
    world_end(&threaded);
}

Test(network, other_names_for_the_actors_give_the_same_groups)
{
    world one = whole(9, NULL, 0), other = whole(9, NULL, 2);
    cr_assert_eq(one.n_groups, other.n_groups);
    for (size_t kind = 0; kind < ASSAY_GROUP_KIND_COUNT; kind++) {
        const assay_group *x = group_of_kind(&one, (assay_group_kind)kind);
        const assay_group *y = group_of_kind(&other, (assay_group_kind)kind);
        cr_assert_eq(x == NULL, y == NULL);
        if (x == NULL)
            continue;
        cr_assert_eq(x->n_actors, y->n_actors);
        cr_assert_eq(x->n_members, y->n_members);
        cr_assert_eq(x->density, y->density);
        cr_assert_eq(begin_with(x, "bot", true), begin_with(y, "zbot", true));
    }
    world_end(&one);
    world_end(&other);
}

/* ---- bad input --------------------------------------------------------------------- */

Test(network, an_empty_network_is_said_to_be_empty)
{
    assay_network *network = NULL;
    const assay_group *groups = (const assay_group *)&network;
    size_t n = 77;
    assay_error err = {0};
    cr_assert_eq(assay_network_new(NULL, &network, NULL), ASSAY_OK);
    cr_assert_eq(assay_network_find(network, &groups, &n, &err), ASSAY_UNUSABLE);
    cr_assert_eq(n, 77);
    cr_assert_str_eq(err.message, "there is no action in the network");
    assay_network_free(network);
    assay_network_free(NULL);
}

Test(network, one_actor_one_object_or_no_time_is_no_group)
{
    for (int how = 0; how < 3; how++) {
        world w = world_begin(10, NULL);
        for (uint32_t i = 0; i < 200; i++)
            world_act(&w, "u", how == 0 ? 0 : i, how == 1 ? 0 : i % 7,
                      how == 2 ? ASSAY_TIME_UNKNOWN : (int64_t)i * 3600);
        world_find(&w);
        cr_assert_eq(count_kind(&w, ASSAY_GROUP_SHARED_POOL), 0);
        world_end(&w);
    }
}

static size_t rejected;
static uint64_t rejected_line;
static char rejected_field[16];

static void count_reject(const assay_network_reject *row, void *ctx)
{
    (void)ctx;
    rejected++;
    rejected_line = row->line;
    (void)snprintf(rejected_field, sizeof rejected_field, "%s", row->field);
}

static assay_status read_text(const char *text, assay_network_size *size,
                              assay_error *err)
{
    char path[] = "/tmp/assay-network-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
    assay_network *network = NULL;
    rejected = 0;
    cr_assert_eq(assay_network_new(NULL, &network, NULL), ASSAY_OK);
    assay_status status = assay_network_read(network, path, count_reject, NULL, err);
    *size = assay_network_measure(network);
    assay_network_free(network);
    (void)unlink(path);
    return status;
}

Test(network, rows_that_cannot_be_used_are_told_with_line_and_field)
{
    assay_network_size size;
    assay_error err = {0};
    cr_assert_eq(
        read_text("object,at,more,actor\no,2026-01-01,x,a\no,,x,b\n", &size, &err),
        ASSAY_OK);
    cr_assert(size.actions == 1 && size.actors == 1 && size.objects == 1);
    cr_assert(rejected == 1 && rejected_line == 3);
    cr_assert_str_eq(rejected_field, "at");
    cr_assert_eq(
        read_text("actor,object,at\n,o,1\na,o,yesterday\na,o\na,o,1\n", &size, &err),
        ASSAY_OK);
    cr_assert(size.actions == 1 && rejected == 3 && rejected_line == 4);
    cr_assert_eq(read_text("actor,object,at\na,o,0\na,o,253402300799\n", &size, &err),
                 ASSAY_OK);
    cr_assert(size.actions == 1 && rejected == 1);
}

Test(network, what_else_is_known_of_an_act_is_read_and_checked)
{
    assay_network_size size;
    assay_error err = {0};
    cr_assert_eq(read_text("actor,object,at,followers,language,creator,post,posted_at\n"
                           "a,o,1,10,vi,me,p,0\n"
                           "b,o,2,,,,,\n",
                           &size, &err),
                 ASSAY_OK);
    cr_assert(size.actions == 2 && rejected == 0);
    cr_assert_eq(read_text("followers,actor,object,at\n-1,a,o,1\n", &size, &err),
                 ASSAY_OK);
    cr_assert(size.actions == 0 && rejected == 1 && rejected_line == 2);
    cr_assert_str_eq(rejected_field, "followers");
    cr_assert_eq(read_text("posted_at,actor,object,at\nsoon,a,o,1\n", &size, &err),
                 ASSAY_OK);
    cr_assert(size.actions == 0 && rejected == 1);
    cr_assert_str_eq(rejected_field, "posted_at");
}

Test(network, a_table_without_its_columns_is_refused)
{
    assay_network_size size;
    assay_error err = {0};
    cr_assert_eq(read_text("actor,at\na,1\n", &size, &err), ASSAY_BAD_SYNTAX);
    cr_assert(strstr(err.message, "line 1: the column object is missing") != NULL);
    cr_assert_eq(read_text("actor,object,at,at\n", &size, &err), ASSAY_BAD_SYNTAX);
    cr_assert(strstr(err.message, "stands twice") != NULL);
    cr_assert_eq(read_text("", &size, &err), ASSAY_BAD_SYNTAX);
}

/* ---- rows in memory --------------------------------------------------------------- */

static assay_status read_lines(const char *text, assay_network_size *size)
{
    assay_network *network = NULL;
    cr_assert_eq(assay_network_new(NULL, &network, NULL), ASSAY_OK);
    rejected = 0;
    assay_status status =
        assay_network_read_bytes(network, (assay_str){text, strlen(text)},
                                 ASSAY_ACTIONS_NDJSON, count_reject, NULL, NULL);
    *size = assay_network_measure(network);
    assay_network_free(network);
    return status;
}

Test(network, lines_of_json_are_rows)
{
    assay_network_size size;
    cr_assert_eq(read_lines("{\"actor\":\"a\",\"object\":\"o\",\"at\":\"2026-01-01\"}\r\n"
                            "\n{\"more\":[1],\"at\":1767225600,\"object\":\"o\","
                            "\"actor\":\"\\u0062\"}",
                            &size),
                 ASSAY_OK);
    cr_assert(rejected == 0 && size.actions == 2 && size.actors == 2 &&
              size.objects == 1);
    cr_assert_eq(read_lines("", &size), ASSAY_OK);
    cr_assert_eq(size.actions, 0);
}

Test(network, lines_that_cannot_be_used_are_told_with_line_and_field)
{
    static const struct {
        const char *line, *field;
    } BAD[] = {
        {"{\"actor\":\"a\",\"object\":\"o\"}", "at"},
        {"{\"actor\":\"a\",\"object\":null,\"at\":1}", "object"},
        {"{\"actor\":7,\"object\":\"o\",\"at\":1}", "actor"},
        {"{\"actor\":\"a\",\"actor\":\"b\",\"object\":\"o\",\"at\":1}", "actor"},
        {"{\"actor\":\"a\",\"object\":\"o\",\"at\":\"soon\"}", "at"},
        {"{\"actor\":\"a\",\"object\":\"o\",\"at\":true}", "at"},
        {"{\"actor\":\"a\",\"object\":\"o\",\"at\":1e400}", "at"},
        {"{\"actor\":\"a\",\"object\":\"o\",\"at\":1", ""},
        {"{\"actor\":\"a\",\"object\":\"o\",\"at\":1} x", ""},
        {"[1]", ""},
        {"nonsense", ""},
    };
    char text[256];
    assay_network_size size;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        (void)snprintf(text, sizeof text,
                       "{\"actor\":\"a\",\"object\":\"o\",\"at\":1}\n%s\n", BAD[i].line);
        cr_assert_eq(read_lines(text, &size), ASSAY_OK);
        cr_assert(rejected == 1 && size.actions == 1, "%s", BAD[i].line);
        cr_assert_eq(rejected_line, 2);
        cr_assert_str_eq(rejected_field, BAD[i].field, "%s: %s", BAD[i].line,
                         rejected_field);
    }
}

static int asked;

static bool stop_at_the_third_question(void *ctx)
{
    (void)ctx;
    return ++asked >= 3;
}

Test(network, a_search_that_is_wanted_no_more_is_given_up)
{
    const assay_network_options options = {.stop = stop_at_the_third_question};
    assay_network *network = NULL;
    const assay_group *groups = NULL;
    size_t n = 0;
    cr_assert_eq(assay_network_new(&options, &network, NULL), ASSAY_OK);
    for (int i = 0; i < 2000; i++) {
        char actor[16], object[16];
        int actor_len = snprintf(actor, sizeof actor, "a%d", i % 71);
        int object_len = snprintf(object, sizeof object, "o%d", i % 13);
        assay_action action = assay_action_unknown();
        action.actor = (assay_str){actor, (size_t)actor_len};
        action.object = (assay_str){object, (size_t)object_len};
        action.at = WORLD_START + (int64_t)i * 3600;
        cr_assert_eq(assay_network_add(network, &action, NULL), ASSAY_OK);
    }
    asked = 0;
    cr_assert_eq(assay_network_find(network, &groups, &n, NULL), ASSAY_END);
    cr_assert(groups == NULL && asked == 3);
    assay_network_free(network);
}
