/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-up is a walk: there are a dozen routes. */
#include "routes.h"

#include "assets.h"

#include <stdio.h>
#include <string.h>

enum { ID_MOST = 64 };

static const route ROUTES[] = {
#define ROUTE(name, method, path, scopes, body, params, types, answers, summary)         \
    {#name, #method, path, scopes, body, params, types, answers, summary, route_##name},
#include "routes.def"
#undef ROUTE
};

static const route_param PARAMS[] = {
#define PARAM(name, schema, help) {#name, schema, help},
#include "params.def"
#undef PARAM
};

/* The files of the page, which are a table of their own. */
static const route ASSET = {"asset", "GET", "/*", SCOPE_NONE,           BODY_NONE,
                            0,       "",    "",   "A file of the page", route_page};

size_t route_count(void)
{
    return LENGTH(ROUTES);
}

const route *route_at(size_t i)
{
    return i < LENGTH(ROUTES) ? &ROUTES[i] : NULL;
}

const route_param *route_param_at(size_t i)
{
    return i < LENGTH(PARAMS) ? &PARAMS[i] : NULL;
}

static void add_method(char allow[128], const char *method)
{
    size_t length = strlen(allow);
    bool get = strcmp(method, "GET") == 0;
    (void)snprintf(allow + length, 128 - length, "%s%s%s", length > 0 ? ", " : "", method,
                   get ? ", HEAD" : "");
}

/* Whether a path is a row's: the same, or with something for its `{id}` at the end. */
static bool path_fits(const char *row, const char *path)
{
    size_t head = strcspn(row, "{");
    if (row[head] == '\0')
        return strcmp(row, path) == 0;
    size_t length = strncmp(row, path, head) == 0 ? strlen(path + head) : 0;
    return length > 0 && length <= ID_MOST && strchr(path + head, '/') == NULL;
}

const route *route_find(const char *path, const char *method, char allow[128])
{
    const char *served = strcmp(method, "HEAD") == 0 ? "GET" : method;
    allow[0] = '\0';
    for (size_t i = 0; i < LENGTH(ROUTES); i++) {
        if (!path_fits(ROUTES[i].path, path))
            continue;
        if (strcmp(ROUTES[i].method, served) == 0)
            return &ROUTES[i];
        add_method(allow, ROUTES[i].method);
    }
    if (allow[0] != '\0' || asset_find(path) == NULL)
        return NULL;
    if (strcmp(served, "GET") == 0)
        return &ASSET;
    add_method(allow, "GET");
    return NULL;
}
