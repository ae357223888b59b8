/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likes of every post on a scale of tens: the peers' band behind, each post a dot, and of
 * those that stand out the range that was expected of them. */
#include "report/account_page.h"

#include "base/str.h"
#include "report/draw.h"
#include "report/exhibits.h"

#include <math.h>

enum { TABLE_ROWS = 8 };

typedef struct picture {
    const assay__page *page;
    const assay__post_rows *posts;
    assay__plot plot;
    bool peers; /* their band is known and shown */
} picture;

/* Posts are placed by time; where one has none, by order. */
static bool all_dated(const assay__post_rows *posts)
{
    for (size_t i = 0; i < posts->n; i++)
        if (posts->rows[i].post->at == ASSAY_TIME_UNKNOWN)
            return false;
    return posts->n > 1 && posts->rows[posts->n - 1].post->at > posts->rows[0].post->at;
}

static double across(const picture *pic, size_t i)
{
    double at = pic->plot.dated ? (double)pic->posts->rows[i].post->at : (double)i;
    return ASSAY__ACROSS * (0.015 + 0.97 * assay__plot_x(&pic->plot, at));
}

static double down(const picture *pic, double likes)
{
    return 2.0 * assay__plot_y(&pic->plot, likes);
}

static void put_peers(const picture *pic)
{
    assay__pen pen;
    const assay__post_row *rows = pic->posts->rows;
    size_t n = pic->posts->n;
    assay__pen_open(&pen, pic->page, "peer");
    assay__pen_move(&pen, 0.0, down(pic, rows[0].usual_high));
    for (size_t i = 0; i < n; i++)
        if (!isnan(rows[i].usual_high))
            assay__pen_line(&pen, across(pic, i), down(pic, rows[i].usual_high));
    assay__pen_line(&pen, ASSAY__ACROSS, down(pic, rows[n - 1].usual_high));
    assay__pen_line(&pen, ASSAY__ACROSS, down(pic, rows[n - 1].usual_low));
    for (size_t i = n; i-- > 0;)
        if (!isnan(rows[i].usual_low))
            assay__pen_line(&pen, across(pic, i), down(pic, rows[i].usual_low));
    assay__pen_line(&pen, 0.0, down(pic, rows[0].usual_low));
    assay__pen_shut(&pen);
    assay__pen_close(&pen);
}

static bool likes_flagged(const assay__post_row *row)
{
    return row->flagged != NULL;
}

static void put_dots(const picture *pic, bool flagged)
{
    assay__pen pen;
    assay__pen_open(&pen, pic->page, flagged ? "df" : "do");
    for (size_t i = 0; i < pic->posts->n; i++) {
        const assay__post_row *row = &pic->posts->rows[i];
        if (row->likes >= 0.0 && likes_flagged(row) == flagged)
            assay__pen_dot(&pen, across(pic, i), down(pic, row->likes));
    }
    assay__pen_close(&pen);
}

static void put_ranges(const picture *pic)
{
    assay__pen pen;
    assay__pen_open(&pen, pic->page, "wh");
    for (size_t i = 0; i < pic->posts->n; i++) {
        const assay__post_row *row = &pic->posts->rows[i];
        if (!likes_flagged(row) || isnan(row->low))
            continue;
        assay__pen_move(&pen, across(pic, i), down(pic, row->low));
        assay__pen_line(&pen, across(pic, i), down(pic, row->high));
    }
    assay__pen_close(&pen);
}

/* ---- words ------------------------------------------------------------------------ */

typedef struct extent {
    double low, high;
    size_t known, flagged;
} extent;

static extent extent_of(const assay__post_rows *posts)
{
    extent out = {HUGE_VAL, 0.0, 0, 0};
    for (size_t i = 0; i < posts->n; i++) {
        const assay__post_row *row = &posts->rows[i];
        out.flagged += row->flagged != NULL;
        if (!(row->likes >= 0.0))
            continue;
        out.known++;
        out.low = fmin(out.low, row->likes);
        out.high = fmax(out.high, row->likes);
    }
    return out;
}

static void describe(const assay__page *p, const extent *e, assay_buffer *out)
{
    assay__word words[4] = {assay__count_word((double)e->known, p->language),
                            assay__count_word(e->low, p->language),
                            assay__count_word(e->high, p->language),
                            assay__count_word((double)e->flagged, p->language)};
    assay__say(out, ASSAY__SAY_POSTS_DESC, p->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2]), assay__word_str(&words[3])},
               4);
}

static void put_peers_key(const assay__page *p, const assay_verdict *verdict)
{
    assay__message evidence =
        (assay__message)(ASSAY__SAY_EVIDENCE_SIMULATED + verdict->evidence);
    assay__put(p, "<li><i class=\"peer\"></i>");
    assay__put_filled(
        p, ASSAY__SAY_KEY_PEERS,
        (assay_str[]){assay__str(verdict->stratum == NULL ? "*" : verdict->stratum),
                      assay__str(assay__message_text(evidence, p->language))},
        2);
    assay__put(p, "</li>");
}

static void put_keys(const picture *pic, const assay_verdict *verdict, bool flagged)
{
    assay__put(pic->page, "<ul class=\"key\">");
    assay__put_key(pic->page, "do", ASSAY__SAY_KEY_POST);
    if (flagged)
        assay__put_key(pic->page, "df", ASSAY__SAY_KEY_POST_FLAGGED);
    if (pic->peers)
        put_peers_key(pic->page, verdict);
    assay__put(pic->page, "</ul>");
}

/* Why a post stands out: the counter, its count, what was expected, the reason. */
static void put_remark(const assay__page *p, const assay__post_row *row)
{
    const assay_post_check *check = row->flagged;
    assay__put(p, "<td class=\"l\">");
    if (check != NULL) {
        if (check->metric != ASSAY_METRIC_LIKES) {
            assay__put_word(p, assay__count_word(check->observed, p->language));
            assay__put(p, " ");
            assay__put_message(p,
                               (assay__message)(ASSAY__SAY_METRIC_LIKES + check->metric));
            assay__put(p, ": ");
        }
        assay__put_message(p,
                           (assay__message)(ASSAY__SAY_POST_ORDINARY + check->because));
    }
    assay__put(p, "</td>");
}

static void put_row(const assay__page *p, const assay__post_row *row)
{
    assay__put(p, "<tr><th>");
    assay__put_word(p, assay__day_word(row->post->at, p->language));
    assay__put(p, "</th>");
    assay__put_number_cell(p, row->likes);
    assay__put_number_cell(p, row->expected);
    assay__put_range_cell(p, row->low, row->high);
    put_remark(p, row);
    assay__put(p, "</tr>");
}

/* Those that stand out and the newest, in order of time. */
static void put_table(const assay__page *p, const assay__post_rows *posts, size_t flagged,
                      size_t all)
{
    static const assay__message COLUMNS[] = {ASSAY__SAY_DAY, ASSAY__SAY_LIKES,
                                             ASSAY__SAY_EXPECTED, ASSAY__SAY_RANGE_90,
                                             ASSAY__SAY_REMARK};
    size_t shown = 0, others = posts->n - flagged;
    size_t room = flagged < TABLE_ROWS ? TABLE_ROWS - flagged : 0;
    assay__put_table_open(p, COLUMNS, 5);
    for (size_t i = 0; i < posts->n && shown < TABLE_ROWS; i++) {
        bool stands_out = posts->rows[i].flagged != NULL;
        bool newest = others <= room;
        others -= stands_out ? 0 : 1;
        if (!stands_out && !newest)
            continue;
        put_row(p, &posts->rows[i]);
        shown++;
    }
    assay__word words[2] = {assay__count_word((double)shown, p->language),
                            assay__count_word((double)all, p->language)};
    assay__put(p, "</tbody></table>");
    if (shown < all)
        assay__put_paragraph(
            p, "s", ASSAY__SAY_ROWS_SHOWN,
            (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1])}, 2);
    assay__put(p, "</div></details>");
}

/* ---- the whole -------------------------------------------------------------------- */

static picture picture_of(const assay__page *p, const assay__post_rows *posts, extent e,
                          assay__ticks *ticks)
{
    const assay__post_row *first = &posts->rows[0], *last = &posts->rows[posts->n - 1];
    picture pic = {.page = p, .posts = posts};
    pic.peers = !p->owner && isfinite(first->usual_low) && isfinite(last->usual_low);
    for (size_t i = 0; i < posts->n; i++) {
        const assay__post_row *row = &posts->rows[i];
        if (pic.peers && isfinite(row->usual_low)) {
            e.low = fmin(e.low, row->usual_low);
            e.high = fmax(e.high, row->usual_high);
        }
        if (row->flagged != NULL && isfinite(row->low)) {
            e.low = fmin(e.low, row->low);
            e.high = fmax(e.high, row->high);
        }
    }
    bool dated = all_dated(posts);
    double from = dated ? (double)first->post->at : 0.0;
    double to = dated ? (double)last->post->at : (double)posts->n - 1.0;
    pic.plot = (assay__plot){.page = p,
                             .x = {from, to, false},
                             .y = assay__scale_log(e.low, e.high, ticks),
                             .top = ASSAY__PLOT_ABOVE,
                             .height = 180.0,
                             .dated = dated};
    return pic;
}

static void put_picture(const picture *pic, const assay__ticks *ticks,
                        const assay_buffer *description, bool flagged)
{
    assay__dates dates = {.n = 0};
    if (pic->plot.dated)
        dates = assay__dates_nice((int64_t)pic->plot.x.low, (int64_t)pic->plot.x.high);
    assay__plot_open(&pic->plot, ticks, ASSAY__SAY_POSTS_TITLE,
                     (assay_str){description->bytes, description->len});
    assay__plot_inner(&pic->plot);
    if (pic->peers)
        put_peers(pic);
    if (flagged)
        put_ranges(pic);
    put_dots(pic, false);
    if (flagged)
        put_dots(pic, true);
    assay__plot_outer(&pic->plot);
    assay__plot_close(&pic->plot, &dates);
}

void assay__put_posts_picture(const assay__page *p, const assay_verdict *verdict)
{
    assay__post_rows posts;
    assay__ticks ticks;
    assay_buffer description = {0};
    assay__post_rows_make(verdict, &posts);
    if (posts.n == 0)
        return;
    extent e = extent_of(&posts);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_POSTS_TITLE);
    if (e.known == 0) {
        assay__put_paragraph(p, NULL, ASSAY__SAY_POSTS_HIDDEN, NULL, 0);
        assay__put(p, "</section>");
        return;
    }
    picture pic = picture_of(p, &posts, e, &ticks);
    describe(p, &e, &description);
    assay__put(p, "<figure>");
    put_keys(&pic, verdict, e.flagged > 0);
    put_picture(&pic, &ticks, &description, e.flagged > 0);
    put_table(p, &posts, e.flagged, verdict->account->n_posts);
    assay__put(p, "</figure>\n</section>");
    p->out->failed = p->out->failed || description.failed;
    assay__buffer_free(&description);
}
