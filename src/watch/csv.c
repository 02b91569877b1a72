#include "watch/csv.h"

#include <string.h>
#include <strings.h>

/* Where the quotation mark at the start of `text` is closed; two of them close nothing. */
static size_t closing(struct span text)
{
    size_t at = 1;
    while (at < text.size) {
        if (text.at[at] != '"')
            at++;
        else if (at + 1 < text.size && text.at[at + 1] == '"')
            at += 2;
        else
            break;
    }
    return at;
}

static struct span quoted(struct csv *csv)
{
    size_t close = closing(csv->rest), size = 0;
    if (close >= csv->rest.size) {
        csv->fault = "a quotation mark is never closed";
        return (struct span){NULL, 0};
    }
    char *out = arena_alloc(csv->arena, close);
    for (size_t i = 1; i < close; i++) {
        char c = csv->rest.at[i];
        csv->line += c == '\n';
        out[size++] = c;
        i += c == '"';
    }
    csv->rest = span_part(csv->rest, close + 1, csv->rest.size);
    return (struct span){out, size};
}

static struct span plain(struct csv *csv)
{
    size_t size = 0;
    while (size < csv->rest.size && csv->rest.at[size] != csv->mark && csv->rest.at[size] != '\n' &&
           csv->rest.at[size] != '\r')
        size++;
    struct span field = span_part(csv->rest, 0, size);
    csv->rest = span_part(csv->rest, size, csv->rest.size);
    return field;
}

/* True when another field follows in this row. */
static bool end_field(struct csv *csv)
{
    if (csv->rest.size == 0)
        return false;
    char c = csv->rest.at[0];
    if (c == '\r' && csv->rest.size > 1 && csv->rest.at[1] == '\n')
        csv->rest = span_part(csv->rest, 1, csv->rest.size);
    if (c != csv->mark && c != '\r' && c != '\n')
        csv->fault = "something follows a closing quotation mark";
    csv->line += c == '\r' || c == '\n';
    csv->rest = span_part(csv->rest, 1, csv->rest.size);
    return c == csv->mark;
}

static bool read_row(struct csv *csv, struct csv_row *row)
{
    row->count = 0;
    row->line = csv->line;
    if (csv->rest.size == 0)
        return false;
    bool more = true;
    while (more && !csv->fault) {
        bool has_quote = csv->rest.size && csv->rest.at[0] == '"';
        struct span field = has_quote ? quoted(csv) : plain(csv);
        if (row->count == CSV_FIELDS || field.size > CSV_FIELD_SIZE)
            csv->fault = "a row has more than 64 fields, or a field more than 64 KiB";
        else
            row->fields[row->count++] = span_trim(field);
        more = end_field(csv);
    }
    return !csv->fault;
}

static bool is_blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->fields[i].size)
            return false;
    return true;
}

bool csv_next(struct csv *csv, struct csv_row *row)
{
    while (read_row(csv, row))
        if (!is_blank(row))
            return true;
    return false;
}

/* The mark of the first row: comma, or what spreadsheets write in its place. */
static char mark_of(struct span bytes)
{
    struct span rest, line = span_cut(bytes, '\n', &rest);
    if (!line.size)
        return ',';
    if (memchr(line.at, ',', line.size))
        return ',';
    return memchr(line.at, ';', line.size) ? ';' : memchr(line.at, '\t', line.size) ? '\t' : ',';
}

struct csv csv_open(struct span bytes, struct arena *arena)
{
    if (span_starts(bytes, "\xEF\xBB\xBF"))
        bytes = span_part(bytes, 3, bytes.size);
    return (struct csv){.rest = bytes, .line = 1, .mark = mark_of(bytes), .arena = arena};
}

int csv_column(struct span title, const char *const *titles, int count)
{
    for (int i = 0; i < count; i++)
        if (title.size == strlen(titles[i]) && strncasecmp(title.at, titles[i], title.size) == 0)
            return i;
    return -1;
}

enum status csv_end(const struct csv *csv)
{
    return csv->fault ? status_fail(STATUS_INPUT, "The list cannot be read from line %u on: %s.",
                                    csv->line, csv->fault)
                      : STATUS_OK;
}
