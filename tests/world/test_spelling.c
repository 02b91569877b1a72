/* Their names as others write them. */
#include "persons.h"

/* ---- spellings ---- */

static size_t letters_of(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] >= 'A' && text.at[i] <= 'Z';
    return count;
}

static size_t whole(struct span surname, struct span given)
{
    return letters_of(surname) + letters_of(given);
}

/* What each habit promises of a name that it changed. */
static void check_changed(const struct world_person *person, enum world_spelling how,
                          struct span surname, struct span given)
{
    size_t was = whole(person->surname, person->given), is = whole(surname, given);
    switch (how) {
    case SPELLING_TYPO: assert_in_range(is, was - 1, was + 1); break;
    case SPELLING_TRUNCATED:
        assert_true(is < was && is >= 11);
        assert_true(starts(person->surname, surname) && starts(person->given, given));
        break;
    case SPELLING_SWAPPED:
        assert_true(span_equal(surname, person->given) && span_equal(given, person->surname));
        break;
    case SPELLING_JOINED: /* FALLTHROUGH */
    case SPELLING_SPLIT: assert_int_equal(is, was); break;
    case SPELLING_PATRONYMIC:
        assert_true(starts(given, person->given) && given.size > person->given.size);
        break;
    case SPELLING_DROPPED: assert_true(is < was && surname.size && given.size); break;
    case SPELLING_TITLED: assert_in_range(is, was + 2, was + 4); break;
    case SPELLING_INITIAL:
        assert_true(given.size == 1 && span_equal(surname, person->surname));
        break;
    case SPELLING_FILLED: assert_true(person->given.size == 0 && given.size > 0); break;
    case SPELLING_PLAIN: fail_msg("plain changes nothing"); break;
    case SPELLING_ROMANISED: /* FALLTHROUGH */
    case SPELLING_MRZ:       /* FALLTHROUGH */
    case WORLD_SPELLINGS: break;
    }
}

static unsigned changed[WORLD_SPELLINGS];

static void check_spellings(const struct world_person *person, struct arena *arena)
{
    for (int i = 0; i < WORLD_SPELLINGS; i++) {
        enum world_spelling how = (enum world_spelling)i;
        struct span surname, given, surname_again, given_again;
        bool does = world_spell(person, how, person->id * 3, arena, &surname, &given);
        bool again = world_spell(person, how, person->id * 3, arena, &surname_again, &given_again);
        bool same = span_equal(surname, person->surname) && span_equal(given, person->given);
        assert_true(does == again && does == !same);
        assert_true(span_equal(surname, surname_again) && span_equal(given, given_again));
        if (!is_latin(surname) || !is_latin(given))
            fail_msg("%s: %.*s / %.*s", world_spelling_word(how), (int)surname.size, surname.at,
                     (int)given.size, given.at);
        if (!does)
            continue;
        changed[i]++;
        check_changed(person, how, surname, given);
    }
}

/* How many of a hundred persons of this world each changes, at the least. */
static void spellings_change(void **state)
{
    (void)state;
    static const unsigned least[WORLD_SPELLINGS] = {
        [SPELLING_ROMANISED] = 97,  [SPELLING_TYPO] = 99,    [SPELLING_TRUNCATED] = 40,
        [SPELLING_SWAPPED] = 90,    [SPELLING_JOINED] = 25,  [SPELLING_SPLIT] = 2,
        [SPELLING_PATRONYMIC] = 10, [SPELLING_DROPPED] = 25, [SPELLING_TITLED] = 100,
        [SPELLING_INITIAL] = 90,    [SPELLING_FILLED] = 1,   [SPELLING_MRZ] = 15};
    struct arena arena = {0};
    unsigned all = 0;
    for (size_t country = 0; country < world_country_count(); country++)
        for (uint32_t household = 0; household < 60; household++, all++) {
            struct world_person person;
            make(world_person_number(SEGMENT_GROUP, country, household, MEMBER_HEAD), DAY, &arena,
                 &person);
            check_spellings(&person, &arena);
            arena_reset(&arena);
        }
    arena_free(&arena);
    assert_int_equal(changed[SPELLING_PLAIN], 0);
    for (int i = 0; i < WORLD_SPELLINGS; i++)
        if (changed[i] * 100 < least[i] * all)
            fail_msg("%s changes %u of %u", world_spelling_word((enum world_spelling)i), changed[i],
                     all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(spellings_change)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
