/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Target fit: how much of a credible audience lies where a campaign wants to be heard.
 *
 * A target names a country, a region, a language, or several of them. Each is estimated
 * by itself from every source that tells of it: members of the audience sample weighed by
 * how credible each is, what vendors report in `demographics`, the language of credible
 * comments, places in the hashtags of captions. Sources are pooled on the log-odds with
 * their sampling error and with how far such a source usually lies from the truth; where
 * they contradict each other the interval widens and the disagreement is said.
 *
 * Source: DerSimonian & Laird 1986 (pooling of sources that differ by more than chance).
 */
#ifndef ASSAY_TARGET_H
#define ASSAY_TARGET_H

#include <assay/base.h>

/** Where a campaign wants to be heard; an empty text asks nothing. */
typedef struct assay_target {
    char country[8];   /**< ISO 3166-1, two capitals, as `VN` */
    char region[48];   /**< as in the data; ISO 3166-2 by choice, as `VN-35` */
    char language[16]; /**< ISO 639-1, small, as `vi` */
} assay_target;

/** Read a target as `country=VN,region=VN-35,language=vi`.
 *
 * A region of the form CC-X names its country too.
 * @param out  untouched on failure
 * @errors BAD_VALUE naming the key: unknown, twice, without a value, not a code, a region
 *         of another country   @cost O(length)   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_target_read(assay_str text, assay_target *out,
                                                       assay_error *err);

/* clang-format off */
/** The parts of a target, in order. name, key. */
#define ASSAY_TARGET_PART_TABLE(ROW) \
    ROW(COUNTRY,  "country")         \
    ROW(REGION,   "region")          \
    ROW(LANGUAGE, "language")

/** What a part was estimated from: name, text, English, Vietnamese. */
#define ASSAY_TARGET_SOURCE_TABLE(ROW)                                               \
    ROW(AUDIENCE,     "audience",     "followers sampled",     "mẫu người theo dõi") \
    ROW(ENGAGERS,     "engagers",     "likers, commenters, viewers sampled",         \
        "mẫu người tương tác")                                                       \
    ROW(DEMOGRAPHICS, "demographics", "reported demographics", "số liệu nhân khẩu được báo") \
    ROW(COMMENTS,     "comments",     "language of comments",  "ngôn ngữ bình luận") \
    ROW(HASHTAGS,     "hashtags",     "places in hashtags",    "địa danh trong hashtag")
/* clang-format on */

typedef enum assay_target_part {
#define ASSAY_TARGET_PART_ENUMERATOR(name, text) ASSAY_TARGET_##name,
    ASSAY_TARGET_PART_TABLE(ASSAY_TARGET_PART_ENUMERATOR)
#undef ASSAY_TARGET_PART_ENUMERATOR
        ASSAY_TARGET_PARTS
} assay_target_part;

typedef enum assay_target_source_kind {
#define ASSAY_TARGET_SOURCE_ENUMERATOR(name, text, en, vi) ASSAY_TARGET_FROM_##name,
    ASSAY_TARGET_SOURCE_TABLE(ASSAY_TARGET_SOURCE_ENUMERATOR)
#undef ASSAY_TARGET_SOURCE_ENUMERATOR
        ASSAY_TARGET_SOURCES
} assay_target_source_kind;

/** What one source says of one part of the target. */
typedef struct assay_target_source {
    assay_target_source_kind source;
    assay_target_part part; /**< a region's share is of its country's audience */
    double n; /**< rows it rests on, worth of their weights; NaN: vendors did not say */
    assay_interval share; /**< 0..1, 90 %, how far such sources stray included */
    double weight;        /**< 0..1 among the sources of its part */
} assay_target_source;

/** How well an account fits a target. */
typedef struct assay_target_fit {
    assay_target target;
    assay_interval share; /**< of the credible audience in the target, 90 %; NaN when a
                             part of the target is told by no source */
    assay_interval credible_reach; /**< credible people in the target; NaN unknown */
    unsigned unknown;              /**< parts that no source tells of, 1 << part */
    unsigned disagree;             /**< parts whose sources contradict each other */
    assay_interval parts[ASSAY_TARGET_PARTS]; /**< pooled, each by itself */
    assay_target_source sources[ASSAY_TARGET_PARTS * ASSAY_TARGET_SOURCES];
    size_t n_sources;            /**< by part, then kind */
    size_t north, centre, south; /**< Vietnamese comments marked by dialect */
} assay_target_fit;

/** `country`, `region`, `language`; static. */
ASSAY_API const char *assay_target_part_name(assay_target_part part);
/** `audience`, `demographics`, …; static. */
ASSAY_API const char *assay_target_source_name(assay_target_source_kind source);

#endif
