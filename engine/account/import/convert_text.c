/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts mended and links taken apart. */
#include "account/import/convert.h"

#include "base/str.h"
#include "base/utf8.h"

/* The bytes of a text whose characters are all bytes; the length, or SIZE_MAX. */
static size_t as_bytes(assay_str text, char out[])
{
    size_t n = 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t code = assay__utf8_next(text, &i);
        if (code > 0xFF)
            return SIZE_MAX;
        out[n++] = (char)code;
    }
    return n;
}

static bool is_ascii(assay_str text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.len; i++)
        all |= (unsigned char)text.ptr[i];
    return all < 0x80;
}

assay_str assay__repaired(assay_str text, assay_arena *arena)
{
    if (is_ascii(text))
        return text;
    char *bytes = assay_arena_alloc(arena, text.len);
    if (bytes == NULL)
        return (assay_str){NULL, 0};
    assay_str found = {bytes, as_bytes(text, bytes)};
    bool valid = found.len != SIZE_MAX && assay__utf8_check(found) == found.len;
    return valid ? found : text;
}

/* Bytes of the tag that a text begins with, 0 when it is none; *line: it ends a line. */
static size_t tag_at(assay_str text, bool *line)
{
    size_t name = text.len > 1 && text.ptr[1] == '/' ? 2 : 1;
    if (text.len <= name || text.ptr[0] != '<' || (text.ptr[name] | 0x20) < 'a' ||
        (text.ptr[name] | 0x20) > 'z')
        return 0;
    const char *end = memchr(text.ptr, '>', text.len);
    if (end == NULL)
        return 0;
    *line = text.len >= 3 && (text.ptr[1] | 0x20) == 'b' && (text.ptr[2] | 0x20) == 'r';
    return (size_t)(end - text.ptr) + 1;
}

/* The value of a digit up to f; 16 when it is none. */
static uint32_t digit_value(char c)
{
    int folded = c | 0x20;
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0');
    return folded >= 'a' && folded <= 'f' ? (uint32_t)(folded - 'a' + 10) : 16;
}

/* The code of `&#39;` or `&#x27;`; 0 when it is none. */
static uint32_t numeric_entity(assay_str body)
{
    uint32_t code = 0;
    bool hex = body.len > 1 && (body.ptr[1] | 0x20) == 'x';
    uint32_t base = hex ? 16 : 10;
    size_t i = hex ? 2 : 1;
    if (i == body.len || body.len > 8)
        return 0;
    for (; i < body.len; i++) {
        uint32_t value = digit_value(body.ptr[i]);
        if (value >= base)
            return 0;
        code = code * base + value;
    }
    bool character = code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
    return character ? code : 0;
}

/* The code that an entity stands for and its bytes; 0 when it is none. */
static uint32_t entity_at(assay_str text, size_t *len)
{
    static const struct {
        const char *name;
        uint32_t code;
    } NAMES[] = {{"amp", '&'},  {"lt", '<'},    {"gt", '>'},
                 {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}};
    size_t most = text.len < 12 ? text.len : 12;
    const char *end = memchr(text.ptr, ';', most);
    if (end == NULL)
        return 0;
    assay_str body = {text.ptr + 1, (size_t)(end - text.ptr) - 1};
    *len = body.len + 2;
    if (body.len > 0 && body.ptr[0] == '#')
        return numeric_entity(body);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (assay__str_equal(body, assay__str(NAMES[i].name)))
            return NAMES[i].code;
    }
    return 0;
}

assay_str assay__from_html(assay_str text, assay_arena *arena)
{
    if (memchr(text.ptr, '<', text.len) == NULL &&
        memchr(text.ptr, '&', text.len) == NULL)
        return text;
    /* No entity is shorter than what it stands for. */
    char *out = assay_arena_alloc(arena, text.len);
    size_t n = 0;
    if (out == NULL)
        return (assay_str){NULL, 0};
    while (text.len > 0) {
        bool line = false;
        size_t len = tag_at(text, &line);
        uint32_t code = len == 0 && *text.ptr == '&' ? entity_at(text, &len) : 0;
        if (code > 0) {
            n += assay__utf8_put(code, out + n);
        } else if (len == 0 || *text.ptr == '&') {
            out[n++] = *text.ptr;
            len = 1;
        } else if (line) {
            out[n++] = '\n';
        }
        text.ptr += len;
        text.len -= len;
    }
    return (assay_str){out, n};
}

/* What stands behind a mark, up to the end of that part of the link. */
static assay_str behind(assay_str link, const char *mark)
{
    size_t len = strlen(mark);
    for (size_t i = 0; i + len <= link.len; i++) {
        if (memcmp(link.ptr + i, mark, len) != 0)
            continue;
        size_t from = i + len, to = from;
        while (to < link.len && strchr("/?#&", link.ptr[to]) == NULL)
            to++;
        return (assay_str){link.ptr + from, to - from};
    }
    return (assay_str){"", 0};
}

/* The part of a link that is its path: without scheme, host and query. */
static assay_str path_of(assay_str link)
{
    for (size_t i = 0; i + 3 <= link.len; i++) {
        if (memcmp(link.ptr + i, "://", 3) != 0)
            continue;
        link.ptr += i + 3;
        link.len -= i + 3;
        const char *slash = memchr(link.ptr, '/', link.len);
        size_t host = slash != NULL ? (size_t)(slash - link.ptr) : link.len;
        link.ptr += host;
        link.len -= host;
        break;
    }
    size_t end = 0;
    while (end < link.len && strchr("?#", link.ptr[end]) == NULL)
        end++;
    while (end > 0 && link.ptr[end - 1] == '/')
        end--;
    return (assay_str){link.ptr, end};
}

assay_str assay__link_id(assay_str link)
{
    static const char *const MARKS[] = {
        "/p/",     "/reel/",   "/reels/", "/tv/", "/video/",
        "/photo/", "/shorts/", "?v=",     "&v=",  "youtu.be/"};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        assay_str found = behind(link, MARKS[i]);
        if (found.len > 0)
            return found;
    }
    assay_str path = path_of(link);
    size_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    return (assay_str){path.ptr + from, path.len - from};
}

assay_str assay__link_name(assay_str link)
{
    assay_str found = behind(link, "/@");
    if (found.len == 0)
        found = behind(link, "/_u/");
    if (found.len > 0)
        return found;
    assay_str path = path_of(link);
    size_t from = path.len > 0 && path.ptr[0] == '/';
    const char *slash = memchr(path.ptr + from, '/', path.len - from);
    size_t to = slash != NULL ? (size_t)(slash - path.ptr) : path.len;
    return (assay_str){path.ptr + from, to - from};
}
