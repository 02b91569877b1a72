/* The folder of a world: in it stands `unfinished-world`, locked, from the first byte until the manifest is
 * on the disk. Nothing is ever taken away from a folder that has neither. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "sim/internal.h"
#include "sys/files.h"

/* What a run makes; folders are ours with all that is in them. The manifest goes first, so that what is
 * half taken away is no world. */
static const struct {
    const char *name;
    bool folder;
} parts[] = {
    {"manifest.json", false}, {"truth.jsonl", false},    {"persons.jsonl", false},
    {"flights.jsonl", false}, {"messages.jsonl", false}, {"watchlist.csv", false},
    {"sources.jsonl", false}, {"profile.yaml", false},   {"messages", true},
    {"sources", true},        {"played", true}, /* how far a play was */
};
enum { PARTS = sizeof parts / sizeof *parts };

/* ---- taking away ---- */

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* A folder with its files, and one more level of folders. True when it is gone. */
static bool remove_folder(int above, const char *name, int levels)
{
    int descriptor = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (!folder) {
        if (descriptor >= 0)
            close(descriptor);
        return descriptor < 0 && errno == ENOENT;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (is_dots(entry->d_name) || unlinkat(descriptor, entry->d_name, 0) == 0)
            continue;
        if (levels)
            remove_folder(descriptor, entry->d_name, levels - 1);
    }
    closedir(folder);
    return unlinkat(above, name, AT_REMOVEDIR) == 0;
}

/* True when nothing of a world is left. */
static bool remove_parts(int folder)
{
    bool gone = true;
    for (int i = 0; i < PARTS; i++)
        gone &= parts[i].folder ? remove_folder(folder, parts[i].name, 1)
                                : unlinkat(folder, parts[i].name, 0) == 0 || errno == ENOENT;
    return gone;
}

/* ---- looking ---- */

enum found { FOUND_NOTHING, FOUND_WORLD, FOUND_UNFINISHED, FOUND_OTHER };

static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    bool empty = folder != NULL;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && empty;
         entry = readdir(folder))
        empty = is_dots(entry->d_name);
    if (folder)
        closedir(folder);
    return empty;
}

static bool has(const char *path, const char *name)
{
    char whole[4096];
    struct stat there;
    snprintf(whole, sizeof whole, "%s/%s", path, name);
    return lstat(whole, &there) == 0;
}

static enum found look(const char *path)
{
    if (is_empty(path))
        return FOUND_NOTHING;
    struct sim_manifest *manifest = memory_alloc(sizeof *manifest);
    sim_manifest_read(path, manifest);
    /* One that lost a file is a world all the same: its manifest was read. */
    bool ours = manifest->hash[0] != 0;
    free(manifest);
    return ours ? FOUND_WORLD : has(path, UNFINISHED) ? FOUND_UNFINISHED : FOUND_OTHER;
}

static enum status may_write(const char *path, bool force)
{
    switch (look(path)) {
    case FOUND_NOTHING: return STATUS_OK;
    case FOUND_OTHER:
        return status_fail(STATUS_EXISTS,
                           "%s holds other files and no world: name a folder that is empty or not "
                           "there yet.",
                           path);
    case FOUND_WORLD:
        return force ? STATUS_OK
                     : status_fail(STATUS_EXISTS,
                                   "%s holds a whole world: --force makes another in its place, or "
                                   "name another folder.",
                                   path);
    case FOUND_UNFINISHED: break;
    }
    return force ? STATUS_OK
                 : status_fail(STATUS_EXISTS,
                               "%s holds a world that was not finished: the run was ended before "
                               "its end, or still goes on. --force makes another in its place.",
                               path);
}

/* Whoever plays the world holds a lock beside how far it is (play_memory.c). */
static enum status nobody_plays(const char *path)
{
    char played[4096], name[8192];
    enum status status = STATUS_OK;
    snprintf(played, sizeof played, "%s/played", path);
    DIR *folder = opendir(played);
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry && status == STATUS_OK;
         entry = readdir(folder)) {
        int lock = -1;
        const char *end = strrchr(entry->d_name, '.');
        if (!end || strcmp(end, ".lock") != 0)
            continue;
        snprintf(name, sizeof name, "%s/%s", played, entry->d_name);
        status = file_lock(name, &lock);
        file_unlock(lock);
    }
    if (folder)
        closedir(folder);
    return status;
}

/* ---- a run's life ---- */

static enum status clear(struct place *place)
{
    if (remove_parts(place->descriptor))
        return file_sync_folder(place->path);
    return status_fail(STATUS_READONLY,
                       "What is in %s cannot be taken away: remove the folder and try again.",
                       place->path);
}

static enum status make(struct place *place)
{
    struct stat there;
    if (stat(place->path, &there) == 0)
        return S_ISDIR(there.st_mode)
                   ? STATUS_OK
                   : status_fail(STATUS_EXISTS,
                                 "%s is a file: a world needs a folder. Name another with --out.",
                                 place->path);
    enum status status = file_make_folder(place->path);
    place->made = status == STATUS_OK;
    return status;
}

enum status place_open(const char *path, bool force, struct place *out)
{
    char lock[4096];
    *out = (struct place){.path = path, .descriptor = -1, .lock = -1};
    enum status status = make(out);
    if (status == STATUS_OK)
        status = may_write(path, force);
    if (status == STATUS_OK)
        status = nobody_plays(path);
    if (status == STATUS_OK) {
        snprintf(lock, sizeof lock, "%s/" UNFINISHED, path);
        status = file_lock(lock, &out->lock);
    }
    if (status != STATUS_OK)
        return status;
    out->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    status = out->descriptor < 0 ? status_errno("open the folder", path) : clear(out);
    if (status == STATUS_OK && mkdirat(out->descriptor, "messages", 0700) != 0)
        status = status_errno("make the folder messages in", path);
    if (status == STATUS_OK && mkdirat(out->descriptor, "sources", 0700) != 0)
        status = status_errno("make the folder sources in", path);
    return status;
}

enum status place_finish(struct place *place, struct span manifest)
{
    char path[4096];
    /* One call for thousands of files. */
    if (syncfs(place->descriptor) != 0)
        return status_errno("bring to the disk", place->path);
    snprintf(path, sizeof path, "%s/manifest.json", place->path);
    enum status status = file_write(path, manifest, 0600);
    if (status == STATUS_OK && unlinkat(place->descriptor, UNFINISHED, 0) != 0)
        status = status_errno("remove " UNFINISHED " from", place->path);
    return status == STATUS_OK ? file_sync_folder(place->path) : status;
}

void place_close(struct place *place)
{
    if (place->descriptor >= 0)
        close(place->descriptor);
    file_unlock(place->lock);
    place->descriptor = place->lock = -1;
}

enum status place_abandon(struct place *place, enum status status)
{
    char sentence[1024];
    /* Who does not hold the lock has written nothing. */
    if (place->lock < 0) {
        if (place->made)
            rmdir(place->path);
        return status;
    }
    snprintf(sentence, sizeof sentence, "%s", status_sentence());
    bool gone = place->descriptor >= 0 && remove_parts(place->descriptor) &&
                unlinkat(place->descriptor, UNFINISHED, 0) == 0;
    if (gone && place->made)
        rmdir(place->path);
    return gone
               ? status_fail(status, "%s What had been written of the world was removed.", sentence)
               : status_fail(status,
                             "%s What had been written of the world is still in %s, and is no "
                             "whole world: remove it.",
                             sentence, place->path);
}
