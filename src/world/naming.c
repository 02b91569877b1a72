/* Names: surname, given name and patronymic of a member, in the own script and in Latin letters. */
#include "world/people.h"

/* A name from a list, in one of its Latin spellings. */
struct pick {
    const struct world_name *name;
    unsigned spelling;
};

/* Whose surnames there are: of the husband, the wife, the head's mother, the wife's mother, a grandmother;
 * whose fathers: the head's, the spouse's, the head's grandfather, the father of children without one. */
enum { HUSBANDS, WIFES, MOTHERS, WIFES_MOTHERS, GRANDMOTHERS, LINES };
enum { HEADS_FATHER, SPOUSES_FATHER, GRANDFATHER, ABSENT, FATHERS };
/* What is one family's: streams of chance from DRAW_LINEAGE on, in this order. */
enum { STREAM_HABITS, STREAM_LINES, STREAM_FATHERS = STREAM_LINES + LINES };
struct lineage {
    bool takes, clan, son;
};

static const struct {
    enum world_endings set;
    const char *from, *to;
} endings[] = {
#define ENDING(set, from, to) {ENDINGS_##set, from, to},
#include "world/endings.def"
#undef ENDING
};

static const struct {
    enum world_patronymics set;
    const char *ending, *son, *daughter;
} patronymics[] = {
#define PATRONYMIC(set, ending, son, daughter) {PATRONYMICS_##set, ending, son, daughter},
#include "world/patronymics.def"
#undef PATRONYMIC
};

enum { NEWER_FROM = 9496 }; /* 1996-01-01 */

static bool percent(struct chance *chance, uint32_t of)
{
    return chance_below(chance, 100) < of;
}

static struct pick draw_pick(struct chance *chance, const struct world_family *family,
                             enum world_list_kind kind)
{
    struct world_list list = world_list(family->group.culture, kind);
    if (list.count == 0)
        list = world_list(family->group.culture, LIST_MALE);
    const struct world_country *country = world_country(family->group.nationality);
    uint32_t rank = world_rank(chance, list.count, family->custom->steep);
    struct pick pick = {&list.at[rank], country->spelling};
    bool other = percent(chance, country->others);
    uint32_t which = chance_below(chance, 60);
    if (other && pick.name->latin_size)
        pick.spelling = which % world_variants(span_of(pick.name->latin));
    return pick;
}

static struct chance lineage_chance(const struct world_family *family, unsigned stream)
{
    return chance_of(family->people->seed, DRAW_LINEAGE + stream, family->root);
}

static struct lineage draw_lineage(const struct world_family *family)
{
    struct chance chance = lineage_chance(family, STREAM_HABITS);
    struct lineage lineage;
    lineage.takes = percent(&chance, family->custom->takes);
    lineage.clan = percent(&chance, 60);
    lineage.son = percent(&chance, family->custom->son);
    return lineage;
}

static struct pick surname_of(const struct world_family *family, unsigned line)
{
    struct chance chance = lineage_chance(family, STREAM_LINES + line);
    return draw_pick(&chance, family, LIST_SURNAMES);
}

static struct pick father_name(const struct world_family *family, unsigned father)
{
    struct chance chance = lineage_chance(family, STREAM_FATHERS + father);
    return draw_pick(&chance, family, LIST_MALE);
}

static bool is_child(unsigned member)
{
    return member >= MEMBER_CHILD && member <= MEMBER_INFANT;
}

static struct pick draw_given(const struct world_family *family, unsigned member)
{
    struct chance chance = chance_of(family->people->seed, DRAW_GIVEN, family->root | member);
    bool female = family->bodies[member].female;
    return draw_pick(&chance, family, female ? LIST_FEMALE : LIST_MALE);
}

/* Children of one family have names of their own. */
static struct pick given_of(const struct world_family *family, unsigned member)
{
    struct pick pick = draw_given(family, member);
    if (!is_child(member))
        return pick;
    struct world_list list =
        world_list(family->group.culture, family->bodies[member].female ? LIST_FEMALE : LIST_MALE);
    for (unsigned elder = MEMBER_CHILD; elder < member; elder++) {
        if (!family->bodies[elder].exists || given_of(family, elder).name != pick.name)
            continue;
        size_t next = (size_t)(pick.name - list.at) + member - MEMBER_CHILD + 1;
        pick.name = &list.at[next % list.count];
    }
    return pick;
}

static bool is_couple(const struct world_family *family)
{
    return family->bodies[MEMBER_SPOUSE].exists;
}

static struct pick father_of(const struct world_family *family, unsigned member)
{
    if (is_child(member)) {
        if (!family->bodies[MEMBER_HEAD].female)
            return given_of(family, MEMBER_HEAD);
        return is_couple(family) ? given_of(family, MEMBER_SPOUSE) : father_name(family, ABSENT);
    }
    if (member == MEMBER_SPOUSE)
        return father_name(family, SPOUSES_FATHER);
    return father_name(family, member == MEMBER_PARENT ? GRANDFATHER : HEADS_FATHER);
}

/* Of the head's parent, when it is the father: whose name the patronymics are made of. */
static struct pick own_name(const struct world_family *family, unsigned member)
{
    if (member == MEMBER_PARENT && !family->bodies[member].female)
        return father_name(family, HEADS_FATHER);
    return given_of(family, member);
}

/* The line that the head was born into: hers is the wife's. */
static unsigned born_line(const struct world_family *family)
{
    return family->bodies[MEMBER_HEAD].female && is_couple(family) ? WIFES : HUSBANDS;
}

/* Whose surname a member has; `*second`: whose is the other, where there are two. */
static unsigned line_of(const struct world_family *family, const struct lineage *lineage,
                        unsigned member, unsigned *second)
{
    bool female = family->bodies[member].female;
    bool wife = female && is_couple(family) && member <= MEMBER_SPOUSE;
    unsigned born = born_line(family);
    *second = born == WIFES ? WIFES_MOTHERS : MOTHERS;
    if (is_child(member)) {
        *second = WIFES;
        return HUSBANDS;
    }
    if (member <= MEMBER_SPOUSE) {
        *second = wife ? WIFES_MOTHERS : MOTHERS;
        return wife && !lineage->takes ? WIFES : HUSBANDS;
    }
    if (member != MEMBER_PARENT)
        return born;
    unsigned mother = *second;
    *second = GRANDMOTHERS;
    return female && !lineage->takes ? mother : born;
}

/* ---- writing ---- */

static void begin(struct world_part *part)
{
    part->native = (struct world_pen){part->native_room, 0, PART_NATIVE};
    part->latin = (struct world_pen){part->latin_room, 0, PART_LATIN};
}

static void add(struct world_part *part, const char *native, const char *latin)
{
    world_pen_text(&part->native, native);
    world_pen_text(&part->latin, latin);
}

static void add_pick(struct world_part *part, struct pick pick)
{
    const struct world_name *name = pick.name;
    world_pen_span(&part->native, (struct span){name->native, name->native_size});
    world_pen_span(&part->latin,
                   world_variant((struct span){name->latin, name->latin_size}, pick.spelling));
}

static bool ends_in(struct span text, const char *ending)
{
    struct span end = span_of(ending);
    return text.size >= end.size && memcmp(text.at + (text.size - end.size), ending, end.size) == 0;
}

static void turn_ending(struct world_pen *pen, enum world_endings set)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (endings[i].set == set && ends_in(world_pen_all(pen), endings[i].from)) {
            pen->size -= strlen(endings[i].from);
            world_pen_text(pen, endings[i].to);
            return;
        }
}

static void add_surname(struct world_part *part, struct pick pick, enum world_endings set,
                        bool female)
{
    add_pick(part, pick);
    if (!female || set == ENDINGS_SAME)
        return;
    turn_ending(&part->native, set);
    turn_ending(&part->latin, set);
}

static void add_patronymic(struct world_part *part, struct pick father, enum world_patronymics set,
                           bool female)
{
    if (set == PATRONYMICS_IBN) {
        add(part, female ? "بنت " : "بن ", female ? "BINT " : "BIN ");
        add_pick(part, father);
        return;
    }
    add_pick(part, father);
    for (size_t i = 0; i < sizeof patronymics / sizeof *patronymics; i++)
        if (patronymics[i].set == set &&
            ends_in(world_pen_all(&part->native), patronymics[i].ending)) {
            part->native.size -= strlen(patronymics[i].ending);
            world_pen_text(&part->native, female ? patronymics[i].daughter : patronymics[i].son);
            return;
        }
}

/* ---- composing ---- */

/* What a name is composed of. */
struct making {
    const struct world_family *family;
    const struct world_custom *custom;
    const struct lineage *lineage;
    struct chance chance; /* the member's */
    unsigned member;
    bool female, single;
    struct pick own;
    struct world_naming *out;
};

/* States whose passports have "bin" and the father's name. */
static bool has_ibn(const struct world_family *family)
{
    static const char *const states[] = {"SA", "AE", "QA", "KW"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(world_country(family->group.nationality)->alpha2, states[i]) == 0)
            return true;
    return false;
}

/* In Han characters nothing parts them; in Latin letters nothing does on the mainland. */
static void add_gap(struct making *making)
{
    if (making->custom->order == ORDER_JOINED)
        add(&making->out->given, "",
            world_country(making->family->group.nationality)->spelling ? " " : "");
    else
        add(&making->out->given, " ", " ");
}

static void make_given(struct making *making)
{
    struct world_part *given = &making->out->given;
    struct chance *chance = &making->chance;
    enum world_culture culture = making->family->group.culture;
    enum world_list_kind kind = making->female ? LIST_FRONT_FEMALE : LIST_FRONT_MALE;
    bool with_front = percent(chance, making->custom->front) && world_list(culture, kind).count;
    bool with_second = percent(chance, making->custom->second);
    if (with_front) {
        struct pick front = draw_pick(chance, making->family, kind);
        if (front.name->native != making->own.name->native) {
            add_pick(given, front);
            add(given, " ", " ");
        }
    }
    add_pick(given, making->own);
    if (with_second) {
        kind = making->female ? LIST_FEMALE : LIST_MALE;
        struct pick second = draw_pick(chance, making->family, kind);
        if (second.name == making->own.name)
            return;
        add_gap(making);
        add_pick(given, second);
    }
}

/* Named once: whoever asks has the father's name drawn. */
static struct pick fathers(const struct making *making)
{
    return father_of(making->family, making->member);
}

static void make_patronymic(struct making *making)
{
    struct chance *chance = &making->chance;
    bool has = percent(chance, making->custom->patronymic);
    bool added = percent(chance, 55);
    bool newer = making->family->bodies[making->member].birth >= NEWER_FROM;
    enum world_patronymics set = newer ? making->custom->newer : making->custom->older;
    struct world_part *part = &making->out->patronymic;
    if (!has || (making->lineage->son && making->member != MEMBER_SPOUSE))
        return;
    if (set != PATRONYMICS_IBN || has_ibn(making->family)) {
        add_patronymic(part, fathers(making), set, making->female);
    } else if (added) { /* elsewhere Arabs have the father's name for a second given one */
        add(&making->out->given, " ", " ");
        add_pick(&making->out->given, fathers(making));
    }
}

/* As it is inherited, or a woman's surname instead. */
static void make_family_surname(struct making *making)
{
    struct world_part *part = &making->out->surname;
    bool own = making->female && percent(&making->chance, making->custom->own);
    unsigned second, line = line_of(making->family, making->lineage, making->member, &second);
    if (own)
        add_pick(part, draw_pick(&making->chance, making->family, LIST_FEMALE_SURNAMES));
    else if (making->lineage->son && making->member != MEMBER_SPOUSE)
        add_patronymic(part, fathers(making), making->custom->newer, making->female);
    else
        add_surname(part, surname_of(making->family, line), making->custom->endings,
                    making->female);
}

static void make_two_surnames(struct making *making, bool mother_first)
{
    struct world_part *part = &making->out->surname;
    unsigned second, line = line_of(making->family, making->lineage, making->member, &second);
    add_pick(part, surname_of(making->family, mother_first ? second : line));
    if (surname_of(making->family, line).name == surname_of(making->family, second).name)
        return;
    add(part, " ", " ");
    add_pick(part, surname_of(making->family, mother_first ? line : second));
}

/* A second name that nobody inherits. */
static void make_own_surname(struct making *making)
{
    enum world_list_kind kind = making->female ? LIST_FEMALE_SURNAMES : LIST_SURNAMES;
    if (making->custom->scheme == SCHEME_CLAN && !making->female)
        kind = LIST_MALE;
    struct pick pick = draw_pick(&making->chance, making->family, kind);
    if (pick.name == making->own.name) /* nobody is called the same twice */
        pick.name =
            world_list(making->family->group.culture, kind).at + (pick.name->native_size & 7);
    add_pick(&making->out->surname, pick);
}

static void make_bin(struct making *making)
{
    struct world_part *part = &making->out->surname;
    add(part, making->female ? "Binti " : "Bin ", "");
    add_pick(part, fathers(making));
}

static void make_surname(struct making *making)
{
    switch (making->custom->scheme) {
    case SCHEME_FAMILY: make_family_surname(making); break;
    case SCHEME_FATHER: add_pick(&making->out->surname, fathers(making)); break;
    case SCHEME_BIN: make_bin(making); break;
    case SCHEME_TWO: make_two_surnames(making, false); break;
    case SCHEME_MOTHER_FIRST: make_two_surnames(making, true); break;
    case SCHEME_OWN: make_own_surname(making); break;
    case SCHEME_CLAN:
        if (making->lineage->clan)
            make_family_surname(making);
        else
            make_own_surname(making);
        break;
    }
}

/* A single name is the surname. In Malay passports it is the whole, with bin and the father's. */
static void make_single(struct making *making)
{
    struct world_naming *out = making->out;
    if (making->custom->scheme == SCHEME_BIN) {
        make_given(making);
        out->surname = out->given;
        out->surname.native.at = out->surname.native_room;
        out->surname.latin.at = out->surname.latin_room;
        begin(&out->given);
        add(&out->surname, " ", " ");
        make_bin(making);
    } else {
        add_pick(&out->surname, making->own);
    }
}

/* Latin letters of what is read. */
static void read_part(struct world_part *part, const struct world_letters *letters)
{
    part->latin.size = 0;
    world_romanise(world_pen_all(&part->native), letters, &part->latin);
}

static void read_parts(const struct world_family *family, struct world_naming *out)
{
    const struct world_letters *letters = &world_country(family->group.nationality)->letters;
    if (family->custom->script != SCRIPT_READ)
        return;
    read_part(&out->surname, letters);
    read_part(&out->given, letters);
    read_part(&out->patronymic, letters);
}

void world_naming_of(const struct world_family *family, unsigned member, struct world_naming *out)
{
    struct lineage lineage = draw_lineage(family);
    struct making making = {.family = family,
                            .custom = family->custom,
                            .lineage = &lineage,
                            .chance =
                                chance_of(family->people->seed, DRAW_NAME, family->root | member),
                            .member = member,
                            .female = family->bodies[member].female,
                            .own = own_name(family, member),
                            .out = out};
    begin(&out->surname);
    begin(&out->given);
    begin(&out->patronymic);
    making.single = percent(&making.chance, family->custom->single);
    if (making.single) {
        make_single(&making);
    } else {
        make_given(&making);
        make_surname(&making);
        make_patronymic(&making);
    }
    read_parts(family, out);
}
