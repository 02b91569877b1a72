/* The same name as somebody else writes it. */
#include "mrz/mrz.h"
#include "world/respell.h"

/* A name that is being spelled: what it is, and what becomes of it. */
struct spelling {
    const struct world_person *person;
    struct chance chance;
    struct arena *arena;
    struct span was_surname, was_given;
    struct world_pen surname, given;
};

static const char *const words[] = {
#define SPELLING(name, word) word,
#include "world/spellings.def"
#undef SPELLING
};

const char *world_spelling_word(enum world_spelling spelling)
{
    return words[spelling];
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool has(struct span text, char c)
{
    return text.size && memchr(text.at, c, text.size) != NULL;
}

static bool is_parted(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_capital(text.at[i]))
            return true;
    return false;
}

static void same_surname(struct spelling *spelling)
{
    world_pen_span(&spelling->surname, spelling->was_surname);
}

static void same_given(struct spelling *spelling)
{
    world_pen_span(&spelling->given, spelling->was_given);
}

static void plain(struct spelling *spelling)
{
    same_surname(spelling);
    same_given(spelling);
}

static void romanised(struct spelling *spelling)
{
    world_respell(spelling->person, &spelling->chance, &spelling->surname, &spelling->given);
}

/* ---- a slip of the finger ---- */

/* A key beside it. */
static char neighbour(struct chance *chance, char c)
{
    static const char keys[] = " QWERTYUIOP ASDFGHJKL ZXCVBNM ";
    const char *at = strchr(keys, c);
    bool right = chance_below(chance, 2);
    if (!at || c == ' ')
        return c;
    char other = at[right ? 1 : -1];
    return other == ' ' ? at[right ? -1 : 1] : other;
}

enum { SLIP_CHANGED, SLIP_LEFT_OUT, SLIP_DOUBLED, SLIP_EXCHANGED, SLIPS };

/* Never the first letter, and only letters. */
static bool slip(struct chance *chance, struct span text, struct world_pen *out)
{
    size_t at = 1 + chance_below(chance, (uint32_t)(text.size > 2 ? text.size - 2 : 1));
    uint32_t how = chance_below(chance, SLIPS);
    char other = at < text.size ? neighbour(chance, text.at[at]) : 0;
    if (text.size < 3 || !is_capital(text.at[at]) || !is_capital(text.at[at + 1]))
        return false;
    world_pen_span(out, span_part(text, 0, at));
    if (how == SLIP_CHANGED)
        world_pen_char(out, other);
    if (how == SLIP_DOUBLED || how == SLIP_EXCHANGED)
        world_pen_char(out, text.at[how == SLIP_DOUBLED ? at : at + 1]);
    if (how == SLIP_DOUBLED || how == SLIP_EXCHANGED)
        world_pen_char(out, text.at[at]);
    world_pen_span(out, span_part(text, at + (how == SLIP_EXCHANGED ? 2 : 1), text.size));
    return true;
}

static void typo(struct spelling *spelling)
{
    for (int i = 0; i < 24; i++) {
        bool in_given = chance_below(&spelling->chance, 5) < 2 && spelling->was_given.size;
        struct span text = in_given ? spelling->was_given : spelling->was_surname;
        spelling->surname.size = spelling->given.size = 0;
        if (in_given)
            same_surname(spelling);
        else
            same_given(spelling);
        struct world_pen *out = in_given ? &spelling->given : &spelling->surname;
        if (slip(&spelling->chance, text, out) && !span_equal(world_pen_all(out), text))
            return;
        out->size = 0;
    }
    spelling->surname.size = spelling->given.size = 0;
    plain(spelling);
}

/* ---- what is cut, turned, left out ---- */

enum { FIELD_LEAST = 13, FIELD_MOST = 22, PARTICLE_MOST = 3 };

/* The field holds surname and given name with one sign between. */
static void truncated(struct spelling *spelling)
{
    struct span surname = spelling->was_surname, given = spelling->was_given;
    size_t whole = surname.size + given.size;
    uint32_t most = (uint32_t)(whole < FIELD_MOST ? whole : FIELD_MOST);
    if (whole > FIELD_LEAST) {
        size_t field = FIELD_LEAST + chance_below(&spelling->chance, most - FIELD_LEAST);
        size_t keep = given.size ? 1 : 0;
        if (surname.size + keep > field)
            surname.size = field - keep;
        if (given.size > field - surname.size)
            given.size = field - surname.size;
    }
    world_pen_span(&spelling->surname, span_trim(surname));
    world_pen_span(&spelling->given, span_trim(given));
}

static void swapped(struct spelling *spelling)
{
    if (spelling->was_given.size == 0) {
        plain(spelling);
        return;
    }
    world_pen_span(&spelling->surname, spelling->was_given);
    world_pen_span(&spelling->given, spelling->was_surname);
}

static void put_joined(struct span text, struct world_pen *out)
{
    for (size_t i = 0; i < text.size; i++)
        if (is_capital(text.at[i]))
            world_pen_char(out, text.at[i]);
}

static void joined(struct spelling *spelling)
{
    bool in_surname = is_parted(spelling->was_surname), in_given = is_parted(spelling->was_given);
    bool surname_first = chance_below(&spelling->chance, 3) < 2;
    if (in_surname && (surname_first || !in_given)) {
        put_joined(spelling->was_surname, &spelling->surname);
        same_given(spelling);
    } else {
        same_surname(spelling);
        put_joined(spelling->was_given, &spelling->given);
    }
}

/* The first of two surnames, with the particles (DE, DOS, DE LA) before it. */
static struct span first_surname(struct span text, struct span *second)
{
    struct span rest, word = span_cut(text, ' ', &rest);
    while (rest.size && word.size <= PARTICLE_MOST)
        word = span_cut(rest, ' ', &rest);
    *second = rest;
    return span_part(text, 0, (size_t)(word.at + word.size - text.at));
}

static bool has_front(const struct spelling *spelling)
{
    return world_custom(spelling->person->culture)->front &&
           spelling->person->culture != CULTURE_FILIPINO;
}

/* Of given names the second, or the word before the name (MUHAMMAD, MD, SITI). */
static void drop_given(struct spelling *spelling)
{
    struct span rest, first = span_cut(spelling->was_given, ' ', &rest);
    bool front = has_front(spelling) && chance_below(&spelling->chance, 3) < 2;
    world_pen_span(&spelling->given, front && rest.size ? rest : first);
    same_surname(spelling);
}

static void dropped(struct spelling *spelling)
{
    enum world_scheme scheme = world_custom(spelling->person->culture)->scheme;
    struct span second, first = first_surname(spelling->was_surname, &second);
    bool two = (scheme == SCHEME_TWO || scheme == SCHEME_MOTHER_FIRST) && second.size;
    bool in_given = chance_below(&spelling->chance, 3) == 0 && has(spelling->was_given, ' ');
    if (two && !in_given) {
        world_pen_span(&spelling->surname, scheme == SCHEME_TWO ? first : second);
        same_given(spelling);
    } else {
        drop_given(spelling);
    }
}

/* ---- what is set apart ---- */

/* Hyphens and apostrophes become blanks, else the first word that has a seam is set apart. */
static bool put_split(const struct spelling *spelling, struct span text, size_t cut,
                      struct world_pen *out)
{
    struct span rest, word = span_cut(text, ' ', &rest);
    bool marked = has(text, '-') || has(text, '\'');
    if (!marked && cut == 0)
        cut = world_seam(spelling->person, word);
    for (size_t i = 0; i < text.size; i++) {
        if (!marked && cut && i == cut)
            world_pen_char(out, ' ');
        world_pen_char(out, text.at[i] == '-' || text.at[i] == '\'' ? ' ' : text.at[i]);
    }
    return marked || cut;
}

static void split(struct spelling *spelling)
{
    size_t cut =
        has(spelling->was_given, ' ') ? 0 : world_han_seam(spelling->person, spelling->was_given);
    if (put_split(spelling, spelling->was_given, cut, &spelling->given))
        same_surname(spelling);
    else
        put_split(spelling, spelling->was_surname, 0, &spelling->surname);
}

/* ---- what is added ---- */

static void patronymic(struct spelling *spelling)
{
    plain(spelling);
    if (spelling->person->patronymic.size && spelling->given.size)
        world_pen_char(&spelling->given, ' ');
    world_pen_span(&spelling->given, spelling->person->patronymic);
}

enum { CHILD_DAYS = 12 * 1461 / 4 };

static void titled(struct spelling *spelling)
{
    const struct world_person *person = spelling->person;
    bool child = person->document.issued - person->birth < CHILD_DAYS;
    bool married = chance_below(&spelling->chance, 2);
    const char *title = child ? "MSTR" : "MR";
    if (person->sex != 'M')
        title = child ? "MISS" : married ? "MRS" : "MS";
    plain(spelling);
    world_pen_text(spelling->given.size ? &spelling->given : &spelling->surname, title);
}

static void initial(struct spelling *spelling)
{
    same_surname(spelling);
    world_pen_span(&spelling->given, span_part(spelling->was_given, 0, 1));
}

/* A single name stands in both fields, or has "first (last) name unknown" beside it. */
static void filled(struct spelling *spelling)
{
    uint32_t how = chance_below(&spelling->chance, 3);
    if (spelling->was_given.size) {
        plain(spelling);
        return;
    }
    if (how == 2)
        world_pen_text(&spelling->surname, "LNU");
    else
        same_surname(spelling);
    if (how == 0)
        world_pen_text(&spelling->given, "FNU");
    else
        world_pen_span(&spelling->given, spelling->was_surname);
}

/* ---- the letters of a zone ---- */

static void put_zone(struct spelling *spelling, struct span text, struct world_pen *out)
{
    struct span zone = {NULL, 0};
    if (mrz_transliterate(text, span_of(spelling->person->document.state), spelling->arena,
                          &zone) != STATUS_OK)
        return;
    for (size_t i = 0; i < zone.size; i++)
        world_pen_char(out, zone.at[i] == '<' ? ' ' : zone.at[i]);
}

/* Of the own script when Doc 9303-3 has it, else of the Latin name. */
static void zone(struct spelling *spelling)
{
    const struct world_person *person = spelling->person;
    const char *script = world_culture_script(person->culture);
    bool known =
        person->native_surname.size &&
        (strcmp(script, "Arab") == 0 || strcmp(script, "Cyrl") == 0 || strcmp(script, "Latn") == 0);
    put_zone(spelling, known ? person->native_surname : person->surname, &spelling->surname);
    put_zone(spelling, known ? person->native_given : person->given, &spelling->given);
}

typedef void speller(struct spelling *spelling);
static speller *const spellers[WORLD_SPELLINGS] = {
    [SPELLING_PLAIN] = plain,     [SPELLING_ROMANISED] = romanised,
    [SPELLING_TYPO] = typo,       [SPELLING_TRUNCATED] = truncated,
    [SPELLING_SWAPPED] = swapped, [SPELLING_JOINED] = joined,
    [SPELLING_SPLIT] = split,     [SPELLING_PATRONYMIC] = patronymic,
    [SPELLING_DROPPED] = dropped, [SPELLING_TITLED] = titled,
    [SPELLING_INITIAL] = initial, [SPELLING_FILLED] = filled,
    [SPELLING_MRZ] = zone,
};

bool world_spell(const struct world_person *person, enum world_spelling how, uint64_t seed,
                 struct arena *arena, struct span *surname, struct span *given)
{
    char surname_room[PART_NATIVE], given_room[PART_NATIVE];
    struct spelling spelling = {
        .person = person,
        .chance = chance_of(seed, DRAW_SPELLING, (uint64_t)how),
        .arena = arena,
        .was_surname = person->surname,
        .was_given = person->given,
        .surname = {surname_room, 0, sizeof surname_room},
        .given = {given_room, 0, sizeof given_room},
    };
    spellers[how](&spelling);
    struct span new_surname = world_pen_all(&spelling.surname);
    struct span new_given = world_pen_all(&spelling.given);
    bool changed =
        (!span_equal(new_surname, person->surname) || !span_equal(new_given, person->given)) &&
        new_surname.size;
    *surname = changed ? arena_copy(arena, new_surname) : person->surname;
    *given = changed ? arena_copy(arena, new_given) : person->given;
    return changed;
}
