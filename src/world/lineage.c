/* Who in a household has whose name: surnames, fathers' names, given names. */
#include "world/lineage.h"

/* Whose fathers there are: the head's, the spouse's, the head's grandfather, that of children without one. */
enum { HEADS_FATHER, SPOUSES_FATHER, GRANDFATHER, ABSENT };
/* Streams of chance from DRAW_LINEAGE on. */
enum { STREAM_HABITS, STREAM_LINES, STREAM_FATHERS = STREAM_LINES + WORLD_LINES };

struct world_pick world_pick_of(struct chance *chance, const struct world_family *family,
                                enum world_list_kind kind)
{
    struct world_list list = world_list(family->group.culture, kind);
    if (list.count == 0)
        list = world_list(family->group.culture, LIST_MALE);
    const struct world_country *country = world_country(family->group.nationality);
    uint32_t rank = world_rank(chance, list.count, family->custom->steep);
    struct world_pick pick = {&list.at[rank], country->spelling};
    if (pick.name->latin_size && world_percent(chance, country->others)) {
        struct span latin = {pick.name->latin, pick.name->latin_size};
        pick.spelling = chance_below(chance, world_variants(latin));
    }
    return pick;
}

static struct chance lineage_chance(const struct world_family *family, unsigned stream)
{
    return chance_of(family->people->seed, DRAW_LINEAGE + stream, family->root);
}

struct world_lineage world_lineage_of(const struct world_family *family)
{
    struct chance chance = lineage_chance(family, STREAM_HABITS);
    struct world_lineage lineage;
    lineage.takes = world_percent(&chance, family->custom->takes);
    lineage.clan = world_percent(&chance, 60);
    lineage.son = world_percent(&chance, family->custom->son);
    return lineage;
}

struct world_pick world_line(const struct world_family *family, unsigned line)
{
    struct chance chance = lineage_chance(family, STREAM_LINES + line);
    return world_pick_of(&chance, family, LIST_SURNAMES);
}

static struct world_pick father_name(const struct world_family *family, unsigned father)
{
    struct chance chance = lineage_chance(family, STREAM_FATHERS + father);
    return world_pick_of(&chance, family, LIST_MALE);
}

static bool is_child(unsigned member)
{
    return member >= MEMBER_CHILD && member <= MEMBER_INFANT;
}

static struct world_pick draw_given(const struct world_family *family, unsigned member)
{
    struct chance chance = chance_of(family->people->seed, DRAW_GIVEN, family->root | member);
    bool female = family->bodies[member].female;
    return world_pick_of(&chance, family, female ? LIST_FEMALE : LIST_MALE);
}

/* Children of one family have names of their own. */
static struct world_pick given_of(const struct world_family *family, unsigned member)
{
    struct world_pick pick = draw_given(family, member);
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

struct world_pick world_father_of(const struct world_family *family, unsigned member)
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
struct world_pick world_own_name(const struct world_family *family, unsigned member)
{
    if (member == MEMBER_PARENT && !family->bodies[member].female)
        return father_name(family, HEADS_FATHER);
    return given_of(family, member);
}

/* The line that the head was born into: hers is the wife's. */
static unsigned born_line(const struct world_family *family)
{
    return family->bodies[MEMBER_HEAD].female && is_couple(family) ? LINE_WIFE : LINE_HUSBAND;
}

/* Whose surname a member has; `*second`: whose is the other, where there are two. */
unsigned world_line_of(const struct world_family *family, const struct world_lineage *lineage,
                       unsigned member, unsigned *second)
{
    bool female = family->bodies[member].female;
    bool wife = female && is_couple(family) && member <= MEMBER_SPOUSE;
    unsigned born = born_line(family);
    *second = born == LINE_WIFE ? LINE_WIFES_MOTHER : LINE_MOTHER;
    if (is_child(member)) {
        *second = LINE_WIFE;
        return LINE_HUSBAND;
    }
    if (member <= MEMBER_SPOUSE) {
        *second = wife ? LINE_WIFES_MOTHER : LINE_MOTHER;
        return wife && !lineage->takes ? LINE_WIFE : LINE_HUSBAND;
    }
    if (member != MEMBER_PARENT)
        return born;
    unsigned mother = *second;
    *second = LINE_GRANDMOTHER;
    return female && !lineage->takes ? mother : born;
}
