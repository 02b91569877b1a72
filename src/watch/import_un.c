/* The Security Council's consolidated list, read element by element with libxml2's pull reader. A
 * document type declaration is refused before anything is parsed, so there are no entities; nothing
 * is fetched; the library's own limits on depth and length of texts stay on. */
#include <libxml/xmlreader.h>

#include "watch/un.h"

static const struct {
    const char *parent, *element;
    enum slot slot;
} leaves[] = {
    {"INDIVIDUAL", "DATAID", SLOT_ID},
    {"INDIVIDUAL", "FIRST_NAME", SLOT_FIRST},
    {"INDIVIDUAL", "SECOND_NAME", SLOT_SECOND},
    {"INDIVIDUAL", "THIRD_NAME", SLOT_THIRD},
    {"INDIVIDUAL", "FOURTH_NAME", SLOT_FOURTH},
    {"INDIVIDUAL", "NAME_ORIGINAL_SCRIPT", SLOT_ORIGINAL},
    {"INDIVIDUAL", "REFERENCE_NUMBER", SLOT_REFERENCE},
    {"INDIVIDUAL", "LISTED_ON", SLOT_LISTED},
    {"INDIVIDUAL", "GENDER", SLOT_GENDER},
    {"INDIVIDUAL", "COMMENTS1", SLOT_COMMENTS},
    {"NATIONALITY", "VALUE", SLOT_NATIONALITY},
    {"INDIVIDUAL_ALIAS", "QUALITY", SLOT_QUALITY},
    {"INDIVIDUAL_ALIAS", "ALIAS_NAME", SLOT_ALIAS},
    {"INDIVIDUAL_DATE_OF_BIRTH", "TYPE_OF_DATE", SLOT_DATE_TYPE},
    {"INDIVIDUAL_DATE_OF_BIRTH", "DATE", SLOT_DATE},
    {"INDIVIDUAL_DATE_OF_BIRTH", "YEAR", SLOT_YEAR},
    {"INDIVIDUAL_DATE_OF_BIRTH", "FROM_YEAR", SLOT_FROM},
    {"INDIVIDUAL_DATE_OF_BIRTH", "TO_YEAR", SLOT_TO},
    {"INDIVIDUAL_DATE_OF_BIRTH", "NOTE", SLOT_DATE_NOTE},
    {"INDIVIDUAL_DOCUMENT", "NUMBER", SLOT_NUMBER},
    {"INDIVIDUAL_DOCUMENT", "ISSUING_COUNTRY", SLOT_ISSUER},
    {"INDIVIDUAL_DOCUMENT", "COUNTRY_OF_ISSUE", SLOT_ISSUED_IN},
};

enum { DEPTH_MOST = 16, TEXT_MOST = 64 * 1024 };

struct parser {
    struct un un;
    const xmlChar *path[DEPTH_MOST]; /* names of the open elements, interned by the library */
    int depth;
    int slot; /* that texts go to, or -1 */
    bool root;
    const char *fault;
};

static bool is(const xmlChar *name, const char *text)
{
    return strcmp((const char *)name, text) == 0;
}

static int slot_of(const struct parser *parser, const xmlChar *element)
{
    if (parser->depth == 0 || !parser->un.entry)
        return -1;
    for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++)
        if (is(element, leaves[i].element) && is(parser->path[parser->depth - 1], leaves[i].parent))
            return (int)leaves[i].slot;
    return -1;
}

static void start(struct parser *parser, const xmlChar *element, uint32_t line)
{
    if (parser->depth == DEPTH_MOST) {
        parser->fault = "elements are nested too deep";
        return;
    }
    parser->root = parser->root || (parser->depth == 0 && is(element, "CONSOLIDATED_LIST"));
    if (parser->depth == 2 && is(element, "INDIVIDUAL"))
        parser->un.entry = draft_entry(parser->un.draft, line);
    if (parser->depth == 2 && is(element, "ENTITY"))
        parser->un.draft->report->skipped++;
    parser->slot = slot_of(parser, element);
    parser->path[parser->depth++] = element;
}

static void end(struct parser *parser, const xmlChar *element)
{
    parser->slot = -1;
    if (parser->depth > 0)
        parser->depth--;
    un_end(&parser->un, (const char *)element);
}

/* Texts may come in pieces, and an element may stand twice; pieces are put together. */
static void add_text(struct parser *parser, struct span text)
{
    if (parser->slot < 0)
        return;
    struct span before = parser->un.texts[parser->slot];
    if (before.size + text.size > TEXT_MOST) {
        parser->fault = "a text is longer than 64 KiB";
        return;
    }
    char *joined = arena_alloc(parser->un.draft->arena, before.size + text.size + 1);
    if (before.size)
        memcpy(joined, before.at, before.size);
    memcpy(joined + before.size, text.at, text.size);
    parser->un.texts[parser->slot] = (struct span){joined, before.size + text.size};
}

static void node(struct parser *parser, xmlTextReaderPtr reader)
{
    int type = xmlTextReaderNodeType(reader);
    const xmlChar *name = xmlTextReaderConstLocalName(reader);
    if (type == XML_READER_TYPE_ELEMENT) {
        bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
        start(parser, name, (uint32_t)xmlGetLineNo(xmlTextReaderCurrentNode(reader)));
        if (empty && !parser->fault)
            end(parser, name);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
        end(parser, name);
    } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) {
        add_text(parser, span_of((const char *)xmlTextReaderConstValue(reader)));
    }
}

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

bool import_is_un(struct span bytes)
{
    struct span head = span_part(bytes, 0, 4096);
    return head.size && memmem(head.at, head.size, "<CONSOLIDATED_LIST", 18);
}

enum status import_un(struct span bytes, struct draft *draft)
{
    struct parser parser = {.un = {.draft = draft}, .slot = -1};
    if (memchr(bytes.at, 0, bytes.size) || memmem(bytes.at, bytes.size, "<!DOCTYPE", 9) ||
        memmem(bytes.at, bytes.size, "<!ENTITY", 8))
        return status_fail(STATUS_INPUT, "The list holds a document type declaration or NUL bytes; "
                                         "the Security Council's own file has neither.");
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
    if (!parser.fault && !parser.root)
        parser.fault = "its root is not CONSOLIDATED_LIST";
    if (parser.fault)
        return status_fail(STATUS_INPUT, "The list cannot be read near line %d: %s.", line,
                           parser.fault);
    return STATUS_OK;
}
