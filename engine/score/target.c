/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a target pooled and joined.
 *
 *      place  = country x region within it
 *      joint  = place x language there, and no more than the language has at all
 *
 * The intervals of the parts go through this by draws: they are wide and lie near the
 * ends, where sums of variances would not do. They are those of one fixed lattice, so
 * the same evidence gives the same numbers.
 */
#include "score/target.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/order.h"

enum { DRAWS = 1000 };

/* Sources that differ as much as that by chance once in twenty contradict each other. */
static const double CONTRADICTION = 0.05;

/* Of people who live where their language is at home, as if nine and a half of ten had
 * been asked and spoke it. */
static const double AT_HOME_SHARE = 0.95, AT_HOME_ASKED = 10;

/* Half of the normal law's mass to either side; ends of a 90 % interval. */
static const double LOW = 0.05, MIDDLE = 0.5, HIGH = 0.95;

/* What the draws are made from. */
typedef struct joint {
    bool asked[ASSAY_TARGET_PARTS];
    assay__logit part[ASSAY_TARGET_PARTS];
    bool tied;          /* the language there is told by `there` */
    assay__logit there; /* share of the language within the place */
} joint;

static bool asks_for(const assay_target *target, assay_target_part part)
{
    const char *const texts[] = {target->country, target->region, target->language};
    return texts[part][0] != '\0';
}

static void keep_sources(const assay__target_evidence *evidence, assay_target_part part,
                         const double weights[], assay_target_fit *fit)
{
    for (size_t i = 0; i < evidence->count; i++)
        fit->sources[fit->n_sources++] =
            (assay_target_source){.source = evidence->kind[i],
                                  .part = part,
                                  .n = evidence->n[i],
                                  .share = assay__logit_interval(&evidence->says[i]),
                                  .weight = weights[i]};
}

static assay_status pool_part(const assay__target_ground *ground, assay_target_part part,
                              joint *all, assay_target_fit *fit, assay_error *err)
{
    assay__target_evidence evidence;
    double weights[ASSAY_TARGET_SOURCES], p;
    fit->parts[part] = ASSAY_INTERVAL_UNKNOWN;
    all->asked[part] = asks_for(ground->target, part);
    if (!all->asked[part])
        return ASSAY_OK;
    ASSAY__TRY(assay__target_gather(ground, part, &evidence, err));
    if (evidence.count == 0) {
        fit->unknown |= 1U << part;
        return ASSAY_OK;
    }
    all->part[part] = assay__logit_pool(evidence.says, evidence.count, weights, &p);
    fit->disagree |= p < CONTRADICTION ? 1U << part : 0;
    fit->parts[part] = assay__logit_interval(&all->part[part]);
    keep_sources(&evidence, part, weights, fit);
    return ASSAY_OK;
}

/* ---- draws ------------------------------------------------------------------------- */

/* The i-th point of a lattice that fills the unit cube evenly: 1,000 of them settle a
 * quantile as well as some 100,000 random ones would, and are the same for everybody.
 * Source: Roberts 2018, The unreasonable effectiveness of quasirandom sequences; the
 * root of x^5 = x + 1. */
static double point(size_t i, unsigned dimension)
{
    static const double ROOT = 1.1673039782614187;
    double step = 1;
    for (unsigned k = 0; k <= dimension; k++)
        step /= ROOT;
    double at = 0.5 + step * (double)(i + 1);
    return at - floor(at);
}

static double draw(const assay__logit *share, size_t i, unsigned dimension)
{
    double z = assay__normal_quantile(point(i, dimension));
    return assay__share_at(share->mean + sqrt(share->variance) * z);
}

static double draw_place(const joint *all, size_t i)
{
    double place = 1;
    for (unsigned part = ASSAY_TARGET_COUNTRY; part <= ASSAY_TARGET_REGION; part++)
        if (all->asked[part])
            place *= draw(&all->part[part], i, part);
    return place;
}

/* Of two shares whose tie is not known, anything between Fréchet's bounds. */
static double draw_joint(const joint *all, size_t i)
{
    double place = draw_place(all, i);
    if (!all->asked[ASSAY_TARGET_LANGUAGE])
        return place;
    double language = draw(&all->part[ASSAY_TARGET_LANGUAGE], i, ASSAY_TARGET_LANGUAGE);
    if (!all->asked[ASSAY_TARGET_COUNTRY] && !all->asked[ASSAY_TARGET_REGION])
        return language;
    if (all->tied)
        return fmin(language, place * draw(&all->there, i, ASSAY_TARGET_PARTS));
    double least = fmax(0, place + language - 1), most = fmin(place, language);
    return least + (most - least) * point(i, ASSAY_TARGET_PARTS);
}

static assay_status draw_share(const assay__target_ground *ground, const joint *all,
                               assay_interval *out, assay_error *err)
{
    double *draws = assay_arena_array(ground->arena, DRAWS, sizeof *draws);
    if (draws == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a target");
    for (size_t i = 0; i < DRAWS; i++)
        draws[i] = draw_joint(all, i);
    assay__sort(draws, DRAWS);
    *out = (assay_interval){draws[(size_t)(MIDDLE * DRAWS)], draws[(size_t)(LOW * DRAWS)],
                            draws[(size_t)(HIGH * DRAWS)]};
    return ASSAY_OK;
}

/* ---- joining ----------------------------------------------------------------------- */

static bool is_at_home(const assay_target *target)
{
    double at_home;
    assay__language language = assay__language_find(assay__str(target->language));
    const char *home = language == ASSAY__LANGUAGE_NONE
                           ? NULL
                           : assay__language_home(language, &at_home);
    return home != NULL && strcmp(home, target->country) == 0;
}

static void tie(const assay__target_ground *ground, joint *all)
{
    all->tied = assay__target_language_there(ground, &all->there);
    if (all->tied || !is_at_home(ground->target))
        return;
    all->tied = true;
    all->there = assay__logit_of_share(AT_HOME_SHARE, AT_HOME_ASKED);
}

/* How far an end lies from the middle, on the logarithm; infinite where it is 0. */
static double reach_of(double end, double middle)
{
    return end > 0 && middle > 0 ? log(end / middle) : -HUGE_VAL;
}

/* A product of two independent quantities, each side by itself. */
static assay_interval times(assay_interval a, assay_interval b)
{
    if (isnan(a.value) || isnan(b.value))
        return ASSAY_INTERVAL_UNKNOWN;
    double value = a.value * b.value;
    if (!(value > 0))
        return (assay_interval){value, 0, a.high * b.high};
    double low = hypot(reach_of(a.low, a.value), reach_of(b.low, b.value));
    double high = hypot(reach_of(a.high, a.value), reach_of(b.high, b.value));
    return (assay_interval){value, value * exp(-low), value * exp(high)};
}

assay_status assay__target_join(const assay__target_ground *ground, assay_interval reach,
                                assay_target_fit *fit, assay_error *err)
{
    joint all = {.tied = false};
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++)
        ASSAY__TRY(pool_part(ground, (assay_target_part)part, &all, fit, err));
    fit->share = fit->credible_reach = ASSAY_INTERVAL_UNKNOWN;
    fit->north = ground->tongues->dialects[ASSAY__DIALECT_NORTH];
    fit->centre = ground->tongues->dialects[ASSAY__DIALECT_CENTRE];
    fit->south = ground->tongues->dialects[ASSAY__DIALECT_SOUTH];
    if (fit->unknown != 0)
        return ASSAY_OK;
    if (all.asked[ASSAY_TARGET_LANGUAGE])
        tie(ground, &all);
    ASSAY__TRY(draw_share(ground, &all, &fit->share, err));
    fit->credible_reach = times(reach, fit->share);
    return ASSAY_OK;
}

/* How much each member is in doubt. */
static assay_status copy_doubts(const assay__case *c, const double **out,
                                assay_error *err)
{
    const assay_member_check *checks = c->findings->audience.checks;
    size_t n = c->account->n_audience;
    *out = NULL;
    if (checks == NULL)
        return ASSAY_OK;
    double *doubts = assay_arena_array(c->arena, n + 1, sizeof *doubts);
    if (doubts == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a target");
    for (size_t i = 0; i < n; i++)
        doubts[i] = checks[i].suspicious;
    *out = doubts;
    return ASSAY_OK;
}

assay_status assay__score_target(const assay__case *c, const assay_target *target,
                                 const assay__languages *languages, assay_verdict *out,
                                 assay_error *err)
{
    assay__tongues tongues;
    assay_target_fit *fit = assay_arena_alloc(c->arena, sizeof *fit);
    if (fit == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a target");
    ASSAY__TRY(assay__tongues_read(c->account, c->findings->comments.checks, languages,
                                   c->arena, &tongues, err));
    assay__target_ground ground = {
        .account = c->account,
        .target = target,
        .suspicious_share = out->estimates[ASSAY_ESTIMATE_SUSPICIOUS_FOLLOWER_SHARE],
        .tongues = &tongues,
        .arena = c->arena};
    ASSAY__TRY(copy_doubts(c, &ground.suspicious, err));
    *fit = (assay_target_fit){.target = *target};
    ASSAY__TRY(assay__target_join(&ground, out->estimates[ASSAY_ESTIMATE_CREDIBLE_REACH],
                                  fit, err));
    out->target_fit = fit;
    return ASSAY_OK;
}
