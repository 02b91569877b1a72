#include "sim/internal.h"

static void write_shares(struct line *line, const struct world_flight *flight)
{
    line_begin_array(line, "shares");
    for (unsigned i = 0; i < flight->share_count; i++) {
        line_begin(line, NULL);
        line_text(line, "carrier", flight->shares[i].carrier);
        line_text(line, "number", flight->shares[i].number);
        line_end(line);
    }
    line_end_array(line);
}

/* Local and UTC. */
static void write_time(struct line *line, const char *key, const char *local_key, int32_t minute,
                       int32_t offset)
{
    line_minute(line, key, minute);
    line_local(line, local_key, minute, offset);
}

static void write_times(struct line *line, const struct world_flight *flight)
{
    int32_t there = flight->board_offset, then = flight->off_offset;
    bool gone = flight->cancelled_at == 0;
    write_time(line, "departs", "departs_local", flight->departs, there);
    write_time(line, "arrives", "arrives_local", flight->arrives, then);
    write_time(line, "left", "left_local", gone ? world_flight_left(flight) : 0, there);
    write_time(line, "landed", "landed_local", gone ? world_flight_landed(flight) : 0, then);
    line_minute(line, "retimed_at", flight->retimed_at);
    line_int(line, "retimed_by", flight->retimed_by);
    line_text(line, "diverted", flight->diverted);
    line_minute(line, "cancelled_at", flight->cancelled_at);
}

enum status sim_flight_write(struct run *run, const struct world_load *load)
{
    const struct world_flight *flight = &load->flight;
    const struct world_provider *provider = &run->profile->providers[flight->provider];
    struct line at = {&run->flights.buffer, false}, *line = &at;
    line_begin(line, NULL);
    line_int(line, "flight", flight->index);
    line_text(line, "carrier", flight->carrier);
    line_text(line, "number", flight->number);
    line_day(line, "day", flight->day);
    line_text(line, "board", flight->board);
    line_text(line, "off", flight->off);
    line_text(line, "direction", flight->inbound ? "inbound" : "outbound");
    line_bool(line, "charter", flight->charter);
    write_shares(line, flight);
    write_times(line, flight);
    line_int(line, "seats", flight->seats);
    line_text(line, "provider", provider->name);
    line_text(line, "dialect", sim_dialect_word(provider->dialect));
    line_int(line, "bookings", load->booking_count);
    line_int(line, "passengers", load->passenger_count);
    line_int(line, "crew", load->crew_count);
    line_close(line);
    run->manifest->counts.flights++;
    run->manifest->counts.bookings += load->booking_count;
    run->manifest->counts.passengers += load->passenger_count;
    run->manifest->counts.crew += load->crew_count;
    return output_turn(run, &run->flights);
}
