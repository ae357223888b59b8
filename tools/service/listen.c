/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host is a number, not a name: what a name means can change under a running service,
 * and loopback must be certain. `localhost` is 127.0.0.1. */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* systemd hands over its sockets from this number on. */
enum { FIRST_INHERITED = 3, BACKLOG = 1024 };

typedef union any_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
} any_address;

static assay_status system_failure(const char *what, assay_error *err)
{
    return assay_fail(err, ASSAY_IO, "%s: %s", what, strerror(errno));
}

/* What a bound socket's address says of who can reach it. */
static void describe(listening *out)
{
    any_address bound = {0};
    socklen_t size = sizeof bound;
    char host[INET6_ADDRSTRLEN] = "";
    (void)getsockname(out->fd, &bound.any, &size);
    if (bound.any.sa_family == AF_INET) {
        uint32_t number = ntohl(bound.four.sin_addr.s_addr);
        out->local = number >> 24U == 127;
        (void)inet_ntop(AF_INET, &bound.four.sin_addr, host, sizeof host);
        (void)snprintf(out->name, sizeof out->name, "http://%s:%u", host,
                       (unsigned)ntohs(bound.four.sin_port));
    } else if (bound.any.sa_family == AF_INET6) {
        out->local = IN6_IS_ADDR_LOOPBACK(&bound.six.sin6_addr) != 0;
        (void)inet_ntop(AF_INET6, &bound.six.sin6_addr, host, sizeof host);
        (void)snprintf(out->name, sizeof out->name, "http://[%s]:%u", host,
                       (unsigned)ntohs(bound.six.sin6_port));
    } else {
        out->local = out->over_unix = true;
        (void)snprintf(out->name, sizeof out->name, "unix:%.107s", bound.local.sun_path);
    }
}

static bool take_inherited(listening *out)
{
    const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
    if (pid == NULL || n == NULL || strtol(pid, NULL, 10) != (long)getpid() ||
        strtol(n, NULL, 10) < 1)
        return false;
    out->fd = FIRST_INHERITED;
    out->inherited = true;
    (void)fcntl(out->fd, F_SETFD, FD_CLOEXEC);
    return true;
}

/* Cuts `HOST:PORT` or `[HOST]:PORT` in its parts. */
static bool cut(const char *address, char host[64], unsigned *port)
{
    const char *colon = strrchr(address, ':');
    if (colon == NULL || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        colon[1] == '\0' || strlen(colon + 1) > 5)
        return false;
    size_t length = (size_t)(colon - address);
    bool bracketed = length >= 2 && address[0] == '[' && address[length - 1] == ']';
    size_t inner = bracketed ? length - 2 : length;
    if (inner >= 64)
        return false;
    memcpy(host, address + bracketed, inner);
    host[inner] = '\0';
    *port = (unsigned)strtoul(colon + 1, NULL, 10);
    return *port <= 65535;
}

static bool read_address(const char *address, any_address *out, socklen_t *size)
{
    char host[64];
    unsigned port = 0;
    if (!cut(address, host, &port))
        return false;
    const char *number = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    if (inet_pton(AF_INET, number, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons((uint16_t)port);
        *size = sizeof out->four;
        return true;
    }
    if (inet_pton(AF_INET6, number, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons((uint16_t)port);
        *size = sizeof out->six;
        return true;
    }
    return false;
}

static assay_status bind_to(const any_address *address, socklen_t size, listening *out,
                            assay_error *err)
{
    int yes = 1;
    out->fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (out->fd < 0)
        return system_failure("a socket cannot be opened", err);
    (void)setsockopt(out->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(out->fd, &address->any, size) != 0 || listen(out->fd, BACKLOG) != 0) {
        int why = errno;
        (void)close(out->fd);
        errno = why;
        return system_failure("the address cannot be listened on", err);
    }
    return ASSAY_OK;
}

/* A socket left by a run that was killed is in the way; one in use is not touched. */
static void remove_stale(const any_address *address)
{
    struct stat about;
    if (lstat(address->local.sun_path, &about) != 0 || !S_ISSOCK(about.st_mode))
        return;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return;
    if (connect(probe, &address->any, sizeof address->local) != 0 &&
        errno == ECONNREFUSED)
        (void)unlink(address->local.sun_path);
    (void)close(probe);
}

static assay_status open_unix(const char *path, listening *out, assay_error *err)
{
    any_address address = {.local = {.sun_family = AF_UNIX}};
    if (strlen(path) == 0 || strlen(path) >= sizeof address.local.sun_path)
        return assay_fail(err, ASSAY_USAGE,
                          "the path of a Unix socket has 1 to %zu bytes",
                          sizeof address.local.sun_path - 1);
    (void)snprintf(address.local.sun_path, sizeof address.local.sun_path, "%s", path);
    remove_stale(&address);
    mode_t before = umask(0117); /* the owner and the group, from the first moment */
    assay_status status = bind_to(&address, sizeof address.local, out, err);
    (void)umask(before);
    return status;
}

assay_status listen_open(const char *address, listening *out, assay_error *err)
{
    any_address where = {0};
    socklen_t size = 0;
    assay_status status = ASSAY_OK;
    *out = (listening){.fd = -1};
    if (take_inherited(out))
        status = ASSAY_OK;
    else if (strncmp(address, "unix:", 5) == 0)
        status = open_unix(address + 5, out, err);
    else if (read_address(address, &where, &size))
        status = bind_to(&where, size, out, err);
    else
        status = assay_fail(err, ASSAY_USAGE,
                            "listen: '%s' is neither HOST:PORT (a number, or localhost) "
                            "nor unix:PATH",
                            address);
    if (status == ASSAY_OK)
        describe(out);
    return status;
}

void listen_forget(const listening *socket)
{
    if (socket->over_unix && !socket->inherited)
        (void)unlink(socket->name + strlen("unix:"));
}
