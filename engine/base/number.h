/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text, free of any locale: strict reader, shortest round-trip printer. */
#ifndef ASSAY_BASE_NUMBER_H
#define ASSAY_BASE_NUMBER_H

#include <assay/base.h>

/** Room that any printed number fits in, with its terminator. */
enum { ASSAY__NUMBER_ROOM = 32 };

/** Read a whole text as a decimal number in JSON's grammar (a leading `+`, spaces, hex,
 * NaN and infinities are refused), correctly rounded.
 * @return false when it is not one, or when it is beyond the range of a double */
bool assay__number_read(assay_str text, double *out);

/** Read a whole text as a decimal int64; false when it is not one or does not fit. */
bool assay__integer_read(assay_str text, int64_t *out);

/** Print the shortest decimal that reads back as the same double.
 * @param number  finite
 * @param text    [ASSAY__NUMBER_ROOM] terminated
 * @return length */
size_t assay__number_print(double number, char text[]);

/** Print an int64. @param text [ASSAY__NUMBER_ROOM] @return length */
size_t assay__integer_print(int64_t number, char text[]);

/** Print micro-units as a decimal with up to six places: 3100000 as `3.1`.
 * @param text [ASSAY__NUMBER_ROOM] @return length */
size_t assay__micro_print(int64_t millionths, char text[]);

#endif
