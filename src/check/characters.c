/* The characters of a segment, one by one: repertoire, release, control. */
#include "check/internal.h"

static bool in_level_a(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(" .,-()/=!\"%&*;<>'+:?", c));
}

static bool is_small(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

/* How many bytes at `at` the character set does not have. */
static uint32_t foreign(const struct check *check, uint32_t at, uint32_t end)
{
    uint32_t size = 0;
    while (at + size < end) {
        unsigned char c = (unsigned char)check->body.at[at + size];
        bool good = c < 0x20 || in_level_a(c) || is_small(c) || (!check->exact && c < 0x7F) ||
                    (check->latin1 && c >= 0x80) || c == (unsigned char)check->marks.terminator ||
                    c == (unsigned char)check->marks.component ||
                    c == (unsigned char)check->marks.element;
        if (good)
            break;
        size++;
    }
    return size;
}

static bool is_free_text(uint32_t tag)
{
    return tag == TAG_SSR || tag == TAG_IFT || tag == TAG_ADD || tag == TAG_LTS || tag == TAG_FOP;
}

static uint32_t tell_foreign(struct check *check, const struct segment *segment, uint32_t at)
{
    uint32_t size = foreign(check, at, segment->end);
    if (size == 0)
        return 0;
    bool ascii = (unsigned char)check->body.at[at] < 0x7F;
    struct check_finding *finding = check_tell(check, RULE_CHARACTER, segment, at, size,
                                               "a character of the set that UNB names");
    if (finding && ascii && is_free_text(segment->tag))
        finding->severity = CHECK_WARNING;
    return size;
}

static void tell_control(struct check *check, const struct segment *segment, uint32_t at)
{
    char c = check->body.at[at];
    if (c == '\r' || c == '\n') {
        if (!check->wrap_told && !check->type_b && !check->decoded)
            check_tell(check, RULE_WRAPPED, segment, at, 1, "no line end here");
        check->wrap_told = true;
        return;
    }
    check_mend(check, check_tell(check, RULE_CONTROL, segment, at, 1, "no control character"), at,
               1, "");
}

/* Behind the NULs that a decoded mail has here. */
static uint32_t behind_gap(const struct check *check, uint32_t at, uint32_t end)
{
    while (check->decoded && at < end && check->body.at[at] == '\0')
        at++;
    return at;
}

static void tell_release(struct check *check, const struct segment *segment, uint32_t at)
{
    const struct edifact_marks *marks = &check->marks;
    uint32_t behind = behind_gap(check, at + 1, segment->end);
    char next = behind < segment->end ? check->body.at[behind] : marks->terminator;
    if (next == marks->release || next == marks->component || next == marks->element ||
        next == marks->terminator || next == '*' || (marks->repeat && next == marks->repeat) ||
        (unsigned char)next < 0x20)
        return;
    check_mend(check, check_tell(check, RULE_RELEASE, segment, at, 1, "no release character here"),
               at, 1, "");
}

/* An unreleased terminator that the reader took as part of a word. */
static void tell_apostrophe(struct check *check, const struct segment *segment, uint32_t at)
{
    char text[3] = {check->marks.release, check->marks.terminator, '\0'};
    check_mend(check, check_tell(check, RULE_APOSTROPHE, segment, at, 1, "\"%s\"", text), at, 1,
               text);
}

void check_characters(struct check *check, const struct segment *segment)
{
    const struct edifact_marks *marks = &check->marks;
    uint32_t end = segment->end;
    for (uint32_t at = behind_gap(check, segment->begin, end); at < end;
         at = behind_gap(check, at + 1, end)) {
        unsigned char c = (unsigned char)check->body.at[at];
        if (marks->release && c == (unsigned char)marks->release) {
            tell_release(check, segment, at);
            at = behind_gap(check, at + 1, end);
        } else if (c == (unsigned char)marks->terminator && !segment->told) {
            tell_apostrophe(check, segment, at);
        } else if (c < 0x20 || c == 0x7F) {
            tell_control(check, segment, at);
        } else if (is_small(c) && check->exact) {
            if (!check->low_told)
                check_tell(check, RULE_LOWER_CASE, segment, at, 1, "capitals");
            check->low_told = true;
        } else {
            uint32_t size = tell_foreign(check, segment, at);
            at += size ? size - 1 : 0;
        }
    }
}
