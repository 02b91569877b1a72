/* The passenger list of US customs as it was before PAXLST became UN/EDIFACT (message version 001:000,
 * CTA, UNS, PDT): read as far as samples of it show (operations.md 23). Dates are YYMMDD, ports are
 * the country and the airport glued together, a progressive flight has one TDT for all of its legs. */
#include "decode/paxlst.h"

/* CTA+IC+:name+number:TE+number:FX, also behind NAD+MS of the new form */
void paxlst_read_cta(struct decoder *decoder)
{
    struct piece name = decode_at(decoder, 2, 1);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_AGENT,
               name.text.size ? name : decode_at(decoder, 2, 0));
    DECODE_EACH_ITEM (decoder, i, 3)
        decode_put_com(decoder, decoder->message, edifact_item(&decoder->reader, i, 0),
                       decode_item(decoder, i, 1).text);
}

/* USLAX is LAX. */
struct piece paxlst_old_port(struct piece code)
{
    enum { COUNTRY = 2, BOTH = 5 };
    if (code.text.size == BOTH)
        code.text = span_part(code.text, COUNTRY, BOTH);
    return code;
}

/* P/121234324:980701:US: type and number, expiry, issuing state. */
static void put_document(struct decoder *decoder)
{
    struct piece whole = decode_at(decoder, 1, 0), type = whole, number = whole;
    type.text = span_cut(whole.text, '/', &number.text);
    if (!number.text.at) {
        number.text = whole.text;
        type.text.size = 0;
    }
    paxlst_open_document(decoder, type, number);
    if (decoder->paxlst->document == IMAGE_NONE)
        return;
    decode_put_state(decoder, decoder->paxlst->document, FIELD_DOCUMENT_STATE,
                     decode_at(decoder, 1, 2));
    decode_put_expiry(decoder, decoder->paxlst->document, decode_at(decoder, 1, 1), DATE_YMD);
}

/* JONES:INDIANA:P:351230:M: surname, given names, birth, sex. */
static void put_person(struct decoder *decoder)
{
    uint32_t person = decoder->paxlst->person;
    struct piece sex = decode_at(decoder, 2, 4);
    struct date born;
    decode_put_birth(decoder, person, FIELD_TRAVELLER_BIRTH, FIELD_TRAVELLER_BIRTH_OTHER,
                     decode_at(decoder, 2, 3), DATE_YMD,
                     decoder->paxlst->kind->crew ? AGE_CREW : AGE_UNKNOWN, &born);
    if (sex.text.size == 1 && memchr("MFXU", sex.text.at[0], 4))
        decode_put(decoder, person, FIELD_TRAVELLER_SEX, sex);
    decode_put(decoder, person, FIELD_TRAVELLER_START, paxlst_old_port(decode_at(decoder, 4, 0)));
    decode_put(decoder, person, FIELD_TRAVELLER_END, paxlst_old_port(decode_at(decoder, 4, 1)));
}

/* PDT+document+person+PAX+NZAKL:USLAX */
void paxlst_read_pdt(struct decoder *decoder)
{
    struct piece surname = decode_at(decoder, 2, 0), given = decode_at(decoder, 2, 1),
                 second = decode_at(decoder, 2, 2);
    if (second.text.size) {
        struct span both = decode_concat(decoder, given.text, " ", second.text);
        given = decode_across(given, second);
        given.text = both;
    }
    paxlst_open_person(decoder, span_starts(decode_at(decoder, 3, 0).text, "CR"), surname, given);
    put_person(decoder);
    put_document(decoder);
}
