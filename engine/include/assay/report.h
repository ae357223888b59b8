/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts as bytes: JSON for programs, a row for spreadsheets, a card for people; pages
 * are in page.h.
 *
 * Writers see the verdict alone and say nothing it does not say. All words come from
 * one table of messages in English and Vietnamese. The same verdict gives the same
 * bytes. What a roster adds later, the q-value and the flag, has a place of its own: a
 * writer tells where, so a verdict can be written before the roster is known.
 */
#ifndef ASSAY_REPORT_H
#define ASSAY_REPORT_H

#include <assay/verdict.h>

/** Language of texts for people. */
typedef enum assay_language { ASSAY_ENGLISH, ASSAY_VIETNAMESE } assay_language;

/** How a card or page is written. */
typedef struct assay_report_style {
    assay_language language;
    bool unicode; /**< a card may use more than ASCII for its drawing */
    bool colour;  /**< a card may use ANSI colours */
} assay_report_style;

/** Text being written; owns its bytes until it is cleared. */
typedef struct assay_report assay_report;

/** An empty text. @errors NO_MEMORY   @cost one allocation   @thread one */
ASSAY_API ASSAY_CHECKED assay_status assay_report_new(assay_report **out,
                                                      assay_error *err);

/** What has been written since the last clear.
 *
 * @param text  valid until the next call on this report
 * @errors NO_MEMORY when something was lost   @cost O(1)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_report_view(const assay_report *report,
                                                       assay_str *text, assay_error *err);

/** Forget the text, keep its memory. @cost O(1) */
ASSAY_API void assay_report_clear(assay_report *report);

/** NULL does nothing. */
ASSAY_API void assay_report_free(assay_report *report);

/** The named reason of largest positive contribution, or NULL. @cost O(reasons) */
ASSAY_API const assay_reason *assay_verdict_top_reason(const assay_verdict *verdict);

/** The verdict as one JSON object, assay.verdict/1, without a line end.
 *
 * @param flag_at  set to the offset at which assay_report_json_flag's bytes belong;
 *                 NULL: not wanted. A verdict with a flag has them already.
 * @cost O(bytes), about 20 us with 50 flagged comments   @thread any, one report each
 */
ASSAY_API void assay_report_json(assay_report *report, const assay_verdict *verdict,
                                 size_t *flag_at);

/** Parts of a verdict in JSON that are written on request, as bits. */
enum { ASSAY_JSON_EXHIBITS = 1 };

/** As assay_report_json, with parts that are otherwise left out.
 *
 * @param parts  ASSAY_JSON_EXHIBITS adds `exhibits` as the last member, the series that
 *   the pictures of a report are drawn from. Columns are equally long; null is unknown:
 *   `growth` {`at`, `followers`, `organic`, `low`, `high`}, at most 300 readings that
 *   look the same as all of them; organic is the curve without what looks delivered;
 *   `posts` {`post`, `at`, `likes`, `expected`, `low`, `high`, `peers`, `peers_low`,
 *   `peers_high`}, at most 300; low to high is the account's own 90 % range, the peers'
 *   that of posts of accounts of its size in its stratum;
 *   `comments` {`clusters`: [{`cluster`, `n`, `because`, `texts`}], `kinds`: [{`n`,
 *   `because`, `texts`}]}: comments that say the same, more often than by chance or
 *   flagged, and all flagged ones by reason, with up to three different texts each,
 *   names, addresses and numbers cut out of them.
 * @cost as assay_report_json and O(readings + posts + comments), about 0.2 ms
 */
ASSAY_API void assay_report_json_with(assay_report *report, const assay_verdict *verdict,
                                      unsigned parts, size_t *flag_at);

/** `,"q_value":…,"flagged":…`; only the flag when q is NaN. */
ASSAY_API void assay_report_json_flag(assay_report *report, double q, bool flagged);

/** The header of verdicts.csv, with its line end. */
ASSAY_API void assay_report_csv_header(assay_report *report);

/** A row of verdicts.csv with its line end: text cells guarded, numbers exact.
 *
 * @param flag_at  as for assay_report_json; two cells belong there
 */
ASSAY_API void assay_report_csv(assay_report *report, const assay_verdict *verdict,
                                assay_language language, size_t *flag_at);

/** The two cells `q_value,flagged` without a comma around them. */
ASSAY_API void assay_report_csv_flag(assay_report *report, double q, bool flagged);

/** A card of one account for a terminal, with its line ends. */
ASSAY_API void assay_report_card(assay_report *report, const assay_verdict *verdict,
                                 const assay_report_style *style);

/** The follower curve of an account as one line of block characters or, without
 * `unicode`, of ASCII ones; nothing under three readings or when it does not move.
 * @param width  columns, 1..128 */
ASSAY_API void assay_report_curve(assay_report *report, const assay_account *account,
                                  size_t width, const assay_report_style *style);

#endif
