/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fit as bytes, to be merged elsewhere: a head, the sums, the kept accounts, sorted.
 *
 * Numbers are in the machine's own order; the head carries the features' names, so that
 * bytes of another version are refused rather than misread.
 */
#include "model/sample.h"

#include "base/hash.h"
#include "base/str.h"

#include <stdlib.h>

static const char MAGIC[16] = "assay.fit/1\n";

/* Settings that must agree, and how much follows. */
typedef struct head {
    char magic[16];
    uint64_t features; /* hash of their names in order */
    uint64_t sample, strata, kept;
    uint64_t simulated, whole_only;
} head;

/* One account's fixed part; its values and texts follow. */
typedef struct record {
    uint64_t hash;
    double label;
    uint64_t lengths[4];
    assay__setting setting[ASSAY__VIEW_COUNT];
} record;

static uint64_t names_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < assay_feature_count(); i++)
        hash = assay__hash(assay__str(assay_feature_at(i)->name), hash);
    return hash;
}

static void put_raw(assay_buffer *buffer, const void *bytes, size_t len)
{
    assay__buffer_put(buffer, (assay_str){bytes, len});
}

static void put_account(assay_buffer *buffer, const assay__sampled *account)
{
    record fixed;
    memset(&fixed, 0, sizeof fixed); /* padding too: equal fits have equal bytes */
    fixed.hash = account->hash;
    fixed.label = account->label;
    const assay_str texts[] = {account->platform, account->country, account->handle,
                               account->group};
    for (size_t i = 0; i < 4; i++)
        fixed.lengths[i] = texts[i].len;
    for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++) {
        const assay__setting *from = &account->view[v].setting;
        fixed.setting[v].size = from->size;
        memcpy(fixed.setting[v].amount, from->amount, sizeof from->amount);
        fixed.setting[v].there = from->there;
        fixed.setting[v].low = from->low;
    }
    put_raw(buffer, &fixed, sizeof fixed);
    for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++)
        put_raw(buffer, account->view[v].values, assay_feature_count() * sizeof(double));
    for (size_t i = 0; i < 4; i++)
        assay__buffer_put(buffer, texts[i]);
}

assay_status assay_fit_serialise(assay_fit *fit, assay_bytes *out, assay_error *err)
{
    assay__fit_settle(fit);
    head top;
    memset(&top, 0, sizeof top);
    memcpy(top.magic, MAGIC, sizeof MAGIC);
    top.features = names_hash();
    top.sample = fit->sample;
    top.strata = fit->n_strata;
    top.kept = fit->n_kept;
    top.simulated = fit->simulated;
    top.whole_only = fit->whole_only;
    assay_buffer buffer = {0};
    put_raw(&buffer, &top, sizeof top);
    for (size_t i = 0; i < fit->n_strata; i++) {
        uint64_t len = strlen(fit->strata[i].name);
        put_raw(&buffer, &len, sizeof len);
        put_raw(&buffer, fit->strata[i].name, len);
        put_raw(&buffer, &fit->strata[i].accounts, sizeof(int64_t));
        put_raw(&buffer, fit->strata[i].rates, sizeof fit->strata[i].rates);
    }
    for (size_t i = 0; i < fit->n_kept; i++)
        put_account(&buffer, fit->kept[i]);
    if (buffer.failed) {
        assay__buffer_free(&buffer);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a fit's bytes");
    }
    *out = (assay_bytes){buffer.bytes, buffer.len};
    return ASSAY_OK;
}

/* Takes `len` bytes off the front; false when there are not as many. */
static bool take(assay_str *left, void *out, size_t len)
{
    if (left->len < len)
        return false;
    if (len > 0)
        memcpy(out, left->ptr, len);
    left->ptr += len;
    left->len -= len;
    return true;
}

static bool take_text(assay_str *left, assay_str *out, uint64_t len)
{
    if (left->len < len)
        return false;
    *out = (assay_str){left->ptr, (size_t)len};
    left->ptr += len;
    left->len -= (size_t)len;
    return true;
}

static bool take_stratum(assay_str *left, assay__stratum_sums *sums)
{
    uint64_t len;
    assay_str name;
    if (!take(left, &len, sizeof len) || !take_text(left, &name, len))
        return false;
    sums->name = calloc(1, name.len + 1);
    if (sums->name == NULL)
        return false;
    memcpy(sums->name, name.ptr, name.len);
    return take(left, &sums->accounts, sizeof sums->accounts) &&
           take(left, sums->rates, sizeof sums->rates);
}

static assay__sampled *take_account(assay_str *left)
{
    record fixed;
    size_t numbers = assay_feature_count() * ASSAY__VIEW_COUNT;
    if (!take(left, &fixed, sizeof fixed))
        return NULL;
    uint64_t text = 0;
    for (size_t i = 0; i < 4; i++) {
        if (fixed.lengths[i] > left->len)
            return NULL;
        text += fixed.lengths[i];
    }
    assay__sampled *made =
        calloc(1, sizeof *made + numbers * sizeof(double) + (size_t)text + 1);
    if (made == NULL)
        return NULL;
    double *values = (double *)(void *)(made + 1);
    char *texts = (char *)(values + numbers);
    if (!take(left, values, numbers * sizeof(double)) ||
        !take(left, texts, (size_t)text)) {
        free(made);
        return NULL;
    }
    made->hash = fixed.hash;
    made->label = fixed.label;
    assay_str *parts[] = {&made->platform, &made->country, &made->handle, &made->group};
    for (size_t i = 0; i < 4; i++) {
        *parts[i] = (assay_str){texts, (size_t)fixed.lengths[i]};
        texts += fixed.lengths[i];
    }
    for (size_t v = 0; v < ASSAY__VIEW_COUNT; v++)
        made->view[v] =
            (assay__view){fixed.setting[v], values + v * assay_feature_count()};
    return made;
}

static bool head_fits(const head *top, const assay_fit *fit)
{
    return memcmp(top->magic, MAGIC, sizeof MAGIC) == 0 &&
           top->features == names_hash() && top->sample == fit->sample &&
           top->simulated == fit->simulated && top->whole_only == fit->whole_only;
}

/* Fills an empty fit; false when the bytes are not a fit's or memory has run out. */
static bool fill(assay_fit *fit, assay_str left)
{
    head top;
    if (!take(&left, &top, sizeof top) || !head_fits(&top, fit) ||
        top.strata > left.len || top.kept > left.len)
        return false;
    fit->strata = calloc((size_t)top.strata + 1, sizeof *fit->strata);
    fit->kept = calloc((size_t)top.kept + 1, sizeof(assay__sampled *));
    if (fit->strata == NULL || fit->kept == NULL)
        return false;
    fit->room = (size_t)top.kept + 1;
    for (uint64_t i = 0; i < top.strata; i++) {
        fit->n_strata++;
        if (!take_stratum(&left, &fit->strata[i]))
            return false;
    }
    for (uint64_t i = 0; i < top.kept; i++) {
        assay__sampled *account = take_account(&left);
        if (account == NULL)
            return false;
        fit->kept[fit->n_kept++] = account;
    }
    return left.len == 0;
}

assay_status assay_fit_restore(assay_str bytes, const assay_fit_options *options,
                               assay_fit **out, assay_error *err)
{
    assay_fit *fit = NULL;
    ASSAY__TRY(assay_fit_new(options, &fit, err));
    if (!fill(fit, bytes)) {
        assay_fit_free(fit);
        return assay_fail(err, ASSAY_BAD_SYNTAX,
                          "these are not the bytes of a fit with these settings");
    }
    *out = fit;
    return ASSAY_OK;
}
