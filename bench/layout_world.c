#include "layout_world.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"

const char *class_word(enum message_class class)
{
    static const char *const words[] = {"new", "checkin", "changed", "same"};
    return words[class];
}

/* ---- the schedule ---- */

/* At `hours` before departure the persons from..to (in percent of the flight) are of this class. */
struct wave {
    enum message_class class;
    int hours, from, to;
};
static const struct wave waves[] = {
    {CLASS_NEW, 72, 0, 70},    {CLASS_NEW, 48, 70, 85},     {CLASS_NEW, 24, 85, 100},
    {CLASS_CHECKIN, 3, 0, 60}, {CLASS_CHECKIN, 1, 60, 100}, {CLASS_CHANGED, 48, 0, 4},
    {CLASS_CHANGED, 24, 4, 9}, {CLASS_CHANGED, 1, 9, 14},   {CLASS_SAME, 48, 4, 70},
    {CLASS_SAME, 24, 9, 85},   {CLASS_SAME, 1, 14, 100},
};
enum { WAVES = sizeof waves / sizeof *waves };

static uint32_t first_flight(const struct world *world, int32_t hour)
{
    if (hour < 0)
        return 0;
    hour = hour > WORLD_HOURS ? WORLD_HOURS : hour;
    return (uint32_t)((uint64_t)world->flights * (uint64_t)hour / WORLD_HOURS);
}

static uint32_t share(int percent)
{
    return (uint32_t)(FLIGHT_PERSONS * percent / 100);
}

/* Messages hold 10 to 180 persons. */
static uint32_t message_size(uint32_t flight, uint32_t first)
{
    static const uint32_t sizes[] = {10, 25, 45, 90, 180};
    return sizes[hash_mix(flight, first) % 5];
}

static bool next_place(struct schedule *schedule)
{
    schedule->first = 0;
    schedule->flight++;
    while (schedule->flight >=
           first_flight(schedule->world, schedule->hour + waves[schedule->offset].hours + 1)) {
        if (++schedule->offset == WAVES) {
            schedule->offset = 0;
            schedule->hour++;
        }
        if (schedule->hour >= WORLD_HOURS)
            return false;
        schedule->flight =
            first_flight(schedule->world, schedule->hour + waves[schedule->offset].hours);
    }
    return true;
}

bool schedule_next(struct schedule *schedule, struct message *out)
{
    if (schedule->hour >= WORLD_HOURS)
        return false;
    if (!schedule->started) {
        schedule->started = true;
        schedule->hour = -72;
        schedule->flight = UINT32_MAX;
        if (!next_place(schedule))
            return false;
    }
    const struct wave *wave = &waves[schedule->offset];
    while (share(wave->from) + schedule->first >= share(wave->to)) {
        if (!next_place(schedule))
            return false;
        wave = &waves[schedule->offset];
    }
    uint32_t first = share(wave->from) + schedule->first, left = share(wave->to) - first;
    uint32_t size = message_size(schedule->flight, first);
    *out = (struct message){
        .class = wave->class,
        .flight = schedule->flight,
        .first = first,
        .count = size < left ? size : left,
        .push = (uint32_t)wave->hours,
        .at = (WORLD_FIRST_DAY * INT64_C(24) + schedule->hour) * 3600 * MICROS_PER_SECOND,
    };
    schedule->first += out->count;
    return true;
}

int32_t world_day(const struct world *world, uint32_t flight)
{
    return WORLD_FIRST_DAY + (int32_t)((uint64_t)flight * WORLD_DAYS / world->flights);
}

/* ---- persons ---- */

static uint64_t person_number(uint32_t flight, uint32_t person)
{
    return hash_mix(UINT64_C(0x51ED2701) + flight, person);
}

/* A name of three to five invented syllables out of 20,000 or so. */
static char *name_of(uint64_t number, char *out)
{
    static const char syllables[][4] = {"QUI", "STA", "BEL", "MOR", "VEN", "TUL", "DAK", "RIS",
                                        "ZOM", "PEL", "HAR", "NIV", "GOR", "LUM", "FES", "WYX"};
    char *at = out;
    for (int i = 0; i < 3 + (int)(number % 3 == 0); i++)
        at += sprintf(at, "%s", syllables[(number >> (4 * i)) % 16]);
    return out;
}

struct span world_value(uint32_t flight, uint32_t person, int row, enum index_kind *kind, char *out)
{
    static const enum index_kind kinds[INDEX_ROWS] = {INDEX_DOCUMENT, INDEX_PHONE,   INDEX_EMAIL,
                                                      INDEX_CARD,     INDEX_LOCATOR, INDEX_TICKET,
                                                      INDEX_NAME,     INDEX_NAME};
    uint64_t number = person_number(flight, person);
    *kind = kinds[row];
    if (*kind == INDEX_NAME)
        return span_of(name_of(number >> (row == 6 ? 0 : 20), out));
    /* A booking of two shares its phone, card and locator. */
    if (*kind == INDEX_PHONE || *kind == INDEX_CARD || *kind == INDEX_LOCATOR)
        number = person_number(flight, person & ~1u);
    snprintf(out, 40, "%c%016llX", "DPECLT"[row], (unsigned long long)number);
    return span_of(out);
}

struct maker {
    struct image_builder *builder;
    uint32_t place;
};

static void put(struct maker *maker, uint32_t node, enum field field, const char *text)
{
    uint32_t size = (uint32_t)strlen(text);
    image_add_value(maker->builder, node, field, span_of(text), maker->place, size);
    maker->place += size + 1;
}

static uint32_t put_person(struct maker *maker, uint64_t number, enum kind kind)
{
    char text[40], given[40];
    uint32_t node = image_add_node(maker->builder, NODE_TRAVELLER, kind, IMAGE_NONE, maker->place);
    put(maker, node, FIELD_TRAVELLER_SURNAME, name_of(number, text));
    put(maker, node, FIELD_TRAVELLER_GIVEN, name_of(number >> 20, given));
    put(maker, node, FIELD_TRAVELLER_KIND, "passenger");
    return node;
}

static void put_document(struct maker *maker, uint32_t person, uint64_t number, enum kind kind)
{
    char text[40];
    uint32_t node = image_add_node(maker->builder, NODE_DOCUMENT, kind, person, maker->place);
    put(maker, node, FIELD_DOCUMENT_TYPE, "P");
    snprintf(text, sizeof text, "X%08u", (unsigned)(number % 100000000));
    put(maker, node, FIELD_DOCUMENT_NUMBER, text);
    put(maker, node, FIELD_DOCUMENT_STATE, "UTO");
    snprintf(text, sizeof text, "20%02u-05-17", (unsigned)(27 + number % 9));
    put(maker, node, FIELD_DOCUMENT_EXPIRY, text);
}

static void put_contacts(struct maker *maker, uint32_t person, uint64_t number, uint32_t revision)
{
    char text[60], name[40];
    uint32_t node = image_add_node(maker->builder, NODE_CONTACT, KIND_PNR, person, maker->place);
    snprintf(text, sizeof text, "+999%09u", (unsigned)(number % 1000000000));
    put(maker, node, FIELD_CONTACT_PHONE, text);
    snprintf(text, sizeof text, "%s%u@example.com", name_of(number, name),
             (unsigned)(number % 1000));
    put(maker, node, FIELD_CONTACT_EMAIL, text);
    node = image_add_node(maker->builder, NODE_TICKET, KIND_PNR, person, maker->place);
    snprintf(text, sizeof text, "999%010llu", (unsigned long long)(number % 10000000000));
    put(maker, node, FIELD_TICKET_NUMBER, text);
    node = image_add_node(maker->builder, NODE_SEAT, KIND_PNR, person, maker->place);
    snprintf(text, sizeof text, "%u%c", 1 + (unsigned)(number + revision) % 40,
             "ABCDEF"[number % 6]);
    put(maker, node, FIELD_SEAT_NUMBER, text);
}

struct span world_content(struct arena *arena, uint32_t flight, uint32_t person, enum kind kind,
                          uint32_t revision)
{
    uint64_t number = person_number(flight, person);
    struct maker maker = {image_builder_new(arena, 0), 400 * person};
    uint32_t node = put_person(&maker, number, kind);
    if (kind == KIND_API) {
        char text[DATE_TEXT];
        put(&maker, node, FIELD_TRAVELLER_BIRTH,
            date_format(date_from_day((int32_t)(number % 20000)), text));
        put(&maker, node, FIELD_TRAVELLER_NATIONALITY, "UTO");
        put(&maker, node, FIELD_TRAVELLER_SEX, number & 1 ? "F" : "M");
        put(&maker, node, FIELD_TRAVELLER_RESIDENCE, "UTO");
        put_document(&maker, node, number, kind);
    } else {
        put_document(&maker, node, number, kind);
        put_contacts(&maker, node, number, revision);
    }
    return image_finish(maker.builder);
}

void world_body(const struct message *message, struct buffer *out)
{
    static const char rest[] =
        "FTI+XQ:999000111222:::GOLD'REF:%u'EBD+XQD:120.00::20'SSR+DOCS:HK:1:XQ:::::"
        "/P/UTO/X%08u/UTO/17MAY80/M/17MAY30'SSR+SEAT:HK:1:XQ:::ZZA:ZZB+12A'DAT+710:011026:1010'"
        "FOP+CC:::VI:XXXXXXXXXXXX1111'MON+B:101.00:XTS+T:121.00:XTS'PTK+++011026+++999++ZZA'"
        "IFT+4:28::XQ+HOUSE CALL IN ADVANCE'TVL+221126:1000:221126:1200+ZZA+ZZB+XQ+7:Y'RPI+1+HK'"
        "APD+320'\r\n";
    char name[40], given[40];
    for (uint32_t i = 0; i < message->count; i++) {
        uint64_t number = person_number(message->flight, message->first + i);
        buffer_format(out, "SRC'RCI+XQ:%06X::011026:1000'TIF+%s+%s:A'", (unsigned)(number >> 40),
                      name_of(number, name), name_of(number >> 20, given));
        buffer_format(out, rest, (unsigned)i, (unsigned)(number % 100000000));
    }
    buffer_format(out, "UNT+%u+%u'", message->push, (unsigned)message->class);
}

/* ---- keys ---- */

static enum status world_key(unsigned a, unsigned b, struct seal_key *out)
{
    for (size_t i = 0; i < sizeof out->bytes; i++)
        out->bytes[i] = (unsigned char)(hash_mix(a + i, b) >> 7);
    return STATUS_OK;
}

static enum status month_secret(void *context, int32_t month, enum kind kind, struct seal_key *out)
{
    (void)context;
    return world_key((unsigned)month, kind == KIND_API, out);
}

static enum status month_public(void *context, int32_t month, enum kind kind,
                                struct public_key *out)
{
    struct seal_key secret;
    enum status status = month_secret(context, month, kind, &secret);
    month_public_key(&secret, out);
    return status;
}

static enum status installation(void *context, enum installation_key key, struct seal_key *out)
{
    (void)context;
    return world_key(1000000, key, out);
}

struct keyring_source world_keys(void)
{
    return (struct keyring_source){NULL, month_secret, month_public, installation};
}
