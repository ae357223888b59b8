/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MinHash by one permutation, for texts that are nearly the same.
 *
 * A text is the set of its runs of four bytes. Each run is hashed once; the hash chooses
 * one of 64 places and competes there for the least. Places nothing fell into borrow from
 * the next full one, shifted by the distance, so that two sketches agree in a place with
 * the probability of their Jaccard similarity.
 * Sixteen bands of four places propose pairs (P(proposed | J = 0.6) = 0.89, 0.7: 0.99);
 * whoever uses them counts the sets themselves.
 *
 * Sources: Broder 1997; Li, Owen & Zhang 2012; Shrivastava & Li 2014.
 */
#ifndef ASSAY_TEXT_SKETCH_H
#define ASSAY_TEXT_SKETCH_H

#include <assay/base.h>

enum {
    ASSAY__SHINGLE = 4, /**< bytes of a run */
    ASSAY__SKETCH_PLACES = 64,
    ASSAY__SKETCH_BANDS = 16,
    ASSAY__SKETCH_ROWS = ASSAY__SKETCH_PLACES / ASSAY__SKETCH_BANDS
};

/** A sketch. */
typedef struct assay__sketch {
    uint16_t least[ASSAY__SKETCH_PLACES];
} assay__sketch;

/** Hash of the run of ASSAY__SHINGLE bytes at `bytes`. */
uint32_t assay__shingle_hash(const char *bytes);

/** Sketch of a text of at least ASSAY__SHINGLE bytes. @cost O(length) */
void assay__sketch_text(assay_str text, assay__sketch *out);

/** Hash of one band of a sketch. @param band  < ASSAY__SKETCH_BANDS */
uint64_t assay__sketch_band(const assay__sketch *sketch, size_t band);

/** Share of places in which two sketches agree: an estimate of their similarity. */
double assay__sketch_agreement(const assay__sketch *a, const assay__sketch *b);

/** The runs of a text, hashed, sorted, each once.
 * @param out  [text.len]   @return how many   @cost O(length log length) */
size_t assay__shingles(assay_str text, uint32_t out[]);

/** Jaccard similarity of two sorted sets: shared over all; 0 for two empty ones. */
double assay__jaccard(const uint32_t a[], size_t n_a, const uint32_t b[], size_t n_b);

#endif
