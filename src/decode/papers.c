/* What service requests say of numbers that a traveller carries: tickets (TKNx), frequent-flyer cards
 * (FQTx), and what identifies somebody at check-in (FOID); AIRIMP 3.13. */
#include "decode/pnrgov.h"
#include "decode/tokens.h"

/* ---- tickets ---- */

/* The first run of ten digits or more, where a hyphen may stand behind the airline's three. `*rest`
 * is what follows. */
static struct span ticket_number(struct decoder *decoder, struct span text, struct span *rest)
{
    for (size_t begin = 0, at; begin < text.size; begin = at + 1) {
        size_t hyphen = 0;
        for (at = begin; at < text.size; at++) {
            if (!hyphen && at == begin + 3 && text.at[at] == '-')
                hyphen = at;
            else if (!is_digit(text.at[at]))
                break;
        }
        if (at - begin < 10 + (hyphen > 0))
            continue;
        *rest = span_part(text, at, text.size);
        struct span number = span_part(text, begin, at - begin);
        return hyphen ? decode_concat(decoder, span_part(number, 0, 3), "",
                                      span_part(number, 4, number.size))
                      : number;
    }
    return (struct span){NULL, 0};
}

/* TKNE: 1392178947000C2, INF1392178947000C2 for the infant, or a sentence with the number in it. */
void pnr_bind_ticket(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct span text = span_trim(service->text.text);
    struct span rest, number = ticket_number(decoder, text, &rest);
    uint32_t person = service->bound;
    if (number.size == 0) {
        pnr_keep_service(decoder, service, person);
        return;
    }
    if (span_starts(text, "INF") && (person == PERSON_NONE || !pnr->persons[person].infant)) {
        person = pnr_infant_of(pnr, person);
        if (person == PERSON_NONE)
            decode_issue(decoder, ISSUE_BINDING_NONE, service->text, "An infant's ticket.");
    }
    if (person != PERSON_NONE && !pnr_new_paper(&pnr->persons[person], number, SPAN("ticket")))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_TICKET, pnr_owner(pnr, person), service);
    decode_put_as(decoder, node, FIELD_TICKET_NUMBER, number, service->text);
    if (rest.size >= 2 && rest.at[0] == 'C' && rest.at[1] >= '0' && rest.at[1] <= '9')
        decode_put_as(decoder, node, FIELD_TICKET_COUPON, span_part(rest, 1, 1), service->text);
}

/* ---- frequent-flyer cards ---- */

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += is_digit(text.at[i]);
    return count;
}

/* The next run of letters and digits from `*at` on; empty at the end. */
static struct span next_word(struct span text, size_t *at)
{
    while (*at < text.size && !is_alnum(text.at[*at]))
        ++*at;
    size_t begin = *at;
    while (*at < text.size && is_alnum(text.at[*at]))
        ++*at;
    return span_part(text, begin, *at - begin);
}

struct card {
    struct span carrier, number, rest;
};

/* Whether the designator of whoever runs the programme is glued before the number. */
static bool is_prefixed(struct span word, struct span carrier)
{
    struct span prefix = span_part(word, 0, 2), number = span_part(word, 2, word.size);
    if (number.size < 5 || count_digits(number) < 4)
        return false;
    return span_equal(prefix, carrier) || (count_digits(prefix) < 2 && carrier_find(prefix));
}

/* "SQ8794285757 S/KFES", "SQ 8794285757", "8794285757": carrier, number, tier. */
static bool read_card(struct span text, struct span carrier, struct card *out)
{
    enum { LEAST_DIGITS = 4, LEAST = 5 };
    struct span before = {NULL, 0}, word;
    for (size_t at = 0; (word = next_word(text, &at)).size; before = word) {
        if (word.size < LEAST || count_digits(word) < LEAST_DIGITS)
            continue;
        bool apart = before.size == 2 && carrier_find(before);
        bool prefixed = !apart && is_prefixed(word, carrier);
        out->carrier = prefixed ? span_part(word, 0, 2) : apart ? before : carrier;
        out->number = prefixed ? span_part(word, 2, word.size) : word;
        out->rest = span_part(text, at, text.size);
        return true;
    }
    return false;
}

static struct span read_tier(struct span rest)
{
    enum { MOST_TIER = 16 };
    while (rest.size && !is_alnum(rest.at[0]))
        rest = span_part(rest, 1, rest.size);
    rest = span_trim(rest);
    return rest.size <= MOST_TIER ? rest : (struct span){NULL, 0};
}

static void put_card(struct decoder *decoder, const struct service *service, uint32_t person,
                     const struct card *card)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (!pnr_new_paper(&pnr->persons[person], card->number, PNR_LOYALTY))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_LOYALTY, pnr->persons[person].node, service);
    struct span parts[] = {card->carrier, card->number, read_tier(card->rest)};
    static const enum field fields[] = {FIELD_LOYALTY_CARRIER, FIELD_LOYALTY_NUMBER,
                                        FIELD_LOYALTY_TIER};
    for (int i = 0; i < 3; i++)
        decode_put_as(decoder, node, fields[i], parts[i], service->text);
}

void pnr_bind_loyalty(struct decoder *decoder, const struct service *service)
{
    struct card card;
    struct span carrier = service->carrier.text;
    if (span_is(carrier, "YY")) /* any carrier */
        carrier.size = 0;
    struct span text = decode_without_tail(service->text).text;
    if (service->bound != PERSON_NONE && read_card(text, carrier, &card))
        put_card(decoder, service, service->bound, &card);
    else
        pnr_keep_service(decoder, service, service->bound);
}

/* ---- FOID ---- */

/* Two letters say what is shown, the number follows. CN is the booking's own locator. */
static const struct identity {
    const char *code;
    enum node_type node;
    const char *type; /* of a document */
} identities[] = {{"PP", NODE_DOCUMENT, "P"},  {"NI", NODE_DOCUMENT, "I"},
                  {"DL", NODE_DOCUMENT, "DL"}, {"ID", NODE_DOCUMENT, "ID"},
                  {"TN", NODE_TICKET, NULL},   {"FF", NODE_LOYALTY, NULL},
                  {"CC", NODE_PAYMENT, NULL}};

static const struct identity *find_identity(struct span text)
{
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
        if (span_starts(text, identities[i].code))
            return &identities[i];
    return NULL;
}

/* Letters and digits, and the fillers that a document's number may have out of a zone. */
static struct span squeeze(struct decoder *decoder, struct span text)
{
    char *out = arena_alloc(decoder->arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (is_alnum(text.at[i]) || text.at[i] == '<')
            out[size++] = text.at[i];
    return (struct span){out, size};
}

/* The state before a document's number. Of two letters it is only believed if the number without
 * them is known from a document: AD1234567 may as well be a number. */
static size_t state_size(const struct person *person, struct span number)
{
    enum { LEAST = 5 };
    for (size_t size = 2; size <= 3; size++)
        if (number.size > size && country_find(span_part(number, 0, size)) &&
            pnr_has_number(person, span_part(number, size, number.size)))
            return size;
    struct span prefix = span_part(number, 0, 3), rest = span_part(number, 3, number.size);
    bool apart = count_digits(prefix) == 0 && rest.size >= LEAST && count_digits(rest) > 0;
    return apart && country_find(prefix) ? 3 : 0;
}

static void put_identity(struct decoder *decoder, const struct service *service,
                         const struct identity *identity, struct span number)
{
    struct person *person = &decoder->pnrgov->persons[service->bound];
    size_t size = state_size(person, number);
    struct piece state = {span_part(number, 0, size), service->text.begin, service->text.size};
    number = span_part(number, size, number.size);
    if (pnr_has_number(person, number))
        return;
    pnr_new_paper(person, number, state.text);
    uint32_t node = pnr_service_node(decoder, NODE_DOCUMENT, person->node, service);
    decode_put_word(decoder, node, FIELD_DOCUMENT_TYPE, identity->type, service->text);
    decode_put_state(decoder, node, FIELD_DOCUMENT_STATE, state);
    decode_put_document_number(decoder, node,
                               (struct piece){number, service->text.begin, service->text.size});
}

static void put_shown_card(struct decoder *decoder, const struct service *service,
                           struct span number)
{
    struct person *person = &decoder->pnrgov->persons[service->bound];
    bool vendor = number.size > 2 && !is_digit(number.at[0]) && !is_digit(number.at[1]);
    struct span account = vendor ? span_part(number, 2, number.size) : number;
    if (!pnr_new_paper(person, account, SPAN("card")))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_PAYMENT, person->node, service);
    decode_put_word(decoder, node, FIELD_PAYMENT_FORM, "CC", service->text);
    if (vendor)
        decode_put_as(decoder, node, FIELD_PAYMENT_VENDOR, span_part(number, 0, 2), service->text);
    decode_put_as(decoder, node, FIELD_PAYMENT_ACCOUNT, account, service->text);
}

/* FOID: PPGBR512731999, /PP GBR 512731999, NI.., FFSQ8794285757, CCVI4111.. */
void pnr_bind_identity(struct decoder *decoder, const struct service *service)
{
    struct span text = squeeze(decoder, decode_without_tail(service->text).text);
    const struct identity *identity = find_identity(text);
    struct span number = span_part(text, 2, text.size);
    struct card card;
    if (!identity || service->bound == PERSON_NONE || count_digits(number) < 3) {
        pnr_keep_service(decoder, service, service->bound);
        return;
    }
    if (identity->node == NODE_DOCUMENT)
        put_identity(decoder, service, identity, number);
    else if (identity->node == NODE_TICKET)
        pnr_bind_ticket(decoder, service);
    else if (identity->node == NODE_PAYMENT)
        put_shown_card(decoder, service, number);
    else if (read_card(number, (struct span){NULL, 0}, &card))
        put_card(decoder, service, service->bound, &card);
    else
        pnr_keep_service(decoder, service, service->bound);
}
