/* EDIFACT interchanges: UNB and UNZ, groups, and what stands around them. */
#include "decode/frame.h"

static void put_prepared(struct decoder *decoder, struct piece date, struct piece time)
{
    struct date day;
    int seconds = -1;
    bool turned;
    int32_t near = decoder->received_day ? decoder->received_day : DAY_NONE;
    if (!decode_near_date(date.text, DATE_YMD, near, &day, &turned)) {
        decode_issue(decoder, ISSUE_DATE_BAD, date, NULL);
        return;
    }
    if (turned)
        decode_issue(decoder, ISSUE_VALUE_FORM, date, "The date was read as ddmmyy.");
    decode_raw_time(time.text, &seconds);
    decoder->sent_day = date_to_day(day);
    decode_put_time(decoder, decoder->interchange, FIELD_INTERCHANGE_PREPARED, day, seconds,
                    decode_across(date, time));
}

/* UNB. The number of empty elements before 0026 drifts in the wild. */
static void read_unb(struct decoder *decoder, struct frame *frame)
{
    const struct edifact_reader *reader = &decoder->reader;
    uint32_t node = decoder->interchange;
    struct piece application = edifact_code(reader, 7, 0);
    bool early = application.text.size == 0 && edifact_code(reader, 6, 0).text.size > 0;
    if (early)
        application = edifact_code(reader, 6, 0);
    image_builder_node(decoder->image, node)->end = reader->segment.end;
    frame->reference = edifact_code(reader, 5, 0);
    decode_choose_charset(decoder, edifact_code(reader, 1, 0).text);
    decoder->interactive = span_is(application.text, "IAPI");
    decode_put(decoder, node, FIELD_INTERCHANGE_SENDER, edifact_code(reader, 2, 0));
    decode_put(decoder, node, FIELD_INTERCHANGE_RECIPIENT, edifact_code(reader, 3, 0));
    put_prepared(decoder, edifact_code(reader, 4, 0), edifact_code(reader, 4, 1));
    decode_put(decoder, node, FIELD_INTERCHANGE_REFERENCE, frame->reference);
    decode_put(decoder, node, FIELD_INTERCHANGE_APPLICATION, application);
    struct piece test = edifact_code(reader, early ? 10 : 11, 0);
    if (!span_is(test.text, "1"))
        return;
    decode_put(decoder, node, FIELD_INTERCHANGE_TEST, test);
    decode_issue(decoder, ISSUE_TEST_TRAFFIC, test, NULL);
}

/* A message goes on behind a UNG that stands inside of it; the next UNH ends it. */
static void read_ung(struct decoder *decoder, struct frame *frame)
{
    if (decoder->message != IMAGE_NONE && !frame->closed)
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    frame->groups++;
    frame->group_messages = 0;
    frame->group_reference = edifact_code(&decoder->reader, 5, 0);
}

/* Trailers say nothing of the message, which may go on behind one that stands too early. */
static void check_trailer(struct decoder *decoder, struct piece reference, uint32_t messages)
{
    uint32_t message = decoder->message;
    decoder->message = IMAGE_NONE;
    decode_check_count(decoder, ISSUE_COUNT_MESSAGES, edifact_code(&decoder->reader, 1, 0),
                       messages);
    decode_check_reference(decoder, reference, edifact_code(&decoder->reader, 2, 0));
    decoder->message = message;
}

static void read_une(struct decoder *decoder, struct frame *frame)
{
    check_trailer(decoder, frame->group_reference, frame->group_messages);
    frame->closed = decoder->message != IMAGE_NONE;
}

static void read_unz(struct decoder *decoder, struct frame *frame)
{
    check_trailer(decoder, frame->reference, frame->groups ? frame->groups : frame->messages);
    frame->closed = decoder->message != IMAGE_NONE;
    frame->trailer = true;
}

static void read_segment(struct decoder *decoder, struct frame *frame)
{
    frame->segments++;
    if (decoder->reader.segment.over)
        decode_tell_of_segment(decoder, frame, ISSUE_LIMIT, "One segment.");
    if (decoder->reader.segment.unended)
        decode_tell_of_segment(decoder, frame, ISSUE_SEGMENT_UNENDED, NULL);
    switch (decoder->reader.segment.tag) {
    case TAG_UNB:
        if (decoder->reader.segment.begin == decoder->reader.interchange.unb)
            read_unb(decoder, frame);
        else
            decode_tell_of_segment(decoder, frame, ISSUE_SEGMENT_MISPLACED, NULL);
        break;
    case TAG_UNG: read_ung(decoder, frame); break;
    case TAG_UNH: decode_read_unh(decoder, frame); break;
    case TAG_UNT: decode_read_unt(decoder, frame); break;
    case TAG_UNE: read_une(decoder, frame); break;
    case TAG_UNZ: read_unz(decoder, frame); break;
    default: decode_read_inner(decoder, frame); break;
    }
}

/* Bytes that UNOA, UNOB and PADIS' alphabets do not have; told once an interchange. */
static void check_alphabet(struct decoder *decoder, uint32_t begin, uint32_t end)
{
    const unsigned char *bytes = (const unsigned char *)decoder->reader.body.at;
    if (!decoder->high || decoder->charset ||
        !decode_any_high(span_part(decoder->reader.body, begin, end - begin)))
        return;
    uint32_t at = begin;
    while (bytes[at] < 0x80)
        at++;
    decoder->reader.segment.name[0] = '\0';
    decode_issue(decoder, ISSUE_CHARACTER_SET, (struct piece){{NULL, 0}, at, 1}, NULL);
}

/* What stands before the interchange, blanks not counted. */
static void check_junk(struct decoder *decoder)
{
    const struct edifact_interchange *found = &decoder->reader.interchange;
    struct span junk = span_part(decoder->reader.body, found->junk, found->begin - found->junk);
    if (span_trim(junk).size)
        decode_issue(decoder, ISSUE_ENVELOPE_JUNK,
                     (struct piece){{NULL, 0}, found->junk, found->begin - found->junk}, NULL);
    if (found->una_wrong)
        decode_issue(decoder, ISSUE_ENVELOPE_UNA_WRONG,
                     (struct piece){{NULL, 0}, found->begin, found->unb - found->begin}, NULL);
}

/* Where it goes on in another telegram. */
static void note_inserts(struct decoder *decoder)
{
    const struct edifact_inserts *inserts = &decoder->reader.inserts;
    decoder->reader.segment.name[0] = '\0';
    for (size_t i = 0; i < inserts->count; i++) {
        struct edifact_insert insert = inserts->items[i];
        if (insert.begin >= decoder->reader.interchange.begin && insert.begin < decoder->reader.at)
            decode_issue(decoder, ISSUE_ENVELOPE_CONTINUED,
                         (struct piece){{NULL, 0}, insert.begin, insert.end - insert.begin}, NULL);
    }
}

/* How the interchange ended when it was not by a UNZ. */
static void end_early(struct decoder *decoder, const struct frame *frame, enum edifact_step step)
{
    bool trailer = decoder->reader.segment.tag == TAG_UNZ; /* only its terminator is missing */
    if (step == EDIFACT_CUT && !trailer)
        decode_tell_of_segment(decoder, frame, ISSUE_ENVELOPE_TRUNCATED, NULL);
    else if (!frame->trailer)
        decode_tell_of_segment(decoder, frame, ISSUE_ENVELOPE_NO_TRAILER, NULL);
}

static void read_interchange(struct decoder *decoder)
{
    struct edifact_reader *reader = &decoder->reader;
    struct frame frame = {0};
    reader->segment = (struct edifact_segment){.begin = reader->interchange.begin,
                                               .end = reader->interchange.unb};
    decoder->kind = KIND_OTHER;
    decoder->message = IMAGE_NONE;
    decoder->sent_day = DAY_NONE;
    decoder->interactive = false;
    decoder->charset = NULL;
    memset(decoder->seen, 0, sizeof decoder->seen);
    decoder->interchange = decode_node(decoder, NODE_INTERCHANGE, IMAGE_NONE);
    check_junk(decoder);
    enum edifact_step step;
    while ((step = edifact_next(reader)) == EDIFACT_SEGMENT)
        read_segment(decoder, &frame);
    if (step == EDIFACT_TRAILER)
        read_unz(decoder, &frame);
    else
        end_early(decoder, &frame, step);
    decode_end_message(decoder, &frame);
    note_inserts(decoder);
    check_alphabet(decoder, reader->interchange.begin, reader->at);
}

uint32_t decode_interchanges(struct decoder *decoder)
{
    uint32_t end = 0;
    while (edifact_next_interchange(&decoder->reader)) {
        read_interchange(decoder);
        end = decoder->reader.at;
    }
    return end;
}
