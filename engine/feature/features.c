/* SPDX-License-Identifier: GPL-3.0-or-later */
/* features.def read four ways: the public rows, where each number lies, how the model
 * sees it, and how people do. */
#include <assay/features.h>

#include "base/number.h"
#include "base/str.h"
#include "feature/scale.h"

#include <math.h>
#include <stdio.h>

static const assay_feature ROWS[] = {
#define FEATURE(name, family, member, scale, needs, unit, direction, low, high, minimum, \
                formula, en, vi, source)                                                 \
    {name,  ASSAY_FAMILY_##family, direction, unit, low, high, minimum, formula, en, vi, \
     source},
#include "feature/features.def"
#undef FEATURE
};

enum { FEATURES = sizeof ROWS / sizeof ROWS[0] };

enum {
    G = 1 << ASSAY_FAMILY_GROWTH,
    E = 1 << ASSAY_FAMILY_ENGAGEMENT,
    C = 1 << ASSAY_FAMILY_COMMENTS,
    A = 1 << ASSAY_FAMILY_AUDIENCE,
    N = 1 << ASSAY_FAMILY_NETWORK,
    L = 1 << ASSAY_FAMILY_LIVESTREAM,
    S = 1 << ASSAY_FAMILY_SALES
};

/* What the model and the dispatch need of a row. */
typedef struct inner_row {
    size_t offset;
    const char *member;
    assay__scale scale;
    unsigned needs;
} inner_row;

static const inner_row INNER[FEATURES] = {
#define FEATURE(name, family, member, scale, needs, unit, direction, low, high, minimum, \
                formula, en, vi, source)                                                 \
    {offsetof(assay_findings, member), #member, ASSAY__SCALE_##scale, needs},
#include "feature/features.def"
#undef FEATURE
};

size_t assay_feature_count(void)
{
    return FEATURES;
}

const assay_feature *assay_feature_at(size_t i)
{
    return &ROWS[i];
}

size_t assay_feature_find(assay_str name)
{
    for (size_t i = 0; i < FEATURES; i++)
        if (assay__str_equal(assay__str(ROWS[i].name), name))
            return i;
    return SIZE_MAX;
}

const char *assay_feature_member(size_t feature)
{
    return INNER[feature].member;
}

unsigned assay_feature_needs(size_t feature)
{
    return INNER[feature].needs;
}

static bool family_there(const assay_findings *findings, assay_family family)
{
    switch (family) {
#define FAMILY_THERE(name, member, en, vi)                                               \
    case ASSAY_FAMILY_##name:                                                            \
        return findings->member.state != ASSAY_NOT_ASSESSABLE;
        ASSAY_FAMILY_TABLE(FAMILY_THERE)
#undef FAMILY_THERE
    case ASSAY_FAMILY_DIFFUSE:
    case ASSAY_FAMILY_COUNT:
        return false;
    }
    return false;
}

unsigned assay__families_there(const assay_findings *findings)
{
    unsigned there = 0;
    for (unsigned f = 0; f < ASSAY_FAMILY_COUNT; f++)
        if (family_there(findings, (assay_family)f))
            there |= 1U << f;
    return there;
}

static double clamp(double x, double low, double high)
{
    if (x < low)
        return low;
    return x > high ? high : x; /* NaN passes through */
}

static double number_at(const void *findings, size_t offset)
{
    double number;
    memcpy(&number, (const char *)findings + offset, sizeof number);
    return number;
}

/* The same number of the posts with less likes; NaN for what is not about posts. */
static double number_of_less(const assay_findings *findings, size_t feature)
{
    size_t first = offsetof(assay_findings, engagement);
    size_t offset = INNER[feature].offset;
    bool of_posts = offset >= first && offset < first + sizeof findings->engagement;
    return of_posts && findings->engagement.less != NULL
               ? number_at(findings->engagement.less, offset - first)
               : ASSAY_NUMBER_UNKNOWN;
}

/* Likes that lie on every post alike hide what the rest of them shows: a statistic of the
 * posts is told of them as they are or of the rest, whichever is worse. Never of the rest
 * alone: what the posts as they are leave unknown stays unknown. */
bool assay__feature_of_less(const assay_findings *findings, size_t feature)
{
    double told = number_at(findings, INNER[feature].offset);
    double less = number_of_less(findings, feature);
    return ROWS[feature].direction > 0 ? less > told : less < told;
}

static double read_number(const assay_findings *findings, size_t feature)
{
    return assay__feature_of_less(findings, feature)
               ? number_of_less(findings, feature)
               : number_at(findings, INNER[feature].offset);
}

void assay_features_compute(const assay_findings *findings, double values[])
{
    unsigned there = assay__families_there(findings);
    for (size_t i = 0; i < FEATURES; i++) {
        double raw = ASSAY_NUMBER_UNKNOWN;
        if ((INNER[i].needs & ~there) == 0)
            raw = read_number(findings, i);
        if (INNER[i].scale == ASSAY__SCALE_RATE)
            raw = exp(raw);
        values[i] = clamp(raw, ROWS[i].low, ROWS[i].high);
    }
}

/* A rate is seen through ln(x + 1e-7): fewer than one like in ten million followers is
 * told apart by no count. */
static const double SMALLEST_RATE = 1e-7;

double assay__feature_scaled(size_t feature, double value)
{
    switch (INNER[feature].scale) {
    case ASSAY__SCALE_AS_IS:
        return value;
    case ASSAY__SCALE_LOG1P:
        return log1p(clamp(value, 0.0, HUGE_VAL));
    case ASSAY__SCALE_ROOT:
        return asin(sqrt(clamp(value, 0.0, 1.0)));
    case ASSAY__SCALE_RATE:
        return log(clamp(value, 0.0, HUGE_VAL) + SMALLEST_RATE);
    }
    return ASSAY_NUMBER_UNKNOWN;
}

double assay__feature_unscaled(size_t feature, double seen)
{
    double value = seen;
    switch (INNER[feature].scale) {
    case ASSAY__SCALE_AS_IS:
        break;
    case ASSAY__SCALE_LOG1P:
        value = expm1(clamp(seen, 0.0, 700.0));
        break;
    case ASSAY__SCALE_ROOT: {
        double root = sin(clamp(seen, 0.0, asin(1.0)));
        value = root * root;
        break;
    }
    case ASSAY__SCALE_RATE:
        value = exp(seen) - SMALLEST_RATE;
        break;
    }
    return clamp(value, ROWS[feature].low, ROWS[feature].high);
}

size_t assay__feature_rate(size_t feature)
{
    size_t first = offsetof(assay_findings, engagement.log_rate);
    if (INNER[feature].scale != ASSAY__SCALE_RATE)
        return ASSAY_RATE_COUNT;
    return (INNER[feature].offset - first) / sizeof(double);
}

static bool is_part(size_t feature)
{
    assay__scale scale = INNER[feature].scale;
    return scale == ASSAY__SCALE_ROOT || scale == ASSAY__SCALE_RATE;
}

size_t assay_feature_print(size_t feature, double value, char text[])
{
    text[0] = '\0';
    if (isnan(value))
        return 0;
    double shown = is_part(feature) ? value * 100.0 : value;
    int places = fabs(shown) >= 99.95 ? 0 : fabs(shown) >= 9.95 ? 1 : 2;
    double step = places == 0 ? 1.0 : places == 1 ? 10.0 : 100.0;
    double rounded = nearbyint(shown * step) / step;
    char number[ASSAY__NUMBER_ROOM];
    (void)assay__number_print(rounded + 0.0, number); /* + 0.0: no minus zero */
    int length = snprintf(text, 32, "%.27s%s", number, is_part(feature) ? "%" : "");
    return length < 0 ? 0 : (size_t)length;
}

const char *assay_family_name(assay_family family)
{
    switch (family) {
#define FAMILY_NAME(name, member, en, vi)                                                \
    case ASSAY_FAMILY_##name:                                                            \
        return #member;
        ASSAY_FAMILY_TABLE(FAMILY_NAME)
#undef FAMILY_NAME
    case ASSAY_FAMILY_DIFFUSE:
        return "diffuse";
    case ASSAY_FAMILY_COUNT:
        break;
    }
    return "";
}
