/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay comments: a probability for every comment, and why. */
#include "families.h"

static const example EXAMPLES[] = {
    {"assay comments creator.ndjson", "every comment with its probability and reason"},
    {"assay comments roster/ --json | head", "the same as one JSON object a line"},
};

const cli_form comments_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Gives each sampled comment a probability that no reader wrote it of their own\n"
        "accord, with the reason and the cluster of comments that say the same.\n"
        "A row is platform,handle,post,id,inauthentic,because,cluster. The account's\n"
        "own replies have no probability.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {"platform",    "handle",  "post",   "id",
                                      "inauthentic", "because", "cluster"};

static void put_comments(const family_case *found, assay_rows *rows)
{
    const assay_comments *comments = &found->findings->comments;
    for (size_t i = 0; i < found->account->n_comments; i++) {
        const assay_comment *comment = &found->account->comments[i];
        assay_comment_check check = {ASSAY_NUMBER_UNKNOWN, ASSAY_COMMENT_ORDINARY,
                                     ASSAY_NO_CLUSTER};
        if (comments->checks != NULL)
            check = comments->checks[i];
        const char *because = assay_comment_because_name(check.because);
        assay_rows_text(rows, found->account->platform);
        assay_rows_text(rows, found->account->handle);
        assay_rows_text(rows, comment->post);
        assay_rows_text(rows, comment->id);
        assay_rows_number(rows, check.inauthentic);
        assay_rows_word(rows, *because == '\0' ? NULL : because);
        assay_rows_number(rows, check.cluster == ASSAY_NO_CLUSTER
                                    ? ASSAY_NUMBER_UNKNOWN
                                    : (double)(check.cluster + 1));
        assay_rows_end(rows);
    }
}

int run_comments(const cli_call *call)
{
    family_report report = {.columns = COLUMNS,
                            .n_columns = LENGTH(COLUMNS),
                            .one = ASSAY_FAMILY_COMMENTS,
                            .roster = true,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = put_comments};
    return families_run(call, &report);
}
