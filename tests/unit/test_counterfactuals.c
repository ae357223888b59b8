/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would change the answer: each comes true on the record it was scored on, and the
 * records differ from the account by what is told and nothing else. */
#include <assay/comments_model.h>
#include <assay/page.h>
#include <assay/scorer.h>

#include "invented.h"
#include "score/flagged.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static assay_model *model;
static assay_comments_model *words;
static assay_scorer *scorer, *fresh;
static assay_arena *arena;
static invented it;

static void setup(void)
{
    assay_error err = {0};
    assay_initialise();
    cr_assert_eq(assay_model_default(&model, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_comments_model_default(&words, &err), ASSAY_OK);
    const assay_scorer_options plain = {.accounts = model, .comments = words};
    assay_scorer_options asking = plain;
    asking.counterfactuals = true;
    cr_assert_eq(assay_scorer_new(&asking, &scorer, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_scorer_new(&plain, &fresh, &err), ASSAY_OK, "%s", err.message);
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, &err), ASSAY_OK);
}

static void teardown(void)
{
    assay_scorer_free(scorer);
    assay_scorer_free(fresh);
    assay_model_free(model);
    assay_comments_model_free(words);
    assay_arena_free(arena);
}

TestSuite(counterfactuals, .init = setup, .fini = teardown);

static const assay_verdict *score_by(assay_scorer *by, const assay_account *account)
{
    const assay_verdict *verdict = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_scorer_score(by, account, &verdict, &err), ASSAY_OK, "%s",
                 err.message);
    return verdict;
}

static assay_account changed(const assay_verdict *verdict, const assay_change changes[],
                             size_t n)
{
    assay_account out;
    assay_error err = {0};
    cr_assert_eq(assay_account_change(verdict, changes, n, arena, &out, &err), ASSAY_OK,
                 "%s", err.message);
    return out;
}

/* Less on the planted days than `invent` puts there, so that some answers hang on it. */
static void invent_mild(int i)
{
    invent(&it, i, true);
    double off = (1000.0 + 50.0 * i) * (double)(i % 5) / 5.0;
    for (int d = 40; d < INVENTED_DAYS; d++)
        it.growth[d].followers -= d == 40 ? off : 2 * off;
    for (int c = 0; c < INVENTED_COMMENTS; c++)
        if (c % 6 < i % 7)
            it.comments[c].text = it.comments[c].id;
}

Test(counterfactuals, each_comes_true_to_the_last_bit)
{
    size_t told = 0;
    for (int i = 0; i < 10; i++) {
        invent_mild(i);
        const assay_verdict *verdict = score_by(scorer, &it.account);
        bool open = verdict->decision == ASSAY_DECISION_REVIEW ||
                    verdict->decision == ASSAY_DECISION_DECLINE;
        cr_expect_leq(verdict->n_counterfactuals, open ? 3 : 0);
        for (size_t k = 0; k < verdict->n_counterfactuals; k++) {
            const assay_counterfactual *each = &verdict->counterfactuals[k];
            assay_arena_reset(arena);
            assay_account account = changed(verdict, each->changes, each->n_changes);
            const assay_verdict *then = score_by(fresh, &account);
            cr_expect_eq((int)then->decision, (int)each->decision, "account %d", i);
            cr_expect_eq(then->risk.value, each->probability, "account %d", i);
            cr_expect_lt((int)each->decision, (int)verdict->decision);
            told++;
        }
    }
    cr_expect_geq(told, 4);
}

Test(counterfactuals, asking_changes_nothing_else_of_the_verdict)
{
    for (int i = 0; i < 6; i++) {
        invent_mild(i);
        const assay_verdict *asked = score_by(scorer, &it.account);
        const assay_verdict *plain = score_by(fresh, &it.account);
        cr_expect_eq(asked->score, plain->score);
        cr_expect_eq(asked->risk.value, plain->risk.value);
        cr_expect_str_eq(asked->input_sha256, plain->input_sha256);
        cr_expect(asked->asked_counterfactuals && !plain->asked_counterfactuals);
        cr_expect_eq(plain->n_counterfactuals, 0);
    }
}

Test(counterfactuals, without_a_decision_there_are_none)
{
    invent(&it, 3, true);
    assay_scorer_set_decides(scorer, false);
    const assay_verdict *verdict = score_by(scorer, &it.account);
    cr_expect_eq(verdict->n_counterfactuals, 0);
    cr_expect(!verdict->asked_counterfactuals);
}

static void comments_of_a_cluster_go_and_all_others_stay(const assay_verdict *verdict)
{
    const assay_comments *comments = &verdict->findings->comments;
    cr_assert_gt(comments->n_clusters, 0);
    for (size_t c = 0; c < comments->n_clusters; c++) {
        const assay_change change = {.kind = ASSAY_CHANGE_REMOVE_COMMENTS, .cluster = c};
        assay_account account = changed(verdict, &change, 1);
        size_t at = 0;
        for (size_t i = 0; i < it.account.n_comments; i++) {
            const assay_comment_check *check = &comments->checks[i];
            if (check->cluster == c && assay__comment_flagged(check))
                continue;
            cr_assert_lt(at, account.n_comments);
            cr_expect_eq(account.comments[at++].id.ptr, it.account.comments[i].id.ptr);
        }
        cr_expect_eq(at, account.n_comments);
    }
}

static void
a_gain_undone_leaves_the_curve_before_and_its_pace_after(const assay_verdict *verdict)
{
    const assay_events *events = &verdict->findings->events;
    cr_assert_gt(events->n_events, 0);
    const assay_change change = {
        .kind = ASSAY_CHANGE_REMOVE_EVENT, .event = 0, .removed = 700};
    assay_account account = changed(verdict, &change, 1);
    const assay_event *event = &events->events[0];
    for (size_t i = 0; i < account.n_growth; i++) {
        double off = it.account.growth[i].followers - account.growth[i].followers;
        if (account.growth[i].at <= event->from)
            cr_expect_eq(off, 0.0);
        else if (account.growth[i].at >= event->to)
            cr_expect_eq(off, 700.0);
        else
            cr_expect(off >= 0.0 && off <= 700.0);
    }
}

static void
a_family_withheld_is_one_whose_table_was_not_given(const assay_verdict *verdict)
{
    static const assay_family FAMILIES[] = {ASSAY_FAMILY_GROWTH, ASSAY_FAMILY_ENGAGEMENT,
                                            ASSAY_FAMILY_COMMENTS};
    for (size_t f = 0; f < 3; f++) {
        const assay_change change = {.kind = ASSAY_CHANGE_WITHHOLD_FAMILY,
                                     .family = FAMILIES[f]};
        assay_account account = changed(verdict, &change, 1);
        cr_expect_eq(account.n_growth == 0, f == 0);
        cr_expect_eq(account.n_posts == 0, f == 1);
        cr_expect_eq(account.n_comments == 0, f == 2);
        cr_expect_eq(assay_account_followers(&account),
                     assay_account_followers(&it.account));
    }
}

static void posts_go_with_the_comments_under_them(void)
{
    invent(&it, 2, false);
    for (int p = 3; p < 6; p++)
        it.posts[p].likes *= 40;
    const assay_verdict *verdict = score_by(scorer, &it.account);
    const assay_change change = {.kind = ASSAY_CHANGE_REMOVE_POSTS};
    assay_account account = changed(verdict, &change, 1);
    cr_assert_lt(account.n_posts, it.account.n_posts);
    for (size_t i = 0; i < account.n_comments; i++) {
        bool there = false;
        for (size_t p = 0; p < account.n_posts; p++)
            there = there || account.comments[i].post.ptr == account.posts[p].id.ptr;
        cr_expect(there);
    }
}

/* One test, for its setup takes longer than all of them. */
Test(counterfactuals, a_change_takes_what_it_names_and_leaves_the_rest)
{
    invent(&it, 3, true);
    const assay_verdict *verdict = score_by(scorer, &it.account);
    comments_of_a_cluster_go_and_all_others_stay(verdict);
    a_gain_undone_leaves_the_curve_before_and_its_pace_after(verdict);
    a_family_withheld_is_one_whose_table_was_not_given(verdict);
    posts_go_with_the_comments_under_them();
}

Test(counterfactuals, every_one_has_a_sentence_in_both_languages)
{
    for (int i = 0; i < 5; i++) {
        invent_mild(i);
        const assay_verdict *verdict = score_by(scorer, &it.account);
        assay_report *report = NULL;
        assay_str text;
        cr_assert_eq(assay_report_new(&report, NULL), ASSAY_OK);
        assay_report_json(report, verdict, NULL);
        cr_assert_eq(assay_report_view(report, &text, NULL), ASSAY_OK);
        static char json[1 << 16];
        cr_assert_lt(text.len, sizeof json);
        memcpy(json, text.ptr, text.len);
        json[text.len] = '\0';
        const char *from = strstr(json, "\"counterfactuals\":[");
        cr_assert_not_null(from);
        for (size_t k = 0; k < verdict->n_counterfactuals; k++) {
            from = strstr(from + 1, "\"change\":\"");
            cr_assert_not_null(from);
            if (verdict->counterfactuals[k].n_changes > 1)
                from = strstr(from + 1, "\"and\":{\"change\":\"");
            cr_assert_not_null(from);
            cr_expect(strstr(from, "\"text\":{\"en\":\"If ") != NULL);
            cr_expect(strstr(from, "\"vi\":\"Nếu ") != NULL);
        }
        assay_report_free(report);
    }
}
