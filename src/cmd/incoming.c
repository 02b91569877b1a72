#include "cmd/incoming.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/clock.h"

enum { SINGLY = 8, PAGE = 60 }; /* messages in BURST_EVERY that have a line each */
#define BURST_EVERY (5 * MICROS_PER_SECOND)
#define FLIGHTS_EVERY (10 * MICROS_PER_SECOND)

/* ---- messages ---- */

struct landing_line {
    struct console *console;
    struct buffer *out;
    int64_t seq;
    const struct store_processed *processed;
};

static bool print_landing(void *context, int ordinal, int64_t flight)
{
    struct landing_line *line = context;
    struct store_flight found;
    if (store_flight(line->console->store, flight, &line->console->arena, &found) != STATUS_OK)
        return false;
    buffer_format(line->out, "message %lld%s ", (long long)line->seq, ordinal ? " (further)" : "");
    print_flight(line->out, &found);
    if (ordinal == 0)
        buffer_format(line->out, ": %lld travellers, %lld new, %lld changed",
                      (long long)line->processed->travellers, (long long)line->processed->added,
                      (long long)line->processed->changed);
    buffer_char(line->out, '\n');
    return true;
}

static enum status print_message(struct console *console, int64_t seq, struct buffer *out)
{
    struct store_processed processed;
    struct landing_line line = {console, out, seq, &processed};
    enum status status = store_processed(console->store, seq, &processed);
    if (status == STATUS_OK)
        status = store_landings(console->store, seq, print_landing, &line);
    return status == STATUS_MISSING ? STATUS_OK : status; /* a sequence that was never given out */
}

static enum status add_to_burst(struct console *console, int64_t seq, struct burst *burst)
{
    struct store_processed processed;
    enum status status = store_processed(console->store, seq, &processed);
    if (status != STATUS_OK)
        return status == STATUS_MISSING ? STATUS_OK : status;
    if (burst->messages++ == 0)
        burst->first = seq;
    burst->last = seq;
    burst->travellers += processed.travellers;
    burst->added += processed.added;
    burst->changed += processed.changed;
    return STATUS_OK;
}

static void print_burst(struct burst *burst, struct buffer *out)
{
    if (burst->messages)
        buffer_format(out,
                      "messages %" PRId64 " to %" PRId64 ": %" PRId64 " travellers, %" PRId64
                      " new, %" PRId64 " changed\n",
                      burst->first, burst->last, burst->travellers, burst->added, burst->changed);
    *burst = (struct burst){0};
}

/* Whether more come than anybody reads. */
static bool are_many(struct incoming *incoming, int64_t count, int64_t now)
{
    if (incoming->burst.since)
        return true;
    if (now - incoming->window >= BURST_EVERY) {
        incoming->window = now;
        incoming->singly = 0;
    }
    incoming->singly += count;
    if (incoming->singly > SINGLY)
        incoming->burst.since = now;
    return incoming->singly > SINGLY;
}

static enum status look_at_messages(struct console *console, struct incoming *incoming,
                                    struct buffer *out)
{
    int64_t progress = store_progress(console->store), now = clock_monotonic();
    struct burst *burst = &incoming->burst;
    bool many = are_many(incoming, progress - incoming->progress, now);
    enum status status = STATUS_OK;
    for (int64_t seq = incoming->progress + 1; seq <= progress && status == STATUS_OK; seq++)
        status = many ? add_to_burst(console, seq, burst) : print_message(console, seq, out);
    if (many && now - burst->since >= BURST_EVERY) {
        bool goes_on = burst->messages > SINGLY; /* until few come */
        print_burst(burst, out);
        burst->since = goes_on ? now : 0;
    }
    incoming->progress = progress;
    return status;
}

/* ---- flights ---- */

/* The moment that counts: landing of what comes, leaving of what goes. INT64_MAX: not known. */
static int64_t moment_of(const json_t *flight, bool *leaves, const char **local)
{
    int64_t at;
    *leaves = strcmp(command_text(flight, "direction"), "outbound") == 0;
    const json_t *time = json_object_get(flight, *leaves ? "departure" : "arrival");
    *local = command_text(time, "local");
    return time_parse(span_of(command_text(time, "utc")), &at) ? at : INT64_MAX;
}

static long long count_of(const json_t *flight, const char *group, const char *key)
{
    return (long long)json_integer_value(json_object_get(json_object_get(flight, group), key));
}

static void print_what(const json_t *flight, struct buffer *out)
{
    long long open = count_of(flight, "alerts", "open");
    long long crew = count_of(flight, "counts", "crew");
    buffer_format(out, ": %lld passengers", count_of(flight, "counts", "passengers"));
    if (crew)
        buffer_format(out, ", %lld crew", crew);
    if (open)
        buffer_format(out, ", %lld open alert%s", open, open == 1 ? "" : "s");
    buffer_char(out, '\n');
}

static void print_name(const json_t *flight, struct buffer *out)
{
    print_harmless(out, span_of(command_text(flight, "carrier")));
    print_harmless(out, span_of(command_text(flight, "number")));
    buffer_char(out, ' ');
    print_harmless(out, span_of(command_text(flight, "board")));
    buffer_char(out, '-');
    print_harmless(out, span_of(command_text(flight, "off")));
}

/* "2026-11-22T14:05.." as "14:05" */
static void print_clock(const char *local, struct buffer *out)
{
    print_harmless(out, span_part(span_of(local), 11, 5));
}

static void print_past(const json_t *flight, bool leaves, const char *local, struct buffer *out)
{
    print_name(flight, out);
    buffer_text(out, leaves ? " has left (" : " has landed (");
    print_clock(local, out);
    buffer_text(out, " there)");
    print_what(flight, out);
}

static void print_next(const json_t *flight, int64_t wait, const char *local, struct buffer *out)
{
    buffer_text(out, "Next to land: ");
    print_name(flight, out);
    buffer_format(out, " in %lld min (", (long long)(wait / (60 * MICROS_PER_SECOND) + 1));
    print_clock(local, out);
    buffer_text(out, " there)");
    print_what(flight, out);
}

/* Of a list ordered by what is due first; whether any has landed or left. */
static void print_flights(const json_t *flights, struct incoming *incoming, int64_t now,
                          struct buffer *out)
{
    size_t i;
    json_t *flight;
    bool any = false;
    json_array_foreach(flights, i, flight)
    {
        bool leaves;
        const char *local;
        int64_t at = moment_of(flight, &leaves, &local);
        if (at > incoming->until && at <= now) {
            print_past(flight, leaves, local, out);
            any = true;
        }
        if (at > now && at != INT64_MAX && !leaves && (any || !incoming->next_told)) {
            print_next(flight, at - now, local, out);
            incoming->next_told = true;
            break;
        }
    }
}

static enum status look_at_flights(struct console *console, struct incoming *incoming,
                                   struct buffer *out)
{
    int64_t monotonic = clock_monotonic(), now = clock_now();
    struct view_flights_query query = {.page = {.limit = PAGE}};
    struct view_sight sight = view_sight_of_all();
    struct buffer text = {0};
    if (incoming->burst.since || (incoming->looked && monotonic - incoming->looked < FLIGHTS_EVERY))
        return STATUS_OK;
    if (!incoming->until)
        incoming->until = now;
    incoming->looked = monotonic;
    enum status status = view_flights(console->view, &query, &sight, now, &text);
    if (status == STATUS_OK) {
        json_t *page = json_loadb(text.at, text.size, 0, NULL);
        print_flights(json_object_get(page, "items"), incoming, now, out);
        incoming->until = now;
        json_decref(page);
    }
    buffer_free(&text);
    return status;
}

enum status incoming_look(struct console *console, struct incoming *incoming, struct buffer *out)
{
    enum status status = look_at_messages(console, incoming, out);
    if (status == STATUS_OK)
        status = look_at_flights(console, incoming, out);
    return status == STATUS_OK ? print_out(out) : status;
}
