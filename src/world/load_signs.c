/* What is unusual about each passenger, by what the messages can tell: of the planted and of the others alike. */
#include "world/internal.h"

enum { SHORT_DAYS = 3, LONG_DAYS = 10, MANY = 3, KILOGRAMS_A_DAY = 20, LATE = 24 * 60 };

/* Days between the two directions; -1 when there is one. */
static int32_t stay_of(const struct trip *trip)
{
    return trip->legs[1].service == NO_SERVICE ? -1 : trip->legs[1].day - trip->legs[0].day;
}

static uint32_t when(bool is, enum world_sign sign)
{
    return is ? 1u << sign : 0;
}

static uint32_t signs_of_booking(const struct loading *loading, const struct world_booking *booking,
                                 const struct trip *trip)
{
    int32_t stay = stay_of(trip);
    bool ring = trip->plant_kind == PLANT_COURIER_RING;
    bool company = booking->payment == PAYMENT_CARD && booking->segment == SEGMENT_BUSINESS &&
                   strcmp(booking->card, loading->head.card) != 0;
    return when((booking->agency_phone && booking->phone.size > 0) || ring, SIGN_PHONE_SHARED) |
           when(company || ring, SIGN_CARD_SHARED) |
           when(booking->agency[0] && booking->agency_small, SIGN_AGENCY_SMALL) |
           when(booking->payment == PAYMENT_CASH, SIGN_CASH) |
           when(booking->payer.size > 0, SIGN_PAYER_OTHER) |
           when(loading->load->flight.departs - booking->created < LATE, SIGN_BOOKED_LATE) |
           when(stay >= 0 && stay <= SHORT_DAYS && booking->segment != SEGMENT_TRANSIT,
                SIGN_STAY_SHORT) |
           when(stay < 0, SIGN_ONE_WAY) | when(booking->count == 1, SIGN_TRAVELS_ALONE) |
           when(booking->broken, SIGN_ROUTE_BROKEN);
}

static uint32_t signs_of_person(const struct loading *loading,
                                const struct world_passenger *passenger, int32_t stay)
{
    bool heavy = stay >= 0 && (int32_t)passenger->bag_weight > KILOGRAMS_A_DAY * (stay + 1);
    return when(passenger->bags >= MANY || heavy, SIGN_BAGS_MANY) |
           when(passenger->checked_in && passenger->bags == 0 && stay > LONG_DAYS, SIGN_BAGS_NONE) |
           when(entries_have_surname(loading->world, passenger->person.surname), SIGN_NAME_LISTED);
}

/* Beside somebody of another booking: the neighbours in the order of seats. */
static bool shares_row(const struct world_load *load, uint32_t at)
{
    const struct world_passenger *passenger = &load->passengers[at];
    const struct world_passenger *before = at ? passenger - 1 : NULL;
    const struct world_passenger *after = at + 1 < load->passenger_count ? passenger + 1 : NULL;
    if (!passenger->seat[0])
        return false;
    return (before && before->seat[0] && before->booking != passenger->booking) ||
           (after && after->seat[0] && after->booking != passenger->booking);
}

void load_signs(struct loading *loading)
{
    struct world_load *load = loading->load;
    for (uint32_t i = 0; i < load->booking_count; i++) {
        struct world_booking *booking = &load->bookings[i];
        loading->trip = &loading->kept->trips.at[i];
        loading->booking = booking;
        loading->head = load->passengers[booking->first].person;
        uint32_t shared = signs_of_booking(loading, booking, loading->trip);
        for (uint32_t k = booking->first; k < booking->first + booking->count; k++)
            load->passengers[k].signs |=
                shared | signs_of_person(loading, &load->passengers[k], stay_of(loading->trip)) |
                when(shares_row(load, k), SIGN_ROW_SHARED);
    }
}
