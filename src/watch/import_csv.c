/* Our own list format: RFC 4180 with a header row (docs/lists.md). */
#include <strings.h>

#include "base/clock.h"
#include "watch/internal.h"

enum column {
    COLUMN_ID,
    COLUMN_REFERENCE,
    COLUMN_SURNAME,
    COLUMN_GIVEN,
    COLUMN_FULL,
    COLUMN_ALIASES,
    COLUMN_WEAK,
    COLUMN_ORIGINAL,
    COLUMN_BIRTH,
    COLUMN_SEX,
    COLUMN_NATIONALITY,
    COLUMN_DOCUMENT_STATE,
    COLUMN_DOCUMENT_NUMBER,
    COLUMN_SEVERITY,
    COLUMN_LISTED,
    COLUMN_NOTE,
    COLUMNS
};
static const char *const columns[COLUMNS] = {
    [COLUMN_ID] = "id",
    [COLUMN_REFERENCE] = "reference",
    [COLUMN_SURNAME] = "surname",
    [COLUMN_GIVEN] = "given",
    [COLUMN_FULL] = "full_name",
    [COLUMN_ALIASES] = "aliases",
    [COLUMN_WEAK] = "weak_aliases",
    [COLUMN_ORIGINAL] = "original_name",
    [COLUMN_BIRTH] = "birth",
    [COLUMN_SEX] = "sex",
    [COLUMN_NATIONALITY] = "nationality",
    [COLUMN_DOCUMENT_STATE] = "document_state",
    [COLUMN_DOCUMENT_NUMBER] = "document_number",
    [COLUMN_SEVERITY] = "severity",
    [COLUMN_LISTED] = "listed",
    [COLUMN_NOTE] = "note",
};

enum { FIELDS_MOST = 64, FIELD_MOST = 64 * 1024 };

struct row {
    uint32_t line;
    size_t count;
    struct span fields[FIELDS_MOST];
};
struct csv {
    struct span rest;
    uint32_t line;
    char mark; /* between fields */
    struct arena *arena;
    const char *fault; /* why it cannot be read on */
};

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

static bool next_row(struct csv *csv, struct row *row)
{
    row->count = 0;
    row->line = csv->line;
    if (csv->rest.size == 0)
        return false;
    bool more = true;
    while (more && !csv->fault) {
        bool has_quote = csv->rest.size && csv->rest.at[0] == '"';
        struct span field = has_quote ? quoted(csv) : plain(csv);
        if (row->count == FIELDS_MOST || field.size > FIELD_MOST)
            csv->fault = "a row has more than 64 fields, or a field more than 64 KiB";
        else
            row->fields[row->count++] = span_trim(field);
        more = end_field(csv);
    }
    return !csv->fault;
}

static bool is_blank(const struct row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->fields[i].size)
            return false;
    return true;
}

/* Which column stands where; -1 for those that are not ours. */
struct head {
    int columns[FIELDS_MOST];
    size_t count;
    bool has[COLUMNS];
};

static int column_of(struct span title)
{
    for (int i = 0; i < COLUMNS; i++)
        if (title.size == strlen(columns[i]) && strncasecmp(title.at, columns[i], title.size) == 0)
            return i;
    return -1;
}

static void read_head(const struct row *row, struct draft *draft, struct head *head)
{
    head->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        int column = column_of(row->fields[i]);
        if (column >= 0 && head->has[column])
            column = -1;
        head->columns[i] = column;
        if (column >= 0)
            head->has[column] = true;
        else if (row->fields[i].size)
            draft_pass(draft, row->line, row->fields[i],
                       "This column is not one of ours, or stands twice; left out.");
    }
}

/* "SURNAME, GIVEN", or a name whose parts are not known. */
static void add_name(struct draft *draft, struct draft_entry *entry, struct span text,
                     enum watch_quality quality)
{
    struct span given, surname = span_cut(text, ',', &given);
    if (given.size)
        draft_add_name(draft, entry, surname, given, quality);
    else
        draft_add_name(draft, entry, (struct span){"", 0}, surname, quality);
}

/* Cuts the next part at `;` or `|`. */
static struct span next_part(struct span *rest)
{
    size_t size = 0;
    while (size < rest->size && rest->at[size] != ';' && rest->at[size] != '|')
        size++;
    struct span part = span_part(*rest, 0, size);
    *rest = span_part(*rest, size + 1, rest->size);
    return span_trim(part);
}

static void add_names(struct draft *draft, struct draft_entry *entry, struct span list,
                      enum watch_quality quality)
{
    while (list.size)
        add_name(draft, entry, next_part(&list), quality);
}

static void add_births(struct draft *draft, struct draft_entry *entry, struct span list)
{
    while (list.size) {
        struct watch_birth birth;
        struct span part = next_part(&list);
        if (watch_birth_parse(part, &birth))
            draft_add_birth(draft, entry, birth);
        else if (part.size)
            draft_pass(draft, entry->line, entry->id, "A birth date cannot be read; left out.");
    }
}

/* Numbers go with the states in their order; one state goes with all. */
static void add_documents(struct draft *draft, struct draft_entry *entry, struct span numbers,
                          struct span states)
{
    struct span state = {"", 0};
    while (numbers.size) {
        if (states.size)
            state = next_part(&states);
        draft_add_document(draft, entry, next_part(&numbers), state);
    }
}

static void add_codes(struct draft *draft, struct draft_entry *entry, const struct span *cells)
{
    struct span states = cells[COLUMN_NATIONALITY], sex = cells[COLUMN_SEX];
    struct date listed;
    while (states.size)
        draft_add_state(draft, entry, next_part(&states));
    if (sex.size && (sex.at[0] == 'M' || sex.at[0] == 'm'))
        entry->sex = 'M';
    if (sex.size && (sex.at[0] == 'F' || sex.at[0] == 'f'))
        entry->sex = 'F';
    if (!watch_severity_parse(cells[COLUMN_SEVERITY], &entry->severity))
        draft_pass(draft, entry->line, entry->id,
                   "The severity is none of low, medium, high, critical; the list's was taken.");
    if (date_parse(cells[COLUMN_LISTED], &listed))
        entry->listed = date_to_day(listed);
}

static void read_row(const struct row *row, const struct head *head, struct draft *draft)
{
    struct span cells[COLUMNS] = {0};
    for (size_t i = 0; i < row->count && i < head->count; i++)
        if (head->columns[i] >= 0)
            cells[head->columns[i]] = row->fields[i];
    struct draft_entry *entry = draft_entry(draft, row->line);
    entry->id = arena_copy(draft->arena, cells[COLUMN_ID]);
    entry->reference = arena_copy(draft->arena, cells[COLUMN_REFERENCE]);
    entry->note = arena_copy(draft->arena, cells[COLUMN_NOTE]);
    if (row->count != head->count)
        draft_pass(draft, row->line, entry->id, "The row has not as many fields as the header.");
    draft_add_name(draft, entry, cells[COLUMN_SURNAME], cells[COLUMN_GIVEN], WATCH_QUALITY_PRIMARY);
    add_name(draft, entry, cells[COLUMN_FULL], WATCH_QUALITY_PRIMARY);
    add_names(draft, entry, cells[COLUMN_ALIASES], WATCH_QUALITY_GOOD);
    add_names(draft, entry, cells[COLUMN_WEAK], WATCH_QUALITY_LOW);
    add_name(draft, entry, cells[COLUMN_ORIGINAL], WATCH_QUALITY_ORIGINAL);
    add_births(draft, entry, cells[COLUMN_BIRTH]);
    add_documents(draft, entry, cells[COLUMN_DOCUMENT_NUMBER], cells[COLUMN_DOCUMENT_STATE]);
    add_codes(draft, entry, cells);
    draft_keep(draft, entry);
}

/* The mark of the header row: comma, or what spreadsheets write in its place. */
static char mark_of(struct span bytes)
{
    struct span rest, line = span_cut(bytes, '\n', &rest);
    if (memchr(line.at, ',', line.size))
        return ',';
    return memchr(line.at, ';', line.size) ? ';' : memchr(line.at, '\t', line.size) ? '\t' : ',';
}

enum status import_csv(struct span bytes, struct draft *draft)
{
    if (span_starts(bytes, "\xEF\xBB\xBF"))
        bytes = span_part(bytes, 3, bytes.size);
    struct csv csv = {.rest = bytes, .line = 1, .mark = mark_of(bytes), .arena = draft->arena};
    struct row row;
    struct head head = {0};
    if (next_row(&csv, &row))
        read_head(&row, draft, &head);
    if (!head.has[COLUMN_ID] || (!head.has[COLUMN_SURNAME] && !head.has[COLUMN_FULL]))
        return status_fail(STATUS_INPUT,
                           "This is no list: neither the UN's XML nor a CSV file whose first row "
                           "names the columns id and surname or full_name.");
    while (next_row(&csv, &row))
        if (!is_blank(&row))
            read_row(&row, &head, draft);
    if (csv.fault)
        return status_fail(STATUS_INPUT, "The list cannot be read from line %u on: %s.", csv.line,
                           csv.fault);
    return STATUS_OK;
}
