/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assay/contacts.h>
#include <assay/profiles.h>

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { CONTACTS = 40, ROOM = 256 };

static assay_member members[CONTACTS];
static double out[ROOM];
static assay_arena *arena;

static void open_contacts(void)
{
    assay_account account = assay_account_unknown();
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

static void compute(size_t n)
{
    cr_assert_leq(assay_contacts_count(), ROOM);
    cr_assert_eq(assay_contacts_compute(members, n, out, arena, NULL), ASSAY_OK);
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

Test(contacts, names_are_all_different)
{
    for (size_t i = 0; i < assay_contacts_count(); i++)
        for (size_t k = 0; k < i; k++)
            cr_assert_str_neq(assay_contacts_name(i), assay_contacts_name(k));
    cr_assert_null(assay_contacts_name(assay_contacts_count()));
}
