/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A panel in memory, and what is kept of an account to see whether rosters are like it. */
#ifndef ASSAY_MODEL_PANEL_H
#define ASSAY_MODEL_PANEL_H

#include <assay/panel_shift.h>

enum {
    ASSAY__PANEL_MODELS = 6,     /**< kinds that may have scored it */
    ASSAY__PANEL_VECTORS = 1000, /**< accounts whose vectors are kept */
    ASSAY__PANEL_PLATFORMS = 8,  /**< platforms with a column of their own */
    ASSAY__TRAITS =
        6 /**< followers, days, posts, comments, audience rows, live readings */
};

/** Scores of one stratum. */
typedef struct assay__panel_scores {
    char *name;     /**< a platform, or `*` */
    double *sorted; /**< [n] ascending */
    size_t n;
} assay__panel_scores;

struct assay_panel {
    char *name;
    char sha256[65];
    size_t n_models;
    char *kind[ASSAY__PANEL_MODELS], *model[ASSAY__PANEL_MODELS]; /**< kind, name */
    char hash[ASSAY__PANEL_MODELS][65];
    assay__panel_scores all;
    assay__panel_scores *strata; /**< [n_strata] every platform, by name */
    size_t n_strata;
    char **columns; /**< [n_columns] traits, platforms, statistics */
    size_t n_columns, rows;
    float *cells; /**< [rows * n_columns] */
};

/** One account as a panel or a roster keeps it; one block of memory. */
typedef struct assay__panel_entry {
    uint64_t hash; /**< keyed, of platform and handle */
    assay_str platform, handle;
    double score, probability, label;
    bool strange;  /**< by the model alone */
    float *vector; /**< [ASSAY__TRAITS + features] */
} assay__panel_entry;

/** Names of the traits, as `posts`; they are the first columns of a vector. */
extern const char *const ASSAY__TRAIT_NAMES[ASSAY__TRAITS];

/** How many numbers a vector has. */
size_t assay__panel_width(void);

/** Keep an account; NULL when memory has run out. To be given to free(). */
assay__panel_entry *assay__panel_entry_new(const assay_verdict *verdict);

/** A second of the same; NULL when memory has run out. */
assay__panel_entry *assay__panel_entry_copy(const assay__panel_entry *from);

/** Digest of the statistics' names and formulas, 16 hexadecimal digits. */
void assay__panel_features(char text[17]);

/** Name of a platform's column: `platform tiktok`. @param text [128] */
void assay__panel_platform_column(assay_str platform, char text[]);

#endif
