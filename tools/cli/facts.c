/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading, nothing kept of an account but its handle and what the finders add up. */
#include "facts.h"

#include "actions.h"
#include "progress.h"

#include <stdlib.h>
#include <string.h>

static bool keep_handle(facts *f, assay_str handle)
{
    if (f->roster.n_handles == f->room) {
        size_t room = f->room == 0 ? 256 : f->room + f->room / 2;
        assay_str *more = realloc(f->handles, room * sizeof *more);
        if (more == NULL)
            return false;
        f->handles = more;
        f->room = room;
    }
    assay_str copy = assay_arena_copy(f->names, handle);
    if (copy.ptr == NULL)
        return false;
    f->handles[f->roster.n_handles++] = copy;
    return true;
}

/* What an account sold, for those like it; most accounts told nothing. */
static bool keep_sold(facts *f, const assay_account *account)
{
    assay_sales_peer peer;
    if (account->n_sales == 0 || !assay_sales_peer_of(account, &peer))
        return true;
    if (f->roster.n_sales == f->sold_room) {
        size_t room = f->sold_room == 0 ? 64 : 2 * f->sold_room;
        assay_sales_peer *more = realloc(f->sold, room * sizeof *more);
        if (more == NULL)
            return false;
        f->sold = more;
        f->sold_room = room;
    }
    peer.platform = assay_arena_copy(f->names, peer.platform);
    peer.handle = assay_arena_copy(f->names, peer.handle);
    if (peer.currency.ptr != NULL) /* unknown stays unknown */
        peer.currency = assay_arena_copy(f->names, peer.currency);
    f->sold[f->roster.n_sales++] = peer;
    f->roster.sales = f->sold;
    return peer.platform.ptr != NULL && peer.handle.ptr != NULL;
}

static int compare_handles(const void *a, const void *b)
{
    const assay_str *left = a, *right = b;
    size_t shared = left->len < right->len ? left->len : right->len;
    int order = memcmp(left->ptr, right->ptr, shared);
    return order != 0 ? order : (left->len > right->len) - (left->len < right->len);
}

/* Sorted, each once: one handle may live on several platforms. */
static void sort_handles(facts *f)
{
    size_t n = f->roster.n_handles, kept = 0;
    if (n > 0)
        qsort(f->handles, n, sizeof *f->handles, compare_handles);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || compare_handles(&f->handles[kept - 1], &f->handles[i]) != 0)
            f->handles[kept++] = f->handles[i];
    f->roster.handles = f->handles;
    f->roster.n_handles = kept;
}

assay_status facts_add_to_network(assay_network *network, const assay_account *account,
                                  const assay_profiles_model *profiles,
                                  assay_arena *arena, assay_error *err)
{
    double *suspicious = NULL;
    if (profiles != NULL && account->n_audience > 0) {
        int64_t as_of = assay_account_as_of(account);
        suspicious = assay_arena_array(arena, account->n_audience, sizeof *suspicious);
        if (suspicious == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        for (size_t i = 0; i < account->n_audience; i++)
            suspicious[i] =
                assay_profiles_probability(profiles, &account->audience[i], as_of);
    }
    return assay_network_add_account(network, account, suspicious, err);
}

/* What a reading adds to, and by what. */
typedef struct gathering {
    facts *to;
    const facts_ask *ask;
} gathering;

static assay_status add_account(void *ctx, const assay_account *account,
                                assay_arena *arena, assay_error *err)
{
    const gathering *g = ctx;
    facts *f = g->to;
    f->roster.accounts++;
    if (!keep_handle(f, account->handle) || !keep_sold(f, account))
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = assay_purge_finder_add(f->finder, account, err);
    if (status == ASSAY_OK)
        status = facts_add_to_network(f->network, account, g->ask->profiles, arena, err);
    if (status == ASSAY_OK && f->norms != NULL)
        status = assay_roster_norms_add(f->norms, account, arena, err);
    return status;
}

/* What is done with each account of a reading. @param ctx  what adds up */
typedef assay_status add_one(void *ctx, const assay_account *account, assay_arena *arena,
                             assay_error *err);

static assay_status read_all(input *in, add_one *add, void *ctx, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    assay_status status = input_keep(in, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 18, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    progress line = progress_begin(in->call, "reading");
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay_reader_next(reader, arena, &account, err);
        if (status == ASSAY_OK)
            status = add(ctx, account, arena, err);
        progress_show(&line, assay_reader_where(reader));
    }
    progress_end(&line);
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* Who liked, where the folder tells it. */
static assay_status add_actions(const facts *f, input *in, assay_error *err)
{
    bool any = false;
    assay_status status = actions_of_folder(in, f->network, &any, err);
    if (status == ASSAY_OK && any)
        actions_tell_outside(in, f->network);
    return status;
}

/* Search the network, if anybody acted at all; names stay in it. */
static assay_status search_network(facts *f, const facts_ask *ask, assay_error *err)
{
    const assay_group *groups = NULL;
    size_t n = 0;
    if (assay_network_measure(f->network).actions == 0)
        return ASSAY_OK;
    assay_status status = ASSAY_OK;
    if (!ask->unsearched)
        status = assay_network_find(f->network, &groups, &n, err);
    if (status == ASSAY_OK)
        status = assay_network_accounts(f->network, &f->roster.network,
                                        &f->roster.n_network, err);
    return status;
}

static assay_status finish(facts *f, const facts_ask *ask, assay_error *err)
{
    sort_handles(f);
    assay_status status =
        assay_purge_finder_finish(f->finder, &f->roster.purges, &f->roster.n_purges, err);
    if (status == ASSAY_OK)
        status = search_network(f, ask, err);
    if (status == ASSAY_OK && f->norms != NULL)
        status = assay_roster_norms_finish(f->norms, ask->norms, &f->shifts, &f->n_shifts,
                                           err);
    return status;
}

static assay_status open_all(facts *f, const facts_ask *ask, assay_error *err)
{
    assay_status status = assay_purge_finder_new(&f->finder, err);
    if (status == ASSAY_OK && ask->norms != NULL)
        status = assay_roster_norms_new(&f->norms, err);
    if (status == ASSAY_OK)
        status = assay_network_new(NULL, &f->network, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 16, NULL, &f->names, err);
    return status;
}

assay_status facts_gather(facts *out, input *in, const facts_ask *ask, assay_error *err)
{
    gathering all = {out, ask};
    *out = (facts){0};
    assay_status status = open_all(out, ask, err);
    if (status == ASSAY_OK)
        status = read_all(in, add_account, &all, err);
    if (status == ASSAY_OK)
        status = add_actions(out, in, err);
    in->silent = true;
    if (status == ASSAY_OK)
        status = finish(out, ask, err);
    return status;
}

static assay_status add_contacts(void *ctx, const assay_account *account,
                                 assay_arena *arena, assay_error *err)
{
    (void)arena;
    return assay_contacts_met_add(ctx, account, err);
}

assay_status facts_meet(input *in, assay_contacts_met **out, assay_error *err)
{
    assay_status status = assay_contacts_met_new(out, err);
    if (status == ASSAY_OK)
        status = read_all(in, add_contacts, *out, err);
    in->silent = true;
    if (status == ASSAY_OK)
        assay_contacts_met_finish(*out);
    return status;
}

void facts_forget_handles(facts *gathered)
{
    assay_arena_free(gathered->names);
    free(gathered->handles);
    free(gathered->sold);
    gathered->names = NULL;
    gathered->handles = NULL;
    gathered->sold = NULL;
    gathered->roster.sales = NULL;
    gathered->roster.n_sales = gathered->sold_room = 0;
    gathered->roster.handles = NULL;
    gathered->roster.n_handles = gathered->room = 0;
}

void facts_free(facts *gathered)
{
    assay_purge_finder_free(gathered->finder);
    assay_roster_norms_free(gathered->norms);
    assay_network_free(gathered->network);
    facts_forget_handles(gathered);
    *gathered = (facts){0};
}
