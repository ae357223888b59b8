/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay vet: one account, a card for people or the verdict as JSON. */
#include "claims.h"
#include "input.h"
#include "models.h"
#include "target.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

typedef struct vet_settings {
    const char *account, *html, *reader, *explanations, *target;
    bool no_decision, exhibits, ascii, counterfactuals, unexplained;
} vet_settings;

static const cli_option OPTIONS[] = {
    {"account", 'a', OPTION_TEXT, offsetof(vet_settings, account), "PLATFORM/HANDLE",
     NULL, 0, 0, "which account of the input"},
    CLAIMS_OPTION(vet_settings, explanations),
    {"unexplained", 0, OPTION_FLAG, offsetof(vet_settings, unexplained), NULL, NULL, 0, 0,
     "pass over the explanations that the input holds"},
    {"counterfactuals", 0, OPTION_FLAG, offsetof(vet_settings, counterfactuals), NULL,
     NULL, 0, 0,
     "with --json: what would change a review or decline; cards and pages say it"},
    TARGET_OPTION(vet_settings, target),
    {"no-decision", 0, OPTION_FLAG, offsetof(vet_settings, no_decision), NULL, NULL, 0, 0,
     "leave the decision to the reader"},
    {"html", 0, OPTION_TEXT, offsetof(vet_settings, html), "FILE", NULL, 0, 0,
     "write a page with pictures instead, one file that needs nothing else"},
    {"for", 0, OPTION_CHOICE, offsetof(vet_settings, reader), "brand|creator", "brand", 0,
     0, "whom the page is for; creator: no peers, policy or money, to hand over"},
    {"ascii", 0, OPTION_FLAG, offsetof(vet_settings, ascii), NULL, NULL, 0, 0,
     "draw the card with ASCII alone, as where the locale is not UTF-8"},
    {"exhibits", 0, OPTION_FLAG, offsetof(vet_settings, exhibits), NULL, NULL, 0, 0,
     "with --json: the series that the pictures are drawn from as well"},
};

static const example EXAMPLES[] = {
    {"assay vet creator.ndjson", "the card of the one account in a file"},
    {"assay vet roster/ --account tiktok/caphe.dalat --lang vi",
     "one account of a roster, in Vietnamese"},
    {"assay vet creator.ndjson --html page.html --for creator",
     "a page to hand over to the creator"},
    {"assay vet creator.ndjson --explanations declared.csv",
     "with what the creator or the agency says happened, before and after"},
    {"assay vet creator.ndjson --target country=VN,language=vi",
     "how much of the credible audience is where the campaign wants to be heard"},
    {"assay vet creator.ndjson --json", "the whole verdict, for programs"},
};

const cli_form vet_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(vet_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_POLICY | SHARES_LANG | SHARES_JSON,
    .about =
        "Weighs what one account shows: its follower curve, posts and comments and,\n"
        "where the input has them, audience samples, livestreams and sales.\n"
        "The card says what was found, when, how sure that is, what could not have\n"
        "been seen, and what to ask the creator for. Facts that only a roster knows,\n"
        "as days on which a platform removed accounts, are not used here.",
    FORM_EXAMPLES(EXAMPLES),
};

typedef struct vetting {
    const cli_call *call;
    assay_target room;
    const assay_target *target; /* in `room`, or NULL */
    input in;
    assay_arena *kept, *passing; /* memory of the account asked for, of the others */
    const assay_account *account;
    claims *declared;
    assay_account bare, heard; /* the account, and with what was declared beside it */
    size_t seen, matches;
    char list[4096]; /* names of the accounts, for the message */
    size_t listed;
} vetting;

static bool asked_for(const vetting *v, const assay_account *account)
{
    const char *wanted = ((const vet_settings *)v->call->settings)->account;
    if (wanted == NULL)
        return true;
    const char *slash = strchr(wanted, '/');
    size_t platform = slash == NULL ? 0 : (size_t)(slash - wanted);
    const char *handle = slash == NULL ? wanted : slash + 1;
    handle += *handle == '@';
    bool same_platform =
        slash == NULL || (platform == account->platform.len &&
                          strncasecmp(wanted, account->platform.ptr, platform) == 0);
    return same_platform && strlen(handle) == account->handle.len &&
           memcmp(handle, account->handle.ptr, account->handle.len) == 0;
}

static void list_bytes(vetting *v, assay_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        char shown = bytes.ptr[i];
        if (byte < 0x20 || byte == 0x7F)
            shown = '?';
        v->list[v->listed++] = shown;
    }
}

static void list_account(vetting *v, const assay_account *account)
{
    size_t wanted = account->platform.len + account->handle.len + 4;
    if (v->listed + wanted >= sizeof v->list)
        return;
    list_bytes(v, (assay_str){"  ", 2});
    list_bytes(v, account->platform);
    list_bytes(v, (assay_str){"/", 1});
    list_bytes(v, account->handle);
    v->list[v->listed++] = '\n';
}

static void take(vetting *v, const assay_account *account)
{
    v->seen++;
    v->in.accounts++;
    list_account(v, account);
    if (!asked_for(v, account))
        return;
    v->matches++;
    if (v->matches == 1) { /* its memory is kept from here on */
        assay_arena *used = v->passing;
        v->account = account;
        v->passing = v->kept;
        v->kept = used;
    }
}

static assay_status find_account(vetting *v, assay_error *err)
{
    assay_reader *reader = NULL;
    assay_status status = input_open(&v->in, &reader, err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(v->passing);
        status = assay_reader_next(reader, v->passing, &account, err);
        if (status == ASSAY_OK)
            take(v, account);
    }
    assay_reader_close(reader);
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* What is wrong with what was found, or 0. */
static int judge_matches(const vetting *v)
{
    const vet_settings *settings = v->call->settings;
    if (v->seen == 0)
        return input_exit_code(&v->in, true);
    if (v->matches == 0 || (settings->account == NULL && v->matches > 1)) {
        int code =
            v->matches == 0
                ? command_usage("vet", "there is no account '%s' in %s; there are",
                                settings->account, v->in.path)
                : command_usage("vet", "%s has %zu accounts; name one by --account",
                                v->in.path, v->seen);
        (void)fprintf(stderr, "%.*s", (int)v->listed, v->list);
        return code;
    }
    if (v->matches > 1)
        return command_usage("vet",
                             "'%s' is %zu accounts of %s; name it as "
                             "PLATFORM/HANDLE, once in the input",
                             settings->account, v->matches, v->in.path);
    return 0;
}

static assay_report_style style_of(const cli_call *call)
{
    const vet_settings *settings = call->settings;
    const char *no_colour = getenv("NO_COLOR");
    bool plain = no_colour != NULL && *no_colour != '\0';
    return (assay_report_style){.language = models_language(call),
                                .unicode = !settings->ascii &&
                                           strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                                .colour = !plain && isatty(STDOUT_FILENO) == 1};
}

static void write_verdict(const cli_call *call, const assay_verdict *verdict,
                          assay_report *report)
{
    const vet_settings *settings = call->settings;
    assay_report_style style = style_of(call);
    bool for_creator = strcmp(settings->reader, "creator") == 0;
    if (settings->html != NULL)
        assay_report_account_page(report, verdict, style.language,
                                  for_creator ? ASSAY_PAGE_FOR_CREATOR
                                              : ASSAY_PAGE_FOR_BRAND);
    else if (call->shared->json)
        assay_report_json_with(report, verdict,
                               settings->exhibits ? ASSAY_JSON_EXHIBITS : 0, NULL);
    else
        assay_report_card(report, verdict, &style);
}

static assay_status print_verdict(const cli_call *call, const assay_verdict *verdict,
                                  assay_error *err)
{
    const vet_settings *settings = call->settings;
    assay_report *report = NULL;
    output out;
    assay_str text = {NULL, 0};
    assay_status status = assay_report_new(&report, err);
    if (status != ASSAY_OK)
        return status;
    write_verdict(call, verdict, report);
    status = assay_report_view(report, &text, err);
    if (status == ASSAY_OK)
        status = output_open(&out, settings->html, err);
    if (status == ASSAY_OK) {
        output_put(&out, text);
        if (call->shared->json && settings->html == NULL)
            output_printf(&out, "\n");
        status = output_close(&out, err);
    }
    assay_report_free(report);
    return status;
}

/* The account as it is scored: with what was declared of it beside the input. */
static assay_status hear(vetting *v, assay_error *err)
{
    const vet_settings *settings = v->call->settings;
    assay_status status = claims_read(v->call, settings->explanations, &v->declared, err);
    v->bare = *v->account;
    v->bare.n_explanations = settings->unexplained ? 0 : v->bare.n_explanations;
    if (status == ASSAY_OK)
        status = claims_add(v->declared, &v->bare, v->kept, &v->heard, &v->account, err);
    if (status == ASSAY_OK && v->declared != NULL && v->account == &v->bare)
        command_note(v->call, "%s says nothing of this account", settings->explanations);
    return status;
}

static assay_status score(const vetting *v, assay_error *err)
{
    const vet_settings *settings = v->call->settings;
    models loaded;
    assay_scorer *scorer = NULL;
    const assay_verdict *verdict = NULL;
    assay_status status = models_load(v->call, &loaded, err);
    assay_scorer_options options = {.accounts = loaded.accounts,
                                    .comments = models_comments(&loaded),
                                    .profiles = loaded.profiles,
                                    .policy = &loaded.policy,
                                    .panel = loaded.panel,
                                    .target = v->target,
                                    .no_decision = settings->no_decision,
                                    .counterfactuals = !v->call->shared->json ||
                                                       settings->counterfactuals};
    if (status == ASSAY_OK)
        status = assay_scorer_new(&options, &scorer, err);
    if (status == ASSAY_OK)
        status = assay_scorer_score(scorer, v->account, &verdict, err);
    if (status == ASSAY_OK)
        status = print_verdict(v->call, verdict, err);
    assay_scorer_free(scorer);
    models_free(&loaded);
    return status;
}

/* Options that do not go together: 2, with the reason; else 0. */
static int judge_options(const cli_call *call)
{
    const vet_settings *settings = call->settings;
    if (settings->exhibits && !call->shared->json)
        return command_usage("vet", "--exhibits goes with --json");
    if (settings->html != NULL && call->shared->json)
        return command_usage("vet", "--html and --json are two answers: ask for one");
    if (settings->html == NULL && strcmp(settings->reader, "creator") == 0)
        return command_usage("vet", "--for creator goes with --html FILE");
    return 0;
}

/* The account is found, heard and scored.  @return the exit code, in `code` */
static assay_status vet(vetting *v, int *code, assay_error *err)
{
    assay_status status = assay_arena_new(1 << 18, NULL, &v->kept, err);
    if (status == ASSAY_OK)
        status = assay_arena_new(1 << 18, NULL, &v->passing, err);
    if (status == ASSAY_OK)
        status = find_account(v, err);
    if (status == ASSAY_OK)
        *code = judge_matches(v);
    if (status != ASSAY_OK || *code != 0)
        return status;
    status = hear(v, err);
    if (status == ASSAY_OK)
        status = score(v, err);
    if (v->seen == 1) /* what was left out was this account's own */
        *code = input_exit_code(&v->in, true);
    return status;
}

int run_vet(const cli_call *call)
{
    const vet_settings *settings = call->settings;
    vetting v = {.call = call, .in = {.call = call, .path = call->operands[0]}};
    assay_error err = {0};
    int code = judge_options(call);
    if (code == 0 && target_read("vet", settings->target, &v.room, &v.target) != 0)
        code = 2;
    if (code != 0)
        return code;
    assay_status status = vet(&v, &code, &err);
    claims_free(v.declared);
    assay_arena_free(v.kept);
    assay_arena_free(v.passing);
    return status == ASSAY_OK ? code : command_failed(&err);
}
