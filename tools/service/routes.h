/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of routes and of parameters as data. */
#ifndef ASSAY_SERVICE_ROUTES_H
#define ASSAY_SERVICE_ROUTES_H

#include "keys.h"
#include "request.h"

/** What a body is. */
typedef enum route_body {
    BODY_NONE,
    BODY_ACCOUNT,
    BODY_ACCOUNTS,
    BODY_ACTIONS
} route_body;

/** Parameters by number, and as bits. */
enum {
#define PARAM(name, schema, help) PARAM_##name,
#include "params.def"
#undef PARAM
    PARAM_COUNT
};
#define PARAM_BIT(name) (1U << PARAM_##name)
#define PARAMS_SCORE ((1U << PARAM_COUNT) - 1)
/** What moves a decision: not for the public scope. */
#define PARAMS_POLICY                                                                    \
    (PARAM_BIT(cost_wrong_sign) | PARAM_BIT(cost_wrong_decline) | PARAM_BIT(prevalence))

struct route {
    const char *name, *method, *path;
    unsigned scopes;
    route_body body;
    unsigned params;
    const char *types, *answers, *summary;
    void (*run)(request *r);
};

typedef struct route_param {
    const char *name, *schema, *help;
} route_param;

/** Routes in the order of routes.def. @return NULL past the last */
const route *route_at(size_t i);
size_t route_count(void);
const route_param *route_param_at(size_t i);

/** The route of a path and method; HEAD is served as GET. `{id}` in a row's path is one
 * step of the asked path, 1 to 64 bytes.
 *
 * @param allow  [128] the methods that the path has; empty when there is no such path
 * @return  NULL when there is none
 */
const route *route_find(const char *path, const char *method, char allow[128]);

#define ROUTE(name, ...) void route_##name(request *r);
#include "routes.def"
#undef ROUTE

#endif
