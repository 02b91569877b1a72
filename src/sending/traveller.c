/* A traveller of a booking: TIF and what stands below it (PNRGOV GR2 to GR4). */
#include "sending/internal.h"

uint32_t sending_infant_of(const struct composer *composer, const struct sending_party *party,
                           uint32_t adult)
{
    for (uint32_t i = party->from; i < party->to; i++)
        if (sending_is_infant(&composer->load->passengers[i]) &&
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
                  !sending_is_infant(passenger);
    bool apart = composer->dialect->title == TITLE_APART && passenger->pnr_given.size;
    if (!titled)
        return passenger->pnr_given;
    return SENDING_JOIN(composer, passenger->pnr_given, apart ? SPAN(" ") : SPAN(""),
                        span_of(passenger->title));
}

static const char *type_of(const struct world_passenger *passenger)
{
    if (sending_is_infant(passenger))
        return "IN";
    return passenger->kind == KIND_CHILD || passenger->kind == KIND_ALONE ? "C" : "A";
}

void sending_put_names(struct composer *composer, const struct sending_party *party,
                       uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    struct span given = with_title(composer, passenger), surname = passenger->pnr_surname;
    if (composer->dialect->name_slash) {
        sending_put_name(composer, 1, 0,
                         given.size ? SENDING_JOIN(composer, surname, SPAN("/"), given) : surname);
    } else {
        sending_put_name(composer, 1, 0, surname);
        sending_put_word(composer, 1, 1, "I");
        sending_put_name(composer, 2, 0, given);
    }
    sending_put_word(composer, 2, 1, type_of(passenger));
    sending_put_number(composer, 2, 2, sending_number_of(party, person));
}

static void write_name(struct composer *composer, const struct sending_party *party,
                       uint32_t person)
{
    sending_open_segment(composer, "TIF");
    sending_put_names(composer, party, person);
    if (sending_infant_of(composer, party, person) != UINT32_MAX)
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

/* ---- all of them ---- */

void sending_write_travellers(struct composer *composer, const struct sending_party *party)
{
    for (uint32_t i = party->from; i < party->to; i++) {
        const struct world_passenger *passenger = &composer->load->passengers[i];
        write_name(composer, party, i);
        write_loyalty(composer, passenger);
        write_unique(composer, party, i);
        write_fare(composer, party, passenger);
        sending_write_requests(composer, party, i);
        sending_write_ticket(composer, party, passenger);
    }
}
