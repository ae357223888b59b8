/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of the feature table keeps what it promises. */
#include <assay/features.h>

#include "base/str.h"
#include "feature/scale.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static assay_findings assessable(void)
{
    assay_findings findings;
    memset(&findings, 0, sizeof findings);
    findings.growth.state = ASSAY_STATE_OK;
    findings.engagement.state = ASSAY_STATE_OK;
    findings.comments.state = ASSAY_STATE_OK;
    findings.audience.state = ASSAY_STATE_OK;
    findings.network.state = ASSAY_STATE_OK;
    findings.livestream.state = ASSAY_STATE_OK;
    findings.sales.state = ASSAY_STATE_OK;
    return findings;
}

Test(features, names_begin_with_a_word_and_a_dot_and_are_unique)
{
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const char *name = assay_feature_at(i)->name;
        cr_assert_not_null(strchr(name, '.'), "%s", name);
        cr_assert_eq(assay_feature_find(assay__str(name)), i, "%s twice", name);
    }
    cr_assert_eq(assay_feature_find(ASSAY__LITERAL("growth.nothing")), SIZE_MAX);
}

Test(features, every_row_is_filled_and_its_range_is_one)
{
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const assay_feature *row = assay_feature_at(i);
        cr_assert(row->direction == 1 || row->direction == -1, "%s", row->name);
        cr_assert_lt(row->low, row->high, "%s", row->name);
        cr_assert(row->unit[0] && row->minimum[0] && row->formula[0] && row->source[0]);
        cr_assert_neq(assay_feature_needs(i) & (1U << row->family), 0, "%s", row->name);
    }
}

Test(features, phrases_name_the_value_and_the_usual_and_do_not_accuse)
{
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const assay_feature *row = assay_feature_at(i);
        const char *phrases[] = {row->phrase_en, row->phrase_vi};
        for (int k = 0; k < 2; k++) {
            cr_assert_not_null(strstr(phrases[k], "{value}"), "%s", row->name);
            cr_assert_not_null(strstr(phrases[k], "{typical}"), "%s", row->name);
            cr_assert_null(strstr(phrases[k], "bought"), "%s", row->name);
            cr_assert_null(strstr(phrases[k], "fake"), "%s", row->name);
        }
    }
}

Test(features, a_family_that_is_not_there_gives_no_number)
{
    assay_findings findings = assessable();
    double values[256];
    findings.growth.state = ASSAY_NOT_ASSESSABLE;
    assay_features_compute(&findings, values);
    for (size_t i = 0; i < assay_feature_count(); i++) {
        bool needs_growth = assay_feature_needs(i) & (1U << ASSAY_FAMILY_GROWTH);
        cr_assert_eq(isnan(values[i]) != 0, needs_growth, "%s",
                     assay_feature_at(i)->name);
    }
}

Test(features, values_stay_in_their_range_and_unknown_stays_unknown)
{
    assay_findings findings = assessable();
    findings.growth.tail_max = -5.0;
    findings.growth.pulse_share = 7.0;
    findings.comments.relevance = (double)NAN;
    double values[256];
    assay_features_compute(&findings, values);
    cr_assert_eq(values[assay_feature_find(ASSAY__LITERAL("growth.tail_max"))], 0.0);
    cr_assert_eq(values[assay_feature_find(ASSAY__LITERAL("growth.pulse_share"))], 1.0);
    cr_assert(isnan(values[assay_feature_find(ASSAY__LITERAL("comments.relevance"))]));
}

Test(features, the_scale_is_increasing_and_undone)
{
    for (size_t i = 0; i < assay_feature_count(); i++) {
        const assay_feature *row = assay_feature_at(i);
        double last = -HUGE_VAL;
        for (int k = 0; k <= 20; k++) {
            /* below 0 the scales of shares and of ln(1 + x) are flat */
            bool signed_scale = assay__feature_scaled(i, -1.0) < 0.0;
            double top = row->high > 50.0 ? 50.0 : row->high;
            double value = row->low < 0.0 && !signed_scale ? 0.0 : row->low;
            value = value < -50.0 ? -50.0 : value;
            value += (top - value) * k / 20.0;
            double seen = assay__feature_scaled(i, value);
            cr_assert_geq(seen, last, "%s at %g", row->name, value);
            last = seen;
            double back = assay__feature_unscaled(i, seen);
            cr_assert_float_eq(back, value, 1e-6 * (1.0 + fabs(value)), "%s", row->name);
        }
        cr_assert(isnan(assay__feature_scaled(i, (double)NAN)));
        cr_assert(isnan(assay__feature_unscaled(i, (double)NAN)));
    }
}

Test(features, numbers_print_as_people_write_them)
{
    char text[32];
    size_t share = assay_feature_find(ASSAY__LITERAL("growth.pulse_share"));
    size_t tail = assay_feature_find(ASSAY__LITERAL("growth.tail_max"));
    assay_feature_print(share, 0.3712, text);
    cr_assert_str_eq(text, "37.1%");
    assay_feature_print(tail, 3.14159, text);
    cr_assert_str_eq(text, "3.14");
    assay_feature_print(tail, 314.159, text);
    cr_assert_str_eq(text, "314");
    cr_assert_eq(assay_feature_print(tail, (double)NAN, text), 0);
}
