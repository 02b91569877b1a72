/* Where interchanges begin and which marks they use (ISO 9735 UNA, UNB). */
#include "edifact/internal.h"

bool edifact_word(struct span body, uint32_t *at, const char *word)
{
    uint32_t place = *at;
    for (; *word; word++, place++) {
        while (place < body.size && is_control(body.at[place]))
            place++;
        if (place >= body.size || body.at[place] != *word)
            return false;
    }
    *at = place;
    return true;
}

/* `UNB` + element mark + four characters of the syntax identifier (UNOA, IATA, SIRE ..) +
 * component mark. Sets both marks and leaves `*at` behind them. */
static bool read_unb(struct span body, uint32_t *at, struct edifact_marks *marks)
{
    uint32_t place = *at;
    if (!edifact_word(body, &place, "UNB"))
        return false;
    place = skip_blank(body, place);
    if (place >= body.size || !can_be_mark(body.at[place]))
        return false;
    marks->element = body.at[place++];
    for (int i = 0; i < 4; i++, place++) {
        while (place < body.size && is_control(body.at[place]))
            place++;
        if (place >= body.size || !is_alnum(body.at[place]))
            return false;
    }
    while (place < body.size && is_control(body.at[place]))
        place++;
    if (place >= body.size || !can_be_mark(body.at[place]))
        return false;
    marks->component = body.at[place];
    if (marks->component == marks->element) /* the syntax version was left out */
        marks->component = marks->element == ':' ? '+' : ':';
    *at = place + 1;
    return true;
}

/* The byte before `at` that is neither blank nor control. */
static char byte_before(struct span body, uint32_t at)
{
    while (at > 0 && (is_control(body.at[at - 1]) || body.at[at - 1] == ' '))
        at--;
    return at > 0 ? body.at[at - 1] : ' ';
}

/* Whether one of the segments that stand first in interchanges begins at `at`. */
static bool begins_early(struct span body, uint32_t at, char element)
{
    static const char *const tags[] = {"UNH", "UNG", "UNZ", "BGM", "MSG",
                                       "RFF", "NAD", "TDT", "ORG", "TVL"};
    for (unsigned i = 0; i < sizeof tags / sizeof *tags; i++) {
        uint32_t place = at;
        if (edifact_word(body, &place, tags[i])) {
            place = skip_blank(body, place);
            return place < body.size && body.at[place] == element;
        }
    }
    return false;
}

static bool begins_line(struct span body, uint32_t at)
{
    return at > 0 && is_line_end(body.at[at - 1]);
}

/* The terminator as the UNB shows it: what stands before the segments that follow, twice if damage
 * makes them differ; line ends where two of them have nothing else. `*sure` tells that there was such a segment. */
static char infer_terminator(struct span body, uint32_t at, const struct edifact_marks *marks,
                             bool *sure)
{
    uint32_t limit = at + EDIFACT_MOST_UNB;
    limit = limit < body.size ? limit : (uint32_t)body.size;
    unsigned char votes[256] = {0};
    char first = 0;
    unsigned lines = 0;
    uint32_t line = 0;
    bool seen = false, quoted = false;
    for (; at < limit; at++) {
        uint32_t place = at;
        if (is_upper(body.at[at]) && begins_early(body, at, marks->element)) {
            char c = byte_before(body, at);
            if (!can_be_mark(c) || c == marks->element || c == marks->component) {
                lines += begins_line(body, at);
                line = at;
                continue;
            }
            first = first ? first : c;
            if (++votes[(unsigned char)c] == 2) {
                *sure = true;
                return c;
            }
        } else if (body.at[at] == 'U' && edifact_word(body, &place, "UNB")) {
            char c = byte_before(body, at); /* a copy, or another interchange */
            if (!first && can_be_mark(c) && c != marks->element && c != marks->component)
                first = c;
            break;
        }
        seen |= body.at[at] == '\'';
        quoted |= body.at[at] == '"';
    }
    *sure = first != 0 || lines > 1;
    if (*sure)
        return first ? first : body.at[line - 1];
    return !seen && quoted ? '"' : '\'';
}

/* Whether the terminator ends the UNB: a tag or nothing comes after its first unreleased place. */
static bool ends_unb(struct span body, uint32_t at, const struct edifact_marks *marks, bool sure)
{
    uint32_t limit = at + EDIFACT_MOST_UNB;
    limit = limit < body.size ? limit : (uint32_t)body.size;
    for (; at < limit && body.at[at] != marks->terminator; at++)
        if (marks->release && body.at[at] == marks->release)
            at++;
    if (at >= limit)
        return at >= body.size && !sure; /* cut inside of the UNB: nothing speaks against it */
    at = skip_blank(body, at + 1);
    if (at >= body.size)
        return true;
    for (int i = 0; i < 3; i++, at++) {
        while (at < body.size && is_control(body.at[at]))
            at++;
        if (at >= body.size || !is_upper(body.at[at]))
            return false;
    }
    return true;
}

/* What stands between "UNA" and its UNB, control characters left out. */
struct una {
    char text[EDIFACT_MOST_UNA];
    unsigned size;
};

static bool read_una(struct span body, uint32_t at, uint32_t unb, struct una *out)
{
    if (!edifact_word(body, &at, "UNA"))
        return false;
    out->size = 0;
    for (; at < unb; at++)
        if (!is_control(body.at[at]))
            out->text[out->size++] = body.at[at];
    return true;
}

static bool distinct(const struct edifact_marks *marks, char c)
{
    return c != marks->component && c != marks->element && c != marks->terminator;
}

/* Release and repetition marks out of a UNA, where they are possible. A blank means none. */
static void take_others(const struct una *una, struct edifact_marks *marks)
{
    marks->release = can_be_mark(una->text[3]) && distinct(marks, una->text[3]) ? una->text[3] : 0;
    char repeat = una->text[4];
    marks->repeat =
        can_be_mark(repeat) && distinct(marks, repeat) && repeat != marks->release ? repeat : 0;
}

/* Takes the marks of a UNA that fits the UNB; `marks` holds what the UNB itself shows. */
static bool una_fits(struct span body, const struct una *una, uint32_t after, bool sure,
                     struct edifact_marks *marks)
{
    if (una->size < 6 || una->text[0] != marks->component || una->text[1] != marks->element)
        return false;
    for (unsigned i = 6; i < una->size; i++)
        if (una->text[i] != ' ')
            return false;
    struct edifact_marks given = *marks;
    given.terminator = una->text[5];
    if (!can_be_mark(given.terminator) || given.terminator == given.element ||
        given.terminator == given.component)
        return false;
    take_others(una, &given);
    if (!ends_unb(body, after, &given, sure))
        return false;
    *marks = given;
    return true;
}

/* The defaults where no UNA says otherwise: `?` releases, nothing repeats (`*` is data). A UNA that
 * is wrong elsewhere but has its decimal mark in place is believed in these two. */
static void take_defaults(struct edifact_marks *marks, const struct una *una)
{
    marks->release = distinct(marks, '?') ? '?' : 0;
    marks->repeat = 0;
    if (una && una->size >= 6 && (una->text[2] == '.' || una->text[2] == ','))
        take_others(una, marks);
}

/* Looks for the UNA of the UNB at `unb`; `after` is behind the UNB's component mark, `sure` whether
 * the UNB shows its terminator. */
static void find_una(struct span body, uint32_t low, uint32_t after, bool sure,
                     struct edifact_interchange *out)
{
    uint32_t floor = out->unb > EDIFACT_MOST_UNA ? out->unb - EDIFACT_MOST_UNA : 0;
    floor = floor > low ? floor : low;
    struct una una = {.size = 0};
    for (uint32_t at = out->unb; at-- > floor;) {
        if (body.at[at] != 'U' || !read_una(body, at, out->unb, &una))
            continue;
        out->una = una_fits(body, &una, after, sure, &out->marks);
        bool apart = at == 0 || !is_alnum(body.at[at - 1]);
        out->una_wrong = !out->una && apart && una.size > 0 && can_be_mark(una.text[0]);
        if (out->una || out->una_wrong)
            out->begin = at;
        break;
    }
    if (!out->una)
        take_defaults(&out->marks, out->una_wrong ? &una : NULL);
}

bool edifact_begins(struct span body, uint32_t at)
{
    struct edifact_marks marks;
    uint32_t place = at;
    if (read_unb(body, &place, &marks))
        return true;
    place = at;
    if (!edifact_word(body, &place, "UNA"))
        return false;
    uint32_t limit = at + EDIFACT_MOST_UNA;
    for (place = at; place < limit && place < body.size; place++) {
        uint32_t unb = place;
        if (body.at[place] == 'U' && read_unb(body, &unb, &marks))
            return true;
    }
    return false;
}

static bool unb_with_version(struct span body, uint32_t at)
{
    struct edifact_marks marks;
    if (!read_unb(body, &at, &marks))
        return false;
    return at + 1 < body.size && body.at[at] >= '1' && body.at[at] <= '4' &&
           body.at[at + 1] == marks.element;
}

bool edifact_begins_inside(struct span body, uint32_t at)
{
    uint32_t limit = at + EDIFACT_MOST_UNA;
    if (body.at[at + 2] == 'B')
        return unb_with_version(body, at);
    for (uint32_t place = at + 3; place < limit && place + 3 < body.size; place++)
        if (body.at[place] == 'U' && unb_with_version(body, place))
            return true;
    return false;
}

static void set_kinds(struct edifact_reader *reader)
{
    const struct edifact_marks *marks = &reader->interchange.marks;
    for (int c = 0; c < 256; c++)
        reader->kinds[c] = c < 0x20 || c == 0x7F ? BYTE_CONTROL : BYTE_DATA;
    const struct {
        char mark;
        enum byte_kind kind;
    } all[] = {{marks->repeat, BYTE_REPEAT},
               {marks->release, BYTE_RELEASE},
               {marks->component, BYTE_COMPONENT},
               {marks->element, BYTE_ELEMENT},
               {marks->terminator, BYTE_TERMINATOR}};
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].mark)
            reader->kinds[(unsigned char)all[i].mark] = (unsigned char)all[i].kind;
}

bool edifact_next_interchange(struct edifact_reader *reader)
{
    struct span body = reader->body;
    uint32_t low = reader->at;
    for (uint32_t at = low; at < body.size; at++) {
        const char *found = memchr(body.at + at, 'U', body.size - at);
        if (!found)
            break;
        at = (uint32_t)(found - body.at);
        struct edifact_marks marks = {0};
        uint32_t after = at;
        if (!read_unb(body, &after, &marks))
            continue;
        bool sure = false;
        marks.terminator = infer_terminator(body, after, &marks, &sure);
        reader->interchange =
            (struct edifact_interchange){.marks = marks, .junk = low, .begin = at, .unb = at};
        find_una(body, low, after, sure, &reader->interchange);
        set_kinds(reader);
        reader->at = at;
        return true;
    }
    reader->at = (uint32_t)body.size;
    return false;
}
