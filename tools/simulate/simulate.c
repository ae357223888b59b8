/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `assay simulate`: rosters of invented creators of whom everything is known. */
#include "cli/command.h"

#include "sim.h"
#include "tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct settings {
    const char *out, *truth, *format, *level, *mechanisms, *confounders, *vendors,
        *platforms;
    const char *languages, *followers, *share, *gain, *tables, *shared;
    uint64_t accounts, first, seed, days, posts, comments, audience;
    double prevalence, small, witnesses;
    bool thin, daily;
} settings;

#define AT(member) offsetof(settings, member)

static const cli_option OPTIONS[] = {
    {"out", 'o', OPTION_TEXT, AT(out), "DIR", NULL, 0, 0, "where the tables go"},
    {"truth", 0, OPTION_TEXT, AT(truth), "DIR", NULL, 0, 0,
     "where labels and events go (default: beside the tables)"},
    {"accounts", 'n', OPTION_COUNT, AT(accounts), "N", "100", 1, 1e9,
     "how many accounts"},
    {"first", 0, OPTION_COUNT, AT(first), "I", "0", 0, 1e12,
     "number of the first; any part of a roster is the same as in the whole"},
    {"seed", 's', OPTION_COUNT, AT(seed), "S", "1", 0, 1e15, "which world"},
    {"days", 0, OPTION_COUNT, AT(days), "D", "365", 1, 3650,
     "days between first and last reading"},
    {"posts", 0, OPTION_COUNT, AT(posts), "P", "50", 0, 4000, "newest posts told of"},
    {"comments", 0, OPTION_COUNT, AT(comments), "C", "300", 0, 100000,
     "comments sampled"},
    {"level", 0, OPTION_TEXT, AT(level), "SET", "mix", 0, 0,
     "care of the buyers: L0 naive to L3, several by commas, or mix"},
    {"prevalence", 0, OPTION_NUMBER, AT(prevalence), "P", "0.3", 0, 1,
     "share of inflated accounts"},
    {"small", 0, OPTION_NUMBER, AT(small), "P", "0.02", 0, 1,
     "share of the others that buy a little"},
    {"mechanisms", 0, OPTION_TEXT, AT(mechanisms), "SET", "mix", 0, 0,
     "what is bought: bulk, drip, likes, …, mix or none"},
    {"confounders", 0, OPTION_TEXT, AT(confounders), "SET", "mix", 0, 0,
     "what happens honestly: mix, none, or a list of which each account has one"},
    {"vendors", 0, OPTION_TEXT, AT(vendors), "SET", "mix", 0, 0,
     "of whom: train, test, names, or mix"},
    {"platforms", 0, OPTION_TEXT, AT(platforms), "SET",
     "tiktok,instagram,youtube,facebook", 0, 0, "which platforms"},
    {"languages", 0, OPTION_TEXT, AT(languages), "SET", "mix", 0, 0,
     "vi, en, id, th, es, pt, or mix"},
    {"followers", 0, OPTION_TEXT, AT(followers), "LOW:HIGH", "1500:2000000", 0, 0,
     "sizes of accounts"},
    {"share", 0, OPTION_TEXT, AT(share), "LOW:HIGH", NULL, 0, 0,
     "one order of this share of the followers (bulk, drip)"},
    {"gain", 0, OPTION_TEXT, AT(gain), "LOW:HIGH", NULL, 0, 0,
     "each honest event brings this share of the followers"},
    {"tables", 0, OPTION_TEXT, AT(tables), "SET", "none", 0, 0,
     "further tables: audience, livestreams, sales, explanations, outcomes, "
     "demographics, actions, or mix"},
    {"witnesses", 0, OPTION_NUMBER, AT(witnesses), "P", "0.5", 0, 1,
     "share of accounts that have each further table"},
    {"audience", 0, OPTION_COUNT, AT(audience), "N", "300", 1, 100000,
     "most followers sampled"},
    {"shared", 0, OPTION_TEXT, AT(shared), "SET", "none", 0, 0,
     "people that several creators share: pools, loops, fans, pods, or mix"},
    {"daily", 0, OPTION_FLAG, AT(daily), NULL, NULL, 0, 0, "every tracker reads daily"},
    {"thin", 0, OPTION_FLAG, AT(thin), NULL, NULL, 0, 0,
     "one snapshot, at most 12 posts and 100 comments"},
    {"format", 0, OPTION_CHOICE, AT(format), "csv|ndjson|both", "csv", 0, 0,
     "form of the tables"},
};

static const example EXAMPLES[] = {
    {"assay simulate --out sim --accounts 2000 --seed 11",
     "a roster of which 30 % are inflated, with labels"},
    {"assay simulate --out sim --mechanisms drip --level L3 --prevalence 0.5",
     "the hardest drips among honest accounts"},
    {"assay simulate --out sim --tables mix --witnesses 0.8",
     "audience samples, livestreams, sales and what is declared, for 80 % each"},
    {"assay simulate --out sim --tables actions --shared mix --accounts 500",
     "pools, giveaway loops, fan clubs and pods for assay network"},
    {"assay simulate --out sim --confounders viral --prevalence 0",
     "honest accounts, each with a viral post"},
};

const cli_form simulate_form = {
    .operands = "",
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(settings),
    .shares = SHARES_JOBS,
    .about =
        "Writes the tables of invented creators, and beside them what is true of\n"
        "them: labels.csv, truth_events.csv, comment_labels.csv, and for benches\n"
        "truth_orders.csv and truth_shares.csv. --tables adds further witnesses of\n"
        "what happened, each with its truth. The tables above do not change by it,\n"
        "unless livestream viewers or orders are bought: only further tables show "
        "those.\n\n"
        "An account is inflated when at least 5 % of its followers, or 20 % of its\n"
        "likes, views, comments, livestream viewers or orders, are bought. The same\n"
        "seed gives the same bytes, with any number of jobs, and any part of a roster\n"
        "is the same as in the whole.",
    FORM_EXAMPLES(EXAMPLES),
};

/* LOW:HIGH, or one number for both. */
static assay_status read_range(const char *name, const char *words, double *low,
                               double *high, assay_error *err)
{
    if (!words) {
        return ASSAY_OK;
    }
    char *end = NULL;
    double a = strtod(words, &end);
    double b = a;
    if (*end == ':') {
        b = strtod(end + 1, &end);
    }
    if (end == words || *end || !isfinite(a) || !isfinite(b)) {
        return assay_fail(err, ASSAY_USAGE, "--%s: '%s' is not LOW:HIGH", name, words);
    }
    *low = a;
    *high = b;
    return ASSAY_OK;
}

static assay_status read_sets(const settings *given, sim_settings *s, assay_error *err)
{
    const struct {
        const char *kind, *names;
        unsigned *set;
    } SETS[] = {
        {"level", given->level, &s->levels},
        {"mechanisms", given->mechanisms, &s->mechanisms},
        {"confounders", given->confounders, &s->confounders},
        {"vendors", given->vendors, &s->vendors},
        {"platforms", given->platforms, &s->platforms},
        {"languages", given->languages, &s->languages},
        {"tables", given->tables, &s->tables},
        {"shared", given->shared, &s->shared},
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < LENGTH(SETS) && status == ASSAY_OK; i++) {
        status = sim_settings_set(SETS[i].kind, SETS[i].names, SETS[i].set, err);
    }
    s->one_confounder = strcmp(given->confounders, "mix") != 0 && s->confounders != 0;
    return status;
}

static assay_status read_settings(const settings *given, sim_settings *s,
                                  assay_error *err)
{
    *s = sim_settings_default();
    s->accounts = given->accounts;
    s->first = given->first;
    s->seed = given->seed;
    s->days = given->days;
    s->posts = given->thin && given->posts > 12 ? 12 : given->posts;
    s->comments = given->thin && given->comments > 100 ? 100 : given->comments;
    s->prevalence = given->prevalence;
    s->small = given->small;
    s->thin = given->thin;
    s->daily = given->daily;
    s->witnesses = given->witnesses;
    s->audience = given->audience;
    assay_status status = read_sets(given, s, err);
    if (status == ASSAY_OK) {
        status = read_range("followers", given->followers, &s->followers_low,
                            &s->followers_high, err);
    }
    if (status == ASSAY_OK) {
        status = read_range("share", given->share, &s->share_low, &s->share_high, err);
    }
    if (status == ASSAY_OK) {
        status = read_range("gain", given->gain, &s->gain_low, &s->gain_high, err);
    }
    return status == ASSAY_OK ? sim_settings_check(s, err) : status;
}

int run_simulate(const cli_call *call)
{
    const settings *given = call->settings;
    if (!given->out) {
        return command_usage("simulate", "--out DIR is needed");
    }
    sim_settings s;
    assay_error err = {.status = ASSAY_OK};
    if (read_settings(given, &s, &err) != ASSAY_OK) {
        return command_usage("simulate", "%s", err.message);
    }
    sim_output output = {.folder = given->out, .truth = given->truth};
    output.csv = strcmp(given->format, "ndjson") != 0;
    output.ndjson = strcmp(given->format, "csv") != 0;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    output.jobs = processors > 0 ? (size_t)processors : 1;
    if (call->shared->jobs > 0) {
        output.jobs = (size_t)call->shared->jobs;
    }
    if (sim_roster_write(&s, &output, &err) != ASSAY_OK) {
        return command_failed(&err);
    }
    command_note(call, "%llu accounts written to %s", (unsigned long long)s.accounts,
                 given->out);
    return 0;
}
