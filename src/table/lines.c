/* Rows of texts: cells between delimiters, quoted or not, or at fixed places of a line. */
#include "table/internal.h"

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* Moves past one line end: LF, CR LF, CR, and the CR CR LF of some gateways. */
static void end_line(struct table *table)
{
    struct span text = table->text;
    while (table->at < text.size && text.at[table->at] == '\r')
        table->at++;
    if (table->at < text.size && text.at[table->at] == '\n')
        table->at++;
    table->line++;
}

/* ---- delimited ---- */

/* Where the quotation mark at `at` is closed; two of them close nothing. The size of the text when
 * it is not closed within reason: then it is a character like any other. */
static size_t closing(const struct table *table, size_t at)
{
    struct span text = span_part(table->text, 0, at + TABLE_MOST_QUOTED);
    char quote = table->form->quote;
    for (at++; at < text.size; at++) {
        if (text.at[at] != quote)
            continue;
        if (at + 1 >= text.size || text.at[at + 1] != quote)
            return at;
        at++;
    }
    return table->text.size;
}

static size_t end_of_plain(const struct table *table, size_t at)
{
    while (at < table->text.size && table->text.at[at] != table->delimiter &&
           !ends_line(table->text.at[at]))
        at++;
    return at;
}

/* `part` with doubled quotation marks made single. */
static struct span without_doubles(struct table *table, struct span part)
{
    char quote = table->form->quote;
    if (!memchr(part.at, quote, part.size))
        return part;
    char *out = arena_alloc(table->arena, part.size);
    size_t size = 0;
    for (size_t i = 0; i < part.size; i++) {
        out[size++] = part.at[i];
        i += part.at[i] == quote;
    }
    return (struct span){out, size};
}

static uint32_t lines_in(struct span part)
{
    uint32_t count = 0;
    for (size_t i = 0; i < part.size; i++)
        count += part.at[i] == '\n' ||
                 (part.at[i] == '\r' && (i + 1 == part.size || part.at[i + 1] != '\n'));
    return count;
}

static size_t after_blanks(const struct table *table, size_t at)
{
    while (at < table->text.size && table->text.at[at] == ' ')
        at++;
    return at;
}

/* The cell at table->at, which then stands at what ends it. */
static struct table_cell take_cell(struct table *table)
{
    size_t begin = after_blanks(table, table->at), size = table->text.size;
    bool quoted = table->form->quote && begin < size && table->text.at[begin] == table->form->quote;
    size_t close = quoted ? closing(table, begin) : size;
    size_t end = close < size ? after_blanks(table, close + 1) : size;
    bool whole = close < size && (end == size || table->text.at[end] == table->delimiter ||
                                  ends_line(table->text.at[end]));
    if (whole) {
        struct span part = span_part(table->text, begin + 1, close - begin - 1);
        table->line += lines_in(part);
        table->at = end;
        return table_cell_as(table, part, without_doubles(table, part));
    }
    end = end_of_plain(table, table->at);
    struct span part = span_part(table->text, table->at, end - table->at);
    table->at = end;
    return table_cell_of(table, part);
}

bool table_next_delimited(struct table *table, struct table_row *out)
{
    if (table->at >= table->text.size)
        return false;
    size_t begin = table->at;
    *out = (struct table_row){.number = table->line, .cells = table->cells};
    for (bool more = true; more;) {
        struct table_cell cell = take_cell(table);
        if (out->count < TABLE_MOST_COLUMNS)
            table->cells[out->count++] = cell;
        else
            out->over = true;
        more = table->at < table->text.size && table->text.at[table->at] == table->delimiter;
        table->at += more;
    }
    out->begin = table_place(table, begin);
    out->end = table_place(table, table->at);
    end_line(table);
    return true;
}

/* ---- fixed ---- */

/* The byte at which character `number` of the line begins, from byte `at` on, where character `*here`
 * begins. */
static size_t find_character(const struct table *table, struct span line, size_t at, uint32_t *here,
                             uint32_t number)
{
    bool bytes = table->encoding == TABLE_LATIN1 || table->encoding == TABLE_WINDOWS_1251;
    for (; *here < number && at < line.size; (*here)++) {
        size_t size = bytes ? 1 : span_utf8(span_part(line, at, 4));
        at += size ? size : 1;
    }
    return at;
}

bool table_next_fixed(struct table *table, struct table_row *out)
{
    if (table->at >= table->text.size)
        return false;
    size_t begin = table->at;
    while (table->at < table->text.size && !ends_line(table->text.at[table->at]))
        table->at++;
    struct span line = span_part(table->text, begin, table->at - begin);
    *out = (struct table_row){.number = table->line,
                              .begin = table_place(table, begin),
                              .end = table_place(table, table->at),
                              .cells = table->cells};
    for (size_t i = 0; i < table->form->width_count && i < TABLE_MOST_COLUMNS; i++) {
        struct table_width width = table->form->widths[i];
        uint32_t here = 1;
        size_t from = find_character(table, line, 0, &here, width.from);
        size_t to = width.to ? find_character(table, line, from, &here, width.to + 1) : line.size;
        table->cells[out->count++] = table_cell_of(table, span_part(line, from, to - from));
    }
    end_line(table);
    return true;
}
