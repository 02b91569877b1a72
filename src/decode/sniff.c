/* The kind of a body, told before anything else is read of it. */
#include "decode/decode.h"
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

/* Whether a tag is there that only PNRGOV XML has, and another body that says FLIGHT has not. */
static bool has_tag(struct span text)
{
    static const char *const names[] = {"PNR", "PNRS", "BOOKINGREFID", "DOCSSR"};
    struct xml_lexer lexer = {.text = text};
    struct xml_token token;
    char folded[XML_MOST_NAME];
    bool flight = false, airport = false;
    while (xml_next_token(&lexer, &token)) {
        if (token.kind != XML_START && token.kind != XML_EMPTY)
            continue;
        struct span name = xml_fold(token.name, folded);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (span_is(name, names[i]))
                return true;
        if (name.size && memmem(name.at, name.size, "PNRGOV", 6))
            return true;
        flight |= span_is(name, "FLIGHT");
        airport |= span_is(name, "DEPARTUREAIRPORT");
    }
    return flight && airport;
}

bool decode_is_xml(struct span body)
{
    struct arena arena = {0};
    struct edifact_reader reader;
    struct xml_text text;
    bool possible = body.size && memchr(body.at, '<', body.size);
    if (possible && !begins_as_xml(body)) {
        edifact_start(&reader, body, &arena);
        possible = !edifact_next_interchange(&reader);
    }
    if (possible) {
        xml_text_open(body, &arena, &text);
        possible = has_tag(text.text);
    }
    arena_free(&arena);
    return possible;
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
