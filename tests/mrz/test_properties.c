/* What is written is read again; what one look-alike spoils is seen and found, or is told to be
 * ambiguous with the right one among the repairs; nothing else is ever offered as certain. */
#include "support.h"

enum { ROUNDS = 400 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static struct span random_text(uint64_t *seed, unsigned least, unsigned most, bool letters,
                               struct arena *arena)
{
    size_t size = least + next_random(seed) % (most - least + 1);
    char *out = arena_alloc(arena, size + 1);
    for (size_t i = 0; i < size; i++)
        out[i] = alphabet[next_random(seed) % (letters ? 26 : 36)];
    return (struct span){out, size};
}

static struct span random_of(uint64_t *seed, const char *const *words, size_t count)
{
    return span_of(words[next_random(seed) % count]);
}

static struct mrz_document random_document(uint64_t *seed, enum mrz_format format,
                                           struct arena *arena)
{
    static const char *const states[] = {"UZB", "DEU", "GBO", "XXB", "RKS", "UNO", "AZE", "UTO"};
    const bool visa = format == MRZ_MRV_A || format == MRZ_MRV_B;
    const unsigned longest = format == MRZ_TD1 ? 18 : format == MRZ_TD2 ? 14 : 9;
    struct date birth = date_from_day((int32_t)(next_random(seed) % 20000));
    struct date expiry = date_from_day((int32_t)(20100 + next_random(seed) % 4000));
    struct span number = random_text(seed, 1, longest, false, arena);
    bool is_long = number.size > 9;
    return (struct mrz_document){
        .format = format,
        .code = visa                ? SPAN("V")
                : format == MRZ_TD3 ? SPAN("P")
                                    : SPAN("ID"),
        .state = random_of(seed, states, 8),
        .nationality = random_of(seed, states, 8),
        .surname = random_text(seed, 1, 12, true, arena),
        .given = random_text(seed, 0, 12, true, arena),
        .number = number,
        .birth = birth,
        .expiry = expiry,
        .sex = "MFX"[next_random(seed) % 3],
        .optional = is_long ? SPAN("") : random_text(seed, 0, 7, false, arena),
        .optional_2 = format == MRZ_TD1 ? random_text(seed, 0, 11, false, arena) : SPAN(""),
    };
}

static void assert_same(struct span got, struct span want)
{
    if (!span_equal(got, want))
        fail_msg("\"%.*s\" was written, \"%.*s\" is read", (int)want.size, want.at, (int)got.size,
                 got.at);
}

static void assert_date(struct span got, struct date want)
{
    char text[DATE_TEXT];
    assert_same(got, span_of(date_format(want, text)));
}

static void assert_read(const struct mrz *mrz, const struct mrz_document *document)
{
    enum mrz_field optional = mrz->format == MRZ_TD3 ? MRZ_PERSONAL : MRZ_OPTIONAL;
    assert_int_equal(mrz->format, document->format);
    assert_true(mrz->holds);
    assert_int_equal(mrz->notes, 0);
    assert_same(mrz->values[MRZ_CODE].text, document->code);
    assert_same(mrz->values[MRZ_STATE].text, document->state);
    assert_same(mrz->values[MRZ_NATIONALITY].text, document->nationality);
    assert_same(mrz->surname, document->surname);
    assert_same(mrz->given, document->given);
    assert_same(mrz->values[MRZ_NUMBER].text, document->number);
    assert_date(mrz->values[MRZ_BIRTH].text, document->birth);
    assert_date(mrz->values[MRZ_EXPIRY].text, document->expiry);
    assert_int_equal(mrz->values[MRZ_SEX].text.at[0], document->sex);
    assert_same(mrz->values[optional].text, document->optional);
    assert_same(mrz->values[MRZ_OPTIONAL_2].text, document->optional_2);
}

typedef void check_document(const struct mrz_document *document, struct span lines,
                            struct arena *arena);

static void each_document(unsigned rounds, check_document *check)
{
    uint64_t seed = 9303;
    for (unsigned i = 0; i < rounds; i++) {
        struct arena arena = {0};
        struct mrz_document document =
            random_document(&seed, (enum mrz_format)(i % MRZ_FORMATS), &arena);
        struct span lines;
        assert_int_equal(mrz_write(&document, &arena, &lines), STATUS_OK);
        check(&document, lines, &arena);
        arena_free(&arena);
    }
}

static void check_round_trip(const struct mrz_document *document, struct span lines,
                             struct arena *arena)
{
    struct mrz mrz;
    assert_int_equal(mrz_read(lines, day_of("2026-11-28"), arena, &mrz), STATUS_OK);
    assert_read(&mrz, document);
}

static void round_trip(void **state)
{
    (void)state;
    each_document(ROUNDS, check_round_trip);
}

/* ---- look-alikes ---- */

static const char pairs[] = "0O0D0Q1I1L2Z4A5S6G7T8B";

/* Whether the repairs of the value name the character that stood there. */
static bool is_offered(const struct mrz *mrz, const struct mrz_value *value, uint32_t begin,
                       char was)
{
    for (uint32_t i = 0; i < value->repair_count; i++) {
        const struct mrz_repair *repair = &mrz->repairs[value->repair + i];
        if (repair->begin == begin && repair->to == was)
            return true;
    }
    return false;
}

static uint32_t own_repairs(const struct mrz *mrz)
{
    uint32_t count = 0;
    for (int f = 0; f < MRZ_FIELDS; f++)
        count += mrz->values[f].repair_count;
    return count;
}

static unsigned seen, unseen, offered, ambiguous;

static void check_spoilt(char *text, size_t size, uint32_t at, char was, struct arena *arena)
{
    struct mrz mrz;
    assert_int_equal(mrz_read((struct span){text, size}, day_of("2026-11-28"), arena, &mrz),
                     STATUS_OK);
    bool wrong = false, found = false;
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct mrz_value *value = &mrz.values[f];
        wrong |= value->said && !value->holds;
        found |= is_offered(&mrz, value, at, was);
    }
    unseen += !wrong;
    seen += wrong;
    offered += wrong && own_repairs(&mrz) == 1;
    ambiguous += wrong && own_repairs(&mrz) > 1;
    if (wrong && !found)
        fail_msg("byte %u was %c: not among the repairs of\n%.*s", at, was, (int)size, text);
    if (!wrong)
        assert_int_equal(own_repairs(&mrz), 0);
}

/* Places that a check digit covers, and check digits. */
static bool is_checked(const struct mrz *mrz, uint32_t at)
{
    static const enum mrz_field fields[] = {MRZ_NUMBER, MRZ_BIRTH, MRZ_EXPIRY};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct mrz_value *value = &mrz->values[fields[i]];
        if (at >= value->begin && at < value->begin + value->size)
            return true;
    }
    bool composite = mrz->values[MRZ_COMPOSITE].there;
    const struct mrz_value *optional =
        &mrz->values[mrz->format == MRZ_TD3 ? MRZ_PERSONAL : MRZ_OPTIONAL];
    return composite && optional->size && at >= optional->begin &&
           at < optional->begin + optional->size;
}

static void check_look_alikes(const struct mrz_document *document, struct span lines,
                              struct arena *arena)
{
    struct mrz mrz;
    char *text = (char *)lines.at;
    (void)document;
    assert_int_equal(mrz_read(lines, day_of("2026-11-28"), arena, &mrz), STATUS_OK);
    for (uint32_t at = 0; at < lines.size; at++)
        for (size_t p = 0; p + 1 < sizeof pairs && is_checked(&mrz, at); p++) {
            char was = text[at];
            if (was != pairs[p])
                continue;
            text[at] = pairs[p ^ 1];
            check_spoilt(text, lines.size, at, was, arena);
            text[at] = was;
        }
}

static void look_alikes(void **state)
{
    (void)state;
    each_document(ROUNDS / 4, check_look_alikes);
    print_message("seen %u (certain %u, ambiguous %u), not to be seen %u\n", seen, offered,
                  ambiguous, unseen);
    assert_true(offered > 0 && ambiguous > 0);
    assert_true(seen > 5 * unseen);
}

/* ---- any bytes ---- */

static void check_damaged(const struct mrz_document *document, struct span lines,
                          struct arena *arena)
{
    static const char bytes[] = "<0OIl \n\r\t&;\xC2\xAB\xff.*Z9";
    uint64_t seed = lines.size;
    (void)document;
    for (int round = 0; round < 20; round++) {
        struct span copy = arena_copy(arena, lines);
        struct mrz mrz;
        for (uint64_t n = next_random(&seed) % 6 + 1; n > 0; n--)
            ((char *)copy.at)[next_random(&seed) % copy.size] =
                bytes[next_random(&seed) % (sizeof bytes - 1)];
        if (mrz_read(copy, MRZ_NO_DAY, arena, &mrz) == STATUS_OK)
            for (int f = 0; f < MRZ_FIELDS; f++)
                assert_true(mrz.values[f].begin + mrz.values[f].size <= copy.size);
    }
}

static void damaged(void **state)
{
    (void)state;
    each_document(ROUNDS / 4, check_damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(look_alikes),
                                       cmocka_unit_test(damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
