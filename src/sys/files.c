#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static int open_again(const char *path, int flags, mode_t mode)
{
    int descriptor;
    do
        descriptor = open(path, flags | O_CLOEXEC, mode);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* Reads until the end, or one byte more than `most`, which tells that there is more. */
static enum status read_all(int descriptor, const char *path, size_t most, struct buffer *out)
{
    size_t start = out->size;
    while (out->size - start <= most) {
        size_t want = most - (out->size - start) + 1;
        char *room = buffer_reserve(out, want < 65536 ? want : 65536);
        ssize_t size = read(descriptor, room, want < 65536 ? want : 65536);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return status_errno("read", path);
        if (size == 0)
            return STATUS_OK;
        out->size += (size_t)size;
    }
    return status_fail(STATUS_INPUT, "%s is larger than %zu bytes, which is more than it may be.",
                       path, most);
}

enum status file_read(const char *path, size_t most, struct buffer *out)
{
    size_t start = out->size;
    int descriptor = open_again(path, O_RDONLY | O_NOCTTY, 0);
    if (descriptor < 0)
        return status_errno("open", path);
    enum status status = read_all(descriptor, path, most, out);
    if (status != STATUS_OK)
        out->size = start;
    close(descriptor);
    return status;
}

static enum status write_all(int descriptor, const char *path, struct span bytes)
{
    while (bytes.size) {
        ssize_t size = write(descriptor, bytes.at, bytes.size);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return status_errno("write", path);
        bytes = span_part(bytes, (size_t)size, bytes.size);
    }
    return fsync(descriptor) == 0 ? STATUS_OK : status_errno("sync", path);
}

/* The folder of `path` into `out` of PATH_SIZE bytes. */
static const char *folder_of(const char *path, char *out)
{
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    if (!slash)
        return ".";
    if (size == 0)
        return "/";
    snprintf(out, PATH_SIZE, "%.*s", (int)size, path);
    return out;
}

/* Writes `bytes` to a new file beside `path` and syncs it; its name is left in `temporary`. */
static enum status write_beside(const char *path, struct span bytes, mode_t mode,
                                char temporary[PATH_SIZE])
{
    static atomic_uint turn; /* so that two threads never share a temporary file */
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    int size = snprintf(temporary, PATH_SIZE, "%.*s.%s.%ld.%u.tmp", (int)folder, path,
                        path + folder, (long)getpid(), atomic_fetch_add(&turn, 1));
    if (size >= PATH_SIZE) {
        errno = ENAMETOOLONG;
        return status_errno("write", path);
    }
    unlink(temporary); /* of a dead process that had our number */
    int descriptor = open_again(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    if (descriptor < 0)
        return status_errno("write", path);
    /* The mode is what was asked for, whatever the umask. */
    enum status status =
        fchmod(descriptor, mode) == 0 ? STATUS_OK : status_errno("set the mode of", path);
    if (status == STATUS_OK)
        status = write_all(descriptor, path, bytes);
    if (close(descriptor) != 0 && status == STATUS_OK)
        status = status_errno("write", path);
    if (status != STATUS_OK)
        unlink(temporary);
    return status;
}

enum status file_write(const char *path, struct span bytes, mode_t mode)
{
    char temporary[PATH_SIZE], folder[PATH_SIZE];
    enum status status = write_beside(path, bytes, mode, temporary);
    if (status != STATUS_OK)
        return status;
    if (rename(temporary, path) != 0) {
        status = status_errno("replace", path);
        unlink(temporary);
        return status;
    }
    return file_sync_folder(folder_of(path, folder));
}

/* link() does what rename() cannot: it fails when the name is taken, and the name never shows a
 * part of the content. */
enum status file_create(const char *path, struct span bytes, mode_t mode)
{
    char temporary[PATH_SIZE], folder[PATH_SIZE];
    enum status status = write_beside(path, bytes, mode, temporary);
    if (status != STATUS_OK)
        return status;
    if (link(temporary, path) != 0)
        status = status_errno("create", path);
    unlink(temporary);
    enum status synced = file_sync_folder(folder_of(path, folder));
    return status == STATUS_OK ? synced : status;
}

enum status file_append(const char *path, struct span bytes)
{
    static const int flags = O_WRONLY | O_APPEND | O_NOFOLLOW;
    char folder[PATH_SIZE];
    int descriptor = open_again(path, flags, 0);
    bool made = descriptor < 0 && errno == ENOENT;
    if (made)
        descriptor = open_again(path, flags | O_CREAT, 0600);
    if (descriptor < 0)
        return status_errno("open", path);
    enum status status = write_all(descriptor, path, bytes);
    if (close(descriptor) != 0 && status == STATUS_OK)
        status = status_errno("write", path);
    return status == STATUS_OK && made ? file_sync_folder(folder_of(path, folder)) : status;
}

static enum status make_one(const char *path)
{
    struct stat there;
    if (mkdir(path, 0700) == 0) {
        char above[PATH_SIZE];
        return file_sync_folder(folder_of(path, above));
    }
    if (errno == EEXIST && stat(path, &there) == 0 && !S_ISDIR(there.st_mode))
        return status_fail(STATUS_EXISTS, "Cannot make the folder %s: a file has that name.", path);
    return errno == EEXIST ? STATUS_OK : status_errno("make the folder", path);
}

enum status file_make_folder(const char *path)
{
    char part[PATH_SIZE];
    struct stat there;
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return STATUS_OK;
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    if (size >= PATH_SIZE) {
        errno = ENAMETOOLONG;
        return status_errno("make the folder", path);
    }
    memcpy(part, path, size);
    part[size] = '\0';
    for (size_t i = 1; i < size; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        enum status status = stat(part, &there) == 0 ? STATUS_OK : make_one(part);
        part[i] = '/';
        if (status != STATUS_OK)
            return status;
    }
    return make_one(part);
}

enum status file_sync_folder(const char *path)
{
    int descriptor = open_again(path, O_RDONLY | O_DIRECTORY, 0);
    if (descriptor < 0)
        return status_errno("open the folder", path);
    enum status status = fsync(descriptor) == 0 ? STATUS_OK : status_errno("sync the folder", path);
    close(descriptor);
    return status;
}

enum status file_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes)
{
    struct statvfs space;
    if (statvfs(path, &space) != 0)
        return status_errno("ask for the free space of", path);
    *free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
    *total_bytes = (uint64_t)space.f_blocks * space.f_frsize;
    return STATUS_OK;
}

static enum status name_the_holder(int descriptor, const char *path)
{
    char text[32] = {0};
    ssize_t size = pread(descriptor, text, sizeof text - 1, 0);
    long holder = size > 0 ? strtol(text, NULL, 10) : 0;
    if (holder > 0)
        return status_fail(STATUS_LOCKED,
                           "%s is held by process %ld: another portolan works on this folder. "
                           "Stop it first, or use another folder.",
                           path, holder);
    return status_fail(STATUS_LOCKED,
                       "%s is held by another process: stop it first, or use another folder.",
                       path);
}

enum status file_lock(const char *path, int *out)
{
    int descriptor = open_again(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return status_errno("open the lock", path);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        enum status status =
            errno == EWOULDBLOCK ? name_the_holder(descriptor, path) : status_errno("lock", path);
        close(descriptor);
        return status;
    }
    /* The number is for people; that it could not be written (a full disk) frees nobody's lock. */
    char text[32];
    int size = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, text, (size_t)size, 0) != size)
        errno = 0;
    *out = descriptor;
    return STATUS_OK;
}

void file_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

void file_allow(unsigned most)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= most)
        return;
    limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        errno = 0; /* then it has what it had */
}
