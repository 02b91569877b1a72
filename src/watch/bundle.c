#include "watch/bundle.h"

#include <string.h>
#include <strings.h>
#include <zip.h>

bool bundle_is(struct span bytes)
{
    return span_starts(bytes, "PK\x03\x04");
}

static struct span base_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return span_of(slash ? slash + 1 : name);
}

/* The next file of the archive; folders are passed over. */
static enum status read_file(zip_t *archive, zip_uint64_t index, size_t *room, struct arena *arena,
                             struct bundle *out)
{
    zip_stat_t about;
    if (zip_stat_index(archive, index, 0, &about) != 0 || !(about.valid & ZIP_STAT_SIZE) ||
        !(about.valid & ZIP_STAT_NAME))
        return status_fail(STATUS_INPUT, "The ZIP file is damaged.");
    struct span name = base_name(about.name);
    if (!name.size)
        return STATUS_OK;
    if (about.size > *room || out->count == BUNDLE_FILES)
        return status_fail(STATUS_INPUT, "The ZIP file holds more than %d files or 512 MiB.",
                           BUNDLE_FILES);
    char *bytes = arena_raw(arena, about.size + 1);
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    zip_int64_t size = file ? zip_fread(file, bytes, about.size) : -1;
    if (file)
        zip_fclose(file);
    if (size < 0 || (zip_uint64_t)size != about.size)
        return status_fail(STATUS_INPUT, "The ZIP file is damaged.");
    *room -= about.size;
    out->files[out->count].name = arena_copy(arena, name);
    out->files[out->count++].bytes = (struct span){bytes, about.size};
    return STATUS_OK;
}

enum status bundle_open(struct span bytes, size_t most, struct arena *arena, struct bundle *out)
{
    *out = (struct bundle){.count = 0};
    zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.size, 0, NULL);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL) : NULL;
    if (!archive) {
        zip_source_free(source);
        return status_fail(STATUS_INPUT, "The ZIP file is damaged.");
    }
    enum status status = STATUS_OK;
    zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count && status == STATUS_OK; i++)
        status = read_file(archive, (zip_uint64_t)i, &most, arena, out);
    zip_discard(archive);
    return status;
}

struct span bundle_file(const struct bundle *bundle, const char *name)
{
    for (size_t i = 0; i < bundle->count; i++)
        if (bundle->files[i].name.size == strlen(name) &&
            strncasecmp(bundle->files[i].name.at, name, strlen(name)) == 0)
            return bundle->files[i].bytes;
    return (struct span){"", 0};
}
