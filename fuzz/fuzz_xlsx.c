/* module: table */
/* Spreadsheets: the bytes as a file of their own, or as one of the parts of a file that is whole. */
#include <stdlib.h>
#include <zip.h>

#include "base/buffer.h"
#include "table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const struct {
    const char *name, *text;
} parts[] = {
    {"xl/workbook.xml",
     "<workbook xmlns:r=\"" RELATIONS "\"><sheets><sheet name=\"A\" r:id=\"r1\"/>"
     "</sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/><Relationship "
     "Id=\"r2\" Type=\"x/sharedStrings\" Target=\"t.xml\"/><Relationship Id=\"r3\" "
     "Type=\"x/styles\" Target=\"y.xml\"/></Relationships>"},
    {"xl/s.xml", "<worksheet><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c s=\"1\"><v>29547</v>"
                 "</c></row></worksheet>"},
    {"xl/t.xml", "<sst><si><t>a</t></si></sst>"},
    {"xl/y.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>"
                 "</styleSheet>"}};
enum { PARTS = sizeof parts / sizeof *parts };

static void read_table(struct span body)
{
    struct table_form form = {.kind = TABLE_XLSX};
    struct arena arena = {0};
    struct table *table;
    struct table_row row;
    uint32_t last = 0;
    if (table_open(body, &form, &arena, &table) == STATUS_OK)
        while (table_next(table, &row)) {
            if (row.number <= last || row.begin != row.number)
                abort();
            last = row.number;
        }
    arena_free(&arena);
}

/* A file with `part` in the place of one of its parts. */
static void wrap(size_t place, struct span part, struct buffer *out)
{
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(memory);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < PARTS; i++) {
        struct span text = i == place ? part : span_of(parts[i].text);
        zip_file_add(zip, parts[i].name, zip_source_buffer(zip, text.at, text.size, 0), 0);
    }
    zip_close(zip);
    zip_source_open(memory);
    char block[4096];
    for (zip_int64_t got; (got = zip_source_read(memory, block, sizeof block)) > 0;)
        buffer_append(out, block, (size_t)got);
    zip_source_close(memory);
    zip_source_free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer body = {0};
    if (size < 2)
        return 0;
    struct span rest = {(const char *)data + 1, size - 1};
    size_t place = data[0] % (PARTS + 1);
    if (place == PARTS)
        buffer_append(&body, rest.at, rest.size);
    else
        wrap(place, rest, &body);
    read_table(buffer_span(&body));
    buffer_free(&body);
    return 0;
}
