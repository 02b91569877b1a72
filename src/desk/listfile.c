/* The sealed file of a list version:
 *
 *   "PLF1" | chunks u32 | size of the clear bytes u64 | chunk..
 *   chunk = size u32 | nonce, ciphertext, tag of a part of the zstd stream
 *
 * Each chunk is sealed with its list, version, number and the count of all, so none can be left
 * out, exchanged or taken from another file. */
#include <inttypes.h>
#include <string.h>
#include <zstd.h>

#include "desk/internal.h"
#include "sys/files.h"

/* The level at which zstd is fastest: who imports waits for it, and higher ones save a twelfth. */
enum { CHUNK = 1024 * 1024, LEVEL = 1, FILE_MOST = 1024 * 1024 * 1024 };

struct head {
    char magic[4];
    uint32_t chunks;
    uint64_t size;
};

char *listfile_path(const struct desk *desk, struct arena *arena, int64_t list, uint32_t version)
{
    return arena_format(arena, "%s/lists/%" PRId64 "-%" PRIu32, desk->folder, list, version);
}

static enum status file_key(struct desk *desk, int64_t list, uint32_t version, struct seal_key *out)
{
    const struct seal_key *root;
    enum status status = desk_key(desk, KEY_LISTS, &root);
    if (status == STATUS_OK)
        seal_derive(out, root, "listfile", (uint64_t)list << 32 | version);
    return status;
}

static struct span about(struct arena *arena, int64_t list, uint32_t version, uint32_t chunk,
                         uint32_t chunks)
{
    return span_of(arena_format(arena, "list/%" PRId64 "/%" PRIu32 "/%" PRIu32 "/%" PRIu32, list,
                                version, chunk, chunks));
}

static void seal_chunks(struct buffer *out, const struct seal_key *key, int64_t list,
                        uint32_t version, struct span packed, uint64_t clear)
{
    struct arena arena = {0};
    struct head head = {"", (uint32_t)((packed.size + CHUNK - 1) / CHUNK), clear};
    memcpy(head.magic, "PLF1", 4);
    buffer_append(out, &head, sizeof head);
    for (uint32_t i = 0; i < head.chunks; i++) {
        struct span part = span_part(packed, (size_t)i * CHUNK, CHUNK);
        uint32_t size = (uint32_t)part.size + SEAL_OVERHEAD;
        buffer_append(out, &size, sizeof size);
        seal_close(out, key, about(&arena, list, version, i, head.chunks), part);
    }
    arena_free(&arena);
}

enum status listfile_write(struct desk *desk, int64_t list, uint32_t version, struct span bytes)
{
    struct arena arena = {0};
    struct buffer packed = {0}, file = {0};
    struct seal_key key;
    enum status status = file_key(desk, list, version, &key);
    if (status != STATUS_OK)
        return status;
    size_t most = ZSTD_compressBound(bytes.size);
    size_t size = ZSTD_compress(buffer_reserve(&packed, most), most, bytes.at, bytes.size, LEVEL);
    if (ZSTD_isError(size)) {
        status = status_fail(STATUS_MEMORY, "The list cannot be compressed: %s.",
                             ZSTD_getErrorName(size));
    } else {
        packed.size = size;
        seal_chunks(&file, &key, list, version, buffer_span(&packed), bytes.size);
        status = file_write(listfile_path(desk, &arena, list, version), buffer_span(&file), 0600);
    }
    seal_wipe(&key, sizeof key);
    if (packed.size)
        seal_wipe(packed.at, packed.size);
    buffer_free(&packed);
    buffer_free(&file);
    arena_free(&arena);
    return status;
}

static bool take_chunk(struct span *rest, struct span *chunk)
{
    uint32_t size;
    if (rest->size < sizeof size)
        return false;
    memcpy(&size, rest->at, sizeof size);
    *chunk = span_part(*rest, sizeof size, size);
    *rest = span_part(*rest, sizeof size + chunk->size, rest->size);
    return chunk->size == size;
}

static enum status damaged(int64_t list, uint32_t version)
{
    return status_fail(STATUS_DAMAGED,
                       "The stored list %" PRId64 "-%" PRIu32 " is damaged; restore authored/lists "
                       "from a backup, or import the list again.",
                       list, version);
}

static enum status open_chunks(struct span file, struct head *head, const struct seal_key *key,
                               int64_t list, uint32_t version, struct buffer *packed)
{
    struct arena arena = {0};
    enum status status = STATUS_OK;
    struct span rest = span_part(file, sizeof *head, file.size), chunk;
    if (file.size < sizeof *head)
        return damaged(list, version);
    memcpy(head, file.at, sizeof *head);
    if (memcmp(head->magic, "PLF1", 4) != 0 || head->size > FILE_MOST)
        return damaged(list, version);
    for (uint32_t i = 0; i < head->chunks && status == STATUS_OK; i++)
        status = take_chunk(&rest, &chunk)
                     ? seal_open(packed, key, about(&arena, list, version, i, head->chunks), chunk)
                     : damaged(list, version);
    arena_free(&arena);
    return status == STATUS_OK && rest.size ? damaged(list, version) : status;
}

static enum status unpack(struct span packed, uint64_t size, int64_t list, uint32_t version,
                          char *out)
{
    if (ZSTD_getFrameContentSize(packed.at, packed.size) != size ||
        ZSTD_decompress(out, (size_t)size, packed.at, packed.size) != size)
        return damaged(list, version);
    return STATUS_OK;
}

/* Opens all chunks. The caller wipes what is in `packed`. */
static enum status read_packed(struct desk *desk, int64_t list, uint32_t version, struct head *head,
                               struct buffer *packed)
{
    struct arena arena = {0};
    struct buffer file = {0};
    struct seal_key key;
    enum status status = file_key(desk, list, version, &key);
    if (status != STATUS_OK)
        return status;
    status = file_read(listfile_path(desk, &arena, list, version), FILE_MOST, &file);
    if (status == STATUS_OK)
        status = open_chunks(buffer_span(&file), head, &key, list, version, packed);
    seal_wipe(&key, sizeof key);
    buffer_free(&file);
    arena_free(&arena);
    return status;
}

static void wipe(struct buffer *packed)
{
    if (packed->size)
        seal_wipe(packed->at, packed->size);
    buffer_free(packed);
}

enum status desk_list_bytes(struct desk *desk, int64_t list, uint32_t version, struct buffer *out)
{
    struct buffer packed = {0};
    struct head head;
    enum status status = read_packed(desk, list, version, &head, &packed);
    if (status == STATUS_OK)
        status = unpack(buffer_span(&packed), head.size, list, version,
                        buffer_reserve(out, (size_t)head.size));
    if (status == STATUS_OK)
        out->size += (size_t)head.size;
    wipe(&packed);
    return status;
}

enum status listfile_load(struct desk *desk, int64_t list, uint32_t version, struct arena *arena,
                          struct span *out)
{
    struct buffer packed = {0};
    struct head head;
    char *bytes = NULL;
    enum status status = read_packed(desk, list, version, &head, &packed);
    if (status == STATUS_OK) {
        bytes = arena_raw(arena, (size_t)head.size);
        status = unpack(buffer_span(&packed), head.size, list, version, bytes);
    }
    if (status == STATUS_OK)
        *out = (struct span){bytes, (size_t)head.size};
    wipe(&packed);
    return status;
}
