/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deadline reaper: a connection that takes its time is shut down.
 *
 * The HTTP library's time-out counts idle time, so a client that sends a byte a second
 * lives for ever. Here each connection has a phase and a time by which the phase must be
 * over; one thread shuts down those that are late. The library then finds the socket at
 * its end and closes it, so a descriptor is never closed here and never mistaken for
 * another: the list is locked while a socket is shut down, and a connection leaves the
 * list before the library closes it. */
#ifndef ASSAY_SERVICE_REAPER_H
#define ASSAY_SERVICE_REAPER_H

#include <assay/base.h>

/** What a connection is at. */
typedef enum reaper_phase {
    REAPER_HEAD,  /**< its first request line and headers */
    REAPER_BODY,  /**< a body is coming in */
    REAPER_WORK,  /**< we are working: no deadline */
    REAPER_REPLY, /**< a reply is going out */
    REAPER_IDLE,  /**< kept alive; a byte of a next request starts the time of a head */
    REAPER_PHASES
} reaper_phase;

/** Milliseconds that each phase may last; 0: for ever. */
typedef struct reaper_limits {
    uint64_t ms[REAPER_PHASES];
} reaper_limits;

typedef struct reaper reaper;
/** A connection watched. */
typedef struct reaped reaped;

/** Start the thread. @errors NO_MEMORY, IO */
ASSAY_CHECKED assay_status reaper_new(const reaper_limits *limits, reaper **out,
                                      assay_error *err);
/** Stop it; all connections must be gone. NULL does nothing. */
void reaper_free(reaper *watch);

/** Watch a connection from now on, in its HEAD. @return NULL when memory ran out */
reaped *reaper_open(reaper *watch, int fd);
/** Forget it; before its descriptor is closed. NULL does nothing. */
void reaper_close(reaper *watch, reaped *connection);
/** It is in this phase from now on. @param more_ms  added to the phase's limit */
void reaper_enter(reaper *watch, reaped *connection, reaper_phase phase,
                  uint64_t more_ms);

/** Connections open now. */
size_t reaper_count(reaper *watch);
/** Connections shut down so far. */
uint64_t reaper_reaped(reaper *watch);

/** Milliseconds of a clock that never goes back. */
uint64_t reaper_now_ms(void);

#endif
