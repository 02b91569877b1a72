/* Baggage messages (IATA RP 1745, Resolution 753), Type-B text: BSM tells of a bag that was checked in, BPM
 * of one that was handled, BUM of one that has to be unloaded; the others look alike.
 *
 *     BSM                   name
 *     CHG                   CHG, DEL, ADD: a change of what was said; may be missing
 *     .V/1LZRH              elements; .V opens them
 *     .F/SR101/18APR/JFK/F
 *     .N/0085123456003
 *     .P/2PAGE/LEO/BEA
 *     ENDBSM
 *
 * A message may tell of several passengers: the next one begins with a flight after tags or a name, or with a
 * tag after a name. Lines are wrapped, or joined with a blank before each element. */
#include <stdio.h>

#include "decode/baggage.h"
#include "decode/tokens.h"

static const char *const names[] = {"BSM", "BPM", "BUM", "BTM", "BNS", "BCM", "BRQ"};

/* What stands on a line, or before the next element of it; nothing of it is understood yet. */
struct chunk {
    struct span text; /* trimmed; empty at the end of the body */
    uint32_t begin;
};

struct baggage_reader {
    struct decoder *decoder;
    uint32_t at; /* the next byte to look at */
    struct baggage baggage;
    struct bag_group group;
    char name[4];         /* of the message that is open; "" for none */
    struct chunk opening; /* its first line */
    struct piece sent;    /* of the telegram, DDHHMM; empty: it does not tell */
    bool junk;            /* there were lines outside of messages */
};

/* ---- chunks ---- */

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == '\x03';
}

static bool is_element(struct span text)
{
    return text.size >= 3 && text.at[0] == '.' && text.at[1] >= 'A' && text.at[1] <= 'Z' &&
           text.at[2] == '/';
}

static bool is_blank(char c)
{
    return c == ' ' || (unsigned char)c < 0x20;
}

static struct chunk next_chunk(struct span body, uint32_t *at)
{
    while (*at < body.size && is_blank(body.at[*at]))
        ++*at;
    uint32_t begin = *at;
    while (*at < body.size && !is_line_end(body.at[*at]) &&
           !(*at > begin && body.at[*at - 1] == ' ' && is_element(span_part(body, *at, body.size))))
        ++*at;
    return (struct chunk){span_trim(span_part(body, begin, *at - begin)), begin};
}

static bool is_name(struct span text)
{
    return DECODE_IS_ONE_OF(text, names);
}

static bool is_change(struct span text)
{
    return span_is(text, "CHG") || span_is(text, "DEL") || span_is(text, "ADD");
}

/* A name counts with an element behind it, which a change may part from it. */
static bool begins_message(struct span body, struct chunk chunk, uint32_t at)
{
    if (!is_name(chunk.text))
        return false;
    struct chunk next = next_chunk(body, &at);
    if (is_change(next.text))
        next = next_chunk(body, &at);
    return is_element(next.text);
}

static bool has_message(struct span body)
{
    uint32_t at = 0;
    for (struct chunk chunk = next_chunk(body, &at); chunk.text.size; chunk = next_chunk(body, &at))
        if (begins_message(body, chunk, at))
            return true;
    return false;
}

/* ---- messages ---- */

static struct piece piece_of(struct chunk chunk)
{
    return (struct piece){chunk.text, chunk.begin, (uint32_t)chunk.text.size};
}

/* Issues and nodes that follow are about the chunk. */
static void point_at(struct decoder *decoder, struct chunk chunk, const char *name)
{
    struct edifact_segment *segment = &decoder->reader.segment;
    *segment = (struct edifact_segment){.begin = chunk.begin,
                                        .end = chunk.begin + (uint32_t)chunk.text.size};
    snprintf(segment->name, sizeof segment->name, "%s", name);
}

/* The day of that number nearest to the day of receipt. */
static bool read_sent_day(const struct decoder *decoder, int64_t number, struct date *out)
{
    enum { FARTHEST = 15 };
    for (int32_t off = 0; off <= FARTHEST && decoder->received_day; off++)
        for (int sign = -1; sign <= 1; sign += 2) {
            *out = date_from_day(decoder->received_day + sign * off);
            if (out->day == number)
                return true;
        }
    return false;
}

static void put_sent(struct decoder *decoder, struct piece sent)
{
    int64_t day, hour, minute;
    struct date date;
    if (span_number(span_part(sent.text, 0, 2), &day) &&
        span_number(span_part(sent.text, 2, 2), &hour) && hour < 24 &&
        span_number(span_part(sent.text, 4, 2), &minute) && minute < 60 &&
        read_sent_day(decoder, day, &date))
        decode_put_time(decoder, decoder->message, FIELD_MESSAGE_SENT, date,
                        (int)(hour * 3600 + minute * 60), sent);
}

static void start_message(struct baggage_reader *reader, struct chunk chunk)
{
    struct decoder *decoder = reader->decoder;
    memcpy(reader->name, chunk.text.at, 3);
    reader->opening = chunk;
    point_at(decoder, chunk, reader->name);
    reader->baggage = (struct baggage){.here = false};
    reader->group = (struct bag_group){.count = 0};
    decode_open_message(decoder, KIND_OTHER);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_TYPE, piece_of(chunk));
    put_sent(decoder, reader->sent);
}

static void end_group(struct baggage_reader *reader)
{
    if (reader->group.count)
        bag_put_group(reader->decoder, &reader->baggage, &reader->group);
    reader->group = (struct bag_group){.count = 0};
}

/* `end`: the byte behind it. */
static void end_message(struct baggage_reader *reader, uint32_t end, bool properly)
{
    struct decoder *decoder = reader->decoder;
    if (!reader->name[0])
        return;
    end_group(reader);
    point_at(decoder, reader->opening, reader->name);
    if (!reader->baggage.flies || reader->baggage.tags == 0)
        decode_issue_segment(decoder, ISSUE_BAGGAGE_ALONE, NULL);
    point_at(decoder, (struct chunk){{NULL, 0}, end}, reader->name);
    if (!properly)
        decode_issue_segment(decoder, ISSUE_BAGGAGE_NO_END, NULL);
    struct image_node *node = image_builder_node(decoder->image, decoder->message);
    decode_close_message(decoder);
    if (!decoder->understood) /* neither flight nor tag */
        node->outcome = OUTCOME_QUARANTINED;
    node->end = end;
    reader->name[0] = '\0';
}

/* ---- elements ---- */

/* Whether the element is of the next passenger. */
static bool opens_group(const struct bag_group *group, char letter)
{
    return letter == 'V' || (letter == 'F' && (group->named || group->tagged)) ||
           (letter == 'N' && group->named);
}

static void add_element(struct baggage_reader *reader, struct chunk chunk)
{
    struct bag_group *group = &reader->group;
    struct piece text = piece_of(chunk);
    char letter = chunk.text.at[1];
    text.text = span_part(text.text, 3, text.text.size);
    text.begin += 3;
    text.size -= 3;
    if (opens_group(group, letter))
        end_group(reader);
    if (letter == 'V') {
        point_at(reader->decoder, chunk, ".V");
        bag_read_version(reader->decoder, &reader->baggage, text);
        return;
    }
    if (group->count == DECODE_MOST_ELEMENTS) {
        decode_issue_at(reader->decoder, ISSUE_LIMIT, reader->name, text, "One passenger's bags.");
        return;
    }
    group->elements = arena_more(reader->decoder->arena, group->elements, group->count,
                                 &group->room, sizeof *group->elements);
    group->elements[group->count++] =
        (struct bag_element){letter, text, chunk.begin, chunk.begin + (uint32_t)chunk.text.size};
    group->named |= letter == 'P';
    group->tagged |= letter == 'N';
}

/* A wrapped line belongs to the element before it; the line end is no blank. */
static void continue_element(struct baggage_reader *reader, struct chunk chunk)
{
    struct decoder *decoder = reader->decoder;
    if (reader->group.count == 0) {
        decode_issue_at(decoder, ISSUE_SEGMENT_BAD, reader->name, piece_of(chunk), NULL);
        return;
    }
    struct bag_element *element = &reader->group.elements[reader->group.count - 1];
    if (element->text.text.size + chunk.text.size > DECODE_MOST_NAME) {
        decode_issue_at(decoder, ISSUE_LIMIT, reader->name, piece_of(chunk), "One element.");
        return;
    }
    struct span text = decode_concat(decoder, element->text.text, "", chunk.text);
    element->text = decode_across(element->text, piece_of(chunk));
    element->text.text = text;
    element->end = chunk.begin + (uint32_t)chunk.text.size;
}

static void read_inner(struct baggage_reader *reader, struct chunk chunk)
{
    struct decoder *decoder = reader->decoder;
    bool ends = chunk.text.size == 6 && span_starts(chunk.text, "END") &&
                span_is(span_part(chunk.text, 3, 3), reader->name);
    if (ends)
        end_message(reader, chunk.begin + (uint32_t)chunk.text.size, true);
    else if (is_change(chunk.text))
        decode_put(decoder, decoder->message, FIELD_MESSAGE_FUNCTION, piece_of(chunk));
    else if (is_element(chunk.text))
        add_element(reader, chunk);
    else
        continue_element(reader, chunk);
}

/* A line outside of messages; the origin line of a telegram tells when it was sent. */
static void note_junk(struct baggage_reader *reader, struct chunk chunk)
{
    struct span sent = edifact_origin_time(chunk.text);
    if (sent.size)
        reader->sent = decode_part_of(reader->decoder, piece_of(chunk), sent);
    if (!reader->junk)
        decode_issue_at(reader->decoder, ISSUE_ENVELOPE_JUNK, "", piece_of(chunk), NULL);
    reader->junk = true;
}

bool decode_baggage(struct decoder *decoder)
{
    struct span body = decoder->reader.body;
    struct baggage_reader reader = {.decoder = decoder};
    if (!has_message(body))
        return false;
    decoder->kind = KIND_OTHER;
    for (struct chunk chunk = next_chunk(body, &reader.at); chunk.text.size;
         chunk = next_chunk(body, &reader.at)) {
        if (begins_message(body, chunk, reader.at)) {
            end_message(&reader, chunk.begin, false);
            start_message(&reader, chunk);
        } else if (reader.name[0]) {
            read_inner(&reader, chunk);
        } else {
            note_junk(&reader, chunk);
        }
    }
    end_message(&reader, (uint32_t)body.size, false);
    return true;
}
