/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the rates hold that a panel promises? Accounts are scored once; rosters and panels
 * are then drawn from them many times and judged by the library's own panels, q-values
 * and shift test.
 *
 *     guarantee PARTS LABELS.csv REPEATS POOL/... [--others OTHER/...]
 *
 * PARTS are of rates,scores,labels,shift. Each POOL and OTHER is the folder of one roster,
 * accounts.ndjson and, if there is one, actions.csv: its accounts are scored with what it
 * tells together, the network above all, as an audit of it would. Panels and rosters are
 * then drawn from all the POOLs.
 *
 * Printed are rows figure,slice,value,low,high,n: means over the repeats with a 90 %
 * bootstrap interval. bench/guarantee.py simulates the pools and sets the targets beside.
 */
#include <assay/assay.h>

#include "base/random.h"
#include "model/label_map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_ACCOUNTS = 20000,
    MOST_REPEATS = 1000,
    MOST_ROSTERS = 32,
    ROSTER = 1000,
    PANEL = 500,
    REPLICATES = 2000
};

static const double FDR = 0.1;

/* What a panel and a shift test see of an account, as a verdict they can be shown. */
typedef struct scored {
    char platform[32], handle[96];
    assay_account account;
    assay_reading reading[2];
    assay_verdict verdict;
    double *features;
    bool inflated;
} scored;

typedef struct pool {
    scored *account;
    size_t n;
    assay_scorer *scorer[MOST_ROSTERS]; /* verdicts point into their models */
    size_t n_scorers;
} pool;

static void fail(const char *what, const assay_error *err)
{
    (void)fprintf(stderr, "guarantee: %s: %s\n", what, err->message);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL) {
        (void)fprintf(stderr, "guarantee: no memory\n");
        exit(1);
    }
    return memory;
}

/* ---- scoring a pool --------------------------------------------------------------- */

static void copy_text(char *to, size_t size, assay_str from)
{
    size_t n = from.len < size - 1 ? from.len : size - 1;
    memcpy(to, from.ptr, n);
    to[n] = '\0';
}

static void keep(scored *out, const assay_verdict *verdict)
{
    const assay_account *account = verdict->account;
    size_t features = assay_feature_count();
    copy_text(out->platform, sizeof out->platform, account->platform);
    copy_text(out->handle, sizeof out->handle, account->handle);
    out->features = room(features, sizeof(double));
    memcpy(out->features, verdict->features, features * sizeof(double));
    out->account = assay_account_unknown();
    out->account.platform = (assay_str){out->platform, strlen(out->platform)};
    out->account.handle = (assay_str){out->handle, strlen(out->handle)};
    out->account.followers = assay_account_followers(account);
    out->account.n_posts = account->n_posts; /* only counted */
    out->account.n_comments = account->n_comments;
    out->account.n_audience = account->n_audience;
    out->account.n_livestreams = account->n_livestreams;
    if (account->n_growth > 1) {
        out->reading[0] = account->growth[0];
        out->reading[1] = account->growth[account->n_growth - 1];
        out->account.growth = out->reading;
        out->account.n_growth = 2;
    }
    out->verdict = *verdict;
    out->verdict.account = &out->account;
    out->verdict.features = out->features;
}

/* What the accounts of one folder tell together. */
typedef struct told {
    assay_roster roster;
    assay_network *network;
    assay_purge_finder *purges;
    assay_profiles_model *profiles;
} told;

/* Called with each account of a folder. */
typedef assay_status visit(void *ctx, const assay_account *account, assay_arena *arena,
                           assay_error *err);

static void each_account(const char *folder, visit *do_one, void *ctx)
{
    char path[4096];
    assay_error err = {0};
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    (void)snprintf(path, sizeof path, "%s/accounts.ndjson", folder);
    if (assay_reader_open(path, NULL, &reader, &err) != ASSAY_OK ||
        assay_arena_new(1 << 20, NULL, &arena, &err) != ASSAY_OK)
        fail(path, &err);
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay_reader_next(reader, arena, &account, &err);
        if (status == ASSAY_OK)
            status = do_one(ctx, account, arena, &err);
    }
    if (status != ASSAY_END)
        fail(path, &err);
    assay_arena_free(arena);
    assay_reader_close(reader);
}

static assay_status tell(void *ctx, const assay_account *account, assay_arena *arena,
                         assay_error *err)
{
    told *t = ctx;
    int64_t as_of = assay_account_as_of(account);
    double *suspicious = assay_arena_array(arena, account->n_audience, sizeof(double));
    if (suspicious == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory");
    for (size_t i = 0; i < account->n_audience; i++)
        suspicious[i] =
            assay_profiles_probability(t->profiles, &account->audience[i], as_of);
    t->roster.accounts++;
    assay_status status = assay_purge_finder_add(t->purges, account, err);
    if (status == ASSAY_OK)
        status = assay_network_add_account(t->network, account, suspicious, err);
    return status;
}

static void search(told *t)
{
    assay_error err = {0};
    const assay_group *groups = NULL;
    size_t n = 0;
    assay_status status = assay_purge_finder_finish(t->purges, &t->roster.purges,
                                                    &t->roster.n_purges, &err);
    if (status == ASSAY_OK)
        status = assay_network_find(t->network, &groups, &n, &err);
    if (status == ASSAY_OK)
        status = assay_network_accounts(t->network, &t->roster.network,
                                        &t->roster.n_network, &err);
    if (status != ASSAY_OK)
        fail("network", &err);
}

/* As an audit's first reading, but for handles and sales. */
static told gather(const char *folder)
{
    char path[4096];
    assay_error err = {0};
    told t = {.network = NULL};
    if (assay_network_new(NULL, &t.network, &err) != ASSAY_OK ||
        assay_profiles_model_default(&t.profiles, &err) != ASSAY_OK ||
        assay_purge_finder_new(&t.purges, &err) != ASSAY_OK)
        fail(folder, &err);
    each_account(folder, tell, &t);
    (void)snprintf(path, sizeof path, "%s/actions.csv", folder);
    assay_status status = assay_network_read(t.network, path, NULL, NULL, &err);
    if (status != ASSAY_OK && status != ASSAY_NOT_FOUND)
        fail(path, &err);
    search(&t);
    assay_profiles_model_free(t.profiles);
    return t;
}

static assay_status score_one(void *ctx, const assay_account *account, assay_arena *arena,
                              assay_error *err)
{
    pool *all = ctx;
    const assay_verdict *verdict = NULL;
    (void)arena;
    if (all->n == MOST_ACCOUNTS)
        return ASSAY_END;
    assay_status status =
        assay_scorer_score(all->scorer[all->n_scorers - 1], account, &verdict, err);
    if (status == ASSAY_OK)
        keep(&all->account[all->n++], verdict);
    return status;
}

static void score_roster(const char *folder, pool *all)
{
    assay_error err = {0};
    told t = gather(folder);
    assay_scorer_options options = {.roster = &t.roster};
    if (assay_scorer_new(&options, &all->scorer[all->n_scorers++], &err) != ASSAY_OK)
        fail(folder, &err);
    each_account(folder, score_one, all);
    assay_network_free(t.network);
    assay_purge_finder_free(t.purges);
}

static pool score_rosters(char *const folders[], size_t n)
{
    pool all = {.account = room(MOST_ACCOUNTS, sizeof(scored))};
    for (size_t i = 0; i < n && i < MOST_ROSTERS; i++)
        score_roster(folders[i], &all);
    return all;
}

/* platform,handle,inflated,… as assay simulate writes them, in any order. */
static void read_labels(const char *path, pool *all)
{
    char line[512], platform[64], handle[128];
    int inflated;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        (void)fprintf(stderr, "guarantee: %s cannot be read\n", path);
        exit(1);
    }
    size_t row = 0, found = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63[^,],%127[^,],%d", platform, handle, &inflated) != 3)
            continue;
        for (size_t k = 0; k < all->n; k++) { /* nearly always the next one */
            scored *account = &all->account[(row + k) % all->n];
            if (strcmp(account->handle, handle) != 0 ||
                strcmp(account->platform, platform) != 0)
                continue;
            account->inflated = inflated != 0;
            row = (row + k + 1) % all->n;
            found++;
            break;
        }
    }
    (void)fclose(file);
    if (found != all->n) {
        (void)fprintf(stderr, "guarantee: %zu of %zu accounts have a label in %s\n",
                      found, all->n, path);
        exit(1);
    }
}

/* ---- drawing ---------------------------------------------------------------------- */

/* Indices of one class, shuffled anew for each repeat. */
typedef struct deck {
    size_t *at;
    size_t n;
} deck;

static deck deck_of(const pool *all, bool inflated)
{
    deck d = {room(all->n, sizeof(size_t)), 0};
    for (size_t i = 0; i < all->n; i++)
        if (all->account[i].inflated == inflated)
            d.at[d.n++] = i;
    return d;
}

static void shuffle(deck *d, assay__random *random)
{
    for (size_t i = d->n; i-- > 1;) {
        size_t k = (size_t)assay__random_below(random, i + 1);
        size_t kept = d->at[i];
        d->at[i] = d->at[k];
        d->at[k] = kept;
    }
}

static double mean(const double x[], size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* A row: the mean over the repeats and its 90 % bootstrap interval. */
static void put(const char *figure, const char *slice, const double x[], size_t n)
{
    static double drawn[REPLICATES];
    assay__random random = {1, 0};
    for (size_t r = 0; r < REPLICATES; r++) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++)
            sum += x[assay__random_below(&random, n)];
        drawn[r] = sum / (double)n;
    }
    qsort(drawn, REPLICATES, sizeof(double), compare_doubles);
    printf("%s,%s,%.4f,%.4f,%.4f,%zu\n", figure, slice, mean(x, n),
           drawn[REPLICATES / 20], drawn[REPLICATES - 1 - REPLICATES / 20], n);
    (void)fflush(stdout);
}

/* ---- panels ----------------------------------------------------------------------- */

static assay_panel *load(assay_panel_fit *fit)
{
    assay_error err = {0};
    assay_bytes file = {0};
    assay_panel *panel = NULL;
    if (assay_panel_fit_finish(fit, &file, &err) != ASSAY_OK ||
        assay_panel_load((assay_str){file.ptr, file.len}, &panel, &err) != ASSAY_OK)
        fail("panel", &err);
    assay_bytes_free(&file);
    assay_panel_fit_free(fit);
    return panel;
}

static assay_panel_fit *fit_new(void)
{
    assay_error err = {0};
    assay_panel_fit *fit = NULL;
    if (assay_panel_fit_new("bench", &fit, &err) != ASSAY_OK)
        fail("panel", &err);
    return fit;
}

static void add(assay_panel_fit *fit, const scored *account, double label)
{
    assay_error err = {0};
    if (assay_panel_fit_add(fit, &account->verdict, label, &err) != ASSAY_OK)
        fail("panel", &err);
}

/* n honest accounts from the head of a shuffled deck. */
static assay_panel *clean_panel(const pool *all, const deck *honest, size_t n)
{
    assay_panel_fit *fit = fit_new();
    for (size_t i = 0; i < n; i++)
        add(fit, &all->account[honest->at[i]], ASSAY_NUMBER_UNKNOWN);
    return load(fit);
}

/* A panel of which `bad` are inflated, the `checked` highest scores being looked at. */
static assay_panel *dirty_panel(const pool *all, const deck *honest, const deck *inflated,
                                size_t bad, size_t checked)
{
    const scored **member = room(PANEL, sizeof *member);
    assay_panel_fit *fit = fit_new();
    for (size_t i = 0; i < PANEL; i++) /* the inflated ones come from the deck's end */
        member[i] =
            &all->account[i < bad ? inflated->at[inflated->n - 1 - i] : honest->at[i]];
    for (size_t i = 0; i < PANEL; i++) {
        size_t above = 0;
        for (size_t k = 0; k < PANEL; k++)
            above += member[k]->verdict.score > member[i]->verdict.score;
        add(fit, member[i],
            above < checked ? (double)member[i]->inflated : ASSAY_NUMBER_UNKNOWN);
    }
    free(member);
    return load(fit);
}

/* ---- rates ------------------------------------------------------------------------ */

typedef struct outcome {
    double wrong_share, power, held; /* held: no more wrong flags than was said */
} outcome;

typedef struct session {
    const pool *all;
    deck honest, inflated;
    assay__random random;
    size_t repeats;
} session;

/* A roster from the decks: inflated accounts first, honest ones from `used` on. */
static outcome judge(const session *s, const assay_panel *panel, size_t bad, size_t used)
{
    static double p[ROSTER], q[ROSTER], of[ROSTER];
    assay_error err = {0};
    double share = 1.0, chance = 0.0;
    for (size_t i = 0; i < ROSTER; i++) {
        size_t at = i < bad ? s->inflated.at[i] : s->honest.at[used + i];
        const assay_verdict *verdict = &s->all->account[at].verdict;
        assay_panel_place place = assay_panel_p(panel, verdict->account->platform,
                                                (double)verdict->score * 1e-6);
        p[i] = place.p_value;
        of[i] = place.n;
    }
    if (assay_q_values_panel(p, ROSTER, q, &share, &err) != ASSAY_OK)
        fail("q", &err);
    size_t right = 0, wrong = 0;
    for (size_t i = 0; i < ROSTER; i++) {
        if (!(q[i] <= FDR))
            continue;
        right += i < bad;
        wrong += i >= bad;
        double above = assay_panel_conditional_p((size_t)of[i], p[i], 0.1);
        chance = above > chance ? above : chance;
    }
    double flags = (double)(right + wrong);
    return (outcome){.wrong_share = flags > 0.0 ? (double)wrong / flags : 0.0,
                     .power = (double)right / (double)bad,
                     .held = (double)wrong <= ceil(chance * share * ROSTER)};
}

typedef struct trial {
    double share;          /* of the roster that is inflated */
    size_t panel;          /* accounts; used when not dirty */
    size_t dirty, checked; /* of a panel of 500 */
    const char *slice;
} trial;

static void run_trial(session *s, const trial *t)
{
    static double wrong[MOST_REPEATS], power[MOST_REPEATS], held[MOST_REPEATS];
    size_t bad = (size_t)lround(t->share * ROSTER);
    size_t used = t->dirty > 0 ? (size_t)PANEL : t->panel;
    for (size_t r = 0; r < s->repeats; r++) {
        shuffle(&s->honest, &s->random);
        shuffle(&s->inflated, &s->random);
        assay_panel *panel = t->dirty > 0 ? dirty_panel(s->all, &s->honest, &s->inflated,
                                                        t->dirty, t->checked)
                                          : clean_panel(s->all, &s->honest, t->panel);
        outcome o = judge(s, panel, bad, used);
        wrong[r] = o.wrong_share;
        power[r] = o.power;
        held[r] = o.held;
        assay_panel_free(panel);
    }
    put("realised FDR at --fdr 0.1", t->slice, wrong, s->repeats);
    put("power", t->slice, power, s->repeats);
    if (t->dirty == 0)
        put("no more wrong flags than said for nine panels of ten", t->slice, held,
            s->repeats);
}

static const trial TRIALS[] = {
    {0.05, 500, 0, 0, "5 % inflated; panel 500"},
    {0.10, 500, 0, 0, "10 % inflated; panel 500"},
    {0.20, 500, 0, 0, "20 % inflated; panel 500"},
    {0.30, 500, 0, 0, "30 % inflated; panel 500"},
    {0.40, 500, 0, 0, "40 % inflated; panel 500"},
    {0.05, 2500, 0, 0, "5 % inflated; panel 2500"},
    {0.10, 2500, 0, 0, "10 % inflated; panel 2500"},
    {0.20, 2500, 0, 0, "20 % inflated; panel 2500"},
    {0.20, 500, 25, 0, "20 % inflated; 5 % of the panel; none checked"},
    {0.20, 500, 25, 50, "20 % inflated; 5 % of the panel; highest 10 % checked"},
    {0.20, 500, 75, 50, "20 % inflated; 15 % of the panel; highest 10 % checked"},
    {0.20, 500, 75, 100, "20 % inflated; 15 % of the panel; highest 20 % checked"},
};

static int run_rates(const pool *all, size_t repeats)
{
    session s = {.all = all, .random = (assay__random){7, 0}, .repeats = repeats};
    s.honest = deck_of(all, false);
    s.inflated = deck_of(all, true);
    if (s.honest.n < 2500 + ROSTER || s.inflated.n < ROSTER / 2) {
        (void)fprintf(stderr, "guarantee: %zu honest and %zu inflated are too few\n",
                      s.honest.n, s.inflated.n);
        return 1;
    }
    for (size_t k = 0; k < sizeof TRIALS / sizeof *TRIALS; k++)
        run_trial(&s, &TRIALS[k]);
    return 0;
}

/* ---- which score to compare by ---------------------------------------------------- */

static double digits_of(double p)
{
    return p > 0.0 ? -log10(p) : 0.0; /* false for NaN: a family that is not there */
}

static double by_score(const assay_verdict *v)
{
    return (double)v->score;
}

static double by_joint_p(const assay_verdict *v)
{
    return digits_of(v->p_value);
}

static double by_largest_family(const assay_verdict *v)
{
    double largest = 0.0;
    for (size_t f = 0; f < ASSAY_FAMILY_COUNT; f++)
        largest = fmax(largest, digits_of(v->families[f].p_value));
    return largest;
}

static double by_sum_of_families(const assay_verdict *v)
{
    double sum = 0.0;
    for (size_t f = 0; f < ASSAY_FAMILY_COUNT; f++)
        sum += digits_of(v->families[f].p_value);
    return sum;
}

static const struct conformity {
    const char *name;
    double (*of)(const assay_verdict *v);
} CONFORMITIES[] = {{"the score", by_score},
                    {"the joint p", by_joint_p},
                    {"the strongest family", by_largest_family},
                    {"the families' digits summed", by_sum_of_families}};

/* Whether each inflated account lies above all but a share of the honest ones: what a
 * panel without end would find at that p-value. */
static void recall_by(const pool *all, const struct conformity *by, double share)
{
    static double honest[MOST_ACCOUNTS], found[MOST_ACCOUNTS];
    char slice[128];
    size_t n = 0, bad = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!all->account[i].inflated)
            honest[n++] = by->of(&all->account[i].verdict);
    qsort(honest, n, sizeof(double), compare_doubles);
    double mark = honest[n - 1 - (size_t)(share * (double)n)];
    for (size_t i = 0; i < all->n; i++)
        if (all->account[i].inflated)
            found[bad++] = by->of(&all->account[i].verdict) > mark ? 1.0 : 0.0;
    (void)snprintf(slice, sizeof slice, "compared by %s; p <= %g", by->name, share);
    put("inflated accounts found", slice, found, bad);
}

static int run_scores(const pool *all)
{
    for (size_t k = 0; k < sizeof CONFORMITIES / sizeof *CONFORMITIES; k++) {
        recall_by(all, &CONFORMITIES[k], 0.01);
        recall_by(all, &CONFORMITIES[k], 0.05);
    }
    return 0;
}

/* ---- shift ------------------------------------------------------------------------ */

enum { COMPARED = 200 };

static double alarmed(const assay_panel *panel, const pool *from, const size_t at[],
                      const pool *bad_from, const size_t bad_at[], size_t bad)
{
    assay_error err = {0};
    assay_panel_shift *shift = NULL;
    assay_panel_likeness like;
    assay_status status = assay_panel_shift_new(panel, &shift, &err);
    for (size_t i = 0; status == ASSAY_OK && i < COMPARED; i++) {
        const scored *account =
            i < bad ? &bad_from->account[bad_at[i]] : &from->account[at[i]];
        status = assay_panel_shift_add(shift, &account->verdict, &err);
    }
    if (status == ASSAY_OK)
        status = assay_panel_shift_finish(shift, &like, &err);
    if (status != ASSAY_OK)
        fail("shift", &err);
    assay_panel_shift_free(shift);
    return like.alarm ? 1.0 : 0.0;
}

static void same_kind(session *s, double share, const char *slice)
{
    static double alarm[MOST_REPEATS];
    size_t bad = (size_t)lround(share * COMPARED);
    for (size_t r = 0; r < s->repeats; r++) {
        shuffle(&s->honest, &s->random);
        shuffle(&s->inflated, &s->random);
        assay_panel *panel = clean_panel(s->all, &s->honest, PANEL);
        alarm[r] =
            alarmed(panel, s->all, s->honest.at + PANEL, s->all, s->inflated.at, bad);
        assay_panel_free(panel);
    }
    put("alarms about a roster like the panel", slice, alarm, s->repeats);
}

/* Rosters of a folder of honest accounts of another kind; a fifth of it may be inflated. */
static void other_kind(session *s, char *path, double share)
{
    static double alarm[MOST_REPEATS];
    char slice[256];
    pool other = score_rosters(&path, 1);
    deck d = deck_of(&other, false);
    size_t bad = (size_t)lround(share * COMPARED);
    const char *name = strrchr(path, '/');
    name = name == NULL ? path : name + 1;
    for (size_t r = 0; r < s->repeats; r++) {
        shuffle(&s->honest, &s->random);
        shuffle(&s->inflated, &s->random);
        shuffle(&d, &s->random);
        assay_panel *panel = clean_panel(s->all, &s->honest, PANEL);
        alarm[r] = alarmed(panel, &other, d.at, s->all, s->inflated.at, bad);
        assay_panel_free(panel);
    }
    (void)snprintf(slice, sizeof slice, "%s; %g %% inflated", name, 100.0 * share);
    put("alarms about a roster of another kind", slice, alarm, s->repeats);
}

static int run_shift(const pool *all, char **others, int n, size_t repeats)
{
    session s = {.all = all, .random = (assay__random){9, 0}, .repeats = repeats};
    s.honest = deck_of(all, false);
    s.inflated = deck_of(all, true);
    same_kind(&s, 0.0, "none inflated");
    same_kind(&s, 0.2, "20 % inflated");
    same_kind(&s, 0.4, "40 % inflated");
    for (int i = 0; i < n; i++) {
        other_kind(&s, others[i], 0.0);
        other_kind(&s, others[i], 0.2);
    }
    return 0;
}

/* ---- labels ----------------------------------------------------------------------- */

enum { TENTHS = 10 };

/* Predictions of the accounts that gave no label. */
typedef struct predicted {
    double low, value, high;
    bool inflated;
} predicted;

static int compare_predicted(const void *a, const void *b)
{
    const predicted *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

/* How far the observed share of each tenth lies outside its mean interval, and off its
 * mean value, over all rows. */
static void measure_map(predicted p[], size_t n, double *outside, double *off,
                        double *width)
{
    *outside = *off = *width = 0.0;
    qsort(p, n, sizeof *p, compare_predicted);
    for (size_t t = 0; t < TENTHS; t++) {
        double low = 0.0, value = 0.0, high = 0.0, seen = 0.0;
        size_t first = t * n / TENTHS, end = (t + 1) * n / TENTHS;
        for (size_t i = first; i < end; i++) {
            low += p[i].low;
            value += p[i].value;
            high += p[i].high;
            seen += p[i].inflated ? 1.0 : 0.0;
        }
        *outside += fmax(0.0, fmax(low - seen, seen - high)) / (double)n;
        *off += fabs(value - seen) / (double)n;
        *width += (high - low) / (double)n;
    }
}

static void label_once(const pool *all, const size_t at[], size_t labels, predicted p[],
                       double measured[3])
{
    static double score[MOST_ACCOUNTS], label[MOST_ACCOUNTS];
    assay_error err = {0};
    assay_arena *arena = NULL;
    assay__label_map map = {.method = ASSAY__LABELS_NO_MAP};
    for (size_t i = 0; i < labels; i++) {
        score[i] = all->account[at[i]].verdict.risk.value;
        label[i] = all->account[at[i]].inflated ? 1.0 : 0.0;
    }
    const assay__labelled sample = {score, label, labels};
    if (assay_arena_new(1 << 16, NULL, &arena, &err) != ASSAY_OK ||
        assay__label_map_fit(&sample, &map, arena, &err) != ASSAY_OK)
        fail("labels", &err);
    for (size_t i = labels; i < all->n; i++) {
        const scored *account = &all->account[at[i]];
        assay_interval told = assay__label_map_apply(&map, account->verdict.risk.value);
        p[i - labels] = (predicted){told.low, told.value, told.high, account->inflated};
    }
    measure_map(p, all->n - labels, &measured[0], &measured[1], &measured[2]);
    assay__label_map_free(&map);
    assay_arena_free(arena);
}

static int run_labels(const pool *all, size_t repeats)
{
    static const size_t COUNTS[] = {60, 100, 150, 200, 500, 1500};
    static double outside[MOST_REPEATS], off[MOST_REPEATS], width[MOST_REPEATS];
    assay__random random = {11, 0};
    predicted *p = room(all->n, sizeof *p);
    deck d = {room(all->n, sizeof(size_t)), all->n};
    for (size_t i = 0; i < all->n; i++)
        d.at[i] = i;
    for (size_t k = 0; k < sizeof COUNTS / sizeof *COUNTS; k++) {
        char slice[64];
        bool abers = COUNTS[k] >= ASSAY__VENN_ABERS_FEWEST;
        for (size_t r = 0; r < repeats; r++) {
            double measured[3];
            shuffle(&d, &random);
            label_once(all, d.at, COUNTS[k], p, measured);
            outside[r] = measured[0];
            off[r] = measured[1];
            width[r] = measured[2];
        }
        (void)snprintf(slice, sizeof slice, "%zu labels; %s", COUNTS[k],
                       abers ? "Venn-Abers" : "beta");
        if (abers)
            put("observed share outside the interval", slice, outside, repeats);
        if (abers)
            put("width of the interval", slice, width, repeats);
        put("calibration error of tenths", slice, off, repeats);
    }
    return 0;
}

int main(int argc, char **argv)
{
    assay_initialise();
    if (argc < 5) {
        (void)fprintf(stderr, "usage: guarantee PARTS LABELS.csv REPEATS POOL/... "
                              "[--others OTHER/...]\n");
        return 2;
    }
    int rosters = 0, code = 0;
    while (4 + rosters < argc && strcmp(argv[4 + rosters], "--others") != 0)
        rosters++;
    int first = 4 + rosters + 1, others = argc > first ? argc - first : 0;
    size_t repeats = (size_t)strtoul(argv[3], NULL, 10);
    if (repeats < 1 || repeats > MOST_REPEATS)
        repeats = 200;
    pool all = score_rosters(argv + 4, (size_t)rosters);
    read_labels(argv[2], &all);
    if (strstr(argv[1], "rates") != NULL)
        code = run_rates(&all, repeats);
    if (code == 0 && strstr(argv[1], "scores") != NULL)
        code = run_scores(&all);
    if (code == 0 && strstr(argv[1], "labels") != NULL)
        code = run_labels(&all, repeats);
    if (code == 0 && strstr(argv[1], "shift") != NULL)
        code = run_shift(&all, argv + first, others, repeats / 4 < 1 ? 1 : repeats / 4);
    return code;
}
