/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the audience family that hold for any members at all. */
#include <assay/audience.h>
#include <assay/profiles.h>

#include "support/crowd.h"

#include <criterion/criterion.h>

static crowd c, other;
static assay_arena *arena;
static assay_profiles_model *model;
static assay_norms norms;

static void start(void)
{
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay_profiles_model_default(&model, NULL), ASSAY_OK);
    norms = (assay_norms){.profiles = model};
}

static void stop(void)
{
    assay_arena_free(arena);
    assay_profiles_model_free(model);
}

TestSuite(audience_property, .init = start, .fini = stop);

static assay_audience look(const crowd *of)
{
    assay_audience out;
    assay_error err = {0};
    cr_assert_eq(assay_audience_analyse(&of->account, &norms, NULL, arena, &out, &err),
                 ASSAY_OK, "%s", err.message);
    return out;
}

/* People and a batch, with holes everywhere. */
static void wild(crowd *it, uint64_t seed)
{
    crowd_new(it, seed);
    size_t n = 60 + assay__random_below(&it->random, 300);
    crowd_people(it, n);
    for (size_t i = 0; i < n / 4; i++)
        crowd_made(it, CROWD_NOW + (int64_t)i, CROWD_NOW - 90 * (int64_t)CROWD_DAY);
    crowd_place(it);
    for (size_t i = 0; i < it->account.n_audience; i++) {
        assay_member *m = &it->members[i];
        double *numbers[] = {&m->followers, &m->following, &m->posts, &m->position};
        for (size_t k = 0; k < 4; k++)
            if (assay__random_below(&it->random, 8) == 0)
                *numbers[k] =
                    assay__random_below(&it->random, 3) == 0 ? 1e12 : (double)NAN;
        if (assay__random_below(&it->random, 8) == 0)
            m->created_at = ASSAY_TIME_UNKNOWN;
        if (assay__random_below(&it->random, 8) == 0)
            m->username = (assay_str){NULL, 0};
        if (assay__random_below(&it->random, 8) == 0)
            m->has_picture = ASSAY_UNKNOWN;
    }
}

static bool in_range(double x, double low, double high)
{
    return isnan(x) || (x >= low && x <= high);
}

Test(audience_property, every_number_stays_in_its_range)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        assay_arena_reset(arena);
        wild(&c, seed);
        assay_audience a = look(&c);
        const double shares[] = {
            a.suspicious_share, a.mass_follower_share, a.silent_share,
            a.same_day_share,   a.name_pattern_share,  a.duplicate_bio_share,
            a.geo_mismatch,     a.more.above,          a.design.covered};
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
            cr_expect(in_range(shares[i], 0, 1), "seed %d, %zu: %g", (int)seed, i,
                      shares[i]);
        const assay_interval *s = &a.roles[ASSAY_ROLE_FOLLOWER].share;
        cr_expect(0 <= s->low && s->low <= s->value && s->value <= s->high &&
                      s->high <= 1,
                  "seed %d: %g %g %g", (int)seed, s->low, s->value, s->high);
        for (size_t i = 0; i < c.account.n_audience; i++)
            cr_expect(in_range(a.checks[i].suspicious, 0, 1));
        cr_expect(a.design.effect >= 1 - 1e-12);
    }
}

/* The reader brings rows into canonical order; what is found may not depend on it. */
Test(audience_property, the_order_of_rows_changes_nothing)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        assay_arena_reset(arena);
        wild(&c, seed);
        other = c;
        other.account.audience = other.members;
        for (size_t i = other.account.n_audience; i > 1; i--) {
            size_t k = assay__random_below(&other.random, i);
            assay_member swap = other.members[i - 1];
            other.members[i - 1] = other.members[k];
            other.members[k] = swap;
        }
        assay_audience a = look(&c), b = look(&other);
        cr_expect_float_eq(a.suspicious_share, b.suspicious_share, 1e-9);
        cr_expect_eq(a.n_groups, b.n_groups, "seed %d", (int)seed);
        cr_expect_float_eq(a.follow_ratio, b.follow_ratio, 1e-12);
        cr_expect(a.creation_burst == b.creation_burst ||
                  (isnan(a.creation_burst) && isnan(b.creation_burst)));
        cr_expect_eq(a.n, b.n);
    }
}

Test(audience_property, a_missing_cell_is_not_a_zero)
{
    crowd_new(&c, 5);
    crowd_people(&c, 300);
    for (size_t i = 0; i < 300; i++)
        c.members[i].posts = (double)NAN;
    assay_audience a = look(&c);
    cr_expect(isnan(a.silent_share));
    cr_expect(isnan(a.split[ASSAY_MEMBER_INACTIVE].value), "activity is not known");
    for (size_t i = 0; i < 300; i++)
        c.members[i].posts = 0;
    a = look(&c);
    cr_expect_not(isnan(a.silent_share));
}

Test(audience_property, made_profiles_added_never_lower_the_share)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        double before = 0;
        crowd_new(&c, seed);
        crowd_people(&c, 200);
        for (int step = 0; step < 5; step++) {
            assay_arena_reset(arena);
            assay_audience a = look(&c);
            cr_expect_geq(a.roles[ASSAY_ROLE_FOLLOWER].share.value, before - 0.02,
                          "seed %d, step %d", (int)seed, step);
            before = a.roles[ASSAY_ROLE_FOLLOWER].share.value;
            for (int i = 0; i < 60; i++)
                crowd_made(&c, CROWD_NOW + step, CROWD_NOW - 90 * (int64_t)CROWD_DAY);
        }
        cr_expect_gt(before, 0.3);
    }
}
