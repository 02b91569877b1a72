/* The order of segments: groups begin with their first segment, hold what the guide has in them, in its
 * order and number. What stands where no such group is open is told once; then the reading goes on as
 * if the group had been begun. */
#include <stdio.h>

#include "check/internal.h"

enum group {
    GROUP_HEAD,
    GROUP_SENDER,
    GROUP_LEG,
    GROUP_PORT,
    GROUP_PERSON,
    GROUP_DOCUMENT,
    GROUP_TAIL,
    GROUP_PNR,
    GROUP_TRAVELLER,
    GROUP_TICKET,
    GROUP_PAYMENT,
    GROUP_SEGMENT,
    GROUP_CHECKIN,
    GROUP_SEATED,
    GROUP_SPLIT,
    GROUP_AUXILIARY,
    GROUP_HISTORY,
    GROUPS
};

struct place {
    enum kind_of_message kind;
    enum group group;
    uint32_t tag;
    enum group opens;
    unsigned most, rank;
};

static const struct place places[] = {
#define PLACE(kinds, group, tag, opens, most, rank)                                                \
    {kinds##_MESSAGE, GROUP_##group, TAG_##tag, GROUP_##opens, most, rank},
#define UP(kinds, group, parent)
#define NEED(kinds, group, tag)
#include "check/places.def"
#undef PLACE
#undef UP
#undef NEED
};
enum { PLACES = sizeof places / sizeof places[0] };

static const struct {
    enum kind_of_message kind;
    enum group group;
    uint32_t tag;
    const char *name;
} needs[] = {
#define PLACE(kinds, group, tag, opens, most, rank)
#define UP(kinds, group, parent)
#define NEED(kinds, group, tag) {kinds##_MESSAGE, GROUP_##group, TAG_##tag, #tag},
#include "check/places.def"
#undef PLACE
#undef UP
#undef NEED
};
enum { NEEDS = sizeof needs / sizeof needs[0] };

static enum group parent_of(enum group group)
{
    switch (group) {
#define PLACE(kinds, group, tag, opens, most, rank)
#define UP(kinds, group, parent)                                                                   \
    case GROUP_##group:                                                                            \
        return GROUP_##parent;
#define NEED(kinds, group, tag)
#include "check/places.def"
#undef PLACE
#undef UP
#undef NEED
    case GROUP_HEAD:
    case GROUP_TAIL:
    case GROUPS:
    default: return GROUP_HEAD;
    }
}

/* ---- the groups that are open ---- */

struct tally {
    uint32_t seen[PLACES]; /* of each place since its group began */
    unsigned rank[GROUPS]; /* the highest so far */
    bool rank_told[GROUPS];
};

struct walk {
    struct check *check;
    struct message *message;
    const struct segment *next; /* behind the one under way; NULL */
    bool flights;               /* there is a TDT in the message */
    enum group group;
    struct tally tally;
};

/* Of a list of passengers: in which group a place or date of this meaning stands; GROUPS: in any. */
static enum group group_meant(const struct segment *segment)
{
    static const struct {
        uint32_t tag;
        enum group group;
        const char *codes;
    } meanings[] = {{TAG_LOC, GROUP_LEG, " 125 87 92 130 "},
                    {TAG_LOC, GROUP_PERSON, " 22 174 178 179 180 "},
                    {TAG_LOC, GROUP_DOCUMENT, " 91 188 "},
                    {TAG_DTM, GROUP_PORT, " 189 232 132 133 178 186 136 "},
                    {TAG_DTM, GROUP_PERSON, " 329 "},
                    {TAG_DTM, GROUP_DOCUMENT, " 36 182 "}};
    struct span text = check_code(segment, 1, 0);
    char word[8];
    if (text.size == 0 || text.size > 3)
        return GROUPS;
    snprintf(word, sizeof word, " %.*s ", (int)text.size, text.at);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].tag == segment->tag && strstr(meanings[i].codes, word))
            return meanings[i].group;
    return GROUPS;
}

static const struct place *place_by_tag(const struct walk *walk, enum group group, uint32_t tag)
{
    for (int i = 0; i < PLACES; i++)
        if (places[i].kind == walk->message->kind && places[i].group == group &&
            places[i].tag == tag)
            return &places[i];
    return NULL;
}

/* The same for what the segment means. */
static const struct place *place_in(const struct walk *walk, enum group group,
                                    const struct segment *segment)
{
    enum group meant = walk->message->kind == PAXLST_MESSAGE ? group_meant(segment) : GROUPS;
    return meant == GROUPS || meant == group ? place_by_tag(walk, group, segment->tag) : NULL;
}

/* The nearest open group in which the segment may stand. */
static const struct place *place_open(const struct walk *walk, const struct segment *segment)
{
    enum group group = walk->group;
    for (;;) {
        const struct place *place = place_in(walk, group, segment);
        bool full = place && place->most == 1 && walk->tally.seen[place - places];
        if (place &&
            !(full && group != GROUP_HEAD && place_by_tag(walk, parent_of(group), segment->tag)))
            return place;
        if (group == parent_of(group))
            return NULL;
        group = parent_of(group);
    }
}

static const struct place *place_anywhere(const struct walk *walk, const struct segment *segment)
{
    for (int group = 0; group < GROUPS; group++) {
        const struct place *place = place_in(walk, (enum group)group, segment);
        if (place)
            return place;
    }
    return NULL;
}

/* Whether `group` is `other` or one inside of it. */
static bool is_within(enum group group, enum group other)
{
    while (group != other && group != parent_of(group))
        group = parent_of(group);
    return group == other;
}

static void begin_group(struct walk *walk, enum group group)
{
    for (int i = 0; i < PLACES; i++)
        if (places[i].group == group)
            walk->tally.seen[i] = 0;
    walk->tally.rank[group] = 0;
    walk->tally.rank_told[group] = false;
    walk->group = group;
}

/* ---- what is told ---- */

/* What must have come in a group before `segment`, which leaves it or stands behind it. */
static void check_needs(struct walk *walk, enum group group, const struct segment *segment,
                        unsigned rank)
{
    uint32_t next = walk->next ? walk->next->tag : TAG_NONE;
    for (int i = 0; i < NEEDS; i++) {
        if (needs[i].kind != walk->message->kind || needs[i].group != group ||
            needs[i].tag == segment->tag || (rank && needs[i].tag == next))
            continue; /* when it comes next the two are in the wrong order, which is told there */
        const struct place *place = place_by_tag(walk, group, needs[i].tag);
        if (!place || walk->tally.seen[place - places] || (rank && place->rank >= rank))
            continue;
        check_tell(walk->check, RULE_SEGMENT_MISSING, segment, segment->begin, 0, "%s",
                   needs[i].name);
        walk->tally.seen[place - places]++;
        walk->message->missing++;
    }
}

/* Groups that a segment closes: the open one up to (without) `until`. */
static void leave_groups(struct walk *walk, enum group until, const struct segment *segment)
{
    enum group group = walk->group;
    while (group != until) {
        check_needs(walk, group, segment, 0);
        if (group == parent_of(group))
            return;
        group = parent_of(group);
    }
}

static bool same_bytes(const struct check *check, const struct segment *a, const struct segment *b)
{
    return span_equal(span_part(check->body, a->begin, a->end - a->begin),
                      span_part(check->body, b->begin, b->end - b->begin));
}

static bool tell_twice(struct walk *walk, struct segment *segment, const struct segment *last)
{
    if (!last || segment->end - segment->begin <= 4 || last->tag != segment->tag ||
        !same_bytes(walk->check, last, segment))
        return false;
    struct check_finding *finding =
        check_tell(walk->check, RULE_SEGMENT_TWICE, segment, segment->begin,
                   segment->end - segment->begin, "the next segment");
    check_mend(walk->check, finding, segment->begin, segment->end + 1 - segment->begin, "");
    segment->told = true;
    walk->message->surplus++;
    return true;
}

/* A place or date of another meaning in a group that has its tag: its code is wrong, unless what comes
 * next does not belong into this group either. */
static bool tell_meaning(struct walk *walk, struct segment *segment)
{
    const struct place *place = NULL;
    enum group group = walk->group;
    for (;; group = parent_of(group)) {
        place = place_by_tag(walk, group, segment->tag);
        if (place || group == parent_of(group))
            break;
    }
    if (!place || walk->message->kind != PAXLST_MESSAGE || !walk->next)
        return false;
    enum group before = walk->group;
    walk->group = place->opens;
    bool fits = place_open(walk, walk->next) != NULL || walk->next->tag == TAG_UNT;
    walk->group = fits ? place->opens : before;
    if (!fits)
        return false;
    check_tell_piece(walk->check, segment->tag == TAG_LOC ? RULE_LOC_PLACE : RULE_DTM_PLACE,
                     segment, check_get(segment, 1, 0), "a code that belongs here");
    segment->told = true;
    return true;
}

/* Goes on as if the group in which the segment stands had been begun before it. */
static void begin_as_if(struct walk *walk, enum group group, const struct segment *segment)
{
    walk->message->missing++;
    begin_group(walk, group);
    for (int i = 0; i < NEEDS; i++) {
        const struct place *need = place_by_tag(walk, needs[i].group, needs[i].tag);
        if (need && needs[i].kind == walk->message->kind && need->opens != needs[i].group &&
            is_within(group, need->opens))
            walk->tally.seen[need - places]++;
    }
    const struct place *place = place_in(walk, group, segment);
    if (place)
        walk->tally.seen[place - places]++;
    if (place && place->opens != group)
        begin_group(walk, place->opens);
}

static void tell_misplaced(struct walk *walk, struct segment *segment)
{
    static const char *const openers[GROUPS] = {
        [GROUP_SENDER] = "NAD+MS", [GROUP_LEG] = "TDT",      [GROUP_PORT] = "LOC",
        [GROUP_PERSON] = "NAD",    [GROUP_DOCUMENT] = "DOC", [GROUP_PNR] = "SRC",
        [GROUP_TRAVELLER] = "TIF", [GROUP_TICKET] = "TKT",   [GROUP_PAYMENT] = "FOP",
        [GROUP_SEGMENT] = "TVL",   [GROUP_CHECKIN] = "DAT",  [GROUP_SEATED] = "TRI",
        [GROUP_HISTORY] = "ABI"};
    const struct place *place = place_anywhere(walk, segment);
    enum group group = place ? place->group : GROUP_HEAD;
    if (tell_meaning(walk, segment))
        return;
    check_tell(walk->check, RULE_SEGMENT_MISPLACED, segment, segment->begin, 3, "%s%s",
               openers[group] ? openers[group] : "another place for ",
               openers[group] ? " before it" : segment->name);
    segment->told = segment->astray = true;
    if (openers[group])
        begin_as_if(walk, group, segment);
}

static void check_rank(struct walk *walk, const struct place *place, const struct segment *segment)
{
    unsigned *rank = &walk->tally.rank[place->group];
    if (place->rank == 0)
        return;
    if (place->rank < *rank && !walk->tally.rank_told[place->group]) {
        bool coded = segment->tag == TAG_LOC || segment->tag == TAG_DTM;
        struct piece piece =
            coded ? check_get(segment, 1, 0) : (struct piece){{NULL, 0}, segment->begin, 3};
        check_tell_piece(walk->check, RULE_SEGMENT_ORDER, segment, piece,
                         "%s before the segments that stand before it here%s", segment->name,
                         coded ? ", or another code" : "");
        walk->tally.rank_told[place->group] = true;
    }
    *rank = place->rank > *rank ? place->rank : *rank;
}

static void tell_repeated(struct walk *walk, struct segment *segment, unsigned most)
{
    struct check_finding *finding =
        check_tell(walk->check, RULE_SEGMENT_REPEATED, segment, segment->begin, 3,
                   "%s at most %u time%s in its group", segment->name, most, most == 1 ? "" : "s");
    check_mend(walk->check, finding, segment->begin, segment->end + 1 - segment->begin, "");
    segment->told = true;
    walk->message->surplus++;
}

/* What a person has once comes again behind a document: a date with the wrong code, or the next person
 * without NAD. */
static void tell_person_again(struct walk *walk, struct segment *segment)
{
    if (segment->tag == TAG_DTM) {
        check_tell_piece(walk->check, RULE_DTM_PLACE, segment, check_get(segment, 1, 0),
                         "36 or 182");
        segment->told = true;
        return;
    }
    check_tell(walk->check, RULE_SEGMENT_MISPLACED, segment, segment->begin, 3, "NAD before it");
    segment->told = true;
    begin_as_if(walk, GROUP_PERSON, segment);
}

/* Who sends stands before the flights, persons behind them: a role that belongs on the other side is
 * told, and read as one that belongs here. True for a person. */
static bool settle_role(struct walk *walk, struct segment *segment)
{
    bool sender = check_is(segment, 1, 0, "MS"), behind = walk->tally.rank[GROUP_HEAD] >= 4;
    bool known = check_code_known(VALUE_ROLE, check_code(segment, 1, 0));
    if (!known)
        return behind || !walk->flights;
    if (sender ? !behind : behind || !walk->flights)
        return !sender;
    check_tell_piece(walk->check, RULE_NAD_ROLE, segment, check_get(segment, 1, 0), "%s",
                     sender ? "a person's role (MS stands before the flights)"
                            : "MS (persons stand behind the flights)");
    segment->told = true;
    return sender;
}

/* Whether travellers come behind the RCI under way before anything else of a leg does. */
static bool begins_booking(const struct walk *walk)
{
    static const uint32_t others[] = {TAG_TVL, TAG_TRI, TAG_SRC, TAG_EQN, TAG_MSG,
                                      TAG_ABI, TAG_SAC, TAG_LTS, TAG_UNT};
    enum { AHEAD = 64 }; /* what a booking says before it comes to its travellers */
    const struct segment *end = walk->message->segments + walk->message->count;
    for (const struct segment *one = walk->next; one && one < end && one < walk->next + AHEAD;
         one++) {
        if (one->tag == TAG_TIF)
            return true;
        if (EDIFACT_IS_AMONG(one->tag, others))
            return false;
    }
    return false;
}

static const struct place *place_of(struct walk *walk, struct segment *segment)
{
    static const struct place person = {PAXLST_MESSAGE, GROUP_HEAD, TAG_NAD, GROUP_PERSON, 0, 5};
    if (walk->message->kind == PAXLST_MESSAGE && segment->tag == TAG_NAD &&
        settle_role(walk, segment))
        return &person;
    bool behind = walk->group == GROUP_CHECKIN || walk->group == GROUP_SEATED;
    bool leg = walk->group == GROUP_SEGMENT;
    if (segment->tag == TAG_RCI && (behind || (leg && begins_booking(walk))))
        return NULL; /* of a leg it stands before the check-in: here SRC is missing */
    return place_open(walk, segment);
}

/* A group whose first segment stands in the table as one of its own. */
static bool begins_again(const struct place *place)
{
    return place->opens != place->group ||
           (place->group == GROUP_SEGMENT && place->tag == TAG_TVL) ||
           (place->group == GROUP_PAYMENT && place->tag == TAG_FOP);
}

static void step(struct walk *walk, struct segment *segment, const struct segment *last)
{
    if (tell_twice(walk, segment, last))
        return;
    const struct place *place = place_of(walk, segment);
    if (!place) {
        tell_misplaced(walk, segment);
        return;
    }
    bool listed = place >= places && place < places + PLACES;
    enum group before = walk->group;
    leave_groups(walk, place->group, segment);
    if (place->rank)
        check_needs(walk, place->group, segment, place->rank);
    check_rank(walk, place, segment);
    walk->group = place->group;
    if (last && last->tag == TAG_SRC)
        check_needs(walk, GROUP_PNR, segment, 2);
    if (listed && ++walk->tally.seen[place - places] > place->most && place->most) {
        if (before == GROUP_DOCUMENT && place->group == GROUP_PERSON)
            tell_person_again(walk, segment);
        else
            tell_repeated(walk, segment, place->most);
        return;
    }
    if (begins_again(place))
        begin_group(walk, place->opens);
}

static bool has_flights(const struct message *message)
{
    for (size_t i = 0; i < message->count; i++)
        if (message->segments[i].tag == TAG_TDT)
            return true;
    return false;
}

void check_order(struct check *check, struct message *message)
{
    struct walk *walk = arena_new(check->arena, struct walk);
    *walk = (struct walk){
        .check = check, .message = message, .flights = has_flights(message), .group = GROUP_HEAD};
    const struct segment *last = NULL;
    for (size_t i = 0; i < message->count; i++) {
        struct segment *segment = &message->segments[i];
        walk->next = i + 1 < message->count ? &message->segments[i + 1] : NULL;
        if (segment->tag == TAG_UNH || segment->tag == TAG_NONE)
            continue;
        if (segment->tag == TAG_UNT) {
            leave_groups(walk, GROUP_HEAD, segment);
            check_needs(walk, GROUP_HEAD, segment, 0);
            break;
        }
        step(walk, segment, last);
        last = segment;
    }
}
