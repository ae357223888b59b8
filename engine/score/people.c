/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was seen of an account, by hash. People of different platforms never hash alike but
 * by chance, so nobody is taken for somebody else's namesake. */
#include <assay/proposal.h>

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/str.h"
#include "score/target.h"

/* Who is likelier made to order than not is no audience. */
static const double INAUTHENTIC = 0.5;

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t sort_distinct(uint64_t people[], size_t n)
{
    size_t kept = 0;
    qsort(people, n, sizeof *people, compare_hashes);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || people[kept - 1] != people[i])
            people[kept++] = people[i];
    return kept;
}

static size_t list_members(const assay_verdict *verdict, uint64_t people[])
{
    const assay_account *account = verdict->account;
    const assay_member_check *checks = verdict->findings->audience.checks;
    uint64_t platform = assay__hash(account->platform, 0);
    size_t n = 0;
    for (size_t i = 0; i < account->n_audience; i++) {
        const assay_member *member = &account->audience[i];
        assay_str name = member->id.len > 0 ? member->id : member->username;
        bool doubtful = checks != NULL && checks[i].suspicious >= INAUTHENTIC;
        bool elsewhere = verdict->target_fit != NULL &&
                         assay__target_excludes(&verdict->target_fit->target, member);
        if (name.len > 0 && !doubtful && !elsewhere)
            people[n++] = assay__hash(name, platform);
    }
    return n;
}

static size_t list_commenters(const assay_verdict *verdict, uint64_t people[])
{
    const assay_account *account = verdict->account;
    const assay_comment_check *checks = verdict->findings->comments.checks;
    uint64_t platform = assay__hash(account->platform, 0);
    size_t n = 0;
    for (size_t i = 0; checks != NULL && i < account->n_comments; i++)
        if (account->comments[i].author.len > 0 && checks[i].inauthentic < INAUTHENTIC)
            people[n++] = assay__hash(account->comments[i].author, platform);
    return n;
}

assay_status assay_people_seen(const assay_verdict *verdict, assay_people_kind kind,
                               assay_arena *arena, uint64_t **people, size_t *n,
                               assay_error *err)
{
    const assay_account *account = verdict->account;
    bool members = kind == ASSAY_PEOPLE_AUDIENCE;
    size_t room = members ? account->n_audience : account->n_comments;
    uint64_t *seen = assay_arena_array(arena, room + 1, sizeof *seen);
    if (seen == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the people seen");
    size_t found = members ? list_members(verdict, seen) : list_commenters(verdict, seen);
    *n = sort_distinct(seen, found);
    *people = seen;
    return ASSAY_OK;
}
