/* Bodies, interchanges and messages: what stands around the persons. */
#include "decode/internal.h"
#include "xml/xml.h"

static const struct message_kind *const kinds[] = {&decode_paxlst, &decode_pnrgov, &decode_cusres};

/* Types that carriers and authorities exchange beside those that are read. */
static const char *const recorded_only[] = {"PAORES", "PAOREQ", "ACKRES", "GOVREQ", "CONTRL",
                                            "APERAK", "GOVCBR", "CUSREP", "CUSCAR", "HSFREQ",
                                            "HSFRES", "TKTREQ", "TKTRES", "IFLIRR"};

/* What the interchange, group and message said of themselves, to hold the trailers against. */
struct frame {
    struct piece reference, group_reference, message_reference;
    uint32_t messages, group_messages, groups, segments;
    const struct message_kind *reader; /* of the message; NULL when it is not read further */
    bool recorded;
    bool closed;  /* the message under way has had its UNT */
    bool goes_on; /* .. and went on behind it */
    bool trailer; /* the interchange has had its UNZ */
};

/* Trimmed: trailers are padded by some. */
static bool same_reference(struct piece a, struct piece b)
{
    return span_equal(span_trim(a.text), span_trim(b.text));
}

static void check_count(struct decoder *decoder, enum issue issue, struct piece said,
                        uint32_t counted)
{
    int64_t number;
    struct span text = span_trim(said.text);
    if (text.size == 0 || (span_number(text, &number) && number == (int64_t)counted))
        return;
    decode_issue(decoder, issue, said,
                 arena_format(decoder->arena, "Counted: %u.", (unsigned)counted));
}

static void check_reference(struct decoder *decoder, struct piece header, struct piece trailer)
{
    if (!same_reference(header, trailer))
        decode_issue(decoder, ISSUE_REFERENCE_MISMATCH, trailer, NULL);
}

/* ---- messages ---- */

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
    frame->closed = frame->goes_on = false;
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

/* Ends the message under way, if there is one, and says how far it was understood. */
static void end_message(struct decoder *decoder, struct frame *frame)
{
    if (decoder->message == IMAGE_NONE)
        return;
    if (frame->reader)
        frame->reader->end(decoder);
    decode_close_message(decoder);
    frame->reader = NULL;
}

/* Whether a message has had its UNT and nothing more. */
static bool is_behind(const struct decoder *decoder, const struct frame *frame)
{
    return decoder->message != IMAGE_NONE && frame->closed && !frame->goes_on;
}

/* What is wrong with the segment under way, and behind the UNT with no message. */
static void tell_of_segment(struct decoder *decoder, const struct frame *frame, enum issue issue,
                            const char *detail)
{
    uint32_t message = decoder->message;
    if (is_behind(decoder, frame))
        decoder->message = IMAGE_NONE;
    decode_issue_segment(decoder, issue, detail);
    decoder->message = message;
}

static void read_unt(struct decoder *decoder, struct frame *frame)
{
    if (decoder->message == IMAGE_NONE || is_behind(decoder, frame))
        return;
    check_count(decoder, ISSUE_COUNT_SEGMENTS, edifact_code(&decoder->reader, 1, 0),
                frame->segments);
    check_reference(decoder, frame->message_reference, edifact_code(&decoder->reader, 2, 0));
    frame->closed = true;
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

/* Where no message is open, or where its UNT has been: behind it, a message goes on that its UNT cut
 * short, or one begins whose UNH was lost. */
static void find_message(struct decoder *decoder, struct frame *frame)
{
    struct span type = kind_without_header(decoder);
    if (type.size) {
        end_message(decoder, frame);
        start_message(decoder, frame, type);
    } else if (frame->closed && !frame->goes_on) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, "It stands behind the trailer.");
        frame->goes_on = true;
    }
}

/* A segment that belongs to a message, or to none. */
static void read_inner(struct decoder *decoder, struct frame *frame)
{
    bool named = decoder->reader.segment.tag != TAG_NONE;
    if (named && (decoder->message == IMAGE_NONE || frame->closed))
        find_message(decoder, frame);
    if (!named) {
        tell_of_segment(decoder, frame, ISSUE_SEGMENT_BAD, NULL);
    } else if (decoder->message == IMAGE_NONE) {
        if (decoder->seen[ISSUE_MESSAGE_NO_HEADER] == 0)
            decode_issue_segment(decoder, ISSUE_MESSAGE_NO_HEADER, NULL);
    } else if (frame->reader) {
        frame->reader->segment(decoder);
    }
}

/* Segments whose readers take every repetition of an element; of others the first alone is read. */
static bool takes_repetitions(uint32_t tag)
{
    static const uint32_t tags[] = {TAG_TIF, TAG_SSR, TAG_TBD, TAG_DAT, TAG_IFT, TAG_LTS, TAG_RCI,
                                    TAG_FTI, TAG_MON, TAG_FOP, TAG_ADD, TAG_COM, TAG_FTX};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == tag)
            return true;
    return false;
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

/* ---- interchanges ---- */

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
    check_count(decoder, ISSUE_COUNT_MESSAGES, edifact_code(&decoder->reader, 1, 0), messages);
    check_reference(decoder, reference, edifact_code(&decoder->reader, 2, 0));
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

/* A scrap of a UNH inside of a message does not end it. */
static void read_unh(struct decoder *decoder, struct frame *frame)
{
    struct span type = edifact_code(&decoder->reader, 2, 0).text;
    bool known = find_kind(type) || is_recorded_only(type);
    bool scrap = !known && (!frame->closed || edifact_width(&decoder->reader, 2) < 2);
    if (decoder->message != IMAGE_NONE && scrap) {
        tell_of_segment(decoder, frame, ISSUE_SEGMENT_BAD, NULL);
        return;
    }
    end_message(decoder, frame);
    start_message(decoder, frame, type);
}

static void read_segment(struct decoder *decoder, struct frame *frame)
{
    frame->segments++;
    if (decoder->reader.segment.over)
        tell_of_segment(decoder, frame, ISSUE_LIMIT, "One segment.");
    if (decoder->reader.segment.unended)
        tell_of_segment(decoder, frame, ISSUE_SEGMENT_UNENDED, NULL);
    switch (decoder->reader.segment.tag) {
    case TAG_UNB:
        if (decoder->reader.segment.begin == decoder->reader.interchange.unb)
            read_unb(decoder, frame);
        else
            tell_of_segment(decoder, frame, ISSUE_SEGMENT_MISPLACED, NULL);
        break;
    case TAG_UNG: read_ung(decoder, frame); break;
    case TAG_UNH: read_unh(decoder, frame); break;
    case TAG_UNT: read_unt(decoder, frame); break;
    case TAG_UNE: read_une(decoder, frame); break;
    case TAG_UNZ: read_unz(decoder, frame); break;
    default: read_inner(decoder, frame); break;
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
        tell_of_segment(decoder, frame, ISSUE_ENVELOPE_TRUNCATED, NULL);
    else if (!frame->trailer)
        tell_of_segment(decoder, frame, ISSUE_ENVELOPE_NO_TRAILER, NULL);
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
    end_message(decoder, &frame);
    note_inserts(decoder);
    check_alphabet(decoder, reader->interchange.begin, reader->at);
}

/* Returns where the last one ends; 0 when there is none. */
static uint32_t read_interchanges(struct decoder *decoder)
{
    uint32_t end = 0;
    while (edifact_next_interchange(&decoder->reader)) {
        read_interchange(decoder);
        end = decoder->reader.at;
    }
    return end;
}

/* The same for whatever the body is. */
static uint32_t read_body(struct decoder *decoder)
{
    if (decode_is_xml(decoder->reader.body))
        return decode_xml(decoder);
    uint32_t end = read_interchanges(decoder);
    return end == 0 && decode_baggage(decoder) ? (uint32_t)decoder->reader.body.size : end;
}

static void check_rest(struct decoder *decoder, struct span body, uint32_t from)
{
    decoder->reader.segment = (struct edifact_segment){0};
    decoder->message = IMAGE_NONE;
    memset(decoder->seen, 0, sizeof decoder->seen);
    struct span rest = span_part(decoder->reader.body, from, decoder->reader.body.size);
    struct piece where = {{NULL, 0}, from, (uint32_t)rest.size};
    if (from == 0)
        decode_issue(decoder, ISSUE_ENVELOPE_NONE, where, NULL);
    else if (span_trim(rest).size)
        decode_issue(decoder, ISSUE_ENVELOPE_JUNK, where, NULL);
    if (body.size > decoder->reader.body.size || image_full(decoder->image))
        decode_issue(decoder, ISSUE_LIMIT, (struct piece){{NULL, 0}, 0, 0}, "The whole body.");
}

void decode_prepare(void)
{
    xml_prepare();
}

/* Whatever is written in another of the forms that are known goes to its own reader. */
static bool is_table(struct decoder *decoder)
{
    struct span begin = span_trim(span_part(decoder->reader.body, 0, 4096));
    if (span_starts(begin, "\xEF\xBB\xBF"))
        begin = span_trim(span_part(begin, 3, begin.size));
    if (span_starts(begin, "<"))
        return false;
    struct edifact_inserts inserts = decoder->reader.inserts;
    bool interchange = edifact_next_interchange(&decoder->reader);
    edifact_start(&decoder->reader, decoder->reader.body, decoder->arena);
    decoder->reader.inserts = inserts; /* the body is without them */
    return !interchange;
}

void decode_body(struct span body, const struct decode_options *options, struct arena *arena,
                 struct span *out_image)
{
    struct decoder *decoder = arena_new(arena, struct decoder);
    uint32_t most = options && options->most_items ? options->most_items : DECODE_MOST_ITEMS;
    decoder->arena = arena;
    decoder->image = image_builder_new(arena, most);
    decoder->interchange = decoder->message = IMAGE_NONE;
    if (options) {
        decoder->home = options->home;
        decoder->received_day = options->received_day;
    }
    decode_sensitive_start(decoder, options);
    edifact_start(&decoder->reader, body, arena);
    decoder->high = decode_any_high(decoder->reader.body);
    if (options && options->profile && is_table(decoder))
        decode_manifest(decoder, options->profile, options->file);
    else
        check_rest(decoder, body, read_body(decoder));
    *out_image = image_finish(decoder->image);
}
