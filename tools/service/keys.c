/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key's own id says which line it is held against; only that one hash is compared. */
#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_BYTES = 32, FILE_MOST = 1 << 20, HASH_DIGITS = 2 * KEY_HASH_BYTES };

static const struct scope_word {
    const char *word;
    unsigned bit;
} SCOPE_WORDS[] = {
    {"score", SCOPE_SCORE}, {"admin", SCOPE_ADMIN}, {"public", SCOPE_PUBLIC}};

enum { SCOPE_COUNT = sizeof SCOPE_WORDS / sizeof SCOPE_WORDS[0] };

/* `score,admin` as bits; SCOPE_NONE when a word is unknown. */
static unsigned read_scopes(const char *words, size_t length)
{
    unsigned scopes = SCOPE_NONE;
    const char *end = words + length;
    while (words < end) {
        const char *comma = memchr(words, ',', (size_t)(end - words));
        size_t n = (size_t)((comma == NULL ? end : comma) - words);
        unsigned bit = SCOPE_NONE;
        for (size_t i = 0; i < SCOPE_COUNT; i++)
            if (strlen(SCOPE_WORDS[i].word) == n &&
                memcmp(SCOPE_WORDS[i].word, words, n) == 0)
                bit = SCOPE_WORDS[i].bit;
        if (bit == SCOPE_NONE)
            return SCOPE_NONE;
        scopes |= bit;
        words += n + 1;
    }
    return scopes;
}

static void put_scopes(unsigned scopes, strbuf *out)
{
    const char *comma = "";
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if ((scopes & SCOPE_WORDS[i].bit) == 0)
            continue;
        strbuf_printf(out, "%s%s", comma, SCOPE_WORDS[i].word);
        comma = ",";
    }
}

static bool read_hash(const char *digits, unsigned char hash[])
{
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_DIGITS; i++) {
        const char *found = digits[i] == '\0' ? NULL : strchr(HEX, digits[i]);
        if (found == NULL)
            return false;
        unsigned digit = (unsigned)(found - HEX);
        hash[i / 2] = (unsigned char)(i % 2 == 0 ? digit * 16 : hash[i / 2] + digit);
    }
    return digits[HASH_DIGITS] == '\0';
}

static bool is_id(const char *id, size_t length)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    return length >= 4 && length <= KEY_ID_MOST && strspn(id, LETTERS) >= length;
}

/* One line, terminated and without its comment. */
static bool read_line(char *line, key *out, bool *blank)
{
    char *at = NULL;
    const char *id = strtok_r(line, " \t\r", &at);
    const char *scopes = strtok_r(NULL, " \t\r", &at);
    const char *hash = strtok_r(NULL, " \t\r", &at);
    *blank = id == NULL;
    if (*blank)
        return true;
    if (scopes == NULL || hash == NULL || strtok_r(NULL, " \t\r", &at) != NULL)
        return false;
    if (!is_id(id, strlen(id)) || !read_hash(hash, out->hash))
        return false;
    (void)snprintf(out->id, sizeof out->id, "%.*s", KEY_ID_MOST, id);
    out->scopes = read_scopes(scopes, strlen(scopes));
    return out->scopes != SCOPE_NONE;
}

static bool is_known(const key *all, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].id, id) == 0)
            return true;
    return false;
}

/* Lines of a text that may be written to. */
static assay_status read_lines(char *text, key *all, size_t *n, assay_error *err)
{
    unsigned number = 0;
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        bool blank = false;
        if (end != NULL)
            *end = '\0';
        number++;
        line[strcspn(line, "#")] = '\0';
        key *one = &all[*n];
        if (!read_line(line, one, &blank))
            return assay_fail(err, ASSAY_USAGE,
                              "keys, line %u: not of the form 'ID SCOPES SHA256'",
                              number);
        if (!blank && is_known(all, *n, one->id))
            return assay_fail(err, ASSAY_USAGE, "keys, line %u: the id stands twice",
                              number);
        *n += !blank;
        line = end == NULL ? NULL : end + 1;
    }
    return ASSAY_OK;
}

assay_status keys_parse(assay_str file, key **out, size_t *n, assay_error *err)
{
    size_t lines = 1;
    for (size_t i = 0; i < file.len; i++)
        lines += file.ptr[i] == '\n';
    key *all = calloc(lines, sizeof *all);
    char *copy = calloc(1, file.len + 1);
    size_t count = 0;
    assay_status status = ASSAY_OK;
    if (all == NULL || copy == NULL) {
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for keys");
    } else {
        if (file.len > 0)
            memcpy(copy, file.ptr, file.len);
        status = read_lines(copy, all, &count, err);
    }
    free(copy);
    if (status != ASSAY_OK) {
        free(all);
        return status;
    }
    *out = all;
    *n = count;
    return ASSAY_OK;
}

static assay_status read_open(int fd, const char *path, strbuf *out, assay_error *err)
{
    struct stat about;
    char block[4096];
    ssize_t got = 1;
    if (fstat(fd, &about) == 0 && (about.st_mode & S_IWOTH) != 0)
        return assay_fail(err, ASSAY_USAGE, "%s: everybody may write this file", path);
    while (got > 0 && out->len <= FILE_MOST) {
        got = read(fd, block, sizeof block);
        if (got > 0)
            strbuf_put(out, block, (size_t)got);
    }
    if (got != 0 || out->failed)
        return assay_fail(err, ASSAY_IO, "%s: cannot be read", path);
    return ASSAY_OK;
}

assay_status keys_read(const keys *all, key **out, size_t *n, assay_error *err)
{
    strbuf file = {0};
    if (all->path == NULL) {
        *out = NULL;
        *n = 0;
        return ASSAY_OK;
    }
    int fd = open(all->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return assay_fail(err, errno == ENOENT ? ASSAY_NOT_FOUND : ASSAY_IO, "%s: %s",
                          all->path, strerror(errno));
    assay_status status = read_open(fd, all->path, &file, err);
    (void)close(fd);
    if (status == ASSAY_OK)
        status = keys_parse((assay_str){file.ptr, file.len}, out, n, err);
    strbuf_free(&file);
    return status;
}

void keys_install(keys *all, key *fresh, size_t n)
{
    (void)pthread_mutex_lock(&all->lock);
    key *old = all->all;
    all->all = fresh;
    all->n = n;
    (void)pthread_mutex_unlock(&all->lock);
    free(old);
}

assay_status keys_begin(const char *path, keys *out, assay_error *err)
{
    key *fresh = NULL;
    size_t n = 0;
    *out = (keys){.path = path};
    (void)pthread_mutex_init(&out->lock, NULL);
    assay_status status = keys_read(out, &fresh, &n, err);
    if (status == ASSAY_OK)
        keys_install(out, fresh, n);
    return status;
}

static bool hash_of(const char *bytes, size_t n, unsigned char hash[])
{
    unsigned length = 0;
    return EVP_Digest(bytes, n, hash, &length, EVP_sha256(), NULL) == 1 &&
           length == KEY_HASH_BYTES;
}

unsigned keys_check(keys *all, const char *authorization, char id[])
{
    static const char SCHEME[] = "Bearer ", BEGINNING[] = "assay_";
    unsigned char shown[EVP_MAX_MD_SIZE] = {0};
    key held = {0};
    id[0] = '\0';
    if (authorization == NULL ||
        strncasecmp(authorization, SCHEME, sizeof SCHEME - 1) != 0)
        return SCOPE_NONE;
    const char *token = authorization + sizeof SCHEME - 1;
    token += strspn(token, " ");
    if (strncmp(token, BEGINNING, sizeof BEGINNING - 1) != 0 ||
        !hash_of(token, strlen(token), shown))
        return SCOPE_NONE;
    const char *name = token + sizeof BEGINNING - 1;
    size_t length = strcspn(name, "_");
    (void)pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < all->n; i++)
        if (strlen(all->all[i].id) == length && memcmp(all->all[i].id, name, length) == 0)
            held = all->all[i];
    (void)pthread_mutex_unlock(&all->lock);
    bool same = CRYPTO_memcmp(held.hash, shown, KEY_HASH_BYTES) == 0;
    if (!same || held.scopes == SCOPE_NONE)
        return SCOPE_NONE;
    memcpy(id, held.id, sizeof held.id);
    return held.scopes;
}

void keys_list(keys *all, strbuf *out)
{
    strbuf_put(out, "[", 1);
    (void)pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < all->n; i++) {
        strbuf_printf(out, "%s\"%s ", i > 0 ? "," : "", all->all[i].id);
        put_scopes(all->all[i].scopes, out);
        strbuf_put(out, "\"", 1);
    }
    (void)pthread_mutex_unlock(&all->lock);
    strbuf_put(out, "]", 1);
}

/* The letters of base64url, RFC 4648 section 5, without padding. */
static void put_base64(const unsigned char bytes[], size_t n, strbuf *out)
{
    static const char LETTERS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t bit = 0; bit < n * 8; bit += 6) {
        unsigned two = (unsigned)bytes[bit / 8] * 256;
        two += bit / 8 + 1 < n ? bytes[bit / 8 + 1] : 0;
        strbuf_put(out, &LETTERS[two >> (10 - bit % 8) & 63U], 1);
    }
}

assay_status keys_make(const char *scopes, strbuf *out, assay_error *err)
{
    unsigned char secret[SECRET_BYTES], hash[EVP_MAX_MD_SIZE];
    unsigned char id[4];
    strbuf token = {0};
    unsigned bits = read_scopes(scopes, strlen(scopes));
    if (bits == SCOPE_NONE)
        return assay_fail(err, ASSAY_USAGE,
                          "scopes are score, admin, public, or several with commas");
    if (RAND_bytes(secret, sizeof secret) != 1 || RAND_bytes(id, sizeof id) != 1)
        return assay_fail(err, ASSAY_IO, "the system gives no random bytes");
    strbuf_printf(&token, "assay_%02x%02x%02x%02x_", id[0], id[1], id[2], id[3]);
    put_base64(secret, sizeof secret, &token);
    if (token.failed || !hash_of(token.ptr, token.len, hash)) {
        strbuf_free(&token);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a key");
    }
    strbuf_word(out, "key   ");
    strbuf_put(out, token.ptr, token.len);
    strbuf_printf(out, "\nline  %02x%02x%02x%02x ", id[0], id[1], id[2], id[3]);
    put_scopes(bits, out);
    strbuf_put(out, " ", 1);
    for (size_t i = 0; i < KEY_HASH_BYTES; i++)
        strbuf_printf(out, "%02x", hash[i]);
    strbuf_put(out, "\n", 1);
    OPENSSL_cleanse(secret, sizeof secret);
    OPENSSL_cleanse(token.ptr, token.len);
    strbuf_free(&token);
    return ASSAY_OK;
}

void keys_end(keys *all)
{
    free(all->all);
    all->all = NULL;
    all->n = 0;
}
