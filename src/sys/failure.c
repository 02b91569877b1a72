#include <errno.h>
#include <string.h>

#include "sys/files.h"

enum status status_errno(const char *doing, const char *path)
{
    static const struct {
        int number;
        enum status status;
        const char *remedy; /* completes the sentence */
    } table[] = {
        {ENOENT, STATUS_MISSING, "it is not there"},
        {ENOTDIR, STATUS_MISSING, "a part of its path is no folder"},
        {EEXIST, STATUS_EXISTS, "it is there already"},
        {ENOSPC, STATUS_FULL, "the disk is full; make room, nothing that was acknowledged is lost"},
        {EDQUOT, STATUS_FULL, "the disk quota is used up; raise it or make room"},
        {EFBIG, STATUS_FULL, "the limit on file sizes is reached"},
        {EROFS, STATUS_READONLY, "the file system is mounted read-only"},
        {EACCES, STATUS_READONLY, "this user has no permission; check owner and mode"},
        {EPERM, STATUS_READONLY, "this user has no permission; check owner and mode"},
        {ENOMEM, STATUS_MEMORY, "there is no memory left"},
        {EMFILE, STATUS_MEMORY, "this process has too many files open; raise its limit"},
        {ENFILE, STATUS_MEMORY, "the system has too many files open"},
        {EPIPE, STATUS_CLOSED, "the other side has gone"},
        {ECONNRESET, STATUS_CLOSED, "the other side has gone"},
        {ECONNREFUSED, STATUS_CLOSED, "nobody answers there; is the system running?"},
        {ETIMEDOUT, STATUS_TIMEOUT, "it took too long"},
        {EAGAIN, STATUS_LOCKED, "another process holds it"},
        {EADDRINUSE, STATUS_LOCKED, "another program listens there"},
        {EADDRNOTAVAIL, STATUS_INPUT, "this machine has no such address"},
        {ELOOP, STATUS_INPUT, "it is a symbolic link"},
        {ENAMETOOLONG, STATUS_INPUT, "the name is too long"},
    };
    int number = errno;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].number == number)
            return status_fail(table[i].status, "Cannot %s %s: %s.", doing, path, table[i].remedy);
    return status_fail(STATUS_IO, "Cannot %s %s: %s.", doing, path, strerror(number));
}
