/* Whose a document or an infant is.
 *
 * An infant's document stands under its adult in half of the bookings: it goes to whom its name
 * names, and is never the adult's (operations.md rule 12). */
#include "base/hash.h"
#include "decode/pnrgov.h"
#include "decode/tokens.h"

static bool young(struct decoder *decoder, struct piece birth)
{
    struct raw_date raw;
    struct two_dates dates;
    return decode_raw_date(birth.text, DATE_DMY, &raw) &&
           decode_birth(&raw, decode_reference_day(decoder), AGE_CHILD, &dates) &&
           decode_is_infant(decoder, dates.date);
}

/* The infant of that name, else the adult's own whose name may be meant. */
static uint32_t find_infant(const struct pnrgov *pnr, const struct name_key *name, uint32_t adult)
{
    uint32_t of_adult = PERSON_NONE;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        const struct person *person = &pnr->persons[i];
        if (!person->infant)
            continue;
        if (decode_same_name(&person->name, name))
            return i;
        if (adult != PERSON_NONE && person->adult == adult &&
            decode_can_be_same_name(&person->name, name))
            of_adult = i;
    }
    return of_adult;
}

/* An infant whom only a service request names. */
static uint32_t add_infant(struct decoder *decoder, const struct service *service,
                           struct piece surname, struct piece given, uint32_t adult)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t node = pnr_service_node(decoder, NODE_TRAVELLER, pnr->booking, service);
    image_builder_node(decoder->image, node)->flags |= NODE_INFANT_BY_SSR;
    decode_put_name(decoder, node, surname, given);
    uint32_t index = pnr_add_person(decoder, node, surname.text, given.text);
    if (index == PERSON_NONE)
        return index;
    struct person *person = &pnr->persons[index];
    person->begin = service->begin;
    person->infant = true;
    person->age = AGE_CHILD;
    person->kind = "infant";
    person->kind_piece = service->name;
    if (adult != PERSON_NONE && !pnr->persons[adult].infant) {
        person->adult = adult;
        pnr->persons[adult].infants++;
    }
    return index;
}

static uint32_t infant_document(struct decoder *decoder, const struct service *service,
                                const struct docs *docs, const struct name_key *name,
                                uint32_t asked)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    if (asked != PERSON_NONE && pnr->persons[asked].infant)
        return asked;
    uint32_t infant = find_infant(pnr, name, asked);
    if (infant != PERSON_NONE)
        return infant;
    return add_infant(decoder, service, docs->surname, docs->given, asked);
}

/* Whose a document is; PERSON_NONE when nothing tells. */
static uint32_t document_owner(struct decoder *decoder, const struct service *service,
                               const struct docs *docs)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    uint32_t asked = pnr_service_person(pnr, service);
    struct name_key name = decode_name_key(docs->surname.text, docs->given.text);
    if (docs->infant)
        return infant_document(decoder, service, docs, &name, asked);
    if (asked != PERSON_NONE && decode_same_name(&pnr->persons[asked].name, &name))
        return asked;
    uint32_t named = pnr_find_name(pnr, &name, asked);
    if (named != PERSON_NONE || asked == PERSON_NONE)
        return named;
    const struct person *person = &pnr->persons[asked];
    if (person->infant && !young(decoder, docs->birth) && docs->birth.text.size)
        return person->adult; /* an adult's document under the infant */
    if (!person->infant && young(decoder, docs->birth)) {
        uint32_t infant = find_infant(pnr, &name, asked);
        return infant != PERSON_NONE ? infant : asked;
    }
    return asked;
}

/* A traveller without a type whom the birth date or an INFT shows to be one. */
static void become_infant(struct person *person)
{
    person->infant = true;
    person->age = AGE_CHILD;
    person->kind = "infant";
}

static void put_birth(struct decoder *decoder, struct person *person, uint32_t document,
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
            become_infant(person);
    } else if (decode_raw_date(birth.text, DATE_DMY, &raw) &&
               decode_birth(&raw, decode_reference_day(decoder), person ? person->age : AGE_UNKNOWN,
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

static void put_document(struct decoder *decoder, const struct service *service,
                         const struct docs *docs, struct person *person)
{
    struct span title;
    uint32_t owner = person ? person->node : decoder->pnrgov->booking;
    if (person && !is_new(person, docs))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, owner, service);
    decode_put(decoder, node, FIELD_DOCUMENT_TYPE, docs->type);
    decode_put_state(decoder, node, FIELD_DOCUMENT_STATE, docs->state);
    decode_put(decoder, node, FIELD_DOCUMENT_NUMBER, docs->number);
    decode_put_state(decoder, node, FIELD_DOCUMENT_NATIONALITY, docs->nationality);
    put_birth(decoder, person, node, docs->birth);
    decode_put(decoder, node, FIELD_DOCUMENT_SEX, docs->sex);
    decode_put_expiry(decoder, node, docs->expiry, DATE_DMY);
    if (!decode_filler(docs->surname.text))
        decode_put(decoder, node, FIELD_DOCUMENT_SURNAME, docs->surname);
    struct span given = decode_split_title(docs->given.text, &title);
    if (!decode_filler(given))
        decode_put_as(decoder, node, FIELD_DOCUMENT_GIVEN, given, docs->given);
    if (person)
        put_on_person(decoder, person, docs);
}

void pnr_bind_document(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct docs docs = decode_read_docs(decoder, service->text);
    if (span_trim(service->text.text).size == 0) {
        pnr_keep_service(decoder, service, pnr_service_person(pnr, service));
        return;
    }
    if (docs.odd)
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
    uint32_t owner = document_owner(decoder, service, &docs);
    if (owner == PERSON_NONE)
        decode_issue(decoder, ISSUE_BINDING_NONE, service->text, "A document.");
    put_document(decoder, service, &docs, owner == PERSON_NONE ? NULL : &pnr->persons[owner]);
}

/* ---- INFT, CHLD ---- */

/* A TIF without a type may be the infant that INFT speaks of. */
static uint32_t infant_of_name(struct pnrgov *pnr, const struct name_key *name, uint32_t adult)
{
    uint32_t found = find_infant(pnr, name, PERSON_NONE);
    if (found != PERSON_NONE)
        return found;
    found = pnr_find_name(pnr, name, adult);
    if (found == PERSON_NONE || pnr->persons[found].age != AGE_UNKNOWN)
        return PERSON_NONE;
    become_infant(&pnr->persons[found]);
    return found;
}

void pnr_bind_infant(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece surname, given, birth;
    uint32_t adult = pnr_service_person(pnr, service);
    decode_read_inft(decoder, service->text, &surname, &given, &birth);
    if (surname.text.size == 0) {
        pnr_keep_service(decoder, service, adult);
        return;
    }
    struct name_key name = decode_name_key(surname.text, given.text);
    uint32_t infant = infant_of_name(pnr, &name, adult);
    if (infant == PERSON_NONE)
        infant = add_infant(decoder, service, surname, given, adult);
    if (infant == PERSON_NONE)
        return;
    struct person *person = &pnr->persons[infant];
    if (person->adult == PERSON_NONE && adult != PERSON_NONE && adult != infant &&
        !pnr->persons[adult].infant) {
        person->adult = adult;
        pnr->persons[adult].infants++;
    }
    if (!person->has_birth)
        put_birth(decoder, person, IMAGE_NONE, birth);
}

void pnr_add_noted_infant(struct decoder *decoder, uint32_t adult, struct piece text)
{
    struct pnrgov *pnr = decoder->pnrgov;
    const struct edifact_segment *segment = &decoder->reader.segment;
    struct service service = {.begin = segment->begin, .end = segment->end, .name = text};
    struct piece surname, given, birth;
    decode_read_inft(decoder, text, &surname, &given, &birth);
    if (text.text.size && text.text.at[0] == '/') { /* only the given name: it has the adult's */
        given = surname;
        surname = decode_at(decoder, 1, 0);
    }
    if (given.text.size == 0 && surname.text.size == 0)
        return;
    uint32_t infant = add_infant(decoder, &service, surname, given, adult);
    if (infant != PERSON_NONE)
        put_birth(decoder, &pnr->persons[infant], IMAGE_NONE, birth);
}

/* CHLD: the child's birth date, DDMMMYY. */
void pnr_bind_child(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t index = pnr_service_person(pnr, service);
    struct piece birth =
        decode_part_of(decoder, service->text, decode_without_slash(service->text.text));
    if (index == PERSON_NONE || !decode_is_named_date(birth.text)) {
        pnr_keep_service(decoder, service, index);
        return;
    }
    struct person *person = &pnr->persons[index];
    if (!person->infant)
        person->age = AGE_CHILD;
    if (!person->has_birth)
        put_birth(decoder, person, IMAGE_NONE, birth);
}
