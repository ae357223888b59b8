/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a credible audience lies within the target: the number, what it rests on,
 * and where its sources contradict each other. */
#include "report/local.h"

#include "base/str.h"

#include <math.h>

static const char *const SOURCE_EN[] = {
#define SOURCE_EN_ROW(name, text, en, vi) en,
    ASSAY_TARGET_SOURCE_TABLE(SOURCE_EN_ROW)
#undef SOURCE_EN_ROW
};
static const char *const SOURCE_VI[] = {
#define SOURCE_VI_ROW(name, text, en, vi) vi,
    ASSAY_TARGET_SOURCE_TABLE(SOURCE_VI_ROW)
#undef SOURCE_VI_ROW
};

/* Fewer marked comments tell no dialect. */
enum { ENOUGH_MARKED = 5 };

static bool is_known(const assay_interval *interval)
{
    return isfinite(interval->value);
}

static const char *asked_of(const assay_target *target, unsigned part)
{
    const char *const texts[] = {target->country, target->region, target->language};
    return texts[part];
}

/* ---- for programs ------------------------------------------------------------------ */

static void put_target(assay__json_writer *json, const assay_target *target)
{
    assay__json_open(json, "target");
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++)
        if (asked_of(target, part)[0] != '\0')
            assay__json_member_text(json, assay_target_part_name((assay_target_part)part),
                                    assay__str(asked_of(target, part)));
    assay__json_end(json);
}

static void put_parts(assay__json_writer *json, const assay_target_fit *fit)
{
    assay__json_open(json, "parts");
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++)
        assay__json_member_interval(json, assay_target_part_name((assay_target_part)part),
                                    fit->parts[part]);
    assay__json_end(json);
}

static void put_source(assay__json_writer *json, const assay_target_source *source)
{
    assay__json_begin(json);
    assay__json_member_text(json, "source",
                            assay__str(assay_target_source_name(source->source)));
    assay__json_member_text(json, "of", assay__str(assay_target_part_name(source->part)));
    assay__json_member_number(json, "n", source->n);
    assay__json_member_number(json, "share", source->share.value);
    assay__json_member_number(json, "low", source->share.low);
    assay__json_member_number(json, "high", source->share.high);
    assay__json_member_number(json, "weight", source->weight);
    assay__json_end(json);
}

/* The parts of a set by name; nothing for none. */
static void put_set(assay__json_writer *json, const char *key, unsigned set)
{
    if (set == 0)
        return;
    assay__json_open_array(json, key);
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++)
        if ((set >> part & 1U) != 0)
            assay__json_text(json,
                             assay__str(assay_target_part_name((assay_target_part)part)));
    assay__json_end_array(json);
}

static void put_dialects(assay__json_writer *json, const assay_target_fit *fit)
{
    size_t n = fit->north + fit->centre + fit->south;
    if (n == 0)
        return;
    assay__json_open(json, "dialects");
    assay__json_member_number(json, "n", (double)n);
    assay__json_member_number(json, "north", (double)fit->north);
    assay__json_member_number(json, "centre", (double)fit->centre);
    assay__json_member_number(json, "south", (double)fit->south);
    assay__json_end(json);
}

static void put_text(assay__json_writer *json, const char *key,
                     const assay_verdict *verdict, assay_language language)
{
    assay_buffer text = {0};
    if (assay__target_say(&text, verdict, language))
        assay__json_member_text(json, key, (assay_str){text.bytes, text.len});
    json->out->failed = json->out->failed || text.failed;
    assay__buffer_free(&text);
}

void assay__target_put_json(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_target_fit *fit = verdict->target_fit;
    if (fit == NULL)
        return;
    assay__json_open(json, "target_fit");
    put_target(json, &fit->target);
    assay__json_member_interval(json, "share", fit->share);
    assay__json_member_interval(json, "credible_reach", fit->credible_reach);
    put_parts(json, fit);
    assay__json_open_array(json, "sources");
    for (size_t i = 0; i < fit->n_sources; i++)
        put_source(json, &fit->sources[i]);
    assay__json_end_array(json);
    put_set(json, "unknown", fit->unknown);
    put_set(json, "disagree", fit->disagree);
    put_dialects(json, fit);
    assay__json_open(json, "text");
    put_text(json, "en", verdict, ASSAY_ENGLISH);
    put_text(json, "vi", verdict, ASSAY_VIETNAMESE);
    assay__json_end(json);
    assay__json_end(json);
}

/* ---- for people -------------------------------------------------------------------- */

/* A paragraph being written. */
typedef struct paragraph {
    assay_buffer *out;
    const assay_target_fit *fit;
    assay_language language;
} paragraph;

static assay_str part_text(const paragraph *p, unsigned part)
{
    return assay__str(assay__message_text(
        (assay__message)(ASSAY__SAY_PART_COUNTRY + part), p->language));
}

/* A number and its ends, as shares or as counts, behind {first}. */
static void say_range(const paragraph *p, assay__message message,
                      const assay_interval *range, bool shares, assay_str about)
{
    const double numbers[] = {range->value, range->low, range->high};
    assay__word words[3];
    for (unsigned i = 0; i < 3; i++)
        words[i] = shares ? assay__percent_word(numbers[i], p->language)
                          : assay__count_word(numbers[i], p->language);
    assay__say(p->out, message, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2]), about},
               4);
}

/* `country VN, language vi`. */
static void describe(const paragraph *p, assay_buffer *out)
{
    bool first = true;
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++) {
        const char *asked = asked_of(&p->fit->target, part);
        if (asked[0] == '\0')
            continue;
        assay__buffer_put(out, assay__str(first ? "" : ", "));
        assay__buffer_put(out, part_text(p, part));
        assay__buffer_put(out, ASSAY__LITERAL(" "));
        assay__buffer_put(out, assay__str(asked));
        first = false;
    }
}

static void say_share(const paragraph *p)
{
    assay_buffer target = {0};
    describe(p, &target);
    say_range(p, ASSAY__SAY_TARGET_SHARE, &p->fit->share, true,
              (assay_str){target.bytes, target.len});
    p->out->failed = p->out->failed || target.failed;
    assay__buffer_free(&target);
    if (!is_known(&p->fit->credible_reach))
        return;
    assay__buffer_put(p->out, ASSAY__LITERAL(" "));
    say_range(p, ASSAY__SAY_TARGET_REACH, &p->fit->credible_reach, false,
              (assay_str){"", 0});
}

/* What is not known, and what is known all the same. */
static void say_unknown(const paragraph *p)
{
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++) {
        if ((p->fit->unknown >> part & 1U) == 0)
            continue;
        assay__say(p->out, ASSAY__SAY_TARGET_UNKNOWN, p->language,
                   (assay_str[]){part_text(p, part)}, 1);
        assay__buffer_put(p->out, ASSAY__LITERAL(" "));
    }
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++) {
        const assay_interval *known = &p->fit->parts[part];
        if (!is_known(known))
            continue;
        assay__word words[3] = {assay__percent_word(known->value, p->language),
                                assay__percent_word(known->low, p->language),
                                assay__percent_word(known->high, p->language)};
        assay__say(p->out, ASSAY__SAY_TARGET_PART, p->language,
                   (assay_str[]){part_text(p, part), assay__word_str(&words[0]),
                                 assay__word_str(&words[1]), assay__word_str(&words[2])},
                   4);
        assay__buffer_put(p->out, ASSAY__LITERAL(" "));
    }
    while (p->out->len > 0 && p->out->bytes[p->out->len - 1] == ' ')
        p->out->len--;
}

/* `country: followers sampled 62%, language of comments 38%; language: …`. */
static void list_sources(const paragraph *p, assay_buffer *out)
{
    unsigned last = ASSAY_TARGET_PARTS;
    for (size_t i = 0; i < p->fit->n_sources; i++) {
        const assay_target_source *source = &p->fit->sources[i];
        bool opens = source->part != last;
        assay__buffer_put(out, assay__str(i == 0 ? "" : opens ? "; " : ", "));
        if (opens) {
            assay__buffer_put(out, part_text(p, source->part));
            assay__buffer_put(out, ASSAY__LITERAL(": "));
        }
        bool alone = source->weight >= 1;
        assay__word weight = assay__percent_word(source->weight, p->language);
        assay__buffer_put(
            out, assay__str(assay__in_language(SOURCE_EN[source->source],
                                               SOURCE_VI[source->source], p->language)));
        assay__buffer_put(out, assay__str(alone ? "" : " "));
        if (!alone)
            assay__buffer_put(out, assay__word_str(&weight));
        last = source->part;
    }
}

static void say_sources(const paragraph *p)
{
    assay_buffer list = {0};
    if (p->fit->n_sources > 0) {
        list_sources(p, &list);
        assay__buffer_put(p->out, ASSAY__LITERAL(" "));
        assay__say(p->out, ASSAY__SAY_TARGET_RESTS, p->language,
                   (assay_str[]){{list.bytes, list.len}}, 1);
    }
    p->out->failed = p->out->failed || list.failed;
    assay__buffer_free(&list);
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++) {
        if ((p->fit->disagree >> part & 1U) == 0)
            continue;
        assay__buffer_put(p->out, ASSAY__LITERAL(" "));
        assay__say(p->out, ASSAY__SAY_TARGET_DISAGREE, p->language,
                   (assay_str[]){part_text(p, part)}, 1);
    }
}

static void say_dialects(const paragraph *p)
{
    const assay_target_fit *fit = p->fit;
    size_t n = fit->north + fit->centre + fit->south;
    if (n < ENOUGH_MARKED)
        return;
    assay__word words[4] = {assay__count_word((double)n, p->language),
                            assay__count_word((double)fit->north, p->language),
                            assay__count_word((double)fit->centre, p->language),
                            assay__count_word((double)fit->south, p->language)};
    assay__buffer_put(p->out, ASSAY__LITERAL(" "));
    assay__say(p->out, ASSAY__SAY_TARGET_DIALECT, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2]), assay__word_str(&words[3])},
               4);
}

bool assay__target_say(assay_buffer *out, const assay_verdict *verdict,
                       assay_language language)
{
    if (verdict->target_fit == NULL)
        return false;
    const paragraph p = {out, verdict->target_fit, language};
    if (is_known(&p.fit->share))
        say_share(&p);
    else
        say_unknown(&p);
    say_sources(&p);
    say_dialects(&p);
    return true;
}
