/* Tickets and how they were paid: TKT, MON, PTK, FOP (PNRGOV GR3, GR4). */
#include "sending/internal.h"

static uint64_t amount_of(const struct sending_party *party,
                          const struct world_passenger *passenger)
{
    uint64_t each = (uint64_t)(party->booking->amount > 0 ? party->booking->amount : 0);
    each = party->booking->count ? each / party->booking->count : each;
    if (sending_is_infant(passenger))
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
void sending_write_ticket(struct composer *composer, const struct sending_party *party,
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
