/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the arguments: `--name value`, `--name=value`, `-n value`, `-nvalue`,
 * flags in a row (`-qv`), `--` before operands that begin with a dash, and `-` alone as
 * an operand. A word that is no option is an operand wherever it stands. */
#include "parse.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_ROOM = 64 };

typedef struct parser {
    const cli_command *command;
    void *settings;
    shared_settings *shared;
    int argc, at;
    char **argv;
} parser;

/* ---- suggestions -------------------------------------------------------------- */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap of neighbours) from one word to another: the
 * optimal string alignment distance, three rows of the table kept. */
static size_t edits(const char *from, const char *to)
{
    size_t n = strlen(to);
    if (n >= NAME_ROOM || strlen(from) >= NAME_ROOM)
        return NAME_ROOM;
    size_t before[NAME_ROOM] = {0}, above[NAME_ROOM], row[NAME_ROOM];
    for (size_t j = 0; j <= n; j++)
        above[j] = j;
    for (size_t i = 1; from[i - 1] != '\0'; i++) {
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t replaced = above[j - 1] + (from[i - 1] != to[j - 1]);
            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            bool swapped =
                i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped)
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        memcpy(before, above, sizeof before);
        memcpy(above, row, sizeof above);
    }
    return above[n];
}

const char *parse_nearest(const char *word, const char *(*at)(const void *ctx, size_t i),
                          const void *ctx)
{
    const char *nearest = NULL;
    size_t fewest = strlen(word) / 3 + 2; /* a third of the letters and one more */
    for (size_t i = 0; at(ctx, i) != NULL; i++) {
        const char *name = at(ctx, i);
        bool begins = strlen(word) > 1 && strncmp(word, name, strlen(word)) == 0;
        size_t distance = begins ? 1 : edits(word, name);
        if (distance < fewest) {
            fewest = distance;
            nearest = name;
        }
    }
    return nearest;
}

static const char *option_name_at(const void *ctx, size_t i)
{
    const cli_option *row = command_option(ctx, i, NULL);
    return row == NULL ? NULL : row->name;
}

static parse_outcome unknown_option(const parser *p, const char *word)
{
    const char *near = parse_nearest(word, option_name_at, p->command->form);
    if (near != NULL)
        command_usage(p->command->name, "unknown option --%s; did you mean --%s?", word,
                      near);
    else
        command_usage(p->command->name, "unknown option --%s", word);
    return PARSED_WRONG;
}

/* ---- values ------------------------------------------------------------------- */

/* Whether `text` is one of the words of `choices`, which reads `a|b|c`. */
static bool is_choice(const char *choices, const char *text)
{
    size_t length = strlen(text);
    for (const char *word = choices; word != NULL;) {
        const char *bar = strchr(word, '|');
        size_t wordlen = bar == NULL ? strlen(word) : (size_t)(bar - word);
        if (wordlen == length && strncmp(word, text, length) == 0)
            return true;
        word = bar == NULL ? NULL : bar + 1;
    }
    return false;
}

static bool in_range(const cli_option *row, double number)
{
    return (row->low == 0.0 && row->high == 0.0) ||
           (number >= row->low && number <= row->high);
}

static bool read_number(const cli_option *row, const char *text, double *out)
{
    char *end = NULL;
    double number = strtod(text, &end); /* the locale of numbers is never set: C */
    if (end == text || *end != '\0' || !isfinite(number) || !in_range(row, number))
        return false;
    *out = number;
    return true;
}

static bool read_count(const cli_option *row, const char *text, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 ||
        !in_range(row, (double)number))
        return false;
    *out = number;
    return true;
}

/* Store a value where the row says; false when it is not of the row's form. */
static bool store(const cli_option *row, const char *text, char *base)
{
    void *target = base + row->target;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)target = true;
        return true;
    case OPTION_TEXT:
        *(const char **)target = text;
        return *text != '\0';
    case OPTION_TEXTS: {
        texts *list = target;
        if (list->n == LENGTH(list->items) || *text == '\0')
            return false;
        list->items[list->n++] = text;
        return true;
    }
    case OPTION_CHOICE:
        *(const char **)target = text;
        return is_choice(row->value, text);
    case OPTION_NUMBER:
        return read_number(row, text, target);
    case OPTION_COUNT:
        return read_count(row, text, target);
    }
    return false;
}

static parse_outcome wrong_value(const parser *p, const cli_option *row, const char *text)
{
    const char *name = p->command->name;
    switch (row->type) {
    case OPTION_CHOICE:
        command_usage(name, "--%s takes %s, not '%s'", row->name, row->value, text);
        break;
    case OPTION_TEXTS:
        command_usage(name, "--%s is given too often, or empty", row->name);
        break;
    case OPTION_NUMBER:
    case OPTION_COUNT:
        if (row->low < row->high)
            command_usage(name, "--%s takes a number from %g to %g, not '%s'", row->name,
                          row->low, row->high, text);
        else
            command_usage(name, "--%s takes a number, not '%s'", row->name, text);
        break;
    case OPTION_FLAG:
    case OPTION_TEXT:
        command_usage(name, "--%s needs a value that is not empty", row->name);
        break;
    }
    return PARSED_WRONG;
}

/* ---- options ------------------------------------------------------------------ */

static char *base_of(const parser *p, bool shared)
{
    return shared ? (char *)p->shared : (char *)p->settings;
}

static const cli_option *find_option(const parser *p, assay_str name, char letter,
                                     bool *shared)
{
    const cli_option *row;
    for (size_t i = 0; (row = command_option(p->command->form, i, shared)) != NULL; i++) {
        bool same = name.ptr != NULL && strlen(row->name) == name.len &&
                    memcmp(row->name, name.ptr, name.len) == 0;
        if (same || (letter != '\0' && row->letter == letter))
            return row;
    }
    return NULL;
}

/* Give an option its value: `attached`, or else the next argument. */
static parse_outcome take(parser *p, const cli_option *row, bool shared,
                          const char *attached)
{
    const char *value = attached;
    if (row->type == OPTION_FLAG) {
        value = "";
    } else if (value == NULL) {
        if (p->at >= p->argc) {
            command_usage(p->command->name, "--%s needs a value: --%s %s", row->name,
                          row->name, row->value);
            return PARSED_WRONG;
        }
        value = p->argv[p->at++];
    }
    return store(row, value, base_of(p, shared)) ? PARSED : wrong_value(p, row, value);
}

static parse_outcome long_option(parser *p, const char *word)
{
    const char *equals = strchr(word, '=');
    assay_str name = {word, equals == NULL ? strlen(word) : (size_t)(equals - word)};
    if (strcmp(word, "help") == 0)
        return PARSED_HELP;
    bool shared = false;
    const cli_option *row = find_option(p, name, '\0', &shared);
    if (row == NULL) {
        char clean[NAME_ROOM];
        size_t length = smaller(name.len, sizeof clean - 1);
        memcpy(clean, name.ptr, length);
        clean[length] = '\0';
        return unknown_option(p, clean);
    }
    if (row->type == OPTION_FLAG && equals != NULL) {
        command_usage(p->command->name, "--%s takes no value", row->name);
        return PARSED_WRONG;
    }
    return take(p, row, shared, equals == NULL ? NULL : equals + 1);
}

static parse_outcome short_options(parser *p, const char *letters)
{
    for (const char *at = letters; *at != '\0'; at++) {
        if (*at == 'h')
            return PARSED_HELP;
        bool shared = false;
        const cli_option *row = find_option(p, (assay_str){NULL, 0}, *at, &shared);
        if (row == NULL) {
            command_usage(p->command->name, "unknown option -%c", *at);
            return PARSED_WRONG;
        }
        bool rest = row->type != OPTION_FLAG && at[1] != '\0';
        parse_outcome outcome = take(p, row, shared, rest ? at + 1 : NULL);
        if (outcome != PARSED || rest || row->type != OPTION_FLAG)
            return outcome;
    }
    return PARSED;
}

static void fill_defaults(const parser *p)
{
    bool shared = false;
    const cli_option *row;
    for (size_t i = 0; (row = command_option(p->command->form, i, &shared)) != NULL; i++)
        if (row->fallback != NULL)
            (void)store(row, row->fallback, base_of(p, shared));
}

static parse_outcome check_operands(const parser *p, size_t n)
{
    const cli_form *form = p->command->form;
    if (n < form->operands_low) {
        command_usage(p->command->name, "%s is missing", form->operands);
        return PARSED_WRONG;
    }
    if (n > form->operands_high) {
        command_usage(p->command->name, "'%s' is one too many",
                      p->argv[form->operands_high]);
        return PARSED_WRONG;
    }
    return PARSED;
}

parse_outcome parse_arguments(const cli_command *command, int argc, char **argv,
                              void *settings, shared_settings *shared, size_t *operands)
{
    parser p = {command, settings, shared, argc, 0, argv};
    fill_defaults(&p);
    size_t n = 0;
    bool options_over = false;
    while (p.at < argc) {
        char *word = argv[p.at++];
        parse_outcome outcome = PARSED;
        if (options_over || word[0] != '-' || word[1] == '\0')
            argv[n++] = word;
        else if (strcmp(word, "--") == 0)
            options_over = true;
        else if (word[1] == '-')
            outcome = long_option(&p, word + 2);
        else
            outcome = short_options(&p, word + 1);
        if (outcome != PARSED)
            return outcome;
    }
    *operands = n;
    return check_operands(&p, n);
}
