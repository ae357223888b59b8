/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields nobody knows: ignored, counted, and named in one warning at the end. */
#ifndef ASSAY_ACCOUNT_UNKNOWNS_H
#define ASSAY_ACCOUNT_UNKNOWNS_H

#include <assay/base.h>

enum { ASSAY__UNKNOWN_NAMES = 12, ASSAY__UNKNOWN_ROOM = 48 };

/** Zeroed is empty and ready. */
typedef struct assay__unknowns {
    char names[ASSAY__UNKNOWN_NAMES][ASSAY__UNKNOWN_ROOM];
    size_t n;
    bool more;       /**< there were names beyond these */
    uint64_t places; /**< how often any was met */
} assay__unknowns;

/** Note one. @param table  empty for the account itself */
void assay__unknowns_note(assay__unknowns *unknowns, const char *table, assay_str name);

enum { ASSAY__UNKNOWN_SENTENCE = 768 };

/** One sentence. @param text [ASSAY__UNKNOWN_SENTENCE] @return false: nothing to say */
bool assay__unknowns_say(const assay__unknowns *unknowns, char text[]);

#endif
