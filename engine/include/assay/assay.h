/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay: how much of an audience and its engagement is real.
 *
 *     bytes -> account -> findings -> verdict -> JSON, CSV, HTML, text
 *
 * status.h, base.h      how calls answer; text, unknowns, arenas
 * account.h, reader.h   the record, and reading it from NDJSON or CSV tables
 * import.h              exports of other programs into such tables
 * table.h               any CSV as rows of text
 * norms.h               what is usual, handed to every family
 * growth.h, engagement.h, comments.h, events.h   one family's findings each
 * features.h            the table of statistics
 * model.h, scorer.h     a model, and one account scored by it
 * comments_model.h      what speaks for a comment being written to order
 * fit.h, matrix.h       a model from a population, or from any ready matrix
 * eval.h                how good scores are, judged by labels
 * panel.h, panel_shift.h  clean accounts to compare with, and error rates that hold
 * proposal.h            whom to sign for a budget
 * target.h              how much of an audience lies where a campaign is heard
 * verdict.h             the answer, as plain data
 * report.h, page.h      the answer as JSON, CSV, a card; as pages with pictures
 * rows.h                tables of rows
 *
 * Five rules hold everywhere. A call that can fail returns assay_status, says why in the
 * assay_error given last, and leaves its results untouched. What is not known is NaN,
 * ASSAY_TIME_UNKNOWN, ASSAY_UNKNOWN or ptr NULL, never 0. What belongs to one account
 * lies in the arena it was read into and ends with it. A const model is shared freely by
 * threads; a reader, a scorer, an arena belongs to one. The library prints nothing, ends
 * nothing and reads no environment.
 *
 * A complete program, which writes a verdict for each account of a file:
 *
 *     #include <assay/assay.h>
 *     #include <stdio.h>
 *
 *     static assay_status judge(const char *path, assay_error *err)
 *     {
 *         assay_reader *reader = NULL;
 *         assay_scorer *scorer = NULL;
 *         assay_report *report = NULL;
 *         assay_arena *arena = NULL;
 *         assay_scorer_options options = {0}; // the built-in models and policy
 *         assay_status status = assay_reader_open(path, NULL, &reader, err);
 *         if (status == ASSAY_OK)
 *             status = assay_scorer_new(&options, &scorer, err);
 *         if (status == ASSAY_OK)
 *             status = assay_report_new(&report, err);
 *         if (status == ASSAY_OK)
 *             status = assay_arena_new(1 << 18, NULL, &arena, err);
 *         while (status == ASSAY_OK) {
 *             const assay_account *account;
 *             const assay_verdict *verdict;
 *             assay_str text;
 *             assay_arena_reset(arena);
 *             assay_report_clear(report);
 *             status = assay_reader_next(reader, arena, &account, err);
 *             if (status == ASSAY_OK)
 *                 status = assay_scorer_score(scorer, account, &verdict, err);
 *             if (status != ASSAY_OK)
 *                 break;
 *             assay_report_json(report, verdict, NULL);
 *             status = assay_report_view(report, &text, err);
 *             if (status == ASSAY_OK)
 *                 printf("%.*s\n", (int)text.len, text.ptr);
 *         }
 *         assay_arena_free(arena);
 *         assay_report_free(report);
 *         assay_scorer_free(scorer);
 *         assay_reader_close(reader);
 *         return status == ASSAY_END ? ASSAY_OK : status;
 *     }
 *
 *     int main(int argc, char **argv)
 *     {
 *         assay_error err = {0};
 *         assay_initialise();
 *         assay_status status = judge(argc > 1 ? argv[1] : "-", &err);
 *         if (status != ASSAY_OK)
 *             fprintf(stderr, "%s\n", err.message);
 *         return assay_status_exit_code(status);
 *     }
 */
#ifndef ASSAY_ASSAY_H
#define ASSAY_ASSAY_H

#include <assay/account.h>
#include <assay/audience.h>
#include <assay/base.h>
#include <assay/comments.h>
#include <assay/comments_model.h>
#include <assay/contacts.h>
#include <assay/engagement.h>
#include <assay/eval.h>
#include <assay/events.h>
#include <assay/features.h>
#include <assay/fit.h>
#include <assay/growth.h>
#include <assay/import.h>
#include <assay/livestream.h>
#include <assay/matrix.h>
#include <assay/model.h>
#include <assay/network.h>
#include <assay/norms.h>
#include <assay/page.h>
#include <assay/panel.h>
#include <assay/panel_shift.h>
#include <assay/profiles.h>
#include <assay/profiles_fit.h>
#include <assay/proposal.h>
#include <assay/reader.h>
#include <assay/report.h>
#include <assay/rows.h>
#include <assay/sales.h>
#include <assay/scorer.h>
#include <assay/status.h>
#include <assay/table.h>
#include <assay/target.h>
#include <assay/verdict.h>

#endif
