/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roster's network was searched before; what it found of an account is looked up. */
#include "base/arena.h"
#include "base/str.h"

#include <assay/network.h>

#include <math.h>
#include <string.h>

/* Engagers from which a share says something. */
enum { FEW = 10, ENOUGH = 30 };

static int compare_name(assay_str platform, assay_str handle, assay_str name)
{
    size_t head = platform.len + 1;
    assay_str first = {name.ptr, name.len < head ? name.len : head};
    assay_str rest = {name.ptr + first.len, name.len - first.len};
    char with_slash[64];
    if (platform.len + 1 > sizeof with_slash)
        return -1;
    memcpy(with_slash, platform.ptr, platform.len);
    with_slash[platform.len] = '/';
    int order = assay__str_compare((assay_str){with_slash, head}, first);
    return order != 0 ? order : assay__str_compare(handle, rest);
}

static const assay_networked *find_account(const assay_roster *roster,
                                           const assay_account *account)
{
    size_t low = 0, high = roster == NULL ? 0 : roster->n_network;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order =
            compare_name(account->platform, account->handle, roster->network[mid].name);
        if (order == 0)
            return &roster->network[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

static double larger(double a, double b)
{
    return b > a ? b : a;
}

static void count_pool(const assay_shared_pool *pool, assay_network_findings *out)
{
    if (strcmp(pool->kind, assay_group_kind_name(ASSAY_GROUP_SHARED_POOL)) == 0) {
        out->shared += pool->share;
        out->denser = larger(out->denser, pool->denser);
        out->windows = larger(out->windows, (double)pool->windows);
    } else if (strcmp(pool->kind, assay_group_kind_name(ASSAY_GROUP_POD)) == 0) {
        out->pod = larger(out->pod, (double)pool->members);
    } else if (strcmp(pool->kind, assay_group_kind_name(ASSAY_GROUP_NEAR_COPY)) == 0) {
        out->copies += (double)pool->n_with;
    }
}

assay_status assay_network_analyse(const assay_account *account, const assay_norms *norms,
                                   const assay_roster *roster, assay_arena *arena,
                                   assay_network_findings *out, assay_error *err)
{
    double no = ASSAY_NUMBER_UNKNOWN;
    assay_network_findings found = {.lack = ASSAY_LACK_TABLE,
                                    .shared = no,
                                    .denser = no,
                                    .windows = no,
                                    .pod = no,
                                    .copies = no};
    const assay_networked *known = find_account(roster, account);
    (void)norms;
    (void)arena;
    (void)err;
    if (known != NULL) {
        found.n = known->engagers;
        found.pools = known->pools;
        found.n_pools = known->n_pools;
        found.lack = ASSAY_LACK_FEW;
    }
    if (found.n >= FEW) {
        found.state = found.n < ENOUGH ? ASSAY_LOW_DATA : ASSAY_STATE_OK;
        found.lack = found.n < ENOUGH ? ASSAY_LACK_FEW : ASSAY_LACK_NONE;
        found.shared = found.denser = found.windows = found.pod = found.copies = 0;
        for (size_t i = 0; i < found.n_pools; i++)
            count_pool(&found.pools[i], &found);
        found.shared = found.shared > 1 ? 1 : found.shared;
    }
    *out = found;
    return ASSAY_OK;
}
