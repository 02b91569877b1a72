/* A traveller of a booking: TIF and what stands below it (PNRGOV GR2 to GR4). */
#include "sending/internal.h"

static bool is_infant(const struct world_passenger *passenger)
{
    return passenger->kind == KIND_INFANT_LAP;
}

/* TIF 9944: from 1 within the booking. */
static uint32_t number_of(const struct sending_party *party, uint32_t person)
{
    return person - party->from + 1;
}

/* The index of the infant that an adult holds; UINT32_MAX. */
static uint32_t infant_of(const struct composer *composer, const struct sending_party *party,
                          uint32_t adult)
{
    for (uint32_t i = party->from; i < party->to; i++)
        if (is_infant(&composer->load->passengers[i]) &&
            composer->load->passengers[i].adult == adult)
            return i;
    return UINT32_MAX;
}

/* ---- names ---- */

/* The title follows the given names: apart from them or, in some systems, glued to them. A name that
 * was spelled with its title has it already. */
static struct span with_title(struct composer *composer, const struct world_passenger *passenger)
{
    bool titled = passenger->title[0] && passenger->pnr_spelling != SPELLING_TITLED &&
                  !is_infant(passenger);
    bool apart = composer->dialect->title == TITLE_APART && passenger->pnr_given.size;
    if (!titled)
        return passenger->pnr_given;
    return SENDING_JOIN(composer, passenger->pnr_given, apart ? SPAN(" ") : SPAN(""),
                        span_of(passenger->title));
}

static void put_raw(struct composer *composer, unsigned position, unsigned component,
                    struct span text)
{
    if (text.size == 0)
        return;
    edifact_at(&composer->writer, position, component);
    buffer_append(composer->writer.out, text.at, text.size);
}

static void put_name(struct composer *composer, unsigned position, unsigned component,
                     struct span name)
{
    if (composer->dialect->raw_apostrophes)
        put_raw(composer, position, component, name);
    else
        sending_put(composer, position, component, name);
}

static const char *type_of(const struct world_passenger *passenger)
{
    if (is_infant(passenger))
        return "IN";
    return passenger->kind == KIND_CHILD || passenger->kind == KIND_ALONE ? "C" : "A";
}

void sending_put_names(struct composer *composer, const struct sending_party *party, uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    struct span given = with_title(composer, passenger), surname = passenger->pnr_surname;
    if (composer->dialect->name_slash) {
        put_name(composer, 1, 0,
                 given.size ? SENDING_JOIN(composer, surname, SPAN("/"), given) : surname);
    } else {
        put_name(composer, 1, 0, surname);
        sending_put_word(composer, 1, 1, "I");
        put_name(composer, 2, 0, given);
    }
    sending_put_word(composer, 2, 1, type_of(passenger));
    sending_put_number(composer, 2, 2, number_of(party, person));
}

static void write_name(struct composer *composer, const struct sending_party *party, uint32_t person)
{
    sending_open_segment(composer, "TIF");
    sending_put_names(composer, party, person);
    if (infant_of(composer, party, person) != UINT32_MAX)
        sending_put_word(composer, 2, 3, "1");
    sending_close_segment(composer);
    sending_name(composer, person);
}

/* ---- cards, references, fares ---- */

/* A number of a programme begins with the carrier that runs it, or it is the operating carrier's. */
static void write_loyalty(struct composer *composer, const struct world_passenger *passenger)
{
    struct span number = span_of(passenger->person.loyalty);
    bool prefixed = number.size > 5 && number.at[0] >= 'A' && number.at[1] >= 'A';
    if (number.size == 0)
        return;
    sending_open_segment(composer, "FTI");
    sending_put(composer, 1, 0,
                prefixed ? span_part(number, 0, 2) : span_of(composer->flight->carrier));
    sending_put(composer, 1, 1, prefixed ? span_part(number, 2, number.size) : number);
    sending_close_segment(composer);
}

static void write_unique(struct composer *composer, const struct sending_party *party,
                         uint32_t person)
{
    static const char hex[] = "0123456789ABCDEF";
    uint64_t mixed = chance_mix(party->booking->seed + person - party->booking->first);
    char text[16];
    for (unsigned i = 0; i < sizeof text; i++, mixed >>= 4)
        text[i] = hex[mixed & 15];
    sending_open_segment(composer, "REF");
    sending_put(composer, 1, 1, (struct span){text, sizeof text});
    sending_close_segment(composer);
}

static void write_fare(struct composer *composer, const struct sending_party *party,
                       const struct world_passenger *passenger)
{
    static const char *const economy[] = {"YOW", "YRT6M", "QEX3", "LPROMO", "HSAVE", "MFLEX"};
    struct chance chance = chance_of(party->booking->seed, 0xFA7E, 0);
    bool staff = passenger->kind == KIND_STAFF_TRAVEL;
    sending_open_segment(composer, "FAR");
    sending_put_word(composer, 1, 0, staff ? "I" : "N");
    sending_put_word(composer, 6, 0, staff ? "ID90N2" : CHANCE_ONE_OF(&chance, economy));
    sending_close_segment(composer);
}

/* ---- service requests ---- */

/* SSR+code:HK:1:carrier, and the ports of the leg where it is for one. */
static void open_service(struct composer *composer, const char *code, bool leg)
{
    sending_open_segment(composer, "SSR");
    sending_put_word(composer, 1, 0, code);
    sending_put_word(composer, 1, 1, "HK");
    sending_put_word(composer, 1, 2, "1");
    sending_put_word(composer, 1, 3, composer->flight->carrier);
    if (leg) {
        sending_put_word(composer, 1, 6, composer->flight->board);
        sending_put_word(composer, 1, 7, composer->flight->off);
    }
}

static void close_service(struct composer *composer, struct span text, uint32_t reference)
{
    sending_put(composer, 1, 8, text);
    if (reference)
        sending_put_number(composer, 2, 2, reference);
    sending_close_segment(composer);
}

static struct span named_day(struct composer *composer, int32_t day)
{
    return day == DAY_UNKNOWN ? SPAN("") : sending_day_text(composer, day, DAY_NAMED);
}

/* /P/UZB/AA1234567/UZB/05JUL80/M/12MAR30/SURNAME/GIVEN (AIRIMP 3.13); I behind the sex of infants. */
static struct span docs_text(struct composer *composer, const struct world_passenger *passenger)
{
    const struct world_document *document = &passenger->pnr_document;
    char sex[3] = {passenger->person.sex, is_infant(passenger) ? 'I' : '\0', '\0'};
    struct span slash = SPAN("/");
    return SENDING_JOIN(composer, slash, span_of(document->type), slash, span_of(document->state),
                        slash, span_of(document->number), slash,
                        span_of(passenger->nationality_told), slash,
                        named_day(composer, passenger->pnr_birth), slash, span_of(sex), slash,
                        document->expires ? named_day(composer, document->expires) : SPAN(""),
                        slash, passenger->pnr_surname, slash, passenger->pnr_given);
}

static void write_docs(struct composer *composer, const struct sending_party *party,
                       uint32_t person, bool reference)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    if (!sending_known(passenger->docs_added, composer->task->minute) ||
        !passenger->pnr_document.number[0])
        return;
    open_service(composer, "DOCS", composer->dialect->documents == DOCS_SEGMENT);
    close_service(composer, docs_text(composer, passenger),
                  reference ? number_of(party, person) : 0);
}

void sending_write_documents(struct composer *composer, const struct sending_party *party)
{
    bool reference = composer->dialect->documents != DOCS_BOOKING;
    for (uint32_t i = party->from; i < party->to; i++)
        write_docs(composer, party, i, reference);
}

static void write_infant(struct composer *composer, const struct sending_party *party,
                         uint32_t adult)
{
    uint32_t index = infant_of(composer, party, adult);
    if (index == UINT32_MAX)
        return;
    const struct world_passenger *infant = &composer->load->passengers[index];
    struct span birth = named_day(composer, infant->pnr_birth);
    open_service(composer, "INFT", true);
    close_service(composer,
                  SENDING_JOIN(composer, infant->pnr_surname, SPAN("/"), infant->pnr_given,
                               birth.size ? SPAN(" ") : birth, birth),
                  number_of(party, adult));
}

/* CHLD tells the birth, UMNR the age of who flies alone. */
static void write_child(struct composer *composer, const struct sending_party *party,
                        uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    if (passenger->pnr_birth == DAY_UNKNOWN)
        return;
    if (passenger->kind == KIND_CHILD) {
        open_service(composer, "CHLD", false);
        close_service(composer, named_day(composer, passenger->pnr_birth),
                      number_of(party, person));
    } else if (passenger->kind == KIND_ALONE) {
        int32_t years = (composer->flight->day - passenger->pnr_birth) * 4 / 1461;
        open_service(composer, "UMNR", false);
        close_service(composer,
                      SENDING_JOIN(composer, SPAN("UM"),
                                   sending_digits(composer, years > 0 ? (uint64_t)years : 0, 2)),
                      number_of(party, person));
    }
}

/* What must not be sent is sent now and then, and has to be dropped by whoever reads it. */
static void write_sensitive(struct composer *composer, const struct sending_party *party,
                            uint32_t person)
{
    static const char *const codes[] = {"MEDA", "VGML", "KSML", "MOML", "WCHR", "DBML"};
    enum { PER_MILLION = 6000 };
    struct chance chance = chance_of(party->booking->seed, 0x5E75, person - party->booking->first);
    bool asked = chance_in(&chance, PER_MILLION);
    const char *code = CHANCE_ONE_OF(&chance, codes);
    if (!asked)
        return;
    open_service(composer, code, true);
    close_service(composer, SPAN(""), number_of(party, person));
}

static void write_seat(struct composer *composer, const struct sending_party *party, uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    if (!passenger->seat[0] || !sending_known(passenger->seated, composer->task->minute))
        return;
    open_service(composer, "SEAT", true);
    sending_put_word(composer, 2, 0, passenger->seat);
    sending_put_number(composer, 2, 2, number_of(party, person));
    sending_close_segment(composer);
}

static void write_contact(struct composer *composer, const char *code, struct span text,
                          uint32_t reference)
{
    if (text.size == 0)
        return;
    open_service(composer, code, false);
    close_service(composer, text, reference);
}

/* Contacts and home of the booking stand below its first traveller. */
static void write_first(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    const struct world_person *person = &composer->load->passengers[party->from].person;
    if (composer->dialect->contacts == CONTACT_SSR) {
        if (sending_known(booking->phone_added, composer->task->minute))
            write_contact(composer, "CTCM", sending_phone(composer, booking->phone), 1);
        write_contact(composer, "CTCE", sending_mail(composer, booking->email), 1);
    }
    struct span slash = SPAN("/");
    if (composer->dialect->home && person->street.size)
        write_contact(composer, "DOCA",
                      SENDING_JOIN(composer, SPAN("/R/"), span_of(person->residence), slash,
                                   person->street, slash, person->city, slash, slash,
                                   person->postcode),
                      1);
}

static void write_services(struct composer *composer, const struct sending_party *party,
                           uint32_t person)
{
    if (person == party->from)
        write_first(composer, party);
    write_infant(composer, party, person);
    write_child(composer, party, person);
    if (composer->dialect->documents == DOCS_TRAVELLER)
        write_docs(composer, party, person, true);
    if (composer->dialect->seats == SEATS_TRAVELLER)
        write_seat(composer, party, person);
    write_sensitive(composer, party, person);
}

/* ---- ticket and payment ---- */

static uint64_t amount_of(const struct sending_party *party, const struct world_passenger *passenger)
{
    uint64_t each = (uint64_t)(party->booking->amount > 0 ? party->booking->amount : 0);
    each = party->booking->count ? each / party->booking->count : each;
    if (is_infant(passenger))
        each /= 10;
    return each ? each : 1;
}

static struct span money(struct composer *composer, uint64_t amount)
{
    return SENDING_JOIN(composer, sending_digits(composer, amount, 1), SPAN(".00"));
}

/* First six and last four digits are what may be told of a card. */
static struct span card_of(struct composer *composer, const struct world_booking *booking)
{
    enum { FIRST = 6, LAST = 4 };
    struct span card = span_of(booking->card);
    if (composer->dialect->whole_cards || card.size <= FIRST + LAST)
        return card;
    struct span rest = span_part(card, card.size - LAST, LAST);
    return SENDING_JOIN(composer, span_part(card, 0, FIRST),
                        span_part(SPAN("XXXXXXXXXX"), 0, card.size - FIRST - LAST), rest);
}

/* The day until which the card is valid, MMYY, is its own: made out of its number. */
static struct span card_expiry(struct composer *composer, const struct world_booking *booking)
{
    uint64_t sum = 0;
    for (const char *at = booking->card; *at; at++)
        sum = sum * 31 + (unsigned char)*at;
    int year = date_from_day(composer->flight->day).year + 1 + (int)(sum / 12 % 4);
    return SENDING_JOIN(composer, sending_digits(composer, 1 + sum % 12, 2),
                        sending_digits(composer, (uint64_t)(year % 100), 2));
}

static void write_payment(struct composer *composer, const struct sending_party *party,
                          uint64_t amount)
{
    static const char *const forms[] = {[PAYMENT_CARD] = "CC",
                                        [PAYMENT_CASH] = "CA",
                                        [PAYMENT_INVOICE] = "IN",
                                        [PAYMENT_MILES] = "MS"};
    const struct world_booking *booking = party->booking;
    sending_open_segment(composer, "FOP");
    sending_put_word(composer, 1, 0, forms[booking->payment]);
    sending_put(composer, 1, 2, money(composer, amount));
    if (booking->payment == PAYMENT_CARD && booking->card[0]) {
        sending_put_word(composer, 1, 3, "VI");
        sending_put(composer, 1, 4, card_of(composer, booking));
        sending_put(composer, 1, 5, card_expiry(composer, booking));
    }
    sending_close_segment(composer);
    if (booking->payer.size == 0)
        return;
    sending_open_segment(composer, "IFT");
    sending_put_word(composer, 1, 0, "4");
    sending_put_word(composer, 1, 1, "43");
    sending_put(composer, 2, 0, booking->payer);
    sending_close_segment(composer);
}

/* PTK's number is the ticketing airline's (operations.md 19): the first three digits of the ticket. */
static void write_ticket(struct composer *composer, const struct sending_party *party,
                         const struct world_passenger *passenger)
{
    const struct world_booking *booking = party->booking;
    uint64_t amount = amount_of(party, passenger);
    if (!sending_known(booking->ticketed, composer->task->minute) || !passenger->ticket[0])
        return;
    sending_open_segment(composer, "TKT");
    sending_put_word(composer, 1, 0, passenger->ticket);
    sending_put_word(composer, 1, 1, "T");
    sending_put_word(composer, 1, 2, "1");
    sending_close_segment(composer);
    sending_open_segment(composer, "MON");
    sending_put_word(composer, 1, 0, "T");
    sending_put(composer, 1, 1, money(composer, amount));
    sending_put_word(composer, 1, 2, booking->currency);
    sending_close_segment(composer);
    sending_open_segment(composer, "PTK");
    sending_put_word(composer, 1, 0, "NR");
    sending_put_day(composer, 3, 0, sending_day_of(booking->ticketed), DAY_DMY);
    sending_put_clock(composer, 3, 1, booking->ticketed);
    sending_put_word(composer, 4, 0, composer->flight->carrier);
    sending_put(composer, 5, 0, span_part(span_of(passenger->ticket), 0, 3));
    sending_close_segment(composer);
    write_payment(composer, party, amount);
}

/* ---- all of them ---- */

void sending_write_travellers(struct composer *composer, const struct sending_party *party)
{
    for (uint32_t i = party->from; i < party->to; i++) {
        const struct world_passenger *passenger = &composer->load->passengers[i];
        write_name(composer, party, i);
        write_loyalty(composer, passenger);
        write_unique(composer, party, i);
        write_fare(composer, party, passenger);
        write_services(composer, party, i);
        write_ticket(composer, party, passenger);
    }
}
