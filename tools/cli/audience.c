/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay audience: a probability for every member, and the shares they add up to. */
#include "families.h"

#include <assay/profiles.h>

#include <math.h>
#include <string.h>

typedef struct audience_settings {
    bool shares, split, more, because;
    const char *role;
} audience_settings;

static const cli_option OPTIONS[] = {
    {"shares", 's', OPTION_FLAG, offsetof(audience_settings, shares), NULL, NULL, 0, 0,
     "the share of suspicious ones instead, a row an account"},
    {"split", 0, OPTION_FLAG, offsetof(audience_settings, split), NULL, NULL, 0, 0,
     "the kinds of followers instead, a row each"},
    {"more", 0, OPTION_FLAG, offsetof(audience_settings, more), NULL, NULL, 0, 0,
     "how many more followers would settle the share"},
    {"because", 'b', OPTION_FLAG, offsetof(audience_settings, because), NULL, NULL, 0, 0,
     "columns role, because, sign and group beside each member"},
    {"role", 'r', OPTION_CHOICE, offsetof(audience_settings, role),
     "follower|liker|commenter|viewer", NULL, 0, 0,
     "only this role; shares are of followers unless told"},
};

static const example EXAMPLES[] = {
    {"assay audience creator.ndjson", "every member with its probability"},
    {"assay audience roster/ --shares", "the share of suspicious followers, by account"},
    {"assay audience roster/ --shares --role liker", "the same of those who like"},
    {"assay audience creator.ndjson --split",
     "the kinds of followers: credible, inactive, mass followers, …"},
};

const cli_form audience_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(audience_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Judges each sampled follower, liker, commenter and viewer by its profile and\n"
        "by the company it keeps: accounts made on one day that came together, names of\n"
        "one pattern, the same words about themselves. A row is\n"
        "platform,handle,id,suspicious; nothing known of a member is an empty cell. An\n"
        "account without an audience is itself read as a profile.\n"
        "\n"
        "With --shares a row is platform,handle,n,share,low,high: low and high hold the\n"
        "share with 95 % probability, also for sellers that the model never met. A list\n"
        "with positions is weighed by what each stretch of it stands for; without, it "
        "is\n"
        "taken as drawn at random. With --split a row is platform,handle,kind,share,\n"
        "low,high. With --more it is platform,handle,threshold,above,more: the\n"
        "probability that the share lies above the threshold, and how many more\n"
        "followers to judge until that is settled (empty: profiles alone never will).",
    FORM_EXAMPLES(EXAMPLES),
};

/* ---- members ---------------------------------------------------------------------- */

static bool wanted(const audience_settings *settings, assay_role role)
{
    return settings->role == NULL || strcmp(settings->role, assay_role_name(role)) == 0;
}

static void put_account(const family_case *found, assay_rows *rows)
{
    assay_rows_text(rows, found->account->platform);
    assay_rows_text(rows, found->account->handle);
}

static void put_because(const assay_audience *audience, const assay_member_check *check,
                        assay_rows *rows)
{
    const char *because = assay_member_because_name(check->because);
    assay_rows_word(rows, assay_role_name(check->role));
    assay_rows_word(rows, *because == '\0' ? NULL : because);
    assay_rows_word(rows, check->sign);
    assay_rows_number(rows, check->group >= audience->n_groups
                                ? ASSAY_NUMBER_UNKNOWN
                                : (double)(check->group + 1));
}

/* The account's own row of accounts.csv, as a profile. */
static void put_itself(const family_case *found, bool because, assay_rows *rows)
{
    assay_member member = assay_member_of_account(found->account);
    assay_profile_answer answer;
    assay_profiles_judge(found->norms->profiles, &member,
                         assay_account_as_of(found->account), &answer);
    put_account(found, rows);
    assay_rows_text(rows, found->account->id);
    assay_rows_number(rows, answer.probability);
    for (int i = 0; because && i < 4; i++)
        assay_rows_word(rows, NULL);
    assay_rows_end(rows);
}

static void put_members(const family_case *found, assay_rows *rows)
{
    const audience_settings *settings = found->call->settings;
    const assay_audience *audience = &found->findings->audience;
    const assay_account *account = found->account;
    if (account->n_audience == 0 && settings->role == NULL)
        put_itself(found, settings->because, rows);
    for (size_t i = 0; i < account->n_audience; i++) {
        const assay_member *member = &account->audience[i];
        const assay_member_check *check = &audience->checks[i];
        if (!wanted(settings, check->role))
            continue;
        put_account(found, rows);
        assay_rows_text(rows, member->id.ptr != NULL ? member->id : member->username);
        assay_rows_number(rows, check->suspicious);
        if (settings->because)
            put_because(audience, check, rows);
        assay_rows_end(rows);
    }
}

/* ---- shares ----------------------------------------------------------------------- */

static void put_interval(const assay_interval *interval, assay_rows *rows)
{
    assay_rows_number(rows, interval->value);
    assay_rows_number(rows, interval->low);
    assay_rows_number(rows, interval->high);
    assay_rows_end(rows);
}

static void put_shares(const family_case *found, assay_rows *rows)
{
    const audience_settings *settings = found->call->settings;
    for (size_t r = 0; r < ASSAY_ROLE_OTHER; r++) {
        const assay_audience_share *share = &found->findings->audience.roles[r];
        bool asked = settings->role == NULL ? r == ASSAY_ROLE_FOLLOWER
                                            : wanted(settings, (assay_role)r);
        if (!asked || share->n == 0)
            continue;
        put_account(found, rows);
        assay_rows_number(rows, (double)share->judged);
        put_interval(&share->share, rows);
    }
}

static void put_split(const family_case *found, assay_rows *rows)
{
    const assay_audience *audience = &found->findings->audience;
    if (isnan(audience->split[ASSAY_MEMBER_CREDIBLE].value))
        return;
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++) {
        put_account(found, rows);
        assay_rows_word(rows, assay_member_kind_name((assay_member_kind)k));
        put_interval(&audience->split[k], rows);
    }
}

static void put_more(const family_case *found, assay_rows *rows)
{
    const assay_audience_more *more = &found->findings->audience.more;
    if (isnan(more->more))
        return;
    put_account(found, rows);
    assay_rows_number(rows, more->threshold);
    assay_rows_number(rows, more->above);
    assay_rows_number(rows, isinf(more->more) ? ASSAY_NUMBER_UNKNOWN : more->more);
    assay_rows_end(rows);
}

/* ---- the command ------------------------------------------------------------------ */

static const char *const MEMBERS[] = {"platform", "handle",  "id",   "suspicious",
                                      "role",     "because", "sign", "group"};
static const char *const SHARES[] = {"platform", "handle", "n", "share", "low", "high"};
static const char *const SPLIT[] = {"platform", "handle", "kind", "share", "low", "high"};
static const char *const MORE[] = {"platform", "handle", "threshold", "above", "more"};

/* Columns of MEMBERS without --because. */
enum { PLAIN = 4 };

int run_audience(const cli_call *call)
{
    const audience_settings *settings = call->settings;
    if (settings->shares + settings->split + settings->more > 1)
        return command_usage("audience",
                             "--shares, --split and --more are one at a time");
    family_report report = {.columns = MEMBERS,
                            .n_columns = settings->because ? LENGTH(MEMBERS) : PLAIN,
                            .one = ASSAY_FAMILY_AUDIENCE,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = put_members};
    if (settings->shares) {
        report.columns = SHARES;
        report.n_columns = LENGTH(SHARES);
        report.put = put_shares;
    } else if (settings->split) {
        report.columns = SPLIT;
        report.n_columns = LENGTH(SPLIT);
        report.put = put_split;
    } else if (settings->more) {
        report.columns = MORE;
        report.n_columns = LENGTH(MORE);
        report.put = put_more;
    }
    return families_run(call, &report);
}
