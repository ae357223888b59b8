/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strictness gate: what HTTP libraries let pass and a service must not.
 *
 * Two readings of one request are how requests are smuggled past a proxy, so a request
 * that two programs could read differently is refused and its connection closed: more
 * than one length, a length beside chunks, a length that is not plain digits, a name
 * that is no token, control bytes, no host or two.
 *
 * RFC 9110 section 5, RFC 9112 sections 3 and 6. */
#ifndef ASSAY_SERVICE_GATE_H
#define ASSAY_SERVICE_GATE_H

#include <assay/base.h>

/** What the headers of one request say about its frame; zeroed, then a call a header. */
typedef struct gate_facts {
    unsigned lengths, encodings, hosts, expects;
    const char *length, *encoding, *expect;
    bool bad_name, bad_value, empty_host;
} gate_facts;

/** Take down one header. @param value  terminated, kept */
void gate_header(gate_facts *facts, assay_str name, const char *value, size_t value_len);

/** Judge the request.
 *
 * @param why  [1] static words when it is refused
 * @return  0 when it may pass, else the HTTP status
 */
unsigned gate_judge(const gate_facts *facts, const char *method, const char *version,
                    const char **why);

/** The length that the request declares; 0 without one, or when it is in chunks. */
uint64_t gate_length(const gate_facts *facts);

/** The method as a static word, or NULL when it is none we know. */
const char *gate_method(const char *method);

#endif
