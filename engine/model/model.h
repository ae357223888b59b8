/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of kind `accounts` in memory, and what it makes of one account's numbers. */
#ifndef ASSAY_MODEL_MODEL_H
#define ASSAY_MODEL_MODEL_H

#include <assay/fit.h>

#include "model/boost.h"
#include "model/diffuse.h"
#include "model/label_map.h"
#include "model/tail_table.h"

enum {
    ASSAY__CORE_FAMILIES = 3,                        /**< growth, engagement, comments */
    ASSAY__EVIDENCE_FAMILIES = ASSAY_FAMILY_DIFFUSE, /**< and the witnesses */
    ASSAY__PATTERNS = 16, /**< three families there or not, and any of them low */
    ASSAY__PATTERN_LOW = 8,
    ASSAY__WHOLE_PATTERN = 7
};

/** What an account's numbers are judged beside. */
typedef struct assay__setting {
    double size; /**< log10 followers - 4, kept in -2..3; 0 when not known */
    double amount[ASSAY_FAMILY_DIFFUSE]; /**< ln of rows over a usual number */
    unsigned there; /**< families whose data are there, bits 1 << family */
    bool low;       /**< one of them is in state low_data */
} assay__setting;

/** A statistic in the clean reference. x is the value on its scale, times its direction:
 * z = (x - location . (1, size, amount) - stratum) / exp(log_scale . (1, amount)). */
typedef struct assay__reference {
    bool used;        /**< enough clean accounts had it */
    bool conditional; /**< else z = x: most clean accounts share one value */
    double location[3], log_scale[2];
    double size[2], amount[2]; /**< range seen in the fit: what lies outside counts as
                                  its end, because a line says nothing beyond */
    assay__tail_table tail;    /**< of z */
} assay__reference;

enum { ASSAY__GRID = 33 };

/** Log-odds of a pattern: intercept + slope x score, and how much of what is not known
 * more data would tell: variance of the whole-data probability over p (1 - p). The 90 %
 * interval that follows from it is tabled at log-odds -8, -7.5, .. 8, because a quantile
 * of a Beta takes longer than all the rest of scoring. */
typedef struct assay__calibration {
    double n, intercept, slope, open;
    double low[ASSAY__GRID], high[ASSAY__GRID];
} assay__calibration;

/** Where an account lives. */
typedef struct assay__stratum {
    char *name; /**< `*`, `tiktok`, `tiktok/VN` */
    double n;
    assay_evidence evidence;
    assay_rate_norm rates[ASSAY_RATE_COUNT];
    double *offset; /**< [features] added to the location; 0 when not known apart */
} assay__stratum;

struct assay_model {
    char *name;
    char sha256[65];
    assay_basis basis;
    assay_evidence evidence;
    double n, prevalence;         /**< accounts, share of them inflated */
    double base;                  /**< log-odds with nothing known */
    assay__reference *references; /**< [features] */
    double *steps;                /**< [features * ASSAY__BINS] log-odds, never falling */
    double *worth;                /**< [features] of the fit: see assay__fit_weights */
    assay__diffuse diffuse;
    assay__tail_table family[ASSAY__EVIDENCE_FAMILIES][2]; /**< of contributions; low */
    assay__tail_table combined[ASSAY__EVIDENCE_FAMILIES + 1]; /**< by families there */
    assay__calibration calibration[ASSAY__PATTERNS];
    assay__label_map labels; /**< over the calibrated probability; real labels alone */
    assay__stratum *strata;  /**< by name */
    size_t n_strata;
};

/** A model with room for the features and nothing in it. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__model_new(const char *name, assay_model **out,
                                            assay_error *err);

/** Edges of the evidence bins, digits of -log10 p; bin b lies in [edge b, edge b+1). */
extern const double ASSAY__BIN_EDGE[ASSAY__BINS];

/** Bin of some digits; ASSAY__BIN_MISSING for NaN. */
uint8_t assay__bin_of(double digits);

/** Steps read at some digits, straight between the middles of the bins; NaN gives 0.
 * @param step [ASSAY__BINS] */
double assay__step_at(const double step[], double digits);

/** The setting of an account's findings. */
assay__setting assay__setting_of(const assay_account *account,
                                 const assay_findings *findings);

/** 0..15. */
unsigned assay__pattern_of(const assay__setting *setting);

/** The stratum by exact name, or NULL. @cost O(log strata) */
const assay__stratum *assay__stratum_find(const assay_model *model, assay_str name);

/** Country, else platform, else all; NULL when there is none. */
const assay__stratum *assay__stratum_of(const assay_model *model, assay_str platform,
                                        assay_str country);

/** The size and amount under which a reference is read. Both are read and set. */
void assay__reference_clamp(const assay__reference *reference, double *size,
                            double *amount);

/** z of a value; NaN stays NaN. @param offset of the stratum */
double assay__reference_z(const assay__reference *reference, size_t feature, double value,
                          const assay__setting *setting, double offset);

/** What is usual there, in the feature's own unit. */
double assay__reference_typical(const assay__reference *reference, size_t feature,
                                const assay__setting *setting, double offset);

/** Digits of evidence of every feature.
 * @param offset [features] of the stratum, or NULL
 * @param digits [features] NaN where not known */
void assay__model_digits(const assay_model *model, const double values[],
                         const assay__setting *setting, const double offset[],
                         double digits[]);

/** -log10 of the family's p given its contribution, log-odds; NaN when not there, or
 * when the model has not seen enough clean accounts with it. */
double assay__family_digits(const assay_model *model, assay_family family,
                            double contribution, const assay__setting *setting);

/** -log10 of the joint p of the families that are there; NaN when none is.
 * @param digits [ASSAY__EVIDENCE_FAMILIES] */
double assay__combined_digits(const assay_model *model, const double digits[]);

/** Harmonic mean of the families' p in digits, before recalibration; counts them. */
double assay__harmonic_digits(const double digits[], size_t *there);

/** A score in its two parts, log-odds. A pattern's calibration maps the core; what the
 * witnesses add was fitted on top of that and is added to it. */
typedef struct assay__margin {
    double core; /**< base, growth, engagement, comments and the diffuse channel */
    double witnesses;
} assay__margin;

/** Whether a family is a witness: fitted where its table is, beside the core's answer. */
static inline bool assay__is_witness(assay_family family)
{
    return family > ASSAY_FAMILY_COMMENTS && family < ASSAY_FAMILY_DIFFUSE;
}

/** Probability with its 90 % interval, at another prevalence when > 0. Neither it nor an
 * end is more certain than the cases it was calibrated on can make it: never 0, never 1
 * (see assay__laplace). */
assay_interval assay__model_probability(const assay_model *model, unsigned pattern,
                                        assay__margin margin, double prevalence);

/** The calibration that serves a pattern: its own, or the nearest with more data. */
const assay__calibration *assay__calibration_of(const assay_model *model,
                                                unsigned pattern);

/** The interval of probability p when `open` of p (1 - p) is not known. @cost 0.1 ms */
assay_interval assay__open_interval(double p, double open);

/** Chance that the whole data would put the probability above a mark in (0, 1).
 * @cost 1 us */
double assay__open_above(double p, double open, double mark);

/** Fill the tabled intervals from `open`. */
void assay__calibration_table(assay__calibration *map);

/** Canonical text of the model file. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__model_save(const assay_model *model, assay_bytes *out,
                                             assay_error *err);

#endif
