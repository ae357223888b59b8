/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request asks for, read from its query and its Accept. */
#ifndef ASSAY_SERVICE_WISH_H
#define ASSAY_SERVICE_WISH_H

#include "routes.h"

/** Read the query by the route's parameters, and Accept by its types.
 * @return false after the request was answered 400 */
bool wish_read(request *r);

/** The first of these types that an Accept takes with the highest weight; 0 when it takes
 * none, so that the first is the default.
 * @param offered  types separated by blanks, as in routes.def */
size_t wish_choose(const char *accept, const char *offered);

#endif
