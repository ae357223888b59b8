/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the model file, and what every kind of it shares. */
#ifndef ASSAY_MODEL_MODEL_NAMES_H
#define ASSAY_MODEL_MODEL_NAMES_H

#include <assay/model.h>

#include "base/buffer.h"
#include "format/envelope.h"
#include "model/tail_table.h"

/** `none`, `simulation`, `labels`; static. */
const char *assay__basis_name(assay_basis basis);
/** `simulated`, `borrowed`, `real`; static. */
const char *assay__evidence_name(assay_evidence evidence);
/** The families of evidence in the order of their names. */
extern const assay_family assay__families_by_name[];

/** Wrap a payload: kind, name, hash, schema. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__model_wrap(const char *kind, const char *name,
                                             assay_buffer *payload, assay_bytes *out,
                                             assay_error *err);

/** Fill the diffuse channel of a model whose features are filled already.
 * @errors UNKNOWN_MODEL with the place, NO_MEMORY */
ASSAY_CHECKED assay_status assay__diffuse_load(const assay__node *node,
                                               assay_model *model, assay_error *err);

/** A tail table from a file. @param place for the error   @errors UNKNOWN_MODEL */
ASSAY_CHECKED assay_status assay__tail_load(const assay__node *node, const char *place,
                                            assay__tail_table *out, assay_error *err);

/** Fill a model from its payload. @errors UNKNOWN_MODEL with the place, NO_MEMORY */
ASSAY_CHECKED assay_status assay__model_fill(const assay__node *payload,
                                             assay_model *model, assay_error *err);

#endif
