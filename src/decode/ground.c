/* What a booking holds beside flights: hotels, cars and the like (MSG within a booking, GR10), and
 * stretches that the traveller crosses by himself (ARNK). They are services with a place and a time,
 * never legs: nothing of a flight is told by them. */
#include "decode/pnrgov.h"

/* MSG 4025 within a booking, as far as samples and the guides show it. */
static const struct {
    const char *function, *code;
} kinds[] = {{"8", "HTL"}, {"3", "HTL"}, {"2", "CAR"}};

static const char *code_of(struct span function)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (span_is(function, kinds[i].function))
            return kinds[i].code;
    return "AUX";
}

static uint32_t put_service(struct decoder *decoder, const char *code, struct piece where)
{
    uint32_t node = decode_node(decoder, NODE_SERVICE, decoder->pnrgov->booking);
    decode_put_word(decoder, node, FIELD_SERVICE_CODE, code, where);
    decode_put(decoder, node, FIELD_SERVICE_BOARD, decode_at(decoder, 2, 0));
    decode_put(decoder, node, FIELD_SERVICE_OFF, decode_at(decoder, 3, 0));
    decode_put_moment(decoder, node, FIELD_SERVICE_BEGIN, decode_at(decoder, 1, 0),
                      decode_at(decoder, 1, 1));
    decode_put_moment(decoder, node, FIELD_SERVICE_END, decode_at(decoder, 1, 2),
                      decode_at(decoder, 1, 3));
    return node;
}

void pnr_read_gap(struct decoder *decoder)
{
    put_service(decoder, "ARNK", decode_at(decoder, 5, 0));
}

/* TVL+begin:time:end+place:name++company+..: what it is, MSG has told. */
void pnr_read_ground(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece text = decode_join_elements(decoder, 2);
    if (decode_tells_sensitive(decoder, text.text)) {
        decode_issue_segment(decoder, ISSUE_SENSITIVE_DROPPED, NULL);
        return;
    }
    pnr->ground = put_service(decoder, code_of(pnr->function.text), text);
    decode_put(decoder, pnr->ground, FIELD_SERVICE_CARRIER, decode_at(decoder, 4, 0));
    decode_put(decoder, pnr->ground, FIELD_SERVICE_TEXT, text);
}

void pnr_read_ground_status(struct decoder *decoder)
{
    if (decoder->pnrgov->ground != IMAGE_NONE)
        decode_put(decoder, decoder->pnrgov->ground, FIELD_SERVICE_STATUS,
                   decode_at(decoder, 2, 0));
}
