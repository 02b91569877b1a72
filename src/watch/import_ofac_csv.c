/* OFAC's CSV: sdn.csv (or cons_prim.csv) has 12 columns without titles, alt.csv the other names, sdn_comments.csv what
 * of the remarks found no room. They come together in a ZIP file, or the first alone. "-0-" stands for
 * nothing, and the files may end with a byte 0x1A. The remarks hold the rest in words:
 *   DOB 28 Jul 1963; POB ..; Passport P0017003 (Belize); nationality Iran; Gender Male; a.k.a. 'NAME'. */
#include <stdlib.h>

#include "watch/bundle.h"
#include "watch/csv.h"
#include "watch/internal.h"

enum { NUMBER, NAME, TYPE, REMARKS = 11, COLUMNS }; /* of sdn.csv */
enum { ALT_NAME = 3, COMMENT_TEXT = 1 };            /* of the files beside */

static struct span cell(const struct csv_row *row, size_t column)
{
    struct span text = column < row->count ? row->fields[column] : (struct span){"", 0};
    return span_is(text, "-0-") || span_is(text, "\x1A") ? (struct span){"", 0} : text;
}

bool import_is_shown(struct span type)
{
    static const char *const shown[] = {"Passport",  "National ID",     "Identification",
                                        "Tarjeta",   "Cedula",          "C.U.R.P",
                                        "Residency", "Travel Document", "Birth Cert"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (type.size && memmem(type.at, type.size, shown[i], strlen(shown[i])))
            return true;
    return false;
}

/* ---- remarks ---- */

/* Takes a word from the start; false when it does not stand there. */
static bool take(struct span *text, const char *word)
{
    if (!span_starts(*text, word))
        return false;
    *text = span_trim(span_part(*text, strlen(word), text->size));
    return true;
}

/* "Passport No. P0017003 (Belize)": the number is the last word before the brackets. */
static void add_document(struct draft *draft, struct draft_entry *entry, struct span text)
{
    struct span rest, state, number = span_trim(span_cut(text, '(', &rest));
    state = span_cut(rest, ')', &rest);
    size_t from = number.size;
    while (from && number.at[from - 1] != ' ')
        from--;
    draft_add_document(draft, entry, span_part(number, from, number.size), state);
}

/* "Phone Number 79110354982", "Telephone No. (218) 214778301": what is called so ends before the first digit; "Email
 * Address info@example.org": before the last word. */
static bool add_called(struct draft *draft, struct draft_entry *entry, struct span text)
{
    size_t from = 0;
    bool mail = span_starts(text, "Email");
    if (mail)
        for (from = text.size; from && text.at[from - 1] != ' ';)
            from--;
    while (!mail && from < text.size && !strchr("+(0123456789", text.at[from]))
        from++;
    struct span called = span_part(text, 0, from);
    return (mail || span_starts(text, "Phone") || span_starts(text, "Telephone")) &&
           draft_add_called(draft, entry, called, span_part(text, from, text.size));
}

static void add_quoted(struct draft *draft, struct draft_entry *entry, struct span text)
{
    if (text.size >= 2 && text.at[0] == '\'')
        text = span_part(text, 1, text.size - 1 - (text.at[text.size - 1] == '\''));
    draft_add_name_text(draft, entry, text, WATCH_QUALITY_LOW);
}

static void read_remark(struct draft *draft, struct draft_entry *entry, struct span text)
{
    take(&text, "alt.");
    if (take(&text, "DOB"))
        draft_add_birth_text(draft, entry, text);
    else if (take(&text, "nationality") || take(&text, "citizen"))
        draft_add_state(draft, entry, text);
    else if (take(&text, "Gender"))
        entry->sex = span_starts(text, "Male") ? 'M' : span_starts(text, "Female") ? 'F' : 0;
    else if (take(&text, "a.k.a.") || take(&text, "f.k.a."))
        add_quoted(draft, entry, text);
    else if (!add_called(draft, entry, text) && import_is_shown(text))
        add_document(draft, entry, text);
}

static void read_remarks(struct draft *draft, struct draft_entry *entry, struct span text)
{
    while (text.size) {
        struct span part = draft_part(&text);
        if (!text.size && part.size && part.at[part.size - 1] == '.')
            part = span_part(part, 0, part.size - 1);
        read_remark(draft, entry, part);
    }
}

/* ---- the files ---- */

struct files {
    struct span main, names, comments;
};

/* The rows of a file beside, by the number of the entry. */
struct rows {
    struct beside {
        int64_t number;
        size_t place; /* in the file */
        struct span text;
    } * items;
    size_t count, room;
};

static int by_number(const void *a, const void *b)
{
    const struct beside *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static enum status read_rows(struct draft *draft, struct span bytes, size_t column,
                             struct rows *out)
{
    struct csv csv = csv_open(bytes, draft->arena);
    struct csv_row row;
    *out = (struct rows){0};
    csv.mark = ',';
    while (csv_next(&csv, &row)) {
        int64_t number;
        if (!span_number(cell(&row, NUMBER), &number))
            continue;
        out->items =
            arena_more(draft->arena, out->items, out->count, &out->room, sizeof *out->items);
        out->items[out->count] = (struct beside){number, out->count, cell(&row, column)};
        out->count++;
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_number);
    return csv_end(&csv);
}

/* The first with the number; `count` when none has it. */
static size_t first_with(const struct rows *rows, int64_t number)
{
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows->items[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void read_person(struct draft *draft, const struct csv_row *row, int64_t number,
                        const struct rows *names, const struct rows *comments)
{
    struct draft_entry *entry = draft_entry(draft, row->line);
    entry->id = arena_copy(draft->arena, cell(row, NUMBER));
    entry->note = arena_copy(draft->arena, cell(row, REMARKS));
    draft_add_name_text(draft, entry, cell(row, NAME), WATCH_QUALITY_PRIMARY);
    for (size_t i = first_with(names, number); i < names->count && names->items[i].number == number;
         i++)
        draft_add_name_text(draft, entry, names->items[i].text, WATCH_QUALITY_GOOD);
    struct buffer remarks = {0};
    buffer_append(&remarks, entry->note.at, entry->note.size);
    for (size_t i = first_with(comments, number);
         i < comments->count && comments->items[i].number == number; i++)
        buffer_append(&remarks, comments->items[i].text.at, comments->items[i].text.size);
    read_remarks(draft, entry, arena_copy(draft->arena, buffer_span(&remarks)));
    buffer_free(&remarks);
    draft_keep(draft, entry);
}

static enum status read_files(struct draft *draft, const struct files *files)
{
    struct rows names, comments;
    struct csv_row row;
    enum status status = read_rows(draft, files->names, ALT_NAME, &names);
    if (status == STATUS_OK)
        status = read_rows(draft, files->comments, COMMENT_TEXT, &comments);
    if (status != STATUS_OK)
        return status;
    struct csv csv = csv_open(files->main, draft->arena);
    csv.mark = ',';
    while (csv_next(&csv, &row)) {
        int64_t number;
        if (!span_number(cell(&row, NUMBER), &number))
            continue;
        if (span_is(cell(&row, TYPE), "individual"))
            read_person(draft, &row, number, &names, &comments);
        else
            draft->report->skipped++;
    }
    return csv_end(&csv);
}

static bool is_main(struct span bytes)
{
    struct arena arena = {0};
    struct csv csv = csv_open(bytes, &arena);
    struct csv_row row;
    int64_t number;
    csv.mark = ',';
    bool is =
        csv_next(&csv, &row) && row.count == COLUMNS && span_number(row.fields[NUMBER], &number);
    arena_free(&arena);
    return is;
}

/* OFAC publishes two lists of the same form. */
static struct span file_of(const struct bundle *bundle, const char *sdn, const char *cons)
{
    struct span bytes = bundle_file(bundle, sdn);
    return bytes.size ? bytes : bundle_file(bundle, cons);
}

bool import_is_ofac_csv(struct span bytes)
{
    return is_main(bytes);
}

bool import_is_ofac_bundle(const struct bundle *bundle)
{
    return is_main(file_of(bundle, "sdn.csv", "cons_prim.csv"));
}

enum status import_ofac_bundle(const struct bundle *bundle, struct draft *draft)
{
    return read_files(draft,
                      &(struct files){file_of(bundle, "sdn.csv", "cons_prim.csv"),
                                      file_of(bundle, "alt.csv", "cons_alt.csv"),
                                      file_of(bundle, "sdn_comments.csv", "cons_comments.csv")});
}

enum status import_ofac_csv(struct span bytes, struct draft *draft)
{
    return read_files(draft, &(struct files){.main = bytes});
}
