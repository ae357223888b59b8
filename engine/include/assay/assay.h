/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay: how much of an audience and its engagement is real.
 *
 *     bytes -> account -> findings -> verdict -> JSON, CSV, HTML, text
 *
 * status.h, base.h      how calls answer; text, unknowns, arenas
 * account.h, reader.h   the record, and reading it from NDJSON or CSV tables
 * table.h               any CSV as rows of text
 * norms.h               what is usual, handed to every family
 * growth.h, engagement.h, comments.h, events.h   one family's findings each
 * features.h            the table of statistics
 * model.h, scorer.h     a model, and one account scored by it
 * fit.h, matrix.h       a model from a population, or from any ready matrix
 * verdict.h             the answer, as plain data
 * report.h, rows.h      the answer as JSON, CSV, a card, a page; tables of rows
 */
#ifndef ASSAY_ASSAY_H
#define ASSAY_ASSAY_H

#include <assay/account.h>
#include <assay/base.h>
#include <assay/comments.h>
#include <assay/engagement.h>
#include <assay/eval.h>
#include <assay/events.h>
#include <assay/features.h>
#include <assay/fit.h>
#include <assay/growth.h>
#include <assay/matrix.h>
#include <assay/model.h>
#include <assay/norms.h>
#include <assay/reader.h>
#include <assay/report.h>
#include <assay/rows.h>
#include <assay/scorer.h>
#include <assay/status.h>
#include <assay/table.h>
#include <assay/verdict.h>

#endif
