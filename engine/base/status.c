/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status table read four ways. */
#include <assay/status.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct status_row {
    const char *name;
    int exit_code;
    int http;
    const char *text;
} status_row;

static const status_row ROWS[] = {
#define STATUS_ROW(name, exit, http, text) {#name, exit, http, text},
    ASSAY_STATUS_TABLE(STATUS_ROW)
#undef STATUS_ROW
};

static const status_row *row_of(assay_status status)
{
    return status < ASSAY_STATUS_COUNT ? &ROWS[status] : &ROWS[ASSAY_INTERNAL];
}

const char *assay_status_name(assay_status status)
{
    return row_of(status)->name;
}

const char *assay_status_text(assay_status status)
{
    return row_of(status)->text;
}

int assay_status_exit_code(assay_status status)
{
    return row_of(status)->exit_code;
}

int assay_status_http(assay_status status)
{
    return row_of(status)->http;
}

/* A message cut at its limit must not end in half a character. */
static void cut_at_character(char *message, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)message[start - 1] & 0xC0U) == 0x80U)
        start--;
    if (start > 0 && (unsigned char)message[start - 1] >= 0xC0U)
        message[start - 1] = '\0';
}

assay_status(assay_fail)(assay_error *err, assay_status status, const char *format, ...)
{
    if (err == NULL)
        return status;
    err->status = status;
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    if (wanted < 0)
        err->message[0] = '\0';
    else if ((size_t)wanted >= sizeof err->message)
        cut_at_character(err->message, strlen(err->message));
    return status;
}
