/* The manifest: written for people, one member a line. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/json.h"
#include "sim/internal.h"

static void write_kinds(struct buffer *out, const struct sim_counts *counts)
{
    buffer_text(out, ",\n    \"messages_by_kind\": {");
    for (int i = 0; i < SENDING_KINDS; i++)
        buffer_format(out, "%s\"%s\": %" PRIu64, i ? ", " : "",
                      sending_kind_word((enum sending_kind)i), counts->kinds[i]);
    buffer_text(out, "},\n    \"messages_by_fault\": {");
    for (int i = SENDING_SOUND; i <= SENDING_HELD; i++)
        buffer_format(out, "%s\"%s\": %" PRIu64, i ? ", " : "",
                      sending_fault_word((enum sending_fault)i), counts->faults[i]);
    buffer_text(out, "}");
}

static void write_counts(struct buffer *out, const struct sim_counts *counts)
{
    const struct {
        const char *key;
        uint64_t count;
    } numbers[] = {
        {"flights", counts->flights},        {"bookings", counts->bookings},
        {"persons", counts->passengers},     {"crew", counts->crew},
        {"person_records", counts->records}, {"messages", counts->messages},
        {"message_bytes", counts->bytes},    {"entries", counts->entries},
    };
    buffer_text(out, "  \"counts\": {");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        buffer_format(out, "%s\n    \"%s\": %" PRIu64, i ? "," : "", numbers[i].key,
                      numbers[i].count);
    write_kinds(out, counts);
    buffer_text(out, "\n  },\n");
}

static void write_planted(struct buffer *out, const struct sim_counts *counts)
{
    buffer_text(out, "  \"cases\": {");
    for (int i = PLANT_NONE + 1; i < WORLD_PLANTS; i++)
        buffer_format(out, "%s\"%s\": %" PRIu64, i > 1 ? ", " : "",
                      world_plant_word((enum world_plant)i), counts->cases[i]);
    buffer_text(out, "},\n  \"signs\": {");
    for (int i = 0; i < WORLD_SIGNS; i++)
        buffer_format(out, "%s\n    \"%s\": {\"planted\": %" PRIu64 ", \"innocent\": %" PRIu64 "}",
                      i ? "," : "", world_sign_word((enum world_sign)i), counts->planted[i],
                      counts->innocent[i]);
    buffer_text(out, "\n  },\n");
}

static void write_files(struct buffer *out, const struct sim_manifest *manifest)
{
    buffer_text(out, "  \"files\": [");
    for (unsigned i = 0; i < manifest->file_count; i++)
        buffer_format(out, "%s\n    {\"name\": \"%s\", \"bytes\": %" PRIu64 ", \"hash\": \"%s\"}",
                      i ? "," : "", manifest->files[i].name, manifest->files[i].bytes,
                      manifest->files[i].hash);
    buffer_text(out, "\n  ],\n");
}

void sim_manifest_write(const struct sim_manifest *manifest, struct buffer *out)
{
    char start[DATE_TEXT];
    struct json json = {out, false};
    buffer_format(out, "{\n  \"format\": %d,\n  \"profile\": ", SIM_FORMAT);
    json_text(&json, manifest->profile); /* a file's own name may hold anything */
    buffer_format(out, ",\n  \"home\": \"%s\",\n", manifest->home);
    buffer_format(out, "  \"start\": \"%s\",\n  \"days\": %d,\n",
                  date_format(date_from_day(manifest->world.start), start),
                  (int)manifest->world.days);
    buffer_format(out, "  \"persons_asked\": %" PRIu64 ",\n  \"seed\": %" PRIu64 ",\n",
                  manifest->world.persons, manifest->world.seed);
    write_counts(out, &manifest->counts);
    write_planted(out, &manifest->counts);
    write_files(out, manifest);
    buffer_format(out, "  \"hash\": \"%s\"\n}\n", manifest->hash);
}
