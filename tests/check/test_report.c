/* The three forms of the report, and bodies that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../files.h"
#include "check/check.h"

static const char head[] = "UNB+UNOA:4+HY+UZ+261119:0900+77'\nUNH+1+PAXLST:D:05B:UN:IATA'\n";

typedef void write_fn(const struct check_report *, struct span, const char *, struct buffer *);

static void write_report(const char *body, write_fn *write, struct buffer *out)
{
    struct arena arena = {0};
    struct check_report report;
    check_body(span_of(body), &arena, &report);
    write(&report, span_of(body), "a<b>.edi", out);
    arena_free(&arena);
}

static void test_caret_stands_under_the_byte(void **state)
{
    (void)state;
    struct buffer body = {0}, out = {0};
    buffer_text(&body, head);
    buffer_text(&body, "BGM+746'\n");
    write_report(buffer_string(&body), check_write_text, &out);
    assert_non_null(strstr(buffer_string(&out), "    | BGM+746'\n    |     ^~~\n"));
    assert_non_null(strstr(out.at, ":3:5: error: "));
    assert_non_null(strstr(out.at, "byte 65, message 1, segment 2 (BGM)"));
    buffer_free(&body);
    buffer_free(&out);
}

static void test_json_is_one_line(void **state)
{
    (void)state;
    struct buffer out = {0};
    write_report(head, check_write_json, &out);
    assert_null(strchr(buffer_string(&out), '\n'));
    assert_non_null(strstr(out.at, "{\"file\":\"a<b>.edi\",\"grade\":"));
    assert_non_null(strstr(out.at, "\"rule\":\"unt.missing\""));
    buffer_free(&out);
}

static void test_html_escapes_and_runs_nothing(void **state)
{
    (void)state;
    struct buffer out = {0};
    check_html_begin(&out);
    write_report("<script>alert(1)</script>", check_write_html, &out);
    check_html_end(&out);
    assert_null(strstr(buffer_string(&out), "<script"));
    assert_null(strstr(out.at, "://"));
    assert_non_null(strstr(out.at, "a&lt;b&gt;.edi"));
    buffer_free(&out);
}

/* ---- any bytes ---- */

static void check_any(struct span body)
{
    struct arena arena = {0};
    struct buffer out = {0};
    struct check_report report;
    check_body(body, &arena, &report);
    uint32_t last = 0;
    for (size_t i = 0; i < report.count; i++) {
        const struct check_finding *finding = &report.findings[i];
        assert_true(finding->offset >= last && finding->offset <= body.size);
        assert_true((size_t)finding->offset + finding->length <= body.size);
        if (finding->fix.known)
            assert_true((size_t)finding->fix.at + finding->fix.remove <= body.size);
        last = finding->offset;
    }
    assert_int_equal(report.count, report.errors + report.warnings + report.infos);
    check_write_text(&report, body, "x", &out);
    check_write_json(&report, body, "x", &out);
    check_write_html(&report, body, "x", &out);
    buffer_free(&out);
    arena_free(&arena);
}

static void read_valid(const char *name, struct buffer *out)
{
    char path[512];
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/check/valid-%s.edi", name);
    assert_true(read_file(path, out));
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void test_any_bytes_are_survived(void **state)
{
    (void)state;
    static const char marks[] = "'+:?*UNZTB \n\x80";
    const char *const names[] = {"pax", "crew", "pnrgov-line"};
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buffer body = {0};
        read_valid(names[i], &body);
        for (size_t size = 0; size < body.size; size += 7)
            check_any((struct span){body.at, size});
        for (int round = 0; round < 400; round++) {
            struct buffer broken = {0};
            buffer_append(&broken, body.at, body.size);
            for (int change = 0; change < 1 + round % 9; change++)
                broken.at[next_random(&seed) % broken.size] =
                    marks[next_random(&seed) % (sizeof marks)];
            check_any(buffer_span(&broken));
            buffer_free(&broken);
        }
        buffer_free(&body);
    }
    check_any((struct span){NULL, 0});
    check_any(SPAN("UNA"));
    check_any(SPAN("UNB+UNOA:4'UNB+UNOA:4'UNZ"));
}

/* A tag at the very end is judged by nothing that stands behind the body. */
static void test_nothing_behind_the_body_is_read(void **state)
{
    (void)state;
    static const char text[] = "BGM+745'NAD+FL'TDT+20'LOC+91'DTM+36'UNBX";
    struct arena arena = {0};
    struct check_report report;
    check_body((struct span){text, sizeof text - 2}, &arena, &report);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.findings[0].rule, RULE_UNB_MISSING);
    arena_free(&arena);
}

/* ---- mail ---- */

static void put_base64(struct buffer *out, struct span text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < text.size; i += 3) {
        struct span three = span_part(text, i, 3);
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < three.size ? (unsigned char)three.at[k] : 0);
        for (size_t k = 0; k < 4; k++)
            buffer_char(out, k <= three.size ? letters[bits >> (18 - 6 * k) & 63] : '=');
        if (i % 57 == 54)
            buffer_text(out, "\r\n");
    }
}

static void put_quoted(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (i % 60 == 59)
            buffer_text(out, "=\r\n");
        if (text.at[i] == '=' || i % 7 == 0)
            buffer_format(out, "=%02X", (unsigned)(unsigned char)text.at[i]);
        else
            buffer_char(out, text.at[i]);
    }
}

/* The rules of what is found, without the header of a mail. */
static void list_rules(struct span body, bool mail, struct buffer *out)
{
    struct arena arena = {0};
    struct check_report report;
    check_body(body, &arena, &report);
    for (size_t i = 0; i < report.count; i++) {
        const struct check_finding *finding = &report.findings[i];
        if (mail && finding->rule == RULE_TEXT_BEFORE)
            continue;
        buffer_format(out, "%s %s %u\n", check_rule(finding->rule)->code, finding->tag,
                      finding->segment);
        assert_false(mail && finding->fix.known);
    }
    arena_free(&arena);
}

static void expect_same_in_mail(struct span body, const char *encoding,
                                void (*put)(struct buffer *, struct span))
{
    struct buffer mail = {0}, want = {0}, got = {0};
    buffer_format(&mail, "From: dcs@example.org\r\nContent-Transfer-Encoding: %s\r\n\r\n",
                  encoding);
    put(&mail, body);
    list_rules(body, false, &want);
    list_rules(buffer_span(&mail), true, &got);
    assert_string_equal(buffer_string(&got), buffer_string(&want));
    buffer_free(&mail);
    buffer_free(&want);
    buffer_free(&got);
}

/* What a mail encodes is judged as if it stood there. */
static void test_encoded_mail(void **state)
{
    (void)state;
    struct buffer body = {0};
    read_valid("pax", &body);
    char *role = strstr(buffer_string(&body), "BGM+745");
    assert_non_null(role);
    for (role += 6; *role < '7'; ++*role) { /* a good one, and one that is unknown */
        expect_same_in_mail(buffer_span(&body), "base64", put_base64);
        expect_same_in_mail(buffer_span(&body), "quoted-printable", put_quoted);
    }
    buffer_free(&body);
    expect_same_in_mail(SPAN("Surname,Given,Passport\nADAMS,EVA,512731999\n"), "base64",
                        put_base64);
}

/* A UNB that transport has cut is there. */
static void test_wrapped_unb(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct check_report report;
    check_body(SPAN("UN\r\nB+UNOA:4+HY+UZ+261119:0900+R1'UNZ+0+R1'"), &arena, &report);
    for (size_t i = 0; i < report.count; i++)
        assert_int_not_equal(report.findings[i].rule, RULE_UNB_MISSING);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caret_stands_under_the_byte),
        cmocka_unit_test(test_json_is_one_line),
        cmocka_unit_test(test_html_escapes_and_runs_nothing),
        cmocka_unit_test(test_any_bytes_are_survived),
        cmocka_unit_test(test_nothing_behind_the_body_is_read),
        cmocka_unit_test(test_encoded_mail),
        cmocka_unit_test(test_wrapped_unb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
