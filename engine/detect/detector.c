/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry: detectors.def is the only list. */
#include "detect/detector.h"

#include "base/str.h"
#include "detect/kinds.h"

#define DETECTOR(name) &assay__detector_##name,
static const assay__detector *const detectors[] = {
#include "detect/detectors.def"
};
#undef DETECTOR

#define DETECTOR(name) NUMBER_OF_##name,
enum {
#include "detect/detectors.def"
    DETECTORS
};
#undef DETECTOR

const assay__detector *const *assay__detectors(size_t *n)
{
    *n = DETECTORS;
    return detectors;
}

const assay__detector *assay__detector_find(assay_str name)
{
    for (size_t i = 0; i < DETECTORS; i++) {
        if (assay__str_equal(name, assay__str(detectors[i]->name)))
            return detectors[i];
    }
    return NULL;
}

assay_status assay__detector_check(const assay__detector *detector,
                                   const assay__detector_state *state, size_t d,
                                   assay_error *err)
{
    bool right = d > 0 && d <= detector->most_columns && state->number != NULL &&
                 state->size > 0 && detector->check(state, d);
    return right ? ASSAY_OK
                 : assay_fail(err, ASSAY_UNKNOWN_MODEL,
                              "%s: not the numbers of a detector of %zu columns",
                              detector->name, d);
}
