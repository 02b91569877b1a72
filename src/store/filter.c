/* A Bloom filter beside each month of the index: most lookups ask most months in vain, and a month
 * of two million persons is 400 MB of which any page may have to come from the disk. The filter is
 * 16 MB and answers "certainly not" from one cache line.
 *
 *   FOLDER/index/YYYY-MM.filter   2^18 blocks of 64 bytes; a hash chooses a block by its upper 18
 *                                 bits and 5 of the block's 512 bits by its lower 45
 *
 * Bits are only ever set, and are on the disk before the rows that need them are committed. So it
 * needs no transaction: one bit too many costs a look into the month. Where there is no filter,
 * every look goes there. Readers read it, so that it does not count as their memory; the writer
 * maps the one it is filling, while it does. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/internal.h"
#include "sys/files.h"

enum { BLOCK_SIZE = 64, BLOCK_BITS = 18, PROBES = 5, PROBE_BITS = 9 };
#define FILTER_SIZE ((size_t)BLOCK_SIZE << BLOCK_BITS)

static size_t block_of(int64_t hash)
{
    return (size_t)((uint64_t)hash >> (64 - BLOCK_BITS)) * BLOCK_SIZE;
}

static unsigned probe_of(int64_t hash, int probe)
{
    return (unsigned)((uint64_t)hash >> (probe * PROBE_BITS)) & ((1u << PROBE_BITS) - 1);
}

static char *filter_path(const struct store *store, int32_t month, const char *end)
{
    struct buffer path = {0};
    char name[8];
    buffer_format(&path, "%s/index/%s.filter%s", store->folder, month_format(month, name), end);
    char *text = memory_text(buffer_string(&path));
    buffer_free(&path);
    return text;
}

static bool whole(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 && (size_t)about.st_size == FILTER_SIZE;
}

void store_filter_open(const struct store *store, struct store_file *file)
{
    char *path = filter_path(store, file->number, "");
    file->filter = open(path, (store->mode == STORE_WRITE ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    free(path);
    if (file->filter >= 0 && !whole(file->filter))
        store_filter_close(file);
    if (file->filter >= 0)
        (void)posix_fadvise(file->filter, 0, 0, POSIX_FADV_WILLNEED);
}

void store_filter_rest(struct store_file *file)
{
    if (file->bits)
        munmap(file->bits, FILTER_SIZE);
    file->bits = NULL;
}

void store_filter_close(struct store_file *file)
{
    store_filter_rest(file);
    if (file->filter >= 0)
        close(file->filter);
    file->filter = -1;
}

bool store_filter_may_have(const struct store_file *file, int64_t hash)
{
    unsigned char block[BLOCK_SIZE];
    if (file->filter < 0 ||
        pread(file->filter, block, sizeof block, (off_t)block_of(hash)) != (ssize_t)sizeof block)
        return true;
    for (int i = 0; i < PROBES; i++) {
        unsigned bit = probe_of(hash, i);
        if (!(block[bit / 8] >> bit % 8 & 1))
            return false;
    }
    return true;
}

void store_filter_set(struct store_file *file, int64_t hash)
{
    unsigned char *block = file->bits + block_of(hash);
    for (int i = 0; i < PROBES; i++) {
        unsigned bit = probe_of(hash, i);
        block[bit / 8] |= (unsigned char)(1u << bit % 8);
    }
}

enum status store_filter_sync(struct store_file *file)
{
    if (!file->bits || fdatasync(file->filter) == 0)
        return STATUS_OK;
    return status_errno("write", file->database->path);
}

static enum status map(struct store_file *file, const char *path)
{
    void *bits = mmap(NULL, FILTER_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file->filter, 0);
    if (bits == MAP_FAILED)
        return status_errno("map", path);
    file->bits = bits;
    return STATUS_OK;
}

static enum status fill(struct store_file *file)
{
    struct query query = query_start(file->database, MONTH_HASHES);
    while (query_next(&query))
        store_filter_set(file, query_column_int(&query, 0));
    enum status status = query_end(&query);
    return status ? status : store_filter_sync(file);
}

/* Made aside from the rows there are, and put in place when it is whole. */
static enum status make(const struct store *store, struct store_file *file)
{
    char *path = filter_path(store, file->number, ""),
         *aside = filter_path(store, file->number, "~");
    enum status status = STATUS_OK;
    file->filter = open(aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    /* Room is taken now: a full disk must be a failed call, not a fault in the mapping. */
    int code = file->filter < 0 ? errno : posix_fallocate(file->filter, 0, FILTER_SIZE);
    if (code) {
        errno = code;
        status = status_errno("make", aside);
    }
    if (!status)
        status = map(file, aside);
    if (!status)
        status = fill(file);
    if (!status && rename(aside, path) != 0)
        status = status_errno("make", path);
    if (status)
        store_filter_close(file);
    free(path);
    free(aside);
    return status;
}

enum status store_filter_write(const struct store *store, struct store_file *file)
{
    if (file->bits)
        return STATUS_OK;
    if (file->filter < 0)
        return make(store, file);
    return map(file, file->database->path);
}
