/* Service requests of a traveller (SSR; texts as AIRIMP 3.13 has them). */
#include "sending/internal.h"

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
    char sex[3] = {passenger->person.sex, sending_is_infant(passenger) ? 'I' : '\0', '\0'};
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
                  reference ? sending_number_of(party, person) : 0);
}

static bool begins_as(struct span one, struct span other)
{
    size_t size = one.size < other.size ? one.size : other.size;
    return span_equal(span_part(one, 0, size), span_part(other, 0, size));
}

/* Whether somebody else of the booking may be meant by the name: then it alone says nothing. */
static bool has_namesake(const struct composer *composer, const struct sending_party *party,
                         uint32_t person)
{
    const struct world_passenger *passengers = composer->load->passengers;
    for (uint32_t i = party->from; i < party->to; i++)
        if (i != person && span_equal(passengers[i].pnr_surname, passengers[person].pnr_surname) &&
            begins_as(passengers[i].pnr_given, passengers[person].pnr_given))
            return true;
    return false;
}

void sending_write_documents(struct composer *composer, const struct sending_party *party)
{
    bool by_name = composer->dialect->documents == DOCS_BOOKING;
    for (uint32_t i = party->from; i < party->to; i++)
        write_docs(composer, party, i, !by_name || has_namesake(composer, party, i));
}

static void write_infant(struct composer *composer, const struct sending_party *party,
                         uint32_t adult)
{
    uint32_t index = sending_infant_of(composer, party, adult);
    if (index == UINT32_MAX)
        return;
    const struct world_passenger *infant = &composer->load->passengers[index];
    struct span birth = named_day(composer, infant->pnr_birth);
    open_service(composer, "INFT", true);
    close_service(composer,
                  SENDING_JOIN(composer, infant->pnr_surname, SPAN("/"), infant->pnr_given,
                               birth.size ? SPAN(" ") : birth, birth),
                  sending_number_of(party, adult));
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
                      sending_number_of(party, person));
    } else if (passenger->kind == KIND_ALONE) {
        int32_t years = (composer->flight->day - passenger->pnr_birth) * 4 / 1461;
        open_service(composer, "UMNR", false);
        close_service(composer,
                      SENDING_JOIN(composer, SPAN("UM"),
                                   sending_digits(composer, years > 0 ? (uint64_t)years : 0, 2)),
                      sending_number_of(party, person));
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
    close_service(composer, SPAN(""), sending_number_of(party, person));
}

static void write_seat(struct composer *composer, const struct sending_party *party,
                       uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    if (!passenger->seat[0] || !sending_known(passenger->seated, composer->task->minute))
        return;
    open_service(composer, "SEAT", true);
    sending_put_word(composer, 2, 0, passenger->seat);
    sending_put_number(composer, 2, 2, sending_number_of(party, person));
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

void sending_write_requests(struct composer *composer, const struct sending_party *party,
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
