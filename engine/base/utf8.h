/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef ASSAY_BASE_UTF8_H
#define ASSAY_BASE_UTF8_H

#include <assay/base.h>

/** Offset of the first byte that is not valid UTF-8, or `text.len` when all is. */
size_t assay__utf8_check(assay_str text);

/** The code point at *offset of valid UTF-8, and the offset behind it. */
uint32_t assay__utf8_next(assay_str text, size_t *offset);

/** Write a code point. @param bytes [4] @return its length, 1..4 */
size_t assay__utf8_put(uint32_t code, char bytes[]);

#endif
