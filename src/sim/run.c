#include "sim/sim.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sim/internal.h"

enum { FIRST_DAY = 7305 /* 1990-01-01 */, LAST_DAY = 43829 /* 2089-12-31 */, DAYS_BEFORE = 3 };
#define SECONDS_OF_DAY INT64_C(86400)

/* ---- what was asked ---- */

static enum status check_dates(const struct world_options *asked)
{
    char from[DATE_TEXT];
    int64_t last = (int64_t)asked->start + asked->days - 1;
    if (asked->days < 1)
        return status_fail(STATUS_INPUT,
                           "A world of %d days has no flights: --days takes 1 or more.",
                           (int)asked->days);
    if (asked->start >= FIRST_DAY && last <= LAST_DAY)
        return STATUS_OK;
    return status_fail(
        STATUS_INPUT,
        "A world of %d days from %s leads out of 1990-01-01 to 2089-12-31, which two-digit years "
        "in messages can tell: choose another --start, or fewer --days.",
        (int)asked->days, date_format(date_from_day(asked->start), from));
}

static enum status check(const struct sim_options *options)
{
    enum status status = check_dates(&options->world);
    if (status == STATUS_OK && options->world.persons < 1)
        status = status_fail(STATUS_INPUT, "A world needs persons: --persons takes 1 or more.");
    if (status == STATUS_OK && !options->dry && (!options->out || !options->out[0]))
        status = status_fail(STATUS_USAGE, "--out names no folder.");
    return status;
}

/* ---- how far it is ---- */

/* By the time of what is sent: three days before the first flights, and their days. */
static bool tell(struct run *run, int64_t when)
{
    const struct sim_options *options = run->options;
    struct sim_progress *progress = &run->progress;
    int64_t begin = (options->world.start - DAYS_BEFORE) * SECONDS_OF_DAY;
    int64_t all = (options->world.days + DAYS_BEFORE) * SECONDS_OF_DAY, done = when - begin;
    done = done < 0 ? 0 : done > all ? all : done;
    int64_t day = done / SECONDS_OF_DAY - DAYS_BEFORE + 1;
    progress->days = options->world.days;
    progress->day = day < 0 ? 0 : day > progress->days ? progress->days : (int32_t)day;
    progress->permille = (unsigned)(done * 1000 / all);
    progress->records = run->manifest->counts.records;
    return !options->progress || options->progress(options->context, progress);
}

/* ---- making it ---- */

static enum status open_world(struct run *run)
{
    const struct sim_options *options = run->options;
    struct sim_manifest *manifest = run->manifest;
    enum status status = world_profile_read(options->profile, options->params, &run->profile);
    if (status == STATUS_OK)
        status = world_open(run->profile, &options->world, &run->world);
    if (status != STATUS_OK)
        return status;
    run->sending = sending_open(run->world, run->profile, &options->world);
    memcpy(manifest->profile, run->profile->name, sizeof manifest->profile);
    memcpy(manifest->home, run->profile->home, sizeof manifest->home);
    manifest->world = options->world;
    return STATUS_OK;
}

static enum status open_outputs(struct run *run)
{
    enum status status = STATUS_OK;
    if (!run->options->dry)
        status = place_open(run->options->out, run->options->force, &run->place);
    if (status == STATUS_OK)
        status = output_open(run, "messages.jsonl", &run->messages);
    if (status == STATUS_OK)
        status = output_open(run, "flights.jsonl", &run->flights);
    return status == STATUS_OK ? output_open(run, "persons.jsonl", &run->persons) : status;
}

static enum status close_flight(struct run *run, const struct sending_closed *closed)
{
    enum status status = sim_flight_write(run, closed->load);
    return status == STATUS_OK ? sim_persons_write(run, closed) : status;
}

static enum status play_out(struct run *run)
{
    struct sending_message message;
    struct sending_closed closed;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        enum sending_event event = sending_next(run->sending, &message, &closed);
        if (event == SENDING_END)
            break;
        if (event == SENDING_CLOSED) {
            status = close_flight(run, &closed);
            continue;
        }
        status = sim_message_write(run, &message);
        arena_reset(&run->arena);
        if (status == STATUS_OK && !tell(run, message.when))
            status = status_fail(STATUS_CLOSED, "The run was ended before its end.");
    }
    return status;
}

static enum status finish_truth(struct run *run)
{
    struct output output;
    enum status status = output_open(run, "truth.jsonl", &output);
    cases_count(&run->cases, &run->manifest->counts);
    if (status == STATUS_OK)
        status = cases_write(run, &run->cases, &output);
    if (status == STATUS_OK)
        status = output_finish(run, &output);
    output_drop(&output);
    return status;
}

static enum status finish_outputs(struct run *run)
{
    struct output *const outputs[] = {&run->messages, &run->flights, &run->persons};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < 3 && status == STATUS_OK; i++)
        status = output_finish(run, outputs[i]);
    if (status == STATUS_OK)
        status = finish_truth(run);
    if (status == STATUS_OK)
        status = sim_watchlist_write(run);
    return status == STATUS_OK ? sim_sources_write(run) : status;
}

/* Over what the manifest says of its files, so of every byte. */
static void name_world(struct sim_manifest *manifest)
{
    struct buffer text = {0};
    unsigned char hash[SIM_HASH];
    for (unsigned i = 0; i < manifest->file_count; i++)
        buffer_format(&text, "%s %llu %s\n", manifest->files[i].name,
                      (unsigned long long)manifest->files[i].bytes, manifest->files[i].hash);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.at, text.size, NULL, 0);
    sim_hash_text(hash, manifest->hash);
    buffer_free(&text);
}

static enum status finish(struct run *run)
{
    struct buffer text = {0};
    enum status status = finish_outputs(run);
    if (status == STATUS_OK) {
        name_world(run->manifest);
        sim_manifest_write(run->manifest, &text);
        if (!run->options->dry)
            status = place_finish(&run->place, buffer_span(&text));
    }
    buffer_free(&text);
    return status;
}

static void let_go(struct run *run)
{
    output_drop(&run->messages);
    output_drop(&run->flights);
    output_drop(&run->persons);
    if (run->day_folder >= 0)
        close(run->day_folder);
    if (run->sending)
        sending_close(run->sending);
    world_close(run->world);
    if (run->profile)
        world_profile_free(run->profile);
    cases_free(&run->cases);
    arena_free(&run->arena);
}

enum status sim_run(const struct sim_options *options, struct sim_manifest *out)
{
    struct sim_manifest *manifest = memory_alloc(sizeof *manifest);
    struct run run = {.options = options,
                      .manifest = manifest,
                      .place = {.descriptor = -1, .lock = -1},
                      .day_folder = -1};
    enum status status = check(options);
    if (status == STATUS_OK)
        status = open_world(&run);
    if (status == STATUS_OK)
        status = open_outputs(&run);
    if (status == STATUS_OK)
        status = play_out(&run);
    if (status == STATUS_OK)
        status = finish(&run);
    let_go(&run);
    if (status != STATUS_OK && run.place.path)
        status = place_abandon(&run.place, status);
    place_close(&run.place);
    if (status == STATUS_OK)
        *out = *manifest;
    free(manifest);
    return status;
}
