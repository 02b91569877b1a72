/* The United States' Consolidated Screening List, CSV, with and without the column _id. Persons alone are
 * taken: rows that do not say what they are (Denied Persons List) may be companies. */
#include "watch/csv_table.h"

enum column {
    NAME,
    TYPE,
    ALTERNATIVES,
    BIRTHS,
    SOURCE,
    NUMBER,
    ID,
    CITIZENSHIPS,
    NATIONALITIES,
    REMARKS,
    IDS,
    ADDRESSES,
    COLUMNS
};
static const char *const titles[COLUMNS] = {
    [NAME] = "name",
    [TYPE] = "type",
    [ALTERNATIVES] = "alt_names",
    [BIRTHS] = "dates_of_birth",
    [SOURCE] = "source",
    [NUMBER] = "entity_number",
    [ID] = "_id",
    [CITIZENSHIPS] = "citizenships",
    [NATIONALITIES] = "nationalities",
    [REMARKS] = "remarks",
    [IDS] = "ids",
    [ADDRESSES] = "addresses",
};

static void add_states(struct draft *draft, struct draft_entry *entry, struct span list)
{
    while (list.size)
        draft_add_state(draft, entry, draft_part(&list));
}

/* "Passport, 836238033, KP; Gender, Male; .." */
static void add_ids(struct draft *draft, struct draft_entry *entry, struct span list)
{
    while (list.size) {
        struct span rest, state, type = span_trim(span_cut(draft_part(&list), ',', &rest));
        struct span number = span_trim(span_cut(rest, ',', &state));
        if (span_is(type, "Gender"))
            entry->sex = span_is(number, "Male") ? 'M' : span_is(number, "Female") ? 'F' : 0;
        else if (import_is_shown(type))
            draft_add_document(draft, entry, number, span_trim(state));
        else
            draft_add_called(draft, entry, type, number);
    }
}

static void read_row(struct draft *draft, uint32_t line, const struct span *cells)
{
    struct span alternatives = cells[ALTERNATIVES], births = cells[BIRTHS];
    struct span addresses = cells[ADDRESSES];
    if (!span_is(cells[TYPE], "Individual")) {
        draft->report->skipped++;
        return;
    }
    struct draft_entry *entry = draft_entry(draft, line);
    entry->id = arena_copy(draft->arena, cells[ID].size ? cells[ID] : cells[NUMBER]);
    entry->reference = arena_copy(draft->arena, cells[SOURCE]);
    entry->note = arena_copy(draft->arena, cells[REMARKS]);
    draft_add_name_text(draft, entry, cells[NAME], WATCH_QUALITY_PRIMARY);
    while (alternatives.size)
        draft_add_name_text(draft, entry, draft_part(&alternatives), WATCH_QUALITY_GOOD);
    while (births.size)
        draft_add_birth_text(draft, entry, draft_part(&births));
    add_states(draft, entry, cells[CITIZENSHIPS]);
    add_states(draft, entry, cells[NATIONALITIES]);
    add_ids(draft, entry, cells[IDS]);
    while (addresses.size)
        draft_add_contact(draft, entry, WATCH_CONTACT_ADDRESS, draft_part(&addresses));
    draft_keep(draft, entry);
}

static const struct csv_form form = {titles, COLUMNS, read_row};

bool import_is_csl(struct span bytes)
{
    return csv_is(bytes, &form, ID); /* all up to the first that may be missing */
}

enum status import_csl(struct span bytes, struct draft *draft)
{
    return csv_read(bytes, &form, draft);
}
