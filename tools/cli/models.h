/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models, the policy and the language that a command was given. */
#ifndef ASSAY_CLI_MODELS_H
#define ASSAY_CLI_MODELS_H

#include "command.h"

#include <assay/comments_model.h>
#include <assay/profiles.h>

/** What --model, --policy and --lexicons name, loaded; to be freed by models_free. */
typedef struct models {
    assay_model *accounts;
    assay_comments_model *comments;
    assay_panel *panel; /**< NULL: none was named */
    assay_profiles_model *profiles;
    assay_policy policy;
} models;

/** Load the models named, and the built-in one of each kind not named.
 * @errors USAGE (two of a kind), UNKNOWN_MODEL, NOT_FOUND, IO, BAD_VALUE, NO_MEMORY */
ASSAY_CHECKED assay_status models_load(const cli_call *call, models *out,
                                       assay_error *err);

/** A zeroed one does nothing. */
void models_free(models *loaded);

/** The norms of where an account lives, with the models of comments and profiles in them. */
assay_norms models_norms(const models *loaded, const assay_account *account);

/** The comments model: the one named, or the built-in one. */
const assay_comments_model *models_comments(const models *loaded);

/** The kind a model file names, into room for it. @errors UNKNOWN_MODEL, NO_MEMORY */
ASSAY_CHECKED assay_status model_kind(assay_str file, char kind[32], assay_error *err);

/** The language of --lang. */
assay_language models_language(const cli_call *call);

#endif
