/* What a process takes from itself before it reads what others sent. There is no way back.
 *
 * A seccomp filter made from one table of calls a profile: those that are allowed, where any other kills the
 * process at once, or those that fail. Built with an address, thread or memory sanitizer the filter is left out,
 * since the sanitizer's own calls would die of it; sandbox_enforced() tells. */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum sandbox_profile {
    SANDBOX_DECODE,  /* read, write, receive and send on what is open; memory; time; exit */
    SANDBOX_OUTSIDE, /* all but: sockets of this machine, other processes, another program */
    SANDBOX_PROFILES
};

/* For every role: no new privileges, no core file, no reading of its memory by others of the same
 * user. */
enum status sandbox_harden(void);

/* sandbox_harden, then at most `mebibytes` of address space (0: no limit), then the filter, on all
 * threads. Call it with a single thread, after reading tables and before the first byte from
 * outside. */
enum status sandbox_enter(enum sandbox_profile profile, unsigned mebibytes);

/* From now on nothing can be opened but files below the `readable` folders, and these to read alone; what is open stays
 * open, and the network is as it was. Folders that are not there are passed over. `*enforced` is set to false where the
 * kernel has no Landlock (before 5.13, or switched off), or sandbox_enforced is false: then nothing is forbidden. After sandbox_harden. */
enum status sandbox_files(const char *const *readable, size_t count, bool *enforced);

/* Whether sandbox_enter installs the filter in this build. */
bool sandbox_enforced(void);

#endif
