/* Whose a document is, and what the card takes from it.
 *
 * An infant's document stands under its adult in half of the bookings: it goes to whom its name
 * names, and is never the adult's (operations.md rule 12). */
#include "base/hash.h"
#include "decode/pnrgov.h"
#include "decode/tokens.h"

/* A DOCS with what decides whose it is. */
struct claim {
    const struct service *service;
    const struct docs *docs;
    struct person_name named;
    struct name_key name;
    uint32_t asked; /* by reference or place; PERSON_NONE */
    enum age age;   /* by the birth date */
    bool infant;
};

static enum age age_of(struct decoder *decoder, struct piece birth, bool *infant)
{
    enum { CHILD_DAYS = 12 * 365 };
    struct raw_date raw;
    struct two_dates dates;
    int32_t flight = decode_reference_day(decoder);
    *infant = false;
    if (!decode_raw_date(birth.text, DATE_DMY, &raw) ||
        !years_birth(&raw, flight, AGE_CHILD, &dates))
        return AGE_UNKNOWN;
    *infant = decode_is_infant(decoder, dates.date);
    return flight - date_to_day(dates.date) < CHILD_DAYS ? AGE_CHILD : AGE_ADULT;
}

static bool is_named(const struct docs *docs)
{
    return !decode_filler(docs->surname.text) || !decode_filler(docs->given.text);
}

/* Under the adult stands what may be an infant's, under the infant what is the adult's. */
static uint32_t owner_of_asked(struct decoder *decoder, const struct claim *claim)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    const struct person *asked = &pnr->persons[claim->asked];
    if (asked->infant && claim->age != AGE_UNKNOWN && !claim->infant && asked->adult != PERSON_NONE)
        return asked->adult;
    bool other = is_named(claim->docs) && !decode_can_be_same_name(&asked->name, &claim->name);
    if (!asked->infant && claim->infant &&
        (other || pnr_infant_of(pnr, claim->asked) != PERSON_NONE))
        return pnr_infant_named(decoder, claim->service, &claim->named, claim->asked);
    if (other && claim->age == AGE_CHILD && asked->age != AGE_CHILD)
        return PERSON_NONE; /* a child's under its parent, that has no TIF */
    return claim->asked;
}

static bool fits_age(const struct pnrgov *pnr, uint32_t person, const struct claim *claim)
{
    return person != PERSON_NONE && pnr_fits_age(pnr->persons[person].age, claim->age);
}

/* In how many letters given names of one surname begin alike. */
static size_t alike(const struct name_key *a, const struct name_key *b)
{
    size_t count = 0;
    if (a->surname != b->surname)
        return 0;
    while (count < a->size && count < b->size && a->given[count] == b->given[count])
        count++;
    return count;
}

/* Whether the one asked for begins more like the document's name than another whose name is a cut one. */
static bool is_nearer(const struct pnrgov *pnr, const struct claim *claim, uint32_t other)
{
    return claim->asked != PERSON_NONE && alike(&pnr->persons[claim->asked].name, &claim->name) >
                                              alike(&pnr->persons[other].name, &claim->name);
}

/* Whose a document is; PERSON_NONE when nothing tells. The very name goes before a cut one, and both
 * before the reference: references are wrong more often than names. */
static uint32_t find_owner(struct decoder *decoder, const struct claim *claim)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct wanted_person wanted = {.name = claim->name, .age = claim->age, .but = PERSON_NONE};
    bool asked = claim->asked != PERSON_NONE;
    if (claim->docs->infant)
        return pnr_infant_named(decoder, claim->service, &claim->named, claim->asked);
    uint32_t exact = pnr_find_exact(pnr, &wanted);
    bool own = asked && pnr_is_exact(&pnr->persons[claim->asked].name, &claim->name);
    if (own && (fits_age(pnr, claim->asked, claim) || !fits_age(pnr, exact, claim)))
        return claim->asked;
    if (exact != PERSON_NONE)
        return exact;
    if (asked && decode_same_name(&pnr->persons[claim->asked].name, &claim->name))
        return claim->asked;
    uint32_t named = pnr_find_name(pnr, &wanted);
    if (named != PERSON_NONE && !is_nearer(pnr, claim, named))
        return named;
    return asked ? owner_of_asked(decoder, claim) : pnr_find_related(pnr, &wanted);
}

/* A named document that is nobody's names somebody who has no TIF. */
static uint32_t owner_or_new(struct decoder *decoder, const struct claim *claim)
{
    uint32_t owner = find_owner(decoder, claim);
    if (owner != PERSON_NONE)
        return owner;
    decode_issue(decoder, ISSUE_BINDING_NONE, claim->service->text, "A document.");
    if (!is_named(claim->docs))
        return owner;
    return pnr_add_named(decoder, claim->service, &claim->named, NODE_BY_DOCUMENT);
}

void pnr_put_birth(struct decoder *decoder, struct person *person, uint32_t document,
                   struct piece birth)
{
    struct raw_date raw;
    struct two_dates dates;
    struct date born = {0, 0, 0};
    if (birth.text.size == 0)
        return;
    if (person && !person->has_birth) {
        person->has_birth =
            decode_put_birth(decoder, person->node, FIELD_TRAVELLER_BIRTH,
                             FIELD_TRAVELLER_BIRTH_OTHER, birth, DATE_DMY, person->age, &born);
        if (person->has_birth && person->age == AGE_UNKNOWN && decode_is_infant(decoder, born))
            pnr_become_infant(person);
    } else if (decode_raw_date(birth.text, DATE_DMY, &raw) &&
               years_birth(&raw, decode_reference_day(decoder), person ? person->age : AGE_UNKNOWN,
                           &dates)) {
        born = dates.date;
    } else {
        decode_issue(decoder, ISSUE_DATE_BAD, birth, "It was read as a date of birth.");
    }
    if (born.year && document != IMAGE_NONE)
        decode_put_date(decoder, document, FIELD_DOCUMENT_BIRTH, born, birth);
}

/* What the traveller's card takes from the first document that has it. */
static void put_on_person(struct decoder *decoder, struct person *person, const struct docs *docs)
{
    if (!person->has_sex && docs->sex.text.size) {
        decode_put(decoder, person->node, FIELD_TRAVELLER_SEX, docs->sex);
        person->has_sex = true;
    }
    if (!person->has_nationality && docs->nationality.text.size) {
        const struct country *country = country_find(docs->nationality.text);
        decode_put_as(decoder, person->node, FIELD_TRAVELLER_NATIONALITY,
                      country ? span_of(country->alpha3) : docs->nationality.text,
                      docs->nationality);
        person->has_nationality = true;
    }
}

/* One document is one number of one state; without a number, one name and birth date. */
static bool is_new(struct person *person, const struct docs *docs)
{
    const struct country *country = country_find(docs->state.text);
    struct span state = country ? span_of(country->alpha3) : docs->state.text;
    if (docs->number.text.size)
        return pnr_new_paper(person, docs->number.text, state);
    struct name_key name = decode_name_key(docs->surname.text, docs->given.text);
    struct span key = {(const char *)&name.surname, sizeof name.surname};
    return pnr_new_paper(person, docs->birth.text, key);
}

/* What contradicts its owner by every name says nothing of the owner. */
static bool speaks_of(const struct person *person, const struct claim *claim)
{
    return !is_named(claim->docs) || !person->name.surname ||
           decode_is_related(&person->name, &claim->name);
}

static void put_paper(struct decoder *decoder, uint32_t node, const struct docs *docs)
{
    decode_put(decoder, node, FIELD_DOCUMENT_TYPE, docs->type);
    decode_put_state(decoder, node, FIELD_DOCUMENT_STATE, docs->state);
    decode_put_document_number(decoder, node, docs->number);
    decode_put_state(decoder, node, FIELD_DOCUMENT_NATIONALITY, docs->nationality);
}

static void put_holder(struct decoder *decoder, uint32_t node, const struct docs *docs)
{
    struct span title;
    decode_put(decoder, node, FIELD_DOCUMENT_SEX, docs->sex);
    decode_put_expiry(decoder, node, docs->expiry, DATE_DMY);
    if (!decode_filler(docs->surname.text))
        decode_put(decoder, node, FIELD_DOCUMENT_SURNAME, docs->surname);
    struct span given = decode_split_title(docs->given.text, &title);
    if (!decode_filler(given))
        decode_put_as(decoder, node, FIELD_DOCUMENT_GIVEN, given, docs->given);
}

/* Where the parts are apart, some leave out all but the name and the sex: that is no document. */
static bool names_alone(const struct docs *docs)
{
    return !docs->type.text.size && !docs->state.text.size && !docs->number.text.size &&
           !docs->nationality.text.size && !docs->birth.text.size && !docs->expiry.text.size;
}

/* A repetition can be the one that is whole. */
static void put_rest_on_person(struct decoder *decoder, struct person *person,
                               const struct docs *docs)
{
    if (!person->has_birth)
        pnr_put_birth(decoder, person, IMAGE_NONE, docs->birth);
    put_on_person(decoder, person, docs);
}

static void put_document(struct decoder *decoder, const struct claim *claim, uint32_t index)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct person *person = index != PERSON_NONE ? &pnr->persons[index] : NULL;
    bool own = !person || speaks_of(person, claim);
    if (person && !is_new(person, claim->docs)) {
        if (own)
            put_rest_on_person(decoder, person, claim->docs);
        return;
    }
    if (person && own && names_alone(claim->docs)) {
        put_on_person(decoder, person, claim->docs);
        return;
    }
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, pnr_owner(pnr, index), claim->service);
    put_paper(decoder, node, claim->docs);
    pnr_put_birth(decoder, own ? person : NULL, node, claim->docs->birth);
    put_holder(decoder, node, claim->docs);
    if (person && own)
        put_on_person(decoder, person, claim->docs);
    else if (person)
        decode_issue(decoder, ISSUE_BINDING_NAME, claim->service->text, NULL);
}

void pnr_bind_document(struct decoder *decoder, const struct service *service)
{
    struct tokens tokens = pnr_service_tokens(decoder, service);
    struct docs docs = service->code == PNR_CODE('P', 'S', 'P', 'T')
                           ? decode_read_pspt(decoder, service->text)
                           : decode_read_docs(decoder, service->text, &tokens);
    struct claim claim = {.service = service,
                          .docs = &docs,
                          .named = {docs.surname, docs.given},
                          .name = decode_name_key(docs.surname.text, docs.given.text),
                          .asked = service->bound};
    bool empty = !service->parts && span_trim(service->text.text).size == 0;
    bool nameless = !empty && !is_named(&docs);
    if (nameless != decoder->pnrgov->nameless) { /* of the other turn */
        decoder->pnrgov->nameless_count += nameless;
        return;
    }
    if (empty) {
        pnr_keep_service(decoder, service, claim.asked);
        return;
    }
    if (docs.odd)
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
    claim.age = age_of(decoder, docs.birth, &claim.infant);
    put_document(decoder, &claim, owner_or_new(decoder, &claim));
}

/* CHLD: the child's birth date, DDMMMYY. */
void pnr_bind_child(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t index = service->bound;
    struct span said = decode_without_tail(service->text).text;
    struct piece birth = decode_part_of(decoder, service->text, decode_without_slash(said));
    struct person *person = index != PERSON_NONE ? &pnr->persons[index] : NULL;
    if (person && !person->infant)
        person->age = AGE_CHILD;
    if (!person || !decode_is_named_date(birth.text)) {
        if (person)
            pnr_put_age(decoder, service, index);
        pnr_keep_service(decoder, service, index);
        return;
    }
    if (person->told_birth.text.size == 0)
        person->told_birth = birth;
}
