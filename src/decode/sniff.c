/* The kind of a body, told before anything else is read of it. */
#include "decode/internal.h"
#include "xml/xml.h"

/* Blanks, a byte order mark, then a tag; in UTF-16, too. */
static bool begins_as_xml(struct span body)
{
    size_t at = 0;
    while (at < body.size && memchr(" \t\r\n\0\xEF\xBB\xBF\xFE\xFF", body.at[at], 10))
        at++;
    return at < body.size && body.at[at] == '<';
}

/* What the tags say: a part of a booking is certain, something around it may hold an interchange. */
enum tags { TAGS_NONE, TAGS_AROUND, TAGS_CERTAIN };

static enum tags look_at_tags(struct span text)
{
    static const char *const parts[] = {"BOOKINGREFID", "PASSENGER", "DOCSSR", "FLIGHTLEG"};
    static const char *const around[] = {"PNR", "PNRS", "DEPARTUREAIRPORT"};
    struct xml_lexer lexer = {.text = text};
    struct xml_token token;
    char folded[XML_MOST_NAME];
    enum tags found = TAGS_NONE;
    while (xml_next_token(&lexer, &token)) {
        if (token.kind != XML_START && token.kind != XML_EMPTY)
            continue;
        struct span name = xml_fold(token.name, folded);
        if (DECODE_IS_ONE_OF(name, parts))
            return TAGS_CERTAIN;
        if (DECODE_IS_ONE_OF(name, around) ||
            (name.size && memmem(name.at, name.size, "PNRGOV", 6)))
            found = TAGS_AROUND;
    }
    return found;
}

static bool has_interchange(struct span body, struct arena *arena)
{
    struct edifact_reader reader;
    edifact_start(&reader, body, arena);
    return edifact_next_interchange(&reader);
}

/* A body that does not begin as XML is none when there is an interchange in it; nor is one that has an
 * interchange inside of elements that say nothing themselves. */
bool decode_is_xml(struct span body)
{
    struct arena arena = {0};
    struct xml_text text;
    enum tags tags = TAGS_NONE;
    bool possible = body.size && memchr(body.at, '<', body.size) &&
                    (begins_as_xml(body) || !has_interchange(body, &arena));
    if (possible) {
        xml_text_open(body, &arena, &text);
        tags = look_at_tags(text.text);
    }
    bool xml = tags == TAGS_CERTAIN || (tags == TAGS_AROUND && !has_interchange(body, &arena));
    arena_free(&arena);
    return xml;
}

enum kind decode_sniff(struct span body)
{
    struct arena arena = {0};
    struct edifact_reader reader;
    bool passengers = false, bookings = false;
    if (decode_is_xml(body))
        return KIND_PNR;
    edifact_start(&reader, body, &arena);
    while (!bookings && edifact_next_interchange(&reader)) {
        while (!bookings && edifact_next(&reader) == EDIFACT_SEGMENT) {
            if (reader.segment.tag != TAG_UNH)
                continue;
            struct span type = edifact_code(&reader, 2, 0).text;
            passengers |= span_is(type, "PAXLST");
            bookings |= span_is(type, "PNRGOV");
        }
    }
    arena_free(&arena);
    if (bookings)
        return KIND_PNR;
    return passengers ? KIND_API : KIND_OTHER;
}
