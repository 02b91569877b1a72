/* The drop folder: FOLDER/SOURCE/NAME. A file is taken when it has stopped changing and removed
 * when its bytes are on the disk; a crash in between stores it twice, which the journal marks as a
 * duplicate, and never loses it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/memory.h"
#include "intake/drop.h"
#include "sys/files.h"

/* Between two scans, or until drop_stop. */
static bool wait_for_scan(struct drop *drop)
{
    struct timespec until;
    int64_t at = clock_monotonic() + drop->intake->options.drop_interval;
    until.tv_sec = (time_t)(at / MICROS_PER_SECOND);
    until.tv_nsec = (long)(at % MICROS_PER_SECOND) * 1000;
    pthread_mutex_lock(&drop->lock);
    while (!drop->ending && pthread_cond_timedwait(&drop->change, &drop->lock, &until) == 0)
        continue;
    bool go_on = !drop->ending;
    pthread_mutex_unlock(&drop->lock);
    return go_on;
}

static bool is_ending(struct drop *drop)
{
    pthread_mutex_lock(&drop->lock);
    bool ending = drop->ending;
    pthread_mutex_unlock(&drop->lock);
    return ending;
}

/* ---- marks: what was seen in the scan before ---- */

void marks_add(struct marks *marks, uint64_t mark)
{
    if (marks->count == marks->room) {
        marks->room = marks->room ? marks->room * 2 : 64;
        marks->at = memory_resize(marks->at, marks->room * sizeof *marks->at);
    }
    marks->at[marks->count++] = mark;
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

bool marks_have(const struct marks *marks, uint64_t mark)
{
    return marks->count &&
           bsearch(&mark, marks->at, marks->count, sizeof *marks->at, by_number) != NULL;
}

/* What was added during a scan becomes what the next one asks. */
static void marks_turn(struct marks *before, struct marks *now)
{
    struct marks old = *before;
    if (now->count)
        qsort(now->at, now->count, sizeof *now->at, by_number);
    *before = *now;
    old.count = 0;
    *now = old;
}

uint64_t drop_mark(const struct drop_file *file)
{
    uint64_t mark = hash_bytes(span_of(file->name));
    mark = hash_mix(mark, (uint64_t)file->about.st_ino);
    mark = hash_mix(mark, (uint64_t)file->about.st_size);
    mark = hash_mix(mark, (uint64_t)file->about.st_mtim.tv_sec);
    return hash_mix(mark, (uint64_t)file->about.st_mtim.tv_nsec);
}

/* ---- one source's folder ---- */

static bool ends_with(const char *name, const char *suffix)
{
    size_t size = strlen(name), tail = strlen(suffix);
    return size >= tail && strcmp(name + size - tail, suffix) == 0;
}

static bool is_candidate(const char *name)
{
    return name[0] != '.' && !ends_with(name, ".part") && !ends_with(name, ".tmp");
}

/* Whether the file has stopped changing: as it was in the scan before, or old enough. */
static bool is_settled(struct drop *drop, const struct drop_file *file, uint64_t mark)
{
    int64_t changed = (int64_t)file->about.st_mtim.tv_sec * MICROS_PER_SECOND;
    return marks_have(&drop->seen, mark) ||
           drop->intake->options.now() - changed > 3 * MICROS_PER_SECOND;
}

static bool look_at(struct drop *drop, struct drop_source *source, const char *name,
                    struct drop_file *out)
{
    if (strlen(name) >= sizeof out->name || !is_candidate(name))
        return false;
    snprintf(out->name, sizeof out->name, "%s", name);
    if (fstatat(source->folder, name, &out->about, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(out->about.st_mode))
        return false;
    uint64_t mark = drop_mark(out);
    marks_add(&drop->seen_now, mark);
    if (marks_have(&drop->done, mark)) { /* could not be removed, or not read: said so already */
        marks_add(&drop->done_now, mark);
        return false;
    }
    return is_settled(drop, out, mark);
}

/* The order of receipt is that of the files' times. */
static int by_time(const void *a, const void *b)
{
    const struct drop_file *left = a, *right = b;
    if (left->about.st_mtim.tv_sec != right->about.st_mtim.tv_sec)
        return left->about.st_mtim.tv_sec < right->about.st_mtim.tv_sec ? -1 : 1;
    if (left->about.st_mtim.tv_nsec != right->about.st_mtim.tv_nsec)
        return left->about.st_mtim.tv_nsec < right->about.st_mtim.tv_nsec ? -1 : 1;
    return strcmp(left->name, right->name);
}

static void list_files(struct drop *drop, struct drop_source *source, DIR *folder)
{
    struct dirent *entry;
    struct drop_file file;
    size_t room = 0;
    while ((entry = readdir(folder))) {
        if (!drop->recovered)
            drop_recover(source, entry->d_name);
        if (!look_at(drop, source, entry->d_name, &file))
            continue;
        if (source->count == room) {
            room = room ? room * 2 : 64;
            source->files = memory_resize(source->files, room * sizeof *source->files);
        }
        source->files[source->count++] = file;
    }
    if (source->count)
        qsort(source->files, source->count, sizeof *source->files, by_time);
}

static void scan_source(struct drop *drop, const char *name)
{
    struct drop_source source = {.name = name};
    source.folder = openat(drop->folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (source.folder < 0)
        return;
    int copy = openat(source.folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = copy >= 0 ? fdopendir(copy) : NULL;
    if (folder) {
        list_files(drop, &source, folder);
        closedir(folder);
        for (size_t from = 0; from < source.count && !is_ending(drop);)
            from += drop_take(drop, &source, from);
    }
    free(source.files);
    close(source.folder);
}

/* ---- all folders ---- */

static bool is_known(struct drop *drop, const char *name)
{
    const struct intake_sources *sources = &drop->intake->options.sources;
    uint64_t mark = hash_bytes(span_of(name));
    if (journal_source_valid(span_of(name)) && sources->known(sources->context, span_of(name)))
        return true;
    if (!marks_have(&drop->strangers, mark) && name[0] != '.')
        log_write(LOG_WARN, EVENT_DROP_REFUSED,
                  "text=\"A folder of the drop folder has the name of no source; it is left "
                  "alone.\"");
    marks_add(&drop->strangers_now, mark);
    return false;
}

static void scan(struct drop *drop)
{
    struct dirent **names;
    if (queue_disk_low(&drop->intake->options))
        return; /* files wait where they are */
    int count = scandir(drop->intake->options.drop, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        struct stat about;
        if (fstatat(drop->folder, names[i]->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(about.st_mode) && is_known(drop, names[i]->d_name) && !is_ending(drop))
            scan_source(drop, names[i]->d_name);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    marks_turn(&drop->seen, &drop->seen_now);
    marks_turn(&drop->done, &drop->done_now);
    marks_turn(&drop->strangers, &drop->strangers_now);
    drop->recovered = true;
}

static void *run(void *context)
{
    struct drop *drop = context;
    do
        scan(drop);
    while (wait_for_scan(drop));
    return NULL;
}

static void free_drop(struct drop *drop)
{
    struct marks *marks[] = {&drop->seen,     &drop->seen_now,  &drop->done,
                             &drop->done_now, &drop->strangers, &drop->strangers_now};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        free(marks[i]->at);
    if (drop->folder >= 0)
        close(drop->folder);
    pthread_cond_destroy(&drop->change);
    pthread_mutex_destroy(&drop->lock);
    free(drop);
}

enum status drop_start(struct intake *intake, struct drop **out)
{
    pthread_condattr_t monotonic;
    struct drop *drop = memory_alloc(sizeof *drop);
    drop->intake = intake;
    pthread_mutex_init(&drop->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&drop->change, &monotonic);
    pthread_condattr_destroy(&monotonic);
    enum status status = file_make_folder(intake->options.drop);
    drop->folder =
        status == STATUS_OK ? open(intake->options.drop, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (status == STATUS_OK && drop->folder < 0)
        status = status_errno("open the drop folder", intake->options.drop);
    if (status == STATUS_OK && (errno = pthread_create(&drop->thread, NULL, run, drop)) != 0)
        status = status_errno("start", "the thread of the drop folder");
    if (status == STATUS_OK)
        *out = drop;
    else
        free_drop(drop);
    return status;
}

void drop_stop(struct drop *drop)
{
    if (!drop)
        return;
    pthread_mutex_lock(&drop->lock);
    drop->ending = true;
    pthread_cond_broadcast(&drop->change);
    pthread_mutex_unlock(&drop->lock);
    pthread_join(drop->thread, NULL);
    free_drop(drop);
}
