/* DOCO and DOCA: visas, known travellers, redress, addresses (AIRIMP 3.13). */
#include "decode/pnrgov.h"
#include "decode/tokens.h"

/* A lone I at the end marks what is the infant's (AIRIMP 3.13). */
static uint32_t owner_of(const struct pnrgov *pnr, const struct service *service,
                         const struct tokens *tokens)
{
    enum { LEAST = 5 };
    unsigned last = tokens->count;
    while (last > 0 && tokens->at[last - 1].text.size == 0)
        last--;
    bool infant = last > LEAST && span_is(tokens->at[last - 1].text, "I");
    return infant ? pnr_infant_of(pnr, service->bound) : service->bound;
}

static void put_birth_place(struct decoder *decoder, struct person *person, struct piece place)
{
    if (person->has_birth_place || place.text.size == 0)
        return;
    decode_put(decoder, person->node, FIELD_TRAVELLER_BIRTH_PLACE, place);
    person->has_birth_place = true;
}

/* place of birth/V|K|R/number/place of issue/date of issue/country: V is a visa, K a known
 * traveller's number, R a redress number. Found by the letter: slots before it vary. */
void pnr_bind_visa(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct tokens tokens = pnr_service_tokens(decoder, service);
    uint32_t index = owner_of(pnr, service, &tokens);
    unsigned kind = 0;
    while (kind < 4 &&
           !(tokens.at[kind].text.size == 1 && memchr("VKR", tokens.at[kind].text.at[0], 3)))
        kind++;
    struct piece number = tokens.at[kind + 1];
    if (kind == 4 || number.text.size == 0 || index == PERSON_NONE) {
        if (kind == 4 || number.text.size == 0)
            decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
        pnr_keep_service(decoder, service, index);
        return;
    }
    struct person *person = &pnr->persons[index];
    if (!pnr_new_paper(person, number.text, tokens.at[kind].text))
        return;
    if (kind > 0)
        put_birth_place(decoder, person, tokens.at[kind - 1]);
    if (!span_is(tokens.at[kind].text, "V")) {
        bool redress = span_is(tokens.at[kind].text, "R");
        decode_put(decoder, person->node, FIELD_TRAVELLER_AUTHORITY, number);
        decode_put(decoder, person->node, redress ? FIELD_TRAVELLER_REDRESS : FIELD_TRAVELLER_KNOWN,
                   number);
        return;
    }
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, person->node, service);
    decode_put(decoder, node, FIELD_DOCUMENT_TYPE, tokens.at[kind]);
    decode_put_document_number(decoder, node, number);
    decode_put(decoder, node, FIELD_DOCUMENT_PLACE, tokens.at[kind + 2]);
    decode_put_past(decoder, node, FIELD_DOCUMENT_ISSUED, tokens.at[kind + 3], DATE_DMY);
    decode_put(decoder, node, FIELD_DOCUMENT_COUNTRY, tokens.at[kind + 4]);
}

/* What the address says of the person: where it lives, where it was born. */
static void put_on_person(struct decoder *decoder, struct person *person, struct span type,
                          struct piece country, struct piece city)
{
    if (span_is(type, "R") && !person->has_residence && country.text.size) {
        decode_put_state(decoder, person->node, FIELD_TRAVELLER_RESIDENCE, country);
        person->has_residence = true;
    }
    if (!span_is(type, "B"))
        return;
    if (!person->has_birth_place)
        decode_put_state(decoder, person->node, FIELD_TRAVELLER_BIRTH_COUNTRY, country);
    put_birth_place(decoder, person, city);
}

/* Whether the type was left out: a country stands in its place. */
static bool lacks_type(const struct tokens *tokens)
{
    struct span first = tokens->at[0].text;
    return first.size >= 2 && first.size <= 3 && country_find(first);
}

static bool is_address(const struct tokens *tokens)
{
    struct span type = tokens->at[0].text;
    bool typed = type.size == 0 || (type.size == 1 && memchr("RDB", type.at[0], 3));
    return tokens->count >= 2 && (typed || lacks_type(tokens)) &&
           (tokens->count > 2 || tokens->at[1].text.size > 0);
}

/* The text that tells one address from another, also where its parts are apart. */
static struct span all_of(struct decoder *decoder, const struct service *service,
                          const struct tokens *tokens)
{
    struct span all = decode_without_slash(service->text.text);
    for (unsigned i = 0; service->parts && i < tokens->count; i++)
        all = decode_concat(decoder, all, "/", tokens->at[i].text);
    return all;
}

/* R|D|B/country/street/city/region/post code: residence, destination, birth. */
void pnr_bind_address(struct decoder *decoder, const struct service *service)
{
    enum { TYPE, COUNTRY, CITY = 3 };
    static const enum field fields[] = {FIELD_ADDRESS_TYPE,   FIELD_ADDRESS_COUNTRY,
                                        FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                        FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE};
    struct pnrgov *pnr = decoder->pnrgov;
    struct tokens tokens = pnr_service_tokens(decoder, service);
    uint32_t index = owner_of(pnr, service, &tokens);
    if (!is_address(&tokens) && !service->parts) {
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, NULL);
        pnr_keep_service(decoder, service, index);
        return;
    }
    struct person *person = index != PERSON_NONE ? &pnr->persons[index] : NULL;
    unsigned left_out = lacks_type(&tokens);
    if (person && !pnr_new_paper(person, all_of(decoder, service, &tokens), SPAN("address")))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_ADDRESS, pnr_owner(pnr, index), service);
    for (unsigned i = left_out; i < sizeof fields / sizeof *fields; i++) {
        if (i == COUNTRY)
            decode_put_state(decoder, node, fields[i], tokens.at[i - left_out]);
        else
            decode_put(decoder, node, fields[i], tokens.at[i - left_out]);
    }
    if (left_out || tokens.at[TYPE].text.size == 0)
        decode_issue(decoder, ISSUE_SSR_FORM, service->text, "The kind of address is missing.");
    else if (person)
        put_on_person(decoder, person, tokens.at[TYPE].text, tokens.at[COUNTRY], tokens.at[CITY]);
}
