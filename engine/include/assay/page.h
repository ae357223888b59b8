/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts as pages: of one account, and of a roster with every account behind it.
 *
 * A page is one self-contained file without script; its own policy forbids anything to be
 * fetched. Every picture has its numbers beside it. The same verdicts give the same
 * bytes.
 */
#ifndef ASSAY_PAGE_H
#define ASSAY_PAGE_H

#include <assay/norms.h>
#include <assay/panel_shift.h>
#include <assay/proposal.h>
#include <assay/report.h>

/** Whom a page of one account is for. */
typedef enum assay_page_reader {
    ASSAY_PAGE_FOR_BRAND,  /**< everything: decision, probability, peers, money, policy */
    ASSAY_PAGE_FOR_CREATOR /**< what the account shows, without those, to hand over */
} assay_page_reader;

/** A page of one account.
 *
 * @param language  of every text
 * @param reader    whom it is for
 * @cost O(readings + posts + comments) and about 20 KB   @thread any, one report each
 */
ASSAY_API void assay_report_account_page(assay_report *report,
                                         const assay_verdict *verdict,
                                         assay_language language,
                                         assay_page_reader reader);

/** Fees of one currency across a roster. */
typedef struct assay_roster_money {
    char currency[16];      /**< terminated; longer names are not summed */
    double fees;            /**< sum of the fees of accounts whose risk is known */
    assay_interval at_risk; /**< sums; the ends as if all went the same way */
    uint64_t accounts;
} assay_roster_money;

/** What a panel says of a roster. */
typedef struct assay_report_panel {
    const char *name;          /**< terminated */
    const char *sha256;        /**< of its file */
    uint64_t n;                /**< its accounts */
    double clean_share;        /**< of the roster, estimated from its p-values */
    uint64_t fewest_flags;     /**< flags come in groups of so many or more */
    uint64_t wrong;            /**< of the flags, for nine of ten panels like this one: at
                                  most so many on average */
    assay_panel_likeness like; /**< whether the roster is like it */
} assay_report_panel;

/** What is known of a roster when all of it was scored. */
typedef struct assay_report_roster {
    uint64_t accounts;     /**< scored */
    uint64_t rejected;     /**< rows of errors.csv */
    uint64_t decisions[4]; /**< by assay_decision */
    uint64_t flagged;
    uint64_t shown;       /**< accounts that the page lists */
    double fdr;           /**< share of flags that may be wrong */
    assay_policy policy;  /**< as every verdict repeats it */
    const char *model;    /**< name of the accounts model; terminated */
    const char *sha256;   /**< of its file */
    const char *evidence; /**< terminated; under the probabilities: `simulation`, … */
    const assay_norms_shift *shifts; /**< where the roster differs; [n_shifts] */
    size_t n_shifts;
    const assay_roster_money *money; /**< by currency; [n_money] */
    size_t n_money;
    const assay_report_panel *panel; /**< NULL: p-values are the model's */
} assay_report_roster;

/** The beginning of a roster's page: decisions at a glance, how many flags may be wrong,
 * money at risk, other markets, and the head of the ranking. */
ASSAY_API void assay_report_page_begin(assay_report *report,
                                       const assay_report_roster *roster,
                                       assay_language language);

/** Opens a row of the ranking with its place. Rows come in groups that a browser lays out
 * only when they are looked at: one table of a thousand rows takes it two seconds.
 * @param place  1, 2, … */
ASSAY_API void assay_report_page_place(assay_report *report, size_t place);

/** One account's row of the ranking after its place, most doubtful first.
 * @param flag_at  as for assay_report_json, for assay_report_page_flag */
ASSAY_API void assay_report_page_row(assay_report *report, const assay_verdict *verdict,
                                     assay_language language, size_t *flag_at);

/** The mark of a flagged account; nothing when it is not. */
ASSAY_API void assay_report_page_flag(assay_report *report, bool flagged,
                                      assay_language language);

/** A creator of a proposal. */
typedef struct assay_report_pick {
    assay_str platform, handle;
    assay_decision decision;
    bool decided;
    double fee, adds;     /**< people added to those of the picks before it */
    assay_interval reach; /**< its own, NaN ends unknown */
} assay_report_pick;

/** What is proposed for a budget. */
typedef struct assay_report_proposal {
    const assay_report_pick *picks; /**< [result.n] in the order they pay off */
    double budget;
    char currency[16]; /**< terminated; empty when fees have none */
    assay_proposal result;
    size_t considered;          /**< creators with a fee and a known reach */
    bool commenters;            /**< overlap is that of commenters, not of followers */
    const assay_target *target; /**< NULL: reach is of the whole audience */
} assay_report_proposal;

/** What is proposed for a budget, between the rows of the ranking and
 * assay_report_page_between. @cost O(picks) */
ASSAY_API void assay_report_page_proposal(assay_report *report,
                                          const assay_report_proposal *proposal,
                                          assay_language language);

/** One paragraph on it: reach, what it costs, how good it is, what is not known. */
ASSAY_API void assay_report_proposal_text(assay_report *report,
                                          const assay_report_proposal *proposal,
                                          assay_language language);

/** What stands between the ranking and the accounts. */
ASSAY_API void assay_report_page_between(assay_report *report, assay_language language);

/** Accounts of a roster whose curves and posts are drawn; of the others a browser would
 * read for seconds what nobody looks at, so they say where their pictures are. */
enum { ASSAY_PAGE_DRAWN = 240 };

/** One account with all its evidence, folded; its row links to it.
 * @param pictures  [2] where its pictures begin and end in the report's text, so that
 *                  assay_report_page_undrawn may stand for them; NULL: not asked */
ASSAY_API void assay_report_page_account(assay_report *report,
                                         const assay_verdict *verdict,
                                         assay_language language, size_t pictures[]);

/** What stands for the pictures of an account that is not drawn. */
ASSAY_API void assay_report_page_undrawn(assay_report *report, assay_language language);

/** The page's end: what all of it rests on. */
ASSAY_API void assay_report_page_end(assay_report *report,
                                     const assay_report_roster *roster,
                                     assay_language language);

#endif
