/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a family could get, and what it lacked. */
#ifndef ASSAY_FINDINGS_STATE_H
#define ASSAY_FINDINGS_STATE_H

#include <assay/base.h>

/** A family's state; in a verdict `not_assessable`, `low_data`, `ok`. */
typedef enum assay_state {
    ASSAY_NOT_ASSESSABLE = 0,
    ASSAY_LOW_DATA,
    ASSAY_STATE_OK
} assay_state;

/* clang-format off */
/** What was missing: name, English, Vietnamese. The first that applies is told. */
#define ASSAY_LACK_TABLE(ROW)                                                                              \
    ROW(NONE,       "nothing is missing",                          "không thiếu gì")                       \
    ROW(TABLE,      "there are no rows of this kind",              "không có dữ liệu loại này")            \
    ROW(FEW,        "there are too few rows",                      "có quá ít dòng dữ liệu")               \
    ROW(SPAN,       "the observed time is too short",              "thời gian quan sát quá ngắn")          \
    ROW(CONSTANT,   "the curve does not move",                     "đường cong không thay đổi")            \
    ROW(RESOLUTION, "the counts are cut too coarsely",             "số liệu bị làm tròn quá thô")          \
    ROW(HIDDEN,     "the counts are hidden",                       "số liệu bị ẩn")                        \
    ROW(FOLLOWERS,  "the number of followers is not known",        "không biết số người theo dõi")         \
    ROW(TIMES,      "the times are not known",                     "không biết thời gian")                 \
    ROW(AUTHORS,    "the authors are not known",                   "không biết tác giả")
/* clang-format on */

typedef enum assay_lack {
#define ASSAY_LACK_ENUMERATOR(name, en, vi) ASSAY_LACK_##name,
    ASSAY_LACK_TABLE(ASSAY_LACK_ENUMERATOR)
#undef ASSAY_LACK_ENUMERATOR
} assay_lack;

#endif
