/* Tickets of a traveller and how they were paid: TKT, MON, PTK, FOP and the dates between. */
#include "decode/pnrgov.h"

/* Whether a ticket is open; what has no ticket has no owner. */
static bool has_ticket(struct decoder *decoder)
{
    if (decoder->pnrgov->ticket != IMAGE_NONE)
        return true;
    decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    return false;
}

/* PTK's date stands in where no DAT+710 gave the day of issue. */
void pnr_close_ticket(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->ticket != IMAGE_NONE && !pnr->ticket_dated && pnr->ticket_date.text.size)
        decode_put_moment(decoder, pnr->ticket, FIELD_TICKET_ISSUED, pnr->ticket_date,
                          pnr->ticket_time);
    pnr->ticket = pnr->payment = IMAGE_NONE;
    pnr->ticket_date.text.size = 0;
    pnr->ticket_dated = false;
}

void pnr_read_tkt(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece number = decode_at(decoder, 1, 0);
    pnr_close_ticket(decoder);
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    uint32_t person = pnr_group_person(pnr);
    pnr->ticket = decode_node(decoder, NODE_TICKET, pnr_owner(pnr, person));
    pnr->group = person == PERSON_NONE ? pnr->group : PNR_TICKET;
    decode_put(decoder, pnr->ticket, FIELD_TICKET_NUMBER, number);
    decode_put(decoder, pnr->ticket, FIELD_TICKET_TYPE, decode_at(decoder, 1, 1));
    if (person != PERSON_NONE && number.text.size)
        pnr_new_paper(&pnr->persons[person], number.text, SPAN("ticket"));
}

/* MON+B:100.00:USD+T:121.94:USD */
void pnr_read_mon(struct decoder *decoder)
{
    uint32_t ticket = decoder->pnrgov->ticket;
    if (!has_ticket(decoder))
        return;
    DECODE_EACH_ITEM (decoder, i, 1) {
        struct span kind = decode_item(decoder, i, 0).text;
        if (span_is(kind, "B"))
            decode_put(decoder, ticket, FIELD_TICKET_BASE, decode_item(decoder, i, 1));
        if (!span_is(kind, "T"))
            continue;
        decode_put(decoder, ticket, FIELD_TICKET_AMOUNT, decode_item(decoder, i, 1));
        decode_put(decoder, ticket, FIELD_TICKET_CURRENCY, decode_item(decoder, i, 2));
    }
}

/* PTK+NR++date:time+carrier: the carrier is the ticketing airline (operations.md rule 19). */
void pnr_read_ptk(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (!has_ticket(decoder))
        return;
    pnr->ticket_date = decode_at(decoder, 3, 0);
    pnr->ticket_time = decode_at(decoder, 3, 1);
    decode_put(decoder, pnr->ticket, FIELD_TICKET_AIRLINE, decode_at(decoder, 4, 0));
}

void pnr_read_ticket_dat(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    DECODE_EACH_ITEM (decoder, i, 1)
        if (pnr->ticket != IMAGE_NONE && span_is(decode_item(decoder, i, 0).text, "710") &&
            !pnr->ticket_dated) {
            pnr->ticket_dated = decode_item(decoder, i, 1).text.size > 0;
            decode_put_moment(decoder, pnr->ticket, FIELD_TICKET_ISSUED, decode_item(decoder, i, 1),
                              decode_item(decoder, i, 2));
        }
}

/* FOP+CC::241.94:VI:account:expiry, several when several paid. */
void pnr_read_fop(struct decoder *decoder)
{
    static const struct {
        unsigned component;
        enum field field;
    } parts[] = {{0, FIELD_PAYMENT_FORM},
                 {2, FIELD_PAYMENT_AMOUNT},
                 {3, FIELD_PAYMENT_VENDOR},
                 {4, FIELD_PAYMENT_ACCOUNT},
                 {5, FIELD_PAYMENT_EXPIRY}};
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    uint32_t owner =
        pnr->ticket != IMAGE_NONE ? pnr->ticket : pnr_owner(pnr, pnr_group_person(pnr));
    pnr->group = PNR_PAYMENT;
    DECODE_EACH_ITEM (decoder, i, 1) {
        pnr->payment = decode_node(decoder, NODE_PAYMENT, owner);
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            decode_put(decoder, pnr->payment, parts[k].field,
                       decode_item(decoder, i, parts[k].component));
    }
}
