/* How carriers tell a state about the simulated world: messages as the real ones, each at its time, with what goes
 * wrong on the way.
 *
 * Of each flight come PNRGOV at -72, -48, -24 and -1 hours and at departure, PAXLST of passengers at the close of
 * check-in and at close-out, PAXLST of the crew; of a cancelled one that it is, in the place of the close-out; of
 * providers that send tables, CSV. What a provider does not send (bookings of charters, a crew that stands in the list
 * of passengers, a push without bookings) does not come, not even as missing.
 *
 * Bodies are composed when they are sent, from world_load, so memory is bounded by the days that are open.
 * The same world and profile give the same bytes in the same order. A sending belongs to one thread. */
#ifndef SENDING_SENDING_H
#define SENDING_SENDING_H

#include "base/buffer.h"
#include "world/traffic.h"

/* What a message tells. */
enum sending_kind {
#define SENDING(name, word, minutes) SENDING_##name,
#include "sending/kinds.def"
#undef SENDING
    SENDING_KINDS
};
const char *sending_kind_word(enum sending_kind kind);

/* What went wrong on the way. */
enum sending_fault {
    SENDING_SOUND,
    SENDING_LATE,
    SENDING_MISSING,   /* never sent: told for the truth's sake, with no body */
    SENDING_DOUBLED,   /* the same bytes once more */
    SENDING_CORRUPTED, /* damaged: nobody in it has to be found */
    SENDING_HELD       /* by an outage */
};
const char *sending_fault_word(enum sending_fault fault);

struct sending_message {
    uint64_t number;    /* from 1, in the order of time; missing ones have theirs, too */
    int64_t when;       /* seconds UTC at which it is sent */
    int64_t due;        /* .. at which it should have been */
    const char *source; /* the provider's name */
    enum sending_kind kind;
    enum sending_fault fault;
    unsigned part, parts;  /* of a multi-part set; 1 of 1 */
    uint32_t flight;       /* world_flight.index */
    const char *extension; /* "edi", "typeb.edi", "csv" */
    uint32_t persons;      /* records of persons in it */
    struct span body;      /* borrowed until the next call */
};

/* A flight of which nothing more comes: who was told of it. */
struct sending_closed {
    const struct world_load *load;
    /* For each passenger and crew: bit k is set when an undamaged message of kind k that was sent names them. */
    const uint16_t *told;
};

struct sending;

/* Borrows world and profile. */
struct sending *sending_open(struct world *world, const struct world_profile *profile,
                             const struct world_options *options);
void sending_close(struct sending *sending);

enum sending_event { SENDING_END, SENDING_MESSAGE, SENDING_CLOSED };
/* The next thing that happens, in the order of time (and, at the same second, of flight and kind). What is put out is borrowed until the
 * next call. */
enum sending_event sending_next(struct sending *sending, struct sending_message *message,
                                struct sending_closed *closed);

/* The source profile (YAML, docs/profiles.md) with which a provider's tables are read; "" when it sends EDIFACT. */
struct span sending_source_profile(enum world_dialect dialect);

#endif
