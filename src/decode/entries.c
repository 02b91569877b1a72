/* A row's fields into the image: legs, the person, and what belongs to the person. */
#include "decode/manifest.h"

/* ---- sex, states, kind of person: in the words of many ---- */

static void put_sex(struct manifest *manifest, uint32_t node, enum field field, struct piece piece)
{
    struct span sex = profile_sex(piece.text, &manifest->scratch);
    if (sex.size)
        decode_put_as(manifest->decoder, node, field, sex, piece);
    else
        decode_issue(manifest->decoder, ISSUE_VALUE_BAD, piece, "It was read as the sex.");
}

static void make_state_names(struct manifest *manifest)
{
    struct arena *arena = manifest->decoder->arena;
    const char *name;
    manifest->states = arena_array(arena, struct span, country_name_count());
    for (size_t i = 0; i < country_name_count(); i++) {
        country_name_at(i, &name);
        manifest->states[i] = profile_key(span_of(name), arena);
    }
}

static struct span state_named(struct manifest *manifest, struct span text)
{
    const char *name;
    if (!manifest->states)
        make_state_names(manifest);
    struct span key = profile_key(text, &manifest->scratch);
    for (size_t i = 0; i < country_name_count(); i++)
        if (span_equal(manifest->states[i], key))
            return span_of(country_name_at(i, &name)->alpha3);
    return text;
}

/* Tables name states in words where messages have codes. */
static struct span state_of(struct manifest *manifest, struct span text)
{
    struct manifest_word *word = manifest_word(manifest, &manifest->states, text);
    if (word->owner != &manifest->states || !span_equal(word->text, text))
        *word = (struct manifest_word){&manifest->states, text,
                                       country_find(text) ? text : state_named(manifest, text)};
    return word->meaning;
}

static const char *const crew_kinds[] = {"crew", "transit-crew"};
static const char *const kinds[] = {"passenger", "crew", "transit", "transit-crew", "infant"};

/* ---- a value by its field's type ---- */

static void put_past(struct manifest *manifest, uint32_t node, const struct profile_value *value,
                     struct piece piece)
{
    int seconds;
    decode_put_past(manifest->decoder, node, value->field,
                    manifest_date(manifest, piece, value->order, &seconds), DATE_YMD);
}

static void put_contact_type(struct manifest *manifest, uint32_t node, enum field_type type,
                             struct piece piece)
{
    decode_put_word(manifest->decoder, node, FIELD_CONTACT_TYPE,
                    type == FIELD_TYPE_PHONE ? "phone" : "email", piece);
}

static void put_value(struct manifest *manifest, uint32_t node, const struct profile_value *value,
                      struct piece piece)
{
    struct decoder *decoder = manifest->decoder;
    enum field_type type = field_info(value->field)->type;
    int seconds;
    if (value->field == FIELD_DOCUMENT_EXPIRY) {
        decode_put_expiry(decoder, node, manifest_date(manifest, piece, value->order, &seconds),
                          DATE_YMD);
    } else if (value->field == FIELD_TRAVELLER_SEX || value->field == FIELD_DOCUMENT_SEX) {
        put_sex(manifest, node, value->field, piece);
    } else if (type == FIELD_TYPE_DATE || type == FIELD_TYPE_TIME) {
        put_past(manifest, node, value, piece);
    } else if (type == FIELD_TYPE_STATE) {
        piece.text = state_of(manifest, piece.text);
        decode_put_state(decoder, node, value->field, piece);
    } else if (type == FIELD_TYPE_COUNT) {
        decode_put_count(decoder, node, value->field, piece);
    } else if (value->field == FIELD_DOCUMENT_TYPE) {
        decode_put_as(decoder, node, value->field, profile_paper(piece.text, &manifest->scratch),
                      piece);
    } else if (value->field == FIELD_DOCUMENT_NUMBER) {
        decode_put_document_number(decoder, node, piece);
    } else if (field_info(value->field)->class != CLASS_FREE || !decode_drops(decoder, piece)) {
        decode_put(decoder, node, value->field, piece);
    }
    if (field_info(value->field)->node == NODE_CONTACT &&
        (type == FIELD_TYPE_PHONE || type == FIELD_TYPE_EMAIL))
        put_contact_type(manifest, node, type, piece);
}

/* ---- the message ---- */

void manifest_put_message(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    struct decoder *decoder = manifest->decoder;
    bool role = false;
    decode_put_word(decoder, decoder->message, FIELD_MESSAGE_TYPE, "TABLE",
                    (struct piece){{NULL, 0}, 0, 0});
    for (size_t g = 0; g < profile->group_count; g++)
        for (size_t i = 0; profile->groups[g].node == NODE_MESSAGE && i < profile->groups[g].count;
             i++) {
            const struct profile_value *value = &profile->groups[g].values[i];
            struct piece piece = manifest_text(manifest, value);
            if (piece.text.size == 0)
                continue;
            role |= value->field == FIELD_MESSAGE_ROLE;
            put_value(manifest, decoder->message, value, piece);
            if (value->field == FIELD_MESSAGE_PASSENGERS)
                manifest->declared_passengers = piece;
            else if (value->field == FIELD_MESSAGE_CREW)
                manifest->declared_crew = piece;
        }
    if (!role)
        decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, "manifest",
                        (struct piece){{NULL, 0}, 0, 0});
}

/* ---- legs ---- */

struct leg_texts {
    struct piece carrier, number, mode;
};

/* "HY272" is carrier and number of a flight; a ship's voyage or an aircraft's registration is what it
 * is. */
static void put_designator(struct decoder *decoder, const struct leg_texts *texts)
{
    struct leg *leg = &decoder->leg;
    if (texts->mode.text.size == 0 || span_is(texts->mode.text, "air")) {
        decode_leg_carrier(decoder, texts->carrier, texts->number);
        return;
    }
    leg->carrier = texts->carrier.text;
    leg->number = texts->number.text;
    decode_put(decoder, leg->node, FIELD_LEG_CARRIER, texts->carrier);
    decode_put(decoder, leg->node, FIELD_LEG_NUMBER, texts->number);
}

static void put_leg_time(struct manifest *manifest, const struct profile_value *value,
                         struct piece piece)
{
    struct decoder *decoder = manifest->decoder;
    struct raw_date raw;
    struct date date;
    int seconds;
    struct piece written = manifest_date(manifest, piece, value->order, &seconds);
    int32_t near = decoder->received_day ? decoder->received_day : DAY_NONE;
    if (decode_raw_date(written.text, DATE_YMD, &raw) && decode_date_near(&raw, near, &date))
        decode_leg_time(decoder, value->field == FIELD_LEG_ARRIVAL, date, seconds, piece);
    else
        decode_issue(decoder, ISSUE_DATE_BAD, piece, "It was read as a time of the flight.");
}

static void put_leg_value(struct manifest *manifest, const struct profile_value *value,
                          struct leg_texts *texts)
{
    struct decoder *decoder = manifest->decoder;
    struct piece piece = manifest_text(manifest, value);
    switch ((unsigned)value->field) {
    case FIELD_LEG_CARRIER: texts->carrier = piece; return;
    case FIELD_LEG_NUMBER: texts->number = piece; return;
    case FIELD_LEG_MODE: texts->mode = piece; break;
    default: break;
    }
    if (piece.text.size == 0)
        return;
    if (value->field == FIELD_LEG_BOARD || value->field == FIELD_LEG_OFF)
        decode_leg_port(decoder, value->field == FIELD_LEG_OFF, piece);
    else if (value->field == FIELD_LEG_DEPARTURE || value->field == FIELD_LEG_ARRIVAL)
        put_leg_time(manifest, value, piece);
    else
        put_value(manifest, decoder->leg.node, value, piece);
}

static void put_leg(struct manifest *manifest, const struct profile_group *group)
{
    struct decoder *decoder = manifest->decoder;
    struct leg_texts texts = {0};
    decode_leg_open(decoder, decoder->message);
    for (size_t i = 0; i < group->count; i++)
        put_leg_value(manifest, &group->values[i], &texts);
    put_designator(decoder, &texts);
    decode_leg_close(decoder);
}

/* A flight can be all constants; that one goes by sea is not yet a voyage. */
static bool says_flight(struct manifest *manifest, const struct profile_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->values[i].field != FIELD_LEG_MODE &&
            manifest_text(manifest, &group->values[i]).text.size)
            return true;
    return false;
}

void manifest_put_legs(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    bool any = false;
    for (size_t i = 0; i < profile->group_count; i++) {
        if (profile->groups[i].node != NODE_LEG || !says_flight(manifest, &profile->groups[i]))
            continue;
        put_leg(manifest, &profile->groups[i]);
        any = true;
    }
    if (!any)
        decode_issue(manifest->decoder, ISSUE_FLIGHT_MISSING, (struct piece){{NULL, 0}, 0, 0},
                     NULL);
}

/* ---- the person ---- */

/* What makes a row a person, as it stands there. */
struct who {
    struct piece surname, given, birth, kind;
    enum profile_order birth_order;
    size_t known; /* of surname, given names, birth, document number */
};

static void look(struct manifest *manifest, const struct profile_value *value, struct who *who)
{
    struct piece *place = value->field == FIELD_TRAVELLER_SURNAME ? &who->surname
                          : value->field == FIELD_TRAVELLER_GIVEN ? &who->given
                          : value->field == FIELD_TRAVELLER_BIRTH ? &who->birth
                          : value->field == FIELD_TRAVELLER_KIND  ? &who->kind
                                                                  : NULL;
    if (value->field == FIELD_DOCUMENT_NUMBER)
        who->known += manifest_text(manifest, value).text.size > 0;
    if (!place || place->text.size)
        return;
    *place = manifest_text(manifest, value);
    who->known += place->text.size && place != &who->kind;
    if (place == &who->birth)
        who->birth_order = value->order;
}

/* "TOTAL: 14" below the names is nobody; whoever has a name of letters is somebody. */
static bool is_somebody(const struct who *who)
{
    bool odd = false;
    for (size_t i = 0; i < who->surname.text.size; i++)
        odd |= is_digit(who->surname.text.at[i]) || who->surname.text.at[i] == ':';
    return who->known > 1 || (who->known == 1 && !odd);
}

static struct who who_is(struct manifest *manifest)
{
    struct who who = {0};
    const struct profile *profile = manifest->profile;
    for (size_t g = 0; g < profile->group_count; g++)
        for (size_t i = 0; i < profile->groups[g].count; i++)
            look(manifest, &profile->groups[g].values[i], &who);
    return who;
}

static void put_birth(struct manifest *manifest, uint32_t person, const struct who *who, bool crew,
                      bool *infant)
{
    struct decoder *decoder = manifest->decoder;
    struct date born;
    int seconds;
    if (who->birth.text.size &&
        decode_put_birth(decoder, person, FIELD_TRAVELLER_BIRTH, FIELD_TRAVELLER_BIRTH_OTHER,
                         manifest_date(manifest, who->birth, who->birth_order, &seconds), DATE_YMD,
                         crew ? AGE_CREW : AGE_UNKNOWN, &born))
        *infant = decode_is_infant(decoder, born);
}

/* The row's own word, then that of its section, then passenger. */
static struct piece kind_of(struct manifest *manifest, const struct who *who)
{
    struct piece kind = who->kind;
    if (kind.text.size == 0)
        kind.text = manifest->section;
    if (kind.text.size && !DECODE_IS_ONE_OF(kind.text, kinds)) {
        decode_issue(manifest->decoder, ISSUE_VALUE_BAD, kind,
                     "It was read as the kind of person; passenger was taken.");
        kind.text = SPAN("passenger");
    }
    if (kind.text.size == 0)
        kind.text = SPAN("passenger");
    return kind;
}

static bool is_of_person(enum field field)
{
    return field == FIELD_TRAVELLER_SURNAME || field == FIELD_TRAVELLER_GIVEN ||
           field == FIELD_TRAVELLER_KIND || field == FIELD_TRAVELLER_BIRTH;
}

/* Whether the row says anything of the group: there may be no second document. */
static bool says_something(struct manifest *manifest, const struct profile_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct profile_value *value = &group->values[i];
        bool fixed = value->source_count == 1 && value->sources[0].from == PROFILE_CONSTANT;
        if (!fixed && manifest_text(manifest, value).text.size)
            return true;
    }
    return false;
}

/* A node is made when one of its fields says something that is no constant. */
static void put_group(struct manifest *manifest, uint32_t person, const struct profile_group *group)
{
    bool own = group->node == NODE_TRAVELLER;
    if (!own && !says_something(manifest, group))
        return;
    uint32_t node = own ? person : decode_node(manifest->decoder, group->node, person);
    for (size_t i = 0; i < group->count; i++) {
        const struct profile_value *value = &group->values[i];
        struct piece piece = {{NULL, 0}, 0, 0};
        if (!own || !is_of_person(value->field))
            piece = manifest_text(manifest, value);
        if (piece.text.size)
            put_value(manifest, node, value, piece);
    }
}

bool manifest_put_person(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    struct decoder *decoder = manifest->decoder;
    struct who who = who_is(manifest);
    if (!is_somebody(&who))
        return false;
    uint32_t person = decode_node(decoder, NODE_TRAVELLER, decoder->message);
    struct piece kind = kind_of(manifest, &who);
    bool crew = DECODE_IS_ONE_OF(kind.text, crew_kinds), infant = false;
    decode_split_slash(decoder, &who.surname, &who.given);
    decode_put_name(decoder, person, who.surname, who.given);
    put_birth(manifest, person, &who, crew, &infant);
    if (infant && span_is(kind.text, "passenger"))
        kind.text = SPAN("infant");
    decode_put_as(decoder, person, FIELD_TRAVELLER_KIND, kind.text, kind);
    for (size_t i = 0; i < profile->group_count; i++)
        if (profile->groups[i].node != NODE_MESSAGE && profile->groups[i].node != NODE_LEG)
            put_group(manifest, person, &profile->groups[i]);
    *(crew ? &manifest->crew : &manifest->persons) += 1;
    decoder->understood = true;
    return true;
}
