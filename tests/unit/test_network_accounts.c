/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the groups of a network say of each account: shares, neighbours, and what is said
 * of one that is in none; and the circles of a few accounts that no dense block shows. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <assay/network.h>

#include "network_world.h"

enum { OWN = 60, MOST = 3 * OWN };

/* A creator with comments by `n` people of a circle, from number `first` of it on, and by
 * sixty others; each on one of the 180 days. */
typedef struct creator {
    const char *handle, *language, *circle;
    size_t n;
    double followers, of_others; /* of authors */
    bool one_day;                /* the circle's comments */
} creator;

static void add_creator(assay_network *network, assay__random *random, const creator *c)
{
    assay_comment comments[MOST];
    char names[MOST][32];
    assay_account account = assay_account_unknown();
    cr_assert_leq(c->n + OWN, MOST);
    for (size_t i = 0; i < c->n + OWN; i++) {
        bool shared = i < c->n;
        int64_t day = (int64_t)assay__random_below(random, WORLD_DAYS);
        double others = c->of_others * exp(assay__random_uniform(random) - 0.5);
        (void)snprintf(names[i], sizeof names[i], "%s-%u", shared ? c->circle : c->handle,
                       (unsigned)i);
        comments[i] = (assay_comment){
            .author = {names[i], strlen(names[i])},
            .text = {"yes", 3},
            .likes = ASSAY_NUMBER_UNKNOWN,
            .author_followers =
                shared ? c->followers * exp(assay__random_uniform(random) - 0.5) : others,
            .at = WORLD_START + (shared && c->one_day ? 40 : day) * WORLD_DAY};
    }
    account.platform = (assay_str){"x", 1};
    account.handle = (assay_str){c->handle, strlen(c->handle)};
    account.language = (assay_str){c->language, strlen(c->language)};
    account.comments = comments;
    account.n_comments = c->n + OWN;
    cr_assert_eq(assay_network_add_account(network, &account, NULL, NULL), ASSAY_OK);
}

typedef struct asked {
    assay_network *network;
    const assay_group *groups;
    const assay_networked *accounts;
    size_t n_groups, n;
} asked;

/* A roster of `n` creators and of ten others that share nobody. */
static asked ask(const creator creators[], size_t n)
{
    static const char *const OTHERS[] = {"oa", "ob", "oc", "od", "oe",
                                         "of", "og", "oh", "oi", "oj"};
    assay_network_options options = {.shuffles = 3, .lockstep_seconds = -1};
    assay__random random = {7, 0};
    asked a = {0};
    cr_assert_eq(assay_network_new(&options, &a.network, NULL), ASSAY_OK);
    for (size_t i = 0; i < n; i++)
        add_creator(a.network, &random, &creators[i]);
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        add_creator(a.network, &random,
                    &(creator){OTHERS[i], "vi", "", 0, 1, 300, false});
    cr_assert_eq(assay_network_find(a.network, &a.groups, &a.n_groups, NULL), ASSAY_OK);
    cr_assert_eq(assay_network_accounts(a.network, &a.accounts, &a.n, NULL), ASSAY_OK);
    return a;
}

static const assay_networked *account_of(const asked *a, const char *name)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->accounts[i].name.len == strlen(name) &&
            memcmp(a->accounts[i].name.ptr, name, strlen(name)) == 0)
            return &a->accounts[i];
    return NULL;
}

static const creator FIVE[] = {{"ca", "vi", "bot", 30, 200, 300, false},
                               {"cb", "vi", "bot", 30, 200, 300, false},
                               {"cc", "vi", "bot", 30, 200, 300, false},
                               {"cd", "vi", "bot", 30, 200, 300, false},
                               {"ce", "vi", "bot", 30, 200, 300, false}};

Test(network_accounts, a_pool_of_five_customers_is_told_of_each)
{
    asked a = ask(FIVE, 5);
    cr_assert_eq(a.n, 15);
    cr_assert_eq(a.n_groups, 1);
    const assay_networked *one = account_of(&a, "x/cb");
    cr_assert_not_null(one);
    cr_assert_eq(one->engagers, 30 + OWN);
    cr_assert_eq(one->n_pools, 1);
    const assay_shared_pool *pool = &one->pools[0];
    cr_assert_str_eq(pool->kind, "shared_pool");
    cr_assert_eq(pool->group, 1);
    cr_assert_eq(pool->members, 30);
    cr_assert_float_eq(pool->share, 30.0 / (30 + OWN), 1e-12);
    cr_assert_eq(pool->n_with, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_str_neq(pool->with[i].ptr, "x/cb");
        cr_assert_eq(pool->people[i], 30);
    }
    cr_assert(pool->from >= WORLD_START && pool->from < pool->to);
    cr_assert_gt(pool->denser, 0);
    cr_assert_geq(pool->windows, 3);
    cr_assert_leq(pool->p_value, 0.01);
    cr_assert(isnan(pool->overlap));
    assay_network_free(a.network);
}

Test(network_accounts, who_shares_nobody_is_in_no_pool)
{
    asked a = ask(FIVE, 5);
    const assay_networked *other = account_of(&a, "x/oc");
    cr_assert_not_null(other);
    cr_assert_eq(other->engagers, OWN);
    cr_assert_eq(other->n_pools, 0);
    for (size_t i = 1; i < a.n; i++)
        cr_assert(memcmp(a.accounts[i - 1].name.ptr, a.accounts[i].name.ptr, 4) < 0);
    assay_network_free(a.network);
}

Test(network_accounts, findings_add_up_what_the_pools_say)
{
    asked a = ask(FIVE, 5);
    assay_roster roster = {.network = a.accounts, .n_network = a.n};
    assay_account account = assay_account_unknown();
    assay_network_findings found;
    account.platform = (assay_str){"x", 1};
    account.handle = (assay_str){"ca", 2};
    cr_assert_eq(assay_network_analyse(&account, NULL, &roster, NULL, &found, NULL),
                 ASSAY_OK);
    cr_assert_eq(found.state, ASSAY_STATE_OK);
    cr_assert_float_eq(found.shared, 30.0 / (30 + OWN), 1e-12);
    cr_assert_gt(found.denser, 0);
    cr_assert_eq(found.pod, 0);
    cr_assert_eq(found.copies, 0);
    account.handle = (assay_str){"oa", 2};
    cr_assert_eq(assay_network_analyse(&account, NULL, &roster, NULL, &found, NULL),
                 ASSAY_OK);
    cr_assert_eq(found.shared, 0);
    account.handle = (assay_str){"nobody", 6};
    cr_assert_eq(assay_network_analyse(&account, NULL, &roster, NULL, &found, NULL),
                 ASSAY_OK);
    cr_assert(isnan(found.shared));
    assay_network_free(a.network);
}

/* The kind of the one group of three creators. */
static assay_group_kind kind_of_three(const char *language, double followers,
                                      bool one_day)
{
    creator three[] = {{"ca", "vi", "them", 25, followers, 300, one_day},
                       {"cb", "vi", "them", 25, followers, 300, one_day},
                       {"cc", language, "them", 25, followers, 300, one_day}};
    asked a = ask(three, 3);
    cr_assert_eq(a.n_groups, 1);
    cr_assert_eq(a.groups[0].n_actors, 25);
    assay_group_kind kind = a.groups[0].kind;
    assay_network_free(a.network);
    return kind;
}

Test(network_accounts, the_same_people_on_three_accounts_are_fans)
{
    cr_assert_eq(kind_of_three("vi", 300, false), ASSAY_GROUP_FANS);
}

Test(network_accounts, unless_they_go_where_another_language_is_spoken)
{
    cr_assert_eq(kind_of_three("en", 300, false), ASSAY_GROUP_SHARED_POOL);
}

Test(network_accounts, or_have_far_fewer_followers_than_others_there)
{
    cr_assert_eq(kind_of_three("vi", 60, false), ASSAY_GROUP_SHARED_POOL);
    cr_assert_eq(kind_of_three("vi", 200, false), ASSAY_GROUP_FANS);
}

Test(network_accounts, those_of_one_day_are_a_promotion_whoever_they_are)
{
    cr_assert_eq(kind_of_three("en", 60, true), ASSAY_GROUP_COORDINATED_PROMOTION);
}

Test(network_accounts, neither_order_nor_twice_the_same_matters)
{
    creator back[5];
    for (size_t i = 0; i < 5; i++)
        back[i] = FIVE[4 - i];
    asked a = ask(FIVE, 5), b = ask(back, 5);
    cr_assert_eq(a.n, b.n);
    for (size_t i = 0; i < a.n; i++) {
        cr_assert_eq(a.accounts[i].n_pools, b.accounts[i].n_pools);
        cr_assert_eq(a.accounts[i].engagers, b.accounts[i].engagers);
    }
    cr_assert_eq(assay_network_accounts(a.network, &b.accounts, &b.n, NULL), ASSAY_OK);
    cr_assert_eq(b.n, a.n);
    assay_network_free(a.network);
    assay_network_free(b.network);
}

Test(network_accounts, one_actor_on_one_object_at_one_time_is_nobody)
{
    asked a = {0};
    cr_assert_eq(assay_network_new(NULL, &a.network, NULL), ASSAY_OK);
    assay_action action = assay_action_unknown();
    action.actor = (assay_str){"u", 1};
    action.object = (assay_str){"c", 1};
    action.at = WORLD_START;
    for (int i = 0; i < 100; i++)
        cr_assert_eq(assay_network_add(a.network, &action, NULL), ASSAY_OK);
    cr_assert_eq(assay_network_find(a.network, &a.groups, &a.n_groups, NULL), ASSAY_OK);
    cr_assert_eq(a.n_groups, 0);
    cr_assert_eq(assay_network_accounts(a.network, &a.accounts, &a.n, NULL), ASSAY_OK);
    cr_assert_eq(a.n, 1);
    cr_assert_eq(a.accounts[0].engagers, 1);
    cr_assert_eq(a.accounts[0].n_pools, 0);
    assay_network_free(a.network);
}

Test(network_accounts, a_thousand_people_on_one_object_at_one_time_are_nobody)
{
    world w = world_begin(3, NULL);
    for (uint32_t i = 0; i < 1000; i++)
        world_act(&w, "u", i, 0, 0);
    world_find(&w);
    cr_assert_eq(w.n_groups, 0);
    world_end(&w);
}

/* ---- who is known by two names ---------------------------------------------------- */

/* A row of an audience for each of a circle's people, who comment by their user names.
 * @param ids  how many different ids each name is told with */
static void add_profiles(assay_network *network, size_t n, size_t ids, double suspicious)
{
    assay_member members[MOST] = {0};
    double known[MOST];
    char id[MOST][32], name[MOST][32];
    assay_account account = assay_account_unknown();
    for (size_t i = 0; i < n * ids; i++) {
        (void)snprintf(id[i], sizeof id[i], "%zu", 7000 + i);
        (void)snprintf(name[i], sizeof name[i], "them-%zu", i / ids);
        members[i].id = (assay_str){id[i], strlen(id[i])};
        members[i].username = (assay_str){name[i], strlen(name[i])};
        members[i].followed_at = ASSAY_TIME_UNKNOWN;
        known[i] = suspicious;
    }
    account.platform = (assay_str){"x", 1};
    account.handle = (assay_str){"elsewhere", 9};
    account.audience = members;
    account.n_audience = n * ids;
    cr_assert_eq(assay_network_add_account(network, &account, known, NULL), ASSAY_OK);
}

/* The kind of a circle of three creators whose people another's audience tells of. */
static assay_group_kind kind_by_profiles(size_t ids, double suspicious, bool before)
{
    assay_network_options options = {.shuffles = 3, .lockstep_seconds = -1};
    assay__random random = {7, 0};
    assay_network *network = NULL;
    const assay_group *groups = NULL;
    static const char *const HANDLES[] = {"ca", "cb", "cc"};
    size_t n = 0;
    cr_assert_eq(assay_network_new(&options, &network, NULL), ASSAY_OK);
    if (before)
        add_profiles(network, 25, ids, suspicious);
    for (size_t i = 0; i < 3; i++)
        add_creator(network, &random,
                    &(creator){HANDLES[i], "vi", "them", 25, 300, 300, false});
    for (size_t i = 0; i < 10; i++) {
        char handle[] = {'o', (char)('a' + i), '\0'};
        add_creator(network, &random, &(creator){handle, "vi", "", 0, 1, 300, false});
    }
    if (!before)
        add_profiles(network, 25, ids, suspicious);
    cr_assert_eq(assay_network_find(network, &groups, &n, NULL), ASSAY_OK);
    cr_assert_eq(n, 1);
    assay_group_kind kind = groups[0].kind;
    assay_network_free(network);
    return kind;
}

Test(network_accounts, what_is_known_by_an_id_is_known_by_the_user_name)
{
    for (int before = 0; before < 2; before++) {
        cr_expect_eq(kind_by_profiles(1, 0.9, before != 0), ASSAY_GROUP_SHARED_POOL);
        cr_expect_eq(kind_by_profiles(1, 0.3, before != 0), ASSAY_GROUP_FANS);
        cr_expect_eq(kind_by_profiles(2, 0.9, before != 0), ASSAY_GROUP_FANS,
                     "a name of several people is nobody's");
    }
}

/* ---- acts on others' accounts ----------------------------------------------------- */

Test(network_accounts, acts_on_accounts_outside_the_roster_are_counted_in_any_order)
{
    for (int before = 0; before < 2; before++) {
        assay_network *network = NULL;
        assay__random random = {7, 0};
        assay_action action = assay_action_unknown();
        static const char *const ON[] = {"x/ca", "x/who", "x/who", "y/ca"};
        cr_assert_eq(assay_network_new(NULL, &network, NULL), ASSAY_OK);
        if (!before)
            add_creator(network, &random, &FIVE[0]);
        for (size_t i = 0; i < 4; i++) {
            action.actor = (assay_str){"x/a", 3};
            action.object = (assay_str){ON[i], strlen(ON[i])};
            cr_assert_eq(assay_network_add(network, &action, NULL), ASSAY_OK);
        }
        if (before)
            add_creator(network, &random, &FIVE[0]);
        cr_expect_eq(assay_network_outside(network), 3);
        assay_network_free(network);
    }
}
