/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who follows: the kinds of followers as one bar, and the map of when their accounts
 * were made against the order in which they came. People fill the map below its edge (no
 * account follows before it is made); a batch stands as a streak of one day. */
#include "report/account_page.h"

#include "base/clock.h"
#include "base/str.h"
#include "report/audience_map.h"
#include "report/draw.h"

#include <math.h>

enum { TABLE_ROWS = 8 };

static const char *const KINDS[2][ASSAY_MEMBER_KIND_COUNT] = {
    {
#define KIND_EN(name, text, en, vi) en,
        ASSAY_MEMBER_KIND_TABLE(KIND_EN)
#undef KIND_EN
    },
    {
#define KIND_VI(name, text, en, vi) vi,
        ASSAY_MEMBER_KIND_TABLE(KIND_VI)
#undef KIND_VI
    },
};

static const char *const BECAUSE[2][ASSAY_BECAUSE_COUNT] = {
    {
#define BECAUSE_EN(name, text, en, vi) en,
        ASSAY_MEMBER_BECAUSE_TABLE(BECAUSE_EN)
#undef BECAUSE_EN
    },
    {
#define BECAUSE_VI(name, text, en, vi) vi,
        ASSAY_MEMBER_BECAUSE_TABLE(BECAUSE_VI)
#undef BECAUSE_VI
    },
};

/* ---- the bar ---------------------------------------------------------------------- */

static void put_bar(const assay__page *p, const assay_interval split[])
{
    double at = 0.0;
    assay__put(p, "<svg class=\"bar\" role=\"img\"><title>");
    assay__put_message(p, ASSAY__SAY_SPLIT_TITLE);
    assay__put(p, "</title>");
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++) {
        if (!(split[k].value > 0.0))
            continue;
        assay__buffer_printf(p->out, "<rect class=\"%s\" x=\"",
                             assay_member_kind_name((assay_member_kind)k));
        assay__put_percentage(p, at);
        assay__put(p, "\" width=\"");
        assay__put_percentage(p, split[k].value);
        assay__put(p, "\"/>");
        at += split[k].value;
    }
    assay__put(p, "</svg>\n<ul class=\"key dec\">");
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++) {
        assay__buffer_printf(p->out, "<li><i class=\"%s\"></i><b>",
                             assay_member_kind_name((assay_member_kind)k));
        assay__put_word(p, assay__percent_word(split[k].value, p->language));
        assay__put(p, "</b> ");
        assay__put(p, KINDS[p->language][k]);
        assay__put(p, "</li>");
    }
    assay__put(p, "</ul>");
}

static void put_split_table(const assay__page *p, const assay_interval split[])
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_KIND, ASSAY__SAY_SHARE,
                                             ASSAY__SAY_RANGE_95};
    assay__put_table_open(p, COLUMNS, 3);
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++) {
        assay__put(p, "<tr><th>");
        assay__put(p, KINDS[p->language][k]);
        assay__put(p, "</th><td>");
        assay__put_word(p, assay__percent_word(split[k].value, p->language));
        assay__put(p, "</td><td>");
        assay__put_word(p, assay__percent_word(split[k].low, p->language));
        assay__put(p, "–");
        assay__put_word(p, assay__percent_word(split[k].high, p->language));
        assay__put(p, "</td></tr>");
    }
    assay__put_table_close(p);
}

static void put_split(const assay__page *p, const assay_audience *audience)
{
    if (isnan(audience->split[ASSAY_MEMBER_CREDIBLE].value))
        return;
    assay__put(p, "<figure>");
    put_bar(p, audience->split);
    put_split_table(p, audience->split);
    assay__put(p, "</figure>");
}

/* ---- the map ---------------------------------------------------------------------- */

static bool stands_out(const assay_member_check *check)
{
    return check->suspicious >= 0.5;
}

static double across(const assay__plot *plot, int64_t at)
{
    return ASSAY__ACROSS * assay__plot_x(plot, (double)at);
}

static double down(const assay__plot *plot, double rank)
{
    return 2.0 * assay__plot_y(plot, rank + 1);
}

static void put_dots(const assay__plot *plot, const assay__audience_map *map, bool odd)
{
    assay__pen pen;
    assay__pen_open(&pen, plot->page, odd ? "df" : "do");
    for (size_t i = 0; i < map->n; i++) {
        const assay__map_point *point = &map->points[i];
        if (stands_out(point->check) == odd)
            assay__pen_dot(&pen, across(plot, point->check->created_at),
                           down(plot, (double)point->rank));
    }
    assay__pen_close(&pen);
}

static bool is_band(const assay_member_group *group)
{
    return group->rank_from != SIZE_MAX && group->created_from != ASSAY_TIME_UNKNOWN;
}

static size_t count_bands(const assay_audience *audience)
{
    size_t n = 0;
    for (size_t g = 0; g < audience->n_groups; g++)
        n += is_band(&audience->groups[g]);
    return n;
}

/* Stretches made and come together, each a box with a margin of a few units. */
static void put_bands(const assay__plot *plot, const assay_audience *audience)
{
    assay__pen pen;
    assay__pen_open(&pen, plot->page, "use");
    for (size_t g = 0; g < audience->n_groups; g++) {
        const assay_member_group *group = &audience->groups[g];
        if (!is_band(group))
            continue;
        double from = across(plot, group->created_from) - 6.0;
        double to = across(plot, group->created_to + ASSAY__DAY) + 6.0;
        assay__pen_box(&pen, fmax(from, 0.0), down(plot, (double)group->rank_from) + 4.0,
                       fmin(to, ASSAY__ACROSS), down(plot, (double)group->rank_to) - 4.0);
    }
    assay__pen_close(&pen);
}

static assay__plot plot_of(const assay__page *p, const assay_audience *audience,
                           const assay__audience_map *map, assay__ticks *ticks)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < map->n; i++) {
        low = fmin(low, (double)map->points[i].check->created_at);
        high = fmax(high, (double)map->points[i].check->created_at);
    }
    return (assay__plot){.page = p,
                         .x = {low - ASSAY__DAY, high + ASSAY__DAY, false},
                         .y = assay__scale_nice(0.0, (double)audience->n_order, 4, ticks),
                         .top = ASSAY__PLOT_ABOVE,
                         .height = 220.0,
                         .dated = true};
}

static void describe(const assay__page *p, const assay_audience *audience,
                     const assay__audience_map *map, assay_buffer *out)
{
    size_t odd = 0;
    for (size_t i = 0; i < map->n; i++)
        odd += stands_out(map->points[i].check);
    assay__word words[3] = {
        assay__count_word((double)map->n, p->language),
        assay__count_word((double)odd, p->language),
        assay__count_word((double)count_bands(audience), p->language)};
    assay__say(out, ASSAY__SAY_MAP_DESC, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2])},
               3);
}

static void put_group_row(const assay__page *p, const assay_member_group *group)
{
    assay__put(p, "<tr><th>");
    assay__put(p, BECAUSE[p->language][group->because]);
    assay__put(p, "</th>");
    assay__put_number_cell(p, (double)group->n);
    assay__put_number_cell(p, round(group->expected));
    assay__put(p, "<td>");
    if (group->created_from != ASSAY_TIME_UNKNOWN)
        assay__put_word(p, assay__day_word(group->created_from, p->language));
    assay__put(p, "</td></tr>");
}

/* What a stretch of the order shows: its places, the span of days, how many stand out. */
static void put_map_row(const assay__page *p, const assay__map_point *points, size_t n)
{
    int64_t first = points[0].check->created_at, last = first;
    size_t odd = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t at = points[i].check->created_at;
        first = at < first ? at : first;
        last = at > last ? at : last;
        odd += stands_out(points[i].check);
    }
    assay__put(p, "<tr><th>");
    assay__put_word(p, assay__count_word((double)points[0].rank + 1, p->language));
    assay__put(p, "–");
    assay__put_word(p, assay__count_word((double)points[n - 1].rank + 1, p->language));
    assay__put(p, "</th><td>");
    assay__put_word(p, assay__day_word(first, p->language));
    assay__put(p, "</td><td>");
    assay__put_word(p, assay__day_word(last, p->language));
    assay__put(p, "</td>");
    assay__put_number_cell(p, (double)n);
    assay__put_number_cell(p, (double)odd);
    assay__put(p, "</tr>");
}

/* The dots in as many parts of the order as a table has rows. */
static void put_map_table(const assay__page *p, const assay__audience_map *map)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_MAP_ORDER, ASSAY__SAY_MAP_FIRST,
                                             ASSAY__SAY_MAP_LAST, ASSAY__SAY_MAP_SHOWN,
                                             ASSAY__SAY_KEY_FOLLOWER_ODD};
    assay__put_table_open(p, COLUMNS, 5);
    for (size_t part = 0; part < TABLE_ROWS; part++)
        put_map_row(p, &map->points[part * map->n / TABLE_ROWS],
                    (part + 1) * map->n / TABLE_ROWS - part * map->n / TABLE_ROWS);
    assay__put_table_close(p);
}

static void put_groups_table(const assay__page *p, const assay_audience *audience)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_GROUP, ASSAY__SAY_MEMBERS,
                                             ASSAY__SAY_EXPECTED, ASSAY__SAY_MADE_ON};
    if (audience->n_groups == 0)
        return;
    assay__put_heading(p, 2, ASSAY__SAY_GROUPS_TITLE);
    assay__put_table_open(p, COLUMNS, 4);
    for (size_t g = 0; g < audience->n_groups && g < TABLE_ROWS; g++)
        put_group_row(p, &audience->groups[g]);
    assay__put_table_close(p);
}

static void put_keys(const assay__page *p, bool bands)
{
    assay__put(p, "<ul class=\"key\">");
    assay__put_key(p, "do", ASSAY__SAY_KEY_FOLLOWER);
    assay__put_key(p, "df", ASSAY__SAY_KEY_FOLLOWER_ODD);
    if (bands)
        assay__put_key(p, "use", ASSAY__SAY_KEY_BATCH);
    assay__put(p, "</ul>");
}

static void put_map(const assay__page *p, const assay_verdict *verdict)
{
    const assay_audience *audience = &verdict->findings->audience;
    assay__audience_map map;
    assay__ticks ticks;
    assay_buffer description = {0};
    assay__audience_map_make(verdict, &map);
    if (map.n == 0)
        return;
    assay__plot plot = plot_of(p, audience, &map, &ticks);
    assay__dates dates = assay__dates_nice((int64_t)plot.x.low, (int64_t)plot.x.high);
    bool bands = count_bands(audience) > 0;
    describe(p, audience, &map, &description);
    assay__put_heading(p, 2, ASSAY__SAY_MAP_TITLE);
    assay__put(p, "<figure>");
    put_keys(p, bands);
    assay__plot_open(&plot, &ticks, ASSAY__SAY_MAP_TITLE,
                     (assay_str){description.bytes, description.len});
    assay__plot_inner(&plot);
    if (bands)
        put_bands(&plot, audience);
    put_dots(&plot, &map, false);
    put_dots(&plot, &map, true);
    assay__plot_outer(&plot);
    assay__plot_close(&plot, &dates);
    put_map_table(p, &map);
    assay__put(p, "</figure>");
    p->out->failed = p->out->failed || description.failed;
    assay__buffer_free(&description);
}

void assay__put_audience_picture(const assay__page *p, const assay_verdict *verdict)
{
    const assay_audience *audience = &verdict->findings->audience;
    if (audience->state == ASSAY_NOT_ASSESSABLE)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_AUDIENCE_TITLE);
    const assay_audience_share *role = &audience->roles[ASSAY_ROLE_FOLLOWER];
    if (!isnan(role->share.value)) {
        assay__word words[4] = {assay__count_word((double)role->judged, p->language),
                                assay__percent_word(role->share.value, p->language),
                                assay__percent_word(role->share.low, p->language),
                                assay__percent_word(role->share.high, p->language)};
        assay__put_paragraph(
            p, NULL, ASSAY__SAY_AUDIENCE_SHARE,
            (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                          assay__word_str(&words[2]), assay__word_str(&words[3])},
            4);
    }
    put_split(p, audience);
    put_map(p, verdict);
    put_groups_table(p, audience);
    assay__put(p, "</section>\n");
}
