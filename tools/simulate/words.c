/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grammars at work: rules found by name, alternatives chosen, names put together. */
#include "words.h"

#include "grammars.h"

#include <math.h>
#include <string.h>

static const char *const TOPICS[SIM_TOPICS] = {"food",    "beauty", "fashion", "travel",
                                               "fitness", "tech",   "family",  "music"};

static const sim_language LANGUAGES[] = {
    {"vi", "VN|VN|VN|VN|VN|VN|VN|US", 0.55, SIM_RULES_VI, true},
    {"en", "US|US|GB|AU|US|CA|PH|SG", 0.25, SIM_RULES_EN, false},
    {"id", "ID|ID|ID|ID|ID|ID|MY|ID", 0.06, SIM_RULES_ID, false},
    {"th", "TH|TH|TH|TH|TH|TH|TH|TH", 0.05, SIM_RULES_TH, false},
    {"es", "MX|ES|MX|AR|CO|ES|CL|PE", 0.05, SIM_RULES_ES, true},
    {"pt", "BR|BR|BR|BR|BR|PT|BR|BR", 0.04, SIM_RULES_PT, true},
};

size_t sim_language_count(void)
{
    return sizeof LANGUAGES / sizeof *LANGUAGES;
}

const char *sim_language_code(size_t i)
{
    return LANGUAGES[i].code;
}

double sim_language_weight(size_t i)
{
    return LANGUAGES[i].weight;
}

const sim_language *sim_language_at(size_t i)
{
    return &LANGUAGES[i];
}

const char *sim_topic_name(unsigned topic)
{
    return TOPICS[topic];
}

static bool same(const char *name, const char *wanted, size_t length)
{
    return *name == *wanted && !strncmp(name, wanted, length) && !name[length];
}

/* A rule's text: `name.topic` before `name`; empty when there is none. */
static const char *find(const sim_language *language, unsigned topic, const char *name,
                        size_t length)
{
    for (const sim_rule *rule = language->rules; rule->name; rule++) {
        if (*rule->name != *name || strncmp(rule->name, name, length) != 0) {
            continue;
        }
        const char *rest = rule->name + length;
        if (!*rest || (*rest == '.' && !strcmp(rest + 1, TOPICS[topic]))) {
            return rule->says;
        }
    }
    return "";
}

static size_t alternatives(const char *says)
{
    size_t n = 1;
    for (const char *c = says; *c; c++) {
        n += *c == '|';
    }
    return n;
}

static assay_str alternative(const char *says, size_t pick)
{
    while (pick > 0) {
        says = strchr(says, '|') + 1;
        pick--;
    }
    return (assay_str){says, strcspn(says, "|")};
}

static assay_str choose(const char *says, double eager, gsl_rng *rng)
{
    size_t n = alternatives(says);
    double u = pow(gsl_rng_uniform(rng), eager);
    size_t pick = (size_t)(u * (double)n);
    return alternative(says, pick < n ? pick : n - 1);
}

/** What an expansion needs on its way down. */
typedef struct speech {
    unsigned language, topic;
    gsl_rng *rng;
    sim_text *out;
} speech;

static void expand(const speech *s, assay_str words, unsigned depth);

static void fill(const speech *s, const char *name, size_t length, unsigned depth)
{
    if (same("tagged", name, length)) {
        sim_person_handle(s->language, 0.4, s->rng, s->out);
    } else if (same("number", name, length)) {
        sim_text_count(s->out, (double)(1 + sim_below(s->rng, 999)));
    } else {
        const char *says = find(&LANGUAGES[s->language], s->topic, name, length);
        expand(s, choose(says, 1, s->rng), depth + 1);
    }
}

static void expand(const speech *s, assay_str words, unsigned depth)
{
    size_t i = 0;
    while (i < words.len) {
        const char *at = words.ptr + i;
        size_t plain = strcspn(at, "{");
        plain = plain < words.len - i ? plain : words.len - i;
        sim_text_add(s->out, at, plain);
        i += plain;
        if (i == words.len) {
            return;
        }
        size_t length = strcspn(words.ptr + i, "}") - 1;
        if (depth < 6) {
            fill(s, words.ptr + i + 1, length, depth);
        }
        i += length + 2;
    }
}

void sim_say(const sim_voice *voice, const char *rule, gsl_rng *rng, sim_text *out)
{
    speech s = {voice->language, voice->topic, rng, out};
    const char *says =
        find(&LANGUAGES[voice->language], voice->topic, rule, strlen(rule));
    expand(&s, choose(says, voice->eager, rng), 0);
}

void sim_say_template(const sim_voice *voice, const char *rule, uint64_t pick,
                      gsl_rng *rng, sim_text *out)
{
    speech s = {voice->language, voice->topic, rng, out};
    const char *says =
        find(&LANGUAGES[voice->language], voice->topic, rule, strlen(rule));
    expand(&s, alternative(says, (size_t)(pick % alternatives(says))), 0);
}

static void say_word(unsigned language, const char *rule, gsl_rng *rng, sim_text *out)
{
    const char *says = find(&LANGUAGES[language], 0, rule, strlen(rule));
    assay_str word = choose(says, 1, rng);
    sim_text_add(out, word.ptr, word.len);
}

static void add_pick(const sim_language *language, const char *rule, uint64_t *code,
                     sim_text *out)
{
    const char *says = find(language, 0, rule, strlen(rule));
    size_t n = alternatives(says);
    assay_str word = alternative(says, (size_t)(*code % n));
    *code /= n;
    sim_text_add(out, word.ptr, word.len);
}

static uint64_t words_of(const sim_language *l)
{
    return alternatives(find(l, 0, "given", 5)) * alternatives(find(l, 0, "second", 6)) *
           alternatives(find(l, 0, "craft", 5));
}

/* The index, scattered, is read as three words; so no two are alike within a round.
 * 7919 is a prime that divides no number of words. */
static uint64_t code_of(const sim_language *l, uint64_t index)
{
    return (index * 7919) % words_of(l);
}

void sim_creator_handle(unsigned language, uint64_t index, gsl_rng *rng, sim_text *out)
{
    static const char *const JOINTS[] = {".", "_", "", "."};
    const sim_language *l = &LANGUAGES[language];
    uint64_t code = code_of(l, index);
    uint64_t round = index / words_of(l);
    const char *joint = JOINTS[sim_below(rng, 4)];
    bool number = sim_chance(rng, 0.25);
    double year = (double)(10 + sim_below(rng, 90));
    add_pick(l, "given", &code, out);
    add_pick(l, "second", &code, out);
    sim_text_puts(out, joint);
    add_pick(l, "craft", &code, out);
    if (round > 0) {
        sim_text_count(out, (double)(99 + round));
    } else if (number) {
        sim_text_count(out, year);
    }
}

static void capital(sim_text *out, size_t at)
{
    if (!out->failed && at < out->length) {
        out->bytes[at] = (char)((unsigned char)out->bytes[at] & 0xDFU);
    }
}

void sim_creator_name(unsigned language, uint64_t index, sim_text *out)
{
    const sim_language *l = &LANGUAGES[language];
    uint64_t code = code_of(l, index);
    bool family_first = language == 0;
    uint64_t rest = code / alternatives(find(l, 0, "given", 5));
    size_t start = out->length;
    add_pick(l, family_first ? "second" : "given", family_first ? &rest : &code, out);
    capital(out, start);
    sim_text_putc(out, ' ');
    start = out->length;
    code = family_first ? code_of(l, index) : code;
    add_pick(l, family_first ? "given" : "second", &code, out);
    capital(out, start);
}

static void add_letters(gsl_rng *rng, size_t n, sim_text *out)
{
    for (size_t i = 0; i < n; i++) {
        sim_text_putc(out, (char)('a' + (char)sim_below(rng, 26)));
    }
}

void sim_person_handle(unsigned language, double digits, gsl_rng *rng, sim_text *out)
{
    double kind = gsl_rng_uniform(rng);
    bool number = sim_chance(rng, digits);
    if (kind < 0.05) {
        sim_text_puts(out, "user");
        sim_text_count(out, (double)(100000 + sim_below(rng, 900000000)));
        return;
    }
    if (kind < 0.12) {
        add_letters(rng, 5 + sim_below(rng, 5), out);
    } else {
        say_word(language, "given", rng, out);
        sim_text_puts(out, kind < 0.35 ? "_" : kind < 0.6 ? "." : "");
        say_word(language, kind < 0.85 ? "second" : "craft", rng, out);
    }
    if (number) {
        static const double SPAN[] = {10, 100, 1000, 10000};
        double span = SPAN[sim_below(rng, 4)];
        sim_text_count(out, floor(sim_between(rng, 1, span)));
    }
}
