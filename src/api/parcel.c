#include "api/parcel.h"

#include <strings.h>
#include <zip.h>

#include "base/json.h"
#include "seal/seal.h"

enum { STEP = 64 * 1024, SMALL = 1024 * 1024 };

static enum status too_much(void)
{
    return status_fail(STATUS_FULL,
                       "At most %d files, %d MB each and %d MB together, are tried at once.",
                       PARCEL_MOST_FILES, PARCEL_MOST_FILE >> 20, PARCEL_MOST_BYTES >> 20);
}

static enum status bad_archive(void)
{
    return status_fail(STATUS_INPUT,
                       "The archive is damaged, encrypted, or packed in a way that is "
                       "not taken.");
}

/* ---- files ---- */

/* What is behind the last slash, without what could steer a screen. */
static struct span clean_name(struct span name, struct arena *arena)
{
    struct buffer text = {0};
    for (size_t i = name.size; i > 0; i--)
        if (name.at[i - 1] == '/' || name.at[i - 1] == '\\') {
            name = span_part(name, i, name.size);
            break;
        }
    json_utf8(&text, span_part(name, 0, PARCEL_MOST_NAME));
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            text.at[i] = ' ';
    struct span copy = arena_copy(arena, text.size ? buffer_span(&text) : SPAN("file"));
    buffer_free(&text);
    return copy;
}

/* The next file, empty; NULL when there are too many. */
static struct parcel_file *add_file(struct parcel *parcel, struct span name, struct arena *arena)
{
    if (parcel->count == PARCEL_MOST_FILES)
        return NULL;
    struct parcel_file *file = &parcel->files[parcel->count++];
    *file = (struct parcel_file){.name = clean_name(name, arena)};
    return file;
}

static bool add_bytes(struct parcel *parcel, struct parcel_file *file, const char *at, size_t size)
{
    if (size > PARCEL_MOST_FILE - file->bytes.size || size > PARCEL_MOST_BYTES - parcel->bytes)
        return false;
    buffer_append(&file->bytes, at, size);
    parcel->bytes += size;
    return true;
}

void parcel_forget(struct parcel *parcel, size_t file)
{
    struct buffer *bytes = &parcel->files[file].bytes;
    if (bytes->at)
        seal_wipe(bytes->at, bytes->size);
    buffer_free(bytes);
}

void parcel_free(struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->count; i++) {
        parcel_forget(parcel, i);
        buffer_free(&parcel->files[i].profile);
    }
    parcel->count = 0;
}

/* ---- archives ---- */

static bool is_zip(struct span body)
{
    return span_starts(body, "PK\x03\x04") || span_starts(body, "PK\x05\x06");
}

/* What comes out is counted as it comes: the sizes in the archive are its maker's word. */
static enum status unpack_entry(struct parcel *parcel, struct parcel_file *file, zip_file_t *entry,
                                uint64_t packed)
{
    char room[STEP];
    zip_int64_t size;
    while ((size = zip_fread(entry, room, sizeof room)) > 0) {
        if (!add_bytes(parcel, file, room, (size_t)size))
            return too_much();
        if (file->bytes.size > SMALL && file->bytes.size / PARCEL_MOST_RATIO > packed)
            return too_much();
    }
    seal_wipe(room, sizeof room);
    return size == 0 ? STATUS_OK : bad_archive();
}

static enum status unpack_one(struct parcel *parcel, zip_t *archive, zip_uint64_t index,
                              struct arena *arena)
{
    zip_stat_t about;
    if (zip_stat_index(archive, index, 0, &about) != 0 || !(about.valid & ZIP_STAT_NAME))
        return bad_archive();
    struct span name = span_of(about.name);
    if (name.size == 0 || name.at[name.size - 1] == '/') /* a folder */
        return STATUS_OK;
    struct parcel_file *file = add_file(parcel, name, arena);
    if (!file)
        return too_much();
    zip_file_t *entry = zip_fopen_index(archive, index, 0);
    if (!entry)
        return bad_archive();
    enum status status = unpack_entry(parcel, file, entry, about.comp_size);
    zip_fclose(entry);
    return status;
}

/* One file as it is. */
static enum status add_whole(struct parcel *parcel, struct span name, struct span body,
                             struct arena *arena)
{
    struct parcel_file *file = body.size ? add_file(parcel, name, arena) : NULL;
    if (body.size == 0)
        return STATUS_OK;
    return file && add_bytes(parcel, file, body.at, body.size) ? STATUS_OK : too_much();
}

/* A spreadsheet is a zip, too, but one message: it stays whole. */
static enum status unpack(struct parcel *parcel, struct span name, struct span body,
                          struct arena *arena)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(body.at, body.size, 0, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!archive) {
        zip_source_free(source);
        return bad_archive();
    }
    if (zip_name_locate(archive, "xl/workbook.xml", 0) >= 0) {
        zip_discard(archive);
        return add_whole(parcel, name, body, arena);
    }
    zip_int64_t count = zip_get_num_entries(archive, 0);
    enum status status = count > 2 * PARCEL_MOST_FILES ? too_much() : STATUS_OK;
    for (zip_int64_t i = 0; i < count && status == STATUS_OK; i++)
        status = unpack_one(parcel, archive, (zip_uint64_t)i, arena);
    zip_discard(archive);
    return status;
}

enum status parcel_add(struct parcel *parcel, struct span name, struct span body,
                       struct arena *arena)
{
    return is_zip(body) ? unpack(parcel, name, body, arena) : add_whole(parcel, name, body, arena);
}

/* ---- forms (RFC 7578) ---- */

/* The value of `name` in a header such as `form-data; name="a"; filename="b"`. */
static struct span header_value(struct span header, const char *name)
{
    while (header.size) {
        struct span value, one = span_trim(span_cut(header, ';', &header));
        struct span key = span_trim(span_cut(one, '=', &value));
        if (key.size == strlen(name) && strncasecmp(key.at, name, key.size) == 0) {
            value = span_trim(value);
            bool quoted = value.size >= 2 && value.at[0] == '"' && value.at[value.size - 1] == '"';
            return quoted ? span_part(value, 1, value.size - 2) : value;
        }
    }
    return (struct span){NULL, 0};
}

static struct span find(struct span text, struct span wanted)
{
    char *at = text.size ? memmem(text.at, text.size, wanted.at, wanted.size) : NULL;
    return at ? (struct span){at, (size_t)(text.at + text.size - at)} : (struct span){NULL, 0};
}

/* The file's name in the headers of a part; at NULL when it is no file. */
static struct span part_name(struct span headers)
{
    static const char disposition[] = "content-disposition:";
    while (headers.size) {
        struct span line = span_trim(span_cut(headers, '\n', &headers));
        if (line.size > sizeof disposition &&
            strncasecmp(line.at, disposition, sizeof disposition - 1) == 0)
            return header_value(line, "filename");
    }
    return (struct span){NULL, 0};
}

static enum status read_form(struct parcel *parcel, struct span type, struct span body,
                             struct arena *arena)
{
    struct span boundary = header_value(type, "boundary");
    if (boundary.size == 0 || boundary.size > 70)
        return status_fail(STATUS_INPUT, "The form names no boundary.");
    struct span line = span_of(arena_format(arena, "\r\n--%.*s", (int)boundary.size, boundary.at));
    struct span rest = find(body, span_part(line, 2, line.size));
    enum status status = STATUS_OK;
    rest = span_part(rest, line.size - 2, rest.size);
    while (status == STATUS_OK && span_starts(rest, "\r\n")) {
        struct span content = find(rest, SPAN("\r\n\r\n"));
        struct span headers = span_part(rest, 0, rest.size - content.size);
        content = span_part(content, 4, content.size);
        struct span end = find(content, line);
        if (!end.at)
            return status_fail(STATUS_INPUT, "The form was cut off.");
        struct span name = part_name(headers);
        if (name.at)
            status =
                parcel_add(parcel, name, span_part(content, 0, content.size - end.size), arena);
        rest = span_part(end, line.size, end.size);
    }
    return status;
}

enum status parcel_open(struct parcel *parcel, struct span type, struct span name, struct span body,
                        struct arena *arena)
{
    static const char form[] = "multipart/form-data";
    *parcel = (struct parcel){.count = 0};
    if (type.size >= sizeof form - 1 && strncasecmp(type.at, form, sizeof form - 1) == 0)
        return read_form(parcel, type, body, arena);
    return parcel_add(parcel, name.size ? name : SPAN("file"), body, arena);
}
