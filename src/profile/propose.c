/* A profile for a table never seen: its row of titles, its columns, its labels; then YAML. */
#include "profile/guess.h"

enum { ROWS_KEPT = 400, LEAST_TITLES = 2 };

struct column_guess {
    struct span title; /* empty: there is none, it is known by its number */
    enum field field;  /* FIELDS: none */
    int certainty;     /* of a hundred */
    bool full;         /* a whole name */
    const char *why;
    struct guess_shape shape;
};

struct label_guess {
    struct span title;
    enum field field;
    int certainty;
    struct guess_shape shape;
};

struct proposal {
    struct arena *arena;
    struct guess_titles titles;
    struct table_form form;
    struct table_row *rows;
    size_t count, room;
    size_t header; /* index of the titles' row; count: there is none */
    struct column_guess columns[TABLE_MOST_COLUMNS];
    size_t width;
    struct label_guess labels[TABLE_MOST_COLUMNS];
    size_t label_count;
    struct buffer *out;
};

/* ---- looking ---- */

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
    column->field = field_of(proposal, column->title, &exact, &column->full);
    if (column->field == FIELDS)
        return;
    bool fits = guess_fits(&column->shape, column->field);
    column->certainty = exact ? (fits ? 95 : 60) : (fits ? 75 : 35);
    column->why = fits ? (exact ? "the title says so" : "the title holds a word for it")
                       : "by the title; the cells look otherwise";
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

/* Columns without a word for them, by their looks; the second of two likely states is the issuer,
 * the second of two names the given ones. */
static void guess_by_cells(struct proposal *proposal, struct column_guess *column)
{
    enum field field = guess_by_looks(&column->shape);
    column->certainty = 50;
    column->why = "by the looks of the cells alone";
    column->field = FIELDS;
    if (field == FIELDS)
        return;
    if (field == FIELD_TRAVELLER_NATIONALITY && is_taken(proposal, field, column))
        field = FIELD_DOCUMENT_STATE;
    if (field == FIELD_TRAVELLER_SURNAME && is_taken(proposal, field, column))
        field = FIELD_TRAVELLER_GIVEN;
    column->field = field;
}

static void settle_columns(struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->width; i++)
        guess_by_words(proposal, &proposal->columns[i]);
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == FIELDS)
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

/* What words for the flight stand above the titles, alone or before a colon. */
static void guess_labels(struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->header && proposal->header < proposal->count; i++) {
        const struct table_row *row = &proposal->rows[i];
        for (uint32_t c = 0; c < row->count; c++) {
            bool exact, full;
            struct span rest, word = span_cut(row->cells[c].text, ':', &rest);
            enum field field = field_of(proposal, word, &exact, &full);
            bool of_flight = field < FIELDS && field_info(field)->node == NODE_LEG;
            if (!of_flight || has_label(proposal, field) ||
                proposal->label_count == TABLE_MOST_COLUMNS)
                continue;
            struct label_guess *label = &proposal->labels[proposal->label_count++];
            *label = (struct label_guess){span_trim(word), field, exact ? 85 : 50, {0}};
            struct span value = span_trim(rest);
            for (uint32_t k = c + 1; !value.size && k < row->count; k++)
                value = row->cells[k].text;
            guess_look(&label->shape, value, proposal->arena);
            if (!guess_fits(&label->shape, field)) /* "Port of arrival" is no date */
                proposal->label_count--;
        }
    }
}

/* ---- writing ---- */

/* A double-quoted scalar; control characters become blanks. */
static void write_text(struct buffer *out, struct span text)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            buffer_char(out, '\\');
        buffer_char(out, (unsigned char)text.at[i] < 0x20 ? ' ' : text.at[i]);
    }
    buffer_char(out, '"');
}

static void write_date(struct buffer *out, const struct guess_shape *shape)
{
    static const char *const words[] = {"dmy", "mdy", "ymd"};
    bool told;
    enum profile_order order = guess_order(shape, &told);
    buffer_format(out, ", date: %s", words[order]);
}

static bool is_date(enum field field)
{
    enum field_type type = field_info(field)->type;
    return type == FIELD_TYPE_DATE || type == FIELD_TYPE_TIME;
}

static const char *doubt(const struct guess_shape *shape, enum field field)
{
    bool told = true;
    if (is_date(field) && shape->dates)
        guess_order(shape, &told);
    return told ? "" : "; no cell tells day from month";
}

/* The key of a field; `off` would be a truth value to other readers of YAML. */
static void write_key(struct buffer *out, enum field field)
{
    const char *key = field_info(field)->key;
    buffer_format(out, strcmp(key, "off") == 0 ? "  \"%s\": " : "  %s: ", key);
}

static void write_column(struct buffer *out, const struct column_guess *column, size_t number)
{
    if (column->title.size)
        write_text(out, column->title);
    else
        buffer_format(out, "%zu", number);
}

static void write_field(struct proposal *proposal, const struct column_guess *column, size_t number)
{
    struct buffer *out = proposal->out;
    write_key(out, column->field);
    if (is_date(column->field)) {
        buffer_text(out, "{column: ");
        write_column(out, column, number);
        write_date(out, &column->shape);
        buffer_char(out, '}');
    } else {
        write_column(out, column, number);
    }
    buffer_format(out, "  # %d %%: %s%s\n", column->certainty, column->why,
                  doubt(&column->shape, column->field));
}

/* Surname and given names of a column that holds both. */
static void write_full_name(struct proposal *proposal, const struct column_guess *column,
                            size_t number)
{
    const struct guess_shape *shape = &column->shape;
    const char *mark = 2 * shape->slashes > shape->cells  ? "/"
                       : 2 * shape->commas > shape->cells ? ","
                                                          : " ";
    bool western = mark[0] == ' ' && (unsigned char)column->title.at[0] < 0x80;
    const char *const takes[2][2] = {{"first", "rest"}, {"last", "begin"}};
    static const enum field fields[] = {FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_GIVEN};
    for (int i = 0; i < 2; i++) {
        write_key(proposal->out, fields[i]);
        buffer_text(proposal->out, "{column: ");
        write_column(proposal->out, column, number);
        buffer_format(proposal->out,
                      ", split: \"%s\", take: %s}  # %d %%: the whole name in one "
                      "column%s\n",
                      mark, takes[western][i], mark[0] == ' ' ? 45 : 85,
                      mark[0] == ' ' ? "; check which word is the surname" : "");
    }
}

static void write_label(struct proposal *proposal, const struct label_guess *label)
{
    write_key(proposal->out, label->field);
    buffer_text(proposal->out, "{label: ");
    write_text(proposal->out, label->title);
    if (is_date(label->field))
        write_date(proposal->out, &label->shape);
    buffer_format(proposal->out, "}  # %d %%: this stands above the persons%s\n", label->certainty,
                  doubt(&label->shape, label->field));
}

static bool has_column(const struct proposal *proposal, enum field field)
{
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == field)
            return true;
    return false;
}

static void write_columns(struct proposal *proposal, enum node_type node)
{
    for (size_t i = 0; i < proposal->width; i++) {
        const struct column_guess *column = &proposal->columns[i];
        if (column->field == FIELDS || field_info(column->field)->node != node)
            continue;
        if (column->full && !has_column(proposal, FIELD_TRAVELLER_GIVEN))
            write_full_name(proposal, column, i + 1);
        else
            write_field(proposal, column, i + 1);
    }
}

static bool has_node(const struct proposal *proposal, enum node_type node)
{
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field < FIELDS &&
            field_info(proposal->columns[i].field)->node == node)
            return true;
    return node == NODE_LEG && proposal->label_count;
}

static void write_node(struct proposal *proposal, enum node_type node)
{
    if (!has_node(proposal, node))
        return;
    buffer_format(proposal->out, "%s:\n", node_info(node)->key);
    for (size_t i = 0; node == NODE_LEG && i < proposal->label_count; i++)
        if (!has_column(proposal, proposal->labels[i].field))
            write_label(proposal, &proposal->labels[i]);
    write_columns(proposal, node);
    if (node == NODE_DOCUMENT && !has_column(proposal, FIELD_DOCUMENT_TYPE))
        buffer_text(proposal->out, "  type: {constant: P}  # 50 %: passports, unless it is said\n");
}

static void write_table(struct proposal *proposal)
{
    static const char *const kinds[] = {"delimited", "fixed", "json", "xlsx"};
    struct buffer *out = proposal->out;
    buffer_format(out, "table: {kind: %s", kinds[proposal->form.kind]);
    if (proposal->form.kind == TABLE_DELIMITED && proposal->form.delimiter == '\t')
        buffer_text(out, ", delimiter: tab");
    else if (proposal->form.kind == TABLE_DELIMITED)
        buffer_format(out, ", delimiter: \"%c\"", proposal->form.delimiter);
    buffer_text(out, "}\n");
    bool titled = proposal->header < proposal->count;
    buffer_format(out, "rows: {header: %s}\n", titled ? "find" : "none");
}

/* What was found in nothing is said: a person must look. */
static void write_missing(struct proposal *proposal)
{
    static const enum field wanted[] = {
        FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_BIRTH, FIELD_DOCUMENT_NUMBER, FIELD_LEG_NUMBER,
        FIELD_LEG_BOARD,         FIELD_LEG_OFF,         FIELD_LEG_DEPARTURE};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!has_column(proposal, wanted[i]) && !has_label(proposal, wanted[i]))
            buffer_format(proposal->out, "# Not found: %s.%s (%s).\n",
                          node_info(field_info(wanted[i])->node)->key, field_info(wanted[i])->key,
                          field_info(wanted[i])->words);
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == FIELDS && proposal->columns[i].title.size) {
            buffer_text(proposal->out, "# Left out: the column ");
            write_text(proposal->out, proposal->columns[i].title);
            buffer_text(proposal->out, ".\n");
        }
}

static void write_all(struct proposal *proposal, struct span file)
{
    static const enum node_type nodes[] = {NODE_LEG,  NODE_TRAVELLER, NODE_DOCUMENT,
                                           NODE_SEAT, NODE_TICKET,    NODE_CONTACT};
    buffer_text(proposal->out, "# A proposal: check each line against the file, then try it with "
                               "`portolan source try`.\nname: ");
    write_text(proposal->out, file.size ? file : SPAN("proposal"));
    buffer_char(proposal->out, '\n');
    write_table(proposal);
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        write_node(proposal, nodes[i]);
    write_missing(proposal);
}

enum status profile_propose(struct span body, struct span file, struct buffer *out)
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
        guess_columns(proposal);
        guess_labels(proposal);
        write_all(proposal, file);
    }
    arena_free(&arena);
    return status;
}
