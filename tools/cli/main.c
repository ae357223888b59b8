/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay: finds the row of the command and runs it. Nothing is decided here. */
#include "help.h"
#include "parse.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int command_usage(const char *name, const char *format, ...)
{
    (void)fprintf(stderr, "assay%s%s: ", *name == '\0' ? "" : " ", name);
    va_list arguments;
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "\nSee 'assay help%s%s'.\n", *name == '\0' ? "" : " ", name);
    return assay_status_exit_code(ASSAY_USAGE);
}

int command_failed(const assay_error *err)
{
    if (strstr(err->message, strerror(EPIPE)) == NULL)
        (void)fprintf(stderr, "assay: %s\n",
                      err->message[0] == '\0' ? assay_status_text(err->status)
                                              : err->message);
    return assay_status_exit_code(err->status);
}

void command_note(const cli_call *call, const char *format, ...)
{
    if (call->shared->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("assay: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}

/* A file opened later must not take the number of a standard stream that was closed:
 * reading it then gives nothing, writing to it fails. */
static void hold_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        int mode = fd == 0 ? O_WRONLY : O_RDONLY;
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", mode) != fd)
            _exit(assay_status_exit_code(ASSAY_IO));
    }
}

static const char *command_name_at(const void *ctx, size_t i)
{
    (void)ctx;
    return i < command_count() ? command_at(i)->name : NULL;
}

static int unknown_command(const char *name)
{
    const char *near = parse_nearest(name, command_name_at, NULL);
    if (near != NULL)
        return command_usage("", "there is no command '%s'; did you mean '%s'?", name,
                             near);
    return command_usage("", "there is no command '%s'", name);
}

static int run_command(const cli_command *row, int argc, char **argv)
{
    shared_settings shared = {0};
    void *settings = calloc(1, row->form->settings_bytes + 1);
    if (settings == NULL) {
        assay_error err;
        (void)assay_fail(&err, ASSAY_NO_MEMORY, "memory ran out");
        return command_failed(&err);
    }
    size_t operands = 0;
    int code = assay_status_exit_code(ASSAY_USAGE);
    switch (parse_arguments(row, argc, argv, settings, &shared, &operands)) {
    case PARSED: {
        cli_call call = {&shared, settings, argv, operands};
        code = row->run(&call);
        break;
    }
    case PARSED_HELP:
        code = help_print(row);
        break;
    case PARSED_WRONG:
        break;
    }
    free(settings);
    return code;
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    (void)setvbuf(stdout, NULL, _IOFBF, 1 << 16); /* help fails, if at all, at its end */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setlocale(LC_CTYPE, "");
    assay_initialise();
    const char *first = argc > 1 ? argv[1] : NULL;
    if (first == NULL) {
        (void)help_overview(stderr);
        return assay_status_exit_code(ASSAY_USAGE);
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return help_print(NULL);
    if (strcmp(first, "--version") == 0)
        return help_version();
    if (first[0] == '-')
        return command_usage("", "a command comes first, not '%s'", first);
    const cli_command *row = command_find(first);
    return row == NULL ? unknown_command(first) : run_command(row, argc - 2, argv + 2);
}
