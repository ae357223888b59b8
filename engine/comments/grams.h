/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashed runs of words and letters of a comment: single words, pairs of neighbours, and
 * runs of four bytes within and across words; each a column of a fixed number. */
#ifndef ASSAY_COMMENTS_GRAMS_H
#define ASSAY_COMMENTS_GRAMS_H

#include "comments/sample.h"

/** Runs of a comment that are looked at; what is longer says nothing new. */
enum { ASSAY__GRAMS_MOST = 1024 };

/** All runs of a comment together have this length as a vector: large against the signs,
 * so that the ridge falls on them alike. */
#define ASSAY__GRAM_LENGTH 4.0

/** The columns of a remark's runs, repeated ones repeated.
 *
 * @param bits  log2 of the number of columns
 * @param out   [ASSAY__GRAMS_MOST]
 * @return how many   @cost O(length)
 */
size_t assay__grams_read(const assay__remark *remark, unsigned bits, uint32_t out[]);

#endif
