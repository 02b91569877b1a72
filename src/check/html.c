/* The same as one page: no script, nothing from elsewhere. */
#include "base/json.h"
#include "check/internal.h"

enum { AROUND = 40, MOST_MARKED = 120 };

/* UTF-8, with the characters that HTML gives a meaning spelt out and control characters as blanks. */
static void put_text(struct buffer *out, struct span text)
{
    struct buffer plain = {0};
    json_utf8(&plain, text);
    for (size_t i = 0; i < plain.size; i++) {
        switch (plain.at[i]) {
        case '&': buffer_text(out, "&amp;"); break;
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        case '"': buffer_text(out, "&quot;"); break;
        default:
            buffer_char(out, (unsigned char)plain.at[i] < ' ' || plain.at[i] == 0x7F ? ' '
                                                                                     : plain.at[i]);
            break;
        }
    }
    buffer_free(&plain);
}

static void put_words(struct buffer *out, const char *text)
{
    put_text(out, span_of(text));
}

void check_html_begin(struct buffer *out)
{
    buffer_text(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<title>portolan check</title>\n<style>\n"
        ":root{color-scheme:light dark}\n"
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\n"
        "h2{border-top:2px solid;padding-top:.5rem}\n"
        ".grade{font-size:2.5rem;font-weight:700}\n"
        "article{margin:1.5rem 0;padding:.25rem 1rem;border-inline-start:.35rem solid #777}\n"
        "article.error{border-color:#c62828}article.warning{border-color:#b26a00}"
        "article.info{border-color:#1565c0}\n"
        "pre{overflow:auto;padding:.5rem;background:#8882}\n"
        "mark{background:#c62828;color:#fff;padding:0 .1em}\n"
        "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dd{margin:0}\n"
        "</style>\n</head>\n<body>\n<h1>portolan check</h1>\n");
}

void check_html_end(struct buffer *out)
{
    buffer_text(out, "</body>\n</html>\n");
}

static void put_place(struct buffer *out, const struct check_finding *finding)
{
    buffer_format(out, "<p>line %u, column %u, byte %u", finding->line, finding->column,
                  finding->offset);
    if (finding->message)
        buffer_format(out, ", message %u", finding->message);
    if (finding->segment)
        buffer_format(out, ", segment %u", finding->segment);
    if (finding->tag[0]) {
        buffer_text(out, " (");
        put_words(out, finding->tag);
        buffer_char(out, ')');
    }
    buffer_text(out, "</p>\n");
}

static void put_marked(struct buffer *out, const struct check_finding *finding, struct span body)
{
    uint32_t from = finding->offset > AROUND ? finding->offset - AROUND : 0;
    uint32_t marked = finding->length < MOST_MARKED ? finding->length : MOST_MARKED;
    uint32_t end = finding->offset + marked;
    buffer_text(out, "<pre>");
    put_text(out, span_part(body, from, finding->offset - from));
    buffer_text(out, "<mark>");
    if (marked)
        put_text(out, span_part(body, finding->offset, marked));
    else
        buffer_text(out, "&#9651;");
    buffer_text(out, "</mark>");
    put_text(out, span_part(body, end, AROUND));
    buffer_text(out, "</pre>\n");
}

static void put_row(struct buffer *out, const char *name, struct span text)
{
    buffer_format(out, "<dt>%s</dt><dd>", name);
    put_text(out, text);
    buffer_text(out, "</dd>\n");
}

static void put_finding(struct buffer *out, const struct check_finding *finding, struct span body)
{
    const struct check_rule_info *rule = check_rule(finding->rule);
    const char *severity = check_severity_word(finding->severity);
    buffer_format(out, "<article class=\"%s\">\n<h3>%s: ", severity, severity);
    put_words(out, rule->title);
    buffer_format(out, " <code>%s</code></h3>\n", rule->code);
    put_place(out, finding);
    put_marked(out, finding, body);
    buffer_text(out, "<dl>\n");
    put_row(out, "found",
            finding->length ? span_part(finding->found, 0, MOST_MARKED) : SPAN("nothing"));
    put_row(out, "expected", finding->expected);
    put_row(out, "clause", span_of(rule->clause));
    put_row(out, "to mend", span_of(rule->remedy));
    buffer_text(out, "</dl>\n</article>\n");
}

void check_write_html(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out)
{
    buffer_text(out, "<section>\n<h2>");
    put_words(out, file);
    buffer_format(out,
                  "</h2>\n<p><span class=\"grade\">%c</span> %u errors, %u warnings, %u infos; %u "
                  "messages, %u segments</p>\n",
                  report->grade, report->errors, report->warnings, report->infos, report->messages,
                  report->segments);
    for (size_t i = 0; i < report->count; i++)
        put_finding(out, &report->findings[i], body);
    if (report->over)
        buffer_format(out, "<p>More than %d findings: the rest is left out.</p>\n", CHECK_MOST);
    buffer_text(out, "</section>\n");
}
