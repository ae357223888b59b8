/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of assay audit: what a worker leaves of an account, and what is made of all
 * of it when the roster is known. */
#ifndef ASSAY_CLI_AUDIT_H
#define ASSAY_CLI_AUDIT_H

#include "budget.h"
#include "claims.h"
#include "facts.h"
#include "models.h"
#include "spool.h"
#include "target.h"

#include <pthread.h>

/** The options of assay audit. */
typedef struct audit_settings {
    const char *out, *norms, *fail_on, *explanations, *target, *budget;
    double fdr;
    bool strict, no_decision, ascii, counterfactuals;
} audit_settings;

/** What lies behind the head of a spooled record, in this order. */
typedef enum audit_part {
    PART_JSON,
    PART_CSV,
    PART_ROW,  /**< of the page's ranking */
    PART_PAGE, /**< the account's own part of the page */
    PART_CURVE,
    PART_REASON,
    PART_PEOPLE, /**< with --budget: hashes of people seen, members first */
    PARTS
} audit_part;

enum { AUDIT_CURVE = 16, AUDIT_CURRENCY = 16 };

/** What is known of a scored account before its bytes: the head of a spooled record. */
typedef struct audit_head {
    double p_value, panel_n; /**< against so many accounts of a panel; 0 without one */
    double score;            /**< NaN when not assessable */
    double followers, integrity, probability, low, high;
    assay_decision decision;
    bool decided;
    assay_basis basis;
    char input_sha256[65];
    double fee;
    assay_interval at_risk;
    char currency[AUDIT_CURRENCY]; /**< empty when unknown or longer */
    assay_interval reach;          /**< credible, in the target if there is one */
    double share;                  /**< of the credible audience in the target */
    size_t members;                /**< of PART_PEOPLE that are of the audience sample */
    size_t length[PARTS];
    size_t flag[PARTS]; /**< where the flag belongs in the first three */
    size_t pictures[2]; /**< where in PART_PAGE they begin and end */
} audit_head;

/** A record in the ranking. */
typedef struct audit_rank {
    double score;
    size_t record; /**< in the order of names */
} audit_rank;

/** A run of assay audit. What is kept of an account until the end: its rank, its q-value,
 * and its name and place in the spool. */
struct audit {
    const cli_call *call;
    const audit_settings *settings;
    assay_target room;
    const assay_target *target; /**< in `room`, or NULL */
    input in;
    models models;
    facts facts;
    claims *declared;
    spool *records;
    audit_rank *rank; /**< [n] most doubtful first */
    double *q;        /**< [n] of each record in the order of names */
    size_t n;
    assay_panel_shift *shift; /**< the roster beside the panel; NULL without one */
    pthread_mutex_t lock;     /**< of `shift` and `merged` while workers end */
    assay_status merged;
    assay_report_panel panel; /**< what is said of it */
    assay_report_roster roster;
    assay_roster_money money[8]; /**< by currency; a ninth is not summed */
    budget budget;
};

/** Put one account's bytes aside, as the work of a pipeline. */
assay_status audit_start(void *ctx, void **worker, assay_error *err);
assay_status audit_account(void *worker, const assay_account *account, assay_str *record,
                           assay_error *err);
void audit_stop(void *ctx, void *worker);

/** Compute q-values, flags, counts and the ranking. */
ASSAY_CHECKED assay_status audit_settle(audit *a, assay_error *err);

/** Write verdicts.ndjson, verdicts.csv and report.html, all or none. */
ASSAY_CHECKED assay_status audit_write(audit *a, assay_error *err);

/** Say on standard output what was found, most doubtful first. */
ASSAY_CHECKED assay_status audit_print(audit *a, assay_error *err);

/** Whether a record is flagged at the rate asked for. */
bool audit_flagged(const audit *a, size_t i);

/** Whether the terminal's table may draw with more than ASCII. */
bool audit_unicode(const audit *a);

/** A name in 30 columns of the terminal's table. */
void audit_put_name(output *out, assay_str platform, assay_str handle);

/** The head of a record. */
audit_head audit_head_of(assay_str record);

/** A part of a record whose head is known. */
assay_str audit_part_of(assay_str record, const audit_head *head, audit_part part);

#endif
