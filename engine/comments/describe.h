/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of a sample: its authors, its times, its words. Each function fills the
 * members it names and leaves NaN where the data do not reach; each also notes in the
 * remarks what single comments are judged by. */
#ifndef ASSAY_COMMENTS_DESCRIBE_H
#define ASSAY_COMMENTS_DESCRIBE_H

#include "comments/sample.h"

/** authors, top_author_share, persistence, creator_author_share, early_core,
 * handle_randomness, reply_rate. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__describe_authors(const assay__sample *sample,
                                                   const assay_roster *roster,
                                                   assay_arena *arena,
                                                   assay_comments *out, assay_error *err);

/** burstiness, fast_gap_share, circadian_flatness, wave_max, waves; remark->wave.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__describe_times(assay__sample *sample,
                                                 assay_arena *arena, assay_comments *out,
                                                 assay_error *err);

/** diversity, compression, relevance; remark->relevance. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__describe_words(assay__sample *sample,
                                                 assay_arena *arena, assay_comments *out,
                                                 assay_error *err);

#endif
