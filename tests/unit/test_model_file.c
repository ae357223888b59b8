/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model file: what is saved is loaded, and what is not known is refused. */
#include "model/model.h"
#include "model/model_names.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static assay_str read_default(void)
{
    FILE *file = fopen(ASSAY_SOURCE_DIR "/models/default.json", "rb");
    cr_assert_not_null(file);
    static char bytes[1 << 21];
    size_t len = fread(bytes, 1, sizeof bytes - 1, file);
    (void)fclose(file);
    bytes[len] = '\0';
    return (assay_str){bytes, len};
}

Test(model_file, the_embedded_default_is_the_file_and_saves_as_itself)
{
    assay_initialise();
    assay_model *model = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_model_default(&model, &err), ASSAY_OK, "%s", err.message);
    assay_bytes saved = {0};
    cr_assert_eq(assay__model_save(model, &saved, &err), ASSAY_OK, "%s", err.message);
    assay_str file = read_default();
    cr_assert_eq(saved.len, file.len);
    cr_assert_eq(memcmp(saved.ptr, file.ptr, file.len), 0);
    cr_assert_str_eq(assay_model_reference(model).name, "default");
    assay_bytes_free(&saved);
    assay_model_free(model);
}

Test(model_file, white_space_changes_nothing_but_the_hash_of_the_file)
{
    assay_str file = read_default();
    char *spaced = malloc(file.len + 8);
    memcpy(spaced, file.ptr, file.len);
    memcpy(spaced + file.len, "\n\n  \t\n", 6);
    assay_model *model = NULL, *plain = NULL;
    cr_assert_eq(assay_model_load((assay_str){spaced, file.len + 6}, &model, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay_model_load(file, &plain, NULL), ASSAY_OK);
    cr_assert_str_neq(assay_model_reference(model).sha256,
                      assay_model_reference(plain).sha256);
    assay_model_free(model);
    assay_model_free(plain);
    free(spaced);
}

/* The default with the first `old` replaced by `new`. */
static assay_str replaced(const char *old, const char *new)
{
    assay_str file = read_default();
    static char bytes[1 << 21];
    const char *at = strstr(file.ptr, old);
    cr_assert_not_null(at, "%s", old);
    size_t before = (size_t)(at - file.ptr), behind = before + strlen(old);
    size_t len = before + strlen(new) + file.len - behind;
    cr_assert_lt(len, sizeof bytes);
    memcpy(bytes, file.ptr, before);
    memcpy(bytes + before, new, strlen(new));
    memcpy(bytes + before + strlen(new), file.ptr + behind, file.len - behind);
    return (assay_str){bytes, len};
}

static void refuse(assay_str file, const char *named)
{
    assay_model *model = NULL;
    assay_error err = {0};
    cr_assert_eq(assay_model_load(file, &model, &err), ASSAY_UNKNOWN_MODEL, "%s", named);
    cr_assert_null(model);
    cr_assert_not_null(strstr(err.message, named), "%s: %s", named, err.message);
}

Test(model_file, another_version_kind_or_hash_is_refused_by_name)
{
    refuse(replaced("assay.model/1", "assay.model/2"), "schema");
    refuse(replaced("\"kind\":\"accounts\"", "\"kind\":\"comments\""), "comments");
    refuse(replaced("\"basis\":\"simulation\"", "\"basis\":\"labels\""),
           "payload_sha256");
    refuse(replaced("\"name\":", "\"named\":"), "named");
}

Test(model_file, a_cut_file_at_any_place_is_refused)
{
    assay_str file = read_default();
    for (size_t len = 0; len + 2 < file.len; len += file.len / 40 + 1) {
        assay_model *model = NULL;
        cr_assert_eq(assay_model_load((assay_str){file.ptr, len}, &model, NULL),
                     ASSAY_UNKNOWN_MODEL);
    }
}

Test(model_file, two_members_of_one_name_are_refused)
{
    refuse(replaced("\"kind\":\"accounts\",", "\"kind\":\"accounts\",\"kind\":\"x\","),
           "twice");
}

/* Fills a model from a payload that was changed, past the hash. */
static void refuse_payload(const char *old, const char *new, const char *named)
{
    assay_str file = replaced(old, new);
    assay__document *document = NULL;
    assay_model *model = NULL;
    assay_error err = {0};
    cr_assert_eq(assay__document_parse(file, &document, NULL), ASSAY_OK);
    cr_assert_eq(assay__model_new("x", &model, NULL), ASSAY_OK);
    const assay__node *payload =
        assay__node_member(assay__document_root(document), "payload");
    cr_assert_eq(assay__model_fill(payload, model, &err), ASSAY_UNKNOWN_MODEL, "%s",
                 named);
    cr_assert_not_null(strstr(err.message, named), "%s: %s", named, err.message);
    assay_model_free(model);
    assay__document_free(document);
}

Test(model_file, what_breaks_a_promise_of_scoring_is_refused)
{
    refuse_payload("\"growth.tail_max\":{", "\"growth.tail_least\":{",
                   "growth.tail_least");
    refuse_payload("\"basis\":\"simulation\"", "\"basis\":\"hope\"", "hope");
    refuse_payload("\"prevalence\":0", "\"prevalence\":1", "prevalence");
    refuse_payload("\"steps\":[", "\"steps\":[9,", "array");
    refuse_payload("\"slope\":0", "\"slope\":-1", "slope");
    refuse_payload("\"open\":0.", "\"open\":7.", "open");
    refuse_payload("\"knots\":[", "\"knots\":[1e9,", "array");
    refuse_payload("\"strata\":{", "\"strata\":{\"mars\":{},", "missing");
}

Test(model_file, show_tells_facts_and_diff_tells_what_changed)
{
    assay_str file = read_default();
    assay_bytes shown = {0}, difference = {0};
    assay_error err = {0};
    cr_assert_eq(assay_model_show(file, &shown, &err), ASSAY_OK, "%s", err.message);
    char *text = strndup(shown.ptr, shown.len);
    cr_assert_not_null(strstr(text, "kind         accounts"));
    cr_assert_not_null(strstr(text, "basis        simulation"));
    free(text);
    cr_assert_eq(assay_model_diff(file, file, &difference, &err), ASSAY_OK, "%s",
                 err.message);
    cr_assert_eq(difference.len, 0);
    assay_bytes_free(&shown);
    assay_bytes_free(&difference);
}

Test(model_file, strata_fall_back_from_country_to_platform_to_all)
{
    assay_model *model = NULL;
    cr_assert_eq(assay_model_load(read_default(), &model, NULL), ASSAY_OK);
    assay_norms there =
        assay_model_norms(model, ASSAY__LITERAL("tiktok"), ASSAY__LITERAL("VN"));
    cr_assert(assay__str_equal(there.stratum, ASSAY__LITERAL("tiktok/VN")));
    assay_norms country =
        assay_model_norms(model, ASSAY__LITERAL("tiktok"), ASSAY__LITERAL("ZZ"));
    cr_assert(assay__str_equal(country.stratum, ASSAY__LITERAL("tiktok")));
    assay_norms nowhere =
        assay_model_norms(model, ASSAY__LITERAL("elsewhere"), (assay_str){NULL, 0});
    cr_assert(assay__str_equal(nowhere.stratum, ASSAY__LITERAL("*")));
    assay_model_free(model);
}

Test(model_file, probability_rises_with_the_score_and_its_interval_with_what_is_missing)
{
    assay_model *model = NULL;
    assay_initialise();
    cr_assert_eq(assay_model_load(read_default(), &model, NULL), ASSAY_OK);
    double last = 0.0;
    for (int i = -40; i <= 40; i++) {
        assay_interval p =
            assay__model_probability(model, 7, (assay__margin){i * 0.25, 0.0}, 0.0);
        cr_assert_geq(p.value, last);
        cr_assert_leq(p.low, p.value);
        cr_assert_geq(p.high, p.value);
        last = p.value;
    }
    for (unsigned pattern = 1; pattern < 7; pattern++)
        cr_assert_geq(assay__calibration_of(model, pattern)->open,
                      assay__calibration_of(model, 7)->open);
    cr_assert(
        isnan(assay__model_probability(model, 0, (assay__margin){1.0, 0.0}, 0.0).value));
    assay_model_free(model);
}

Test(model_file, witnesses_are_added_to_what_the_core_says)
{
    assay_model *model = NULL;
    assay_initialise();
    cr_assert_eq(assay_model_load(read_default(), &model, NULL), ASSAY_OK);
    double alone =
        assay__model_probability(model, 7, (assay__margin){0.5, 0.0}, 0.0).value;
    double against =
        assay__model_probability(model, 7, (assay__margin){0.5, 1.5}, 0.0).value;
    double odds = log(against / (1.0 - against)) - log(alone / (1.0 - alone));
    cr_assert_float_eq(odds, 1.5, 2e-3); /* less what the number of cases holds back */
    assay_model_free(model);
}

/* 1 - risk by a calibration on n cases is at least 1 / (n + 2), however far the margin;
 * so it is with the ends, at the model's own prevalence and at another. */
Test(model_file, no_margin_makes_a_risk_or_an_end_of_it_certain)
{
    static const double far[] = {0.0, 3.0, 9.0, 30.0, 50.0, 800.0};
    static const double prevalence[] = {0.0, 0.001, 0.5, 0.999};
    assay_model *model = NULL;
    assay_initialise();
    cr_assert_eq(assay_model_load(read_default(), &model, NULL), ASSAY_OK);
    for (unsigned k = 0; k < ASSAY__PATTERNS * 6 * 2 * 4; k++) {
        unsigned pattern = k % ASSAY__PATTERNS;
        if ((pattern & ASSAY__WHOLE_PATTERN) == 0)
            continue;
        double margin =
            far[k / ASSAY__PATTERNS % 6] * (k / ASSAY__PATTERNS / 6 % 2 ? -1 : 1);
        double among = prevalence[k / ASSAY__PATTERNS / 12];
        assay_interval p = assay__model_probability(
            model, pattern, (assay__margin){margin, 0.1 * margin}, among);
        double least = 1.0 / (assay__calibration_of(model, pattern)->n + 2.0) - 1e-12;
        cr_assert(p.low > 0.0 && p.low <= p.value && p.value <= p.high && p.high < 1.0,
                  "%g, pattern %u at %g: %g in %g..%g", margin, pattern, among, p.value,
                  p.low, p.high);
        cr_assert(among != 0.0 || (p.low >= least && p.high <= 1.0 - least),
                  "%g, pattern %u: %g..%g", margin, pattern, p.low, p.high);
    }
    assay_model_free(model);
}

Test(model_file, what_more_data_would_do_is_a_chance_about_the_probability)
{
    double low = assay__open_above(0.1, 0.3, 0.5),
           high = assay__open_above(0.4, 0.3, 0.5);
    cr_expect(low > 0.0 && low < high && high < 1.0);
    cr_expect_lt(assay__open_above(0.1, 0.01, 0.5), 1e-6, "little is open");
    cr_expect_gt(assay__open_above(0.9, 0.01, 0.5), 1.0 - 1e-6);
    double above = assay__open_above(0.3, 0.4, assay__open_interval(0.3, 0.4).high);
    cr_expect_float_eq(above, 0.05, 1e-6, "the same Beta as the interval's");
    /* Beta(1/2, 1/2): mean 1/2, variance 1/8 = 1/2 of p (1 - p); the arcsine law */
    cr_expect_float_eq(assay__open_above(0.5, 0.5, 0.75), 1.0 / 3.0, 1e-9);
}
