/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever would adapt an account until it passes needs a gradient; tens of points and
 * tenths of a probability give little. The members keep their meaning in
 * assay.verdict/1, in which whatever is not told is absent. */
#include "public.h"

#include <assay/assay.h>

#include <inttypes.h>
#include <math.h>
#include <time.h>

static const char *const DECISIONS[] = {"insufficient_data", "sign", "review", "decline"};
static const char *const BASES[] = {"none", "simulation", "labels"};

static const char *state_word(assay_state state)
{
    switch (state) {
    case ASSAY_STATE_OK:
        return "ok";
    case ASSAY_LOW_DATA:
        return "low_data";
    case ASSAY_NOT_ASSESSABLE:
        break;
    }
    return "not_assessable";
}

static void put_day(int64_t at, text *out)
{
    struct tm day;
    time_t when = (time_t)at;
    if (at == ASSAY_TIME_UNKNOWN || gmtime_r(&when, &day) == NULL)
        return;
    text_printf(out, ",\"as_of\":\"%04d-%02d-%02d\"", day.tm_year + 1900, day.tm_mon + 1,
                day.tm_mday);
}

static void put_models(const assay_verdict *verdict, text *out)
{
    text_printf(out, ",\"engine\":\"%s\",\"models\":[", assay_version());
    for (size_t i = 0; i < verdict->n_models; i++) {
        text_printf(out, "%s{\"kind\":\"%s\",\"name\":", i > 0 ? "," : "",
                    verdict->models[i].kind);
        text_json_word(out, verdict->models[i].name);
        text_printf(out, ",\"sha256\":\"%s\"}", verdict->models[i].sha256);
    }
    text_word(out, "]");
}

void public_verdict(const assay_verdict *verdict, text *out)
{
    const assay_account *account = verdict->account;
    text_word(out, "{\"schema\":\"assay.verdict/1\",\"platform\":");
    text_json(out, account->platform.ptr, account->platform.len);
    text_word(out, ",\"handle\":");
    text_json(out, account->handle.ptr, account->handle.len);
    put_day(verdict->as_of, out);
    put_models(verdict, out);
    text_printf(out, ",\"state\":\"%s\"", state_word(verdict->state));
    if (verdict->decided)
        text_printf(out, ",\"decision\":\"%s\"", DECISIONS[verdict->decision]);
    if (!isnan(verdict->integrity))
        text_printf(out, ",\"integrity\":%.0f", 10.0 * round(verdict->integrity / 10.0));
    if (verdict->basis != ASSAY_BASIS_NONE && !isnan(verdict->risk.value))
        text_printf(out, ",\"risk\":{\"probability\":%.1f,\"basis\":\"%s\"}",
                    round(verdict->risk.value * 10.0) / 10.0, BASES[verdict->basis]);
    text_word(out, "}");
}
