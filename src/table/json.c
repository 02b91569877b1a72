/* JSON (RFC 8259) as a table: one array of objects gives the rows, what stands elsewhere gives rows of
 * path and value before them. Objects one after the other, without an array, are read as well. */
#include "base/buffer.h"
#include "table/internal.h"

enum { PATH_MOST = 240 };

/* One walk over the text. */
struct walk {
    struct table *table;
    struct span text;
    size_t at;
    int depth;
    char path[PATH_MOST + 1]; /* of the value under way: names and numbers from 1, dots between */
    size_t path_size;
    size_t row_path;  /* inside of a row: where its own part of the path begins */
    uint32_t ordinal; /* of the row; 0: outside of one */
    bool broken;      /* no JSON from here on */
    struct found *found;
    void (*scalar)(struct walk *walk, struct table_cell cell);
    void (*row)(struct walk *walk, size_t begin, size_t end); /* after its scalars; may be NULL */
};

/* What the walks learn and share. */
struct found {
    char path[PATH_MOST + 1]; /* of the array of rows */
    size_t path_size;
    uint64_t most;   /* values in the largest array of objects so far */
    uint64_t values; /* of the text so far */
    bool lines;      /* the rows are the values of the text itself */
    struct span *names;
    size_t count, room, expected;
    struct table_row *open; /* the row whose cells come in */
};

static void skip_blanks(struct walk *walk)
{
    while (walk->at < walk->text.size && strchr(" \t\r\n", walk->text.at[walk->at]) &&
           walk->text.at[walk->at])
        walk->at++;
}

static char look(struct walk *walk)
{
    skip_blanks(walk);
    return walk->at < walk->text.size ? walk->text.at[walk->at] : '\0';
}

static bool take(struct walk *walk, char wanted)
{
    if (look(walk) != wanted)
        return false;
    walk->at++;
    return true;
}

static bool broken(struct walk *walk)
{
    walk->broken = true;
    return false;
}

/* ---- strings ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool hex_unit(struct span text, size_t at, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = at + i < text.size ? hex(text.at[at + i]) : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

/* \uXXXX at `at`, or a pair of them; returns how many bytes it takes, 0 when it is none. */
static size_t escaped_character(struct span text, size_t at, uint32_t *out)
{
    uint32_t second;
    if (!hex_unit(text, at + 2, out))
        return 0;
    if (*out >= 0xD800 && *out < 0xDC00 && at + 7 < text.size && text.at[at + 6] == '\\' &&
        text.at[at + 7] == 'u' && hex_unit(text, at + 8, &second) && second >= 0xDC00 &&
        second < 0xE000) {
        *out = 0x10000 + ((*out - 0xD800) << 10) + (second - 0xDC00);
        return 12;
    }
    if (*out >= 0xD800 && *out < 0xE000)
        *out = 0xFFFD;
    return 6;
}

static struct span unescape(struct table *table, struct span raw)
{
    static const char marks[] = "bfnrt", values[] = "\b\f\n\r\t";
    if (!memchr(raw.at, '\\', raw.size))
        return raw;
    char *out = arena_alloc(table->arena, raw.size);
    size_t size = 0;
    for (size_t i = 0; i < raw.size;) {
        uint32_t character;
        size_t taken;
        if (raw.at[i] != '\\' || i + 1 == raw.size) {
            out[size++] = raw.at[i++];
        } else if (raw.at[i + 1] == 'u' && (taken = escaped_character(raw, i, &character))) {
            size += span_write_utf8(character ? character : 0xFFFD, out + size);
            i += taken;
        } else {
            const char *mark = strchr(marks, raw.at[i + 1]);
            out[size++] = mark && *mark ? values[mark - marks] : raw.at[i + 1];
            i += 2;
        }
    }
    return (struct span){out, size};
}

/* A string's bytes between its quotation marks. */
static bool take_string(struct walk *walk, struct span *raw)
{
    size_t begin = ++walk->at;
    while (walk->at < walk->text.size && walk->text.at[walk->at] != '"')
        walk->at += walk->text.at[walk->at] == '\\' ? 2 : 1;
    if (walk->at >= walk->text.size)
        return broken(walk);
    *raw = span_part(walk->text, begin, walk->at - begin);
    walk->at++;
    return true;
}

/* ---- values ---- */

static bool walk_value(struct walk *walk);

/* Adds a name or number to the path; returns the size to go back to. */
static size_t enter(struct walk *walk, struct span name)
{
    size_t before = walk->path_size;
    if (before && before + 1 < PATH_MOST)
        walk->path[walk->path_size++] = '.';
    for (size_t i = 0; i < name.size && walk->path_size < PATH_MOST; i++)
        walk->path[walk->path_size++] = name.at[i];
    return before;
}

static bool walk_object(struct walk *walk)
{
    if (take(walk, '}'))
        return true;
    do {
        struct span name;
        if (look(walk) != '"' || !take_string(walk, &name) || !take(walk, ':'))
            return broken(walk);
        size_t before = enter(walk, unescape(walk->table, name));
        bool good = walk_value(walk);
        walk->path_size = before;
        if (!good)
            return false;
    } while (take(walk, ','));
    return take(walk, '}') || broken(walk);
}

static bool is_rows(const struct walk *walk)
{
    return walk->ordinal == 0 && walk->row && !walk->found->lines &&
           walk->path_size == walk->found->path_size &&
           memcmp(walk->path, walk->found->path, walk->path_size) == 0;
}

static bool walk_row(struct walk *walk, uint32_t ordinal)
{
    look(walk);
    size_t begin = walk->at;
    walk->ordinal = ordinal;
    walk->row_path = walk->path_size;
    bool good = walk_value(walk);
    walk->row(walk, begin, walk->at);
    walk->ordinal = 0;
    return good;
}

static bool walk_element(struct walk *walk, uint32_t number)
{
    char digits[12];
    size_t size = sizeof digits;
    for (uint32_t n = number; n; n /= 10)
        digits[--size] = (char)('0' + n % 10);
    size_t before = enter(walk, (struct span){digits + size, sizeof digits - size});
    bool good = walk_value(walk);
    walk->path_size = before;
    return good;
}

/* The array whose objects say most is that of the rows, unless the profile names it: an
 * array in one of them says less than it. */
static void count_array(struct walk *walk, uint32_t objects, uint64_t before)
{
    struct found *found = walk->found;
    if (walk->row || objects == 0 || found->values - before <= found->most)
        return;
    found->most = found->values - before;
    found->path_size = walk->path_size;
    memcpy(found->path, walk->path, walk->path_size);
}

static bool walk_array(struct walk *walk)
{
    bool rows = is_rows(walk);
    uint64_t before = walk->found->values;
    uint32_t number = 0, objects = 0;
    if (take(walk, ']'))
        return true;
    do {
        number++;
        objects += look(walk) == '{';
        if (!(rows ? walk_row(walk, number) : walk_element(walk, number)))
            return false;
    } while (take(walk, ','));
    count_array(walk, objects, before);
    return take(walk, ']') || broken(walk);
}

static bool walk_word(struct walk *walk)
{
    size_t begin = walk->at;
    while (walk->at < walk->text.size && walk->text.at[walk->at] &&
           !strchr(",]} \t\r\n\"{[:", walk->text.at[walk->at]))
        walk->at++;
    struct span word = span_part(walk->text, begin, walk->at - begin);
    if (word.size == 0)
        return broken(walk);
    if (!span_is(word, "null"))
        walk->scalar(walk, table_cell_of(walk->table, word));
    return true;
}

static bool walk_value(struct walk *walk)
{
    struct span raw;
    bool good;
    char first = look(walk);
    if (first == '"') {
        if (!take_string(walk, &raw))
            return false;
        walk->scalar(walk, table_cell_as(walk->table, raw, unescape(walk->table, raw)));
        return true;
    }
    if (first != '{' && first != '[')
        return walk_word(walk);
    if (walk->depth == TABLE_MOST_DEPTH)
        return broken(walk);
    walk->depth++;
    walk->at++;
    good = first == '{' ? walk_object(walk) : walk_array(walk);
    walk->depth--;
    return good;
}

/* The whole text: one value, or several, each a row of its own. */
static void walk_all(struct walk *walk)
{
    uint32_t number = 0;
    while (!walk->broken && look(walk)) {
        number++;
        if (walk->row && walk->found->lines)
            walk_row(walk, number);
        else
            walk_value(walk);
    }
    walk->broken |= walk->at < walk->text.size;
    if (number > 1 && !walk->row)
        walk->found->lines = true;
}

/* ---- the walks ---- */

static void count_value(struct walk *walk, struct table_cell cell)
{
    (void)cell;
    walk->found->values++;
}

static struct span row_name(const struct walk *walk)
{
    size_t from = walk->row_path + (walk->row_path > 0);
    return from < walk->path_size ? (struct span){walk->path + from, walk->path_size - from}
                                  : (struct span){"value", 5};
}

/* Members stand in the same order in most objects: the next one is tried first. */
static size_t find_name(struct found *found, struct span name)
{
    for (size_t i = 0; i < found->count; i++) {
        size_t at = (found->expected + i) % found->count;
        if (span_equal(found->names[at], name)) {
            found->expected = at + 1;
            return at;
        }
    }
    return found->count;
}

/* Names of columns, and rows of path and value. */
static void learn(struct walk *walk, struct table_cell cell)
{
    struct found *found = walk->found;
    if (walk->ordinal) {
        struct span name = row_name(walk);
        if (find_name(found, name) < found->count || found->count == TABLE_MOST_COLUMNS)
            return;
        found->names = arena_more(walk->table->arena, found->names, found->count, &found->room,
                                  sizeof *found->names);
        found->names[found->count++] = arena_copy(walk->table->arena, name);
        return;
    }
    struct table_row *row = table_add_row(walk->table, (uint32_t)walk->table->rows.count + 1, 2);
    if (!row)
        return;
    row->begin = cell.begin;
    row->end = cell.begin + cell.size;
    struct span path = arena_copy(walk->table->arena, (struct span){walk->path, walk->path_size});
    row->cells[0] = (struct table_cell){table_as_utf8(walk->table, path), cell.begin, 0};
    row->cells[1] = cell;
}

static void learn_row(struct walk *walk, size_t begin, size_t end)
{
    (void)walk, (void)begin, (void)end;
}

static void fill(struct walk *walk, struct table_cell cell)
{
    struct found *found = walk->found;
    if (!walk->ordinal)
        return;
    if (!found->open)
        found->open = table_add_row(walk->table, walk->ordinal, found->count);
    size_t at = find_name(found, row_name(walk));
    if (found->open && at < found->count)
        found->open->cells[at] = cell;
    else if (found->open)
        found->open->over = true;
}

static void fill_row(struct walk *walk, size_t begin, size_t end)
{
    struct found *found = walk->found;
    if (found->open) {
        found->open->begin = table_place(walk->table, begin);
        found->open->end = table_place(walk->table, end);
    }
    found->open = NULL;
}

static void run(struct table *table, struct found *found,
                void (*scalar)(struct walk *, struct table_cell),
                void (*row)(struct walk *, size_t, size_t))
{
    struct walk walk = {
        .table = table, .text = table->text, .found = found, .scalar = scalar, .row = row};
    walk_all(&walk);
    table->cut |= walk.broken;
}

static void add_titles(struct table *table, const struct found *found)
{
    struct table_row *row = table_add_row(table, 0, found->count);
    for (size_t i = 0; row && i < found->count; i++)
        row->cells[i].text = table_as_utf8(table, found->names[i]);
}

enum status table_read_json(struct table *table)
{
    struct found *found = arena_new(table->arena, struct found);
    run(table, found, count_value, NULL);
    struct span path = table->form->path;
    if (path.size) {
        found->path_size = path.size < PATH_MOST ? path.size : PATH_MOST;
        memcpy(found->path, path.at, found->path_size);
        found->lines = false;
    }
    run(table, found, learn, learn_row);
    if (found->count == 0 && table->rows.count == 0)
        return status_fail(STATUS_INPUT, "This is no JSON, or it holds no values.");
    add_titles(table, found);
    run(table, found, fill, fill_row);
    return STATUS_OK;
}
