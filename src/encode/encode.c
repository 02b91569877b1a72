/* Interchanges and messages: what stands around the persons, with counts and references. */
#include "encode/internal.h"

static const struct encode_options defaults;

void encode_slots(struct encoder *encoder, uint32_t node, const struct slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        edifact_put(&encoder->writer, slots[i].position, slots[i].component,
                    encode_text(encoder, node, slots[i].field));
}

void encode_segment(struct encoder *encoder, const char *tag, uint32_t node,
                    const struct slot *slots, size_t count)
{
    edifact_open(&encoder->writer, tag);
    encode_slots(encoder, node, slots, count);
    edifact_close(&encoder->writer);
}

void encode_put_both(struct encoder *encoder, unsigned position, unsigned component, struct span a,
                     struct span b)
{
    edifact_put(&encoder->writer, position, component, a);
    if (a.size && b.size)
        edifact_add(&encoder->writer, SPAN(" "));
    edifact_put(&encoder->writer, position, component, b);
}

/* What the two kinds of messages differ in around their content. */
static const struct envelope {
    const char *syntax[2]; /* UNB S001 */
    const char *agency[2]; /* UNH 0051, 0057 */
    char repeat;           /* in UNA */
    enum node_type shared; /* what is divided among parts */
} envelopes[] = {[KIND_API] = {{"UNOA", "4"}, {"UN", "IATA"}, 0, NODE_TRAVELLER},
                 [KIND_PNR] = {{"IATA", "1"}, {"IA", NULL}, '*', NODE_BOOKING},
                 [KIND_OTHER] = {{"UNOA", "4"}, {"UN", NULL}, 0, NODE_TRAVELLER}};

static const struct envelope *envelope_of(const struct image *image, uint32_t interchange)
{
    uint32_t message = image_child(image, interchange, NODE_MESSAGE);
    enum kind kind = message == IMAGE_NONE ? KIND_OTHER : (enum kind)image->nodes[message].kind;
    return &envelopes[kind];
}

static bool is_split(const struct encoder *encoder)
{
    return encoder->options->parts > 1;
}

/* ---- interchange ---- */

static void put_prepared(struct encoder *encoder, unsigned position)
{
    struct moment moment =
        encode_moment(encode_text(encoder, encoder->interchange, FIELD_INTERCHANGE_PREPARED));
    if (moment.date.year == 0)
        return;
    struct date_text date =
        encode_date(moment.date, DATE_YMD, encode_is_near_year(encoder, moment.date));
    edifact_put(&encoder->writer, position, 0, encode_date_span(&date));
    edifact_put(&encoder->writer, position, 1, (struct span){moment.clock, moment.clock_size});
}

static void put_reference(struct encoder *encoder, unsigned position)
{
    edifact_put(&encoder->writer, position, 0,
                encode_text(encoder, encoder->interchange, FIELD_INTERCHANGE_REFERENCE));
    if (is_split(encoder))
        edifact_put_number(&encoder->writer, position, 0, encoder->options->part, 2);
}

static void put_syntax(struct encoder *encoder, const struct envelope *envelope)
{
    struct span version, name = span_of(encoder->options->syntax);
    name = span_cut(name, ':', &version);
    edifact_put(&encoder->writer, 1, 0, name.size ? name : span_of(envelope->syntax[0]));
    edifact_put(&encoder->writer, 1, 1, version.size ? version : span_of(envelope->syntax[1]));
}

static void write_unb(struct encoder *encoder, const struct envelope *envelope)
{
    static const struct slot parties[] = {{2, 0, FIELD_INTERCHANGE_SENDER},
                                          {3, 0, FIELD_INTERCHANGE_RECIPIENT}},
                             others[] = {{7, 0, FIELD_INTERCHANGE_APPLICATION},
                                         {11, 0, FIELD_INTERCHANGE_TEST}};
    edifact_open(&encoder->writer, "UNB");
    put_syntax(encoder, envelope);
    ENCODE_SLOTS(encoder, encoder->interchange, parties);
    put_prepared(encoder, 4);
    put_reference(encoder, 5);
    ENCODE_SLOTS(encoder, encoder->interchange, others);
    edifact_close(&encoder->writer);
}

/* UNZ and UNE. */
static void write_trailer(struct encoder *encoder, const char *tag, uint32_t count)
{
    edifact_open(&encoder->writer, tag);
    edifact_put_number(&encoder->writer, 1, 0, count, 1);
    put_reference(encoder, 2);
    edifact_close(&encoder->writer);
}

/* ---- messages ---- */

/* "D.05B" as its two components, from `component` on. */
static void put_version(struct encoder *encoder, uint32_t message, unsigned position,
                        unsigned component)
{
    struct span release,
        version = span_cut(encode_text(encoder, message, FIELD_MESSAGE_VERSION), '.', &release);
    edifact_put(&encoder->writer, position, component, version);
    edifact_put(&encoder->writer, position, component + 1, release);
}

static void write_ung(struct encoder *encoder, uint32_t message, const struct envelope *envelope)
{
    static const struct slot parties[] = {{2, 0, FIELD_INTERCHANGE_SENDER},
                                          {3, 0, FIELD_INTERCHANGE_RECIPIENT}};
    edifact_open(&encoder->writer, "UNG");
    edifact_put(&encoder->writer, 1, 0, encode_text(encoder, message, FIELD_MESSAGE_TYPE));
    ENCODE_SLOTS(encoder, encoder->interchange, parties);
    put_prepared(encoder, 4);
    put_reference(encoder, 5);
    edifact_put_word(&encoder->writer, 6, 0, envelope->agency[0]);
    put_version(encoder, message, 7, 0);
    edifact_close(&encoder->writer);
}

/* S010 of one part of several, else as the model has it. */
static void put_part(struct encoder *encoder, uint32_t message)
{
    static const struct slot part[] = {{4, 0, FIELD_MESSAGE_PART}, {4, 1, FIELD_MESSAGE_PART_MARK}};
    const struct encode_options *options = encoder->options;
    if (!is_split(encoder)) {
        ENCODE_SLOTS(encoder, message, part);
        return;
    }
    edifact_put_number(&encoder->writer, 4, 0, options->part, 2);
    if (options->part == 1 || options->part == options->parts)
        edifact_put_word(&encoder->writer, 4, 1, options->part == 1 ? "C" : "F");
}

static void put_message_reference(struct encoder *encoder, unsigned position, uint32_t message,
                                  uint32_t place)
{
    struct span reference = encode_text(encoder, message, FIELD_MESSAGE_REFERENCE);
    if (reference.size)
        edifact_put(&encoder->writer, position, 0, reference);
    else
        edifact_put_number(&encoder->writer, position, 0, place, 1);
}

static void write_unh(struct encoder *encoder, uint32_t message, uint32_t place)
{
    const struct envelope *envelope = &envelopes[encoder->image->nodes[message].kind];
    edifact_open(&encoder->writer, "UNH");
    put_message_reference(encoder, 1, message, place);
    edifact_put(&encoder->writer, 2, 0, encode_text(encoder, message, FIELD_MESSAGE_TYPE));
    put_version(encoder, message, 2, 1);
    edifact_put_word(&encoder->writer, 2, 3, envelope->agency[0]);
    edifact_put_word(&encoder->writer, 2, 4, envelope->agency[1]);
    edifact_put(&encoder->writer, 3, 0, encode_text(encoder, message, FIELD_MESSAGE_ACCESS));
    put_part(encoder, message);
    edifact_close(&encoder->writer);
}

/* Which persons or bookings of the message are in this part. */
static void choose_share(struct encoder *encoder, uint32_t message)
{
    const struct encode_options *options = encoder->options;
    uint64_t count = 0;
    encoder->from = 0;
    encoder->to = UINT32_MAX;
    if (!is_split(encoder))
        return;
    ENCODE_EACH_CHILD(encoder, child, message,
                      envelopes[encoder->image->nodes[message].kind].shared)
    count++;
    encoder->from = (uint32_t)(count * (options->part - 1) / options->parts);
    encoder->to = (uint32_t)(count * options->part / options->parts);
}

/* Births and expiries are read against the first leg with a departure, else against the day of
 * sending. */
static int32_t flight_day(const struct encoder *encoder, uint32_t message)
{
    ENCODE_EACH_CHILD(encoder, leg, message, NODE_LEG)
    {
        struct moment moment = encode_moment(encode_text(encoder, leg, FIELD_LEG_DEPARTURE));
        if (moment.date.year)
            return date_to_day(moment.date);
    }
    return encoder->sent_day;
}

static void write_message(struct encoder *encoder, uint32_t message, uint32_t place)
{
    uint8_t kind = encoder->image->nodes[message].kind;
    encoder->flight_day = flight_day(encoder, message);
    choose_share(encoder, message);
    encoder->writer.segments = 0;
    write_unh(encoder, message, place);
    if (kind == KIND_API)
        encode_paxlst(encoder, message);
    else if (kind == KIND_PNR)
        encode_pnrgov(encoder, message);
    edifact_open(&encoder->writer, "UNT");
    edifact_put_number(&encoder->writer, 1, 0, encoder->writer.segments + 1, 1);
    put_message_reference(encoder, 2, message, place);
    edifact_close(&encoder->writer);
}

static void write_interchange(struct encoder *encoder, const struct envelope *envelope)
{
    struct moment sent =
        encode_moment(encode_text(encoder, encoder->interchange, FIELD_INTERCHANGE_PREPARED));
    uint32_t count = 0;
    if (!encoder->options->no_una)
        edifact_write_una(&encoder->writer);
    write_unb(encoder, envelope);
    if (sent.date.year)
        encoder->sent_day = date_to_day(sent.date);
    ENCODE_EACH_CHILD(encoder, message, encoder->interchange, NODE_MESSAGE)
    {
        if (count == 0 && encoder->options->groups)
            write_ung(encoder, message, envelope);
        write_message(encoder, message, ++count);
    }
    bool grouped = count > 0 && encoder->options->groups;
    if (grouped)
        write_trailer(encoder, "UNE", count);
    write_trailer(encoder, "UNZ", grouped ? 1 : count);
}

enum status encode_interchange(const struct image *image, uint32_t node,
                               const struct encode_options *options, struct buffer *out)
{
    struct encoder encoder = {.image = image, .options = options ? options : &defaults};
    options = encoder.options;
    if (node >= image->header->nodes || image->nodes[node].type != NODE_INTERCHANGE)
        return status_fail(STATUS_INPUT, "Only an interchange can be written as a message's body.");
    if (options->parts && (options->part < 1 || options->part > options->parts))
        return status_fail(STATUS_INPUT, "A message of %u parts has no part %u.", options->parts,
                           options->part);
    const struct envelope *envelope = envelope_of(image, node);
    struct edifact_marks marks = options->marks;
    if (marks.terminator == 0)
        marks = (struct edifact_marks){':', '+', '?', options->no_una ? 0 : envelope->repeat, '\''};
    enum status status = edifact_write_start(&encoder.writer, out, &marks, options->line_end);
    if (status != STATUS_OK)
        return status;
    encoder.interchange = node;
    encoder.sent_day = DAY_NONE; /* nothing stands before the UNB's own date */
    write_interchange(&encoder, envelope);
    return STATUS_OK;
}

enum status encode_image(const struct image *image, const struct encode_options *options,
                         struct buffer *out)
{
    for (uint32_t i = 0; i < image->header->nodes; i++) {
        if (image->nodes[i].type != NODE_INTERCHANGE)
            continue;
        enum status status = encode_interchange(image, i, options, out);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}
