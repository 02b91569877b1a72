/* The reader against bodies written out here: marks, wrapping, ends, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "edifact/edifact.h"

struct fixture {
    struct arena arena;
    struct edifact_reader reader;
};

static void open_body(struct fixture *fixture, struct span body)
{
    *fixture = (struct fixture){0};
    edifact_start(&fixture->reader, body, &fixture->arena);
}

static void close_body(struct fixture *fixture)
{
    arena_free(&fixture->arena);
}

static void assert_text(struct piece piece, const char *want)
{
    if (!span_is(piece.text, want))
        fail_msg("got \"%.*s\", wanted \"%s\"", (int)piece.text.size, piece.text.at, want);
}

static void expect_segment(struct fixture *fixture, const char *tag)
{
    assert_int_equal(edifact_next(&fixture->reader), EDIFACT_SEGMENT);
    assert_string_equal(fixture->reader.segment.name, tag);
}

static void test_una(void **state)
{
    (void)state;
    struct fixture f;
    open_body(&f, SPAN("UNA:*.? #\r\nUNB*UNOA:4*A:ZZ*B#UNH*1#UNZ*1*R#"));
    assert_true(edifact_next_interchange(&f.reader));
    assert_true(f.reader.interchange.una);
    assert_int_equal(f.reader.interchange.begin, 0);
    assert_int_equal(f.reader.interchange.unb, 11);
    assert_int_equal(f.reader.interchange.marks.element, '*');
    assert_int_equal(f.reader.interchange.marks.terminator, '#');
    assert_int_equal(f.reader.interchange.marks.repeat, 0);
    expect_segment(&f, "UNB");
    assert_text(edifact_get(&f.reader, 2, 1), "ZZ");
    assert_text(edifact_get(&f.reader, 2, 2), "");
    assert_text(edifact_get(&f.reader, 9, 0), "");
    expect_segment(&f, "UNH");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    assert_false(edifact_next_interchange(&f.reader));
    close_body(&f);
}

static const struct {
    const char *body;
    bool una, wrong;
    struct edifact_marks marks;
} marks[] = {
    {"UNA:+.? 'UNB+UNOA:4+A+B'UNH+1'", true, false, {':', '+', '?', 0, '\''}},
    {"UNA:+.?*'UNB+IATA:1+A+B'UNH+1'", true, false, {':', '+', '?', '*', '\''}},
    {"UNA:+.?*' \r\n UNB+IATA:1+A+B'UNH+1'", true, false, {':', '+', '?', '*', '\''}},
    {"UNA:+.\\*' UNB+IATA:1+A+B'UNH+1'", true, false, {':', '+', '\\', '*', '\''}},
    {"UNA:-.? *UNB-IATA:1-A-B*UNH-1*", true, false, {':', '-', '?', 0, '*'}},
    /* one character is missing, with and without a blank to make up for it */
    {"UNA:+\\*'\nUNB+IATA:1+A+B' UNH+1'", false, true, {':', '+', '?', 0, '\''}},
    {"UNA:+\\*' UNB+IATA:1+A+B' UNH+1'", false, true, {':', '+', '?', 0, '\''}},
    /* the terminator is another, the element mark is another */
    {"UNA:+.?*#UNB+IATA:1+A+B'UNH+1'", false, true, {':', '+', '?', '*', '\''}},
    {"UNA:*.? 'UNB+UNOA:4+A+B'UNH+1'", false, true, {':', '+', '?', 0, '\''}},
    /* no UNA: from the UNB */
    {"UNB+UNOA:4+A+B'UNG+1'UNH+1'", false, false, {':', '+', '?', 0, '\''}},
    {"UNB+SIRE:4+A+B\"UNH+1\"", false, false, {':', '+', '?', 0, '"'}},
    {"UNB*UNOA:4*A*B~\r\nU\r\nNH*1~", false, false, {':', '*', '?', 0, '~'}},
    /* words of the mail */
    {"LUNA PARK\r\nUNB+UNOA:4+A+B'UNH+1'", false, false, {':', '+', '?', 0, '\''}},
    {"UNA and UNB are words. UNB+UNOA:4+A+B'UNH+1'", false, false, {':', '+', '?', 0, '\''}},
    /* nothing follows that could tell */
    {"UNB+UNOA:4+A+B", false, false, {':', '+', '?', 0, '\''}},
    {"UNA:+.? 'UNB+UNOA:4+A", true, false, {':', '+', '?', 0, '\''}},
};

static void test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct fixture f;
        open_body(&f, span_of(marks[i].body));
        print_message("%s\n", marks[i].body);
        assert_true(edifact_next_interchange(&f.reader));
        const struct edifact_interchange *found = &f.reader.interchange;
        assert_int_equal(found->una, marks[i].una);
        assert_int_equal(found->una_wrong, marks[i].wrong);
        assert_int_equal(found->marks.component, marks[i].marks.component);
        assert_int_equal(found->marks.element, marks[i].marks.element);
        assert_int_equal(found->marks.release, marks[i].marks.release);
        assert_int_equal(found->marks.repeat, marks[i].marks.repeat);
        assert_int_equal(found->marks.terminator, marks[i].marks.terminator);
        close_body(&f);
    }
}

static void test_no_interchange(void **state)
{
    (void)state;
    static const char *const bodies[] = {"",
                                         "U",
                                         "UNB",
                                         "UNB+",
                                         "UNB+UNO",
                                         "UNB UNOA 4",
                                         "BSM\r\n.V/1TZRH\r\nENDBSM",
                                         "UNB+UN A:4+",
                                         "UNAUNBUNA"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct fixture f;
        open_body(&f, span_of(bodies[i]));
        assert_false(edifact_next_interchange(&f.reader));
        close_body(&f);
    }
}

/* Offsets are those of the body as received; texts lose release and line ends. */
static void test_release(void **state)
{
    (void)state;
    struct fixture f;
    struct span body = SPAN("UNB+UNOA:4+A+B'\r\nNAD+O?'N\r\nEIL:A??+B?\r\n+C'N\r\nAD+X ?'");
    open_body(&f, body);
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "NAD");
    assert_int_equal(f.reader.segment.begin, 17);
    struct piece name = edifact_get(&f.reader, 1, 0);
    assert_text(name, "O'NEIL");
    assert_int_equal(name.begin, 21);
    assert_int_equal(name.size, 9);
    assert_text(edifact_get(&f.reader, 1, 1), "A?");
    assert_text(edifact_get(&f.reader, 2, 0), "B+C");
    assert_text(edifact_rest(&f.reader, 1), "O'NEIL:A?+B+C");
    assert_int_equal(f.reader.segment.count, 3);
    assert_int_equal(edifact_width(&f.reader, 1), 2);
    assert_int_equal(edifact_next(&f.reader), EDIFACT_CUT);
    assert_string_equal(f.reader.segment.name, "NAD");
    assert_int_equal(f.reader.segment.end, body.size);
    close_body(&f);
}

static void test_clean_is_borrowed(void **state)
{
    (void)state;
    struct fixture f;
    struct span body = SPAN("UNB+UNOA:4+ABC+ D '");
    open_body(&f, body);
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    assert_ptr_equal(edifact_get(&f.reader, 2, 0).text.at, body.at + 11);
    assert_text(edifact_get(&f.reader, 3, 0), " D ");
    assert_text(edifact_code(&f.reader, 3, 0), "D");
    close_body(&f);
}

static void test_repetition(void **state)
{
    (void)state;
    struct fixture f;
    open_body(&f, SPAN("UNA:+.?*'UNB+IATA:1+A+B'TIF+A:B*C:D*E+F'"));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "TIF");
    assert_true(f.reader.segment.repeated);
    assert_text(edifact_get(&f.reader, 1, 1), "B");
    assert_text(edifact_get(&f.reader, 2, 0), "F");
    assert_text(edifact_rest(&f.reader, 1), "A:B*C:D*E+F");
    static const char *const items[] = {"A", "C", "E", "F"};
    uint32_t item = edifact_from(&f.reader, 1);
    assert_int_equal(item, 1);
    for (size_t i = 0; i < 4; i++, item++)
        assert_text(edifact_item(&f.reader, item, 0), items[i]);
    assert_int_equal(item, f.reader.segment.count);
    assert_int_equal(edifact_item_width(&f.reader, 2), 2);
    assert_int_equal(edifact_from(&f.reader, 2), 4);
    assert_int_equal(edifact_from(&f.reader, 3), f.reader.segment.count);
    assert_int_equal(edifact_item(&f.reader, 9, 0).text.size, 0);
    struct edifact_cursor cursor = edifact_cursor(&f.reader);
    assert_text(edifact_take(&cursor), "A");
    assert_true(edifact_element_next(&cursor));
    assert_text(edifact_take(&cursor), "C");
    assert_text(edifact_need(&cursor), "D");
    assert_false(cursor.failed);
    assert_true(edifact_element_next(&cursor));
    assert_true(edifact_element_next(&cursor));
    assert_text(edifact_take(&cursor), "F");
    assert_false(edifact_element_next(&cursor));
    assert_true(edifact_cursor_end(&cursor));
    assert_text(edifact_need(&cursor), "");
    assert_true(cursor.failed);
    close_body(&f);
}

/* A failed cursor gives nothing more, even where there is something. */
static void test_cursor_sticks(void **state)
{
    (void)state;
    struct fixture f;
    open_body(&f, SPAN("UNB+UNOA:4+A+B'NAD++X'"));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "NAD");
    struct edifact_cursor cursor = edifact_cursor(&f.reader);
    edifact_need(&cursor);
    assert_true(cursor.failed);
    edifact_element_next(&cursor);
    assert_text(edifact_take(&cursor), "");
    close_body(&f);
}

static void test_wrapped_tags(void **state)
{
    (void)state;
    struct fixture f;
    open_body(&f,
              SPAN("QU TASHYXH\r\n.X 1\r\nUN\r\nA:+.? 'UNB+UN\nOA:4+A'U\r\r\nNH +1''\r\n' LOC+1'"
                   "u1+2'UNZ+1'\r\nNNNN"));
    assert_true(edifact_next_interchange(&f.reader));
    assert_true(f.reader.interchange.una);
    assert_int_equal(f.reader.interchange.junk, 0);
    assert_int_equal(f.reader.interchange.begin, 18);
    expect_segment(&f, "UNB");
    assert_text(edifact_get(&f.reader, 1, 0), "UNOA");
    expect_segment(&f, "UNH");
    assert_int_equal(f.reader.segment.tag, TAG_UNH);
    expect_segment(&f, "LOC");
    expect_segment(&f, ""); /* no tag */
    assert_int_equal(f.reader.segment.tag, TAG_NONE);
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    assert_false(edifact_next_interchange(&f.reader));
    close_body(&f);
}

/* Another interchange ends one without UNZ, between segments and at a line end inside of one. */
static void test_next_interchange(void **state)
{
    (void)state;
    struct fixture f;
    open_body(&f, SPAN("UNB+UNOA:4+A'UNH+1'UNA:*.? #UNB*UNOA:4*B#UNH*2\r\nUNB+UNOA:4+C'UNZ+1'"));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "UNH");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_OUT);
    assert_true(edifact_next_interchange(&f.reader));
    assert_int_equal(f.reader.interchange.marks.element, '*');
    expect_segment(&f, "UNB");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_CUT);
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    assert_text(edifact_get(&f.reader, 2, 0), "C");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    close_body(&f);
}

static void test_limits(void **state)
{
    (void)state;
    struct fixture f;
    struct buffer body = {0};
    buffer_text(&body, "UNB+UNOA:4+A'FTX");
    for (int i = 0; i < 3 * EDIFACT_MOST_COMPONENTS; i++)
        buffer_text(&body, i % 2 ? "+x" : ":y");
    buffer_text(&body, "'UNZ+1'");
    open_body(&f, buffer_span(&body));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "FTX");
    assert_true(f.reader.segment.over);
    assert_int_equal(f.reader.segment.count, EDIFACT_MOST_ELEMENTS);
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    assert_false(f.reader.segment.over);
    close_body(&f);
    buffer_free(&body);
}

/* Mail is decoded in its place: a text stands where the characters stand that it was made of. The last
 * character of four is left over, and counts with what comes behind it. */
static void test_encoded_mail(void **state)
{
    (void)state;
    static const char base64[] =
        "From: dcs@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "VU5CK1VOT0E6NCtIWStVWisyNjExMTk6MDkwMCtSMSdVTkgrMStQQVhMU1Q6\r\n"
        "RDowNUI6VU4nTkFEK0ZMKysrQURBTVM6RVZBJ1VOVCszKzEnVU5aKzErUjEn\r\n";
    struct fixture f;
    open_body(&f, SPAN(base64));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "UNH");
    expect_segment(&f, "NAD");
    struct piece surname = edifact_get(&f.reader, 4, 0);
    assert_text(surname, "ADAMS");
    assert_int_equal(surname.begin, 145);
    assert_memory_equal(base64 + surname.begin, "rQURBTVM", 8);
    expect_segment(&f, "UNT");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    close_body(&f);
}

static void test_quoted_mail(void **state)
{
    (void)state;
    static const char quoted[] = "content-transfer-encoding: Quoted-Printable\n\n"
                                 "UNB+UNOA:4+HY'UNH=2B1'NAD+FL+++AD=41M=\r\nS:E=3DV=zz'UNZ+1'";
    struct fixture f;
    open_body(&f, SPAN(quoted));
    assert_true(edifact_next_interchange(&f.reader));
    expect_segment(&f, "UNB");
    expect_segment(&f, "UNH");
    assert_text(edifact_get(&f.reader, 1, 0), "1");
    expect_segment(&f, "NAD");
    struct piece surname = edifact_get(&f.reader, 4, 0);
    assert_text(surname, "ADAMS");
    assert_memory_equal(quoted + surname.begin, "AD=41M=\r\nS", surname.size);
    assert_text(edifact_get(&f.reader, 4, 1), "E=V=zz");
    assert_int_equal(edifact_next(&f.reader), EDIFACT_TRAILER);
    close_body(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_una),
                                       cmocka_unit_test(test_marks),
                                       cmocka_unit_test(test_no_interchange),
                                       cmocka_unit_test(test_release),
                                       cmocka_unit_test(test_clean_is_borrowed),
                                       cmocka_unit_test(test_repetition),
                                       cmocka_unit_test(test_cursor_sticks),
                                       cmocka_unit_test(test_wrapped_tags),
                                       cmocka_unit_test(test_next_interchange),
                                       cmocka_unit_test(test_encoded_mail),
                                       cmocka_unit_test(test_quoted_mail),
                                       cmocka_unit_test(test_limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
