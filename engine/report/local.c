/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audience says and how much of it lies within the target, for programs and for
 * people. Both are labelled by what they rest on. */
#include "report/local.h"

#include "base/str.h"

#include <math.h>

static void put_ends(assay__json_writer *json, assay_interval share)
{
    assay__json_member_number(json, "value", share.value);
    assay__json_member_number(json, "low", share.low);
    assay__json_member_number(json, "high", share.high);
}

void assay__voice_put_json(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_audience_voice *voice = &verdict->findings->comments.voice;
    if (voice->n + voice->inauthentic == 0)
        return;
    assay__json_open(json, "audience_voice");
    assay__json_member_text(json, "basis", ASSAY__LITERAL("lexicon"));
    assay__json_key(json, "calibrated");
    assay__json_bool(json, false);
    assay__json_member_count(json, "n", voice->n);
    assay__json_member_count(json, "inauthentic", voice->inauthentic);
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++) {
        assay__json_open(json, assay_voice_name((assay_voice)i));
        put_ends(json, voice->says[i].share);
        assay__json_member_count(json, "n", voice->says[i].credible);
        assay__json_member_count(json, "inauthentic", voice->says[i].inauthentic);
        assay__json_end(json);
    }
    if (!isnan(voice->reply_rate.value)) {
        assay__json_open(json, "reply_rate");
        put_ends(json, voice->reply_rate);
        assay__json_member_count(json, "n", voice->replied);
        assay__json_end(json);
    }
    assay__json_end(json);
}

static void say_replies(assay_buffer *out, assay_interval rate, assay_language language)
{
    assay__word words[3] = {assay__percent_word(rate.value, language),
                            assay__percent_word(rate.low, language),
                            assay__percent_word(rate.high, language)};
    assay__buffer_put(out, ASSAY__LITERAL(" "));
    assay__say(out, ASSAY__SAY_VOICE_REPLIES, language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2])},
               3);
}

bool assay__voice_say(assay_buffer *out, const assay_verdict *verdict,
                      assay_language language)
{
    const assay_audience_voice *voice = &verdict->findings->comments.voice;
    if (voice->n == 0 || isnan(voice->says[0].share.value))
        return false;
    assay__word words[1 + ASSAY_VOICE_COUNT];
    assay_str spans[1 + ASSAY_VOICE_COUNT];
    words[0] = assay__count_word((double)voice->n, language);
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++)
        words[1 + i] = assay__percent_word(voice->says[i].share.value, language);
    for (unsigned i = 0; i < 1 + ASSAY_VOICE_COUNT; i++)
        spans[i] = assay__word_str(&words[i]);
    assay__say(out, ASSAY__SAY_VOICE, language, spans, 1 + ASSAY_VOICE_COUNT);
    if (!isnan(voice->reply_rate.value))
        say_replies(out, voice->reply_rate, language);
    return true;
}
