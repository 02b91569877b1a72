/* Writing: transliteration, names that are too long, long numbers, what cannot be written. */
#include "support.h"

static struct mrz_document sample(enum mrz_format format)
{
    bool visa = format == MRZ_MRV_A || format == MRZ_MRV_B;
    return (struct mrz_document){.format = format,
                                 .code = visa ? SPAN("V") : SPAN("I"),
                                 .state = SPAN("UTO"),
                                 .nationality = SPAN("UTO"),
                                 .surname = SPAN("Lindqvist"),
                                 .given = SPAN("Eva Mari"),
                                 .number = SPAN("K7731004"),
                                 .birth = {1975, 11, 30},
                                 .expiry = {2028, 8, 20},
                                 .sex = 'F'};
}

static void assert_span(struct span got, const char *want)
{
    if (!span_is(got, want))
        fail_msg("got \"%.*s\", wanted \"%s\"", (int)got.size, got.at, want);
}

/* ---- transliteration ---- */

static const struct {
    const char *name, *state, *want;
} names[] = {
    {"M\u00FCller-G\u00F6\u00DF", "D", "MUELLER<GOESS"},
    {"\u00C5se \u00D8stb\u00F8", "NOR", "AASE<OESTBOE"},
    {"Nu\u00F1ez Garc\u00EDa", "ESP", "NUNEZ<GARCIA"},
    {"\u00DE\u00F3ra \u00C6gisd\u00F3ttir", "ISL", "THORA<AEGISDOTTIR"},
    {"O'Connor, Se\u00E1n J.", "IRL", "OCONNOR<SEAN<J"},
    {"\u0130\u015F\u0131k \u011E\u00FCl\u015Fen", "TUR", "ISIK<GUELSEN"},
    {"\u018Fliyev", "AZE", "ALIYEV"},
    {"Jose\u0301", "", "JOSE"}, /* a combining mark */
    {"\u0429\u0435\u0440\u0431\u0430\u043A\u043E\u0432 \u042E\u0440\u0438\u0439", "RUS",
     "SHCHERBAKOV<IURII"},
    {"\u042F\u0440\u043E\u0441\u043B\u0430\u0432\u0430 \u0413\u043D\u0430\u0442\u044E\u043A", "UKR",
     "YAROSLAVA<HNATIUK"},
    {"\u0429\u0435\u0440\u0435\u0432", "BGR", "SHTEREV"},
    /* Uzbek: in the official alphabet, and as older passports wrote it */
    {"\u0425\u045E\u0436\u0430\u0435\u0432 \u0492\u0443\u043B\u043E\u043C \u04B2\u0430\u043A\u0438\u043C",
     "UZB", "XOJAEV<GULOM<HAKIM"},
    {"\u0425\u045E\u0436\u0430\u0435\u0432 \u0492\u0443\u043B\u043E\u043C \u04B2\u0430\u043A\u0438\u043C",
     "RUS", "KHUZHAEV<GULOM<KHAKIM"},
    {"Xo\u02BBjayev G\u2018ulom", "UZB", "XOJAYEV<GULOM"},
    /* Azeri in Cyrillic */
    {"\u04B8\u04D9\u0444\u04D9\u0440\u043E\u0432 \u0492\u0430\u0444\u0430\u0440", "AZE",
     "CAFAROV<GAFAR"},
    /* Arabic: X begins what one letter cannot say, shadda doubles, teh marbuta at the end is XAH */
    {"\u0627\u0628\u0648 \u0628\u0643\u0631 \u0645\u062D\u0645\u062F", "", "ABW<BKR<MXHMD"},
    {"\u0641\u0627\u0637\u0645\u0629", "", "FAXTTMXAH"},
    {"\u0641\u0627\u0637\u0645\u0629\u0627", "", "FAXTTMXTAA"},
    {"\u0639\u0628\u0651\u0627\u0633", "", "EBBAS"},
    {"\u0641\u0636\u0651\u0629", "", "FXDZDZXAH"},
    {"\u0645\u064F\u062D\u064E\u0645\u0651\u062F", "", "MXHMMD"},
    {"  -a--b-  ", "", "A<B"},
    {"", "", ""},
};

static void transliteration(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct span got;
        assert_int_equal(
            mrz_transliterate(span_of(names[i].name), span_of(names[i].state), &arena, &got),
            STATUS_OK);
        assert_span(got, names[i].want);
    }
    struct span got;
    assert_int_equal(mrz_transliterate(SPAN("\u4E2D"), SPAN(""), &arena, &got), STATUS_INPUT);
    assert_non_null(strstr(status_sentence(), "U+4E2D"));
    arena_free(&arena);
}

/* ---- names that are too long: the examples of Doc 9303-4, -5 and -6, 4.2.3 ---- */

#define LONG_SURNAME "Bennelong Wooloomooloo Warrandyte Warnambool"

static const struct {
    enum mrz_format format;
    const char *surname, *given, *want;
} longs[] = {
    {MRZ_TD3, "Nilavadhanananda", "Chayapa Dejthamrong Krasuang",
     "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
    {MRZ_TD3, "Nilavadhanananda", "Arnpol Petch Charonguang",
     "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"},
    {MRZ_TD3, LONG_SURNAME, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"},
    {MRZ_TD2, "Nilavadhanananda", "Chayapa Dejthamrong Krasuang",
     "NILAVADHANANANDA<<CHAYAPA<DEJ<K"},
    {MRZ_TD2, LONG_SURNAME, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<W<W<<D<P"},
    {MRZ_TD1, "Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DE<K"},
    {MRZ_TD1, LONG_SURNAME, "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<W<W<<DI"},
    {MRZ_TD1, "Papandropoulous", "Jonathon Alec", "PAPANDROPOULOUS<<JONATHON<ALEC"},
    /* ours: a given name of one letter gives its room back */
    {MRZ_TD3, LONG_SURNAME, "Q", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<Q"},
    {MRZ_TD1, "", LONG_SURNAME, "BENNELONG<WOOLOOMOOLOO<WARRA<W"},
    {MRZ_TD1, "A B C D E F G H I J K L M N O P Q R S", "Q", "A<B<C<D<E<F<G<H<I<J<K<L<M<N<<Q"},
};

static void long_names(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof longs / sizeof *longs; i++) {
        struct mrz_document document = sample(longs[i].format);
        struct span lines;
        document.surname = span_of(longs[i].surname);
        document.given = span_of(longs[i].given);
        assert_int_equal(mrz_write(&document, &arena, &lines), STATUS_OK);
        size_t at = longs[i].format == MRZ_TD1 ? 62 : 5;
        assert_span(span_part(lines, at, strlen(longs[i].want)), longs[i].want);
        assert_int_equal(lines.at[at + strlen(longs[i].want)], '\n');
    }
    arena_free(&arena);
}

/* ---- whole documents ---- */

static void assert_written(const struct mrz_document *document, const char *want)
{
    struct arena arena = {0};
    struct span lines;
    assert_int_equal(mrz_write(document, &arena, &lines), STATUS_OK);
    assert_span(lines, want);
    arena_free(&arena);
}

/* A letter for Germany, a hyphen, a day that nobody knows, no expiry, no sex, no personal number. */
static void what_is_not_there(void **state)
{
    (void)state;
    struct mrz_document document = sample(MRZ_TD3);
    document.code = SPAN("p");
    document.state = document.nationality = SPAN("DEU");
    document.number = SPAN("c01-x006h");
    document.birth = (struct date){1964, 8, 0};
    document.expiry = (struct date){0, 0, 0};
    document.sex = 'X';
    assert_written(&document, "P<D<<LINDQVIST<<EVA<MARI<<<<<<<<<<<<<<<<<<<<\n"
                              "C01<X006H9D<<6408<<0<<<<<<<0<<<<<<<<<<<<<<<8\n");
}

/* The check digit stands behind the rest of the number, and what else there is behind a filler. */
static void long_numbers(void **state)
{
    (void)state;
    struct mrz_document document = sample(MRZ_TD1);
    document.number = SPAN("K77310041234");
    document.optional = SPAN("AB");
    assert_written(&document, "I<UTOK77310041<2342<AB<<<<<<<<\n"
                              "7511301F2808200UTO<<<<<<<<<<<3\n"
                              "LINDQVIST<<EVA<MARI<<<<<<<<<<<\n");
    document.format = MRZ_TD2;
    document.optional = SPAN("");
    assert_written(&document, "I<UTOLINDQVIST<<EVA<MARI<<<<<<<<<<<<\n"
                              "K77310041<UTO7511301F28082002342<<<8\n");
}

/* ---- what cannot be written ---- */

static void assert_refused(const struct mrz_document *document)
{
    struct arena arena = {0};
    struct span lines;
    assert_int_equal(mrz_write(document, &arena, &lines), STATUS_INPUT);
    arena_free(&arena);
}

static void refused(void **state)
{
    (void)state;
    struct mrz_document document = sample(MRZ_TD3);
    document.number = SPAN("K773100412"); /* ten in a passport */
    assert_refused(&document);
    document = sample(MRZ_TD1);
    document.number = SPAN("K77310041234567890123456");
    assert_refused(&document);
    document = sample(MRZ_TD2);
    document.number = SPAN("K77310041-34"); /* the first filler would end it */
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.number = SPAN("");
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.code = SPAN("V");
    assert_refused(&document);
    document = sample(MRZ_MRV_B);
    document.code = SPAN("P");
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.state = SPAN("QZX");
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.birth = (struct date){2023, 2, 29};
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.surname = document.given = SPAN("-");
    assert_refused(&document);
    document = sample(MRZ_TD3);
    document.surname = SPAN("\u4E2D");
    assert_refused(&document);
    document = sample(MRZ_TD2);
    document.optional = SPAN("12345678");
    assert_refused(&document);
    document = sample(MRZ_TD2);
    document.optional_2 = SPAN("1");
    assert_refused(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(transliteration),
                                       cmocka_unit_test(long_names),
                                       cmocka_unit_test(what_is_not_there),
                                       cmocka_unit_test(long_numbers), cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
