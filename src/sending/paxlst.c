/* PAXLST (UN/EDIFACT, air subset of the WCO/IATA/ICAO guide): passengers at the close of check-in, who
 * is on board or stayed behind, and the crew. */
#include "sending/internal.h"

/* ---- header ---- */

static bool is_crew_list(const struct composer *composer)
{
    return composer->task->kind == SENDING_CREW;
}

/* 745 passengers, 250 crew; 266 with XF: the flight is cancelled. */
static void write_kind(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    bool close = composer->task->kind == SENDING_API_CLOSEOUT;
    sending_open_segment(composer, "BGM");
    if (composer->task->cancelled) {
        sending_put_word(composer, 1, 0, "266");
        sending_put_word(composer, 2, 0, "XF");
    } else if (close) {
        sending_put_word(composer, 1, 0, dialect->close_name);
        sending_put_word(composer, 2, 0, dialect->close_role);
    } else {
        sending_put_word(composer, 1, 0, is_crew_list(composer) ? "250" : "745");
    }
    sending_close_segment(composer);
}

static void write_sender(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    sending_open_segment(composer, "NAD");
    sending_put_word(composer, 1, 0, "MS");
    sending_put(composer, 4, 0,
                SENDING_JOIN(composer, span_of(composer->flight->carrier), SPAN(" CONTROL "),
                             span_of(dialect->place)));
    sending_close_segment(composer);
    sending_open_segment(composer, "COM");
    sending_put_word(composer, 1, 0, "32 2 555 01 00");
    sending_put_word(composer, 1, 1, "TE");
    sending_close_segment(composer);
}

void sending_write_port(struct composer *composer, const char *qualifier, const char *port)
{
    sending_open_segment(composer, "LOC");
    sending_put_word(composer, 1, 0, qualifier);
    sending_put_word(composer, 2, 0, port);
    sending_close_segment(composer);
}

/* DTM+189:2611201000:201, or with the century in 203; local time of the port. */
static void write_time(struct composer *composer, const char *qualifier, int32_t minute)
{
    bool four = composer->dialect->long_dates;
    struct span day = sending_day_text(composer, sending_day_of(minute), four ? DAY_CYMD : DAY_YMD);
    struct span clock = sending_clock_text(composer, minute);
    sending_open_segment(composer, "DTM");
    sending_put_word(composer, 1, 0, qualifier);
    sending_put(composer, 1, 1, SENDING_JOIN(composer, day, clock));
    sending_put_word(composer, 1, 2, four ? "203" : "201");
    sending_close_segment(composer);
}

/* Who left for elsewhere lands there. */
static const char *lands_at(const struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    bool left = composer->task->minute > world_flight_left(flight);
    return left && flight->diverted[0] ? flight->diverted : flight->off;
}

static void write_flight(struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    sending_open_segment(composer, "TDT");
    sending_put_word(composer, 1, 0, "20");
    sending_put(composer, 2, 0,
                SENDING_JOIN(composer, span_of(flight->carrier), span_of(flight->number)));
    sending_put_word(composer, 5, 0, flight->carrier);
    sending_close_segment(composer);
    sending_write_port(composer, "125", flight->board);
    write_time(composer, "189", sending_departs(composer));
    sending_write_port(composer, "87", lands_at(composer));
    write_time(composer, "232", sending_arrives(composer));
}

/* ---- persons ---- */

/* CNT: the total of the list, in each of its parts. */
static void write_total(struct composer *composer, const char *kind, uint32_t count)
{
    sending_open_segment(composer, "CNT");
    sending_put_word(composer, 1, 0, kind);
    sending_put_number(composer, 1, 1, count);
    sending_close_segment(composer);
}

static void write_totals(struct composer *composer)
{
    const struct sending_items *items = composer->items;
    uint32_t crew = 0;
    for (uint32_t i = 0; i < items->count; i++)
        crew += items->at[i] >= composer->load->passenger_count;
    if (!is_crew_list(composer))
        write_total(composer, "42",
                    items->count - crew + (uint32_t)composer->dialect->passengers_off);
    if (crew)
        write_total(composer, "41", crew);
}

void sending_write_paxlst(struct composer *composer)
{
    write_kind(composer);
    write_sender(composer);
    write_flight(composer);
    for (uint32_t i = 0; i < composer->count; i++)
        sending_write_listed(composer, composer->items->at[composer->from + i]);
    if (!composer->task->cancelled)
        write_totals(composer);
}
