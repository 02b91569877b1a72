/* Service requests (SSR): sensitive ones are dropped, the others wait for the end of the booking and
 * go to the person whose TIF group they stand in, or whom their reference names. */
#include "decode/pnrgov.h"
#include "decode/tokens.h"

static const uint32_t seat_codes[] = {PNR_CODE('S', 'E', 'A', 'T'), PNR_CODE('N', 'S', 'S', 'T'),
                                      PNR_CODE('R', 'Q', 'S', 'T'), PNR_CODE('N', 'S', 'S', 'A'),
                                      PNR_CODE('N', 'S', 'S', 'W'), PNR_CODE('N', 'S', 'S', 'R')};

bool pnr_asks_for_seat(uint32_t code)
{
    for (size_t i = 0; i < sizeof seat_codes / sizeof *seat_codes; i++)
        if (seat_codes[i] == code)
            return true;
    return false;
}

/* AIRIMP 3.14: what was cancelled, by whomever, and what the carrier cannot or will not do. */
static const char *const cancelled[] = {"XX", "XK", "XL", "XR", "HX"};
static const char *const refused[] = {"UN", "UC", "NO"};

/* CTCE, CTCM .., and PCTC. */
static bool is_contact(uint32_t code)
{
    return code >> 8 == PNR_CODE(0, 'C', 'T', 'C') || code == PNR_CODE('P', 'C', 'T', 'C');
}

static const struct binding *binding_of(uint32_t code);

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
    struct service *kept = &pnr->services[pnr->service_count++];
    *kept = *service;
    kept->binding = binding_of(kept->code);
    kept->cancelled = DECODE_IS_ONE_OF(kept->status.text, cancelled);
    kept->refused = DECODE_IS_ONE_OF(kept->status.text, refused);
}

struct piece pnr_leg_port(const struct decoder *decoder, struct piece own, struct span port)
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

/* A status and its number as cryptic entries have it: HK1. */
static bool is_status(struct span word)
{
    size_t letters = 0;
    for (size_t i = 0; i < word.size; i++) {
        bool letter = word.at[i] >= 'A' && word.at[i] <= 'Z';
        if (letter ? i >= 2 : i < 2 || !is_digit(word.at[i]))
            return false;
        letters += letter;
    }
    return letters == 2 && word.size <= 4;
}

/* Some copy the whole entry into the text: "SSR DOCS KC HK1 P/UZB/..", "DOCS HK1 P/UZB/..". */
static struct piece without_entry(const struct decoder *decoder, const struct service *service)
{
    struct span left = service->text.text, rest;
    bool named = false;
    for (;; left = rest) {
        struct span word = span_cut(span_trim(left), ' ', &rest);
        bool own = span_equal(word, service->name.text);
        bool more = named && (is_status(word) || span_equal(word, service->carrier.text));
        if (!rest.at || (!own && !more && (named || !span_is(word, "SSR"))))
            break;
        named |= own;
    }
    return named ? decode_part_of(decoder, service->text, span_trim(left)) : service->text;
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
    out->text = pnr_asks_for_seat(out->code) ? edifact_get(reader, 1, 8)
                                             : service_text(decoder, is_contact(out->code));
    out->text = without_entry(decoder, out);
    if (pnr->group == PNR_LEG || pnr->group == PNR_CHECKIN) {
        out->board = pnr_leg_port(decoder, out->board, decoder->leg.board);
        out->off = pnr_leg_port(decoder, out->off, decoder->leg.off);
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
    if (pnr->group == PNR_AUXILIARY && pnr->late == PERSON_NONE)
        return;
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    read_service(decoder, &service);
    keep_each(decoder, &service, pnr_asks_for_seat(service.code));
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

/* DOCO alone may begin with an empty place of birth. */
struct tokens pnr_service_tokens(const struct decoder *decoder, const struct service *service)
{
    struct span text = service->text.text;
    if (service->parts)
        return *service->parts;
    bool visa = service->code == PNR_CODE('D', 'O', 'C', 'O');
    return decode_tokens(decoder, service->text,
                         visa ? decode_without_tail(service->text).text
                              : decode_without_slash(text));
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
    if (decode_drops(decoder, service->text))
        return;
    uint32_t node = pnr_service_node(decoder, NODE_SERVICE, pnr_owner(pnr, person), service);
    decode_put(decoder, node, FIELD_SERVICE_CODE, service->name);
    decode_put(decoder, node, FIELD_SERVICE_STATUS, service->status);
    decode_put(decoder, node, FIELD_SERVICE_CARRIER, service->carrier);
    decode_put(decoder, node, FIELD_SERVICE_BOARD, service->board);
    decode_put(decoder, node, FIELD_SERVICE_OFF, service->off);
    decode_put(decoder, node, FIELD_SERVICE_TEXT, service->text);
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

/* The seat in its element, or in the text by who has no other place for it. */
static struct piece seat_of(const struct service *service)
{
    struct piece said = service->text;
    said.text = decode_seat_in(said.text);
    return service->seat.text.size ? service->seat : said;
}

static void bind_seat(struct decoder *decoder, const struct service *service)
{
    struct piece seat = seat_of(service);
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

void pnr_put_age(struct decoder *decoder, const struct service *service, uint32_t person)
{
    struct piece age = {decode_age_in(service->text.text), service->text.begin, service->text.size};
    if (age.text.size)
        decode_put_count(decoder, decoder->pnrgov->persons[person].node, FIELD_TRAVELLER_AGE, age);
}

static void bind_minor(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t person = person_or_issue(decoder, service);
    if (person != PERSON_NONE && !pnr->persons[person].infant) {
        pnr->persons[person].kind = "unaccompanied-minor";
        pnr->persons[person].kind_piece = service->name;
        pnr->persons[person].age = AGE_CHILD;
        pnr_put_age(decoder, service, person);
    }
    pnr_keep_service(decoder, service, person);
}

/* CTCE, CTCM, CTCT ..: the last letter says what it is. PCTC: whom to call in an emergency. What
 * stands at name and segment level is one contact. */
static void bind_contact(struct decoder *decoder, const struct service *service)
{
    struct pnrgov *pnr = decoder->pnrgov;
    uint32_t person = service->bound, owner = pnr_owner(pnr, person);
    struct piece text = decode_without_tail(service->text);
    text.text = span_trim(text.text);
    while (text.text.size && text.text.at[0] == '/')
        text.text = span_part(text.text, 1, text.text.size);
    if (person != PERSON_NONE && text.text.size &&
        !pnr_new_paper(&pnr->persons[person], text.text, service->name.text))
        return;
    bool put = service->code == PNR_CODE('P', 'C', 'T', 'C')
                   ? decode_put_emergency(decoder, owner, text)
                   : decode_put_ctc_text(decoder, owner, (char)(service->code & 0xFF), text);
    if (!put)
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

/* GRPS: TCP25 SILK ROAD CLUB, the total complete party. */
static void bind_group(struct decoder *decoder, const struct service *service)
{
    struct piece text = service->text;
    for (size_t i = 0; i < text.text.size; i++)
        if (span_starts(span_part(text.text, i, text.text.size), "TCP")) {
            text.text = span_part(text.text, i, text.text.size);
            pnr_put_group_size(decoder, text);
            break;
        }
    bind_other(decoder, service);
}

/* Requests that make or tell persons come first, those last that repeat what others say better. */
enum stage { STAGE_PERSONS, STAGE_FACTS, STAGE_REPEATED };

/* `of_person`: what it says is true whether the carrier does it or not. */
static const struct binding {
    uint32_t code;
    enum stage stage;
    bool of_person;
    void (*bind)(struct decoder *decoder, const struct service *service);
} bindings[] = {
    {PNR_CODE('D', 'O', 'C', 'S'), STAGE_FACTS, true, pnr_bind_document},
    {PNR_CODE('S', 'E', 'A', 'T'), STAGE_FACTS, false, bind_seat},
    {PNR_CODE('T', 'K', 'N', 'E'), STAGE_FACTS, false, pnr_bind_ticket},
    {PNR_CODE('T', 'K', 'N', 'A'), STAGE_FACTS, false, pnr_bind_ticket},
    {PNR_CODE('T', 'K', 'N', 'M'), STAGE_FACTS, false, pnr_bind_ticket},
    {PNR_CODE('I', 'N', 'F', 'T'), STAGE_PERSONS, true, pnr_bind_infant},
    {PNR_CODE('C', 'H', 'L', 'D'), STAGE_PERSONS, true, pnr_bind_child},
    {PNR_CODE('U', 'M', 'N', 'R'), STAGE_PERSONS, true, bind_minor},
    {PNR_CODE('D', 'O', 'C', 'O'), STAGE_FACTS, true, pnr_bind_visa},
    {PNR_CODE('D', 'O', 'C', 'A'), STAGE_FACTS, true, pnr_bind_address},
    {PNR_CODE('P', 'S', 'P', 'T'), STAGE_FACTS, true, pnr_bind_document},
    {PNR_CODE('F', 'O', 'I', 'D'), STAGE_REPEATED, true, pnr_bind_identity},
    {PNR_CODE('F', 'Q', 'T', 'V'), STAGE_FACTS, true, pnr_bind_loyalty},
    {PNR_CODE('F', 'Q', 'T', 'S'), STAGE_FACTS, true, pnr_bind_loyalty},
    {PNR_CODE('F', 'Q', 'T', 'R'), STAGE_FACTS, true, pnr_bind_loyalty},
    {PNR_CODE('F', 'Q', 'T', 'U'), STAGE_FACTS, true, pnr_bind_loyalty},
    {PNR_CODE('P', 'C', 'T', 'C'), STAGE_FACTS, true, bind_contact},
    {PNR_CODE('G', 'R', 'P', 'S'), STAGE_FACTS, false, bind_group},
#ifdef PORTOLAN_TEST_EXTRA_TRAVELLER
    {PNR_CODE('X', 'T', 'R', 'V'), STAGE_FACTS, true, bind_extra_traveller},
#endif
};

static const struct binding *binding_of(uint32_t code)
{
    static const struct binding contacts = {0, STAGE_FACTS, true, bind_contact},
                                seats = {0, STAGE_FACTS, false, bind_seat},
                                others = {0, STAGE_FACTS, false, bind_other};
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
        if (bindings[i].code == code)
            return &bindings[i];
    if (code >> 8 == PNR_CODE(0, 'C', 'T', 'C'))
        return &contacts;
    return pnr_asks_for_seat(code) ? &seats : &others;
}

static void bind_one(struct decoder *decoder, const struct binding *binding,
                     const struct service *service)
{
    decoder->reader.segment.begin = service->begin;
    decoder->reader.segment.end = service->end;
    if (service->cancelled || (service->refused && !binding->of_person))
        pnr_keep_service(decoder, service, service->bound);
    else
        binding->bind(decoder, service);
}

static void bind_all(struct decoder *decoder, enum stage stage)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->service_count; i++) {
        const struct binding *binding = pnr->services[i].binding;
        if (binding->stage != stage)
            continue;
        struct service service = pnr->services[i]; /* binding may add persons, not requests */
        service.bound = bind_person(decoder, &service);
        bind_one(decoder, binding, &service);
    }
}

/* What a document without a name says may be said of somebody else: it comes last. */
static void bind_nameless(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnr->nameless = true;
    for (uint32_t i = 0; i < pnr->service_count && pnr->nameless_count; i++) {
        struct service service = pnr->services[i];
        if (service.binding->bind != pnr_bind_document || service.cancelled)
            continue;
        service.bound = bind_person(decoder, &service);
        bind_one(decoder, service.binding, &service);
    }
}

void pnr_bind_services(struct decoder *decoder)
{
    struct edifact_segment current = decoder->reader.segment;
    decoder->reader.segment = (struct edifact_segment){
        .tag = TAG_SSR, .name = "SSR", .begin = current.begin, .end = current.end};
    decoder->pnrgov->nameless = false;
    decoder->pnrgov->nameless_count = 0;
    bind_all(decoder, STAGE_PERSONS);
    pnr_link_infants(decoder);
    bind_all(decoder, STAGE_FACTS);
    pnr_put_told_births(decoder);
    bind_nameless(decoder);
    bind_all(decoder, STAGE_REPEATED);
    decoder->pnrgov->service_count = 0;
    decoder->reader.segment = current;
}
