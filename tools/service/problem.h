/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures as RFC 9457 says them: application/problem+json, with a JSON pointer for each
 * place at fault. One writer, so that a reply and a line of a batch say it alike. */
#ifndef ASSAY_SERVICE_PROBLEM_H
#define ASSAY_SERVICE_PROBLEM_H

#include "strbuf.h"

#include <assay/network.h>
#include <assay/reader.h>

/** The media type. */
#define PROBLEM_TYPE "application/problem+json"

/** A failure. */
typedef struct problem {
    unsigned status;
    const char *detail;               /**< one sentence; NULL: none */
    const char *instance;             /**< id of the request; NULL: none */
    const assay_json_fault *fault;    /**< the place; NULL: none */
    const assay_network_reject *rows; /**< [n_rows] places in a table of actions */
    size_t n_rows;
    const char *parameter; /**< name of the query's parameter; NULL: none */
} problem;

/** As a JSON object, without a line end. */
void problem_write(const problem *what, strbuf *out);

/** The phrase of an HTTP status, as `Not Found`; static. */
const char *problem_title(unsigned status);

#endif
