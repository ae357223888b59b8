/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What answers: the models, and the table of statistics. */
#include "routes.h"
#include "service.h"

#include <math.h>
#include <time.h>

static void put_model(strbuf *out, const char *comma, const assay_model_ref *model)
{
    strbuf_printf(out, "%s{\"kind\":\"%s\",\"name\":", comma, model->kind);
    strbuf_json_word(out, model->name);
    strbuf_printf(out, ",\"sha256\":\"%s\"}", model->sha256);
}

static void put_time(strbuf *out, int64_t at)
{
    struct tm day;
    char text[32];
    time_t when = (time_t)at;
    if (gmtime_r(&when, &day) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &day) > 0)
        strbuf_printf(out, ",\"loaded_at\":\"%s\"", text);
}

static void put_set(strbuf *out, const snapshot *set)
{
    static const char *const BASES[] = {"none", "simulation", "labels"};
    const assay_policy *policy = &set->loaded.policy;
    assay_model_ref comments = {"comments",
                                assay_comments_model_name(set->loaded.comments),
                                assay_comments_model_sha256(set->loaded.comments)};
    strbuf_printf(out, "{\"engine\":\"%s\",\"schema\":\"assay.verdict/1\",\"models\":[",
                  assay_version());
    put_model(out, "", &set->accounts);
    put_model(out, ",", &comments);
    strbuf_printf(out, "],\"basis\":\"%s\"",
                  BASES[assay_model_basis(set->loaded.accounts)]);
    put_time(out, set->loaded_at);
    strbuf_printf(out,
                  ",\"loads\":%llu,\"policy\":{\"cost_wrong_sign\":%.9g,"
                  "\"cost_wrong_decline\":%.9g,\"prevalence\":%.9g}",
                  (unsigned long long)set->number, policy->cost_wrong_sign,
                  policy->cost_wrong_decline, policy->prevalence);
    if (set->challenger != NULL) {
        assay_model_ref challenger = assay_model_reference(set->challenger);
        put_model(out, ",\"challenger\":", &challenger);
    }
    strbuf_word(out, "}\n");
}

void route_model(request *r)
{
    snapshot *set = snapshot_take(&r->of->models);
    put_set(&r->x->reply, set);
    snapshot_drop(set);
    http_reply(r->x, 200, "application/json");
    http_put(r->x, "Cache-Control", "no-store");
}

static void put_limit(strbuf *out, const char *name, double limit)
{
    if (isfinite(limit))
        strbuf_printf(out, ",\"%s\":%.9g", name, limit);
}

static void put_word(strbuf *out, const char *name, const char *word)
{
    strbuf_printf(out, ",\"%s\":", name);
    strbuf_json_word(out, word == NULL ? "" : word);
}

static void put_feature(strbuf *out, const assay_feature *row)
{
    strbuf_word(out, "{\"name\":");
    strbuf_json_word(out, row->name);
    put_word(out, "family", assay_family_name(row->family));
    put_word(out, "unit", row->unit);
    strbuf_printf(out, ",\"direction\":%d", row->direction);
    put_limit(out, "low", row->low);
    put_limit(out, "high", row->high);
    put_word(out, "minimum", row->minimum);
    put_word(out, "formula", row->formula);
    put_word(out, "source", row->source);
    strbuf_word(out, ",\"phrase\":{\"en\":");
    strbuf_json_word(out, row->phrase_en);
    put_word(out, "vi", row->phrase_vi);
    strbuf_word(out, "}}");
}

void route_features(request *r)
{
    strbuf *out = &r->x->reply;
    strbuf_word(out, "{\"features\":[");
    for (size_t i = 0; i < assay_feature_count(); i++) {
        strbuf_word(out, i > 0 ? "," : "");
        put_feature(out, assay_feature_at(i));
    }
    strbuf_word(out, "]}\n");
    http_reply(r->x, 200, "application/json");
}
