/* How bodies are written: what is told of each, and that nothing of a person ever is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "decode/dialect.h"
#include "profile/profile.h"

static void expect_with(struct span body, const struct decode_options *options, const char *wanted)
{
    struct arena arena = {0};
    struct buffer out = {0};
    struct span bytes;
    struct image image;
    decode_body(body, options, &arena, &bytes);
    assert_int_equal(image_open(bytes, &image), STATUS_OK);
    decode_dialect(body, options, &image, &arena, &out);
    assert_string_equal(buffer_string(&out), wanted);
    buffer_free(&out);
    arena_free(&arena);
}

static void expect(const char *body, const char *wanted)
{
    expect_with(span_of(body), NULL, wanted);
}

#define NAD "NAD+FL+++DOE:JANE'"
#define TDT "TDT+20+HY272'LOC+125+TAS'LOC+87+IST'DTM+189:2611221200:201'"

static void edifact(void **state)
{
    (void)state;
    expect(
        "UNA:+.? 'UNB+UNOA:4+HYAIR+UZBGOV+261122:1000+1++APIS'"
        "UNH+1+PAXLST:D:05B:UN:IATA+A'BGM+745'" TDT NAD NAD "CNT+42:2'UNT+9+1'UNZ+1+1'",
        "delimiters : + ? none '\nuna yes\nsyntax UNOA:4\nrelease D.05B.UN.IATA\nenvelope plain\n"
        "characters ascii\nlines none\nsegment UNH\nsegment BGM\nsegment TDT\nsegment LOC\n"
        "segment DTM\nsegment NAD\nsegment CNT\n\n");
    expect(
        "QN TASAPXX\r\n.MUCRM1A 221000\r\nUNB*IATB:1*HY*UZBGOV*261122:1000*1#\r\n"
        "UNH*1*PAXLST:D:02B:UN#\r\nBGM*745#\r\nNAD*FL***M\xC3\x9CLLER:J#\r\nUNT*4*1#\r\nUNZ*1*1#\r\n",
        "delimiters : * ? none #\nuna no\nsyntax IATB:1\nrelease D.02B.UN\nenvelope wrapped\n"
        "characters utf-8\nlines crlf\nsegment UNH\nsegment BGM\nsegment NAD\n\n");
}

/* Two messages of one body are told apart; line ends inside of words are a telegram's. */
static void several(void **state)
{
    (void)state;
    expect("UNB+UNOA:4+A+B+261122:1000+1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'" NAD "UNT+4+1'"
           "UNH+2+PAXLST:D:12B:UN:IATA'BG\nM+250'NA\nD+FM+++DOE:J\nOE'DOC+P+X1'UNT+5+2'UNZ+2+1'",
           "delimiters : + ? none '\nuna no\nsyntax UNOA:4\nrelease D.05B.UN.IATA\nenvelope plain\n"
           "characters ascii\nlines none\nsegment UNH\nsegment BGM\nsegment NAD\n\n"
           "delimiters : + ? none '\nuna no\nsyntax UNOA:4\nrelease D.12B.UN.IATA\nenvelope plain\n"
           "characters ascii\nlines cut\nsegment UNH\nsegment BGM\nsegment NAD\nsegment DOC\n\n");
}

/* What has not the form of a code is not told. */
static void texts_are_not_told(void **state)
{
    (void)state;
    expect("UNA:+.? 'UNB+UNOA:Jane+A+B+261122:1000+1'UNH+1+PAXLST:D:Jane:Doe:X'BGM+745'jan+DOE'" NAD
           "UNT+4+1'UNZ+1+1'",
           "delimiters : + ? none '\nuna yes\nsyntax other\nrelease other\nenvelope plain\n"
           "characters ascii\nlines none\nsegment UNH\nsegment BGM\nsegment NAD\n\n");
}

static void xml(void **state)
{
    (void)state;
    expect("<PNR_GOV Version=\"15.1\"><PNRs><PNR><Passenger><GivenName>JANE</GivenName>"
           "<Doe/></Passenger></PNR></PNRs></PNR_GOV>",
           "syntax xml\nrelease 15.1\ncharacters ascii\nsegment PNRS\nsegment PNR\n"
           "segment PASSENGER\nsegment GIVENNAME\n\n");
}

static void baggage(void **state)
{
    (void)state;
    expect("BSM\n.V/1LTAS\n.F/HY271/22NOV/IST/Y\n.N/0250123456001\n.P/1DOE/JANE\nENDBSM\n",
           "characters ascii\nsegment .V\nsegment .F\nsegment .N\nsegment .P\n\n");
}

static void table(void **state)
{
    struct arena arena = {0};
    struct profile *profile;
    struct decode_options options = {0};
    (void)state;
    assert_int_equal(profile_parse(SPAN("name: Ferry\ntable: {kind: delimited}\n"
                                        "traveller: {surname: Name, given: Given}\n"),
                                   "ferry", &arena, &profile),
                     STATUS_OK);
    options.profile = profile;
    expect_with(SPAN("Name;Given\r\nDOE;JANE\r\nDOE;JOE\r\n"), &options,
                "delimiters ;\nsyntax csv\ncharacters ascii\nlines crlf\nprofile Ferry\n\n");
    arena_free(&arena);
}

/* A body of very many messages costs no more memory than one of some. */
static void too_many(void **state)
{
    enum { MESSAGES = 5000 };
    struct arena arena = {0};
    struct buffer body = {0}, out = {0};
    struct span bytes;
    struct image image;
    (void)state;
    buffer_text(&body, "UNB+UNOA:4+A+B+261122:1000+1'");
    for (int i = 0; i < MESSAGES; i++)
        buffer_text(&body, "UNH+1+PAXLST:D:05B:UN'BGM+745'UNT+3+1'");
    decode_body(buffer_span(&body), NULL, &arena, &bytes);
    assert_int_equal(image_open(bytes, &image), STATUS_OK);
    decode_dialect(buffer_span(&body), NULL, &image, &arena, &out);
    uint32_t told = 0, ends = 0;
    for (struct span rest = buffer_span(&out); rest.size;) {
        struct span line = span_cut(rest, '\n', &rest);
        ends += line.size == 0;
        told += span_is(line, "segment BGM");
    }
    assert_int_equal(ends, image_count(&image, NODE_MESSAGE));
    assert_int_equal(ends, MESSAGES);
    assert_int_equal(told, 4096);
    buffer_free(&body);
    buffer_free(&out);
    arena_free(&arena);
}

/* Every cut and every changed byte gives one text for each message, of lines that have a form. */
static void any_bytes(void **state)
{
    static const char body[] = "QK X\nUNA:+.? 'UNB+UNOA:4+A+B+261122:1000+1'\n"
                               "UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'" NAD "UNT+4+1'UNZ+1+1'";
    struct arena arena = {0};
    (void)state;
    for (size_t at = 0; at < sizeof body; at++)
        for (int change = 0; change < 4; change++) {
            static const char changes[] = {'\0', '\'', '\xFF'};
            char copy[sizeof body];
            struct buffer out = {0};
            struct span bytes, text = {copy, change == 3 ? at : sizeof body - 1};
            struct image image;
            memcpy(copy, body, sizeof body);
            if (change < 3)
                copy[at] = changes[change];
            decode_body(text, NULL, &arena, &bytes);
            assert_int_equal(image_open(bytes, &image), STATUS_OK);
            decode_dialect(text, NULL, &image, &arena, &out);
            uint32_t ends = 0;
            for (struct span rest = buffer_span(&out); rest.size;)
                ends += span_cut(rest, '\n', &rest).size == 0;
            assert_int_equal(ends, image_count(&image, NODE_MESSAGE));
            buffer_free(&out);
            arena_reset(&arena);
        }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edifact),
        cmocka_unit_test(several),
        cmocka_unit_test(texts_are_not_told),
        cmocka_unit_test(xml),
        cmocka_unit_test(baggage),
        cmocka_unit_test(table),
        cmocka_unit_test(too_many),
        cmocka_unit_test(any_bytes),
    };
    decode_prepare();
    table_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
