/* A segment that runs on into the next one, because its terminator was lost or is another character. */
#include "check/internal.h"

static bool is_of_word(char c)
{
    return check_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* The last three characters of a component, line ends passed over; where they begin. */
static uint32_t tail_tag(const struct check *check, struct piece piece, uint32_t *begin)
{
    uint32_t at = piece.begin + piece.size, tag = 0;
    for (unsigned i = 0; i < 3; i++) {
        do {
            if (at == piece.begin)
                return TAG_NONE;
            at--;
        } while ((unsigned char)check->body.at[at] < 0x20);
        tag |= (uint32_t)(unsigned char)check->body.at[at] << (8 * i);
    }
    *begin = at;
    return tag;
}

static bool behind_line_end(const struct check *check, const struct segment *segment, uint32_t at)
{
    return at > segment->begin && check->body.at[at - 1] == '\n';
}

static bool is_words(uint32_t tag)
{
    return tag == TAG_SSR || tag == TAG_IFT || tag == TAG_LTS || tag == TAG_TIF || tag == TAG_ADD ||
           tag == TAG_NAD || tag == TAG_FTX;
}

/* Tags that stand alone. */
static bool stands_alone(uint32_t tag)
{
    return tag == TAG_SRC || tag == TAG_DAT;
}

/* The tag at the end of component `piece` of element `item`: is it the next segment's? */
static bool begins_segment(const struct check *check, const struct segment *segment, uint32_t item,
                           uint32_t tag, uint32_t begin)
{
    bool last = item + 1 == segment->count, line = behind_line_end(check, segment, begin);
    if (!check_tag_known(OTHER_MESSAGE, tag) || begin == segment->begin)
        return false;
    if (last)
        return stands_alone(tag) && (line || !is_words(segment->tag)) && item > 0;
    return line || check_tag_opens(OTHER_MESSAGE, tag, segment, item + 1);
}

uint32_t check_find_glued(const struct check *check, const struct segment *segment)
{
    for (uint32_t item = 0; item < segment->count; item++) {
        const struct element *element = &segment->elements[item];
        struct piece piece = element->parts[element->count - 1];
        uint32_t begin = 0, tag = tail_tag(check, piece, &begin);
        if (item == 0 && element->count == 1 && piece.size < 6)
            continue;
        if (tag != TAG_NONE && begins_segment(check, segment, item, tag, begin))
            return begin;
    }
    return 0;
}

/* What is left of the segment once the next one is cut off, with its data ending at `end`. */
void check_cut_segment(struct segment *segment, uint32_t end)
{
    for (uint32_t item = 0; item < segment->count; item++) {
        struct element *element = &segment->elements[item];
        for (uint16_t c = 0; c < element->count; c++) {
            struct piece *piece = &element->parts[c];
            if (piece->begin + piece->size < end)
                continue;
            if (piece->begin >= end) {
                piece->size = 0;
                piece->text.size = 0;
            } else {
                piece->size = end - piece->begin;
                if (piece->text.size > piece->size)
                    piece->text.size = piece->size;
            }
            element->count = (uint16_t)(c + 1);
            segment->count = item + 1;
        }
    }
    segment->end = end;
}

/* Whether the last value of the segment is right when it ends at `end`. */
static bool ends_well(const struct segment *segment, uint32_t end)
{
    struct segment copy = *segment;
    struct piece last = {{NULL, 0}, 0, 0};
    unsigned position = 0, component = 0;
    for (uint32_t item = 0; item < copy.count; item++)
        for (uint16_t c = 0; c < copy.elements[item].count; c++)
            if (copy.elements[item].parts[c].begin < end) {
                last = copy.elements[item].parts[c];
                position = copy.elements[item].position;
                component = c;
            }
    return check_part_fits(OTHER_MESSAGE, segment->tag, position, component,
                           span_part(last.text, 0, end - last.begin));
}

/* Where the data of the segment ends before the tag at `next`: behind the last letter, or before the
 * character that stands in the terminator's place. */
void check_tell_glued(struct check *check, struct segment *segment, uint32_t next)
{
    const char *bytes = check->body.at;
    char mark[2] = {check->marks.terminator, '\0'};
    uint32_t end = next;
    while (end > segment->begin && (unsigned char)bytes[end - 1] < 0x20)
        end--;
    struct check_finding *finding;
    char c = bytes[end - 1];
    bool released =
        c == mark[0] && end >= segment->begin + 2 && bytes[end - 2] == check->marks.release;
    bool replaced =
        !released && (!is_of_word(c) || (!ends_well(segment, end) && ends_well(segment, end - 1)));
    uint32_t stop = released ? end - 2 : replaced ? end - 1 : end;
    if (released) {
        finding = check_tell(check, RULE_TERMINATOR_LOST, segment, stop, 1,
                             "\"%s\" without a release character before it", mark);
        check_mend(check, finding, stop, 1, "");
    } else {
        finding = check_tell(check, RULE_TERMINATOR_LOST, segment, stop, replaced ? 1 : 0, "\"%s\"",
                             mark);
        check_mend(check, finding, stop, replaced ? 1 : 0, mark);
    }
    check_cut_segment(segment, stop);
    if (segment->tag == TAG_NONE && segment->end - segment->begin == 3)
        check_set_tag(segment, edifact_tag(check->body.at + segment->begin));
    segment->told = true;
}
