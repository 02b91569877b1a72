/* The persons of one booking: TIF, who is whose infant, and what is known of them at the end. */
#include "base/hash.h"
#include "decode/pnrgov.h"
#include "decode/tokens.h"

uint32_t pnr_add_person(struct decoder *decoder, uint32_t node, struct span surname,
                        struct span given)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->person_count >= DECODE_MOST_PERSONS) {
        decode_issue_segment(decoder, ISSUE_LIMIT, "The persons of one booking.");
        return PERSON_NONE;
    }
    if (pnr->person_count == pnr->person_room) {
        uint32_t room = pnr->person_room ? pnr->person_room * 2 : 8;
        struct person *grown = arena_array(decoder->arena, struct person, room);
        uint64_t *references = arena_array(decoder->arena, uint64_t, room);
        if (pnr->person_count) {
            memcpy(grown, pnr->persons, pnr->person_count * sizeof *grown);
            memcpy(references, pnr->references, pnr->person_count * sizeof *references);
        }
        pnr->persons = grown;
        pnr->references = references;
        pnr->person_room = room;
    }
    struct person *person = &pnr->persons[pnr->person_count];
    *person = (struct person){.node = node,
                              .begin = decoder->reader.segment.begin,
                              .name = decode_name_key(surname, given),
                              .kind = "passenger",
                              .adult = PERSON_NONE,
                              .pieces = -1,
                              .weight = -1};
    pnr->references[pnr->person_count] = 0;
    return pnr->person_count++;
}

bool pnr_new_paper(struct person *person, struct span number, struct span state)
{
    struct paper paper = {hash_bytes(number), hash_bytes(state)};
    for (unsigned i = 0; i < person->paper_count; i++)
        if (person->papers[i].number == paper.number && person->papers[i].state == paper.state)
            return false;
    if (person->paper_count < DECODE_MOST_PAPERS)
        person->papers[person->paper_count++] = paper;
    return true;
}

bool pnr_has_number(const struct person *person, struct span number)
{
    uint64_t hash = hash_bytes(number);
    for (unsigned i = 0; i < person->paper_count; i++)
        if (person->papers[i].number == hash)
            return true;
    return false;
}

/* ---- TIF ---- */

/* TIF 9972 of the surname: groups and companies are no persons (operations.md rule 13). */
static bool is_group(struct span qualifier)
{
    return span_is(qualifier, "G") || span_is(qualifier, "C");
}

bool pnr_is_extra_seat(struct span name)
{
    static const char *const words[] = {"EXST", "CBBG"};
    name = span_trim(name);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (span_is(name, words[i]))
            return true;
        if (name.size > 5 && name.at[name.size - 5] == ' ' &&
            span_is(span_part(name, name.size - 4, 4), words[i]))
            return true;
    }
    return false;
}

/* The guide's types and the passenger type codes of fares, which some write in their place. */
static const char *const infants[] = {"IN", "INF", "INS"},
                         *const children[] = {"C", "CH", "CHD", "CNN"},
                         *const adults[] = {"A", "ADT"};

static void set_kind(struct person *person, struct span given, struct piece type)
{
    struct span title;
    decode_split_title(given, &title);
    person->kind_piece = type;
    if (DECODE_IS_ONE_OF(type.text, infants) || decode_infant_title(title))
        pnr_become_infant(person);
    else if (DECODE_IS_ONE_OF(type.text, children) || decode_child_title(title))
        person->age = AGE_CHILD;
    else if (DECODE_IS_ONE_OF(type.text, adults))
        person->age = AGE_ADULT;
}

/* "JOHN MR(INF/BABY/20SEP23)", "ANNA(CHD)": what some systems write behind the name, as in LTS. */
static struct piece cut_notes(const struct decoder *decoder, struct piece *given)
{
    struct piece whole = *given;
    size_t at = 0;
    while (at < whole.text.size && whole.text.at[at] != '(')
        at++;
    struct span notes = span_part(whole.text, at, whole.text.size);
    if (notes.size)
        *given = decode_part_of(decoder, whole, span_part(whole.text, 0, at));
    return decode_part_of(decoder, whole, notes);
}

static void read_notes(struct decoder *decoder, uint32_t index, struct piece surname,
                       struct piece notes)
{
    for (struct span rest = notes.text; rest.size;) {
        struct span note;
        span_cut(rest, '(', &rest);
        note = span_cut(rest, ')', &rest);
        struct person *person = &decoder->pnrgov->persons[index];
        if (span_is(note, "ADT") && person->age == AGE_UNKNOWN)
            person->age = AGE_ADULT;
        else if (span_is(note, "CHD"))
            person->age = AGE_CHILD;
        else if (span_starts(note, "INF") && note.size > 3)
            pnr_note_infant(decoder, index, surname,
                            decode_part_of(decoder, notes, span_part(note, 3, note.size)));
    }
}

/* The same name under the same reference is the same person: what follows is said of that one. */
static bool is_twice(struct decoder *decoder, struct span surname, struct span given,
                     struct span reference)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t before = pnr_find_reference(pnr, reference);
    if (before == PERSON_NONE)
        return false;
    struct name_key name = decode_name_key(surname, given);
    if (pnr_is_exact(&pnr->persons[before].name, &name)) {
        pnr->person = before;
        decode_issue_segment(decoder, ISSUE_PERSON_REPEATED, NULL);
        return true;
    }
    pnr->reference_twice = true;
    decode_issue_segment(decoder, ISSUE_REFERENCE_TWICE, NULL);
    return false;
}

void pnr_split_name(struct decoder *decoder, struct traveller_name *name)
{
    name->notes = cut_notes(decoder, &name->given);
    decode_split_slash(decoder, &name->surname, &name->given);
}

void pnr_add_traveller(struct decoder *decoder, const struct traveller_name *name)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct span surname = name->surname.text, given = name->given.text;
    if (is_twice(decoder, surname, given, name->reference.text))
        return;
    uint32_t node = decode_node(decoder, NODE_TRAVELLER, pnr->booking);
    pnr->person = pnr_add_person(decoder, node, surname, given);
    pnr->travellers++;
    decode_put_name(decoder, node, name->surname, name->given);
    decode_put(decoder, node, FIELD_TRAVELLER_REFERENCE, name->reference);
    if (pnr->person == PERSON_NONE)
        return;
    struct person *person = &pnr->persons[pnr->person];
    pnr_set_reference(pnr, pnr->person, name->reference.text);
    person->accompanied = name->accompanied;
    set_kind(person, given, name->type);
    read_notes(decoder, pnr->person, name->surname, name->notes);
}

/* One C324 composite: given:type:reference:accompanied by an infant. */
static void add_traveller(struct decoder *decoder, uint32_t item)
{
    struct piece misplaced = decode_at(decoder, 1, 1);
    struct traveller_name name = {.surname = edifact_code(&decoder->reader, 1, 0),
                                  .given = decode_item(decoder, item, 0),
                                  .type = decode_item(decoder, item, 1),
                                  .reference = decode_item(decoder, item, 2),
                                  .accompanied = span_is(decode_item(decoder, item, 3).text, "1")};
    pnr_split_name(decoder, &name);
    if (name.given.text.size == 0 && misplaced.text.size > 1) { /* TIF+SMITH:ANN */
        name.given = misplaced;
        decode_issue(decoder, ISSUE_VALUE_FORM, misplaced, NULL);
    }
    pnr_add_traveller(decoder, &name);
}

/* The person that a TIF names which does not open a group. */
static struct wanted_person named_here(struct decoder *decoder)
{
    struct span title;
    struct piece surname = decode_at(decoder, 1, 0), given = decode_at(decoder, 2, 0);
    cut_notes(decoder, &given);
    decode_split_title(given.text, &title);
    return (struct wanted_person){.name = decode_name_key(surname.text, given.text),
                                  .age = decode_child_title(title)   ? AGE_CHILD
                                         : decode_adult_title(title) ? AGE_ADULT
                                                                     : AGE_UNKNOWN,
                                  .but = PERSON_NONE,
                                  .at_checkin = true};
}

/* At check-in: the very name, then the reference if the name agrees, then a cut name. */
static uint32_t find_at_checkin(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct wanted_person wanted = named_here(decoder);
    uint32_t referred = pnr_find_reference(pnr, decode_at(decoder, 2, 2).text);
    const struct name_key *name =
        referred != PERSON_NONE ? &pnr->persons[referred].name : &wanted.name;
    if (referred != PERSON_NONE && pnr_is_exact(name, &wanted.name))
        return referred;
    uint32_t found = pnr_find_exact(pnr, &wanted);
    if (found != PERSON_NONE || !pnr->flown) /* before a leg it may be a traveller's own TIF */
        return found;
    if (referred != PERSON_NONE && decode_same_name(name, &wanted.name))
        return referred;
    found = pnr_find_name(pnr, &wanted);
    if (found == PERSON_NONE && referred != PERSON_NONE &&
        decode_can_be_same_name(name, &wanted.name))
        found = referred;
    return found;
}

/* Whom a TIF behind the legs repeats, as a check-in without its TRI: the very name and no other's
 * reference, or that of the reference; PERSON_NONE. */
static uint32_t find_repeated(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct span reference = decode_at(decoder, 2, 2).text;
    struct wanted_person wanted = named_here(decoder);
    uint32_t exact = pnr_find_exact(pnr, &wanted), referred = pnr_find_reference(pnr, reference);
    if (exact != PERSON_NONE) {
        bool same =
            referred == exact || reference.size == 0 || pnr->persons[exact].reference.size == 0;
        return same ? exact : PERSON_NONE;
    }
    bool same =
        referred != PERSON_NONE && decode_same_name(&pnr->persons[referred].name, &wanted.name);
    return same ? referred : PERSON_NONE;
}

/* Some send C for a child in the place of the group's qualifier: who has an age or a title is a person. */
static bool has_age_or_title(struct decoder *decoder)
{
    struct span title;
    decode_split_title(decode_at(decoder, 2, 0).text, &title);
    return title.size || decode_at(decoder, 2, 1).text.size;
}

/* Groups and companies (operations.md rule 13) and seats that are paid for things. */
static bool is_no_person(struct decoder *decoder)
{
    return (is_group(decode_at(decoder, 1, 1).text) && !has_age_or_title(decoder)) ||
           pnr_is_extra_seat(decode_at(decoder, 1, 0).text) ||
           pnr_is_extra_seat(decode_at(decoder, 2, 0).text);
}

void pnr_put_group_size(struct decoder *decoder, struct piece text)
{
    enum { MOST_DIGITS = 3 };
    struct pnrgov *pnr = decoder->pnrgov;
    size_t begin = 0, end;
    while (begin < text.text.size && !is_digit(text.text.at[begin]))
        begin++;
    for (end = begin; end < text.text.size && is_digit(text.text.at[end]);)
        end++;
    if (pnr->group_sized || end == begin || end - begin > MOST_DIGITS)
        return;
    text.text = span_part(text.text, begin, end - begin);
    pnr->group_sized = decode_put_count(decoder, pnr->booking, FIELD_BOOKING_GROUP_SIZE, text);
}

/* TIF+SILK ROAD CLUB 25:G: a name that may tell of belief is dropped like a service that does. */
static void put_group(struct decoder *decoder)
{
    struct piece name = decode_at(decoder, 1, 0), kind = decode_at(decoder, 1, 1);
    if (!is_group(kind.text))
        return;
    if (span_is(kind.text, "G"))
        pnr_put_group_size(decoder, name);
    if (!decode_drops(decoder, name))
        decode_put(decoder, decoder->pnrgov->booking, FIELD_BOOKING_GROUP, name);
}

/* Who is named at check-in alone is a traveller all the same, with a group as any: nobody may get lost. */
static uint32_t add_at_checkin(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    decode_issue_segment(decoder, ISSUE_BINDING_NONE,
                         "A name at check-in that the booking does not have.");
    if (decode_at(decoder, 1, 0).text.size == 0 || is_no_person(decoder))
        return PERSON_NONE;
    add_traveller(decoder, 2);
    pnr->group = PNR_NAME;
    pnr->shared = false;
    return pnr->person;
}

void pnr_read_tif(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    bool late = pnr->group == PNR_LEG || pnr->group == PNR_CHECKIN || pnr->group == PNR_SPLIT ||
                pnr->group == PNR_AUXILIARY;
    pnr_close_ticket(decoder);
    pnr->late = late ? find_repeated(decoder) : PERSON_NONE;
    if (pnr->late != PERSON_NONE)
        return;
    pnr->group = PNR_NAME;
    pnr->person = PERSON_NONE;
    if (is_no_person(decoder)) {
        decode_issue_segment(decoder, ISSUE_NAME_GROUP, NULL);
        put_group(decoder);
        return;
    }
    uint32_t before = pnr->travellers;
    add_traveller(decoder, 2);
    DECODE_EACH_ITEM (decoder, i, 2)
        if (i > 2 && decode_item(decoder, i, 0).text.size)
            add_traveller(decoder, i);
    pnr->shared = pnr->travellers - before > 1;
}

void pnr_read_guest(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct wanted_person wanted = named_here(decoder);
    pnr->late = pnr_find_name(pnr, &wanted);
    if (pnr->late == PERSON_NONE)
        decode_issue_segment(decoder, ISSUE_BINDING_NONE,
                             "A guest whom the booking does not have.");
}

void pnr_check_in(struct decoder *decoder, uint32_t person)
{
    struct person *seen = &decoder->pnrgov->persons[person];
    seen->checked_in = true;
    image_builder_node(decoder->image, seen->node)->flags |= NODE_CHECKED_IN;
}

/* Below TRI (operations.md rule 16): the TIF says who, TRI's own reference is often wrong. */
void pnr_read_check_tif(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece own = edifact_code(&decoder->reader, 2, 2);
    struct span said = pnr->checkin.reference.text;
    pnr->group = PNR_CHECKIN;
    pnr->checkin.named = true;
    pnr->checkin.person = pnr->late = find_at_checkin(decoder);
    if (said.size && !span_equal(decode_without_zeros(said), decode_without_zeros(own.text)))
        decode_issue_segment(decoder, ISSUE_BINDING_REFERENCE, NULL);
    if (pnr->checkin.person == PERSON_NONE)
        pnr->checkin.person = add_at_checkin(decoder);
    if (pnr->checkin.person == PERSON_NONE)
        return;
    pnr_check_in(decoder, pnr->checkin.person);
}

/* ---- the end of a booking ---- */

static void put_number(struct decoder *decoder, uint32_t node, enum field field, int64_t number,
                       struct piece where)
{
    if (number >= 0)
        decode_put_word(decoder, node, field,
                        arena_format(decoder->arena, "%lld", (long long)number), where);
}

void pnr_finish_persons(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->person_count; i++) {
        const struct person *person = &pnr->persons[i];
        struct piece where = person->kind_piece;
        if (where.size == 0)
            where.begin = person->begin;
        decode_put_word(decoder, person->node, FIELD_TRAVELLER_KIND, person->kind, where);
        if (person->age == AGE_CHILD)
            image_builder_node(decoder->image, person->node)->flags |= NODE_CHILD;
        put_number(decoder, person->node, FIELD_TRAVELLER_BAG_COUNT, person->pieces, person->bags);
        put_number(decoder, person->node, FIELD_TRAVELLER_BAG_WEIGHT, person->weight, person->bags);
        if (person->weight >= 0 && person->unit)
            decode_put_word(decoder, person->node, FIELD_TRAVELLER_BAG_UNIT, person->unit,
                            person->bags);
    }
}
