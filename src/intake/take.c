#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "intake/drop.h"
#include "sys/files.h"

enum { MOST_FILES = 50, NAME_SIZE = 320, QUIET_SECONDS = 30 };

static const uint64_t most_bytes = UINT64_C(64) << 20;

struct taken {
    struct submission submission; /* first: the queue gives it back as this */
    struct drop *drop;
    struct drop_file *file;
    struct buffer body;
};

/* ---- files that stay ---- */

/* Nothing more is done about this file while it is as it is. */
static void leave(struct drop *drop, const struct drop_source *source, const struct drop_file *file,
                  const char *text)
{
    marks_add(&drop->done_now, drop_mark(file));
    log_write(LOG_WARN, EVENT_DROP_REFUSED, "source=%s text=\"%s\"", source->name, text);
}

/* Moves `name` to a name in `to` that is free: itself, or with a number. The name it got is left in
 * `out`. */
static bool move_free(int from, const char *name, int to, const char *wanted, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%s", wanted);
    for (int i = 1; i < 10000; i++) {
        if (renameat2(from, name, to, out, RENAME_NOREPLACE) == 0)
            return true;
        if (errno != EEXIST)
            return false;
        snprintf(out, NAME_SIZE, "%.256s.%d", wanted, i);
    }
    return false;
}

static void write_reason(int folder, const char *name, const char *reason)
{
    char path[NAME_SIZE + 8];
    snprintf(path, sizeof path, "%s.txt", name);
    int file = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    if (dprintf(file, "%s\n", reason) < 0)
        errno = 0; /* the file itself says enough */
    close(file);
}

/* To SOURCE/.refused/, with a sentence beside it. */
static void refuse(struct drop *drop, const struct drop_source *source,
                   const struct drop_file *file, const char *reason)
{
    char name[NAME_SIZE];
    if (mkdirat(source->folder, ".refused", 0700) != 0 && errno != EEXIST) {
        leave(drop, source, file, "A file that is no message cannot be moved to .refused.");
        return;
    }
    int folder =
        openat(source->folder, ".refused", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder >= 0 && move_free(source->folder, file->name, folder, file->name, name)) {
        write_reason(folder, name, reason);
        log_write(LOG_WARN, EVENT_DROP_REFUSED, "source=%s size=%lld text=\"%s\"", source->name,
                  (long long)file->about.st_size, reason);
    } else {
        leave(drop, source, file, "A file that is no message cannot be moved to .refused.");
    }
    if (folder >= 0)
        close(folder);
}

/* ---- reading ---- */

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Exactly the bytes that the file had when it was looked at; false when it changed meanwhile, or
 * cannot be read (errno). */
static bool read_whole(int descriptor, const struct drop_file *file, struct buffer *out)
{
    struct stat about;
    size_t size = (size_t)file->about.st_size;
    buffer_reserve(out, size);
    while (out->size < size) {
        ssize_t got = read(descriptor, out->at + out->size, size - out->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        out->size += (size_t)got;
    }
    return fstat(descriptor, &about) == 0 && is_same(&about, &file->about);
}

/* A file that somebody has open for writing is still growing, however long ago its last byte came.
 * The kernel tells by refusing a lease; where it cannot tell (another user's file, network file
 * systems) only a longer silence does. */
static bool is_being_written(struct drop *drop, int descriptor, const struct drop_file *file)
{
    fcntl(descriptor, F_SETSIG, SIGURG); /* ignored, unlike SIGIO, should somebody open it now */
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(descriptor, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN ||
           drop->intake->options.now() - (int64_t)file->about.st_ctim.tv_sec * MICROS_PER_SECOND <
               QUIET_SECONDS * MICROS_PER_SECOND;
}

static bool is_open_elsewhere(struct drop *drop, const struct drop_source *source,
                              const struct drop_file *file)
{
    int descriptor =
        openat(source->folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool open = descriptor >= 0 && is_being_written(drop, descriptor, file);
    if (descriptor >= 0)
        close(descriptor);
    return open;
}

static bool read_file(struct drop *drop, const struct drop_source *source,
                      const struct drop_file *file, struct buffer *out)
{
    errno = 0;
    int descriptor =
        openat(source->folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool free_to_take = descriptor >= 0 && !is_being_written(drop, descriptor, file);
    if (free_to_take)
        errno = 0;
    bool whole = free_to_take && read_whole(descriptor, file, out);
    int number = descriptor >= 0 && !free_to_take ? 0 : errno;
    if (descriptor >= 0)
        close(descriptor);
    if (!whole && number && number != ENOENT && number != ELOOP)
        leave(drop, source, file, "A file cannot be read: check its owner and mode.");
    return whole;
}

/* ---- storing ---- */

static void stored(struct submission *submission)
{
    struct drop *drop = ((struct taken *)submission)->drop;
    pthread_mutex_lock(&drop->lock);
    if (--drop->waiting == 0)
        pthread_cond_broadcast(&drop->change);
    pthread_mutex_unlock(&drop->lock);
}

static void wait_until_stored(struct drop *drop)
{
    pthread_mutex_lock(&drop->lock);
    while (drop->waiting)
        pthread_cond_wait(&drop->change, &drop->lock);
    pthread_mutex_unlock(&drop->lock);
}

static void submit(struct drop *drop, const struct drop_source *source, struct taken *taken)
{
    const struct intake_options *options = &drop->intake->options;
    struct span body = buffer_span(&taken->body);
    taken->drop = drop;
    taken->submission.done = stored;
    taken->submission.status = STATUS_CLOSED;
    taken->submission.item = (struct journal_item){.source = span_of(source->name),
                                                   .body = body,
                                                   .transport = TRANSPORT_FOLDER,
                                                   .kind = options->sniff(body),
                                                   .received = options->now()};
    pthread_mutex_lock(&drop->lock);
    drop->waiting++;
    pthread_mutex_unlock(&drop->lock);
    if (!queue_submit(&drop->intake->queue, &taken->submission))
        stored(&taken->submission);
}

/* ---- removing ---- */

/* The name may stand for another file by now. So it is taken away first, looked at, and given back
 * if it is not the file whose bytes were stored. */
static void remove_stored(struct drop *drop, const struct drop_source *source,
                          const struct taken *taken)
{
    struct stat about;
    char away[NAME_SIZE], back[NAME_SIZE];
    const struct drop_file *file = taken->file;
    snprintf(away, sizeof away, ".taken.%lld", (long long)taken->submission.item.sequence);
    if (renameat(source->folder, file->name, source->folder, away) != 0) {
        if (errno != ENOENT)
            leave(drop, source, file,
                  "A file was stored and cannot be removed: check the folder's "
                  "owner and mode.");
        return;
    }
    if (fstatat(source->folder, away, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
        is_same(&about, &file->about)) {
        if (unlinkat(source->folder, away, 0) != 0)
            leave(drop, source, file, "A file was stored and cannot be removed.");
    } else if (!move_free(source->folder, away, source->folder, file->name, back)) {
        log_write(LOG_ERROR, EVENT_ENVIRONMENT,
                  "source=%s text=\"A new file lies as %s in its drop folder: give it another "
                  "name.\"",
                  source->name, away);
    }
}

/* What a crash left under the name it was taken away with may be another file than the one that
 * was stored: it is taken again, and is a duplicate if it was. */
void drop_recover(const struct drop_source *source, const char *name)
{
    char back[NAME_SIZE];
    if (strncmp(name, ".taken.", 7) == 0)
        move_free(source->folder, name, source->folder, name + 1, back);
}

static void finish(struct drop *drop, const struct drop_source *source, struct taken *taken)
{
    const struct journal_item *item = &taken->submission.item;
    if (taken->submission.status == STATUS_OK) {
        log_write(LOG_INFO, EVENT_DROP_TAKEN, "source=%s message=%lld size=%zu duplicate_of=%lld",
                  source->name, (long long)item->sequence, item->body.size,
                  (long long)item->duplicate_of);
        remove_stored(drop, source, taken);
    }
    buffer_free(&taken->body);
}

/* Whether there is something to store in the file. */
static bool take_one(struct drop *drop, const struct drop_source *source, struct taken *taken)
{
    const struct drop_file *file = taken->file;
    if (file->about.st_size == 0) {
        if (is_open_elsewhere(drop, source, file))
            return false; /* its first byte is on the way */
        refuse(drop, source, file, "The file is empty: there is no message in it.");
        return false;
    }
    if ((uint64_t)file->about.st_size > drop->intake->options.most_body) {
        refuse(drop, source, file,
               "The file is larger than a message may be: split it, every "
               "interchange may come by itself.");
        return false;
    }
    return read_file(drop, source, file, &taken->body);
}

size_t drop_take(struct drop *drop, struct drop_source *source, size_t from)
{
    struct taken *taken = memory_alloc(sizeof *taken * MOST_FILES);
    size_t done = 0, count = 0;
    uint64_t bytes = 0;
    while (from + done < source->count && count < MOST_FILES && bytes < most_bytes) {
        struct taken *one = &taken[count];
        one->file = &source->files[from + done++];
        if (!take_one(drop, source, one)) {
            buffer_free(&one->body);
            continue;
        }
        bytes += one->body.size;
        count++;
        submit(drop, source, one);
    }
    wait_until_stored(drop);
    for (size_t i = 0; i < count; i++)
        finish(drop, source, &taken[i]);
    free(taken);
    return done;
}
