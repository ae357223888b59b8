/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a market pays for, as it is written: what the audience says and how much of it
 * lies within the target. */
#ifndef ASSAY_REPORT_LOCAL_H
#define ASSAY_REPORT_LOCAL_H

#include "format/json_writer.h"
#include "report/words.h"

/** `"audience_voice":{…}` into an open object; nothing without comments. */
void assay__voice_put_json(assay__json_writer *json, const assay_verdict *verdict);

/** One or two sentences on it. @return false, and nothing written, where it is unknown */
bool assay__voice_say(assay_buffer *out, const assay_verdict *verdict,
                      assay_language language);

/** `"target_fit":{…}` into an open object; nothing when no target was asked about. */
void assay__target_put_json(assay__json_writer *json, const assay_verdict *verdict);

/** A paragraph on it. @return false, and nothing written, without a target */
bool assay__target_say(assay_buffer *out, const assay_verdict *verdict,
                       assay_language language);

#endif
