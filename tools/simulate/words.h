/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words: small grammars in six languages, and names people give themselves.
 *
 * A grammar is a list of rules; a rule is alternatives between `|`, in which `{rule}`
 * is replaced by an alternative of that rule, `{thing}` and its like by the topic's
 * own. Every role writes by the same rules: vendors keep a few of the sentences they
 * give, people choose freely, so no word tells who wrote it. / */
#ifndef SIMULATE_WORDS_H
#define SIMULATE_WORDS_H

#include "bytes.h"
#include "random.h"

enum { SIM_TOPICS = 8, SIM_LANGUAGES_MAX = 8 };

/** One rule: its name, its alternatives. */
typedef struct sim_rule {
    const char *name, *says;
} sim_rule;

/** A language: its rules, what it is, and words for handles. */
typedef struct sim_language {
    const char *code, *countries; /**< countries between `|`, the most usual first */
    double weight;                /**< of accounts */
    const sim_rule *rules;        /**< ended by a row of NULL */
    bool accents;                 /**< typed with or without by choice */
} sim_language;

size_t sim_language_count(void);
const char *sim_language_code(size_t i);
double sim_language_weight(size_t i);
const sim_language *sim_language_at(size_t i);

/** Name of a topic as a category; static. */
const char *sim_topic_name(unsigned topic);

/** How one person types. */
typedef struct sim_hand {
    bool plain, decomposed, short_forms, lower, emphatic;
} sim_hand;

/** Who speaks of what.  `eager` 1: all alternatives of a rule alike; larger: the first
 * ones far more often, as with the reactions people really use. */
typedef struct sim_voice {
    unsigned language, topic;
    double eager;
} sim_voice;

/** Append what a rule says. */
void sim_say(const sim_voice *voice, const char *rule, gsl_rng *rng, sim_text *out);

/** Append what a rule says, with its alternative fixed: the same template each time. */
void sim_say_template(const sim_voice *voice, const char *rule, uint64_t pick,
                      gsl_rng *rng, sim_text *out);

/** Retype the end of a text, from `start`, by a hand. */
void sim_retype(unsigned language, const sim_hand *hand, gsl_rng *rng, sim_text *text,
                size_t start);

/** Append the handle of a creator, different for every index of a language. */
void sim_creator_handle(unsigned language, uint64_t index, gsl_rng *rng, sim_text *out);

/** Append the handle of some person.
 * @param digits  share of people whose handle ends in a number */
void sim_person_handle(unsigned language, double digits, gsl_rng *rng, sim_text *out);

/** Append the written name of the creator of an index, in the words of the handle. */
void sim_creator_name(unsigned language, uint64_t index, sim_text *out);

#endif
