/* The index loses nobody: persons made from a large list's names and bent in many ways get the same bytes from the
 * index as from trying every name. Names are invented, of syllables that several scripts have.
 *
 *   watch_test_large [ENTRIES PERSONS]      10,000 and 1,000; tests/watch/mutants.py has it fail */
#include <stdlib.h>

#include "../slower.h"
#include "base/clock.h"
#include "lists.h"

static uint32_t entries = 10000 / SLOWER, persons = 1000 / SLOWER / SLOWER;

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((dice->state >> 33) % sides);
}

/* ---- names ---- */

enum { SCRIPTS = 4, SYLLABLES = 24, WORD = 96 };
static const char *const syllables[SYLLABLES][SCRIPTS] = {
    {"KA", "ка", "كا", "카"},      {"MU", "му", "مو", "무"},    {"RA", "ра", "را", "라"},
    {"SHA", "ша", "شا", "샤"},     {"BEK", "бек", "بيك", "벡"}, {"DIN", "дин", "دين", "딘"},
    {"NUR", "нур", "نور", "누르"}, {"OL", "ол", "ول", "올"},    {"TA", "та", "تا", "타"},
    {"LI", "ли", "لي", "리"},      {"HAM", "хам", "هام", "함"}, {"ZO", "зо", "زو", "조"},
    {"VA", "ва", "فا", "바"},      {"JO", "жо", "جو", "조"},    {"SUL", "сул", "سول", "술"},
    {"FAR", "фар", "فار", "파르"}, {"GI", "ги", "غي", "기"},    {"PO", "по", "بو", "포"},
    {"MIN", "мин", "مين", "민"},   {"DO", "до", "دو", "도"},    {"SE", "се", "سي", "세"},
    {"XI", "кси", "كسي", "시"},    {"KHO", "хо", "خو", "호"},   {"YU", "ю", "يو", "유"},
};
static const char *const known[] = {"ALEXANDER", "SASHA", "MUHAMMAD", "YEKATERINA", "KATYA",
                                    "WILLIAM",   "BILL",  "QODIR",    "ABDUL",      "HASSAN"};

/* A word by its number: short ones are many persons'. */
static void word(uint32_t number, int script, char out[WORD])
{
    out[0] = 0;
    if (number % 40 == 0 && script == 0) {
        strcat(out, known[number / 40 % 10]);
        return;
    }
    for (uint32_t n = number + SYLLABLES; n; n /= SYLLABLES)
        strcat(out, syllables[n % SYLLABLES][script]);
}

static uint32_t any_word(struct dice *dice)
{
    uint32_t width = roll(dice, 4);
    return roll(dice, width == 0 ? 40 : width == 3 ? 60000 : 2000);
}

static void add_name(struct buffer *text, const uint32_t *words, int count, int script)
{
    char one[WORD];
    for (int i = 0; i < count; i++) {
        word(words[i], script, one);
        buffer_format(text, "%s%s", i && script < 3 ? " " : "", one);
    }
}

static const char *invent(struct arena *arena, struct dice *dice)
{
    struct buffer text = {0};
    buffer_text(&text, "id,full_name,aliases,birth,sex,nationality\n");
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t words[4];
        int count = roll(dice, 20) ? 2 + (int)(roll(dice, 5) == 0) : 1;
        for (int w = 0; w < count; w++)
            words[w] = any_word(dice);
        buffer_format(&text, "%u,", i);
        add_name(&text, words, count, 0);
        if (roll(dice, 30) == 0)
            buffer_format(&text, " %c", 'A' + (int)roll(dice, 26));
        buffer_char(&text, ',');
        if (roll(dice, 3) == 0)
            add_name(&text, words, count, 1 + (int)roll(dice, 3));
        uint32_t year = 1950 + roll(dice, 50), precision = roll(dice, 10);
        if (precision < 7)
            buffer_format(&text, ",%u-%02u-%02u", year, 1 + roll(dice, 12), 1 + roll(dice, 28));
        else if (precision == 7)
            buffer_format(&text, ",%u-%02u-%02u;%u", year, 1 + roll(dice, 12), 1 + roll(dice, 28),
                          year + 20);
        else
            buffer_format(&text, precision == 8 ? ",%u" : ",", year);
        buffer_format(&text, ",%s,%s\n", roll(dice, 2) ? "M" : "", roll(dice, 2) ? "UZ" : "FR");
    }
    const char *copy = arena_copy(arena, buffer_span(&text)).at;
    buffer_free(&text);
    return copy;
}

/* ---- persons ---- */

/* A letter too many, too few, another, two exchanged; a spelling of the same sound. */
static void bend_word(char *text, struct dice *dice)
{
    static const char *const sounds[][2] = {{"KH", "H"}, {"SH", "SCH"}, {"O", "A"}, {"U", "OO"},
                                            {"V", "W"},  {"X", "KS"},   {"K", "Q"}, {"I", "EE"}};
    size_t size = strlen(text), at = size ? roll(dice, (uint32_t)size) : 0;
    if (size < 2 || size > WORD - 4 || (unsigned char)text[at] >= 0x80)
        return;
    uint32_t how = roll(dice, 6);
    char *found = how == 5 ? strstr(text, sounds[roll(dice, 8)][0]) : NULL;
    if (how == 0)
        memmove(text + at, text + at + 1, size - at);
    else if (how == 1)
        memmove(text + at + 1, text + at, size - at + 1);
    else if (how == 2)
        text[at] = (char)('A' + roll(dice, 26));
    else if (how == 3 && at + 1 < size) {
        char c = text[at];
        text[at] = text[at + 1];
        text[at + 1] = c;
    } else if (found) {
        for (size_t s = 0; s < 8; s++)
            if (strncmp(found, sounds[s][0], strlen(sounds[s][0])) == 0) {
                char rest[WORD];
                snprintf(rest, sizeof rest, "%s", found + strlen(sounds[s][0]));
                snprintf(found, WORD - (size_t)(found - text), "%s%s", sounds[s][1], rest);
                return;
            }
    }
}

static struct span bend(struct span name, struct dice *dice, struct arena *arena)
{
    struct buffer out = {0};
    struct span rest = name;
    uint32_t how = roll(dice, 10), bent = roll(dice, 3);
    for (uint32_t i = 0; rest.size && i < 6; i++) {
        char one[WORD];
        struct span part = span_cut(rest, ' ', &rest);
        snprintf(one, sizeof one, "%.*s", (int)part.size, part.at);
        if (how == 0 && i == bent)
            continue; /* left out */
        if (how == 1 && i == bent)
            one[(unsigned char)one[0] < 0x80] = 0; /* a letter alone */
        for (uint32_t times = roll(dice, 3); how > 3 && i == bent && times; times--)
            bend_word(one, dice);
        buffer_format(&out, "%s%s", out.size && how != 2 ? " " : "", one);
    }
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return copy;
}

static void bend_birth(struct watch_birth *birth, struct dice *dice)
{
    struct date day = date_from_day(birth->from);
    switch (roll(dice, 6)) {
    case 0: day.year += roll(dice, 2) ? 1 : -1; break;
    case 1: day.year = day.year / 100 * 100 + (day.year + 10 * (int)roll(dice, 10)) % 100; break;
    case 2:
        if (day.day <= 12) {
            int month = day.month;
            day.month = day.day;
            day.day = month;
        }
        break;
    case 3: day.month = day.day = 1; break;
    default: break;
    }
    birth->from = birth->to = date_to_day(day);
    birth->precision = WATCH_PRECISION_DAY;
}

static struct watch_person draw(const struct watch *watch, struct dice *dice, struct arena *arena)
{
    struct watch_person person = make_person(arena, "", "", "1960", "UZB", "A00001", "UZB");
    const struct set_entry *entry = &watch->entries[roll(dice, watch->entry_count)];
    const struct watch_list *list = &watch->lists[entry->source];
    const struct watch_entry_name *name =
        &list->names[entry->entry->first_name + roll(dice, entry->entry->names)];
    struct span surname = watch_list_text(list, name->surname);
    struct span given = watch_list_text(list, name->given);
    struct span whole = span_of(
        arena_format(arena, "%.*s %.*s", (int)given.size, given.at, (int)surname.size, surname.at));
    person.names[0].surname.text = (struct span){"", 0};
    person.names[0].given.text = bend(span_trim(whole), dice, arena);
    person.document_count = 0;
    person.birth_count = entry->entry->births && roll(dice, 4);
    if (person.birth_count)
        person.births[0].day = list->births[entry->entry->first_birth];
    bend_birth(&person.births[0].day, dice);
    return person;
}

/* ---- both ways ---- */

static void nobody_is_lost(void **state)
{
    (void)state;
    struct arena arena = {0}, scratch = {0};
    struct dice dice = {1};
    struct watch *watch = build_list(span_of(invent(&arena, &dice)), &arena);
    struct watch_exhaustive *all = watch_exhaustive_new(watch);
    size_t hits = 0;
    for (uint32_t i = 0; i < persons; i++) {
        struct watch_person person = draw(watch, &dice, &scratch);
        hits += screen_both(watch, all, &person, &scratch);
        arena_reset(&scratch);
    }
    print_message("%u persons, %zu hits, the same both ways\n", persons, hits);
    assert_true(hits > persons / 2); /* else nothing was tried */
    watch_exhaustive_free(all);
    watch_release(watch);
    arena_free(&arena);
    arena_free(&scratch);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_is_lost)};
    if (argc == 3) {
        entries = (uint32_t)strtoul(argv[1], NULL, 10);
        persons = (uint32_t)strtoul(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
