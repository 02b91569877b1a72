/* Shared by the files of view/ alone. */
#ifndef VIEW_INTERNAL_H
#define VIEW_INTERNAL_H

#include "base/clock.h"
#include "base/json.h"
#include "model/ports.h"
#include "sys/zone.h"
#include "view/standing.h"
#include "view/view.h"

/* Counts of a flight; known by its last push and by the last word of a person about two cards, so that
 * a list reads only what is new. */
struct tally {
    int64_t flight;   /* 0: an empty slot */
    int64_t last_seq; /* of the last push; 0: there is none */
    int64_t pairings; /* the last pairing that holds, of any flight */
    int pushes[3];    /* by enum kind */
    int passengers, crew, infants, api_only, pnr_only, both;
    bool crew_list, passenger_list, close_out;
    int64_t last_at;   /* when the last push was received; 0: not known */
    int64_t parts_due; /* from when on parts of a message are missing; INT64_MAX: none is */
    const char *state; /* of the flight: a word of the contract */
    struct standing_counts board;
};

struct known_zone {
    char name[36];
    struct zone *zone; /* NULL: there is none of that name */
};

enum { TALLIES = 4096, ZONES_MOST = 512 };
struct view {
    char *derived, *journal_folder, *authored, *zones_folder;
    struct keyring *keyring;
    struct view_decoder decoder;
    const struct config *config;
    struct store *store;
    struct journal_reader *journal;
    struct desk *desk;
    struct arena arena;    /* of the call under way */
    struct tally *tallies; /* TALLIES, by id */
    struct known_zone zones[ZONES_MOST];
    int zone_count;
};

/* The flight of an id, in the arena, which forgets what it held. STATUS_MISSING with a sentence.
 * (flight.c) */
enum status flight_find(struct view *view, int64_t id, struct store_flight *out);

/* ---- place.c: ports and times ---- */

/* A time at a port. */
struct moment {
    struct span local;       /* as the carrier wrote it; may be empty */
    const struct port *port; /* NULL: not known */
    int64_t utc;             /* microseconds; MOMENT_NONE: not known */
    int64_t order;           /* the same, or the local time as if it were UTC; MOMENT_NONE */
};
#define MOMENT_NONE INT64_MAX
struct moment moment_at(struct view *view, struct span local, struct span port);

struct schedule {
    struct moment departure, arrival;
    bool doors;       /* the deadline is the closing of the doors, else landing */
    int64_t deadline; /* microseconds; MOMENT_NONE */
    int64_t order;    /* for sorting, best known; MOMENT_NONE */
};
struct schedule schedule_of(struct view *view, const struct store_flight *flight);
/* As view_flight_is_open. */
bool flight_is_open(struct view *view, const struct store_flight *flight, int64_t now);
/* Whether the flight is ahead or past, as was asked for. */
bool schedule_is_when(const struct schedule *schedule, enum view_when when, int64_t now);
/* Its order in a list: what comes next first, of what is past the latest. */
int64_t schedule_key(const struct schedule *schedule, enum view_when when);

void write_local_time(struct json *json, const char *key, const struct moment *moment);
void write_deadline(struct json *json, const struct schedule *schedule);
void write_port(struct json *json, const char *key, struct span code);
void write_instant(struct json *json, const char *key, int64_t at); /* 0, MOMENT_NONE: null */
void write_text_or_null(struct json *json, const char *key, struct span text);
void write_id(struct json *json, const char *key, enum id_letter letter, int64_t id);
/* "HY602", in the arena. */
struct span flight_name(struct arena *arena, const struct store_flight *flight);
/* The empty direction is "unknown". */
struct span direction_word(const struct store_flight *flight);
/* Schema FlightSummary: its members, and the whole. */
void put_flight(struct json *json, const struct store_flight *flight,
                const struct schedule *schedule);
void write_flight_summary(struct json *json, const char *key, const struct store_flight *flight,
                          const struct schedule *schedule);

/* ---- value.c: values under a mask ---- */

struct origin {
    int64_t message;
    const char *source; /* API, PNR, booking */
};
/* The member `masked` of what may not be seen (FIELDS is for nobody), and false; else `text`. */
bool put_shown(struct json *json, const struct view_sight *sight, enum field field,
               struct span text);
/* The members that say where a value stands. */
void put_place(struct json *json, struct origin origin, int64_t begin, int64_t size);
/* {"masked":true}, or the text with its place (schema Value). */
void write_value(struct json *json, const char *key, const struct view_sight *sight,
                 const struct image *image, const struct image_value *value, struct origin origin);
/* The same without its place (schema Text). Nothing at all when `text` is empty. */
void write_text(struct json *json, const char *key, const struct view_sight *sight,
                enum field field, struct span text);
/* The fields of a node, each once. */
void write_fields(struct json *json, const struct view_sight *sight, const struct image *image,
                  uint32_t node, struct origin origin);
const char *part_word(enum store_part part);
/* The field of "document.number"; FIELDS when there is none. */
enum field field_named(struct span name);
/* "document.number", in the arena. */
const char *field_name(struct arena *arena, enum field field);
/* Whether `text` holds `wanted`, both as people type them: without regard to case or accents. */
bool holds(struct arena *arena, struct span text, struct span wanted);

/* ---- page.c: order and cursors ---- */

enum { PAGE_KEYS = 3 };
struct page_item {
    int64_t keys[PAGE_KEYS]; /* ascending */
    int64_t id;
    const void *item;
};
void page_sort(struct page_item *items, size_t count);
/* Where the page begins and ends in sorted items. STATUS_INPUT for a cursor that is none. */
enum status page_find(const struct page_item *items, size_t count, const struct view_page *page,
                      size_t *from, size_t *to);
/* The member `next`, for the page that ends before `to`. */
void page_next(struct json *json, const struct view_page *page, const struct page_item *items,
               size_t count, size_t to);
void page_seal(struct json *json, const struct view_page *page, const char *clear);

/* In rows as the store gives them, in the order of the id with which each begins; NULL: none. */
void *find_by_id(const void *rows, size_t count, size_t size, int64_t id);

/* ---- tally.c ---- */
enum status tally_of(struct view *view, int64_t flight, struct tally *out);

/* ---- state.c: what people decided joined with what stands ---- */

/* Decisions about the travellers of days, without notes, in order of the traveller that stands. */
struct decided {
    struct decided_row {
        int64_t root;
        struct desk_decision decision;
    } * rows;
    size_t count;
};
enum status decided_among(struct view *view, int32_t from_day, int32_t to_day, struct decided *out);

struct alert_state {
    const char *word;
    bool closed;
    const struct desk_decision *last; /* the decision that stands; NULL: none */
    int64_t decisions;                /* the latest decision's id, for the etag */
    bool any_withdrawn;
    bool waits; /* `last` counts only when a second account has approved it */
};
/* `decisions` are those of the person, in any order. */
enum status alert_state_of(struct view *view, const struct store_alert *alert,
                           const struct desk_decision *const *decisions, size_t count,
                           struct alert_state *out);
/* The same out of `decided`. */
enum status alert_state_among(struct view *view, const struct store_alert *alert,
                              const struct decided *decided, struct alert_state *out);
void alert_etag(const struct store_alert *alert, const struct alert_state *state, uint32_t reasons,
                char out[VIEW_ETAG]);
/* Nothing is left of it but hits of entries that the person is known not to be. */
bool alert_is_known(const struct store_alert *alert);
/* Whether it was raised after the flight had landed. */
bool alert_came_late(const struct store_alert *alert, const struct schedule *schedule);
bool alert_shows(const struct store_alert *alert, const struct view_sight *sight);

/* ---- row.c ---- */

/* Schema Flight, written for one flight. */
enum status write_flight(struct view *view, const struct store_flight *flight,
                         const struct view_sight *sight, int64_t now, struct json *json);

/* ---- messages.c ---- */
/* When the message was received and by whom it was sent; false when the journal does not say. */
bool message_about(struct view *view, int64_t seq, struct journal_entry *out);
int64_t message_received(struct view *view, int64_t seq); /* when; 0: the journal does not say */
/* The member `flights`: those on which it landed. */
enum status write_landings(struct view *view, struct json *json, int64_t seq, bool worked_through);

#endif
