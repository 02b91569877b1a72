/* Tickets and payments (GR3, GR4): TKT, MON, PTK, FOP. */
#include "encode/internal.h"

/* A coupon is told by TKNE alone. */
bool encode_is_request(const struct encoder *encoder, uint32_t ticket)
{
    return encode_has(encoder, ticket, FIELD_TICKET_COUPON);
}

/* IFT and ADD below FOP are the payment's. */
static void write_payment(struct encoder *encoder, uint32_t payment)
{
    static const struct slot parts[] = {{1, 0, FIELD_PAYMENT_FORM},
                                        {1, 2, FIELD_PAYMENT_AMOUNT},
                                        {1, 3, FIELD_PAYMENT_VENDOR},
                                        {1, 4, FIELD_PAYMENT_ACCOUNT},
                                        {1, 5, FIELD_PAYMENT_EXPIRY}};
    const struct image_node *node = &encoder->image->nodes[payment];
    ENCODE_SEGMENT(encoder, "FOP", payment, parts);
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &encoder->image->values[node->first_value + i];
        if (value->field != FIELD_PAYMENT_TEXT)
            continue;
        edifact_open(&encoder->writer, "IFT");
        edifact_put_word(&encoder->writer, 1, 0, "4");
        edifact_put_word(&encoder->writer, 1, 1, "43");
        edifact_put(&encoder->writer, 2, 0, image_value_text(encoder->image, value));
        edifact_close(&encoder->writer);
    }
    encode_addresses(encoder, payment);
    encode_contacts(encoder, payment);
}

void encode_payments(struct encoder *encoder, uint32_t owner)
{
    ENCODE_EACH_CHILD(encoder, payment, owner, NODE_PAYMENT)
    write_payment(encoder, payment);
}

static void write_amounts(struct encoder *encoder, uint32_t ticket)
{
    static const struct slot base[] = {{1, 1, FIELD_TICKET_BASE}},
                             total[] = {{2, 1, FIELD_TICKET_AMOUNT}, {2, 2, FIELD_TICKET_CURRENCY}};
    struct span currency = encode_text(encoder, ticket, FIELD_TICKET_CURRENCY);
    bool based = encode_has(encoder, ticket, FIELD_TICKET_BASE);
    if (!based && currency.size == 0 && !encode_has(encoder, ticket, FIELD_TICKET_AMOUNT))
        return;
    edifact_open(&encoder->writer, "MON");
    if (based) {
        edifact_put_word(&encoder->writer, 1, 0, "B");
        ENCODE_SLOTS(encoder, ticket, base);
        edifact_put(&encoder->writer, 1, 2, currency);
    }
    edifact_put_word(&encoder->writer, 2, 0, "T");
    ENCODE_SLOTS(encoder, ticket, total);
    edifact_close(&encoder->writer);
}

/* PTK with the day of issue and the airline (operations.md rule 19). */
static void write_issue(struct encoder *encoder, uint32_t ticket)
{
    static const struct slot airline[] = {{4, 0, FIELD_TICKET_AIRLINE}};
    if (!encode_has(encoder, ticket, FIELD_TICKET_ISSUED) &&
        !encode_has(encoder, ticket, FIELD_TICKET_AIRLINE))
        return;
    edifact_open(&encoder->writer, "PTK");
    edifact_put_word(&encoder->writer, 1, 0, "NR");
    encode_put_moment(encoder, 3, 0, encode_text(encoder, ticket, FIELD_TICKET_ISSUED));
    ENCODE_SLOTS(encoder, ticket, airline);
    edifact_close(&encoder->writer);
}

void encode_tickets(struct encoder *encoder, uint32_t owner)
{
    static const struct slot number[] = {{1, 0, FIELD_TICKET_NUMBER}, {1, 1, FIELD_TICKET_TYPE}};
    ENCODE_EACH_CHILD(encoder, ticket, owner, NODE_TICKET)
    {
        if (encode_is_request(encoder, ticket))
            continue;
        ENCODE_SEGMENT(encoder, "TKT", ticket, number);
        write_amounts(encoder, ticket);
        write_issue(encoder, ticket);
        encode_payments(encoder, ticket);
    }
}
