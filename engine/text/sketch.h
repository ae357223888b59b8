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

#include <string.h>

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
static inline uint32_t assay__shingle_hash(const char *bytes)
{
    uint32_t run;
    memcpy(&run, bytes, sizeof run);
    uint64_t mixed = (run ^ UINT64_C(0x9E3779B9)) * UINT64_C(0xD6E8FEB86659FD93);
    mixed ^= mixed >> 32;
    return (uint32_t)((mixed * UINT64_C(0xD6E8FEB86659FD93)) >> 32);
}

/** Sketch of a text of at least ASSAY__SHINGLE bytes. @cost O(length) */
void assay__sketch_text(assay_str text, assay__sketch *out);

/** One band of a sketch, whole. @param band  < ASSAY__SKETCH_BANDS */
static inline uint64_t assay__sketch_band(const assay__sketch *sketch, size_t band)
{
    uint64_t part;
    memcpy(&part, sketch->least + band * ASSAY__SKETCH_ROWS, sizeof part);
    return part;
}

/** Share of places in which two sketches agree: an estimate of their similarity. */
double assay__sketch_agreement(const assay__sketch *a, const assay__sketch *b);

/** The runs of a text, hashed, sorted, each once.
 * @param out  [text.len]   @return how many   @cost O(length log length) */
size_t assay__shingles(assay_str text, uint32_t out[]);

/** Jaccard similarity of two sorted sets: shared over all; 0 for two empty ones. */
double assay__jaccard(const uint32_t a[], size_t n_a, const uint32_t b[], size_t n_b);

#endif
