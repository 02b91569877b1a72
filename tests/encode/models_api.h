/* Generated PAXLST. */
#ifndef TESTS_ENCODE_MODELS_API_H
#define TESTS_ENCODE_MODELS_API_H

#include "models.h"

static const struct made_role {
    const char *document, *function, *role;
} made_roles[] = {{"745", "", "manifest"},
                  {"745", "CP", "change"},
                  {"745", "XR", "cancel-passenger"},
                  {"745", "RP", "reduce-party"},
                  {"745", "CLOB", "close-onboard"},
                  {"266", "CLNB", "close-not-onboard"},
                  {"266", "CL", "close"},
                  {"266", "XF", "cancel-flight"},
                  {"266", "CF", "change-flight"},
                  {"250", "", "crew"},
                  {"336", "", "master-crew"},
                  {"655", "", "gate-pass"}};

static inline void make_api_header(struct making *making, uint32_t message)
{
    const struct made_role *role = &ONE_OF(making, made_roles);
    char out[120];
    put(making, message, FIELD_MESSAGE_DOCUMENT, "%s", role->document);
    put(making, message, FIELD_MESSAGE_FUNCTION, "%s", role->function);
    bool clear = making->interactive && role == made_roles;
    put(making, message, FIELD_MESSAGE_ROLE, "%s", clear ? "clear" : role->role);
    if (chance(making, 2)) {
        put(making, message, FIELD_MESSAGE_TRANSACTION, "TN%u", chance(making, 100000));
        MAYBE(making, message, FIELD_MESSAGE_REVISION, "%u", 1 + chance(making, 9));
    }
    MAYBE(making, message, FIELD_MESSAGE_AGENT, "%s", text(making, out));
    MAYBE(making, message, FIELD_MESSAGE_PASSENGERS, "%u", chance(making, 400));
    MAYBE(making, message, FIELD_MESSAGE_CREW, "%u", chance(making, 30));
    if (chance(making, 2))
        make_phone(making, message, "fax");
    if (chance(making, 2))
        make_email(making, message, "");
}

static inline void make_api_legs(struct making *making, uint32_t message)
{
    static const char *const qualifiers[] = {"125/87", "125/87", "92/92",
                                             "125/92", "92/87",  "125/130"};
    unsigned count = 1 + chance(making, 3);
    for (unsigned i = 0; i < count; i++) {
        uint32_t leg = make_node(making, NODE_LEG, message);
        make_leg(making, leg, making->flight + (int32_t)i);
        put(making, leg, FIELD_LEG_QUALIFIERS, "%s", ONE_OF(making, qualifiers));
    }
}

/* Birth date with the kind that follows from it where nothing else tells. */
static inline const char *make_api_birth(struct making *making, uint32_t person, bool crew)
{
    struct date date;
    switch (crew ? 0 : chance(making, 6)) {
    case 1: /* two readings: a child, or somebody a century older */
        date = date_from_day(some_birth(making, 3, 5));
        put(making, person, FIELD_TRAVELLER_BIRTH, "%04d-%02d-02", date.year, date.month);
        put(making, person, FIELD_TRAVELLER_BIRTH_OTHER, "%04d-%02d-02", date.year - 100,
            date.month);
        return NULL;
    case 2: /* no more than the year, or the month */
        date = date_from_day(some_birth(making, 30, 40));
        if (chance(making, 2))
            put(making, person, FIELD_TRAVELLER_BIRTH, "%04d", date.year);
        else
            put(making, person, FIELD_TRAVELLER_BIRTH, "%04d-%02d", date.year, date.month);
        return NULL;
    case 3:
        put_day(making, person, FIELD_TRAVELLER_BIRTH, some_birth(making, 0, 1));
        return "infant";
    case 4: put_day(making, person, FIELD_TRAVELLER_BIRTH, some_birth(making, 3, 14)); return NULL;
    default:
        put_day(making, person, FIELD_TRAVELLER_BIRTH, some_birth(making, 18, 80));
        return NULL;
    }
}

/* Who is called a child or an infant by title or sex alone. */
static inline void make_api_child(struct making *making, uint32_t message)
{
    bool infant = chance(making, 2);
    char out[80];
    uint32_t person = make_node(making, NODE_TRAVELLER, message);
    put(making, person, FIELD_TRAVELLER_SURNAME, "%s", name(making, out));
    put(making, person, FIELD_TRAVELLER_GIVEN, "%s", name(making, out));
    put(making, person, FIELD_TRAVELLER_KIND, "%s", infant ? "infant" : "passenger");
    if (infant) {
        put(making, person, FIELD_TRAVELLER_SEX, "F");
        return;
    }
    put(making, person, FIELD_TRAVELLER_TITLE, "MSTR");
    put_day(making, person, FIELD_TRAVELLER_BIRTH, some_birth(making, 2, 9));
    image_builder_node(making->image, person)->flags |= NODE_CHILD;
}

static inline void make_api_facts(struct making *making, uint32_t person)
{
    static const char *const units[] = {"kg", "lb"}, *const sexes[] = {"M", "F", "X", "U"};
    char out[120];
    MAYBE(making, person, FIELD_TRAVELLER_SEX, "%s", ONE_OF(making, sexes));
    MAYBE(making, person, FIELD_TRAVELLER_NATIONALITY, "%s", ONE_OF(making, states));
    MAYBE(making, person, FIELD_TRAVELLER_RESIDENCE, "%s", ONE_OF(making, states));
    MAYBE(making, person, FIELD_TRAVELLER_BIRTH_COUNTRY, "%s", ONE_OF(making, states));
    MAYBE(making, person, FIELD_TRAVELLER_BIRTH_PLACE, "%s", text(making, out));
    MAYBE(making, person, FIELD_TRAVELLER_CLEARS, "%s", making->off);
    MAYBE(making, person, FIELD_TRAVELLER_START, "%s", making->board);
    MAYBE(making, person, FIELD_TRAVELLER_END, "%s", making->off);
    MAYBE(making, person, FIELD_TRAVELLER_LOCATOR, "L%u", chance(making, 100000));
    put(making, person, FIELD_TRAVELLER_UNIQUE, "A%u", making->places++);
    MAYBE(making, person, FIELD_TRAVELLER_CUSTOMER, "HY+%u", chance(making, 100000));
    MAYBE(making, person, FIELD_TRAVELLER_AUTHORITY, "REDRESS:%u", chance(making, 100000));
    MAYBE(making, person, FIELD_TRAVELLER_BAG_COUNT, "%u", chance(making, 9));
    MAYBE(making, person, FIELD_TRAVELLER_VERIFIED, "%s", chance(making, 2) ? "yes" : "no");
    if (chance(making, 2)) {
        put(making, person, FIELD_TRAVELLER_BAG_WEIGHT, "%u", chance(making, 99));
        MAYBE(making, person, FIELD_TRAVELLER_BAG_UNIT, "%s", ONE_OF(making, units));
    }
}

static inline void make_api_children(struct making *making, uint32_t person)
{
    char out[120];
    if (chance(making, 2))
        make_address(making, make_node(making, NODE_ADDRESS, person));
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t bag = make_node(making, NODE_BAG, person);
        put(making, bag, FIELD_BAG_TAG, "HY%06u", chance(making, 1000000));
        MAYBE(making, bag, FIELD_BAG_COUNT, "%u", 1 + chance(making, 4));
    }
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t remark = make_node(making, NODE_REMARK, person);
        put(making, remark, FIELD_REMARK_QUALIFIER, "AAI");
        put(making, remark, FIELD_REMARK_TEXT, "%s", text(making, out));
    }
    if (chance(making, 3) == 0)
        make_phone(making, person, "phone");
    if (chance(making, 3) == 0)
        make_email(making, person, "");
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t seat = make_node(making, NODE_SEAT, person);
        put_seat(making, seat, 10);
        put(making, seat, FIELD_SEAT_SOURCE, "checked-in");
    }
    for (unsigned i = chance(making, 2); i > 0; i--) {
        uint32_t ticket = make_node(making, NODE_TICKET, person);
        put(making, ticket, FIELD_TICKET_NUMBER, "250%07u", chance(making, 10000000));
        MAYBE(making, ticket, FIELD_TICKET_COUPON, "%u", 1 + chance(making, 4));
    }
}

static inline void make_api_documents(struct making *making, uint32_t person)
{
    static const char *const types[] = {"P", "V", "I", "AC"};
    char out[120];
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t document = make_node(making, NODE_DOCUMENT, person);
        put(making, document, FIELD_DOCUMENT_TYPE, "%s", ONE_OF(making, types));
        put(making, document, FIELD_DOCUMENT_NUMBER, "AA%u-%u", making->places++,
            chance(making, 100000));
        MAYBE(making, document, FIELD_DOCUMENT_STATE, "%s", ONE_OF(making, states));
        MAYBE(making, document, FIELD_DOCUMENT_PLACE, "%s", text(making, out));
        if (chance(making, 4))
            make_expiry(making, document);
        if (chance(making, 2))
            put_day(making, document, FIELD_DOCUMENT_ISSUED,
                    making->flight - 1 - (int32_t)chance(making, 60000));
    }
}

static inline void make_api_person(struct making *making, uint32_t message)
{
    static const struct {
        const char *kind, *duty;
        bool crew;
    } kinds[] = {{"passenger", "", false}, {"passenger", "", false},  {"passenger", "", false},
                 {"transit", "", false},   {"crew", "CR1", true},     {"crew", "", true},
                 {"staff", "CR4", true},   {"transit-crew", "", true}};
    uint32_t person = make_node(making, NODE_TRAVELLER, message), pick = chance(making, 8);
    make_names(making, person);
    const char *kind = NULL;
    if (chance(making, 8))
        kind = make_api_birth(making, person, kinds[pick].crew);
    put(making, person, FIELD_TRAVELLER_KIND, "%s", kind ? kind : kinds[pick].kind);
    put(making, person, FIELD_TRAVELLER_DUTY, "%s", kinds[pick].duty);
    make_api_facts(making, person);
    make_api_children(making, person);
    make_api_documents(making, person);
}

static inline void make_paxlst(struct making *making, uint32_t interchange)
{
    static const char *const versions[] = {"D.02B", "D.05B", "D.12B", "D.15B"};
    unsigned messages = 1 + (chance(making, 4) == 0);
    for (unsigned i = 0; i < messages; i++) {
        uint32_t message = make_message(making, interchange, "PAXLST", ONE_OF(making, versions));
        make_api_header(making, message);
        make_api_legs(making, message);
        for (unsigned persons = chance(making, 12); persons > 0; persons--)
            make_api_person(making, message);
        if (chance(making, 2))
            make_api_child(making, message);
    }
}

static inline struct image make_api(struct arena *arena, uint64_t seed)
{
    return make_image(arena, KIND_API, seed, "APIS", make_paxlst);
}

#endif
