/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assay/contacts.h>
#include <assay/profiles.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CONTACTS = 40, ROOM = 256 };

static assay_member members[CONTACTS];
static char ids[CONTACTS + 8][8];
static double out[ROOM];
static assay_arena *arena;

static void open_contacts(void)
{
    assay_account account = assay_account_unknown();
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        (void)snprintf(ids[i], sizeof *ids, "%zu", i);
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < CONTACTS; i++) {
        members[i] = assay_member_of_account(&account);
        members[i].private_ = i % 4 == 0 ? ASSAY_YES : ASSAY_NO;
        if (i % 4 != 0)
            members[i].followers = (double)(i % 2 * i);
    }
}

static void close_contacts(void)
{
    assay_arena_free(arena);
}

TestSuite(contacts, .init = open_contacts, .fini = close_contacts);

static double told(const char *name)
{
    for (size_t i = 0; i < assay_contacts_count(); i++)
        if (strcmp(assay_contacts_name(i), name) == 0)
            return out[i];
    cr_assert_fail("%s is no statistic", name);
    return 0;
}

/* An account with the first n members. */
static assay_account account_of(size_t n)
{
    assay_account account = assay_account_unknown();
    account.platform = (assay_str){"vk", 2};
    account.audience = members;
    account.n_audience = n;
    return account;
}

static void compute_met(size_t n, const assay_contacts_met *met)
{
    assay_account account = account_of(n);
    cr_assert_leq(assay_contacts_count(), ROOM);
    cr_assert_eq(assay_contacts_compute(&account, met, out, arena, NULL), ASSAY_OK);
}

static void compute(size_t n)
{
    compute_met(n, NULL);
}

/* Members get the ids from `first` on. */
static void name_members(size_t first, size_t n)
{
    for (size_t i = 0; i < n; i++)
        members[i].id = (assay_str){ids[first + i], strlen(ids[first + i])};
}

/* So many accounts that have the contacts of the ids from `first` on. */
static void meet(assay_contacts_met *met, size_t accounts, size_t first, size_t n)
{
    name_members(first, n);
    assay_account account = account_of(n);
    for (size_t i = 0; i < accounts; i++)
        cr_assert_eq(assay_contacts_met_add(met, &account, NULL), ASSAY_OK);
}

Test(contacts, what_is_hidden_is_missing_and_told)
{
    compute(CONTACTS);
    cr_assert_float_eq(told("followers.known"), 0.75, 1e-12);
    cr_assert_float_eq(told("private.yes"), 0.25, 1e-12);
    cr_assert_float_eq(told("followers.zero"), 1.0 / 3, 1e-12);
    cr_assert_eq(told("posts.known"), 0);
    cr_assert(isnan(told("posts.q50")) && isnan(told("posts.zero")));
    cr_assert(isnan(told("bio.yes")));
}

Test(contacts, order_of_rows_does_not_matter)
{
    double straight[ROOM];
    compute(CONTACTS);
    memcpy(straight, out, sizeof out);
    for (size_t i = 0; i < CONTACTS / 2; i++) {
        assay_member kept = members[i];
        members[i] = members[CONTACTS - 1 - i];
        members[CONTACTS - 1 - i] = kept;
    }
    compute(CONTACTS);
    cr_assert_eq(memcmp(straight, out, assay_contacts_count() * sizeof *out), 0);
}

Test(contacts, too_few_are_counted_and_not_described)
{
    compute(0);
    cr_assert_eq(told("contacts"), 0);
    cr_assert(isnan(told("followers.known")));
    compute(2);
    cr_assert_float_eq(told("contacts"), log(3), 1e-12);
    cr_assert(isnan(told("followers.mean")));
}

Test(contacts, a_contact_is_met_at_the_other_accounts_that_have_it)
{
    assay_contacts_met *met = NULL;
    cr_assert_eq(assay_contacts_met_new(&met, NULL), ASSAY_OK);
    meet(met, 1, 0, 10);  /* the one that is asked for */
    meet(met, 2, 0, 5);   /* half of its contacts at two others */
    meet(met, 3, 0, 1);   /* one of them at five */
    meet(met, 15, 10, 3); /* strangers */
    assay_contacts_met_finish(met);
    name_members(0, 10);
    compute_met(10, met);
    cr_assert_float_eq(told("met.2"), 0, 1e-12, "five of ten");
    cr_assert_float_eq(told("met.5"), log(1.5 / 9.5), 1e-12, "one of ten");
    cr_assert_float_eq(told("met.20"), log(0.5 / 10.5), 1e-12, "none of ten");
    assay_contacts_met_free(met);
}

Test(contacts, an_id_counts_once_and_none_is_unknown)
{
    assay_contacts_met *met = NULL;
    cr_assert_eq(assay_contacts_met_new(&met, NULL), ASSAY_OK);
    name_members(0, 4);
    members[3].id = members[2].id;
    members[4].id = (assay_str){NULL, 0};
    assay_account account = account_of(5);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(assay_contacts_met_add(met, &account, NULL), ASSAY_OK);
    meet(met, 2, 0, 1);
    assay_contacts_met_finish(met);
    name_members(0, 4);
    members[3].id = members[2].id;
    members[4].id = (assay_str){NULL, 0};
    compute_met(5, met);
    cr_assert_float_eq(told("met.2"), log(3.5 / 0.5), 1e-12, "three of three");
    cr_assert(isnan(told("met.5")), "five accounts are too few to have five others");
    compute_met(2, met);
    cr_assert(isnan(told("met.2")), "two contacts are too few for a share");
    compute(5);
    cr_assert(isnan(told("met.2")), "nobody else was looked at");
    assay_contacts_met_free(met);
}

Test(contacts, the_same_id_on_another_platform_is_somebody_else)
{
    assay_contacts_met *met = NULL;
    cr_assert_eq(assay_contacts_met_new(&met, NULL), ASSAY_OK);
    meet(met, 3, 0, 10);
    assay_contacts_met_finish(met);
    assay_account account = account_of(10);
    account.platform = (assay_str){"x", 1};
    cr_assert_eq(assay_contacts_compute(&account, met, out, arena, NULL), ASSAY_OK);
    cr_assert_float_eq(told("met.2"), log(0.5 / 10.5), 1e-12);
    assay_contacts_met_free(met);
}

Test(contacts, names_are_all_different)
{
    for (size_t i = 0; i < assay_contacts_count(); i++)
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(assay_contacts_name(i), assay_contacts_name(k));
    cr_assert_null(assay_contacts_name(assay_contacts_count()));
}
