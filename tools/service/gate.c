/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules in the order in which a fault is told: frame, headers, method, expectation. */
#include "gate.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const METHODS[] = {"GET",   "HEAD",    "POST",  "PUT",     "DELETE",
                                      "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY"};

/* Digits that a length may have: 18 of them stay far from overflow. */
enum { LENGTH_DIGITS = 18 };

static bool is_token(assay_str name)
{
    static const char MARKS[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i], lower = (char)(c | 0x20);
        bool letter = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr(MARKS, c) == NULL))
            return false;
    }
    return name.len > 0;
}

static bool has_control(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)value[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
            return true;
    }
    return strlen(value) != length;
}

static bool is_named(assay_str name, const char *word)
{
    return name.len == strlen(word) && strncasecmp(name.ptr, word, name.len) == 0;
}

void gate_header(gate_facts *facts, assay_str name, const char *value, size_t value_len)
{
    const char *text = value == NULL ? "" : value;
    facts->bad_name = facts->bad_name || !is_token(name);
    facts->bad_value =
        facts->bad_value || (value != NULL && has_control(value, value_len));
    if (is_named(name, "Content-Length")) {
        facts->lengths++;
        facts->length = text;
    } else if (is_named(name, "Transfer-Encoding")) {
        facts->encodings++;
        facts->encoding = text;
    } else if (is_named(name, "Host")) {
        facts->hosts++;
        facts->empty_host = text[0] == '\0';
    } else if (is_named(name, "Expect")) {
        facts->expects++;
        facts->expect = text;
    }
}

static bool is_length(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= LENGTH_DIGITS && text[digits] == '\0';
}

static const char *frame_fault(const gate_facts *facts, bool old)
{
    if (facts->lengths > 1)
        return "there is more than one Content-Length";
    if (facts->encodings > 1)
        return "there is more than one Transfer-Encoding";
    if (facts->lengths > 0 && facts->encodings > 0)
        return "Content-Length and Transfer-Encoding exclude each other";
    if (facts->lengths > 0 && !is_length(facts->length))
        return "Content-Length is not a plain number";
    if (facts->encodings > 0 && strcasecmp(facts->encoding, "chunked") != 0)
        return "Transfer-Encoding is not 'chunked'";
    if (facts->encodings > 0 && old)
        return "Transfer-Encoding does not belong to HTTP/1.0";
    return NULL;
}

static const char *header_fault(const gate_facts *facts, bool old)
{
    if (facts->hosts > 1)
        return "there is more than one Host";
    if ((facts->hosts == 0 || facts->empty_host) && !old)
        return "there is no Host";
    if (facts->bad_name)
        return "the name of a header is not a token";
    if (facts->bad_value)
        return "a header has a control character";
    return NULL;
}

unsigned gate_judge(const gate_facts *facts, const char *method, const char *version,
                    const char **why)
{
    bool old = strcmp(version, "HTTP/1.0") == 0;
    if (!old && strcmp(version, "HTTP/1.1") != 0) {
        *why = "the version is neither HTTP/1.1 nor HTTP/1.0";
        return 505;
    }
    *why = frame_fault(facts, old);
    if (*why == NULL)
        *why = header_fault(facts, old);
    if (*why != NULL)
        return 400;
    if (gate_method(method) == NULL) {
        *why = "the method is not known";
        return 501;
    }
    if (facts->expects > 0 &&
        (facts->expects > 1 || strcasecmp(facts->expect, "100-continue") != 0)) {
        *why = "Expect is not '100-continue'";
        return 417;
    }
    return 0;
}

uint64_t gate_length(const gate_facts *facts)
{
    return facts->lengths == 1 ? strtoull(facts->length, NULL, 10) : 0;
}

const char *gate_method(const char *method)
{
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++)
        if (strcmp(METHODS[i], method) == 0)
            return METHODS[i];
    return NULL;
}
