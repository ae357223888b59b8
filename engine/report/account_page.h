/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of one account's page. */
#ifndef ASSAY_REPORT_ACCOUNT_PAGE_H
#define ASSAY_REPORT_ACCOUNT_PAGE_H

#include "report/markup.h"

/** The waterfall of reasons: a table whose bars add up to the score. */
void assay__put_reasons_picture(const assay__page *p, const assay_verdict *verdict);
/** The follower curve with its organic line and its events, and their list. */
void assay__put_growth_picture(const assay__page *p, const assay_verdict *verdict);
/** New followers over time against what is usual for the account. */
void assay__put_gains_picture(const assay__page *p, const assay_verdict *verdict);
/** Likes of every post against its peers and what was expected of it. */
void assay__put_posts_picture(const assay__page *p, const assay_verdict *verdict);
/** Kinds of followers, and when their accounts were made by order of following. */
void assay__put_audience_picture(const assay__page *p, const assay_verdict *verdict);
/** Viewers through the streams that stand out, with what they did beneath. */
void assay__put_live_picture(const assay__page *p, const assay_verdict *verdict);
/** What the account sold, by channel, with what it returned. */
void assay__put_sales(const assay__page *p, const assay_verdict *verdict);
/** Groups of people that it shares with other accounts; not for the owner. */
void assay__put_pools(const assay__page *p, const assay_verdict *verdict);
/** What stands out among the comments, with texts, without their writers. */
void assay__put_comments(const assay__page *p, const assay_verdict *verdict);

/** All of it below the account's name: the answer, the evidence, what is open.
 * @param pictures  [2] where curve and posts begin and end in the text, or NULL */
void assay__put_account(const assay__page *p, const assay_verdict *verdict,
                        size_t pictures[]);

/** One item of a picture's key, with the mark of a class. */
void assay__put_key(const assay__page *p, const char *class, assay__message message);
/** The summary and table head of the numbers behind a picture. @param columns [n] */
void assay__put_table_open(const assay__page *p, const assay__message columns[],
                           size_t n);
void assay__put_table_close(const assay__page *p);
/** A numeric cell; empty when unknown. */
void assay__put_number_cell(const assay__page *p, double number);
/** A cell `low – high`; empty when unknown. */
void assay__put_range_cell(const assay__page *p, double low, double high);

#endif
