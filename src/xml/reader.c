/* libxml2's events made into elements with their places. The parser tells how far it has come; where a
 * tag begins, and where in it a value stands, is looked up in the text. */
#include <string.h>

#include "xml/internal.h"

enum { MOST_PIECES = 8 /* of a text that children part */ };

/* How far the parser has come in the text; when it gave up it no longer knows. */
static uint32_t come_to(struct reader *reader)
{
    long bytes = xmlByteConsumed(reader->parser);
    size_t at = bytes > READER_PREFIX ? reader->from + (size_t)bytes - READER_PREFIX : reader->from;
    uint32_t place = (uint32_t)(at < reader->text->text.size ? at : reader->text->text.size);
    if (place > reader->seen)
        reader->seen = place;
    return place;
}

/* After an error the library leaves out what &amp; stands for, unless it is told that all is well. */
static void forgive(struct reader *reader)
{
    reader->parser->wellFormed = 1;
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct reader *reader = context;
    /* Prefixes are not looked at, ends are found by name, and there is no end of what was put before. */
    if (error->domain == XML_FROM_NAMESPACE || error->code == XML_ERR_TAG_NAME_MISMATCH ||
        error->code == XML_ERR_TAG_NOT_FINISHED || error->code == XML_ERR_DOCUMENT_END)
        return;
    uint32_t at = come_to(reader);
    bool entity =
        error->code == XML_ERR_UNDECLARED_ENTITY || error->code == XML_WAR_UNDECLARED_ENTITY;
    reader_fault(reader, entity ? XML_FAULT_ENTITY : XML_FAULT_FORM, at, at);
}

/* ---- places ---- */

static struct piece piece_at(const struct reader *reader, struct span text, uint32_t begin,
                             uint32_t end)
{
    uint32_t place = xml_place(reader->text, begin);
    return (struct piece){text, place, xml_place(reader->text, end) - place};
}

/* The text's own bytes where they say the same: then what is cut out of them has a place, too. */
static struct piece keep(struct reader *reader, struct span said, uint32_t begin, uint32_t end)
{
    struct span raw = span_part(reader->text->text, begin, end - begin), trimmed = span_trim(raw);
    if (trimmed.size) {
        begin += (uint32_t)(trimmed.at - raw.at);
        end = begin + (uint32_t)trimmed.size;
    }
    said = span_trim(said);
    const char *found =
        said.size && said.size <= trimmed.size && trimmed.size - said.size <= XML_MOST_NAME
            ? memmem(trimmed.at, trimmed.size, said.at, said.size)
            : NULL;
    if (!found)
        return piece_at(reader, arena_copy(reader->arena, said), begin, end);
    begin = (uint32_t)(found - reader->text->text.at);
    return piece_at(reader, (struct span){found, said.size}, begin, begin + (uint32_t)said.size);
}

/* Where the tag begins that ends at `end`. */
static uint32_t tag_begin(const struct reader *reader, uint32_t end)
{
    struct span text = reader->text->text;
    const char *found = end ? memrchr(text.at, '<', end) : NULL;
    return found ? (uint32_t)(found - text.at) : end;
}

/* ---- elements ---- */

/* Two texts of one element, between which a child stands. */
static struct piece join(struct reader *reader, struct piece first, struct piece second)
{
    size_t size = first.text.size + 1 + second.text.size;
    char *out = arena_alloc(reader->arena, size);
    memcpy(out, first.text.at, first.text.size);
    out[first.text.size] = ' ';
    memcpy(out + first.text.size + 1, second.text.at, second.text.size);
    return (struct piece){{out, size}, first.begin, second.begin + second.size - first.begin};
}

/* What was gathered is the text of the innermost open element; `end` is where the next tag begins. */
static void flush_text(struct reader *reader, uint32_t end)
{
    struct span said = span_trim(buffer_span(&reader->pending));
    struct xml_element *element = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (said.size && element && end >= reader->text_begin &&
        reader->pieces[reader->depth - 1]++ < MOST_PIECES) {
        struct piece piece = keep(reader, said, reader->text_begin, end);
        element->text = element->text.text.size ? join(reader, element->text, piece) : piece;
    }
    reader->pending.size = 0;
    reader->too_long = false;
}

/* A text that is too long is none. */
static void add_text(void *context, const xmlChar *bytes, int size)
{
    struct reader *reader = context;
    forgive(reader);
    if (reader->too_long)
        return;
    buffer_append(&reader->pending, bytes, (size_t)size);
    if (reader->pending.size <= XML_MOST_TEXT)
        return;
    reader_fault(reader, XML_FAULT_LIMIT, reader->text_begin, come_to(reader));
    reader->pending.size = 0;
    reader->too_long = true;
}

/* The parser leaves out attributes that stand twice, never changes their order. */
static void read_attributes(struct reader *reader, struct xml_element *element, uint32_t begin,
                            uint32_t end, int count, const xmlChar **found)
{
    struct xml_token tag = {.begin = begin, .end = end};
    struct xml_raw_attribute raw;
    char folded[XML_MOST_NAME];
    uint32_t at = 0;
    element->attributes = arena_array(&reader->tree, struct xml_attribute, (size_t)count + 1);
    for (int i = 0; i < count; i++, found += 5) {
        struct span name = span_of((const char *)found[0]);
        struct span value = {(const char *)found[3], (size_t)(found[4] - found[3])};
        bool placed = false;
        while (!placed && xml_next_attribute(reader->text->text, &tag, &at, &raw))
            placed = !raw.space && span_equal(raw.name, name);
        element->attributes[element->attribute_count++] = (struct xml_attribute){
            arena_copy(&reader->tree, xml_fold(name, folded)),
            placed ? keep(reader, value, raw.begin, raw.end) : keep(reader, value, begin, end)};
    }
}

static void on_start(void *context, const xmlChar *name, const xmlChar *name_prefix,
                     const xmlChar *uri, int spaces, const xmlChar **space, int count,
                     int defaulted, const xmlChar **attributes)
{
    struct reader *reader = context;
    struct span text = reader->text->text;
    uint32_t at = come_to(reader), begin = tag_begin(reader, at), end = at;
    (void)name_prefix, (void)uri, (void)spaces, (void)space, (void)defaulted;
    if (xmlByteConsumed(reader->parser) < READER_PREFIX)
        return; /* the prefix itself */
    forgive(reader);
    while (end < text.size && text.at[end] != '>')
        end++;
    flush_text(reader, begin);
    reader_tell_waiting(reader, begin);
    end += end < text.size;
    reader->text_begin = end;
    if (reader->depth == XML_MOST_DEPTH) { /* their ends have other names */
        reader_fault(reader, XML_FAULT_LIMIT, begin, end);
        return;
    }
    struct xml_element *element = &reader->open[reader->depth];
    reader->pieces[reader->depth] = 0;
    *element = (struct xml_element){
        .name = xml_fold(span_of((const char *)name), reader->names[reader->depth]),
        .begin = xml_place(reader->text, begin),
        .end = xml_place(reader->text, end)};
    element->text = (struct piece){{NULL, 0}, element->begin, element->end - element->begin};
    if (++reader->elements == XML_MOST_ELEMENTS)
        reader_fault(reader, XML_FAULT_LIMIT, begin, end);
    if (reader->elements < XML_MOST_ELEMENTS)
        read_attributes(reader, element, begin, end, count, attributes);
    reader->handler->start(reader->handler->context, element, reader->depth++);
}

static void attach(struct reader *reader, const struct xml_element *element)
{
    if (reader->depth == 0 || reader->elements >= XML_MOST_ELEMENTS)
        return;
    struct xml_element *parent = &reader->open[reader->depth - 1];
    struct xml_element *kept = arena_new(&reader->tree, struct xml_element);
    *kept = *element;
    kept->name = arena_copy(&reader->tree, element->name);
    if (parent->last)
        parent->last->next = kept;
    else
        parent->first = kept;
    parent->last = kept;
}

/* All elements were made use of; the open ones keep nothing but their names and places. */
static void forget(struct reader *reader)
{
    arena_reset(&reader->tree);
    for (unsigned i = 0; i < reader->depth; i++) {
        reader->open[i].attribute_count = 0;
        reader->open[i].first = reader->open[i].last = NULL;
    }
    reader->elements = 0;
}

/* Ends the innermost element at `end` of the text. */
static void end_element(struct reader *reader, uint32_t end)
{
    struct xml_element *element = &reader->open[--reader->depth];
    element->end = xml_place(reader->text, end);
    if (reader->handler->end(reader->handler->context, element, reader->depth))
        forget(reader);
    else
        attach(reader, element);
}

/* The innermost open element of that name; one without an end is ended with the one around it. */
static unsigned find_open(const struct reader *reader, struct span name)
{
    char folded[XML_MOST_NAME];
    unsigned depth = reader->depth;
    name = xml_fold(name, folded);
    while (depth && !span_equal(reader->open[depth - 1].name, name))
        depth--;
    return depth;
}

/* The parser takes any end tag for that of the innermost element: what it says is read here. */
static void on_end(void *context, const xmlChar *name, const xmlChar *name_prefix,
                   const xmlChar *uri)
{
    struct reader *reader = context;
    uint32_t end = come_to(reader), begin = tag_begin(reader, end);
    struct xml_lexer lexer = {.text = reader->text->text, .at = begin};
    struct xml_token tag;
    (void)name, (void)name_prefix, (void)uri;
    forgive(reader);
    if (!xml_next_token(&lexer, &tag) || tag.end != end || reader->depth == 0)
        return;
    unsigned until = reader->depth;
    reader_tell_waiting(reader, begin);
    if (tag.kind == XML_END)
        until = find_open(reader, tag.name);
    if (until != reader->depth)
        reader_fault(reader, XML_FAULT_FORM, begin, end);
    if (until == 0)
        return;
    flush_text(reader, begin);
    while (reader->depth > until)
        end_element(reader, begin);
    end_element(reader, end);
    reader->text_begin = end;
}

/* ---- the whole ---- */

/* Reads on from `from` with a fresh parser; returns how far it came. One that gave up has forgotten. */
static uint32_t parse(struct reader *reader, uint32_t from)
{
    xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
                            .startElementNs = on_start,
                            .endElementNs = on_end,
                            .characters = add_text,
                            .ignorableWhitespace = add_text,
                            .cdataBlock = add_text,
                            .serror = on_error};
    reader->from = reader->seen = reader->text_begin = from;
    reader->told = reader->waiting_count = 0;
    reader->feed = (struct feed){.lexer = {.text = reader->text->text, .at = from}, .at = from};
    reader->parser =
        xmlCreateIOParserCtxt(&events, reader, reader_feed, NULL, reader, XML_CHAR_ENCODING_NONE);
    if (!reader->parser)
        return from;
    /* NOENT has &amp; in attributes resolved at once; other entities there are none. */
    xmlCtxtUseOptions(reader->parser, XML_PARSE_RECOVER | XML_PARSE_NOENT | XML_PARSE_NONET |
                                          XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                          XML_PARSE_IGNORE_ENC);
    xmlParseDocument(reader->parser);
    come_to(reader);
    xmlFreeParserCtxt(reader->parser);
    return reader->seen;
}

/* Where the body ends, or the parser gave up, everything ends; what an open element says in words may
 * be cut. */
static void end_all(struct reader *reader, uint32_t at, enum xml_fault why)
{
    reader->pending.size = 0;
    reader->too_long = false;
    reader_tell_waiting(reader, at);
    if (reader->depth || why == XML_FAULT_LIMIT)
        reader_fault(reader, why, tag_begin(reader, at), at);
    while (reader->depth)
        end_element(reader, at);
}

/* Behind what the parser did not survive. */
static uint32_t resume(const struct reader *reader, uint32_t from, uint32_t at)
{
    struct xml_lexer lexer = {.text = reader->text->text, .at = at > from ? at : from + 1};
    struct xml_token token;
    while (lexer.at < lexer.text.size && lexer.text.at[lexer.at] != '<')
        lexer.at++;
    while (xml_next_token(&lexer, &token))
        if (token.kind == XML_START)
            return token.begin;
    return (uint32_t)lexer.text.size;
}

void xml_read(const struct xml_text *text, struct arena *arena, const struct xml_handler *handler)
{
    struct reader reader = {.text = text, .handler = handler, .arena = arena};
    uint32_t size = (uint32_t)text->text.size;
    for (uint32_t from = 0; from < size;) {
        uint32_t at = parse(&reader, from);
        bool whole = at >= size;
        end_all(&reader, at, whole ? XML_FAULT_CUT : XML_FAULT_LIMIT);
        from = whole ? size : resume(&reader, from, at);
    }
    buffer_free(&reader.pending);
    arena_free(&reader.tree);
}

void xml_prepare(void)
{
    xmlInitParser();
}
