/* Service requests (SSR): sensitive ones are dropped, the others wait for the end of the booking and
 * go to the person whose TIF group they stand in, or whom their reference names. */
#include "decode/pnrgov.h"

static const uint32_t seat_codes[] = {PNR_CODE('S', 'E', 'A', 'T'), PNR_CODE('N', 'S', 'S', 'T'),
                                      PNR_CODE('R', 'Q', 'S', 'T'), PNR_CODE('N', 'S', 'S', 'A'),
                                      PNR_CODE('N', 'S', 'S', 'W'), PNR_CODE('N', 'S', 'S', 'R')};

static bool asks_for_seat(uint32_t code)
{
    for (size_t i = 0; i < sizeof seat_codes / sizeof *seat_codes; i++)
        if (seat_codes[i] == code)
            return true;
    return false;
}

/* ---- reading ---- */

void pnr_keep_request(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->service_count == DECODE_MOST_SERVICES)
        pnr_bind_services(decoder); /* with the persons that are known so far */
    if (pnr->service_count == pnr->service_room) {
        uint32_t room = pnr->service_room ? pnr->service_room * 2 : 16;
        struct service *grown = arena_array(decoder->arena, struct service, room);
        if (pnr->service_count)
            memcpy(grown, pnr->services, pnr->service_count * sizeof *grown);
        pnr->services = grown;
        pnr->service_room = room;
    }
    pnr->services[pnr->service_count++] = *service;
}

static struct piece leg_port(struct decoder *decoder, struct piece own, struct span port)
{
    if (own.text.size || decoder->leg.node == IMAGE_NONE)
        return own;
    return (struct piece){port, own.begin, own.size};
}

/* Whether what stands in another's place can be the text: it has slashes; of contacts a phone will do,
 * whose plus was not released. */
static bool is_text(struct span text, bool contact)
{
    enum { SLASHES = 2, DIGITS = 5 };
    size_t slashes = 0, digits = 0;
    for (size_t i = 0; i < text.size; i++)
        slashes += text.at[i] == '/';
    while (digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    return slashes >= SLASHES || (contact && digits >= DIGITS);
}

/* The text has its place in component 8; what was not released is cut there, and some write it
 * into a component before it or an element behind it. */
static struct piece service_text(struct decoder *decoder, bool contact)
{
    enum { TEXT = 8 };
    struct piece text = edifact_get(&decoder->reader, 1, TEXT);
    if (edifact_width(&decoder->reader, 1) > TEXT + 1)
        text = decode_join(decoder, 1, TEXT);
    if (span_trim(text.text).size)
        return text;
    DECODE_EACH_ITEM (decoder, i, 1)
        for (unsigned k = i == 1 ? 4 : 0; k < edifact_item_width(&decoder->reader, i); k++) {
            struct piece other = decode_item(decoder, i, k);
            if (!is_text(other.text, contact))
                continue;
            decode_issue(decoder, ISSUE_SSR_FORM, other, "The text stands in another's place.");
            return other;
        }
    return text;
}

/* SSR+code:status:quantity:carrier:::board:off:text+seat::reference:.. */
static void read_service(struct decoder *decoder, struct service *out)
{
    const struct edifact_reader *reader = &decoder->reader;
    struct pnrgov *pnr = decoder->pnrgov;
    bool named = pnr->group == PNR_NAME || pnr->group == PNR_TICKET || pnr->group == PNR_PAYMENT;
    *out = (struct service){.begin = reader->segment.begin,
                            .end = reader->segment.end,
                            .person = named ? pnr->person : pnr->late,
                            .shared = named && pnr->shared,
                            .name = edifact_code(reader, 1, 0),
                            .status = edifact_code(reader, 1, 1),
                            .carrier = edifact_code(reader, 1, 3),
                            .board = edifact_code(reader, 1, 6),
                            .off = edifact_code(reader, 1, 7),
                            .code = decode_code(edifact_code(reader, 1, 0).text)};
    out->text = asks_for_seat(out->code)
                    ? edifact_get(reader, 1, 8)
                    : service_text(decoder, out->code >> 8 == PNR_CODE(0, 'C', 'T', 'C'));
    if (pnr->group == PNR_LEG || pnr->group == PNR_CHECKIN) {
        out->board = leg_port(decoder, out->board, decoder->leg.board);
        out->off = leg_port(decoder, out->off, decoder->leg.off);
    }
}

/* Each element from the second on is a seat, a reference, or both; one request for each. Of others
 * than seats the first reference counts. */
static void keep_each(struct decoder *decoder, struct service *service, bool seats)
{
    bool kept = false;
    DECODE_EACH_ITEM (decoder, i, 2) {
        service->seat = decode_item(decoder, i, 0);
        service->reference = decode_item(decoder, i, 2);
        if (service->reference.text.size == 0 && (!seats || service->seat.text.size == 0))
            continue;
        pnr_keep_request(decoder, service);
        kept = true;
        if (!seats)
            break;
    }
    if (!kept)
        pnr_keep_request(decoder, service);
}

void pnr_read_ssr(struct decoder *decoder)
{
    struct service service;
    const struct pnrgov *pnr = decoder->pnrgov;
    if (decode_is_sensitive(decoder, edifact_code(&decoder->reader, 1, 0).text)) {
        decode_issue_segment(decoder, ISSUE_SENSITIVE_DROPPED, NULL);
        return;
    }
    if (pnr->group == PNR_HISTORY || pnr->group == PNR_AUXILIARY)
        return;
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    read_service(decoder, &service);
    keep_each(decoder, &service, asks_for_seat(service.code));
}

/* ---- binding ---- */

uint32_t pnr_owner(const struct pnrgov *pnr, uint32_t person)
{
    return person != PERSON_NONE ? pnr->persons[person].node : pnr->booking;
}

/* Whom a request is for. Dialects that write all requests behind the last TIF tell by reference
 * alone: it goes before the group, and where they differ that is noted, once a booking. */
static uint32_t bind_person(struct decoder *decoder, const struct service *service)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct span reference = decode_without_zeros(service->reference.text);
    uint32_t group = service->shared ? PERSON_NONE : service->person;
    uint32_t referred = pnr_find_reference(pnr, reference);
    if (reference.size == 0)
        return group != PERSON_NONE || service->shared ? group : pnr_only_person(pnr);
    bool own = group != PERSON_NONE && span_equal(pnr->persons[group].reference, reference);
    if (own || referred == PERSON_NONE)
        return group;
    if (group != PERSON_NONE && !decoder->pnrgov->group_noted)
        decode_issue(decoder, ISSUE_BINDING_GROUP, service->reference, NULL);
    decoder->pnrgov->group_noted |= group != PERSON_NONE;
    return referred;
}

uint32_t pnr_service_node(struct decoder *decoder, enum node_type type, uint32_t parent,
                          const struct service *service)
{
    uint32_t node = image_add_node(decoder->image, type, decoder->kind, parent, service->begin);
    struct image_node *made = image_builder_node(decoder->image, node);
    if (made->begin <= service->end)
        made->end = service->end;
    return node;
}

void pnr_keep_service(struct decoder *decoder, const struct service *service, uint32_t person)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece text = service->text;
    if (decode_tells_sensitive(decoder, text.text)) {
        decode_issue(decoder, ISSUE_SENSITIVE_DROPPED, text, NULL);
        return;
    }
    uint32_t node = pnr_service_node(decoder, NODE_SERVICE, pnr_owner(pnr, person), service);
    decode_put(decoder, node, FIELD_SERVICE_CODE, service->name);
    decode_put(decoder, node, FIELD_SERVICE_STATUS, service->status);
    decode_put(decoder, node, FIELD_SERVICE_CARRIER, service->carrier);
    decode_put(decoder, node, FIELD_SERVICE_BOARD, service->board);
    decode_put(decoder, node, FIELD_SERVICE_OFF, service->off);
    decode_put(decoder, node, FIELD_SERVICE_TEXT, text);
}

/* What names nobody is the booking's, even if that has one traveller alone. */
static void bind_other(struct decoder *decoder, const struct service *service)
{
    bool named = service->person != PERSON_NONE || service->reference.text.size > 0;
    pnr_keep_service(decoder, service, named ? service->bound : PERSON_NONE);
}

/* Where the person cannot be told from the request although it speaks of one. */
static uint32_t person_or_issue(struct decoder *decoder, const struct service *service)
{
    uint32_t person = service->bound;
    if (person == PERSON_NONE)
        decode_issue(decoder, ISSUE_BINDING_NONE,
                     (struct piece){{NULL, 0}, service->begin, service->end - service->begin},
                     "A service request.");
    return person;
}

static void bind_seat(struct decoder *decoder, const struct service *service)
{
    struct piece seat = service->seat;
    if (seat.text.size == 0) {
        bind_other(decoder, service);
        return;
    }
    if (decode_filler(seat.text))
        return;
    uint32_t owner = pnr_owner(decoder->pnrgov, person_or_issue(decoder, service));
    uint32_t node = pnr_service_node(decoder, NODE_SEAT, owner, service);
    decode_put_as(decoder, node, FIELD_SEAT_NUMBER, decode_without_zeros(seat.text), seat);
    decode_put(decoder, node, FIELD_SEAT_BOARD, service->board);
    decode_put(decoder, node, FIELD_SEAT_OFF, service->off);
    decode_put_word(decoder, node, FIELD_SEAT_SOURCE, "requested", seat);
}

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
static void bind_ticket(struct decoder *decoder, const struct service *service)
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

static void bind_minor(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t person = person_or_issue(decoder, service);
    if (person != PERSON_NONE && !pnr->persons[person].infant) {
        pnr->persons[person].kind = "unaccompanied-minor";
        pnr->persons[person].kind_piece = service->name;
        pnr->persons[person].age = AGE_CHILD;
    }
    pnr_keep_service(decoder, service, person);
}

/* CTCE, CTCM, CTCT ..: the last letter says what it is. */
static void bind_contact(struct decoder *decoder, const struct service *service)
{
    uint32_t person = service->bound;
    struct piece text = service->text;
    text.text = span_trim(text.text);
    while (text.text.size && text.text.at[0] == '/')
        text.text = span_part(text.text, 1, text.text.size);
    if (!decode_put_ctc_text(decoder, pnr_owner(decoder->pnrgov, person),
                             (char)(service->code & 0xFF), text))
        pnr_keep_service(decoder, service, person);
}

#ifdef PORTOLAN_TEST_EXTRA_TRAVELLER
/* Only in a library that the tests build: a decoder that finds one traveller more. */
static void bind_extra_traveller(struct decoder *decoder, const struct service *service)
{
    struct piece surname = service->text, given = service->text;
    surname.text = span_cut(service->text.text, '/', &given.text);
    uint32_t node = pnr_service_node(decoder, NODE_TRAVELLER, decoder->pnrgov->booking, service);
    decode_put_name(decoder, node, surname, given);
    decode_put_word(decoder, node, FIELD_TRAVELLER_KIND, "passenger", service->name);
}
#endif

/* `early` ones make or tell persons, which the others need to know. */
static const struct binding {
    uint32_t code;
    bool early;
    void (*bind)(struct decoder *decoder, const struct service *service);
} bindings[] = {
    {PNR_CODE('D', 'O', 'C', 'S'), false, pnr_bind_document},
    {PNR_CODE('S', 'E', 'A', 'T'), false, bind_seat},
    {PNR_CODE('T', 'K', 'N', 'E'), false, bind_ticket},
    {PNR_CODE('I', 'N', 'F', 'T'), true, pnr_bind_infant},
    {PNR_CODE('C', 'H', 'L', 'D'), true, pnr_bind_child},
    {PNR_CODE('U', 'M', 'N', 'R'), true, bind_minor},
    {PNR_CODE('D', 'O', 'C', 'O'), false, pnr_bind_visa},
    {PNR_CODE('D', 'O', 'C', 'A'), false, pnr_bind_address},
#ifdef PORTOLAN_TEST_EXTRA_TRAVELLER
    {PNR_CODE('X', 'T', 'R', 'V'), false, bind_extra_traveller},
#endif
};

static struct binding binding_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
        if (bindings[i].code == code)
            return bindings[i];
    if (code >> 8 == PNR_CODE(0, 'C', 'T', 'C'))
        return (struct binding){code, false, bind_contact};
    return (struct binding){code, false, asks_for_seat(code) ? bind_seat : bind_other};
}

static void bind_all(struct decoder *decoder, bool early)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnr->nameless = false;
    pnr->nameless_count = 0;
    for (uint32_t i = 0; i < pnr->service_count; i++) {
        struct binding binding = binding_of(pnr->services[i].code);
        if (binding.early != early)
            continue;
        struct service service = pnr->services[i]; /* binding may add persons, not requests */
        service.bound = bind_person(decoder, &service);
        binding.bind(decoder, &service);
    }
}

/* What a document without a name says may be said of somebody else: it comes last. */
static void bind_nameless(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnr->nameless = true;
    for (uint32_t i = 0; i < pnr->service_count && pnr->nameless_count; i++) {
        struct service service = pnr->services[i];
        if (service.code != PNR_CODE('D', 'O', 'C', 'S'))
            continue;
        service.bound = bind_person(decoder, &service);
        pnr_bind_document(decoder, &service);
    }
}

void pnr_bind_services(struct decoder *decoder)
{
    struct edifact_segment current = decoder->reader.segment;
    decoder->reader.segment = (struct edifact_segment){
        .tag = TAG_SSR, .name = "SSR", .begin = current.begin, .end = current.end};
    bind_all(decoder, true);
    pnr_link_infants(decoder);
    bind_all(decoder, false);
    pnr_put_told_births(decoder);
    bind_nameless(decoder);
    decoder->pnrgov->service_count = 0;
    decoder->reader.segment = current;
}
