/* What the parser gets to see, and what is told of the rest. */
#include <string.h>

#include "xml/internal.h"

static const char prefix[READER_PREFIX + 1] = "<x>";

/* ---- faults ---- */

static void tell(struct reader *reader, enum xml_fault what, uint32_t begin, uint32_t end)
{
    uint32_t place = xml_place(reader->text, begin);
    reader->handler->fault(reader->handler->context, what, place,
                           xml_place(reader->text, end) - place);
}

void reader_fault(struct reader *reader, enum xml_fault what, uint32_t begin, uint32_t end)
{
    if (reader->faults++ < XML_MOST_FAULTS)
        tell(reader, what, begin, end);
}

static void put_off(struct reader *reader, enum xml_fault what, const struct xml_token *token)
{
    if (reader->faults++ < XML_MOST_FAULTS)
        reader->waiting[reader->waiting_count++] = (struct waiting){what, token->begin, token->end};
}

void reader_tell_waiting(struct reader *reader, uint32_t until)
{
    while (reader->told < reader->waiting_count && reader->waiting[reader->told].begin < until) {
        const struct waiting *next = &reader->waiting[reader->told++];
        tell(reader, next->what, next->begin, next->end);
    }
}

/* ---- feeding ---- */

/* Whether the parser may see the token; why not is told later. */
static bool is_shown(struct reader *reader, const struct xml_token *token)
{
    struct feed *feed = &reader->feed;
    switch (token->kind) {
    case XML_CHARACTERS:
    case XML_CDATA: return true;
    case XML_EMPTY:
        if (feed->depth < XML_MOST_DEPTH)
            return true;
        put_off(reader, XML_FAULT_LIMIT, token);
        return false;
    case XML_START:
        if (feed->depth++ < XML_MOST_DEPTH)
            return true;
        put_off(reader, XML_FAULT_LIMIT, token);
        return false;
    case XML_END:
        if (feed->depth && feed->depth-- <= XML_MOST_DEPTH)
            return true;
        if (!feed->depth)
            put_off(reader, XML_FAULT_FORM, token);
        return false;
    case XML_BROKEN:
        put_off(reader, token->over ? XML_FAULT_LIMIT : XML_FAULT_BROKEN, token);
        return false;
    case XML_ASIDE:
    default:
        if (token->doctype)
            put_off(reader, XML_FAULT_DOCTYPE, token);
        return token->comment && token->end - token->begin <= XML_MOST_VALUE;
    }
}

int reader_feed(void *context, char *out, int room)
{
    struct reader *reader = context;
    struct feed *feed = &reader->feed;
    int size = 0;
    if (!feed->begun && room >= READER_PREFIX) {
        memcpy(out, prefix, READER_PREFIX);
        feed->begun = true;
        return READER_PREFIX;
    }
    while (size < room) {
        if (feed->at == feed->lexer.at) {
            if (!xml_next_token(&feed->lexer, &feed->token))
                break;
            feed->at = feed->token.begin;
            feed->shown = is_shown(reader, &feed->token);
        }
        struct span rest = span_part(reader->text->text, feed->at, feed->token.end - feed->at);
        rest.size = rest.size < (size_t)(room - size) ? rest.size : (size_t)(room - size);
        if (feed->shown)
            memcpy(out + size, rest.at, rest.size);
        else
            memset(out + size, ' ', rest.size);
        feed->at += (uint32_t)rest.size;
        size += (int)rest.size;
    }
    return size;
}
