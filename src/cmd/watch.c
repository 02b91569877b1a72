/* `portolan watch pairs` and `watch match`: names compared, and persons screened against lists, without a data
 * folder: to try lists, to measure, to compare the index with the exhaustive scan. */
#include <stdlib.h>

#include "base/memory.h"
#include "cmd/command.h"
#include "names/score.h"
#include "watch/csv.h"
#include "watch/import.h"
#include "watch/watch.h"

enum { FILE_MOST = 512 * 1024 * 1024, LISTS_MOST = 64 };

static int threshold_of(const struct words *words, int fallback)
{
    char *end;
    if (!words->threshold)
        return fallback;
    double value = strtod(words->threshold, &end);
    if (*end || !(value > 0 && value <= 1))
        return -1;
    return (int)(value * 100 + 0.5);
}

/* ---- pairs ---- */

static void score_line(struct span line, struct arena *arena, struct buffer *out)
{
    struct span second, first = span_cut(line, '\t', &second);
    unsigned score = names_score_texts(first, second, arena);
    buffer_format(out, "%u.%03u\t", score / 1000, score % 1000);
    buffer_append(out, line.at, line.size);
    buffer_char(out, '\n');
}

static int pairs(const struct words *words)
{
    struct buffer file = {0}, out = {0};
    struct arena arena = {0};
    enum status status = command_read(words->plain[0], FILE_MOST, &file);
    buffer_format(&out, "# threshold 0.%02d\n", WATCH_NAMES_THRESHOLD);
    struct span rest = buffer_span(&file);
    while (status == STATUS_OK && rest.size) {
        struct span line = span_cut(rest, '\n', &rest);
        if (line.size && line.at[line.size - 1] == '\r')
            line.size--;
        if (line.size)
            score_line(line, &arena, &out);
        arena_reset(&arena);
        if (out.size > 1 << 20)
            status = print_out(&out);
    }
    if (status == STATUS_OK)
        status = print_out(&out);
    arena_free(&arena);
    buffer_free(&file);
    buffer_free(&out);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

/* ---- match ---- */

enum column { NAME, BIRTH, NATIONALITY, SEX, DOCUMENT, PHONE, EMAIL, CARD, COLUMNS };

struct matching {
    const struct words *words;
    struct watch *watch;
    struct watch_worker *worker;
    struct watch_exhaustive *all; /* NULL: by the index */
    struct arena lists, arena;
    struct buffer out;
    size_t persons, hits;
};

static enum status open_list(struct matching *matching, const char *path, struct watch_source *out)
{
    struct buffer file = {0};
    struct watch_list list;
    struct watch_import report;
    enum status status = command_read(path, FILE_MOST, &file);
    struct watch_import_order order = {.bytes = buffer_span(&file)};
    if (status == STATUS_OK)
        status = watch_import_parse(&order, &matching->lists, &list, &report);
    if (status == STATUS_OK)
        *out =
            (struct watch_source){1, path, 1, WATCH_HIGH, arena_copy(&matching->lists, list.bytes)};
    buffer_free(&file);
    return status;
}

/* The files of --list, and those that stand before the queries. */
static enum status open_lists(struct matching *matching, int threshold)
{
    const struct words *words = matching->words;
    struct watch_source sources[LISTS_MOST];
    size_t count = 0;
    enum status status = STATUS_OK;
    for (int i = 0; i < words->list_count && count < LISTS_MOST && status == STATUS_OK; i++)
        status = open_list(matching, words->lists[i], &sources[count++]);
    for (int i = 0; i + 1 < words->count && count < LISTS_MOST && status == STATUS_OK; i++)
        status = open_list(matching, words->plain[i], &sources[count++]);
    if (status == STATUS_OK && count == 0)
        status = status_fail(STATUS_USAGE, "No list is named: --list FILE.");
    for (size_t i = 0; i < count; i++)
        sources[i].list = (int64_t)i + 1;
    return status == STATUS_OK ? watch_build(sources, count, threshold, &matching->watch) : status;
}

/* "UZB AB1234567", "UZB:AB1234567", or a number alone. */
static struct watch_person_document document_of(struct span text)
{
    struct watch_person_document document = {{text, IMAGE_NONE}, {{"", 0}, IMAGE_NONE}};
    char code[4];
    for (size_t i = 2; i <= 3 && i < text.size; i++)
        if ((text.at[i] == ' ' || text.at[i] == ':') &&
            watch_state_code(span_part(text, 0, i), code)) {
            document.state.text = span_part(text, 0, i);
            document.number.text = span_trim(span_part(text, i + 1, text.size));
        }
    return document;
}

static void add_contacts(const struct span *cells, struct arena *arena, struct watch_person *out)
{
    static const struct {
        enum column column;
        enum watch_contact_kind kind;
    } columns[] = {
        {PHONE, WATCH_CONTACT_PHONE}, {EMAIL, WATCH_CONTACT_EMAIL}, {CARD, WATCH_CONTACT_CARD}};
    out->contacts =
        arena_array(arena, struct watch_person_contact, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (cells[columns[i].column].size)
            out->contacts[out->contact_count++] = (struct watch_person_contact){
                columns[i].kind, true, {cells[columns[i].column], IMAGE_NONE}};
}

static void make_person(const struct span *cells, struct arena *arena, struct watch_person *out)
{
    struct span given, surname = span_cut(cells[NAME], '/', &given);
    *out = (struct watch_person){.names = arena_new(arena, struct watch_person_name),
                                 .births = arena_new(arena, struct watch_person_birth),
                                 .documents = arena_new(arena, struct watch_person_document),
                                 .nationalities = arena_new(arena, struct watch_said),
                                 .sex = {cells[SEX], IMAGE_NONE},
                                 .name_count = 1};
    out->names[0] = given.size
                        ? (struct watch_person_name){{surname, IMAGE_NONE}, {given, IMAGE_NONE}}
                        : (struct watch_person_name){{{"", 0}, IMAGE_NONE}, {surname, IMAGE_NONE}};
    if (watch_birth_parse(cells[BIRTH], &out->births[0].day))
        out->birth_count = 1;
    out->births[0].value = IMAGE_NONE;
    if (cells[NATIONALITY].size)
        out->nationalities[out->nationality_count++] =
            (struct watch_said){cells[NATIONALITY], IMAGE_NONE};
    if (cells[DOCUMENT].size)
        out->documents[out->document_count++] = document_of(cells[DOCUMENT]);
    add_contacts(cells, arena, out);
}

static void print_hit(struct matching *matching, uint32_t line, struct span name,
                      const struct watch_hit *hit)
{
    struct buffer *out = &matching->out;
    if (!matching->words->json) {
        buffer_format(out, "0.%02d  ", hit->score < 100 ? hit->score : 99);
        print_harmless(out, name);
        buffer_format(out, "  %s ", hit->list_name);
        print_harmless(out, hit->reference.size ? hit->reference : hit->entry);
        buffer_char(out, '\n');
        return;
    }
    struct json json = {.out = out};
    json_begin(&json);
    json_put_int(&json, "line", line);
    json_put_span(&json, "query", name);
    json_put_text(&json, "list", hit->list_name);
    json_put_span(&json, "entry", hit->entry);
    json_key(&json, "score");
    buffer_format(out, "%d.%02d", hit->score / 100, hit->score % 100);
    json.comma = true;
    json_key(&json, "explanation");
    buffer_append(out, hit->explanation.at, hit->explanation.size);
    json.comma = true;
    json_end(&json);
    buffer_char(out, '\n');
}

static enum status match_row(struct matching *matching, const struct csv_row *row,
                             const int *columns)
{
    struct span cells[COLUMNS];
    struct watch_person person;
    struct watch_hit *hits;
    for (int c = 0; c < COLUMNS; c++)
        cells[c] = (struct span){"", 0};
    for (size_t i = 0; i < row->count; i++)
        if (columns[i] >= 0)
            cells[columns[i]] = row->fields[i];
    make_person(cells, &matching->arena, &person);
    size_t count =
        matching->all
            ? watch_screen_exhaustive(matching->all, &person, &matching->arena, &hits)
            : watch_screen(matching->watch, matching->worker, &person, &matching->arena, &hits);
    for (size_t i = 0; i < count; i++)
        print_hit(matching, row->line, cells[NAME], &hits[i]);
    matching->persons++;
    matching->hits += count;
    arena_reset(&matching->arena);
    return matching->out.size > 1 << 16 ? print_out(&matching->out) : STATUS_OK;
}

static enum status match_all(struct matching *matching, struct span queries)
{
    static const char *const titles[COLUMNS] = {"name",     "birth_date", "nationality", "sex",
                                                "document", "phone",      "email",       "card"};
    struct arena arena = {0};
    struct csv csv = csv_open(queries, &arena);
    struct csv_row row;
    int columns[CSV_FIELDS];
    bool named = false;
    if (csv_next(&csv, &row))
        for (size_t i = 0; i < row.count; i++) {
            columns[i] = csv_column(row.fields[i], titles, COLUMNS);
            named |= columns[i] == NAME;
        }
    size_t width = row.count;
    enum status status =
        named ? STATUS_OK
              : status_fail(STATUS_INPUT, "The first row of the queries names no column "
                                          "`name` (then birth_date, nationality, sex, "
                                          "document, phone, email, card).");
    while (status == STATUS_OK && csv_next(&csv, &row)) {
        row.count = row.count < width ? row.count : width;
        status = match_row(matching, &row, columns);
    }
    if (status == STATUS_OK)
        status = csv_end(&csv);
    arena_free(&arena);
    return status;
}

static int match(const struct words *words)
{
    struct matching matching = {.words = words, .worker = watch_worker_new()};
    struct buffer queries = {0};
    int threshold = threshold_of(words, WATCH_THRESHOLD);
    enum status status = STATUS_OK;
    if (threshold < 0)
        status = status_fail(STATUS_USAGE, "--threshold %s is no number above 0 and up to 1.",
                             words->threshold);
    if (status == STATUS_OK)
        status = open_lists(&matching, threshold);
    if (status == STATUS_OK)
        status = command_read(words->plain[words->count - 1], FILE_MOST, &queries);
    if (status == STATUS_OK && words->exhaustive)
        matching.all = watch_exhaustive_new(matching.watch);
    if (status == STATUS_OK)
        status = match_all(&matching, buffer_span(&queries));
    if (status == STATUS_OK)
        status = print_out(&matching.out);
    watch_exhaustive_free(matching.all);
    watch_release(matching.watch);
    watch_worker_free(matching.worker);
    arena_free(&matching.lists);
    arena_free(&matching.arena);
    buffer_free(&matching.out);
    buffer_free(&queries);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_watch(const struct words *words)
{
    return strcmp(words->command, "watch pairs") == 0 ? pairs(words) : match(words);
}
