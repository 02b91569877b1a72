/* One segment split into ranges: a single pass over its bytes, no copy, no allocation. */
#include "edifact/internal.h"

enum { FIRST_ELEMENTS = 64, FIRST_COMPONENTS = 128 }; /* powers of two, as the limits are */

void edifact_start(struct edifact_reader *reader, struct span body, struct arena *arena)
{
    struct edifact_inserts inserts;
    struct span plain = edifact_plain(span_part(body, 0, EDIFACT_MOST_BYTES), arena);
    *reader = (struct edifact_reader){.body = edifact_joined(plain, arena, &inserts),
                                      .encoded = plain.at != body.at,
                                      .arena = arena,
                                      .inserts = inserts};
    reader->element_room = FIRST_ELEMENTS;
    reader->component_room = FIRST_COMPONENTS;
    reader->elements = arena_array(arena, struct edifact_element, FIRST_ELEMENTS);
    reader->components = arena_array(arena, struct edifact_component, FIRST_COMPONENTS);
}

/* Where the segment under way is being put together: the reader's arrays and what of them is closed,
 * kept apart from the reader so that it can stay in registers. */
struct split {
    struct edifact_element *elements;
    struct edifact_component *components;
    uint32_t element_count, component_count;
    uint32_t first; /* component of the open element */
    uint32_t begin; /* of the open component */
    uint32_t unclean;
    uint16_t position;
};

static struct edifact_component *grow_components(struct edifact_reader *reader)
{
    struct edifact_component *old = reader->components;
    if (reader->component_room >= EDIFACT_MOST_COMPONENTS)
        return NULL;
    reader->components =
        arena_array(reader->arena, struct edifact_component, reader->component_room * 2);
    memcpy(reader->components, old, reader->component_room * sizeof *old);
    reader->component_room *= 2;
    return reader->components;
}

static struct edifact_element *grow_elements(struct edifact_reader *reader)
{
    struct edifact_element *old = reader->elements;
    if (reader->element_room >= EDIFACT_MOST_ELEMENTS)
        return NULL;
    reader->elements = arena_array(reader->arena, struct edifact_element, reader->element_room * 2);
    memcpy(reader->elements, old, reader->element_room * sizeof *old);
    reader->element_room *= 2;
    return reader->elements;
}

static inline void close_component(struct edifact_reader *reader, struct split *split, uint32_t end)
{
    struct edifact_component *grown = split->components;
    if (split->component_count == reader->component_room)
        grown = grow_components(reader);
    if (grown) {
        split->components = grown;
        split->components[split->component_count++] =
            (struct edifact_component){split->begin, end - split->begin, split->unclean};
    } else {
        reader->segment.over = true;
    }
    split->begin = end + 1;
    split->unclean = 0;
}

static inline void close_element(struct edifact_reader *reader, struct split *split, uint16_t step)
{
    struct edifact_element *grown = split->elements;
    if (split->element_count == reader->element_room)
        grown = grow_elements(reader);
    if (grown) {
        split->elements = grown;
        split->elements[split->element_count++] =
            (struct edifact_element){split->position, (uint16_t)split->first,
                                     (uint16_t)(split->component_count - split->first)};
    } else {
        reader->segment.over = true;
    }
    split->first = split->component_count;
    split->position = (uint16_t)(split->position + step);
}

/* Behind a release character and the line ends that follow it, and the character it protects. */
static uint32_t behind_release(const struct edifact_reader *reader, uint32_t at)
{
    at = behind_controls(reader, at + 1);
    return at < reader->body.size ? at + 1 : at;
}

static bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Whether the first `count` characters are those of a known tag. */
static bool is_known_tag(const char *name, unsigned count)
{
    static const char *const tags[] = {
#define TAG(name, a, b, c) #name,
#include "edifact/tags.def"
#undef TAG
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (memcmp(tags[i], name, count) == 0)
            return true;
    return false;
}

/* The characters from `at` on without those that transport adds; returns how many there are. */
static unsigned look_ahead(const struct edifact_reader *reader, uint32_t at, char out[4])
{
    unsigned count = 0;
    for (; at < reader->body.size && count < 4; at++)
        if (!is_control(reader->body.at[at]))
            out[count++] = reader->body.at[at];
    return count;
}

/* Segments in which people's words stand. */
static bool holds_words(const struct edifact_reader *reader)
{
    static const uint32_t tags[] = {TAG_NAD, TAG_TIF, TAG_SSR, TAG_IFT, TAG_LTS, TAG_FTX, TAG_ADD};
    char name[4];
    return look_ahead(reader, reader->segment.begin, name) >= 3 &&
           EDIFACT_IS_AMONG(edifact_tag(name), tags);
}

/* An empty line: what follows is no part of a word that was wrapped. */
static bool ends_paragraph(const struct edifact_reader *reader, uint32_t at)
{
    unsigned lines = 0;
    for (at++; at < reader->body.size && is_control(reader->body.at[at]); at++)
        lines += reader->body.at[at] == '\n';
    return lines > 1;
}

/* O'BRIEN, G'ANI, O'G'LI, ULUG' MSTR: the terminator stands between two letters or words, and what follows is no
 * segment: no known tag, nor any other three capitals before an element mark that are not the end of the
 * surname of a TIF; `surname` tells whether its place is open. */
static bool is_apostrophe(const struct edifact_reader *reader, bool surname, uint32_t at)
{
    char next[4];
    unsigned count;
    if (reader->body.at[at] != '\'' || !is_letter(step_back(reader->body, &(uint32_t){at})) ||
        !holds_words(reader))
        return false;
    at += at + 1 < reader->body.size && reader->body.at[at + 1] == ' ';
    count = look_ahead(reader, at + 1, next);
    if (count < 2 || !is_letter(next[0]) || ends_paragraph(reader, at))
        return false;
    if (next[0] == 'U' && edifact_begins(reader->body, behind_controls(reader, at + 1)))
        return false;
    if (count < 4) /* the body is cut */
        return !is_known_tag(next, count);
    bool element = next[3] == reader->interchange.marks.element;
    bool form =
        is_upper(next[0]) && is_alnum(next[1]) && is_alnum(next[2]) && (element || next[3] == '\'');
    return !form || (!is_known_tag(next, 3) && (!element || surname));
}

/* Whether the three bytes before `at` begin another interchange, which cuts this segment. */
static inline bool is_cut(const struct edifact_reader *reader, uint32_t begin, uint32_t at)
{
    const char *bytes = reader->body.at + at - 3;
    return at >= begin + 3 && bytes[0] == 'U' && bytes[1] == 'N' &&
           (bytes[2] == 'B' || bytes[2] == 'A') && at - 3 > reader->segment.begin &&
           edifact_begins_inside(reader->body, at - 3) && edifact_begins_next(reader, at - 3);
}

/* Whether the service character at `at` stands behind what begins another interchange or segment; sets
 * where. Most do not stand behind a letter from A to H, which all of those end in. */
static inline bool is_inside(struct edifact_reader *reader, uint32_t begin, uint32_t at,
                             uint32_t *end)
{
    char c = reader->body.at[at - (at > 0)];
    if ((unsigned char)c >= 0x20 && (c < 'A' || c > 'H'))
        return false;
    if (is_cut(reader, begin, at)) {
        *end = at - 3;
        return true;
    }
    reader->segment.unended =
        (ends_tag(c) || (unsigned char)c < 0x20) && edifact_begins_segment(reader, at, end);
    return reader->segment.unended;
}

/* Whether the tag alone is closed. */
static inline bool is_surname(const struct split *split)
{
    return split->first == 1 && split->component_count == split->first;
}

/* Four at a time while there are as many: most time that splitting takes is spent here. */
static inline uint32_t behind_data(const unsigned char *bytes, uint32_t begin, uint32_t size,
                                   const unsigned char *kinds)
{
    const unsigned char *at = bytes + begin, *end = bytes + size;
    for (; end - at >= 4; at += 4) {
        if (kinds[at[0]] != BYTE_DATA)
            return (uint32_t)(at - bytes);
        if (kinds[at[1]] != BYTE_DATA)
            return (uint32_t)(at + 1 - bytes);
        if (kinds[at[2]] != BYTE_DATA)
            return (uint32_t)(at + 2 - bytes);
        if (kinds[at[3]] != BYTE_DATA)
            return (uint32_t)(at + 3 - bytes);
    }
    while (at < end && kinds[*at] == BYTE_DATA)
        at++;
    return (uint32_t)(at - bytes);
}

/* Splits up to the terminator; returns whether there was one. `*end` is left at it, or where another
 * interchange or segment begins, or at the end of the body. */
static inline bool split_segment(struct edifact_reader *reader, struct split *split, uint32_t *end)
{
    const unsigned char *bytes = (const unsigned char *)reader->body.at;
    const unsigned char *kinds = reader->kinds;
    uint32_t size = (uint32_t)reader->body.size;
    uint32_t at = split->begin;
    bool ended = false;
    while (!ended) {
        at = behind_data(bytes, at, size, kinds);
        if (at >= size)
            break;
        if (is_inside(reader, split->begin, at, end))
            return false;
        unsigned char kind = kinds[bytes[at]];
        if (kind <= BYTE_REPEAT) {
            close_component(reader, split, at++);
            if (kind == BYTE_COMPONENT)
                continue;
            close_element(reader, split, kind == BYTE_ELEMENT);
            reader->segment.repeated |= kind == BYTE_REPEAT;
            continue;
        }
        switch (kind) {
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
            ended = !is_apostrophe(reader, is_surname(split), at);
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
    if (component->size == 3 && is_upper(bytes[0]) && is_capital(bytes[1]) &&
        is_capital(bytes[2])) {
        memcpy(segment->name, bytes, 3); /* as nearly all are */
        segment->tag = edifact_tag(bytes);
        return;
    }
    for (uint32_t i = 0; i < component->size; i++) {
        if (bytes[i] == ' ' || is_control(bytes[i]))
            continue;
        if (length == 3 || !(length > 0 ? is_capital(bytes[i]) : is_upper(bytes[i]))) {
            length = 0;
            break;
        }
        segment->name[length++] = bytes[i];
    }
    if (length != 3) {
        memset(segment->name, 0, sizeof segment->name);
        return;
    }
    segment->tag = edifact_tag(segment->name);
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
    struct split split = {
        .elements = reader->elements, .components = reader->components, .begin = at};
    uint32_t end;
    bool ended = split_segment(reader, &split, &end);
    close_component(reader, &split, end);
    close_element(reader, &split, 1);
    reader->at = ended ? end + 1 : end;
    reader->segment.end = reader->at;
    reader->segment.count = split.element_count;
    name_segment(reader);
    if (!ended && !reader->segment.unended)
        return EDIFACT_CUT;
    bool trailer = reader->segment.tag == TAG_UNZ && !edifact_goes_on(reader, reader->at);
    return trailer ? EDIFACT_TRAILER : EDIFACT_SEGMENT;
}
