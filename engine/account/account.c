/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain questions to a record whose rows are in canonical order. */
#include <assay/account.h>

#include <math.h>

assay_account assay_account_unknown(void)
{
    return (assay_account){
        .created_at = ASSAY_TIME_UNKNOWN,
        .followers = ASSAY_NUMBER_UNKNOWN,
        .following = ASSAY_NUMBER_UNKNOWN,
        .posts_count = ASSAY_NUMBER_UNKNOWN,
        .username_length = ASSAY_NUMBER_UNKNOWN,
        .username_digits = ASSAY_NUMBER_UNKNOWN,
        .bio_length = ASSAY_NUMBER_UNKNOWN,
        .fee = ASSAY_NUMBER_UNKNOWN,
    };
}

/* ASSAY_TIME_UNKNOWN is the smallest int64, so the newest of both needs no question. */
static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t assay_account_as_of(const assay_account *account)
{
    int64_t newest = ASSAY_TIME_UNKNOWN;
    if (account->n_growth > 0)
        newest = account->growth[account->n_growth - 1].at;
    for (size_t i = 0; i < account->n_posts; i++)
        newest = later(newest, later(account->posts[i].at, account->posts[i].seen_at));
    for (size_t i = 0; i < account->n_comments; i++)
        newest = later(newest, account->comments[i].at);
    for (size_t i = 0; i < account->n_livestreams; i++)
        newest = later(newest, account->livestreams[i].at);
    for (size_t i = 0; i < account->n_sales; i++)
        newest = later(newest, account->sales[i].at);
    return newest;
}

double assay_account_followers(const assay_account *account)
{
    if (account->n_growth > 0)
        return account->growth[account->n_growth - 1].followers;
    return account->followers;
}

/* Index of the first reading after `at`, or n. */
static size_t first_after(const assay_reading growth[], size_t n, int64_t at)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (growth[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double assay_account_followers_at(const assay_account *account, int64_t at)
{
    if (account->n_growth == 0)
        return account->followers;
    if (at == ASSAY_TIME_UNKNOWN)
        return assay_account_followers(account);
    size_t next = first_after(account->growth, account->n_growth, at);
    if (next == 0)
        return account->growth[0].followers;
    const assay_reading *before = &account->growth[next - 1];
    if (next == account->n_growth)
        return before->followers;
    const assay_reading *after = &account->growth[next];
    double share = (double)(at - before->at) / (double)(after->at - before->at);
    return before->followers + share * (after->followers - before->followers);
}
