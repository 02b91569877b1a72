/* Opening and walking; which kind a body is. */
#include "table/internal.h"

struct table_row *table_add_row(struct table *table, uint32_t number, size_t count)
{
    struct table_rows *rows = &table->rows;
    if (rows->count >= TABLE_MOST_ROWS || rows->cells + count > TABLE_MOST_CELLS) {
        table->cut = true;
        return NULL;
    }
    rows->at = arena_more(table->arena, rows->at, rows->count, &rows->room, sizeof *rows->at);
    rows->cells += count;
    struct table_row *row = &rows->at[rows->count++];
    *row = (struct table_row){.number = number,
                              .cells = arena_array(table->arena, struct table_cell, count + 1),
                              .count = (uint32_t)count};
    return row;
}

enum status table_open(struct span body, const struct table_form *form, struct arena *arena,
                       struct table **out)
{
    struct table *table = arena_new(arena, struct table);
    table->arena = arena;
    table->form = form;
    table->body = body;
    enum status status = STATUS_OK;
    if (form->kind == TABLE_XLSX) {
        status = table_read_xlsx(table);
    } else {
        table_decode_text(table);
        table->cells = arena_array(arena, struct table_cell, TABLE_MOST_COLUMNS);
        table->delimiter = form->delimiter ? form->delimiter : table_delimiter(table->text);
        if (form->kind == TABLE_JSON)
            status = table_read_json(table);
    }
    if (status != STATUS_OK)
        return status;
    table_rewind(table);
    *out = table;
    return STATUS_OK;
}

void table_rewind(struct table *table)
{
    table->at = 0;
    table->line = 1;
    table->next_row = 0;
}

static bool next_kept(struct table *table, struct table_row *out)
{
    if (table->next_row >= table->rows.count)
        return false;
    *out = table->rows.at[table->next_row++];
    return true;
}

static bool is_blank(const struct table_row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (row->cells[i].text.size)
            return false;
    return true;
}

bool table_next(struct table *table, struct table_row *out)
{
    static bool (*const readers[TABLE_KINDS])(struct table *, struct table_row *) = {
        [TABLE_DELIMITED] = table_next_delimited,
        [TABLE_FIXED] = table_next_fixed,
        [TABLE_JSON] = next_kept,
        [TABLE_XLSX] = next_kept};
    while (readers[table->form->kind](table, out))
        if (!is_blank(out))
            return true;
    return false;
}

bool table_cut(const struct table *table)
{
    return table->cut;
}

enum table_kind table_sniff(struct span body)
{
    if (span_starts(body, "PK\x03\x04"))
        return TABLE_XLSX;
    if (span_starts(body, "\xEF\xBB\xBF"))
        body = span_part(body, 3, body.size);
    body = span_trim(span_part(body, 0, 4096));
    bool json = body.size && (body.at[0] == '{' || body.at[0] == '[');
    return json ? TABLE_JSON : TABLE_DELIMITED;
}

/* How many times `mark` stands in the line. */
static size_t count_marks(struct span line, char mark)
{
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        quoted ^= line.at[i] == '"';
        count += !quoted && line.at[i] == mark;
    }
    return count;
}

/* Lines that have as many marks as the line before them weigh most: what really parts the cells does
 * so on every line. */
static size_t weigh(struct span text, char mark)
{
    enum { LINES = 60, SEVERAL = 16 };
    size_t weight = 0, before = 0;
    for (int line = 0; line < LINES && text.size; line++) {
        size_t count = count_marks(span_cut(text, '\n', &text), mark);
        if (count)
            weight += count == before ? SEVERAL : 1;
        before = count ? count : before;
    }
    return weight;
}

char table_delimiter(struct span text)
{
    static const char marks[] = {'\t', '|', ';', ','}; /* the rarer in texts first */
    size_t best = 0;
    char found = ',';
    for (size_t i = 0; i < sizeof marks; i++) {
        size_t weight = weigh(text, marks[i]);
        if (weight > best) {
            best = weight;
            found = marks[i];
        }
    }
    return found;
}
