/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of assay fit: from accounts, from comments, from a ready matrix. */
#ifndef ASSAY_CLI_FIT_H
#define ASSAY_CLI_FIT_H

#include "command.h"
#include "labels.h"

/** The options of assay fit. */
typedef struct fit_settings {
    const char *out, *labels, *label, *what, *leave_out, *name;
    uint64_t folds, suggest;
    bool simulated, panel;
} fit_settings;

/** A run of assay fit. */
typedef struct fit_run {
    const cli_call *call;
    const fit_settings *settings;
    labels labels;
} fit_run;

/** Whether out-of-fold predictions are asked for instead of a model. */
bool fit_wants_folds(const fit_settings *settings);

/** Write a model where --out says. @errors IO */
ASSAY_CHECKED assay_status fit_write(const fit_run *run, assay_bytes model,
                                     assay_error *err);

/** Fit a model of accounts. @return the exit code */
int fit_accounts(fit_run *run);

/** A column that comments bring themselves, by which they can be left out in turn. */
typedef enum fit_group { FIT_NO_GROUP, FIT_PLATFORM, FIT_HANDLE, FIT_POST } fit_group;

/** `platform`, `handle` or `post`. */
fit_group fit_own_group(const char *column);

/** Fit a model of comments. @return the exit code */
int fit_comments(fit_run *run);

/** Make a panel of clean accounts, or list whom of it to check. @return the exit code */
int fit_panel(fit_run *run);

/** Fit a model of profiles. @return the exit code */
int fit_profiles(fit_run *run);

/** Fit a model of a ready matrix. @return the exit code */
int fit_matrix(fit_run *run);

#endif
