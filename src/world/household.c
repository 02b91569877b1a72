/* Households: who belongs to them, when they were born. */
#include "world/people.h"

enum { AGES = 6 };

/* What heads are like by segment: how many of a hundred are men, live as couples, have children at home, and
 * their ages in years at the quantiles (0 to 100 % in fifths). `anybody`: members from MEMBER_FRIEND on
 * are anybody of the segment; else about the head's age. */
static const struct {
    uint32_t men, couples, children;
    int32_t ages[AGES];
    bool anybody;
} habits[WORLD_SEGMENTS] = {
    [SEGMENT_TOURIST] = {50, 60, 45, {18, 26, 34, 44, 57, 78}, false},
    [SEGMENT_FAMILY] = {62, 96, 92, {24, 31, 35, 40, 47, 60}, false},
    [SEGMENT_VISITING] = {50, 65, 55, {18, 25, 33, 42, 54, 80}, false},
    [SEGMENT_BUSINESS] = {76, 75, 65, {28, 34, 40, 46, 52, 60}, false},
    [SEGMENT_COMMUTER] = {58, 70, 65, {22, 30, 37, 44, 51, 62}, false},
    [SEGMENT_STUDENT] = {55, 4, 10, {17, 18, 20, 21, 23, 26}, false},
    [SEGMENT_WORKER] = {84, 62, 70, {20, 24, 29, 35, 42, 50}, false},
    [SEGMENT_PILGRIM] = {52, 85, 40, {30, 42, 50, 56, 62, 74}, true},
    [SEGMENT_DIPLOMAT] = {66, 80, 60, {28, 35, 42, 48, 54, 64}, false},
    [SEGMENT_GROUP] = {44, 65, 35, {18, 27, 38, 50, 61, 78}, true},
    [SEGMENT_TRANSIT] = {58, 60, 50, {18, 26, 34, 43, 54, 78}, false},
    [SEGMENT_CREW] = {48, 55, 45, {22, 26, 30, 36, 44, 58}, true},
    [SEGMENT_STAFF] = {54, 60, 50, {21, 28, 35, 42, 50, 60}, true},
    [SEGMENT_LISTED] = {88, 60, 50, {20, 28, 35, 43, 52, 70}, false},
};

/* Of couples with children: how many have one, two, three. */
static const uint32_t counts[] = {34, 40, 26};

enum { GROWN = 18, OLD = 92, INFANT_MOST = 540, CHILD_LEAST = 731, CHILD_MOST = 17 * 1461 / 4 };
enum { FRIEND_YEARS = 5, FRIEND_ALIKE = 72, SIBLING_LEAST = 400, SIBLING_MOST = 3000 };

static const char *const words[] = {
#define SEGMENT(name, word) word,
#include "world/segments.def"
#undef SEGMENT
};

const char *world_segment_word(enum world_segment segment)
{
    return words[segment];
}

/* Whole years in days; a year is 365 days and a quarter. */
static int32_t years(int32_t count)
{
    return count * 1461 / 4;
}

static struct world_group draw_group(struct chance *chance, size_t residence)
{
    struct world_groups groups = world_groups_of(residence);
    uint32_t sum = 0;
    for (size_t i = 0; i < groups.count; i++)
        sum += groups.at[i].weight;
    uint32_t left = chance_below(chance, sum);
    size_t at = 0;
    for (; at + 1 < groups.count && left >= groups.at[at].weight; at++)
        left -= groups.at[at].weight;
    return groups.at[at];
}

static struct chance family_chance(const struct world_people *people, world_person_id root)
{
    return chance_of(people->seed, DRAW_FAMILY, root);
}

/* Group, sex and age in days of who heads a household; the first draws of the family's stream. */
static int32_t draw_head(struct chance *chance, struct world_family *family)
{
    family->group = draw_group(chance, family->residence);
    family->bodies[MEMBER_HEAD].female = !world_percent(chance, habits[family->segment].men);
    const int32_t *ages = habits[family->segment].ages;
    size_t step = chance_below(chance, AGES - 1);
    return chance_between(chance, years(ages[step]) + 1, years(ages[step + 1]));
}

/* What lies outside comes back from the bound as far as it went beyond: cut off there, many would have one
 * birthday. */
static int32_t reflect(int32_t age, int32_t least, int32_t most)
{
    age = age < least ? 2 * least - age : age;
    age = age > most ? 2 * most - age : age;
    return age < least ? least : age;
}

/* Friends are mostly of the head's group and about its age. */
static int32_t draw_friend(struct chance *chance, world_person_id id, struct world_family *family)
{
    int32_t age = draw_head(chance, family);
    bool alike = world_percent(chance, FRIEND_ALIKE);
    int32_t apart = chance_between(chance, -years(FRIEND_YEARS), years(FRIEND_YEARS));
    if (habits[family->segment].anybody)
        return age;
    struct world_family other = *family;
    struct chance head = family_chance(family->people, id - world_person_member(id));
    const int32_t *ages = habits[family->segment].ages;
    age = draw_head(&head, &other) + apart;
    if (alike)
        family->group = other.group;
    return reflect(age, years(ages[0]) + 1, years(ages[AGES - 1]));
}

static void put(struct world_family *family, unsigned member, bool exists, int32_t age)
{
    family->bodies[member].exists = exists;
    family->bodies[member].birth = family->people->epoch - age;
}

static int32_t draw_spouse(struct chance *chance, struct world_family *family, int32_t head)
{
    bool exists = world_percent(chance, habits[family->segment].couples);
    int32_t younger = chance_between(chance, -years(2), years(7));
    bool wife = !family->bodies[MEMBER_HEAD].female;
    int32_t age = wife ? head - younger : head + younger;
    age = reflect(age, years(GROWN) + 200, years(110));
    family->bodies[MEMBER_SPOUSE].female = wife;
    put(family, MEMBER_SPOUSE, exists && head > years(GROWN + 1), age);
    return age;
}

/* `mother`: her age in days, or that of a parent alone. Returns the age of the youngest. */
static int32_t draw_children(struct chance *chance, struct world_family *family, int32_t mother)
{
    bool some = world_percent(chance, habits[family->segment].children);
    uint32_t count = 1 + (uint32_t)chance_weighted(chance, counts, sizeof counts / sizeof *counts);
    int32_t most = mother - years(GROWN + 1), least = mother - years(44);
    most = most < CHILD_MOST ? most : CHILD_MOST;
    least = least > CHILD_LEAST ? least : CHILD_LEAST;
    int32_t age = least <= most ? chance_between(chance, least, most) : 0, youngest = INT32_MAX;
    for (uint32_t i = 0; i <= MEMBER_CHILD_3 - MEMBER_CHILD; i++) {
        bool exists = some && i < count && age >= CHILD_LEAST;
        put(family, MEMBER_CHILD + i, exists, exists ? age : CHILD_LEAST);
        family->bodies[MEMBER_CHILD + i].female = world_percent(chance, 49);
        youngest = exists ? age : youngest;
        age -= chance_between(chance, 390, 1700);
    }
    return youngest;
}

static void draw_infant(struct chance *chance, struct world_family *family, int32_t mother,
                        int32_t youngest)
{
    bool exists = world_percent(chance, 34);
    int32_t most = youngest - 330 < INFANT_MOST ? youngest - 330 : INFANT_MOST;
    int32_t age = chance_between(chance, 10, most);
    family->bodies[MEMBER_INFANT].female = world_percent(chance, 49);
    exists = exists && family->bodies[MEMBER_SPOUSE].exists;
    put(family, MEMBER_INFANT, exists && mother > years(GROWN + 1) && mother < years(45), age);
}

static void draw_elders(struct chance *chance, struct world_family *family, int32_t head)
{
    bool sibling = world_percent(chance, 62), older = world_percent(chance, 50);
    int32_t apart = chance_between(chance, SIBLING_LEAST, SIBLING_MOST);
    older = older || head - apart < years(16);
    int32_t age = older ? head + apart : head - apart;
    family->bodies[MEMBER_SIBLING].female = world_percent(chance, 49);
    put(family, MEMBER_SIBLING, sibling, age);
    int32_t eldest = sibling && older ? age : head;
    bool parent = world_percent(chance, 46);
    int32_t parent_age = eldest + chance_between(chance, years(20), years(38));
    family->bodies[MEMBER_PARENT].female = world_percent(chance, 58);
    put(family, MEMBER_PARENT, parent && parent_age < years(OLD), parent_age);
}

void world_family_of(const struct world_people *people, world_person_id id,
                     struct world_family *out)
{
    bool alone = world_person_member(id) >= MEMBER_FRIEND;
    out->people = people;
    out->root = alone ? id : id - world_person_member(id);
    out->segment = world_person_segment(id);
    out->residence = world_person_country(id);
    struct chance chance = family_chance(people, out->root);
    int32_t head = alone ? draw_friend(&chance, id, out) : draw_head(&chance, out);
    out->custom = world_custom(out->group.culture);
    put(out, MEMBER_HEAD, true, head);
    int32_t spouse = draw_spouse(&chance, out, head);
    if (alone) /* of a friend's household nobody else is asked for */
        return;
    bool couple = out->bodies[MEMBER_SPOUSE].exists;
    int32_t mother = couple && !out->bodies[MEMBER_HEAD].female ? spouse : head;
    int32_t youngest = draw_children(&chance, out, mother);
    draw_infant(&chance, out, mother, youngest);
    draw_elders(&chance, out, head);
}

static struct world_body body_of(const struct world_people *people, world_person_id id)
{
    struct world_family family;
    world_family_of(people, id, &family);
    return family.bodies[world_place(id)];
}

int32_t world_person_birth(const struct world_people *people, world_person_id id)
{
    return body_of(people, id).birth;
}

bool world_person_exists(const struct world_people *people, world_person_id id)
{
    return body_of(people, id).exists;
}
