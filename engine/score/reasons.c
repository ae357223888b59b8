/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons: the parts of the score that speak, each with its numbers, dates and a
 * sentence in both languages; what they leave of a family is its `other`, so that the
 * reasons of a family always sum to its contribution.
 */
#include "score/phrase.h"
#include "score/score.h"

#include "base/clock.h"
#include "base/str.h"
#include "engagement/floor.h"
#include "feature/scale.h"

#include <math.h>

enum { MOST_OF_A_FAMILY = 4, LEAST_PART = 50000 };

/* A statistic that a third of clean accounts exceed is no reason, whatever its weight. */
static const double LEAST_DIGITS = 0.5;

typedef struct chosen {
    size_t feature[MOST_OF_A_FAMILY];
    size_t n;
} chosen;

/* The family's largest positive parts, larger first, then by row. */
static chosen choose(const assay__case *c, assay_family family)
{
    chosen best = {.n = 0};
    for (size_t f = 0; f < assay_feature_count(); f++) {
        if (assay_feature_at(f)->family != family || c->parts[f] < LEAST_PART ||
            !(c->digits[f] >= LEAST_DIGITS))
            continue;
        size_t at = best.n;
        while (at > 0 && c->parts[best.feature[at - 1]] < c->parts[f])
            at--;
        if (at == MOST_OF_A_FAMILY)
            continue;
        size_t last = best.n < MOST_OF_A_FAMILY ? best.n++ : MOST_OF_A_FAMILY - 1;
        for (size_t i = last; i > at; i--)
            best.feature[i] = best.feature[i - 1];
        best.feature[at] = f;
    }
    return best;
}

/* What a pulse has to say to a feature of the curve. */
static double pulse_weight(const assay_pulse *pulse, const char *member)
{
    if (strcmp(member, "growth.tail_max") == 0)
        return pulse->tail;
    if (strcmp(member, "growth.level_max") == 0)
        return pulse->level;
    if (strcmp(member, "growth.lost_30d_max") == 0)
        return pulse->lost_30d;
    if (strcmp(member, "growth.aftershock_min") == 0)
        return -pulse->aftershock;
    return pulse->shape;
}

static assay_span span_of_pulse(const assay_growth *growth, const char *member)
{
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    double most = -HUGE_VAL;
    for (size_t i = 0; i < growth->n_pulses; i++) {
        double weight = pulse_weight(&growth->pulses[i], member);
        if (weight > most) {
            most = weight;
            span = (assay_span){growth->pulses[i].from, growth->pulses[i].to};
        }
    }
    return span;
}

static assay_span span_of_event(const assay_events *events)
{
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    double most = 0.0;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        double weight = event->cause[ASSAY_CAUSE_PURCHASE] * fmax(event->excess, 1.0);
        if (event->gained > 0.0 && weight > most) {
            most = weight;
            span = (assay_span){event->from, event->to};
        }
    }
    return span;
}

static assay_span span_of_cluster(const assay_comments *comments)
{
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    double most = 0.0;
    for (size_t i = 0; i < comments->n_clusters; i++) {
        const assay_comment_cluster *cluster = &comments->clusters[i];
        if (cluster->surprise > most) {
            most = cluster->surprise;
            span = (assay_span){cluster->from, cluster->to};
        }
    }
    return span;
}

/* The strangest flagged span of a kind, or of any of the first three. */
static assay_span span_of_stream(const assay_livestream *live, const char *member)
{
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    bool wave = strcmp(member, "livestream.comment_wave") == 0;
    double least = 1.0;
    for (size_t i = 0; i < live->n_spans; i++) {
        const assay_live_span *one = &live->spans[i];
        if (wave == (one->kind == ASSAY_LIVE_COMMENT_WAVE) && one->p_value < least) {
            least = one->p_value;
            span = (assay_span){one->from, one->to};
        }
    }
    return span;
}

/* The event whose followers differ most from those before. */
static assay_span span_of_cohort(const assay_events *events)
{
    if (events->cohort_event >= events->n_events)
        return (assay_span){ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    const assay_event *event = &events->events[events->cohort_event];
    return (assay_span){event->from, event->to};
}

/* The days on which the strongest batch was made. */
static assay_span span_of_batch(const assay_audience *audience)
{
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    double most = 0.0;
    for (size_t i = 0; i < audience->n_groups; i++) {
        const assay_member_group *group = &audience->groups[i];
        if (group->because == ASSAY_BECAUSE_CREATION_BURST && group->strength > most) {
            most = group->strength;
            span = (assay_span){group->created_from, group->created_to};
        }
    }
    return span;
}

static assay_span span_of(const assay_findings *findings, size_t feature)
{
    const char *member = assay_feature_member(feature);
    if (strncmp(member, "growth.", 7) == 0)
        return span_of_pulse(&findings->growth, member);
    if (strncmp(member, "events.cohort_", 14) == 0)
        return span_of_cohort(&findings->events);
    if (strcmp(member, "audience.creation_burst") == 0)
        return span_of_batch(&findings->audience);
    if (strncmp(member, "events.", 7) == 0)
        return span_of_event(&findings->events);
    if (strcmp(member, "comments.duplicate_surprise") == 0)
        return span_of_cluster(&findings->comments);
    if (strncmp(member, "livestream.", 11) == 0)
        return span_of_stream(&findings->livestream, member);
    if (strcmp(member, "engagement.break_gain") == 0)
        return (assay_span){findings->engagement.break_at, ASSAY_TIME_UNKNOWN};
    return (assay_span){ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
}

static void print_date(int64_t at, char text[])
{
    text[0] = '\0';
    if (at != ASSAY_TIME_UNKNOWN) /* people read days, whatever the readings were */
        (void)assay__time_print(at, true, text);
}

static bool speaks_of_dates(const assay_feature *row)
{
    return strstr(row->phrase_en, "{from}") != NULL ||
           strstr(row->phrase_en, "{to}") != NULL;
}

/* A number as Vietnamese writes it. */
static void put_comma(char number[])
{
    char *point = strchr(number, '.');
    if (point != NULL)
        *point = ',';
}

/* Says so when a number is not that of the posts as anybody sees them. */
static void add_less(const assay__case *c, size_t f, assay_reason *reason)
{
    double taken = round(assay__floor_to_take(&c->findings->engagement));
    if (!assay__feature_of_less(c->findings, f) || taken < 1 || reason->text_en == NULL ||
        reason->text_vi == NULL)
        return;
    reason->text_en = assay__arena_text(
        c->arena,
        "%s Told with %.0f likes taken off every post, which may be on all alike.",
        reason->text_en, taken);
    reason->text_vi = assay__arena_text(
        c->arena,
        "%s Tính sau khi trừ %.0f lượt thích ở mỗi bài, có thể bài nào cũng có.",
        reason->text_vi, taken);
}

static bool fill(const assay__case *c, size_t f, assay_reason *reason)
{
    const assay_feature *row = assay_feature_at(f);
    const assay__reference *reference = &c->model->references[f];
    assay_span span = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN};
    if (speaks_of_dates(row))
        span = span_of(c->findings, f);
    double offset = c->offset != NULL ? c->offset[f] : 0.0;
    *reason = (assay_reason){
        .feature = row,
        .family = row->family,
        .value = c->values[f],
        .typical = assay__reference_typical(reference, f, &c->setting, offset),
        .percentile = 1.0 - pow(10.0, -c->digits[f]),
        .contribution = c->parts[f],
        .from = span.from,
        .to = span.to};
    char value[32], typical[32], from[ASSAY__TIME_ROOM], to[ASSAY__TIME_ROOM];
    (void)assay_feature_print(f, reason->value, value);
    (void)assay_feature_print(f, reason->typical, typical);
    print_date(span.from, from);
    print_date(span.to, to);
    const assay__phrase_words words = {value, typical, from, to};
    reason->text_en = assay__phrase_fill(row->phrase_en, &words, c->arena);
    put_comma(value);
    put_comma(typical);
    reason->text_vi = assay__phrase_fill(row->phrase_vi, &words, c->arena);
    add_less(c, f, reason);
    return reason->text_en != NULL && reason->text_vi != NULL;
}

/* What the named reasons leave; texts by its sign. */
static assay_reason other_of(assay_family family, int64_t left)
{
    assay_reason other = {.family = family,
                          .value = ASSAY_NUMBER_UNKNOWN,
                          .typical = ASSAY_NUMBER_UNKNOWN,
                          .percentile = ASSAY_NUMBER_UNKNOWN,
                          .contribution = left,
                          .from = ASSAY_TIME_UNKNOWN,
                          .to = ASSAY_TIME_UNKNOWN,
                          .text_en = "All other statistics of this family together "
                                     "speak for the account.",
                          .text_vi = "Các số liệu còn lại của nhóm này có lợi cho "
                                     "tài khoản."};
    if (left > 0) {
        other.text_en = "Several weaker signs of this family together.";
        other.text_vi = "Nhiều dấu hiệu yếu hơn của nhóm này cộng lại.";
    }
    return other;
}

/* What a family looks at, within a sentence. */
static const struct {
    const char *en, *vi;
} LOOKS_AT[ASSAY_FAMILY_COUNT] = {
    [ASSAY_FAMILY_GROWTH] = {"growth", "tăng trưởng"},
    [ASSAY_FAMILY_ENGAGEMENT] = {"engagement", "tương tác"},
    [ASSAY_FAMILY_COMMENTS] = {"comments", "bình luận"},
    [ASSAY_FAMILY_AUDIENCE] = {"the audience", "khán giả"},
    [ASSAY_FAMILY_NETWORK] = {"shared engagers", "người tương tác chung"},
    [ASSAY_FAMILY_LIVESTREAM] = {"livestreams", "các buổi phát trực tiếp"},
    [ASSAY_FAMILY_SALES] = {"sales", "doanh số"},
    [ASSAY_FAMILY_DIFFUSE] = {"everything", "mọi mặt"},
};

/* The families of some statistics, each once. @return NULL without memory */
static const char *families_of(const assay__case *c, const size_t feature[], bool english)
{
    const char *all = "";
    unsigned named = 0;
    for (size_t k = 0; all != NULL && k < ASSAY__DIFFUSE_NAMED; k++) {
        assay_family family = assay_feature_at(feature[k])->family;
        const char *name = english ? LOOKS_AT[family].en : LOOKS_AT[family].vi;
        const char *before = named == 0 ? "" : english ? " and " : " và ";
        if ((named & (1U << family)) == 0)
            all = assay__arena_text(c->arena, "%s%s%s", all, before, name);
        named |= 1U << family;
    }
    return all;
}

/* One in so many, to two digits. */
static double odds_of(double digits)
{
    double scale = pow(10.0, floor(digits) - 1.0);
    return round(pow(10.0, digits) / scale) * scale;
}

/* A family that is no statistic of its own: the statistics that stand out together. Said
 * when one clean account in a hundred or fewer is as strange. */
static bool add_diffuse(const assay__case *c, int64_t contribution, assay_verdict *out)
{
    size_t feature[ASSAY__DIFFUSE_NAMED];
    bool strange = c->diffuse >= 2.0;
    if (!strange && contribution == 0)
        return true;
    assay_reason *reason = &out->reasons[out->n_reasons++];
    *reason = other_of(ASSAY_FAMILY_DIFFUSE, contribution);
    reason->percentile = 1.0 - pow(10.0, -c->diffuse);
    size_t n = assay__diffuse_farthest(&c->model->diffuse, c->digits, feature);
    if (!strange || n < ASSAY__DIFFUSE_NAMED)
        return true;
    const char *en = families_of(c, feature, true);
    const char *vi = families_of(c, feature, false);
    if (en == NULL || vi == NULL)
        return false;
    reason->text_en =
        assay__arena_text(c->arena,
                          "Taken together the signs, above all those of %s, "
                          "are as strange as in one clean account in %.0f.",
                          en, odds_of(c->diffuse));
    reason->text_vi =
        assay__arena_text(c->arena,
                          "Xét chung, các dấu hiệu, nhất là về %s, lạ đến mức "
                          "chỉ gặp ở 1 trong %.0f tài khoản trong sạch.",
                          vi, odds_of(c->diffuse));
    return reason->text_en != NULL && reason->text_vi != NULL;
}

static bool add_family(const assay__case *c, assay_family family, int64_t contribution,
                       assay_verdict *out)
{
    chosen best = choose(c, family);
    int64_t left = contribution;
    for (size_t i = 0; i < best.n; i++) {
        assay_reason *reason = &out->reasons[out->n_reasons++];
        if (!fill(c, best.feature[i], reason))
            return false;
        left -= reason->contribution;
    }
    if (left != 0)
        out->reasons[out->n_reasons++] = other_of(family, left);
    return true;
}

assay_status assay__score_reasons(const assay__case *c, assay_verdict *out,
                                  assay_error *err)
{
    out->reasons =
        assay_arena_array(c->arena, (size_t)ASSAY_FAMILY_COUNT * (MOST_OF_A_FAMILY + 1),
                          sizeof(assay_reason));
    if (out->reasons == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for reasons");
    bool room = true;
    for (size_t f = 0; f < ASSAY_FAMILY_DIFFUSE; f++)
        room = room && add_family(c, (assay_family)f, out->families[f].contribution, out);
    room = room && add_diffuse(c, out->families[ASSAY_FAMILY_DIFFUSE].contribution, out);
    return room ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "no memory for reasons");
}
