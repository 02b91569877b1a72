/* Lists as their publishers write them, each invented after the form of the real one. */
#include "lists.h"

#include <zip.h>

#include "base/clock.h"

struct made {
    struct arena arena;
    struct watch_list list;
    struct watch_import report;
};

static void read_after(struct made *made, struct span bytes, const struct watch_list *before)
{
    *made = (struct made){0};
    struct watch_import_order order = {.bytes = bytes, .before = before};
    enum status status = watch_import_parse(&order, &made->arena, &made->list, &made->report);
    if (status != STATUS_OK)
        fail_msg("%s", status_sentence());
}

static void read_list(struct made *made, const char *text)
{
    read_after(made, span_of(text), NULL);
}

static const struct watch_entry *entry_of(const struct made *made, const char *id)
{
    const struct watch_entry *entry = watch_list_find(&made->list, span_of(id));
    if (!entry)
        fail_msg("there is no entry %s", id);
    return entry;
}

/* "SURNAME/given", or "/whole". */
static void assert_name(const struct made *made, const struct watch_entry *entry, uint32_t i,
                        const char *text, enum watch_quality quality)
{
    const struct watch_entry_name *name = &made->list.names[entry->first_name + i];
    struct span surname = watch_list_text(&made->list, name->surname);
    struct span given = watch_list_text(&made->list, name->given);
    char is[256];
    assert_in_range(i, 0, entry->names - 1);
    snprintf(is, sizeof is, "%.*s/%.*s", (int)surname.size, surname.at, (int)given.size, given.at);
    assert_string_equal(is, text);
    assert_int_equal(name->quality, quality);
}

static void assert_birth(const struct made *made, const struct watch_entry *entry, uint32_t i,
                         const char *text)
{
    char from[DATE_TEXT], to[DATE_TEXT], is[64];
    const struct watch_birth *birth = &made->list.births[entry->first_birth + i];
    assert_in_range(i, 0, entry->births - 1);
    snprintf(is, sizeof is, "%s..%s", date_format(date_from_day(birth->from), from),
             date_format(date_from_day(birth->to), to));
    assert_string_equal(is, text);
}

static void assert_document(const struct made *made, const struct watch_entry *entry, uint32_t i,
                            const char *state, const char *number)
{
    const struct watch_document *document = &made->list.documents[entry->first_document + i];
    assert_in_range(i, 0, entry->documents - 1);
    assert_string_equal(document->state, state);
    assert_true(span_is(watch_list_text(&made->list, document->number), number));
}

static void assert_state(const struct made *made, const struct watch_entry *entry, uint32_t i,
                         const char *state)
{
    assert_in_range(i, 0, entry->states - 1);
    assert_string_equal(made->list.states[entry->first_state + i].code, state);
}

static void assert_text(const struct made *made, struct watch_text text, const char *is)
{
    assert_true(span_is(watch_list_text(&made->list, text), is));
}

static void assert_read(const struct made *made, enum watch_format format, uint32_t entries,
                        uint32_t skipped)
{
    assert_string_equal(watch_format_word(made->report.format), watch_format_word(format));
    assert_int_equal(made->report.entries, entries);
    assert_int_equal(made->report.skipped, skipped);
}

/* ---- XML ---- */

static const char eu[] =
    "<?xml version=\"1.0\"?><export xmlns=\"http://eu.europa.ec/fpi/fsd/export\">"
    "<sanctionEntity designationDate=\"2020-05-06\" euReferenceNumber=\"EU.1.2\" logicalId=\"77\">"
    "<remark>two words</remark><subjectType code=\"person\"/>"
    "<nameAlias firstName=\"Zoran\" middleName=\"Ivan\" lastName=\"Fiktiv\" wholeName=\"Zoran Ivan Fiktiv\""
    " gender=\"M\" strong=\"true\"/>"
    "<nameAlias wholeName=\"Zoki &amp; Co\" strong=\"false\"/>"
    "<nameAlias wholeName=\"Zoran Fiktivsky\" strong=\"true\"/>"
    "<birthdate circa=\"false\" birthdate=\"1970-02-03\" year=\"1970\"/>"
    "<birthdate circa=\"true\" year=\"1971\"/>"
    "<birthdate circa=\"false\" yearRangeFrom=\"1980\" yearRangeTo=\"1983\"/>"
    "<citizenship countryIso2Code=\"UZ\"/><citizenship countryIso2Code=\"00\"/>"
    "<identification identificationTypeCode=\"passport\" number=\"A-12 34\" countryIso2Code=\"TD\"/>"
    "<identification number=\"99\" latinNumber=\"B99\"/>"
    "</sanctionEntity>"
    "<sanctionEntity logicalId=\"78\"><subjectType code=\"enterprise\"/><nameAlias wholeName=\"Acme\"/>"
    "</sanctionEntity>"
    "<sanctionEntity logicalId=\"79\"><subjectType code=\"person\"/></sanctionEntity></export>";

static void test_eu(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, eu);
    assert_read(&made, WATCH_FORMAT_EU, 1, 1);
    assert_int_equal(made.report.passed_count,
                     2); /* a state that is none, an entry without a name */
    const struct watch_entry *e = entry_of(&made, "77");
    assert_text(&made, e->reference, "EU.1.2");
    assert_text(&made, e->note, "two words");
    assert_int_equal(e->listed, date_to_day((struct date){2020, 5, 6}));
    assert_int_equal(e->sex, 'M');
    assert_int_equal(e->names, 3);
    assert_name(&made, e, 0, "Fiktiv/Zoran Ivan", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 1, "/Zoki & Co", WATCH_QUALITY_LOW);
    assert_name(&made, e, 2, "/Zoran Fiktivsky", WATCH_QUALITY_GOOD);
    assert_birth(&made, e, 0, "1970-02-03..1970-02-03");
    assert_birth(&made, e, 1, "1970-01-01..1972-12-31");
    assert_birth(&made, e, 2, "1980-01-01..1983-12-31");
    assert_int_equal(e->states, 1);
    assert_state(&made, e, 0, "UZB");
    assert_document(&made, e, 0, "TCD", "A1234");
    assert_document(&made, e, 1, "", "B99");
    arena_free(&made.arena);
}

static const char uk[] =
    "<Designations><DateGenerated>08/10/2026</DateGenerated>"
    "<Designation><DateDesignated>25/01/2001</DateDesignated><UniqueID>FIK0006</UniqueID>"
    "<Names><Name><Name6>Fiktivsky</Name6><NameType>Alias</NameType>"
    "<AliasStrength>Low quality a.k.a</AliasStrength></Name>"
    "<Name><Name1>ZORAN</Name1><Name2>IVAN</Name2><Name6>FIKTIV</Name6><NameType>Primary Name</NameType></Name>"
    "</Names><NonLatinNames><NonLatinName><NameNonLatinScript>\xD0\x97\xD0\xBE\xD1\x80\xD0\xB0\xD0\xBD"
    "</NameNonLatinScript></NonLatinName></NonLatinNames>"
    "<IndividualEntityShip>Individual</IndividualEntityShip><OtherInformation>a note</OtherInformation>"
    "<IndividualDetails><Individual><DOBs><DOB>dd/mm/1950</DOB><DOB>dd/08/1955</DOB><DOB>27/08/1956</DOB></DOBs>"
    "<Nationalities><Nationality>Uzbekistan</Nationality><Nationality>Chad</Nationality></Nationalities>"
    "<PassportDetails><Passport><PassportNumber>OR 77</PassportNumber></Passport></PassportDetails>"
    "<Genders><Gender>Female</Gender></Genders></Individual></IndividualDetails></Designation>"
    "<Designation><UniqueID>FIK0007</UniqueID><Names><Name><Name6>ACME</Name6></Name></Names>"
    "<IndividualEntityShip>Entity</IndividualEntityShip></Designation></Designations>";

static void test_uk(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, uk);
    assert_read(&made, WATCH_FORMAT_UK, 1, 1);
    const struct watch_entry *e = entry_of(&made, "FIK0006");
    assert_int_equal(e->listed, date_to_day((struct date){2001, 1, 25}));
    assert_int_equal(e->sex, 'F');
    assert_text(&made, e->note, "a note");
    assert_int_equal(e->names, 3);
    assert_name(&made, e, 0, "FIKTIV/ZORAN IVAN", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 1, "/Fiktivsky", WATCH_QUALITY_LOW);
    assert_name(&made, e, 2, "/\xD0\x97\xD0\xBE\xD1\x80\xD0\xB0\xD0\xBD", WATCH_QUALITY_ORIGINAL);
    assert_int_equal(e->births, 3);
    assert_birth(&made, e, 0, "1950-01-01..1950-12-31");
    assert_birth(&made, e, 1, "1955-08-01..1955-08-31");
    assert_birth(&made, e, 2, "1956-08-27..1956-08-27");
    assert_state(&made, e, 0, "UZB");
    assert_state(&made, e, 1, "TCD");
    assert_document(&made, e, 0, "", "OR77");
    arena_free(&made.arena);
}

static const char ofac[] =
    "<sdnList xmlns=\"http://tempuri.org/sdnList.xsd\"><publshInformation><Record_Count>2</Record_Count>"
    "</publshInformation><sdnEntry><uid>501</uid><firstName>Zoran Ivan</firstName><lastName>FIKTIV</lastName>"
    "<sdnType>Individual</sdnType><remarks>(Linked To: ACME)</remarks>"
    "<idList><id><uid>1</uid><idType>Passport</idType><idNumber>P-77 01</idNumber><idCountry>Chad</idCountry></id>"
    "<id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id>"
    "<id><uid>3</uid><idType>Digital Currency Address - XBT</idType><idNumber>1abc</idNumber></id></idList>"
    "<akaList><aka><uid>9</uid><type>a.k.a.</type><category>weak</category><lastName>ZOKI</lastName></aka>"
    "<aka><uid>8</uid><category>strong</category><lastName>FIKTIVSKY</lastName><firstName>Z.</firstName></aka></akaList>"
    "<nationalityList><nationality><uid>7</uid><country>Uzbekistan</country></nationality></nationalityList>"
    "<dateOfBirthList><dateOfBirthItem><uid>6</uid><dateOfBirth>circa 1961</dateOfBirth></dateOfBirthItem>"
    "<dateOfBirthItem><uid>5</uid><dateOfBirth>03 Feb 1970</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
    "</sdnEntry><sdnEntry><uid>502</uid><lastName>ACME</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>";

static void test_ofac(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, ofac);
    assert_read(&made, WATCH_FORMAT_OFAC, 1, 1);
    const struct watch_entry *e = entry_of(&made, "501");
    assert_int_equal(e->sex, 'M');
    assert_name(&made, e, 0, "FIKTIV/Zoran Ivan", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 1, "/ZOKI", WATCH_QUALITY_LOW);
    assert_name(&made, e, 2, "FIKTIVSKY/Z.", WATCH_QUALITY_GOOD);
    assert_birth(&made, e, 0, "1960-01-01..1962-12-31");
    assert_birth(&made, e, 1, "1970-02-03..1970-02-03");
    assert_state(&made, e, 0, "UZB");
    assert_int_equal(e->documents, 1);
    assert_document(&made, e, 0, "TCD", "P7701");
    arena_free(&made.arena);
}

/* ---- tables ---- */

static const char sdn[] =
    "501,\"FIKTIV, Zoran Ivan\",\"individual\",\"X] [Y\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 03 Feb 1970; alt. DOB circa "
    "1971; POB Chad; nationality Uzbekistan; Gender Male; Passport P7701 (Chad); alt. Passport No. P7702; a.k.a. "
    "'ZOKI'.\"\r\n"
    "502,\"ACME\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"
    "503,\"ONENAME\",\"individual\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 19\"\r\n\x1A";
static const char alt[] =
    "501,1,\"aka\",\"FIKTIVSKY, Zoran\",-0- \r\n502,2,\"aka\",\"ACME TWO\",-0- \r\n"
    "501,3,\"fka\",\"FIKTIVOV, Z.\",-0- \r\n\x1A";
static const char comments[] = "503,\"65; nationality Chad.\"\r\n\x1A";

static void assert_ofac_csv(const struct made *made, uint32_t aliases)
{
    assert_read(made, WATCH_FORMAT_OFAC_CSV, 2, 1);
    const struct watch_entry *e = entry_of(made, "501");
    assert_int_equal(e->names, 2 + aliases);
    assert_name(made, e, 0, "FIKTIV/Zoran Ivan", WATCH_QUALITY_PRIMARY);
    assert_name(made, e, 1 + aliases, "/ZOKI", WATCH_QUALITY_LOW);
    assert_birth(made, e, 0, "1970-02-03..1970-02-03");
    assert_birth(made, e, 1, "1970-01-01..1972-12-31");
    assert_state(made, e, 0, "UZB");
    assert_int_equal(e->sex, 'M');
    assert_document(made, e, 0, "TCD", "P7701");
    assert_document(made, e, 1, "", "P7702");
}

static void test_ofac_csv(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, sdn);
    assert_ofac_csv(&made, 0);
    arena_free(&made.arena);
}

static void add_file(zip_t *archive, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);
    assert_true(zip_file_add(archive, name, source, 0) >= 0);
}

/* A ZIP file in the arena. */
static struct span pack(struct arena *arena, size_t count, const char *const files[][2])
{
    zip_source_t *into = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(into);
    zip_t *archive = zip_open_from_source(into, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < count; i++)
        add_file(archive, files[i][0], files[i][1]);
    assert_int_equal(zip_close(archive), 0);
    zip_stat_t about;
    assert_int_equal(zip_source_stat(into, &about), 0);
    char *bytes = arena_alloc(arena, about.size);
    assert_int_equal(zip_source_open(into), 0);
    assert_int_equal(zip_source_read(into, bytes, about.size), about.size);
    zip_source_close(into);
    zip_source_free(into);
    return (struct span){bytes, about.size};
}

static void test_packed(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {"ofac/SDN.CSV", sdn}, {"ofac/alt.csv", alt}, {"sdn_comments.csv", comments}};
    static const char *const one[][2] = {{"eu.xml", eu}};
    static const char *const two[][2] = {{"eu.xml", eu}, {"uk.xml", uk}};
    struct arena arena = {0};
    struct made made;
    read_after(&made, pack(&arena, 3, all), NULL);
    assert_ofac_csv(&made, 2);
    const struct watch_entry *e = entry_of(&made, "501");
    assert_name(&made, e, 1, "FIKTIVSKY/Zoran", WATCH_QUALITY_GOOD);
    assert_name(&made, e, 2, "FIKTIVOV/Z.", WATCH_QUALITY_GOOD);
    e = entry_of(&made, "503");
    assert_birth(&made, e, 0, "1965-01-01..1965-12-31");
    assert_state(&made, e, 0, "TCD");
    arena_free(&made.arena);
    read_after(&made, pack(&arena, 1, one), NULL);
    assert_read(&made, WATCH_FORMAT_EU, 1, 1);
    arena_free(&made.arena);
    made = (struct made){0};
    struct span bytes = pack(&arena, 2, two);
    struct watch_import_order order = {.bytes = bytes};
    assert_int_equal(watch_import_parse(&order, &made.arena, &made.list, &made.report),
                     STATUS_INPUT);
    for (size_t size = 4; size < bytes.size; size += 7) {
        order.bytes.size = size;
        assert_int_equal(watch_import_parse(&order, &made.arena, &made.list, &made.report),
                         STATUS_INPUT);
    }
    arena_free(&made.arena);
    arena_free(&arena);
}

static const char csl[] =
    "_id,source,entity_number,type,programs,name,title,remarks,alt_names,citizenships,dates_of_birth,nationalities,ids\n"
    "\"a1\",\"SDN\",\"501\",\"Individual\",\"X\",\"FIKTIV, Zoran\",\"\",\"a note\",\"FIKTIVSKY, Zoran; Zoki\",\"UZ\","
    "\"1970-02-03; 1971\",\"TD\",\"Passport, P7701, TD; Gender, Male; Linked To:, ACME\"\n"
    "\"a2\",\"SDN\",\"502\",\"Entity\",\"X\",\"ACME\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n"
    "\"a3\",\"DPL\",\"\",\"\",\"\",\"WHO KNOWS\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n";

static void test_csl(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, csl);
    assert_read(&made, WATCH_FORMAT_CSL, 1, 2);
    const struct watch_entry *e = entry_of(&made, "a1");
    assert_name(&made, e, 0, "FIKTIV/Zoran", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 1, "FIKTIVSKY/Zoran", WATCH_QUALITY_GOOD);
    assert_name(&made, e, 2, "/Zoki", WATCH_QUALITY_GOOD);
    assert_birth(&made, e, 1, "1971-01-01..1971-12-31");
    assert_int_equal(e->states, 2);
    assert_document(&made, e, 0, "TCD", "P7701");
    assert_int_equal(e->sex, 'M');
    arena_free(&made.arena);
}

static const char targets[] =
    "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\"\n"
    "\"NK-1\",\"Person\",\"Zoran Fiktiv\",\"Zoran Fiktivsky;\xD0\x97\xD0\xBE\xD1\x80\xD0\xB0\xD0\xBD\",\"1970-02-03;1971\","
    "\"uz;td\",\"\",\"P7701\",\"why\"\n"
    "\"NK-2\",\"Company\",\"ACME\",\"\",\"\",\"\",\"\",\"\",\"\"\n";

static void test_targets(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, targets);
    assert_read(&made, WATCH_FORMAT_TARGETS, 1, 1);
    const struct watch_entry *e = entry_of(&made, "NK-1");
    assert_name(&made, e, 0, "/Zoran Fiktiv", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 2, "/\xD0\x97\xD0\xBE\xD1\x80\xD0\xB0\xD0\xBD", WATCH_QUALITY_ORIGINAL);
    assert_int_equal(e->births, 2);
    assert_state(&made, e, 1, "TCD");
    assert_document(&made, e, 0, "", "P7701");
    arena_free(&made.arena);
}

/* ---- JSON ---- */

#define PERSON(id, name, more)                                                                     \
    "{\"id\":\"" id "\",\"caption\":\"" name                                                       \
    "\",\"schema\":\"Person\",\"properties\":{\"name\":[\"" name "\"]" more "}}"

static const char ftm[] = PERSON(
    "NK-1", "Zoran Fiktiv",
    ",\"alias\":[\"Zoran Fiktivsky\",\"Zoran Fiktiv\"],\"weakAlias\":[\"Zoki\"],"
    "\"birthDate\":[\"1970-02-03\"],\"nationality\":[\"uz\"],\"gender\":[\"male\"],"
    "\"passportNumber\":[\"P 7701\"],\"notes\":[\"a note\"],\"createdAt\":[\"2020-05-06\"]") "\n" PERSON("NK-2",
                                                                                                         "Anna Invented",
                                                                                                         "") "\n{\"id\":\"NK-3\",\"schema\":\"Company\",\"properties\":{}}\nno json\n";
static const char delta[] = "{\"op\":\"MOD\",\"entity\":" PERSON(
    "NK-2", "Anna Invented-Fiktiv",
    "") "}\n"
        "{\"op\":\"DEL\",\"entity\":{\"id\":\"NK-1\"}}\n{\"op\":\"ADD\",\"entity\":" PERSON(
            "NK-4", "New One", "") "}\n"
                                   "{\"op\":\"ROT\",\"entity\":{\"id\":\"NK-5\"}}\n";

static void test_ftm(void **state)
{
    (void)state;
    struct made made, after;
    read_list(&made, ftm);
    assert_read(&made, WATCH_FORMAT_FTM, 2, 1);
    assert_int_equal(made.report.passed_count, 1);
    const struct watch_entry *e = entry_of(&made, "NK-1");
    assert_int_equal(e->names, 3);
    assert_name(&made, e, 0, "/Zoran Fiktiv", WATCH_QUALITY_PRIMARY);
    assert_name(&made, e, 2, "/Zoki", WATCH_QUALITY_LOW);
    assert_int_equal(e->sex, 'M');
    assert_int_equal(e->listed, date_to_day((struct date){2020, 5, 6}));
    assert_document(&made, e, 0, "", "P7701");
    read_after(&after, span_of(delta), &made.list);
    assert_read(&after, WATCH_FORMAT_DELTA, 2, 0);
    assert_null(watch_list_find(&after.list, SPAN("NK-1")));
    assert_name(&after, entry_of(&after, "NK-2"), 0, "/Anna Invented-Fiktiv",
                WATCH_QUALITY_PRIMARY);
    assert_name(&after, entry_of(&after, "NK-4"), 0, "/New One", WATCH_QUALITY_PRIMARY);
    assert_int_equal(after.report.passed_count, 1);
    arena_free(&made.arena);
    arena_free(&after.arena);
}

/* What a delta does not name stays byte for byte; without a list before it is refused. */
static void test_delta(void **state)
{
    (void)state;
    struct made made, after;
    struct arena arena = {0};
    struct watch_list list;
    struct watch_import report;
    read_list(&made, uk);
    read_after(&after, SPAN("{\"op\":\"DEL\",\"entity\":{\"id\":\"nobody\"}}\n"), &made.list);
    assert_true(span_equal(after.list.bytes, made.list.bytes));
    struct watch_import_order order = {.bytes = span_of(delta)};
    assert_int_equal(watch_import_parse(&order, &arena, &list, &report), STATUS_INPUT);
    order.bytes = span_part(span_of(ftm), 0, strlen(ftm) / 3);
    assert_int_equal(watch_import_parse(&order, &arena, &list, &report), STATUS_INPUT);
    arena_free(&arena);
    arena_free(&made.arena);
    arena_free(&after.arena);
}

static const char interpol[] =
    "{\"total\":2,\"_embedded\":{\"notices\":[{\"entity_id\":\"2021/77\",\"forename\":\"ZORAN\",\"name\":\"FIKTIV\","
    "\"date_of_birth\":\"1970/02/03\",\"nationalities\":[\"UZ\",\"TD\"],\"sex_id\":\"M\"},"
    "{\"entity_id\":\"2021/78\",\"forename\":null,\"name\":\"ONENAME\",\"date_of_birth\":\"1971\",\"nationalities\":null}]}}\n"
    "{\"entity_id\":\"2021/79\",\"forename\":\"ANNA\",\"name\":\"INVENTED\"}";

static void test_interpol(void **state)
{
    (void)state;
    struct made made;
    read_list(&made, interpol);
    assert_read(&made, WATCH_FORMAT_INTERPOL, 3, 0);
    const struct watch_entry *e = entry_of(&made, "2021/77");
    assert_name(&made, e, 0, "FIKTIV/ZORAN", WATCH_QUALITY_PRIMARY);
    assert_birth(&made, e, 0, "1970-02-03..1970-02-03");
    assert_state(&made, e, 1, "TCD");
    assert_int_equal(e->sex, 'M');
    assert_name(&made, entry_of(&made, "2021/78"), 0, "/ONENAME", WATCH_QUALITY_PRIMARY);
    assert_name(&made, entry_of(&made, "2021/79"), 0, "INVENTED/ANNA", WATCH_QUALITY_PRIMARY);
    arena_free(&made.arena);
}

/* ---- any of them ---- */

/* With bytes changed at random they are read or refused, nothing else. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char *const texts[] = {eu, uk, ofac, sdn, csl, targets, ftm, delta, interpol};
    enum { TEXTS = sizeof texts / sizeof *texts, ROUNDS = 600 };
    struct made before;
    struct arena arena = {0};
    uint64_t seed = 7;
    read_list(&before, ftm);
    for (int round = 0; round < ROUNDS * TEXTS; round++) {
        struct span text = span_of(texts[round % TEXTS]);
        char *bytes = (char *)(uintptr_t)arena_copy(&arena, text).at;
        for (int change = 0; change < 3; change++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            bytes[(seed >> 33) % text.size] = (char)(seed >> 24);
        }
        struct watch_list list, opened;
        struct watch_import report;
        struct watch_import_order order = {.bytes = {bytes, text.size}, .before = &before.list};
        if (watch_import_parse(&order, &arena, &list, &report) == STATUS_OK)
            assert_int_equal(watch_list_open(list.bytes, &opened), STATUS_OK);
        arena_reset(&arena);
    }
    arena_free(&before.arena);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eu),        cmocka_unit_test(test_uk),
        cmocka_unit_test(test_ofac),      cmocka_unit_test(test_ofac_csv),
        cmocka_unit_test(test_packed),    cmocka_unit_test(test_csl),
        cmocka_unit_test(test_targets),   cmocka_unit_test(test_ftm),
        cmocka_unit_test(test_delta),     cmocka_unit_test(test_interpol),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
