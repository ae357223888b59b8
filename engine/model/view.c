/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account with less of its data, so that a model has seen thin input before it is
 * asked about it. Rows are shared, never copied, but for the sampled comments. */
#include "model/sample.h"

#include "base/str.h"

static bool among(const assay_post posts[], size_t n, assay_str id)
{
    for (size_t i = 0; i < n; i++)
        if (assay__str_equal(posts[i].id, id))
            return true;
    return false;
}

/* Every k-th comment under the posts that are left, so that all of them are drawn on. */
static assay_status thin_comments(const assay_account *account, assay_arena *arena,
                                  assay_account *out, assay_error *err)
{
    assay_comment *left = assay_arena_array(arena, account->n_comments + 1, sizeof *left);
    if (left == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a thinned account");
    size_t n = 0;
    for (size_t i = 0; i < account->n_comments; i++)
        if (among(out->posts, out->n_posts, account->comments[i].post))
            left[n++] = account->comments[i];
    size_t wanted = n < ASSAY__THIN_COMMENTS ? n : (size_t)ASSAY__THIN_COMMENTS;
    for (size_t i = 0; i < wanted; i++)
        left[i] = left[i * n / wanted];
    out->comments = left;
    out->n_comments = wanted;
    return ASSAY_OK;
}

static void drop_growth(assay_account *account)
{
    double followers = assay_account_followers(account);
    if (account->n_growth > 0)
        account->followers = followers;
    account->n_growth = 0;
}

assay_status assay__account_seen(const assay_account *account, assay__view_kind kind,
                                 assay_arena *arena, assay_account *out, assay_error *err)
{
    assay_account seen = *account;
    seen.n_explanations = 0; /* a claim is weighed on what a model makes of the rest */
    switch (kind) {
    case ASSAY__VIEW_WHOLE:
    case ASSAY__VIEW_COUNT:
        break;
    case ASSAY__VIEW_THIN:
        drop_growth(&seen);
        if (seen.n_posts > ASSAY__THIN_POSTS) {
            seen.posts += seen.n_posts - ASSAY__THIN_POSTS;
            seen.n_posts = ASSAY__THIN_POSTS;
        }
        ASSAY__TRY(thin_comments(account, arena, &seen, err));
        break;
    case ASSAY__VIEW_CURVE:
        seen.n_posts = 0;
        seen.n_comments = 0;
        break;
    case ASSAY__VIEW_POSTS:
        seen.n_comments = 0;
        break;
    }
    *out = seen;
    return ASSAY_OK;
}
