/* One segment split into ranges: a single pass over its bytes, no copy, no allocation. */
#include "edifact/internal.h"

enum { FIRST_ELEMENTS = 64, FIRST_COMPONENTS = 128 }; /* powers of two, as the limits are */

void edifact_start(struct edifact_reader *reader, struct span body, struct arena *arena)
{
    struct edifact_inserts inserts;
    body = edifact_plain(span_part(body, 0, EDIFACT_MOST_BYTES), arena);
    body = edifact_joined(body, arena, &inserts);
    *reader = (struct edifact_reader){.body = body, .arena = arena, .inserts = inserts};
    reader->element_room = FIRST_ELEMENTS;
    reader->component_room = FIRST_COMPONENTS;
    reader->elements = arena_array(arena, struct edifact_element, FIRST_ELEMENTS);
    reader->components = arena_array(arena, struct edifact_component, FIRST_COMPONENTS);
}

static bool grow_components(struct edifact_reader *reader)
{
    struct edifact_component *old = reader->components;
    if (reader->component_room >= EDIFACT_MOST_COMPONENTS)
        return false;
    reader->components =
        arena_array(reader->arena, struct edifact_component, reader->component_room * 2);
    memcpy(reader->components, old, reader->component_room * sizeof *old);
    reader->component_room *= 2;
    return true;
}

static bool grow_elements(struct edifact_reader *reader)
{
    struct edifact_element *old = reader->elements;
    if (reader->element_room >= EDIFACT_MOST_ELEMENTS)
        return false;
    reader->elements = arena_array(reader->arena, struct edifact_element, reader->element_room * 2);
    memcpy(reader->elements, old, reader->element_room * sizeof *old);
    reader->element_room *= 2;
    return true;
}

/* Where the segment under way is being put together. */
struct split {
    struct edifact_reader *reader;
    uint32_t elements, components; /* closed so far */
    uint32_t first;                /* component of the open element */
    uint32_t begin;                /* of the open component */
    uint32_t unclean;
    uint16_t position;
};

static inline void close_component(struct split *split, uint32_t end)
{
    if (split->components < split->reader->component_room || grow_components(split->reader))
        split->reader->components[split->components++] =
            (struct edifact_component){split->begin, end - split->begin, split->unclean};
    else
        split->reader->segment.over = true;
    split->begin = end + 1;
    split->unclean = 0;
}

static inline void close_element(struct split *split, uint16_t step)
{
    if (split->elements < split->reader->element_room || grow_elements(split->reader))
        split->reader->elements[split->elements++] = (struct edifact_element){
            split->position, (uint16_t)split->first, (uint16_t)(split->components - split->first)};
    else
        split->reader->segment.over = true;
    split->first = split->components;
    split->position = (uint16_t)(split->position + step);
}

/* Behind a release character and the line ends that follow it, and the character it protects. */
static uint32_t behind_release(const struct edifact_reader *reader, uint32_t at)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    at++;
    while (at < reader->body.size && reader->kinds[bytes[at]] == BYTE_CONTROL)
        at++;
    return at < reader->body.size ? at + 1 : at;
}

static uint32_t behind_controls(const struct edifact_reader *reader, uint32_t at)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    while (at < reader->body.size && reader->kinds[bytes[at]] == BYTE_CONTROL)
        at++;
    return at;
}

static bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_known_tag(const char *name)
{
    static const uint32_t tags[] = {
#define TAG(name, a, b, c) TAG_##name,
#include "edifact/tags.def"
#undef TAG
    };
    uint32_t tag = (uint32_t)name[0] << 16 | (uint32_t)name[1] << 8 | (uint32_t)name[2];
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

/* Segments in which people's words stand. */
static bool holds_words(const struct edifact_reader *reader)
{
    static const char *const tags[] = {"NAD", "TIF", "SSR", "IFT", "LTS", "FTX", "ADD"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        uint32_t at = reader->segment.begin;
        if (edifact_word(reader->body, &at, tags[i]))
            return true;
    }
    return false;
}

/* The characters behind `at` without those that transport adds; returns how many there are. */
static unsigned look_behind(const struct edifact_reader *reader, uint32_t at, char out[4])
{
    unsigned count = 0;
    for (at++; at < reader->body.size && count < 4; at++)
        if (!is_control(reader->body.at[at]))
            out[count++] = reader->body.at[at];
    return count;
}

static char before(const struct edifact_reader *reader, uint32_t at)
{
    while (at > 0 && is_control(reader->body.at[at - 1]))
        at--;
    return at > 0 ? reader->body.at[at - 1] : ' ';
}

/* O'BRIEN, G'ANI, O'G'LI: the terminator stands between two letters, and what follows is no segment:
 * no known tag, nor any other three capitals before an element mark that are not the end of the
 * surname of a TIF. */
static bool is_apostrophe(const struct edifact_reader *reader, const struct split *split,
                          uint32_t at)
{
    char next[4];
    unsigned count;
    if (reader->body.at[at] != '\'' || !is_letter(before(reader, at)) || !holds_words(reader))
        return false;
    count = look_behind(reader, at, next);
    if (count < 2 || !is_letter(next[0]) ||
        edifact_begins(reader->body, behind_controls(reader, at + 1)))
        return false;
    bool element = count == 4 && next[3] == reader->interchange.marks.element;
    bool tag = count == 4 && is_upper(next[0]) && is_alnum(next[1]) && is_alnum(next[2]) &&
               (element || next[3] == '\'');
    if (!tag)
        return true;
    return !is_known_tag(next) && (!element || (split->elements == 1 && split->components == 1));
}

/* Whether the three bytes before `at` begin another interchange, which cuts this segment. */
static inline bool is_cut(const struct edifact_reader *reader, uint32_t begin, uint32_t at)
{
    const char *bytes = reader->body.at + at - 3;
    return at >= begin + 3 && bytes[0] == 'U' && bytes[1] == 'N' &&
           (bytes[2] == 'B' || bytes[2] == 'A') && at - 3 > reader->segment.begin &&
           edifact_begins_inside(reader->body, at - 3) && edifact_begins_next(reader, at - 3);
}

/* Whether a segment that lost its terminator may begin just before `at`: the last letter of UNH, NAD,
 * TIF and SRC, or a line end in its place. */
static inline bool may_begin(const unsigned char *bytes, uint32_t at)
{
    unsigned char c = at > 0 ? bytes[at - 1] : 0;
    return c == 'H' || c == 'D' || c == 'F' || c == 'C' || c < 0x20;
}

/* Splits up to the terminator; returns whether there was one. `*end` is left at it, or where another
 * interchange or segment begins, or at the end of the body. */
static bool split_segment(struct edifact_reader *reader, struct split *split, uint32_t *end)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    const unsigned char *kinds = reader->kinds;
    uint32_t size = (uint32_t)reader->body.size;
    uint32_t at = split->begin;
    bool ended = false;
    while (!ended) {
        while (at < size && kinds[bytes[at]] == BYTE_DATA)
            at++;
        if (at >= size)
            break;
        if (is_cut(reader, split->begin, at)) {
            *end = at - 3;
            return false;
        }
        if (may_begin(bytes, at) && edifact_begins_segment(reader, at, end)) {
            reader->segment.unended = true;
            return false;
        }
        switch (kinds[bytes[at]]) {
        case BYTE_COMPONENT: close_component(split, at++); break;
        case BYTE_ELEMENT:
            close_component(split, at++);
            close_element(split, 1);
            break;
        case BYTE_REPEAT:
            close_component(split, at++);
            close_element(split, 0);
            reader->segment.repeated = true;
            break;
        case BYTE_RELEASE:
            split->unclean = 1;
            at = behind_release(reader, at);
            break;
        case BYTE_CONTROL:
            split->unclean = 1;
            at = behind_controls(reader, at);
            if (at < size && bytes[at] == 'U' && edifact_begins_next(reader, at)) {
                *end = at;
                return false;
            }
            break;
        default:
            ended = !is_apostrophe(reader, split, at);
            if (!ended) {
                reader->segment.apostrophe = true;
                at++;
            }
            break;
        }
    }
    *end = at;
    return ended;
}

/* A tag is a capital and two capitals or digits; blanks around it are forgiven. */
static void name_segment(struct edifact_reader *reader)
{
    struct edifact_segment *segment = &reader->segment;
    const struct edifact_component *component = &reader->components[0];
    const char *bytes = reader->body.at + component->begin;
    unsigned length = 0;
    for (uint32_t i = 0; i < component->size; i++) {
        if (bytes[i] == ' ' || is_control(bytes[i]))
            continue;
        if (length == 3 ||
            !(is_upper(bytes[i]) || (length > 0 && bytes[i] >= '0' && bytes[i] <= '9'))) {
            length = 0;
            break;
        }
        segment->name[length++] = bytes[i];
    }
    if (length != 3) {
        memset(segment->name, 0, sizeof segment->name);
        return;
    }
    segment->tag = (uint32_t)segment->name[0] << 16 | (uint32_t)segment->name[1] << 8 |
                   (uint32_t)segment->name[2];
}

static uint32_t behind_blanks(const struct edifact_reader *reader, uint32_t at)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    while (at < reader->body.size && (bytes[at] == ' ' || reader->kinds[bytes[at]] == BYTE_CONTROL))
        at++;
    return at;
}

/* Behind blanks and empty segments, at the first byte of a tag. */
static uint32_t at_tag(const struct edifact_reader *reader)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    uint32_t at = behind_blanks(reader, reader->at);
    while (at < reader->body.size && reader->kinds[bytes[at]] == BYTE_TERMINATOR)
        at = behind_blanks(reader, at + 1);
    return at;
}

enum edifact_step edifact_next(struct edifact_reader *reader)
{
    uint32_t at = at_tag(reader);
    reader->segment = (struct edifact_segment){.begin = at, .end = at};
    bool first = at == reader->interchange.unb;
    if (at >= reader->body.size ||
        (!first && reader->body.at[at] == 'U' && edifact_begins_next(reader, at))) {
        reader->at = at;
        return EDIFACT_OUT;
    }
    struct split split = {.reader = reader, .begin = at};
    uint32_t end;
    bool ended = split_segment(reader, &split, &end);
    close_component(&split, end);
    close_element(&split, 1);
    reader->at = ended ? end + 1 : end;
    reader->segment.end = reader->at;
    reader->segment.count = split.elements;
    name_segment(reader);
    if (!ended && !reader->segment.unended)
        return EDIFACT_CUT;
    bool trailer = reader->segment.tag == TAG_UNZ && !edifact_goes_on(reader, reader->at);
    return trailer ? EDIFACT_TRAILER : EDIFACT_SEGMENT;
}
