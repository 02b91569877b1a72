#include "lists.h"

#include "base/clock.h"

static const char un_text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<CONSOLIDATED_LIST dateGenerated=\"2026-01-01\"><INDIVIDUALS>\n"
    "<INDIVIDUAL><DATAID>200</DATAID><FIRST_NAME>ZORAN</FIRST_NAME>"
    "<SECOND_NAME>FIKTIV</SECOND_NAME><THIRD_NAME/><FOURTH_NAME>na</FOURTH_NAME>"
    "<REFERENCE_NUMBER>TXi.002</REFERENCE_NUMBER><LISTED_ON>2020-05-06</LISTED_ON>"
    "<GENDER>Male</GENDER><COMMENTS1>two\nlines &amp; more</COMMENTS1>"
    "<NATIONALITY><VALUE>Chad</VALUE><VALUE>Türkiye</VALUE></NATIONALITY>"
    "<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>"
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>FIKTIVSKI, Zoran; Z. Fiktivsky"
    "</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Test (original script: Абу Тест)"
    "</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Zoran F. (previously listed as)"
    "</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<NAME_ORIGINAL_SCRIPT>Зоран Фиктив</NAME_ORIGINAL_SCRIPT>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1970-02-03</DATE>"
    "</INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1971</YEAR>"
    "</INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1980</FROM_YEAR>"
    "<TO_YEAR>1983</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>"
    "</INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>24/06/1402 (Hijri)</NOTE>"
    "</INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
    "<NUMBER>Chadian passport No. 51-35 19</NUMBER><ISSUING_COUNTRY>Chad</ISSUING_COUNTRY>"
    "</INDIVIDUAL_DOCUMENT>"
    "<INDIVIDUAL_DOCUMENT><NUMBER>D 000974</NUMBER></INDIVIDUAL_DOCUMENT>"
    "<INDIVIDUAL_DOCUMENT><NUMBER>unknown number</NUMBER></INDIVIDUAL_DOCUMENT>"
    "<INDIVIDUAL_DOCUMENT/>"
    "</INDIVIDUAL>\n"
    "<INDIVIDUAL><DATAID>100</DATAID><FIRST_NAME>ANNA</FIRST_NAME>"
    "<SECOND_NAME><![CDATA[INVENTED]]></SECOND_NAME></INDIVIDUAL>\n"
    "<INDIVIDUAL><DATAID>300</DATAID><FIRST_NAME/></INDIVIDUAL>\n"
    "</INDIVIDUALS><ENTITIES><ENTITY><DATAID>9</DATAID><FIRST_NAME>ACME</FIRST_NAME></ENTITY>"
    "<ENTITY/></ENTITIES></CONSOLIDATED_LIST>";

static struct watch_list import(const char *text, struct arena *arena, struct watch_import *report)
{
    struct watch_list list;
    enum status status = watch_import_parse(&(struct watch_import_order){.bytes = span_of(text)},
                                            arena, &list, report);
    if (status != STATUS_OK)
        print_error("%s\n", status_sentence());
    assert_int_equal(status, STATUS_OK);
    return list;
}

static void assert_name(const struct watch_list *list, uint32_t i, const char *surname,
                        const char *given, enum watch_quality quality)
{
    struct span is[] = {watch_list_text(list, list->names[i].surname),
                        watch_list_text(list, list->names[i].given)};
    if (!span_is(is[0], surname) || !span_is(is[1], given))
        fail_msg("name %u is '%.*s' '%.*s'", i, (int)is[0].size, is[0].at, (int)is[1].size,
                 is[1].at);
    assert_int_equal(list->names[i].quality, quality);
}

static void assert_birth(const struct watch_list *list, uint32_t i, const char *from,
                         const char *to, enum watch_precision precision)
{
    char text[DATE_TEXT];
    assert_string_equal(date_format(date_from_day(list->births[i].from), text), from);
    assert_string_equal(date_format(date_from_day(list->births[i].to), text), to);
    assert_int_equal(list->births[i].precision, precision);
}

static void test_un(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list list = import(un_text, &arena, &report);
    assert_int_equal(report.format, WATCH_FORMAT_UN);
    assert_int_equal(report.entries, 2);
    assert_int_equal(report.skipped, 2);
    assert_true(span_is(watch_list_text(&list, list.entries[0].id), "100"));
    const struct watch_entry *e = watch_list_find(&list, SPAN("200"));
    assert_non_null(e);
    assert_null(watch_list_find(&list, SPAN("300")));
    assert_true(span_is(watch_list_text(&list, e->reference), "TXi.002"));
    assert_true(span_is(watch_list_text(&list, e->note), "two\nlines & more"));
    assert_int_equal(e->sex, 'M');
    assert_int_equal(e->listed, date_to_day((struct date){2020, 5, 6}));
    uint32_t n = e->first_name;
    assert_int_equal(e->names, 7);
    assert_name(&list, 0, "", "ANNA INVENTED", WATCH_QUALITY_PRIMARY);
    assert_name(&list, n, "", "ZORAN FIKTIV", WATCH_QUALITY_PRIMARY);
    assert_name(&list, n + 1, "FIKTIVSKI", "Zoran", WATCH_QUALITY_GOOD);
    assert_name(&list, n + 2, "", "Z. Fiktivsky", WATCH_QUALITY_GOOD);
    assert_name(&list, n + 3, "", "Abu Test", WATCH_QUALITY_LOW);
    assert_name(&list, n + 4, "", "Абу Тест", WATCH_QUALITY_ORIGINAL);
    assert_name(&list, n + 5, "", "Zoran F.", WATCH_QUALITY_GOOD);
    assert_name(&list, n + 6, "", "Зоран Фиктив", WATCH_QUALITY_ORIGINAL);
    assert_int_equal(e->births, 4);
    assert_birth(&list, e->first_birth, "1970-02-03", "1970-02-03", WATCH_PRECISION_DAY);
    assert_birth(&list, e->first_birth + 1, "1970-01-01", "1972-12-31", WATCH_PRECISION_ABOUT);
    assert_birth(&list, e->first_birth + 2, "1980-01-01", "1983-12-31", WATCH_PRECISION_RANGE);
    assert_birth(&list, e->first_birth + 3, "1973-11-01", "1973-11-30", WATCH_PRECISION_RANGE);
    assert_int_equal(e->states, 3);
    assert_string_equal(list.states[e->first_state].code, "TCD");
    assert_string_equal(list.states[e->first_state + 1].code, "TUR");
    assert_string_equal(list.states[e->first_state + 2].code, "IRN");
    assert_int_equal(e->documents, 2);
    const struct watch_document *d = &list.documents[e->first_document];
    assert_true(span_is(watch_list_text(&list, d[0].number), "5135"
                                                             "19"));
    assert_string_equal(d[0].state, "TCD");
    assert_true(span_is(watch_list_text(&list, d[1].number), "D000974"));
    assert_string_equal(d[1].state, "");
    assert_int_equal(report.passed_count, 4); /* remark, birth, document, entry without a name */
    arena_free(&arena);
}

static const char csv_text[] =
    "\xEF\xBB\xBFid,surname,given,full_name,aliases,weak_aliases,birth,sex,nationality,"
    "document_state,document_number,severity,reference,note,colour\r\n"
    "B-2,Fiktiv,\"Zoran \"\"Z\"\"\",,Abu Test; FIKTIVSKI|Testov Ivan,Zoki,1970-02-03;c. 1972,M,"
    "UZ;Russia,UZB,AA 12-34567;BB1,critical,R1,\"two\r\nlines\",red\r\n"
    "\r\n"
    "A-1,,,Anna Invented,,,02/03/1980,F,,,,,,,\r\n"
    "A-1,Again,Same,,,,,,,,,,,,\r\n"
    "C-3,,,,,,,,,,,,,,\r\n"
    "D-4,Short,Row\n"
    "E-5,Odd,Values,,,,yesterday,x,Atlantis,,X1,severe,,,";

static void test_csv(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list list = import(csv_text, &arena, &report);
    assert_int_equal(report.format, WATCH_FORMAT_CSV);
    assert_int_equal(report.entries, 4);
    const struct watch_entry *a = watch_list_find(&list, SPAN("A-1"));
    const struct watch_entry *b = watch_list_find(&list, SPAN("B-2"));
    const struct watch_entry *odd = watch_list_find(&list, SPAN("E-5"));
    assert_name(&list, a->first_name, "", "Anna Invented", WATCH_QUALITY_PRIMARY);
    assert_birth(&list, a->first_birth, "1980-03-02", "1980-03-02", WATCH_PRECISION_DAY);
    assert_int_equal(a->sex, 'F');
    uint32_t n = b->first_name;
    assert_int_equal(b->names, 5);
    assert_name(&list, n, "Fiktiv", "Zoran \"Z\"", WATCH_QUALITY_PRIMARY);
    assert_name(&list, n + 1, "", "Abu Test", WATCH_QUALITY_GOOD);
    assert_name(&list, n + 3, "", "Testov Ivan", WATCH_QUALITY_GOOD);
    assert_name(&list, n + 4, "", "Zoki", WATCH_QUALITY_LOW);
    assert_birth(&list, b->first_birth + 1, "1971-01-01", "1973-12-31", WATCH_PRECISION_ABOUT);
    assert_int_equal(b->severity, WATCH_CRITICAL);
    assert_int_equal(b->states, 2);
    const struct watch_document *d = &list.documents[b->first_document];
    assert_true(span_is(watch_list_text(&list, d[0].number), "AA1234567"));
    assert_string_equal(d[1].state, "UZB");
    assert_true(span_is(watch_list_text(&list, b->note), "two\r\nlines"));
    assert_int_equal(odd->births + odd->states + odd->sex, 0);
    /* column colour, id twice, no name, short row, birth, nationality, severity */
    assert_int_equal(report.passed_count, 7);
    arena_free(&arena);
}

/* A list of stolen documents: whose they are nobody says. */
static void test_a_document_and_no_name(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch *watch;
    struct watch_hit *hits;
    struct watch_list list =
        import("id,document_number,document_state\nS-1,aa 12345,UZB\nS-2,,\n", &arena, &report);
    assert_int_equal(list.header->entries, 1);
    assert_int_equal(list.entries[0].names, 0);
    assert_int_equal(report.passed_count, 1);
    struct watch_source source = {.list = 1, .name = "own", .version = 1, .bytes = list.bytes};
    assert_int_equal(watch_build(&source, 1, WATCH_THRESHOLD, &watch), STATUS_OK);
    struct watch_worker *worker = watch_worker_new();
    struct watch_person_name name = {{SPAN("NOBODY"), 0}, {SPAN("HERE"), 1}};
    struct watch_person_document document = {{SPAN("AA12345"), 2}, {SPAN("UZB"), 3}};
    struct watch_person person = {
        .names = &name, .name_count = 1, .documents = &document, .document_count = 1};
    assert_int_equal(watch_screen(watch, worker, &person, &arena, &hits), 1);
    assert_int_equal(hits[0].how, WATCH_BY_DOCUMENT);
    person.document_count = 0;
    assert_int_equal(watch_screen(watch, worker, &person, &arena, &hits), 0);
    watch_worker_free(worker);
    watch_release(watch);
    arena_free(&arena);
}

static void test_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list a = import("id,surname,given\n1,A,B\n2,C,D\n", &arena, &report);
    struct watch_list b = import("given,id,surname\n\"D\",2,C\r\nB,1,A", &arena, &report);
    assert_true(span_equal(a.bytes, b.bytes));
    struct watch_list c = import("id;surname;given\n1;A;B\n3;E;F\n2;C;G\n", &arena, &report);
    struct watch_changes changes = watch_list_compare(&a, &c);
    assert_int_equal(changes.added, 1);
    assert_int_equal(changes.changed, 1);
    assert_int_equal(changes.removed, 0);
    changes = watch_list_compare(&c, &a);
    assert_int_equal(changes.removed, 1);
    arena_free(&arena);
}

static void test_no_list(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "x",
        "id,colour\n1,red\n",
        "id,surname\n1,\"never closed\n",
        "id,surname\n1,\"a\"b\n",
        "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>",
        "<CONSOLIDATED_LIST></OTHER>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>",
        "<x><CONSOLIDATED_LIST/></x>",
        "<CONSOLIDATED_LIST><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct watch_list list;
        struct watch_import report;
        assert_int_equal(
            watch_import_parse(&(struct watch_import_order){.bytes = span_of(texts[i])}, &arena,
                               &list, &report),
            STATUS_INPUT);
        assert_true(*status_sentence());
    }
    arena_free(&arena);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *from, *to;
    } cases[] = {
        {"1965-06-29", "1965-06-29", "1965-06-29"},  {"29/06/1965", "1965-06-29", "1965-06-29"},
        {"29 Jun 1965", "1965-06-29", "1965-06-29"}, {"June 29, 1965", "1965-06-29", "1965-06-29"},
        {"1965-00-00", "1965-01-01", "1965-12-31"},  {"1965-02-00", "1965-02-01", "1965-02-28"},
        {"1965-12", "1965-12-01", "1965-12-31"},     {"1965", "1965-01-01", "1965-12-31"},
        {"1965-1970", "1965-01-01", "1970-12-31"},   {"1965 to 1970", "1965-01-01", "1970-12-31"},
        {"c. 1965", "1964-01-01", "1966-12-31"},     {"~1965", "1964-01-01", "1966-12-31"},
    };
    static const char *const bad[] = {
        "",           "65",        "1965-13-01", "1965-02-30",    "30-35 years old",
        "24/06/1402", "1970-1965", "19650629",   "1965-06-29-01", "Between Aug. and Sep. 1977",
        "/",          "99999"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct watch_birth birth;
        char text[DATE_TEXT];
        if (!watch_birth_parse(span_of(cases[i].text), &birth))
            fail_msg("%s is not read", cases[i].text);
        assert_string_equal(date_format(date_from_day(birth.from), text), cases[i].from);
        assert_string_equal(date_format(date_from_day(birth.to), text), cases[i].to);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct watch_birth birth;
        if (watch_birth_parse(span_of(bad[i]), &birth))
            fail_msg("%s is read", bad[i]);
    }
}

static void test_states(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"UZ", "UZB"},
        {"UZB", "UZB"},
        {"D", "DEU"},
        {"GBD", "GBR"},
        {"XK", "RKS"},
        {"uzbekistan", "UZB"},
        {"Republic of Korea", "KOR"},
        {"Côte d’Ivoire", "CIV"},
        {"Democratic People's Republic of Korea", "PRK"},
        {"Türkiye", "TUR"},
        {"United Kingdom of Great Britain and Northern Ireland", "GBR"},
        {" de ", "DEU"},
        {"Congo", "COG"},
        {"Democratic Republic of the Congo", "COD"},
        {"Atlantis", ""},
        {"", ""},
        {"XXX", ""},
        {"OF THE", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char code[4];
        assert_int_equal(watch_state_code(span_of(cases[i][0]), code), *cases[i][1] != 0);
        assert_string_equal(code, cases[i][1]);
    }
}

/* One changed byte is refused, or leaves a list whose every text can be read. */
static void test_damaged_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_import report;
    struct watch_list list = import(csv_text, &arena, &report), again;
    char *bytes = arena_alloc(&arena, list.bytes.size);
    for (size_t i = 0; i < list.bytes.size; i++) {
        memcpy(bytes, list.bytes.at, list.bytes.size);
        bytes[i] = (char)(bytes[i] ^ 0x81);
        if (watch_list_open((struct span){bytes, list.bytes.size}, &again) != STATUS_OK)
            continue;
        struct watch *watch;
        struct watch_source source = {1, "x", 1, WATCH_HIGH, {bytes, list.bytes.size}};
        assert_int_equal(watch_build(&source, 1, 55, &watch), STATUS_OK);
        watch_release(watch);
    }
    for (size_t size = 0; size < list.bytes.size; size++)
        assert_int_equal(watch_list_open(span_part(list.bytes, 0, size), &again), STATUS_DAMAGED);
    arena_free(&arena);
}

/* Lists with bytes changed at random are read or refused, nothing else. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char *const texts[] = {un_text, csv_text};
    struct arena arena = {0};
    uint64_t seed = 7;
    for (int round = 0; round < 4000; round++) {
        struct span text = span_of(texts[round & 1]);
        char *bytes = (char *)(uintptr_t)arena_copy(&arena, text).at;
        for (int change = 0; change < 3; change++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            bytes[(seed >> 33) % text.size] = (char)(seed >> 24);
        }
        struct watch_list list;
        struct watch_import report;
        watch_import_parse(&(struct watch_import_order){.bytes = {bytes, text.size}}, &arena, &list,
                           &report);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_un),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_a_document_and_no_name),
        cmocka_unit_test(test_order_of_rows_does_not_matter),
        cmocka_unit_test(test_no_list),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_damaged_bytes),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
