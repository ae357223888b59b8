/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles of an input: the rows of its audience tables, or, where it has none, its
 * accounts read as profiles. */
#ifndef ASSAY_CLI_PROFILES_H
#define ASSAY_CLI_PROFILES_H

#include "input.h"

#include <assay/assay.h>

/** What the rows of an input are. */
typedef struct profile_form {
    bool members; /**< of audiences; else the accounts themselves */
    bool why;     /**< with what each answer is made of */
} profile_form;

/** Look which: reads the input once. @errors as the reader */
ASSAY_CHECKED assay_status profile_form_find(input *in, profile_form *form,
                                             assay_error *err);

/** One row, as the profile it is. */
typedef struct profile_row {
    const assay_account *account;
    assay_member member;
} profile_row;

/** Rows of an account. */
size_t profile_count(const profile_form *form, const assay_account *account);

/** A row. */
profile_row profile_at(const profile_form *form, const assay_account *account, size_t i);

/** Its key as one text: the id or user name of a member, `platform,handle` of an
 * account; ptr NULL when memory has run out. */
assay_str profile_key(const profile_form *form, const profile_row *row,
                      assay_arena *arena);

/** Called with each row of an input, in the input's order. */
typedef assay_status profile_visit(void *ctx, const profile_row *row, assay_arena *arena,
                                   assay_error *err);

/** Read an input. @errors as the reader and the visits */
ASSAY_CHECKED assay_status profile_read(input *in, const profile_form *form,
                                        profile_visit *visit, void *ctx,
                                        assay_error *err);

/** Rows of results with their header: the key's columns, probability, and the rest. */
ASSAY_CHECKED assay_status profile_rows_new(const profile_form *form, bool json,
                                            assay_rows **out, assay_error *err);

/** Cells of the key. */
void profile_put_key(const profile_form *form, assay_str key, assay_rows *rows);

/** Write all rows. @param path NULL: standard output   @errors IO, NO_MEMORY */
ASSAY_CHECKED assay_status profile_rows_write(const assay_rows *rows, const char *path,
                                              assay_error *err);

/** assay score by a model of profiles. @return the exit code */
int score_profiles(const cli_call *call, assay_str file, bool why);

#endif
