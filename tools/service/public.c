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

static void put_day(int64_t at, strbuf *out)
{
    struct tm day;
    time_t when = (time_t)at;
    if (at == ASSAY_TIME_UNKNOWN || gmtime_r(&when, &day) == NULL)
        return;
    strbuf_printf(out, ",\"as_of\":\"%04d-%02d-%02d\"", day.tm_year + 1900,
                  day.tm_mon + 1, day.tm_mday);
}

static void put_models(const assay_verdict *verdict, strbuf *out)
{
    strbuf_printf(out, ",\"engine\":\"%s\",\"models\":[", assay_version());
    for (size_t i = 0; i < verdict->n_models; i++) {
        strbuf_printf(out, "%s{\"kind\":\"%s\",\"name\":", i > 0 ? "," : "",
                      verdict->models[i].kind);
        strbuf_json_word(out, verdict->models[i].name);
        strbuf_printf(out, ",\"sha256\":\"%s\"}", verdict->models[i].sha256);
    }
    strbuf_word(out, "]");
}

/* To tenths; what would round to 0 or 1 is told by the middle of its bucket, since no
 * risk is certain. */
static double rounded(double probability)
{
    const double end = 0.025;
    double tenths = round(probability * 10.0) / 10.0;
    return tenths <= 0.0 ? end : tenths >= 1.0 ? 1.0 - end : tenths;
}

void public_verdict(const assay_verdict *verdict, strbuf *out)
{
    const assay_account *account = verdict->account;
    strbuf_word(out, "{\"schema\":\"assay.verdict/1\",\"platform\":");
    strbuf_json(out, account->platform.ptr, account->platform.len);
    strbuf_word(out, ",\"handle\":");
    strbuf_json(out, account->handle.ptr, account->handle.len);
    put_day(verdict->as_of, out);
    put_models(verdict, out);
    strbuf_printf(out, ",\"state\":\"%s\"", state_word(verdict->state));
    if (verdict->decided)
        strbuf_printf(out, ",\"decision\":\"%s\"", DECISIONS[verdict->decision]);
    if (!isnan(verdict->integrity))
        strbuf_printf(out, ",\"integrity\":%.0f",
                      10.0 * round(verdict->integrity / 10.0));
    if (verdict->basis != ASSAY_BASIS_NONE && !isnan(verdict->risk.value))
        strbuf_printf(out, ",\"risk\":{\"probability\":%g,\"basis\":\"%s\"}",
                      rounded(verdict->risk.value), BASES[verdict->basis]);
    strbuf_word(out, "}");
}
