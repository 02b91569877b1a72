/* A large list of names that nobody has, and what the persons of test_large.c are made of: syllables that several
 * scripts have, and the simulated world's persons. */
#ifndef TESTS_WATCH_CROWD_H
#define TESTS_WATCH_CROWD_H

#include <stdlib.h>

#include "base/clock.h"
#include "lists.h"
#include "world/person.h"

struct dice {
    uint64_t state;
};

static inline uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((dice->state >> 33) % sides);
}

/* ---- words ---- */

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
static inline void word(uint32_t number, int script, char out[WORD])
{
    out[0] = 0;
    if (number % 40 == 0 && script == 0) {
        strcat(out, known[number / 40 % 10]);
        return;
    }
    for (uint32_t n = number + SYLLABLES; n; n /= SYLLABLES)
        strcat(out, syllables[n % SYLLABLES][script]);
}

enum { FREQUENT = 12 }; /* words that one token of three is */
static inline uint32_t any_word(struct dice *dice)
{
    uint32_t width = roll(dice, 3);
    return roll(dice, width == 0 ? FREQUENT : width == 2 ? 60000 : 2000);
}

/* Hangul without blanks. */
static inline void add_words(struct buffer *text, const uint32_t *words, int count, int script)
{
    char one[WORD];
    for (int i = 0; i < count; i++) {
        word(words[i], script, one);
        buffer_format(text, "%s%s", i && script < 3 ? " " : "", one);
    }
}

/* ---- persons of the world ---- */

static inline void draw_person(struct dice *dice, struct arena *arena, struct world_person *out)
{
    static const struct world_people people = {.seed = 7, .epoch = 20000};
    enum world_segment segment = roll(dice, 2) ? SEGMENT_TOURIST : SEGMENT_LISTED;
    size_t country = roll(dice, (uint32_t)world_country_count());
    world_person(&people, world_person_number(segment, country, roll(dice, 100000), 0),
                 people.epoch, arena, out);
}

/* ---- numbers ---- */

/* One character, often the first, is another, is gone, stands there twice, or is exchanged with the next. */
static inline struct span bend_number(struct span number, struct dice *dice, struct arena *arena)
{
    char *out = arena_alloc(arena, number.size + 2);
    size_t size = number.size, at = roll(dice, 4) && size ? roll(dice, (uint32_t)size) : 0;
    uint32_t how = roll(dice, 4);
    memcpy(out, number.at, size);
    if (how == 0 && size) {
        out[at] = (char)('0' + roll(dice, 10));
    } else if (how == 1 && size) {
        memmove(out + at, out + at + 1, size - at);
        size--;
    } else if (how == 2 && size) {
        memmove(out + at + 1, out + at, size - at);
        size++;
    } else if (at + 1 < size) {
        char c = out[at];
        out[at] = out[at + 1];
        out[at + 1] = c;
    }
    return (struct span){out, size};
}

/* ---- births ---- */

/* As a list or a traveller has it: mostly a day, else the month, the year, about it, a range. */
static inline const char *birth_text(struct date day, struct dice *dice, struct arena *arena)
{
    switch (roll(dice, 12)) {
    case 0: return arena_format(arena, "%04d-%02d", day.year, day.month);
    case 1: return arena_format(arena, "%04d", day.year);
    case 2: return arena_format(arena, "c. %04d", day.year);
    case 3: return arena_format(arena, "%04d-%04d", day.year - 2, day.year + 1);
    default: return arena_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
    }
}

/* Of few days, so that many share one: those whose day may be a month, first and last ones. */
static inline struct date any_day(struct dice *dice)
{
    static const int months[] = {1, 6, 12}, days[] = {1, 6, 12, 28};
    int year = 1950 + (int)roll(dice, 50);
    if (roll(dice, 6) == 0)
        year = year / 10 * 10 + 9 * (int)roll(dice, 2);
    if (roll(dice, 8) == 0)
        return (struct date){year, 12, 31};
    return (struct date){year, months[roll(dice, 3)], days[roll(dice, 4)]};
}

/* ---- the list ---- */

/* Names of nothing but what is left out elsewhere. */
static const char *const particles[] = {"SHEIKH BIN", "HAJI", "AL DIN", "BIN"};

static inline void add_invented(struct buffer *text, struct dice *dice)
{
    uint32_t words[6];
    int count = roll(dice, 20) ? 2 + (int)(roll(dice, 5) == 0) : 1;
    bool many = roll(dice, 15) == 0; /* of which a person may have two */
    if (many)
        count = 5 + (int)roll(dice, 2);
    for (int w = 0; w < count; w++)
        words[w] = many ? roll(dice, FREQUENT) : any_word(dice);
    if (roll(dice, 50))
        add_words(text, words, count, 0);
    else
        buffer_text(text, particles[roll(dice, 4)]);
    if (roll(dice, 30) == 0)
        buffer_format(text, " %c", 'A' + (int)roll(dice, 26));
    buffer_char(text, ',');
    if (roll(dice, 6) == 0)
        add_words(text, words, count, 1 + (int)roll(dice, 3));
    else if (roll(dice, 6) == 0)
        add_words(text, words, count > 1 ? count - 1 : 1, 0);
}

static inline void add_of_world(struct buffer *text, struct dice *dice, struct arena *arena)
{
    struct world_person person;
    draw_person(dice, arena, &person);
    buffer_format(text, "%.*s %.*s,", (int)person.given.size, person.given.at,
                  (int)person.surname.size, person.surname.at);
    if (roll(dice, 3) == 0)
        buffer_append(text, person.native.at, person.native.size);
}

/* One of few phones, with and without its country. */
static inline void add_phone(struct buffer *text, struct dice *dice)
{
    static const char *const countries[] = {"+998", "998", "0", ""};
    buffer_format(text, "%s9%08u", countries[roll(dice, 4)], roll(dice, 5000));
}

static inline void add_contacts(struct buffer *text, struct dice *dice)
{
    for (uint32_t count = roll(dice, 8) ? 0 : 1 + roll(dice, 2); count; count--) {
        add_phone(text, dice);
        buffer_text(text, count > 1 ? ";" : "");
    }
    if (roll(dice, 8) == 0)
        buffer_format(text, ",p%u@example.org", roll(dice, 5000));
    else
        buffer_char(text, ',');
}

/* Columns as lists.md has them. A fifth has two names. */
static inline const char *invent_list(uint32_t entries, struct dice *dice, struct arena *arena)
{
    struct buffer text = {0};
    struct arena scratch = {0};
    buffer_text(&text, "id,full_name,aliases,birth,sex,nationality,document_number,document_state,"
                       "phone,email\n");
    for (uint32_t i = 0; i < entries; i++) {
        buffer_format(&text, "%u,", i);
        if (roll(dice, 3))
            add_invented(&text, dice);
        else
            add_of_world(&text, dice, &scratch);
        const char *first = birth_text(any_day(dice), dice, &scratch);
        const char *second = birth_text(any_day(dice), dice, &scratch);
        uint32_t births = roll(dice, 10);
        buffer_format(&text, ",%s%s%s", births ? first : "", births == 9 ? ";" : "",
                      births == 9 ? second : "");
        buffer_format(&text, ",%s,%s,", roll(dice, 2) ? "M" : "", roll(dice, 2) ? "UZ" : "FR");
        if (roll(dice, 8) == 0)
            buffer_format(&text, "AA%05u", roll(dice, 3000));
        buffer_format(&text, ",%s,", roll(dice, 2) ? "UZB" : "");
        add_contacts(&text, dice);
        buffer_char(&text, '\n');
        arena_reset(&scratch);
    }
    const char *copy = arena_copy(arena, buffer_span(&text)).at;
    buffer_free(&text);
    arena_free(&scratch);
    return copy;
}

#endif
