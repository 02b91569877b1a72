/* A proposed profile as YAML. */
#include "profile/proposal.h"

/* Characters that YAML does not take, in UTF-8: controls of both sorts, U+FEFF, U+FFFE, U+FFFF. */
static bool is_forbidden(struct span c)
{
    const unsigned char *at = (const unsigned char *)c.at;
    if (c.size == 1)
        return at[0] < 0x20 || at[0] == 0x7F;
    if (c.size == 2)
        return at[0] == 0xC2 && at[1] < 0xA0;
    return c.size == 3 && at[0] == 0xEF &&
           ((at[1] == 0xBB && at[2] == 0xBF) || (at[1] == 0xBF && at[2] >= 0xBE));
}

/* A double-quoted scalar; what cannot stand in one becomes a blank. */
static void write_text(struct buffer *out, struct span text)
{
    buffer_char(out, '"');
    while (text.size) {
        size_t size = span_utf8(text);
        struct span c = span_part(text, 0, size);
        if (size == 1 && (c.at[0] == '"' || c.at[0] == '\\'))
            buffer_char(out, '\\');
        if (size == 0 || is_forbidden(c))
            buffer_char(out, ' ');
        else
            buffer_append(out, c.at, c.size);
        text = span_part(text, size ? size : 1, text.size);
    }
    buffer_char(out, '"');
}

static bool is_date(enum field field)
{
    enum field_type type = field_info(field)->type;
    return type == FIELD_TYPE_DATE || type == FIELD_TYPE_TIME;
}

const char *proposal_date_order(enum field field, const struct guess_shape *shape, bool *told)
{
    static const char *const words[] = {"dmy", "mdy", "ymd"};
    *told = true;
    if (!is_date(field))
        return NULL;
    enum profile_order order = guess_order(shape, told);
    *told = *told || !shape->dates;
    return words[order];
}

static void write_date(struct buffer *out, enum field field, const struct guess_shape *shape)
{
    bool told;
    buffer_format(out, ", date: %s", proposal_date_order(field, shape, &told));
}

static const char *doubt(const struct guess_shape *shape, enum field field)
{
    bool told;
    proposal_date_order(field, shape, &told);
    return told ? "" : "; no cell tells day from month";
}

static const struct {
    const char *word, *sentence;
} whys[] = {
    [WHY_TITLE] = {"title", "the title says so"},
    [WHY_TITLE_PART] = {"title-part", "the title holds a word for it"},
    [WHY_TITLE_ODD] = {"title-odd", "by the title; the cells look otherwise"},
    [WHY_LOOKS] = {"looks", "by the looks of the cells alone"},
};

const char *guess_why_word(enum guess_why why)
{
    return whys[why].word;
}

const char *guess_why_sentence(enum guess_why why)
{
    return whys[why].sentence;
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

static bool has_second(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].second)
            return true;
    return false;
}

/* All columns of given names, in their order. */
static void write_given(struct proposal *proposal)
{
    const char *mark = "{join: [";
    for (size_t i = 0; i < proposal->width; i++) {
        const struct column_guess *column = &proposal->columns[i];
        if (!column->second && column->field != FIELD_TRAVELLER_GIVEN)
            continue;
        buffer_text(proposal->out, mark);
        write_column(proposal->out, column, i + 1);
        mark = ", ";
    }
    buffer_text(proposal->out, "]}");
}

static void write_field(struct proposal *proposal, const struct column_guess *column, size_t number)
{
    struct buffer *out = proposal->out;
    write_key(out, column->field);
    if (is_date(column->field)) {
        buffer_text(out, "{column: ");
        write_column(out, column, number);
        write_date(out, column->field, &column->shape);
        buffer_char(out, '}');
    } else if (column->field == FIELD_TRAVELLER_GIVEN && has_second(proposal)) {
        write_given(proposal);
    } else {
        write_column(out, column, number);
    }
    buffer_format(out, "  # %d %%: %s%s\n", column->certainty, guess_why_sentence(column->why),
                  doubt(&column->shape, column->field));
}

const char *proposal_name_mark(const struct column_guess *column, bool *surname_first)
{
    const struct guess_shape *shape = &column->shape;
    const char *mark = 2 * shape->slashes > shape->cells  ? "/"
                       : 2 * shape->commas > shape->cells ? ","
                                                          : " ";
    *surname_first = mark[0] != ' ' || (unsigned char)column->title.at[0] >= 0x80;
    return mark;
}

/* Surname and given names of a column that holds both. */
static void write_full_name(struct proposal *proposal, const struct column_guess *column,
                            size_t number)
{
    bool surname_first;
    const char *mark = proposal_name_mark(column, &surname_first);
    const char *const takes[2][2] = {{"first", "rest"}, {"last", "begin"}};
    static const enum field fields[] = {FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_GIVEN};
    for (int i = 0; i < 2; i++) {
        write_key(proposal->out, fields[i]);
        buffer_text(proposal->out, "{column: ");
        write_column(proposal->out, column, number);
        buffer_format(proposal->out,
                      ", split: \"%s\", take: %s}  # %d %%: the whole name in one "
                      "column%s\n",
                      mark, takes[!surname_first][i], mark[0] == ' ' ? 45 : 85,
                      mark[0] == ' ' ? "; check which word is the surname" : "");
    }
}

static void write_label(struct proposal *proposal, const struct label_guess *label)
{
    write_key(proposal->out, label->field);
    buffer_text(proposal->out, "{label: ");
    write_text(proposal->out, label->title);
    if (label->below)
        buffer_text(proposal->out, ", below: yes");
    if (is_date(label->field))
        write_date(proposal->out, label->field, &label->shape);
    buffer_format(proposal->out, "}  # %d %%: this stands above the persons%s\n", label->certainty,
                  doubt(&label->shape, label->field));
}

static void write_columns(struct proposal *proposal, enum node_type node)
{
    for (size_t i = 0; i < proposal->width; i++) {
        const struct column_guess *column = &proposal->columns[i];
        if (column->field == FIELDS || field_info(column->field)->node != node)
            continue;
        if (column->full && !proposal_has_column(proposal, FIELD_TRAVELLER_GIVEN))
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
        if (!proposal_has_column(proposal, proposal->labels[i].field))
            write_label(proposal, &proposal->labels[i]);
    write_columns(proposal, node);
    if (node == NODE_DOCUMENT && !proposal_has_column(proposal, FIELD_DOCUMENT_TYPE))
        buffer_text(proposal->out, "  type: {constant: P}  # 50 %: passports, unless it is said\n");
}

const char *proposal_kind_word(const struct proposal *proposal)
{
    static const char *const kinds[] = {"delimited", "fixed", "json", "xlsx"};
    return kinds[proposal->form.kind];
}

static void write_table(struct proposal *proposal)
{
    struct buffer *out = proposal->out;
    buffer_format(out, "table: {kind: %s", proposal_kind_word(proposal));
    if (proposal->form.kind == TABLE_DELIMITED && proposal->form.delimiter == '\t')
        buffer_text(out, ", delimiter: tab");
    else if (proposal->form.kind == TABLE_DELIMITED)
        buffer_format(out, ", delimiter: \"%c\"", proposal->form.delimiter);
    buffer_text(out, "}\n");
    bool titled = proposal->header < proposal->count;
    buffer_format(out, "rows: {header: %s}\n", titled ? "find" : "none");
}

const enum field proposal_wanted[] = {
    FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_BIRTH, FIELD_DOCUMENT_NUMBER, FIELD_LEG_NUMBER,
    FIELD_LEG_BOARD,         FIELD_LEG_OFF,         FIELD_LEG_DEPARTURE};
const size_t proposal_wanted_count = sizeof proposal_wanted / sizeof *proposal_wanted;

/* What was found in nothing is said: a person must look. */
static void write_missing(struct proposal *proposal)
{
    for (size_t i = 0; i < proposal_wanted_count; i++) {
        enum field field = proposal_wanted[i];
        if (proposal_lacks(proposal, field))
            buffer_format(proposal->out, "# Not found: %s.%s (%s).\n",
                          node_info(field_info(field)->node)->key, field_info(field)->key,
                          field_info(field)->words);
    }
    for (size_t i = 0; i < proposal->width; i++)
        if (proposal->columns[i].field == FIELDS && proposal->columns[i].title.size &&
            !(proposal->columns[i].second &&
              proposal_has_column(proposal, FIELD_TRAVELLER_GIVEN))) {
            buffer_text(proposal->out, "# Left out: the column ");
            write_text(proposal->out, proposal->columns[i].title);
            buffer_text(proposal->out, ".\n");
        }
}

void proposal_write(struct proposal *proposal, struct span file)
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
