/* What was understood of a file that somebody tries: persons by row, issues by row and column. */
#include "view/internal.h"

/* ---- rows ---- */

/* Counts rows up to a byte, which only grows: the lines of a text; of a spreadsheet, whose bytes are
 * packed, the byte is the row's number. */
struct rows {
    struct span body;
    bool table, packed;
    size_t step, at;
    int64_t lines;
};

static struct rows rows_of(const struct image *image, struct span body)
{
    bool wide = span_starts(body, "\xFF\xFE") || span_starts(body, "\xFE\xFF"); /* UTF-16 */
    return (struct rows){.body = body,
                         .table = view_trial_is_table(image),
                         .packed = span_starts(body, "PK"),
                         .step = wide ? 2 : 1};
}

static bool is_line_end(const struct rows *rows, size_t at)
{
    const char *c = rows->body.at + at;
    return rows->step == 1 ? *c == '\n' : (c[0] == '\n' && !c[1]) || (c[1] == '\n' && !c[0]);
}

/* 0: none is known. */
static int64_t row_at(struct rows *rows, uint32_t byte)
{
    if (!rows->table || rows->packed)
        return rows->packed ? byte : 0;
    if (byte < rows->at) /* issues come in their own order */
        rows->at = 0, rows->lines = 0;
    size_t end = byte < rows->body.size ? byte : rows->body.size;
    for (; rows->at + rows->step <= end; rows->at += rows->step)
        rows->lines += is_line_end(rows, rows->at);
    return rows->lines + 1;
}

static void put_row(struct json *json, int64_t row)
{
    json_key(json, "row");
    if (row)
        json_int(json, row);
    else
        json_nothing(json);
}

/* ---- persons ---- */

static const struct cell {
    const char *key;
    enum node_type node; /* the traveller, or its first child of that type */
    enum field field;
} cells[] = {
    {"kind", NODE_TRAVELLER, FIELD_TRAVELLER_KIND},
    {"surname", NODE_TRAVELLER, FIELD_TRAVELLER_SURNAME},
    {"given", NODE_TRAVELLER, FIELD_TRAVELLER_GIVEN},
    {"birth", NODE_TRAVELLER, FIELD_TRAVELLER_BIRTH},
    {"sex", NODE_TRAVELLER, FIELD_TRAVELLER_SEX},
    {"nationality", NODE_TRAVELLER, FIELD_TRAVELLER_NATIONALITY},
    {"document_type", NODE_DOCUMENT, FIELD_DOCUMENT_TYPE},
    {"document", NODE_DOCUMENT, FIELD_DOCUMENT_NUMBER},
    {"document_state", NODE_DOCUMENT, FIELD_DOCUMENT_STATE},
    {"document_expiry", NODE_DOCUMENT, FIELD_DOCUMENT_EXPIRY},
    {"seat", NODE_SEAT, FIELD_SEAT_NUMBER},
};

static void put_person(struct json *json, const struct image *image, uint32_t person, int64_t row,
                       const struct view_sight *sight)
{
    json_begin(json);
    put_row(json, row);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const struct cell *cell = &cells[i];
        uint32_t node =
            cell->node == NODE_TRAVELLER ? person : image_child(image, person, cell->node);
        struct span text = {NULL, 0};
        if (node != IMAGE_NONE)
            text = image_text(image, node, cell->field);
        if (!text.size)
            continue;
        json_key(json, cell->key);
        json_begin(json);
        put_shown(json, sight, cell->field, text);
        json_end(json);
    }
    json_end(json);
}

static void put_persons(struct json *json, const struct image *image, struct rows *rows,
                        const struct view_sight *sight)
{
    int64_t count = 0;
    json_key(json, "persons");
    json_begin_array(json);
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_TRAVELLER || ++count > VIEW_MOST_PERSONS)
            continue;
        put_person(json, image, n, row_at(rows, image->nodes[n].begin), sight);
    }
    json_end_array(json);
    json_put_int(json, "count", count);
}

/* ---- issues ---- */

static bool is_column(const char *segment)
{
    return segment[0] && strcmp(segment, "ROW") != 0;
}

/* The detail may hold what a carrier wrote. */
static void put_issue(struct json *json, const struct image *image, const struct image_issue *issue,
                      struct rows *rows, const struct view_sight *sight)
{
    const struct issue_info *info = issue_info((enum issue)issue->issue);
    bool placed = rows->table && issue->segment[0] && issue->size < rows->body.size &&
                  (issue->begin || issue->size);
    bool shown = field_mask_shows_class(&sight->mask, CLASS_FREE);
    json_begin(json);
    json_put_text(json, "code", info->code);
    json_put_text(json, "severity", severity_word(info->severity));
    json_put_text(json, "text", info->sentence);
    json_put_span(json, "detail", shown ? image_issue_text(image, issue) : (struct span){"", 0});
    put_row(json, placed ? row_at(rows, issue->begin) : 0);
    json_put_text(json, "column", rows->table && is_column(issue->segment) ? issue->segment : "");
    json_end(json);
}

static void put_issues(struct json *json, const struct image *image, struct rows *rows,
                       const struct view_sight *sight)
{
    json_key(json, "issues");
    json_begin_array(json);
    for (uint32_t i = 0; i < image->header->issues; i++)
        put_issue(json, image, &image->issues[i], rows, sight);
    json_end_array(json);
}

/* ---- the whole ---- */

bool view_trial_is_table(const struct image *image)
{
    bool any = false, table = false;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        struct span type = image_text(image, n, FIELD_MESSAGE_TYPE);
        any |= type.size > 0;
        table |= span_is(type, "TABLE");
    }
    return table || !any;
}

void view_trial_understood(const struct image *image, struct span body,
                           const struct view_sight *sight, struct json *json)
{
    struct rows rows = rows_of(image, body);
    put_persons(json, image, &rows, sight);
    put_issues(json, image, &rows, sight);
}
