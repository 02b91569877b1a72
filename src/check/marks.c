/* UNA and UNB against the marks that the rest of the body uses.
 *
 * What the segments use is found by counting: the byte behind a known tag is the element separator,
 * the byte before it the terminator, the byte behind the type of message the component separator.
 * Where UNA or UNB say otherwise they are wrong, and the body is read on as if they were right. */
#include "check/internal.h"

enum { MOST_LOOKED_AT = 1 << 16 };

struct votes {
    unsigned element[256], component[256], terminator[256];
};

struct used {
    char component, element, terminator;
};

static bool is_mark(char c)
{
    return c > ' ' && c < 0x7F && !check_is_alnum(c);
}

static bool is_space(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

static uint32_t tag_at(struct span body, size_t at)
{
    return at + 3 > body.size ? TAG_NONE : edifact_tag(body.at + at);
}

static void vote(struct span body, size_t at, struct votes *votes)
{
    size_t before = at;
    while (before > 0 && is_space(body.at[before - 1]))
        before--;
    if (before == 0 || !is_mark(body.at[before - 1]) || !is_mark(body.at[at + 3]))
        return;
    votes->element[(unsigned char)body.at[at + 3]]++;
    votes->terminator[(unsigned char)body.at[before - 1]]++;
}

static void vote_component(struct span body, size_t at, struct votes *votes)
{
    struct span word = span_part(body, at, 6);
    if ((span_is(word, "PAXLST") || span_is(word, "PNRGOV")) && at + 8 < body.size &&
        is_mark(body.at[at + 6]) && !is_mark(body.at[at + 7]))
        votes->component[(unsigned char)body.at[at + 6]]++;
}

static char most_voted(const unsigned *votes, char otherwise)
{
    int best = (unsigned char)otherwise;
    for (int c = 0; c < 128; c++)
        if (votes[c] > votes[best])
            best = c;
    return (char)best;
}

static bool find_used(struct span body, struct used *used)
{
    struct votes votes = {0};
    unsigned all = 0;
    for (size_t at = 0; at + 4 < body.size && at < MOST_LOOKED_AT; at++) {
        uint32_t tag = tag_at(body, at);
        if (body.at[at] == 'P')
            vote_component(body, at, &votes);
        if (tag != TAG_UNB && tag != TAG_UNA && check_tag_known(OTHER_MESSAGE, tag))
            vote(body, at, &votes);
    }
    used->element = most_voted(votes.element, '+');
    votes.component[(unsigned char)used->element] = 0; /* UNG: an element mark follows the type */
    used->component = most_voted(votes.component, ':');
    used->terminator = most_voted(votes.terminator, '\'');
    used->component = used->component == used->terminator ? ':' : used->component;
    for (int c = 0; c < 256; c++)
        all += votes.element[c];
    return all >= 3;
}

/* ---- UNA ---- */

struct una {
    uint32_t places[16]; /* of its characters in the body, those behind the tag */
    unsigned size;
};

static struct una read_una(struct span body, uint32_t at, uint32_t unb)
{
    struct una una = {.size = 0};
    for (at += 3; at < unb && una.size < 16; at++)
        if (!is_space(body.at[at]))
            una.places[una.size++] = at;
    return una;
}

/* Whether `c` may stand at place `i`, and whether it is the usual one there. */
static bool una_fits(const struct used *used, unsigned i, char c, bool *unusual)
{
    const char exact[6] = {used->component, used->element, '.', '?', ' ', used->terminator};
    *unusual = false;
    if (i == 0 || i == 1 || i == 5)
        return c == exact[i];
    *unusual = c != exact[i] && !(i == 2 && c == ',') && !(i == 4 && c == '*');
    return true;
}

static void tell_una(struct check *check, const struct used *used, const struct una *una,
                     unsigned i, uint32_t unb)
{
    const char exact[6] = {used->component, used->element, '.', '?', ' ', used->terminator};
    uint32_t place = i < una->size ? una->places[i]
                     : una->size   ? una->places[una->size - 1] + 1
                                   : unb;
    bool one_more = una->size > 6, one_less = una->size < 6;
    char text[2] = {i < 6 ? exact[i] : '\0', '\0'};
    struct check_finding *finding = check_tell(
        check, RULE_UNA_WRONG, NULL, place, one_less ? 0 : 1,
        i < 6 ? "\"%c\", as the segments use it: UNA%c%c.? %c" : "UNB: six characters follow UNA",
        text[0], exact[0], exact[1], exact[5]);
    if (one_more)
        check_mend(check, finding, place, 1, "");
    else
        check_mend(check, finding, place, one_less ? 0 : 1, text);
}

/* Tells the first character that is wrong; returns whether there is one. */
static bool judge_una(struct check *check, const struct used *used, const struct una *una,
                      uint32_t unb)
{
    bool unusual;
    bool blank = una->size > 6 && check->body.at[una->places[6]] == ' ';
    for (unsigned i = 0; i < 6 && blank; i++)
        blank = una_fits(used, i, check->body.at[una->places[i]], &unusual);
    if (blank) {
        check_mend(check, check_tell(check, RULE_GAP, NULL, una->places[6], una->size - 6, "UNB"),
                   una->places[6], una->size - 6, "");
        check->gap_told = true;
        return false;
    }
    for (unsigned i = 0; i < 6 || i < una->size; i++) {
        bool there = i < una->size && i < 6;
        bool fits = there && una_fits(used, i, check->body.at[una->places[i]], &unusual);
        if (fits && (!unusual || una->size == 6)) {
            if (unusual) {
                static const char usual[] = "  .? ";
                struct check_finding *finding = check_tell(check, RULE_UNA_UNUSUAL, NULL,
                                                           una->places[i], 1, "\"%c\"", usual[i]);
                check_mend(check, finding, una->places[i], 1, (char[]){usual[i], '\0'});
                return true;
            }
            continue;
        }
        tell_una(check, used, una, i, unb);
        return true;
    }
    return false;
}

/* Without UNA the standard marks hold; with other ones it is written anew where there is room. */
static void rewrite_una(char *bytes, uint32_t at, uint32_t unb, const struct used *used)
{
    const char text[9] = {'U', 'N', 'A', used->component, used->element,
                          '.', '?', ' ', used->terminator};
    memset(bytes + at, '\n', unb - at);
    if (unb - at >= sizeof text)
        memcpy(bytes + at, text, sizeof text);
}

static bool settle_una(struct check *check, char *bytes, uint32_t unb, const struct used *used)
{
    struct span body = check->body;
    uint32_t floor = unb > EDIFACT_MOST_UNA ? unb - EDIFACT_MOST_UNA : 0, at = unb;
    while (at > floor && tag_at(body, at) != TAG_UNA)
        at--;
    if (tag_at(body, at) == TAG_UNA) {
        struct una una = read_una(body, at, unb);
        if (!judge_una(check, used, &una, unb))
            return false;
        rewrite_una(bytes, at, unb, used);
        return true;
    }
    /* Something short that looks like a UNA but for its tag. */
    struct span before = span_trim(span_part(body, 0, unb));
    if (before.size < 7 || before.size > 10 || before.at[0] == '\n' ||
        before.at[before.size - 1] != used->terminator ||
        !memchr(before.at, used->element, before.size))
        return false;
    uint32_t begin = (uint32_t)(before.at - body.at);
    uint32_t length = (uint32_t)before.size - 6;
    struct check_finding *finding = check_tell(check, RULE_UNA_WRONG, NULL, begin, length, "UNA");
    check_mend(check, finding, begin, length, "UNA");
    rewrite_una(bytes, begin, unb, used);
    return true;
}

/* ---- UNB ---- */

/* A UNB with something behind its tag; UINT32_MAX: there is none. */
static uint32_t find_unb(struct span body)
{
    for (uint32_t at = 0; at + 4 < body.size; at++) {
        const char *found = memchr(body.at + at, 'U', body.size - 4 - at);
        if (!found)
            break;
        at = (uint32_t)(found - body.at);
        if (tag_at(body, at) == TAG_UNB &&
            (at == 0 || is_mark(body.at[at - 1]) || body.at[at - 1] <= ' '))
            return at;
    }
    return UINT32_MAX;
}

static uint32_t alnum_run(struct span body, uint32_t at)
{
    uint32_t size = 0;
    while (at + size < body.size && !is_mark(body.at[at + size]) && body.at[at + size] > ' ')
        size++;
    return size;
}

/* The first byte behind UNA (when there is one) and line ends. */
static uint32_t first_segment(struct span body)
{
    uint32_t at = 0;
    while (at < body.size && (is_space(body.at[at]) || body.at[at] == ' '))
        at++;
    if (tag_at(body, at) == TAG_UNA)
        at = at + 9 < body.size ? at + 9 : (uint32_t)body.size;
    while (at < body.size && is_space(body.at[at]))
        at++;
    return at;
}

/* No UNB anywhere: it is missing, or its tag is misspelt. */
static bool tell_no_unb(struct check *check, char *bytes)
{
    struct span body = check->body;
    uint32_t at = first_segment(body), run = alnum_run(body, at);
    struct check_finding *finding;
    uint32_t tag = tag_at(body, at);
    bool other =
        tag == TAG_UNH || tag == TAG_UNG || (run == 3 && check_tag_known(OTHER_MESSAGE, tag));
    bool like = run >= 2 && run <= 4 && !other && at + run + 4 < body.size;
    if (!like) {
        check_tell(check, RULE_UNB_MISSING, NULL, at, 0, "UNB");
        return false;
    }
    finding = check_tell(check, RULE_UNB_MALFORMED, NULL, at, run, "UNB");
    check_mend(check, finding, at, run, "UNB");
    if (run == 3)
        memcpy(bytes + at, "UNB", 3);
    return run == 3;
}

static bool tell_mark(struct check *check, char *bytes, uint32_t at, char wanted)
{
    struct check_finding *finding = check_tell(check, RULE_MARK_CHANGED, NULL, at, 1,
                                               "\"%c\", as in the other segments", wanted);
    check_mend(check, finding, at, 1, (char[]){wanted, '\0'});
    bytes[at] = wanted;
    return true;
}

/* UNB, mark, four characters, mark. True when a byte was set right. */
static bool settle_unb(struct check *check, char *bytes, uint32_t at, const struct used *used)
{
    struct span body = check->body;
    bool changed = false;
    char insert[2] = {used->element, '\0'};
    if (!is_mark(body.at[at + 3])) {
        struct check_finding *finding =
            check_tell(check, RULE_UNB_MALFORMED, NULL, at + 3, 0, "\"%c\"", used->element);
        check_mend(check, finding, at + 3, 0, insert);
        return false;
    }
    if (body.at[at + 3] != used->element)
        changed = tell_mark(check, bytes, at + 3, used->element);
    uint32_t run = alnum_run(body, at + 4), end = at + 4 + run;
    if (run == 5 && end < body.size && body.at[end] == used->element) {
        struct check_finding *finding =
            check_tell(check, RULE_UNB_MALFORMED, NULL, at + 8, 0, "\"%c\"", used->component);
        check_mend(check, finding, at + 8, 0, (char[]){used->component, '\0'});
    } else if (run != 4) {
        check_tell(check, RULE_UNB_MALFORMED, NULL, at + 4, run ? run : 1,
                   "a syntax identifier of four characters, such as UNOA or IATA");
    } else if (end < body.size && is_mark(body.at[end]) && body.at[end] != used->component &&
               body.at[end] != used->element) {
        changed |= tell_mark(check, bytes, end, used->component);
    }
    return changed;
}

/* The reader takes what stands before UNG or UNH for the terminator: another mark there is told. */
static bool settle_end(struct check *check, char *bytes, uint32_t unb, const struct used *used)
{
    struct span body = check->body;
    uint32_t limit = unb + EDIFACT_MOST_UNB;
    for (uint32_t at = unb + 4; at + 4 < body.size && at < limit; at++) {
        uint32_t tag = tag_at(body, at), end = at;
        if ((tag != TAG_UNG && tag != TAG_UNH && tag != TAG_UNZ) ||
            body.at[at + 3] != used->element)
            continue;
        while (end > unb && is_space(body.at[end - 1]))
            end--;
        char c = body.at[end - 1];
        if (c == used->terminator || !is_mark(c) || c == used->element || c == used->component)
            return false;
        char right[2] = {used->terminator, '\0'};
        check_mend(check,
                   check_tell(check, RULE_TERMINATOR_LOST, NULL, end - 1, 1, "\"%s\"", right),
                   end - 1, 1, right);
        bytes[end - 1] = used->terminator;
        return true;
    }
    return false;
}

struct span check_settle_marks(struct check *check, struct span body)
{
    struct used used;
    if (!find_used(body, &used))
        return body;
    check->settled = true;
    struct span copy = arena_copy(check->arena, body);
    char *bytes = (char *)(uintptr_t)copy.at;
    uint32_t unb = find_unb(body);
    bool changed = false;
    if (unb == UINT32_MAX) {
        changed = tell_no_unb(check, bytes);
        unb = changed ? find_unb(copy) : unb;
    } else {
        changed = settle_unb(check, bytes, unb, &used);
    }
    if (unb != UINT32_MAX)
        changed |= settle_end(check, bytes, unb, &used);
    if (unb != UINT32_MAX)
        changed |= settle_una(check, bytes, unb, &used);
    return changed ? copy : body;
}
