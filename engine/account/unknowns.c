/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dozen names is as many as a warning can carry; the rest are counted. */
#include "account/unknowns.h"

#include "account/value.h"

#include <stdio.h>
#include <string.h>

void assay__unknowns_note(assay__unknowns *unknowns, const char *table, assay_str name)
{
    char shown[ASSAY__EXCERPT_ROOM], full[ASSAY__UNKNOWN_ROOM];
    assay__excerpt(name, shown);
    (void)snprintf(full, sizeof full, "%s%s%.*s", table, table[0] == '\0' ? "" : ".",
                   ASSAY__UNKNOWN_ROOM - 20, shown);
    unknowns->places++;
    for (size_t i = 0; i < unknowns->n; i++) {
        if (strcmp(unknowns->names[i], full) == 0)
            return;
    }
    if (unknowns->n == ASSAY__UNKNOWN_NAMES) {
        unknowns->more = true;
        return;
    }
    memcpy(unknowns->names[unknowns->n++], full, sizeof full);
}

bool assay__unknowns_say(const assay__unknowns *unknowns, char text[])
{
    if (unknowns->n == 0)
        return false;
    size_t room = ASSAY__UNKNOWN_SENTENCE;
    size_t n = (size_t)snprintf(text, room,
                                "fields that are not known were ignored in "
                                "%llu places:",
                                (unsigned long long)unknowns->places);
    for (size_t i = 0; i < unknowns->n; i++)
        n += (size_t)snprintf(text + n, room - n, "%s %s", i == 0 ? "" : ",",
                              unknowns->names[i]);
    if (unknowns->more)
        (void)snprintf(text + n, room - n, " and others");
    return true;
}
