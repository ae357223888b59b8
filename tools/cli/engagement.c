/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay engagement: every counter of every post against what the others let expect. */
#include "families.h"

#include <string.h>

typedef struct engagement_settings {
    const char *from, *to;
} engagement_settings;

static const cli_option OPTIONS[] = {
    {"from", 0, OPTION_TEXT, offsetof(engagement_settings, from), "DATE", NULL, 0, 0,
     "a campaign's first day; its posts are judged by the posts outside it"},
    {"to", 0, OPTION_TEXT, offsetof(engagement_settings, to), "DATE", NULL, 0, 0,
     "a campaign's last day"},
};

static const example EXAMPLES[] = {
    {"assay engagement roster/", "all posts, each against its account's others"},
    {"assay engagement roster/ --from 2026-03-01 --to 2026-03-14",
     "the posts of a campaign against the account's other posts"},
};

const cli_form engagement_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(engagement_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Compares likes, comments, shares and views of each post with what the\n"
        "account's other posts let expect. A row is platform,handle,post,metric,\n"
        "observed,expected,low,high,p_value,because; low and high are the 90 % range,\n"
        "because is level, coupling, round or duplicate, and empty for an ordinary\n"
        "post. Hidden counters are left out.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {"platform", "handle", "post", "metric",  "observed",
                                      "expected", "low",    "high", "p_value", "because"};

static void put_checks(const family_case *found, assay_rows *rows)
{
    const assay_engagement *engagement = &found->findings->engagement;
    for (size_t i = 0; i < engagement->n_checks; i++) {
        const assay_post_check *check = &engagement->checks[i];
        const char *because = assay_post_because_name(check->because);
        assay_rows_text(rows, found->account->platform);
        assay_rows_text(rows, found->account->handle);
        assay_rows_text(rows, found->account->posts[check->post].id);
        assay_rows_word(rows, assay_metric_name(check->metric));
        assay_rows_number(rows, check->observed);
        assay_rows_number(rows, check->expected);
        assay_rows_number(rows, check->low);
        assay_rows_number(rows, check->high);
        assay_rows_number(rows, check->p_value);
        assay_rows_word(rows, *because == '\0' ? NULL : because);
        assay_rows_end(rows);
    }
}

/* A day or instant of the command line; a missing one is an open end. */
static bool read_end(const char *text, int64_t *at, bool last)
{
    bool dated = false;
    *at = ASSAY_TIME_UNKNOWN;
    if (text == NULL)
        return true;
    if (!assay_time_read((assay_str){text, strlen(text)}, at, &dated))
        return false;
    if (dated) /* the span is (from, to]: it holds both days whole */
        *at += last ? 86399 : -1;
    return true;
}

int run_engagement(const cli_call *call)
{
    const engagement_settings *settings = call->settings;
    family_report report = {.columns = COLUMNS,
                            .n_columns = LENGTH(COLUMNS),
                            .one = ASSAY_FAMILY_ENGAGEMENT,
                            .put = put_checks};
    if (!read_end(settings->from, &report.campaign.from, false))
        return command_usage("engagement", "--from takes a date as 2026-03-01, not '%s'",
                             settings->from);
    if (!read_end(settings->to, &report.campaign.to, true))
        return command_usage("engagement", "--to takes a date as 2026-03-14, not '%s'",
                             settings->to);
    bool both = settings->from != NULL && settings->to != NULL;
    if (both && report.campaign.to <= report.campaign.from)
        return command_usage("engagement", "--to lies before --from");
    return families_run(call, &report);
}
