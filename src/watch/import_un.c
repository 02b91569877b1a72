/* The Security Council's consolidated list, read element by element with libxml2's pull reader. A
 * document type declaration is refused before anything is parsed, so there are no entities; nothing
 * is fetched; the library's own limits on depth and length of texts stay on. */
#include <libxml/xmlreader.h>

#include "base/clock.h"
#include "watch/internal.h"

enum slot {
    SLOT_ID, SLOT_FIRST, SLOT_SECOND, SLOT_THIRD, SLOT_FOURTH, SLOT_ORIGINAL, SLOT_REFERENCE,
    SLOT_LISTED, SLOT_GENDER, SLOT_COMMENTS, SLOT_NATIONALITY, SLOT_QUALITY, SLOT_ALIAS, SLOT_DATE_TYPE,
    SLOT_DATE, SLOT_YEAR, SLOT_FROM, SLOT_TO, SLOT_DATE_NOTE, SLOT_NUMBER, SLOT_ISSUER,
    SLOT_ISSUED_IN, SLOTS
};
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

struct un {
    struct draft *draft;
    struct draft_entry *entry; /* of the INDIVIDUAL that is open */
    const xmlChar *path[DEPTH_MOST]; /* names of the open elements, interned by the reader */
    int depth;
    int slot; /* that texts go to, or -1 */
    struct span texts[SLOTS];
    bool root;
    const char *fault;
};

static bool is_placeholder(struct span text)
{
    return text.size == 0 || span_is(text, "na") || span_is(text, "NA") || span_is(text, "N/A") ||
           span_is(text, "n/a") || span_is(text, "-");
}

static struct span said(const struct un *un, enum slot slot)
{
    struct span text = span_trim(un->texts[slot]);
    return is_placeholder(text) ? (struct span){"", 0} : text;
}

static void forget(struct un *un, enum slot from, enum slot to)
{
    for (unsigned i = from; i <= to; i++)
        un->texts[i] = (struct span){NULL, 0};
}

/* ---- names ---- */
static void add_whole(struct un *un, struct span text, enum watch_quality quality)
{
    text = span_trim(text);
    if (!is_placeholder(text))
        draft_add_name(un->draft, un->entry, (struct span){"", 0}, text, quality);
}

/* "SURNAME, given", or whole. */
static void add_alias(struct un *un, struct span text, enum watch_quality quality)
{
    struct span given, surname = span_cut(span_trim(text), ',', &given);
    if (span_trim(given).size)
        draft_add_name(un->draft, un->entry, surname, given, quality);
    else
        add_whole(un, surname, quality);
}

static void add_aliases(struct un *un, struct span text, enum watch_quality quality)
{
    while (text.size) {
        struct span rest, part = span_cut(text, ';', &rest);
        add_alias(un, part, quality);
        text = rest;
    }
}

/* Whether the text has letters beyond Latin (U+0370 and up). */
static bool is_other_script(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xCE && (unsigned char)text.at[i] != 0xE2)
            return true;
    return false;
}

/* What stands in brackets beside an alias: the name in its script, other spellings of one that
 * is given in its script, or a remark. */
static void add_bracket(struct un *un, struct span text, struct span outside,
                        enum watch_quality quality)
{
    struct span after;
    if (span_starts(text, "original script")) {
        span_cut(text, ':', &after);
        add_whole(un, after, WATCH_QUALITY_ORIGINAL);
    } else if (is_other_script(text)) {
        add_whole(un, text, WATCH_QUALITY_ORIGINAL);
    } else if (is_other_script(outside)) {
        add_aliases(un, text, quality);
    } else if (text.size) {
        draft_pass(un->draft, un->entry->line, un->entry->id,
                   "A remark in brackets beside a name was left out.");
    }
}

static void end_alias(struct un *un)
{
    struct span quality_word = said(un, SLOT_QUALITY), rest, inside;
    struct span text = said(un, SLOT_ALIAS), outside = span_cut(text, '(', &rest);
    enum watch_quality quality =
        span_is(quality_word, "Low") ? WATCH_QUALITY_LOW : WATCH_QUALITY_GOOD;
    add_aliases(un, outside, quality);
    while (rest.size) {
        inside = span_cut(rest, ')', &rest);
        add_bracket(un, span_trim(inside), outside, quality);
        struct span between = span_cut(rest, '(', &rest);
        add_aliases(un, between, quality);
    }
    forget(un, SLOT_QUALITY, SLOT_ALIAS);
}

/* ---- birth dates ---- */
static bool read_birth(const struct un *un, struct watch_birth *out)
{
    struct span from = said(un, SLOT_FROM), to = said(un, SLOT_TO), note = said(un, SLOT_DATE_NOTE);
    struct span kind = said(un, SLOT_DATE_TYPE);
    bool about = span_is(kind, "APPROXIMATELY") || span_starts(note, "Approx");
    struct watch_birth a, b;
    if (said(un, SLOT_DATE).size ? !watch_birth_parse(said(un, SLOT_DATE), &a)
        : said(un, SLOT_YEAR).size ? !watch_birth_parse(said(un, SLOT_YEAR), &a)
        : from.size                ? !watch_birth_parse(from, &a)
                                   : !watch_birth_parse(note, &a))
        return false;
    b = a;
    if (from.size && to.size && !watch_birth_parse(to, &b))
        return false;
    if (about || b.to != a.to) {
        int first = date_from_day(a.from).year, last = date_from_day(b.to).year;
        if (first > last)
            return false;
        a = watch_birth_years(first, last, about ? WATCH_PRECISION_ABOUT : WATCH_PRECISION_RANGE);
    }
    *out = a;
    return true;
}

static void end_birth(struct un *un)
{
    struct watch_birth birth;
    bool empty = true;
    for (unsigned i = SLOT_DATE; i <= SLOT_DATE_NOTE; i++)
        empty = empty && said(un, (enum slot)i).size == 0;
    if (!empty && read_birth(un, &birth))
        draft_add_birth(un->draft, un->entry, birth);
    else if (!empty)
        draft_pass(un->draft, un->entry->line, un->entry->id,
                   "A birth date cannot be read; left out.");
    forget(un, SLOT_DATE_TYPE, SLOT_DATE_NOTE);
}

/* ---- documents ---- */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A word of a description ("passport", "No.") rather than a part of the number. */
static bool is_description(struct span word)
{
    size_t letters = 0;
    bool lower = false;
    for (size_t i = 0; i < word.size; i++) {
        if (is_digit(word.at[i]))
            return false;
        lower = lower || (word.at[i] >= 'a' && word.at[i] <= 'z');
        letters++;
    }
    return lower || letters > 3;
}

static bool has_digit(struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (is_digit(word.at[i]))
            return true;
    return false;
}

static struct span next_word(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t size = 0;
    while (size < text.size && !strchr(" \t\r\n", text.at[size]))
        size++;
    *rest = span_part(text, size, text.size);
    return span_part(text, 0, size);
}

/* "Libyan passport No. 513519" is 513519, "D 000974" stays whole. */
static struct span number_in(struct un *un, struct span text)
{
    bool described = false;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        described = described || is_description(word);
    if (!described)
        return text;
    char *out = arena_alloc(un->draft->arena, text.size + 1);
    size_t size = 0;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        if (has_digit(word)) {
            memcpy(out + size, word.at, word.size);
            size += word.size;
        }
    return (struct span){out, size};
}

static void end_document(struct un *un)
{
    struct span rest, text = said(un, SLOT_NUMBER);
    struct span state = said(un, SLOT_ISSUER).size ? said(un, SLOT_ISSUER)
                                                   : said(un, SLOT_ISSUED_IN);
    for (text = span_cut(text, '(', &rest); text.size; text = rest) {
        struct span part = span_cut(text, memchr(text.at, ';', text.size) ? ';' : ',', &rest);
        struct span number = number_in(un, part);
        if (number.size)
            draft_add_document(un->draft, un->entry, number, state);
        else if (span_trim(part).size)
            draft_pass(un->draft, un->entry->line, un->entry->id,
                       "A document has no number that could be read; left out.");
    }
    forget(un, SLOT_NUMBER, SLOT_ISSUED_IN);
}

static void end_nationality(struct un *un)
{
    draft_add_state(un->draft, un->entry, said(un, SLOT_NATIONALITY));
    forget(un, SLOT_NATIONALITY, SLOT_NATIONALITY);
}

/* ---- the person ---- */
static struct span whole_name(struct un *un)
{
    struct buffer text = {0};
    for (unsigned i = SLOT_FIRST; i <= SLOT_FOURTH; i++) {
        struct span part = said(un, (enum slot)i);
        if (part.size && text.size)
            buffer_char(&text, ' ');
        buffer_append(&text, part.at, part.size);
    }
    struct span copy = arena_copy(un->draft->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

/* Aliases have been added already; the name of the entry goes before them. */
static void add_primary(struct un *un)
{
    struct draft_name *aliases = un->entry->names, **end = un->entry->names_end;
    un->entry->names = NULL;
    un->entry->names_end = &un->entry->names;
    add_whole(un, whole_name(un), WATCH_QUALITY_PRIMARY);
    add_whole(un, said(un, SLOT_ORIGINAL), WATCH_QUALITY_ORIGINAL);
    if (aliases) {
        *un->entry->names_end = aliases;
        un->entry->names_end = end;
    }
}

static void end_individual(struct un *un)
{
    struct draft_entry *entry = un->entry;
    struct span id = said(un, SLOT_ID), gender = said(un, SLOT_GENDER);
    struct date listed;
    entry->reference = arena_copy(un->draft->arena, said(un, SLOT_REFERENCE));
    entry->id = arena_copy(un->draft->arena, id.size ? id : entry->reference);
    entry->note = arena_copy(un->draft->arena, said(un, SLOT_COMMENTS));
    entry->sex = span_is(gender, "Male") ? 'M' : span_is(gender, "Female") ? 'F' : 0;
    if (date_parse(span_part(said(un, SLOT_LISTED), 0, 10), &listed))
        entry->listed = date_to_day(listed);
    add_primary(un);
    draft_keep(un->draft, entry);
    forget(un, SLOT_ID, SLOT_ISSUED_IN);
    un->entry = NULL;
}

static const struct {
    const char *element;
    void (*end)(struct un *un);
} groups[] = {
    {"INDIVIDUAL_ALIAS", end_alias},
    {"INDIVIDUAL_DATE_OF_BIRTH", end_birth},
    {"INDIVIDUAL_DOCUMENT", end_document},
    {"VALUE", end_nationality}, /* a NATIONALITY holds one for each */
    {"INDIVIDUAL", end_individual},
};

/* ---- elements ---- */
static bool is(const xmlChar *name, const char *text)
{
    return strcmp((const char *)name, text) == 0;
}

static int slot_of(const struct un *un, const xmlChar *element)
{
    if (un->depth == 0 || !un->entry)
        return -1;
    for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++)
        if (is(element, leaves[i].element) && is(un->path[un->depth - 1], leaves[i].parent))
            return (int)leaves[i].slot;
    return -1;
}

static void start(struct un *un, const xmlChar *element, uint32_t line)
{
    if (un->depth == DEPTH_MOST) {
        un->fault = "elements are nested too deep";
        return;
    }
    un->root = un->root || (un->depth == 0 && is(element, "CONSOLIDATED_LIST"));
    if (un->depth == 2 && is(element, "INDIVIDUAL"))
        un->entry = draft_entry(un->draft, line);
    if (un->depth == 2 && is(element, "ENTITY"))
        un->draft->report->skipped++;
    un->slot = slot_of(un, element);
    un->path[un->depth++] = element;
}

static void end(struct un *un, const xmlChar *element)
{
    un->slot = -1;
    if (un->depth > 0)
        un->depth--;
    if (un->entry)
        un->entry->id = said(un, SLOT_ID); /* for what is reported until the entry ends */
    for (size_t i = 0; un->entry && i < sizeof groups / sizeof groups[0]; i++)
        if (is(element, groups[i].element) && un->depth >= 2) {
            groups[i].end(un);
            return;
        }
}

/* Texts may come in pieces, and an element may stand twice; pieces are put together. */
static void add_text(struct un *un, struct span text)
{
    if (un->slot < 0)
        return;
    struct span before = un->texts[un->slot];
    if (before.size + text.size > TEXT_MOST) {
        un->fault = "a text is longer than 64 KiB";
        return;
    }
    char *joined = arena_alloc(un->draft->arena, before.size + text.size + 1);
    if (before.size)
        memcpy(joined, before.at, before.size);
    memcpy(joined + before.size, text.at, text.size);
    un->texts[un->slot] = (struct span){joined, before.size + text.size};
}

static void node(struct un *un, xmlTextReaderPtr reader)
{
    int type = xmlTextReaderNodeType(reader);
    const xmlChar *name = xmlTextReaderConstLocalName(reader);
    if (type == XML_READER_TYPE_ELEMENT) {
        bool empty = xmlTextReaderIsEmptyElement(reader) == 1;
        start(un, name, (uint32_t)xmlGetLineNo(xmlTextReaderCurrentNode(reader)));
        if (empty && !un->fault)
            end(un, name);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
        end(un, name);
    } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) {
        add_text(un, span_of((const char *)xmlTextReaderConstValue(reader)));
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
    struct un un = {.draft = draft, .slot = -1};
    if (memchr(bytes.at, 0, bytes.size) || memmem(bytes.at, bytes.size, "<!DOCTYPE", 9) ||
        memmem(bytes.at, bytes.size, "<!ENTITY", 8))
        return status_fail(STATUS_INPUT, "The list holds a document type declaration or NUL bytes; "
                                         "the Security Council's own file has neither.");
    xmlTextReaderPtr reader =
        xmlReaderForMemory(bytes.at, (int)bytes.size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                               XML_PARSE_BIG_LINES);
    if (!reader)
        return status_fail(STATUS_MEMORY, "There is no memory to read the list.");
    xmlTextReaderSetStructuredErrorHandler(reader, quiet, NULL);
    int more = 0;
    while (!un.fault && (more = xmlTextReaderRead(reader)) == 1)
        node(&un, reader);
    int line = xmlTextReaderGetParserLineNumber(reader);
    if (!un.fault && more < 0)
        un.fault = "it is not well-formed XML, or is cut off";
    xmlFreeTextReader(reader);
    if (!un.fault && !un.root)
        un.fault = "its root is not CONSOLIDATED_LIST";
    if (un.fault)
        return status_fail(STATUS_INPUT, "The list cannot be read near line %d: %s.", line,
                           un.fault);
    return STATUS_OK;
}
