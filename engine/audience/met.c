/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every account adds the hashes of its contacts, each once; sorted, a contact's row is as
 * long as the number of accounts that have it. 64 bits keep 10^8 contacts apart but for
 * three in ten thousand, which a share does not feel. */
#include "audience/met.h"

#include <stdlib.h>

#include "base/hash.h"

struct assay_contacts_met {
    uint64_t *id; /* [n] ascending once finished */
    size_t n, room, accounts;
};

assay_status assay_contacts_met_new(assay_contacts_met **out, assay_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out != NULL ? ASSAY_OK
                        : assay_fail(err, ASSAY_NO_MEMORY, "no memory for contacts");
}

void assay_contacts_met_free(assay_contacts_met *met)
{
    if (met == NULL)
        return;
    free(met->id);
    free(met);
}

static int compare_ids(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void sort_ids(uint64_t id[], size_t n)
{
    if (n > 1)
        qsort(id, n, sizeof *id, compare_ids);
}

size_t assay__contact_ids(const assay_account *account, uint64_t id[])
{
    uint64_t platform = assay__hash(account->platform, 0);
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < account->n_audience; i++)
        if (account->audience[i].id.len > 0)
            id[n++] = assay__hash(account->audience[i].id, platform);
    sort_ids(id, n);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || id[kept - 1] != id[i])
            id[kept++] = id[i];
    return kept;
}

static bool make_room(assay_contacts_met *met, size_t more)
{
    if (more <= met->room - met->n)
        return true;
    size_t room = met->n + more + met->room / 2;
    uint64_t *id = realloc(met->id, room * sizeof *id);
    if (id == NULL)
        return false;
    met->id = id;
    met->room = room;
    return true;
}

assay_status assay_contacts_met_add(assay_contacts_met *met, const assay_account *account,
                                    assay_error *err)
{
    if (!make_room(met, account->n_audience))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for contacts");
    met->accounts++;
    if (account->n_audience > 0)
        met->n += assay__contact_ids(account, met->id + met->n);
    return ASSAY_OK;
}

void assay_contacts_met_finish(assay_contacts_met *met)
{
    sort_ids(met->id, met->n);
}

/* How many ids lie below a bound. */
static size_t below(const assay_contacts_met *met, uint64_t id, bool or_equal)
{
    size_t low = 0, high = met->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (met->id[middle] < id || (or_equal && met->id[middle] == id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t assay__contact_met_at(const assay_contacts_met *met, uint64_t id)
{
    return below(met, id, true) - below(met, id, false);
}

size_t assay__contacts_accounts(const assay_contacts_met *met)
{
    return met->accounts;
}
