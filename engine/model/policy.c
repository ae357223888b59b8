/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy file: two costs and an assumed prevalence, all three, nothing else. */
#include <assay/model.h>

#include "base/str.h"
#include "format/document.h"

typedef struct policy_member {
    const char *name;
    size_t offset;
    double most; /* exclusive; all are > 0 */
} policy_member;

static const policy_member MEMBERS[] = {
    {"cost_wrong_sign", offsetof(assay_policy, cost_wrong_sign), 1e12},
    {"cost_wrong_decline", offsetof(assay_policy, cost_wrong_decline), 1e12},
    {"prevalence", offsetof(assay_policy, prevalence), 1.0},
};

enum { N_MEMBERS = sizeof MEMBERS / sizeof MEMBERS[0] };

static assay_status check_known(const assay__node *root, assay_error *err)
{
    for (const assay__node *at = assay__node_first(root); at != NULL;
         at = assay__node_next(at)) {
        size_t k = 0;
        while (k < N_MEMBERS && strcmp(MEMBERS[k].name, assay__node_name(at)) != 0)
            k++;
        if (k == N_MEMBERS)
            return assay_fail(err, ASSAY_BAD_VALUE, "%s: not known in a policy",
                              assay__node_name(at));
    }
    return ASSAY_OK;
}

static assay_status read_policy(const assay__node *root, assay_policy *out,
                                assay_error *err)
{
    assay_policy policy = {0};
    if (!assay__node_is_object(root))
        return assay_fail(err, ASSAY_BAD_VALUE, "a policy is one JSON object");
    ASSAY__TRY(check_known(root, err));
    for (size_t k = 0; k < N_MEMBERS; k++) {
        double value = 0.0;
        const char *name = MEMBERS[k].name;
        if (!assay__node_number(assay__node_member(root, name), &value))
            return assay_fail(err, ASSAY_BAD_VALUE, "%s: a number is needed", name);
        if (!(value > 0.0) || !(value < MEMBERS[k].most))
            return assay_fail(err, ASSAY_BAD_VALUE,
                              "%s: must be more than 0 and less than %g", name,
                              MEMBERS[k].most);
        memcpy((char *)&policy + MEMBERS[k].offset, &value, sizeof value);
    }
    *out = policy;
    return ASSAY_OK;
}

assay_status assay_policy_load(assay_str bytes, assay_policy *out, assay_error *err)
{
    assay__document *document = NULL;
    ASSAY__TRY(assay__document_parse(bytes, &document, err));
    assay_status status = read_policy(assay__document_root(document), out, err);
    assay__document_free(document);
    return status;
}
