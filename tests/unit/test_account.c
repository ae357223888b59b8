/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/account.h>

#include <math.h>

Test(account, of_the_unknown_nothing_is_known)
{
    assay_account account = assay_account_unknown();
    cr_assert(isnan(assay_account_followers(&account)));
    cr_assert(isnan(assay_account_followers_at(&account, 0)));
    cr_assert_eq(assay_account_as_of(&account), ASSAY_TIME_UNKNOWN);
    cr_assert_null(account.platform.ptr);
    cr_assert(isnan(account.fee));
    cr_assert_eq(account.verified, ASSAY_UNKNOWN);
}

Test(account, followers_come_from_readings_before_the_profile)
{
    assay_reading growth[] = {{.at = 100, .followers = 10}, {.at = 200, .followers = 30}};
    assay_account account = assay_account_unknown();
    account.followers = 99;
    cr_assert_eq(assay_account_followers(&account), 99);
    cr_assert_eq(assay_account_followers_at(&account, 150), 99);
    account.growth = growth;
    account.n_growth = 2;
    cr_assert_eq(assay_account_followers(&account), 30);
    cr_assert_eq(assay_account_followers_at(&account, 0), 10);
    cr_assert_eq(assay_account_followers_at(&account, 100), 10);
    cr_assert_eq(assay_account_followers_at(&account, 150), 20);
    cr_assert_eq(assay_account_followers_at(&account, 200), 30);
    cr_assert_eq(assay_account_followers_at(&account, 999), 30);
    cr_assert_eq(assay_account_followers_at(&account, ASSAY_TIME_UNKNOWN), 30);
}

Test(account, as_of_is_the_newest_of_all_tables)
{
    assay_reading growth[] = {{.at = 100, .followers = 10}};
    assay_post posts[] = {{.at = 50, .seen_at = 300}};
    assay_comment comments[] = {{.at = 250}, {.at = ASSAY_TIME_UNKNOWN}};
    assay_account account = assay_account_unknown();
    account.growth = growth;
    account.n_growth = 1;
    cr_assert_eq(assay_account_as_of(&account), 100);
    account.comments = comments;
    account.n_comments = 2;
    cr_assert_eq(assay_account_as_of(&account), 250);
    account.posts = posts;
    account.n_posts = 1;
    cr_assert_eq(assay_account_as_of(&account), 300);
}
