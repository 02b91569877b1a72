/* A report for people at a terminal, and as JSON. */
#include "base/json.h"
#include "check/internal.h"

enum { EXCERPT = 66 };

static bool is_plain(char c)
{
    return c >= ' ' && c < 0x7F;
}

/* Bytes of the body as harmless ASCII, one column a byte. */
static void put_bytes(struct buffer *out, struct span body, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to && at < body.size; at++)
        buffer_char(out, is_plain(body.at[at]) ? body.at[at] : '.');
}

/* From where to where the text around a finding is shown: within its line, if that is not too long. */
struct excerpt {
    uint32_t from, to;
};

static struct excerpt excerpt_of(const struct check_finding *finding, struct span body)
{
    uint32_t from = finding->offset, to = finding->offset;
    uint32_t size = (uint32_t)body.size;
    while (from > 0 && finding->offset - from < EXCERPT / 2 && body.at[from - 1] != '\n')
        from--;
    while (to < size && to - from < EXCERPT && body.at[to] != '\n' && body.at[to] != '\r')
        to++;
    return (struct excerpt){from, to};
}

static void put_excerpt(struct buffer *out, const struct check_finding *finding, struct span body)
{
    struct excerpt shown = excerpt_of(finding, body);
    uint32_t length = finding->length ? finding->length : 1;
    uint32_t end = finding->offset + length;
    buffer_text(out, "    | ");
    put_bytes(out, body, shown.from, shown.to);
    buffer_format(out, "\n    | %*s^", (int)(finding->offset - shown.from), "");
    for (uint32_t at = finding->offset + 1; at < end && at < shown.to; at++)
        buffer_char(out, '~');
    buffer_char(out, '\n');
}

static void put_found(struct buffer *out, const struct check_finding *finding, struct span body)
{
    if (finding->length == 0) {
        buffer_text(out, finding->offset >= body.size ? "the end of the file" : "nothing");
        return;
    }
    uint32_t size = finding->length < 60 ? finding->length : 60;
    buffer_char(out, '"');
    put_bytes(out, body, finding->offset, finding->offset + size);
    buffer_text(out, size < finding->length ? "..\"" : "\"");
}

static void put_finding(struct buffer *out, const struct check_finding *finding, struct span body,
                        const char *file)
{
    const struct check_rule_info *rule = check_rule(finding->rule);
    buffer_format(out, "%s:%u:%u: %s: %s [%s]\n", file, finding->line, finding->column,
                  check_severity_word(finding->severity), rule->title, rule->code);
    buffer_format(out, "    byte %u", finding->offset);
    if (finding->message)
        buffer_format(out, ", message %u", finding->message);
    if (finding->segment)
        buffer_format(out, ", segment %u", finding->segment);
    if (finding->tag[0])
        buffer_format(out, " (%s)", finding->tag);
    buffer_char(out, '\n');
    put_excerpt(out, finding, body);
    buffer_text(out, "    found:    ");
    put_found(out, finding, body);
    buffer_format(out, "\n    expected: %.*s\n", (int)finding->expected.size, finding->expected.at);
    buffer_format(out, "    clause:   %s\n    to mend:  %s\n\n", rule->clause, rule->remedy);
}

static void put_count(struct buffer *out, unsigned count, const char *word)
{
    buffer_format(out, "%u %s%s", count, word, count == 1 ? "" : "s");
}

void check_write_text(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out)
{
    for (size_t i = 0; i < report->count; i++)
        put_finding(out, &report->findings[i], body, file);
    if (report->over)
        buffer_format(out, "More than %d findings: the rest is left out.\n", CHECK_MOST);
    buffer_format(out, "%s: grade %c: ", file, report->grade);
    put_count(out, report->errors, "error");
    buffer_text(out, ", ");
    put_count(out, report->warnings, "warning");
    buffer_text(out, ", ");
    put_count(out, report->infos, "info");
    buffer_text(out, " in ");
    put_count(out, report->messages, "message");
    buffer_text(out, ", ");
    put_count(out, report->segments, "segment");
    buffer_char(out, '\n');
}

static void json_fix(struct json *json, const struct check_fix *fix)
{
    json_key(json, "fix");
    json_begin(json);
    json_put_int(json, "offset", fix->at);
    json_put_int(json, "remove", fix->remove);
    json_put_span(json, "insert", fix->insert);
    json_end(json);
}

/* 0: there is none. */
static void json_number(struct json *json, const char *key, uint32_t number)
{
    json_key(json, key);
    if (number)
        json_int(json, number);
    else
        json_nothing(json);
}

static void json_finding(struct json *json, const struct check_finding *finding)
{
    const struct check_rule_info *rule = check_rule(finding->rule);
    json_begin(json);
    json_put_text(json, "severity", check_severity_word(finding->severity));
    json_put_text(json, "rule", rule->code);
    json_put_text(json, "title", rule->title);
    json_put_text(json, "segment", finding->tag[0] ? finding->tag : NULL);
    json_number(json, "segment_number", finding->segment);
    json_number(json, "message", finding->message);
    json_put_int(json, "offset", finding->offset);
    json_put_int(json, "line", finding->line);
    json_put_int(json, "column", finding->column);
    json_put_int(json, "length", finding->length);
    json_put_span(json, "found", finding->found);
    json_put_span(json, "expected", finding->expected);
    json_put_text(json, "clause", rule->clause);
    json_put_text(json, "remedy", rule->remedy);
    if (finding->fix.known)
        json_fix(json, &finding->fix);
    json_end(json);
}

void check_write_json(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out)
{
    struct json json = {.out = out};
    char grade[2] = {report->grade, '\0'};
    json_begin(&json);
    json_put_span(&json, "file", span_of(file));
    json_put_text(&json, "grade", grade);
    json_put_int(&json, "size", (int64_t)body.size);
    json_put_int(&json, "messages", report->messages);
    json_put_int(&json, "segments", report->segments);
    json_put_int(&json, "errors", report->errors);
    json_put_int(&json, "warnings", report->warnings);
    json_put_int(&json, "infos", report->infos);
    json_put_bool(&json, "over", report->over);
    json_key(&json, "findings");
    json_begin_array(&json);
    for (size_t i = 0; i < report->count; i++)
        json_finding(&json, &report->findings[i]);
    json_end_array(&json);
    json_end(&json);
}
