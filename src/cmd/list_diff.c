/* `portolan list diff`: which entries differ between two versions of a list. Ids and names of fields; what they hold
 * is not shown, and nothing is written in clear. */
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "seal/seal.h"

/* A version, opened. */
struct side {
    uint32_t version; /* 0: there is none before the first */
    struct buffer bytes;
    struct watch_list list;
};

struct diff {
    const struct words *words;
    int64_t list;
    struct side before, now;
    struct buffer out;
    enum status status; /* of printing */
};

/* ---- which versions ---- */

static bool read_version(const char *word, uint32_t *out)
{
    int64_t number;
    if (*word == 'v')
        word++;
    if (!span_number(span_of(word), &number) || number < 1 || number > UINT32_MAX)
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool is_version(const struct desk_activation *row, struct span name, uint32_t version)
{
    return row->what == DESK_LIST_IMPORTED && span_equal(row->name, name) &&
           (version == 0 || row->version == version);
}

/* The latest version (`wanted` 0), or that one. */
static enum status find_version(const struct desk_activation *rows, size_t count, const char *name,
                                uint32_t wanted, int64_t *list, uint32_t *version)
{
    bool found = false;
    for (size_t i = 0; i < count; i++)
        if (is_version(&rows[i], span_of(name), wanted)) {
            *list = rows[i].list;
            *version = rows[i].version;
            found = true;
        }
    if (found)
        return STATUS_OK;
    return wanted ? status_fail(STATUS_MISSING, "The list %s has no version %u.", name, wanted)
                  : status_fail(STATUS_MISSING, "There is no list %s.", name);
}

/* No version: the latest against the one before it; one: that against the one before it; two: these. */
static enum status choose(struct diff *diff, const struct desk_activation *rows, size_t count)
{
    const struct words *words = diff->words;
    uint32_t given[2] = {0, 0};
    for (int i = 1; i < words->count; i++)
        if (!read_version(words->plain[i], &given[i - 1]))
            return status_fail(STATUS_USAGE, "%s is no number of a version.", words->plain[i]);
    uint32_t later = given[1] ? given[1] : given[0];
    enum status status =
        find_version(rows, count, words->plain[0], later, &diff->list, &diff->now.version);
    diff->before.version = given[1] ? given[0] : diff->now.version - 1;
    if (status == STATUS_OK && diff->before.version)
        status = find_version(rows, count, words->plain[0], diff->before.version, &diff->list,
                              &diff->before.version);
    return status;
}

/* ---- opening ---- */

static enum status open_side(struct diff *diff, struct desk *desk, struct side *side)
{
    if (!side->version)
        return STATUS_OK;
    enum status status = desk_list_bytes(desk, diff->list, side->version, &side->bytes);
    return status == STATUS_OK ? watch_list_open(buffer_span(&side->bytes), &side->list) : status;
}

static void close_side(struct side *side)
{
    if (side->bytes.at)
        seal_wipe(side->bytes.at, side->bytes.room);
    buffer_free(&side->bytes);
}

/* ---- printing ---- */

static const char *kind_of(const struct watch_change *change)
{
    return !change->before ? "added" : !change->now ? "removed" : "changed";
}

static void print_line(struct buffer *out, struct span entry, const struct watch_change *change)
{
    const char *mark = "";
    buffer_format(out, "%-8s ", kind_of(change));
    print_harmless(out, entry);
    for (unsigned f = 0; f < WATCH_DIFFERENCES; f++)
        if (change->fields & 1U << f) {
            buffer_format(out, "%s%s", *mark ? mark : ": ",
                          watch_difference_word((enum watch_difference)f));
            mark = ", ";
        }
    buffer_char(out, '\n');
}

static void print_json(struct buffer *out, struct span entry, const struct watch_change *change)
{
    struct json json = {out, false};
    json_begin(&json);
    json_put_text(&json, "change", kind_of(change));
    json_put_span(&json, "entry", entry);
    json_key(&json, "fields");
    json_begin_array(&json);
    for (unsigned f = 0; f < WATCH_DIFFERENCES; f++)
        if (change->fields & 1U << f)
            json_text(&json, watch_difference_word((enum watch_difference)f));
    json_end_array(&json);
    json_end(&json);
    buffer_char(out, '\n');
}

static void print_change(void *context, const struct watch_change *change)
{
    struct diff *diff = context;
    struct span entry = change->now ? watch_list_text(&diff->now.list, change->now->id)
                                    : watch_list_text(&diff->before.list, change->before->id);
    if (diff->status != STATUS_OK)
        return;
    if (diff->words->json)
        print_json(&diff->out, entry, change);
    else
        print_line(&diff->out, entry, change);
    if (diff->out.size > 1 << 16)
        diff->status = print_out(&diff->out);
}

static void print_head(struct diff *diff, struct watch_changes changes)
{
    struct json json = {&diff->out, false};
    if (!diff->words->json) {
        buffer_format(&diff->out,
                      "The list %s, version %u against %u: %u added, %u changed, %u "
                      "removed.\n",
                      diff->words->plain[0], diff->now.version, diff->before.version, changes.added,
                      changes.changed, changes.removed);
        return;
    }
    json_begin(&json);
    json_put_text(&json, "list", diff->words->plain[0]);
    json_put_int(&json, "before", diff->before.version);
    json_put_int(&json, "version", diff->now.version);
    json_put_int(&json, "added", changes.added);
    json_put_int(&json, "changed", changes.changed);
    json_put_int(&json, "removed", changes.removed);
    json_end(&json);
    buffer_char(&diff->out, '\n');
}

static enum status print(struct diff *diff)
{
    const struct watch_list *before = diff->before.version ? &diff->before.list : NULL;
    print_head(diff, watch_list_compare(before, &diff->now.list));
    watch_list_differ(before, &diff->now.list, print_change, diff);
    return diff->status == STATUS_OK ? print_out(&diff->out) : diff->status;
}

int command_list_diff(const struct words *words)
{
    struct console console;
    struct diff diff = {.words = words, .status = STATUS_OK};
    struct desk_activation *rows = NULL;
    size_t count = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    if (console.desk)
        status = desk_list_activations(console.desk, &console.arena, &rows, &count);
    if (status == STATUS_OK)
        status = choose(&diff, rows, count);
    if (status == STATUS_OK)
        status = console_access(&console, "list-diff", words->plain[0]);
    if (status == STATUS_OK)
        status = open_side(&diff, console.desk, &diff.before);
    if (status == STATUS_OK)
        status = open_side(&diff, console.desk, &diff.now);
    if (status == STATUS_OK)
        status = print(&diff);
    close_side(&diff.before);
    close_side(&diff.now);
    buffer_free(&diff.out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
