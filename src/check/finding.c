/* Findings, as they are made and as they are handed out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "check/internal.h"

static struct check_finding *add(struct check *check)
{
    if (check->count >= CHECK_MOST) {
        check->over = true;
        return NULL;
    }
    check->findings = arena_more(check->arena, check->findings, check->count, &check->room,
                                 sizeof *check->findings);
    return &check->findings[check->count++];
}

__attribute__((format(printf, 6, 0))) static struct check_finding *tell_v(
    struct check *check, enum check_rule rule, const struct segment *segment, uint32_t offset,
    uint32_t length, const char *expected, va_list arguments)
{
    char text[512];
    struct check_finding *finding = add(check);
    if (!finding)
        return NULL;
    vsnprintf(text, sizeof text, expected, arguments);
    uint32_t size = (uint32_t)check->body.size; /* behind a segment without terminator is its end */
    offset = offset < size ? offset : size;
    length = length < size - offset ? length : size - offset;
    *finding = (struct check_finding){
        .rule = rule,
        .severity = check_rule(rule)->severity,
        .offset = offset,
        .length = length,
        .message = check->message ? check->message->number : 0,
        .segment = segment ? segment->number : 0,
        .found = span_part(check->body, offset, length),
        .expected = arena_copy(check->arena, span_of(text)),
    };
    if (segment)
        memcpy(finding->tag, segment->name, sizeof finding->tag);
    return finding;
}

struct check_finding *check_tell(struct check *check, enum check_rule rule,
                                 const struct segment *segment, uint32_t offset, uint32_t length,
                                 const char *expected, ...)
{
    va_list arguments;
    va_start(arguments, expected);
    struct check_finding *finding =
        tell_v(check, rule, segment, offset, length, expected, arguments);
    va_end(arguments);
    return finding;
}

struct check_finding *check_tell_piece(struct check *check, enum check_rule rule,
                                       const struct segment *segment, struct piece piece,
                                       const char *expected, ...)
{
    va_list arguments;
    va_start(arguments, expected);
    struct check_finding *finding =
        tell_v(check, rule, segment, piece.begin, piece.size, expected, arguments);
    va_end(arguments);
    return finding;
}

void check_mend(struct check *check, struct check_finding *finding, uint32_t at, uint32_t remove,
                const char *insert)
{
    uint32_t size = (uint32_t)check->body.size;
    at = at < size ? at : size;
    remove = remove < size - at ? remove : size - at;
    if (finding && !check->decoded)
        finding->fix =
            (struct check_fix){true, at, remove, arena_copy(check->arena, span_of(insert))};
}

/* ---- the report ---- */

static int by_place(const void *a, const void *b)
{
    const struct check_finding *one = a, *other = b;
    if (one->offset != other->offset)
        return one->offset < other->offset ? -1 : 1;
    if (one->severity != other->severity)
        return one->severity > other->severity ? -1 : 1;
    return (int)one->rule - (int)other->rule;
}

/* Lines are counted once over the body, findings being in order. */
static void find_lines(struct check_report *report, struct span body)
{
    uint32_t line = 1, start = 0, at = 0;
    for (size_t i = 0; i < report->count; i++) {
        struct check_finding *finding = &report->findings[i];
        for (; at < finding->offset && at < body.size; at++)
            if (body.at[at] == '\n') {
                line++;
                start = at + 1;
            }
        finding->line = line;
        finding->column = finding->offset - start + 1;
    }
}

static void count_severities(struct check_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        enum check_severity severity = report->findings[i].severity;
        report->errors += severity == CHECK_ERROR;
        report->warnings += severity == CHECK_WARNING;
        report->infos += severity == CHECK_INFO;
    }
}

/* docs/check.md explains the grades. */
static char grade(const struct check_report *report)
{
    if (report->errors == 0)
        return report->warnings == 0 ? 'A' : 'B';
    unsigned share = report->segments / 50 + 1;
    bool broken = false;
    for (size_t i = 0; i < report->count && !broken; i++) {
        enum check_rule rule = report->findings[i].rule;
        broken = rule == RULE_NOT_EDIFACT || rule == RULE_UNB_MISSING ||
                 rule == RULE_UNB_MALFORMED || rule == RULE_CUT || rule == RULE_NO_MESSAGE;
    }
    if (broken)
        return 'F';
    return report->errors <= share ? 'C' : report->errors <= share * 5 ? 'D' : 'E';
}

static bool same_segment(const struct check_finding *a, const struct check_finding *b)
{
    return a->message == b->message && a->segment == b->segment && memcmp(a->tag, b->tag, 4) == 0;
}

/* Whether `b` (not before `a`) tells of the same fault: it lies in `a`, or is a separator that stands
 * before a value which is missing. */
static bool is_same_fault(const struct check_finding *a, const struct check_finding *b)
{
    bool inside = b->offset < a->offset + a->length || b->offset == a->offset;
    return same_segment(a, b) && (inside || a->rule == RULE_TRAILING);
}

/* One fault, one finding: of those that overlap the most severe stays, else the first. */
static size_t drop_followers(struct check_finding *findings, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct check_finding *last = kept ? &findings[kept - 1] : NULL;
        if (last && is_same_fault(last, &findings[i])) {
            if (findings[i].severity > last->severity)
                *last = findings[i];
            continue;
        }
        findings[kept++] = findings[i];
    }
    return kept;
}

void check_finish(struct check *check, struct check_report *out)
{
    *out = (struct check_report){.findings = check->findings,
                                 .count = check->count,
                                 .messages = check->messages,
                                 .segments = check->all_segments,
                                 .over = check->over};
    if (out->count)
        qsort(out->findings, out->count, sizeof *out->findings, by_place);
    out->count = drop_followers(out->findings, out->count);
    find_lines(out, check->body);
    count_severities(out);
    out->grade = grade(out);
}
