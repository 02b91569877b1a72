/* Rows and cells of texts and JSON, with their places in the body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "table/table.h"

/* Rows as lines: NUMBER:[cell][cell]; each cell that has bytes is checked against the body when
 * `exact`. */
static void dump(struct span body, const struct table_form *form, bool exact, struct buffer *out)
{
    struct arena arena = {0};
    struct table *table;
    struct table_row row;
    assert_int_equal(table_open(body, form, &arena, &table), STATUS_OK);
    while (table_next(table, &row)) {
        buffer_format(out, "%u:", (unsigned)row.number);
        assert_true(row.begin <= row.end && row.end <= body.size);
        for (uint32_t i = 0; i < row.count; i++) {
            struct table_cell cell = row.cells[i];
            buffer_format(out, "[%.*s]", (int)cell.text.size, cell.text.at ? cell.text.at : "");
            assert_true((size_t)cell.begin + cell.size <= body.size);
            if (exact && cell.size)
                assert_memory_equal(body.at + cell.begin, cell.text.at, cell.size);
        }
        buffer_char(out, '\n');
    }
    arena_free(&arena);
}

static void expect(const char *body, struct table_form form, bool exact, const char *wanted)
{
    struct buffer out = {0};
    dump(span_of(body), &form, exact, &out);
    assert_string_equal(buffer_string(&out), wanted);
    buffer_free(&out);
}

static void delimited(void **state)
{
    (void)state;
    struct table_form form = {.kind = TABLE_DELIMITED, .quote = '"'};
    expect("a,b,c\r\n1, 2 ,3\r\n\r\n,,\n4,5", form, true, "1:[a][b][c]\n2:[1][2][3]\n5:[4][5]\n");
    expect("a;b\n1,5;2\n", form, true, "1:[a][b]\n2:[1,5][2]\n");
    expect("a\tb\rc\td", form, true, "1:[a][b]\n2:[c][d]\n");
    expect("\"x\",\"y \"\"z\"\"\" ,\"two\nlines\"\n3,4,5\n", form, false,
           "1:[x][y \"z\"][two\nlines]\n3:[3][4][5]\n");
}

/* What looks like a quotation mark and is none hides nothing. */
static void quotes_that_are_none(void **state)
{
    (void)state;
    struct table_form form = {.kind = TABLE_DELIMITED, .quote = '"'};
    expect("a,\"b,c\n1,2,3\n", form, true, "1:[a][\"b][c]\n2:[1][2][3]\n");
    expect("a,\"b\"x,c\n", form, true, "1:[a][\"b\"x][c]\n");
    form.quote = '\0';
    expect("a,\"b,c\"\n", form, true, "1:[a][\"b][c\"]\n");
}

static void fixed(void **state)
{
    (void)state;
    static const struct table_width widths[] = {{1, 3}, {4, 4}, {6, 0}};
    struct table_form form = {.kind = TABLE_FIXED, .widths = widths, .width_count = 3};
    expect("abcd efg\n\xC3\xA9t\xC3\xA9X hi\nq\n", form, true,
           "1:[abc][d][efg]\n2:[\xC3\xA9t\xC3\xA9][X][hi]\n3:[q][][]\n");
}

static void json(void **state)
{
    (void)state;
    struct table_form form = {.kind = TABLE_JSON};
    expect(
        "{\"f\":{\"n\":7},\"p\":[{\"a\":\"x\",\"b\":{\"c\":true}},{\"b\":{\"c\":null},\"a\":2}]}",
        form, true, "1:[f.n][7]\n0:[a][b.c]\n1:[x][true]\n2:[2][]\n");
    expect("{\"a\":1}\n{\"a\":2}\n", form, true, "0:[a]\n1:[1]\n2:[2]\n");
    form.path = SPAN("q");
    expect("{\"p\":[{\"a\":1},{\"a\":2}],\"q\":[{\"z\":3}]}", form, true,
           "1:[p.1.a][1]\n2:[p.2.a][2]\n0:[z]\n1:[3]\n");
}

static void deep_json_ends(void **state)
{
    (void)state;
    struct table_form form = {.kind = TABLE_JSON};
    struct buffer body = {0};
    struct arena arena = {0};
    struct table *table;
    for (int i = 0; i < 100000; i++)
        buffer_char(&body, '[');
    assert_int_equal(table_open(buffer_span(&body), &form, &arena, &table), STATUS_INPUT);
    arena_free(&arena);
    buffer_free(&body);
}

/* Any body of quotation marks and delimiters takes time in proportion to it. */
static void many_open_quotes(void **state)
{
    (void)state;
    struct table_form form = {.kind = TABLE_DELIMITED, .quote = '"', .delimiter = ','};
    struct buffer body = {0}, out = {0};
    for (int i = 0; i < 400000; i++)
        buffer_text(&body, i % 3 ? "\"\"\"," : "\"\"\"\",x\n");
    dump(buffer_span(&body), &form, false, &out);
    assert_true(out.size > 0);
    buffer_free(&body);
    buffer_free(&out);
}

static void what_it_looks_like(void **state)
{
    (void)state;
    assert_int_equal(table_sniff(SPAN("PK\x03\x04..")), TABLE_XLSX);
    assert_int_equal(table_sniff(SPAN("\xEF\xBB\xBF \n[{")), TABLE_JSON);
    assert_int_equal(table_sniff(SPAN("a,b")), TABLE_DELIMITED);
    assert_int_equal(table_delimiter(SPAN("a|b|c\n1|2,5|3\n")), '|');
    assert_int_equal(table_delimiter(SPAN("Smith, John;1,5\nDoe, Jane;2,5\n")), ';');
    assert_int_equal(table_delimiter(SPAN("no mark at all\n")), ',');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delimited),
        cmocka_unit_test(quotes_that_are_none),
        cmocka_unit_test(fixed),
        cmocka_unit_test(json),
        cmocka_unit_test(deep_json_ends),
        cmocka_unit_test(many_open_quotes),
        cmocka_unit_test(what_it_looks_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
