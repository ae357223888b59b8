/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every parameter is known and well-formed or the request is refused: a misspelt policy
 * that is ignored would be a wrong answer. */
#include "wish.h"

#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TYPES_MOST = 4, TYPE_ROOM = 64 };

static bool refuse(request *r, const char *name, const char *why)
{
    char detail[160];
    (void)snprintf(detail, sizeof detail, "the parameter %s %s", name, why);
    request_problem(
        r, &(problem){
               .status = 400, .detail = detail, .instance = r->id, .parameter = name});
    return false;
}

static bool read_number(request *r, const uri_param *param, double most, double *out)
{
    char *end = NULL;
    const char *given = param->value;
    *out = strtod(given, &end);
    bool plain = *given != '\0' && strspn(given, "0123456789.eE+-") == strlen(given);
    if (!plain || *end != '\0')
        return refuse(r, param->name, "is not a number");
    if (!(*out >= 1e-6) || !(*out <= most))
        return refuse(r, param->name, "is out of range");
    r->wish.own_policy = true;
    return true;
}

static bool read_truth(request *r, const uri_param *param, bool *out)
{
    if (strcmp(param->value, "true") != 0 && strcmp(param->value, "false") != 0)
        return refuse(r, param->name, "is neither true nor false");
    *out = param->value[0] == 't';
    return true;
}

static bool read_model(request *r, const uri_param *param)
{
    size_t length = strlen(param->value);
    if (length < 8 || length > 64 || strspn(param->value, "0123456789abcdef") != length)
        return refuse(r, param->name, "is not 8 to 64 hexadecimal digits");
    memcpy(r->wish.model, param->value, length + 1);
    return true;
}

static bool read_language(request *r, const uri_param *param)
{
    bool vietnamese = strcmp(param->value, "vi") == 0;
    if (!vietnamese && strcmp(param->value, "en") != 0)
        return refuse(r, param->name, "is neither en nor vi");
    r->wish.language = vietnamese ? ASSAY_VIETNAMESE : ASSAY_ENGLISH;
    return true;
}

static bool read_reader(request *r, const uri_param *param)
{
    bool creator = strcmp(param->value, "creator") == 0;
    if (!creator && strcmp(param->value, "brand") != 0)
        return refuse(r, param->name, "is neither brand nor creator");
    r->wish.reader = creator ? ASSAY_PAGE_FOR_CREATOR : ASSAY_PAGE_FOR_BRAND;
    return true;
}

static bool read_target(request *r, const uri_param *param)
{
    assay_error err = {0};
    assay_str text = {param->value, strlen(param->value)};
    if (assay_target_read(text, &r->wish.target, &err) != ASSAY_OK) {
        char why[96];
        (void)snprintf(why, sizeof why, "is no target: %.80s", err.message);
        return refuse(r, param->name, why);
    }
    r->wish.targeted = true;
    return true;
}

static bool read_param(request *r, size_t which, const uri_param *param)
{
    assay_policy *policy = &r->wish.policy;
    bool decision = true;
    switch (which) {
    case PARAM_model:
        return read_model(r, param);
    case PARAM_lang:
        return read_language(r, param);
    case PARAM_for:
        return read_reader(r, param);
    case PARAM_exhibits:
        return read_truth(r, param, &r->wish.exhibits);
    case PARAM_counterfactuals:
        return read_truth(r, param, &r->wish.counterfactuals);
    case PARAM_target:
        return read_target(r, param);
    case PARAM_decision:
        if (!read_truth(r, param, &decision))
            return false;
        r->wish.no_decision = !decision;
        return true;
    case PARAM_cost_wrong_sign:
        return read_number(r, param, 1e9, &policy->cost_wrong_sign);
    case PARAM_cost_wrong_decline:
        return read_number(r, param, 1e9, &policy->cost_wrong_decline);
    case PARAM_prevalence:
        return read_number(r, param, 0.999999, &policy->prevalence);
    default:
        return refuse(r, param->name, "is not known here");
    }
}

static size_t find_param(const route *asked, const char *name)
{
    size_t which = 0;
    while (which < PARAM_COUNT && ((asked->params >> which & 1U) == 0 ||
                                   strcmp(route_param_at(which)->name, name) != 0))
        which++;
    return which;
}

/* How near a range of an Accept is to a type: 0 when it is for all types, a little more
 * for all of its kind, most for itself; -1 when it is for another. */
static double nearness_of(const char *range, size_t length, const char *type)
{
    size_t kind = (size_t)(strchr(type, '/') - type) + 1;
    if (length == 3 && memcmp(range, "*/*", 3) == 0)
        return 0.0;
    if (length == kind + 1 && range[kind] == '*' && strncasecmp(range, type, kind) == 0)
        return 1e-6;
    bool same = length == strlen(type) && strncasecmp(range, type, length) == 0;
    return same ? 2e-6 : -1.0;
}

/* Weight of one range, `text/html;q=0.5`, for a type; -1 when it is not meant. A range
 * that is nearer to the type wins a little over a wider one. */
static double weight_of(const char *range, size_t length, const char *type)
{
    size_t name = strcspn(range, ";, \t");
    double q = 1.0, nearness = nearness_of(range, name < length ? name : length, type);
    if (nearness < 0.0)
        return -1.0;
    for (size_t i = name; i + 2 < length; i++) {
        bool weight = range[i + 1] == 'q' && range[i + 2] == '=';
        if (weight && (range[i] == ';' || range[i] == ' '))
            q = strtod(range + i + 3, NULL);
    }
    return q <= 0.0 ? -1.0 : q + nearness;
}

static double accepted(const char *accept, const char *type)
{
    double best = -1.0;
    while (*accept != '\0') {
        accept += strspn(accept, ", \t");
        size_t length = strcspn(accept, ",");
        double weight = length > 0 ? weight_of(accept, length, type) : -1.0;
        best = weight > best ? weight : best;
        accept += length;
    }
    return best;
}

size_t wish_choose(const char *accept, const char *offered)
{
    double best = 0.0;
    size_t chosen = 0, i = 0;
    while (accept != NULL && *offered != '\0' && i < TYPES_MOST) {
        char type[TYPE_ROOM];
        size_t length = strcspn(offered, " ");
        memcpy(type, offered, length < TYPE_ROOM ? length : 0);
        type[length < TYPE_ROOM ? length : 0] = '\0';
        double weight = accepted(accept, type);
        if (weight > best + 1e-5) { /* the table's order decides between equals */
            best = weight;
            chosen = i;
        }
        offered += length + (offered[length] == ' ');
        i++;
    }
    return chosen;
}

static answer_form form_of(const request *r)
{
    static const answer_form ONE[] = {FORM_JSON, FORM_HTML};
    static const answer_form MANY[] = {FORM_NDJSON, FORM_CSV, FORM_HTML};
    const answer_form *forms = r->asked->body == BODY_ACCOUNTS ? MANY : ONE;
    size_t n = r->asked->body == BODY_ACCOUNTS ? sizeof MANY / sizeof MANY[0]
                                               : sizeof ONE / sizeof ONE[0];
    size_t chosen = wish_choose(http_header_of(r->x, "Accept"), r->asked->types);
    return forms[chosen < n ? chosen : 0];
}

bool wish_read(request *r)
{
    const uri *target = &r->x->target;
    r->wish = (score_wish){.policy = ASSAY_POLICY_DEFAULT};
    snapshot *set = snapshot_take(&r->of->models);
    r->wish.policy = set->loaded.policy;
    snapshot_drop(set);
    if (r->asked->types[0] == '\0') /* a file of the page reads its own query */
        return true;
    for (size_t i = 0; i < target->n_params; i++)
        if (!read_param(r, find_param(r->asked, target->params[i].name),
                        &target->params[i]))
            return false;
    if (r->asked->body != BODY_NONE)
        r->wish.form = form_of(r);
    return true;
}
