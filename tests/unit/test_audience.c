/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audience shows, and what it must not show. */
#include <assay/audience.h>
#include <assay/profiles.h>

#include "support/crowd.h"

#include <criterion/criterion.h>

static crowd c;
static assay_arena *arena;
static assay_profiles_model *model;
static assay_norms norms;

static void start(void)
{
    crowd_new(&c, 1);
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay_profiles_model_default(&model, NULL), ASSAY_OK);
    norms = (assay_norms){.profiles = model};
}

static void stop(void)
{
    assay_arena_free(arena);
    assay_profiles_model_free(model);
}

TestSuite(audience, .init = start, .fini = stop);

static assay_audience look(void)
{
    assay_audience out;
    assay_error err = {0};
    cr_assert_eq(assay_audience_analyse(&c.account, &norms, NULL, arena, &out, &err),
                 ASSAY_OK, "%s", err.message);
    return out;
}

/* ---- nothing, one, all hidden ------------------------------------------------------ */

Test(audience, without_rows_nothing_is_known_and_nothing_allocated)
{
    size_t before = assay_arena_bytes(arena);
    assay_audience a = look();
    cr_expect_eq(a.state, ASSAY_NOT_ASSESSABLE);
    cr_expect_eq(a.lack, ASSAY_LACK_TABLE);
    cr_expect_null(a.checks);
    cr_expect(isnan(a.suspicious_share) && isnan(a.benford) && isnan(a.more.more));
    cr_expect_eq(assay_arena_bytes(arena), before);
}

Test(audience, of_one_is_judged_but_no_sample)
{
    crowd_people(&c, 1);
    assay_audience a = look();
    cr_expect_eq(a.state, ASSAY_NOT_ASSESSABLE);
    cr_expect_eq(a.lack, ASSAY_LACK_FEW);
    cr_expect_eq(a.n, 1);
    cr_expect(a.checks[0].suspicious > 0 && a.checks[0].suspicious < 1);
    const assay_interval *share = &a.roles[ASSAY_ROLE_FOLLOWER].share;
    cr_expect(share->high - share->low > 0.4, "%g", share->high - share->low);
    cr_expect(isnan(a.suspicious_share));
}

Test(audience, of_private_profiles_with_nothing_shown_is_hidden)
{
    for (int i = 0; i < 300; i++)
        crowd_next(&c, ASSAY_TIME_UNKNOWN)->private_ = ASSAY_YES;
    assay_audience a = look();
    cr_expect_eq(a.state, ASSAY_NOT_ASSESSABLE);
    cr_expect_eq(a.lack, ASSAY_LACK_HIDDEN);
    cr_expect_eq(a.hidden, 300);
    cr_expect_eq(a.n, 0);
    cr_expect(isnan(a.roles[ASSAY_ROLE_FOLLOWER].share.value));
    cr_expect(isnan(a.silent_share), "a hidden post count is not zero");
}

Test(audience, larger_than_the_followers_is_said_to_be)
{
    crowd_people(&c, 120);
    crowd_place(&c);
    c.account.followers = 80;
    assay_audience a = look();
    cr_expect(a.design.too_many);
    cr_expect_eq(a.design.covered, 1.0);
    cr_expect_eq(a.state, ASSAY_STATE_OK);
}

/* ---- people ----------------------------------------------------------------------- */

Test(audience, people_form_no_groups_and_few_are_suspicious)
{
    crowd_people(&c, 1200);
    crowd_place(&c);
    assay_audience a = look();
    cr_expect_eq(a.n_groups, 0);
    cr_expect_lt(a.creation_burst, 3.0);
    cr_expect_lt(a.name_pattern_share, 0.01);
    cr_expect_lt(a.duplicate_bio_share, 0.01);
    cr_expect_lt(a.suspicious_share, 0.15);
    cr_expect(a.dated && a.n_order == 1200);
}

Test(audience, brand_new_people_all_along_the_list_are_no_batch)
{
    for (int i = 0; i < 1000; i++) {
        int64_t came = CROWD_NOW - (1000 - i) * (int64_t)CROWD_DAY / 3;
        assay_member *m = crowd_person(&c, came);
        if (i % 3 == 0) /* onboarding: a platform sends newcomers every day */
            m->created_at = came - (int64_t)(crowd_uniform(&c, 0, 1) * CROWD_DAY);
    }
    assay_audience a = look();
    cr_expect_lt(a.creation_burst, 3.0, "%g", a.creation_burst);
    cr_expect_eq(a.n_groups, 0);
}

Test(audience, names_that_a_platform_gives_are_no_pattern)
{
    crowd_people(&c, 400);
    for (size_t i = 0; i < 120; i++) {
        (void)snprintf(c.names[i], CROWD_TEXT, "user%010d", 1000000 + (int)i * 7919);
        c.members[i].username = crowd_text(c.names[i]);
    }
    cr_expect_lt(look().name_pattern_share, 0.01);
}

/* ---- batches ---------------------------------------------------------------------- */

/* 900 people, and a batch of 60 from one day among the newest 120. */
static void plant_batch(void)
{
    crowd_people(&c, 900);
    int64_t made = CROWD_NOW - 400 * (int64_t)CROWD_DAY;
    for (int i = 0; i < 120; i++) {
        int64_t came = CROWD_NOW + i * 60;
        if (i % 2 == 0)
            crowd_made(&c, came, made);
        else
            crowd_person(&c, came);
    }
}

static const assay_member_group *group_of(const assay_audience *a,
                                          assay_member_because because)
{
    const assay_member_group *best = NULL;
    for (size_t g = 0; g < a->n_groups; g++)
        if (a->groups[g].because == because &&
            (best == NULL || a->groups[g].strength > best->strength))
            best = &a->groups[g];
    return best;
}

Test(audience, a_batch_made_on_one_day_and_come_together_is_found_with_its_day)
{
    plant_batch();
    assay_audience a = look();
    const assay_member_group *batch = group_of(&a, ASSAY_BECAUSE_CREATION_BURST);
    cr_assert_not_null(batch);
    cr_expect_geq(batch->n, 60);
    cr_expect_gt(batch->strength, 20);
    int64_t made = CROWD_NOW - 400 * (int64_t)CROWD_DAY;
    cr_expect(batch->created_from <= made && made <= batch->created_to);
    cr_expect_geq(batch->rank_from, 900);
    cr_expect(a.same_day_share > 0.25, "%g", a.same_day_share);
    cr_expect_eq(a.creation_burst, batch->strength);
}

Test(audience, a_sample_that_is_one_batch_is_found_by_the_days_around_it)
{
    int64_t made = CROWD_NOW - 400 * (int64_t)CROWD_DAY;
    crowd_people(&c, 60);
    for (int i = 0; i < 140; i++)
        crowd_made(&c, CROWD_NOW + i, made);
    cr_expect_gt(look().creation_burst, 20);
}

Test(audience, a_stretch_of_brand_new_accounts_stands_out_of_the_rest)
{
    crowd_people(&c, 800);
    for (int i = 0; i < 100; i++) {
        int64_t came = CROWD_NOW + i * 600;
        crowd_made(&c, came, came - came % CROWD_DAY - CROWD_DAY);
    }
    assay_audience a = look();
    cr_expect_gt(a.creation_burst, 10);
}

Test(audience, ids_that_count_up_stand_in_for_dates)
{
    crowd_people(&c, 900);
    for (int i = 0; i < 100; i++)
        crowd_made(&c, CROWD_NOW + i * 60, CROWD_NOW - 400 * (int64_t)CROWD_DAY);
    for (size_t i = 0; i < c.account.n_audience; i++) {
        int64_t id = c.members[i].created_at * 1000 + (int64_t)i;
        (void)snprintf(c.ids[i], CROWD_TEXT, "%lld", (long long)id);
        c.members[i].id = crowd_text(c.ids[i]);
        c.members[i].created_at = ASSAY_TIME_UNKNOWN;
    }
    assay_audience a = look();
    cr_expect_not(a.dated);
    cr_expect_gt(a.creation_burst, 5, "%g", a.creation_burst);
    cr_expect(isnan(a.same_day_share));
}

Test(audience, ids_of_x_tell_the_millisecond)
{
    crowd_people(&c, 1);
    c.account.platform = crowd_text("x");
    c.members[0].created_at = ASSAY_TIME_UNKNOWN;
    c.members[0].id = crowd_text("1541815603606036480");
    cr_expect_eq(look().checks[0].created_at, 1656432460); /* 2022-06-28 16:07:40 */
    c.members[0].id = crowd_text("4922450361");            /* of before 2016 */
    cr_expect_eq(look().checks[0].created_at, ASSAY_TIME_UNKNOWN);
}

Test(audience, one_form_of_name_is_a_pattern)
{
    plant_batch();
    assay_audience a = look();
    const assay_member_group *names = group_of(&a, ASSAY_BECAUSE_NAME_PATTERN);
    cr_assert_not_null(names);
    cr_expect_geq(names->n, 60);
    cr_expect_float_eq(a.name_pattern_share, 60.0 / 1020, 0.015);
}

Test(audience, a_stem_that_counts_on_is_a_pattern)
{
    crowd_people(&c, 300);
    for (size_t i = 0; i < 20; i++) {
        (void)snprintf(c.names[i * 9], CROWD_TEXT, "promokim%d",
                       10 + (int)(i * i * i * 3));
        c.members[i * 9].username = crowd_text(c.names[i * 9]);
    }
    assay_audience a = look();
    cr_expect_float_eq(a.name_pattern_share, 20.0 / 300, 0.01);
}

Test(audience, the_same_words_are_found_whatever_stands_between_them)
{
    crowd_people(&c, 300);
    for (size_t i = 0; i < 15; i++) {
        (void)snprintf(c.bios[i * 7], CROWD_TEXT, "Live, laugh & LOVE %zu my dear coffee",
                       i * 31);
        c.members[i * 7].bio = crowd_text(c.bios[i * 7]);
    }
    assay_audience a = look();
    cr_expect_float_eq(a.duplicate_bio_share, 15.0 / 300, 0.002);
    cr_expect_eq(group_of(&a, ASSAY_BECAUSE_DUPLICATE_BIO)->first, 0);
}

Test(audience, one_stock_phrase_behind_other_words_is_no_group)
{
    crowd_people(&c, 300);
    for (size_t i = 0; i < 40; i++) {
        char word[CROWD_TEXT];
        crowd_word(&c, word, 3);
        (void)snprintf(c.bios[i * 7], CROWD_TEXT, "%.12s, business by message", word);
        c.members[i * 7].bio = crowd_text(c.bios[i * 7]);
    }
    cr_expect_eq(look().duplicate_bio_share, 0);
}

/* ---- places, digits --------------------------------------------------------------- */

Test(audience, at_home_in_the_claimed_market_is_no_mismatch)
{
    crowd_people(&c, 200);
    c.account.country = crowd_text("VN");
    for (size_t i = 0; i < 200; i++)
        c.members[i].country = crowd_text(i % 4 == 0 ? "US" : "vn");
    assay_audience a = look();
    cr_expect_eq(a.geo_mismatch, 0.0);
    cr_expect_float_eq(a.local_share.value, 0.75, 1e-12);
    for (size_t i = 0; i < 200; i++)
        c.members[i].country = crowd_text(i % 4 == 0 ? "VN" : i % 4 == 1 ? "BR" : "IN");
    a = look();
    cr_expect_gt(a.geo_mismatch, 0.1);
    cr_expect_eq(memcmp(a.elsewhere.ptr, "IN", 2), 0);
    cr_expect_float_eq(a.elsewhere_share, 0.5, 1e-12);
}

Test(audience, languages_serve_where_countries_are_not_known)
{
    crowd_people(&c, 200);
    c.account.language = crowd_text("vi");
    for (size_t i = 0; i < 200; i++)
        c.members[i].language = crowd_text(i % 2 == 0 ? "vi-VN" : "id");
    assay_audience a = look();
    cr_expect(a.by_language);
    cr_expect_float_eq(a.local_share.value, 0.5, 1e-12);
}

Test(audience, a_reported_market_is_held_against_the_sample)
{
    static assay_demographic told[2];
    crowd_people(&c, 200);
    for (size_t i = 0; i < 200; i++)
        c.members[i].country = crowd_text(i % 10 < 3 ? "VN" : "PH");
    told[0] = (assay_demographic){crowd_text("followers"), crowd_text("country"),
                                  crowd_text("VN"), 0.9, ASSAY_NUMBER_UNKNOWN};
    c.account.demographics = told;
    c.account.n_demographics = 1;
    cr_expect_gt(look().geo_mismatch, 0.2);
    told[0].share = 0.3;
    cr_expect_lt(look().geo_mismatch, 0.01);
}

Test(audience, first_digits_of_peoples_counts_follow_the_law_and_made_ones_do_not)
{
    crowd_people(&c, 1000);
    for (size_t i = 0; i < 1000; i++)
        c.members[i].followers = floor(pow(10, crowd_uniform(&c, 1, 5)));
    cr_expect_lt(look().benford, 3);
    for (size_t i = 0; i < 1000; i++)
        c.members[i].followers = floor(crowd_uniform(&c, 10, 9999));
    cr_expect_gt(look().benford, 5);
    for (size_t i = 0; i < 1000; i++)
        c.members[i].followers = 10 + (double)(i % 50);
    cr_expect(isnan(look().benford), "counts of one decade have no law");
}

/* ---- shares ----------------------------------------------------------------------- */

Test(audience, the_split_sums_to_one_and_each_interval_holds_its_value)
{
    plant_batch();
    assay_audience a = look();
    double sum = 0;
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++) {
        const assay_interval *part = &a.split[k];
        sum += part->value;
        cr_expect(0 <= part->low && part->low <= part->value, "%zu", k);
        cr_expect(part->value <= part->high && part->high <= 1, "%zu", k);
    }
    cr_expect_float_eq(sum, 1, 1e-12);
}

Test(audience, roles_are_kept_apart)
{
    crowd_people(&c, 100);
    int64_t made = CROWD_NOW - 400 * (int64_t)CROWD_DAY;
    for (int i = 0; i < 100; i++)
        crowd_made(&c, CROWD_NOW, made)->role = crowd_text("liker");
    crowd_person(&c, CROWD_NOW)->role = crowd_text("subscriber");
    assay_audience a = look();
    cr_expect_eq(a.roles[ASSAY_ROLE_FOLLOWER].n, 100);
    cr_expect_eq(a.roles[ASSAY_ROLE_LIKER].judged, 100);
    cr_expect_eq(a.roles[ASSAY_ROLE_OTHER].n, 1);
    cr_expect_lt(a.suspicious_share, 0.25);
    cr_expect_gt(a.liker_share, 0.6, "%g", a.liker_share);
    cr_expect_eq(a.n_order, 100);
}

Test(audience, one_person_in_two_roles_is_no_group)
{
    crowd_people(&c, 100);
    for (size_t i = 0; i < 100; i++) { /* in the reader's order: by id, then role */
        c.members[2 * (99 - i)] = c.members[99 - i];
        c.members[2 * (99 - i) + 1] = c.members[2 * (99 - i)];
        c.members[2 * (99 - i) + 1].role = crowd_text("liker");
    }
    c.account.n_audience = 200;
    assay_audience a = look();
    cr_expect_eq(a.n_groups, 0);
}

Test(audience, a_list_of_the_newest_says_so_and_uneven_positions_are_weighed)
{
    crowd_people(&c, 200);
    crowd_place(&c);
    c.account.followers = 10000;
    assay_audience a = look();
    cr_expect(a.design.newest);
    cr_expect_float_eq(a.design.covered, 0.02, 1e-12);
    cr_expect_float_eq(a.design.effect, 1, 1e-9);
    for (size_t i = 0; i < 100; i++) /* the older half stands for the rest of the list */
        c.members[i].position = 100 + 99 * (double)(100 - i);
    a = look();
    cr_expect_not(a.design.newest);
    cr_expect_gt(a.design.effect, 1.5);
    cr_expect_lt(a.roles[ASSAY_ROLE_FOLLOWER].effective, 140);
}

Test(audience, weights_by_position_undo_a_sample_of_the_newest)
{
    int64_t made = CROWD_NOW - 900 * (int64_t)CROWD_DAY;
    crowd_people(&c, 300);        /* every 30th of 9,000 */
    for (int i = 0; i < 300; i++) /* all of the newest 300 */
        crowd_made(&c, CROWD_NOW + i, made + i % 200 * (int64_t)CROWD_DAY);
    for (size_t i = 0; i < 300; i++)
        c.members[i].position = 300 + 29 * (double)(300 - i);
    for (size_t i = 300; i < 600; i++)
        c.members[i].position = (double)(600 - i);
    c.account.followers = 9000;
    assay_audience a = look();
    cr_expect_lt(a.suspicious_share, 0.2, "%g", a.suspicious_share);
}

Test(audience, a_clear_share_is_settled_and_one_at_the_threshold_is_not)
{
    crowd_people(&c, 1000);
    assay_audience a = look();
    cr_expect_eq(a.more.more, 0, "%g", a.more.more);
    cr_expect_lt(a.more.above, 0.05);
    crowd_new(&c, 2);
    crowd_people(&c, 48);
    for (int i = 0; i < 12; i++)
        crowd_made(&c, CROWD_NOW, CROWD_NOW - i * 37 * (int64_t)CROWD_DAY)->username =
            (assay_str){NULL, 0}; /* no group: the model alone */
    a = look();
    cr_expect_gt(a.more.more, 0);
    cr_expect(a.more.above > 0.1 && a.more.above < 0.9, "%g", a.more.above);
}

/* ---- order and times -------------------------------------------------------------- */

Test(audience, followers_are_dated_by_the_curve_at_their_place)
{
    static assay_reading growth[3];
    double no = ASSAY_NUMBER_UNKNOWN;
    crowd_people(&c, 100);
    crowd_place(&c);
    for (size_t i = 0; i < 100; i++) {
        c.members[i].followed_at = ASSAY_TIME_UNKNOWN;
        c.members[i].created_at = ASSAY_TIME_UNKNOWN;
    }
    growth[0] = (assay_reading){1000, 950, no, no, no, no};
    growth[1] = (assay_reading){2000, 950, no, no, no, no};
    growth[2] = (assay_reading){3000, 1000, no, no, no, no};
    c.account.growth = growth;
    c.account.n_growth = 3;
    assay_audience a = look();
    cr_expect_eq(a.checks[99].followed_at, 2980); /* place 1: at 999 followers */
    cr_expect_eq(a.checks[99].followed_by, ASSAY_FOLLOWED_CURVE);
    cr_expect_eq(a.checks[50].followed_at, 2000); /* place 50: at 950, last at 2000 */
    cr_expect_eq(a.checks[0].followed_by, ASSAY_FOLLOWED_UNKNOWN);
    cr_expect_eq(a.order[0], 0);
}

Test(audience, without_times_nobody_came_before_the_newest_account_ahead_of_them)
{
    crowd_people(&c, 100);
    crowd_place(&c);
    int64_t bound = INT64_MIN;
    for (size_t i = 0; i < 100; i++)
        c.members[i].followed_at = ASSAY_TIME_UNKNOWN;
    assay_audience a = look();
    for (size_t i = 0; i < 100; i++) {
        int64_t made = c.members[i].created_at;
        bound = made > bound ? made : bound;
        cr_expect_eq(a.checks[i].followed_at, bound);
        cr_expect_eq(a.checks[i].followed_by, ASSAY_FOLLOWED_BOUND);
    }
}
