/* The parts of a traveller's page. */
#ifndef VIEW_TRAVELLER_H
#define VIEW_TRAVELLER_H

#include "base/json.h"
#include "view/person.h"

/* A content that holds now. */
struct said {
    int64_t traveller; /* the card; 0: a booking */
    int64_t booking;   /* B..; 0: none */
    enum store_part part;
    const struct store_content *content;
    struct image image;
};

/* What API and PNR say otherwise. */
enum difference { DIFFERS_NOT, DIFFERS_SPELLING, DIFFERS_MISSING, DIFFERS_CONTRADICTS };
struct disagreement {
    enum field field;
    enum difference kind;
    const struct said *api_of, *pnr_of;
    const struct image_value *api, *pnr; /* NULL: it does not say */
};
enum { DISAGREEMENTS = 10 };

struct portrait {
    struct view *view;
    const struct view_sight *sight;
    struct arena *arena;
    int64_t asked;
    struct person_view person;
    const char *unchecked; /* the service that has not answered about a document yet; NULL: none */
    struct said *said;     /* API first, then PNR, then bookings */
    size_t count;
    struct store_booking *bookings; /* of the rows, each once */
    size_t booking_count;
    struct disagreement differs[DISAGREEMENTS];
    size_t differ_count;
};

/* ---- differ.c ---- */
size_t disagreements_of(const struct portrait *portrait, struct disagreement out[DISAGREEMENTS]);
void write_disagreements(struct json *json, const struct portrait *portrait);

/* Where values of `said` come from; the value with its place. */
struct origin origin_of(const struct said *said);
void write_said(struct json *json, const char *key, const struct portrait *portrait,
                const struct said *said, const struct image_value *value);

/* The nodes of a type, as items of an array. */
void put_nodes(struct json *json, const struct portrait *portrait, const struct said *said,
               enum node_type type);

/* ---- facts.c: why ---- */
void write_why(struct json *json, const struct portrait *portrait);

/* ---- booking.c: journey, bookings, who else is in them ---- */
void write_journey(struct json *json, const struct portrait *portrait);
enum status write_bookings(struct json *json, const struct portrait *portrait);

/* ---- versions.c: what changed, and merges ---- */
enum status write_versions(struct json *json, const struct portrait *portrait);
void write_merges(struct json *json, const struct portrait *portrait);

#endif
