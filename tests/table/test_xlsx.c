/* Spreadsheets that mean no good, or are broken: bounded, and said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "../files.h"
#include "table/table.h"

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char workbook[] = "<workbook xmlns:r=\"" RELATIONS
                               "\"><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"" RELATIONS "/worksheet\" Target=\"s.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" RELATIONS "/sharedStrings\" Target=\"t.xml\"/>"
    "</Relationships>";

struct made {
    char path[64];
    zip_t *zip;
};

static void begin(struct made *made)
{
    strcpy(made->path, "/tmp/portolan-xlsx-XXXXXX");
    int file = mkstemp(made->path);
    assert_true(file >= 0);
    close(file);
    made->zip = zip_open(made->path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(made->zip);
}

/* `bytes` must live until finish(). */
static void add(struct made *made, const char *name, struct span bytes)
{
    zip_source_t *source = zip_source_buffer(made->zip, bytes.at, bytes.size, 0);
    zip_int64_t index = zip_file_add(made->zip, name, source, 0);
    assert_true(index >= 0);
    zip_set_file_compression(made->zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 1);
}

static void finish(struct made *made, struct buffer *out)
{
    assert_int_equal(zip_close(made->zip), 0);
    assert_true(read_file(made->path, out));
    unlink(made->path);
}

/* A workbook with one sheet of that content. */
static void with_sheet(struct span sheet, struct span strings, struct buffer *out)
{
    struct made made;
    begin(&made);
    add(&made, "xl/workbook.xml", span_of(workbook));
    add(&made, "xl/_rels/workbook.xml.rels", span_of(relations));
    if (sheet.at)
        add(&made, "xl/s.xml", sheet);
    add(&made, "xl/t.xml", strings.at ? strings : SPAN("<sst/>"));
    finish(&made, out);
}

static const struct table_form form = {.kind = TABLE_XLSX};

static size_t count_rows(struct table *table)
{
    struct table_row row;
    size_t count = 0;
    while (table_next(table, &row))
        count++;
    return count;
}

/* A part that unpacks to more than may be ends at the limit; what came before is there. */
static void bombs(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table *table;
    struct buffer sheet = {0}, body = {0};
    buffer_text(&sheet, "<worksheet><sheetData><row><c><v>1</v></c></row>");
    for (int i = 0; i < 140; i++) {
        memset(buffer_reserve(&sheet, 1 << 20), ' ', 1 << 20);
        sheet.size += 1 << 20;
        buffer_text(&sheet, "<x/>");
    }
    buffer_text(&sheet, "<row><c><v>2</v></c></row></sheetData></worksheet>");
    with_sheet(buffer_span(&sheet), (struct span){NULL, 0}, &body);
    assert_true(body.size < 1u << 20);
    assert_int_equal(table_open(buffer_span(&body), &form, &arena, &table), STATUS_OK);
    assert_int_equal(count_rows(table), 1);
    assert_true(table_cut(table));
    arena_free(&arena);
    buffer_free(&sheet);
    buffer_free(&body);
}

static void entities_are_not_read(void **state)
{
    (void)state;
    static const char sheet[] =
        "<!DOCTYPE x [<!ENTITY a \"AAAAAAAAAA\"><!ENTITY b \"&a;&a;&a;&a;\">"
        "<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
        "<worksheet><sheetData><row><c t=\"str\"><v>&b;&f;</v></c></row></sheetData></worksheet>";
    struct arena arena = {0};
    struct table *table;
    struct buffer body = {0};
    with_sheet(span_of(sheet), (struct span){NULL, 0}, &body);
    assert_int_equal(table_open(buffer_span(&body), &form, &arena, &table), STATUS_OK);
    assert_int_equal(count_rows(table), 0);
    assert_true(table_cut(table));
    arena_free(&arena);
    buffer_free(&body);
}

static void expect(const char *sheet, const char *wanted)
{
    struct arena arena = {0};
    struct table *table;
    struct table_row row;
    struct buffer body = {0}, out = {0};
    with_sheet(span_of(sheet), SPAN("<sst><si><t>zero</t></si></sst>"), &body);
    assert_int_equal(table_open(buffer_span(&body), &form, &arena, &table), STATUS_OK);
    while (table_next(table, &row)) {
        buffer_format(&out, "%u:", (unsigned)row.number);
        for (uint32_t i = 0; i < row.count; i++)
            buffer_format(&out, "[%.*s]", (int)row.cells[i].text.size,
                          row.cells[i].text.at ? row.cells[i].text.at : "");
        buffer_char(&out, row.over ? '+' : ';');
    }
    assert_string_equal(buffer_string(&out), wanted);
    arena_free(&arena);
    buffer_free(&body);
    buffer_free(&out);
}

static void odd_cells(void **state)
{
    (void)state;
    expect("<worksheet><row r=\"7\"><c r=\"C7\" t=\"s\"><v>0</v></c><c t=\"s\"><v>9</v></c>"
           "<c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c><v>1E3</v></c></row></worksheet>",
           "7:[][][zero][][TRUE][][1000];");
    expect("<worksheet><row r=\"9\"><c><v>1</v></c></row><row r=\"3\"><c><v>x</v></c></row>"
           "<row><c r=\"ZZZ1\"><v>2</v></c><c r=\"A\"><v>3</v></c></row></worksheet>",
           "9:[1];10:[x];11:[3]+");
    expect("<worksheet><row><c><f>A1</f><v/></c></row></worksheet>", "1:[=A1];");
    expect("<worksheet/>", "");
}

static void broken_files(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct table *table;
    struct buffer body = {0};
    assert_int_equal(table_open(SPAN("PK\x03\x04 and no more"), &form, &arena, &table),
                     STATUS_INPUT);
    with_sheet((struct span){NULL, 0}, (struct span){NULL, 0}, &body);
    assert_int_equal(table_open(buffer_span(&body), &form, &arena, &table), STATUS_OK);
    assert_int_equal(count_rows(table), 0);
    for (size_t size = 0; size < body.size; size += 7) {
        struct span cut = {body.at, size};
        if (table_open(cut, &form, &arena, &table) == STATUS_OK)
            count_rows(table);
    }
    arena_free(&arena);
    buffer_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs),
        cmocka_unit_test(entities_are_not_read),
        cmocka_unit_test(odd_cells),
        cmocka_unit_test(broken_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
