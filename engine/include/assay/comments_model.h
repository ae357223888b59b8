/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comments model: what speaks for a comment being written to order, how much, and how
 * often ordinary people say what; fitted on any labelled comments, saved as one file.
 *
 * The signs of a comment (engine/comments/signs.def) and hashed runs of its words and
 * letters are weighed by a logistic regression that is drawn towards the built-in
 * weights: a sign the labels say nothing about keeps its own. Texts are never kept, only
 * weights by hash and the rates of phrases by hash.
 */
#ifndef ASSAY_COMMENTS_MODEL_H
#define ASSAY_COMMENTS_MODEL_H

#include <assay/comments.h>

/** The model that comes with the library (models/comments.json).
 * @errors NO_MEMORY, UNKNOWN_MODEL   @cost about 2 ms   @thread any */
ASSAY_API ASSAY_CHECKED assay_status
assay_comments_model_default(assay_comments_model **out, assay_error *err);

/** Load a model file (assay.model/1, kind comments).
 *
 * Version, names and payload_sha256 are checked; what is not known is refused.
 * @param bytes  the whole file; not kept
 * @errors UNKNOWN_MODEL with the place, NO_MEMORY   @cost about 2 ms   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_comments_model_load(assay_str bytes,
                                                               assay_comments_model **out,
                                                               assay_error *err);

/** Save a model: the same model gives the same bytes.
 *
 * @param arena  where the bytes are put
 * @errors NO_MEMORY   @cost O(size)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_comments_model_save(const assay_comments_model *model, assay_arena *arena,
                          assay_str *out, assay_error *err);

/** Add a user's phrases, before the model is shared between threads.
 *
 * For every file `LANGUAGE/KIND.txt` of a folder given by --lexicons. Kinds: generic,
 * lure, seeding, purchase, order, greeting, request, giveaway, stop, digit, teencode,
 * intent, question, positive, negative.
 * @param kind   the file's name without `.txt`
 * @param bytes  the file: a phrase a line, `#` begins a comment; not kept
 * @errors BAD_VALUE naming the kind or the line, TOO_LARGE, NO_MEMORY
 * @thread one
 */
ASSAY_API ASSAY_CHECKED assay_status assay_comments_model_add_lexicon(
    assay_comments_model *model, assay_str kind, assay_str bytes, assay_error *err);

/** Name of the model, terminated, in its memory. @cost O(1) @thread any */
ASSAY_API const char *assay_comments_model_name(const assay_comments_model *model);

/** SHA-256 of the file it was loaded from, hexadecimal, terminated; empty for a model
 * that was fitted and not saved. @cost O(1) @thread any */
ASSAY_API const char *assay_comments_model_sha256(const assay_comments_model *model);

/** NULL does nothing. */
ASSAY_API void assay_comments_model_free(assay_comments_model *model);

/** A fit in progress. */
typedef struct assay_comments_fit assay_comments_fit;

/** Settings of a fit; zeroes are the defaults. */
typedef struct assay_comments_fit_options {
    const char *name;   /**< of the model; NULL: `fitted` */
    double l2;          /**< ridge penalty; 0: 1 */
    unsigned gram_bits; /**< log2 of the table of hashed runs, 10..18; 0: 16 */
} assay_comments_fit_options;

/** An empty fit. @param options  NULL for the defaults; copied
 * @errors NO_MEMORY, BAD_VALUE   @thread one */
ASSAY_API ASSAY_CHECKED assay_status
assay_comments_fit_new(const assay_comments_fit_options *options,
                       assay_comments_fit **out, assay_error *err);

/** What is known of an account's comments besides their rows. */
typedef struct assay_comments_labels {
    const double *inauthentic; /**< [n_comments] 0, 1, or NaN unknown; NULL: unknown */
    const assay_str *group;    /**< [n_comments] value of the column to leave out; NULL */
    bool invented; /**< the texts are made up: weigh their signs, learn no words */
} assay_comments_labels;

/** Take an account's comments into the fit. Its rows are read and not kept.
 *
 * @param labels  NULL: none is known; the comments count for phrase rates alone
 * @errors NO_MEMORY, BAD_VALUE (a label that is not 0, 1 or NaN)
 * @cost an analysis, about 0.3 ms for 300 comments   @thread one
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_comments_fit_add(assay_comments_fit *fit, const assay_account *account,
                       const assay_comments_labels *labels, assay_error *err);

/** The model of everything added; the order of accounts does not matter.
 *
 * With labels of both kinds the weights are fitted, else they are the built-in ones;
 * the phrase rates are counted either way, over comments labelled 0 where there are any.
 * @errors NO_MEMORY, NUMERIC   @cost O(passes x runs)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_comments_fit_finish(assay_comments_fit *fit,
                                                               assay_comments_model **out,
                                                               assay_error *err);

/** One prediction by a model that never saw its fold. Texts lie in the fit. */
typedef struct assay_comments_prediction {
    assay_str platform, handle, post, id;
    double label;       /**< as given; NaN unknown */
    double probability; /**< by the model of the other folds */
} assay_comments_prediction;

/** Out-of-fold predictions, sorted by platform, handle, post, id.
 *
 * @param folds  2..64 folds by hash of account and comment author, so that nobody stands
 *               on both sides, or 0: leave out each group in turn
 * @param out    [*n] in the fit's memory
 * @errors NO_MEMORY, USAGE (folds), UNUSABLE (a fold without labels of both kinds)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_comments_fit_folds(
    assay_comments_fit *fit, size_t folds, const assay_comments_prediction **out,
    size_t *n, assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_comments_fit_free(assay_comments_fit *fit);

#endif
