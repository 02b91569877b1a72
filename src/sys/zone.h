/* Time zones from the system's tz database (RFC 8536), read here and not through the C library:
 * its zone is one for the whole process, and setting it is a race between threads.
 *
 * A zone is immutable once it is open and may be read by any number of threads. */
#ifndef SYS_ZONE_H
#define SYS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"

struct zone;

/* Reads `folder`/`name`, such as Asia/Tashkent. Returns owned. STATUS_MISSING when there is no such
 * zone (a name that leads out of the folder is none), STATUS_DAMAGED when the file is no TZif of
 * version 2 or later. */
enum status zone_open(const char *folder, const char *name, struct zone **out);
void zone_close(struct zone *zone); /* NULL is fine */

/* Seconds east of UTC at that moment (seconds since 1970). */
int32_t zone_offset(const struct zone *zone, int64_t utc);

/* The moment of a local time, given as seconds since 1970 as if it were UTC. A time that came twice,
 * because clocks were set back, is the first; one that was left out is read with the offset that
 * held before. */
int64_t zone_to_utc(const struct zone *zone, int64_t local);

#endif
