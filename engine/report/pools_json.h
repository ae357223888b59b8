/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a roster's network that an account is in, as a verdict has them. */
#ifndef ASSAY_REPORT_POOLS_JSON_H
#define ASSAY_REPORT_POOLS_JSON_H

#include "format/json_writer.h"
#include "report/words.h"

/** `shared_pools`, when there is any. */
void assay__pools_put(assay__json_writer *json, const assay_verdict *verdict);

/** One sentence about one of them. */
void assay__say_pool(assay_buffer *out, const assay_shared_pool *pool,
                     assay_language language);

#endif
