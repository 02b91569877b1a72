/* UNB to UNZ: what nests, what counts, what is repeated. Each message is then looked into. */
#include <stdio.h>

#include "check/internal.h"

struct walk {
    struct check *check;
    const struct segment *unb, *ung, *unz;
    uint32_t groups, messages, in_group;
    bool no_ung; /* told: a group has its end alone */
    bool
        cut; /* the body ends inside of a segment, or before UNT: no trailer is missed on top of it */
    struct span *references;
    size_t reference_count, reference_room;
};

static struct check_finding *tell_number(struct check *check, enum check_rule rule,
                                         const struct segment *segment, uint32_t right)
{
    struct piece piece = check_trimmed(check_get(segment, 1, 0));
    struct check_finding *finding =
        check_tell_piece(check, rule, segment, piece, "%u", (unsigned)right);
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)right);
    check_mend(check, finding, piece.begin, piece.size, text);
    return finding;
}

/* The count of a trailer; nothing is told where it is no number, as the layout tells that. */
static bool count_differs(const struct segment *trailer, uint32_t right)
{
    int64_t count;
    return !trailer->told && span_number(check_code(trailer, 1, 0), &count) && count != right;
}

static void check_reference(struct check *check, enum check_rule rule,
                            const struct segment *trailer, const struct segment *header,
                            unsigned position)
{
    struct span theirs = check_code(header, position, 0), ours = check_code(trailer, 2, 0);
    if (trailer->told || header->told || theirs.size == 0 || ours.size == 0 ||
        span_equal(theirs, ours))
        return;
    struct piece piece = check_trimmed(check_get(trailer, 2, 0));
    struct check_finding *finding =
        check_tell_piece(check, rule, trailer, piece, "the reference of %s", header->name);
    check_mend(check, finding, piece.begin, piece.size,
               arena_format(check->arena, "%.*s", (int)theirs.size, theirs.at));
}

/* ---- one message ---- */

static void number_segments(struct message *message)
{
    for (size_t i = 0; i < message->count; i++)
        message->segments[i].number = (uint32_t)i + 1;
}

static void check_trailer(struct walk *walk, struct message *message, const struct segment *unh,
                          const struct segment *unt)
{
    uint32_t right = (uint32_t)message->count;
    int64_t count = 0;
    span_number(check_code(unt, 1, 0), &count);
    int64_t more = count - right;
    bool explained = (more > 0 && more <= message->missing) ||
                     (more < 0 && -more <= message->surplus) ||
                     (message->missing && message->surplus);
    if (count_differs(unt, right) && !explained)
        tell_number(walk->check, RULE_UNT_COUNT, unt, right);
    if (unh)
        check_reference(walk->check, RULE_UNT_REFERENCE, unt, unh, 1);
}

static void check_version(struct check *check, const struct segment *unh, enum kind_of_message kind)
{
    struct piece version = check_trimmed(check_get(unh, 2, 1)),
                 release = check_trimmed(check_get(unh, 2, 2));
    struct piece agency = check_trimmed(check_get(unh, 2, 3));
    bool paxlst = kind == PAXLST_MESSAGE;
    if (unh->told || kind == OTHER_MESSAGE)
        return;
    if (paxlst ? !span_is(version.text, "D") : !check_all_digits(version.text))
        check_tell_piece(check, RULE_MESSAGE_VERSION, unh, version, "%s",
                         paxlst ? "D" : "a number");
    bool known = release.text.size == 3 && check_all_digits(span_part(release.text, 0, 2)) &&
                 (release.text.at[2] == 'A' || release.text.at[2] == 'B');
    if (paxlst ? !known : !span_is(release.text, "1"))
        check_tell_piece(check, RULE_MESSAGE_VERSION, unh, release, "%s",
                         paxlst ? "a directory such as 05B or 15B" : "1");
    if (!span_is(agency.text, paxlst ? "UN" : "IA") && check_code_known(VALUE_AGENCY, agency.text))
        check_mend(
            check,
            check_tell_piece(check, RULE_MESSAGE_AGENCY, unh, agency, "%s", paxlst ? "UN" : "IA"),
            agency.begin, agency.size, paxlst ? "UN" : "IA");
}

static void check_sequence(struct check *check, const struct segment *unh)
{
    struct piece number = check_trimmed(check_get(unh, 4, 0)),
                 mark = check_trimmed(check_get(unh, 4, 1));
    int64_t part_number = 0;
    if (unh->told || number.text.size == 0 || !span_number(number.text, &part_number))
        return;
    if (part_number == 0)
        check_tell_piece(check, RULE_SEQUENCE, unh, number, "a number from 1");
    else if (part_number > 1 && span_is(mark.text, "C"))
        check_tell_piece(check, RULE_SEQUENCE, unh, mark, "nothing or F, as C is the first part");
}

static void check_type(struct walk *walk, const struct segment *unh)
{
    const struct segment *ung = walk->ung;
    struct check *check = walk->check;
    if (!ung || ung->told || unh->told)
        return;
    struct piece type = check_trimmed(check_get(ung, 1, 0)),
                 version = check_trimmed(check_get(ung, 7, 0));
    struct piece release = check_trimmed(check_get(ung, 7, 1));
    if (check_code_known(VALUE_TYPE, type.text) &&
        check_code_known(VALUE_TYPE, check_code(unh, 2, 0)) &&
        !span_equal(type.text, check_code(unh, 2, 0)))
        check_tell_piece(check, RULE_GROUP_TYPE, ung, type, "the type of UNH");
    if (!span_equal(version.text, check_code(unh, 2, 1)))
        check_tell_piece(check, RULE_GROUP_VERSION, ung, version, "the version of UNH");
    else if (!span_equal(release.text, check_code(unh, 2, 2)))
        check_tell_piece(check, RULE_GROUP_VERSION, ung, release, "the release of UNH");
}

static void check_same_reference(struct walk *walk, const struct segment *unh)
{
    struct span reference = check_code(unh, 1, 0);
    for (size_t i = 0; i < walk->reference_count && i < 256; i++)
        if (reference.size && span_equal(walk->references[i], reference)) {
            check_tell_piece(walk->check, RULE_SAME_REFERENCE, unh,
                             check_trimmed(check_get(unh, 1, 0)),
                             "another reference than an earlier UNH has");
            return;
        }
    walk->references = arena_more(walk->check->arena, walk->references, walk->reference_count,
                                  &walk->reference_room, sizeof *walk->references);
    walk->references[walk->reference_count++] = reference;
}

static enum kind_of_message kind_of(const struct message *message)
{
    const struct segment *unh = &message->segments[0];
    if (unh->tag == TAG_UNH && !unh->told && check_code(unh, 2, 0).size)
        return check_kind_by_type(check_code(unh, 2, 0));
    for (size_t i = 0; i < message->count && i < 3;
         i++) { /* without UNH, or with a misspelt type */
        if (message->segments[i].tag == TAG_BGM)
            return PAXLST_MESSAGE;
        if (message->segments[i].tag == TAG_MSG)
            return PNRGOV_MESSAGE;
    }
    return OTHER_MESSAGE;
}

static void look_into(struct walk *walk, struct message *message)
{
    struct check *check = walk->check;
    check->reference = check_code(&message->segments[0], 1, 0);
    for (size_t i = 0; i < message->count; i++) {
        struct segment *segment = &message->segments[i];
        check_characters(check, segment);
        if (message->kind != OTHER_MESSAGE || segment->tag == TAG_UNH || segment->tag == TAG_UNT)
            if (!segment->told && segment->tag)
                check_layout(check, message->kind, segment);
    }
    if (message->kind == OTHER_MESSAGE)
        return;
    check_order(check, message);
    if (message->kind == PAXLST_MESSAGE)
        check_paxlst(check, message);
    else
        check_pnrgov(check, message);
}

static int32_t sent_day(const struct segment *unb)
{
    int32_t day;
    return unb && check_read_day(check_code(unb, 4, 0), YEAR_FIRST, NO_DAY, &day) ? day : NO_DAY;
}

/* Segments from UNH to UNT; without UNT up to the next service segment. */
static void check_message(struct walk *walk, struct segment *segments, size_t count, size_t late)
{
    struct check *check = walk->check;
    struct message message = {.segments = segments,
                              .count = count,
                              .number = ++check->messages,
                              .missing = (int)late,
                              .sent_day = sent_day(walk->unb)};
    struct segment *unh = segments[0].tag == TAG_UNH ? &segments[0] : NULL;
    struct segment *unt = segments[count - 1].tag == TAG_UNT ? &segments[count - 1] : NULL;
    message.kind = kind_of(&message);
    message.cut = !unt;
    message.several_parts =
        unh && check_code(unh, 4, 0).size > 0 &&
        !(check_is(unh, 4, 1, "F") && (check_is(unh, 4, 0, "1") || check_is(unh, 4, 0, "01")));
    check->message = &message;
    check->low_told = check->wrap_told = check->trailing_told = false;
    number_segments(&message);
    if (!unh) {
        check_tell(check, RULE_UNH_MISSING, &segments[0], segments[0].begin, 0, "UNH");
        message.missing++;
    }
    look_into(walk, &message);
    if (unh) {
        check_version(check, unh, message.kind);
        check_sequence(check, unh);
        check_type(walk, unh);
        check_same_reference(walk, unh);
    }
    if (unt)
        check_trailer(walk, &message, unh, unt);
    check->message = NULL;
    walk->messages++;
    walk->in_group++;
}

/* ---- the interchange ---- */

static void check_group_end(struct walk *walk, const struct segment *une)
{
    if (!walk->ung && walk->no_ung) {
        walk->no_ung = false;
        walk->groups++;
        return;
    }
    if (!walk->ung) {
        check_tell(walk->check, RULE_UNG_MISSING, une, une->begin, 3, "UNG before the first UNH");
        return;
    }
    if (count_differs(une, walk->in_group))
        tell_number(walk->check, RULE_UNE_COUNT, une, walk->in_group);
    check_reference(walk->check, RULE_UNE_REFERENCE, une, walk->ung, 5);
    walk->ung = NULL;
}

static void tell_no_une(struct walk *walk, const struct segment *before, uint32_t at)
{
    if (walk->ung && !walk->cut)
        check_tell(walk->check, RULE_UNE_MISSING, before, at, 0, "UNE");
    walk->ung = NULL;
}

static void check_end(struct walk *walk, const struct segment *unz)
{
    struct check *check = walk->check;
    tell_no_une(walk, unz, unz->begin);
    uint32_t right = walk->groups ? walk->groups : walk->messages;
    if (walk->messages == 0 && !walk->cut)
        check_tell(check, RULE_NO_MESSAGE, unz, unz->begin, 0, "UNH");
    else if (count_differs(unz, right))
        tell_number(check, RULE_UNZ_COUNT, unz, right);
    if (walk->unb)
        check_reference(check, RULE_UNZ_REFERENCE, unz, walk->unb, 5);
    walk->unz = unz;
}

static bool is_service(uint32_t tag)
{
    return tag == TAG_UNB || tag == TAG_UNG || tag == TAG_UNE || tag == TAG_UNZ || tag == TAG_UNH;
}

/* How many segments from `from` on are one message; `from` is UNH, or what should follow it. */
static size_t message_size(const struct segment *segments, size_t from, size_t count)
{
    size_t at = from + 1;
    if (segments[from].tag == TAG_UNT)
        return 1;
    while (at < count && !is_service(segments[at].tag))
        if (segments[at++].tag == TAG_UNT)
            break;
    return at - from;
}

static void check_service_segment(struct walk *walk, struct segment *segment)
{
    struct check *check = walk->check;
    const struct segment *header = segment->tag == TAG_UNE ? walk->ung : walk->unb;
    check->reference = header ? check_code(header, 5, 0) : (struct span){NULL, 0};
    if (segment->tag == TAG_UNB && walk->unb) {
        check_tell(check, RULE_ENVELOPE_PLACE, segment, segment->begin, 3, "UNB once");
        return;
    }
    check_characters(check, segment);
    if (!segment->told)
        check_layout(check, OTHER_MESSAGE, segment);
    switch (segment->tag) {
    case TAG_UNB: walk->unb = segment; break;
    case TAG_UNG:
        tell_no_une(walk, segment, segment->begin);
        walk->ung = segment;
        walk->groups++;
        walk->in_group = 0;
        break;
    case TAG_UNE: check_group_end(walk, segment); break;
    default: check_end(walk, segment); break;
    }
}

static void tell_no_trailer(struct walk *walk, const struct segment *segments, size_t count,
                            size_t next)
{
    const struct segment *last = &segments[next - 1];
    bool over = next >= count;
    if (last->tag == TAG_UNT || last->no_end)
        return;
    uint32_t at = over ? last->end + 1 : segments[next].begin;
    check_tell(walk->check, RULE_UNT_MISSING, over ? last : &segments[next], at, 0, "UNT");
    walk->cut |= over;
}

/* Segments between a UNT and the next service segment: they stand behind the end of their message. */
static size_t late_segments(const struct segment *segments, size_t from, size_t count)
{
    size_t at = from;
    if (from == 0 || segments[from - 1].tag != TAG_UNT)
        return 0;
    while (at < count && !is_service(segments[at].tag) && segments[at].tag != TAG_UNT)
        at++;
    return at < count && segments[at].tag != TAG_UNT ? at - from : 0;
}

/* A message outside of groups, and behind it the end of one. */
static void tell_no_ung(struct walk *walk, const struct segment *segments, size_t from,
                        size_t count)
{
    for (size_t at = from; at < count && !walk->ung && segments[at].tag != TAG_UNG; at++)
        if (segments[at].tag == TAG_UNE) {
            check_tell(walk->check, RULE_UNG_MISSING, &segments[from], segments[from].begin, 0,
                       "UNG");
            walk->no_ung = true;
            return;
        }
}

void check_interchange(struct check *check, struct segment *segments, size_t count)
{
    struct walk walk = {.check = check};
    walk.cut = count > 0 && segments[count - 1].no_end;
    for (size_t i = 0; i < count;) {
        uint32_t tag = segments[i].tag;
        if (walk.unz) {
            check_tell(check, RULE_ENVELOPE_PLACE, &segments[i], segments[i].begin, 3, "nothing");
            break;
        }
        if (is_service(tag) && tag != TAG_UNH) {
            check_service_segment(&walk, &segments[i++]);
            continue;
        }
        size_t size = message_size(segments, i, count);
        size_t late = late_segments(segments, i + size, count);
        tell_no_ung(&walk, segments, i, count);
        check_message(&walk, segments + i, size, late);
        if (late) {
            check_tell(check, RULE_SEGMENT_MISPLACED, &segments[i + size], segments[i + size].begin,
                       3, "%s before UNT", segments[i + size].name);
            i += size + late;
            continue;
        }
        tell_no_trailer(&walk, segments, count, i + size);
        i += size;
    }
    if (count == 0 || walk.unz || walk.cut)
        return;
    const struct segment *last = &segments[count - 1];
    check_tell(check, walk.ung ? RULE_UNE_MISSING : RULE_UNZ_MISSING, last, last->end + 1, 0, "%s",
               walk.ung ? "UNE and UNZ" : "UNZ");
}
