/* OpenSanctions' simplified table, targets.simple.csv. Its licence allows free use that earns nothing. */
#include "watch/csv_table.h"

enum column {
    ID,
    SCHEMA,
    NAME,
    ALIASES,
    BIRTH,
    COUNTRIES,
    IDENTIFIERS,
    SANCTIONS,
    PHONES,
    EMAILS,
    ADDRESSES,
    COLUMNS
};
static const char *const titles[COLUMNS] = {
    [ID] = "id",
    [SCHEMA] = "schema",
    [NAME] = "name",
    [ALIASES] = "aliases",
    [BIRTH] = "birth_date",
    [COUNTRIES] = "countries",
    [IDENTIFIERS] = "identifiers",
    [SANCTIONS] = "sanctions",
    [PHONES] = "phones",
    [EMAILS] = "emails",
    [ADDRESSES] = "addresses",
};

static void read_row(struct draft *draft, uint32_t line, const struct span *cells)
{
    struct span aliases = cells[ALIASES], births = cells[BIRTH], states = cells[COUNTRIES];
    struct span numbers = cells[IDENTIFIERS], addresses = cells[ADDRESSES];
    if (!span_is(cells[SCHEMA], "Person")) {
        draft->report->skipped++;
        return;
    }
    struct draft_entry *entry = draft_entry(draft, line);
    entry->id = arena_copy(draft->arena, cells[ID]);
    entry->note = arena_copy(draft->arena, cells[SANCTIONS]);
    draft_add_name(draft, entry, (struct span){"", 0}, cells[NAME], WATCH_QUALITY_PRIMARY);
    while (aliases.size)
        draft_add_alias(draft, entry, draft_part(&aliases));
    while (births.size)
        draft_add_birth_text(draft, entry, draft_part(&births));
    while (states.size)
        draft_add_state(draft, entry, draft_part(&states));
    while (numbers.size)
        draft_add_document(draft, entry, draft_part(&numbers), (struct span){"", 0});
    draft_add_contacts(draft, entry, WATCH_CONTACT_PHONE, cells[PHONES]);
    draft_add_contacts(draft, entry, WATCH_CONTACT_EMAIL, cells[EMAILS]);
    while (addresses.size)
        draft_add_contact(draft, entry, WATCH_CONTACT_ADDRESS, draft_part(&addresses));
    draft_keep(draft, entry);
}

static const struct csv_form form = {titles, COLUMNS, read_row};

bool import_is_targets(struct span bytes)
{
    return csv_is(bytes, &form, COUNTRIES);
}

enum status import_targets(struct span bytes, struct draft *draft)
{
    return csv_read(bytes, &form, draft);
}
