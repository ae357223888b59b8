/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling systemd how the service is (sd_notify), over its datagram socket and without
 * its library. Without NOTIFY_SOCKET nothing happens. */
#ifndef ASSAY_SERVICE_NOTIFY_H
#define ASSAY_SERVICE_NOTIFY_H

#include <stdint.h>

/** Send a state, as `READY=1`. */
void notify_state(const char *state);
/** RELOADING=1 with the time that systemd asks for; READY=1 must follow. */
void notify_reloading(void);
/** Milliseconds after which to send WATCHDOG=1 again; 0: nobody watches. */
uint64_t notify_watchdog_ms(void);

#endif
