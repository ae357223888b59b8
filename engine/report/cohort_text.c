/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two shares side by side, and whether chance alone would bring them so far apart. */
#include "report/cohort_text.h"

#include "base/str.h"

#include <math.h>

/* Digits from which the difference is said to be no chance: one in a hundred. */
static const double NO_CHANCE = 2.0;

bool assay__say_cohort(assay_buffer *out, const assay_cohort *cohort,
                       assay_language language)
{
    if (cohort->came == 0 || isnan(cohort->digits))
        return false;
    assay__message message =
        cohort->digits >= NO_CHANCE ? ASSAY__SAY_COHORT_DIFFERS : ASSAY__SAY_COHORT_ALIKE;
    assay__word words[3] = {assay__count_word((double)cohort->came, language),
                            assay__percent_word(cohort->suspicious.value, language),
                            assay__percent_word(cohort->earlier.value, language)};
    assay__say(out, message, language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2])},
               3);
    return true;
}
