/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay model: what a model file holds, what two differ in, whether one is sound. */
#include "models.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static const example EXAMPLES[] = {
    {"assay model show", "the built-in model of accounts"},
    {"assay model show market.json", "a model file: kind, name, hash, what it rests on"},
    {"assay model diff old.json new.json", "what two models differ in; exit 1 if at all"},
    {"assay model verify market.json", "check version, names and hash"},
};

const cli_form model_form = {
    .operands = "show|diff|verify [FILE]...",
    .operands_low = 1,
    .operands_high = 3,
    .about =
        "Looks into model files. Each is checked when it is read: the version of its\n"
        "form, every name in it, and the SHA-256 of its payload. What is not known is\n"
        "refused.",
    FORM_EXAMPLES(EXAMPLES),
};

static assay_str span_of(assay_bytes bytes)
{
    return (assay_str){bytes.ptr, bytes.len};
}

static int print(assay_bytes text, int code)
{
    assay_error err = {0};
    output out = {.file = stdout};
    output_put(&out, span_of(text));
    return output_close(&out, &err) == ASSAY_OK ? code : command_failed(&err);
}

static int failed_with(const char *path, const assay_error *inner)
{
    assay_error err;
    (void)assay_fail(&err, inner->status, "%s: %s", path, inner->message);
    return command_failed(&err);
}

static int show_default(void)
{
    assay_error err = {0};
    assay_bytes facts = {0};
    if (assay_model_show(assay_model_default_file(), &facts, &err) != ASSAY_OK)
        return command_failed(&err);
    int code = print(facts, 0);
    assay_bytes_free(&facts);
    return code;
}

static int show(const char *path, bool say)
{
    assay_error err = {0};
    assay_bytes file = {0}, facts = {0};
    if (file_read(path, &file, &err) != ASSAY_OK)
        return command_failed(&err);
    int code = 0;
    if (assay_model_show(span_of(file), &facts, &err) != ASSAY_OK)
        code = failed_with(path, &err);
    else if (say)
        code = print(facts, 0);
    else
        code = print((assay_bytes){(char[]){"sound\n"}, 6}, 0);
    assay_bytes_free(&facts);
    free(file.ptr);
    return code;
}

static int diff(const char *before_path, const char *after_path)
{
    assay_error err = {0};
    assay_bytes before = {0}, after = {0}, text = {0};
    assay_status status = file_read(before_path, &before, &err);
    if (status == ASSAY_OK)
        status = file_read(after_path, &after, &err);
    if (status == ASSAY_OK)
        status = assay_model_diff(span_of(before), span_of(after), &text, &err);
    int code = status == ASSAY_OK ? print(text, text.len > 0) : command_failed(&err);
    assay_bytes_free(&text);
    free(before.ptr);
    free(after.ptr);
    return code;
}

int run_model(const cli_call *call)
{
    const char *what = call->operands[0];
    size_t files = call->n_operands - 1;
    if (strcmp(what, "show") == 0 && files <= 1)
        return files == 0 ? show_default() : show(call->operands[1], true);
    if (strcmp(what, "verify") == 0 && files == 1)
        return show(call->operands[1], false);
    if (strcmp(what, "diff") == 0 && files == 2)
        return diff(call->operands[1], call->operands[2]);
    return command_usage("model", "it is 'show [FILE]', 'verify FILE' or 'diff OLD NEW'");
}
