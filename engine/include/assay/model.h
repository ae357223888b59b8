/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models: what is usual, what it weighs, and what its probabilities were measured on. */
#ifndef ASSAY_MODEL_H
#define ASSAY_MODEL_H

#include <assay/comments.h>
#include <assay/features.h>
#include <assay/verdict.h>

/** Bytes that the library made; give them back by assay_bytes_free. */
typedef struct assay_bytes {
    char *ptr;
    size_t len;
} assay_bytes;

/** Free and empty; a zeroed one does nothing. */
ASSAY_API void assay_bytes_free(assay_bytes *bytes);

/** A loaded model of kind `accounts`; constant, shared freely between threads. */
typedef struct assay_model assay_model;

/** The model embedded in the library. @errors NO_MEMORY, UNKNOWN_MODEL */
ASSAY_API ASSAY_CHECKED assay_status assay_model_default(assay_model **out,
                                                         assay_error *err);

/** The embedded model's file, byte for byte; static. @cost O(1) @thread any */
ASSAY_API assay_str assay_model_default_file(void);

/** Load a model file (assay.model/1, kind accounts).
 *
 * The version, every name and payload_sha256 are checked; what is not known is refused.
 * @param bytes  the whole file; not kept
 * @errors UNKNOWN_MODEL with the place and name, NO_MEMORY
 */
ASSAY_API ASSAY_CHECKED assay_status assay_model_load(assay_str bytes, assay_model **out,
                                                      assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_model_free(assay_model *model);

/** Kind, name and file hash of a model, as a verdict repeats them; in its memory. */
ASSAY_API assay_model_ref assay_model_reference(const assay_model *model);

/** What the model's probabilities were calibrated on. @cost O(1) */
ASSAY_API assay_basis assay_model_basis(const assay_model *model);

/** The norms of where an account lives: country, else platform, else all.
 *
 * @return  by value; its stratum's name lies in the model's memory
 * @cost O(log strata)   @thread any
 */
ASSAY_API assay_norms assay_model_norms(const assay_model *model, assay_str platform,
                                        assay_str country);

/** Check a model file of any kind without keeping it.
 *
 * @param summary  one line a fact: kind, name, hash, features; then one a stratum: name,
 *                 what its norms rest on (real, borrowed, simulated), and how many
 *                 accounts; for `model show`
 * @errors UNKNOWN_MODEL with the place and name, NO_MEMORY
 */
ASSAY_API ASSAY_CHECKED assay_status assay_model_show(assay_str file,
                                                      assay_bytes *summary,
                                                      assay_error *err);

/** What differs between two model files, one line a difference: name, old, new.
 *
 * @param out  empty when they say the same
 * @errors UNKNOWN_MODEL, NO_MEMORY
 */
ASSAY_API ASSAY_CHECKED assay_status assay_model_diff(assay_str before, assay_str after,
                                                      assay_bytes *out, assay_error *err);

/** A policy from a JSON object with cost_wrong_sign, cost_wrong_decline, prevalence.
 *
 * @param out  [1] all three must be there, nothing else; costs > 0, prevalence in (0,1)
 * @errors BAD_SYNTAX, BAD_VALUE with the key
 */
ASSAY_API ASSAY_CHECKED assay_status assay_policy_load(assay_str bytes, assay_policy *out,
                                                       assay_error *err);

#endif
