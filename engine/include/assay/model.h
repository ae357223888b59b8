/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models: what is usual, what it weighs, and what its probabilities were measured on. */
#ifndef ASSAY_MODEL_H
#define ASSAY_MODEL_H

#include <assay/comments.h>
#include <assay/features.h>

/** A loaded model of kind `accounts`; constant, shared freely between threads. */
typedef struct assay_model assay_model;

/** The model embedded in the library. @errors NO_MEMORY, UNKNOWN_MODEL */
ASSAY_API ASSAY_CHECKED assay_status assay_model_default(assay_model **out,
                                                         assay_error *err);

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

#endif
