/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall: a table with a bar in each row, so that the picture is its own table.
 *
 * Numbers are rounded along the running sum, so that what is printed adds up as exactly
 * as what was computed. */
#include "report/account_page.h"

#include "base/number.h"
#include "base/str.h"

#include <math.h>

/* Places of the running sum, in 1e-6 log-odds, on a scale of 0..1. */
typedef struct fall {
    const assay__page *page;
    double low, high;
    int64_t sum; /* so far */
} fall;

static double place(const fall *f, int64_t micro)
{
    return ((double)micro - f->low) / (f->high - f->low);
}

/* Hundredths of the running sum: differences of these are what is printed. */
static int64_t hundredths(int64_t micro)
{
    return llround((double)micro / 1e4);
}

static void put_hundredths(const assay__page *p, int64_t number, bool sign)
{
    char point = p->language == ASSAY_VIETNAMESE ? ',' : '.';
    int64_t size = number < 0 ? -number : number;
    const char *before = sign ? "+" : "";
    if (number < 0)
        before = "\xE2\x88\x92"; /* a minus as wide as a plus */
    assay__buffer_printf(p->out, "%s%lld%c%02lld", before, (long long)(size / 100), point,
                         (long long)(size % 100));
}

/* The bar from the running sum to it and a contribution. */
static void put_bar(fall *f, int64_t micro, const char *class)
{
    const assay__page *p = f->page;
    double from = place(f, f->sum), to = place(f, f->sum + micro);
    assay__put(p, "<td><svg><rect x=\"");
    assay__put_percentage(p, fmin(from, to));
    assay__put(p, "\" width=\"");
    assay__put_percentage(p, fmax(fabs(to - from), 0.004));
    assay__buffer_printf(p->out, "\" class=\"%s\"/></svg></td><td>", class);
    put_hundredths(p, hundredths(f->sum + micro) - hundredths(f->sum), true);
    assay__put(p, "</td></tr>");
    f->sum += micro;
}

static const char *class_of(int64_t micro)
{
    return micro < 0 ? "dn" : "up";
}

static void put_reason(fall *f, const assay_reason *reason)
{
    const assay__page *p = f->page;
    const char *text = assay__in_language(reason->text_en, reason->text_vi, p->language);
    bool named = reason->feature != NULL && text != NULL;
    assay__put(p, named ? "<tr><td>" : "<tr><td class=\"o\">");
    if (named)
        assay__put_text(p, assay__str(text));
    else
        assay__put_message(p, ASSAY__SAY_OTHER_REASONS);
    assay__put(p, "</td>");
    put_bar(f, reason->contribution, class_of(reason->contribution));
}

static bool has_reasons(const assay_verdict *verdict, assay_family family)
{
    for (size_t i = 0; i < verdict->n_reasons; i++)
        if (verdict->reasons[i].family == family && verdict->reasons[i].contribution != 0)
            return true;
    return false;
}

static void put_family(fall *f, const assay_verdict *verdict, assay_family family)
{
    const assay__page *p = f->page;
    if (!has_reasons(verdict, family))
        return;
    assay__put(p, "<tbody><tr class=\"f\"><th scope=\"rowgroup\" colspan=\"2\">");
    assay__put_message(p, (assay__message)(ASSAY__SAY_FAMILY_GROWTH + family));
    assay__put(p, "</th><td>");
    int64_t after = f->sum + verdict->families[family].contribution;
    put_hundredths(p, hundredths(after) - hundredths(f->sum), true);
    assay__put(p, "</td></tr>");
    for (size_t i = 0; i < verdict->n_reasons; i++)
        if (verdict->reasons[i].family == family && verdict->reasons[i].contribution != 0)
            put_reason(f, &verdict->reasons[i]);
    assay__put(p, "</tbody>");
}

/* How far the running sum goes to either side, with the zero between. */
static void measure(const assay_verdict *verdict, fall *f)
{
    int64_t sum = verdict->base;
    f->low = fmin(0.0, (double)sum);
    f->high = fmax(0.0, (double)sum);
    for (size_t family = 0; family < ASSAY_FAMILY_COUNT; family++)
        for (size_t i = 0; i < verdict->n_reasons; i++) {
            if (verdict->reasons[i].family != (assay_family)family)
                continue;
            sum += verdict->reasons[i].contribution;
            f->low = fmin(f->low, (double)sum);
            f->high = fmax(f->high, (double)sum);
        }
    double room = fmax(0.02 * (f->high - f->low), 1.0);
    f->low -= room;
    f->high += room;
}

static void put_end(fall *f, assay__message name, int64_t micro, const char *class)
{
    f->sum = 0;
    assay__put(f->page, "<tbody><tr class=\"t\"><th scope=\"row\">");
    assay__put_message(f->page, name);
    assay__put(f->page, "</th>");
    put_bar(f, micro, class);
    assay__put(f->page, "</tbody>");
}

void assay__put_reasons_picture(const assay__page *p, const assay_verdict *verdict)
{
    if (verdict->state == ASSAY_NOT_ASSESSABLE || verdict->n_reasons == 0)
        return;
    fall f = {.page = p};
    measure(verdict, &f);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_WHY);
    assay__put_paragraph(p, "s", ASSAY__SAY_WHY_LEAD, NULL, 0);
    assay__put(p, "<table class=\"fall\"><thead><tr><th scope=\"col\">");
    assay__put_message(p, ASSAY__SAY_SIGN_SEEN);
    assay__put(p, "</th><th scope=\"col\" colspan=\"2\" class=\"n\">");
    assay__put_message(p, ASSAY__SAY_WEIGHT);
    assay__put(p, "</th></tr></thead>");
    put_end(&f, ASSAY__SAY_WHY_START, verdict->base, "all");
    for (size_t i = 0; i < ASSAY_FAMILY_COUNT; i++)
        put_family(&f, verdict, (assay_family)i);
    put_end(&f, ASSAY__SAY_WHY_TOTAL, verdict->score, "all");
    assay__put(p, "</table>\n</section>");
}
