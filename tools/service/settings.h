/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the service, from one table: defaults, a file, the environment, flags. */
#ifndef ASSAY_SERVICE_SETTINGS_H
#define ASSAY_SERVICE_SETTINGS_H

#include "strbuf.h"

#define SETTING_TYPE_TEXT const char *
#define SETTING_TYPE_FILE const char *
#define SETTING_TYPE_COUNT uint64_t
#define SETTING_TYPE_SIZE uint64_t

/** One member a row of settings.def. */
typedef struct settings {
#define SETTING(member, name, kind, ...) SETTING_TYPE_##kind member;
#include "settings.def"
#undef SETTING
    char *memory; /**< of the file's strbuf */
} settings;

/** The rows by number. */
enum {
#define SETTING(member, ...) SETTING_##member,
#include "settings.def"
#undef SETTING
    SETTING_COUNT
};

/** Load them.
 *
 * @param given  [SETTING_COUNT] what flags say, NULL where they do not
 * @param file   a file of `name = value` lines, # for comments; NULL: none
 * @errors USAGE with the place, name and range; NOT_FOUND, IO, NO_MEMORY
 */
ASSAY_CHECKED assay_status settings_load(const char *const given[], const char *file,
                                         settings *out, assay_error *err);

/** A text that is no value of the setting: false, and why.
 * @param row  SETTING_name */
bool settings_set(settings *out, size_t row, const char *value, char why[128]);

/** Every setting as `name = value`, a line each, as a file would have it. */
void settings_print(const settings *all, strbuf *out);

/** A zeroed one does nothing. */
void settings_free(settings *all);

#endif
