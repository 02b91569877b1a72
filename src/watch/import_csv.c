/* Our own list format: RFC 4180 with a header row (docs/lists.md). */
#include "base/clock.h"
#include "watch/csv.h"
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
    COLUMN_UNTIL,
    COLUMN_PHONE,
    COLUMN_EMAIL,
    COLUMN_CARD,
    COLUMN_ADDRESS,
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
    [COLUMN_UNTIL] = "valid_until",
    [COLUMN_PHONE] = "phone",
    [COLUMN_EMAIL] = "email",
    [COLUMN_CARD] = "card",
    [COLUMN_ADDRESS] = "address",
};

/* Which column stands where; -1 for those that are not ours. */
struct head {
    int columns[CSV_FIELDS];
    size_t count;
    bool has[COLUMNS];
};

static void read_head(const struct csv_row *row, struct draft *draft, struct head *head)
{
    head->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        int column = csv_column(row->fields[i], columns, COLUMNS);
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

static void add_names(struct draft *draft, struct draft_entry *entry, struct span list,
                      enum watch_quality quality)
{
    while (list.size)
        draft_add_name_text(draft, entry, draft_part(&list), quality);
}

static void add_births(struct draft *draft, struct draft_entry *entry, struct span list)
{
    while (list.size)
        draft_add_birth_text(draft, entry, draft_part(&list));
}

/* Numbers go with the states in their order; one state goes with all. */
static void add_documents(struct draft *draft, struct draft_entry *entry, struct span numbers,
                          struct span states)
{
    struct span state = {"", 0};
    while (numbers.size) {
        if (states.size)
            state = draft_part(&states);
        draft_add_document(draft, entry, draft_part(&numbers), state);
    }
}

static void add_codes(struct draft *draft, struct draft_entry *entry, const struct span *cells)
{
    struct span states = cells[COLUMN_NATIONALITY], sex = cells[COLUMN_SEX];
    struct date listed;
    while (states.size)
        draft_add_state(draft, entry, draft_part(&states));
    if (sex.size && (sex.at[0] == 'M' || sex.at[0] == 'm'))
        entry->sex = 'M';
    if (sex.size && (sex.at[0] == 'F' || sex.at[0] == 'f'))
        entry->sex = 'F';
    if (!watch_severity_parse(cells[COLUMN_SEVERITY], &entry->severity))
        draft_pass(draft, entry->line, entry->id,
                   "The severity is none of low, medium, high, critical; the list's was taken.");
    if (date_parse(cells[COLUMN_LISTED], &listed))
        entry->listed = date_to_day(listed);
    draft_set_until(draft, entry, cells[COLUMN_UNTIL]);
}

static void add_contacts(struct draft *draft, struct draft_entry *entry, const struct span *cells)
{
    draft_add_contacts(draft, entry, WATCH_CONTACT_PHONE, cells[COLUMN_PHONE]);
    draft_add_contacts(draft, entry, WATCH_CONTACT_EMAIL, cells[COLUMN_EMAIL]);
    draft_add_contacts(draft, entry, WATCH_CONTACT_CARD, cells[COLUMN_CARD]);
    draft_add_contacts(draft, entry, WATCH_CONTACT_ADDRESS, cells[COLUMN_ADDRESS]);
}

static void read_row(const struct csv_row *row, const struct head *head, struct draft *draft)
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
    draft_add_name_text(draft, entry, cells[COLUMN_FULL], WATCH_QUALITY_PRIMARY);
    add_names(draft, entry, cells[COLUMN_ALIASES], WATCH_QUALITY_GOOD);
    add_names(draft, entry, cells[COLUMN_WEAK], WATCH_QUALITY_LOW);
    draft_add_name_text(draft, entry, cells[COLUMN_ORIGINAL], WATCH_QUALITY_ORIGINAL);
    add_births(draft, entry, cells[COLUMN_BIRTH]);
    add_documents(draft, entry, cells[COLUMN_DOCUMENT_NUMBER], cells[COLUMN_DOCUMENT_STATE]);
    add_codes(draft, entry, cells);
    add_contacts(draft, entry, cells);
    draft_keep(draft, entry);
}

enum status import_csv(struct span bytes, struct draft *draft)
{
    struct csv csv = csv_open(bytes, draft->arena);
    struct csv_row row;
    struct head head = {0};
    if (csv_next(&csv, &row))
        read_head(&row, draft, &head);
    bool names = head.has[COLUMN_SURNAME] || head.has[COLUMN_FULL];
    if (!head.has[COLUMN_ID] || (!names && !head.has[COLUMN_DOCUMENT_NUMBER]))
        return status_fail(
            STATUS_INPUT,
            "This is none of the lists that docs/lists.md names, nor a CSV file whose first row "
            "names the columns id and surname, full_name or document_number.");
    while (csv_next(&csv, &row))
        read_row(&row, &head, draft);
    return csv_end(&csv);
}
