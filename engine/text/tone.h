/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vietnamese tone placement: hoá and hòa, lựơng and lượng are one word each. */
#ifndef ASSAY_TEXT_TONE_H
#define ASSAY_TEXT_TONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** True when this vowel behind that one may carry a tone on the wrong one of the two. */
bool assay__tone_suspect(uint32_t first, uint32_t second);

/** Move misplaced tones in composed lower-case code points, in place: onto o or u of a
 * final oa, oe, uy; onto the second vowel before a final consonant, and of ươ, iê, yê, uô.
 * Idempotent; letters that are no Vietnamese syllable stay. */
void assay__tone_place(uint32_t codes[], size_t n);

#endif
