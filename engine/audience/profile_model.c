/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile model, and profiles judged by it.
 *
 * The sum of the curves becomes log-odds by the scale of the profile's view, which is a
 * straight line: what a sign adds to the log-odds is the slope times its curve, so the
 * reasons and the rest add up to the answer and nothing else is in it.
 */
#include "audience/profile_model.h"

#include <math.h>
#include <stdio.h>

#include "base/str.h"
#include "text/embed.h"

enum { ARENA_BYTES = 1 << 14 };

/* Log-odds of a profile before anything is known of it, where no labels said: of the
 * shares of fakes that published audits of followers found, 5 to 20 % are usual. */
static const double PRIOR_INTERCEPT = -2.2;

ASSAY__EMBED(assay__default_profiles_model, ASSAY_PROFILES_MODEL_FILE);

const char *assay__ground_name(assay__ground ground)
{
    static const char *const NAMES[] = {"prior", "population", "labels"};
    return NAMES[ground];
}

assay_status assay__profiles_model_new(const char *name, assay_profiles_model **out,
                                       assay_error *err)
{
    assay_arena *arena;
    ASSAY__TRY(assay_arena_new(ARENA_BYTES, NULL, &arena, err));
    assay_profiles_model *model = assay_arena_alloc(arena, sizeof *model);
    if (model == NULL) {
        assay_arena_free(arena);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    }
    model->arena = arena;
    model->labelled = true;
    (void)snprintf(model->name, sizeof model->name, "%s", name);
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++)
        model->curves[i] = assay__profile_prior(i);
    for (size_t v = 0; v < ASSAY_PROFILE_VIEWS; v++) {
        model->scales[v].intercept = PRIOR_INTERCEPT;
        model->scales[v].slope = 1;
    }
    *out = model;
    return ASSAY_OK;
}

assay_status assay_profiles_model_default(assay_profiles_model **out, assay_error *err)
{
    size_t len =
        (size_t)(assay__default_profiles_model_end - assay__default_profiles_model);
    return assay_profiles_model_load((assay_str){assay__default_profiles_model, len}, out,
                                     err);
}

const char *assay_profiles_model_name(const assay_profiles_model *model)
{
    return model->name;
}

const char *assay_profiles_model_sha256(const assay_profiles_model *model)
{
    return model->sha256;
}

bool assay_profiles_model_labelled(const assay_profiles_model *model)
{
    return model->labelled;
}

void assay_profiles_model_free(assay_profiles_model *model)
{
    if (model != NULL)
        assay_arena_free(model->arena);
}

size_t assay_profiles_model_sources(const assay_profiles_model *model,
                                    assay_profile_view view,
                                    const assay_profiles_source **sources,
                                    const double **edges)
{
    const assay__profile_scale *scale = &model->scales[view];
    *sources = scale->sources;
    *edges = scale->edges;
    return scale->n_sources;
}

/* ---- judging ------------------------------------------------------------------- */

double assay__profiles_sum(const assay_profiles_model *model, const double value[],
                           double term[])
{
    double sum = 0;
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++) {
        double height = assay__curve_at(&model->curves[i], value[i]);
        sum += height;
        if (term != NULL)
            term[i] = height;
    }
    return sum;
}

static double sigmoid(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

/* Puts a reason where its strength belongs; the weakest falls out into the rest. */
static void keep_reason(assay_profile_answer *out, assay_profile_reason reason)
{
    size_t at = out->n_reasons;
    while (at > 0 && fabs(out->reasons[at - 1].contribution) < fabs(reason.contribution))
        at--;
    if (at == ASSAY_PROFILE_REASONS) {
        out->rest += reason.contribution;
        return;
    }
    if (out->n_reasons == ASSAY_PROFILE_REASONS)
        out->rest += out->reasons[--out->n_reasons].contribution;
    for (size_t k = out->n_reasons; k > at; k--)
        out->reasons[k] = out->reasons[k - 1];
    out->reasons[at] = reason;
    out->n_reasons++;
}

void assay_profiles_judge(const assay_profiles_model *model, const assay_member *member,
                          int64_t as_of, assay_profile_answer *out)
{
    double value[ASSAY__PROFILE_SIGNS], term[ASSAY__PROFILE_SIGNS];
    assay__profile_read(member, as_of, value);
    assay_profile_view view = assay__profile_view_of(value);
    const assay__profile_scale *scale = &model->scales[view];
    *out = (assay_profile_answer){.probability = ASSAY_NUMBER_UNKNOWN,
                                  .score = ASSAY_NUMBER_UNKNOWN,
                                  .base = model->labelled ? scale->intercept : 0,
                                  .view = view};
    if (view == ASSAY_PROFILE_NOTHING)
        return;
    double sum = assay__profiles_sum(model, value, term);
    double slope = model->labelled ? scale->slope : 1;
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++)
        if (!isnan(value[i]))
            keep_reason(out, (assay_profile_reason){assay_profile_sign_at(i), value[i],
                                                    slope * term[i]});
    out->score = out->base + slope * sum;
    out->probability =
        model->labelled ? sigmoid(out->score) : assay__curve_at(&scale->rank, sum);
}

double assay_profiles_probability(const assay_profiles_model *model,
                                  const assay_member *member, int64_t as_of)
{
    assay_profile_answer answer;
    assay_profiles_judge(model, member, as_of, &answer);
    return answer.probability;
}

assay_member assay_member_of_account(const assay_account *account)
{
    double bio_length = account->bio_length;
    if (!(bio_length >= 0) && assay__str_known(account->bio))
        bio_length = (double)account->bio.len;
    assay_member member = {
        .id = account->id,
        .username = {NULL, 0},
        .name = account->name,
        .bio = account->bio,
        .followers = assay_account_followers(account),
        .following = account->following,
        .posts = account->posts_count,
        .friends = ASSAY_NUMBER_UNKNOWN,
        .groups = ASSAY_NUMBER_UNKNOWN,
        .photos = ASSAY_NUMBER_UNKNOWN,
        .has_picture = account->has_picture,
        .has_bio = !(bio_length >= 0) ? ASSAY_UNKNOWN
                   : bio_length > 0   ? ASSAY_YES
                                      : ASSAY_NO,
        .private_ = account->private_,
        .verified = account->verified,
        .country = account->country,
        .region = account->region,
        .language = account->language,
        .created_at = account->created_at,
        .followed_at = ASSAY_TIME_UNKNOWN,
        .last_post_at = ASSAY_TIME_UNKNOWN,
        .position = ASSAY_NUMBER_UNKNOWN,
        .age_percentile = ASSAY_NUMBER_UNKNOWN,
        .username_length = account->username_length,
        .username_digits = account->username_digits,
        .bio_length = bio_length,
    };
    if (isnan(member.username_length)) /* a handle may be a hash where columns tell */
        member.username = account->handle;
    return member;
}
