/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model files whose hash is right and whose payload is anybody's: the hash proves no
 * author. The first byte chooses a kind; the rest is read as triples, two bytes of a
 * place in a sound payload and one that is laid over it, or, with the top bit set, as the
 * payload itself. What a loader takes must be fit for use: probabilities and shares
 * within 0..1 or unknown, ends around them. */
#include <assay/comments_model.h>
#include <assay/fit.h>
#include <assay/matrix.h>
#include <assay/profiles.h>
#include <assay/reader.h>
#include <assay/scorer.h>

#include "base/str.h"
#include "format/envelope.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum kind { ACCOUNTS, PROFILES, COMMENTS, MATRIX, KINDS } kind;

static const char *const KIND[KINDS] = {"accounts", "profiles", "comments", "matrix"};

static void insist(bool truth)
{
    if (!truth)
        abort();
}

static bool is_share(double x)
{
    return isnan(x) || (x >= 0.0 && x <= 1.0);
}

/* ---- sound files ------------------------------------------------------------------ */

static const assay_account *invented(unsigned i, assay_arena *arena)
{
    char json[512];
    const assay_account *account;
    int length = snprintf(
        json, sizeof json,
        "{\"platform\":\"tiktok\",\"handle\":\"invented%u\",\"followers\":%u,\"posts\":["
        "{\"id\":\"p\",\"likes\":%u},{\"id\":\"q\",\"likes\":%u},{\"id\":\"r\",\"likes\":"
        "%u}],\"comments\":[{\"id\":\"c\",\"post\":\"p\",\"author\":\"b\",\"text\":\"so "
        "good %u\"},{\"id\":\"d\",\"post\":\"p\",\"author\":\"e\",\"text\":\"nice\"}],"
        "\"audience\":[{\"id\":\"u1\",\"role\":\"follower\",\"followers\":3,"
        "\"following\":900,\"posts\":0},{\"id\":\"u2\",\"role\":\"follower\"}]}",
        i, 2000 + 37 * i, 90 + i, 80 + i * 7 % 31, 70 + i * 5 % 43, i);
    insist(length > 0 && (size_t)length < sizeof json);
    insist(assay_account_from_json((assay_str){json, (size_t)length}, arena, &account,
                                   NULL) == ASSAY_OK);
    return account;
}

static assay_bytes fit_accounts(void)
{
    enum { N = 60 };
    assay_fit *fit;
    assay_bytes file = {0};
    assay_arena *arena;
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    insist(assay_fit_new(NULL, &fit, NULL) == ASSAY_OK);
    for (unsigned i = 0; i < N; i++)
        insist(assay_fit_add(fit, invented(i, arena), NULL, ASSAY_NUMBER_UNKNOWN,
                             (assay_str){NULL, 0}, NULL) == ASSAY_OK);
    insist(assay_fit_finish(fit, &file, NULL) == ASSAY_OK);
    assay_fit_free(fit);
    assay_arena_free(arena);
    return file;
}

static assay_bytes fit_matrix(void)
{
    enum { ROWS = 40, COLUMNS = 2 };
    static char names[ROWS][8];
    static assay_str keys[ROWS], columns[COLUMNS] = {{"a", 1}, {"b", 1}};
    static double cells[ROWS * COLUMNS], labels[ROWS];
    assay_bytes file = {0};
    for (size_t i = 0; i < ROWS; i++) {
        (void)snprintf(names[i], sizeof names[i], "k%zu", i);
        keys[i] = assay__str(names[i]);
        labels[i] = i % 2 == 0 ? 1.0 : 0.0;
        cells[2 * i] = labels[i] + (double)(i * 7 % 5);
        cells[2 * i + 1] = (double)(i * 3 % 11);
    }
    const assay_matrix matrix = {
        .keys = keys, .names = columns, .cells = cells, .rows = ROWS, .columns = COLUMNS};
    insist(assay_matrix_fit(&matrix, labels, "m", &file, NULL) == ASSAY_OK);
    return file;
}

static assay_bytes saved(kind of)
{
    assay_arena *arena;
    assay_profiles_model *profiles;
    assay_comments_model *comments;
    assay_str text;
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK); /* kept with the text */
    if (of == PROFILES) {
        insist(assay_profiles_model_default(&profiles, NULL) == ASSAY_OK);
        insist(assay_profiles_model_save(profiles, arena, &text, NULL) == ASSAY_OK);
        assay_profiles_model_free(profiles);
    } else {
        insist(assay_comments_model_default(&comments, NULL) == ASSAY_OK);
        insist(assay_comments_model_save(comments, arena, &text, NULL) == ASSAY_OK);
        assay_comments_model_free(comments);
    }
    char *copy = malloc(text.len);
    insist(copy != NULL);
    memcpy(copy, text.ptr, text.len);
    assay_arena_free(arena);
    return (assay_bytes){.ptr = copy, .len = text.len};
}

/* The payload of a sound file of a kind, canonical; the same for every input. */
static assay_str sound(kind of)
{
    static assay_buffer payload[KINDS];
    if (payload[of].len == 0) {
        assay_bytes file = of == ACCOUNTS ? fit_accounts()
                           : of == MATRIX ? fit_matrix()
                                          : saved(of);
        assay__document *document;
        assay__model_head head;
        insist(assay__model_open((assay_str){file.ptr, file.len}, &document, &head,
                                 NULL) == ASSAY_OK);
        insist(assay__node_canonical(head.payload, &payload[of], NULL) == ASSAY_OK);
        assay__document_free(document);
        assay_bytes_free(&file);
    }
    return (assay_str){payload[of].bytes, payload[of].len};
}

/* ---- use -------------------------------------------------------------------------- */

static void use_accounts(const assay_model *model, const assay_account *account)
{
    assay_scorer_options options = {.accounts = model};
    assay_scorer *scorer;
    const assay_verdict *verdict;
    insist(assay_scorer_new(&options, &scorer, NULL) == ASSAY_OK);
    if (assay_scorer_score(scorer, account, &verdict, NULL) == ASSAY_OK) {
        const assay_interval *risk = &verdict->risk;
        insist(is_share(verdict->p_value));
        insist(isnan(risk->value) || (0.0 < risk->low && risk->low <= risk->value &&
                                      risk->value <= risk->high && risk->high < 1.0));
        insist(isnan(verdict->integrity) ||
               (verdict->integrity >= 0.0 && verdict->integrity <= 100.0));
    }
    assay_scorer_free(scorer);
}

static void use_profiles(const assay_profiles_model *model, const assay_account *account)
{
    enum { MEMBERS = 2 };
    double probability[MEMBERS];
    assay_profile_view view[MEMBERS];
    assay_arena *arena;
    assay_profiles_share share = {.share = ASSAY_INTERVAL_UNKNOWN};
    insist(account->n_audience == MEMBERS);
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    for (size_t i = 0; i < MEMBERS; i++) {
        assay_profile_answer answer;
        assay_profiles_judge(model, &account->audience[i], ASSAY_TIME_UNKNOWN, &answer);
        probability[i] = answer.probability;
        view[i] = answer.view;
        insist(is_share(probability[i]));
    }
    const assay_profiles_sample sample = {probability, view, NULL, MEMBERS};
    if (assay_profiles_model_labelled(model) &&
        assay_profiles_share_of(model, &sample, 0.95, arena, &share, NULL) == ASSAY_OK)
        insist(is_share(share.share.value) &&
               (isnan(share.share.value) || (share.share.low <= share.share.value &&
                                             share.share.value <= share.share.high)));
    assay_arena_free(arena);
}

static void use_comments(const assay_comments_model *model, const assay_account *account)
{
    assay_scorer_options options = {.comments = model};
    assay_scorer *scorer;
    const assay_verdict *verdict;
    insist(assay_scorer_new(&options, &scorer, NULL) == ASSAY_OK);
    if (assay_scorer_score(scorer, account, &verdict, NULL) == ASSAY_OK)
        insist(isnan(verdict->risk.value) ||
               (verdict->risk.value > 0.0 && verdict->risk.value < 1.0));
    assay_scorer_free(scorer);
}

static void use_matrix(const assay_matrix_model *model)
{
    enum { ROWS = 3 };
    assay_str keys[ROWS] = {{"x", 1}, {"y", 1}, {"z", 1}};
    assay_str names[] = {{"a", 1}, {"b", 1}};
    double cells[2 * ROWS] = {-1e9, (double)NAN, 0.5, 3.0, 1e300, 11.0};
    double out[ROWS] = {0};
    const assay_matrix matrix = {
        .keys = keys, .names = names, .cells = cells, .rows = ROWS, .columns = 2};
    if (assay_matrix_score(model, &matrix, out, NULL) == ASSAY_OK)
        for (size_t i = 0; i < ROWS; i++)
            insist(is_share(out[i]));
}

static assay_status load(kind of, assay_str file, const assay_account *account)
{
    assay_model *accounts = NULL;
    assay_profiles_model *profiles = NULL;
    assay_comments_model *comments = NULL;
    assay_matrix_model *matrix = NULL;
    assay_error err = {0};
    assay_status status = ASSAY_OK;
    if (of == ACCOUNTS && (status = assay_model_load(file, &accounts, &err)) == ASSAY_OK)
        use_accounts(accounts, account);
    if (of == PROFILES &&
        (status = assay_profiles_model_load(file, &profiles, &err)) == ASSAY_OK)
        use_profiles(profiles, account);
    if (of == COMMENTS &&
        (status = assay_comments_model_load(file, &comments, &err)) == ASSAY_OK)
        use_comments(comments, account);
    if (of == MATRIX &&
        (status = assay_matrix_model_load(file, &matrix, &err)) == ASSAY_OK)
        use_matrix(matrix);
    insist(status == ASSAY_OK || err.message[0] != '\0');
    assay_model_free(accounts);
    assay_profiles_model_free(profiles);
    assay_comments_model_free(comments);
    assay_matrix_model_free(matrix);
    return status;
}

/* Wraps a payload, if it is JSON at all, so that its hash is right. */
static bool wrap(kind of, assay_str payload, assay_buffer *file)
{
    assay__document *document = NULL;
    assay_buffer canonical = {0};
    if (assay__document_parse(payload, &document, NULL) != ASSAY_OK)
        return false;
    bool good = assay__node_canonical(assay__document_root(document), &canonical, NULL) ==
                    ASSAY_OK &&
                assay__envelope_wrap(KIND[of], "m", &canonical, file, NULL) == ASSAY_OK;
    assay__buffer_free(&canonical);
    assay__document_free(document);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static assay_arena *arena;
    static const assay_account *account;
    if (account == NULL) {
        assay_initialise();
        insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
        account = invented(99, arena);
    }
    if (size < 1)
        return 0;
    kind of = (kind)(data[0] % KINDS);
    assay_buffer payload = {0}, file = {0};
    if (data[0] & 0x80U) {
        assay__buffer_put(&payload, (assay_str){(const char *)data + 1, size - 1});
    } else {
        assay__buffer_put(&payload, sound(of));
        for (size_t i = 1; i + 2 < size; i += 3)
            payload.bytes[((size_t)data[i] << 8 | data[i + 1]) % payload.len] =
                (char)data[i + 2];
    }
    if (wrap(of, (assay_str){payload.bytes, payload.len}, &file))
        insist(load(of, (assay_str){file.bytes, file.len}, account) == ASSAY_OK ||
               size > 1);
    assay__buffer_free(&payload);
    assay__buffer_free(&file);
    return 0;
}
