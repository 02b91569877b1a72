/* What was sent of each flight. */
#include <stdlib.h>

#include "base/memory.h"
#include "score/internal.h"

enum { MOST_FLIGHTS = 100000000 };

/* NULL for one of no world. */
static struct sent_flight *flight_of(struct sent *sent, int64_t number)
{
    size_t flight = (size_t)number;
    if (number < 0 || number >= MOST_FLIGHTS)
        return NULL;
    if (flight >= sent->count) {
        size_t count = (flight + 1) * 2;
        sent->flights = memory_resize(sent->flights, count * sizeof *sent->flights);
        memset(sent->flights + sent->count, 0, (count - sent->count) * sizeof *sent->flights);
        sent->count = count;
    }
    return &sent->flights[flight];
}

static bool is_faulty(struct value message, enum sending_fault fault)
{
    return sim_value_is(sim_value(message, "fault"), sending_fault_word(fault));
}

static void take(struct sent *sent, struct value message)
{
    struct sent_flight *flight = flight_of(sent, sim_value_int(sim_value(message, "flight")));
    char due[SENT_TIME];
    if (!flight || is_faulty(message, SENDING_MISSING))
        return;
    flight->damaged |= is_faulty(message, SENDING_CORRUPTED);
    sim_value_copy(sim_value(message, "due"), due, sizeof due);
    if (!is_faulty(message, SENDING_CORRUPTED) && *due &&
        (!*flight->first || strcmp(due, flight->first) < 0))
        memcpy(flight->first, due, sizeof due);
}

enum status score_sent_read(const char *folder, struct sent *out)
{
    struct lines lines = {0};
    enum status status = sim_lines_open(folder, "messages.jsonl", &lines);
    while (status == STATUS_OK && lines.line.items) {
        take(out, lines.line);
        status = sim_lines_next(&lines);
    }
    sim_lines_close(&lines);
    return status;
}

void score_sent_free(struct sent *sent)
{
    free(sent->flights);
    *sent = (struct sent){0};
}
