/* Which flights had a damaged message. */
#include <stdlib.h>

#include "base/memory.h"
#include "score/internal.h"

enum { MOST_FLIGHTS = 100000000 };

static void mark(struct damage *damage, int64_t number)
{
    size_t flight = (size_t)number;
    if (number < 0 || number >= MOST_FLIGHTS) /* of no world */
        return;
    if (flight >= damage->count) {
        size_t count = (flight + 1) * 2;
        damage->flights = memory_resize(damage->flights, count);
        memset(damage->flights + damage->count, 0, count - damage->count);
        damage->count = count;
    }
    damage->flights[flight] = true;
}

enum status score_damage_read(const char *folder, struct damage *out)
{
    struct lines lines = {0};
    enum status status = sim_lines_open(folder, "messages.jsonl", &lines);
    while (status == STATUS_OK && lines.line.items) {
        if (sim_value_is(sim_value(lines.line, "fault"), sending_fault_word(SENDING_CORRUPTED)))
            mark(out, sim_value_int(sim_value(lines.line, "flight")));
        status = sim_lines_next(&lines);
    }
    sim_lines_close(&lines);
    return status;
}

void score_damage_free(struct damage *damage)
{
    free(damage->flights);
    *damage = (struct damage){0};
}
