/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A curve for a terminal: the newest reading of each stretch as a bar of eight heights,
 * of block characters or, where only ASCII may be drawn, of signs that grow darker. */
#include "report/curve_line.h"

#include "base/str.h"
#include "report/words.h"

#include <math.h>

static const char *const BLOCKS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const PLAIN[] = {"_", ".", ":", "-", "=", "+", "*", "#"};

void assay__curve_bars(assay_buffer *out, const assay_account *account, size_t width,
                       bool unicode)
{
    const assay_reading *growth = account->growth;
    size_t n = account->n_growth, at = 0;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, growth[i].followers);
        high = fmax(high, growth[i].followers);
    }
    if (n < 3 || !(high > low))
        return;
    int64_t from = growth[0].at, to = growth[n - 1].at;
    for (size_t column = 1; column <= width; column++) {
        int64_t until = from + (to - from) / (int64_t)width * (int64_t)column;
        while (at + 1 < n && growth[at + 1].at <= until)
            at++;
        if (column == width)
            at = n - 1;
        double height = (growth[at].followers - low) / (high - low) * 7.0;
        size_t level = (size_t)lround(height);
        assay__buffer_put(out, assay__str(unicode ? BLOCKS[level] : PLAIN[level]));
    }
}

void assay_report_curve(assay_report *report, const assay_account *account, size_t width,
                        const assay_report_style *style)
{
    assay__curve_bars(&report->text, account, width, style->unicode);
}
