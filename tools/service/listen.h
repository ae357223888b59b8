/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the service listens: a TCP address, a Unix socket, or a socket that systemd
 * opened for it. */
#ifndef ASSAY_SERVICE_LISTEN_H
#define ASSAY_SERVICE_LISTEN_H

#include <assay/base.h>

/** A socket that listens. */
typedef struct listening {
    int fd;
    bool local;     /**< only this machine can reach it */
    bool over_unix; /**< a Unix socket */
    bool inherited; /**< opened by systemd */
    char name[128]; /**< as bound, for people: with the port the system chose */
} listening;

/** Open it.
 *
 * @param address  `HOST:PORT`, `[HOST]:PORT`, `unix:PATH`; a socket of systemd
 *                 (LISTEN_FDS) is taken instead when there is one
 * @errors USAGE (not of that form), IO, NO_MEMORY
 */
ASSAY_CHECKED assay_status listen_open(const char *address, listening *out,
                                       assay_error *err);

/** Close one that no server has taken; a Unix socket's name goes as well. */
void listen_forget(const listening *socket);

#endif
