/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulator's truths: what its labels say follows from what its records show. */
#include "sim.h"
#include "words.h"

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

static sim_settings few(uint64_t seed)
{
    sim_settings s = sim_settings_default();
    s.seed = seed;
    s.comments = 20;
    return s;
}

static double reading_at(const assay_account *a, int64_t at)
{
    for (size_t i = 0; i < a->n_growth; i++) {
        if (a->growth[i].at == at) {
            return a->growth[i].followers;
        }
    }
    return (double)NAN;
}

Test(simulate, events_are_spans_of_readings_and_gains_their_differences)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(3);
    size_t seen = 0;
    for (uint64_t i = 0; i < 40; i++) {
        make(&m, &s, i);
        for (size_t e = 0; e < m.truth.n_events; e++, seen++) {
            const sim_event *event = &m.truth.events[e];
            cr_assert_lt(event->from, event->to);
            cr_assert_eq(event->gained, reading_at(&m.account, event->to) -
                                            reading_at(&m.account, event->from));
        }
    }
    cr_assert_gt(seen, 40);
    end(&m);
}

Test(simulate, label_follows_from_the_shares)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(5);
    size_t inflated = 0;
    for (uint64_t i = 0; i < 90; i++) {
        make(&m, &s, i);
        const double *share = m.truth.share;
        bool much = share[SIM_FOLLOWERS] >= 0.05 || share[SIM_LIKES_METRIC] >= 0.2 ||
                    share[SIM_VIEWS_METRIC] >= 0.2 || share[SIM_COMMENTS_METRIC] >= 0.2;
        cr_assert_eq(m.truth.inflated, much);
        cr_assert(m.truth.mechanisms || m.truth.bought_share == 0);
        cr_assert(m.truth.mechanisms || !m.truth.inflated);
        cr_assert(m.truth.idle_share >= share[SIM_FOLLOWERS] && m.truth.idle_share < 1);
        inflated += m.truth.inflated;
    }
    cr_assert(inflated > 13 && inflated < 42, "%zu of 90 are inflated", inflated);
    end(&m);
}

Test(simulate, honest_accounts_buy_nothing)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(7);
    s.prevalence = s.small = 0;
    for (uint64_t i = 0; i < 40; i++) {
        make(&m, &s, i);
        cr_assert_eq(m.truth.mechanisms, 0);
        cr_assert_eq(m.truth.share[SIM_FOLLOWERS], 0);
        cr_assert_gt(m.truth.idle_share, 0.02); /* some followers are idle anyway */
        for (size_t e = 0; e < m.truth.n_events; e++) {
            cr_assert(m.truth.events[e].cause != ASSAY_CAUSE_PURCHASE);
        }
    }
    end(&m);
}

Test(simulate, every_mechanism_and_confounder_appears)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(11);
    s.comments = 5;
    unsigned mechanisms = 0;
    unsigned levels = 0;
    size_t honest = 0;
    size_t with[SIM_CONFOUNDERS] = {0};
    for (uint64_t i = 0; i < 300; i++) {
        make(&m, &s, i);
        mechanisms |= m.truth.mechanisms;
        levels |= m.truth.mechanisms ? SIM_BIT(m.truth.level) : 0;
        honest += !m.truth.mechanisms;
        for (size_t c = 0; c < SIM_CONFOUNDERS && !m.truth.mechanisms; c++) {
            with[c] += (m.truth.confounders >> c) & 1U;
        }
    }
    cr_assert_eq(mechanisms, SIM_BIT(SIM_POSTED) - 1);
    cr_assert_eq(levels, SIM_BIT(SIM_LEVELS) - 1);
    for (size_t c = 0; c < SIM_CONFOUNDERS; c++) {
        cr_assert(with[c] * 10 >= honest, "%s: %zu of %zu",
                  sim_confounder_name((sim_confounder)c), with[c], honest);
    }
    end(&m);
}

Test(simulate, a_list_of_confounders_gives_each_account_one)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(13);
    s.platforms = SIM_BIT(SIM_ON_TIKTOK);
    s.one_confounder = true;
    s.confounders = SIM_BIT(SIM_VIRAL) | SIM_BIT(SIM_ADS);
    for (uint64_t i = 0; i < 20; i++) {
        make(&m, &s, i);
        cr_assert(m.truth.confounders == SIM_BIT(SIM_VIRAL) ||
                  m.truth.confounders == SIM_BIT(SIM_ADS));
    }
    end(&m);
}

Test(simulate, thin_accounts_have_one_count_and_no_curve)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(17);
    make(&m, &s, 4);
    double followers = m.account.followers;
    s.thin = true;
    s.posts = 12;
    make(&m, &s, 4);
    cr_assert_eq(m.account.n_growth, 0);
    cr_assert_leq(m.account.n_posts, 12);
    cr_assert_eq(m.account.followers, followers); /* the same account, seen less of */
    end(&m);
}

Test(simulate, truncated_counts_have_three_figures)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(19);
    s.platforms = SIM_BIT(SIM_ON_YOUTUBE);
    for (uint64_t i = 0; i < 10; i++) {
        make(&m, &s, i);
        for (size_t r = 0; r < m.account.n_growth; r++) {
            double n = m.account.growth[r].followers;
            double unit = n < 1000 ? 1 : pow(10, floor(log10(n)) - 2);
            cr_assert_float_eq(fmod(n, unit), 0, 1e-9);
        }
    }
    end(&m);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

Test(simulate, creators_of_a_language_have_different_handles)
{
    enum { MANY = 6000 };
    static char *handles[MANY];
    gsl_rng *rng = gsl_rng_alloc(sim_rng_type());
    for (unsigned language = 0; language < sim_language_count(); language++) {
        for (uint64_t i = 0; i < MANY; i++) {
            sim_text text = {0};
            sim_rng_key(rng, 1, i, 0);
            sim_creator_handle(language, i, rng, &text);
            sim_text_putc(&text, '\0');
            handles[i] = text.bytes;
        }
        qsort(handles, MANY, sizeof *handles, by_text);
        for (size_t i = 1; i < MANY; i++) {
            cr_assert_str_neq(handles[i - 1], handles[i]);
        }
        for (size_t i = 0; i < MANY; i++) {
            free(handles[i]);
        }
    }
    gsl_rng_free(rng);
}

static bool same_text(assay_str a, assay_str b)
{
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

Test(simulate, posts_of_one_second_have_ids_of_their_own)
{
    made m = {0};
    begin(&m);
    sim_settings s = few(990122);
    s.posts = 4000;
    s.comments = 0;
    s.days = 1400;
    make(&m, &s, 1632); /* the one of the first 3,000 that posts twice in a second */
    const assay_post *posts = m.account.posts;
    size_t twins = 0;
    for (size_t i = 1; i < m.account.n_posts; i++) {
        for (size_t k = 0; k < i; k++) {
            twins += posts[k].at == posts[i].at;
            cr_assert_not(same_text(posts[k].id, posts[i].id), "posts %zu, %zu", k, i);
        }
    }
    cr_expect_gt(twins, 0);
    end(&m);
}

Test(simulate, settings_refuse_what_cannot_be)
{
    unsigned set = 0;
    assay_error err = {.status = ASSAY_OK};
    cr_assert(sim_settings_set("mechanisms", "bulk,drip", &set, &err) == ASSAY_OK);
    cr_assert_eq(set, SIM_BIT(SIM_BULK) | SIM_BIT(SIM_DRIP));
    cr_assert(sim_settings_set("mechanisms", "bulk,dripp", &set, &err) == ASSAY_USAGE);
    cr_assert_eq(set, SIM_BIT(SIM_BULK) | SIM_BIT(SIM_DRIP)); /* untouched */
    cr_assert(sim_settings_set("vendors", "test", &set, &err) == ASSAY_OK);
    for (size_t i = 0; i < sim_vendor_count(); i++) {
        cr_assert_eq((set >> i) & 1U, sim_vendor_at(i)->held_out);
    }
    sim_settings s = sim_settings_default();
    s.prevalence = 1.5;
    cr_assert(sim_settings_check(&s, &err) == ASSAY_USAGE);
}
