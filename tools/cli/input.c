/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults and second readings. */
#include "input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const char *const INPUT_ERROR_COLUMNS[6] = {"file",   "line",  "platform",
                                            "handle", "field", "message"};

/* Text on a terminal: what could steer it is replaced. */
static void put_safe(assay_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        (void)fputc(byte < 0x20 || byte == 0x7F ? '?' : byte, stderr);
    }
}

static void say_fault(const assay_reject *fault)
{
    (void)fputs("assay: ", stderr);
    put_safe(fault->file);
    if (fault->line > 0)
        (void)fprintf(stderr, ":%llu", (unsigned long long)fault->line);
    (void)fputs(": ", stderr);
    if (fault->handle.len > 0) {
        put_safe(fault->platform);
        (void)fputc('/', stderr);
        put_safe(fault->handle);
        (void)fputs(": ", stderr);
    }
    if (fault->field.len > 0) {
        put_safe(fault->field);
        (void)fputs(": ", stderr);
    }
    put_safe((assay_str){fault->message, strlen(fault->message)});
    (void)fputc('\n', stderr);
}

static assay_str known(assay_str text)
{
    return text.len > 0 ? text : (assay_str){NULL, 0};
}

static void write_fault(input *in, const assay_reject *fault)
{
    assay_rows_text(in->errors, known(fault->file));
    assay_rows_number(in->errors,
                      fault->line > 0 ? (double)fault->line : ASSAY_NUMBER_UNKNOWN);
    assay_rows_text(in->errors, known(fault->platform));
    assay_rows_text(in->errors, known(fault->handle));
    assay_rows_text(in->errors, known(fault->field));
    assay_rows_text(in->errors, (assay_str){fault->message, strlen(fault->message)});
    assay_rows_end(in->errors);
    assay_str text;
    if (assay_rows_view(in->errors, &text, NULL) == ASSAY_OK)
        output_put(in->errors_file, text);
    assay_rows_clear(in->errors);
}

static void tell(input *in, const assay_reject *fault)
{
    in->faults++;
    if (in->errors != NULL)
        write_fault(in, fault);
    else
        say_fault(fault);
}

void input_reject(input *in, const assay_reject *fault)
{
    if (!in->silent)
        tell(in, fault);
}

static void on_reject(const assay_reject *fault, void *ctx)
{
    input_reject(ctx, fault);
}

static void on_warning(const char *sentence, void *ctx)
{
    const input *in = ctx;
    if (!in->silent)
        command_note(in->call, "%s", sentence);
}

void input_fault(input *in, assay_str platform, assay_str handle, const char *why)
{
    assay_reject fault = {.file = {in->path, strlen(in->path)},
                          .platform = platform,
                          .handle = handle,
                          .message = why};
    tell(in, &fault);
}

/* Copy what is left of a descriptor to a file. */
static bool copy_all(int from, FILE *to)
{
    char bytes[1 << 16];
    ssize_t got = 0;
    while ((got = read(from, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || fwrite(bytes, 1, (size_t)got, to) != (size_t)got)
            return false;
    }
    return fflush(to) == 0;
}

/* Standard input becomes a file of the same content, which can be read again. */
assay_status input_keep(input *in, assay_error *err)
{
    if (strcmp(in->path, "-") != 0 || lseek(STDIN_FILENO, 0, SEEK_SET) == 0)
        return ASSAY_OK;
    FILE *copy = NULL;
    assay_status status =
        temporary_open(in->folder == NULL ? "/tmp" : in->folder, &copy, err);
    if (status != ASSAY_OK)
        return status;
    errno = 0;
    if (!copy_all(STDIN_FILENO, copy) || dup2(fileno(copy), STDIN_FILENO) < 0)
        status = assay_fail(err, ASSAY_IO, "standard input cannot be kept: %s",
                            strerror(errno));
    (void)fclose(copy);
    return status;
}

assay_status input_open(input *in, assay_reader **out, assay_error *err)
{
    assay_reader_options options = {.reject = on_reject, .warn = on_warning, .ctx = in};
    if (in->folder != NULL)
        options.spill_dir = (assay_str){in->folder, strlen(in->folder)};
    if (strcmp(in->path, "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_SET) == 0)
        rewind(stdin);
    return assay_reader_open(in->path, &options, out, err);
}

int input_exit_code(const input *in, bool strict)
{
    if (in->faults > 0)
        command_note(in->call, "%llu record%s could not be used",
                     (unsigned long long)in->faults, in->faults == 1 ? "" : "s");
    if (in->accounts == 0)
        command_note(in->call, "%s: no account in it could be used", in->path);
    bool unusable = in->accounts == 0 || (strict && in->faults > 0);
    return unusable ? assay_status_exit_code(ASSAY_UNUSABLE) : 0;
}
