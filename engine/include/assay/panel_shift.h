/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a roster is like the panel that its accounts are compared with.
 *
 * Everything a panel promises rests on that: a clean account of the roster must be like
 * one of the panel. The test allows for inflated accounts in the roster, of any kind.
 */
#ifndef ASSAY_PANEL_SHIFT_H
#define ASSAY_PANEL_SHIFT_H

#include <assay/panel.h>

/** A roster's accounts beside a panel's, to see whether they are of one kind. */
typedef struct assay_panel_shift assay_panel_shift;

/** One way in which a roster differs: a trait (`posts`), a platform (`platform tiktok`)
 * or a statistic by its name. */
typedef struct assay_panel_difference {
    const char *what;     /**< terminated, in the panel's memory */
    double panel, roster; /**< medians; of platforms shares of accounts; NaN: not known
                             of half of the accounts */
    double apart; /**< chance that a roster's account lies on the far side of a panel's,
                     0.5 (alike) .. 1 (never alike) */
} assay_panel_difference;

enum { ASSAY_PANEL_DIFFERENCES = 3 };

/** What became of the comparison. */
typedef struct assay_panel_likeness {
    bool
        alarm; /**< not alike, even if ASSAY_PANEL_INFLATED of the roster were inflated */
    bool by_kind; /**< what the accounts are like differs; else their scores do */
    /** Largest share of the roster that can be like the panel, 0..1, with the ends of an
     * interval; NaN when too few accounts are there to say. */
    assay_interval like;
    size_t compared; /**< accounts of the roster looked at */
    assay_panel_difference difference[ASSAY_PANEL_DIFFERENCES]; /**< the largest first */
    size_t n_differences;                                       /**< 0 unless alarm */
} assay_panel_likeness;

/** The share of a roster that may be inflated without an alarm. */
#define ASSAY_PANEL_INFLATED 0.4

/** An empty comparison. @param panel  must outlive it   @errors NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_shift_new(const assay_panel *panel,
                                                           assay_panel_shift **out,
                                                           assay_error *err);

/** Take an account of the roster in; the 2,000 of smallest keyed hash are kept, so the
 * order does not matter. @errors NO_MEMORY   @cost O(features) */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_shift_add(assay_panel_shift *shift,
                                                           const assay_verdict *verdict,
                                                           assay_error *err);

/** Take over another's accounts; `from` is unchanged. @errors NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_shift_merge(
    assay_panel_shift *shift, const assay_panel_shift *from, assay_error *err);

/** Whether the roster is like the panel.
 *
 * If it is but for a share e of inflated accounts, every kind of account has at least
 * (1 - e) of the panel's share in it. A classifier, learnt on half of the accounts,
 * names the kind that is rarest in the roster for what it is in the panel, and the other
 * half are counted; the scores of the panel's lower half are counted the same way. The
 * alarm is that fewer are found than e = ASSAY_PANEL_INFLATED allows, by 3 standard
 * errors: false for a roster like its panel fewer than 1 time in 100, whatever the
 * inflated accounts are like.
 *
 * @errors NO_MEMORY   @cost O(accounts x features x 40), about 0.1 s
 * @source Lopez-Paz & Oquab 2017 (classifier two-sample test); the one-sided form is
 *         Huber's contamination (1964) turned round
 */
ASSAY_API ASSAY_CHECKED assay_status assay_panel_shift_finish(assay_panel_shift *shift,
                                                              assay_panel_likeness *out,
                                                              assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_panel_shift_free(assay_panel_shift *shift);

#endif
