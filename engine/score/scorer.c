/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in, one verdict out, in the scorer's own arena.
 *
 * Contributions are rounded once, feature by feature, to whole millionths; families and
 * score are sums of those integers, so an explanation adds up because it is the score.
 */
#include "score/score.h"

#include <assay/comments_model.h>
#include <assay/profiles.h>

#include "base/str.h"
#include "feature/analyse.h"
#include "model/roster_norms.h"
#include "score/target.h"
#include "stat/combine.h"

#include <math.h>
#include <stdlib.h>

struct assay_scorer {
    assay_scorer_options options;
    assay_policy policy;
    assay_model *own; /* the default models, when none were given */
    assay_comments_model *own_comments;
    assay_profiles_model *own_profiles;
    const assay_model *model;
    assay_arena *arena;
    assay_arena *trials; /* of changed records, one after the other; NULL until asked */
    assay_arena *words;  /* memory of the languages; NULL until a target was set */
    assay__languages languages;
    assay_target target;
    double seconds[ASSAY__STAGE_COUNT];
};

enum { FIRST_ARENA = 4 << 20, WORDS_ARENA = 1 << 18, MOST_MODELS = 8 };

/* Every model that may take part, in the order a verdict lists them. @return how many */
static size_t list_models(const assay_scorer *scorer, assay_model_ref models[])
{
    const assay_comments_model *comments = scorer->options.comments;
    models[0] = assay_model_reference(scorer->model);
    models[1] = (assay_model_ref){"comments", assay_comments_model_name(comments),
                                  assay_comments_model_sha256(comments)};
    const assay_profiles_model *profiles = scorer->options.profiles;
    models[2] = (assay_model_ref){"profiles", assay_profiles_model_name(profiles),
                                  assay_profiles_model_sha256(profiles)};
    return 3;
}

static assay_status check_panel(const assay_scorer *scorer, assay_error *err)
{
    assay_model_ref models[MOST_MODELS];
    size_t n = list_models(scorer, models);
    return assay_panel_check(scorer->options.panel, models, n, err);
}

assay_status assay_scorer_new(const assay_scorer_options *options, assay_scorer **out,
                              assay_error *err)
{
    assay_scorer *scorer = calloc(1, sizeof *scorer);
    if (scorer == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a scorer");
    if (options != NULL)
        scorer->options = *options;
    const assay_scorer_options *chosen = &scorer->options;
    scorer->policy = chosen->policy != NULL ? *chosen->policy : ASSAY_POLICY_DEFAULT;
    scorer->model = chosen->accounts;
    size_t bytes = chosen->arena_bytes != 0 ? chosen->arena_bytes : (size_t)FIRST_ARENA;
    assay_status status = assay_arena_new(bytes, NULL, &scorer->arena, err);
    if (status == ASSAY_OK && scorer->model == NULL) {
        status = assay_model_default(&scorer->own, err);
        scorer->model = scorer->own;
    }
    if (status == ASSAY_OK && chosen->comments == NULL) {
        status = assay_comments_model_default(&scorer->own_comments, err);
        scorer->options.comments = scorer->own_comments;
    }
    if (status == ASSAY_OK && chosen->profiles == NULL) {
        status = assay_profiles_model_default(&scorer->own_profiles, err);
        scorer->options.profiles = scorer->own_profiles;
    }
    if (status == ASSAY_OK)
        status = assay_scorer_set_target(scorer, chosen->target, err);
    if (status == ASSAY_OK && chosen->panel != NULL)
        status = check_panel(scorer, err);
    if (status != ASSAY_OK) {
        assay_scorer_free(scorer);
        return status;
    }
    *out = scorer;
    return ASSAY_OK;
}

void assay_scorer_set_policy(assay_scorer *scorer, const assay_policy *policy)
{
    scorer->policy = policy != NULL ? *policy : ASSAY_POLICY_DEFAULT;
}

assay_status assay_scorer_set_target(assay_scorer *scorer, const assay_target *target,
                                     assay_error *err)
{
    scorer->options.target = NULL;
    if (target == NULL)
        return ASSAY_OK;
    if (scorer->words == NULL) {
        assay_arena *words = NULL;
        ASSAY__TRY(assay_arena_new(WORDS_ARENA, NULL, &words, err));
        assay_status status = assay__languages_new(words, &scorer->languages, err);
        if (status != ASSAY_OK) {
            assay_arena_free(words);
            return status;
        }
        scorer->words = words;
    }
    scorer->target = *target;
    scorer->options.target = &scorer->target;
    return ASSAY_OK;
}

void assay_scorer_set_decides(assay_scorer *scorer, bool decides)
{
    scorer->options.no_decision = !decides;
}

void assay_scorer_set_counterfactuals(assay_scorer *scorer, bool wanted)
{
    scorer->options.counterfactuals = wanted;
}

void assay_scorer_free(assay_scorer *scorer)
{
    if (scorer == NULL)
        return;
    assay_model_free(scorer->own);
    assay_comments_model_free(scorer->own_comments);
    assay_profiles_model_free(scorer->own_profiles);
    assay_arena_free(scorer->arena);
    assay_arena_free(scorer->trials);
    assay_arena_free(scorer->words);
    free(scorer);
}

void assay_scorer_stage_seconds(const assay_scorer *scorer, double seconds[])
{
    memcpy(seconds, scorer->seconds, sizeof scorer->seconds);
}

static assay_norms norms_for(const assay_scorer *scorer, const assay_account *account)
{
    assay_norms norms =
        assay_model_norms(scorer->model, account->platform, account->country);
    if (scorer->options.norms != NULL)
        norms = *scorer->options.norms;
    if (scorer->options.roster_norms != NULL)
        assay__roster_norms_apply(scorer->options.roster_norms, account->platform,
                                  &norms);
    norms.comments = scorer->options.comments;
    norms.profiles = scorer->options.profiles;
    return norms;
}

static void describe(const assay_scorer *scorer, const assay__case *c,
                     const assay_norms *norms, assay_verdict *out)
{
    out->account = c->account;
    out->as_of = assay_account_as_of(c->account);
    out->dated = c->account->n_growth == 0 || c->account->growth_dated;
    out->n_models = list_models(scorer, out->models);
    if (c->account->n_audience == 0)
        out->n_models--; /* the profiles' had nobody to look at */
    if (scorer->options.panel != NULL)
        out->models[out->n_models++] = assay_panel_reference(scorer->options.panel);
    out->norms_source = scorer->options.norms_source;
    out->evidence = norms->evidence;
    out->norms_n = norms->n;
    out->policy = scorer->policy;
    out->basis = scorer->model->basis;
    out->calibration = assay__label_method_name(scorer->model->labels.method);
    out->calibration_n = scorer->model->labels.n;
    out->q_value = ASSAY_NUMBER_UNKNOWN;
    out->unexplained_risk = ASSAY_NUMBER_UNKNOWN;
    out->findings = c->findings;
    out->features = c->values;
}

/* Whole thousand-thousandths of log-odds. */
static int64_t micro(double log_odds)
{
    return llround(log_odds * 1e6);
}

static double unit(int64_t millionths)
{
    return (double)millionths * 1e-6;
}

assay_status assay__score_weigh(assay__case *c, assay_error *err)
{
    size_t features = assay_feature_count();
    double *values = assay_arena_array(c->arena, features, sizeof(double));
    double *digits = assay_arena_array(c->arena, features, sizeof(double));
    int64_t *parts = assay_arena_array(c->arena, features, sizeof(int64_t));
    if (values == NULL || digits == NULL || parts == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the features");
    assay_features_compute(c->findings, values);
    assay__model_digits(c->model, values, &c->setting, c->offset, digits);
    for (size_t f = 0; f < features; f++)
        parts[f] = micro(assay__step_at(c->model->steps + f * ASSAY__BINS, digits[f]));
    c->values = values;
    c->digits = digits;
    c->parts = parts;
    return ASSAY_OK;
}

static void add_diffuse(assay__case *c, assay_family_verdict *family)
{
    c->diffuse = assay__diffuse_digits(&c->model->diffuse, c->digits);
    if (isnan(c->diffuse))
        return;
    family->state = c->setting.low ? ASSAY_LOW_DATA : ASSAY_STATE_OK;
    family->p_value = pow(10.0, -c->diffuse);
    family->contribution = micro(assay__diffuse_part(&c->model->diffuse, c->diffuse));
}

void assay__score_sum(assay__case *c, assay_verdict *out)
{
    out->base = micro(c->model->base);
    out->score = out->base;
    for (size_t f = 0; f < ASSAY_FAMILY_COUNT; f++) {
        assay_family_verdict *family = &out->families[f];
        *family = (assay_family_verdict){.family = (assay_family)f,
                                         .p_value = ASSAY_NUMBER_UNKNOWN};
        family->state = assay__family_state(c->findings, (assay_family)f, &family->lack);
    }
    for (size_t i = 0; i < assay_feature_count(); i++)
        out->families[assay_feature_at(i)->family].contribution += c->parts[i];
    for (size_t f = 0; f < ASSAY_FAMILY_DIFFUSE; f++)
        out->score += out->families[f].contribution;
    for (size_t f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++) {
        c->family_digits[f] = assay__family_digits(
            c->model, (assay_family)f, unit(out->families[f].contribution), &c->setting);
        out->families[f].p_value = pow(10.0, -c->family_digits[f]);
    }
    add_diffuse(c, &out->families[ASSAY_FAMILY_DIFFUSE]);
    out->score += out->families[ASSAY_FAMILY_DIFFUSE].contribution;
    c->harmonic = assay__combined_digits(c->model, c->family_digits);
    out->p_value = pow(10.0, -c->harmonic);
}

static assay_state state_of(const assay_verdict *verdict)
{
    size_t ok = 0, there = 0;
    for (size_t f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++) {
        ok += verdict->families[f].state == ASSAY_STATE_OK;
        there += verdict->families[f].state != ASSAY_NOT_ASSESSABLE;
    }
    if (there == 0)
        return ASSAY_NOT_ASSESSABLE;
    return ok >= 2 ? ASSAY_STATE_OK : ASSAY_LOW_DATA; /* one family alone is little */
}

/* The p-value against a panel, in the place of the model's. */
static void place_in_panel(const assay_panel *panel, assay_verdict *out)
{
    double score =
        out->state == ASSAY_NOT_ASSESSABLE ? ASSAY_NUMBER_UNKNOWN : unit(out->score);
    assay_panel_place place = assay_panel_p(panel, out->account->platform, score);
    out->p_value = place.p_value;
    out->panel_stratum = place.stratum;
    out->panel_n = place.n;
}

static void judge(const assay_scorer *scorer, assay__case *c, assay_verdict *out)
{
    assay__score_sum(c, out);
    out->state = state_of(out);
    out->integrity = ASSAY_NUMBER_UNKNOWN;
    if (out->state != ASSAY_NOT_ASSESSABLE)
        out->integrity = 100.0 / (1.0 + exp(unit(out->score)));
    if (scorer->options.panel != NULL)
        place_in_panel(scorer->options.panel, out);
    assay__margin margin = assay__score_margin(out);
    out->risk = assay__model_probability(c->model, c->pattern, margin, 0.0);
    c->risk =
        assay__model_probability(c->model, c->pattern, margin, scorer->policy.prevalence);
    out->decided = !scorer->options.no_decision;
    if (!out->decided)
        return;
    out->decision = assay__score_decision(c, out);
    out->held = assay__score_held(c, out);
}

static assay_status finish(assay__case *c, const assay__surroundings *around,
                           assay_verdict *out, assay_error *err)
{
    assay__score_estimates(c, out);
    ASSAY__TRY(assay__score_reasons(c, out, err));
    ASSAY__TRY(assay__score_blind_spots(c, out, err));
    ASSAY__TRY(assay__score_next_steps(c, out, err));
    if (c->account->n_explanations > 0)
        ASSAY__TRY(assay__score_explained(c, around, out, err));
    return assay_account_sha256(c->account, out->input_sha256, err);
}

/* The case that findings make under the scorer's model, weighed. */
static assay_status open_case(const assay_scorer *scorer, const assay_account *account,
                              const assay_findings *findings, assay_arena *arena,
                              assay__case *out, assay_error *err)
{
    const assay__stratum *where =
        assay__stratum_of(scorer->model, account->platform, account->country);
    *out = (assay__case){.account = account,
                         .findings = findings,
                         .model = scorer->model,
                         .arena = arena,
                         .setting = assay__setting_of(account, findings),
                         .offset = where != NULL ? where->offset : NULL};
    out->pattern = assay__pattern_of(&out->setting);
    if (scorer->options.roster_norms != NULL)
        ASSAY__TRY(assay__roster_norms_offsets(
            scorer->options.roster_norms, account->platform, arena, &out->offset, err));
    return assay__score_weigh(out, err);
}

static assay_status score(assay_scorer *scorer, const assay_account *account,
                          assay_arena *arena, assay_verdict **verdict, assay_error *err)
{
    assay_norms norms = norms_for(scorer, account);
    assay__surroundings around = {&norms, scorer->options.roster, scorer->seconds};
    assay_findings *findings = assay_arena_alloc(arena, sizeof *findings);
    assay_verdict *out = assay_arena_alloc(arena, sizeof *out);
    assay_str stratum = assay_arena_copy(arena, norms.stratum);
    if (findings == NULL || out == NULL || stratum.ptr == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a verdict");
    ASSAY__TRY(assay__findings_analyse(account, &around, arena, findings, err));
    double since = assay__stage_now();
    assay__case c;
    ASSAY__TRY(open_case(scorer, account, findings, arena, &c, err));
    describe(scorer, &c, &norms, out);
    out->stratum = stratum.ptr;
    judge(scorer, &c, out);
    ASSAY__TRY(finish(&c, &around, out, err));
    if (scorer->options.target != NULL)
        ASSAY__TRY(assay__score_target(&c, scorer->options.target, &scorer->languages,
                                       out, err));
    scorer->seconds[ASSAY__STAGE_SCORE] += assay__stage_now() - since;
    *verdict = out;
    return ASSAY_OK;
}

static assay_status try_record(void *scorer, const assay_account *account,
                               const assay_verdict **out, assay_error *err)
{
    assay_verdict *verdict = NULL;
    assay_scorer *by = scorer;
    ASSAY__TRY(score(by, account, by->trials, &verdict, err));
    *out = verdict;
    return ASSAY_OK;
}

static assay_status ask_otherwise(assay_scorer *scorer, assay_verdict *verdict,
                                  assay_error *err)
{
    if (scorer->trials == NULL)
        ASSAY__TRY(assay_arena_new(FIRST_ARENA, NULL, &scorer->trials, err));
    const assay__court court = {try_record, scorer, scorer->trials};
    return assay__score_counterfactuals(&court, scorer->arena, verdict, err);
}

assay_status assay_scorer_score(assay_scorer *scorer, const assay_account *account,
                                const assay_verdict **out, assay_error *err)
{
    assay_verdict *verdict = NULL;
    assay_arena_reset(scorer->arena);
    ASSAY__TRY(score(scorer, account, scorer->arena, &verdict, err));
    if (scorer->options.counterfactuals)
        ASSAY__TRY(ask_otherwise(scorer, verdict, err));
    *out = verdict;
    return ASSAY_OK;
}

assay_status assay_q_values(const double p[], size_t n, double q[], assay_error *err)
{
    size_t *order = calloc(2 * n + 1, sizeof *order);
    if (order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu q-values", n);
    assay__bh_q_values(p, n, q, order);
    free(order);
    return ASSAY_OK;
}

/* Half of the clean accounts lie above this p-value, and few of the inflated ones. */
static const double UPPER = 0.5;

assay_status assay_q_values_panel(const double p[], size_t n, double q[],
                                  double *clean_share, assay_error *err)
{
    double share = assay__clean_share(p, n, UPPER);
    ASSAY__TRY(assay_q_values(p, n, q, err));
    for (size_t i = 0; i < n; i++)
        q[i] *= share;
    *clean_share = share;
    return ASSAY_OK;
}
