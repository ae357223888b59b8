/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A group is told as what was seen: who acts together, how often, with which others. */
#include "report/pools_json.h"

#include "base/str.h"

#include <string.h>

enum { NAMED = 3 };

/* The first accounts, with how many of the people come there too, and how many more. */
static void say_others(assay_buffer *out, const assay_shared_pool *pool,
                       assay_language language)
{
    for (size_t i = 0; i < pool->n_with && i < NAMED; i++) {
        assay__buffer_put(out, i == 0 ? (assay_str){"", 0} : ASSAY__LITERAL(", "));
        if (pool->people == NULL || pool->people[i] == 0) {
            assay__buffer_put(out, pool->with[i]);
            continue;
        }
        assay__word people = assay__count_word((double)pool->people[i], language);
        assay_str words[] = {pool->with[i], assay__word_str(&people)};
        assay__say(out, ASSAY__SAY_POOL_WITH, language, words, 2);
    }
    if (pool->n_with > NAMED) {
        assay__word more = assay__count_word((double)(pool->n_with - NAMED), language);
        assay_str words[] = {assay__word_str(&more)};
        assay__say(out, ASSAY__SAY_POOL_MORE, language, words, 1);
    }
}

/* When it was seen; nothing where no time is known. */
static void say_dates(assay_buffer *out, const assay_shared_pool *pool,
                      assay_language language)
{
    if (pool->from == ASSAY_TIME_UNKNOWN || pool->to == ASSAY_TIME_UNKNOWN)
        return;
    assay__word from = assay__time_word(pool->from, true);
    assay__word to = assay__time_word(pool->to, true);
    assay_str words[] = {assay__word_str(&from), assay__word_str(&to)};
    assay__say(out, ASSAY__SAY_POOL_DATES, language, words, 2);
}

static assay__message message_of(const assay_shared_pool *pool)
{
    if (strcmp(pool->kind, "pod") == 0)
        return ASSAY__SAY_POOL_POD;
    if (strcmp(pool->kind, "near_copy") == 0)
        return ASSAY__SAY_POOL_COPY;
    if (strcmp(pool->kind, "fans") == 0)
        return ASSAY__SAY_POOL_FANS;
    if (strcmp(pool->kind, "coordinated_promotion") == 0)
        return ASSAY__SAY_POOL_PROMOTION;
    return ASSAY__SAY_POOL_SHARED;
}

void assay__say_pool(assay_buffer *out, const assay_shared_pool *pool,
                     assay_language language)
{
    assay_buffer others = {0}, dates = {0};
    say_others(&others, pool, language);
    say_dates(&dates, pool, language);
    assay__word members = assay__count_word((double)pool->members, language);
    assay__word share = assay__percent_word(pool->share, language);
    assay__word windows = assay__count_word((double)pool->windows, language);
    assay__word overlap = assay__percent_word(pool->overlap, language);
    assay_str words[] = {assay__word_str(&members), assay__word_str(&share),
                         assay__word_str(&windows), {others.bytes, others.len},
                         assay__word_str(&overlap), {dates.bytes, dates.len}};
    assay__say(out, message_of(pool), language, words, sizeof words / sizeof *words);
    out->failed = out->failed || others.failed || dates.failed;
    assay__buffer_free(&others);
    assay__buffer_free(&dates);
}

static void put_date(assay__json_writer *json, const char *key, int64_t at)
{
    assay__word word = assay__time_word(at, true);
    if (at != ASSAY_TIME_UNKNOWN)
        assay__json_member_text(json, key, assay__word_str(&word));
}

static void put_pool(assay__json_writer *json, const assay_shared_pool *pool)
{
    static const char *const KEYS[] = {"en", "vi"};
    assay__json_begin(json);
    assay__json_member_text(json, "kind", assay__str(pool->kind));
    assay__json_member_number(json, "group", (double)pool->group);
    assay__json_member_number(json, "members", (double)pool->members);
    assay__json_member_number(json, "share", pool->share);
    if (pool->windows > 0)
        assay__json_member_number(json, "windows", (double)pool->windows);
    put_date(json, "from", pool->from);
    put_date(json, "to", pool->to);
    assay__json_open_array(json, "with");
    for (size_t i = 0; i < pool->n_with; i++)
        assay__json_text(json, pool->with[i]);
    assay__json_end_array(json);
    if (pool->people != NULL) {
        assay__json_open_array(json, "people");
        for (size_t i = 0; i < pool->n_with; i++)
            assay__json_number(json, (double)pool->people[i]);
        assay__json_end_array(json);
    }
    assay__json_member_number(json, "p_value", pool->p_value);
    assay__json_open(json, "text");
    for (int language = ASSAY_ENGLISH; language <= ASSAY_VIETNAMESE; language++) {
        assay_buffer text = {0};
        assay__say_pool(&text, pool, (assay_language)language);
        assay__json_member_text(json, KEYS[language], (assay_str){text.bytes, text.len});
        json->out->failed = json->out->failed || text.failed;
        assay__buffer_free(&text);
    }
    assay__json_end(json);
    assay__json_end(json);
}

void assay__pools_put(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_network_findings *network = &verdict->findings->network;
    if (network->n_pools == 0)
        return;
    assay__json_open_array(json, "shared_pools");
    for (size_t i = 0; i < network->n_pools; i++)
        put_pool(json, &network->pools[i]);
    assay__json_end_array(json);
}
