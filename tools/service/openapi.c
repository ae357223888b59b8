/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client may send is told exactly, since the tables know it; of what it gets, the
 * members that programs decide by. */
#include "openapi.h"

#include "problem.h"
#include "routes.h"
#include "service.h"

#include <stdlib.h>
#include <string.h>

/* JSON schemas by the kinds of assay_input_kind. What is not known may be null. */
static const struct kind_schema {
    const char *kind, *needed, *optional;
} KINDS[] = {
    {"text", "{\"type\":\"string\"}", "{\"type\":[\"string\",\"null\"]}"},
    {"name",
     "{\"oneOf\":[{\"type\":\"string\",\"pattern\":\"[^\\\\s@]\"},"
     "{\"type\":\"integer\",\"minimum\":0}]}",
     "{\"type\":[\"string\",\"integer\",\"null\"],\"minimum\":0}"},
    {"number", "{\"type\":\"number\"}", "{\"type\":[\"number\",\"null\"]}"},
    {"count", "{\"type\":\"number\",\"minimum\":0}",
     "{\"type\":[\"number\",\"null\"],\"minimum\":0}"},
    {"share", "{\"type\":\"number\",\"minimum\":0,\"maximum\":1}",
     "{\"type\":[\"number\",\"null\"],\"minimum\":0,\"maximum\":1}"},
    {"truth", "{\"type\":\"boolean\"}", "{\"enum\":[true,false,0,1,null]}"},
    {"time", "{\"$ref\":\"#/components/schemas/Time\"}",
     "{\"oneOf\":[{\"$ref\":\"#/components/schemas/Time\"},{\"type\":\"null\"}]}"},
};

#define CAUSES                                                                           \
    "{\"enum\":[\"purchase\",\"viral\",\"giveaway\",\"press\",\"ads\","                  \
    "\"collaboration\",\"purge\",\"tracker\",\"other\"]}"

static const char *schema_of(const char *kind, bool needed)
{
    for (size_t i = 0; i < LENGTH(KINDS); i++)
        if (strcmp(KINDS[i].kind, kind) == 0)
            return needed ? KINDS[i].needed : KINDS[i].optional;
    return "{}";
}

static const char *column_schema(size_t table, size_t column, bool *needed)
{
    const char *kind = assay_input_kind(table, column, needed);
    const char *name = assay_input_key(table, column);
    if (table == 0 && strcmp(name, "fee") == 0)
        return "{\"oneOf\":[{\"type\":[\"number\",\"null\"],\"minimum\":0},"
               "{\"$ref\":\"#/components/schemas/Fee\"}]}";
    if (*needed && strcmp(name, "cause") == 0)
        return CAUSES;
    return schema_of(kind, *needed);
}

/* The tables that lie beside an account's own fields, arrays of rows. */
static void put_tables(strbuf *out)
{
    for (size_t t = 1; assay_input_table(t) != NULL; t++)
        strbuf_printf(out,
                      ",\"%s\":{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"array\","
                      "\"items\":{\"$ref\":\"#/components/schemas/row_%s\"}}]}",
                      assay_input_table(t), assay_input_table(t));
}

/* The properties of a table's rows, and which of them a row must have. */
static void put_columns(size_t table, strbuf *out)
{
    strbuf required = {0};
    strbuf_word(out, "\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; assay_input_column(table, i) != NULL; i++) {
        bool needed = false;
        const char *schema = column_schema(table, i, &needed);
        const char *name = assay_input_key(table, i);
        strbuf_printf(out, "%s\"%s\":%s", i > 0 ? "," : "", name, schema);
        if (needed)
            strbuf_printf(&required, "%s\"%s\"", required.len > 0 ? "," : "", name);
    }
    if (table == 0)
        put_tables(out);
    strbuf_word(out, "}");
    if (required.len > 0) {
        strbuf_word(out, ",\"required\":[");
        strbuf_put(out, required.ptr, required.len);
        strbuf_word(out, "]");
    }
    strbuf_free(&required);
}

static const char FIXED_SCHEMAS[] =
    "\"Time\":{\"description\":\"a day, an instant with or without offset, or Unix "
    "seconds; without zone, UTC\",\"oneOf\":[{\"type\":\"string\",\"format\":\"date\"},"
    "{\"type\":\"string\",\"format\":\"date-time\"},{\"type\":\"integer\"}]},"
    "\"Fee\":{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":[\"number\","
    "\"null\"],\"minimum\":0},\"currency\":{\"type\":\"string\"}}},"
    "\"Problem\":{\"description\":\"RFC 9457\",\"type\":\"object\",\"properties\":{"
    "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":"
    "\"integer\"},\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"pointer\":{\"type\":\"string\",\"description\":\"JSON pointer, RFC 6901\"},"
    "\"parameter\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},\"line\":{"
    "\"type\":\"integer\"},\"column\":{\"type\":\"integer\"}}}}},\"required\":[\"type\","
    "\"title\",\"status\"]},"
    "\"Interval\":{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"number\"},"
    "\"low\":{\"type\":\"number\"},\"high\":{\"type\":\"number\"}},\"required\":["
    "\"value\"]},"
    "\"Verdict\":{\"description\":\"assay.verdict/1: what cannot be assessed is absent\","
    "\"type\":\"object\",\"properties\":{\"schema\":{\"const\":\"assay.verdict/1\"},"
    "\"platform\":{\"type\":\"string\"},\"handle\":{\"type\":\"string\"},\"as_of\":{"
    "\"type\":\"string\"},\"engine\":{\"type\":\"string\"},\"models\":{\"type\":"
    "\"array\","
    "\"items\":{\"$ref\":\"#/components/schemas/ModelRef\"}},\"input_sha256\":{\"type\":"
    "\"string\"},\"state\":{\"enum\":[\"ok\",\"low_data\",\"not_assessable\"]},"
    "\"decision\":{\"enum\":[\"sign\",\"review\",\"decline\",\"insufficient_data\"]},"
    "\"held\":{\"type\":\"object\",\"description\":\"what keeps a review from being a "
    "decline\",\"properties\":{\"because\":{\"enum\":[\"range\",\"sales\",\"benign\","
    "\"alone\"]},\"text\":{\"type\":\"object\"}}},"
    "\"integrity\":{\"type\":\"number\",\"minimum\":0,\"maximum\":100},\"risk\":{"
    "\"type\":"
    "\"object\",\"properties\":{\"probability\":{\"type\":\"number\",\"minimum\":0,"
    "\"maximum\":1},\"low\":{\"type\":\"number\"},\"high\":{\"type\":\"number\"},"
    "\"unexplained\":{\"type\":\"number\",\"description\":\"without any "
    "explanation\"},"
    "\"basis\":{\"enum\":[\"none\",\"simulation\",\"labels\"]}}},\"reasons\":{\"type\":"
    "\"array\"},\"families\":{\"type\":\"array\"},\"estimates\":{\"type\":\"object\","
    "\"additionalProperties\":{\"$ref\":\"#/components/schemas/Interval\"}},\"events\":{"
    "\"type\":\"array\"},\"explanations\":{\"type\":\"array\",\"items\":{\"$ref\":"
    "\"#/components/schemas/Explained\"}},\"counterfactuals\":{\"type\":\"array\","
    "\"description\":\"with counterfactuals=true, at most three, the smallest change "
    "first\",\"items\":{\"$ref\":\"#/components/schemas/Counterfactual\"}},"
    "\"livestreams\":{\"$ref\":\"#/components/schemas/Livestreams\"},\"sales\":{"
    "\"$ref\":\"#/components/schemas/Sales\"}},"
    "\"required\":[\"schema\",\"platform\",\"handle\",\"engine\","
    "\"models\",\"state\"]},"
    "\"Explained\":{\"type\":\"object\",\"properties\":{\"cause\":" CAUSES
    ",\"from\":{\"type\":\"string\"},\"to\":{\"type\":\"string\"},\"before\":{"
    "\"type\":\"number\",\"description\":\"risk probability without it\"},\"after\":{"
    "\"type\":\"number\"},\"bears_on\":{\"type\":\"array\",\"description\":\"spans "
    "of events; empty: nothing\"}},\"required\":[\"cause\",\"from\",\"to\","
    "\"bears_on\"]},"
    "\"Counterfactual\":{\"type\":\"object\",\"properties\":{\"change\":{\"enum\":["
    "\"explain_event\",\"remove_comments\",\"remove_posts\",\"remove_event\","
    "\"withhold_family\"]},\"and\":{\"type\":\"object\",\"description\":\"a second "
    "change\"},\"decision\":{\"enum\":[\"sign\",\"review\"]},\"probability\":{"
    "\"type\":\"number\"},\"text\":{\"type\":\"object\"}},\"required\":["
    "\"change\",\"decision\",\"text\"]},"
    "\"ModelRef\":{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\"},"
    "\"name\":{\"type\":\"string\"},\"sha256\":{\"type\":\"string\",\"pattern\":"
    "\"^[0-9a-f]{64}$\"}},\"required\":[\"kind\",\"name\",\"sha256\"]},"
    "\"Model\":{\"type\":\"object\",\"properties\":{\"engine\":{\"type\":\"string\"},"
    "\"schema\":{\"type\":\"string\"},\"models\":{\"type\":\"array\",\"items\":{\"$ref\":"
    "\"#/components/schemas/ModelRef\"}},\"basis\":{\"type\":\"string\"},\"loaded_at\":{"
    "\"type\":\"string\"},\"loads\":{\"type\":\"integer\"},\"policy\":{\"type\":"
    "\"object\"}},\"required\":[\"engine\",\"models\"]},"
    "\"Line\":{\"description\":\"one line of the answer to a batch\",\"type\":\"object\","
    "\"properties\":{\"index\":{\"type\":\"integer\",\"minimum\":0},\"result\":{\"$ref\":"
    "\"#/components/schemas/Verdict\"},\"error\":{\"$ref\":"
    "\"#/components/schemas/Problem\"}},\"required\":[\"index\"]}";

/* A string of its own: C promises 4,095 characters in one. */
static const char WITNESS_SCHEMAS[] =
    ",\"Livestreams\":{\"description\":\"when the account has livestreams\",\"type\":"
    "\"object\",\"properties\":{\"streams\":{\"type\":\"integer\"},"
    "\"viewer_minutes\":{\"type\":\"number\"},\"delivered\":{\"$ref\":"
    "\"#/components/schemas/Interval\"},\"peak_share\":{\"type\":\"number\"},"
    "\"unseen_streams\":{\"type\":\"integer\"},\"unseen_viewers\":{\"type\":"
    "\"number\"},\"flagged\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"properties\":{\"stream\":{\"type\":\"string\"},\"from\":{\"type\":"
    "\"string\"},\"to\":{\"type\":\"string\"},\"kind\":{\"enum\":[\"plateau\","
    "\"step\",\"top_up\",\"silent\",\"comment_wave\",\"regular_orders\"]},"
    "\"viewers\":{\"type\":\"number\"},\"expected\":{\"type\":\"number\"},"
    "\"p_value\":{\"type\":\"number\"}}}}},\"required\":[\"streams\",\"flagged\"]},"
    "\"Sales\":{\"description\":\"when the account has sales or outcomes; money is "
    "kept apart by currency\",\"type\":\"object\",\"properties\":{\"word\":{"
    "\"enum\":[\"open\",\"doubtful\",\"real\"]},\"text\":{\"type\":\"object\"},"
    "\"totals\":{\"type\":\"array\"},\"channels\":{\"type\":\"array\"},"
    "\"campaigns\":{\"type\":\"array\"},\"peers\":{\"type\":\"object\"}}}";

static const char NETWORK_SCHEMAS[] =
    ",\"NetworkJob\":{\"description\":\"a search for groups; a restart forgets it\","
    "\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},\"status\":{"
    "\"enum\":[\"queued\",\"running\",\"done\",\"failed\"]},\"actions\":{\"type\":"
    "\"integer\"},\"actors\":{\"type\":\"integer\"},\"objects\":{\"type\":\"integer\"},"
    "\"groups\":{\"description\":\"when done: the rows of 'assay network --json', a "
    "member each\",\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"group\":{\"type\":\"integer\"},\"kind\":{\"enum\":[\"shared_pool\","
    "\"coordinated_promotion\",\"fans\",\"pod\",\"near_copy\"]},\"member\":{\"type\":"
    "\"string\"},\"score\":{\"type\":\"number\"},\"p_value\":{\"type\":\"number\"},"
    "\"windows\":{\"type\":[\"integer\",\"null\"]}},\"required\":[\"group\",\"kind\","
    "\"member\"]}},\"error\":{\"$ref\":\"#/components/schemas/Problem\"}},\"required\":["
    "\"id\",\"status\"]}";

static void put_schemas(strbuf *out)
{
    strbuf_word(out, "\"schemas\":{\"Account\":{");
    put_columns(0, out);
    strbuf_word(out, "}");
    for (size_t t = 1; assay_input_table(t) != NULL; t++) {
        strbuf_printf(out, ",\"row_%s\":{", assay_input_table(t));
        put_columns(t, out);
        strbuf_word(out, "}");
    }
    strbuf_put(out, ",", 1);
    strbuf_word(out, FIXED_SCHEMAS);
    strbuf_word(out, WITNESS_SCHEMAS);
    strbuf_word(out, NETWORK_SCHEMAS);
    strbuf_word(out, "}");
}

static void put_params(const route *row, strbuf *out)
{
    const char *comma = "";
    strbuf_word(out, ",\"parameters\":[");
    if (strchr(row->path, '{') != NULL) {
        strbuf_word(out, "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":"
                         "{\"type\":\"string\",\"pattern\":\"^[0-9A-Za-z]{1,64}$\"},"
                         "\"description\":\"of the answer to the POST\"}");
        comma = ",";
    }
    for (size_t i = 0; route_param_at(i) != NULL; i++) {
        const route_param *param = route_param_at(i);
        if ((row->params >> i & 1U) == 0)
            continue;
        strbuf_printf(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"schema\":%s,", comma,
                      param->name, param->schema);
        strbuf_word(out, "\"description\":");
        strbuf_json_word(out, param->help);
        strbuf_word(out, "}");
        comma = ",";
    }
    strbuf_word(out, "]");
}

static void put_body(const route *row, strbuf *out)
{
    if (row->body == BODY_ACCOUNT)
        strbuf_word(out, ",\"requestBody\":{\"required\":true,\"description\":\"one "
                         "account; causes declared for a span go into its "
                         "explanations\",\"content\":{\"application/json\":{\"schema\":"
                         "{\"$ref\":\"#/components/schemas/Account\"}}}}");
    if (row->body == BODY_ACCOUNTS)
        strbuf_word(out, ",\"requestBody\":{\"required\":true,\"description\":\"an "
                         "Account a line; a line that is none is answered by an "
                         "error\",\"content\":{\"application/x-ndjson\":{\"schema\":{}}}"
                         "}");
    if (row->body == BODY_ACTIONS)
        strbuf_word(out, ",\"requestBody\":{\"required\":true,\"description\":\"actions, "
                         "an object a line or a table, with actor, object and at; one "
                         "that cannot be used refuses all\",\"content\":{"
                         "\"application/x-ndjson\":{\"schema\":{}},\"text/csv\":{"
                         "\"schema\":{\"type\":\"string\"}}}}");
}

static const char *success_schema(const route *row, const char *type)
{
    if (strcmp(type, "application/json") != 0)
        return "{\"type\":\"string\"}";
    if (row->body == BODY_ACCOUNT)
        return "{\"$ref\":\"#/components/schemas/Verdict\"}";
    if (strncmp(row->name, "network", 7) == 0)
        return "{\"$ref\":\"#/components/schemas/NetworkJob\"}";
    bool model = strcmp(row->name, "model") == 0 || strcmp(row->name, "reload") == 0;
    return model ? "{\"$ref\":\"#/components/schemas/Model\"}" : "{\"type\":\"object\"}";
}

/* The first of a route's statuses is how it succeeds. */
static void put_success(const route *row, strbuf *out)
{
    const char *types = row->types, *comma = "";
    if (strncmp(row->answers, "204", 3) == 0) {
        strbuf_word(out, "\"204\":{\"description\":\"done\"}");
        return;
    }
    strbuf_printf(out, "\"%.3s\":{\"description\":\"%s\",\"content\":{", row->answers,
                  row->answers[2] == '2' ? "accepted" : "done");
    while (*types != '\0') {
        char type[64];
        size_t length = strcspn(types, " ");
        size_t kept = length < sizeof type ? length : sizeof type - 1;
        memcpy(type, types, kept);
        type[kept] = '\0';
        strbuf_printf(out, "%s\"%s\":{\"schema\":%s}", comma, type,
                      success_schema(row, type));
        types += length + (types[length] == ' ');
        comma = ",";
    }
    strbuf_word(out, "}}");
}

static void put_answers(const route *row, strbuf *out)
{
    const char *at = row->answers;
    strbuf_word(out, ",\"responses\":{");
    put_success(row, out);
    while (*at != '\0') {
        char *end = NULL;
        unsigned status = (unsigned)strtoul(at, &end, 10);
        at = end + (*end == ' ');
        if (status < 300)
            continue;
        strbuf_printf(out,
                      ",\"%u\":{\"description\":\"%s\",\"content\":{\"%s\":{\"schema\":{"
                      "\"$ref\":\"#/components/schemas/Problem\"}}}}",
                      status, problem_title(status), PROBLEM_TYPE);
    }
    strbuf_word(out, "}");
}

static void put_operation(const route *row, bool keyed, strbuf *out)
{
    static const char *const LOWER[] = {"get", "post", "delete"};
    const char *method = row->method[0] == 'G'   ? LOWER[0]
                         : row->method[0] == 'P' ? LOWER[1]
                                                 : LOWER[2];
    strbuf_printf(out, "\"%s\":{\"operationId\":\"%s\",\"summary\":\"%s\"", method,
                  row->name, row->summary);
    put_params(row, out);
    put_body(row, out);
    put_answers(row, out);
    if (keyed && row->scopes != SCOPE_NONE)
        strbuf_word(out, ",\"security\":[{\"key\":[]}]");
    strbuf_word(out, "}");
}

void openapi_write(bool keyed, strbuf *out)
{
    strbuf_printf(out,
                  "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"assay\",\"version\":"
                  "\"%s\",\"description\":\"How much of an audience and its engagement "
                  "is real. The verdict is the one of 'assay vet --json'.\",\"license\":{"
                  "\"name\":\"GPL-3.0-or-later\",\"identifier\":\"GPL-3.0-or-later\"}},"
                  "\"paths\":{",
                  assay_version());
    for (size_t i = 0; i < route_count(); i++) {
        const char *path = route_at(i)->path; /* rows of one path stand together */
        bool again = i > 0 && strcmp(path, route_at(i - 1)->path) == 0;
        strbuf_word(out, i == 0 ? "" : again ? "," : "},");
        if (!again)
            strbuf_printf(out, "\"%s\":{", path);
        put_operation(route_at(i), keyed, out);
    }
    strbuf_word(out, "}},\"components\":{");
    put_schemas(out);
    strbuf_word(out, ",\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":"
                     "\"bearer\"}}}}\n");
}

void route_openapi(request *r)
{
    const strbuf *written = &r->of->openapi;
    r->x->fixed = written->ptr;
    r->x->fixed_bytes = written->len;
    http_reply(r->x, 200, "application/json");
}
