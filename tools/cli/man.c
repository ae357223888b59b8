/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page in mdoc, from the same tables as help. */
#include "help.h"

#include "output.h"

#include <string.h>

static const example MAN_EXAMPLES[] = {
    {"assay man | man -l -", "read it"},
    {"assay man >/usr/local/share/man/man1/assay.1", "install it"},
};

const cli_form man_form = {
    .operands = "",
    .about = "Prints the manual page, in mdoc.",
    FORM_EXAMPLES(MAN_EXAMPLES),
};

/* Text with what troff would take for itself escaped: backslashes, hyphens, and a dot or
 * quote that begins a line. A blank line starts a paragraph. */
static void put_text(const char *text)
{
    bool start = true;
    for (const char *at = text; *at != '\0'; at++) {
        if (start && *at == '\n')
            (void)fputs(".Pp", stdout);
        if (start && (*at == '.' || *at == '\''))
            (void)fputs("\\&", stdout);
        if (*at == '\\')
            (void)fputs("\\e", stdout);
        else
            (void)putchar(*at);
        start = *at == '\n';
    }
    (void)putchar('\n');
}

static void put_option(const cli_option *row)
{
    (void)fputs(".It ", stdout);
    if (row->letter != '\0')
        (void)printf("Fl %c , ", row->letter);
    (void)printf("Fl -%s", row->name);
    if (row->value != NULL)
        (void)printf(" Ar %s", row->value);
    (void)putchar('\n');
    put_text(row->help);
    if (row->fallback != NULL)
        (void)printf("Default: %s.\n", row->fallback);
}

static void put_command(const cli_command *row)
{
    const cli_form *form = row->form;
    (void)printf(".Ss assay %s%s%s\n", row->name, *form->operands == '\0' ? "" : " ",
                 form->operands);
    put_text(form->about);
    const cli_option *option;
    (void)puts(".Bl -tag -width Ds");
    for (size_t i = 0; (option = command_option(form, i, NULL)) != NULL; i++)
        put_option(option);
    (void)puts(".El");
    for (size_t i = 0; i < form->n_examples; i++) {
        (void)fputs(".Pp\n.Dl ", stdout);
        put_text(form->examples[i].line);
    }
}

int run_man(const cli_call *call)
{
    (void)call;
    (void)puts(".\\\" Generated from the tables of commands: assay man\n"
               ".Dd $Mdocdate$\n.Dt ASSAY 1\n.Os\n.Sh NAME\n.Nm assay\n"
               ".Nd how much of an audience and its engagement is real\n"
               ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar input\n"
               ".Sh DESCRIPTION\n"
               "An\n.Ar input\n"
               "is a folder of CSV tables, one table, NDJSON or JSON,\n"
               "each also .gz or .zst, or - for standard input.\n.Sh COMMANDS");
    for (size_t i = 0; i < command_count(); i++)
        put_command(command_at(i));
    (void)puts(".Sh EXIT STATUS\n.Bl -tag -width Ds");
    size_t n = 0;
    const exit_code_row *codes = help_exit_codes(&n);
    for (size_t i = 0; i < n; i++)
        (void)printf(".It %d\n%s\n", codes[i].code, codes[i].means);
    (void)puts(".El");
    assay_error err = {0};
    output out = {.file = stdout};
    return output_close(&out, &err) == ASSAY_OK ? 0 : command_failed(&err);
}
