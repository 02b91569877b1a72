/* One flight: what became of it, and of everybody on it. */
#include <jansson.h>

#include "base/clock.h"
#include "cmd/command.h"

enum { PERSONS_MOST = 1 << 20 };

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void print_words(struct buffer *out, const char *text)
{
    print_harmless(out, span_of(text));
}

static void print_counts(struct buffer *out, const json_t *flight)
{
    const json_t *counts = json_object_get(flight, "counts");
    const json_t *board = json_object_get(flight, "board_counts");
    buffer_format(out, "    %lld passengers, %lld crew, %lld infants\n",
                  number_of(counts, "passengers"), number_of(counts, "crew"),
                  number_of(counts, "infants"));
    buffer_format(out, "    %lld on board, %lld not on board, %lld cancelled by the carrier\n",
                  number_of(board, "boarded"), number_of(board, "not_boarded"),
                  number_of(board, "cancelled"));
    buffer_format(out,
                  "    %lld booked but not on board, %lld on board but never announced, "
                  "%lld out of the bookings\n",
                  number_of(board, "booked_not_on_board"), number_of(board, "never_announced"),
                  number_of(board, "dropped_out"));
}

static void print_events(struct buffer *out, const json_t *detail)
{
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(detail, "events"), i, event) buffer_format(
        out, "    %s by message %lld, bytes %lld..%lld\n", command_text(event, "what"),
        number_of(event, "message"), number_of(event, "begin"),
        number_of(event, "begin") + number_of(event, "size"));
}

static void print_sets(struct buffer *out, const json_t *detail)
{
    size_t i;
    json_t *set;
    json_array_foreach(json_object_get(detail, "sets"), i, set)
    {
        long long of = number_of(set, "of");
        buffer_format(out, "    %s ", command_text(set, "kind"));
        print_words(out, command_text(set, "role"));
        buffer_format(out, ": %zu", json_array_size(json_object_get(set, "parts")));
        if (of)
            buffer_format(out, " of %lld", of);
        buffer_format(out, " parts, %s\n", command_text(set, "state"));
    }
}

static void print_bag(struct buffer *out, const json_t *bag)
{
    const json_t *values = json_object_get(bag, "values"), *who = json_object_get(bag, "passenger");
    buffer_text(out, "    bag ");
    print_words(out, command_text(json_object_get(values, "tag"), "text"));
    buffer_format(out, " %s, %s ", command_text(bag, "state"), command_text(bag, "joined_by"));
    print_words(out, command_text(json_object_get(who, "surname"), "text"));
    buffer_char(out, ' ');
    print_words(out, command_text(json_object_get(who, "given"), "text"));
    buffer_char(out, '\n');
}

/* Those without a traveller by themselves. */
static void print_bags(struct buffer *out, const json_t *detail, const json_t *bags)
{
    const json_t *counts = json_object_get(detail, "bags");
    long long joined = number_of(counts, "joined"), alone = number_of(counts, "alone");
    size_t i;
    json_t *bag;
    if (joined + alone)
        buffer_format(out, "    %lld bags with a traveller, %lld without one\n", joined, alone);
    json_array_foreach(json_object_get(bags, "items"), i, bag) print_bag(out, bag);
}

static void print_person(struct buffer *out, const json_t *row)
{
    const char *mark = command_text(row, "mark"), *booking = command_text(row, "booking");
    buffer_format(out, "%-14s %-12s ", command_text(row, "id"), command_text(row, "board"));
    print_words(out, command_text(json_object_get(row, "surname"), "text"));
    buffer_text(out, ", ");
    print_words(out, command_text(json_object_get(row, "given"), "text"));
    buffer_format(out, "  %s%s%s%s%s\n", command_text(row, "kind"), *booking ? ", " : "", booking,
                  *mark ? "  " : "", mark);
}

static void print_all(struct buffer *out, const json_t *detail, const json_t *bags,
                      const json_t *manifest)
{
    const json_t *flight = json_object_get(detail, "flight");
    size_t i;
    json_t *row;
    buffer_format(out, "%s ", command_text(flight, "id"));
    print_words(out, command_text(flight, "key"));
    buffer_format(out, ", %s\n", command_text(flight, "state"));
    print_counts(out, flight);
    print_events(out, detail);
    print_sets(out, detail);
    print_bags(out, detail, bags);
    json_array_foreach(json_object_get(manifest, "items"), i, row) print_person(out, row);
}

static void print_lines(struct buffer *out, const struct buffer *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_append(out, parts[i].at, parts[i].size);
        buffer_char(out, '\n');
    }
}

/* As JSON: the flight (schema FlightDetail), its bags without a traveller (schema Bags), then its
 * persons (schema Manifest). */
static enum status show(struct console *console, int64_t id, bool json)
{
    enum { DETAIL, BAGS, MANIFEST, PARTS };
    struct buffer parts[PARTS] = {0}, out = {0};
    struct view_sight sight = view_sight_of_all();
    struct view_manifest_query query = {.page = {.limit = PERSONS_MOST}};
    enum status status = view_flight(console->view, id, &sight, clock_now(), &parts[DETAIL]);
    if (status == STATUS_OK)
        status = view_bags(console->view, id, &sight, &parts[BAGS]);
    if (status == STATUS_OK)
        status = view_manifest(console->view, id, &query, &sight, &parts[MANIFEST]);
    if (status == STATUS_OK && json) {
        print_lines(&out, parts, PARTS);
    } else if (status == STATUS_OK) {
        json_t *read[PARTS];
        for (int i = 0; i < PARTS; i++)
            read[i] = json_loadb(parts[i].at, parts[i].size, 0, NULL);
        print_all(&out, read[DETAIL], read[BAGS], read[MANIFEST]);
        for (int i = 0; i < PARTS; i++)
            json_decref(read[i]);
    }
    if (status == STATUS_OK)
        status = print_out(&out);
    for (int i = 0; i < PARTS; i++)
        buffer_free(&parts[i]);
    buffer_free(&out);
    return status;
}

int command_flight(const struct words *words)
{
    struct console console;
    int64_t id;
    char text[ID_TEXT];
    if (!id_parse(span_of(words->plain[0]), ID_FLIGHT, &id))
        return command_usage("%s is not a flight's id, which looks like F261122-3.",
                             words->plain[0]);
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = console_access(&console, "flight", id_format(ID_FLIGHT, id, text));
    if (status == STATUS_OK)
        status = show(&console, id, words->json);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
