/* Their documents, zones, homes and numbers. */
#include "persons.h"

/* ---- documents ---- */

static bool fits_one(const char *shape, const char *number)
{
    for (; *shape && *shape != '|'; shape++, number++) {
        bool digit = *number >= '0' && *number <= '9', letter = *number >= 'A' && *number <= 'Z';
        bool vowel = letter && strchr("AEIOU", *number);
        if (*shape == '#'   ? !digit
            : *shape == '@' ? !letter
            : *shape == '%' ? !(digit || (letter && !vowel))
                            : *shape != *number)
            return false;
    }
    return *number == 0;
}

static bool fits(const char *shapes, const char *number)
{
    for (; shapes; shapes = strchr(shapes, '|') ? strchr(shapes, '|') + 1 : NULL)
        if (fits_one(shapes, number))
            return true;
    return false;
}

static const struct world_country *state_of(const struct world_person *person)
{
    struct world_family family;
    world_family_of(&people, person->id, &family);
    return world_country(family.group.nationality);
}

static void check_document(const struct world_person *person, struct arena *arena)
{
    (void)arena;
    const struct world_country *state = state_of(person);
    const struct world_document *paper = &person->document;
    const char *shapes = paper->type[0] == 'I' ? state->cards : state->passports;
    if (!fits(shapes, paper->number))
        fail_msg("%s has %s", state->alpha2, paper->number);
    assert_true(paper->issued <= DAY);
    assert_true(paper->issued >= person->birth);
    assert_in_range(paper->expires - paper->issued, 3 * 365 - 1, 10 * 366);
    assert_string_equal(paper->state, state->issuer);
    if (person->former.number[0]) {
        assert_true(fits(shapes, person->former.number));
        assert_true(person->former.issued < paper->issued);
        assert_string_not_equal(person->former.number, paper->number);
    }
    if (world_person_segment(person->id) == SEGMENT_DIPLOMAT)
        assert_true(strcmp(paper->type, "PD") == 0 || strcmp(paper->type, "PS") == 0);
    if (world_person_segment(person->id) == SEGMENT_CREW)
        assert_string_equal(paper->type, "P");
}

static void documents_fit(void **state)
{
    (void)state;
    each(check_document);
}

/* Renewed before they expire, but for a few; some are new; the one before is the former. */
static void documents_are_renewed(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned expired = 0, fresh = 0, renewed = 0;
    enum { PERSONS = 20000, LATER = 400 };
    for (uint32_t i = 0; i < PERSONS; i++) {
        struct world_person now, later;
        world_person_id id = world_person_number(SEGMENT_TOURIST, i % 6, i, MEMBER_HEAD);
        make(id, DAY, &arena, &now);
        make(id, DAY + LATER, &arena, &later);
        expired += now.document.expires < DAY;
        fresh += now.document.issued > DAY - 30;
        if (strcmp(now.document.number, later.document.number) != 0) {
            renewed++;
            assert_string_equal(later.former.number, now.document.number);
            assert_int_equal(later.former.expires, now.document.expires);
            assert_in_range(later.document.issued, DAY + 1, DAY + LATER);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_in_range(expired, PERSONS / 1000, PERSONS * 3 / 1000);
    assert_in_range(fresh, PERSONS / 300, PERSONS / 50);
    assert_in_range(renewed, PERSONS * 8 / 100, PERSONS * 18 / 100);
}

static int compare_numbers(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* No two have one passport number or phone. */
static void numbers_are_unique(void **state)
{
    (void)state;
    enum { COUNT = 40000 };
    struct arena arena = {0};
    char(*numbers)[16] = calloc(COUNT, sizeof *numbers), (*phones)[16] = calloc(COUNT, 16);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct world_person person;
        world_person_id id = world_person_number(SEGMENT_WORKER + i % 2, 0, i / 2, MEMBER_HEAD);
        make(id, DAY, &arena, &person);
        snprintf(numbers[i], sizeof *numbers, "%s%s", person.document.state,
                 person.document.number);
        memcpy(phones[i], person.phone.at, person.phone.size < 15 ? person.phone.size : 15);
        arena_reset(&arena);
    }
    qsort(numbers, COUNT, sizeof *numbers, compare_numbers);
    qsort(phones, COUNT, sizeof *phones, compare_numbers);
    for (uint32_t i = 1; i < COUNT; i++) {
        assert_string_not_equal(numbers[i], numbers[i - 1]);
        assert_string_not_equal(phones[i], phones[i - 1]);
    }
    free(numbers);
    free(phones);
    arena_free(&arena);
}

static bool date_is(const struct mrz_value *value, int32_t day)
{
    char text[DATE_TEXT];
    date_format(date_from_day(day), text);
    return span_is(value->text, text) || span_is(value->text, text + 2) ||
           span_is(value->other, text);
}

static void check_zone(const struct world_person *person, struct arena *arena)
{
    struct span zone = world_person_mrz(person, arena);
    struct mrz mrz;
    assert_true(zone.size > 0);
    assert_int_equal(mrz_read(zone, DAY, arena, &mrz), STATUS_OK);
    if (!mrz.holds || mrz.notes)
        fail_msg("%.*s does not hold", (int)zone.size, zone.at);
    assert_int_equal(mrz.format, person->document.type[0] == 'I' ? MRZ_TD1 : MRZ_TD3);
    assert_true(span_is(mrz.values[MRZ_NUMBER].text, person->document.number));
    assert_true(span_is(mrz.values[MRZ_NATIONALITY].text, person->nationality));
    assert_true(date_is(&mrz.values[MRZ_BIRTH], person->birth));
    assert_true(date_is(&mrz.values[MRZ_EXPIRY], person->document.expires));
    assert_int_equal(mrz.values[MRZ_SEX].text.at[0], person->sex);
}

static void zones_hold(void **state)
{
    (void)state;
    each(check_zone);
}

/* ---- contacts ---- */

static bool passes_luhn(const char *number)
{
    int sum = 0;
    size_t size = strlen(number);
    for (size_t i = 0; i < size; i++) {
        int digit = (number[i] - '0') * (i % 2 == size % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return size == 16 && sum % 10 == 0;
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < ' ' || text.at[i] > '~' || strchr("+:?<>\"\\", text.at[i]))
            return false;
    return true;
}

static void check_contacts(const struct world_person *person, struct arena *arena)
{
    (void)arena;
    assert_true(passes_luhn(person->card) && person->card[0] == '9');
    assert_true(person->phone.at[0] == '+' && person->phone.size >= 9 && person->phone.size <= 16);
    assert_true(is_printable(span_part(person->phone, 1, person->phone.size)));
    assert_true(person->street.size && is_printable(person->street));
    assert_true(person->city.size && is_latin(person->city) && is_printable(person->postcode));
    assert_true(world_country_find(span_of(person->country)) >= 0);
    bool child = EPOCH - person->birth < 15 * 365;
    assert_true(child ? person->email.size == 0 : true);
    if (person->email.size) {
        struct span end = span_part(person->email, person->email.size - 8, 8);
        assert_true(is_printable(person->email) && span_is(end, ".example"));
    }
}

static void contacts_are_invented(void **state)
{
    (void)state;
    each(check_contacts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_fit), cmocka_unit_test(documents_are_renewed),
        cmocka_unit_test(numbers_are_unique), cmocka_unit_test(zones_hold),
        cmocka_unit_test(contacts_are_invented)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
