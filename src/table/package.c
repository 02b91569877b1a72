#include "table/package.h"

#include <stdlib.h>
#include <time.h>

/* libzip turns the entries' times into local ones and would read the zone's file for that. */
void table_prepare(void)
{
    setenv("TZ", "UTC0", 1);
    tzset();
    xmlInitParser();
}

enum status package_open(struct package *package)
{
    struct span body = package->table->body;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(body.at, body.size, 0, &error);
    package->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (source && !package->zip)
        zip_source_free(source);
    zip_error_fini(&error);
    if (!package->zip)
        return status_fail(STATUS_INPUT, "The file begins as a spreadsheet does, but cannot be "
                                         "unpacked.");
    if (zip_get_num_entries(package->zip, 0) <= TABLE_MOST_ENTRIES)
        return STATUS_OK;
    package_close(package);
    return status_fail(STATUS_INPUT, "The file has more parts than a spreadsheet has.");
}

void package_close(struct package *package)
{
    zip_discard(package->zip);
    package->zip = NULL;
}

/* For libxml2: more of the part, 0 at its end, or where the limit is reached. */
static int read_more(void *context, char *out, int size)
{
    struct part *part = context;
    struct package *package = part->package;
    uint64_t left = TABLE_MOST_UNPACKED - package->unpacked;
    if ((uint64_t)size > left)
        size = (int)left;
    if (left == 0)
        package->table->cut = true;
    zip_int64_t got = size > 0 ? zip_fread(part->file, out, (zip_uint64_t)size) : 0;
    if (got < 0)
        package->table->cut = true;
    else
        package->unpacked += (uint64_t)got;
    return got > 0 ? (int)got : 0;
}

static int close_nothing(void *context)
{
    (void)context;
    return 0;
}

static const char *local_name(const struct part *part)
{
    const xmlChar *name = xmlTextReaderConstLocalName(part->reader);
    return name ? (const char *)name : "";
}

static bool is_named(const struct part *part, const char *name)
{
    return part->name[0] == name[0] && strcmp(part->name, name) == 0;
}

bool part_is(const struct part *part, const char *name)
{
    return !part->ends && is_named(part, name);
}

bool part_ends(const struct part *part, const char *name)
{
    return part->ends && is_named(part, name);
}

struct span part_attribute(const struct part *part, const char *name)
{
    struct span found = {"", 0};
    if (part->ends && !xmlTextReaderIsEmptyElement(part->reader))
        return found;
    while (xmlTextReaderMoveToNextAttribute(part->reader) == 1)
        if (strcmp(local_name(part), name) == 0) {
            found = arena_copy(part->package->table->arena,
                               span_of((const char *)xmlTextReaderConstValue(part->reader)));
            break;
        }
    xmlTextReaderMoveToElement(part->reader);
    return found;
}

struct span part_text(const struct part *part)
{
    return arena_copy(part->package->table->arena, buffer_span(&part->text));
}

static bool is_one_of(const struct part *part, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_named(part, names[i]))
            return true;
    return false;
}

static void see_element(struct part *part, bool ends, void (*see)(void *, const struct part *),
                        void *context)
{
    static const char *const owners[] = {"si", "is", "v", "f"}, *const texts[] = {"t", "v", "f"};
    part->ends = ends;
    part->name = local_name(part);
    if (is_named(part, "rPh"))
        part->phonetic += ends ? -1 : 1;
    if (is_one_of(part, texts, sizeof texts / sizeof *texts))
        part->inside += ends ? -1 : 1;
    if (!ends && is_one_of(part, owners, sizeof owners / sizeof *owners))
        part->text.size = 0;
    see(context, part);
}

static void gather(struct part *part)
{
    const xmlChar *value = xmlTextReaderConstValue(part->reader);
    struct span text = span_of((const char *)value);
    if (part->inside && part->phonetic == 0 && part->text.size + text.size <= TABLE_MOST_TEXT)
        buffer_append(&part->text, text.at, text.size);
}

/* One node; false where the part is not read on. */
static bool see_node(struct part *part, void (*see)(void *, const struct part *), void *context)
{
    switch (xmlTextReaderNodeType(part->reader)) {
    case XML_READER_TYPE_ELEMENT:
        see_element(part, false, see, context);
        if (xmlTextReaderIsEmptyElement(part->reader))
            see_element(part, true, see, context);
        return true;
    case XML_READER_TYPE_END_ELEMENT: see_element(part, true, see, context); return true;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: gather(part); return true;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE: return false;
    default: return true;
    }
}

void package_read(struct package *package, struct span name,
                  void (*see)(void *context, const struct part *part), void *context)
{
    struct part part = {.package = package};
    const char *path = arena_copy(package->table->arena, name).at;
    part.file = zip_fopen(package->zip, path, 0);
    if (!part.file)
        return;
    part.reader = xmlReaderForIO(read_more, close_nothing, &part, NULL, NULL,
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                     XML_PARSE_COMPACT);
    int more = part.reader ? xmlTextReaderRead(part.reader) : 0;
    while (more == 1 && see_node(&part, see, context))
        more = xmlTextReaderRead(part.reader);
    package->table->cut |= more != 0; /* no XML, or a document type */
    xmlFreeTextReader(part.reader);
    zip_fclose(part.file);
    buffer_free(&part.text);
}
