/* XML as carriers write it: a body in, elements out, each with its place in the body.
 *
 * libxml2 reads names, attributes, entities and texts. It is fed with what is plausible as markup
 * alone: declarations, document types, comments and instructions are passed over (so there are no
 * entities but the five of XML, nothing is loaded, nothing grows), tags that are no tags are left
 * out and told as faults. So a body may have no root, several, or rubbish between its elements, and
 * half of a body is read to where it was cut. Which end tag ends which element is decided by name.
 *
 * Names are compared without prefix, case, `_`, `-` and `.`: SSR_Code is SSRCODE. A body is UTF-8,
 * UTF-16 or of one byte a character, with or without a declaration or a byte order mark; it is never
 * given to iconv, which opens files.
 *
 * Everything lives in the arenas that are given; a reader belongs to one call. Time is linear in the
 * body, memory is bounded by limits.h. Nothing here fails. */
#ifndef XML_XML_H
#define XML_XML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/piece.h"
#include "xml/limits.h"

/* ---- text: the body as UTF-8 ---- */

enum xml_encoding { XML_UTF_8, XML_UTF_16_LE, XML_UTF_16_BE, XML_ONE_BYTE };

/* A body as UTF-8 and the way back. */
struct xml_mark {
    uint32_t text, body;
};
struct xml_text {
    struct span body; /* at most XML_MOST_BYTES of it */
    struct span text; /* `body` itself where that is good already */
    enum xml_encoding encoding;
    const struct xml_mark *marks; /* NULL where text and body are the same */
    uint32_t mark_count;
    uint32_t bad;        /* the first byte of the body that is no character; UINT32_MAX: none */
    bool other_alphabet; /* it is declared in one that is not known, and read as Latin-1 */
};
void xml_text_open(struct span body, struct arena *arena, struct xml_text *out);
/* Where byte `offset` of the text stands in the body. */
uint32_t xml_place(const struct xml_text *text, uint32_t offset);

/* ---- lexer: tags, told by their form alone ---- */

enum xml_kind {
    XML_CHARACTERS,
    XML_START, /* <a> */
    XML_EMPTY, /* <a/> */
    XML_END,   /* </a> */
    XML_CDATA,
    XML_ASIDE, /* declaration, instruction, comment, document type */
    XML_BROKEN /* begins as markup and is none */
};
struct xml_token {
    enum xml_kind kind;
    uint32_t begin, end; /* in the text */
    struct span name;    /* of tags, without prefix */
    bool comment;        /* an aside that parts no text */
    bool doctype;        /* one that could declare entities */
    bool over;           /* broken because a limit was reached */
};
struct xml_lexer {
    struct span text;
    uint32_t at;
    bool endless[4]; /* kinds of asides of which no further one ends */
};
bool xml_next_token(struct xml_lexer *lexer, struct xml_token *out); /* false at the end */

struct xml_raw_attribute {
    struct span name;    /* without prefix */
    bool space;          /* declares a namespace */
    uint32_t begin, end; /* of the value in the text, quotes not counted */
};
/* The next attribute of a start tag; `*at` begins at 0. */
bool xml_next_attribute(struct span text, const struct xml_token *tag, uint32_t *at,
                        struct xml_raw_attribute *out);

/* A name as names are compared, in capitals; `out` has room for XML_MOST_NAME bytes. */
struct span xml_fold(struct span name, char *out);
/* Whether a name is `known`, which is written like that. */
bool xml_is_named(struct span name, const char *known);

/* ---- elements ---- */

struct xml_attribute {
    struct span name; /* as it is compared */
    struct piece value;
};
struct xml_element {
    struct span name; /* as it is compared: SSRCODE */
    struct xml_attribute *attributes;
    unsigned attribute_count;
    struct piece text;   /* what stands in the element itself, blanks at both ends not counted */
    uint32_t begin, end; /* bytes of the body, both tags counted; of an open one its start tag */
    struct xml_element *first, *last, *next; /* children that are ended; sibling */
};
const struct xml_element *xml_child(const struct xml_element *element, const char *name);
const struct xml_element *xml_sibling(const struct xml_element *element); /* of the same name */
/* The attribute's value without blanks at both ends; empty, in the element's place, without it. */
struct piece xml_attribute(const struct xml_element *element, const char *name);

enum xml_fault {
    XML_FAULT_FORM,    /* not well-formed, and understood all the same */
    XML_FAULT_BROKEN,  /* passed over */
    XML_FAULT_DOCTYPE, /* a document type declaration */
    XML_FAULT_ENTITY,  /* a reference to an entity that XML does not have */
    XML_FAULT_CUT,     /* the body ends inside of an element */
    XML_FAULT_LIMIT    /* of limits.h */
};

/* Called in the order of the body. What `start` and `end` are given is valid until `end` returns true,
 * which says that all elements seen so far were made use of; texts live as long as `arena` below. */
struct xml_handler {
    void *context;
    void (*start)(void *context, const struct xml_element *element, unsigned depth);
    bool (*end)(void *context, const struct xml_element *element, unsigned depth);
    void (*fault)(void *context, enum xml_fault fault, uint32_t begin, uint32_t size);
};
void xml_read(const struct xml_text *text, struct arena *arena, const struct xml_handler *handler);

/* Lets libxml2 make its tables. Call it once before the process shuts itself in. */
void xml_prepare(void);

#endif
