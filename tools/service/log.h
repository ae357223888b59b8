/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: JSON, a line each, on standard error. A request's line holds no handle, no
 * path as sent, no key; what a client chose (ids) was checked for its letters. */
#ifndef ASSAY_SERVICE_LOG_H
#define ASSAY_SERVICE_LOG_H

#include "request.h"

/** A line about a request that is over. @param whole  its reply went out */
void log_request(const request *r, bool whole);

/** A line about the service itself.
 * @param event   a word: `listening`, `reload`, …
 * @param format  one sentence */
void log_event(const char *event, const char *format, ...) ASSAY_PRINTF(2, 3);

/** `2026-03-04T10:11:12.345Z` of now. */
void log_now(char out[32]);

#endif
