/* A proposed profile for programs: JSON. */
#include "base/json.h"
#include "profile/proposal.h"

enum { SAMPLES = 3, MOST_SAMPLE = 80 };

/* "traveller.surname"; empty: none. */
static void put_key(struct json *json, enum field field)
{
    struct buffer key = {0};
    if (field < FIELDS)
        buffer_format(&key, "%s.%s", node_info(field_info(field)->node)->key,
                      field_info(field)->key);
    json_text(json, buffer_string(&key));
    buffer_free(&key);
}

static void put_field(struct json *json, enum field field)
{
    json_key(json, "field");
    put_key(json, field);
}

/* The text up to a bound, without half a character at its end. */
static struct span cut(struct span text)
{
    size_t size = text.size < MOST_SAMPLE ? text.size : MOST_SAMPLE;
    while (size < text.size && size && ((unsigned char)text.at[size] & 0xC0) == 0x80)
        size--;
    return span_part(text, 0, size);
}

static void put_samples(struct json *json, const struct proposal *proposal, size_t column)
{
    size_t from = proposal->header < proposal->count ? proposal->header + 1 : 0;
    int shown = 0;
    json_key(json, "samples");
    json_begin_array(json);
    for (size_t i = from; i < proposal->count && shown < SAMPLES; i++) {
        const struct table_row *row = &proposal->rows[i];
        if (column >= row->count || !row->cells[column].text.size)
            continue;
        json_span(json, cut(row->cells[column].text));
        shown++;
    }
    json_end_array(json);
}

static void put_date(struct json *json, enum field field, const struct guess_shape *shape)
{
    bool told = true;
    const char *order = field < FIELDS ? proposal_date_order(field, shape, &told) : NULL;
    json_put_text(json, "date", order ? order : "");
    json_put_bool(json, "told", told);
}

/* A whole name in one column is parted into two fields. */
static void put_whole_name(struct json *json, const struct proposal *proposal,
                           const struct column_guess *column)
{
    bool surname_first = false;
    bool whole = column->field < FIELDS && column->full &&
                 !proposal_has_column(proposal, FIELD_TRAVELLER_GIVEN);
    json_put_text(json, "split", whole ? proposal_name_mark(column, &surname_first) : "");
    json_put_bool(json, "surname_first", surname_first);
}

static void put_column(struct json *json, const struct proposal *proposal, size_t at)
{
    const struct column_guess *column = &proposal->columns[at];
    bool taken = column->field < FIELDS;
    json_begin(json);
    json_put_int(json, "number", (int64_t)at + 1);
    json_put_span(json, "title", cut(column->title));
    put_field(json, column->field);
    json_put_int(json, "certainty", taken ? column->certainty : 0);
    json_put_text(json, "why", taken ? guess_why_word(column->why) : "");
    put_date(json, column->field, &column->shape);
    put_whole_name(json, proposal, column);
    put_samples(json, proposal, at);
    json_end(json);
}

static void put_label(struct json *json, const struct label_guess *label)
{
    json_begin(json);
    json_put_span(json, "title", cut(label->title));
    put_field(json, label->field);
    json_put_int(json, "certainty", label->certainty);
    put_date(json, label->field, &label->shape);
    json_end(json);
}

static void put_missing(struct json *json, const struct proposal *proposal)
{
    json_key(json, "missing");
    json_begin_array(json);
    for (size_t i = 0; i < proposal_wanted_count; i++)
        if (proposal_lacks(proposal, proposal_wanted[i]))
            put_key(json, proposal_wanted[i]);
    json_end_array(json);
}

void proposal_write_columns(struct proposal *proposal)
{
    struct json json = {.out = proposal->out};
    char delimiter[2] = {proposal->form.kind == TABLE_DELIMITED ? proposal->form.delimiter : 0, 0};
    json_begin(&json);
    json_put_text(&json, "kind", proposal_kind_word(proposal));
    json_put_text(&json, "delimiter", delimiter);
    json_put_bool(&json, "titles", proposal->header < proposal->count);
    json_key(&json, "columns");
    json_begin_array(&json);
    for (size_t i = 0; i < proposal->width; i++)
        put_column(&json, proposal, i);
    json_end_array(&json);
    json_key(&json, "labels");
    json_begin_array(&json);
    for (size_t i = 0; i < proposal->label_count; i++)
        if (!proposal_has_column(proposal, proposal->labels[i].field))
            put_label(&json, &proposal->labels[i]);
    json_end_array(&json);
    put_missing(&json, proposal);
    json_end(&json);
}
