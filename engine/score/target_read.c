/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `country=VN,region=VN-35,language=vi` key by key; what is not understood is refused,
 * because a misspelt target that is ignored would be a wrong answer. */
#include <assay/target.h>

#include <string.h>

#include "base/str.h"

static const char *const PARTS[] = {
#define PART_NAME(name, text) text,
    ASSAY_TARGET_PART_TABLE(PART_NAME)
#undef PART_NAME
};

const char *assay_target_part_name(assay_target_part part)
{
    return PARTS[part];
}

const char *assay_target_source_name(assay_target_source_kind source)
{
    static const char *const NAMES[] = {
#define SOURCE_NAME(name, text, en, vi) text,
        ASSAY_TARGET_SOURCE_TABLE(SOURCE_NAME)
#undef SOURCE_NAME
    };
    return NAMES[source];
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static char large(char byte)
{
    if (byte < 'a' || byte > 'z')
        return byte;
    return (char)(byte - 'a' + 'A');
}

static char small(char byte)
{
    if (byte < 'A' || byte > 'Z')
        return byte;
    return (char)(byte - 'A' + 'a');
}

static assay_status read_country(assay_str value, assay_target *out, assay_error *err)
{
    if (value.len != 2 || !is_letter(value.ptr[0]) || !is_letter(value.ptr[1]))
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "country: '%.*s' is no code of two letters, as VN",
                          ASSAY__ARG(value));
    out->country[0] = large(value.ptr[0]);
    out->country[1] = large(value.ptr[1]);
    return ASSAY_OK;
}

/* Two or three letters; what follows a dash is a country's and left out. */
static assay_status read_language(assay_str value, assay_target *out, assay_error *err)
{
    size_t letters = 0;
    while (letters < value.len && is_letter(value.ptr[letters]))
        letters++;
    bool ends = letters == value.len ||
                (letters > 0 && (value.ptr[letters] == '-' || value.ptr[letters] == '_'));
    if (letters < 2 || letters > 3 || !ends)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "language: '%.*s' is no code of two or three letters, as vi",
                          ASSAY__ARG(value));
    for (size_t i = 0; i < letters; i++)
        out->language[i] = small(value.ptr[i]);
    return ASSAY_OK;
}

static assay_status read_region(assay_str value, assay_target *out, assay_error *err)
{
    if (value.len >= sizeof out->region)
        return assay_fail(err, ASSAY_BAD_VALUE, "region: longer than %zu bytes",
                          sizeof out->region - 1);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20)
            return assay_fail(err, ASSAY_BAD_VALUE, "region: a control character");
    memcpy(out->region, value.ptr, value.len);
    return ASSAY_OK;
}

static assay_status read_part(size_t part, assay_str value, assay_target *out,
                              assay_error *err)
{
    if (value.len == 0)
        return assay_fail(err, ASSAY_BAD_VALUE, "%s: no value", PARTS[part]);
    switch ((assay_target_part)part) {
    case ASSAY_TARGET_COUNTRY:
        return read_country(value, out, err);
    case ASSAY_TARGET_REGION:
        return read_region(value, out, err);
    case ASSAY_TARGET_LANGUAGE:
        return read_language(value, out, err);
    case ASSAY_TARGET_PARTS:
        break;
    }
    return ASSAY_OK;
}

static assay_status read_pair(assay_str pair, unsigned *seen, assay_target *out,
                              assay_error *err)
{
    const char *equals = pair.len == 0 ? NULL : memchr(pair.ptr, '=', pair.len);
    assay_str key = {pair.ptr, equals == NULL ? pair.len : (size_t)(equals - pair.ptr)};
    size_t part = 0;
    while (part < ASSAY_TARGET_PARTS && !assay__str_equal(key, assay__str(PARTS[part])))
        part++;
    if (part == ASSAY_TARGET_PARTS || equals == NULL)
        return assay_fail(
            err, ASSAY_BAD_VALUE,
            "'%.*s' is not country=, region= or language=", ASSAY__ARG(pair));
    if ((*seen >> part & 1U) != 0)
        return assay_fail(err, ASSAY_BAD_VALUE, "%s: given twice", PARTS[part]);
    *seen |= 1U << part;
    return read_part(part, (assay_str){equals + 1, pair.len - key.len - 1}, out, err);
}

/* A region of the form CC-X names its country. */
static assay_status join_country(assay_target *target, assay_error *err)
{
    const char *region = target->region;
    if (!is_letter(region[0]) || !is_letter(region[1]) || region[2] != '-')
        return ASSAY_OK;
    const char code[3] = {large(region[0]), large(region[1]), '\0'};
    if (target->country[0] != '\0' && strcmp(target->country, code) != 0)
        return assay_fail(err, ASSAY_BAD_VALUE, "region: %s does not lie in country %s",
                          region, target->country);
    memcpy(target->country, code, sizeof code);
    return ASSAY_OK;
}

assay_status assay_target_read(assay_str text, assay_target *out, assay_error *err)
{
    assay_target target = {{0}, {0}, {0}};
    unsigned seen = 0;
    if (text.len == 0)
        return assay_fail(err, ASSAY_BAD_VALUE,
                          "empty: name a country, region or "
                          "language");
    for (size_t at = 0; at <= text.len;) {
        const char *comma = memchr(text.ptr + at, ',', text.len - at);
        size_t end = comma == NULL ? text.len : (size_t)(comma - text.ptr);
        ASSAY__TRY(read_pair((assay_str){text.ptr + at, end - at}, &seen, &target, err));
        at = end + 1;
    }
    ASSAY__TRY(join_country(&target, err));
    *out = target;
    return ASSAY_OK;
}
