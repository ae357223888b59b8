/* SPDX-License-Identifier: GPL-3.0-or-later */
/* payload_sha256 is that of the payload in canonical form, which white space in a file
 * does not change; the hash of the file itself is what `sha256sum` prints. */
#include "format/envelope.h"

#include "base/str.h"
#include "format/digest.h"
#include "format/json_writer.h"

static assay_status refuse(assay_error *err, const char *place, const char *what)
{
    return assay_fail(err, ASSAY_UNKNOWN_MODEL, "%s: %s", place, what);
}

static assay_status check_hash(const assay__node *root, const assay__node *payload,
                               assay_error *err)
{
    const char *told = "";
    if (!assay__node_text(assay__node_member(root, "payload_sha256"), &told))
        return refuse(err, "payload_sha256", "not a text");
    assay_buffer canonical = {0};
    char found[ASSAY__SHA256_ROOM] = "";
    assay_status status = assay__node_canonical(payload, &canonical, err);
    if (status == ASSAY_OK)
        status = assay__sha256((assay_str){canonical.bytes, canonical.len}, found, err);
    assay__buffer_free(&canonical);
    if (status == ASSAY_OK && strcmp(found, told) != 0)
        status = refuse(err, "payload_sha256", "not that of the payload");
    return status;
}

/* The five members, and nothing else. */
static assay_status check_members(const assay__node *root, assay_error *err)
{
    static const char *const NAMES[] = {"kind", "name", "payload", "payload_sha256",
                                        "schema"};
    enum { MEMBERS = sizeof NAMES / sizeof *NAMES };
    const assay__node *at = assay__node_first(root);
    for (; at != NULL; at = assay__node_next(at)) {
        size_t k = 0;
        while (k < MEMBERS && strcmp(NAMES[k], assay__node_name(at)) != 0)
            k++;
        if (k == MEMBERS)
            return refuse(err, assay__node_name(at), "not known");
    }
    for (size_t k = 0; k < MEMBERS; k++)
        if (assay__node_member(root, NAMES[k]) == NULL)
            return refuse(err, NAMES[k], "missing");
    return ASSAY_OK;
}

static assay_status read_head(assay_str file, const assay__node *root,
                              assay__model_head *head, assay_error *err)
{
    const char *schema = "";
    if (!assay__node_text(assay__node_member(root, "schema"), &schema) ||
        strcmp(schema, "assay.model/1") != 0)
        return refuse(err, "schema", "not assay.model/1");
    ASSAY__TRY(check_members(root, err));
    if (!assay__node_text(assay__node_member(root, "kind"), &head->kind) ||
        !assay__node_text(assay__node_member(root, "name"), &head->name))
        return refuse(err, "name", "kind and name must be texts");
    head->payload = assay__node_member(root, "payload");
    ASSAY__TRY(check_hash(root, head->payload, err));
    return assay__sha256(file, head->file_sha256, err);
}

assay_status assay__model_open(assay_str file, assay__document **document,
                               assay__model_head *head, assay_error *err)
{
    assay__document *parsed = NULL;
    assay_status status = assay__document_parse(file, &parsed, err);
    if (status == ASSAY_BAD_SYNTAX) { /* a broken file is no model */
        status = ASSAY_UNKNOWN_MODEL;
        if (err != NULL)
            err->status = status;
    }
    if (status == ASSAY_OK)
        status = read_head(file, assay__document_root(parsed), head, err);
    if (status != ASSAY_OK) {
        assay__document_free(parsed);
        return status;
    }
    *document = parsed;
    return ASSAY_OK;
}

assay_status assay__envelope_wrap(const char *kind, const char *name,
                                  const assay_buffer *payload, assay_buffer *file,
                                  assay_error *err)
{
    if (payload->failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model file");
    char sha256[ASSAY__SHA256_ROOM];
    assay_str body = {payload->bytes, payload->len};
    ASSAY__TRY(assay__sha256(body, sha256, err));
    assay__json_writer json = {.out = file};
    assay__json_begin(&json);
    assay__json_member_text(&json, "kind", assay__str(kind));
    assay__json_member_text(&json, "name", assay__str(name));
    assay__json_key(&json, "payload");
    assay__buffer_put(file, body);
    json.comma = true;
    assay__json_member_text(&json, "payload_sha256", assay__str(sha256));
    assay__json_member_text(&json, "schema", ASSAY__LITERAL("assay.model/1"));
    assay__json_end(&json);
    assay__buffer_put_char(file, '\n');
    if (file->failed) {
        assay__buffer_free(file);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a model file");
    }
    return ASSAY_OK;
}
