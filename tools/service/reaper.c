/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list walked a few times a second; TCP_INFO tells whether an idle client spoke. */
#include "reaper.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

/* How often the list is walked: deadlines are whole seconds. */
enum { TICK_MS = 200 };

struct reaped {
    int fd;
    reaper_phase phase;
    uint64_t since_ms, more_ms;
    uint64_t received; /* bytes when it became idle */
    struct reaped *before, *after;
};

struct reaper {
    reaper_limits limits;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop_changed;
    bool stop;
    reaped *first;
    size_t count;
    uint64_t reaped;
};

uint64_t reaper_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Bytes a TCP connection has ever received; 0 for other sockets. */
static uint64_t bytes_received(int fd)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return 0;
    return info.tcpi_bytes_received;
}

/* A byte of a next request ends the idling. */
static void notice_bytes(reaped *connection, uint64_t now)
{
    if (connection->phase != REAPER_IDLE ||
        bytes_received(connection->fd) <= connection->received)
        return;
    connection->phase = REAPER_HEAD;
    connection->since_ms = now;
    connection->more_ms = 0;
}

static void look_at(reaper *watch, reaped *connection, uint64_t now)
{
    notice_bytes(connection, now);
    uint64_t limit = watch->limits.ms[connection->phase];
    if (limit == 0 || now - connection->since_ms <= limit + connection->more_ms)
        return;
    (void)shutdown(connection->fd, SHUT_RDWR);
    connection->phase = REAPER_WORK; /* no second time */
    watch->reaped++;
}

static void wait_a_tick(reaper *watch)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_cond_timedwait(&watch->stop_changed, &watch->lock, &until);
}

static void *watch_all(void *argument)
{
    reaper *watch = argument;
    (void)pthread_mutex_lock(&watch->lock);
    while (!watch->stop) {
        uint64_t now = reaper_now_ms();
        for (reaped *at = watch->first; at != NULL; at = at->after)
            look_at(watch, at, now);
        wait_a_tick(watch);
    }
    (void)pthread_mutex_unlock(&watch->lock);
    return NULL;
}

assay_status reaper_new(const reaper_limits *limits, reaper **out, assay_error *err)
{
    reaper *watch = calloc(1, sizeof *watch);
    if (watch == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to watch connections");
    pthread_condattr_t clock;
    watch->limits = *limits;
    (void)pthread_mutex_init(&watch->lock, NULL);
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&watch->stop_changed, &clock);
    (void)pthread_condattr_destroy(&clock);
    if (pthread_create(&watch->thread, NULL, watch_all, watch) != 0) {
        free(watch);
        return assay_fail(err, ASSAY_IO, "a thread cannot be started");
    }
    *out = watch;
    return ASSAY_OK;
}

void reaper_free(reaper *watch)
{
    if (watch == NULL)
        return;
    (void)pthread_mutex_lock(&watch->lock);
    watch->stop = true;
    (void)pthread_cond_signal(&watch->stop_changed);
    (void)pthread_mutex_unlock(&watch->lock);
    (void)pthread_join(watch->thread, NULL);
    (void)pthread_cond_destroy(&watch->stop_changed);
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}

reaped *reaper_open(reaper *watch, int fd)
{
    reaped *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        return NULL;
    connection->fd = fd;
    connection->phase = REAPER_HEAD;
    connection->since_ms = reaper_now_ms();
    (void)pthread_mutex_lock(&watch->lock);
    connection->after = watch->first;
    if (watch->first != NULL)
        watch->first->before = connection;
    watch->first = connection;
    watch->count++;
    (void)pthread_mutex_unlock(&watch->lock);
    return connection;
}

void reaper_close(reaper *watch, reaped *connection)
{
    if (connection == NULL)
        return;
    (void)pthread_mutex_lock(&watch->lock);
    if (connection->before != NULL)
        connection->before->after = connection->after;
    else
        watch->first = connection->after;
    if (connection->after != NULL)
        connection->after->before = connection->before;
    watch->count--;
    (void)pthread_mutex_unlock(&watch->lock);
    free(connection);
}

void reaper_enter(reaper *watch, reaped *connection, reaper_phase phase, uint64_t more_ms)
{
    if (connection == NULL)
        return;
    uint64_t received = phase == REAPER_IDLE ? bytes_received(connection->fd) : 0;
    uint64_t now = reaper_now_ms();
    (void)pthread_mutex_lock(&watch->lock);
    connection->phase = phase;
    connection->since_ms = now;
    connection->more_ms = more_ms;
    connection->received = received;
    (void)pthread_mutex_unlock(&watch->lock);
}

size_t reaper_count(reaper *watch)
{
    (void)pthread_mutex_lock(&watch->lock);
    size_t count = watch->count;
    (void)pthread_mutex_unlock(&watch->lock);
    return count;
}

uint64_t reaper_reaped(reaper *watch)
{
    (void)pthread_mutex_lock(&watch->lock);
    uint64_t count = watch->reaped;
    (void)pthread_mutex_unlock(&watch->lock);
    return count;
}
