/* The segments of an interchange, faults of their ends and tags told and mended on the way. */
#include "check/internal.h"

/* ---- one segment ---- */

static struct piece none_at(uint32_t at)
{
    return (struct piece){{NULL, 0}, at, 0};
}

static uint32_t element_end(const struct element *element)
{
    const struct piece *last = &element->parts[element->count - 1];
    return last->begin + last->size;
}

struct piece check_item(const struct segment *segment, uint32_t item, unsigned component)
{
    if (item >= segment->count)
        return none_at(segment->end);
    const struct element *element = &segment->elements[item];
    return component < element->count ? element->parts[component] : none_at(element_end(element));
}

struct piece check_get(const struct segment *segment, unsigned position, unsigned component)
{
    uint32_t item = position;
    while (item < segment->count && segment->elements[item].position < position)
        item++;
    return check_item(segment, item, component);
}

struct piece check_trimmed(struct piece piece)
{
    struct span text = span_trim(piece.text);
    if (text.size == piece.text.size || piece.text.size != piece.size)
        return (struct piece){text, piece.begin, piece.size};
    return (struct piece){text, piece.begin + (uint32_t)(text.at - piece.text.at),
                          (uint32_t)text.size};
}

struct span check_code(const struct segment *segment, unsigned position, unsigned component)
{
    return span_trim(check_get(segment, position, component).text);
}

bool check_is(const struct segment *segment, unsigned position, unsigned component,
              const char *wanted)
{
    return span_is(check_code(segment, position, component), wanted);
}

struct segment check_copy_segment(struct check *check, const struct edifact_reader *reader)
{
    const struct edifact_segment *from = &reader->segment;
    struct segment segment = {.tag = from->tag, .begin = from->begin, .count = from->count};
    memcpy(segment.name, from->name, sizeof segment.name);
    segment.elements = arena_array(check->arena, struct element, from->count);
    for (uint32_t i = 0; i < from->count; i++) {
        struct element *element = &segment.elements[i];
        unsigned width = edifact_item_width(reader, i);
        element->position = reader->elements[i].position;
        element->parts = arena_array(check->arena, struct piece, width ? width : 1);
        element->count = (uint16_t)(width ? width : 1);
        element->parts[0] = none_at(from->end);
        for (unsigned c = 0; c < width; c++)
            element->parts[c] = edifact_item(reader, i, c);
    }
    segment.end = element_end(&segment.elements[segment.count - 1]);
    return segment;
}

/* ---- ends that the reader took as part of a word ---- */

/* O'BRIEN is a word; but a line end, or a misspelt tag, behind the terminator says that it is one. */
static bool is_end(const struct check *check, uint32_t at, uint32_t end)
{
    const char *bytes = check->body.at;
    uint32_t begin = at + 1, size = 0;
    char next;
    if (begin < end && (bytes[begin] == '\n' || bytes[begin] == '\r'))
        return true;
    while (begin + size < end && size < 5 && check_is_alnum(bytes[begin + size]))
        size++;
    if (begin + size >= end || size < 2)
        return false;
    struct span word = span_part(check->body, begin, size);
    next = bytes[begin + size];
    if (next == check->marks.element)
        return check_near_any(word);
    return size == 3 && next > ' ' && !check_is_alnum(next) &&
           check_tag_known(OTHER_MESSAGE, edifact_tag(word.at));
}

/* Where the segment ends earlier than the reader says; 0: it does not. */
static uint32_t early_end(const struct check *check, const struct segment *segment)
{
    for (uint32_t at = segment->begin; at < segment->end; at++) {
        if (check->marks.release && check->body.at[at] == check->marks.release)
            at++;
        else if (check->body.at[at] == check->marks.terminator && is_end(check, at, segment->end))
            return at;
    }
    return 0;
}

/* ---- all of them ---- */

static void tell_gap(struct check *check, const struct edifact_reader *reader, uint32_t from)
{
    for (uint32_t at = from; at < reader->segment.begin; at++) {
        char c = check->body.at[at];
        if (c == '\r' || c == '\n' || (c == '\0' && check->decoded))
            continue;
        bool ended = c == check->marks.terminator;
        uint32_t size = 1;
        while (!ended && at + size < reader->segment.begin && check->body.at[at + size] == c)
            size++;
        if (!ended && check->gap_told)
            return;
        check->gap_told |= !ended;
        struct check_finding *finding = check_tell(check, ended ? RULE_EMPTY_SEGMENT : RULE_GAP,
                                                   NULL, at, size, "the next tag");
        check_mend(check, finding, at, size, "");
        return;
    }
}

static void tell_cut(struct check *check, struct segment *segment)
{
    uint32_t end = segment->end;
    while (end > segment->begin && (unsigned char)check->body.at[end - 1] <= ' ')
        end--;
    segment->no_end = true;
    segment->told = true;
    bool whole = segment->tag == TAG_UNZ && check_code(segment, 2, 0).size > 0;
    char mark[2] = {check->marks.terminator, '\0'};
    struct check_finding *finding =
        check_tell(check, whole ? RULE_TERMINATOR_LOST : RULE_CUT, segment, end, 0, "\"%s\"%s",
                   mark, whole ? "" : ", and what belongs before it");
    if (whole)
        check_mend(check, finding, end, 0, mark);
}

struct segment *check_read_segments(struct check *check, struct edifact_reader *reader,
                                    size_t *count)
{
    struct segment *all = NULL;
    size_t room = 0, taken = 0;
    enum edifact_step step = EDIFACT_SEGMENT;
    while (step == EDIFACT_SEGMENT) {
        uint32_t from = reader->at;
        step = edifact_next(reader);
        if (taken > 0)
            tell_gap(check, reader, from);
        if (step == EDIFACT_OUT)
            break;
        all = arena_more(check->arena, all, taken, &room, sizeof *all);
        struct segment *segment = &all[taken++];
        *segment = check_copy_segment(check, reader);
        uint32_t early = reader->segment.apostrophe ? early_end(check, segment) : 0;
        if (early) {
            check_cut_segment(segment, early);
            reader->at = early + 1;
            step = EDIFACT_SEGMENT;
        }
        uint32_t next = check_find_glued(check, segment);
        if (next) {
            check_tell_glued(check, segment, next);
            reader->at = next;
            step = EDIFACT_SEGMENT;
        } else if (!early && step == EDIFACT_CUT) {
            tell_cut(check, segment);
        }
    }
    check->all_segments += (uint32_t)taken;
    *count = check_settle_tags(check, all, taken);
    return all;
}
