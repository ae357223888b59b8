/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assay/model.h>

#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

static assay_status load(const char *text, assay_policy *policy, assay_error *err)
{
    return assay_policy_load(assay__str(text), policy, err);
}

Test(policy, three_numbers_are_read)
{
    assay_policy policy;
    cr_assert_eq(load("{\"cost_wrong_sign\":2,\"cost_wrong_decline\":0.25,"
                      "\"prevalence\":0.3}",
                      &policy, NULL),
                 ASSAY_OK);
    cr_assert_eq(policy.cost_wrong_sign, 2.0);
    cr_assert_eq(policy.cost_wrong_decline, 0.25);
    cr_assert_eq(policy.prevalence, 0.3);
}

Test(policy, what_is_missing_wrong_or_unknown_is_named_and_nothing_is_written)
{
    static const struct {
        const char *text, *name;
        assay_status status;
    } CASES[] = {
        {"{\"cost_wrong_sign\":2,\"cost_wrong_decline\":1}", "prevalence",
         ASSAY_BAD_VALUE},
        {"{\"cost_wrong_sign\":0,\"cost_wrong_decline\":1,\"prevalence\":0.1}",
         "cost_wrong_sign", ASSAY_BAD_VALUE},
        {"{\"cost_wrong_sign\":1,\"cost_wrong_decline\":-1,\"prevalence\":0.1}",
         "cost_wrong_decline", ASSAY_BAD_VALUE},
        {"{\"cost_wrong_sign\":1,\"cost_wrong_decline\":1,\"prevalence\":1}",
         "prevalence", ASSAY_BAD_VALUE},
        {"{\"cost_wrong_sign\":1,\"cost_wrong_decline\":1,\"prevalence\":\"x\"}",
         "prevalence", ASSAY_BAD_VALUE},
        {"{\"Cost_wrong_sign\":1,\"cost_wrong_decline\":1,\"prevalence\":0.1}",
         "Cost_wrong_sign", ASSAY_BAD_VALUE},
        {"{\"cost_wrong_sign\":1,\"cost_wrong_sign\":1,\"cost_wrong_decline\":1,"
         "\"prevalence\":0.1}",
         "cost_wrong_sign", ASSAY_BAD_SYNTAX},
        {"[1,2,3]", "object", ASSAY_BAD_VALUE},
        {"{\"prevalence\":0.1", "JSON", ASSAY_BAD_SYNTAX},
        {"", "empty", ASSAY_BAD_SYNTAX},
        {"{} {}", "JSON", ASSAY_BAD_SYNTAX},
        {"{\"a\xff\":1}", "UTF-8", ASSAY_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assay_policy policy = {-1.0, -1.0, -1.0};
        assay_error err = {0};
        cr_assert_eq(load(CASES[i].text, &policy, &err), CASES[i].status, "%s",
                     CASES[i].text);
        cr_assert_not_null(strstr(err.message, CASES[i].name), "%s: %s", CASES[i].text,
                           err.message);
        cr_assert_eq(policy.prevalence, -1.0);
    }
}
