/* A profile's file: its table and rows, and the nodes whose fields it gives. */
#include "profile/internal.h"

/* ---- table ---- */

static void read_kind(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const char *const words[] = {"delimited", "fixed", "json", "xlsx", "any"};
    struct profile *profile = target;
    size_t word = parsing_word(parsing, node, "kind of table", words, TABLE_KINDS + 1);
    profile->any_kind = word >= TABLE_KINDS;
    if (word < TABLE_KINDS)
        profile->form.kind = (enum table_kind)word;
}

static void read_encoding(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const char *const words[] = {"auto", "utf-8", "latin-1", "windows-1251", "utf-16"};
    struct profile *profile = target;
    size_t word = parsing_word(parsing, node, "encoding", words, TABLE_ENCODINGS);
    if (word < TABLE_ENCODINGS)
        profile->form.encoding = (enum table_encoding)word;
}

/* One byte, or a word for it; 0 and a fault for anything else. */
static char read_mark(struct parsing *parsing, const yaml_node_t *node, const char *none)
{
    struct span text = parsing_text(parsing, node);
    if (span_is(text, "tab"))
        return '\t';
    if (span_is(text, none) || (text.size == 1 && (unsigned char)text.at[0] < 0x80 &&
                                text.at[0] != '\n' && text.at[0] != '\r'))
        return text.size == 1 ? text.at[0] : '\0';
    parsing_fault(parsing, node, text,
                  arena_format(parsing->arena, "is no mark: one character, tab or %s.", none));
    return '\0';
}

static void read_delimiter(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    profile->form.delimiter = read_mark(parsing, node, "auto");
}

static void read_quote(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    profile->form.quote = read_mark(parsing, node, "none");
}

static void read_path(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    profile->form.path = parsing_text(parsing, node);
}

static void read_sheet(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    profile->form.sheet = parsing_text(parsing, node);
}

bool profile_range(struct parsing *parsing, const yaml_node_t *node, struct table_width *out)
{
    enum { FAR = 100000 };
    struct span rest, first = span_cut(parsing_scalar(node), '-', &rest);
    int64_t from, to = 0;
    bool open = rest.at && span_trim(rest).size == 0; /* "5-" */
    bool good = span_number(span_trim(first), &from) && from >= 1 && from <= FAR;
    if (good && !rest.at)
        to = from;
    else if (good && !open)
        good = span_number(span_trim(rest), &to) && to >= from && to <= FAR;
    if (good)
        *out = (struct table_width){(uint32_t)from, (uint32_t)to};
    else
        parsing_fault(parsing, node, parsing_scalar(node),
                      "is no range of characters such as 1-20 or 21-.");
    return good;
}

struct columns {
    struct span names[TABLE_MOST_COLUMNS];
    struct table_width widths[TABLE_MOST_COLUMNS];
    size_t count;
};

static void add_name(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct columns *columns = target;
    struct span name = parsing_text(parsing, node);
    if (columns->count < TABLE_MOST_COLUMNS)
        columns->names[columns->count++] = profile_key(name, parsing->arena);
    else
        parsing_fault(parsing, node, name, "is one column too many: a table has at most 512.");
}

static void add_width(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                      void *target)
{
    struct columns *columns = target;
    size_t at = columns->count;
    add_name(parsing, key, columns);
    if (at < TABLE_MOST_COLUMNS && !profile_range(parsing, value, &columns->widths[at]))
        columns->count = at;
}

/* Names in order; of fixed widths `name: 1-20`. */
static void read_columns(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    struct columns *columns = arena_new(parsing->arena, struct columns);
    if (node->type == YAML_MAPPING_NODE) {
        parsing_pairs(parsing, node, "columns", add_width, columns);
        profile->form.widths = columns->widths;
        profile->form.width_count = columns->count;
    } else {
        parsing_list(parsing, node, add_name, columns);
    }
    profile->columns = columns->names;
    profile->column_count = columns->count;
}

static const struct parsing_key table_keys[] = {
    {"kind", read_kind},      {"encoding", read_encoding}, {"delimiter", read_delimiter},
    {"quote", read_quote},    {"path", read_path},         {"sheet", read_sheet},
    {"columns", read_columns}};

static void read_table(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_keys(parsing, node,
                 (struct parsing_keys){table_keys, sizeof table_keys / sizeof *table_keys,
                                       "setting of a table", target});
}

/* ---- rows ---- */

enum { MOST_ROW = 1000 };

static void read_header(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    int64_t number;
    struct span text = parsing_text(parsing, node);
    if (span_is(text, "find"))
        rows->header = PROFILE_FIND;
    else if (span_is(text, "none"))
        rows->header = PROFILE_NO_HEADER;
    else if (parsing_count(parsing, node, 1, MOST_ROW, &number))
        rows->header = (int)number;
}

static void read_lines(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    int64_t number;
    if (parsing_count(parsing, node, 1, 5, &number))
        rows->lines = (uint32_t)number;
}

static void read_footer(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    int64_t number;
    if (parsing_count(parsing, node, 0, MOST_ROW, &number))
        rows->footer = (uint32_t)number;
}

static void read_begin(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    rows->begin = parsing_text(parsing, node);
}

static void read_end(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    rows->end = parsing_text(parsing, node);
}

static void add_skip(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    enum { MOST = 64 };
    struct profile_rows *rows = target;
    struct span text = parsing_text(parsing, node);
    if (!rows->skip)
        rows->skip = arena_array(parsing->arena, struct span, MOST);
    if (text.size == 0 || rows->skip_count == MOST)
        parsing_fault(parsing, node, text, "cannot be one of at most 64 texts that begin a row.");
    else
        rows->skip[rows->skip_count++] = text;
}

static void read_skip(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_skip, target);
}

static void read_sections(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    parsing_words(parsing, node, &rows->sections, &rows->section_count);
}

static void read_only_column(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_rows *rows = target;
    rows->only = parsing_column(parsing, node);
}

static void add_only(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    enum { MOST = 64 };
    struct profile_rows *rows = target;
    if (!rows->only_words)
        rows->only_words = arena_array(parsing->arena, struct profile_word, MOST);
    struct span word = parsing_text(parsing, node);
    if (rows->only_count < MOST)
        rows->only_words[rows->only_count++].key = profile_key(word, parsing->arena);
    else
        parsing_fault(parsing, node, word, "is one word too many: `only` has at most 64.");
}

static void read_only_words(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_only, target);
}

static void read_only(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const struct parsing_key keys[] = {{"column", read_only_column},
                                              {"is", read_only_words}};
    struct profile_rows *rows = target;
    parsing_keys(parsing, node, (struct parsing_keys){keys, 2, "member of `only`", target});
    if (rows->only_count == 0 || rows->only.name.size == 0)
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "`only` needs `column` and `is`: a list of words.");
}

static const struct parsing_key row_keys[] = {
    {"header", read_header},     {"header-lines", read_lines},
    {"footer", read_footer},     {"begin", read_begin},
    {"end", read_end},           {"skip", read_skip},
    {"sections", read_sections}, {"only", read_only}};

static void read_rows(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile *profile = target;
    parsing_keys(parsing, node,
                 (struct parsing_keys){row_keys, sizeof row_keys / sizeof *row_keys,
                                       "setting of rows", &profile->rows});
}

/* ---- the file ---- */

static void read_top(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                     void *target)
{
    const char *words[32] = {"name", "about", "table", "rows"};
    enum { OWN = 4 };
    struct profile *profile = target;
    struct span word = parsing_text(parsing, key);
    for (size_t i = 0; i < profile_node_count; i++) {
        words[OWN + i] = node_info(profile_nodes[i])->key;
        if (span_is(word, words[OWN + i])) {
            parsing_groups(parsing, value, profile_nodes[i]);
            return;
        }
    }
    if (span_is(word, "name"))
        profile->name = parsing_text(parsing, value);
    else if (span_is(word, "table"))
        read_table(parsing, value, profile);
    else if (span_is(word, "rows"))
        read_rows(parsing, value, profile);
    else if (!span_is(word, "about"))
        parsing_unknown(parsing, key, "part of a profile", words, OWN + profile_node_count);
}

/* What the parts must be together. */
static void check_whole(struct parsing *parsing)
{
    const struct profile *profile = profile_reading(parsing)->profile;
    bool named = false;
    for (size_t i = 0; i < profile->group_count; i++)
        for (size_t k = 0; k < profile->groups[i].count; k++)
            named |= profile->groups[i].values[k].field == FIELD_TRAVELLER_SURNAME;
    if (!named)
        parsing_fault(parsing, NULL, (struct span){NULL, 0},
                      "A profile must say where traveller.surname comes from.");
    if (profile->form.kind == TABLE_FIXED && profile->form.width_count == 0)
        parsing_fault(parsing, NULL, (struct span){NULL, 0},
                      "Fixed widths need table.columns: {surname: 1-20, ..}.");
    bool titles = profile->title_count && profile->column_count == 0;
    if (profile->rows.header == PROFILE_NO_HEADER && titles)
        parsing_fault(parsing, NULL, (struct span){NULL, 0},
                      "There is no row of titles (rows.header: none): give the columns' names in "
                      "table.columns, or name columns by number.");
}

static void read_whole(struct parsing *parsing, const yaml_node_t *node)
{
    parsing_pairs(parsing, node, "a profile", read_top, profile_reading(parsing)->profile);
    if (parsing->faults == 0)
        check_whole(parsing);
}

/* Faults are appended to the report and counted. */
static struct profile *read_all(struct span text, const char *name, struct arena *arena,
                                struct buffer *report, int *faults)
{
    struct profile_reading reading = {.profile = arena_new(arena, struct profile)};
    reading.profile->any_kind = true;
    reading.profile->form.quote = '"';
    reading.profile->rows.lines = 1;
    *faults = parsing_read(&(struct parsing_file){.text = text,
                                                  .name = name,
                                                  .most = PROFILE_MOST_BYTES,
                                                  .arena = arena,
                                                  .report = report,
                                                  .context = &reading},
                           read_whole);
    return reading.profile;
}

enum status profile_parse(struct span text, const char *name, struct arena *arena,
                          struct profile **out)
{
    struct buffer report = {0};
    int faults;
    enum status status = STATUS_OK;
    struct profile *profile = read_all(text, name, arena, &report, &faults);
    if (faults) {
        struct span rest, line = span_cut(buffer_span(&report), '\n', &rest);
        status = status_fail(STATUS_INPUT, "%.*s%s", (int)line.size, line.at,
                             faults > 1 ? " There is more amiss." : "");
    } else {
        *out = profile;
    }
    buffer_free(&report);
    return status;
}

int profile_check(struct span text, const char *name, struct buffer *report)
{
    struct arena arena = {0};
    int faults;
    read_all(text, name, &arena, report, &faults);
    arena_free(&arena);
    return faults;
}
