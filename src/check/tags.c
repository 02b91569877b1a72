/* Segments whose tag is none: a misspelt one, one without its separator, or no segment but the rest of the
 * one before it, which a terminator cut off. */
#include "check/internal.h"

bool check_is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static const uint32_t tags[] = {
#define TAG(name, a, b, c) TAG_##name,
#include "edifact/tags.def"
#undef TAG
};
enum { TAGS = sizeof tags / sizeof tags[0] };

/* One letter changed, left out, put in, or small letters instead of capitals. */
static bool nearly(struct span word, uint32_t number)
{
    const char tag[3] = {(char)(number >> 16), (char)(number >> 8), (char)number};
    unsigned same = 0, at = 0;
    if (word.size < 2 || word.size > 4)
        return false;
    if (word.size == 3) {
        for (unsigned i = 0; i < 3; i++)
            same += upper(word.at[i]) == tag[i];
        return same >= 2;
    }
    const char *longer = word.size == 4 ? word.at : tag, *shorter = word.size == 4 ? tag : word.at;
    unsigned size = word.size == 4 ? 3 : 2;
    for (unsigned i = 0; i <= size && at < size; i++)
        at += upper(longer[i]) == upper(shorter[at]);
    return at == size;
}

void check_set_tag(struct segment *segment, uint32_t tag)
{
    segment->tag = tag;
    segment->name[0] = (char)(tag >> 16);
    segment->name[1] = (char)(tag >> 8);
    segment->name[2] = (char)tag;
    segment->name[3] = '\0';
}

/* The only tag that the word may have been, by its letters and by what follows it; 0: none or
 * several. */
static uint32_t guess_tag(enum kind_of_message kind, const struct segment *segment,
                          struct span word)
{
    uint32_t guess = TAG_NONE;
    unsigned best = 0, found = 0;
    for (size_t i = 0; i < TAGS; i++) {
        if (!check_tag_known(kind, tags[i]) || !nearly(word, tags[i]))
            continue;
        unsigned score = check_tag_opens(kind, tags[i], segment, 1)   ? 2
                         : check_tag_suits(kind, tags[i], segment, 1) ? 1
                                                                      : 0;
        if (score == 0 || score < best)
            continue;
        found = score > best ? 1 : found + 1;
        best = score;
        guess = tags[i];
    }
    return found == 1 ? guess : TAG_NONE;
}

bool check_near_any(struct span word)
{
    for (size_t i = 0; i < TAGS; i++)
        if (check_tag_known(OTHER_MESSAGE, tags[i]) && nearly(word, tags[i]))
            return true;
    return false;
}

/* Data that begins like a tag but goes on without the separator; tells it. */
static bool tell_no_separator(struct check *check, enum kind_of_message kind,
                              struct segment *segment)
{
    struct span bytes = span_part(check->body, segment->begin, segment->end - segment->begin);
    if (bytes.size < 4)
        return false;
    uint32_t tag = edifact_tag(bytes.at);
    if (!check_tag_known(kind, tag))
        return false;
    char mark[2] = {check->marks.element, '\0'}, c = bytes.at[3];
    bool alnum = check_is_alnum(c);
    /* SMITH does not lack a mark: what follows the tag must be what its segment begins with. */
    struct segment rest = *segment;
    struct element *first = arena_new(check->arena, struct element);
    *first = segment->elements[0];
    first->parts = arena_array(check->arena, struct piece, first->count);
    memcpy(first->parts, segment->elements[0].parts, first->count * sizeof *first->parts);
    uint32_t skip = alnum ? 3 : 4;
    struct piece *word = &first->parts[0];
    bool whole = word->size >= skip && word->text.size == word->size;
    if (whole) {
        word->begin += skip;
        word->size -= skip;
        word->text = span_part(word->text, skip, word->size);
    } else if (c == check->marks.component && first->count > 1) {
        first->parts++;
        first->count--;
    }
    rest.elements = first;
    rest.count = 1;
    bool suits = bytes.size > 4 && check_tag_suits(kind, tag, &rest, 0);
    if (alnum && !check_tag_opens(kind, tag, &rest, 0) && !suits)
        return false;
    struct check_finding *finding = check_tell(check, RULE_TAG_SEPARATOR, segment,
                                               segment->begin + 3, alnum ? 0 : 1, "\"%s\"", mark);
    check_mend(check, finding, segment->begin + 3,
               alnum || (c == check->marks.release && bytes.at[4] == mark[0]) ? 0 : 1, mark);
    if (c == check->marks.release && bytes.at[4] == mark[0])
        check_mend(check, finding, segment->begin + 3, 1, "");
    check_set_tag(segment, tag);
    segment->told = true;
    return true;
}

/* ---- what is no segment ---- */

static bool looks_like_tag(const struct segment *segment)
{
    return segment->name[0] && segment->elements[0].count == 1;
}

/* Whether the two pieces conform with `mark` (a text) in the place of the terminator between them. */
static bool joins(const struct check *check, enum kind_of_message kind,
                  const struct segment *before, const struct segment *rest, const char *mark)
{
    struct arena arena = {0};
    struct buffer bytes = {0};
    struct check trial = {.arena = &arena, .marks = check->marks};
    struct edifact_reader reader;
    /* A UNB in front gives the reader the marks. */
    bool header = before->tag == TAG_UNB;
    if (!header)
        buffer_format(&bytes, "UNB%cUNOA%c4%c", check->marks.element, check->marks.component,
                      check->marks.terminator);
    uint32_t begin = (uint32_t)bytes.size;
    buffer_append(&bytes, check->body.at + before->begin, before->end - before->begin);
    buffer_text(&bytes, mark);
    buffer_append(&bytes, check->body.at + rest->begin, rest->end - rest->begin);
    buffer_char(&bytes, check->marks.terminator);
    trial.body = buffer_span(&bytes);
    edifact_start(&reader, trial.body, &arena);
    bool good = edifact_next_interchange(&reader) && edifact_next(&reader) == EDIFACT_SEGMENT &&
                (header || edifact_next(&reader) <= EDIFACT_TRAILER);
    if (good) {
        struct segment segment = check_copy_segment(&trial, &reader);
        good = segment.begin == begin && check_tag_known(kind, segment.tag);
        check_layout(&trial, kind, &segment);
    }
    good = good && trial.count == 0;
    buffer_free(&bytes);
    arena_free(&arena);
    return good;
}

/* True when `segment` was told to be a segment with a wrong tag; false: it is the rest of the one
 * before it. */
static bool tell_tag(struct check *check, enum kind_of_message kind, struct segment *segment,
                     const struct segment *before)
{
    struct piece word = segment->elements[0].parts[0];
    const char element[2] = {check->marks.element, '\0'};
    const char component[2] = {check->marks.component, '\0'};
    if (tell_no_separator(check, kind, segment))
        return true;
    uint32_t guess = segment->elements[0].count == 1 ? guess_tag(kind, segment, word.text) : 0;
    if (!guess && !looks_like_tag(segment) && !before->told && segment->begin == before->end + 1 &&
        (joins(check, kind, before, segment, element) ||
         joins(check, kind, before, segment, component)))
        return false;
    if (!guess && !looks_like_tag(segment) && !(segment->count > 1 && check_near_any(word.text)))
        return false;
    struct segment right = *segment;
    if (guess)
        check_set_tag(&right, guess);
    struct check_finding *finding =
        check_tell_piece(check, RULE_TAG_UNKNOWN, segment, word, "%s",
                         guess ? right.name : "a tag that the guide has in this message");
    if (guess)
        check_mend(check, finding, word.begin, word.size, right.name);
    check_set_tag(segment, guess);
    segment->told = true;
    return true;
}

/* What stands between two letters of a text belongs to it; else the first of what makes the segment
 * conform: another separator in its place, or nothing. */
static void tell_stray(struct check *check, enum kind_of_message kind, struct segment *before,
                       const struct segment *rest)
{
    const struct edifact_marks *marks = &check->marks;
    const char element[2] = {marks->element, '\0'}, component[2] = {marks->component, '\0'};
    const char released[3] = {marks->release, marks->terminator, '\0'};
    const char *const candidates[] = {element, component, "", released};
    const char *chosen = marks->release ? released : "";
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (joins(check, kind, before, rest, candidates[i])) {
            chosen = candidates[i];
            break;
        }
    struct check_finding *finding =
        chosen[0]
            ? check_tell(check, RULE_TERMINATOR_STRAY, before, before->end, 1, "\"%s\"", chosen)
            : check_tell(check, RULE_TERMINATOR_STRAY, before, before->end, 1, "no terminator");
    check_mend(check, finding, before->end, 1, chosen);
    before->told = true;
}

/* Whether `text` is the word but for one letter. */
static bool almost(struct span text, const char *word)
{
    unsigned same = 0;
    for (size_t i = 0; i < text.size && i < 6; i++)
        same += upper(text.at[i]) == word[i];
    unsigned from_end = 0;
    for (size_t i = 0; i < text.size && i < 6; i++)
        from_end += upper(text.at[text.size - 1 - i]) == word[5 - i];
    return text.size >= 5 && text.size <= 7 && same + from_end >= 5;
}

enum kind_of_message check_kind_by_type(struct span type)
{
    if (span_is(type, "PAXLST") || (!check_code_known(VALUE_TYPE, type) && almost(type, "PAXLST")))
        return PAXLST_MESSAGE;
    if (span_is(type, "PNRGOV") || (!check_code_known(VALUE_TYPE, type) && almost(type, "PNRGOV")))
        return PNRGOV_MESSAGE;
    return OTHER_MESSAGE;
}

/* The component separator behind a tag: instead of the element separator, or after a lost one. */
static void tell_component_mark(struct check *check, enum kind_of_message kind,
                                struct segment *segment)
{
    struct element element = segment->elements[0];
    struct segment rest = *segment;
    uint32_t at = element.parts[1].begin - 1;
    char mark[2] = {check->marks.element, '\0'};
    element.parts++;
    element.count--;
    rest.elements = &element;
    rest.count = 1;
    bool instead = element.parts[0].text.size > 0 && check_tag_suits(kind, segment->tag, &rest, 0);
    check_mend(check,
               check_tell(check, RULE_TAG_SEPARATOR, segment, at, instead ? 1 : 0, "\"%s\"", mark),
               at, instead ? 1 : 0, mark);
    segment->told = true;
}

/* The reader forgives blanks around and in a tag; the standard does not. */
static void tell_blank_in_tag(struct check *check, const struct segment *segment)
{
    struct piece tag = segment->elements[0].parts[0];
    for (uint32_t at = tag.begin; at < tag.begin + tag.size; at++) {
        if (check->body.at[at] != ' ')
            continue;
        struct check_finding *finding =
            check_tell(check, RULE_ELEMENT_BLANK, segment, at, 1, "no blank");
        check_mend(check, finding, at, 1, "");
        return;
    }
}

static enum kind_of_message kind_of(const struct segment *segments, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (segments[i].tag == TAG_UNH && !segments[i].told && check_code(&segments[i], 2, 0).size)
            return check_kind_by_type(check_code(&segments[i], 2, 0));
    for (size_t i = 0; i < count; i++) {
        if (segments[i].tag == TAG_BGM)
            return PAXLST_MESSAGE;
        if (segments[i].tag == TAG_MSG)
            return PNRGOV_MESSAGE;
    }
    return OTHER_MESSAGE;
}

/* Tags that no segment of this kind has; returns how many segments are left. */
size_t check_settle_tags(struct check *check, struct segment *segments, size_t count)
{
    enum kind_of_message kind = kind_of(segments, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct segment *segment = &segments[i];
        bool known = segment->tag && check_tag_known(kind, segment->tag);
        if (known && !segment->told)
            tell_blank_in_tag(check, segment);
        if (known && !segment->told && segment->elements[0].count > 1)
            tell_component_mark(check, kind, segment);
        if (kept > 0 && !check->over && kind != OTHER_MESSAGE && !known && !segment->no_end &&
            !tell_tag(check, kind, segment, &segments[kept - 1])) {
            if (!segments[kept - 1].told)
                tell_stray(check, kind, &segments[kept - 1], segment);
            segments[kept - 1].end = segment->end;
            continue;
        }
        segments[kept++] = *segment;
    }
    return kept;
}
