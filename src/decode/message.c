/* Messages of an interchange: their UNH and UNT, what stands in their place, who reads their segments. */
#include "decode/frame.h"

static const struct message_kind *const kinds[] = {&decode_paxlst, &decode_pnrgov, &decode_cusres};

/* Types that carriers and authorities exchange beside those that are read. */
static const char *const recorded_only[] = {"PAORES", "PAOREQ", "ACKRES", "GOVREQ", "CONTRL",
                                            "APERAK", "GOVCBR", "CUSREP", "CUSCAR", "HSFREQ",
                                            "HSFRES", "TKTREQ", "TKTRES", "IFLIRR"};

/* Trimmed: trailers are padded by some. */
static bool same_reference(struct piece a, struct piece b)
{
    return span_equal(span_trim(a.text), span_trim(b.text));
}

void decode_check_count(struct decoder *decoder, enum issue issue, struct piece said,
                        uint32_t counted)
{
    int64_t number;
    struct span text = span_trim(said.text);
    if (text.size == 0 || (span_number(text, &number) && number == (int64_t)counted))
        return;
    decode_issue(decoder, issue, said,
                 arena_format(decoder->arena, "Counted: %u.", (unsigned)counted));
}

void decode_check_reference(struct decoder *decoder, struct piece header, struct piece trailer)
{
    if (!same_reference(header, trailer))
        decode_issue(decoder, ISSUE_REFERENCE_MISMATCH, trailer, NULL);
}

static const struct message_kind *find_kind(struct span type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (span_is(type, kinds[i]->type))
            return kinds[i];
    return NULL;
}

static bool is_recorded_only(struct span type)
{
    return DECODE_IS_ONE_OF(type, recorded_only);
}

/* UNH: reference, type with version, common access reference, part. */
static void put_header(struct decoder *decoder, struct frame *frame)
{
    const struct edifact_reader *reader = &decoder->reader;
    uint32_t node = decoder->message;
    struct piece version = edifact_code(reader, 2, 1), release = edifact_code(reader, 2, 2);
    struct piece part = edifact_code(reader, 4, 0), mark = edifact_code(reader, 4, 1);
    frame->message_reference = edifact_code(reader, 1, 0);
    decode_put(decoder, node, FIELD_MESSAGE_REFERENCE, frame->message_reference);
    decode_put(decoder, node, FIELD_MESSAGE_TYPE, edifact_code(reader, 2, 0));
    decode_put_as(decoder, node, FIELD_MESSAGE_VERSION,
                  decode_concat(decoder, version.text, ".", release.text),
                  decode_across(version, release));
    decode_put(decoder, node, FIELD_MESSAGE_ACCESS, edifact_code(reader, 3, 0));
    decode_put_count(decoder, node, FIELD_MESSAGE_PART, part);
    decode_put(decoder, node, FIELD_MESSAGE_PART_MARK, mark);
    int64_t number = 0;
    bool last = span_is(mark.text, "F");
    decoder->multipart =
        part.text.size && !(last && span_number(part.text, &number) && number == 1);
}

void decode_open_message(struct decoder *decoder, enum kind kind)
{
    memset(decoder->seen, 0, sizeof decoder->seen);
    decoder->first_issue = image_builder_issues(decoder->image);
    decoder->kind = kind;
    decoder->flight_day = DAY_NONE;
    decoder->understood = false;
    decoder->leg.node = IMAGE_NONE;
    decoder->message = decode_node(decoder, NODE_MESSAGE, decoder->interchange);
}

void decode_close_message(struct decoder *decoder)
{
    int worst = image_builder_worst(decoder->image, decoder->first_issue, decoder->message);
    enum outcome outcome = OUTCOME_FULL;
    if (worst >= (int)SEVERITY_ERROR)
        outcome = decoder->understood ? OUTCOME_PARTIAL : OUTCOME_QUARANTINED;
    image_builder_node(decoder->image, decoder->message)->outcome = (uint8_t)outcome;
    decoder->message = IMAGE_NONE;
    decoder->kind = KIND_OTHER;
    memset(decoder->seen, 0, sizeof decoder->seen);
}

/* BGM or MSG stand where UNH was lost. */
static void put_no_header(struct decoder *decoder, struct frame *frame, struct span type)
{
    struct piece tag = edifact_code(&decoder->reader, 0, 0);
    frame->segments = 2;
    frame->message_reference.text.size = 0;
    decode_put_as(decoder, decoder->message, FIELD_MESSAGE_TYPE, type, tag);
    decoder->multipart = false;
    decode_issue_segment(decoder, ISSUE_MESSAGE_NO_HEADER, "Its kind was told by this segment.");
}

static void start_message(struct decoder *decoder, struct frame *frame, struct span type)
{
    frame->closed = frame->goes_on = frame->counted = false;
    frame->segments = 1;
    frame->messages++;
    frame->group_messages++;
    frame->reader = find_kind(type);
    frame->recorded = !frame->reader && is_recorded_only(type);
    decode_open_message(decoder, frame->reader ? frame->reader->kind : KIND_OTHER);
    decoder->understood = frame->recorded;
    if (decoder->reader.segment.tag == TAG_UNH)
        put_header(decoder, frame);
    else
        put_no_header(decoder, frame, type);
    if (frame->reader)
        frame->reader->start(decoder);
    else
        decode_issue_segment(decoder,
                             frame->recorded ? ISSUE_KIND_RECORDED_ONLY : ISSUE_KIND_UNKNOWN, NULL);
}

static void tell_no_end(struct decoder *decoder)
{
    const struct image_node *node = image_builder_node(decoder->image, decoder->message);
    struct piece header = {{NULL, 0}, node->begin, node->end - node->begin};
    decode_issue_at(decoder, ISSUE_COUNT_SEGMENTS, "UNH", header, "The message has no UNT.");
}

/* Ends the message under way, if there is one, and says how far it was understood. */
void decode_end_message(struct decoder *decoder, struct frame *frame)
{
    if (decoder->message == IMAGE_NONE)
        return;
    if (frame->reader)
        frame->reader->end(decoder);
    if (frame->reader && !frame->counted)
        tell_no_end(decoder);
    decode_close_message(decoder);
    frame->reader = NULL;
}

/* Whether a message has had its UNT and nothing more. */
static bool is_behind(const struct decoder *decoder, const struct frame *frame)
{
    return decoder->message != IMAGE_NONE && frame->closed && !frame->goes_on;
}

/* What is wrong with the segment under way, and behind the UNT with no message. */
void decode_tell_of_segment(struct decoder *decoder, const struct frame *frame, enum issue issue,
                            const char *detail)
{
    uint32_t message = decoder->message;
    if (is_behind(decoder, frame))
        decoder->message = IMAGE_NONE;
    decode_issue_segment(decoder, issue, detail);
    decoder->message = message;
}

void decode_read_unt(struct decoder *decoder, struct frame *frame)
{
    if (decoder->message == IMAGE_NONE || is_behind(decoder, frame))
        return;
    decode_check_count(decoder, ISSUE_COUNT_SEGMENTS, edifact_code(&decoder->reader, 1, 0),
                       frame->segments);
    decode_check_reference(decoder, frame->message_reference, edifact_code(&decoder->reader, 2, 0));
    frame->closed = frame->counted = true;
    frame->goes_on = false;
}

/* Of what kind a message is that begins with this segment, not with UNH; empty when it is none. */
static struct span kind_without_header(const struct decoder *decoder)
{
    struct span function = edifact_code(&decoder->reader, 1, 1).text;
    if (decoder->reader.segment.tag == TAG_BGM)
        return decode_is_answer(edifact_code(&decoder->reader, 1, 0).text) ? SPAN("CUSRES")
                                                                           : SPAN("PAXLST");
    bool push = span_is(function, "22") || span_is(function, "141");
    return decoder->reader.segment.tag == TAG_MSG && push ? SPAN("PNRGOV") : (struct span){NULL, 0};
}

/* The same of a segment with which persons begin: nobody may get lost for what stands before. */
static struct span kind_of_persons(const struct decoder *decoder)
{
    static const char *const parties[] = {"FL", "FM", "DDU", "DDT"};
    uint32_t tag = decoder->reader.segment.tag;
    if (tag == TAG_NAD && DECODE_IS_ONE_OF(decode_at(decoder, 1, 0).text, parties))
        return SPAN("PAXLST");
    return tag == TAG_SRC || tag == TAG_TIF ? SPAN("PNRGOV") : (struct span){NULL, 0};
}

/* Where no message is open or one of no known type, or where its UNT has been: behind it, a message goes on
 * that its UNT cut short, or one begins whose UNH was lost. */
static void find_message(struct decoder *decoder, struct frame *frame)
{
    bool open = decoder->message != IMAGE_NONE, unknown = !frame->reader && !frame->recorded;
    struct span type = {NULL, 0};
    if (!open || frame->closed)
        type = kind_without_header(decoder);
    if (type.size == 0 && (!open || unknown))
        type = kind_of_persons(decoder);
    if (type.size) {
        decode_end_message(decoder, frame);
        start_message(decoder, frame, type);
    } else if (frame->closed && !frame->goes_on) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, "It stands behind the trailer.");
        frame->goes_on = true;
    }
}

/* A segment that belongs to a message, or to none. */
void decode_read_inner(struct decoder *decoder, struct frame *frame)
{
    bool named = decoder->reader.segment.tag != TAG_NONE;
    if (named && (decoder->message == IMAGE_NONE || !frame->reader || frame->closed))
        find_message(decoder, frame);
    if (!named) {
        decode_tell_of_segment(decoder, frame, ISSUE_SEGMENT_BAD, NULL);
    } else if (decoder->message == IMAGE_NONE) {
        if (decoder->seen[ISSUE_MESSAGE_NO_HEADER] == 0)
            decode_issue_segment(decoder, ISSUE_MESSAGE_NO_HEADER, NULL);
    } else if (frame->reader) {
        frame->reader->segment(decoder);
    }
}

/* A scrap of a UNH inside of a message does not end it. */
void decode_read_unh(struct decoder *decoder, struct frame *frame)
{
    struct span type = edifact_code(&decoder->reader, 2, 0).text;
    bool known = find_kind(type) || is_recorded_only(type);
    bool scrap = !known && (!frame->closed || edifact_width(&decoder->reader, 2) < 2);
    if (decoder->message != IMAGE_NONE && scrap) {
        decode_tell_of_segment(decoder, frame, ISSUE_SEGMENT_BAD, NULL);
        return;
    }
    decode_end_message(decoder, frame);
    start_message(decoder, frame, type);
}

/* ---- segments ---- */

/* Segments whose readers take every repetition of an element; of others the first alone is read. */
static bool takes_repetitions(uint32_t tag)
{
    static const uint32_t tags[] = {TAG_TIF, TAG_SSR, TAG_TBD, TAG_DAT, TAG_IFT, TAG_LTS, TAG_RCI,
                                    TAG_FTI, TAG_MON, TAG_FOP, TAG_ADD, TAG_COM, TAG_FTX};
    return EDIFACT_IS_AMONG(tag, tags);
}

void decode_dispatch(struct decoder *decoder, const struct segment_reader *readers, size_t count)
{
    uint32_t tag = decoder->reader.segment.tag;
    if (decoder->reader.segment.apostrophe)
        decode_issue_segment(decoder, ISSUE_APOSTROPHE, NULL);
    for (size_t i = 0; i < count; i++)
        if (readers[i].tag == tag) {
            if (decoder->reader.segment.repeated && !takes_repetitions(tag))
                decode_issue_segment(decoder, ISSUE_VALUE_FORM,
                                     "An element is repeated; its first value was taken.");
            if (readers[i].read)
                readers[i].read(decoder);
            return;
        }
    decode_issue_segment(decoder, ISSUE_SEGMENT_UNKNOWN, NULL);
}
