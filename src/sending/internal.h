/* What the files of sending/ share: the habits of a provider, and the message that is being composed.
 *
 * A message is composed from the load of its flight and from what was known at a minute. Everything is
 * written with edifact/writer.h and in no other place learnt from what reads it: what stands where
 * follows the guides (PADIS PNRGOV, WCO PAXLST), or breaks them as the dialect says. */
#ifndef SENDING_INTERNAL_H
#define SENDING_INTERNAL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "edifact/writer.h"
#include "sending/sending.h"

/* ---- dialects.c: how a provider writes ---- */

enum day_form {
    DAY_YMD,  /* 261120 */
    DAY_CYMD, /* 20261120 */
    DAY_DMY,  /* 201126 */
    DAY_NAMED /* 20NOV26 */
};
enum wrapping { WRAP_NONE, WRAP_TELEGRAM, WRAP_MAIL };
enum title_form { TITLE_APART, TITLE_GLUED };
enum contact_form {
    CONTACT_SSR,   /* SSR CTCM, CTCE of the first traveller */
    CONTACT_ADD,   /* ADD with the home; e-mail as an OSI text */
    CONTACT_TEXT,  /* OSI texts, addresses of mail as people write them */
    CONTACT_SCRAPS /* in the last place of an ADD without an address */
};
enum documents_form {
    DOCS_TRAVELLER, /* SSR DOCS with the traveller's reference, below the name */
    DOCS_SEGMENT,   /* below the leg, by reference */
    DOCS_BOOKING    /* at the booking: the name says whose it is, if no other has it */
};
enum seats_form { SEATS_TRAVELLER, SEATS_SEGMENT };
enum history_form { HISTORY_NONE, HISTORY_ABI, HISTORY_LTS };
enum checkin_reference { CHECKIN_OWN, CHECKIN_COUNTED /* operations.md 16: names nobody */ };

struct dialect {
    /* how an interchange looks */
    const char *una_pnr, *una_api; /* as they are sent, right or wrong; NULL: none */
    struct edifact_marks marks;
    const char *line_end, *extension;
    enum wrapping wrapping;
    bool any_case; /* letters and signs as they are: not only those of level A */
    bool raw_apostrophes;
    const char *system, *place; /* of the provider: "7A", its city */
    const char *pnr_version, *api_release;
    bool pnr_group, api_group;   /* UNG */
    bool long_year;              /* in UNB */
    enum day_form access;        /* of the day in the common access reference */
    int segments_off, group_off; /* by how much UNT, UNE count wrongly */

    /* PNRGOV */
    bool updates;           /* -48 and -1 h tell changes alone (MSG 141) */
    uint32_t bookings_part; /* more bookings come in parts; 0: never */
    bool count_persons;     /* EQN tells persons in the place of bookings */
    bool legs_first;        /* before the names, that of the flight last */
    bool times_alone;       /* TVL+date:time:time */
    bool name_slash;        /* surname and given names as one text */
    bool whole_cards;       /* numbers of cards in clear */
    bool tag_designator;    /* two letters before a tag, not the airline's number */
    bool group_sized;       /* a group's name has its size behind it */
    bool home;              /* DOCA of the first traveller */
    enum title_form title;
    enum contact_form contacts;
    enum documents_form documents;
    enum seats_form seats;
    enum history_form history;
    enum checkin_reference checkin;

    /* PAXLST */
    const char *close_name, *close_role; /* BGM 1001, 1004 of the close-out */
    bool close_left_behind;              /* it lists those who are not on board */
    bool crew_within;                    /* no list of its own */
    bool cancels;                        /* tells when a flight is cancelled */
    bool agencies;                       /* DOC+P:110:111 */
    bool long_dates;                     /* CCYYMMDD, CCYYMMDDhhmm */
    bool births_day_first;               /* DTM+329:050780:2 */
    bool journeys;                       /* LOC 22, 178, 179 of everybody, not of transit alone */
    bool verified, residences, weights, tags, issued, loyalty;
    bool shuffled;         /* segments of a person in another order */
    int passengers_off;    /* by how much CNT counts wrongly */
    uint32_t persons_part; /* of lists that come in parts */
};
/* NULL for who sends tables. */
const struct dialect *sending_dialect(enum world_dialect dialect);

/* ---- what is to be composed ---- */

struct sending_task {
    const struct world_profile *profile;
    const struct world_load *load;
    enum world_dialect dialect;
    enum sending_kind kind;
    int32_t minute;       /* what was known then is told */
    int32_t before;       /* changes since that minute are told; INT32_MIN: everything is */
    bool cancelled;       /* the flight is, and this tells so */
    unsigned part, parts; /* from 0 */
};

/* What one message can hold: bookings, or persons. */
struct sending_items {
    uint32_t *at; /* SENDING_ITEM of bookings; persons by their index in the load */
    uint32_t count;
};
/* A booking that was parted is two: the second half are those who left. */
static inline uint32_t sending_item(uint32_t booking, bool half)
{
    return booking << 1 | half;
}

/* Whether such a message exists at all, and what it tells; in `arena`. */
bool sending_choose(const struct sending_task *task, struct arena *arena,
                    struct sending_items *out);
/* Which of them stand in a part: from `*from`, as many as are returned. */
uint32_t sending_slice(const struct sending_task *task, const struct sending_items *items,
                       uint32_t *from);

/* Appends the body to `out`. `named` (a byte for each passenger and crew of the load, 0 before) becomes
 * 1 for whom it names. Returns how many records of persons it holds. `arena` is scratch. */
uint32_t sending_compose(const struct sending_task *task, const struct sending_items *items,
                         struct arena *arena, struct buffer *out, uint8_t *named);

const char *sending_extension(enum world_dialect dialect);
/* How many items a list in parts has in each; 0: it comes whole. */
uint32_t sending_part_size(enum world_dialect dialect, enum sending_kind kind);
static inline bool sending_is_pnr(enum sending_kind kind)
{
    return kind == SENDING_PNR_72 || kind == SENDING_PNR_48 || kind == SENDING_PNR_24 ||
           kind == SENDING_PNR_1 || kind == SENDING_PNR_DEPARTURE;
}

/* kinds.c: minutes before departure */
int32_t sending_minutes_before(enum sending_kind kind);

/* ---- compose.c, put.c ---- */

struct composer {
    const struct sending_task *task;
    const struct sending_items *items;
    const struct world_load *load;
    const struct world_flight *flight;
    const struct dialect *dialect;
    struct edifact_writer writer;
    struct arena *arena;
    uint8_t *named;
    uint32_t from, count; /* of the items */
    uint32_t persons;     /* told so far */
};

/* A segment is opened with its tag; values are put where the guides have them; then it is closed. */
void sending_open_segment(struct composer *composer, const char *tag);
void sending_close_segment(struct composer *composer);
void sending_put(struct composer *composer, unsigned position, unsigned component,
                 struct span text); /* in the characters that the dialect uses */
void sending_put_word(struct composer *composer, unsigned position, unsigned component,
                      const char *word);
void sending_put_number(struct composer *composer, unsigned position, unsigned component,
                        uint64_t number);
void sending_put_day(struct composer *composer, unsigned position, unsigned component, int32_t day,
                     enum day_form form);
void sending_put_clock(struct composer *composer, unsigned position, unsigned component,
                       int32_t minute); /* hhmm */
/* A name; apostrophes as they are where the dialect does not release them. */
void sending_put_name(struct composer *composer, unsigned position, unsigned component,
                      struct span name);

/* Several texts as one, in the arena. */
struct span sending_join(struct composer *composer, const struct span *parts, size_t count);
#define SENDING_JOIN(composer, ...)                                                                \
    sending_join((composer), (const struct span[]){__VA_ARGS__},                                   \
                 sizeof((const struct span[]){__VA_ARGS__}) / sizeof(struct span))
struct span sending_digits(struct composer *composer, uint64_t number, int least);
struct span sending_day_text(struct composer *composer, int32_t day, enum day_form form);
struct span sending_clock_text(struct composer *composer, int32_t minute); /* hhmm */
struct span sending_phone(struct composer *composer, struct span phone);   /* digits alone */
/* As service requests have it: // for @, .. for _, ./ for - (AIRIMP 3.13). */
struct span sending_mail(struct composer *composer, struct span email);

static inline int32_t sending_day_of(int32_t minute)
{
    return minute >= 0 ? minute / MINUTES_PER_DAY
                       : -((MINUTES_PER_DAY - 1 - minute) / MINUTES_PER_DAY);
}
static inline bool sending_known(int32_t minute, int32_t now)
{
    return minute && minute <= now;
}
/* Local times of the flight as they are known. */
int32_t sending_departs(const struct composer *composer);
int32_t sending_arrives(const struct composer *composer);

/* Names the person, once. */
void sending_name(struct composer *composer, uint32_t person);

/* ---- the messages ---- */
void sending_write_pnrgov(struct composer *composer);
void sending_write_paxlst(struct composer *composer);
void sending_write_table(const struct sending_task *task, const struct sending_items *items,
                         struct buffer *out, uint8_t *named);

/* Which passengers stand in the item, as indexes in the load: from .. to. */
struct sending_party {
    const struct world_booking *booking;
    bool half, parted; /* the half that left; the booking is parted by now */
    bool cancelled;
    uint32_t from, to;
};
struct sending_party sending_party_of(const struct sending_task *task, uint32_t item);
/* The locator under which a passenger is booked by now. */
const char *sending_locator(const struct sending_task *task,
                            const struct world_passenger *passenger, uint32_t index);

/* paxlst.c, listed.c */
void sending_write_port(struct composer *composer, const char *qualifier, const char *port);
void sending_write_listed(struct composer *composer, uint32_t person);

/* pnr.c, traveller.c, requests.c, ticket.c, itinerary.c, past.c: of a booking in PNRGOV */
static inline bool sending_is_infant(const struct world_passenger *passenger)
{
    return passenger->kind == KIND_INFANT_LAP;
}
/* TIF 9944: from 1 within the booking. */
static inline uint32_t sending_number_of(const struct sending_party *party, uint32_t person)
{
    return person - party->from + 1;
}
/* The infant that an adult of the party holds; UINT32_MAX. */
uint32_t sending_infant_of(const struct composer *composer, const struct sending_party *party,
                           uint32_t adult);
void sending_write_requests(struct composer *composer, const struct sending_party *party,
                            uint32_t person);
void sending_write_ticket(struct composer *composer, const struct sending_party *party,
                          const struct world_passenger *passenger);
void sending_write_travellers(struct composer *composer, const struct sending_party *party);
void sending_write_legs(struct composer *composer, const struct sending_party *party);
void sending_write_checkin(struct composer *composer, const struct sending_party *party);
void sending_write_documents(struct composer *composer, const struct sending_party *party);
void sending_write_history(struct composer *composer, const struct sending_party *party);
/* Departure and arrival, local, as TVL has them. */
void sending_put_times(struct composer *composer, int32_t departs, int32_t arrives);
void sending_put_names(struct composer *composer, const struct sending_party *party,
                       uint32_t person);

/* ---- faults.c ---- */

struct sending_fate {
    enum sending_fault fault;
    int64_t delay; /* seconds after it was due; of DOUBLED: of the second */
};
struct sending_outage {
    bool any;
    unsigned provider;
    int64_t from, to; /* seconds */
};
struct sending_outage sending_outage(const struct world_profile *profile,
                                     const struct world_options *options);
struct sending_fate sending_fate(const struct world_profile *profile, uint64_t seed,
                                 const struct sending_outage *outage, unsigned provider,
                                 uint64_t message, int64_t due);
/* Damages a body: it is cut, loses or exchanges bytes, or repeats a part of it. */
void sending_damage(struct chance chance, struct buffer *body);

/* ---- queue.c: what is due ---- */

struct sending_due {
    int64_t when;
    uint32_t flight;
    uint8_t kind, part, copy, parts;
    uint8_t state; /* enum due_state */
    uint8_t fault;
    int32_t minute; /* what was known then is told */
    int64_t due;
};
enum due_state { DUE_PLANNED, DUE_READY, DUE_CLOSE };
struct sending_queue {
    struct sending_due *at;
    size_t count, room;
};
void sending_push(struct sending_queue *queue, struct sending_due due);
struct sending_due sending_pop(struct sending_queue *queue); /* the queue is not empty */

#endif
