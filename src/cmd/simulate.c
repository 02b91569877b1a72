#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "sim/progress.h"
#include "sim/sim.h"

static volatile sig_atomic_t ended; /* by a signal: what was written is removed then */

static void end(int number)
{
    (void)number;
    ended = 1;
}

static bool tell(void *context, const struct sim_progress *progress)
{
    sim_meter_tell(context, progress, clock_monotonic());
    return !ended;
}

/* ---- the words ---- */

/* A whole number that an option takes; what it was before when it was not given. */
static int read_number(const char *option, const char *text, int64_t most, int64_t *out)
{
    int64_t value;
    if (!text)
        return EXIT_DONE;
    if (!span_number(span_of(text), &value) || value > most)
        return command_usage("%s takes a whole number up to %lld, not \"%s\".", option,
                             (long long)most, text);
    *out = value;
    return EXIT_DONE;
}

/* The only question to the clock: which day is today. */
static int read_start(const struct words *words, int32_t *out)
{
    struct date date = date_from_day((int32_t)(clock_now() / MICROS_PER_DAY));
    if (words->start && !date_parse(span_of(words->start), &date))
        return command_usage("--start takes a day as YYYY-MM-DD, not \"%s\".", words->start);
    *out = date_to_day(date);
    return EXIT_DONE;
}

static int read_options(const struct words *words, struct sim_options *out)
{
    int64_t days = 3, persons = 2000, seed = 1;
    *out = (struct sim_options){.profile = words->profile ? words->profile : "uz",
                                .params = words->params,
                                .out = words->out,
                                .dry = words->dry,
                                .force = words->force};
    int code = read_number("--days", words->days, 36525, &days);
    if (code == EXIT_DONE)
        code = read_number("--persons", words->persons, 1000000000, &persons);
    if (code == EXIT_DONE)
        code = read_number("--seed", words->seed, 999999999999999999, &seed);
    if (code == EXIT_DONE)
        code = read_start(words, &out->world.start);
    if (code == EXIT_DONE && !out->dry && !out->out)
        code =
            command_usage("--out FOLDER says where the world goes; --dry-run makes one without.");
    out->world.days = (int32_t)days;
    out->world.persons = (uint64_t)persons;
    out->world.seed = (uint64_t)seed;
    return code;
}

/* ---- showing ---- */

static void put_count(struct buffer *out, uint64_t count, const char *what)
{
    char text[SIM_NUMBER_TEXT];
    buffer_format(out, "%s %s", sim_number(count, text), what);
}

static void put_planted(struct buffer *out, const struct sim_counts *counts)
{
    bool any = false;
    for (int i = PLANT_NONE + 1; i < WORLD_PLANTS; i++)
        if (counts->cases[i]) {
            buffer_text(out, any ? ", " : "Planted: ");
            put_count(out, counts->cases[i], world_plant_word((enum world_plant)i));
            any = true;
        }
    buffer_text(out, any ? ".\n" : "Nothing is planted: the world is too small for it.\n");
}

static void put_figures(struct buffer *out, const struct sim_manifest *manifest)
{
    const struct sim_counts *counts = &manifest->counts;
    char start[DATE_TEXT];
    buffer_format(out, "World %s, seed %llu: %d days from %s.\n", manifest->profile,
                  (unsigned long long)manifest->world.seed, (int)manifest->world.days,
                  date_format(date_from_day(manifest->world.start), start));
    put_count(out, counts->flights, "flights, ");
    put_count(out, counts->bookings, "bookings, ");
    put_count(out, counts->passengers, "passengers, ");
    put_count(out, counts->crew, "crew; ");
    put_count(out, counts->messages, "messages (");
    put_count(out, counts->faults[SENDING_MISSING], "of them never come), ");
    put_count(out, counts->records, "person-records, ");
    put_count(out, (counts->bytes + 500000) / 1000000, "MB.\n");
    put_planted(out, counts);
}

static void put_speed(struct buffer *out, const struct sim_counts *counts, int64_t micros)
{
    uint64_t taken = micros > 0 ? (uint64_t)micros : 1;
    buffer_format(out, "Took %llu.%llu s: ", (unsigned long long)(taken / 1000000),
                  (unsigned long long)(taken / 100000 % 10));
    put_count(out, counts->records * 1000000 / taken, "person-records a second.\n");
}

/* The manifest on one line. */
static void put_json(struct buffer *out, const struct sim_manifest *manifest)
{
    struct buffer text = {0};
    sim_manifest_write(manifest, &text);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] != '\n')
            buffer_char(out, text.at[i]);
        else
            while (i + 1 < text.size && text.at[i + 1] == ' ')
                i++;
    }
    buffer_char(out, '\n');
    buffer_free(&text);
}

static enum status show(const struct words *words, const struct sim_manifest *manifest,
                        int64_t micros)
{
    struct buffer out = {0};
    if (words->json) {
        put_json(&out, manifest);
    } else {
        put_figures(&out, manifest);
        put_speed(&out, &manifest->counts, micros);
        buffer_format(&out, "Hash: %s\n", manifest->hash);
    }
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

static int show_profile(const char *name)
{
    struct span text = world_profile_shipped(name);
    struct buffer out = {0};
    if (!text.size)
        return command_fail(status_fail(
            STATUS_MISSING, "There is no shipped profile \"%s\": --show prints one of uz, id, az.",
            name));
    buffer_append(&out, text.at, text.size);
    enum status status = print_out(&out);
    buffer_free(&out);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

static int make(const struct words *words, struct sim_options *options)
{
    struct sim_meter meter = {.terminal = isatty(STDERR_FILENO)};
    struct sim_manifest *manifest = memory_alloc(sizeof *manifest);
    int64_t began = clock_monotonic();
    options->progress = tell;
    options->context = &meter;
    enum status status = sim_run(options, manifest);
    sim_meter_end(&meter);
    if (status == STATUS_OK)
        status = show(words, manifest, clock_monotonic() - began);
    free(manifest);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_simulate(const struct words *words)
{
    struct sim_options options;
    signal(SIGINT, end);
    signal(SIGTERM, end);
    if (words->show)
        return show_profile(words->profile ? words->profile : "uz");
    int code = read_options(words, &options);
    return code == EXIT_DONE ? make(words, &options) : code;
}
