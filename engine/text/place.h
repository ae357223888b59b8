/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places named by hashtags. A creator's places are a weak sign of an audience's, and said
 * to be one. */
#ifndef ASSAY_TEXT_PLACE_H
#define ASSAY_TEXT_PLACE_H

#include "text/language.h"

/** No place. */
#define ASSAY__NO_PLACE SIZE_MAX

/** The place that most of a caption's hashtags name, the first of those named as often;
 * ASSAY__NO_PLACE without any.
 * @param arena  for folding   @errors NO_MEMORY   @cost about 10 us a hashtag */
ASSAY_CHECKED assay_status assay__place_read(assay_str caption, assay_arena *arena,
                                             size_t *out, assay_error *err);

/** Code of a place as `VN-35` or `VN`; static. */
const char *assay__place_code(size_t place);

/** The dialect spoken in a region of Vietnam, by its code; NONE for any other text. */
assay__dialect assay__place_dialect(assay_str code);

#endif
