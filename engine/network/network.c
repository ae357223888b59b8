/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The searches one after another, each on a layout of its own that is given back before
 * the next one begins, so that the largest decides how much memory is needed. */
#include "base/clock.h"
#include "base/str.h"
#include "network/blocks.h"
#include "network/joined.h"
#include "network/null.h"
#include "network/search.h"
#include "network/settle.h"

#include <stdlib.h>
#include <string.h>

/* Three days: a package is delivered within one to three (METHODS, finding 4). Twenty
 * shuffles; in large networks the best blocks of chance are nearly alike and fewer do. */
enum { BIN_DAYS = 3, LOCKSTEP = 60, HOUR = 3600, MOST_GROUPS = 20, SHUFFLES = 20 };
enum { FEWEST_SHUFFLES = 5, MANY = 10000000, WIDTHS = 3, FIRST_ARENA = 1 << 16 };

typedef assay__search search;

static const double ALPHA = 0.01;

static const char *const KIND_NAMES[] = {
#define KIND_NAME(name, word) word,
    ASSAY_GROUP_KIND_TABLE(KIND_NAME)
#undef KIND_NAME
};

const char *assay_group_kind_name(assay_group_kind kind)
{
    return (size_t)kind < ASSAY_GROUP_KIND_COUNT ? KIND_NAMES[kind] : "";
}

static assay_network_options with_defaults(const assay_network_options *given)
{
    assay_network_options o = given == NULL ? (assay_network_options){0} : *given;
    o.bin_seconds = o.bin_seconds > 0 ? o.bin_seconds : (int64_t)BIN_DAYS * ASSAY__DAY;
    o.lockstep_seconds = o.lockstep_seconds == 0 ? LOCKSTEP : o.lockstep_seconds;
    o.most_groups = o.most_groups > 0 ? o.most_groups : MOST_GROUPS;
    o.alpha = o.alpha > 0 ? o.alpha : ALPHA;
    o.jobs = o.jobs > 0 ? o.jobs : 1;
    return o;
}

assay_status assay_network_new(const assay_network_options *options, assay_network **out,
                               assay_error *err)
{
    assay_network *network = calloc(1, sizeof *network);
    if (network == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a network");
    network->options = with_defaults(options);
    assay_status status = assay_arena_new(FIRST_ARENA, NULL, &network->arena, err);
    if (status == ASSAY_OK)
        *out = network;
    else
        free(network);
    return status;
}

assay_network_size assay_network_measure(const assay_network *network)
{
    return (assay_network_size){network->actors.n, network->objects.n, network->acts.n,
                                network->acts.untimed};
}

void assay_network_free(assay_network *network)
{
    if (network == NULL)
        return;
    assay__names_free(&network->actors);
    assay__names_free(&network->objects);
    assay__names_free(&network->owners);
    assay__names_free(&network->accounts);
    free(network->told);
    assay__names_free(&network->others);
    free(network->joins);
    assay__names_free(&network->languages);
    assay__gathered_free(&network->acts);
    assay__buffer_free(&network->name);
    assay__founds_free(&network->founds);
    assay_arena_free(network->arena);
    free(network->profiles.sum);
    free(network->profiles.count);
    free(network->followers.sum);
    free(network->followers.count);
    free(network->owner);
    free(network->language);
    free(network->echoes);
    free(network);
}

/* ---- searching -------------------------------------------------------------------- */

void assay__search_say(const assay_network *network, const char *stage, double done)
{
    if (network->options.progress != NULL)
        network->options.progress(stage, done, network->options.ctx);
}

assay__halt assay__search_halt(const assay_network *network)
{
    return (assay__halt){network->options.stop, network->options.ctx};
}

size_t assay__search_shuffles(const assay_network *network, size_t acts)
{
    size_t asked = network->options.shuffles;
    if (asked > 0)
        return asked < 3                      ? 3
               : asked > ASSAY__MOST_SHUFFLES ? ASSAY__MOST_SHUFFLES
                                              : asked;
    size_t n = acts <= MANY ? SHUFFLES : SHUFFLES * (size_t)MANY / acts;
    return n < FEWEST_SHUFFLES ? FEWEST_SHUFFLES : n;
}

/* Widths of windows, the widest first; below a day only where times are precise. */
static size_t widths(const assay_network *network, int64_t out[])
{
    int64_t wide = network->options.bin_seconds, fine = network->options.lockstep_seconds;
    bool precise = network->acts.precise && fine > 0 && fine < wide;
    size_t n = 0;
    out[n++] = wide;
    if (precise && fine < HOUR && HOUR < wide)
        out[n++] = HOUR;
    if (precise)
        out[n++] = fine;
    return n;
}

/* One search: which acts, and the width of the windows. */
typedef struct pass {
    const assay__ties *ties;
    int64_t width;
} pass;

/* Firsts are searched by the widest windows, and all acts unless they are the same. */
static size_t plan_passes(const assay_network *network, const assay__ties *all,
                          const assay__ties *firsts, pass out[])
{
    int64_t width[WIDTHS];
    size_t n = widths(network, width), made = 0;
    out[made++] = (pass){firsts, width[0]};
    for (size_t i = 100 * firsts->n >= 99 * all->n ? 1 : 0; i < n; i++)
        out[made++] = (pass){all, width[i]};
    return made;
}

static assay_status run_passes(search *s, const pass passes[], size_t n, assay_error *err)
{
    assay_network *network = s->network;
    size_t before = network->founds.n;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; status == ASSAY_OK && i < n; i++) {
        assay__blocks_ask ask = {passes[i].width,
                                 assay__search_shuffles(network, passes[i].ties->n),
                                 network->options.jobs, network->options.most_groups,
                                 network->options.alpha / (double)n};
        assay__search_say(network, "blocks", (double)i / (double)n);
        status = assay__blocks_find(passes[i].ties, &ask, network->arena,
                                    &network->founds, err);
    }
    for (size_t i = before; i < network->founds.n; i++)
        network->founds.items[i].p_value *= (double)n;
    return status;
}

/* Echoes in ranks; those of actors that are no creators are left out. */
static assay_status echoes_of_posts(const search *s, const uint32_t creator[],
                                    assay__echoes *out, assay_error *err)
{
    const assay_network *network = s->network;
    out->items = malloc((network->n_echoes + 1) * sizeof *out->items);
    if (out->items == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for pods");
    for (size_t i = 0; i < network->n_echoes; i++) {
        assay__echo echo = network->echoes[i];
        echo.from = creator[s->actor_rank[echo.from]];
        echo.to = s->object_rank[echo.to];
        if (echo.from != UINT32_MAX && echo.from != echo.to)
            out->items[out->n++] = echo;
    }
    return ASSAY_OK;
}

/* Where nothing is known of posts, every hour in which one acted on another is one. */
static assay_status echoes_of_acts(const assay__ties *ties, const uint32_t creator[],
                                   assay__echoes *out, assay_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < ties->n; i++)
        most += creator[ties->actor[i]] != UINT32_MAX;
    out->items = malloc((most + 1) * sizeof *out->items);
    if (out->items == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for pods");
    for (uint32_t o = 0; o < ties->n_objects; o++)
        for (uint32_t i = ties->start[o]; i < ties->start[o + 1]; i++) {
            uint32_t from = creator[ties->actor[i]];
            int64_t at = ties->low + ties->at[i];
            if (from != UINT32_MAX && from != o)
                out->items[out->n++] = (assay__echo){from, o, (uint64_t)(at / HOUR), at};
        }
    return ASSAY_OK;
}

static assay_status make_echoes(const search *s, const uint32_t creator[],
                                assay__echoes *out, assay_error *err)
{
    const assay_network *network = s->network;
    assay__ties ties = {0};
    if (network->posts_known)
        return echoes_of_posts(s, creator, out, err);
    assay_status status =
        assay__ties_new(&network->acts, &s->ranks, ASSAY__TIMED, &ties, err);
    if (status == ASSAY_OK)
        status = echoes_of_acts(&ties, creator, out, err);
    assay__ties_free(&ties);
    return status;
}

static assay_status search_pods(search *s, assay_error *err)
{
    assay_network *network = s->network;
    assay__echoes echoes = {.n_objects = s->ranks.n_objects};
    uint32_t *creator = malloc((s->ranks.n_actors + (size_t)1) * sizeof *creator);
    if (creator == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for pods");
    for (uint32_t a = 0; a < s->ranks.n_actors; a++) {
        assay_str name = assay__names_text(&network->actors, s->actor_order[a]);
        uint32_t object = assay__names_find(&network->objects, name);
        creator[a] = object == UINT32_MAX ? UINT32_MAX : s->object_rank[object];
    }
    assay__search_say(network, "pods", 0);
    assay_status status = make_echoes(s, creator, &echoes, err);
    if (status == ASSAY_OK)
        status = assay__pods_find(&echoes, network->options.most_groups, network->arena,
                                  &network->founds, err);
    free(echoes.items);
    free(creator);
    return status;
}

static assay_status search_blocks(search *s, assay_error *err)
{
    assay_network *network = s->network;
    assay__ties all = {0}, firsts = {0};
    pass passes[WIDTHS + 1];
    if (network->acts.n == network->acts.untimed)
        return ASSAY_OK;
    assay_status status =
        assay__ties_new(&network->acts, &s->ranks, ASSAY__TIMED, &all, err);
    all.halt = assay__search_halt(network);
    if (status == ASSAY_OK)
        status = assay__ties_first(&all, &firsts, err);
    if (status == ASSAY_OK) {
        size_t n = plan_passes(network, &all, &firsts, passes);
        status = run_passes(s, passes, n, err);
    }
    assay__ties_free(&firsts);
    if (status == ASSAY_OK)
        status = assay__search_circles(s, &all, err);
    if (status == ASSAY_OK)
        status = assay__search_shared(s, &all, err);
    assay__ties_free(&all);
    return status;
}

/* ---- what is known of actors and objects, by rank ---------------------------------- */

static void search_free(search *s)
{
    free(s->actor_order);
    free(s->actor_rank);
    free(s->object_order);
    free(s->object_rank);
    free(s->profiles.sum);
    free(s->profiles.count);
    free(s->followers.sum);
    free(s->followers.count);
    free(s->owner);
    free(s->language);
}

static bool tally_room(assay__tally *t, size_t actors)
{
    t->sum = calloc(actors, sizeof *t->sum);
    t->count = calloc(actors, sizeof *t->count);
    return t->sum != NULL && t->count != NULL;
}

static bool search_room(search *s)
{
    size_t actors = s->ranks.n_actors + (size_t)1,
           objects = s->ranks.n_objects + (size_t)1;
    s->actor_order = malloc(actors * sizeof(uint32_t));
    s->actor_rank = malloc(actors * sizeof(uint32_t));
    s->object_order = malloc(objects * sizeof(uint32_t));
    s->object_rank = malloc(objects * sizeof(uint32_t));
    s->owner = malloc(objects * sizeof(uint32_t));
    s->language = malloc(objects * sizeof(uint32_t));
    bool tallies = tally_room(&s->profiles, actors) && tally_room(&s->followers, actors);
    return tallies && s->actor_order != NULL && s->actor_rank != NULL &&
           s->object_order != NULL && s->object_rank != NULL && s->owner != NULL &&
           s->language != NULL;
}

static void rank_tally(const search *s, const assay__tally *from, assay__tally *to)
{
    for (uint32_t i = 0; i < s->ranks.n_actors && i < from->room; i++) {
        to->sum[s->actor_rank[i]] = from->sum[i];
        to->count[s->actor_rank[i]] = from->count[i];
    }
}

/* What was told of somebody's profile is known of whoever goes by the other name. */
static assay_status share_profiles(const search *s, assay_error *err)
{
    uint32_t *of = NULL;
    ASSAY__TRY(assay__joined_find(s->network, &of, err));
    const assay__tally told = s->network->profiles, to = s->profiles;
    for (uint32_t k = 0; of != NULL && k < s->network->others.n; k++) {
        uint32_t i = of[k], other;
        assay_str name = assay__names_text(&s->network->others, k);
        if (i >= told.room || told.count[i] == 0)
            continue;
        other = assay__names_find(&s->network->actors, name);
        if (other == UINT32_MAX)
            continue;
        to.sum[s->actor_rank[other]] = told.sum[i];
        to.count[s->actor_rank[other]] = told.count[i];
    }
    free(of);
    return ASSAY_OK;
}

static void rank_objects(const search *s, const uint32_t from[], uint32_t room,
                         uint32_t to[])
{
    for (uint32_t i = 0; i < s->ranks.n_objects; i++)
        to[s->object_rank[i]] = i < room ? from[i] : UINT32_MAX;
}

static assay_status search_begin(search *s, assay_error *err)
{
    const assay_network *network = s->network;
    s->ranks = (assay__numbering){NULL, NULL, network->actors.n, network->objects.n};
    if (!search_room(s))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network");
    ASSAY__TRY(assay__names_sort(&network->actors, s->actor_order, s->actor_rank, err));
    ASSAY__TRY(
        assay__names_sort(&network->objects, s->object_order, s->object_rank, err));
    s->ranks.actor = s->actor_rank;
    s->ranks.object = s->object_rank;
    rank_tally(s, &network->profiles, &s->profiles);
    ASSAY__TRY(share_profiles(s, err));
    rank_tally(s, &network->followers, &s->followers);
    rank_objects(s, network->owner, network->owner_room, s->owner);
    rank_objects(s, network->language, network->language_room, s->language);
    return ASSAY_OK;
}

assay_status assay_network_find(assay_network *network, const assay_group **groups,
                                size_t *n, assay_error *err)
{
    if (network->acts.n == 0)
        return assay_fail(err, ASSAY_UNUSABLE, "there is no action in the network");
    search s = {.network = network};
    size_t found = 0;
    assay_arena_reset(network->arena);
    network->founds.n = 0;
    network->n_groups = 0;
    assay_status status = search_begin(&s, err);
    if (status == ASSAY_OK)
        status = search_blocks(&s, err);
    if (status == ASSAY_OK) {
        assay__profiles profiles = {s.profiles.sum, s.profiles.count};
        assay__settle(&network->founds, &profiles);
        status = search_pods(&s, err);
    }
    if (status == ASSAY_OK)
        status = assay__search_copies(&s, err);
    if (status == ASSAY_OK)
        status = assay__search_people(&s, err);
    if (status == ASSAY_OK) {
        assay__profiles profiles = {s.profiles.sum, s.profiles.count};
        assay__settle(&network->founds, &profiles);
        status = assay__groups_make(&s, &found, err);
    }
    search_free(&s);
    if (status == ASSAY_OK) {
        *groups = network->groups;
        *n = found;
    }
    return status;
}
