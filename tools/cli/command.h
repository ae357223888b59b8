/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command is: one row in commands.def, one table of options, one function.
 *
 * A new command NAME brings a file that defines `const cli_form NAME_form` and the
 * function its row names, and the row. Parsing, help, man page, completion and the
 * golden tests of help all read these tables; nothing else lists commands or options.
 */
#ifndef ASSAY_CLI_COMMAND_H
#define ASSAY_CLI_COMMAND_H

#include <assay/assay.h>

/** What an option's text becomes; the comment names the type of the target. */
typedef enum option_type {
    OPTION_FLAG,   /**< bool; takes no value */
    OPTION_TEXT,   /**< const char *; NULL when not given */
    OPTION_TEXTS,  /**< texts; may be given several times */
    OPTION_CHOICE, /**< const char *; one of `value`, which reads `a|b|c` */
    OPTION_NUMBER, /**< double within low..high */
    OPTION_COUNT   /**< uint64_t within low..high */
} option_type;

/** The values of an option that may be given several times, in the order given. */
typedef struct texts {
    const char *items[8];
    size_t n;
} texts;

/** One option. */
typedef struct cli_option {
    const char *name; /**< without the dashes */
    char letter;      /**< short form, or 0 */
    option_type type;
    size_t target;        /**< offset in the settings, by offsetof */
    const char *value;    /**< the word for its value in help, or the choices */
    const char *fallback; /**< the default as a user would type it; NULL: none */
    double low, high;     /**< allowed range of a number; both 0: any */
    const char *help;     /**< one line */
} cli_option;

/** An example in the help: what to type, and what it does. */
typedef struct example {
    const char *line, *does;
} example;

/** Options that several commands share; `form.shares` says which a command takes. */
typedef struct shared_settings {
    texts models;
    const char *lexicons, *policy, *lang;
    uint64_t jobs; /**< 0: as many as processors are online */
    bool json, quiet;
} shared_settings;

enum {
    SHARES_MODELS = 1,
    SHARES_LEXICONS = 2,
    SHARES_POLICY = 4,
    SHARES_LANG = 8,
    SHARES_JOBS = 16,
    SHARES_JSON = 32
};

/** What a command is called with. */
typedef struct cli_call {
    const shared_settings *shared;
    const void *settings; /**< the command's own struct, filled by its options */
    char *const *operands;
    size_t n_operands;
} cli_call;

/** The form of a command: all that help says and parsing needs. */
typedef struct cli_form {
    const char *operands; /**< as in `INPUT`, `[COMMAND]`; empty for none */
    size_t operands_low, operands_high;
    const cli_option *options;
    size_t n_options;
    size_t settings_bytes; /**< size of the struct that the targets lie in */
    unsigned shares;       /**< SHARES_… */
    const char *about;     /**< paragraphs, separated by a blank line, lines <= 78 */
    const example *examples;
    size_t n_examples;
} cli_form;

/** A row of commands.def. */
typedef struct cli_command {
    const char *name, *group, *summary;
    const cli_form *form;
    int (*run)(const cli_call *call); /**< @return the exit code */
} cli_command;

/* The form and the function of every row. */
#define COMMAND(name, group, summary, run)                                               \
    extern const cli_form name##_form;                                                   \
    int run(const cli_call *call);
#include "commands.def"
#undef COMMAND

/** Length of an array constant. */
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/** Options, examples of a form from arrays of those names. */
#define FORM_OPTIONS(array) .options = (array), .n_options = LENGTH(array)
#define FORM_EXAMPLES(array) .examples = (array), .n_examples = LENGTH(array)

/** All commands in the order of commands.def. @return count */
size_t command_count(void);
const cli_command *command_at(size_t i);
/** The command of a name, or NULL. */
const cli_command *command_find(const char *name);

/** The i-th option a command takes, its own first, then shared ones; NULL past the end.
 * @param shared  set to whether the target lies in shared_settings; NULL allowed */
const cli_option *command_option(const cli_form *form, size_t i, bool *shared);

/** Say on standard error that the command was called wrongly, and where to read on.
 * @return 2 */
int command_usage(const char *name, const char *format, ...) ASSAY_PRINTF(2, 3);

/** Say a failure on standard error, but nothing when the reader of a pipe went away.
 * @return the exit code of its status */
int command_failed(const assay_error *err);

/** A note on standard error, unless --quiet. */
void command_note(const cli_call *call, const char *format, ...) ASSAY_PRINTF(2, 3);

#endif
