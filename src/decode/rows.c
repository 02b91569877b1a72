/* Which rows of a table are titles, persons, neither. */
#include "decode/manifest.h"

enum { FIND_ROWS = 200 }; /* among which the titles are looked for */

/* ---- titles ---- */

/* Whether the titles that were seen can name somebody: one of them is that of the surname. */
static bool names_somebody(const struct profile *profile, const bool *seen)
{
    bool by_title = false;
    for (size_t g = 0; g < profile->group_count; g++)
        for (size_t i = 0; i < profile->groups[g].count; i++) {
            const struct profile_value *value = &profile->groups[g].values[i];
            if (value->field != FIELD_TRAVELLER_SURNAME)
                continue;
            for (size_t s = 0; s < value->source_count; s++) {
                if (value->sources[s].from != PROFILE_COLUMN || value->sources[s].number)
                    continue;
                by_title = true;
                if (seen[value->sources[s].index])
                    return true;
            }
        }
    return !by_title;
}

/* How many of the profile's titles the row has; 0 when that of the surname is not among them.
 * `columns` may be NULL. */
static uint32_t match_titles(struct manifest *manifest, const struct table_row *row,
                             uint32_t *columns)
{
    const struct profile *profile = manifest->profile;
    struct arena scratch = {0};
    uint32_t matched = 0;
    bool *seen = arena_array(&scratch, bool, profile->title_count + 1);
    for (uint32_t c = 0; c < row->count; c++) {
        struct span key = profile_key(row->cells[c].text, &scratch);
        for (size_t t = 0; key.size && t < profile->title_count; t++) {
            if (seen[t] || !span_equal(profile->titles[t], key))
                continue;
            seen[t] = true;
            matched++;
            if (columns)
                columns[t] = c + 1;
        }
    }
    if (!names_somebody(profile, seen))
        matched = 0;
    arena_free(&scratch);
    return matched;
}

/* Titles above each other are one title, with a blank between. */
static struct table_row join_titles(struct manifest *manifest, struct table_row above,
                                    const struct table_row *row)
{
    struct decoder *decoder = manifest->decoder;
    uint32_t count = row->count > above.count ? row->count : above.count;
    struct table_row joined = {.cells = arena_array(decoder->arena, struct table_cell, count + 1),
                               .count = count};
    for (uint32_t i = 0; i < count; i++) {
        struct table_cell upper = {0}, lower = {0};
        if (i < above.count)
            upper = above.cells[i];
        if (i < row->count)
            lower = row->cells[i];
        joined.cells[i] = lower.text.size ? lower : upper;
        joined.cells[i].text = decode_concat(decoder, upper.text, " ", lower.text);
    }
    return joined;
}

/* Of the first rows the one with most of the titles, the first of several. Titles in several lines
 * are looked for as such. */
static uint32_t find_header(struct manifest *manifest)
{
    enum { MOST_LINES = 5 };
    const struct profile *profile = manifest->profile;
    struct table_row row, under[MOST_LINES + 1] = {0}; /* joined: [n] of the last n rows */
    uint32_t best = 0, found = 0, index = 0, lines = profile->rows.lines;
    bool json = manifest->form.kind == TABLE_JSON;
    while ((json || index < FIND_ROWS) && table_next(manifest->table, &row)) {
        index++;
        for (uint32_t n = lines; n > 0; n--)
            under[n] = join_titles(manifest, under[n - 1], &row);
        uint32_t matched = json && row.number ? 0 : match_titles(manifest, &under[lines], NULL);
        if (index >= lines && matched > best) {
            best = matched;
            found = index - lines + 1;
        }
    }
    return found;
}

/* Which row, counted from 1 without the empty ones, has that number in the file; 0: none has. */
static uint32_t row_numbered(struct manifest *manifest, uint32_t number)
{
    struct table_row row;
    uint32_t index = 0;
    while (table_next(manifest->table, &row) && row.number <= number) {
        index++;
        if (row.number == number)
            return index;
    }
    return 0;
}

static void name_columns(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    for (size_t t = 0; t < profile->title_count; t++)
        for (size_t c = 0; c < profile->column_count && !manifest->columns[t]; c++)
            if (span_equal(profile->titles[t], profile->columns[c]))
                manifest->columns[t] = (uint32_t)c + 1;
}

static uint32_t count_rows(struct manifest *manifest)
{
    struct table_row row;
    uint32_t count = 0;
    while (table_next(manifest->table, &row))
        count++;
    table_rewind(manifest->table);
    return count;
}

bool manifest_choose_header(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    int header = profile->rows.header;
    bool json = manifest->form.kind == TABLE_JSON;
    manifest->rows = count_rows(manifest);
    name_columns(manifest);
    if (manifest->form.kind == TABLE_FIXED || (header == PROFILE_NO_HEADER && !json))
        return true;
    if (header > 0 && !json) {
        manifest->header = row_numbered(manifest, (uint32_t)header);
        return manifest->header > 0;
    }
    if (profile->title_count == 0 || (profile->column_count && !json))
        return true;
    manifest->header = find_header(manifest);
    return manifest->header > 0;
}

static void add_titles(struct manifest *manifest, const struct table_row *row)
{
    struct arena *arena = manifest->decoder->arena;
    if (!manifest->title_rows)
        manifest->title_rows =
            arena_array(arena, struct table_row, manifest->profile->rows.lines + 1);
    manifest->title_rows[manifest->title_count++] =
        join_titles(manifest, (struct table_row){0}, row);
    manifest->titles = join_titles(manifest, manifest->titles, row);
    match_titles(manifest, &manifest->titles, manifest->columns);
    manifest->width = manifest->titles.count;
}

/* ---- what a row is ---- */

enum row_is { ROW_OUTSIDE, ROW_TITLES, ROW_SECTION, ROW_PERSON };

static struct span first_text(const struct table_row *row, uint32_t *filled)
{
    struct span first = {NULL, 0};
    *filled = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.size && (*filled)++ == 0)
            first = row->cells[i].text;
    }
    return first;
}

static bool begins_with(struct span text, struct span begin)
{
    return begin.size && span_equal(span_part(text, 0, begin.size), begin);
}

static bool is_skipped(const struct profile_rows *rows, struct span first)
{
    for (size_t i = 0; i < rows->skip_count; i++)
        if (begins_with(first, rows->skip[i]))
            return true;
    return false;
}

static bool is_section(struct manifest *manifest, struct span first, uint32_t filled,
                       struct span *kind)
{
    const struct profile_rows *rows = &manifest->profile->rows;
    if (rows->section_count == 0 || filled != 1)
        return false;
    struct span key = profile_key(first, &manifest->scratch);
    for (size_t i = 0; i < rows->section_count; i++)
        if (span_equal(rows->sections[i].key, key)) {
            *kind = rows->sections[i].value;
            return true;
        }
    return false;
}

static bool is_same_row(const struct table_row *row, const struct table_row *titles)
{
    uint32_t same = 0, filled = 0;
    for (uint32_t i = 0; i < row->count && i < titles->count; i++) {
        filled += row->cells[i].text.size > 0;
        same += row->cells[i].text.size && span_equal(row->cells[i].text, titles->cells[i].text);
    }
    return filled > 1 && same == filled;
}

/* The titles again, as on each page of a printed list. */
static bool is_titles_again(const struct manifest *manifest, const struct table_row *row)
{
    for (uint32_t i = 0; i < manifest->title_count; i++)
        if (is_same_row(row, &manifest->title_rows[i]))
            return true;
    return false;
}

static bool is_other_row(struct manifest *manifest, const struct table_row *row)
{
    const struct profile_rows *rows = &manifest->profile->rows;
    if (rows->only_count == 0)
        return false;
    manifest->row = *row;
    struct span key = profile_key(manifest_cell(manifest, &rows->only).text, &manifest->scratch);
    for (size_t i = 0; i < rows->only_count; i++)
        if (span_equal(rows->only_words[i].key, key))
            return false;
    return true;
}

static enum row_is classify(struct manifest *manifest, const struct table_row *row,
                            struct manifest_place *place)
{
    const struct profile_rows *rows = &manifest->profile->rows;
    uint32_t filled, header = manifest->header;
    struct span first = first_text(row, &filled), kind;
    place->index++;
    if (header && place->index >= header && place->index < header + rows->lines)
        return ROW_TITLES;
    if (begins_with(first, rows->begin)) {
        place->begun = true;
        return ROW_OUTSIDE;
    }
    if (begins_with(first, rows->end) && place->index > header)
        place->ended = true;
    bool inside = (!rows->begin.size || place->begun) && !place->ended;
    if (is_section(manifest, first, filled, &kind)) {
        if (!place->notes)
            manifest->section = kind;
        return ROW_SECTION;
    }
    if (!inside || place->index < header || place->index + rows->footer > manifest->rows ||
        is_skipped(rows, first))
        return ROW_OUTSIDE;
    if (manifest->form.kind == TABLE_JSON && header == 0 && row->number == 0)
        return ROW_OUTSIDE;
    if (is_titles_again(manifest, row))
        return ROW_OUTSIDE;
    bool other = is_other_row(manifest, row);
    place->others += other;
    return other ? ROW_OUTSIDE : ROW_PERSON;
}

/* Titles, and the rows outside: what stands beside labels may stand below the persons. */
void manifest_read_notes(struct manifest *manifest)
{
    struct table_row row;
    struct manifest_place place = {.notes = true};
    table_rewind(manifest->table);
    while (table_next(manifest->table, &row)) {
        switch (classify(manifest, &row, &place)) {
        case ROW_TITLES: add_titles(manifest, &row); break;
        case ROW_OUTSIDE: manifest_keep_note(manifest, &row); break;
        case ROW_SECTION:
        case ROW_PERSON: break;
        }
        arena_reset(&manifest->scratch);
    }
    manifest->row = (struct table_row){0};
}

bool manifest_next_person(struct manifest *manifest, struct manifest_place *place,
                          struct table_row *row)
{
    while (table_next(manifest->table, row)) {
        if (classify(manifest, row, place) == ROW_PERSON)
            return true;
        arena_reset(&manifest->scratch);
    }
    return false;
}
