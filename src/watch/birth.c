/* How the birth dates of a person and of an entry stand to each other. */
#include "base/clock.h"
#include "watch/internal.h"

const char *relation_word(enum relation relation)
{
    static const char *const words[] = {
#define RELATION(name, word, weight) word,
#include "watch/relations.def"
#undef RELATION
    };
    return words[relation];
}

enum weight relation_weight(enum relation relation)
{
    static const enum weight weights[] = {
#define RELATION(name, word, weight) WEIGHT_##weight,
#include "watch/relations.def"
#undef RELATION
    };
    return weights[relation];
}

static bool is_swapped(struct date a, struct date b)
{
    return a.year == b.year && a.month == b.day && a.day == b.month;
}

static bool is_january(struct date a)
{
    return a.month == 1 && a.day == 1;
}

/* Digits in which two numbers of `digits` differ. */
static int differing(int a, int b, int digits)
{
    int count = 0;
    for (int i = 0; i < digits; i++, a /= 10, b /= 10)
        count += a % 10 != b % 10;
    return count;
}

/* One digit typed wrong, or the year before or after. candidates.c finds no other. */
static bool is_near(struct date a, struct date b)
{
    int years = differing(a.year, b.year, 4), months = differing(a.month, b.month, 2);
    int days = differing(a.day, b.day, 2);
    bool next = a.year - b.year == 1 || b.year - a.year == 1;
    return years + months + days == 1 || (next && months + days == 0);
}

static enum relation relate_days(int32_t person, int32_t entry)
{
    struct date a = date_from_day(person), b = date_from_day(entry);
    if (person == entry)
        return RELATION_EXACT;
    if (is_swapped(a, b))
        return RELATION_SWAPPED;
    if (a.year == b.year && (is_january(a) || is_january(b)))
        return RELATION_JANUARY;
    return is_near(a, b) ? RELATION_NEAR : RELATION_CONTRADICTS;
}

static enum relation relate(const struct watch_person_birth *person,
                            const struct watch_birth *entry)
{
    const struct watch_birth *day = &person->day;
    if (day->precision == WATCH_PRECISION_DAY && entry->precision == WATCH_PRECISION_DAY) {
        enum relation relation = relate_days(day->from, entry->from);
        return relation == RELATION_EXACT && person->other ? RELATION_OTHER : relation;
    }
    return day->from <= entry->to && entry->from <= day->to ? RELATION_WITHIN
                                                            : RELATION_CONTRADICTS;
}

bool births_are_one_day(const struct judgement *judgement)
{
    return judgement->relation == RELATION_EXACT &&
           !is_january(date_from_day(judgement->entry_birth->from));
}

void relate_births(const struct watch_person *person, const struct watch_list *list,
                   const struct watch_entry *entry, struct judgement *out)
{
    out->relation = RELATION_NONE;
    out->person_birth = NULL;
    out->entry_birth = NULL;
    for (size_t i = 0; i < person->birth_count; i++)
        for (uint32_t j = 0; j < entry->births; j++) {
            const struct watch_birth *birth = &list->births[entry->first_birth + j];
            enum relation relation = relate(&person->births[i], birth);
            if (out->person_birth && relation <= out->relation)
                continue;
            out->relation = relation;
            out->person_birth = &person->births[i];
            out->entry_birth = birth;
        }
}
