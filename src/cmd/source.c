#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "intake/credential.h"

static int add(const struct words *words)
{
    char token[CREDENTIAL_TEXT], hex[2 * CREDENTIAL_HASH + 1];
    struct credential_hash hash;
    struct buffer profile = {0};
    enum status status = command_profile_text(words->profile, &profile);
    if (status != STATUS_OK) {
        buffer_free(&profile);
        return command_fail(status);
    }
    credential_make(token);
    credential_hash(span_of(token), &hash);
    for (int i = 0; i < CREDENTIAL_HASH; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash.bytes[i]);
    json_t *request =
        json_pack("{s:s, s:s, s:s}", "command", "source add", "name", words->plain[0], "hash", hex);
    command_put(request, "agency", words->agency);
    command_put(request, "site", words->site);
    command_put(request, "legal_basis", words->basis);
    command_put(request, "profile", profile.size ? buffer_string(&profile) : NULL);
    buffer_free(&profile);
    int code = command_ask(words, request, NULL);
    if (code)
        return code;
    if (words->json)
        printf("{\"source\":\"%s\",\"credential\":\"%s\"}\n", words->plain[0], token);
    else
        printf("%s\n", token);
    if (!words->json)
        fprintf(stderr,
                "This is the credential of %s. It is shown this once and kept nowhere; "
                "give it to the sender.\n",
                words->plain[0]);
    return EXIT_DONE;
}

static int set(const struct words *words)
{
    struct buffer profile = {0};
    enum status status = command_profile_text(words->profile, &profile);
    if (status != STATUS_OK) {
        buffer_free(&profile);
        return command_fail(status);
    }
    json_t *request = json_pack("{s:s, s:s, s:s}", "command", "source set", "name", words->plain[0],
                                "profile", buffer_string(&profile));
    buffer_free(&profile);
    return command_ask(words, request, NULL);
}

/* A profile's text is what its author wrote; here it is enough that there is one. */
static void print_source(struct buffer *out, const struct desk_source *source, bool profile,
                         bool json_wanted)
{
    char made[TIME_TEXT];
    time_format(source->made, made);
    if (!json_wanted) {
        buffer_format(out, "%-20.*s %-10s since %.10s  %.*s/%.*s%s\n", (int)source->name.size,
                      source->name.at, source->disabled ? "disabled" : "may send", made,
                      (int)source->tenancy.agency.size, source->tenancy.agency.at,
                      (int)source->tenancy.site.size, source->tenancy.site.at,
                      profile ? "  with a profile" : "");
        return;
    }
    struct json json = {out, false};
    json_begin(&json);
    json_put_span(&json, "source", source->name);
    json_put_bool(&json, "disabled", source->disabled != 0);
    json_put_text(&json, "made", made);
    json_put_bool(&json, "profile", profile);
    json_put_span(&json, "agency", source->tenancy.agency);
    json_put_span(&json, "site", source->tenancy.site);
    json_put_span(&json, "legal_basis", source->tenancy.legal_basis);
    json_end(&json);
    buffer_char(out, '\n');
}

static int show(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    struct desk_source *sources = NULL;
    size_t count = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    if (console.desk)
        status = desk_source_list(console.desk, &console.arena, &sources, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct span text;
        status = desk_profile_at(console.desk, sources[i].name, INT64_MAX, &console.arena, &text);
        if (status == STATUS_OK)
            print_source(&out, &sources[i], text.size > 0, words->json);
    }
    if (status == STATUS_OK && count == 0 && !words->json)
        buffer_text(&out, "There is no sender yet. `portolan source add NAME` registers one.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_source(const struct words *words)
{
    if (strcmp(words->command, "source add") == 0)
        return add(words);
    if (strcmp(words->command, "source set") == 0)
        return set(words);
    if (strcmp(words->command, "source disable") == 0)
        return command_ask(
            words, json_pack("{s:s, s:s}", "command", "source disable", "name", words->plain[0]),
            NULL);
    return show(words);
}
