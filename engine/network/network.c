/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The searches one after another, each on a layout of its own that is given back before
 * the next one begins, so that the largest decides how much memory is needed. */
#include "base/clock.h"
#include "base/str.h"
#include "network/blocks.h"
#include "network/copies.h"
#include "network/deliveries.h"
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
    assay__gathered_free(&network->acts);
    assay__buffer_free(&network->name);
    assay__founds_free(&network->founds);
    assay_arena_free(network->arena);
    free(network->profiles.sum);
    free(network->profiles.count);
    free(network->owner);
    free(network->echoes);
    free(network);
}

/* ---- searching -------------------------------------------------------------------- */

static void say(const assay_network *network, const char *stage, double done)
{
    if (network->options.progress != NULL)
        network->options.progress(stage, done, network->options.ctx);
}

static assay__halt halt_of(const assay_network *network)
{
    return (assay__halt){network->options.stop, network->options.ctx};
}

static size_t shuffles_for(const assay_network *network, size_t acts)
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
                                 shuffles_for(network, passes[i].ties->n),
                                 network->options.jobs, network->options.most_groups,
                                 network->options.alpha / (double)n};
        say(network, "blocks", (double)i / (double)n);
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
    say(network, "pods", 0);
    assay_status status = make_echoes(s, creator, &echoes, err);
    if (status == ASSAY_OK)
        status = assay__pods_find(&echoes, network->options.most_groups, network->arena,
                                  &network->founds, err);
    free(echoes.items);
    free(creator);
    return status;
}

/* Marks the acts of a group's actors on its objects. @param actor [actors] scratch, 0 */
static void mark_acts(const assay__ties *ties, const assay__found *found, uint8_t actor[],
                      uint8_t marked[])
{
    for (uint32_t i = 0; i < found->n_actors; i++)
        actor[found->actors[i]] = 1;
    for (uint32_t i = 0; i < found->n_objects; i++) {
        uint32_t object = found->objects[i];
        for (uint32_t e = ties->start[object]; e < ties->start[object + 1]; e++)
            marked[e] |= actor[ties->actor[e]];
    }
    for (uint32_t i = 0; i < found->n_actors; i++)
        actor[found->actors[i]] = 0;
}

/* Audiences without what the groups found explain: entrants of one draw are alike on all
 * its accounts, and that is said already. */
static assay_status rest_of_audiences(const search *s, assay__ties *out, assay_error *err)
{
    const assay_network *network = s->network;
    assay__ties ties = {0};
    ASSAY__TRY(assay__ties_new(&network->acts, &s->ranks, ASSAY__ALL, &ties, err));
    uint8_t *marked = calloc(ties.n + 1, 1);
    uint8_t *actor = calloc(ties.n_actors + (size_t)1, 1);
    assay_status status = ASSAY_OK;
    if (marked == NULL || actor == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory to look for near-copies");
    for (size_t i = 0; status == ASSAY_OK && i < network->founds.n; i++)
        mark_acts(&ties, &network->founds.items[i], actor, marked);
    if (status == ASSAY_OK)
        status = assay__ties_without(&ties, marked, out, err);
    free(marked);
    free(actor);
    assay__ties_free(&ties);
    return status;
}

/* When a group without windows acted: the acts of its actors on its objects. */
static assay_status date_group(const assay__ties *timed, assay__found *found,
                               assay_error *err)
{
    uint8_t *actor = calloc(timed->n_actors + (size_t)1, 1);
    int64_t *times = malloc((timed->n + 1) * sizeof *times);
    size_t n = 0;
    assay_status status = ASSAY_OK;
    if (actor == NULL || times == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a group's times");
    for (uint32_t i = 0; status == ASSAY_OK && i < found->n_actors; i++)
        actor[found->actors[i]] = 1;
    for (uint32_t i = 0; status == ASSAY_OK && i < found->n_objects; i++) {
        uint32_t o = found->objects[i];
        for (uint32_t e = timed->start[o]; e < timed->start[o + 1]; e++)
            if (actor[timed->actor[e]] != 0)
                times[n++] = timed->low + timed->at[e];
    }
    if (status == ASSAY_OK)
        found->windows = assay__deliveries_apart(times, n, &found->from, &found->to);
    free(actor);
    free(times);
    return status;
}

/* Objects of one platform follow each other, for they are in the order of names. */
static void make_strata(const search *s, uint32_t stratum[])
{
    const assay_network *network = s->network;
    assay_str last = {"", 0};
    uint32_t n = 0;
    for (uint32_t o = 0; o < s->ranks.n_objects; o++) {
        assay_str name = assay__names_text(&network->objects, s->object_order[o]);
        const char *slash = memchr(name.ptr, '/', name.len);
        assay_str platform = {name.ptr, slash == NULL ? 0 : (size_t)(slash - name.ptr)};
        n += o > 0 && !assay__str_equal(platform, last);
        stratum[o] = n;
        last = platform;
    }
}

/* Groups that share objects whenever they come to them. */
static assay_status search_shared(search *s, const assay__ties *timed, assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    size_t before = network->founds.n;
    uint32_t *stratum = malloc((s->ranks.n_objects + (size_t)1) * sizeof *stratum);
    if (stratum == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to search a network");
    make_strata(s, stratum);
    assay__blocks_ask ask = {0, shuffles_for(network, network->acts.n),
                             network->options.jobs, network->options.most_groups,
                             network->options.alpha};
    say(network, "shared audiences", 0);
    assay_status status = rest_of_audiences(s, &ties, err);
    ties.stratum = stratum;
    ties.halt = halt_of(network);
    if (status == ASSAY_OK)
        status = assay__blocks_find(&ties, &ask, network->arena, &network->founds, err);
    for (size_t i = before; status == ASSAY_OK && i < network->founds.n; i++) {
        assay__found *found = &network->founds.items[i];
        found->timeless = true;
        status = date_group(timed, found, err);
    }
    assay__ties_free(&ties);
    free(stratum);
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
    all.halt = halt_of(network);
    if (status == ASSAY_OK)
        status = assay__ties_first(&all, &firsts, err);
    if (status == ASSAY_OK) {
        size_t n = plan_passes(network, &all, &firsts, passes);
        status = run_passes(s, passes, n, err);
    }
    if (status == ASSAY_OK)
        status = search_shared(s, &all, err);
    assay__ties_free(&firsts);
    assay__ties_free(&all);
    return status;
}

static assay_status search_copies(search *s, assay_error *err)
{
    assay_network *network = s->network;
    assay__ties ties = {0};
    assay__grid grid = {0};
    assay__cut cut = {0, 0};
    say(network, "near-copies", 0);
    assay_status status = rest_of_audiences(s, &ties, err);
    ties.halt = halt_of(network);
    if (status == ASSAY_OK)
        status = assay__ties_halt(&ties);
    if (status == ASSAY_OK)
        status = assay__grid_new(&ties, cut, &grid, err);
    assay__ties_free(&ties);
    if (status == ASSAY_OK)
        status = assay__copies_find(&grid, s->owner, network->options.alpha,
                                    network->arena, &network->founds, err);
    assay__grid_free(&grid);
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
    free(s->owner);
}

static bool search_room(search *s)
{
    size_t actors = s->ranks.n_actors + (size_t)1,
           objects = s->ranks.n_objects + (size_t)1;
    s->actor_order = malloc(actors * sizeof(uint32_t));
    s->actor_rank = malloc(actors * sizeof(uint32_t));
    s->object_order = malloc(objects * sizeof(uint32_t));
    s->object_rank = malloc(objects * sizeof(uint32_t));
    s->profiles.sum = calloc(actors, sizeof(uint32_t));
    s->profiles.count = calloc(actors, sizeof(uint32_t));
    s->owner = malloc(objects * sizeof(uint32_t));
    return s->actor_order != NULL && s->actor_rank != NULL && s->object_order != NULL &&
           s->object_rank != NULL && s->profiles.sum != NULL &&
           s->profiles.count != NULL && s->owner != NULL;
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
    for (uint32_t i = 0; i < network->actors.n && i < network->profiles.room; i++) {
        s->profiles.sum[s->actor_rank[i]] = network->profiles.sum[i];
        s->profiles.count[s->actor_rank[i]] = network->profiles.count[i];
    }
    for (uint32_t i = 0; i < network->objects.n; i++)
        s->owner[s->object_rank[i]] =
            i < network->owner_room ? network->owner[i] : UINT32_MAX;
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
        status = search_copies(&s, err);
    if (status == ASSAY_OK)
        status = assay__groups_make(&s, &found, err);
    search_free(&s);
    if (status == ASSAY_OK) {
        *groups = network->groups;
        *n = found;
    }
    return status;
}
