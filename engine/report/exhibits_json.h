/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member `exhibits` of a verdict in JSON. */
#ifndef ASSAY_REPORT_EXHIBITS_JSON_H
#define ASSAY_REPORT_EXHIBITS_JSON_H

#include <assay/verdict.h>

#include "format/json_writer.h"

/** `"exhibits":{"growth":…,"posts":…,"comments":…}` into an open object. */
void assay__exhibits_put(assay__json_writer *json, const assay_verdict *verdict);

#endif
