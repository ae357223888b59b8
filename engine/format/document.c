/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that sees cJSON. */
#include "format/document.h"

#include "base/str.h"
#include "base/utf8.h"
#include "format/json_writer.h"

#include <cJSON.h>
#include <math.h>
#include <stdlib.h>

struct assay__document {
    cJSON *root;
};

static const cJSON *inner(const assay__node *node)
{
    return (const cJSON *)(const void *)node;
}

static const assay__node *outer(const cJSON *value)
{
    return (const assay__node *)(const void *)value;
}

static int compare_names(const void *a, const void *b)
{
    const cJSON *left = *(const cJSON *const *)a, *right = *(const cJSON *const *)b;
    return strcmp(left->string, right->string);
}

/* Members of an object sorted by name, to be freed; NULL when memory has run out. */
static const cJSON **sorted_members(const cJSON *object, size_t *n)
{
    *n = assay__node_count(outer(object));
    const cJSON **members = calloc(*n + 1, sizeof(const cJSON *));
    if (members == NULL)
        return NULL;
    size_t i = 0;
    for (const cJSON *child = object->child; child != NULL; child = child->next)
        members[i++] = child;
    qsort(members, *n, sizeof(const cJSON *), compare_names);
    return members;
}

static assay_status check_names(const cJSON *value, assay_error *err)
{
    for (const cJSON *child = value->child; child != NULL; child = child->next)
        ASSAY__TRY(check_names(child, err));
    if (!cJSON_IsObject(value))
        return ASSAY_OK;
    size_t n;
    const cJSON **members = sorted_members(value, &n);
    if (members == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a document");
    assay_status status = ASSAY_OK;
    for (size_t i = 1; status == ASSAY_OK && i < n; i++)
        if (strcmp(members[i - 1]->string, members[i]->string) == 0)
            status = assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the name stands twice",
                                members[i]->string);
    free(members);
    return status;
}

static bool only_space(const char *from, const char *end)
{
    while (from < end &&
           (*from == ' ' || *from == '\n' || *from == '\t' || *from == '\r'))
        from++;
    return from == end;
}

assay_status assay__document_parse(assay_str bytes, assay__document **out,
                                   assay_error *err)
{
    size_t valid = bytes.len > 0 ? assay__utf8_check(bytes) : 0;
    if (valid < bytes.len)
        return assay_fail(err, ASSAY_BAD_SYNTAX, "byte %zu: not valid UTF-8", valid);
    if (bytes.len == 0)
        return assay_fail(err, ASSAY_BAD_SYNTAX, "the document is empty");
    const char *end = bytes.ptr;
    cJSON *root = cJSON_ParseWithLengthOpts(bytes.ptr, bytes.len, &end, 0);
    if (root == NULL || !only_space(end, bytes.ptr + bytes.len)) {
        cJSON_Delete(root);
        return assay_fail(err, ASSAY_BAD_SYNTAX, "byte %td: not valid JSON",
                          end - bytes.ptr);
    }
    assay_status status = check_names(root, err);
    assay__document *document = calloc(1, sizeof *document);
    if (status == ASSAY_OK && document == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a document");
    if (status != ASSAY_OK || document == NULL) {
        free(document);
        cJSON_Delete(root);
        return status;
    }
    document->root = root;
    *out = document;
    return ASSAY_OK;
}

void assay__document_free(assay__document *document)
{
    if (document == NULL)
        return;
    cJSON_Delete(document->root);
    free(document);
}

const assay__node *assay__document_root(const assay__document *document)
{
    return outer(document->root);
}

const assay__node *assay__node_member(const assay__node *object, const char *name)
{
    if (!assay__node_is_object(object))
        return NULL;
    return outer(cJSON_GetObjectItemCaseSensitive(inner(object), name));
}

bool assay__node_is_object(const assay__node *node)
{
    return node != NULL && cJSON_IsObject(inner(node));
}

bool assay__node_is_array(const assay__node *node)
{
    return node != NULL && cJSON_IsArray(inner(node));
}

size_t assay__node_count(const assay__node *node)
{
    size_t n = 0;
    const assay__node *at = assay__node_first(node);
    for (; at != NULL; at = assay__node_next(at))
        n++;
    return n;
}

const assay__node *assay__node_first(const assay__node *node)
{
    return node != NULL ? outer(inner(node)->child) : NULL;
}

const assay__node *assay__node_next(const assay__node *node)
{
    return outer(inner(node)->next);
}

const char *assay__node_name(const assay__node *node)
{
    return inner(node)->string;
}

bool assay__node_number(const assay__node *node, double *out)
{
    if (node == NULL || !cJSON_IsNumber(inner(node)) ||
        !isfinite(inner(node)->valuedouble))
        return false;
    *out = inner(node)->valuedouble;
    return true;
}

bool assay__node_text(const assay__node *node, const char **out)
{
    if (node == NULL || !cJSON_IsString(inner(node)))
        return false;
    *out = inner(node)->valuestring;
    return true;
}

bool assay__node_truth(const assay__node *node, bool *out)
{
    if (node == NULL || !cJSON_IsBool(inner(node)))
        return false;
    *out = cJSON_IsTrue(inner(node));
    return true;
}

static assay_status write_value(const cJSON *value, assay__json_writer *json,
                                assay_error *err);

static assay_status write_object(const cJSON *value, assay__json_writer *json,
                                 assay_error *err)
{
    size_t n;
    const cJSON **members = sorted_members(value, &n);
    if (members == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a document");
    assay_status status = ASSAY_OK;
    assay__json_begin(json);
    for (size_t i = 0; status == ASSAY_OK && i < n; i++) {
        assay__json_key(json, members[i]->string);
        status = write_value(members[i], json, err);
    }
    assay__json_end(json);
    free(members);
    return status;
}

static assay_status write_value(const cJSON *value, assay__json_writer *json,
                                assay_error *err)
{
    if (cJSON_IsObject(value))
        return write_object(value, json, err);
    if (cJSON_IsArray(value)) {
        assay__json_begin_array(json);
        for (const cJSON *item = value->child; item != NULL; item = item->next)
            ASSAY__TRY(write_value(item, json, err));
        assay__json_end_array(json);
    } else if (cJSON_IsString(value)) {
        assay__json_text(json, assay__str(value->valuestring));
    } else if (cJSON_IsNumber(value)) {
        assay__json_number(json, value->valuedouble);
    } else if (cJSON_IsBool(value)) {
        assay__json_bool(json, cJSON_IsTrue(value));
    } else {
        assay__json_text(json, (assay_str){NULL, 0});
    }
    return ASSAY_OK;
}

assay_status assay__node_canonical(const assay__node *node, assay_buffer *out,
                                   assay_error *err)
{
    assay__json_writer json = {.out = out};
    ASSAY__TRY(write_value(inner(node), &json, err));
    if (out->failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a document");
    return ASSAY_OK;
}
