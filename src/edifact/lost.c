/* Beginnings that damage has hidden: a segment whose terminator before it was lost or released, and
 * segments behind a trailer that stands too early. Only forms that no text has are believed. */
#include "edifact/internal.h"

/* "UNH+reference+PAXLST:": six capitals as type. `at` is behind the tag. */
static bool is_unh(const struct edifact_reader *reader, uint32_t at)
{
    enum { MOST_REFERENCE = 35, TYPE = 6 };
    struct span body = reader->body;
    if (!is_kind(reader, at, BYTE_ELEMENT))
        return false;
    uint32_t limit = ++at + MOST_REFERENCE;
    while (at < limit && (is_kind(reader, at, BYTE_DATA) || is_kind(reader, at, BYTE_CONTROL)))
        at++;
    if (!is_kind(reader, at, BYTE_ELEMENT))
        return false;
    at = behind_controls(reader, at + 1);
    for (int i = 0; i < TYPE; i++, at = behind_controls(reader, at + 1))
        if (at >= body.size || !is_upper(body.at[at]))
            return false;
    return is_kind(reader, at, BYTE_COMPONENT);
}

/* "NAD+FL+": the parties that are persons. `*sure`: another element mark follows, as in no address. */
static bool is_nad(const struct edifact_reader *reader, uint32_t at, bool *sure)
{
    static const char *const qualifiers[] = {"FL", "FM", "DDU", "DDT"};
    if (!is_kind(reader, at, BYTE_ELEMENT))
        return false;
    for (size_t i = 0; i < sizeof qualifiers / sizeof *qualifiers; i++) {
        uint32_t place = at + 1;
        if (!edifact_word(reader->body, &place, qualifiers[i]))
            continue;
        place = behind_controls(reader, place);
        *sure = is_kind(reader, behind_controls(reader, place + 1), BYTE_ELEMENT);
        return is_kind(reader, place, BYTE_ELEMENT);
    }
    return false;
}

/* "SRC'RCI+" */
static bool is_src(const struct edifact_reader *reader, uint32_t at)
{
    if (!is_kind(reader, at, BYTE_TERMINATOR))
        return false;
    at = skip_blank(reader->body, at + 1);
    return edifact_word(reader->body, &at, "RCI") &&
           is_kind(reader, behind_controls(reader, at), BYTE_ELEMENT);
}

static bool is_segment(const struct edifact_reader *reader, uint32_t at);

/* A name may read TIF or NAD: those begin a segment behind a terminator, that was released, and at the begin of a
 * line behind lines that are no segment. */
static bool may_stand_there(const struct edifact_reader *reader, uint32_t begin)
{
    bool line = begin > 0 && is_line_end(reader->body.at[begin - 1]);
    return step_back(reader->body, &(uint32_t){begin}) == reader->interchange.marks.terminator ||
           (line && !is_segment(reader, reader->segment.begin));
}

bool edifact_begins_segment(const struct edifact_reader *reader, uint32_t at, uint32_t *begin)
{
    uint32_t place = at;
    char tag[3];
    tag[2] = step_back(reader->body, &place);
    if (!ends_tag(tag[2]))
        return false;
    tag[1] = step_back(reader->body, &place);
    tag[0] = step_back(reader->body, &place);
    *begin = place;
    if (place <= reader->segment.begin)
        return false;
    at = behind_controls(reader, at);
    if (memcmp(tag, "UNH", 3) == 0)
        return is_unh(reader, at);
    if (memcmp(tag, "SRC", 3) == 0)
        return is_src(reader, at);
    bool sure = false;
    if (memcmp(tag, "NAD", 3) == 0)
        return is_nad(reader, at, &sure) && (sure || may_stand_there(reader, place));
    return memcmp(tag, "TIF", 3) == 0 && is_kind(reader, at, BYTE_ELEMENT) &&
           may_stand_there(reader, place);
}

/* A tag that is known, with an element mark or a terminator behind it. */
static bool is_segment(const struct edifact_reader *reader, uint32_t at)
{
    static const char *const tags[] = {
#define TAG(name, a, b, c) #name,
#include "edifact/tags.def"
#undef TAG
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        uint32_t place = at;
        if (!edifact_word(reader->body, &place, tags[i]))
            continue;
        place = behind_controls(reader, place);
        return is_kind(reader, place, BYTE_TERMINATOR) || is_kind(reader, place, BYTE_ELEMENT);
    }
    return false;
}

/* The first segment may be damaged, too: one of the next few will do. */
bool edifact_goes_on(const struct edifact_reader *reader, uint32_t at)
{
    enum { SEGMENTS = 3, MOST = 512 };
    struct span body = reader->body;
    uint32_t limit = at + MOST;
    for (int i = 0; i < SEGMENTS; i++) {
        at = skip_blank(body, at);
        if (is_segment(reader, at))
            return !edifact_begins(body, at);
        for (; at < limit && at < body.size && !is_kind(reader, at, BYTE_TERMINATOR); at++)
            if (body.at[at] == 'U' && edifact_begins(body, at))
                return false;
        at++;
    }
    return false;
}

/* Behind the first terminator from the UNB on that comes with the UNA or UNB at `at`. */
static uint32_t behind_unb(const struct edifact_reader *reader, uint32_t at)
{
    struct span body = reader->body;
    uint32_t limit = at + EDIFACT_MOST_UNA + EDIFACT_MOST_UNB, unb = at;
    while (unb < at + EDIFACT_MOST_UNA && !edifact_word(body, &(uint32_t){unb}, "UNB"))
        unb++;
    for (; unb < limit && unb < body.size && !is_kind(reader, unb, BYTE_TERMINATOR); unb++)
        if (is_kind(reader, unb, BYTE_RELEASE))
            unb++;
    return unb + 1;
}

bool edifact_begins_next(const struct edifact_reader *reader, uint32_t at)
{
    static const char *const opening[] = {"UNH", "UNG", "UNZ"};
    struct span body = reader->body;
    if (!edifact_begins(body, at))
        return false;
    uint32_t next = skip_blank(body, behind_unb(reader, at));
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (edifact_word(body, &(uint32_t){next}, opening[i]))
            return true;
    return !edifact_goes_on(reader, next);
}

uint32_t edifact_peek(const struct edifact_reader *reader, uint32_t *at)
{
    enum { TAG = 3 };
    struct span body = reader->body;
    uint32_t place = *at, tag = 0;
    while (place < body.size && (is_kind(reader, place, BYTE_TERMINATOR) ||
                                 is_control(body.at[place]) || body.at[place] == ' '))
        place++;
    for (int i = 0; i < TAG && place < body.size && is_alnum(body.at[place]); i++) {
        tag = tag << 8 | (unsigned char)body.at[place];
        place = behind_controls(reader, place + 1);
    }
    bool named = is_kind(reader, place, BYTE_ELEMENT) || is_kind(reader, place, BYTE_TERMINATOR);
    for (; place < body.size && !is_kind(reader, place, BYTE_TERMINATOR); place++)
        if (is_kind(reader, place, BYTE_RELEASE))
            place++;
    *at = place < body.size ? place + 1 : (uint32_t)body.size;
    return named ? tag : TAG_NONE;
}
