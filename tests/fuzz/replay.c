/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over every file of a folder, and over each cut short at every
 * length, without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 16, MOST_CUTS = 600 };

static int replay(const char *path)
{
    static uint8_t bytes[MOST];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 1;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    size_t cuts = size < MOST_CUTS ? size : MOST_CUTS;
    for (size_t cut = 0; cut <= cuts; cut++) {
        /* A copy of its own for each length, so that the sanitizers see its end. */
        uint8_t *copy = malloc(cut == 0 ? size + 1 : cut);
        if (copy == NULL)
            return 1;
        size_t length = cut == 0 ? size : cut - 1;
        memcpy(copy, bytes, length);
        (void)LLVMFuzzerTestOneInput(copy, length);
        free(copy);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int files = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL)
        return 2;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        int wanted = snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (wanted < 0 || (size_t)wanted >= sizeof path || replay(path) != 0)
            return 2;
        files++;
    }
    (void)closedir(folder);
    printf("%d files replayed\n", files);
    return files == 0;
}
