/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The description of the service for programs, OpenAPI 3.1, out of the tables: routes,
 * parameters, tables and columns of the input. */
#ifndef ASSAY_SERVICE_OPENAPI_H
#define ASSAY_SERVICE_OPENAPI_H

#include "strbuf.h"

/** Write it. @param keyed  whether keys are asked for */
void openapi_write(bool keyed, strbuf *out);

#endif
