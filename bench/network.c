/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks of invented people, with groups whose members are known, and how well and how
 * fast assay finds them. bench/network.py drives it and writes bench/network.csv.
 *
 *   network quality SCENE SEED [SHRINK]
 *                                  one network of 1.25 million users and 50,000 creators
 *                                  with a block, ten prize draws and ten fan clubs in it
 *   network plain TIES FILE        one dense block, no times; its ties also to FILE, the
 *                                  members found to FILE.block
 *   network large TIES [SHRINK]    time-expanded, the search alone, with memory
 *
 * The crowd has heavy-tailed habits, two hundred interests, and creators whose posts are
 * busy for a day or two, so that honest people meet as well. It shares no code with the
 * search. The scenes of blocks are those of the table in the methods' chapter on graphs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <assay/network.h>

#include "base/random.h"
#include "network/expand.h"
#include "network/ground.h"
#include "network/split.h"
#include "network/ties.h"

enum { DAY = 86400, DAYS = 365, POSTS = 40, GROUPS = 10, MOST_BOTS = 6000 };

/* Of the published table; a smaller network is quicker to try things on. */
static uint32_t USERS = 1250000, CREATORS = 50000, INTERESTS = 200;

static const int64_t START = INT64_C(1735689600); /* 2025-01-01 */

/* Of the processor: other programs on the machine do not count. */
static double seconds_used(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double peak_bytes(void)
{
    char line[256];
    double kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmHWM: %lf", &kib) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kib * 1024;
}

static void must(assay_status status)
{
    if (status != ASSAY_OK) {
        fprintf(stderr, "network: %s\n", assay_status_text(status));
        exit(1);
    }
}

/* ---- the crowd --------------------------------------------------------------------- */

/* Whatever takes an act: names for the whole engine, numbers for its parts. */
typedef struct sink {
    void (*put)(void *ctx, uint32_t actor, uint32_t object, int64_t at);
    void *ctx;
    size_t n;
} sink;

static void put(sink *to, uint32_t actor, uint32_t object, int64_t at)
{
    to->put(to->ctx, actor, object, at);
    to->n++;
}

static uint32_t below(assay__random *random, uint64_t n)
{
    return (uint32_t)assay__random_below(random, n);
}

/* A creator of an interest; the first of each are known best. */
static uint32_t pick_creator(assay__random *random, uint32_t interest)
{
    double each = CREATORS / INTERESTS, u = assay__random_uniform(random);
    return interest + INTERESTS * (uint32_t)(each * u * u);
}

/* A moment under one of a creator's posts: most under few, within a day or two. */
static int64_t pick_time(assay__random *random, uint32_t creator)
{
    double u = assay__random_uniform(random);
    uint64_t post = (uint64_t)(POSTS * u * sqrt(u));
    assay__random when = {assay__mix64(creator * UINT64_C(977) + post) ^ 77, 0};
    double begin = assay__random_uniform(&when) * (DAYS - 10);
    double later = -log(1 - assay__random_uniform(random));
    return START + (int64_t)((begin + fmin(later, 9)) * DAY);
}

/* Pareto of tail 1.7, at most 500. */
static uint32_t habit(assay__random *random, double mean)
{
    double often = mean * 0.7 / 1.7 * pow(1 - assay__random_uniform(random), -1 / 1.7);
    return (uint32_t)fmin(often + assay__random_uniform(random), 500);
}

static void crowd(sink *to, uint64_t seed, double mean)
{
    for (uint32_t user = 0; user < USERS; user++) {
        assay__random random = {assay__mix64(seed) + user * UINT64_C(0x10001), 0};
        uint32_t interest = below(&random, INTERESTS), n = habit(&random, mean);
        for (uint32_t i = 0; i < n; i++) {
            bool own = assay__random_uniform(&random) < 0.8;
            uint32_t creator =
                pick_creator(&random, own ? interest : below(&random, INTERESTS));
            put(to, user, creator, pick_time(&random, creator));
        }
    }
}

/* ---- groups ------------------------------------------------------------------------ */

typedef struct scene {
    const char *name;
    uint32_t bots, customers;
    double density, camouflage, days;
} scene;

static const scene SCENES[] = {
    {"2000x100 density 0.50 camouflage 1", 2000, 100, 0.50, 1, 3},
    {"2000x100 density 0.20 camouflage 1", 2000, 100, 0.20, 1, 3},
    {"2000x100 density 0.20 camouflage 5", 2000, 100, 0.20, 5, 3},
    {"2000x100 density 0.10 camouflage 1", 2000, 100, 0.10, 1, 3},
    {"2000x100 density 0.05 camouflage 1", 2000, 100, 0.05, 1, 3},
    {"5000x50 density 0.20 camouflage 2", 5000, 50, 0.20, 2, 3},
    {"500x20 density 0.50 over 14 days", 500, 20, 0.50, 1, 14},
    {"200x10 density 0.60 camouflage 1", 200, 10, 0.60, 1, 3},
    {"nothing but the crowd", 0, 0, 0, 0, 0},
};

/* Bots have the numbers behind the crowd's. Customers are of any interest and not among
 * the best known. */
static void block(sink *to, const scene *s, uint64_t seed)
{
    assay__random random = {assay__mix64(seed ^ 0xB10C), 0};
    for (uint32_t c = 0; c < s->customers; c++) {
        uint32_t customer = below(&random, INTERESTS) +
                            INTERESTS * (5 + below(&random, CREATORS / INTERESTS - 5));
        int64_t begin = START + (int64_t)below(&random, (DAYS - 20) * (uint64_t)DAY);
        for (uint32_t b = 0; b < s->bots; b++)
            if (assay__random_uniform(&random) < s->density)
                put(to, USERS + b, customer,
                    begin + (int64_t)(assay__random_uniform(&random) * s->days * DAY));
    }
    double acts = s->density * s->customers * s->camouflage;
    for (uint32_t b = 0; b < s->bots; b++)
        for (uint32_t i = 0; i < (uint32_t)(acts + assay__random_uniform(&random)); i++) {
            uint32_t creator = pick_creator(&random, below(&random, INTERESTS));
            put(to, USERS + b, creator, pick_time(&random, creator));
        }
}

/* Draw i: up to 40 accounts of an interest or two, three days, people of the crowd. */
typedef struct gathering {
    uint32_t first, people; /* numbers of the crowd */
} gathering;

static gathering draw(sink *to, uint64_t seed, uint32_t i)
{
    assay__random random = {assay__mix64(seed ^ 0xD4A3) + i, 0};
    uint32_t accounts = 5 + below(&random, 36), people = 100 + below(&random, 2900);
    gathering g = {USERS / 2 + i * (USERS / 2 / GROUPS), people};
    double density = 0.3 + 0.6 * assay__random_uniform(&random);
    int64_t begin = START + (int64_t)below(&random, (DAYS - 5) * (uint64_t)DAY);
    uint32_t interest = below(&random, INTERESTS);
    for (uint32_t a = 0; a < accounts; a++) {
        uint32_t account = pick_creator(&random, (interest + a % 2) % INTERESTS);
        for (uint32_t p = 0; p < people; p++)
            if (assay__random_uniform(&random) < density)
                put(to, g.first + p, account, begin + below(&random, 3 * DAY));
    }
    return g;
}

/* Club i: one to four accounts, a show every week or two for months. */
static gathering club(sink *to, uint64_t seed, uint32_t i)
{
    assay__random random = {assay__mix64(seed ^ 0xFA45) + i, 0};
    uint32_t accounts = 1 + below(&random, 4), people = 50 + below(&random, 950);
    gathering g = {i * (USERS / 2 / GROUPS), people};
    uint32_t shows = 8 + below(&random, 20), every = 7 + below(&random, 4), account[4];
    for (uint32_t a = 0; a < accounts; a++)
        account[a] =
            below(&random, INTERESTS) + INTERESTS * below(&random, CREATORS / INTERESTS);
    double keen = 0.3 + 0.6 * assay__random_uniform(&random);
    int64_t begin = START + (int64_t)below(&random, 60 * DAY);
    for (uint32_t s = 0; s < shows; s++)
        for (uint32_t a = 0; a < accounts; a++)
            for (uint32_t p = 0; p < people; p++)
                if (assay__random_uniform(&random) < keen)
                    put(to, g.first + p, account[a],
                        begin + (int64_t)s * every * DAY + below(&random, 2 * DAY));
    return g;
}

/* ---- quality ----------------------------------------------------------------------- */

static void put_named(void *ctx, uint32_t actor, uint32_t object, int64_t at)
{
    char names[2][16];
    assay_action action = assay_action_unknown();
    action.actor = (assay_str){names[0], (size_t)sprintf(names[0], "u%u", actor)};
    action.object = (assay_str){names[1], (size_t)sprintf(names[1], "c%u", object)};
    action.at = at;
    must(assay_network_add(ctx, &action, NULL));
}

static uint32_t number_of(const assay_group_member *member)
{
    uint32_t number = 0;
    for (size_t i = 1; i < member->name.len; i++)
        number = number * 10 + (uint32_t)(member->name.ptr[i] - '0');
    return number;
}

/* Actors of a group with numbers in [from, from + n). */
static double among(const assay_group *group, uint32_t from, uint32_t n)
{
    double found = 0;
    for (size_t i = 0; i < group->n_actors; i++)
        found += number_of(&group->members[i]) - from < n;
    return found;
}

static double score_block(const assay_group groups[], size_t n, const scene *s)
{
    const assay_group *best = NULL;
    double hits = 0;
    for (size_t g = 0; g < n; g++) {
        double here = among(&groups[g], USERS, s->bots);
        if (here > hits) {
            hits = here;
            best = &groups[g];
        }
    }
    double precision = best == NULL ? 0 : hits / (double)best->n_actors;
    double recall = s->bots > 0 ? hits / s->bots : 0;
    double f1 = hits > 0 ? 2 * precision * recall / (precision + recall) : 0;
    printf("%.4f,%.4f,%.4f,%s,", precision, recall, f1,
           best == NULL ? "none" : assay_group_kind_name(best->kind));
    return f1;
}

/* Gatherings of people none of whose groups is called a pool. A group is theirs when half
 * of its actors are. */
static int spared(const assay_group groups[], size_t n, const gathering all[], int *named)
{
    int good = 0;
    *named = 0;
    for (int i = 0; i < GROUPS; i++) {
        bool pool = false, told = false;
        for (size_t g = 0; g < n; g++) {
            bool theirs = groups[g].n_actors > 0 &&
                          2 * among(&groups[g], all[i].first, all[i].people) >=
                              (double)groups[g].n_actors;
            pool |= theirs && groups[g].kind == ASSAY_GROUP_SHARED_POOL;
            told |= theirs;
        }
        good += !pool;
        *named += told;
    }
    return good;
}

static void say_group(const assay_group *g)
{
    fprintf(stderr,
            "  %s: %zu actors, %zu objects, %zu windows of %lld s, p %.2g, "
            "density %.3f against %.3f\n",
            assay_group_kind_name(g->kind), g->n_actors, g->n_members - g->n_actors,
            g->windows, (long long)g->bin_seconds, g->p_value, g->density, g->typical);
}

static void quality(const scene *s, uint64_t seed)
{
    assay_network_options options = {.jobs = 2, .shuffles = 5, .lockstep_seconds = -1};
    assay_network *network = NULL;
    const assay_group *groups = NULL;
    gathering draws[GROUPS] = {{0, 0}}, clubs[GROUPS] = {{0, 0}};
    size_t n = 0;
    must(assay_network_new(&options, &network, NULL));
    sink to = {put_named, network, 0};
    crowd(&to, seed, 6);
    block(&to, s, seed);
    for (uint32_t i = 0; i < GROUPS && s->bots > 0; i++) {
        draws[i] = draw(&to, seed, i);
        clubs[i] = club(&to, seed, i);
    }
    double begin = seconds_used();
    must(assay_network_find(network, &groups, &n, NULL));
    double seconds = seconds_used() - begin;
    for (size_t g = 0; g < n; g++)
        say_group(&groups[g]);
    int draws_told, clubs_told;
    printf("%s,%llu,%zu,", s->name, (unsigned long long)seed, to.n);
    score_block(groups, n, s);
    int draws_good = spared(groups, n, draws, &draws_told);
    int clubs_good = spared(groups, n, clubs, &clubs_told);
    printf("%d,%d,%d,%d,%d,%.1f\n", GROUPS, draws_good, draws_told, clubs_good,
           clubs_told, seconds);
    assay_network_free(network);
}

/* ---- speed ------------------------------------------------------------------------- */

static void put_number(void *ctx, uint32_t actor, uint32_t object, int64_t at)
{
    must(assay__gather(ctx, actor, object, at, NULL));
}

static assay__ties lay_out(assay__gathered *all, uint32_t actors, uint32_t objects,
                           assay__which which)
{
    assay__ties ties;
    uint32_t most = actors > objects ? actors : objects;
    uint32_t *same = malloc(most * sizeof *same);
    for (uint32_t i = 0; i < most; i++)
        same[i] = i;
    assay__numbering ranks = {same, same, actors, objects};
    must(assay__ties_new(all, &ranks, which, &ties, NULL));
    free(same);
    assay__gathered_free(all);
    return ties;
}

/* A block of 200 by 200 at density 0.4 in a crowd of 15 ties an actor. */
static void invent_plain(sink *to, size_t ties, uint32_t side)
{
    enum { BLOCK = 200 };
    assay__random random = {1, 0};
    for (uint32_t a = 0; a < BLOCK; a++)
        for (uint32_t o = 0; o < BLOCK; o++)
            if (assay__random_uniform(&random) < 0.4)
                put(to, side / 2 + a, side / 2 + o, 0);
    while (to->n < ties) {
        double u = assay__random_uniform(&random), v = assay__random_uniform(&random);
        put(to, (uint32_t)(side * u * sqrt(u)), (uint32_t)(side * v * v), 0);
    }
}

static void write_block(const assay__block *found, const char *path)
{
    char name[4096];
    if (snprintf(name, sizeof name, "%s.block", path) >= (int)sizeof name)
        exit(1);
    FILE *file = fopen(name, "w");
    if (file == NULL)
        exit(1);
    for (uint32_t i = 0; i < found->n_actors; i++)
        fprintf(file, "actor %u\n", found->actors[i]);
    for (uint32_t i = 0; i < found->n_windows; i++)
        fprintf(file, "object %u\n", found->windows[i]);
    if (fclose(file) != 0)
        exit(1);
}

static void plain(size_t n, const char *path)
{
    assay__gathered all = {0};
    sink to = {put_number, &all, 0};
    uint32_t side = (uint32_t)(n / 15);
    invent_plain(&to, n, side);
    assay__ties ties = lay_out(&all, side, side, ASSAY__ALL);
    FILE *file = fopen(path, "w");
    for (uint32_t o = 0; file != NULL && o < side; o++)
        for (uint32_t i = ties.start[o]; i < ties.start[o + 1]; i++)
            fprintf(file, "%u %u\n", ties.actor[i], o);
    if (file == NULL || fclose(file) != 0)
        exit(1);
    double best = 1e9, best_all = 1e9;
    assay__block found = {0};
    for (int round = 0; round < 7; round++) {
        assay__grid grid;
        assay__core core;
        assay__cut cut = {.bin_seconds = 0};
        assay__block_free(&found);
        double begin = seconds_used();
        must(assay__grid_new(&ties, cut, &grid, NULL));
        double laid = seconds_used();
        must(assay__core_new(&grid, 0, &core, NULL));
        must(assay__densest(&core, &found, NULL));
        double end = seconds_used();
        best = fmin(best, end - laid);
        best_all = fmin(best_all, end - begin);
        for (uint32_t i = 0; i < found.n_windows; i++)
            found.windows[i] = grid.object[found.windows[i]];
        assay__core_free(&core);
        assay__grid_free(&grid);
    }
    write_block(&found, path);
    printf("%zu,%u,%u,%.9f,%.0f,%.0f\n", ties.n, found.n_actors, found.n_windows,
           found.density, (double)ties.n / best, (double)ties.n / best_all);
    assay__block_free(&found);
    assay__ties_free(&ties);
}

/* F1 of the accounts of a scene among those marked. */
static double score_marks(const assay__marks *marks, const scene *s)
{
    double hits = 0;
    for (uint32_t a = USERS; a < USERS + s->bots; a++)
        hits += marks->actor[a];
    return 2 * hits / ((double)marks->n_actors + s->bots);
}

/* The first block, as the engine takes it: parted and grown. */
static void large(size_t n)
{
    assay__gathered all = {0};
    sink to = {put_number, &all, 0};
    scene s = {"5000x100", 5000, 100, 0.20, 1, 3};
    crowd(&to, 1, (double)n / USERS);
    block(&to, &s, 1);
    double before = peak_bytes(), begin = seconds_used();
    assay__ties every = lay_out(&all, USERS + MOST_BOTS, CREATORS, ASSAY__TIMED), ties;
    must(assay__ties_first(&every, &ties, NULL)); /* as the search itself begins */
    assay__ties_free(&every);
    double laid = seconds_used();
    assay__ground ground;
    must(assay__ground_new(&ties, 3 * DAY, &ground, NULL));
    must(assay__split(&ground.grid, &ground.block, NULL));
    double searched = seconds_used();
    assay__expander expander;
    must(assay__expander_new(&ground.grid, &expander, NULL));
    assay__expand(&expander, &ground.block);
    double end = seconds_used();
    printf("%zu,%u,%.2f,%.2f,%.2f,%.2f,%.1f,%.1f,%.3f,%.4f,%d\n", to.n,
           ground.grid.n_windows, laid - begin, searched - laid, end - searched,
           end - begin, before / (double)to.n, peak_bytes() / (double)to.n,
           ground.block.density, score_marks(&expander.marks, &s), ground.bursts);
    assay__expander_free(&expander);
    assay__ground_free(&ground);
    assay__ties_free(&ties);
}

/* A smaller world, of as many acts a user. @param by  interests too are fewer, so that
 * each has as many people: what "large" looks at */
static void shrink(uint32_t by, bool interests)
{
    USERS /= by;
    CREATORS /= by;
    INTERESTS /= interests ? by : 1;
}

int main(int argc, char **argv)
{
    assay_initialise();
    if (argc == 5 && strcmp(argv[1], "quality") == 0)
        shrink((uint32_t)atoi(argv[4]), false);
    if (argc == 4 && strcmp(argv[1], "large") == 0)
        shrink((uint32_t)atoi(argv[3]), true);
    if ((argc == 4 || argc == 5) && strcmp(argv[1], "quality") == 0) {
        size_t i = (size_t)atoi(argv[2]);
        if (i >= sizeof SCENES / sizeof *SCENES)
            return 2;
        quality(&SCENES[i], (uint64_t)atoll(argv[3]));
    } else if (argc == 4 && strcmp(argv[1], "plain") == 0) {
        plain((size_t)atof(argv[2]), argv[3]);
    } else if ((argc == 3 || argc == 4) && strcmp(argv[1], "large") == 0) {
        large((size_t)atof(argv[2]));
    } else {
        fprintf(stderr, "usage: network quality SCENE SEED [SHRINK] | plain TIES FILE | "
                        "large TIES [SHRINK]\n");
        return 2;
    }
    return 0;
}
