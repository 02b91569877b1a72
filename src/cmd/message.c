#include <stdlib.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "decode/decode.h"
#include "roles/spawn.h"

struct issues {
    struct buffer *out;
    int count;
};

static bool print_issue(void *context, const struct store_issue *issue)
{
    struct issues *issues = context;
    const struct issue_info *info = issue_info(issue->issue);
    buffer_format(issues->out, "  %s %s, byte %lld%s%.*s: %s\n", severity_word(info->severity),
                  info->code, (long long)issue->begin, issue->segment.size ? ", " : "",
                  (int)issue->segment.size, issue->segment.at, info->sentence);
    issues->count++;
    return true;
}

static bool print_landing(void *context, int ordinal, int64_t flight)
{
    char id[ID_TEXT];
    (void)ordinal;
    buffer_format(context, "  landed on flight %s\n", id_format(ID_FLIGHT, flight, id));
    return true;
}

static enum status print_processed(struct console *console, int64_t seq, struct buffer *out)
{
    struct store_processed processed;
    struct issues issues = {out, 0};
    enum status status =
        console->store ? store_processed(console->store, seq, &processed) : STATUS_MISSING;
    if (status == STATUS_MISSING) {
        buffer_text(out, "  not worked through yet\n");
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    buffer_format(out,
                  "  %s%s%s: %lld messages, %lld travellers (%lld new, %lld changed, %lld as "
                  "before)\n",
                  outcome_word(processed.outcome), processed.reason ? ", " : "",
                  store_reason_word(processed.reason), (long long)processed.messages,
                  (long long)processed.travellers, (long long)processed.added,
                  (long long)processed.changed, (long long)processed.same);
    status = store_landings(console->store, seq, print_landing, out);
    return status == STATUS_OK ? store_issues(console->store, seq, print_issue, &issues) : status;
}

/* Byte offsets at the left, one segment a line as far as line ends and terminators tell. */
static void print_body(struct buffer *out, struct span body)
{
    size_t begin = 0;
    for (size_t i = 0; i < body.size; i++) {
        bool end = i + 1 == body.size || body.at[i] == '\n' || body.at[i] == '\'';
        if (!end)
            continue;
        struct span line = span_trim(span_part(body, begin, i + 1 - begin));
        if (line.size) {
            buffer_format(out, "%8zu  ", begin);
            print_harmless(out, line);
            buffer_char(out, '\n');
        }
        begin = i + 1;
    }
}

static enum status print_text(struct console *console, const struct journal_entry *entry,
                              struct buffer *out)
{
    char time[TIME_TEXT];
    buffer_format(out, "message %lld from %.*s by %s, received %s, %lld bytes, %s\n",
                  (long long)entry->sequence, (int)entry->source.size, entry->source.at,
                  transport_word(entry->transport), time_format(entry->received, time),
                  (long long)entry->size, kind_word(entry->kind));
    if (entry->duplicate_of)
        buffer_format(out, "  the same bytes as message %lld\n", (long long)entry->duplicate_of);
    enum status status = print_processed(console, entry->sequence, out);
    if (status == STATUS_OK)
        print_body(out, entry->body);
    return status;
}

static void print_understood(const struct journal_entry *entry, const struct image *image,
                             struct buffer *out)
{
    struct json json = {out, false};
    char time[TIME_TEXT];
    json_begin(&json);
    json_put_int(&json, "id", entry->sequence);
    json_put_span(&json, "source", entry->source);
    json_put_text(&json, "transport", transport_word(entry->transport));
    json_put_text(&json, "received_at", time_format(entry->received, time));
    json_put_int(&json, "size", entry->size);
    if (entry->duplicate_of)
        json_put_int(&json, "duplicate_of", entry->duplicate_of);
    json_put_span(&json, "raw", entry->body);
    json_key(&json, "messages");
    json_begin_array(&json);
    decode_json(image, entry->body, ",", out);
    json_end_array(&json);
    json_end(&json);
    buffer_char(out, '\n');
}

/* What is understood is read anew from the bytes, in the sandbox: it is never stored twice. */
static enum status print_json(struct console *console, const struct journal_entry *entry,
                              struct buffer *out)
{
    struct buffer bytes = {0};
    struct image image;
    struct decoder_source source = {0};
    enum status status = STATUS_OK;
    if (console->desk)
        status = desk_profile_at(console->desk, entry->source, entry->sequence, &console->arena,
                                 &source.profile);
    if (status == STATUS_OK)
        status = own_decoder_read(console->system.config, entry->received, entry->body, source,
                                  &bytes, &image);
    if (status == STATUS_OK)
        print_understood(entry, &image, out);
    buffer_free(&bytes);
    return status;
}

static enum status show(struct console *console, const struct words *words, int64_t seq,
                        struct buffer *out)
{
    struct journal_entry entry;
    enum status status = console->journal
                             ? journal_get(console->journal, seq, &console->arena, &entry)
                             : STATUS_MISSING;
    if (status == STATUS_MISSING)
        return status_fail(STATUS_MISSING, "There is no message %s.", words->plain[0]);
    if (status == STATUS_OK && entry.status != STATUS_OK)
        return entry.status;
    if (status == STATUS_OK)
        status = console_access(console, "message", words->plain[0]);
    if (status != STATUS_OK)
        return status;
    return words->json ? print_json(console, &entry, out) : print_text(console, &entry, out);
}

int command_message(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    int64_t seq;
    if (!span_number(span_of(words->plain[0]), &seq))
        return command_usage("%s is not a message's id, which is a number.", words->plain[0]);
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = show(&console, words, seq, &out);
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
