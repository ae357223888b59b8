/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over the table serves all four sources, so that none can know a name or a
 * range that another does not. */
#include "settings.h"

#include "cli/output.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum setting_kind { KIND_TEXT, KIND_FILE, KIND_COUNT, KIND_SIZE } setting_kind;

typedef struct setting_row {
    const char *name;
    setting_kind kind;
    size_t offset;
    const char *fallback;
    uint64_t least, most;
} setting_row;

static const setting_row ROWS[SETTING_COUNT] = {
#define SETTING(member, name, kind, fallback, least, most, word, help)                   \
    {name, KIND_##kind, offsetof(settings, member), fallback, least, most},
#include "settings.def"
#undef SETTING
};

/* What K, M or G multiply by; 0 for anything else. */
static uint64_t unit_of(const char *suffix)
{
    static const char UNITS[] = "KMG";
    if (suffix[0] == '\0')
        return 1;
    const char *found = strchr(UNITS, toupper((unsigned char)suffix[0]));
    return found == NULL || suffix[1] != '\0' ? 0
                                              : UINT64_C(1024) << (10 * (found - UNITS));
}

static bool read_number(const setting_row *row, const char *value, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    uint64_t number = strtoull(value, &end, 10);
    uint64_t unit = row->kind == KIND_SIZE ? unit_of(end) : *end == '\0';
    bool digits = isdigit((unsigned char)value[0]) != 0;
    if (!digits || errno != 0 || unit == 0 ||
        __builtin_mul_overflow(number, unit, &number))
        return false;
    *out = number;
    return number >= row->least && number <= row->most;
}

bool settings_set(settings *out, size_t row, const char *value, char why[128])
{
    const setting_row *setting = &ROWS[row];
    char *member = (char *)out + setting->offset;
    if (setting->kind <= KIND_FILE) {
        memcpy(member, &value, sizeof value);
        return true;
    }
    uint64_t number = 0;
    if (!read_number(setting, value, &number)) {
        (void)snprintf(why, 128, "%s must be %s from %" PRIu64 " to %" PRIu64,
                       setting->name, setting->kind == KIND_SIZE ? "a size" : "a number",
                       setting->least, setting->most);
        return false;
    }
    memcpy(member, &number, sizeof number);
    return true;
}

static size_t find_row(const char *name)
{
    size_t row = 0;
    while (row < SETTING_COUNT && strcmp(ROWS[row].name, name) != 0)
        row++;
    return row;
}

/* Cuts white space around a text, in its place. */
static char *trim(char *word)
{
    while (isspace((unsigned char)*word))
        word++;
    size_t length = strlen(word);
    while (length > 0 && isspace((unsigned char)word[length - 1]))
        word[--length] = '\0';
    return word;
}

static assay_status set_line(settings *out, char *line, const char *place,
                             assay_error *err)
{
    char why[128];
    char *word = trim(line), *equals = strchr(word, '=');
    if (*word == '\0' || *word == '#')
        return ASSAY_OK;
    if (equals == NULL)
        return assay_fail(err, ASSAY_USAGE, "%s: not of the form 'name = value'", place);
    *equals = '\0';
    char *name = trim(word), *value = trim(equals + 1);
    for (char *p = name; *p != '\0'; p++)
        if (*p == '_')
            *p = '-';
    size_t row = find_row(name);
    if (row == SETTING_COUNT)
        return assay_fail(err, ASSAY_USAGE, "%s: there is no setting '%s'", place, name);
    if (!settings_set(out, row, value, why))
        return assay_fail(err, ASSAY_USAGE, "%s: %s", place, why);
    return ASSAY_OK;
}

static assay_status read_settings(settings *out, const char *path, assay_error *err)
{
    assay_bytes file = {NULL, 0};
    assay_status status = file_read(path, &file, err);
    if (status != ASSAY_OK)
        return status;
    out->memory = file.ptr;
    unsigned number = 0;
    for (char *line = file.ptr; line != NULL && status == ASSAY_OK; number++) {
        char place[160];
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        (void)snprintf(place, sizeof place, "%s, line %u", path, number + 1);
        status = set_line(out, line, place, err);
        line = end == NULL ? NULL : end + 1;
    }
    return status;
}

static assay_status set_from(settings *out, size_t row, const char *value,
                             const char *source, assay_error *err)
{
    char why[128];
    if (value == NULL || settings_set(out, row, value, why))
        return ASSAY_OK;
    return assay_fail(err, ASSAY_USAGE, "%s: %s", source, why);
}

static const char *environment_of(const setting_row *row)
{
    char name[64] = "ASSAY_";
    size_t at = strlen(name);
    for (const char *p = row->name; *p != '\0' && at + 1 < sizeof name; p++)
        name[at++] = (char)(*p == '-' ? '_' : toupper((unsigned char)*p));
    name[at] = '\0';
    return getenv(name);
}

assay_status settings_load(const char *const given[], const char *file, settings *out,
                           assay_error *err)
{
    assay_status status = ASSAY_OK;
    settings all = {0};
    for (size_t row = 0; status == ASSAY_OK && row < SETTING_COUNT; row++)
        status = set_from(&all, row, ROWS[row].fallback, "default", err);
    if (status == ASSAY_OK && file != NULL)
        status = read_settings(&all, file, err);
    for (size_t row = 0; status == ASSAY_OK && row < SETTING_COUNT; row++)
        status = set_from(&all, row, environment_of(&ROWS[row]), "environment", err);
    for (size_t row = 0; status == ASSAY_OK && row < SETTING_COUNT; row++)
        status = set_from(&all, row, given[row], "flag", err);
    if (status != ASSAY_OK) {
        settings_free(&all);
        return status;
    }
    *out = all;
    return ASSAY_OK;
}

void settings_print(const settings *all, strbuf *out)
{
    for (size_t row = 0; row < SETTING_COUNT; row++) {
        const char *member = (const char *)all + ROWS[row].offset;
        const char *word = NULL;
        uint64_t number = 0;
        if (ROWS[row].kind <= KIND_FILE) {
            memcpy(&word, member, sizeof word);
            strbuf_printf(out, "%s = %s\n", ROWS[row].name, word);
        } else {
            memcpy(&number, member, sizeof number);
            strbuf_printf(out, "%s = %" PRIu64 "\n", ROWS[row].name, number);
        }
    }
}

void settings_free(settings *all)
{
    free(all->memory);
    *all = (settings){0};
}
