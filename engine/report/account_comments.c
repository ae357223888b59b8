/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands out among the comments: how many for which reason, then what those that say
 * the same say. Texts are evidence; who wrote them is not. */
#include "report/account_page.h"

#include "base/str.h"
#include "report/exhibits.h"
#include "report/local.h"

#include <math.h>

static assay_str because_text(const assay__page *p, assay_comment_because because)
{
    static const char *const EN[] = {
#define BECAUSE_EN(name, text, en, vi) en,
        ASSAY_COMMENT_BECAUSE_TABLE(BECAUSE_EN)
#undef BECAUSE_EN
    };
    static const char *const VI[] = {
#define BECAUSE_VI(name, text, en, vi) vi,
        ASSAY_COMMENT_BECAUSE_TABLE(BECAUSE_VI)
#undef BECAUSE_VI
    };
    return assay__str(assay__in_language(EN[because], VI[because], p->language));
}

static void put_texts(const assay__page *p, const assay_verdict *verdict,
                      const assay__comment_group *group)
{
    assay_buffer text = {0};
    if (group->n_texts == 0)
        return;
    assay__put(p, "<ul class=\"q\">");
    for (size_t i = 0; i < group->n_texts; i++) {
        assay__buffer_clear(&text);
        assay__comment_shown(&text, verdict->account->comments[group->texts[i]].text);
        assay__put(p, "<li><bdi>");
        assay__put_text(p, (assay_str){text.bytes, text.len});
        assay__put(p, "</bdi></li>");
    }
    assay__put(p, "</ul>");
    p->out->failed = p->out->failed || text.failed;
    assay__buffer_free(&text);
}

/* A bar of how many of all comments, with the count. */
static void put_kind(const assay__page *p, const assay__comment_group *kind, size_t all)
{
    assay__put(p, "<tr><th scope=\"row\">");
    assay__put_text(p, because_text(p, kind->because));
    assay__put(p, "</th><td><svg><rect class=\"all\" "
                  "width=\"");
    assay__put_percentage(p, fmax((double)kind->n / (double)all, 0.006));
    assay__put(p, "\"/></svg></td>");
    assay__put(p, "<td>");
    assay__put_word(p, assay__count_word((double)kind->n, p->language));
    assay__put(p, "</td></tr>");
}

static void put_kinds(const assay__page *p, const assay__comment_groups *groups,
                      size_t all)
{
    if (groups->n_kinds == 0)
        return;
    assay__put(p, "<table class=\"fall\"><tbody>");
    for (size_t i = 0; i < groups->n_kinds; i++)
        put_kind(p, &groups->kinds[i], all);
    assay__put(p, "</tbody></table>\n");
}

static void put_group(const assay__page *p, const assay_verdict *verdict,
                      const assay__comment_group *group)
{
    if (group->n_texts == 0)
        return;
    assay__word n = assay__count_word((double)group->n, p->language);
    assay__put(p, "<div class=\"cl\">");
    assay_str because = because_text(p, group->because);
    if (group->n == 1)
        assay__put_paragraph(p, NULL, ASSAY__SAY_CLUSTER_ONE, &because, 1);
    else
        assay__put_paragraph(p, NULL, ASSAY__SAY_CLUSTER,
                             (assay_str[]){assay__word_str(&n), because}, 2);
    put_texts(p, verdict, group);
    assay__put(p, "</div>");
}

/* Second-rank, so after what stands out. */
static void put_voice(const assay__page *p, const assay_verdict *verdict)
{
    assay_buffer text = {0};
    if (assay__voice_say(&text, verdict, p->language)) {
        assay__put(p, "<p>");
        assay__put_text(p, (assay_str){text.bytes, text.len});
        assay__put(p, "</p>");
    }
    p->out->failed = p->out->failed || text.failed;
    assay__buffer_free(&text);
}

void assay__put_comments(const assay__page *p, const assay_verdict *verdict)
{
    const assay_comments *comments = &verdict->findings->comments;
    assay__comment_groups groups;
    if (comments->n == 0 || comments->checks == NULL)
        return;
    assay__comment_groups_make(verdict, &groups);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_FAMILY_COMMENTS);
    assay__word words[2] = {assay__count_word((double)groups.flagged, p->language),
                            assay__count_word((double)comments->n, p->language)};
    assay_str spans[2] = {assay__word_str(&words[0]), assay__word_str(&words[1])};
    if (groups.flagged > 0)
        assay__put_paragraph(p, NULL, ASSAY__SAY_COMMENTS_LEAD, spans, 2);
    else
        assay__put_paragraph(p, NULL, ASSAY__SAY_COMMENTS_NONE, spans + 1, 1);
    put_kinds(p, &groups, comments->n);
    for (size_t i = 0; i < groups.n_clusters; i++)
        put_group(p, verdict, &groups.clusters[i]);
    for (size_t i = 0; i < groups.n_kinds; i++)
        put_group(p, verdict, &groups.kinds[i]);
    if (groups.n_clusters + groups.n_kinds > 0)
        assay__put_paragraph(p, "s", ASSAY__SAY_COMMENTS_PRIVACY, NULL, 0);
    put_voice(p, verdict);
    assay__put(p, "</section>");
}
