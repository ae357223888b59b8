/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The further tables of simulated accounts: their truths follow from what they show,
 * and what is published of such data is found in them again. */
#include "base/str.h"
#include "people.h"
#include "sim.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct made {
    sim_bench bench;
    assay_account account;
    sim_truth truth;
} made;

static void begin(made *m)
{
    m->bench.rng = gsl_rng_alloc(sim_rng_type());
    m->bench.aside = gsl_rng_alloc(sim_rng_type());
    cr_assert(assay_arena_new(1 << 20, NULL, &m->bench.arena, NULL) == ASSAY_OK);
}

static void make(made *m, const sim_settings *s, uint64_t index)
{
    assay_arena_reset(m->bench.arena);
    assay_status status =
        sim_account_make(s, index, &m->bench, &m->account, &m->truth, NULL);
    cr_assert(status == ASSAY_OK);
}

static void end(made *m)
{
    gsl_rng_free(m->bench.rng);
    gsl_rng_free(m->bench.aside);
    assay_arena_free(m->bench.arena);
}

static sim_settings with(uint64_t seed, sim_witness table)
{
    sim_settings s = sim_settings_default();
    s.seed = seed;
    s.days = 90;
    s.posts = 10;
    s.comments = 0;
    s.tables = SIM_BIT(table);
    s.witnesses = 1;
    return s;
}

/** Numbers gathered for quantiles. */
typedef struct pile {
    double x[12000];
    size_t n;
} pile;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void heap(pile *p, double x)
{
    if (!isnan(x) && p->n < sizeof p->x / sizeof *p->x) {
        p->x[p->n++] = x;
    }
}

static double quantile(pile *p, double q)
{
    qsort(p->x, p->n, sizeof *p->x, by_size);
    return p->x[(size_t)(q * (double)(p->n - 1))];
}

/* SRF Data 2017, 877 genuine followers: quartiles of followers 135, 421, 1382, of
 * following 264, 604, 1652, median of posts 74; 98 fakes: following 636, 2084, 5428, a
 * third without a post. Within a factor of 1.6 each. */
Test(witnesses, profiles_lie_where_they_were_measured)
{
    static const double QUARTERS[] = {0.25, 0.5, 0.75};
    static const double FOLLOWERS[] = {135, 421, 1382};
    static const double FOLLOWING[] = {264, 604, 1652};
    static const double OF_FAKES[] = {636, 2084, 5428};
    static pile followers, following, of_fakes, posts;
    made m = {0};
    begin(&m);
    sim_settings s = with(31, SIM_TELLS_AUDIENCE);
    double empty = 0;
    for (uint64_t i = 0; i < 60; i++) {
        make(&m, &s, i);
        for (size_t k = 0; k < m.account.n_audience; k++) {
            const assay_member *row = &m.account.audience[k];
            bool fake = m.truth.members[k].inauthentic;
            heap(fake ? &of_fakes : &following, row->following);
            heap(&followers, fake ? ASSAY_NUMBER_UNKNOWN : row->followers);
            heap(&posts, fake ? ASSAY_NUMBER_UNKNOWN : row->posts);
            empty += fake && row->posts == 0;
        }
    }
    for (size_t q = 0; q < 3; q++) {
        cr_assert_lt(fabs(log(quantile(&followers, QUARTERS[q]) / FOLLOWERS[q])), 0.47);
        cr_assert_lt(fabs(log(quantile(&following, QUARTERS[q]) / FOLLOWING[q])), 0.47);
        cr_assert_lt(fabs(log(quantile(&of_fakes, QUARTERS[q]) / OF_FAKES[q])), 0.52,
                     "%g", quantile(&of_fakes, QUARTERS[q]));
    }
    cr_assert_lt(fabs(log(quantile(&posts, 0.5) / 74)), 0.6);
    double share = empty / (double)of_fakes.n;
    cr_assert(share > 0.2 && share < 0.45, "%g of the fakes never posted", share);
    end(&m);
}

/* Bots follow whom everybody follows: 3 to 20 % of honest audiences. */
Test(witnesses, honest_audiences_have_their_usual_fakes)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(33, SIM_TELLS_AUDIENCE);
    s.prevalence = s.small = 0;
    s.audience = 200;
    double fakes = 0;
    double all = 0;
    for (uint64_t i = 0; i < 60; i++) {
        make(&m, &s, i);
        double here = 0;
        for (size_t k = 0; k < m.account.n_audience; k++) {
            here += m.truth.members[k].inauthentic;
            cr_assert(strcmp(m.truth.members[k].kind, "bought") != 0);
        }
        cr_assert_lt(here, 0.36 * (double)m.account.n_audience + 6);
        fakes += here;
        all += (double)m.account.n_audience;
    }
    cr_assert(fakes / all > 0.08 && fakes / all < 0.15, "%g", fakes / all);
    end(&m);
}

/* Samples spread over the list hold the share that the whole list has; the newest rows
 * alone may hold any other. */
Test(witnesses, a_spread_sample_has_the_share_of_the_list)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(35, SIM_TELLS_AUDIENCE);
    s.prevalence = 1;
    s.mechanisms = SIM_BIT(SIM_BULK) | SIM_BIT(SIM_OLD) | SIM_BIT(SIM_DRIP);
    double off = 0;
    double n = 0;
    for (uint64_t i = 0; i < 60; i++) {
        make(&m, &s, i);
        double fakes = 0;
        for (size_t k = 0; k < m.account.n_audience; k++) {
            fakes += m.truth.members[k].inauthentic;
        }
        if (strcmp(m.truth.design, "newest") != 0 && m.account.n_audience > 50) {
            off += fakes / (double)m.account.n_audience - m.truth.idle_share;
            n++;
        }
    }
    cr_assert_gt(n, 20);
    cr_assert_lt(fabs(off / n), 0.03, "off by %g", off / n);
    end(&m);
}

Test(witnesses, rows_are_whole_and_in_the_order_they_say)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(37, SIM_TELLS_AUDIENCE);
    s.audience = 120;
    for (uint64_t i = 0; i < 30; i++) {
        make(&m, &s, i);
        const assay_member *rows = m.account.audience;
        for (size_t k = 0; k < m.account.n_audience; k++) {
            cr_assert(rows[k].created_at == ASSAY_TIME_UNKNOWN ||
                      rows[k].followed_at == ASSAY_TIME_UNKNOWN ||
                      rows[k].created_at <= rows[k].followed_at);
            for (size_t j = 0; j < k; j++) {
                cr_assert(!assay__str_equal(rows[j].id, rows[k].id));
            }
            cr_assert(k == 0 || isnan(rows[k].position) ||
                      rows[k].position > rows[k - 1].position);
            cr_assert(k == 0 || rows[k].followed_at == ASSAY_TIME_UNKNOWN ||
                      rows[k].followed_at <= rows[k - 1].followed_at);
        }
    }
    end(&m);
}

static double sum_of(const assay_account *a, assay_str stream, bool viewers)
{
    double sum = 0;
    for (size_t i = 0; i < a->n_livestreams; i++) {
        const assay_live *r = &a->livestreams[i];
        double x = viewers ? r->viewers : r->comments;
        sum += assay__str_equal(r->stream, stream) && !isnan(x) ? x : 0;
    }
    return sum;
}

/* Viewers that are bought do not speak: fewer comments a viewer in such streams. */
Test(witnesses, bought_viewers_are_silent_and_counted)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(39, SIM_TELLS_LIVESTREAMS);
    s.prevalence = 1;
    s.mechanisms = SIM_BIT(SIM_LIVE_VIEWERS);
    size_t inflated = 0;
    size_t both = 0;
    size_t quieter = 0;
    for (uint64_t i = 0; i < 60; i++) {
        double talk[2] = {0};
        double seen[2] = {0};
        make(&m, &s, i);
        for (size_t k = 0; k < m.truth.n_streams; k++) {
            const sim_stream *stream = &m.truth.streams[k];
            cr_assert(stream->share >= 0 && stream->share < 1);
            cr_assert_eq(stream->share > 0, stream->ordered >= 100, "%g of %g",
                         stream->share, stream->ordered);
            talk[stream->share > 0] += sum_of(&m.account, stream->id, false);
            seen[stream->share > 0] += sum_of(&m.account, stream->id, true);
        }
        cr_assert_eq(m.truth.inflated, m.truth.share[SIM_VIEWERS_METRIC] >= 0.2);
        inflated += m.truth.inflated;
        bool compares = seen[0] > 0 && seen[1] > 0 && talk[0] > 0;
        both += compares;
        quieter += compares && talk[1] / seen[1] < talk[0] / seen[0];
    }
    cr_assert_gt(inflated, 30);
    cr_assert(both > 10 && quieter * 5 >= both * 4, "%zu of %zu", quieter, both);
    end(&m);
}

/* Orders of one's own are cheap and come without clicks, when nobody takes care. */
Test(witnesses, own_orders_lack_clicks_and_are_counted)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(41, SIM_TELLS_SALES);
    s.prevalence = 1;
    s.mechanisms = SIM_BIT(SIM_SELF_ORDERS);
    s.levels = 1;
    size_t bare = 0;
    for (uint64_t i = 0; i < 20; i++) {
        make(&m, &s, i);
        cr_assert(m.truth.share[SIM_ORDERS_METRIC] > 0);
        cr_assert_eq(m.truth.inflated, m.truth.share[SIM_ORDERS_METRIC] >= 0.2);
        for (size_t k = 0; k < m.account.n_sales; k++) {
            const assay_sale *r = &m.account.sales[k];
            bare += r->orders > 0 && r->clicks == 0;
        }
    }
    s.prevalence = s.small = 0;
    for (uint64_t i = 0; i < 20; i++) {
        make(&m, &s, i);
        for (size_t k = 0; k < m.account.n_sales; k++) {
            const assay_sale *r = &m.account.sales[k];
            cr_assert(isnan(r->clicks) || r->orders <= r->clicks);
        }
    }
    cr_assert_gt(bare, 40);
    end(&m);
}

Test(witnesses, explanations_are_true_and_false_and_some_bear_on_nothing)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(43, SIM_TELLS_EXPLANATIONS);
    s.days = 240;
    size_t right = 0;
    size_t wrong = 0;
    size_t outside = 0;
    for (uint64_t i = 0; i < 120; i++) {
        make(&m, &s, i);
        for (size_t k = 0; k < m.account.n_explanations; k++) {
            const assay_explanation *e = &m.account.explanations[k];
            cr_assert_lt(e->from, e->to);
            outside += e->to < m.account.growth[0].at;
            right += m.truth.explained[k];
            wrong += !m.truth.explained[k];
            cr_assert(m.truth.mechanisms || m.truth.explained[k]);
        }
    }
    cr_assert(right > 40 && wrong > 5 && outside > 2, "%zu %zu %zu", right, wrong,
              outside);
    end(&m);
}

Test(witnesses, reported_shares_are_shares)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(45, SIM_TELLS_DEMOGRAPHICS);
    s.tables |= SIM_BIT(SIM_TELLS_OUTCOMES);
    for (uint64_t i = 0; i < 40; i++) {
        make(&m, &s, i);
        double age = 0;
        for (size_t k = 0; k < m.account.n_demographics; k++) {
            const assay_demographic *r = &m.account.demographics[k];
            cr_assert(r->share >= 0 && r->share <= 1);
            age += assay__str_equal(r->dimension, assay__str("age")) ? r->share : 0;
        }
        cr_assert_float_eq(age, 1, 0.005);
        cr_assert_gt(m.account.n_outcomes, 0);
    }
    end(&m);
}

Test(witnesses, who_has_a_table_does_not_depend_on_the_role)
{
    made m = {0};
    begin(&m);
    sim_settings s = with(47, SIM_TELLS_AUDIENCE);
    s.witnesses = 0.5;
    s.days = 30;
    s.audience = 5;
    size_t has = 0;
    for (uint64_t i = 0; i < 200; i++) {
        s.prevalence = 0;
        make(&m, &s, i);
        size_t honest = m.account.n_audience;
        s.prevalence = 1;
        make(&m, &s, i);
        cr_assert_eq(honest > 0, m.account.n_audience > 0);
        has += honest > 0;
    }
    cr_assert(has > 75 && has < 125, "%zu of 200", has);
    end(&m);
}

Test(witnesses, settings_refuse_what_cannot_be)
{
    unsigned set = 0;
    assay_error err = {.status = ASSAY_OK};
    cr_assert(sim_settings_set("tables", "audience,sales", &set, &err) == ASSAY_OK);
    cr_assert_eq(set, SIM_BIT(SIM_TELLS_AUDIENCE) | SIM_BIT(SIM_TELLS_SALES));
    cr_assert(sim_settings_set("tables", "audience,people", &set, &err) == ASSAY_USAGE);
    sim_settings s = sim_settings_default();
    s.witnesses = -0.1;
    cr_assert(sim_settings_check(&s, &err) == ASSAY_USAGE);
    s = sim_settings_default();
    s.audience = 0;
    cr_assert(sim_settings_check(&s, &err) == ASSAY_USAGE);
    s = sim_settings_default();
    s.mechanisms = SIM_BIT(SIM_LIVE_VIEWERS);
    cr_assert(sim_settings_check(&s, &err) == ASSAY_USAGE);
    s.tables = SIM_BIT(SIM_TELLS_LIVESTREAMS);
    cr_assert(sim_settings_check(&s, &err) == ASSAY_OK);
    s.mechanisms = SIM_BIT(SIM_SELF_ORDERS);
    cr_assert(sim_settings_check(&s, &err) == ASSAY_USAGE);
}

/** People of shared groups by what they are, over a block of accounts. */
typedef struct groups {
    uint64_t key[4000];
    sim_circle_kind kind[4000];
    uint64_t account[4000];
    size_t n;
} groups;

static size_t customers(const groups *g, size_t of)
{
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        bool first = g->key[i] == g->key[of];
        for (size_t j = 0; j < i && first; j++) {
            first = g->key[j] != g->key[of] || g->account[j] != g->account[i];
        }
        n += first;
    }
    return n;
}

static void note(groups *g, const sim_met *met, uint64_t account)
{
    for (size_t i = 0; i < g->n; i++) {
        if (g->key[i] == met->key && g->account[i] == account) {
            return;
        }
    }
    cr_assert_lt(g->n, 4000);
    g->key[g->n] = met->key;
    g->kind[g->n] = met->kind;
    g->account[g->n++] = account;
}

Test(witnesses, pools_loops_fans_and_pods_are_shared_by_several)
{
    static groups g;
    made m = {0};
    begin(&m);
    sim_settings s = with(49, SIM_TELLS_ACTIONS);
    s.platforms = SIM_BIT(SIM_ON_TIKTOK);
    s.prevalence = 0.5;
    s.comments = 60;
    s.audience = 60;
    s.shared = SIM_BIT(SIM_CIRCLES) - 1;
    for (uint64_t i = 0; i < 128; i++) {
        make(&m, &s, i);
        for (size_t k = 0; k < m.truth.n_met; k++) {
            const sim_met *met = &m.truth.met[k];
            cr_assert(met->name.len > 0);
            cr_assert(met->kind != SIM_SHARES_POOLS || m.truth.mechanisms);
            cr_assert(met->kind != SIM_SHARES_LOOPS ||
                      (m.truth.confounders & SIM_BIT(SIM_GIVEAWAY)));
            note(&g, met, i);
        }
    }
    size_t most[SIM_CIRCLES] = {0};
    for (size_t i = 0; i < g.n; i++) {
        size_t n = customers(&g, i);
        most[g.kind[i]] = n > most[g.kind[i]] ? n : most[g.kind[i]];
    }
    cr_assert(most[SIM_SHARES_POOLS] >= 4 && most[SIM_SHARES_FANS] >= 2 &&
                  most[SIM_SHARES_PODS] >= 2 && most[SIM_SHARES_LOOPS] >= 4,
              "%zu %zu %zu %zu", most[0], most[1], most[2], most[3]);
    cr_assert_leq(most[SIM_SHARES_LOOPS], 45);
    end(&m);
}

/* A pool's profile is one person: the same id, name and numbers at every customer. */
Test(witnesses, someone_of_a_pool_is_the_same_everywhere)
{
    enum { MANY = 3000 };
    static struct {
        char id[24], name[64];
    } seen[MANY] = {0};
    size_t n = 0;
    size_t again = 0;
    made m = {0};
    begin(&m);
    sim_settings s = with(51, SIM_TELLS_AUDIENCE);
    s.platforms = SIM_BIT(SIM_ON_TIKTOK);
    s.prevalence = 1;
    s.mechanisms = SIM_BIT(SIM_OLD) | SIM_BIT(SIM_BULK);
    s.shared = SIM_BIT(SIM_SHARES_POOLS);
    for (uint64_t i = 0; i < 50; i++) {
        make(&m, &s, i);
        for (size_t k = 0; k < m.account.n_audience && n < MANY; k++) {
            const assay_member *row = &m.account.audience[k];
            bool pool =
                m.truth.members[k].model && strcmp(m.truth.members[k].model, "pool") == 0;
            if (!pool || !row->username.ptr) {
                continue;
            }
            cr_assert(row->id.len < sizeof seen->id &&
                      row->username.len < sizeof seen->name);
            memcpy(seen[n].id, row->id.ptr, row->id.len);
            memcpy(seen[n].name, row->username.ptr, row->username.len);
            for (size_t j = 0; j < n; j++) {
                if (strcmp(seen[j].id, seen[n].id) == 0) {
                    cr_assert_str_eq(seen[j].name, seen[n].name);
                    again++;
                    break;
                }
            }
            n++;
        }
    }
    cr_assert_gt(again, 30);
    end(&m);
}
