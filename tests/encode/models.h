/* Models as the decoder would make them, from a seed: every field that a message of the kind has a
 * place for, with the values that follow from others (roles, directions, kinds) as the reader tells
 * them. The persons are invented. */
#ifndef TESTS_ENCODE_MODELS_H
#define TESTS_ENCODE_MODELS_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "model/image.h"

struct making {
    struct image_builder *image;
    uint64_t seed;
    enum kind kind;
    int32_t flight; /* day */
    const char *board, *off;
    unsigned places;  /* of travellers and documents, so that their numbers differ */
    bool interactive; /* the UNB says IAPI */
};

/* ---- chance ---- */

/* One draw an expression, at most: which of two arguments is drawn first the compiler would choose, and
 * gcc and clang would make different models of a seed. */
static inline uint32_t chance(struct making *making, uint32_t below)
{
    making->seed = making->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(making->seed >> 33) % below;
}
#define ONE_OF(making, list) (list)[chance(making, sizeof(list) / sizeof *(list))]

/* ---- values ---- */

__attribute__((format(printf, 4, 5))) static inline void put(struct making *making, uint32_t node,
                                                             enum field field, const char *format,
                                                             ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    image_add_value(making->image, node, field, span_of(text), 0, 0);
}

/* Two times in three. */
#define MAYBE(making, ...)                                                                         \
    do {                                                                                           \
        if (chance(making, 3))                                                                     \
            put(making, __VA_ARGS__);                                                              \
    } while (0)

static inline uint32_t make_node(struct making *making, enum node_type type, uint32_t parent)
{
    return image_add_node(making->image, type, making->kind, parent, 0);
}

static inline void put_day(struct making *making, uint32_t node, enum field field, int32_t day)
{
    struct date date = date_from_day(day);
    put(making, node, field, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static inline void put_time(struct making *making, uint32_t node, enum field field, int32_t day,
                            bool seconds)
{
    struct date date = date_from_day(day);
    unsigned hour = chance(making, 24), minute = chance(making, 60), second = chance(making, 60);
    char clock[16] = "";
    if (seconds && chance(making, 3) == 0)
        snprintf(clock, sizeof clock, "T%02u:%02u:%02u", hour, minute, second ? second : 1);
    else if (chance(making, 5))
        snprintf(clock, sizeof clock, "T%02u:%02u", hour, minute);
    put(making, node, field, "%04d-%02d-%02d%s", date.year, date.month, date.day, clock);
}

/* Whole words that are no titles and tell nothing of health or belief, with what names and texts hold: apostrophes, hyphens, letters beyond
 * ASCII, service characters. */
static inline const char *word(struct making *making, char out[40])
{
    static const char consonants[] = "BDFGKLNPRTZ", vowels[] = "AEIOU";
    unsigned syllables = 3 + chance(making, 3);
    char *end = out;
    for (unsigned i = 0; i < syllables; i++) {
        *end++ = consonants[chance(making, sizeof consonants - 1)];
        *end++ = vowels[chance(making, sizeof vowels - 1)];
    }
    *end = '\0';
    return out;
}

static inline const char *name(struct making *making, char out[80])
{
    static const char *const between[] = {"", "", "", "", " ", "-", "'", "\xc3\x9c"};
    char first[40], second[40];
    const char *glue = ONE_OF(making, between), *end = *glue ? word(making, second) : "";
    snprintf(out, 80, "%s%s%s", word(making, first), glue, end);
    return out;
}

static inline const char *text(struct making *making, char out[120])
{
    static const char *const marks[] = {" ", "+", ":", "?", "'", "*", "?'", ", ", " - ", "=+:"};
    char first[40], second[40];
    const char *end = word(making, second), *mark = ONE_OF(making, marks);
    snprintf(out, 120, "%s%s%s", word(making, first), mark, end);
    return out;
}

static const char *const states[] = {"UZB", "GBR", "DEU", "TUR", "KAZ", "XXA"};
static const char *const carriers[] = {"HY", "TK", "LH", "U6"};

/* ---- flights ---- */

static const struct made_port {
    const char *code;
    bool home;
} made_ports[] = {{"TAS", true}, {"SKD", true}, {"IST", false}, {"LHR", false}, {"FRA", false}};

static inline void make_leg(struct making *making, uint32_t leg, int32_t day)
{
    static const char *const directions[2][2] = {{"transit", "inbound"}, {"outbound", "domestic"}};
    const struct made_port *board = &ONE_OF(making, made_ports), *off = &ONE_OF(making, made_ports);
    making->board = board->code;
    making->off = off->code;
    put(making, leg, FIELD_LEG_CARRIER, "%s", ONE_OF(making, carriers));
    const char *suffix = chance(making, 8) ? "" : "A";
    put(making, leg, FIELD_LEG_NUMBER, "%u%s", 1 + chance(making, 9998), suffix);
    put(making, leg, FIELD_LEG_BOARD, "%s", board->code);
    put(making, leg, FIELD_LEG_OFF, "%s", off->code);
    put_time(making, leg, FIELD_LEG_DEPARTURE, day, false);
    if (chance(making, 4))
        put_time(making, leg, FIELD_LEG_ARRIVAL, day + 1, false);
    put(making, leg, FIELD_LEG_DIRECTION, "%s", directions[board->home][off->home]);
}

/* ---- persons ---- */

static inline void make_names(struct making *making, uint32_t node)
{
    static const char *const titles[] = {"MR", "MRS", "MS", "DR", "PROF DR"};
    char out[80];
    put(making, node, FIELD_TRAVELLER_SURNAME, "%s", name(making, out));
    if (chance(making, 10))
        put(making, node, FIELD_TRAVELLER_GIVEN, "%s", name(making, out));
    if (chance(making, 2))
        put(making, node, FIELD_TRAVELLER_TITLE, "%s", ONE_OF(making, titles));
}

static inline int32_t some_birth(struct making *making, unsigned from, unsigned years)
{
    return making->flight - (int32_t)(366 * from + 1 + chance(making, 365 * years));
}

static inline void make_address(struct making *making, uint32_t node)
{
    char out[120];
    put(making, node, FIELD_ADDRESS_STREET, "%s", text(making, out));
    MAYBE(making, node, FIELD_ADDRESS_CITY, "%s", word(making, out));
    MAYBE(making, node, FIELD_ADDRESS_REGION, "%s", word(making, out));
    MAYBE(making, node, FIELD_ADDRESS_POSTCODE, "%u", 10000 + chance(making, 90000));
    MAYBE(making, node, FIELD_ADDRESS_COUNTRY, "%s", ONE_OF(making, states));
}

static inline void put_phone(struct making *making, uint32_t contact)
{
    unsigned number = 100000 + chance(making, 900000);
    put(making, contact, FIELD_CONTACT_PHONE, "+%u 99-%u", 1 + chance(making, 998), number);
}

static inline void make_phone(struct making *making, uint32_t parent, const char *type)
{
    uint32_t node = make_node(making, NODE_CONTACT, parent);
    put(making, node, FIELD_CONTACT_TYPE, "%s", type);
    put_phone(making, node);
}

static inline void make_email(struct making *making, uint32_t parent, const char *before)
{
    char first[40], second[40];
    uint32_t node = make_node(making, NODE_CONTACT, parent);
    put(making, node, FIELD_CONTACT_TYPE, "email");
    unsigned host = chance(making, 9);
    const char *end = word(making, second);
    put(making, node, FIELD_CONTACT_EMAIL, "%s%s_%s@EXAMPLE-%u.ORG", before, word(making, first),
        end, host);
}

/* In one of so many columns. */
static inline void put_seat(struct making *making, uint32_t seat, unsigned columns)
{
    char column = (char)('A' + chance(making, columns));
    put(making, seat, FIELD_SEAT_NUMBER, "%u%c", 1 + chance(making, 60), column);
}

static inline void make_expiry(struct making *making, uint32_t document)
{
    enum { BEYOND = 60 * 365 };
    if (chance(making, 8)) {
        put_day(making, document, FIELD_DOCUMENT_EXPIRY,
                making->flight + (int32_t)chance(making, 3650) - 200);
        return;
    }
    struct date date = date_from_day(making->flight + BEYOND);
    put(making, document, FIELD_DOCUMENT_EXPIRY, "%04d-%02d-01", date.year, date.month);
    put(making, document, FIELD_DOCUMENT_EXPIRY_OTHER, "%04d-%02d-01", date.year - 100, date.month);
}

/* ---- envelopes ---- */

static inline uint32_t make_interchange(struct making *making, const char *application)
{
    char out[40];
    uint32_t node = image_add_node(making->image, NODE_INTERCHANGE, KIND_OTHER, IMAGE_NONE, 0);
    put(making, node, FIELD_INTERCHANGE_SENDER, "%s", word(making, out));
    MAYBE(making, node, FIELD_INTERCHANGE_RECIPIENT, "UZ+%s", word(making, out));
    put_time(making, node, FIELD_INTERCHANGE_PREPARED, making->flight - (int32_t)chance(making, 4),
             true);
    put(making, node, FIELD_INTERCHANGE_REFERENCE, "R%u", chance(making, 1000000));
    making->interactive = making->kind == KIND_API && chance(making, 4) == 0;
    if (making->interactive || chance(making, 3))
        put(making, node, FIELD_INTERCHANGE_APPLICATION, "%s",
            making->interactive ? "IAPI" : application);
    if (chance(making, 9) == 0)
        put(making, node, FIELD_INTERCHANGE_TEST, "1");
    return node;
}

static inline uint32_t make_message(struct making *making, uint32_t interchange, const char *type,
                                    const char *version)
{
    static const char *const marks[] = {"C", "F"};
    uint32_t node = make_node(making, NODE_MESSAGE, interchange);
    put(making, node, FIELD_MESSAGE_TYPE, "%s", type);
    put(making, node, FIELD_MESSAGE_VERSION, "%s", version);
    put(making, node, FIELD_MESSAGE_REFERENCE, "%u", 1 + chance(making, 9999));
    if (chance(making, 3)) {
        unsigned end = chance(making, 9999);
        put(making, node, FIELD_MESSAGE_ACCESS, "HY%u/%u", chance(making, 999), end);
    }
    if (chance(making, 2)) {
        put(making, node, FIELD_MESSAGE_PART, "%u", 1 + chance(making, 40));
        MAYBE(making, node, FIELD_MESSAGE_PART_MARK, "%s", ONE_OF(making, marks));
    }
    return node;
}

/* The finished image in `arena`, opened. */
typedef void make_content(struct making *making, uint32_t interchange);

static inline struct image make_image(struct arena *arena, enum kind kind, uint64_t seed,
                                      const char *application, make_content *content)
{
    enum { FIRST_FLIGHT = 16000, FLIGHTS = 10000 }; /* 2013 to 2041 */
    struct making making = {.image = image_builder_new(arena, 0), .seed = seed, .kind = kind};
    struct image image = {0};
    chance(&making, 2);
    making.flight = FIRST_FLIGHT + (int32_t)chance(&making, FLIGHTS);
    content(&making, make_interchange(&making, application));
    if (image_open(image_finish(making.image), &image) != STATUS_OK)
        abort();
    return image;
}

#endif
