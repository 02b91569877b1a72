/* GR2: the TIF of a traveller and what is said below it. */
#include "encode/internal.h"

static bool has_infant(const struct encoder *encoder, uint32_t booking, uint32_t traveller)
{
    ENCODE_EACH_CHILD(encoder, other, booking, NODE_TRAVELLER)
    if (encoder->image->nodes[other].link == traveller)
        return true;
    return false;
}

/* TIF 6353. Without it where a birth date has two readings: the type would decide between them. */
static const char *type_of(const struct encoder *encoder, uint32_t traveller)
{
    struct span birth = encode_text(encoder, traveller, FIELD_TRAVELLER_BIRTH),
                other = encode_text(encoder, traveller, FIELD_TRAVELLER_BIRTH_OTHER);
    if (other.size && span_compare(other, birth) < 0)
        return "";
    if (span_is(encode_text(encoder, traveller, FIELD_TRAVELLER_KIND), "infant"))
        return "IN";
    return encoder->image->nodes[traveller].flags & NODE_CHILD ? "C" : "A";
}

void encode_tif(struct encoder *encoder, uint32_t booking, uint32_t traveller)
{
    static const struct slot surname[] = {{1, 0, FIELD_TRAVELLER_SURNAME}},
                             reference[] = {{2, 2, FIELD_TRAVELLER_REFERENCE}};
    edifact_open(&encoder->writer, "TIF");
    ENCODE_SLOTS(encoder, traveller, surname);
    edifact_put_word(&encoder->writer, 1, 1, "I");
    encode_put_both(encoder, 2, 0, encode_text(encoder, traveller, FIELD_TRAVELLER_GIVEN),
                    encode_text(encoder, traveller, FIELD_TRAVELLER_TITLE));
    edifact_put_word(&encoder->writer, 2, 1, type_of(encoder, traveller));
    ENCODE_SLOTS(encoder, traveller, reference);
    if (has_infant(encoder, booking, traveller))
        edifact_put_word(&encoder->writer, 2, 3, "1");
    edifact_close(&encoder->writer);
}

static void write_fare(struct encoder *encoder, uint32_t traveller)
{
    static const struct slot fare[] = {{1, 0, FIELD_TRAVELLER_FARE},
                                       {6, 0, FIELD_TRAVELLER_FARE_BASIS}};
    if (!encode_has(encoder, traveller, fare[0].field) &&
        !encode_has(encoder, traveller, fare[1].field))
        return;
    ENCODE_SEGMENT(encoder, "FAR", traveller, fare);
}

static void write_unique(struct encoder *encoder, uint32_t traveller)
{
    static const struct slot unique[] = {{1, 1, FIELD_TRAVELLER_UNIQUE}};
    if (!encode_has(encoder, traveller, unique[0].field))
        return;
    ENCODE_SEGMENT(encoder, "REF", traveller, unique);
}

/* Who has no TIF is named by the requests of the adult or of the booking. */
void encode_passenger(struct encoder *encoder, uint32_t booking, uint32_t traveller)
{
    if (encoder->image->nodes[traveller].flags & (NODE_INFANT_BY_SSR | NODE_BY_DOCUMENT))
        return;
    encode_tif(encoder, booking, traveller);
    encode_loyalties(encoder, traveller);
    encode_remarks(encoder, traveller);
    write_unique(encoder, traveller);
    write_fare(encoder, traveller);
    encode_person_services(encoder, booking, traveller);
    encode_addresses(encoder, traveller);
    encode_contacts(encoder, traveller);
    encode_payments(encoder, traveller);
    encode_tickets(encoder, traveller);
}
