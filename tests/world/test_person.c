/* Persons of the simulated world: the same each time, of one household, with names of their culture. */
#include "persons.h"

/* ---- a fingerprint of everything that a person is ---- */

static void mix_bytes(uint64_t *hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ at[i]) * UINT64_C(0x100000001B3);
    *hash = (*hash ^ size) * UINT64_C(0x100000001B3);
}

static void mix_span(uint64_t *hash, struct span text)
{
    mix_bytes(hash, text.at, text.size);
}

static void mix_number(uint64_t *hash, int64_t number)
{
    char text[32];
    int size = snprintf(text, sizeof text, "%lld", (long long)number);
    mix_bytes(hash, text, (size_t)size);
}

static void mix_document(uint64_t *hash, const struct world_document *document)
{
    mix_span(hash, span_of(document->type));
    mix_span(hash, span_of(document->number));
    mix_span(hash, span_of(document->state));
    mix_number(hash, document->issued);
    mix_number(hash, document->expires);
}

/* All but the documents. */
static void mix_self(uint64_t *hash, const struct world_person *person)
{
    const struct span texts[] = {person->surname,
                                 person->given,
                                 person->patronymic,
                                 person->native,
                                 person->native_surname,
                                 person->native_given,
                                 person->phone,
                                 person->email,
                                 person->street,
                                 person->city,
                                 person->postcode,
                                 span_of(person->nationality),
                                 span_of(person->residence),
                                 span_of(person->country),
                                 span_of(person->card),
                                 span_of(person->loyalty)};
    mix_number(hash, (int64_t)person->id);
    mix_number(hash, (int64_t)person->culture);
    mix_number(hash, person->sex);
    mix_number(hash, person->birth);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        mix_span(hash, texts[i]);
}

static uint64_t self_of(const struct world_person *person)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    mix_self(&hash, person);
    return hash;
}

enum { FINGERPRINTED = 10000 };
#define FINGERPRINT UINT64_C(0xCBEC1955B042CFCF)

/* Of 10,000 persons, their zones and spellings: the same with every compiler on every machine. Whoever changes
 * the persons on purpose puts down here what it becomes. */
static void fingerprint(void **state)
{
    (void)state;
    struct arena arena = {0};
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (uint32_t i = 0; i < FINGERPRINTED; i++) {
        struct world_person person;
        struct span surname, given;
        world_person_id id = world_person_number((enum world_segment)(i % WORLD_SEGMENTS),
                                                 i % world_country_count(), i / 16, i % MEMBERS);
        make(id, DAY + (int32_t)(i % 400), &arena, &person);
        mix_self(&hash, &person);
        mix_document(&hash, &person.document);
        mix_document(&hash, &person.former);
        mix_span(&hash, world_person_mrz(&person, &arena));
        world_spell(&person, (enum world_spelling)(i % WORLD_SPELLINGS), i, &arena, &surname,
                    &given);
        mix_span(&hash, surname);
        mix_span(&hash, given);
        arena_reset(&arena);
    }
    arena_free(&arena);
    if (hash != FINGERPRINT)
        fail_msg("the fingerprint is 0x%016llX", (unsigned long long)hash);
}

static void check_same(const struct world_person *person, struct arena *arena)
{
    struct world_person again, later;
    make(person->id, DAY, arena, &again);
    make(person->id, DAY + 3 * 365, arena, &later);
    assert_true(self_of(&again) == self_of(person));
    assert_true(self_of(&later) == self_of(person));
    assert_string_equal(again.document.number, person->document.number);
    assert_int_equal(world_person_birth(&people, person->id), person->birth);
    assert_int_equal(world_person_sex(&people, person->id), person->sex);
}

/* Made again, or on another day, a person is the same; only documents are renewed. */
static void same_again(void **state)
{
    (void)state;
    each(check_same);
}

/* ---- households ---- */

static const int32_t ages[WORLD_SEGMENTS][2] = {
    [SEGMENT_TOURIST] = {18, 78},  [SEGMENT_FAMILY] = {24, 60},   [SEGMENT_VISITING] = {18, 82},
    [SEGMENT_BUSINESS] = {28, 60}, [SEGMENT_COMMUTER] = {22, 62}, [SEGMENT_STUDENT] = {17, 26},
    [SEGMENT_WORKER] = {20, 50},   [SEGMENT_PILGRIM] = {30, 74},  [SEGMENT_DIPLOMAT] = {28, 64},
    [SEGMENT_GROUP] = {18, 80},    [SEGMENT_TRANSIT] = {18, 78},  [SEGMENT_CREW] = {22, 58},
    [SEGMENT_STAFF] = {21, 60},    [SEGMENT_LISTED] = {20, 70},
};

static void check_age(const struct world_person *person, struct arena *arena)
{
    (void)arena;
    unsigned member = world_person_member(person->id);
    const int32_t *bounds = ages[world_person_segment(person->id)];
    int32_t days = EPOCH - person->birth, years = days * 4 / 1461;
    if (member == MEMBER_HEAD || member >= MEMBER_FRIEND)
        assert_in_range(years, bounds[0], bounds[1]);
    else if (member == MEMBER_INFANT)
        assert_in_range(days, 0, 729);
    else if (member >= MEMBER_CHILD && member <= MEMBER_CHILD_3)
        assert_in_range(years, 2, 17);
    else if (member == MEMBER_PARENT)
        assert_in_range(years, 36, 92);
    else
        assert_in_range(years, 16, 95);
}

static void ages_by_segment(void **state)
{
    (void)state;
    each(check_age);
}

/* Of a household: parents are old enough, children have the father's surname in their gender. */
static void households_agree(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned children = 0, spouses = 0, infants = 0, named = 0, alone = 0;
    for (uint32_t household = 0; household < 2000; household++) {
        struct world_person father, child;
        world_person_id head = world_person_number(
            SEGMENT_FAMILY, (size_t)world_country_find(SPAN("UZ")), household, MEMBER_HEAD);
        alone += !world_person_exists(&people, head + MEMBER_SPOUSE);
        spouses += world_person_exists(&people, head + MEMBER_SPOUSE);
        infants += world_person_exists(&people, head + MEMBER_INFANT);
        for (unsigned member = MEMBER_CHILD; member <= MEMBER_INFANT; member++) {
            if (!world_person_exists(&people, head + member))
                continue;
            children++;
            int32_t birth = world_person_birth(&people, head + member);
            assert_true(birth - world_person_birth(&people, head) > 17 * 365);
            bool is_head = world_person_sex(&people, head) == 'M';
            if (!is_head && !world_person_exists(&people, head + MEMBER_SPOUSE))
                continue;
            make(is_head ? head : head + MEMBER_SPOUSE, DAY, &arena, &father);
            make(head + member, DAY, &arena, &child);
            if (father.culture != CULTURE_UZBEK && father.culture != CULTURE_UZBEK_CYRILLIC &&
                father.culture != CULTURE_RUSSIAN)
                continue;
            named++;
            bool skiy = father.surname.at[father.surname.size - 1] == 'Y';
            size_t stem = father.surname.size - (skiy ? 2 : 0);
            assert_true(starts(child.surname, span_part(father.surname, 0, stem)));
            if (child.sex == 'M')
                assert_true(span_equal(child.surname, father.surname));
            else if (father.surname.at[father.surname.size - 1] == 'V')
                assert_int_equal(child.surname.at[child.surname.size - 1], 'A');
            assert_true(span_equal(child.street, father.street));
            arena_reset(&arena);
        }
    }
    arena_free(&arena);
    assert_in_range(spouses, 1800, 1999);
    assert_in_range(infants, 100, 900);
    assert_in_range(children, 2000, 6000);
    assert_true(named > 1500);
    assert_true(alone > 0);
}

/* No two children of a household were born within ten months, nor are called the same. */
static void siblings_differ(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (uint32_t household = 0; household < 2000; household++) {
        struct world_person elder = {0}, child;
        for (unsigned member = MEMBER_CHILD; member <= MEMBER_INFANT; member++) {
            world_person_id id =
                world_person_number(SEGMENT_FAMILY, household % 6, household, member);
            if (!world_person_exists(&people, id))
                continue;
            make(id, DAY, &arena, &child);
            assert_true(elder.id == 0 || child.birth - elder.birth > 300);
            assert_true(elder.id == 0 || elder.sex != child.sex ||
                        !span_equal(elder.given, child.given) ||
                        !span_equal(elder.surname, child.surname));
            elder = child;
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* Friends have surnames and homes of their own. */
static void friends_are_others(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned same = 0, near = 0;
    for (uint32_t household = 0; household < 1000; household++) {
        struct world_person head, other;
        world_person_id id = world_person_number(SEGMENT_TOURIST, 0, household, MEMBER_HEAD);
        make(id, DAY, &arena, &head);
        make(id + MEMBER_FRIEND, DAY, &arena, &other);
        same += span_equal(head.street, other.street);
        near += abs(head.birth - other.birth) <= 6 * 366;
        assert_false(span_equal(head.phone, other.phone));
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_true(same < 20);
    assert_int_equal(near, 1000);
}

/* ---- names ---- */

/* Of the script's blocks, or common to all. */
static bool is_of_script(const char *script, uint32_t code)
{
    static const struct {
        const char *script;
        uint32_t from, to;
    } blocks[] = {{"Latn", 'A', 0x259},     {"Latn", 0x1E00, 0x1EFF}, {"Latn", 0x2BB, 0x2BC},
                  {"Cyrl", 0x400, 0x4FF},   {"Geor", 0x10D0, 0x10FF}, {"Arab", 0x600, 0x6FF},
                  {"Deva", 0x900, 0x97F},   {"Taml", 0xB80, 0xBFF},   {"Beng", 0x980, 0x9FF},
                  {"Hans", 0x4E00, 0x9FFF}, {"Hang", 0xAC00, 0xD7A3}, {"Jpan", 0x3005, 0x3005},
                  {"Jpan", 0x4E00, 0x9FFF}, {"Ethi", 0x1200, 0x137F}, {"Hebr", 0x590, 0x5FF},
                  {"Sinh", 0xD80, 0xDFF},   {"Sinh", 0x200D, 0x200D}, {"Thai", 0xE00, 0xE7F}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(script, blocks[i].script) == 0 && code >= blocks[i].from && code <= blocks[i].to)
            return true;
    return code == ' ' || code == '-' || code == '\'';
}

static void check_native(const struct world_person *person)
{
    struct span text = person->native;
    const char *script = world_culture_script(person->culture);
    while (text.size) {
        size_t size = span_utf8(text);
        assert_true(size > 0);
        if (!is_of_script(script, span_code_point(text, &size)))
            fail_msg("%s: %.*s", script, (int)person->native.size, person->native.at);
        text = span_part(text, size, text.size);
    }
    if (strcmp(script, "Latn") != 0)
        assert_true(person->native.size && person->native_surname.size);
}

static void check_names(const struct world_person *person, struct arena *arena)
{
    (void)arena;
    assert_true(person->surname.size >= 1 && person->surname.size + person->given.size < 60);
    if (!is_latin(person->surname) || !is_latin(person->given) || !is_latin(person->patronymic))
        fail_msg("%.*s, %.*s, %.*s", (int)person->surname.size, person->surname.at,
                 (int)person->given.size, person->given.at, (int)person->patronymic.size,
                 person->patronymic.at);
    check_native(person);
}

static void names_are_clean(void **state)
{
    (void)state;
    each(check_names);
}

/* Every name of every list is in its script, and what is paired has Latin spellings. */
static void lists_are_whole(void **state)
{
    (void)state;
    for (int culture = 0; culture < WORLD_CULTURES; culture++) {
        enum world_culture of = (enum world_culture)culture;
        assert_true(world_list(of, LIST_MALE).count >= 20 &&
                    world_list(of, LIST_FEMALE).count >= 20);
        for (int kind = 0; kind < WORLD_LISTS; kind++) {
            struct world_list list = world_list(of, (enum world_list_kind)kind);
            for (uint32_t i = 0; i < list.count; i++) {
                struct span rest = {list.at[i].native, list.at[i].native_size};
                for (size_t size; rest.size; rest = span_part(rest, size, rest.size)) {
                    size = span_utf8(rest);
                    uint32_t code = span_code_point(rest, &size);
                    if (!is_of_script(world_culture_script(of), code))
                        fail_msg("%s: %s", world_culture_word(of), list.at[i].native);
                }
                if (world_custom(of)->script == SCRIPT_PAIRED)
                    assert_true(list.at[i].latin_size > 0);
            }
        }
    }
}

/* Common names are common: of an ordinary culture one in fifteen has the first. */
static void names_follow_ranks(void **state)
{
    (void)state;
    struct chance chance = chance_of(1, 2, 3);
    unsigned counts[60] = {0};
    for (int i = 0; i < 60000; i++)
        counts[world_rank(&chance, 60, 5)]++;
    assert_in_range(counts[0], 3800, 4300);
    assert_in_range(counts[10], 1350, 1700);
    assert_in_range(counts[59], 300, 450);
}

/* Latin letters of names in Cyrillic are those of the zone where the state follows Doc 9303. */
static void romanised_as_zone(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (uint32_t household = 0; household < 1500; household++) {
        struct world_person person;
        struct span zone;
        make(world_person_number(SEGMENT_TOURIST, (size_t)world_country_find(SPAN("RU")), household,
                                 MEMBER_HEAD),
             DAY, &arena, &person);
        if (strcmp(person.nationality, "RUS") != 0)
            continue;
        assert_int_equal(mrz_transliterate(person.native_surname, SPAN("RUS"), &arena, &zone),
                         STATUS_OK);
        assert_true(span_equal(zone, person.surname));
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprint),        cmocka_unit_test(same_again),
        cmocka_unit_test(ages_by_segment),    cmocka_unit_test(households_agree),
        cmocka_unit_test(siblings_differ),    cmocka_unit_test(friends_are_others),
        cmocka_unit_test(names_are_clean),    cmocka_unit_test(lists_are_whole),
        cmocka_unit_test(names_follow_ranks), cmocka_unit_test(romanised_as_zone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
