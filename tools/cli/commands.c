/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands, and the options that several of them share. */
#include "command.h"

#include <string.h>

static const cli_command COMMANDS[] = {
#define COMMAND(name, group, summary, run) {#name, group, summary, &name##_form, run},
#include "commands.def"
#undef COMMAND
};

#define SHARED(member) offsetof(shared_settings, member)

typedef struct shared_row {
    unsigned shares; /* SHARES_…; 0: every command takes it */
    cli_option option;
} shared_row;

static const shared_row SHARED_OPTIONS[] = {
    {SHARES_MODELS,
     {"model", 0, OPTION_TEXTS, SHARED(models), "FILE", NULL, 0, 0,
      "use this model instead of the built-in one (one a kind)"}},
    {SHARES_LEXICONS,
     {"lexicons", 0, OPTION_TEXT, SHARED(lexicons), "DIR", NULL, 0, 0,
      "use the word lists of this folder"}},
    {SHARES_POLICY,
     {"policy", 0, OPTION_TEXT, SHARED(policy), "FILE", NULL, 0, 0,
      "costs of a wrong decision and assumed prevalence (JSON)"}},
    {SHARES_LANG,
     {"lang", 0, OPTION_CHOICE, SHARED(lang), "en|vi", "en", 0, 0,
      "language of what is written for people"}},
    {SHARES_JOBS,
     {"jobs", 'j', OPTION_COUNT, SHARED(jobs), "N", NULL, 1, 1024,
      "accounts worked on at once (default: one a processor)"}},
    {SHARES_JSON,
     {"json", 0, OPTION_FLAG, SHARED(json), NULL, NULL, 0, 0,
      "write JSON instead of text or CSV"}},
    {0,
     {"quiet", 'q', OPTION_FLAG, SHARED(quiet), NULL, NULL, 0, 0,
      "no notes and no progress on standard error"}},
};

size_t command_count(void)
{
    return LENGTH(COMMANDS);
}

const cli_command *command_at(size_t i)
{
    return &COMMANDS[i];
}

const cli_command *command_find(const char *name)
{
    for (size_t i = 0; i < LENGTH(COMMANDS); i++)
        if (strcmp(COMMANDS[i].name, name) == 0)
            return &COMMANDS[i];
    return NULL;
}

const cli_option *command_option(const cli_form *form, size_t i, bool *shared)
{
    if (shared != NULL)
        *shared = i >= form->n_options;
    if (i < form->n_options)
        return &form->options[i];
    size_t left = i - form->n_options;
    for (size_t k = 0; k < LENGTH(SHARED_OPTIONS); k++) {
        unsigned shares = SHARED_OPTIONS[k].shares;
        if (shares != 0 && (form->shares & shares) == 0)
            continue;
        if (left-- == 0)
            return &SHARED_OPTIONS[k].option;
    }
    return NULL;
}
