#include "watch/listxml.h"

#include <libxml/xmlreader.h>

enum { DEPTH_MOST = 16, TEXT_MOST = 64 * 1024 };

struct parser {
    struct listxml list;
    const struct listxml_form *form;
    const xmlChar *path[DEPTH_MOST]; /* names of the open elements, interned by the library */
    int depth;
    int slot; /* that texts go to, or -1 */
    bool root;
    const char *fault;
};

/* ---- what was read ---- */

bool listxml_is_nothing(struct span text)
{
    static const char *const words[] = {"", "na", "NA", "N/A", "n/a", "-"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_is(text, words[i]))
            return true;
    return false;
}

struct span listxml_said(const struct listxml *list, int slot)
{
    struct span text = span_trim(list->texts[slot]);
    return listxml_is_nothing(text) ? (struct span){"", 0} : text;
}

void listxml_forget(struct listxml *list, int from, int to)
{
    for (int i = from; i <= to; i++)
        list->texts[i] = (struct span){NULL, 0};
}

struct span listxml_joined(struct listxml *list, int from, int to)
{
    struct buffer text = {0};
    for (int i = from; i <= to; i++) {
        struct span part = listxml_said(list, i);
        if (part.size && text.size)
            buffer_char(&text, ' ');
        buffer_append(&text, part.at, part.size);
    }
    struct span copy = arena_copy(list->draft->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

void listxml_add_address(struct listxml *list, int from, int to)
{
    struct buffer text = {0};
    for (int i = from; i <= to; i++) {
        struct span line = listxml_said(list, i);
        buffer_append(&text, line.at, line.size);
        buffer_char(&text, ',');
    }
    draft_add_contact(list->draft, list->entry, WATCH_CONTACT_ADDRESS, buffer_span(&text));
    buffer_free(&text);
    listxml_forget(list, from, to);
}

/* ---- reading ---- */

static bool is(const xmlChar *name, const char *text)
{
    return strcmp((const char *)name, text) == 0;
}

static bool is_at(const struct parser *parser, const struct listxml_place *place,
                  const xmlChar *element)
{
    return is(element, place->element) &&
           (!place->parent ||
            (parser->depth && is(parser->path[parser->depth - 1], place->parent)));
}

/* Texts may come in pieces, and an element may stand twice; pieces are put together. */
static void add_text(struct parser *parser, int slot, struct span text)
{
    struct span before = parser->list.texts[slot];
    if (before.size + text.size > TEXT_MOST) {
        parser->fault = "a text is longer than 64 KiB";
        return;
    }
    char *joined = arena_alloc(parser->list.draft->arena, before.size + text.size + 1);
    if (before.size)
        memcpy(joined, before.at, before.size);
    memcpy(joined + before.size, text.at, text.size);
    parser->list.texts[slot] = (struct span){joined, before.size + text.size};
}

static void add_attribute(struct parser *parser, xmlTextReaderPtr reader,
                          const struct listxml_place *place)
{
    xmlChar *value = xmlTextReaderGetAttribute(reader, (const xmlChar *)place->attribute);
    if (value)
        add_text(parser, place->slot, span_of((const char *)value));
    xmlFree(value);
}

/* Its attributes, and where the text between its tags goes. */
static void open_places(struct parser *parser, xmlTextReaderPtr reader, const xmlChar *element)
{
    parser->slot = -1;
    if (!parser->list.entry)
        return;
    for (const struct listxml_place *place = parser->form->places; place->element; place++) {
        if (!is_at(parser, place, element))
            continue;
        if (place->attribute)
            add_attribute(parser, reader, place);
        else
            parser->slot = place->slot;
    }
}

static void start(struct parser *parser, xmlTextReaderPtr reader, const xmlChar *element)
{
    const struct listxml_form *form = parser->form;
    if (parser->depth == DEPTH_MOST) {
        parser->fault = "elements are nested too deep";
        return;
    }
    parser->root = parser->root || (parser->depth == 0 && is(element, form->root));
    if (parser->depth == form->depth && is(element, form->record))
        parser->list.entry = draft_entry(parser->list.draft,
                                         (uint32_t)xmlGetLineNo(xmlTextReaderCurrentNode(reader)));
    if (parser->depth == form->depth && form->other && is(element, form->other))
        parser->list.draft->report->skipped++;
    open_places(parser, reader, element);
    parser->path[parser->depth++] = element;
}

static void end(struct parser *parser, const xmlChar *element)
{
    parser->slot = -1;
    if (parser->depth > 0)
        parser->depth--;
    if (!parser->list.entry)
        return;
    parser->list.entry->id =
        listxml_said(&parser->list, parser->form->id); /* for what is reported */
    for (const struct listxml_end *one = parser->form->ends; one->element; one++)
        if (is(element, one->element))
            one->end(&parser->list);
    if (parser->depth == parser->form->depth) {
        parser->list.entry = NULL;
        listxml_forget(&parser->list, 0, LISTXML_SLOTS - 1);
    }
}

static void node(struct parser *parser, xmlTextReaderPtr reader)
{
    int type = xmlTextReaderNodeType(reader);
    const xmlChar *name = xmlTextReaderConstLocalName(reader);
    if (type == XML_READER_TYPE_ELEMENT) {
        bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
        start(parser, reader, name);
        if (empty && !parser->fault)
            end(parser, name);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
        end(parser, name);
    } else if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) &&
               parser->slot >= 0) {
        add_text(parser, parser->slot, span_of((const char *)xmlTextReaderConstValue(reader)));
    }
}

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

bool listxml_is(struct span bytes, const char *root)
{
    struct span head = span_part(bytes, 0, 4096);
    size_t size = strlen(root);
    for (size_t at = 0; at + size < head.size; at++) {
        bool opens = at && (head.at[at - 1] == '<' || head.at[at - 1] == ':');
        if (opens && memcmp(head.at + at, root, size) == 0 &&
            strchr(" \t\r\n/>", head.at[at + size]))
            return true;
    }
    return false;
}

static enum status refuse(const struct listxml_form *form)
{
    return status_fail(
        STATUS_INPUT,
        "The list holds a document type declaration or NUL bytes; the file of %s has "
        "neither.",
        form->publisher);
}

enum status listxml_read(struct span bytes, const struct listxml_form *form, struct draft *draft)
{
    struct parser parser = {.list = {.draft = draft}, .form = form, .slot = -1};
    if (memchr(bytes.at, 0, bytes.size) || memmem(bytes.at, bytes.size, "<!DOCTYPE", 9) ||
        memmem(bytes.at, bytes.size, "<!ENTITY", 8))
        return refuse(form);
    xmlTextReaderPtr reader = xmlReaderForMemory(bytes.at, (int)bytes.size, NULL, NULL,
                                                 XML_PARSE_NONET | XML_PARSE_NOERROR |
                                                     XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    if (!reader)
        return status_fail(STATUS_MEMORY, "There is no memory to read the list.");
    xmlTextReaderSetStructuredErrorHandler(reader, quiet, NULL);
    int more = 0;
    while (!parser.fault && (more = xmlTextReaderRead(reader)) == 1)
        node(&parser, reader);
    int line = xmlTextReaderGetParserLineNumber(reader);
    if (!parser.fault && more < 0)
        parser.fault = "it is not well-formed XML, or is cut off";
    xmlFreeTextReader(reader);
    if (parser.fault)
        return status_fail(STATUS_INPUT, "The list cannot be read near line %d: %s.", line,
                           parser.fault);
    if (!parser.root)
        return status_fail(STATUS_INPUT, "The list cannot be read: its root is not %s.",
                           form->root);
    return STATUS_OK;
}
