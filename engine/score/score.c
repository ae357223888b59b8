/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things the parts of a verdict share. */
#include "score/score.h"

#include <stdarg.h>
#include <stdio.h>

assay_state assay__family_state(const assay_findings *findings, assay_family family,
                                assay_lack *lack)
{
    *lack = ASSAY_LACK_NONE;
    switch (family) {
#define FAMILY_STATE(name, member, en, vi)                                               \
    case ASSAY_FAMILY_##name:                                                            \
        *lack = findings->member.lack;                                                   \
        return findings->member.state;
        ASSAY_FAMILY_TABLE(FAMILY_STATE)
#undef FAMILY_STATE
    case ASSAY_FAMILY_DIFFUSE:
    case ASSAY_FAMILY_COUNT:
        break;
    }
    return ASSAY_NOT_ASSESSABLE;
}

assay__margin assay__score_margin(const assay_verdict *verdict)
{
    int64_t witnesses = 0;
    for (size_t f = ASSAY__CORE_FAMILIES; f < ASSAY__EVIDENCE_FAMILIES; f++)
        witnesses += verdict->families[f].contribution;
    return (assay__margin){(double)(verdict->score - witnesses) * 1e-6,
                           (double)witnesses * 1e-6};
}

char *assay__arena_text(assay_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = wanted < 0 ? NULL : assay_arena_alloc(arena, (size_t)wanted + 1);
    if (text == NULL)
        return NULL;
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)wanted + 1, format, arguments);
    va_end(arguments);
    return text;
}
