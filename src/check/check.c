/* A body: its interchanges one after the other, and what stands around them. */
#include "check/internal.h"

/* Type-B: a priority and addresses of seven letters, a line with the origin; ZCZC, NNNN. */
static bool is_wrapping(struct span text)
{
    struct span line, rest = text;
    bool origin = false;
    while (rest.size) {
        line = span_trim(span_cut(rest, '\n', &rest));
        origin |= line.size >= 8 && line.at[0] == '.' && check_all_letters(span_part(line, 1, 3));
        origin |= span_starts(line, "ZCZC") || span_is(line, "NNNN");
    }
    return origin;
}

static void tell_around(struct check *check, enum check_rule rule, uint32_t from, uint32_t to)
{
    while (from < to && (unsigned char)check->body.at[from] <= ' ')
        from++;
    while (to > from && (unsigned char)check->body.at[to - 1] <= ' ')
        to--;
    struct span text = span_part(check->body, from, to - from);
    if (text.size == 0 || is_wrapping(text))
        return;
    check_mend(check, check_tell(check, rule, NULL, from, to - from, "nothing"), from, to - from,
               "");
}

/* What the syntax identifier allows (ISO 9735-1, annex with the character repertoires). */
static void set_level(struct check *check, const struct segment *unb)
{
    struct span level = check_code(unb, 1, 0);
    check->exact = span_is(level, "UNOA") || span_is(level, "IATA");
    check->latin1 =
        level.size == 4 && span_starts(level, "UNO") && !span_is(level, "UNOB") && !check->exact;
    check->latin1 |= span_is(level, "SIRE");
}

static void read_interchange(struct check *check, struct edifact_reader *reader, bool first,
                             bool una_told)
{
    const struct edifact_interchange *found = &reader->interchange;
    size_t count = 0;
    check->marks = found->marks;
    check->type_b = is_wrapping(span_part(check->body, found->junk, found->begin - found->junk));
    if (!una_told)
        tell_around(check, first ? RULE_TEXT_BEFORE : RULE_TEXT_AFTER, found->junk, found->begin);
    if (found->una_wrong && !una_told && !(first && check->settled))
        check_tell(check, RULE_UNA_WRONG, NULL, found->begin + 3, 6,
                   "the characters that the segments use");
    struct segment *segments = check_read_segments(check, reader, &count);
    if (count == 0)
        return;
    set_level(check, &segments[0]);
    check_interchange(check, segments, count);
}

/* Whether a tag of the envelope stands anywhere. */
static bool holds_service(struct span body)
{
    static const char *const tags[] = {"UNA", "UNB", "UNG", "UNH", "UNT", "UNZ"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (body.size && memmem(body.at, body.size, tags[i], 3))
            return true;
    return false;
}

void check_body(struct span body, struct arena *arena, struct check_report *out)
{
    struct check check = {.arena = arena};
    struct edifact_reader reader;
    bool first = true;
    uint32_t end = 0;
    body = span_part(body, 0, EDIFACT_MOST_BYTES);
    check.body = body;
    edifact_start(&reader, body, arena);
    check.decoded = reader.encoded;
    if (!check.decoded)
        edifact_start(&reader, check_settle_marks(&check, body), arena);
    bool una_told = check.count > 0;
    check.body = reader.body; /* what stands between telegrams is no part of the text */
    while (edifact_next_interchange(&reader)) {
        read_interchange(&check, &reader, first, first && una_told);
        first = false;
        end = reader.at;
    }
    if (!first)
        tell_around(&check, RULE_TEXT_AFTER, end, (uint32_t)body.size);
    else if (check.count == 0)
        check_tell(&check, holds_service(check.body) ? RULE_UNB_MISSING : RULE_NOT_EDIFACT, NULL, 0,
                   0, "UNB");
    check.body = body;
    check_finish(&check, out);
}
