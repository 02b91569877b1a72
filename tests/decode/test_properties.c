/* What holds for any body: every prefix and every damage gives an image that opens; wrapping and
 * joining change nothing that is understood. The bodies are the vectors. */
#include "bodies.h"

static const struct decode_options options = {.home = {"UZ", 2}};

static void decode_only(struct span body)
{
    struct decoded decoded;
    struct buffer json = {0};
    decode_for_test(body, &options, &decoded);
    decode_json(&decoded.image, body, "\n", &json);
    for (uint32_t i = 0; i < decoded.image.header->values; i++) {
        const struct image_value *value = &decoded.image.values[i];
        assert_true((size_t)value->begin + value->size <= body.size);
    }
    decode_sniff(body);
    buffer_free(&json);
    forget(&decoded);
}

static void truncate_everywhere(struct span body)
{
    cut_everywhere(body, decode_only);
}

static void test_truncated(void **state)
{
    (void)state;
    each_vector(truncate_everywhere);
}

static void damage_often(struct span body)
{
    damage(body, 100, decode_only);
}

static void test_damaged(void **state)
{
    (void)state;
    each_vector(damage_often);
}

/* All that the image says but issues, which may speak of the wrapping. */
static void tell(struct span body, struct buffer *out)
{
    struct decoded decoded;
    decode_for_test(body, &options, &decoded);
    for (uint32_t i = 0; i < decoded.image.header->nodes; i++)
        if (decoded.image.nodes[i].parent == IMAGE_NONE)
            dump_tree(&decoded.image, i, out);
    forget(&decoded);
}

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

/* As Type-B sends it: a header, lines of 69 columns, a trailer. */
static void wrap(struct span body, struct buffer *out)
{
    size_t column = 0;
    buffer_text(out, "QU TASHYXH\r\n.MUCRM1A 201015\r\n");
    for (size_t i = 0; i < body.size; i++) {
        if (is_line_end(body.at[i]))
            continue;
        if (column == 69) {
            buffer_text(out, "\r\n");
            column = 0;
        }
        buffer_char(out, body.at[i]);
        column++;
    }
    buffer_text(out, "\r\n\r\n 20NOV26 1015Z *0012\r\n");
}

static void compare_wrapped(struct span body)
{
    struct buffer wrapped = {0}, want = {0}, got = {0};
    wrap(body, &wrapped);
    tell(body, &want);
    tell(buffer_span(&wrapped), &got);
    assert_string_equal(buffer_string(&got), buffer_string(&want));
    buffer_free(&wrapped);
    buffer_free(&want);
    buffer_free(&got);
}

static bool ends_whole(struct span body)
{
    struct span trimmed = span_trim(body);
    return trimmed.size &&
           (trimmed.at[trimmed.size - 1] == '\'' || trimmed.at[trimmed.size - 1] == '#');
}

/* What line ends tell of a cut telegram is lost when they are moved. */
static bool is_cut(struct span body)
{
    struct decoded decoded;
    bool cut = false;
    decode_for_test(body, &options, &decoded);
    for (uint32_t i = 0; i < decoded.image.header->issues; i++)
        cut |= decoded.image.issues[i].issue == ISSUE_ENVELOPE_TRUNCATED;
    forget(&decoded);
    return cut;
}

static void wrap_if_whole(struct span body)
{
    if (ends_whole(body) && !is_cut(body))
        compare_wrapped(body);
}

static void test_wrapped(void **state)
{
    (void)state;
    each_vector(wrap_if_whole);
}

static void join_two(struct span body)
{
    struct buffer two = {0}, want = {0}, got = {0};
    if (!ends_whole(body))
        return;
    buffer_append(&two, body.at, body.size);
    buffer_append(&two, body.at, body.size);
    tell(body, &want);
    tell(body, &want);
    tell(buffer_span(&two), &got);
    assert_string_equal(buffer_string(&got), buffer_string(&want));
    buffer_free(&two);
    buffer_free(&want);
    buffer_free(&got);
}

static void test_joined(void **state)
{
    (void)state;
    each_vector(join_two);
}

static void test_nothing(void **state)
{
    (void)state;
    struct decoded decoded;
    decode_for_test((struct span){NULL, 0}, NULL, &decoded);
    assert_int_equal(decoded.counts.messages, 0);
    assert_int_equal(decoded.counts.issues, 1);
    assert_int_equal(decoded.counts.status, OUTCOME_QUARANTINED);
    forget(&decoded);
    assert_int_equal(decode_sniff((struct span){NULL, 0}), KIND_OTHER);
}

static void test_same_again(void **state)
{
    (void)state;
    struct span body = SPAN("UNB+UNOA:4+A+B+260101:0000+1'UNH+1+PAXLST:D:05B:UN'BGM+745'"
                            "TDT+20+HY1'NAD+FL+++ADAMS:EVA'DTM+329:1'UNT+6+1'UNZ+1+1'");
    struct arena arena = {0};
    struct span first, second;
    decode_body(body, &options, &arena, &first);
    decode_body(body, &options, &arena, &second);
    assert_true(span_equal(first, second));
    arena_free(&arena);
}

/* A bound on the image holds, and the image says that it was reached. */
static void test_bound(void **state)
{
    (void)state;
    struct decode_options bounded = {.most_items = 40};
    struct decoded decoded;
    struct buffer body = {0};
    buffer_text(&body, "UNB+UNOA:4+A+B+260101:0000+1'UNH+1+PAXLST:D:05B:UN'BGM+745'");
    for (int i = 0; i < 100; i++)
        buffer_text(&body, "NAD+FL+++ADAMS:EVA'ATT+2++F'DOC+P+1'");
    decode_for_test(buffer_span(&body), &bounded, &decoded);
    assert_true(decoded.image.header->nodes + decoded.image.header->values <= 40);
    bool told = false;
    for (uint32_t i = 0; i < decoded.image.header->issues; i++)
        told |= decoded.image.issues[i].issue == ISSUE_LIMIT;
    assert_true(told);
    forget(&decoded);
    buffer_free(&body);
}

/* ---- bad input ---- */

static const char good[] =
    "UNB+UNOA:4+HY+UZ+261119:0900+R1'UNH+1+PAXLST:D:05B:UN:IATA+HY271/201126/1000+01:F'BGM+745'"
    "TDT+20+HY271+++HY'LOC+125+IST'DTM+189:2611201000:201'LOC+87+TAS'DTM+232:2611201600:201'"
    "NAD+FL+++ADAMS:EVA'DTM+329:900707'DOC+P:110:111+AA1234567'LOC+91+UZB'UNT+13+1'";

static uint32_t first_message(const struct image *image)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (image->nodes[i].type == NODE_MESSAGE)
            return i;
    return IMAGE_NONE;
}

static void tell_first(struct span body, struct buffer *out)
{
    struct decoded decoded;
    decode_for_test(body, &options, &decoded);
    uint32_t message = first_message(&decoded.image);
    assert_true(message != IMAGE_NONE);
    assert_int_equal(decoded.image.nodes[message].outcome, OUTCOME_FULL);
    dump_tree(&decoded.image, message, out);
    forget(&decoded);
}

#define BYTES(literal)                                                                            \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* Whatever comes behind a message takes nothing from it, before its interchange ends or after. */
static void test_garbage_behind(void **state)
{
    (void)state;
    static const struct span garbage[] = {
        BYTES(""),         BYTES("\0\0\0\0"),    BYTES("''''''"),           BYTES("UNB+"),
        BYTES("UNA"),      BYTES("UNH+2+PAXLST"), BYTES("UNH+2+PAXLST:D'NAD"), BYTES("NAD+FL+++\xC3"),
        BYTES("\xFF\xFE"), BYTES("?"),            BYTES("+:+:+:?'+"),        BYTES("UNT+99+7'UNT'"),
        BYTES("UNE+9+X'"), BYTES("<?xml version=\"1.0\"?><a/>"), BYTES("UNZ"), BYTES("UNB+UNOA:4+")};
    struct buffer want = {0};
    tell_first(SPAN(good), &want);
    for (size_t i = 0; i < 2 * (sizeof garbage / sizeof *garbage); i++) {
        struct buffer body = {0}, got = {0};
        buffer_text(&body, good);
        buffer_text(&body, i % 2 ? "UNZ+1+R1'" : "");
        buffer_append(&body, garbage[i / 2].at, garbage[i / 2].size);
        tell_first(buffer_span(&body), &got);
        assert_string_equal(buffer_string(&got), buffer_string(&want));
        buffer_free(&body);
        buffer_free(&got);
    }
    buffer_free(&want);
}

static void test_nul_everywhere(void **state)
{
    (void)state;
    struct buffer body = {0}, want = {0}, got = {0};
    for (size_t i = 0; i < sizeof good - 1; i++) {
        buffer_char(&body, good[i]);
        buffer_char(&body, '\0');
    }
    tell_first(SPAN(good), &want);
    tell_first(buffer_span(&body), &got);
    assert_string_equal(buffer_string(&got), buffer_string(&want));
    buffer_free(&body);
    buffer_free(&want);
    buffer_free(&got);
}

/* A telegram may end anywhere, and its text go on in the next. */
static void test_continued_everywhere(void **state)
{
    (void)state;
    static const char *const between[] = {
        "\r\n\r\nNNNN\r\n\r\nZCZC ABC124 191001\r\nQK TASHYXH\t\r\n.ISTKKHY 191000\r\n",
        "\nCONT\nQU TASHYXH TASFZXH\n  TASKKXH\n.ISTKKHY 191001 PDM\nPART 2 OF 3\n",
        "\r\n\x03\r\nNNNN\r\n 19NOV26 1031Z  TAS0021*3872\r\nHYA0124\r\n\x01QU TASHYXH\r\n"
        ".ISTKKHY 191001\r\n\x02",
        "\nNNNN\nZCZC\n"};
    struct buffer want = {0};
    tell_first(SPAN(good), &want);
    for (size_t at = sizeof "UNB" - 1; at + 1 < sizeof good; at++)
        for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
            struct buffer body = {0}, got = {0};
            buffer_append(&body, good, at);
            buffer_text(&body, between[i]);
            buffer_text(&body, good + at);
            tell_first(buffer_span(&body), &got);
            assert_string_equal(buffer_string(&got), buffer_string(&want));
            buffer_free(&body);
            buffer_free(&got);
        }
    buffer_free(&want);
}

static void expect_travellers(struct buffer *body, uint64_t count)
{
    struct decoded decoded;
    decode_for_test(buffer_span(body), &options, &decoded);
    assert_int_equal(decoded.counts.travellers, count);
    assert_int_equal(decoded.counts.status, OUTCOME_FULL);
    forget(&decoded);
    buffer_free(body);
}

enum { MANY = 100000 };

static void test_many_in_list(void **state)
{
    (void)state;
    struct buffer body = {0};
    buffer_text(&body, good);
    body.size -= strlen("UNT+13+1'");
    for (int i = 1; i < MANY; i++)
        buffer_format(&body, "NAD+FL+++BAKER%d:TOM'DTM+329:900707'DOC+P:110:111+AA%07d'", i, i);
    buffer_format(&body, "UNT+%d+1'UNZ+1+R1'", 13 + 3 * (MANY - 1));
    expect_travellers(&body, MANY);
}

static void test_many_in_bookings(void **state)
{
    (void)state;
    enum { PARTY = 100 };
    struct buffer body = {0};
    buffer_text(&body, "UNA:+.?*'UNB+IATA:1+1A+UZPNR+261119:0900+R2'UNH+1+PNRGOV:13:1:IA+X'MSG+:22'"
                       "ORG+1A:MUC'TVL+201126:1000:201126:1600+IST+TAS+HY+272'");
    for (int i = 0; i < MANY; i++) {
        if (i % PARTY == 0)
            buffer_format(&body, "SRC'RCI+1A:A%05d'", i / PARTY);
        buffer_format(&body, "TIF+BAKER+TOM %d:A:%d'", i, i % PARTY + 1);
    }
    buffer_text(&body, "UNT+0+1'UNZ+1+R2'");
    expect_travellers(&body, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_same_again),
        cmocka_unit_test(test_bound),   cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_damaged), cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_joined),  cmocka_unit_test(test_garbage_behind),
        cmocka_unit_test(test_nul_everywhere), cmocka_unit_test(test_continued_everywhere), cmocka_unit_test(test_many_in_list),
        cmocka_unit_test(test_many_in_bookings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
