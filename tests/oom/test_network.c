/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network gathered, searched and asked, with every allocation failing in turn: what was
 * to be filled in is untouched, nothing leaks, and the next search finds all there is. */
#include <assay/network.h>

#include "failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUSTOMERS = 5, CREATORS = 7, POOL = 13, COMMENTS = 44, DAY = 86400 };

static const int64_t START = INT64_C(1767225600); /* 2026-01-01 */

/* The comments of creator `i`: a pool's on five of them and everybody else's, over months;
 * and creators' own, within the hour of a post. */
static assay_status add_creator(assay_network *network, size_t i)
{
    static char names[COMMENTS + CREATORS][32];
    assay_comment comments[COMMENTS + 3 * CREATORS];
    assay_post posts[3];
    char handle[32];
    size_t n = 0;
    (void)snprintf(handle, sizeof handle, "creator%zu", i);
    for (size_t p = 0; p < 3; p++) {
        posts[p] = (assay_post){.id = {&"p0\0p1\0p2"[3 * p], 2}};
        posts[p].at = START + (int64_t)(p * 20 + i) * DAY;
    }
    for (size_t k = 0; k < COMMENTS + CREATORS; k++) {
        bool pool = i < CUSTOMERS && k < POOL, creator = k >= COMMENTS;
        size_t who = pool ? k : creator ? k - COMMENTS : 100 * (i + 1) + k;
        if (creator && (who == i || who > 5 || i > 5))
            continue;
        (void)snprintf(names[k], sizeof names[k], "%s%zu", creator ? "creator" : "u",
                       who);
        for (size_t p = 0; p < (creator ? 3U : 1U) && n < COMMENTS + 3 * CREATORS; p++) {
            comments[n] = (assay_comment){.author = {names[k], strlen(names[k])},
                                          .text = {"so good", 7},
                                          .post = posts[(k + p) % 3].id,
                                          .reply_to = {NULL, 0},
                                          .likes = ASSAY_NUMBER_UNKNOWN};
            comments[n].author_followers = pool ? 3 : 400 + (double)k;
            comments[n++].at = creator ? posts[(k + p) % 3].at + 60 * (int64_t)(k + 1)
                                       : START + (int64_t)((37 * k + 53 * i) % 150) * DAY;
        }
    }
    assay_account account = assay_account_unknown();
    account.platform = (assay_str){"x", 1};
    account.handle = (assay_str){handle, strlen(handle)};
    account.creator = account.handle;
    account.language = (assay_str){i % 2 == 0 ? "vi" : "en", 2};
    account.posts = posts;
    account.n_posts = 3;
    account.comments = comments;
    account.n_comments = n;
    return assay_network_add_account(network, &account, NULL, NULL);
}

/* @param members  [1] of all groups */
static assay_status ask(assay_network *network, size_t *members)
{
    const assay_group *groups = NULL;
    const assay_networked *accounts = NULL;
    size_t n = 77, m = 77;
    assay_status status = assay_network_find(network, &groups, &n, NULL);
    if (status != ASSAY_OK && (groups != NULL || n != 77))
        exit(3);
    if (status == ASSAY_OK) {
        status = assay_network_accounts(network, &accounts, &m, NULL);
        if (status != ASSAY_OK && (accounts != NULL || m != 77))
            exit(3);
    }
    for (size_t i = 0; status == ASSAY_OK && i < n; i++)
        *members += groups[i].n_members;
    return status;
}

static size_t expected; /* members, when nothing fails */

static assay_status search(void)
{
    assay_network_options options = {.bin_seconds = 300 * DAY,
                                     .lockstep_seconds = -1,
                                     .shuffles = 3,
                                     .most_groups = 1,
                                     .alpha = 0.1};
    assay_network *network = NULL;
    size_t members = 0;
    assay_status status = assay_network_new(&options, &network, NULL);
    if (status != ASSAY_OK && network != NULL)
        exit(3);
    for (size_t i = 0; status == ASSAY_OK && i < CREATORS; i++)
        status = add_creator(network, i);
    if (status == ASSAY_OK) {
        size_t again = 0;
        status = ask(network, &members);
        if (status != ASSAY_OK && (ask(network, &again) != ASSAY_OK || again != expected))
            exit(4);
    }
    if (status == ASSAY_OK && members != expected && expected > 0)
        exit(4);
    expected = status == ASSAY_OK ? members : expected;
    assay_network_free(network);
    return status;
}

int main(void)
{
    if (search() != ASSAY_OK || expected < POOL)
        return 2;
    return failing_each("network", search) ? EXIT_SUCCESS : EXIT_FAILURE;
}
