/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the creator said, and what would change the answer, as members of a verdict. */
#include "report/reply_json.h"

#include "base/clock.h"
#include "base/str.h"
#include "report/reply_text.h"
#include "report/words.h"

/* A claim's own times are dates when both are midnight, whatever the readings were. */
static void put_explained(assay__json_writer *json, const assay_verdict *verdict,
                          const assay_explained *explained)
{
    const assay_explanation *claim = explained->claim;
    const assay_events *events = &verdict->findings->events;
    bool dated = assay__whole_day(claim->from) && assay__whole_day(claim->to);
    assay__json_begin(json);
    assay__json_member_text(json, "cause", claim->cause);
    assay__json_member_time(json, "from", claim->from, dated);
    assay__json_member_time(json, "to", claim->to, dated);
    assay__json_member_number(json, "before", explained->before);
    assay__json_member_number(json, "after", explained->after);
    assay__json_open_array(json, "bears_on");
    for (size_t i = 0; i < explained->on->n; i++) {
        const assay_event *event = &events->events[explained->on->events[i]];
        assay__json_begin(json);
        assay__json_member_time(json, "from", event->from, verdict->dated);
        assay__json_member_time(json, "to", event->to, verdict->dated);
        assay__json_end(json);
    }
    assay__json_end_array(json);
    assay__json_end(json);
}

void assay__explanations_put(assay__json_writer *json, const assay_verdict *verdict)
{
    if (verdict->n_explained == 0)
        return;
    assay__json_open_array(json, "explanations");
    for (size_t i = 0; i < verdict->n_explained; i++)
        put_explained(json, verdict, &verdict->explained[i]);
    assay__json_end_array(json);
}

static void put_change(assay__json_writer *json, const assay_verdict *verdict,
                       const assay_change *change)
{
    assay__json_member_word(json, "change", assay_change_name(change->kind));
    switch (change->kind) {
    case ASSAY_CHANGE_EXPLAIN_EVENT:
    case ASSAY_CHANGE_REMOVE_EVENT: {
        const assay_event *event = &verdict->findings->events.events[change->event];
        assay__json_member_time(json, "from", event->from, verdict->dated);
        assay__json_member_time(json, "to", event->to, verdict->dated);
        if (change->kind == ASSAY_CHANGE_EXPLAIN_EVENT)
            assay__json_member_word(json, "cause", assay_cause_name(change->cause));
        else
            assay__json_member_count(json, "followers", change->removed);
        return;
    }
    case ASSAY_CHANGE_REMOVE_COMMENTS:
        assay__json_member_count(json, "cluster", change->cluster + 1);
        assay__json_member_count(json, "comments", change->removed);
        return;
    case ASSAY_CHANGE_REMOVE_POSTS:
        assay__json_member_count(json, "posts", change->removed);
        return;
    case ASSAY_CHANGE_WITHHOLD_FAMILY:
        assay__json_member_word(json, "family", assay_family_name(change->family));
        return;
    }
}

static void put_counterfactual(assay__json_writer *json, const assay_verdict *verdict,
                               const assay_counterfactual *what)
{
    static const char *const KEYS[] = {"en", "vi"};
    assay__json_begin(json);
    put_change(json, verdict, &what->changes[0]);
    if (what->n_changes > 1) {
        assay__json_open(json, "and");
        put_change(json, verdict, &what->changes[1]);
        assay__json_end(json);
    }
    assay__json_member_word(json, "decision", assay__decision_name(what->decision));
    assay__json_member_number(json, "probability", what->probability);
    assay__json_open(json, "text");
    for (int language = ASSAY_ENGLISH; language <= ASSAY_VIETNAMESE; language++) {
        assay_buffer text = {0};
        assay__say_counterfactual(&text, verdict, what, (assay_language)language, true);
        assay__json_member_text(json, KEYS[language], (assay_str){text.bytes, text.len});
        json->out->failed = json->out->failed || text.failed;
        assay__buffer_free(&text);
    }
    assay__json_end(json);
    assay__json_end(json);
}

/* Looked for and not found is an empty array; not looked for is none. */
void assay__counterfactuals_put(assay__json_writer *json, const assay_verdict *verdict)
{
    if (!verdict->asked_counterfactuals)
        return;
    assay__json_open_array(json, "counterfactuals");
    for (size_t i = 0; i < verdict->n_counterfactuals; i++)
        put_counterfactual(json, verdict, &verdict->counterfactuals[i]);
    assay__json_end_array(json);
}
