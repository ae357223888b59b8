/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model makes of an account's numbers: setting, z, digits of evidence, steps.
 *
 * One thing runs through all of it: what is not known adds nothing. A missing statistic
 * has no digits, no digits have no step, and a family that is not there contributes 0,
 * so that less data never looks worse, or better, by itself.
 */
#include "model/model.h"

#include "base/str.h"
#include "feature/scale.h"
#include "stat/calibrate.h"
#include "stat/special.h"

#include <math.h>
#include <stdlib.h>

const double ASSAY__BIN_EDGE[ASSAY__BINS] = {0.0,  0.05, 0.1, 0.2, 0.3, 0.45, 0.6,  0.8,
                                             1.0,  1.2,  1.4, 1.6, 1.8, 2.0,  2.25, 2.5,
                                             2.75, 3.0,  3.5, 4.0, 4.5, 5.0,  5.5,  5.9};

/* Rows at which an amount is 0: a year of days, 30 posts, 300 comments. */
static const double USUAL_ROWS[ASSAY_FAMILY_DIFFUSE] = {365.0, 30.0,  300.0, 300.0,
                                                        300.0, 100.0, 100.0};

assay_status assay__model_new(const char *name, assay_model **out, assay_error *err)
{
    size_t features = assay_feature_count();
    assay_model *model = calloc(1, sizeof *model);
    if (model == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    model->references = calloc(features, sizeof *model->references);
    model->steps = calloc(features * ASSAY__BINS, sizeof *model->steps);
    model->worth = calloc(features, sizeof *model->worth);
    model->name = strdup(name);
    if (!model->references || !model->steps || !model->worth || !model->name) {
        assay_model_free(model);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model");
    }
    *out = model;
    return ASSAY_OK;
}

void assay_model_free(assay_model *model)
{
    if (model == NULL)
        return;
    for (size_t i = 0; i < model->n_strata; i++) {
        free(model->strata[i].name);
        free(model->strata[i].offset);
    }
    free(model->strata);
    free(model->references);
    free(model->steps);
    free(model->worth);
    assay__diffuse_free(&model->diffuse);
    assay__label_map_free(&model->labels);
    free(model->name);
    free(model);
}

void assay_bytes_free(assay_bytes *bytes)
{
    free(bytes->ptr);
    *bytes = (assay_bytes){0};
}

assay_model_ref assay_model_reference(const assay_model *model)
{
    return (assay_model_ref){"accounts", model->name, model->sha256};
}

assay_basis assay_model_basis(const assay_model *model)
{
    return model->basis;
}

uint8_t assay__bin_of(double digits)
{
    if (isnan(digits))
        return ASSAY__BIN_MISSING;
    uint8_t bin = 0;
    while (bin + 1 < ASSAY__BINS && digits >= ASSAY__BIN_EDGE[bin + 1])
        bin++;
    return bin;
}

static double bin_middle(size_t bin)
{
    double right = bin + 1 < ASSAY__BINS ? ASSAY__BIN_EDGE[bin + 1] : ASSAY__MOST_DIGITS;
    return 0.5 * (ASSAY__BIN_EDGE[bin] + right);
}

double assay__step_at(const double step[], double digits)
{
    size_t bin = assay__bin_of(digits);
    if (bin >= ASSAY__BINS)
        return 0.0;
    double middle = bin_middle(bin);
    size_t left = bin, right = bin;
    if (digits < middle && bin > 0)
        left = bin - 1;
    else if (digits > middle && bin + 1 < ASSAY__BINS)
        right = bin + 1;
    if (left == right)
        return step[bin];
    double from = bin_middle(left), to = bin_middle(right);
    double part = (digits - from) / (to - from);
    return step[left] + part * (step[right] - step[left]);
}

static double clamp(double x, double low, double high)
{
    if (x < low)
        return low;
    return x > high ? high : x;
}

static double amount_of(double rows, double usual)
{
    return clamp(log(fmax(rows, 1.0) / usual), -4.0, 1.5);
}

assay__setting assay__setting_of(const assay_account *account,
                                 const assay_findings *findings)
{
    assay__setting setting = {.there = assay__families_there(findings)};
    double followers = assay_account_followers(account);
    if (followers >= 0.0)
        setting.size = clamp(log10(followers + 1.0) - 4.0, -2.0, 3.0);
    double rows[] = {findings->growth.days,        (double)findings->engagement.posts,
                     (double)findings->comments.n, (double)findings->audience.n,
                     (double)findings->network.n,  (double)findings->livestream.n,
                     (double)findings->sales.n};
    assay_state states[] = {findings->growth.state, findings->engagement.state,
                            findings->comments.state};
    for (unsigned f = 0; f < ASSAY_FAMILY_DIFFUSE; f++)
        setting.amount[f] = amount_of(rows[f], USUAL_ROWS[f]);
    for (unsigned f = 0; f < ASSAY__CORE_FAMILIES; f++)
        setting.low = setting.low || states[f] == ASSAY_LOW_DATA;
    return setting;
}

unsigned assay__pattern_of(const assay__setting *setting)
{
    return (setting->there & ASSAY__WHOLE_PATTERN) |
           (setting->low ? (unsigned)ASSAY__PATTERN_LOW : 0U);
}

const assay__stratum *assay__stratum_find(const assay_model *model, assay_str name)
{
    size_t low = 0, high = model->n_strata;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = assay__str_compare(assay__str(model->strata[middle].name), name);
        if (order == 0)
            return &model->strata[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum { STRATUM_ROOM = 128 };

const assay__stratum *assay__stratum_of(const assay_model *model, assay_str platform,
                                        assay_str country)
{
    char name[STRATUM_ROOM];
    const assay__stratum *found = NULL;
    if (platform.len + country.len + 1 < sizeof name && country.len > 0) {
        memcpy(name, platform.ptr, platform.len);
        name[platform.len] = '/';
        memcpy(name + platform.len + 1, country.ptr, country.len);
        found =
            assay__stratum_find(model, (assay_str){name, platform.len + country.len + 1});
    }
    if (found == NULL)
        found = assay__stratum_find(model, platform);
    return found != NULL ? found : assay__stratum_find(model, ASSAY__LITERAL("*"));
}

assay_norms assay_model_norms(const assay_model *model, assay_str platform,
                              assay_str country)
{
    assay_norms norms = assay_norms_prior(platform);
    const assay__stratum *stratum = assay__stratum_of(model, platform, country);
    if (stratum == NULL)
        return norms;
    norms.stratum = assay__str(stratum->name);
    norms.evidence = stratum->evidence;
    norms.n = stratum->n;
    for (size_t r = 0; r < ASSAY_RATE_COUNT; r++)
        norms.rates[r] = stratum->rates[r];
    return norms;
}

static double location_of(const assay__reference *reference, double size, double amount)
{
    return reference->location[0] + reference->location[1] * size +
           reference->location[2] * amount;
}

void assay__reference_clamp(const assay__reference *reference, double *size,
                            double *amount)
{
    *size = clamp(*size, reference->size[0], reference->size[1]);
    *amount = clamp(*amount, reference->amount[0], reference->amount[1]);
}

double assay__reference_z(const assay__reference *reference, size_t feature, double value,
                          const assay__setting *setting, double offset)
{
    const assay_feature *row = assay_feature_at(feature);
    double x = row->direction * assay__feature_scaled(feature, value);
    if (!reference->conditional)
        return x;
    double size = setting->size, amount = setting->amount[row->family];
    assay__reference_clamp(reference, &size, &amount);
    double scale = exp(reference->log_scale[0] + reference->log_scale[1] * amount);
    return (x - location_of(reference, size, amount) - offset) / scale;
}

double assay__reference_typical(const assay__reference *reference, size_t feature,
                                const assay__setting *setting, double offset)
{
    const assay_feature *row = assay_feature_at(feature);
    double z = reference->tail.knot[ASSAY__TAIL_KNOTS / 2 - 1]; /* the median */
    if (!reference->conditional)
        return assay__feature_unscaled(feature, row->direction * z);
    double size = setting->size, amount = setting->amount[row->family];
    assay__reference_clamp(reference, &size, &amount);
    double scale = exp(reference->log_scale[0] + reference->log_scale[1] * amount);
    double x = location_of(reference, size, amount) + offset + scale * z;
    return assay__feature_unscaled(feature, row->direction * x);
}

void assay__model_digits(const assay_model *model, const double values[],
                         const assay__setting *setting, const double offset[],
                         double digits[])
{
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const assay__reference *reference = &model->references[i];
        digits[i] = ASSAY_NUMBER_UNKNOWN;
        if (!reference->used || isnan(values[i]))
            continue;
        double usual = offset != NULL ? offset[i] : 0.0;
        double z = assay__reference_z(reference, i, values[i], setting, usual);
        digits[i] = assay__tail_table_digits(&reference->tail, z);
    }
}

double assay__family_digits(const assay_model *model, assay_family family,
                            double contribution, const assay__setting *setting)
{
    bool there = family != ASSAY_FAMILY_DIFFUSE && (setting->there & (1U << family)) != 0;
    if (!there || isnan(contribution))
        return ASSAY_NUMBER_UNKNOWN;
    const assay__tail_table *table = &model->family[family][setting->low];
    if (!(table->n > 0.0))
        table = &model->family[family][!setting->low];
    if (!(table->n > 0.0))
        return ASSAY_NUMBER_UNKNOWN;
    return assay__tail_table_digits(table, contribution);
}

double assay__harmonic_digits(const double digits[], size_t *there)
{
    double inverse = 0.0;
    size_t n = 0;
    for (size_t f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++) {
        if (isnan(digits[f]))
            continue;
        inverse += pow(10.0, digits[f]);
        n++;
    }
    *there = n;
    return n == 0 ? ASSAY_NUMBER_UNKNOWN : log10(inverse / (double)n);
}

double assay__combined_digits(const assay_model *model, const double digits[])
{
    size_t there;
    double harmonic = assay__harmonic_digits(digits, &there);
    if (there == 0 || !(model->combined[there].n > 0.0))
        return harmonic;
    return assay__tail_table_digits(&model->combined[there], harmonic);
}

const assay__calibration *assay__calibration_of(const assay_model *model,
                                                unsigned pattern)
{
    const assay__calibration *own = &model->calibration[pattern];
    if (own->n > 0.0)
        return own;
    const assay__calibration *other =
        &model->calibration[pattern ^ (unsigned)ASSAY__PATTERN_LOW];
    return other->n > 0.0 ? other : &model->calibration[ASSAY__WHOLE_PATTERN];
}

static double sigmoid(double margin)
{
    return 1.0 / (1.0 + exp(-margin));
}

/* The whole-data probability as Beta with mean p and variance open p (1 - p). */
static void beta_of(double p, double open, double *a, double *b)
{
    double strength = 1.0 / clamp(open, 1e-4, 0.98) - 1.0;
    *a = fmax(p * strength, 1e-6);
    *b = fmax((1.0 - p) * strength, 1e-6);
}

assay_interval assay__open_interval(double p, double open)
{
    double a, b;
    beta_of(p, open, &a, &b);
    assay_interval interval = {p, assay__beta_quantile(0.05, a, b),
                               assay__beta_quantile(0.95, a, b)};
    interval.low = interval.low <= p ? interval.low : p; /* a very skewed Beta */
    interval.high = interval.high >= p ? interval.high : p;
    return interval;
}

double assay__open_above(double p, double open, double mark)
{
    double a, b;
    beta_of(p, open, &a, &b);
    return exp(assay__log_beta_inc(b, a, 1.0 - mark, mark));
}

static const double GRID_FROM = -8.0, GRID_STEP = 0.5;

void assay__calibration_table(assay__calibration *map)
{
    for (size_t i = 0; i < ASSAY__GRID; i++) {
        double p = sigmoid(GRID_FROM + GRID_STEP * (double)i);
        assay_interval interval = assay__open_interval(p, map->open);
        map->low[i] = interval.low;
        map->high[i] = interval.high;
    }
}

/* Between two tabled intervals, never on the wrong side of p. */
static assay_interval interval_at(const assay__calibration *map, double margin)
{
    double p = sigmoid(margin);
    double place = clamp((margin - GRID_FROM) / GRID_STEP, 0.0, ASSAY__GRID - 1.0);
    size_t left = (size_t)place;
    left = left < ASSAY__GRID - 1 ? left : ASSAY__GRID - 2;
    double part = place - (double)left;
    double low = map->low[left] + part * (map->low[left + 1] - map->low[left]);
    double high = map->high[left] + part * (map->high[left + 1] - map->high[left]);
    return (assay_interval){p, low < p ? low : p, high > p ? high : p};
}

/* Log-odds of a probability, kept inside what doubles can tell from 0 and 1. */
static double log_odds(double p)
{
    const double end = 1e-9;
    double kept = clamp(p, end, 1.0 - end);
    return log(kept) - log1p(-kept);
}

/* Ends no more certain than the cases behind the probability can make them, before it is
 * moved to another prevalence: what is still open is a Beta, whose ends reach 0 and 1. */
static assay_interval held(assay_interval interval, double cases, double moved)
{
    double most = log1p(cases);
    interval.low = fmax(interval.low, sigmoid(moved - most));
    interval.high = fmin(interval.high, sigmoid(moved + most));
    interval.low = fmin(interval.low, interval.value);
    interval.high = fmax(interval.high, interval.value);
    return interval;
}

/* What is still open; the pattern was calibrated on so many cases. */
static assay_interval interval_by_pattern(const assay__calibration *map, double cases,
                                          double odds, double moved)
{
    double margin = assay__laplace_odds(odds, cases) + moved;
    return held(interval_at(map, margin), cases, moved);
}

/* What is still open, and what the labels leave open: the wider of both. */
static assay_interval interval_by_labels(const assay__calibration *map,
                                         const assay__label_map *labels, double odds,
                                         double moved)
{
    assay_interval told = assay__label_map_apply(labels, sigmoid(odds));
    assay_interval interval = interval_at(map, log_odds(told.value) + moved);
    interval.low = fmin(interval.low, sigmoid(log_odds(told.low) + moved));
    interval.high = fmax(interval.high, sigmoid(log_odds(told.high) + moved));
    return held(interval, labels->n, moved);
}

assay_interval assay__model_probability(const assay_model *model, unsigned pattern,
                                        assay__margin margin, double prevalence)
{
    if (model->basis == ASSAY_BASIS_NONE || (pattern & ASSAY__WHOLE_PATTERN) == 0)
        return ASSAY_INTERVAL_UNKNOWN;
    const assay__calibration *map = assay__calibration_of(model, pattern);
    double odds = map->intercept + map->slope * margin.core + margin.witnesses;
    double moved = 0.0;
    if (prevalence > 0.0)
        moved = log(prevalence / (1.0 - prevalence)) -
                log(model->prevalence / (1.0 - model->prevalence));
    if (model->labels.method == ASSAY__LABELS_NO_MAP)
        return interval_by_pattern(map, map->n > 0.0 ? map->n : model->n, odds, moved);
    return interval_by_labels(map, &model->labels, odds, moved);
}
