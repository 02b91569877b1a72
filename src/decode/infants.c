/* Infants: named by a TIF, by INFT, by a document under the adult, in brackets behind the adult's name;
 * each is one person, tied to an adult (operations.md rule 12). */
#include "decode/pnrgov.h"
#include "decode/tokens.h"

void pnr_become_infant(struct person *person)
{
    person->infant = true;
    person->age = AGE_CHILD;
    person->kind = "infant";
}

static void tie(struct pnrgov *pnr, uint32_t infant, uint32_t adult)
{
    if (adult == PERSON_NONE || adult == infant || pnr->persons[adult].infant ||
        pnr->persons[infant].adult != PERSON_NONE)
        return;
    pnr->persons[infant].adult = adult;
    pnr->persons[adult].infants++;
}

uint32_t pnr_add_named(struct decoder *decoder, const struct service *service,
                       const struct person_name *name, enum node_flag flag)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t node = pnr_service_node(decoder, NODE_TRAVELLER, pnr->booking, service);
    image_builder_node(decoder->image, node)->flags |= (uint8_t)flag;
    decode_put_name(decoder, node, name->surname, name->given);
    uint32_t index = pnr_add_person(decoder, node, name->surname.text, name->given.text);
    if (index == PERSON_NONE)
        return index;
    pnr->travellers++;
    pnr->persons[index].begin = service->begin;
    pnr->persons[index].kind_piece = service->name;
    return index;
}

/* An infant whom only a service request names. */
static uint32_t add_infant(struct decoder *decoder, const struct service *service,
                           const struct person_name *name, uint32_t adult)
{
    uint32_t index = pnr_add_named(decoder, service, name, NODE_INFANT_BY_SSR);
    if (index == PERSON_NONE)
        return index;
    pnr_become_infant(&decoder->pnrgov->persons[index]);
    tie(decoder->pnrgov, index, adult);
    return index;
}

/* ---- which infant a name means ---- */

static bool is_infant_request(const struct service *service)
{
    return service->code == PNR_CODE('I', 'N', 'F', 'T');
}

/* Whether an INFT has the very name: then no other INFT means the person. */
static bool is_asked_for(struct decoder *decoder, const struct person *person)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->service_count; i++) {
        struct person_name name;
        struct piece birth;
        if (!is_infant_request(&pnr->services[i]) || pnr->services[i].cancelled)
            continue;
        decode_read_inft(decoder, pnr->services[i].text, &name, &birth);
        struct name_key key = decode_name_key(name.surname.text, name.given.text);
        if (pnr_is_exact(&person->name, &key))
            return true;
    }
    return false;
}

/* The adult's own infant whose name may be meant; else the only one that nobody has yet, of that
 * surname. */
static uint32_t of_adult(struct decoder *decoder, const struct name_key *name, uint32_t adult)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t untied = PERSON_NONE, count = 0;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        const struct person *person = &pnr->persons[i];
        if (!person->infant)
            continue;
        if (adult != PERSON_NONE && person->adult == adult &&
            decode_can_be_same_name(&person->name, name))
            return i;
        if (person->adult == PERSON_NONE && person->name.surname == name->surname && count++ == 0)
            untied = i;
    }
    return count == 1 && !is_asked_for(decoder, &pnr->persons[untied]) ? untied : PERSON_NONE;
}

/* A TIF without a type, or with a wrong one, may be the infant. */
static uint32_t find_infant(struct decoder *decoder, const struct name_key *name, uint32_t adult)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct wanted_person wanted = {.name = *name, .age = AGE_CHILD, .but = adult};
    uint32_t found = pnr_find_name(pnr, &wanted);
    bool sure = found != PERSON_NONE && (pnr->persons[found].age != AGE_ADULT ||
                                         pnr_is_exact(&pnr->persons[found].name, name));
    if (!sure)
        found = of_adult(decoder, name, adult);
    if (found != PERSON_NONE && !pnr->persons[found].infant)
        pnr_become_infant(&pnr->persons[found]);
    return found;
}

uint32_t pnr_infant_named(struct decoder *decoder, const struct service *service,
                          const struct person_name *name, uint32_t asked)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct name_key key = decode_name_key(name->surname.text, name->given.text);
    bool infant = asked != PERSON_NONE && pnr->persons[asked].infant;
    if (infant && decode_can_be_same_name(&pnr->persons[asked].name, &key))
        return asked;
    if (asked != PERSON_NONE && pnr_is_exact(&pnr->persons[asked].name, &key)) {
        pnr_become_infant(&decoder->pnrgov->persons[asked]);
        return asked;
    }
    uint32_t adult = infant ? pnr->persons[asked].adult : asked;
    uint32_t found = find_infant(decoder, &key, adult);
    bool named = name->surname.text.size > 0 || name->given.text.size > 0;
    if (found != PERSON_NONE || !named)
        return found != PERSON_NONE ? found : asked;
    return add_infant(decoder, service, name, adult);
}

uint32_t pnr_infant_of(const struct pnrgov *pnr, uint32_t adult)
{
    uint32_t found = PERSON_NONE;
    for (uint32_t i = 0; i < pnr->person_count && i < DECODE_MOST_MATCHED; i++) {
        if (!pnr->persons[i].infant || (adult != PERSON_NONE && pnr->persons[i].adult != adult))
            continue;
        if (found != PERSON_NONE)
            return PERSON_NONE;
        found = i;
    }
    return found;
}

/* ---- INFT, and brackets behind a name ---- */

void pnr_bind_infant(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct person_name name;
    struct piece birth;
    uint32_t adult = service->bound;
    decode_read_inft(decoder, service->text, &name, &birth);
    if (name.surname.text.size == 0) {
        pnr_keep_service(decoder, service, adult);
        return;
    }
    struct name_key key = decode_name_key(name.surname.text, name.given.text);
    uint32_t infant = find_infant(decoder, &key, adult);
    if (infant == PERSON_NONE)
        infant = add_infant(decoder, service, &name, adult);
    if (infant == PERSON_NONE)
        return;
    tie(pnr, infant, adult);
    if (pnr->persons[infant].told_birth.text.size == 0)
        pnr->persons[infant].told_birth = birth;
}

/* Behind the documents, which stand in the person's own group. */
void pnr_put_told_births(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->person_count; i++)
        if (!pnr->persons[i].has_birth)
            pnr_put_birth(decoder, &pnr->persons[i], IMAGE_NONE, pnr->persons[i].told_birth);
}

/* The note waits with the requests: the infant may have a TIF of its own. */
void pnr_note_infant(struct decoder *decoder, uint32_t adult, struct piece surname,
                     struct piece note)
{
    const struct edifact_segment *segment = &decoder->reader.segment;
    struct service service = {.begin = segment->begin,
                              .end = segment->end,
                              .code = PNR_CODE('I', 'N', 'F', 'T'),
                              .person = adult,
                              .name = note,
                              .text = note};
    struct span family = span_part(surname.text, 0, DECODE_MOST_NAME);
    if (note.text.size && note.text.at[0] == '/') /* only the given name: it has the adult's */
        service.text.text = decode_concat(decoder, family, "", note.text);
    pnr_keep_request(decoder, &service);
}

/* ---- who is whose, at the end ---- */

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

static uint32_t best_adult(const struct pnrgov *pnr, uint32_t infant)
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
    return adult;
}

void pnr_link_infants(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->person_count; i++) {
        struct person *person = &pnr->persons[i];
        if (!person->infant)
            continue;
        if (person->adult == PERSON_NONE)
            tie(pnr, i, best_adult(pnr, i));
        if (person->adult != PERSON_NONE)
            image_builder_node(decoder->image, person->node)->link =
                pnr->persons[person->adult].node;
    }
}
