/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members `explanations` and `counterfactuals` of a verdict in JSON.
 *
 *     "explanations": [{"cause","from","to","before","after","bears_on":[{"from","to"}]}]
 *     "counterfactuals": [{"change", what it changes, "and":{…},"decision",
 *                          "probability","text":{"en","vi"}}]
 */
#ifndef ASSAY_REPORT_REPLY_JSON_H
#define ASSAY_REPORT_REPLY_JSON_H

#include <assay/verdict.h>

#include "format/json_writer.h"

/** What was explained; nothing when nothing was. */
void assay__explanations_put(assay__json_writer *json, const assay_verdict *verdict);

/** What would change the decision; an empty array when it was looked for in vain, nothing
 * when nobody asked. */
void assay__counterfactuals_put(assay__json_writer *json, const assay_verdict *verdict);

#endif
