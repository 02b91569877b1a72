/* A table never seen: its row of titles, its columns, its labels. */
#include "profile/proposal.h"

enum { ROWS_KEPT = 400, LEAST_TITLES = 2 };

static void keep_rows(struct proposal *proposal, struct table *table)
{
    struct table_row row;
    while (proposal->count < ROWS_KEPT && table_next(table, &row)) {
        proposal->rows = arena_more(proposal->arena, proposal->rows, proposal->count,
                                    &proposal->room, sizeof *proposal->rows);
        struct table_row *kept = &proposal->rows[proposal->count++];
        *kept = row;
        kept->cells = arena_array(proposal->arena, struct table_cell, row.count + 1);
        memcpy(kept->cells, row.cells, sizeof *row.cells * row.count);
    }
}

static enum field field_of(const struct proposal *proposal, struct span text, bool *exact,
                           bool *full)
{
    struct span key = profile_key(text, proposal->arena);
    *exact = *full = false;
    return key.size ? guess_by_title(&proposal->titles, key, exact, full) : FIELDS;
}

/* How many different titles the row has: a row that says one thing twice is less of one. */
static size_t count_titles(const struct proposal *proposal, const struct table_row *row)
{
    bool seen[FIELDS + 1] = {0}, exact, full;
    size_t count = 0;
    for (uint32_t i = 0; i < row->count; i++) {
        enum field field = field_of(proposal, row->cells[i].text, &exact, &full);
        bool of_person = field < FIELDS && field_info(field)->node != NODE_LEG;
        if (field < FIELDS && !seen[field])
            count += of_person ? 2 : 1;
        seen[field] = true;
    }
    return count;
}

static void find_titles(struct proposal *proposal)
{
    size_t best = 2 * LEAST_TITLES - 1;
    proposal->header = proposal->count;
    for (size_t i = 0; i < proposal->count; i++) {
        bool is_names = proposal->form.kind == TABLE_JSON && proposal->rows[i].number == 0;
        size_t count = count_titles(proposal, &proposal->rows[i]);
        if (is_names || (count > best && proposal->form.kind != TABLE_JSON)) {
            best = count;
            proposal->header = i;
        }
    }
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

static uint32_t count_digits(const struct table_row *row)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < row->count; i++)
        count += has_digit(row->cells[i].text);
    return count;
}

/* Titles in words that nobody foresaw: the first row, when it has no digit and all after it have. */
static void find_titles_by_looks(struct proposal *proposal)
{
    if (proposal->header < proposal->count || proposal->count < 2 ||
        proposal->rows[0].count < LEAST_TITLES || count_digits(&proposal->rows[0]))
        return;
    for (size_t i = 1; i < proposal->count; i++)
        if (!count_digits(&proposal->rows[i]))
            return;
    proposal->header = 0;
}

static void look_at_cells(struct proposal *proposal)
{
    size_t from = proposal->header < proposal->count ? proposal->header + 1 : 0;
    for (size_t i = from; i < proposal->count; i++) {
        const struct table_row *row = &proposal->rows[i];
        for (uint32_t c = 0; c < row->count; c++)
            guess_look(&proposal->columns[c].shape, row->cells[c].text, proposal->arena);
        if (row->count > proposal->width)
            proposal->width = row->count;
    }
}

static void guess_by_words(struct proposal *proposal, struct column_guess *column)
{
    bool exact;
    column->second = guess_is_second_name(profile_key(column->title, proposal->arena));
    column->field =
        column->second ? FIELDS : field_of(proposal, column->title, &exact, &column->full);
    if (column->field == FIELDS)
        return;
    bool fits = guess_fits(&column->shape, column->field);
    column->certainty = exact ? (fits ? 95 : 60) : (fits ? 75 : 35);
    column->why = !fits ? WHY_TITLE_ODD : exact ? WHY_TITLE : WHY_TITLE_PART;
}

static bool is_taken(const struct proposal *proposal, enum field field,
                     const struct column_guess *by)
{
    for (size_t i = 0; i < proposal->width; i++) {
        const struct column_guess *other = &proposal->columns[i];
        if (other != by && other->field == field &&
            (other->certainty > by->certainty || (other->certainty == by->certainty && other < by)))
            return true;
    }
    return false;
}

static bool has_whole_names(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].full)
            return true;
    return false;
}

/* Columns without a word for them, by their looks; the second of two likely states is the issuer,
 * the second of two names the given ones. */
static void guess_by_cells(struct proposal *proposal, struct column_guess *column)
{
    enum field field = guess_by_looks(&column->shape);
    column->certainty = 50;
    column->why = WHY_LOOKS;
    column->field = FIELDS;
    if (field == FIELDS)
        return;
    if (field == FIELD_TRAVELLER_NATIONALITY && is_taken(proposal, field, column))
        field = FIELD_DOCUMENT_STATE;
    if (field == FIELD_TRAVELLER_SURNAME && is_taken(proposal, field, column))
        field = has_whole_names(proposal) ? FIELDS : FIELD_TRAVELLER_GIVEN;
    column->field = field;
}

static void settle_columns(struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->width; i++)
        guess_by_words(proposal, &proposal->columns[i]);
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == FIELDS && !proposal->columns[i].second)
            guess_by_cells(proposal, &proposal->columns[i]);
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field < FIELDS &&
            is_taken(proposal, proposal->columns[i].field, &proposal->columns[i]))
            proposal->columns[i].field = FIELDS;
}

static void guess_columns(struct proposal *proposal)
{
    for (size_t i = 0; i < TABLE_MOST_COLUMNS; i++)
        proposal->columns[i].field = FIELDS;
    if (proposal->header < proposal->count) {
        const struct table_row *titles = &proposal->rows[proposal->header];
        proposal->width = titles->count;
        for (uint32_t i = 0; i < titles->count; i++)
            proposal->columns[i].title = titles->cells[i].text;
    }
    look_at_cells(proposal);
    settle_columns(proposal);
}

static bool has_label(const struct proposal *proposal, enum field field)
{
    for (size_t i = 0; i < proposal->label_count; i++)
        if (proposal->labels[i].field == field)
            return true;
    return false;
}

static bool is_title(const struct proposal *proposal, struct span text)
{
    bool exact, full;
    return field_of(proposal, text, &exact, &full) < FIELDS && exact;
}

/* The value beside the label, or under it where the next label or nothing is beside it. */
static struct span value_of(const struct proposal *proposal, size_t row, uint32_t cell,
                            struct span rest, bool *below)
{
    const struct table_row *here = &proposal->rows[row], *next = here + 1;
    struct span value = span_trim(rest);
    for (uint32_t k = cell + 1; !value.size && k < here->count; k++)
        value = span_trim(here->cells[k].text);
    *below = !value.size || is_title(proposal, value);
    if (!*below)
        return value;
    bool there = row + 1 < proposal->header && cell < next->count &&
                 !is_title(proposal, next->cells[cell].text);
    return there ? span_trim(next->cells[cell].text) : (struct span){NULL, 0};
}

static void guess_label(struct proposal *proposal, size_t row, uint32_t cell)
{
    bool exact, full;
    struct span rest, word = span_cut(proposal->rows[row].cells[cell].text, ':', &rest);
    enum field field = field_of(proposal, word, &exact, &full);
    if (field == FIELDS || field_info(field)->node != NODE_LEG || has_label(proposal, field) ||
        proposal->label_count == TABLE_MOST_COLUMNS)
        return;
    struct label_guess label = {span_trim(word), field, exact ? 85 : 50, false, {0}};
    struct span value = value_of(proposal, row, cell, rest, &label.below);
    guess_look(&label.shape, value, proposal->arena);
    if (value.size && guess_fits(&label.shape, field)) /* "Port of arrival" is no date */
        proposal->labels[proposal->label_count++] = label;
}

/* What words for the flight stand above the titles, alone or before a colon. */
static void guess_labels(struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->header && proposal->header < proposal->count; i++)
        for (uint32_t c = 0; c < proposal->rows[i].count; c++)
            guess_label(proposal, i, c);
}

bool proposal_has_column(const struct proposal *proposal, enum field field)
{
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == field)
            return true;
    return false;
}

bool proposal_lacks(const struct proposal *proposal, enum field field)
{
    return !proposal_has_column(proposal, field) && !has_label(proposal, field);
}

/* Looks at the table; then `write` says what was found. */
static enum status propose(struct span body, struct span file, struct buffer *out,
                           void (*write)(struct proposal *proposal, struct span file))
{
    struct arena arena = {0};
    struct table *table;
    struct proposal *proposal = arena_new(&arena, struct proposal);
    proposal->arena = &arena;
    proposal->out = out;
    proposal->form = (struct table_form){.kind = table_sniff(body), .quote = '"'};
    if (proposal->form.kind == TABLE_DELIMITED)
        proposal->form.delimiter = table_delimiter(body);
    proposal->titles = guess_titles(&arena);
    enum status status = table_open(body, &proposal->form, &arena, &table);
    if (status == STATUS_OK) {
        keep_rows(proposal, table);
        if (proposal->count == 0)
            status = status_fail(STATUS_INPUT, "The file has no rows.");
    }
    if (status == STATUS_OK) {
        find_titles(proposal);
        find_titles_by_looks(proposal);
        guess_columns(proposal);
        guess_labels(proposal);
        write(proposal, file);
    }
    arena_free(&arena);
    return status;
}

enum status profile_propose(struct span body, struct span file, struct buffer *out)
{
    return propose(body, file, out, proposal_write);
}

static void write_columns(struct proposal *proposal, struct span file)
{
    (void)file;
    proposal_write_columns(proposal);
}

enum status profile_columns(struct span body, struct buffer *out)
{
    return propose(body, (struct span){NULL, 0}, out, write_columns);
}
