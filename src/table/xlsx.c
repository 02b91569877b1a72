/* Spreadsheets (ECMA-376, XLSX): which sheet, and its cells as rows. Formats, formulas and pictures
 * are passed over; links lead nowhere; see package.c for what bounds it. */
#include "table/package.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- which parts ---- */

struct workbook {
    struct package *package;
    struct span sheet_id;               /* of the sheet that is read: r:id */
    struct span sheet, strings, styles; /* names of parts */
    bool chosen;                        /* by its name */
    bool since_1904;
    struct span *shared; /* texts */
    size_t shared_count, shared_room;
    bool *dates; /* by index of cellXfs: the number is shown as a date */
    size_t style_count, style_room;
};

static bool same_name(struct span a, struct span b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if ((a.at[i] | 32) != (b.at[i] | 32))
            return false;
    return true;
}

/* The sheet of the wanted name, else the first that is not hidden, else the first. */
static void see_sheet(struct workbook *workbook, const struct part *part)
{
    struct span wanted = workbook->package->table->form->sheet;
    struct span name = part_attribute(part, "name"), id = part_attribute(part, "id");
    bool named = wanted.size && same_name(name, wanted);
    bool first = !workbook->sheet_id.size && part_attribute(part, "state").size == 0;
    if (named || (first && !workbook->chosen))
        workbook->sheet_id = id;
    workbook->chosen |= named;
}

static void see_workbook(void *context, const struct part *part)
{
    struct workbook *workbook = context;
    if (part_is(part, "sheet"))
        see_sheet(workbook, part);
    else if (part_is(part, "workbookPr")) {
        struct span since = part_attribute(part, "date1904");
        workbook->since_1904 = span_is(since, "1") || span_is(since, "true");
    }
}

static bool ends_with(struct span text, const char *end)
{
    size_t size = strlen(end);
    return text.size >= size && memcmp(text.at + text.size - size, end, size) == 0;
}

/* Targets are relative to xl/, or begin with a slash. One that leads out of the file finds nothing. */
static struct span target_of(struct arena *arena, struct span target)
{
    if (span_starts(target, "/"))
        return span_part(target, 1, target.size);
    return span_of(arena_format(arena, "xl/%.*s", (int)target.size, target.at));
}

static void see_relation(void *context, const struct part *part)
{
    struct workbook *workbook = context;
    if (!part_is(part, "Relationship") || span_is(part_attribute(part, "TargetMode"), "External"))
        return;
    struct span type = part_attribute(part, "Type");
    struct span target = target_of(workbook->package->table->arena, part_attribute(part, "Target"));
    if (ends_with(type, "/sharedStrings"))
        workbook->strings = target;
    else if (ends_with(type, "/styles"))
        workbook->styles = target;
    else if (workbook->sheet_id.size && span_equal(part_attribute(part, "Id"), workbook->sheet_id))
        workbook->sheet = target;
}

/* ---- texts and styles ---- */

/* An item is one text, or several runs of it; readings (rPh) are no part of it. */
static void see_string(void *context, const struct part *part)
{
    struct workbook *workbook = context;
    struct package *package = workbook->package;
    if (!part_ends(part, "si"))
        return;
    workbook->shared = arena_more(package->table->arena, workbook->shared, workbook->shared_count,
                                  &workbook->shared_room, sizeof *workbook->shared);
    workbook->shared[workbook->shared_count++] = part_text(part);
}

/* Built-in formats of dates and times (18.8.30), and own ones by their letters. */
static bool is_date_format(struct span code)
{
    bool quoted = false;
    for (size_t i = 0; i < code.size; i++) {
        quoted ^= code.at[i] == '"';
        if (!quoted && strchr("dDyYhH", code.at[i]))
            return true;
        if (!quoted && code.at[i] == '[') /* [Red], [$-409] */
            while (i < code.size && code.at[i] != ']')
                i++;
    }
    return false;
}

enum { OWN_FORMATS = 512 };
struct styles {
    struct workbook *workbook;
    int64_t own[OWN_FORMATS]; /* ids of formats that are dates */
    size_t count;
    bool inside; /* of cellXfs */
};

static bool is_date_id(const struct styles *styles, int64_t id)
{
    for (size_t i = 0; i < styles->count; i++)
        if (styles->own[i] == id)
            return true;
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

static void see_style(void *context, const struct part *part)
{
    struct styles *styles = context;
    struct workbook *workbook = styles->workbook;
    int64_t id = 0;
    span_number(part_attribute(part, "numFmtId"), &id);
    if (part_is(part, "cellXfs") || part_ends(part, "cellXfs")) {
        styles->inside = part_is(part, "cellXfs");
    } else if (part_is(part, "numFmt") && styles->count < OWN_FORMATS) {
        if (is_date_format(part_attribute(part, "formatCode")))
            styles->own[styles->count++] = id;
    } else if (part_is(part, "xf") && styles->inside) {
        workbook->dates =
            arena_more(workbook->package->table->arena, workbook->dates, workbook->style_count,
                       &workbook->style_room, sizeof *workbook->dates);
        workbook->dates[workbook->style_count++] = is_date_id(styles, id);
    }
}

/* ---- cells ---- */

struct sheet {
    struct workbook *workbook;
    uint32_t row, column; /* under way; the column from 0 */
    uint32_t filled;      /* columns of the row that have something, up to the last */
    bool over;
    struct span type, value, formula;
    int64_t style;
    struct table_cell cells[TABLE_MOST_COLUMNS];
};

/* "AB12": the column from 0; the next one where it is not said. */
static uint32_t column_of(struct span reference, uint32_t next)
{
    uint32_t column = 0;
    size_t i = 0;
    for (; i < reference.size && i < 4 && reference.at[i] >= 'A' && reference.at[i] <= 'Z'; i++)
        column = column * 26 + (uint32_t)(reference.at[i] - 'A') + 1;
    return i ? column - 1 : next;
}

/* Days since 30 December 1899 (of old files of another system: 1 January 1904) as ISO 8601. */
static struct span date_of(const struct workbook *workbook, double serial)
{
    enum { DAYS_TO_1970 = 25569, DAYS_1904 = 1462, MOST_DAYS = 2958465 /* year 9999 */ };
    struct arena *arena = workbook->package->table->arena;
    double day = floor(serial);
    int64_t minutes = (int64_t)llround((serial - day) * 1440) % 1440;
    char text[DATE_TEXT];
    if (day < 1)
        return span_of(arena_format(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60)));
    int32_t since = (int32_t)(day < MOST_DAYS ? day : MOST_DAYS) - DAYS_TO_1970;
    date_format(date_from_day(since + (workbook->since_1904 ? DAYS_1904 : 0)), text);
    if (minutes == 0)
        return span_of(arena_format(arena, "%s", text));
    return span_of(
        arena_format(arena, "%sT%02d:%02d", text, (int)(minutes / 60), (int)(minutes % 60)));
}

/* Numbers as people see them: whole ones without point or exponent, dates as dates. */
static struct span number_of(const struct sheet *sheet)
{
    const struct workbook *workbook = sheet->workbook;
    struct arena *arena = workbook->package->table->arena;
    const char *text = arena_copy(arena, sheet->value).at;
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        return sheet->value;
    bool date = sheet->style >= 0 && (size_t)sheet->style < workbook->style_count &&
                workbook->dates[sheet->style];
    if (date && number >= 0)
        return date_of(workbook, number);
    if (number == floor(number) && fabs(number) < 1e15)
        return span_of(arena_format(arena, "%.0f", number));
    return sheet->value;
}

static struct span text_of(const struct sheet *sheet)
{
    const struct workbook *workbook = sheet->workbook;
    struct span type = sheet->type;
    int64_t index;
    if (sheet->value.size == 0 && sheet->formula.size) /* never worked out */
        return span_of(arena_format(workbook->package->table->arena, "=%.*s",
                                    (int)sheet->formula.size, sheet->formula.at));
    if (span_is(type, "e")) /* #N/A and the like */
        return (struct span){NULL, 0};
    if (span_is(type, "s"))
        return span_number(sheet->value, &index) && (size_t)index < workbook->shared_count
                   ? workbook->shared[index]
                   : (struct span){NULL, 0};
    if (span_is(type, "b"))
        return span_is(sheet->value, "1") ? SPAN("TRUE") : SPAN("FALSE");
    if (type.size == 0 || span_is(type, "n"))
        return sheet->value.size ? number_of(sheet) : sheet->value;
    return sheet->value;
}

static void begin_cell(struct sheet *sheet, const struct part *part)
{
    sheet->column = column_of(part_attribute(part, "r"), sheet->column + 1);
    sheet->type = part_attribute(part, "t");
    sheet->value = sheet->formula = (struct span){NULL, 0};
    sheet->style = -1;
    span_number(part_attribute(part, "s"), &sheet->style);
}

static void end_cell(struct sheet *sheet)
{
    struct span text = span_trim(text_of(sheet));
    if (text.size == 0)
        return;
    if (sheet->column >= TABLE_MOST_COLUMNS) {
        sheet->over = true;
        return;
    }
    for (; sheet->filled <= sheet->column; sheet->filled++)
        sheet->cells[sheet->filled] = (struct table_cell){{NULL, 0}, sheet->row, 0};
    sheet->cells[sheet->column].text = text;
}

static void begin_row(struct sheet *sheet, const struct part *part)
{
    enum { MOST_ROW = 1 << 24 };
    int64_t number;
    bool said =
        span_number(part_attribute(part, "r"), &number) && number > sheet->row && number < MOST_ROW;
    sheet->row = said ? (uint32_t)number : sheet->row + 1;
    sheet->column = UINT32_MAX; /* the next is 0 */
    sheet->filled = 0;
    sheet->over = false;
}

static void end_row(struct sheet *sheet)
{
    struct table *table = sheet->workbook->package->table;
    struct table_row *row = sheet->filled ? table_add_row(table, sheet->row, sheet->filled) : NULL;
    if (!row)
        return;
    memcpy(row->cells, sheet->cells, sizeof *sheet->cells * sheet->filled);
    row->begin = row->end = sheet->row;
    row->over = sheet->over;
}

static void see_cell(void *context, const struct part *part)
{
    struct sheet *sheet = context;
    if (part_is(part, "row"))
        begin_row(sheet, part);
    else if (part_is(part, "c"))
        begin_cell(sheet, part);
    else if (part_ends(part, "v") || part_ends(part, "is"))
        sheet->value = part_text(part);
    else if (part_ends(part, "f"))
        sheet->formula = part_text(part);
    else if (part_ends(part, "c"))
        end_cell(sheet);
    else if (part_ends(part, "row"))
        end_row(sheet);
}

/* ---- the file ---- */

static void read_parts(struct workbook *workbook)
{
    struct package *package = workbook->package;
    struct arena *arena = package->table->arena;
    struct styles *styles = arena_new(arena, struct styles);
    struct sheet *sheet = arena_new(arena, struct sheet);
    styles->workbook = sheet->workbook = workbook;
    package_read(package, SPAN("xl/workbook.xml"), see_workbook, workbook);
    package_read(package, SPAN("xl/_rels/workbook.xml.rels"), see_relation, workbook);
    if (workbook->strings.size)
        package_read(package, workbook->strings, see_string, workbook);
    if (workbook->styles.size)
        package_read(package, workbook->styles, see_style, styles);
    if (workbook->sheet.size)
        package_read(package, workbook->sheet, see_cell, sheet);
}

enum status table_read_xlsx(struct table *table)
{
    struct package package = {.table = table};
    struct workbook workbook = {.package = &package};
    enum status status = package_open(&package);
    if (status != STATUS_OK)
        return status;
    read_parts(&workbook);
    package_close(&package);
    if (workbook.sheet.size == 0)
        return status_fail(STATUS_INPUT, "The file is packed as a spreadsheet is, but has no sheet "
                                         "that can be read.");
    return STATUS_OK;
}
