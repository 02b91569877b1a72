/* What was done to a booking: ABI with SAC (PNRGOV GR11, GR12), or LTS, the same as one text a change. */
#include "sending/internal.h"

/* What the history tells, in order. */
struct change {
    int32_t minute;
    enum { MADE, PHONED, PARTED, CANCELLED } what;
};
enum { MOST_CHANGES = 4 };

static unsigned collect(const struct composer *composer, const struct sending_party *party,
                        struct change out[MOST_CHANGES])
{
    const struct world_booking *booking = party->booking;
    int32_t now = composer->task->minute;
    unsigned count = 0;
    out[count++] = (struct change){booking->created, MADE};
    if (sending_known(booking->phone_added, now) && booking->phone_added > booking->created &&
        booking->phone.size)
        out[count++] = (struct change){booking->phone_added, PHONED};
    if (party->parted && !party->half)
        out[count++] = (struct change){booking->split_at, PARTED};
    if (party->cancelled)
        out[count++] = (struct change){booking->cancelled, CANCELLED};
    return count;
}

/* The sign of whoever did it: of the office, four digits and two letters. */
static struct span sign_of(struct composer *composer, const struct sending_party *party)
{
    struct chance chance = chance_of(party->booking->seed, 0x519E, 0);
    uint32_t digits = chance_below(&chance, 10000);
    char *letters = arena_raw(composer->arena, 2);
    letters[0] = (char)('A' + chance_below(&chance, 26));
    letters[1] = (char)('A' + chance_below(&chance, 26));
    return SENDING_JOIN(composer, sending_digits(composer, digits, 4), ((struct span){letters, 2}));
}

static struct span office_of(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    const char *city = booking->agency[0] ? booking->agency_city : composer->flight->board;
    return SENDING_JOIN(composer, span_of(city), span_of(composer->flight->carrier), SPAN("0100"));
}

/* ---- ABI, SAC ---- */

static void write_leg(struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    sending_open_segment(composer, "TVL");
    sending_put_day(composer, 1, 0, sending_day_of(flight->departs + flight->board_offset),
                    DAY_DMY);
    sending_put_word(composer, 2, 0, flight->board);
    sending_put_word(composer, 3, 0, flight->off);
    sending_put_word(composer, 4, 0, flight->carrier);
    sending_put_word(composer, 5, 0, flight->number);
    sending_close_segment(composer);
}

static void write_action(struct composer *composer, const char *action)
{
    sending_open_segment(composer, "SAC");
    sending_put_word(composer, 3, 0, action);
    sending_close_segment(composer);
}

static void write_parted_names(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    for (uint32_t i = party->to; i < booking->first + booking->count; i++) {
        write_action(composer, "X");
        sending_open_segment(composer, "TIF");
        sending_put_names(composer, party, i);
        sending_close_segment(composer);
    }
}

static void write_what(struct composer *composer, const struct sending_party *party,
                       const struct change *change)
{
    switch (change->what) {
    case MADE:
        write_action(composer, "A");
        write_leg(composer);
        break;
    case PHONED:
        write_action(composer, "A");
        sending_open_segment(composer, "ADD");
        sending_put_word(composer, 2, 0, "702");
        sending_put(composer, 2, 7, sending_phone(composer, party->booking->phone));
        sending_close_segment(composer);
        break;
    case PARTED: write_parted_names(composer, party); break;
    case CANCELLED:
        write_action(composer, "X");
        write_leg(composer);
        break;
    }
}

static void write_change(struct composer *composer, const struct sending_party *party,
                         const struct change *change)
{
    const struct world_booking *booking = party->booking;
    sending_open_segment(composer, "ABI");
    sending_put_word(composer, 1, 0, "4");
    sending_put(composer, 2, 0, sign_of(composer, party));
    sending_put_word(composer, 2, 1, "GS");
    sending_put_word(composer, 3, 0,
                     booking->agency[0] ? booking->agency_city : composer->flight->board);
    sending_put_word(composer, 5, 0, composer->flight->carrier);
    sending_close_segment(composer);
    sending_open_segment(composer, "DAT");
    sending_put_word(composer, 1, 0, "700");
    sending_put_day(composer, 1, 1, sending_day_of(change->minute), DAY_DMY);
    sending_put_clock(composer, 1, 2, change->minute);
    sending_close_segment(composer);
    write_what(composer, party, change);
}

/* ---- LTS ---- */

static void write_line(struct composer *composer, struct span text)
{
    sending_open_segment(composer, "LTS");
    sending_put(composer, 1, 0, text);
    sending_close_segment(composer);
}

/* SURNAME/GIVEN MR(ADT) */
static struct span listed(struct composer *composer, const struct world_passenger *passenger)
{
    bool titled = passenger->title[0] && passenger->pnr_spelling != SPELLING_TITLED;
    return SENDING_JOIN(composer, passenger->pnr_surname, SPAN("/"), passenger->pnr_given,
                        titled && passenger->pnr_given.size ? SPAN(" ") : SPAN(""),
                        titled ? span_of(passenger->title) : SPAN(""),
                        passenger->kind == KIND_CHILD        ? SPAN("(CHD)")
                        : passenger->kind == KIND_INFANT_LAP ? SPAN("(INF)")
                                                             : SPAN("(ADT)"));
}

static void write_names(struct composer *composer, const struct sending_party *party,
                        struct span before)
{
    for (uint32_t i = party->from; i < party->to; i++)
        write_line(composer, SENDING_JOIN(composer, before, SPAN("O/NM/"),
                                          listed(composer, &composer->load->passengers[i])));
}

static void write_segment(struct composer *composer, struct span before, struct span action)
{
    const struct world_flight *flight = composer->flight;
    struct span day = sending_day_text(
        composer, sending_day_of(flight->departs + flight->board_offset), DAY_NAMED);
    write_line(composer,
               SENDING_JOIN(composer, before, action, SPAN("/SS/"), span_of(flight->carrier),
                            SPAN(" "), span_of(flight->number), SPAN(" Y "), span_part(day, 0, 5),
                            SPAN(" "), span_of(flight->board), span_of(flight->off)));
}

/* Who left, and the locator of the booking that they went to. */
static void write_split(struct composer *composer, const struct sending_party *party,
                        struct span before)
{
    const struct world_booking *booking = party->booking;
    for (uint32_t i = party->to; i < booking->first + booking->count; i++)
        write_line(composer, SENDING_JOIN(composer, before, SPAN("S/"),
                                          listed(composer, &composer->load->passengers[i]),
                                          SPAN(" -"), span_of(booking->split_locator)));
}

/* CR-TASHY0100 12345678 GS 1234AB 25MAY0315Z */
static void write_signature(struct composer *composer, const struct sending_party *party,
                            struct span before, int32_t minute)
{
    struct span day = sending_day_text(composer, sending_day_of(minute), DAY_NAMED);
    struct span clock = sending_clock_text(composer, minute);
    const char *agency = party->booking->agency[0] ? party->booking->agency : "00000000";
    write_line(composer,
               SENDING_JOIN(composer, before, SPAN("Z/CR-"), office_of(composer, party), SPAN(" "),
                            span_of(agency), SPAN(" GS "), sign_of(composer, party), SPAN(" "),
                            span_part(day, 0, 5), clock, SPAN("Z")));
}

static void write_text(struct composer *composer, const struct sending_party *party,
                       const struct change *change, unsigned number)
{
    struct span before = SENDING_JOIN(composer, sending_digits(composer, number, 1), SPAN("/"));
    switch (change->what) {
    case MADE:
        write_names(composer, party, before);
        write_segment(composer, before, SPAN("O"));
        break;
    case PHONED:
        write_line(composer, SENDING_JOIN(composer, before, SPAN("A/5/"),
                                          sending_phone(composer, party->booking->phone)));
        break;
    case PARTED: write_split(composer, party, before); break;
    case CANCELLED: write_segment(composer, before, SPAN("X")); break;
    }
    write_signature(composer, party, before, change->minute);
}

void sending_write_history(struct composer *composer, const struct sending_party *party)
{
    struct change changes[MOST_CHANGES];
    if (composer->dialect->history == HISTORY_NONE)
        return;
    unsigned count = collect(composer, party, changes);
    for (unsigned i = 0; i < count; i++)
        if (composer->dialect->history == HISTORY_ABI)
            write_change(composer, party, &changes[i]);
        else
            write_text(composer, party, &changes[i], i);
}
