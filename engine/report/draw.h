/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as SVG that fit any width without script.
 *
 * What must not be stretched (text, marks) stands in the outer picture at percentages of
 * its width; lines and areas stand in an inner one whose 2000 units are stretched to it,
 * their strokes not. Coordinates are whole half-pixels down and whole units across, each
 * given relative to the last, so that rounding never adds up and bytes are few. Colours
 * are classes of the page's style.
 *
 * Source: Sklansky & Gonzalez 1980, Fast polygonal approximation of digitized curves. */
#ifndef ASSAY_REPORT_DRAW_H
#define ASSAY_REPORT_DRAW_H

#include "report/markup.h"

/** Where numbers lie between two ends, 0..1; equal ends give the middle. */
typedef struct assay__scale {
    double low, high;
    bool log;
} assay__scale;

double assay__scale_at(const assay__scale *scale, double value);

enum { ASSAY__TICKS = 8, ASSAY__ACROSS = 2000 };

/** Round numbers along an axis. */
typedef struct assay__ticks {
    size_t n;
    double at[ASSAY__TICKS];
} assay__ticks;

/** A scale that reaches to round numbers beyond low and high, and those: steps of 1, 2
 * or 5 (Heckbert 1990), or powers of ten. @param most  ticks, 2..ASSAY__TICKS */
assay__scale assay__scale_nice(double low, double high, size_t most, assay__ticks *ticks);
assay__scale assay__scale_log(double low, double high, assay__ticks *ticks);

/** Beginnings of days, months or years in a span, at most eight. */
typedef struct assay__dates {
    size_t n;
    int64_t at[ASSAY__TICKS];
    int unit; /**< 0 days, 1 months, 2 years */
} assay__dates;

assay__dates assay__dates_nice(int64_t from, int64_t to);

/** A day for people: `5 Mar 2026`, `5/3/2026`. */
assay__word assay__day_word(int64_t at, assay_language language);

/** A path being written, relative to where the pen is. A point is left out when the line
 * past it stays within half a pixel of it (Sklansky & Gonzalez 1980). */
typedef struct assay__pen {
    assay_buffer *out;
    int64_t x, y;       /**< the last point written */
    int64_t to_x, to_y; /**< the point to be written next, when one waits */
    double low, high;   /**< slopes that pass near all points left out */
    bool waits;
    bool drawing; /**< a number follows the last one */
    bool boxes;   /**< a box was written: the next is placed from it */
} assay__pen;

void assay__pen_open(assay__pen *pen, const assay__page *p, const char *class);
void assay__pen_move(assay__pen *pen, double x, double y);
void assay__pen_line(assay__pen *pen, double x, double y);
/** A dot: a line without length, round at its ends. */
void assay__pen_dot(assay__pen *pen, double x, double y);
/** A box between two corners. */
void assay__pen_box(assay__pen *pen, double x0, double y0, double x1, double y1);
void assay__pen_shut(assay__pen *pen); /**< back to where the move was */
void assay__pen_close(assay__pen *pen);

/** A picture of a height with room above for labels; y grows downwards in pixels. */
typedef struct assay__plot {
    const assay__page *page;
    assay__scale x, y;
    size_t lanes;       /**< of labels above the area, 0..6 */
    double top, height; /**< pixels: room above, and the area */
    bool dated;         /**< x is time */
} assay__plot;

/** Across, 0..1, and down, pixels. */
double assay__plot_x(const assay__plot *plot, double value);
double assay__plot_y(const assay__plot *plot, double value);

/** Pixels above the area without lanes, and of each. */
enum { ASSAY__PLOT_ABOVE = 8, ASSAY__PLOT_LANE = 18 };

/** Axis, title, description and grid. @param description  bytes of ours, escaped here */
void assay__plot_open(const assay__plot *plot, const assay__ticks *ticks,
                      assay__message title, assay_str description);
/** Begin and end what is stretched. */
void assay__plot_inner(const assay__plot *plot);
void assay__plot_outer(const assay__plot *plot);
/** Dates below and the end of the picture. */
void assay__plot_close(const assay__plot *plot, const assay__dates *dates);

#endif
