/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, their defaults and limits, and the names of everything that can be chosen. */
#include "sim.h"
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const MECHANISMS[] = {
#define SIM_ROW(name, text, metric) text,
    SIM_MECHANISM_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const sim_metric METRICS[] = {
#define FOLLOWERS SIM_FOLLOWERS
#define LIKES SIM_LIKES_METRIC
#define VIEWS SIM_VIEWS_METRIC
#define COMMENTS SIM_COMMENTS_METRIC
#define VIEWERS SIM_VIEWERS_METRIC
#define ORDERS SIM_ORDERS_METRIC
#define SIM_ROW(name, text, metric) metric,
    SIM_MECHANISM_TABLE(SIM_ROW)
#undef SIM_ROW
#undef FOLLOWERS
#undef LIKES
#undef VIEWS
#undef COMMENTS
#undef VIEWERS
#undef ORDERS
};
static const char *const CONFOUNDERS[] = {
#define SIM_ROW(name, text, share) text,
    SIM_CONFOUNDER_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const double CONFOUNDER_SHARES[] = {
#define SIM_ROW(name, text, share) share,
    SIM_CONFOUNDER_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const char *const PLATFORMS[] = {
#define SIM_ROW(name, text) text,
    SIM_PLATFORM_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const char *const WITNESSES[] = {
#define SIM_ROW(name, text) text,
    SIM_WITNESS_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const char *const CIRCLES[] = {
#define SIM_ROW(name, text, word) text,
    SIM_CIRCLE_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const char *const LEVELS[] = {"L0", "L1", "L2", "L3"};

const char *sim_mechanism_name(sim_mechanism mechanism)
{
    return MECHANISMS[mechanism];
}

const char *sim_confounder_name(sim_confounder confounder)
{
    return CONFOUNDERS[confounder];
}

const char *sim_cause_name(assay_cause cause)
{
    static const char *const NAMES[] = {
#define SIM_ROW(name, text, en, vi) text,
        ASSAY_CAUSE_TABLE(SIM_ROW)
#undef SIM_ROW
    };
    return NAMES[cause];
}

const char *sim_platform_name(sim_platform platform)
{
    return PLATFORMS[platform];
}

sim_metric sim_mechanism_metric(sim_mechanism mechanism)
{
    return METRICS[mechanism];
}

double sim_confounder_share(sim_confounder confounder)
{
    return CONFOUNDER_SHARES[confounder];
}

/* Vendors by what they are for, or by name. */
static unsigned vendor_set(const char *name, size_t length)
{
    unsigned set = 0;
    for (size_t i = 0; i < sim_vendor_count(); i++) {
        const sim_vendor *vendor = sim_vendor_at(i);
        const char *group = vendor->held_out ? "test" : "train";
        bool named =
            strlen(vendor->name) == length && !strncmp(vendor->name, name, length);
        bool grouped = strlen(group) == length && !strncmp(group, name, length);
        if (named || grouped) {
            set |= SIM_BIT(i);
        }
    }
    return set;
}

typedef struct name_list {
    const char *kind;
    const char *const *names;
    size_t n;
} name_list;

static const name_list LISTS[] = {{"mechanisms", MECHANISMS, SIM_MECHANISMS},
                                  {"confounders", CONFOUNDERS, SIM_CONFOUNDERS},
                                  {"platforms", PLATFORMS, SIM_PLATFORMS},
                                  {"tables", WITNESSES, SIM_WITNESSES},
                                  {"shared", CIRCLES, SIM_CIRCLES},
                                  {"level", LEVELS, SIM_LEVELS}};

/* The names of a kind of thing; languages come from the word lists. */
static const char *listed(const char *kind, size_t i)
{
    if (!strcmp(kind, "languages")) {
        return i < sim_language_count() ? sim_language_code(i) : NULL;
    }
    for (size_t k = 0; k < sizeof LISTS / sizeof *LISTS; k++) {
        if (!strcmp(LISTS[k].kind, kind)) {
            return i < LISTS[k].n ? LISTS[k].names[i] : NULL;
        }
    }
    return NULL;
}

static unsigned name_bits(const char *kind, const char *name, size_t length)
{
    bool every = (length == 3 && !strncmp(name, "mix", 3)) ||
                 (length == 3 && !strncmp(name, "all", 3));
    if (!strcmp(kind, "vendors")) {
        return every ? SIM_BIT(sim_vendor_count()) - 1 : vendor_set(name, length);
    }
    unsigned set = 0;
    for (size_t i = 0; listed(kind, i); i++) {
        const char *known = listed(kind, i);
        if (every || (strlen(known) == length && !strncmp(known, name, length))) {
            set |= SIM_BIT(i);
        }
    }
    return set;
}

assay_status sim_settings_set(const char *kind, const char *names, unsigned *set,
                              assay_error *err)
{
    unsigned all = 0;
    for (const char *at = names; *at;) {
        size_t length = strcspn(at, ",");
        unsigned bits = name_bits(kind, at, length);
        bool none = length == 4 && !strncmp(at, "none", 4);
        if (!bits && !none) {
            return assay_fail(err, ASSAY_USAGE, "--%s: there is no '%.*s'", kind,
                              (int)length, at);
        }
        all |= bits;
        at += length + (at[length] == ',');
    }
    *set = all;
    return ASSAY_OK;
}

sim_settings sim_settings_default(void)
{
    return (sim_settings){
        .seed = 1,
        .accounts = 100,
        .days = 365,
        .posts = 50,
        .comments = 300,
        .prevalence = 0.3,
        .small = 0.02,
        .share_low = ASSAY_NUMBER_UNKNOWN,
        .share_high = ASSAY_NUMBER_UNKNOWN,
        .gain_low = ASSAY_NUMBER_UNKNOWN,
        .gain_high = ASSAY_NUMBER_UNKNOWN,
        .followers_low = 1500,
        .followers_high = 2e6,
        .mechanisms = SIM_BIT(SIM_MECHANISMS) - 1,
        .confounders = SIM_BIT(SIM_CONFOUNDERS) - 1,
        .levels = SIM_BIT(SIM_LEVELS) - 1,
        .platforms = SIM_BIT(SIM_ON_X) - 1,
        .languages = SIM_BIT(sim_language_count()) - 1,
        .vendors = SIM_BIT(sim_vendor_count()) - 1,
        .tables = 0,
        .witnesses = 0.5,
        .audience = 300,
        .shared = 0,
        .until = INT64_C(20634) * SIM_DAY, /* 2026-06-30: a year with one Tet in it */
    };
}

static bool is_share(double x)
{
    return x >= 0 && x <= 1;
}

/* What is wrong with how the accounts are, or NULL. */
static const char *fault_of_accounts(const sim_settings *s)
{
    if (s->days < 1 || s->days > 3650) {
        return "--days must lie between 1 and 3650";
    }
    if (!is_share(s->prevalence) || !is_share(s->small)) {
        return "--prevalence and --small are shares between 0 and 1";
    }
    if (!(s->followers_low >= 100 && s->followers_high >= s->followers_low &&
          s->followers_high <= 1e9)) {
        return "--followers needs LOW:HIGH between 100 and 1000000000";
    }
    if (!s->platforms || !s->languages || !s->levels || !s->vendors) {
        return "--platforms, --languages, --level and --vendors need at least one each";
    }
    return NULL;
}

/* With how much is bought of them. */
static const char *fault_of_amounts(const sim_settings *s)
{
    if (!isnan(s->share_low) &&
        !(s->share_low > 0 && s->share_high >= s->share_low && s->share_high < 0.95)) {
        return "--share needs shares between 0 and 0.95";
    }
    if (!isnan(s->gain_low) &&
        !(s->gain_low > 0 && s->gain_high >= s->gain_low && s->gain_high <= 2)) {
        return "--gain needs shares between 0 and 2";
    }
    return NULL;
}

/* With the tables beside, and what needs one of them. */
static const char *fault_of_tables(const sim_settings *s)
{
    if (!is_share(s->witnesses)) {
        return "--witnesses is a share between 0 and 1";
    }
    if (s->audience < 1 || s->audience > 100000) {
        return "--audience must lie between 1 and 100000";
    }
    if (s->mechanisms == SIM_BIT(SIM_LIVE_VIEWERS) &&
        !(s->tables & SIM_BIT(SIM_TELLS_LIVESTREAMS))) {
        return "--mechanisms live_viewers needs --tables livestreams";
    }
    if (s->mechanisms == SIM_BIT(SIM_SELF_ORDERS) &&
        !(s->tables & SIM_BIT(SIM_TELLS_SALES))) {
        return "--mechanisms self_orders needs --tables sales";
    }
    if (!s->mechanisms && s->prevalence + s->small > 0) {
        return "--mechanisms none needs --prevalence 0 --small 0";
    }
    return NULL;
}

assay_status sim_settings_check(const sim_settings *settings, assay_error *err)
{
    const char *words = fault_of_accounts(settings);
    words = words ? words : fault_of_amounts(settings);
    words = words ? words : fault_of_tables(settings);
    return words ? assay_fail(err, ASSAY_USAGE, "%s", words) : ASSAY_OK;
}
