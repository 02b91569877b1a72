/* Upload links: made, listed, revoked. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "roles/ready.h"
#include "sys/files.h"

/* ---- making ---- */

/* What links begin with; empty when no page is open for them. */
static enum status find_page(const struct words *words, struct buffer *url)
{
    struct system system;
    struct buffer ready = {0};
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return status;
    if (file_read(system.folder.ready, 65536, &ready) == STATUS_OK)
        ready_upload(system.config, buffer_span(&ready), url);
    buffer_free(&ready);
    system_close(&system);
    return STATUS_OK;
}

static enum status put_scope(const struct words *words, json_t *request)
{
    int64_t hours = 0;
    if (words->hours && (!span_number(span_of(words->hours), &hours) || hours < 1))
        return status_fail(STATUS_USAGE, "--hours takes a whole number of hours.");
    if (!words->flight != !words->date)
        return status_fail(STATUS_USAGE, "A flight is told by --flight and --date together.");
    json_object_set_new(request, "hours", json_integer(hours));
    if (words->flight)
        json_object_set_new(request, "flight", json_sprintf("%s %s", words->flight, words->date));
    return STATUS_OK;
}

static void print_made(const struct words *words, const json_t *made, const char *page)
{
    const char *secret = command_text(made, "secret"), *until = command_text(made, "expires_at");
    long long link = json_integer_value(json_object_get(made, "link"));
    bool given = json_is_true(json_object_get(made, "profile_given"));
    if (words->json) {
        printf("{\"link\":%lld,\"url\":\"%s/upload#%s\",\"expires_at\":\"%s\","
               "\"profile_given\":%s}\n",
               link, page, secret, until, given ? "true" : "false");
        return;
    }
    printf("%s/upload#%s\n", page, secret);
    fprintf(stderr,
            "This is link %lld, for %s, once, until %.16s UTC. It is shown this once and kept "
            "nowhere;\ngive it to who is to hand in the list, and to nobody else.\n",
            link, words->plain[0], until);
    if (given)
        fprintf(stderr,
                "%s had no source profile; from now on its tables are read by the generic "
                "one.\n",
                words->plain[0]);
}

static int make(const struct words *words)
{
    struct buffer page = {0};
    json_t *made = NULL;
    json_t *request =
        json_pack("{s:s, s:s, s:b}", "command", "link make", "name", words->plain[0], "owner", 1);
    command_put(request, "agency", words->agency);
    command_put(request, "site", words->site);
    enum status status = put_scope(words, request);
    if (status == STATUS_OK)
        status = find_page(words, &page);
    if (status == STATUS_OK && !page.size)
        status = status_fail(STATUS_CLOSED, "Nobody could open a link: no system runs here, or it "
                                            "has no listener for the upload page (upload.https).");
    int code;
    if (status == STATUS_OK) {
        code = command_ask(words, request, &made);
    } else {
        json_decref(request);
        code = command_fail(status);
    }
    if (code == EXIT_DONE)
        print_made(words, made, buffer_string(&page));
    json_decref(made);
    buffer_free(&page);
    return code;
}

/* ---- the list ---- */

static const char *state_of(const struct desk_link *link)
{
    return desk_link_word(desk_link_state(link, clock_now()));
}

static void print_link(struct buffer *out, const struct desk_link *link)
{
    char made[TIME_TEXT], end[TIME_TEXT];
    int64_t ended = link->used ? link->used : link->revoked ? link->revoked : link->expires;
    time_format(link->made, made);
    time_format(ended, end);
    buffer_format(out, "%6" PRId64 "  %-20.*s %-8s %.16s  made %.16s by %.*s", link->id,
                  (int)link->source.size, link->source.at, state_of(link), end, made,
                  (int)link->by.size, link->by.at);
    if (link->flight.size)
        buffer_format(out, "  flight %.*s", (int)link->flight.size, link->flight.at);
    if (link->messages.size)
        buffer_format(out, "  messages %.*s", (int)link->messages.size, link->messages.at);
    buffer_char(out, '\n');
}

static void put_time(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_put_text(json, key, at ? time_format(at, text) : NULL);
}

static void print_object(struct buffer *out, const struct desk_link *link)
{
    struct json json = {out, false};
    json_begin(&json);
    json_put_int(&json, "link", link->id);
    json_put_span(&json, "source", link->source);
    json_put_span(&json, "flight", link->flight);
    json_put_text(&json, "state", state_of(link));
    put_time(&json, "made_at", link->made);
    json_put_span(&json, "made_by", link->by);
    put_time(&json, "expires_at", link->expires);
    put_time(&json, "revoked_at", link->revoked);
    put_time(&json, "used_at", link->used);
    json_put_span(&json, "messages", link->messages);
    json_end(&json);
    buffer_char(out, '\n');
}

static int show(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    struct desk_link *links = NULL;
    size_t count = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    if (console.desk)
        status = desk_link_list(console.desk, &console.arena, &links, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        (words->json ? print_object : print_link)(&out, &links[i]);
    if (status == STATUS_OK && count == 0 && !words->json)
        buffer_text(&out, "There is no upload link yet. `portolan source link NAME` makes one.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

static int revoke(const struct words *words)
{
    int64_t link;
    if (!span_number(span_of(words->plain[0]), &link))
        return command_usage("A link is told by its number: `portolan source links` shows them.");
    return command_ask(words,
                       json_pack("{s:s, s:I, s:b}", "command", "link revoke", "link",
                                 (json_int_t)link, "owner", 1),
                       NULL);
}

int command_link(const struct words *words)
{
    if (strcmp(words->command, "source link") == 0)
        return make(words);
    return strcmp(words->command, "source revoke") == 0 ? revoke(words) : show(words);
}
