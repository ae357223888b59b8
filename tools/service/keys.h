/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may ask. A key is 256 random bits in the form `assay_ID_SECRET`; the file holds its
 * id, its scopes and its SHA-256, never the key. Several are valid at once, so a key can
 * be replaced without a gap. A hash of a random key needs no salt and no slow function;
 * it is compared in constant time, also when the id is unknown. */
#ifndef ASSAY_SERVICE_KEYS_H
#define ASSAY_SERVICE_KEYS_H

#include "strbuf.h"

#include <pthread.h>

enum { KEY_ID_MOST = 16, KEY_HASH_BYTES = 32 };

/** Scopes, as bits. */
enum { SCOPE_NONE = 0, SCOPE_SCORE = 1, SCOPE_ADMIN = 2, SCOPE_PUBLIC = 4 };

typedef struct key {
    char id[KEY_ID_MOST + 1];
    unsigned scopes;
    unsigned char hash[KEY_HASH_BYTES];
} key;

/** The keys that are valid, replaced as a whole. */
typedef struct keys {
    const char *path; /**< NULL: no file, and no keys */
    pthread_mutex_t lock;
    key *all;
    size_t n;
} keys;

/** Read lines of `ID SCOPES SHA256`, # for comments.
 * @errors USAGE with the line, NO_MEMORY */
ASSAY_CHECKED assay_status keys_parse(assay_str file, key **out, size_t *n,
                                      assay_error *err);

/** Load the file. A file that others may write is refused. NULL: no file.
 * @errors NOT_FOUND, IO, USAGE, NO_MEMORY */
ASSAY_CHECKED assay_status keys_begin(const char *path, keys *out, assay_error *err);

/** Read the file anew and check it wholly, without using it yet.
 * @param out  NULL of no file; to be given to keys_install or freed
 * @errors as keys_begin */
ASSAY_CHECKED assay_status keys_read(const keys *all, key **out, size_t *n,
                                     assay_error *err);
/** Let keys that were read take the place of the old. */
void keys_install(keys *all, key *fresh, size_t n);

/** Find who shows this.
 *
 * @param authorization  the header's value; NULL: none
 * @param id             [KEY_ID_MOST + 1] of the key
 * @return the key's scopes; SCOPE_NONE when it is none of ours
 */
unsigned keys_check(keys *all, const char *authorization, char id[]);

/** The ids with their scopes as a JSON array, for the chained log. */
void keys_list(keys *all, strbuf *out);

/** A new key and its line for the file, in words for people.
 * @param scopes  as `score`, `score,admin`  @errors USAGE, IO, NO_MEMORY */
ASSAY_CHECKED assay_status keys_make(const char *scopes, strbuf *out, assay_error *err);

void keys_end(keys *all);

#endif
