/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target of a request: a path and parameters, decoded once, from the raw bytes.
 *
 * The HTTP library hands out C strings, in which %00 would end a path early; here it is
 * refused, and so is what is no UTF-8, a name that stands twice, and every other form of
 * target than a path. */
#ifndef ASSAY_SERVICE_URI_H
#define ASSAY_SERVICE_URI_H

#include <assay/base.h>

enum { URI_PARAMS_MOST = 16 };

typedef struct uri_param {
    const char *name, *value; /**< decoded, terminated */
} uri_param;

typedef struct uri {
    char *memory;     /**< to be freed by uri_free */
    const char *path; /**< decoded, terminated; begins with / */
    uri_param params[URI_PARAMS_MOST];
    size_t n_params;
} uri;

/** @param why  [1] static words when false */
bool uri_parse(const char *raw, uri *out, const char **why);

/** The value of a parameter, or NULL. */
const char *uri_value(const uri *target, const char *name);

/** A zeroed one does nothing. */
void uri_free(uri *target);

#endif
