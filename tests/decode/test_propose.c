/* What is proposed for a file never seen is a profile, and reads the persons of the file. */
#include "profile/profile.h"
#include "profile/shipped.h"
#include "support.h"

struct proposed {
    struct buffer text;
    struct arena arena;
    struct decoded decoded;
};

static void propose(struct span body, struct proposed *out)
{
    struct profile *profile;
    *out = (struct proposed){0};
    assert_int_equal(profile_propose(body, SPAN("file.csv"), &out->text), STATUS_OK);
    if (profile_parse(buffer_span(&out->text), "proposal", &out->arena, &profile) != STATUS_OK)
        fail_msg("%s\n%s", status_sentence(), buffer_string(&out->text));
    struct decode_options options = {.received_day = 20780, .profile = profile};
    decode_for_test(body, &options, &out->decoded);
}

static void done(struct proposed *proposed)
{
    forget(&proposed->decoded);
    arena_free(&proposed->arena);
    buffer_free(&proposed->text);
}

/* One file, and what its first person must be. */
static const struct sample {
    const char *body, *surname, *given, *birth, *sex, *document, *nationality;
} samples[] = {
    {"Surname,First name,Sex,DOB,Nationality,Passport No\n"
     "ADAMS,EVA,F,25/12/1980,GBR,500123456\nBROWN,LEO,M,01/02/1979,GBR,500123457\n",
     "ADAMS", "EVA", "1980-12-25", "F", "500123456", "GBR"},
    {"Список\nРейс: HY 602\nФамилия;Имя;Пол;Дата рождения;Гражданство;Номер паспорта\n"
     "Каримова;Дилноза;Ж;25.05.1984;UZB;AA1234567\n",
     "Каримова", "Дилноза", "1984-05-25", "F", "AA1234567", "UZB"},
    {"Familiyasi\tIsmi\tJinsi\tTug'ilgan sanasi\tFuqaroligi\tPasport raqami\n"
     "KARIMOV\tBEK\tErkak\t25.05.1984\tUZB\tAA1234567\n",
     "KARIMOV", "BEK", "1984-05-25", "M", "AA1234567", "UZB"},
    {"Nama Lengkap|Jenis Kelamin|Tanggal Lahir|Kewarganegaraan|No Paspor\n"
     "BUDI SANTOSO|Laki-laki|17 Agustus 1980|IDN|X1234567\n",
     "SANTOSO", "BUDI", "1980-08-17", "M", "X1234567", "IDN"},
    {"Soyadı;Adı;Cinsi;Doğum tarixi;Vətəndaşlığı;Pasport nömrəsi\n"
     "ƏLİYEVA;LEYLA;F;19.06.1983;AZE;C01234567\n",
     "ƏLİYEVA", "LEYLA", "1983-06-19", "F", "C01234567", "AZE"},
    {"Soyadı,Adı,Cinsiyet,Doğum tarihi,Uyruğu,Pasaport no\n"
     "YILDIZ,ECE,Kadın,31.12.1995,TUR,U12345678\n",
     "YILDIZ", "ECE", "1995-12-31", "F", "U12345678", "TUR"},
    {"KARIMOV,BEK,M,1990-02-01,UZB,AA1234567\nADAMS,EVA,F,1985-12-31,USA,555667788\n", "KARIMOV",
     "BEK", "1990-02-01", "M", "AA1234567", "UZB"},
    {"{\"flight\":{\"number\":\"HY1\"},\"pax\":[{\"surname\":\"LI\",\"first name\":\"MEI\",\"sex\":\"F\","
     "\"birthDate\":\"1999-01-31\",\"nationality\":\"CHN\",\"passport\":\"E12345678\"}]}",
     "LI", "MEI", "1999-01-31", "F", "E12345678", "CHN"},
    {"Фамилия;Имя;Отчество;Пол;Дата рождения;Страна;Тип документа;Номер паспорта\n"
     "Каримов;Алишер;Рустамович;М;03.04.1979;Узбекистан;Загранпаспорт;AA1234567\n",
     "Каримов", "Алишер Рустамович", "1979-04-03", "M", "AA1234567", "UZB"},
    {"PAX NAME,PP NO,Country,DOB,GENDER,FLT,STD,FROM,TO\n"
     "NGUYEN/VAN AN MR,C1234567,Viet Nam,12MAR85,M,QZ-208,2026-11-29 08:10,KUL,CGK\n",
     "NGUYEN", "VAN AN", "1985-03-12", "M", "C1234567", "VNM"},
};

static void the_first_person_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *sample = &samples[i];
        struct proposed proposed;
        propose(span_of(sample->body), &proposed);
        const struct image *image = &proposed.decoded.image;
        assert_span(nth_value(image, FIELD_TRAVELLER_SURNAME, 0), sample->surname);
        assert_span(nth_value(image, FIELD_TRAVELLER_GIVEN, 0), sample->given);
        assert_span(nth_value(image, FIELD_TRAVELLER_BIRTH, 0), sample->birth);
        assert_span(nth_value(image, FIELD_TRAVELLER_SEX, 0), sample->sex);
        assert_span(nth_value(image, FIELD_DOCUMENT_NUMBER, 0), sample->document);
        assert_span(nth_value(image, FIELD_TRAVELLER_NATIONALITY, 0), sample->nationality);
        done(&proposed);
    }
}

/* The flight stands above the persons in two rows, or in columns with marks within its number. */
static void the_flight_is_read(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "Charter manifest;;\nFlight No;Date;From;To\nJ2-8006;28/11/2026;IST;GYD\n;;\n"
        "S.No;Passenger Name;Passport No.;Date of Birth\n1;HUSEYNOV RAUF;C12345678;17.03.1975\n",
        "Surname,FLT,STD,FROM,TO\nHUSEYNOV,J2 8006,2026-11-28 08:10,IST,GYD\n"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct proposed proposed;
        propose(span_of(bodies[i]), &proposed);
        const struct image *image = &proposed.decoded.image;
        assert_span(nth_value(image, FIELD_LEG_CARRIER, 0), "J2");
        assert_span(nth_value(image, FIELD_LEG_NUMBER, 0), "8006");
        assert_span(nth_value(image, FIELD_LEG_BOARD, 0), "IST");
        assert_span(nth_value(image, FIELD_LEG_OFF, 0), "GYD");
        assert_true(span_starts(nth_value(image, FIELD_LEG_DEPARTURE, 0), "2026-11-28"));
        done(&proposed);
    }
}

/* A title sure of itself is told from a guess by the cells; what no cell tells is said. */
static void how_certain_it_is(void **state)
{
    (void)state;
    struct buffer text = {0};
    static const char body[] = "Surname,Zq,Birth date\nADAMS,F,01/02/1980\nBROWN,M,03/04/1981\n";
    assert_int_equal(profile_propose(span_of(body), (struct span){NULL, 0}, &text), STATUS_OK);
    const char *yaml = buffer_string(&text);
    assert_non_null(strstr(yaml, "surname: \"Surname\"  # 95 %: the title says so\n"));
    assert_non_null(strstr(yaml, "sex: \"Zq\"  # 50 %: by the looks of the cells alone\n"));
    assert_non_null(strstr(yaml, "no cell tells day from month"));
    assert_non_null(strstr(yaml, "# Not found: document.number"));
    buffer_free(&text);
}

/* A title cannot end its quotation marks and say more. */
static void titles_stay_texts(void **state)
{
    (void)state;
    struct proposed proposed;
    propose(SPAN("Surname\";Given name;Passport no\\\nA;B;X1234567\n"), &proposed);
    assert_int_equal(proposed.decoded.counts.travellers, 1);
    done(&proposed);
    propose(SPAN("Surname;Given name\x01\x7F\xEF\xBB\xBF;\xD8 no\nA;B;X1234567\n"), &proposed);
    done(&proposed);
    propose(SPAN("{\"p\":[{\"surname\":\"A\",\"\xD8\":\"1980-01-01\"}]}"), &proposed);
    done(&proposed);
}

static void nothing_to_propose(void **state)
{
    (void)state;
    struct buffer text = {0};
    assert_int_equal(profile_propose(SPAN(" \n\n"), (struct span){NULL, 0}, &text), STATUS_INPUT);
    assert_int_equal(text.size, 0);
    buffer_free(&text);
}

static void expect_columns(const char *body, const char *const parts[], size_t count)
{
    struct buffer json = {0};
    assert_int_equal(profile_columns(span_of(body), &json), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        if (!strstr(buffer_string(&json), parts[i]))
            fail_msg("no %s in\n%s", parts[i], buffer_string(&json));
    buffer_free(&json);
}

/* The same proposal for programs: what stands in the cells, and what was not found. */
static void for_programs(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "\"kind\":\"delimited\",\"delimiter\":\";\",\"titles\":true",
        "{\"number\":1,\"title\":\"Surname\",\"field\":\"traveller.surname\",\"certainty\":95,"
        "\"why\":\"title\",\"date\":\"\",\"told\":true,\"split\":\"\",\"surname_first\":false,"
        "\"samples\":[\"ADAMS\",\"BROWN\"]}",
        "\"title\":\"Zq\",\"field\":\"traveller.sex\",\"certainty\":50,\"why\":\"looks\"",
        "\"field\":\"traveller.birth\",\"certainty\":95,\"why\":\"title\",\"date\":\"dmy\","
        "\"told\":false",
        "{\"title\":\"Flight\",\"field\":\"leg.number\"",
        "\"missing\":[\"document.number\",\"leg.board\",\"leg.off\",\"leg.departure\"]"};
    expect_columns("Flight;HY1\nSurname;Zq;Birth date\nADAMS;F;01/02/1980\nBROWN;M;03/04/1981\n",
                   parts, sizeof parts / sizeof *parts);
    static const char *const whole[] = {"\"split\":\"/\",\"surname_first\":true"};
    expect_columns("Full name,Passport no\nADAMS/EVA,X1234567\n", whole, 1);
}

/* Words that nobody foresaw are titles all the same, when they stand above what has digits. */
static void titles_by_looks(void **state)
{
    (void)state;
    static const char *const strange[] = {"\"titles\":true", "\"title\":\"Xyx\""};
    expect_columns("Xyx;Qrq;Wvw\nADAMS;AA1234567;03.02.1980\nBROWN;AA1234568;04.02.1980\n", strange,
                   2);
    static const char *const none[] = {"\"titles\":false", "\"samples\":[\"ADAMS\",\"BROWN\"]"};
    expect_columns("ADAMS;AA1234567;03.02.1980\nBROWN;AA1234568;04.02.1980\n", none, 2);
}

static void a_template_names_itself(void **state)
{
    (void)state;
    static const char *const good[] = {PROFILE_TEMPLATE "\n", PROFILE_TEMPLATE ";;;\r\n",
                                       "\"" PROFILE_TEMPLATE "\",,\n",
                                       "\xEF\xBB\xBF" PROFILE_TEMPLATE ",,\n", PROFILE_TEMPLATE};
    static const char *const bad[] = {"", "#portolan", PROFILE_TEMPLATE "2\n", " " PROFILE_TEMPLATE,
                                      "UNB+UNOA:4"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(profile_is_template(span_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(profile_is_template(span_of(bad[i])));
}

/* What comes with the program can be used as it is. */
static void shipped_ones_are_good(void **state)
{
    (void)state;
    size_t count;
    const struct profile_shipped *shipped = profile_shipped(&count);
    struct buffer report = {0};
    assert_true(count >= 4 && span_equal(shipped[0].text, profile_generic()));
    for (size_t i = 0; i < count; i++)
        if (profile_check(shipped[i].text, shipped[i].name, &report))
            fail_msg("%s", buffer_string(&report));
    buffer_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_person_is_read), cmocka_unit_test(the_flight_is_read),
        cmocka_unit_test(how_certain_it_is),        cmocka_unit_test(titles_stay_texts),
        cmocka_unit_test(nothing_to_propose),
        cmocka_unit_test(for_programs),
        cmocka_unit_test(titles_by_looks),
        cmocka_unit_test(a_template_names_itself),
        cmocka_unit_test(shipped_ones_are_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
