#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "guard/accounts.h"

/* The password goes to standard output alone, so that it can be piped on. */
static void print_password(const struct words *words, const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "user"));
    const char *password = json_string_value(json_object_get(answer, "password"));
    if (!name || !password)
        return;
    if (words->json)
        printf("{\"user\":\"%s\",\"password\":\"%s\"}\n", name, password);
    else
        printf("%s\n", password);
    if (!words->json)
        fprintf(stderr,
                "This is the one-time password of %s. It is shown this once; it must be changed at "
                "the first login.\n",
                name);
}

static int change(const struct words *words)
{
    json_t *answer = NULL;
    json_t *request = json_pack("{s:s}", "command", words->command);
    command_put(request, "name", words->count ? words->plain[0] : NULL);
    command_put(request, "role", words->role);
    command_put(request, "full_name", words->full_name);
    command_put(request, "agency", words->agency);
    command_put(request, "site", words->site);
    int code = command_ask(words, request, &answer);
    if (code == EXIT_DONE)
        print_password(words, answer);
    json_decref(answer);
    return code;
}

static const char *state_of(const struct guard_account *account)
{
    return account->disabled      ? "disabled"
           : account->must_change ? "one-time password"
           : !account->has_totp   ? "no second factor"
                                  : "active";
}

static void print_line(struct buffer *out, const struct guard_account *account)
{
    char seen[TIME_TEXT] = "never";
    if (account->seen)
        time_format(account->seen, seen);
    buffer_format(out, "%-20.*s %-14s %-18s last login %.10s  ", (int)account->name.size,
                  account->name.at, guard_role_word(account->role), state_of(account), seen);
    print_harmless(out, account->agency);
    buffer_char(out, '/');
    print_harmless(out, account->site);
    buffer_text(out, "  ");
    print_harmless(out, account->display_name);
    buffer_char(out, '\n');
}

static void print_json(struct buffer *out, const struct guard_account *account)
{
    char time[TIME_TEXT];
    struct json json = {out, false};
    json_begin(&json);
    json_put_span(&json, "user", account->name);
    json_put_span(&json, "full_name", account->display_name);
    json_put_text(&json, "role", guard_role_word(account->role));
    json_put_text(&json, "state", state_of(account));
    json_put_bool(&json, "disabled", account->disabled != 0);
    json_put_span(&json, "agency", account->agency);
    json_put_span(&json, "site", account->site);
    json_put_text(&json, "made", time_format(account->made, time));
    json_put_text(&json, "last_login", account->seen ? time_format(account->seen, time) : NULL);
    json_end(&json);
    buffer_char(out, '\n');
}

static enum status print_all(const struct words *words, struct console *console)
{
    struct guard *guard;
    struct buffer out = {0};
    struct guard_account *accounts = NULL;
    size_t count = 0;
    enum status status =
        guard_open(console->system.folder.authored, GUARD_READ, console->keyring, NULL, &guard);
    if (status == STATUS_OK) {
        status = guard_account_list(guard, &console->arena, &accounts, &count);
        guard_close(guard);
    }
    if (status == STATUS_MISSING) /* nobody has made one yet */
        status = STATUS_OK;
    for (size_t i = 0; i < count; i++)
        (words->json ? print_json : print_line)(&out, &accounts[i]);
    if (status == STATUS_OK && count == 0 && !words->json)
        buffer_text(&out, "There is no account yet. `portolan user first` makes one.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    return status;
}

static int show(const struct words *words)
{
    struct console console;
    enum status status = console_open(words, &console);
    if (status == STATUS_OK) {
        status = print_all(words, &console);
        console_close(&console);
    }
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_user(const struct words *words)
{
    if (strcmp(words->command, "user list") == 0)
        return show(words);
    if (strcmp(words->command, "user add") == 0 && !words->role)
        return command_usage("`portolan user add` needs --role: analyst, supervisor, officer, dpo, "
                             "liaison or administrator.");
    return change(words);
}
