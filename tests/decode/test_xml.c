/* PNRGOV XML: the same image as of EDIFACT, in any encoding, of half a file, and of files made to hurt.
 * What is understood of small bodies is in tests/vectors/decode/xml-*. */
#include "bodies.h"

#include "decode/survey.h"

static const struct decode_options options = {.home = {"UZ", 2}};

static void read_vector(const char *name, struct buffer *out)
{
    char path[512];
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/%s", name);
    assert_true(read_file(path, out));
}

static void dump_of(struct span body, struct buffer *out)
{
    struct decoded decoded;
    decode_for_test(body, &options, &decoded);
    dump_image(&decoded.image, out);
    forget(&decoded);
}

static bool has_issue(const struct image *image, enum issue issue)
{
    for (uint32_t i = 0; i < image->header->issues; i++)
        if (image->issues[i].issue == issue)
            return true;
    return false;
}

/* ---- the same as of EDIFACT ---- */

/* What only one of the two can say: what the envelope says of itself, the kind of push. */
static bool is_of_one_alone(enum field field)
{
    switch ((int)field) {
    case FIELD_INTERCHANGE_RECIPIENT:
    case FIELD_INTERCHANGE_REFERENCE:
    case FIELD_MESSAGE_VERSION:
    case FIELD_MESSAGE_REFERENCE:
    case FIELD_MESSAGE_ACCESS:
    case FIELD_MESSAGE_PUSH:
    case FIELD_MESSAGE_ROLE: return true;
    default: return false;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each value as a line, in order of the alphabet: the two write in another order. */
static void tell_values(struct span body, struct buffer *out)
{
    struct decoded decoded;
    decode_for_test(body, &options, &decoded);
    const struct image *image = &decoded.image;
    char **lines = arena_array(&decoded.arena, char *, image->header->values);
    size_t count = 0;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        struct buffer path = {0};
        dump_path(image, n, &path);
        for (uint32_t p = n; p != IMAGE_NONE; p = image->nodes[p].parent)
            buffer_format(&path, ",%u", (unsigned)place_among_siblings(image, p));
        for (uint32_t i = 0; i < image->nodes[n].values; i++) {
            const struct image_value *value = &image->values[image->nodes[n].first_value + i];
            struct span text = image_value_text(image, value);
            if (!is_of_one_alone((enum field)value->field))
                lines[count++] = arena_format(&decoded.arena, "%s %s=%.*s", buffer_string(&path),
                                              field_info((enum field)value->field)->key,
                                              (int)text.size, text.at);
        }
        buffer_free(&path);
    }
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "%s\n", lines[i]);
    forget(&decoded);
}

static void the_image_is_that_of_edifact(void **state)
{
    (void)state;
    struct buffer edifact = {0}, xml = {0}, want = {0}, got = {0};
    read_vector("pairs/booking.edi", &edifact);
    read_vector("pairs/booking.xml", &xml);
    tell_values(buffer_span(&edifact), &want);
    tell_values(buffer_span(&xml), &got);
    assert_string_equal(buffer_string(&got), buffer_string(&want));
    assert_int_equal(decode_sniff(buffer_span(&xml)), KIND_PNR);
    buffer_free(&edifact);
    buffer_free(&xml);
    buffer_free(&want);
    buffer_free(&got);
}

/* ---- places ---- */

/* The bytes of a text lead to it, whatever stands before it. */
static void values_stand_where_they_say(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct decoded decoded;
    unsigned exact = 0;
    read_vector("pairs/booking.xml", &body);
    decode_for_test(buffer_span(&body), &options, &decoded);
    for (uint32_t i = 0; i < decoded.image.header->values; i++) {
        const struct image_value *value = &decoded.image.values[i];
        struct span text = image_value_text(&decoded.image, value);
        struct span bytes = span_part(buffer_span(&body), value->begin, value->size);
        enum field_class class = field_info((enum field)value->field)->class;
        if (class != CLASS_IDENTITY ||
            field_info((enum field)value->field)->type != FIELD_TYPE_CODE)
            continue;
        if (!span_equal(text, bytes))
            fail_msg("%.*s stands in %.*s", (int)text.size, text.at, (int)bytes.size, bytes.at);
        exact++;
    }
    assert_true(exact > 10);
    forget(&decoded);
    buffer_free(&body);
}

/* ---- encodings ---- */

static const char accents[] =
    "<PNR><BookingRefID ID=\"ABC123\"/><Passenger RPH=\"1\">"
    "<Surname>M\xC3\x9CLLER \xF0\x9F\x9B\xAB</Surname><GivenName>ZO\xC3\x8B"
    "</GivenName></Passenger></PNR>";

static void put_unit(struct buffer *out, uint32_t unit, bool big)
{
    buffer_char(out, (char)(big ? unit >> 8 : unit));
    buffer_char(out, (char)(big ? unit : unit >> 8));
}

/* UTF-8 of at most four bytes as UTF-16. */
static void widen(const char *text, bool mark, bool big, struct buffer *out)
{
    if (mark)
        put_unit(out, 0xFEFF, big);
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        unsigned size = *at < 0x80 ? 1 : *at < 0xE0 ? 2 : *at < 0xF0 ? 3 : 4;
        uint32_t code = size == 1 ? *at : *at & (0xFFu >> (size + 1));
        for (unsigned i = 1; i < size; i++)
            code = code << 6 | (at[i] & 0x3F);
        if (code > 0xFFFF) {
            put_unit(out, 0xD800 + ((code - 0x10000) >> 10), big);
            code = 0xDC00 + (code & 0x3FF);
        }
        put_unit(out, code, big);
        at += size;
    }
}

static void any_encoding_says_the_same(void **state)
{
    (void)state;
    static const char *const declarations[] = {"", "\xEF\xBB\xBF",
                                               "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n",
                                               "<?xml version='1.0' encoding = 'utf-8' ?>"};
    struct buffer want = {0};
    dump_of(SPAN(accents), &want);
    assert_non_null(strstr(buffer_string(&want), "surname=M\xC3\x9CLLER \xF0\x9F\x9B\xAB\n"));
    for (size_t i = 0; i < 4; i++)
        for (int form = 0; form < 5; form++) {
            struct buffer utf8 = {0}, body = {0}, got = {0};
            buffer_text(&utf8, declarations[i]);
            buffer_text(&utf8, accents);
            if (form == 4)
                buffer_text(&body, buffer_string(&utf8));
            else if (i != 1) /* the byte order mark is that of UTF-8 */
                widen(buffer_string(&utf8), form & 1, form & 2, &body);
            if (body.size)
                dump_of(buffer_span(&body), &got);
            if (body.size && strcmp(buffer_string(&got), buffer_string(&want)) != 0)
                fail_msg("declaration %zu, form %d: %s", i, form, buffer_string(&got));
            assert_true(!body.size || decode_sniff(buffer_span(&body)) == KIND_PNR);
            buffer_free(&utf8);
            buffer_free(&body);
            buffer_free(&got);
        }
    buffer_free(&want);
}

static void places_count_the_bytes_received(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct decoded decoded;
    widen(accents, true, false, &body);
    decode_for_test(buffer_span(&body), &options, &decoded);
    for (uint32_t i = 0; i < decoded.image.header->values; i++) {
        const struct image_value *value = &decoded.image.values[i];
        if (value->field == FIELD_TRAVELLER_GIVEN) {
            assert_int_equal(value->size, 6);
            assert_memory_equal(body.at + value->begin, "Z\0O\0\xCB\0", 6);
        }
    }
    forget(&decoded);
    buffer_free(&body);
}

/* ---- half a file, rubbish ---- */

static size_t count_in(struct span text, const char *word)
{
    size_t count = 0;
    for (size_t at = 0; at + strlen(word) <= text.size; at++)
        count += memcmp(text.at + at, word, strlen(word)) == 0;
    return count;
}

/* Whoever was complete where the file was cut is there, and that it was cut is said. */
static void what_was_complete_is_there(void **state)
{
    (void)state;
    struct buffer body = {0};
    read_vector("pairs/booking.xml", &body);
    for (size_t size = 0; size < body.size; size += 3) {
        struct span half = span_part(buffer_span(&body), 0, size);
        struct decoded decoded;
        decode_for_test(half, &options, &decoded);
        assert_true(decoded.counts.travellers >= count_in(half, "</Passenger>"));
        bool said = has_issue(&decoded.image, ISSUE_XML_CUT) ||
                    has_issue(&decoded.image, ISSUE_XML_BROKEN) ||
                    has_issue(&decoded.image, ISSUE_ENVELOPE_NONE);
        assert_true(said || span_trim(half).size == span_trim(buffer_span(&body)).size);
        forget(&decoded);
    }
    buffer_free(&body);
}

/* What stands before any rubbish is as it would be without it. */
static void a_good_one_before_rubbish_is_whole(void **state)
{
    (void)state;
    static const char good[] = "<PNRs><PNR><BookingRefID ID=\"ABC123\"/><Passenger><Surname>ADAMS"
                               "</Surname><GivenName>EVA</GivenName></Passenger></PNR>";
    uint64_t seed = 5;
    for (int round = 0; round < 2000; round++) {
        struct buffer body = {0}, dump = {0};
        buffer_text(&body, good);
        for (int i = 0; i < 200; i++) {
            static const char marks[] = "<>&\"'/!-[]=? x";
            uint64_t one = next_random(&seed);
            buffer_char(&body, one % 3 ? marks[one / 3 % (sizeof marks - 1)] : (char)(one >> 8));
        }
        dump_of(buffer_span(&body), &dump);
        if (!strstr(buffer_string(&dump), "traveller.surname=ADAMS\n") ||
            !strstr(buffer_string(&dump), "booking.locator=ABC123\n"))
            fail_msg("round %d", round);
        buffer_free(&body);
        buffer_free(&dump);
    }
}

/* ---- large and hostile ---- */

static void hundred_thousand_travellers(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct decoded decoded;
    buffer_text(&body, "<PNRs>");
    for (int i = 0; i < 25000; i++) {
        buffer_format(&body, "<PNR><BookingRefID ID=\"L%05d\"/>", i);
        for (int k = 0; k < 4; k++)
            buffer_format(&body,
                          "<Passenger RPH=\"%d\"><Surname>ADAMS</Surname>"
                          "<GivenName>EVA%c</GivenName></Passenger>",
                          k, 'A' + k);
        buffer_text(&body, "</PNR>");
    }
    buffer_text(&body, "</PNRs>");
    decode_for_test(buffer_span(&body), &options, &decoded);
    assert_int_equal(decoded.counts.bookings, 25000);
    assert_int_equal(decoded.counts.travellers, 100000);
    for (uint32_t i = 0; i < decoded.image.header->values; i++) {
        const struct image_value *value = &decoded.image.values[i];
        if (value->field == FIELD_TRAVELLER_SURNAME)
            assert_memory_equal(body.at + value->begin, "ADAMS", 5);
    }
    forget(&decoded);
    buffer_free(&body);
}

static void repeat(struct buffer *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        buffer_text(out, text);
}

struct bomb {
    const char *before, *again, *behind;
    int times;
    enum issue said;
    const char *found; /* still */
};

static const struct bomb bombs[] = {
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger>", "<a>", "", 200000, ISSUE_LIMIT,
     "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "</a>", "", 100000,
     ISSUE_XML_FORM, "surname=ADAMS"},
    {"<PNRs><a ", "x=\"1\" ", "/><PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR></PNRs>",
     100000, ISSUE_LIMIT, "surname=ADAMS"},
    {"<PNRs a=\"", "xxxxxxxx",
     "\"><PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR></PNRs>", 500000, ISSUE_LIMIT,
     "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname><GivenName>", "xxxxxxxx",
     "</GivenName></Passenger></PNR>", 500000, ISSUE_LIMIT, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger>", "<a/>", "</PNR>", 530000, ISSUE_LIMIT,
     "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger><OSI>", "x<b/>", "</OSI></PNR>", 100000,
     ISSUE_FLIGHT_MISSING, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "<!--", "", 100000,
     ISSUE_XML_BROKEN, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "<![CDATA[", "", 100000,
     ISSUE_XML_BROKEN, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "<!DOCTYPE a [", "", 100000,
     ISSUE_XML_BROKEN, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "<PNR><a></x>", "", 50000,
     ISSUE_XML_FORM, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR>", "&a;&#0;&#xD800;&", "", 100000,
     ISSUE_XML_ENTITY, "surname=ADAMS"},
    {"<PNR><Passenger><Surname>ADAMS</Surname></Passenger>", "<SSR SSRCode=\"WCHR\">", "", 100000,
     ISSUE_LIMIT, "surname=ADAMS"},
};

static void bombs_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct buffer body = {0}, dump = {0};
        struct decoded decoded;
        struct arena arena = {0};
        struct survey survey;
        struct span bytes;
        buffer_text(&body, bombs[i].before);
        repeat(&body, bombs[i].again, bombs[i].times);
        buffer_text(&body, bombs[i].behind);
        decode_for_test(buffer_span(&body), &options, &decoded);
        dump_image(&decoded.image, &dump);
        if (!has_issue(&decoded.image, bombs[i].said) ||
            !strstr(buffer_string(&dump), bombs[i].found))
            fail_msg("bomb %zu: %.2000s", i, buffer_string(&dump));
        decode_survey(buffer_span(&body), &options, &arena, &bytes);
        assert_int_equal(survey_open(bytes, body.size, &survey), STATUS_OK);
        arena_free(&arena);
        forget(&decoded);
        buffer_free(&body);
        buffer_free(&dump);
    }
}

/* Names that are never the same fill the library's dictionary. */
static void names_without_number(void **state)
{
    (void)state;
    struct buffer body = {0}, dump = {0};
    buffer_text(&body, "<PNRs>");
    for (int i = 0; i < 55000; i++)
        buffer_format(&body, "<n%d%0200d/>", i, i);
    buffer_text(&body, "<PNR><Passenger><Surname>ADAMS</Surname></Passenger></PNR></PNRs>");
    dump_of(buffer_span(&body), &dump);
    assert_non_null(strstr(buffer_string(&dump), "surname=ADAMS\n"));
    buffer_free(&body);
    buffer_free(&dump);
}

/* At ten million bytes the library reads no further; what is behind them is read all the same. */
static void the_library_may_give_up(void **state)
{
    (void)state;
    struct buffer body = {0}, dump = {0};
    buffer_text(&body, "<PNRs><PNR><Passenger><Surname>ADAMS</Surname></Passenger><OSI><![CDATA[");
    repeat(&body, "xxxxxxxxxx", 1100000);
    buffer_text(&body, "]]></OSI></PNR><PNR><Passenger><Surname>BAKER</Surname></Passenger></PNR>");
    dump_of(buffer_span(&body), &dump);
    assert_non_null(strstr(buffer_string(&dump), "surname=ADAMS\n"));
    assert_non_null(strstr(buffer_string(&dump), "surname=BAKER\n"));
    assert_non_null(strstr(buffer_string(&dump), "issue limit \n"));
    buffer_free(&body);
    buffer_free(&dump);
}

/* ---- which bodies are XML ---- */

static void an_interchange_is_no_xml(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum kind kind;
    } cases[] = {
        {"UNB+UNOA:4+A+B+260101:0000+1'UNH+1+PAXLST:D:05B:UN'FTX+AAA+++<PNR>'UNT+3+1'UNZ+1+1'",
         KIND_API},
        {"mail header\n<PNR/>", KIND_PNR},
        {"<PNRGOV><![CDATA[UNB+UNOA:4+A+B+260101:0000+1'UNH+1+PAXLST:D:05B:UN'UNT+2+1'UNZ+1+1']]>"
         "</PNRGOV>",
         KIND_API},
        {"<PNR><Passenger/><OSI>UNB+UNOA:4+A+B+260101:0000+1'UNH+1+PAXLST:D:05B:UN'</OSI></PNR>",
         KIND_PNR},
        {"<html><body>FLIGHT</body></html>", KIND_OTHER},
        {"<IATA_PNRGOV_NotifRS/>", KIND_PNR},
        {"<", KIND_OTHER},
        {"<CONSOLIDATED_LIST/>", KIND_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (decode_sniff(span_of(cases[i].body)) != cases[i].kind)
            fail_msg("%s", cases[i].body);
}

/* ---- the text for people ---- */

static void the_tree_is_that_of_the_elements(void **state)
{
    (void)state;
    static const char body[] =
        "<?xml version=\"1.0\"?>\n<PNRs>\n <PNR><BookingRefID ID=\"ABC123\"/>\n"
        "<Passenger><Surname>ADAMS</Surname></Passenger></PNR>\n</PNRs>\n";
    static const struct {
        const char *tag;
        int depth;
    } wanted[] = {{"", 0},          {"PNRs", 0},    {"PNR", 1}, {"BookingRefID", 2},
                  {"Passenger", 2}, {"Surname", 3}, {"", 2},    {"", 1},
                  {"", 0}};
    struct arena arena = {0};
    struct survey survey;
    struct span bytes;
    decode_survey(SPAN(body), &options, &arena, &bytes);
    assert_int_equal(survey_open(bytes, sizeof body - 1, &survey), STATUS_OK);
    assert_int_equal(survey.header->segments, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_string_equal(survey.segments[i].tag, wanted[i].tag);
        assert_int_equal(survey.segments[i].depth, wanted[i].depth);
    }
    arena_free(&arena);
}

static void what_is_for_nobody_is_hidden(void **state)
{
    (void)state;
    static const struct {
        const char *body, *text;
        enum survey_why why;
    } cases[] = {
        {"<PNR><SSR SSRCode=\"WCHR\"><Text>LEFT LEG</Text></SSR></PNR>", "LEFT LEG",
         SURVEY_SENSITIVE},
        {"<PNR><SSR SSRCode=\"WCH&#82;\"><Text>LEFT LEG</Text></SSR></PNR>", "LEFT LEG",
         SURVEY_SENSITIVE},
        {"<PNR><OSI>WC<![CDATA[HR FOR PAX]]></OSI></PNR>", "HR FOR PAX", SURVEY_SENSITIVE},
        {"<PNR><Note>KOSHER MEAL</Note></PNR>", "KOSHER", SURVEY_SENSITIVE},
        {"<PNR><SSR SSRCode=\"OTHS\" Text=\"VGML\"/></PNR>", "VGML", SURVEY_SENSITIVE},
        {"<PNR><PaymentInfo AccountNbr=\"4111111111111111\"/></PNR>", "4111111111111111",
         SURVEY_CARD},
        {"<PNR><OSI>PAID 4111 1111 1111 111&#49;</OSI></PNR>", "4111 1111 1111 111&#49;",
         SURVEY_CARD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct survey survey;
        struct span bytes;
        bool hidden = false;
        size_t at = (size_t)(strstr(cases[i].body, cases[i].text) - cases[i].body);
        decode_survey(span_of(cases[i].body), &options, &arena, &bytes);
        assert_int_equal(survey_open(bytes, strlen(cases[i].body), &survey), STATUS_OK);
        for (uint32_t n = 0; n < survey.header->ranges; n++)
            hidden |= survey.ranges[n].why == (uint32_t)cases[i].why &&
                      survey.ranges[n].begin <= at &&
                      survey.ranges[n].begin + survey.ranges[n].size >= at + strlen(cases[i].text);
        if (!hidden)
            fail_msg("case %zu", i);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_image_is_that_of_edifact),
        cmocka_unit_test(values_stand_where_they_say),
        cmocka_unit_test(any_encoding_says_the_same),
        cmocka_unit_test(places_count_the_bytes_received),
        cmocka_unit_test(what_was_complete_is_there),
        cmocka_unit_test(a_good_one_before_rubbish_is_whole),
        cmocka_unit_test(hundred_thousand_travellers),
        cmocka_unit_test(bombs_are_told),
        cmocka_unit_test(names_without_number),
        cmocka_unit_test(the_library_may_give_up),
        cmocka_unit_test(an_interchange_is_no_xml),
        cmocka_unit_test(the_tree_is_that_of_the_elements),
        cmocka_unit_test(what_is_for_nobody_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
