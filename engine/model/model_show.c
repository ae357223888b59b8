/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model files as lines for people: what one holds, and what two do not share.
 *
 * A difference is told by path (`payload.features.growth.tail_max.steps[3]`), leaves
 * only, in the order of names; so a refit reads as a diff.
 */
#include "model/model_names.h"

#include "base/str.h"

#include <stdio.h>

static assay_status give(assay_buffer *buffer, assay_bytes *out, assay_error *err)
{
    if (buffer->failed) {
        assay__buffer_free(buffer);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to show a model");
    }
    *out = (assay_bytes){buffer->bytes, buffer->len};
    return ASSAY_OK;
}

static void fact(assay_buffer *buffer, const char *name, const assay__node *node)
{
    const char *text;
    double number;
    if (assay__node_text(node, &text)) {
        assay__buffer_printf(buffer, "%-12s %s\n", name, text);
    } else if (assay__node_number(node, &number)) {
        assay__buffer_printf(buffer, "%-12s ", name);
        assay__buffer_put_number(buffer, number);
        assay__buffer_put_char(buffer, '\n');
    }
}

/* Where norms hold, on how many accounts they rest, and what those were. */
static void strata(assay_buffer *buffer, const assay__node *node)
{
    const assay__node *at = assay__node_is_object(node) ? assay__node_first(node) : NULL;
    for (; at != NULL; at = assay__node_next(at)) {
        const char *evidence = "";
        double n = 0.0;
        if (!assay__node_text(assay__node_member(at, "evidence"), &evidence) ||
            !assay__node_number(assay__node_member(at, "n"), &n))
            continue;
        assay__buffer_printf(buffer, "  %-14s %-10s", assay__node_name(at), evidence);
        assay__buffer_put_number(buffer, n);
        assay__buffer_put_char(buffer, '\n');
    }
}

/* How labels were made into probabilities, and how many there were. */
static void labels(assay_buffer *buffer, const assay__node *node)
{
    const char *method = "";
    double n = 0.0;
    if (!assay__node_text(assay__node_member(node, "method"), &method) ||
        !assay__node_number(assay__node_member(node, "n"), &n))
        return;
    assay__buffer_printf(buffer, "  %-14s %s, ", "by labels", method);
    assay__buffer_put_number(buffer, n);
    assay__buffer_put_char(buffer, '\n');
}

assay_status assay_model_show(assay_str file, assay_bytes *summary, assay_error *err)
{
    assay__document *document = NULL;
    assay__model_head head;
    ASSAY__TRY(assay__model_open(file, &document, &head, err));
    assay_buffer buffer = {0};
    assay__buffer_printf(&buffer, "%-12s %s\n%-12s %s\n%-12s %s\n", "kind", head.kind,
                         "name", head.name, "sha256", head.file_sha256);
    const assay__node *at = assay__node_first(head.payload);
    for (; at != NULL; at = assay__node_next(at)) {
        if (assay__node_is_object(at) || assay__node_is_array(at))
            assay__buffer_printf(&buffer, "%-12s %zu\n", assay__node_name(at),
                                 assay__node_count(at));
        else
            fact(&buffer, assay__node_name(at), at);
    }
    labels(&buffer, assay__node_member(head.payload, "label_map"));
    strata(&buffer, assay__node_member(head.payload, "strata"));
    assay__document_free(document);
    return give(&buffer, summary, err);
}

enum { PATH_ROOM = 512 };

/* Where a walk through two documents is. */
typedef struct walk {
    assay_buffer out;
    char path[PATH_ROOM];
    size_t len;
    assay_error *err;
    assay_status status;
} walk;

static void differ(walk *w, const assay__node *before, const assay__node *after);

static void leaf(walk *w, const assay__node *node)
{
    if (node == NULL) {
        assay__buffer_put(&w->out, ASSAY__LITERAL("-"));
    } else if (assay__node_is_object(node) || assay__node_is_array(node)) {
        assay__buffer_printf(&w->out, "(%zu)", assay__node_count(node));
    } else {
        assay_status status = assay__node_canonical(node, &w->out, w->err);
        if (w->status == ASSAY_OK)
            w->status = status;
    }
}

static void step(walk *w, const char *name, size_t index, const assay__node *before,
                 const assay__node *after)
{
    size_t len = w->len, room = PATH_ROOM - len;
    int written = name != NULL
                      ? snprintf(w->path + len, room, "%s%s", len > 0 ? "." : "", name)
                      : snprintf(w->path + len, room, "[%zu]", index);
    if (written > 0)
        w->len += (size_t)written < room ? (size_t)written : room - 1;
    differ(w, before, after);
    w->len = len;
    w->path[len] = '\0';
}

static void differ_objects(walk *w, const assay__node *before, const assay__node *after)
{
    const assay__node *at = assay__node_first(before);
    for (; at != NULL; at = assay__node_next(at))
        step(w, assay__node_name(at), 0, at,
             assay__node_member(after, assay__node_name(at)));
    for (at = assay__node_first(after); at != NULL; at = assay__node_next(at))
        if (assay__node_member(before, assay__node_name(at)) == NULL)
            step(w, assay__node_name(at), 0, NULL, at);
}

static void differ_arrays(walk *w, const assay__node *before, const assay__node *after)
{
    const assay__node *left = assay__node_first(before);
    const assay__node *right = assay__node_first(after);
    for (size_t i = 0; left != NULL || right != NULL; i++) {
        step(w, NULL, i, left, right);
        left = left != NULL ? assay__node_next(left) : NULL;
        right = right != NULL ? assay__node_next(right) : NULL;
    }
}

static bool same(const assay__node *before, const assay__node *after)
{
    double left, right;
    const char *one, *other;
    bool yes, no;
    if (before == NULL || after == NULL)
        return false;
    if (assay__node_number(before, &left) && assay__node_number(after, &right))
        return left == right;
    if (assay__node_text(before, &one) && assay__node_text(after, &other))
        return strcmp(one, other) == 0;
    if (assay__node_truth(before, &yes) && assay__node_truth(after, &no))
        return yes == no;
    return false;
}

static void differ(walk *w, const assay__node *before, const assay__node *after)
{
    if (assay__node_is_object(before) && assay__node_is_object(after)) {
        differ_objects(w, before, after);
    } else if (assay__node_is_array(before) && assay__node_is_array(after)) {
        differ_arrays(w, before, after);
    } else if (!same(before, after)) {
        assay__buffer_printf(&w->out, "%s ", w->path);
        leaf(w, before);
        assay__buffer_put_char(&w->out, ' ');
        leaf(w, after);
        assay__buffer_put_char(&w->out, '\n');
    }
}

assay_status assay_model_diff(assay_str before, assay_str after, assay_bytes *out,
                              assay_error *err)
{
    assay__document *old = NULL, *new = NULL;
    assay__model_head old_head, new_head;
    ASSAY__TRY(assay__model_open(before, &old, &old_head, err));
    assay_status status = assay__model_open(after, &new, &new_head, err);
    if (status == ASSAY_OK) {
        walk w = {.err = err};
        differ(&w, assay__document_root(old), assay__document_root(new));
        status = w.status != ASSAY_OK ? w.status : give(&w.out, out, err);
        if (w.status != ASSAY_OK)
            assay__buffer_free(&w.out);
    }
    assay__document_free(old);
    assay__document_free(new);
    return status;
}
