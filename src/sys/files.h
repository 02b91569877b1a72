/* Files and folders: each call that can fail, with the failure as a whole sentence that names the
 * file. Nothing here keeps state; every function may be called from any thread. Paths are C
 * strings and borrowed. */
#ifndef SYS_FILES_H
#define SYS_FILES_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/status.h"

/* What errno says happened while `doing` ("write", "open") to `path`, as status and sentence:
 * ENOENT MISSING, EEXIST EXISTS, ENOSPC and EDQUOT FULL, EROFS and EACCES and EPERM READONLY,
 * ENOMEM and EMFILE MEMORY, EPIPE and ECONNRESET CLOSED, ETIMEDOUT TIMEOUT, EAGAIN LOCKED,
 * all others IO. Reads errno. */
enum status status_errno(const char *doing, const char *path);

/* Appends the whole file to `out`. STATUS_INPUT when it holds more than `most` bytes. */
enum status file_read(const char *path, size_t most, struct buffer *out);

/* Puts `bytes` at `path`, whole or not at all, whatever happens meanwhile: written to a temporary
 * file beside it, synced, renamed over it, and the folder synced. */
enum status file_write(const char *path, struct span bytes, mode_t mode);

/* The same, but STATUS_EXISTS (and nothing changed) when there is a file already; of several
 * processes that try at once exactly one succeeds, and the others see its whole content. */
enum status file_create(const char *path, struct span bytes, mode_t mode);

/* Adds `bytes` at the end of the file (made 0600 when missing, its name durable too) and syncs it. */
enum status file_append(const char *path, struct span bytes);

/* Makes the folder (0700) and those above it that are missing; an existing one is fine. */
enum status file_make_folder(const char *path);

/* Brings the folder's names to the disk: after a create, link, rename or removal in it. */
enum status file_sync_folder(const char *path);

/* Bytes that this process may still write on the file system that holds `path`, and its size. */
enum status file_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes);

/* Holds `path` (made when missing) for this process until file_unlock or its end, and writes the
 * process id into it. STATUS_LOCKED names the process that holds it. The descriptor is the lock:
 * children of fork share it, other programs do not inherit it. */
enum status file_lock(const char *path, int *out);
void file_unlock(int lock);

/* Lets this process have `most` files open at once, or as many as the system allows it. */
void file_allow(unsigned most);

#endif
