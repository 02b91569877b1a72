/* Another romanisation of a name: by other letters for the own script, by other spellings that the
 * tables have, or by ear. */
#include "world/respell.h"

static const struct {
    bool weak;
    const char *from, *to;
} ears[] = {
#define EAR(weak, from, to) {weak, from, to},
#include "world/ear.def"
#undef EAR
};
enum { EARS = sizeof ears / sizeof *ears, TRIES = 12 };

/* Systems in which names in Cyrillic are also met. */
static const enum world_cyrillic systems[] = {CYRILLIC_OLD, CYRILLIC_FRENCH, CYRILLIC_GERMAN,
                                              CYRILLIC_ICAO, CYRILLIC_OLD};

size_t world_state_of(const struct world_person *person)
{
    for (size_t i = 0; i < world_country_count(); i++)
        if (strcmp(world_country(i)->issuer, person->document.state) == 0)
            return i;
    return 0;
}

/* ---- other letters ---- */

static bool by_letters(const struct world_person *person, struct chance *chance,
                       struct world_pen *surname, struct world_pen *given)
{
    const char *script = world_culture_script(person->culture);
    struct world_letters letters = {CHANCE_ONE_OF(chance, systems), LATIN_PLAIN, 1};
    if (strcmp(script, "Cyrl") != 0 && strcmp(script, "Geor") != 0)
        return false;
    world_romanise(person->native_surname, &letters, surname);
    world_romanise(person->native_given, &letters, given);
    return true;
}

/* ---- other spellings of the tables ---- */

/* What is looked for in the lists, and where it stands. */
struct search {
    const struct world_person *person;
    struct world_letters letters;
    bool paired, joined;
    unsigned column; /* of Chinese names, whose spellings are those of one region */
    struct chance *chance;
};

/* How much of `text` is that name: all of a word, with a woman's A behind it. 0: it is not. */
static size_t length_of(const struct search *search, const struct world_name *name,
                        struct span text, bool *womans)
{
    char room[PART_LATIN];
    struct world_pen latin = {room, 0, sizeof room};
    struct span key = {name->native, name->native_size};
    if (!search->paired) {
        world_romanise(key, &search->letters, &latin);
        key = world_pen_all(&latin);
    }
    *womans = false;
    if (key.size == 0 || text.size < key.size || memcmp(text.at, key.at, key.size) != 0)
        return 0;
    struct span rest = span_part(text, key.size, text.size);
    *womans =
        !search->paired && rest.size && rest.at[0] == 'A' && (rest.size == 1 || rest.at[1] == ' ');
    if (search->joined || rest.size == 0 || rest.at[0] == ' ' || *womans)
        return key.size + *womans;
    return 0;
}

/* The longest name of the culture that `text` begins with. */
static size_t longest(const struct search *search, struct span text,
                      const struct world_name **found, bool *womans)
{
    size_t best = 0;
    for (int kind = 0; kind < WORLD_LISTS; kind++) {
        struct world_list list = world_list(search->person->culture, (enum world_list_kind)kind);
        for (uint32_t i = 0; i < list.count; i++) {
            bool with;
            size_t size = length_of(search, &list.at[i], text, &with);
            if (size <= best)
                continue;
            best = size;
            *found = &list.at[i];
            *womans = with;
        }
    }
    return best;
}

static void put_variant(const struct search *search, const struct world_name *name,
                        struct span as_it_stands, bool womans, struct world_pen *out)
{
    struct span variants = {name->latin, name->latin_size};
    unsigned count = world_variants(variants);
    unsigned which = search->joined ? search->column : chance_below(search->chance, count);
    if (count == 0) {
        world_pen_span(out, as_it_stands);
        return;
    }
    struct span variant = world_variant(variants, which);
    if (womans && span_equal(span_part(variant, variant.size - 2, 2), SPAN("FF")))
        variant.size -= 2;
    world_pen_span(out, variant);
    if (womans)
        world_pen_char(out, 'A');
}

/* Names of paired scripts that no list has cannot be spelled: false. Others stay as they stand. */
static bool put_spelled(const struct search *search, struct span text, struct world_pen *out)
{
    while (text.size) {
        const struct world_name *name = NULL;
        bool womans = false;
        size_t size = longest(search, text, &name, &womans);
        if (size == 0 && search->paired)
            return false;
        if (out->size)
            world_pen_char(out, ' ');
        struct span rest, word = span_cut(text, ' ', &rest);
        if (size)
            put_variant(search, name, span_part(text, 0, size), womans, out);
        else
            world_pen_span(out, word);
        text = size ? span_part(text, size, text.size) : rest;
        if (text.size && text.at[0] == ' ')
            text = span_part(text, 1, text.size);
    }
    return true;
}

static bool by_tables(const struct world_person *person, struct chance *chance,
                      struct world_pen *surname, struct world_pen *given)
{
    const struct world_custom *custom = world_custom(person->culture);
    bool paired = custom->script == SCRIPT_PAIRED;
    struct search search = {person,
                            world_country(world_state_of(person))->letters,
                            paired,
                            paired && custom->order == ORDER_JOINED,
                            chance_below(chance, 3),
                            chance};
    return put_spelled(&search, paired ? person->native_surname : person->surname, surname) &&
           put_spelled(&search, paired ? person->native_given : person->given, given);
}

/* ---- by ear ---- */

/* Where `what` stands in the text and how long it is; with $ behind it, at the end. */
static bool find(struct span text, const char *what, size_t *at, size_t *size)
{
    struct span key = span_of(what);
    bool last = key.at[key.size - 1] == '$';
    key.size -= last;
    *size = key.size;
    *at = last && text.size >= key.size ? text.size - key.size : 0;
    for (; *at + key.size <= text.size; ++*at)
        if (memcmp(text.at + *at, key.at, key.size) == 0)
            return true;
    return false;
}

static bool put_heard(struct span text, size_t which, struct world_pen *out)
{
    size_t at, size;
    if (text.size == 0 || !find(text, ears[which].from, &at, &size))
        return false;
    world_pen_span(out, span_part(text, 0, at));
    world_pen_text(out, ears[which].to);
    world_pen_span(out, span_part(text, at + size, text.size));
    return true;
}

/* One is drawn; the next that applies is taken, and only if none does, a weak one. */
static void hear(struct span text, struct chance *chance, struct world_pen *out)
{
    uint32_t first = chance_below(chance, EARS);
    for (uint32_t i = 0; i < EARS * 2; i++) {
        size_t which = (first + i) % EARS;
        if (ears[which].weak == (i >= EARS) && put_heard(text, which, out))
            return;
    }
    world_pen_span(out, text);
}

static void by_ear(const struct world_person *person, struct chance *chance,
                   struct world_pen *surname, struct world_pen *given)
{
    uint32_t which = chance_below(chance, 3);
    surname->size = given->size = 0;
    if (which == 0)
        world_pen_span(surname, person->surname);
    else
        hear(person->surname, chance, surname);
    if (which == 1)
        world_pen_span(given, person->given);
    else
        hear(person->given, chance, given);
}

bool world_respell(const struct world_person *person, struct chance *chance,
                   struct world_pen *surname, struct world_pen *given)
{
    for (int i = 0; i < TRIES; i++) {
        bool made = false;
        uint32_t how = chance_below(chance, 10);
        surname->size = given->size = 0;
        if (i < TRIES - 3 && how < 8)
            made = by_letters(person, chance, surname, given) ||
                   by_tables(person, chance, surname, given);
        if (!made)
            by_ear(person, chance, surname, given);
        if (!span_equal(world_pen_all(surname), person->surname) ||
            !span_equal(world_pen_all(given), person->given))
            return true;
    }
    return false;
}
