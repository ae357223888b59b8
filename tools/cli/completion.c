/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion scripts for three shells, from the same tables as help. */
#include "help.h"

#include "output.h"

#include <string.h>

static const example COMPLETION_EXAMPLES[] = {
    {"source <(assay completion bash)", "complete in this shell"},
    {"assay completion fish >~/.config/fish/completions/assay.fish", "in fish, for good"},
};

const cli_form completion_form = {
    .operands = "bash|zsh|fish",
    .operands_low = 1,
    .operands_high = 1,
    .about = "Prints a script that completes commands, options and their choices.",
    FORM_EXAMPLES(COMPLETION_EXAMPLES),
};

static void put_words(void)
{
    for (size_t i = 0; i < command_count(); i++)
        (void)printf("%s%s", i == 0 ? "" : " ", command_at(i)->name);
}

static void put_choices(const char *choices, char separator)
{
    for (const char *at = choices; *at != '\0'; at++)
        (void)putchar(*at == '|' ? separator : *at);
}

/* One branch a command: after an option with choices these, else all its options. */
static void put_bash_command(const cli_command *row)
{
    const cli_option *option;
    (void)printf("    %s)\n        case $prev in\n", row->name);
    for (size_t i = 0; (option = command_option(row->form, i, NULL)) != NULL; i++) {
        if (option->type != OPTION_CHOICE)
            continue;
        (void)printf("        --%s) COMPREPLY=($(compgen -W '", option->name);
        put_choices(option->value, ' ');
        (void)puts("' -- \"$word\")); return ;;");
    }
    (void)fputs("        esac\n        options='--help", stdout);
    for (size_t i = 0; (option = command_option(row->form, i, NULL)) != NULL; i++)
        (void)printf(" --%s", option->name);
    (void)puts("' ;;");
}

static void put_bash(void)
{
    (void)fputs("_assay() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} "
                "prev=${COMP_WORDS[COMP_CWORD-1]} options=\n"
                "    COMPREPLY=()\n"
                "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "        COMPREPLY=($(compgen -W '",
                stdout);
    put_words();
    (void)puts(" --help --version' -- \"$word\")); return\n"
               "    fi\n"
               "    case ${COMP_WORDS[1]} in");
    for (size_t i = 0; i < command_count(); i++)
        put_bash_command(command_at(i));
    (void)puts("    esac\n"
               "    case $word in\n"
               "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
               "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
               "    esac\n"
               "}\n"
               "complete -o filenames -F _assay assay");
}

/* Text inside single quotes, for zsh's and fish's descriptions. */
static void put_quoted(const char *text, const char *escaped)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'')
            (void)fputs("'\\''", stdout);
        else if (strchr(escaped, *at) != NULL)
            (void)printf("\\%c", *at);
        else
            (void)putchar(*at);
    }
}

static void put_zsh_option(const cli_option *row)
{
    (void)printf(" \\\n            '--%s[", row->name);
    put_quoted(row->help, "[]:");
    (void)putchar(']');
    if (row->type == OPTION_CHOICE) {
        (void)printf(":%s:(", row->name);
        put_choices(row->value, ' ');
        (void)putchar(')');
    } else if (row->type != OPTION_FLAG) {
        (void)printf(":%s:_files", row->value);
    }
    (void)putchar('\'');
}

static void put_zsh(void)
{
    (void)puts("#compdef assay\n_assay() {\n    local -a commands=(");
    for (size_t i = 0; i < command_count(); i++) {
        (void)printf("        '%s:", command_at(i)->name);
        put_quoted(command_at(i)->summary, ":");
        (void)puts("'");
    }
    (void)puts("    )\n"
               "    if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
               "    local command=$words[2]; shift words; (( CURRENT-- ))\n"
               "    case $command in");
    for (size_t i = 0; i < command_count(); i++) {
        const cli_command *row = command_at(i);
        const cli_option *option;
        (void)printf("        %s) _arguments '--help[this text]'", row->name);
        for (size_t k = 0; (option = command_option(row->form, k, NULL)) != NULL; k++)
            put_zsh_option(option);
        (void)puts(" '*:input:_files' ;;");
    }
    (void)puts("    esac\n}\n_assay \"$@\"");
}

static void put_fish_option(const cli_command *row, const cli_option *option)
{
    (void)printf("complete -c assay -n '__fish_seen_subcommand_from %s' -l %s", row->name,
                 option->name);
    if (option->letter != '\0')
        (void)printf(" -s %c", option->letter);
    if (option->type == OPTION_CHOICE) {
        (void)fputs(" -x -a '", stdout);
        put_choices(option->value, ' ');
        (void)putchar('\'');
    } else if (option->type != OPTION_FLAG) {
        (void)fputs(" -r", stdout);
    }
    (void)fputs(" -d '", stdout);
    put_quoted(option->help, "");
    (void)puts("'");
}

static void put_fish(void)
{
    for (size_t i = 0; i < command_count(); i++) {
        const cli_command *row = command_at(i);
        const cli_option *option;
        (void)printf("complete -c assay -f -n __fish_use_subcommand -a %s -d '",
                     row->name);
        put_quoted(row->summary, "");
        (void)puts("'");
        for (size_t k = 0; (option = command_option(row->form, k, NULL)) != NULL; k++)
            put_fish_option(row, option);
    }
}

int run_completion(const cli_call *call)
{
    const char *shell = call->operands[0];
    if (strcmp(shell, "bash") == 0)
        put_bash();
    else if (strcmp(shell, "zsh") == 0)
        put_zsh();
    else if (strcmp(shell, "fish") == 0)
        put_fish();
    else
        return command_usage("completion", "a shell is bash, zsh or fish, not '%s'",
                             shell);
    assay_error err = {0};
    output out = {.file = stdout};
    return output_close(&out, &err) == ASSAY_OK ? 0 : command_failed(&err);
}
