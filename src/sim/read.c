/* Whether a folder holds a whole world, and which. */
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "sim/internal.h"
#include "sys/files.h"

enum { MOST_MANIFEST = 1 << 20 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value < 0 ? 0 : (uint64_t)value;
}

static void read_counts(const json_t *root, struct sim_counts *out)
{
    const json_t *counts = json_object_get(root, "counts");
    out->flights = number_of(counts, "flights");
    out->bookings = number_of(counts, "bookings");
    out->passengers = number_of(counts, "persons");
    out->crew = number_of(counts, "crew");
    out->records = number_of(counts, "person_records");
    out->messages = number_of(counts, "messages");
    out->bytes = number_of(counts, "message_bytes");
    out->entries = number_of(counts, "entries");
    for (int i = SENDING_SOUND; i <= SENDING_HELD; i++)
        out->faults[i] = number_of(json_object_get(counts, "messages_by_fault"),
                                   sending_fault_word((enum sending_fault)i));
}

static void read_files(const json_t *root, struct sim_manifest *out)
{
    size_t i;
    const json_t *file;
    json_array_foreach(json_object_get(root, "files"), i, file)
    {
        if (i == SIM_FILES)
            break;
        struct sim_file *kept = &out->files[out->file_count++];
        snprintf(kept->name, sizeof kept->name, "%s", text_of(file, "name"));
        snprintf(kept->hash, sizeof kept->hash, "%s", text_of(file, "hash"));
        kept->bytes = number_of(file, "bytes");
    }
}

static bool read_manifest(const json_t *root, struct sim_manifest *out)
{
    struct date start;
    snprintf(out->profile, sizeof out->profile, "%s", text_of(root, "profile"));
    snprintf(out->home, sizeof out->home, "%s", text_of(root, "home"));
    if (!date_parse(span_of(text_of(root, "start")), &start) ||
        strlen(text_of(root, "hash")) != SIM_HASH_TEXT - 1)
        return false;
    out->world = (struct world_options){.seed = number_of(root, "seed"),
                                        .start = date_to_day(start),
                                        .days = (int32_t)number_of(root, "days"),
                                        .persons = number_of(root, "persons_asked")};
    read_counts(root, &out->counts);
    read_files(root, out);
    snprintf(out->hash, sizeof out->hash, "%s", text_of(root, "hash"));
    return true;
}

/* The sizes alone: hashing what a year sends takes minutes. */
static enum status check_files(const char *folder, const struct sim_manifest *manifest)
{
    char path[4096];
    struct stat there;
    for (unsigned i = 0; i < manifest->file_count; i++) {
        const struct sim_file *file = &manifest->files[i];
        snprintf(path, sizeof path, "%s/%s", folder, file->name);
        if (stat(path, &there) != 0)
            return status_fail(STATUS_DAMAGED,
                               "%s is missing, though the manifest names it: make the world anew.",
                               path);
        if ((uint64_t)there.st_size != file->bytes)
            return status_fail(STATUS_DAMAGED,
                               "%s is not what the manifest says: make the world anew.", path);
    }
    return STATUS_OK;
}

static enum status no_world(const char *folder)
{
    char path[4096];
    struct stat there;
    snprintf(path, sizeof path, "%s/" UNFINISHED, folder);
    if (stat(path, &there) == 0)
        return status_fail(STATUS_MISSING,
                           "The world in %s was not finished: `portolan simulate --force` makes it "
                           "anew.",
                           folder);
    return status_fail(STATUS_MISSING,
                       "There is no world in %s: `portolan simulate --out %s` makes "
                       "one.",
                       folder, folder);
}

static enum status take(const char *folder, const json_t *root, struct sim_manifest *out)
{
    const json_t *format = json_object_get(root, "format");
    if (json_integer_value(format) > SIM_FORMAT)
        return status_fail(STATUS_NEWER, "The world in %s was made by a newer version.", folder);
    if (!json_is_integer(format) || !read_manifest(root, out))
        return status_fail(STATUS_DAMAGED, "%s/manifest.json is no manifest of a world.", folder);
    return check_files(folder, out);
}

enum status sim_manifest_read(const char *folder, struct sim_manifest *out)
{
    char path[4096];
    struct buffer text = {0};
    *out = (struct sim_manifest){0};
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    enum status status = file_read(path, MOST_MANIFEST, &text);
    if (status == STATUS_MISSING)
        return no_world(folder);
    if (status == STATUS_OK) {
        json_t *root = json_loadb(text.at, text.size, 0, NULL);
        status = take(folder, root, out);
        json_decref(root);
    }
    buffer_free(&text);
    return status;
}
