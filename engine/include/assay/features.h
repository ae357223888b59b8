/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feature table: every statistic that scoring may use, one row each.
 *
 * feature/features.def is the only list; names, dispatch, explanations, documents and
 * model checks all read it. Models refer to features by name, so rows may move.
 */
#ifndef ASSAY_FEATURES_H
#define ASSAY_FEATURES_H

#include <assay/comments.h>
#include <assay/engagement.h>
#include <assay/events.h>
#include <assay/growth.h>

/* clang-format off */
/** The families that have findings of their own: name, member of assay_findings, English,
 * Vietnamese. The first three are the core, which most accounts have; the others are
 * witnesses that speak where their tables are. */
#define ASSAY_FAMILY_TABLE(ROW)                            \
    ROW(GROWTH,     growth,     "Growth",      "Tăng trưởng") \
    ROW(ENGAGEMENT, engagement, "Engagement",  "Tương tác")   \
    ROW(COMMENTS,   comments,   "Comments",    "Bình luận")   \
    ROW(AUDIENCE,   audience,   "Audience",    "Khán giả")    \
    ROW(NETWORK,    network,    "Network",     "Mạng lưới")   \
    ROW(LIVESTREAM, livestream, "Livestreams", "Phát trực tiếp") \
    ROW(SALES,      sales,      "Sales",       "Bán hàng")
/* clang-format on */

/** Families of evidence, as in a verdict. */
typedef enum assay_family {
#define ASSAY_FAMILY_ENUMERATOR(name, member, en, vi) ASSAY_FAMILY_##name,
    ASSAY_FAMILY_TABLE(ASSAY_FAMILY_ENUMERATOR)
#undef ASSAY_FAMILY_ENUMERATOR
        ASSAY_FAMILY_DIFFUSE, /**< the detectors that are not additive */
    ASSAY_FAMILY_COUNT
} assay_family;

/** One row of the table. */
typedef struct assay_feature {
    const char *name; /**< `growth.pulse_shape` */
    assay_family family;
    int direction;       /**< +1: large is suspicious, -1: small is */
    const char *unit;    /**< `nats`, `log10`, `share`, `sd`, … */
    double low, high;    /**< range of possible values */
    const char *minimum; /**< what data it needs, for people */
    const char *formula;
    const char *phrase_en, *phrase_vi; /**< with {value}, {typical}, {from}, {to} */
    const char *source;
} assay_feature;

/** How many features there are. @cost O(1) @thread any */
ASSAY_API size_t assay_feature_count(void);

/** The i-th row, static. @param i  < assay_feature_count() */
ASSAY_API const assay_feature *assay_feature_at(size_t i);

/** Index of a name, or SIZE_MAX. @cost O(features) */
ASSAY_API size_t assay_feature_find(assay_str name);

/** The feature vector of an account.
 *
 * @param values  [assay_feature_count()] NaN where the minimum data are not there
 * @errors none   @cost O(features)   @thread any
 */
ASSAY_API void assay_features_compute(const assay_findings *findings, double values[]);

/** What one number of a feature looks like to people: `12.4`, `37%`, `3.1%`.
 *
 * @param text  [32] terminated; empty for NaN
 * @return length   @cost O(1)   @thread any
 */
ASSAY_API size_t assay_feature_print(size_t feature, double value, char text[]);

/** The member of assay_findings a row reads, as `growth.shape_max`; static. */
ASSAY_API const char *assay_feature_member(size_t feature);

/** Families whose data a row needs, as a set of bits 1 << family. @cost O(1) */
ASSAY_API unsigned assay_feature_needs(size_t feature);

/** `growth`, `engagement`, …, `diffuse`; static. */
ASSAY_API const char *assay_family_name(assay_family family);

#endif
