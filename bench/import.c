/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speed and memory of imports: invented exports of two sizes in a temporary file, read and
 * sorted into tables whose text goes to /dev/null. Memory is the largest the process ever
 * held, so the second size of a form should add nothing to the first.
 * Prints `name,value,unit` lines; MB/s of processor time, on one core. Beside the CSV
 * stands what libcsv alone takes to read the same file, its cells dropped: of Debian 12's
 * packages it is the only parser of CSV in C (libfccp is C++, with columns fixed when it
 * is compiled), so an import cannot be faster than that.
 *
 *     import_speed [MB]     the larger size, 256 unless given; the smaller is a quarter */
#include "timer.h"

#include <assay/assay.h>

#include <csv.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINE = 4096 };

typedef size_t write_record(char *text, size_t room, unsigned i);

/* A post as Apify's actor for Instagram gives it, most of whose bytes nobody asks for. */
static size_t write_post(char *text, size_t room, unsigned i)
{
    return (size_t)snprintf(
        text, room,
        "{\"id\":\"35000000000%08u\",\"type\":\"Video\",\"shortCode\":\"DInven%07u\","
        "\"caption\":\"Canh chua miền Tây số %u, công thức ở cuối video nha cả nhà "
        "😍 #canhchua #bepnha\",\"hashtags\":[\"canhchua\",\"bepnha\"],\"mentions\":[],"
        "\"url\":\"https://www.instagram.com/p/DInven%07u/\",\"commentsCount\":%u,"
        "\"firstComment\":\"ngon quá "
        "ạ\",\"latestComments\":[{\"id\":\"18%015u\",\"text\":"
        "\"cho mình xin công thức với\",\"ownerUsername\":\"khach.%u\",\"timestamp\":"
        "\"2026-03-%02uT12:20:00.000Z\",\"likesCount\":%u}],\"dimensionsHeight\":1350,"
        "\"dimensionsWidth\":1080,\"displayUrl\":\"https://example.invalid/v/t51/"
        "%u_n.jpg?"
        "stp=dst-jpg_e15_tt6&_nc_ht=example&_nc_cat=101&oh=00_AYBinvented&oe=66F0A1B2\","
        "\"images\":[],\"videoUrl\":\"https://example.invalid/o1/v/t16/f2/m86/%u.mp4?"
        "efg=eyJpbnZlbnRlZCI6dHJ1ZX0\",\"alt\":null,\"likesCount\":%u,\"videoViewCount\":"
        "%u,"
        "\"timestamp\":\"2026-03-%02uT12:00:00.000Z\",\"childPosts\":[],"
        "\"ownerFullName\":"
        "\"Bếp nhà Inven\",\"ownerUsername\":\"bep.nha.%u\",\"ownerId\":\"69%015u\","
        "\"productType\":\"clips\",\"isSponsored\":false}\n",
        i, i, i, i, i % 97, i, i % 5003, 1 + i % 28, i % 7, i, i, 400 + i % 9001,
        9000 + i % 70001, 1 + i % 28, i % 211, i % 211);
}

static size_t write_row(char *text, size_t room, unsigned i)
{
    return (size_t)snprintf(text, room,
                            "lan.inven.%u;C%07u;%02u/%02u/2026 18:%02u;\"12.%03u\";%u;"
                            "1,%uK;\"Ngày mới, năng lượng mới\";photo\n",
                            i % 211, i, 1 + i % 28, 1 + i % 12, i % 60, i % 1000, i % 97,
                            i % 10);
}

/* Writes a file of about that many bytes. */
static void write_file(const char *path, const char *header, write_record *record,
                       size_t bytes)
{
    char line[LINE];
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputs(header, file) < 0)
        exit(1);
    for (unsigned i = 0; bytes > 0; i++) {
        size_t n = record(line, sizeof line, i);
        if (n >= sizeof line || fwrite(line, 1, n, file) != n)
            exit(1);
        bytes -= n < bytes ? n : bytes;
    }
    if (fclose(file) != 0)
        exit(1);
}

static void check(assay_status status, const assay_error *err)
{
    if (status == ASSAY_OK)
        return;
    (void)fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void import_file(const assay_import_options *options, const char *path)
{
    assay_import *import = NULL;
    assay_import_piece piece;
    assay_error err = {0};
    FILE *sink = fopen("/dev/null", "wb");
    if (sink == NULL)
        exit(1);
    check(assay_import_new(options, &import, &err), &err);
    check(assay_import_read(import, path, &err), &err);
    assay_status status;
    while ((status = assay_import_next(import, &piece, &err)) == ASSAY_OK)
        (void)fwrite(piece.text.ptr, 1, piece.text.len, sink);
    check(status == ASSAY_END ? ASSAY_OK : status, &err);
    if (assay_import_where(import).rejects > 0) {
        (void)fprintf(stderr, "rows were rejected\n");
        exit(1);
    }
    assay_import_free(import);
    (void)fclose(sink);
}

static void drop_cell(void *bytes, size_t len, void *cells)
{
    (void)bytes;
    (void)len;
    ++*(size_t *)cells;
}

static void drop_row(int end, void *cells)
{
    (void)end;
    (void)cells;
}

/* A file through libcsv and nothing else. */
static void parse_file(const char *path)
{
    static char block[1 << 16];
    struct csv_parser parser;
    size_t cells = 0, got = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL || csv_init(&parser, 0) != 0)
        exit(1);
    csv_set_delim(&parser, ';');
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        if (csv_parse(&parser, block, got, drop_cell, drop_row, &cells) != got)
            exit(1);
    (void)csv_fini(&parser, drop_cell, drop_row, &cells);
    csv_free(&parser);
    (void)fclose(file);
    if (cells == 0)
        exit(1);
}

static double peak_megabytes(void)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_maxrss / 1024.0;
}

/* An export, by name, in two sizes. */
static void bench(const char *name, const assay_import_options *options,
                  const char *header, write_record *record, size_t megabytes)
{
    char path[] = "/tmp/assay-import-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0)
        exit(1);
    (void)close(fd);
    for (size_t part = 4; part >= 1; part /= 4) {
        size_t bytes = megabytes * 1000000 / part;
        char label[64];
        write_file(path, header, record, bytes);
        double start = bench_seconds();
        import_file(options, path);
        double seconds = bench_seconds() - start;
        (void)snprintf(label, sizeof label, "import_%s_%zuMB", name, bytes / 1000000);
        bench_print(label, (double)bytes / 1e6 / seconds, "MB/s");
        if (strcmp(options->shape, "csv") == 0) {
            start = bench_seconds();
            parse_file(path);
            seconds = bench_seconds() - start;
            (void)snprintf(label, sizeof label, "libcsv_alone_%zuMB", bytes / 1000000);
            bench_print(label, (double)bytes / 1e6 / seconds, "MB/s");
        }
        (void)snprintf(label, sizeof label, "import_%s_%zuMB_peak", name,
                       bytes / 1000000);
        bench_print(label, peak_megabytes(), "MB");
    }
    (void)unlink(path);
}

int main(int argc, char **argv)
{
    static const char *const MAPS[] = {
        "handle=account,post=code,at=day,views=views,comments=comments,likes=likes",
        "caption=text,kind=kind"};
    assay_import_options apify = {.shape = "apify-instagram"};
    assay_import_options csv = {
        .shape = "csv", .maps = MAPS, .n_maps = 2, .platform = {"instagram", 9}};
    size_t megabytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;
    bench("apify_ndjson", &apify, "", write_post, megabytes);
    bench("csv", &csv, "account;code;day;views;comments;likes;text;kind\n", write_row,
          megabytes);
    return 0;
}
