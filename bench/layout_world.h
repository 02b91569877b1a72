/* The invented month of the layout's benchmark: who flies when, and which messages say so in which
 * order. All of it follows from numbers, so that the process that sends and the one that stores
 * agree without a word. Nobody in it exists. */
#ifndef BENCH_LAYOUT_WORLD_H
#define BENCH_LAYOUT_WORLD_H

#include "seal/keyring.h"
#include "store/index.h"

enum {
    WORLD_DAYS = 30,
    WORLD_HOURS = WORLD_DAYS * 24,
    WORLD_FIRST_DAY = 20758, /* 2026-11-01 */
    FLIGHT_PERSONS = 180,
    INDEX_ROWS = 8 /* of a new person */
};

/* What a message brings for all its persons. Messages of one hour come sorted by class, so that
 * each batch, and with it the time, belongs to one. */
enum message_class {
    CLASS_NEW,     /* PNR of persons not seen before */
    CLASS_CHECKIN, /* API of persons known by PNR */
    CLASS_CHANGED, /* PNR in which something changed */
    CLASS_SAME,    /* PNR as before */
    MESSAGE_CLASSES
};
const char *class_word(enum message_class class);

struct world {
    uint32_t flights;
};

struct message {
    enum message_class class;
    uint32_t flight;       /* from 0 */
    uint32_t first, count; /* persons of the flight */
    uint32_t push;         /* hours before departure */
    int64_t at;            /* time of receipt */
};

/* Goes through the month's messages; zero-initialise with `world` set. */
struct schedule {
    const struct world *world;
    int32_t hour;
    int class, offset;
    uint32_t flight, first;
    bool started;
};
bool schedule_next(struct schedule *schedule, struct message *out);

int32_t world_day(const struct world *world, uint32_t flight); /* of departure */

/* A person's content by API or PNR as a flat image; lives in the arena. */
struct span world_content(struct arena *arena, uint32_t flight, uint32_t person, enum kind kind,
                          uint32_t revision);

/* The normalised value of one of a person's INDEX_ROWS; `out` of 40 bytes. */
struct span world_value(uint32_t flight, uint32_t person, int row, enum index_kind *kind,
                        char *out);

/* The message as a carrier would send it, about 450 bytes a person. */
void world_body(const struct message *message, struct buffer *out);

/* Keys that need no folder. */
struct keyring_source world_keys(void);

#endif
