/* A person: as the image says it, and made ready to be compared. */
#include "watch/contact.h"
#include "watch/index.h"

/* ---- from the image ---- */
static bool is_field(const struct image *image, uint32_t value, enum field field)
{
    return image->values[value].field == (uint16_t)field;
}

static struct watch_said said(const struct image *image, uint32_t value)
{
    return (struct watch_said){image_value_text(image, &image->values[value]), value};
}

static bool has_room(struct watch_person *person, size_t count, size_t most)
{
    person->cut = person->cut || count >= most;
    return count < most;
}

static void add_name(struct watch_person *person, struct watch_said surname,
                     struct watch_said given)
{
    for (size_t i = 0; i < person->name_count; i++)
        if (span_equal(person->names[i].surname.text, surname.text) &&
            span_equal(person->names[i].given.text, given.text))
            return;
    if ((surname.text.size || given.text.size) &&
        has_room(person, person->name_count, WATCH_PERSON_NAMES))
        person->names[person->name_count++] = (struct watch_person_name){surname, given};
}

/* The n-th surname goes with the n-th given name of the node. */
static void add_names(struct watch_person *person, const struct image *image, uint32_t node,
                      enum field surname, enum field given)
{
    const struct watch_said nothing = {{"", 0}, IMAGE_NONE};
    uint32_t s = image->nodes[node].first_value, end = s + image->nodes[node].values, g = s;
    while (s < end || g < end) {
        while (s < end && !is_field(image, s, surname))
            s++;
        while (g < end && !is_field(image, g, given))
            g++;
        if (s < end || g < end)
            add_name(person, s < end ? said(image, s) : nothing,
                     g < end ? said(image, g) : nothing);
        s += s < end;
        g += g < end;
    }
}

static void add_birth(struct watch_person *person, struct watch_said date, bool other)
{
    struct watch_birth day;
    if (watch_birth_parse(date.text, &day) &&
        has_room(person, person->birth_count, WATCH_PERSON_OTHERS))
        person->births[person->birth_count++] = (struct watch_person_birth){day, other, date.value};
}

static void add_nationality(struct watch_person *person, struct watch_said state)
{
    if (has_room(person, person->nationality_count, WATCH_PERSON_OTHERS))
        person->nationalities[person->nationality_count++] = state;
}

/* Everything but names: one value of a TRAVELLER or DOCUMENT. */
static void add_value(struct watch_person *person, const struct image *image, uint32_t value)
{
    struct watch_said it = said(image, value);
    enum field field = (enum field)image->values[value].field;
    if (field == FIELD_TRAVELLER_BIRTH || field == FIELD_DOCUMENT_BIRTH)
        add_birth(person, it, false);
    else if (field == FIELD_TRAVELLER_BIRTH_OTHER)
        add_birth(person, it, true);
    else if (field == FIELD_TRAVELLER_NATIONALITY || field == FIELD_DOCUMENT_NATIONALITY)
        add_nationality(person, it);
    else if ((field == FIELD_TRAVELLER_SEX || field == FIELD_DOCUMENT_SEX) &&
             !person->sex.text.size)
        person->sex = it;
}

static void add_values(struct watch_person *person, const struct image *image, uint32_t node)
{
    uint32_t first = image->nodes[node].first_value;
    for (uint32_t i = 0; i < image->nodes[node].values; i++)
        add_value(person, image, first + i);
}

static void add_document(struct watch_person *person, const struct image *image, uint32_t node,
                         enum field field)
{
    const struct image_value *number = image_find(image, node, field);
    const struct image_value *state = image_find(image, node, FIELD_DOCUMENT_STATE);
    struct watch_person_document document = {{{"", 0}, IMAGE_NONE}, {{"", 0}, IMAGE_NONE}};
    if (!number || !has_room(person, person->document_count, WATCH_PERSON_OTHERS))
        return;
    document.number = said(image, (uint32_t)(number - image->values));
    if (state)
        document.state = said(image, (uint32_t)(state - image->values));
    person->documents[person->document_count++] = document;
}

/* ---- contacts ---- */

/* Which field of which node says what reaches somebody. */
static const struct {
    enum node_type node;
    enum field field;
    enum watch_contact_kind kind;
} contact_fields[] = {{NODE_CONTACT, FIELD_CONTACT_PHONE, WATCH_CONTACT_PHONE},
                      {NODE_CONTACT, FIELD_CONTACT_EMAIL, WATCH_CONTACT_EMAIL},
                      {NODE_PAYMENT, FIELD_PAYMENT_ACCOUNT, WATCH_CONTACT_CARD}};

/* Said again it is one: of the person rather than of the booking. */
static void add_contact(struct watch_person *person, enum watch_contact_kind kind, bool own,
                        struct watch_said said)
{
    const struct watch_person_contact contact = {kind, own, said};
    if (!said.text.size)
        return;
    for (size_t i = 0; i < person->contact_count; i++) {
        struct watch_person_contact *before = &person->contacts[i];
        if (before->kind != kind || !span_equal(before->said.text, said.text))
            continue;
        if (own && !before->own)
            *before = contact;
        return;
    }
    if (person->contact_count < WATCH_PERSON_OTHERS)
        person->contacts[person->contact_count++] = contact;
    else
        person->contacts_cut = true;
}

/* One value may say two phones. */
static void add_said(struct watch_person *person, enum watch_contact_kind kind, bool own,
                     struct watch_said said)
{
    for (struct span rest = said.text; rest.size;) {
        said.text = span_trim(contact_part(kind, &rest));
        add_contact(person, kind, own, said);
    }
}

/* Its lines as one; the evidence is the first. */
static void add_address(struct watch_person *person, const struct image *image, uint32_t node,
                        bool own, struct arena *arena)
{
    static const enum field fields[] = {FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                        FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE,
                                        FIELD_ADDRESS_COUNTRY};
    struct buffer text = {0};
    uint32_t first = IMAGE_NONE;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct image_value *value = image_find(image, node, fields[i]);
        if (!value)
            continue;
        struct span line = image_value_text(image, value);
        buffer_format(&text, "%.*s,", (int)line.size, line.at);
        first = first == IMAGE_NONE ? (uint32_t)(value - image->values) : first;
    }
    add_contact(person, WATCH_CONTACT_ADDRESS, own,
                (struct watch_said){arena_copy(arena, buffer_span(&text)), first});
    buffer_free(&text);
}

/* Whom to call in an emergency, and who pays, may be somebody else. */
static bool is_own(const struct image *image, uint32_t root, uint32_t node)
{
    const struct image_node *it = &image->nodes[node];
    return image->nodes[root].type == NODE_TRAVELLER && it->type != NODE_PAYMENT &&
           image->nodes[it->parent].type != NODE_PAYMENT &&
           !image_find(image, node, FIELD_CONTACT_PURPOSE);
}

static void add_contacts(struct watch_person *person, const struct image *image, uint32_t node,
                         bool own)
{
    const struct image_node *it = &image->nodes[node];
    for (uint32_t v = it->first_value; v < it->first_value + it->values; v++)
        for (size_t k = 0; k < sizeof contact_fields / sizeof *contact_fields; k++)
            if (it->type == contact_fields[k].node && is_field(image, v, contact_fields[k].field))
                add_said(person, contact_fields[k].kind, own, said(image, v));
}

/* These reach the agency, whoever travels. */
static bool is_of_agency(const struct image *image, uint32_t node)
{
    return image->nodes[image->nodes[node].parent].type == NODE_AGENCY ||
           span_is(image_text(image, node, FIELD_CONTACT_PURPOSE), "agency");
}

static void add_all_contacts(struct watch_person *person, const struct image *image, uint32_t root,
                             struct arena *arena)
{
    for (uint32_t n = image_next_under(image, root, root); n != IMAGE_NONE;
         n = image_next_under(image, root, n)) {
        bool own = is_own(image, root, n);
        if (is_of_agency(image, n))
            continue;
        if (image->nodes[n].type == NODE_ADDRESS)
            add_address(person, image, n, own, arena);
        else
            add_contacts(person, image, n, own);
    }
}

/* A group's contacts are those of who organised it. */
static bool is_group(const struct image *image, uint32_t booking)
{
    return image_find(image, booking, FIELD_BOOKING_GROUP) ||
           image_find(image, booking, FIELD_BOOKING_GROUP_SIZE);
}

bool watch_person_is_nobody(const struct watch_person *person)
{
    return !person->name_count && !person->document_count && !person->contact_count;
}

static void add_documents(struct watch_person *out, const struct image *image, uint32_t traveller)
{
    for (uint32_t d = image_child(image, traveller, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(image, d, NODE_DOCUMENT)) {
        add_names(out, image, d, FIELD_DOCUMENT_SURNAME, FIELD_DOCUMENT_GIVEN);
        add_values(out, image, d);
        add_document(out, image, d, FIELD_DOCUMENT_NUMBER);
    }
    /* Second readings last: they take no room from what the message says. */
    for (uint32_t d = image_child(image, traveller, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(image, d, NODE_DOCUMENT))
        if (image_find(image, d, FIELD_DOCUMENT_NUMBER_OTHER))
            add_document(out, image, d, FIELD_DOCUMENT_NUMBER_OTHER);
}

void watch_person_from_image(const struct image *image, uint32_t node, struct arena *arena,
                             struct watch_person *out)
{
    *out = (struct watch_person){
        .names = arena_array(arena, struct watch_person_name, WATCH_PERSON_NAMES),
        .births = arena_array(arena, struct watch_person_birth, WATCH_PERSON_OTHERS),
        .documents = arena_array(arena, struct watch_person_document, WATCH_PERSON_OTHERS),
        .nationalities = arena_array(arena, struct watch_said, WATCH_PERSON_OTHERS),
        .contacts = arena_array(arena, struct watch_person_contact, WATCH_PERSON_OTHERS),
        .sex = {{"", 0}, IMAGE_NONE}};
    if (image->nodes[node].type == NODE_TRAVELLER) {
        add_names(out, image, node, FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_GIVEN);
        add_values(out, image, node);
        add_documents(out, image, node);
    }
    if (!is_group(image, node))
        add_all_contacts(out, image, node, arena);
}

/* ---- made ready ---- */

enum { HYPOTHESES = 5 }; /* of a name, itself included */

/* True when there is a reading without the last token, too. */
static bool add_reading(struct subject *subject, const struct watch_person_name *name,
                        struct span surname, struct span given, struct arena *arena)
{
    struct reading *out = &subject->readings[subject->count];
    struct names alone;
    index_fold(surname, given, arena, &out->names);
    if (!out->names.count)
        return false;
    index_fold(surname, (struct span){"", 0}, arena, &alone);
    out->surname = alone.count;
    out->said = name;
    bool rest = names_may_be_cut(&out->names, surname.size + 1 + given.size);
    names_side(&out->names, arena, &out->side);
    subject->count++;
    return rest;
}

/* The few letters that a field had left of the last name tell nothing. */
static void add_without_rest(struct subject *subject, const struct watch_person_name *name,
                             struct arena *arena)
{
    struct reading *out = &subject->readings[subject->count++];
    *out = (struct reading){.said = name, .names = out[-1].names};
    out->names.count--;
    out->surname = out[-1].surname < out->names.count ? out[-1].surname : out->names.count;
    names_side(&out->names, arena, &out->side);
}

/* SEJOONMR may be SEJOON with a title: both are tried, nothing is taken away. */
static void add_without_title(struct subject *subject, const struct watch_person_name *name,
                              struct arena *arena)
{
    struct names tokens;
    bool has_given = name->given.text.size > 0;
    struct span text = has_given ? name->given.text : name->surname.text;
    names_tokens(text, arena, &tokens);
    if (tokens.count == 0)
        return;
    const struct names_token *last = &tokens.tokens[tokens.count - 1];
    struct span bare = names_without_title(last->text);
    if (!bare.size)
        return;
    const char *shorter =
        arena_format(arena, "%.*s%.*s", (int)last->begin, text.at, (int)bare.size, bare.at);
    add_reading(subject, name, has_given ? name->surname.text : span_of(shorter),
                has_given ? span_of(shorter) : (struct span){"", 0}, arena);
}

static bool has_x(struct span text)
{
    return text.size && memchr(text.at, 'X', text.size);
}

/* An Arabic name letter by letter, in its own script. */
static void add_from_zone(struct subject *subject, const struct watch_person_name *name,
                          struct arena *arena)
{
    struct span surname = name->surname.text, given = name->given.text;
    if (!has_x(surname) && !has_x(given))
        return;
    struct span whole = span_of(
        arena_format(arena, "%.*s/%.*s", (int)surname.size, surname.at, (int)given.size, given.at));
    struct span rest, own = span_cut(names_from_zone(whole, arena), '/', &rest);
    if (own.size || rest.size)
        add_reading(subject, name, own, rest, arena);
}

/* The given names are the surname again. */
static bool is_doubled(const struct reading *reading)
{
    size_t half = reading->surname;
    bool same = half > 0 && reading->names.count == 2 * half;
    for (size_t i = 0; i < half && same; i++)
        same = span_equal(reading->names.tokens[i].text, reading->names.tokens[half + i].text);
    return same;
}

/* Who has one name only is at times written SUPARNO/SUPARNO. */
static void add_readings(struct subject *subject, const struct watch_person_name *name,
                         struct arena *arena)
{
    size_t before = subject->count;
    bool rest = add_reading(subject, name, name->surname.text, name->given.text, arena);
    if (subject->count > before && is_doubled(&subject->readings[before]))
        add_reading(subject, name, name->surname.text, (struct span){"", 0}, arena);
    if (rest)
        add_without_rest(subject, name, arena);
    add_without_title(subject, name, arena);
    add_from_zone(subject, name, arena);
}

void subject_make(struct subject *subject, const struct watch *watch,
                  const struct watch_person *person, struct arena *arena)
{
    *subject = (struct subject){
        .person = person,
        .readings = arena_array(arena, struct reading, person->name_count * HYPOTHESES + 1),
        .numbers = arena_array(arena, struct span, person->document_count + 1),
        .states = arena_alloc(arena, 4 * (person->document_count + 1)),
        .nations = arena_alloc(arena, 4 * (person->nationality_count + 1)),
        .contacts = arena_array(arena, struct span, person->contact_count + 1),
    };
    for (size_t i = 0; i < person->name_count; i++)
        add_readings(subject, &person->names[i], arena);
    for (size_t i = 0; i < person->document_count; i++) {
        subject->numbers[i] = watch_number(person->documents[i].number.text, arena);
        watch_state_code(person->documents[i].state.text, subject->states[i]);
    }
    for (size_t i = 0; i < person->nationality_count; i++)
        watch_state_code(person->nationalities[i].text, subject->nations[i]);
    for (size_t i = 0; i < person->contact_count && watch_has_contacts(watch); i++)
        subject->contacts[i] =
            contact_normal(person->contacts[i].kind, person->contacts[i].said.text, arena);
}
