/* Who is told of in a message: which bookings of a push, which persons of a list. */
#include "sending/internal.h"

/* ---- bookings ---- */

struct sending_party sending_party_of(const struct sending_task *task, uint32_t item)
{
    const struct world_booking *booking = &task->load->bookings[item >> 1];
    struct sending_party party = {.booking = booking,
                                  .half = item & 1,
                                  .parted = sending_known(booking->split_at, task->minute),
                                  .cancelled = sending_known(booking->cancelled, task->minute),
                                  .from = booking->first,
                                  .to = booking->first + booking->count};
    uint32_t off = booking->split_off < booking->count ? booking->split_off : booking->count;
    if (party.half)
        party.from = party.to - off;
    else if (party.parted)
        party.to -= off;
    return party;
}

const char *sending_locator(const struct sending_task *task,
                            const struct world_passenger *passenger, uint32_t index)
{
    if (passenger->booking >= task->load->booking_count)
        return "";
    const struct world_booking *booking = &task->load->bookings[passenger->booking];
    bool left = sending_known(booking->split_at, task->minute) &&
                index >= booking->first + booking->count - booking->split_off;
    return left ? booking->split_locator : booking->locator;
}

/* Something came after the push before, up to now. */
static bool is_news(const struct sending_task *task, int32_t minute)
{
    return minute > task->before && sending_known(minute, task->minute);
}

static bool is_passenger_news(const struct sending_task *task, const struct world_passenger *person)
{
    return is_news(task, person->docs_added) || is_news(task, person->seated) ||
           is_news(task, person->checked_in);
}

static bool is_booking_news(const struct sending_task *task, const struct world_booking *booking)
{
    bool news = is_news(task, booking->created) || is_news(task, booking->cancelled) ||
                is_news(task, booking->split_at) || is_news(task, booking->phone_added) ||
                is_news(task, booking->ticketed) || is_news(task, task->load->flight.retimed_at);
    for (uint32_t i = 0; i < booking->count && !news; i++)
        news = is_passenger_news(task, &task->load->passengers[booking->first + i]);
    return news;
}

/* Of whole pushes a cancelled booking is simply absent; changes tell of it once. */
static bool is_pushed(const struct sending_task *task, const struct world_booking *booking)
{
    bool whole = task->before == INT32_MIN;
    if (booking->count == 0 || booking->created > task->minute)
        return false;
    if (whole)
        return !sending_known(booking->cancelled, task->minute);
    if (sending_known(booking->cancelled, task->before))
        return false;
    return is_booking_news(task, booking);
}

static void choose_bookings(const struct sending_task *task, struct sending_items *out)
{
    for (uint32_t i = 0; i < task->load->booking_count; i++) {
        const struct world_booking *booking = &task->load->bookings[i];
        if (!is_pushed(task, booking))
            continue;
        bool parted = sending_known(booking->split_at, task->minute) && booking->split_off;
        if (!parted || booking->split_off < booking->count)
            out->at[out->count++] = sending_item(i, false);
        if (parted)
            out->at[out->count++] = sending_item(i, true);
    }
}

/* ---- persons ---- */

static bool is_listed(const struct sending_task *task, const struct world_passenger *person)
{
    const struct dialect *dialect = sending_dialect(task->dialect);
    bool checked_in = sending_known(person->checked_in, task->minute);
    if (task->kind != SENDING_API_CLOSEOUT)
        return checked_in;
    bool flown = person->fate == FATE_FLOWN && person->checked_in;
    return dialect && dialect->close_left_behind ? checked_in && !flown : flown;
}

static void add_crew(const struct sending_task *task, struct sending_items *out)
{
    const struct world_load *load = task->load;
    for (uint32_t i = 0; i < load->crew_count; i++)
        out->at[out->count++] = load->passenger_count + i;
}

static void choose_persons(const struct sending_task *task, struct sending_items *out)
{
    const struct dialect *dialect = sending_dialect(task->dialect);
    if (task->kind == SENDING_CREW) {
        add_crew(task, out);
        return;
    }
    for (uint32_t i = 0; i < task->load->passenger_count; i++)
        if (is_listed(task, &task->load->passengers[i]))
            out->at[out->count++] = i;
    if (dialect && dialect->crew_within)
        add_crew(task, out);
}

/* Tables have no bookings; a list without anybody is sent only where it tells that nobody stayed. */
bool sending_choose(const struct sending_task *task, struct arena *arena, struct sending_items *out)
{
    const struct dialect *dialect = sending_dialect(task->dialect);
    const struct world_load *load = task->load;
    bool pnr = sending_is_pnr(task->kind);
    *out = (struct sending_items){0};
    if (task->cancelled)
        return dialect && dialect->cancels;
    if (pnr && (!dialect || load->flight.charter))
        return false;
    if (task->kind == SENDING_CREW && dialect && dialect->crew_within)
        return false;
    out->at =
        arena_array(arena, uint32_t,
                    2 * (size_t)load->booking_count + load->passenger_count + load->crew_count + 1);
    if (pnr)
        choose_bookings(task, out);
    else
        choose_persons(task, out);
    return out->count ||
           (task->kind == SENDING_API_CLOSEOUT && dialect && dialect->close_left_behind);
}
