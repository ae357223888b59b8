/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay check: what can be assessed of each account and what cannot, and why. */
#include "families.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const example EXAMPLES[] = {
    {"assay check roster/", "what the data allow, a row an account and family"},
    {"assay check export.ndjson --lang vi", "the same, with the reasons in Vietnamese"},
};

const cli_form check_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON | SHARES_LANG,
    .about =
        "Reads everything and says, without scoring, what can be assessed: a row is\n"
        "platform,handle,family,state,rows,days,blind_1d,blind_14d,why. The state is\n"
        "ok, low_data or not_assessable; blind_1d and blind_14d are the smallest gains\n"
        "of followers in 1 and 14 days that would be seen. Records that cannot be used\n"
        "are named on standard error, with file, line and field.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {"platform", "handle",    "family",
                                      "state",    "rows",      "days",
                                      "blind_1d", "blind_14d", "why"};

typedef struct lack_text {
    const char *en, *vi;
} lack_text;

static const lack_text LACKS[] = {
#define LACK_ROW(name, en, vi) {en, vi},
    ASSAY_LACK_TABLE(LACK_ROW)
#undef LACK_ROW
};

static const char *state_name(assay_state state)
{
    static const char *const NAMES[] = {"not_assessable", "low_data", "ok"};
    return NAMES[state];
}

static void put_row(const family_case *found, assay_rows *rows, assay_family family,
                    assay_state state, assay_lack lack)
{
    const assay_growth *growth = &found->findings->growth;
    const assay_account *account = found->account;
    bool curve = family == ASSAY_FAMILY_GROWTH && state != ASSAY_NOT_ASSESSABLE;
    double counts[] = {[ASSAY_FAMILY_GROWTH] = (double)account->n_growth,
                       [ASSAY_FAMILY_ENGAGEMENT] = (double)account->n_posts,
                       [ASSAY_FAMILY_COMMENTS] = (double)account->n_comments,
                       [ASSAY_FAMILY_AUDIENCE] = (double)account->n_audience,
                       [ASSAY_FAMILY_NETWORK] = (double)found->findings->network.n,
                       [ASSAY_FAMILY_LIVESTREAM] = (double)account->n_livestreams,
                       [ASSAY_FAMILY_SALES] = (double)account->n_sales};
    bool vi = models_language(found->call) == ASSAY_VIETNAMESE;
    const char *why = vi ? LACKS[lack].vi : LACKS[lack].en;
    assay_rows_text(rows, account->platform);
    assay_rows_text(rows, account->handle);
    assay_rows_word(rows, assay_family_name(family));
    assay_rows_word(rows, state_name(state));
    assay_rows_number(rows, counts[family]);
    assay_rows_number(rows, curve ? growth->days : ASSAY_NUMBER_UNKNOWN);
    assay_rows_number(rows, curve ? growth->blind_1d : ASSAY_NUMBER_UNKNOWN);
    assay_rows_number(rows, curve ? growth->blind_14d : ASSAY_NUMBER_UNKNOWN);
    assay_rows_word(rows, lack == ASSAY_LACK_NONE ? NULL : why);
    assay_rows_end(rows);
}

static void put_states(const family_case *found, assay_rows *rows)
{
    const assay_findings *f = found->findings;
#define PUT_STATE(name, member, en, vi)                                                  \
    put_row(found, rows, ASSAY_FAMILY_##name, f->member.state, f->member.lack);
    ASSAY_FAMILY_TABLE(PUT_STATE)
#undef PUT_STATE
}

int run_check(const cli_call *call)
{
    family_report report = {.columns = COLUMNS,
                            .n_columns = LENGTH(COLUMNS),
                            .all = true,
                            .roster = true,
                            .unsearched = true,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = put_states};
    return families_run(call, &report);
}
