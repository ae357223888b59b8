/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model files are told apart by the kind they name. */
#include "models.h"

#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The word behind `kind` in the facts of a model, one a line: `kind accounts`. */
static bool find_kind(assay_bytes facts, char kind[32])
{
    const char *at = facts.ptr, *end = facts.ptr + facts.len;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((line_end == NULL ? end : line_end) - at);
        if (length > 5 && strncmp(at, "kind", 4) == 0) {
            const char *word = at + 4 + strspn(at + 4, " :\t=");
            size_t n = (size_t)(at + length - word);
            n = n < 31 ? n : 31;
            memcpy(kind, word, n);
            kind[n] = '\0';
            return true;
        }
        at += length + 1;
    }
    return false;
}

assay_status model_kind(assay_str file, char kind[32], assay_error *err)
{
    assay_bytes facts = {0};
    assay_status status = assay_model_show(file, &facts, err);
    if (status != ASSAY_OK)
        return status;
    if (!find_kind(facts, kind))
        status = assay_fail(err, ASSAY_UNKNOWN_MODEL, "the model names no kind");
    assay_bytes_free(&facts);
    return status;
}

static assay_status prefix(const char *path, assay_status status, assay_error *err)
{
    if (status != ASSAY_OK && err != NULL) {
        assay_error inner = *err;
        (void)assay_fail(err, status, "%s: %s", path, inner.message);
    }
    return status;
}

static assay_status load_one(models *out, assay_str file, assay_error *err)
{
    char kind[32];
    assay_status status = model_kind(file, kind, err);
    if (status != ASSAY_OK)
        return status;
    if (strcmp(kind, "accounts") == 0) {
        if (out->accounts != NULL)
            return assay_fail(err, ASSAY_USAGE, "a second model of kind accounts");
        return assay_model_load(file, &out->accounts, err);
    }
    if (strcmp(kind, "comments") == 0) {
        if (out->comments != NULL)
            return assay_fail(err, ASSAY_USAGE, "a second model of kind comments");
        return assay_comments_model_load(file, &out->comments, err);
    }
    if (strcmp(kind, "panel") == 0) {
        if (out->panel != NULL)
            return assay_fail(err, ASSAY_USAGE, "a second panel");
        return assay_panel_load(file, &out->panel, err);
    }
    if (strcmp(kind, "profiles") == 0) {
        if (out->profiles != NULL)
            return assay_fail(err, ASSAY_USAGE, "a second model of kind profiles");
        return assay_profiles_model_load(file, &out->profiles, err);
    }
    return assay_fail(err, ASSAY_USAGE, "a model of kind %s is of no use here", kind);
}

static assay_str span_of(assay_bytes file)
{
    return (assay_str){file.ptr, file.len};
}

static assay_status load_models(const texts *paths, models *out, assay_error *err)
{
    for (size_t i = 0; i < paths->n; i++) {
        assay_bytes file = {NULL, 0};
        assay_status status = file_read(paths->items[i], &file, err);
        if (status != ASSAY_OK)
            return status;
        status = prefix(paths->items[i], load_one(out, span_of(file), err), err);
        free(file.ptr);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

/* One file `LANGUAGE/KIND.txt` of a folder of word lists. */
static assay_status load_lexicon(const char *path, const char *file_name, models *out,
                                 assay_error *err)
{
    size_t length = strlen(file_name);
    assay_bytes file = {NULL, 0};
    if (length <= 4 || strcmp(file_name + length - 4, ".txt") != 0)
        return ASSAY_OK; /* a README, say */
    assay_status status = file_read(path, &file, err);
    if (status == ASSAY_OK)
        status = prefix(
            path,
            assay_comments_model_add_lexicon(
                out->comments, (assay_str){file_name, length - 4}, span_of(file), err),
            err);
    free(file.ptr);
    return status;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_listed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Every file of every language, in the order of names.
 * @param depth  0: folders of languages; 1: the files of one */
static assay_status load_folder(const char *folder, int depth, models *out,
                                assay_error *err)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, is_listed, by_name);
    if (n < 0)
        return assay_fail(err, errno == ENOENT ? ASSAY_NOT_FOUND : ASSAY_IO, "%s: %s",
                          folder, strerror(errno));
    assay_status status = ASSAY_OK;
    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, names[i]->d_name);
        struct stat about;
        if (path == NULL)
            status = assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        else if (status == ASSAY_OK && depth == 1)
            status = load_lexicon(path, names[i]->d_name, out, err);
        else if (status == ASSAY_OK && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
            status = load_folder(path, 1, out, err);
        free(path);
        free(names[i]);
    }
    free(names);
    return status;
}

static assay_status load_lexicons(const char *folder, models *out, assay_error *err)
{
    return folder == NULL ? ASSAY_OK : load_folder(folder, 0, out, err);
}

static assay_status load_policy(const char *path, models *out, assay_error *err)
{
    assay_bytes file = {NULL, 0};
    if (path == NULL)
        return ASSAY_OK;
    assay_status status = file_read(path, &file, err);
    if (status == ASSAY_OK)
        status = prefix(path, assay_policy_load(span_of(file), &out->policy, err), err);
    free(file.ptr);
    return status;
}

/* A panel of other models is told at once, not at the first account. */
static assay_status check_panel(const models *loaded, assay_error *err)
{
    if (loaded->panel == NULL)
        return ASSAY_OK;
    const assay_comments_model *comments = loaded->comments;
    const assay_profiles_model *profiles = loaded->profiles;
    const assay_model_ref present[] = {assay_model_reference(loaded->accounts),
                                       {"comments", assay_comments_model_name(comments),
                                        assay_comments_model_sha256(comments)},
                                       {"profiles", assay_profiles_model_name(profiles),
                                        assay_profiles_model_sha256(profiles)}};
    return assay_panel_check(loaded->panel, present, LENGTH(present), err);
}

assay_status models_load(const cli_call *call, models *out, assay_error *err)
{
    *out = (models){.policy = ASSAY_POLICY_DEFAULT};
    assay_status status = load_models(&call->shared->models, out, err);
    if (status == ASSAY_OK && out->accounts == NULL)
        status = assay_model_default(&out->accounts, err);
    if (status == ASSAY_OK && out->comments == NULL)
        status = assay_comments_model_default(&out->comments, err);
    if (status == ASSAY_OK && out->profiles == NULL)
        status = assay_profiles_model_default(&out->profiles, err);
    if (status == ASSAY_OK)
        status = load_lexicons(call->shared->lexicons, out, err);
    if (status == ASSAY_OK)
        status = load_policy(call->shared->policy, out, err);
    if (status == ASSAY_OK)
        status = check_panel(out, err);
    return status;
}

void models_free(models *loaded)
{
    assay_model_free(loaded->accounts);
    assay_comments_model_free(loaded->comments);
    assay_panel_free(loaded->panel);
    assay_profiles_model_free(loaded->profiles);
    *loaded = (models){0};
}

const assay_comments_model *models_comments(const models *loaded)
{
    return loaded->comments;
}

assay_norms models_norms(const models *loaded, const assay_account *account)
{
    assay_norms norms =
        assay_model_norms(loaded->accounts, account->platform, account->country);
    norms.comments = loaded->comments;
    norms.profiles = loaded->profiles;
    return norms;
}

assay_language models_language(const cli_call *call)
{
    const char *lang = call->shared->lang;
    return lang != NULL && strcmp(lang, "vi") == 0 ? ASSAY_VIETNAMESE : ASSAY_ENGLISH;
}
