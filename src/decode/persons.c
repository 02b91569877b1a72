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

/* References are the same when they are but for padding: 1, 01, 002. */
void pnr_set_reference(struct pnrgov *pnr, uint32_t person, struct span reference)
{
    reference = decode_without_zeros(reference);
    pnr->persons[person].reference = reference;
    pnr->references[person] = reference.size ? hash_bytes(reference) : 0;
}

uint32_t pnr_find_reference(const struct pnrgov *pnr, struct span reference)
{
    reference = decode_without_zeros(reference);
    uint64_t hash = reference.size ? hash_bytes(reference) : 0;
    for (uint32_t i = 0; reference.size && i < pnr->person_count; i++)
        if (pnr->references[i] == hash && span_equal(pnr->persons[i].reference, reference))
            return i;
    return PERSON_NONE;
}

static bool is_exact(const struct name_key *a, const struct name_key *b)
{
    return a->size == b->size && decode_same_name(a, b);
}

/* The very name first: ANNA is not ANN, who stands before her. A cut name only when it can be one
 * person's. */
uint32_t pnr_find_name(const struct pnrgov *pnr, const struct name_key *name, uint32_t but)
{
    uint32_t found = PERSON_NONE, fitting = 0;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        if (i == but || !decode_same_name(&pnr->persons[i].name, name))
            continue;
        if (is_exact(&pnr->persons[i].name, name))
            return i;
        if (fitting++ == 0)
            found = i;
    }
    return fitting == 1 ? found : PERSON_NONE;
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

/* ---- TIF ---- */

/* TIF 9972 of the surname: groups and companies are no persons (operations.md rule 13). */
static bool is_group(struct span qualifier)
{
    return span_is(qualifier, "G") || span_is(qualifier, "C");
}

static bool is_extra_seat(struct span name)
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

static void set_kind(struct person *person, struct span given, struct piece type)
{
    struct span title;
    decode_split_title(given, &title);
    person->kind_piece = type;
    person->infant = span_is(type.text, "IN") || decode_infant_title(title);
    if (person->infant || span_is(type.text, "C") || decode_child_title(title))
        person->age = AGE_CHILD;
    else if (span_is(type.text, "A"))
        person->age = AGE_ADULT;
    if (person->infant)
        person->kind = "infant";
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

static void read_notes(struct decoder *decoder, uint32_t index, struct piece notes)
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
            pnr_add_noted_infant(decoder, index,
                                 decode_part_of(decoder, notes, span_part(note, 3, note.size)));
    }
}

/* One C324 composite: given:type:reference:accompanied by an infant. */
static void add_traveller(struct decoder *decoder, uint32_t item)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece surname = edifact_code(&decoder->reader, 1, 0);
    struct piece given = decode_item(decoder, item, 0);
    struct piece reference = decode_item(decoder, item, 2);
    struct piece notes = cut_notes(decoder, &given);
    decode_split_slash(decoder, &surname, &given);
    uint32_t node = decode_node(decoder, NODE_TRAVELLER, pnr->booking);
    pnr->person = pnr_add_person(decoder, node, surname.text, given.text);
    pnr->travellers++;
    decode_put_name(decoder, node, surname, given);
    decode_put(decoder, node, FIELD_TRAVELLER_REFERENCE, reference);
    if (pnr->person == PERSON_NONE)
        return;
    struct person *person = &pnr->persons[pnr->person];
    pnr_set_reference(pnr, pnr->person, reference.text);
    person->accompanied = span_is(decode_item(decoder, item, 3).text, "1");
    set_kind(person, given.text, decode_item(decoder, item, 1));
    read_notes(decoder, pnr->person, notes);
}

/* The person that a check-in or misplaced TIF names: by reference if the name agrees, by name. */
static uint32_t find_tif(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece reference = edifact_code(&decoder->reader, 2, 2);
    struct name_key name = decode_name_key(edifact_code(&decoder->reader, 1, 0).text,
                                           edifact_code(&decoder->reader, 2, 0).text);
    uint32_t referred = pnr_find_reference(pnr, reference.text);
    if (referred != PERSON_NONE && decode_same_name(&pnr->persons[referred].name, &name))
        return referred;
    uint32_t named = pnr_find_name(pnr, &name, PERSON_NONE);
    if (named != PERSON_NONE || referred == PERSON_NONE)
        return named;
    return decode_can_be_same_name(&pnr->persons[referred].name, &name) ? referred : PERSON_NONE;
}

/* Groups and companies (operations.md rule 13) and seats that are paid for things. */
static bool is_no_person(struct decoder *decoder)
{
    return is_group(decode_at(decoder, 1, 1).text) ||
           is_extra_seat(decode_at(decoder, 1, 0).text) ||
           is_extra_seat(decode_at(decoder, 2, 0).text);
}

/* Who is named at check-in alone is a traveller all the same: nobody may get lost. */
static uint32_t add_at_checkin(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t before = pnr->person;
    decode_issue_segment(decoder, ISSUE_BINDING_NONE,
                         "A name at check-in that the booking does not have.");
    if (decode_at(decoder, 1, 0).text.size == 0 || is_no_person(decoder))
        return PERSON_NONE;
    add_traveller(decoder, 2);
    uint32_t added = pnr->person;
    pnr->person = before;
    return added;
}

void pnr_read_tif(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    bool late = pnr->group == PNR_LEG || pnr->group == PNR_CHECKIN || pnr->group == PNR_SPLIT;
    pnr_close_ticket(decoder);
    if (late && find_tif(decoder) != PERSON_NONE)
        return; /* a name at check-in without its TRI */
    pnr->group = PNR_NAME;
    pnr->person = PERSON_NONE;
    if (is_no_person(decoder)) {
        decode_issue_segment(decoder, ISSUE_NAME_GROUP, NULL);
        return;
    }
    uint32_t before = pnr->travellers;
    add_traveller(decoder, 2);
    DECODE_EACH_ITEM(decoder, i, 2)
    if (i > 2 && decode_item(decoder, i, 0).text.size)
        add_traveller(decoder, i);
    pnr->shared = pnr->travellers - before > 1;
}

/* Below TRI (operations.md rule 16): the TIF says who, TRI's own reference is often wrong. */
void pnr_read_check_tif(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece own = edifact_code(&decoder->reader, 2, 2);
    struct span said = pnr->checkin.reference.text;
    pnr->checkin.named = true;
    pnr->checkin.person = find_tif(decoder);
    if (said.size && !span_equal(decode_without_zeros(said), decode_without_zeros(own.text)))
        decode_issue_segment(decoder, ISSUE_BINDING_REFERENCE, NULL);
    if (pnr->checkin.person == PERSON_NONE)
        pnr->checkin.person = add_at_checkin(decoder);
    if (pnr->checkin.person != PERSON_NONE)
        image_builder_node(decoder->image, pnr->persons[pnr->checkin.person].node)->flags |=
            NODE_CHECKED_IN;
}

/* ---- the end of a booking ---- */

static bool can_be_adult(const struct person *person)
{
    return !person->infant && person->age != AGE_CHILD;
}

/* How well an adult fits an infant: who says to have one, then who has its surname, then the nearest
 * before it, then the nearest behind it. Higher is better; 0 is nobody. */
static uint32_t adult_fits(const struct pnrgov *pnr, uint32_t infant, uint32_t adult)
{
    const struct person *person = &pnr->persons[adult];
    if (!can_be_adult(person) || person->infants > 0)
        return 0;
    uint32_t distance = adult < infant ? infant - adult : adult - infant;
    bool named = person->name.surname == pnr->persons[infant].name.surname;
    return (uint32_t)person->accompanied << 30 | (uint32_t)named << 29 |
           (uint32_t)(adult < infant) << 28 | (DECODE_MOST_MATCHED - distance + 1);
}

static void link_infant(struct pnrgov *pnr, uint32_t infant)
{
    uint32_t adult = PERSON_NONE, best = 0;
    uint32_t low = infant > DECODE_MOST_MATCHED ? infant - DECODE_MOST_MATCHED : 0;
    for (uint32_t i = low; i < pnr->person_count && i <= infant + DECODE_MOST_MATCHED; i++) {
        uint32_t fits = i == infant ? 0 : adult_fits(pnr, infant, i);
        if (fits > best) {
            best = fits;
            adult = i;
        }
    }
    if (adult == PERSON_NONE)
        return;
    pnr->persons[infant].adult = adult;
    pnr->persons[adult].infants++;
}

void pnr_link_infants(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->person_count; i++) {
        struct person *person = &pnr->persons[i];
        if (!person->infant)
            continue;
        if (person->adult == PERSON_NONE)
            link_infant(pnr, i);
        if (person->adult != PERSON_NONE)
            image_builder_node(decoder->image, person->node)->link =
                pnr->persons[person->adult].node;
    }
}

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
