/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels: accounts known to be clean, against which others are compared.
 *
 * A panel is scored by a model and keeps the scores. The conformal p-value of another
 * account is the share of the panel that is at least as strange,
 *
 *     p = (1 + #{panel >= score}) / (n + 1),
 *
 * whatever the model is worth: when a clean account is like one of the panel, p lies
 * below t with a chance of at most t, and Benjamini-Hochberg over a roster keeps the
 * share of wrong flags. That likeness is the one assumption, and a shift of the roster
 * from the panel is tested and told.
 *
 * A panel's file (assay.model/1, kind `panel`) holds scores and statistics without names.
 * It serves the model that scored it alone, in the engine's version that did.
 */
#ifndef ASSAY_PANEL_H
#define ASSAY_PANEL_H

#include <assay/model.h>

/** A loaded panel; constant, shared freely between threads. */
typedef struct assay_panel assay_panel;

/** A panel being made; one thread each, merged in the end. */
typedef struct assay_panel_fit assay_panel_fit;

enum {
    ASSAY_PANEL_LEAST = 20,   /**< with fewer accounts no p-value reaches 0.05 */
    ASSAY_PANEL_STRATUM = 500 /**< a platform of so many is compared with itself */
};

/** An empty panel. @param name  [a-z0-9_-]; NULL: `clean`
 * @errors NO_MEMORY, BAD_VALUE (name) */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_fit_new(const char *name,
                                                         assay_panel_fit **out,
                                                         assay_error *err);

/** Take an account in by its verdict; one that is not assessable is counted only.
 *
 * @param label  what a check said: 1 inflated, it is left out; 0 clean; NaN not checked
 * @errors NO_MEMORY, USAGE (scored by other models than the first)   @cost O(features)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_fit_add(assay_panel_fit *fit,
                                                         const assay_verdict *verdict,
                                                         double label, assay_error *err);

/** Take over another's accounts; `from` is unchanged. @errors NO_MEMORY, USAGE */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_fit_merge(assay_panel_fit *fit,
                                                           const assay_panel_fit *from,
                                                           assay_error *err);

/** An account of a panel in the making. Texts lie in the fit. */
typedef struct assay_panel_account {
    assay_str platform, handle;
    double score;       /**< log-odds */
    double probability; /**< by the model; NaN without one */
    double label;       /**< as given */
} assay_panel_account;

/** How a panel in the making stands. */
typedef struct assay_panel_state {
    size_t accounts;     /**< assessable ones */
    size_t unusable;     /**< not assessable ones */
    size_t checked;      /**< with a label */
    size_t trimmed;      /**< of these, inflated: left out */
    size_t used;         /**< the panel */
    size_t doubtful;     /**< used, not checked, and more likely inflated than not by the
                        model (or at its p <= 0.01 when it gives no probability) */
    size_t from_top;     /**< how many of the highest scores are checked without a gap */
    bool checked_enough; /**< of the last 60 of those fewer than 5 % were inflated */
} assay_panel_state;

/** The accounts, most strange first, ties by name; and how the panel stands.
 *
 * @param accounts  [state->accounts] in the fit, until the next call on it; NULL allowed
 * @errors NO_MEMORY   @cost O(n log n)
 * @source the audit rule of label-trimmed conformal tests: Bashari et al. 2025
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_panel_fit_list(assay_panel_fit *fit, const assay_panel_account **accounts,
                     assay_panel_state *state, assay_error *err);

/** The panel's file; the same for any order of accounts and parts.
 *
 * @errors UNUSABLE: fewer than ASSAY_PANEL_LEAST are left; or of those not checked a
 *   fifth or more look inflated, so that the panel is not what it is said to be. With
 *   both the sentence says what to do. NO_MEMORY   @cost O(n log n)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_fit_finish(assay_panel_fit *fit,
                                                            assay_bytes *out,
                                                            assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_panel_fit_free(assay_panel_fit *fit);

/** Load a panel's file.
 * @errors UNKNOWN_MODEL: not a panel, or one of another version of the engine or of its
 * statistics; NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_load(assay_str file, assay_panel **out,
                                                      assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_panel_free(assay_panel *panel);

/** Kind, name and file hash, as a verdict repeats them; in its memory. @cost O(1) */
ASSAY_API assay_model_ref assay_panel_reference(const assay_panel *panel);

/** How many accounts it holds. @cost O(1) */
ASSAY_API size_t assay_panel_size(const assay_panel *panel);

/** Whether a panel was scored by these models, which alone it can judge.
 * @param models  [n] as in a verdict; kinds the panel does not know are passed over
 * @errors UNKNOWN_MODEL with both names and hashes   @cost O(n) */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_check(const assay_panel *panel,
                                                       const assay_model_ref models[],
                                                       size_t n, assay_error *err);

/** Where a score lies in a panel. */
typedef struct assay_panel_place {
    double p_value;      /**< 1/(n+1)..1; NaN for a score of NaN */
    const char *stratum; /**< a platform, or `*` for all of them; in the panel's memory */
    double n;            /**< accounts compared with */
} assay_panel_place;

/** The conformal p-value of a score: against the accounts of its platform when there are
 * ASSAY_PANEL_STRATUM of them, else against all.
 *
 * @param score  log-odds, as a verdict's in units of 1
 * @errors none   @cost O(log n)   @thread any
 * @source Vovk, Gammerman & Shafer 2005; Bates et al. 2023
 */
ASSAY_API assay_panel_place assay_panel_p(const assay_panel *panel, assay_str platform,
                                          double score);

/** The chance that a clean account gets a p-value this small from the panel at hand,
 * unless that panel is among the worst `delta` of all that might have been drawn. It
 * holds for all p at once, so it may be read at a threshold that the data chose.
 *
 * @param n      accounts of the panel, 2 or more
 * @param p      0..1   @param delta  0..1, as 0.1
 * @return p or more, at most 1; NaN when n < 2 or NaN is given   @cost O(n)
 * @source Bates et al. 2023, 3 (generalised Simes inequality, k = n/2)
 */
ASSAY_API double assay_panel_conditional_p(size_t n, double p, double delta);

/** The fewest flags that Benjamini-Hochberg can give with a panel of n: the smallest
 * p-value is 1/(n+1), so a group of k passes only when k >= m / (q (n+1)).
 *
 * @param m  accounts of the roster that have a p-value   @param q  the rate, 0..1
 * @return 1 or more; 0 when m is 0   @cost O(1)
 */
ASSAY_API size_t assay_panel_fewest_flags(size_t n, size_t m, double q);

#endif
