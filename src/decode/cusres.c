/* CUSRES (UN/EDIFACT D.05B, interactive API): a state's answers to a PAXLST (BGM 962), a change of an
 * answer afterwards (132), and the carrier's acknowledgement of that (312). What they say is kept with
 * its references; it is about no journey of its own. */
#include "decode/internal.h"

static const struct {
    const char *document, *role;
} roles[] = {{"962", "answer"}, {"132", "answer-change"}, {"312", "answer-acknowledged"}};

bool decode_is_answer(struct span document)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (span_is(document, roles[i].document))
            return true;
    return false;
}

static void read_bgm(struct decoder *decoder)
{
    struct piece document = decode_at(decoder, 1, 0);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_DOCUMENT, document);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_FUNCTION, decode_at(decoder, 2, 0));
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (span_is(document.text, roles[i].document)) {
            decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, roles[i].role, document);
            return;
        }
    decode_issue(decoder, ISSUE_ROLE_UNKNOWN, document, "It is kept as an answer.");
    decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, "answer", document);
}

/* ERP opens an answer; an ERC without one is an answer of its own, to the message. */
static void open_answer(struct decoder *decoder)
{
    decode_leg_close(decoder);
    decoder->answer = decode_node(decoder, NODE_ANSWER, decoder->message);
}

static void read_erp(struct decoder *decoder)
{
    open_answer(decoder);
    decode_put(decoder, decoder->answer, FIELD_ANSWER_LEVEL, decode_at(decoder, 1, 0));
}

static void read_erc(struct decoder *decoder)
{
    if (decoder->answer == IMAGE_NONE)
        open_answer(decoder);
    decode_put(decoder, decoder->answer, FIELD_ANSWER_CODE, decode_at(decoder, 1, 0));
}

static void read_ftx(struct decoder *decoder)
{
    struct piece text = decode_join_elements(decoder, 4);
    if (decoder->answer == IMAGE_NONE || decode_tells_sensitive(decoder, text.text))
        decode_issue_segment(decoder,
                             decoder->answer == IMAGE_NONE ? ISSUE_SEGMENT_MISPLACED
                                                           : ISSUE_SENSITIVE_DROPPED,
                             NULL);
    else
        decode_put(decoder, decoder->answer, FIELD_ANSWER_TEXT, text);
}

static void read_rff(struct decoder *decoder)
{
    struct piece qualifier = decode_at(decoder, 1, 0), value = decode_at(decoder, 1, 1);
    bool locator = span_is(qualifier.text, "AVF"), unique = span_is(qualifier.text, "ABO");
    if (span_is(qualifier.text, "TN")) {
        decode_put(decoder, decoder->message, FIELD_MESSAGE_TRANSACTION, value);
        decode_put_count(decoder, decoder->message, FIELD_MESSAGE_REVISION,
                         decode_at(decoder, 1, 4));
    } else if (span_is(qualifier.text, "AF")) {
        decode_leg_open(decoder, decoder->message);
        decode_leg_carrier(decoder, (struct piece){{NULL, 0}, value.begin, 0}, value);
    } else if ((locator || unique) && decoder->answer != IMAGE_NONE) {
        decode_put(decoder, decoder->answer,
                   locator ? FIELD_ANSWER_LOCATOR : FIELD_ANSWER_REFERENCE, value);
    } else {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    }
}

/* DTM and LOC of the flight: one of two qualifiers, of its begin and of its end. */
static bool is_of_leg(struct decoder *decoder, const char *begin, const char *end, bool *is_end)
{
    struct piece qualifier = decode_at(decoder, 1, 0);
    *is_end = span_is(qualifier.text, end);
    bool known = *is_end || span_is(qualifier.text, begin);
    if (!known)
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    return known && decoder->leg.node != IMAGE_NONE;
}

static void read_dtm(struct decoder *decoder)
{
    bool arrival;
    if (is_of_leg(decoder, "189", "232", &arrival))
        decode_leg_moment(decoder, arrival, decode_at(decoder, 1, 1));
}

/* LOC+92 stands at both ends of legs that do not cross the border: the first is the begin. */
static void read_loc(struct decoder *decoder)
{
    bool off = decoder->leg.board.size > 0;
    bool other = span_is(decode_at(decoder, 1, 0).text, "92") && decoder->leg.node != IMAGE_NONE;
    if (other || is_of_leg(decoder, "125", "87", &off))
        decode_leg_port(decoder, off, decode_at(decoder, 2, 0));
}

static const struct segment_reader readers[] = {
    {TAG_RFF, read_rff}, {TAG_ERP, read_erp}, {TAG_ERC, read_erc}, {TAG_FTX, read_ftx},
    {TAG_DTM, read_dtm}, {TAG_LOC, read_loc}, {TAG_BGM, read_bgm}};

static void read_segment(struct decoder *decoder)
{
    decode_dispatch(decoder, readers, sizeof readers / sizeof *readers);
}

static void start(struct decoder *decoder)
{
    decoder->understood = true;
    decoder->answer = IMAGE_NONE;
}

const struct message_kind decode_cusres = {"CUSRES", KIND_OTHER, start, read_segment,
                                           decode_leg_close};
