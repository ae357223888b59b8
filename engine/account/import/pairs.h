/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of lines `Key: value`, divided by empty lines or by the first key coming again,
 * as TikTok's TXT files have them. */
#ifndef ASSAY_ACCOUNT_IMPORT_PAIRS_H
#define ASSAY_ACCOUNT_IMPORT_PAIRS_H

#include "account/import/read.h"
#include "format/input.h"

/** The key of a line; empty when it is no pair. */
assay_str assay__pair_key(assay_str line);

/** Read all of an input. @errors as the input; IO, NO_MEMORY, TOO_LARGE */
ASSAY_CHECKED assay_status assay__pairs_read(const assay__file_reading *reading,
                                             assay__input *input, assay_error *err);

#endif
