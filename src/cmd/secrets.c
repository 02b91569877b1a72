#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"

struct listing {
    struct buffer out;
    bool json;
};

static void add_secret(void *context, const struct secret_entry *entry)
{
    struct listing *listing = context;
    char time[TIME_TEXT];
    time_format(entry->made, time);
    if (!listing->json) {
        buffer_format(&listing->out, "%-14s %-7s made %.19sZ  fingerprint %s\n", entry->name,
                      entry->state, time, entry->fingerprint);
        return;
    }
    struct json json = {&listing->out, false};
    json_begin(&json);
    json_put_text(&json, "name", entry->name);
    json_put_text(&json, "state", entry->state);
    json_put_text(&json, "made", time);
    json_put_text(&json, "fingerprint", entry->fingerprint);
    json_end(&json);
    buffer_char(&listing->out, '\n');
}

int command_secrets(const struct words *words)
{
    struct folder folder = folder_open(words->data);
    struct secrets_folder *secrets;
    struct listing listing = {.json = words->json};
    enum status status = access(folder.secrets, F_OK) < 0
                             ? status_fail(STATUS_MISSING,
                                           "There are no secrets in %s yet. `portolan run` makes "
                                           "them.",
                                           folder.data)
                             : secrets_folder_open(folder.secrets, false, &secrets);
    if (status == STATUS_OK) {
        status = secrets_folder_list(secrets, add_secret, &listing);
        secrets_folder_close(secrets);
    }
    if (status == STATUS_OK)
        status = print_out(&listing.out);
    buffer_free(&listing.out);
    folder_free(&folder);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
