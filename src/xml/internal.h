/* Shared by the files of xml/ alone: a body while it is read. */
#ifndef XML_INTERNAL_H
#define XML_INTERNAL_H

#include <libxml/parser.h>

#include "base/buffer.h"
#include "xml/xml.h"

/* The bytes that the parser is given before the text, so that it needs no root. */
enum { READER_PREFIX = 3 };

/* What the parser asks for: markup as it is, blanks for what is passed over. */
struct feed {
    struct xml_lexer lexer;
    struct xml_token token;
    uint32_t at; /* in the text; the token's end: the next is to be taken */
    unsigned depth;
    bool begun, shown; /* the prefix was given; the token is */
};

/* What was found while feeding, ahead of the events: it is told in the order of the body. */
struct waiting {
    enum xml_fault what;
    uint32_t begin, end;
};

struct reader {
    const struct xml_text *text;
    const struct xml_handler *handler;
    struct arena *arena; /* texts */
    struct arena tree;   /* elements */
    xmlParserCtxtPtr parser;
    uint32_t from, seen; /* where the parser began; how far its events have come */
    struct feed feed;
    struct xml_element open[XML_MOST_DEPTH];
    char names[XML_MOST_DEPTH][XML_MOST_NAME]; /* of the open ones */
    unsigned pieces[XML_MOST_DEPTH];           /* of their texts */
    unsigned depth;
    struct buffer pending; /* text that is not yet an element's */
    bool too_long;         /* it was */
    uint32_t text_begin;   /* behind the latest tag */
    uint32_t elements;     /* since the handler took some */
    unsigned faults;       /* told or waiting */
    struct waiting waiting[XML_MOST_FAULTS];
    unsigned waiting_count, told; /* of those that wait */
};

/* ---- feed.c ---- */
void reader_fault(struct reader *reader, enum xml_fault what, uint32_t begin, uint32_t end);
/* Tells what was found while feeding and stands before `until`. */
void reader_tell_waiting(struct reader *reader, uint32_t until);
/* What the parser asks for, as xmlInputReadCallback has it; `context` is the reader. */
int reader_feed(void *context, char *out, int room);

#endif
