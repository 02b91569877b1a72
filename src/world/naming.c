/* Names: surname, given name and patronymic of a member, in the own script and in Latin letters. */
#include "world/lineage.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
static const struct {
    enum world_endings set;
    struct span from, to;
} endings[] = {
#define ENDING(set, from, to) {ENDINGS_##set, TEXT(from), TEXT(to)},
#include "world/endings.def"
#undef ENDING
};

static const struct {
    enum world_patronymics set;
    struct span ending, son, daughter;
} patronymics[] = {
#define PATRONYMIC(set, ending, son, daughter)                                                     \
    {PATRONYMICS_##set, TEXT(ending), TEXT(son), TEXT(daughter)},
#include "world/patronymics.def"
#undef PATRONYMIC
};

enum { NEWER_FROM = 9496 }; /* 1996-01-01 */

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

static void add_pick(struct world_part *part, struct world_pick pick)
{
    const struct world_name *name = pick.name;
    world_pen_span(&part->native, (struct span){name->native, name->native_size});
    world_pen_span(&part->latin,
                   world_variant((struct span){name->latin, name->latin_size}, pick.spelling));
}

static bool ends_in(struct span text, struct span end)
{
    if (end.size == 0)
        return true;
    return text.size >= end.size && text.at[text.size - 1] == end.at[end.size - 1] &&
           memcmp(text.at + (text.size - end.size), end.at, end.size) == 0;
}

static void turn_ending(struct world_pen *pen, enum world_endings set)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (endings[i].set == set && ends_in(world_pen_all(pen), endings[i].from)) {
            pen->size -= endings[i].from.size;
            world_pen_span(pen, endings[i].to);
            return;
        }
}

static void add_surname(struct world_part *part, struct world_pick pick, enum world_endings set,
                        bool female)
{
    add_pick(part, pick);
    if (!female || set == ENDINGS_SAME)
        return;
    turn_ending(&part->native, set);
    turn_ending(&part->latin, set);
}

static void add_patronymic(struct world_part *part, struct world_pick father,
                           enum world_patronymics set, bool female)
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
            part->native.size -= patronymics[i].ending.size;
            world_pen_span(&part->native, female ? patronymics[i].daughter : patronymics[i].son);
            return;
        }
}

/* ---- composing ---- */

/* What a name is composed of. */
struct making {
    const struct world_family *family;
    const struct world_custom *custom;
    const struct world_lineage *lineage;
    struct chance chance; /* the member's */
    unsigned member;
    bool female, single;
    struct world_pick own;
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
    bool with_front =
        world_percent(chance, making->custom->front) && world_list(culture, kind).count;
    bool with_second = world_percent(chance, making->custom->second);
    if (with_front) {
        struct world_pick front = world_pick_of(chance, making->family, kind);
        if (front.name->native != making->own.name->native) {
            add_pick(given, front);
            add(given, " ", " ");
        }
    }
    add_pick(given, making->own);
    if (with_second) {
        kind = making->female ? LIST_FEMALE : LIST_MALE;
        struct world_pick second = world_pick_of(chance, making->family, kind);
        if (second.name == making->own.name)
            return;
        add_gap(making);
        add_pick(given, second);
    }
}

/* Named once: whoever asks has the father's name drawn. */
static struct world_pick fathers(const struct making *making)
{
    return world_father_of(making->family, making->member);
}

static void make_patronymic(struct making *making)
{
    struct chance *chance = &making->chance;
    bool has = world_percent(chance, making->custom->patronymic);
    bool added = world_percent(chance, 55);
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
    bool own = making->female && world_percent(&making->chance, making->custom->own);
    unsigned second, line = world_line_of(making->family, making->lineage, making->member, &second);
    if (own)
        add_pick(part, world_pick_of(&making->chance, making->family, LIST_FEMALE_SURNAMES));
    else if (making->lineage->son && making->member != MEMBER_SPOUSE)
        add_patronymic(part, fathers(making), making->custom->newer, making->female);
    else
        add_surname(part, world_line(making->family, line), making->custom->endings,
                    making->female);
}

static void make_two_surnames(struct making *making, bool mother_first)
{
    struct world_part *part = &making->out->surname;
    unsigned second, line = world_line_of(making->family, making->lineage, making->member, &second);
    add_pick(part, world_line(making->family, mother_first ? second : line));
    if (world_line(making->family, line).name == world_line(making->family, second).name)
        return;
    add(part, " ", " ");
    add_pick(part, world_line(making->family, mother_first ? line : second));
}

/* A second name that nobody inherits. */
static void make_own_surname(struct making *making)
{
    enum world_list_kind kind = making->female ? LIST_FEMALE_SURNAMES : LIST_SURNAMES;
    if (making->custom->scheme == SCHEME_CLAN && !making->female)
        kind = LIST_MALE;
    struct world_pick pick = world_pick_of(&making->chance, making->family, kind);
    struct world_list list = world_list(making->family->group.culture, kind);
    if (strcmp(pick.name->native, making->own.name->native) == 0) /* nobody is called that twice */
        pick.name = &list.at[(size_t)(pick.name - list.at + 1) % list.count];
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
    struct world_lineage lineage = world_lineage_of(family);
    struct making making = {.family = family,
                            .custom = family->custom,
                            .lineage = &lineage,
                            .chance =
                                chance_of(family->people->seed, DRAW_NAME, family->root | member),
                            .member = member,
                            .female = family->bodies[member].female,
                            .own = world_own_name(family, member),
                            .out = out};
    begin(&out->surname);
    begin(&out->given);
    begin(&out->patronymic);
    making.single = world_percent(&making.chance, family->custom->single);
    if (making.single) {
        make_single(&making);
    } else {
        make_given(&making);
        make_surname(&making);
        make_patronymic(&making);
    }
    read_parts(family, out);
}
