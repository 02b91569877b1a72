#include <string.h>

#include "cmd/command.h"
#include "decode/decode.h"
#include "profile/profile.h"
#include "roles/spawn.h"

enum { MOST_BYTES = 64 * 1024 * 1024 };

/* ---- reading profiles ---- */

struct span command_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(path, "-") == 0 ? (struct span){NULL, 0} : span_of(slash ? slash + 1 : path);
}

enum status command_profile_text(const char *path, struct buffer *text)
{
    struct arena arena = {0};
    struct profile *profile;
    if (!path)
        return STATUS_OK;
    enum status status = command_read(path, PROFILE_MOST_BYTES, text);
    if (status == STATUS_OK)
        status = profile_parse(buffer_span(text), path, &arena, &profile);
    arena_free(&arena);
    return status;
}

/* All that is amiss, a line each; false when anything is. */
static bool check_profile(const char *path, struct span text)
{
    struct buffer report = {0};
    int faults = profile_check(text, path, &report);
    if (faults)
        fputs(buffer_string(&report), stderr);
    buffer_free(&report);
    return faults == 0;
}

/* ---- rows for people ---- */

/* Columns of the table that `source try` prints. */
static const struct column {
    const char *title;
    int width;
    enum node_type node; /* TRAVELLER, or the first child of that type */
    enum field field;
} columns[] = {{"KIND", 9, NODE_TRAVELLER, FIELD_TRAVELLER_KIND},
               {"SURNAME", 18, NODE_TRAVELLER, FIELD_TRAVELLER_SURNAME},
               {"GIVEN NAMES", 18, NODE_TRAVELLER, FIELD_TRAVELLER_GIVEN},
               {"BORN", 10, NODE_TRAVELLER, FIELD_TRAVELLER_BIRTH},
               {"SEX", 3, NODE_TRAVELLER, FIELD_TRAVELLER_SEX},
               {"NAT", 3, NODE_TRAVELLER, FIELD_TRAVELLER_NATIONALITY},
               {"TYPE", 4, NODE_DOCUMENT, FIELD_DOCUMENT_TYPE},
               {"NUMBER", 14, NODE_DOCUMENT, FIELD_DOCUMENT_NUMBER},
               {"ISS", 3, NODE_DOCUMENT, FIELD_DOCUMENT_STATE},
               {"EXPIRES", 10, NODE_DOCUMENT, FIELD_DOCUMENT_EXPIRY}};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The text, cut or filled up to `width` characters, and a blank. */
static void print_cell(struct buffer *out, struct span text, int width)
{
    struct buffer plain = {0};
    print_harmless(&plain, text);
    size_t size = 0;
    int shown = 0;
    for (; size < plain.size && (shown < width || goes_on(plain.at[size])); size++)
        shown += !goes_on(plain.at[size]);
    buffer_append(out, plain.at, size);
    buffer_format(out, "%*s", width - shown + 1, "");
    buffer_free(&plain);
}

/* Counts rows up to a byte: the lines of a text; of a spreadsheet the byte is the row's number. */
struct row_counter {
    struct span body;
    bool packed;
    uint32_t at, line;
};

static uint32_t row_at(struct row_counter *counter, uint32_t byte)
{
    if (counter->packed)
        return byte;
    for (; counter->at < byte && counter->at < counter->body.size; counter->at++)
        counter->line += counter->body.at[counter->at] == '\n';
    return counter->line + 1;
}

static void print_person(const struct image *image, uint32_t person, uint32_t row,
                         struct buffer *out)
{
    buffer_format(out, "%6u  ", (unsigned)row);
    for (int i = 0; i < COLUMNS; i++) {
        uint32_t node = columns[i].node == NODE_TRAVELLER
                            ? person
                            : image_child(image, person, columns[i].node);
        struct span text = {NULL, 0};
        if (node != IMAGE_NONE)
            text = image_text(image, node, columns[i].field);
        print_cell(out, text, columns[i].width);
    }
    buffer_char(out, '\n');
}

static void print_leg(const struct image *image, uint32_t leg, struct buffer *out)
{
    static const enum field fields[] = {FIELD_LEG_CARRIER, FIELD_LEG_NUMBER,    FIELD_LEG_BOARD,
                                        FIELD_LEG_OFF,     FIELD_LEG_DEPARTURE, FIELD_LEG_ARRIVAL};
    buffer_text(out, "  flight");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct span text = image_text(image, leg, fields[i]);
        buffer_char(out, ' ');
        print_harmless(out, text.size ? text : SPAN("-"));
    }
    buffer_char(out, '\n');
}

static void print_titles(struct buffer *out)
{
    buffer_format(out, "%6s  ", "ROW");
    for (int i = 0; i < COLUMNS; i++)
        print_cell(out, span_of(columns[i].title), columns[i].width);
    buffer_char(out, '\n');
}

static void print_rows(const struct image *image, struct span body, struct buffer *out)
{
    struct row_counter counter = {.body = body, .packed = table_sniff(body) == TABLE_XLSX};
    for (uint32_t i = 0; i < image->header->nodes; i++) {
        if (image->nodes[i].type == NODE_LEG) {
            print_leg(image, i, out);
            print_titles(out);
        } else if (image->nodes[i].type == NODE_TRAVELLER) {
            print_person(image, i, row_at(&counter, image->nodes[i].begin), out);
        }
    }
}

static void print_issues(const struct image *image, struct buffer *out)
{
    for (uint32_t i = 0; i < image->header->issues; i++) {
        const struct image_issue *issue = &image->issues[i];
        const struct issue_info *info = issue_info((enum issue)issue->issue);
        buffer_format(out, "  %s %s: %s ", severity_word(info->severity), info->code,
                      info->sentence);
        print_harmless(out, image_issue_text(image, issue));
        buffer_char(out, '\n');
    }
}

static void print_counts(const struct decode_counts *counts, struct buffer *out)
{
    buffer_format(out, "%lu persons, %lu flights, %lu issues: %s.\n", counts->travellers,
                  counts->messages, counts->issues, outcome_word(counts->status));
}

/* ---- the commands ---- */

static enum status try_file(const struct words *words, const struct config *config,
                            struct span profile, enum outcome *outcome)
{
    const char *path = words->plain[1];
    struct buffer body = {0}, bytes = {0}, out = {0};
    struct image image;
    struct decode_counts counts;
    struct decoder_source source = {profile, command_file_name(path)};
    enum status status = command_read(path, MOST_BYTES, &body);
    if (status == STATUS_OK)
        status = own_decoder_read(config, 0, buffer_span(&body), source, &bytes, &image);
    if (status == STATUS_OK) {
        decode_summary(&image, &counts);
        *outcome = counts.status;
        if (words->json) {
            decode_json(&image, buffer_span(&body), "\n", &out);
            buffer_char(&out, '\n');
        } else {
            print_rows(&image, buffer_span(&body), &out);
            print_issues(&image, &out);
            print_counts(&counts, &out);
        }
        status = print_out(&out);
    }
    buffer_free(&body);
    buffer_free(&bytes);
    buffer_free(&out);
    return status;
}

static int try_profile(const struct words *words)
{
    struct system system;
    struct buffer profile = {0};
    enum outcome outcome = OUTCOME_FULL;
    enum status status = command_read(words->plain[0], PROFILE_MOST_BYTES, &profile);
    bool good = status == STATUS_OK && check_profile(words->plain[0], buffer_span(&profile));
    if (good)
        status = system_open(words, &system);
    if (good && status == STATUS_OK) {
        status = try_file(words, system.config, buffer_span(&profile), &outcome);
        system_close(&system);
    }
    buffer_free(&profile);
    if (status != STATUS_OK)
        return command_fail(status);
    if (!good)
        return EXIT_FAILED;
    return outcome == OUTCOME_FULL ? EXIT_DONE : EXIT_NO;
}

static int propose(const struct words *words)
{
    struct system system;
    struct buffer body = {0}, profile = {0};
    const char *path = words->plain[0];
    enum status status = command_read(path, MOST_BYTES, &body);
    if (status == STATUS_OK)
        status = system_open(words, &system);
    if (status == STATUS_OK) {
        status = own_decoder_propose(system.config, buffer_span(&body), command_file_name(path),
                                     &profile);
        system_close(&system);
    }
    if (status == STATUS_OK)
        status = print_out(&profile);
    buffer_free(&body);
    buffer_free(&profile);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_profile(const struct words *words)
{
    return strcmp(words->command, "source try") == 0 ? try_profile(words) : propose(words);
}
