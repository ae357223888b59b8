/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where members are, against the market the account claims: its country, else its
 * language; and against the shares that a vendor or the creator reports.
 *
 * The distance is the divergence of Jensen and Shannon, in bits, 0 alike to 1 nothing in
 * common, less what a sample of this size is off by chance. Against a claimed market the
 * reference is 70 % at home and the rest as the sample has it: what lies above that is
 * no mismatch.
 */
#include "audience/bins.h"
#include "audience/crowd.h"

#include "base/hash.h"
#include "base/str.h"

#include <math.h>

enum { ENOUGH = 50, CODE_ROOM = 16 };
/* Audiences spill over borders; an account whose market holds seven in ten of them is
 * where it says it is. */
static const double AT_HOME = 0.7;

/* A code small and without its variant: `vi-VN` is `vi`; 0 for none. */
static uint64_t key_of(assay_str code, bool language)
{
    char small[CODE_ROOM];
    size_t n = 0;
    for (; n < code.len && n < CODE_ROOM; n++) {
        char c = code.ptr[n];
        if (language && (c == '-' || c == '_'))
            break;
        small[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return n == 0 ? 0 : assay__hash((assay_str){small, n}, 17) | 1;
}

static assay_str code_of(const assay_member *member, bool language)
{
    return language ? member->language : member->country;
}

/** The markets of the members. */
typedef struct markets {
    assay__bins bins;
    double n;
    bool language;
} markets;

static void count_markets(const assay__crowd *crowd, bool language, markets *out)
{
    out->bins.n = 0;
    memset(out->bins.slots, 0, (out->bins.mask + 1) * sizeof *out->bins.slots);
    out->n = 0;
    out->language = language;
    for (size_t i = 0; i < crowd->n; i++) {
        uint64_t key = key_of(code_of(&crowd->members[i], language), language);
        if (key == 0 || crowd->twin[i])
            continue;
        (void)assay__bins_add(&out->bins, key, i);
        out->n++;
    }
}

static double share_of(const markets *m, uint64_t key)
{
    for (size_t b = 0; b < m->bins.n; b++)
        if (m->bins.bins[b].key == key)
            return (double)m->bins.bins[b].n / m->n;
    return 0;
}

/* One term of the divergence, in bits. */
static double term(double p, double q)
{
    return p > 0 ? 0.5 * p * log2(2 * p / (p + q)) : 0;
}

/* Expected by chance alone: (cells - 1) / (8 n ln 2), the chi-square's mean. */
static double beyond_chance(double divergence, double cells, double n)
{
    double chance = (cells - 1) / (8 * n * 0.6931471805599453);
    return fmin(fmax(divergence - chance, 0), 1);
}

static double against_claim(const markets *m, uint64_t home)
{
    double p = share_of(m, home);
    if (p >= AT_HOME)
        return 0;
    double sum = term(p, AT_HOME) + term(AT_HOME, p) + term(1 - p, 1 - AT_HOME) +
                 term(1 - AT_HOME, 1 - p);
    return beyond_chance(sum, 2, m->n);
}

/* Against shares reported of followers by country or language; NaN without them. */
static double against_report(const assay_account *account, const markets *m)
{
    const char *dimension = m->language ? "language" : "country";
    double sum = 0, told = 0, met = 0, cells = 0;
    for (size_t i = 0; i < account->n_demographics; i++) {
        const assay_demographic *row = &account->demographics[i];
        if (!assay__str_equal(row->dimension, assay__str(dimension)) ||
            !assay__str_equal(row->of, ASSAY__LITERAL("followers")) || isnan(row->share))
            continue;
        double p = share_of(m, key_of(row->code, m->language));
        sum += term(p, row->share) + term(row->share, p);
        told += row->share;
        met += p;
        cells++;
    }
    if (cells == 0 || told > 1.05) /* rounded shares may pass 1 by a little */
        return ASSAY_NUMBER_UNKNOWN;
    double rest_p = fmax(1 - met, 0), rest_q = fmax(1 - told, 0);
    sum += term(rest_p, rest_q) + term(rest_q, rest_p);
    return beyond_chance(sum, cells + 1, m->n);
}

/* The largest market beside the claimed one; ties by first member. */
static void find_elsewhere(const assay__crowd *crowd, const markets *m, uint64_t home,
                           assay_audience *out)
{
    size_t most = 0;
    for (size_t b = 0; b < m->bins.n; b++) {
        const assay__bin *bin = &m->bins.bins[b];
        if (bin->key == home || bin->n <= most)
            continue;
        most = bin->n;
        out->elsewhere = code_of(&crowd->members[bin->first], m->language);
    }
    out->elsewhere_share = (double)most / m->n;
}

/* Wilson's interval of the home share at 95 %. */
static assay_interval home_share(double p, double n)
{
    const double z = 1.959963984540054;
    double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (assay_interval){p, fmin(fmax(centre - half, 0), p),
                            fmax(fmin(centre + half, 1), p)};
}

/* What one kind of market tells. @return false: nothing */
static bool look_at(const assay__crowd *crowd, const markets *m, assay_audience *out)
{
    const assay_account *account = crowd->account;
    assay_str claimed = m->language ? account->language : account->country;
    uint64_t home = key_of(claimed, m->language);
    if (m->n < ENOUGH)
        return false;
    double reported = against_report(account, m);
    double mismatch = home != 0 ? against_claim(m, home) : reported;
    if (isnan(mismatch))
        return false;
    out->geo_mismatch = isnan(reported) ? mismatch : fmax(mismatch, reported);
    out->by_language = m->language;
    out->claimed = claimed;
    if (home != 0)
        out->local_share = home_share(share_of(m, home), m->n);
    find_elsewhere(crowd, m, home, out);
    return true;
}

assay_status assay__places_look(const assay__crowd *crowd, assay_audience *out,
                                assay_error *err)
{
    markets m;
    ASSAY__TRY(assay__bins_new(crowd->n, crowd->arena, &m.bins, err));
    count_markets(crowd, false, &m);
    if (look_at(crowd, &m, out))
        return ASSAY_OK;
    count_markets(crowd, true, &m);
    (void)look_at(crowd, &m, out);
    return ASSAY_OK;
}
