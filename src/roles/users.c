#include "roles/users.h"

#include <string.h>

#include "guard/accounts.h"

static struct span member(const struct user_command *command, const char *name)
{
    const json_t *value = json_object_get(command->members, name);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

static struct span member_or(const struct user_command *command, const char *name,
                             enum setting setting)
{
    struct span given = member(command, name);
    return given.size ? given : span_of(config_text(command->config, setting));
}

static enum status record(const struct user_command *command, enum permission permission,
                          int64_t account)
{
    struct guard_subject subject = {.kind = SUBJECT_ACCOUNT, .id = account};
    return guard_record_owner(command->guard, command->by, permission, subject);
}

/* The account that the command names, and that it is to be changed. */
static enum status find(const struct user_command *command, enum permission permission)
{
    struct arena arena = {0};
    struct guard_account account;
    enum status status =
        guard_account_find(command->guard, member(command, "name"), &arena, &account);
    if (status == STATUS_OK)
        status = record(command, permission, account.id);
    arena_free(&arena);
    return status;
}

static void answer_user(struct user_command *command, struct span name)
{
    struct arena arena = {0};
    struct span stored = guard_account_name(name, &arena);
    json_object_set_new(command->answer, "user", json_stringn(stored.at, stored.size));
    arena_free(&arena);
}

/* Nothing of the password stays in our memory but in the answer. */
static void answer_password(struct user_command *command, struct span name,
                            char password[GUARD_ONE_TIME_TEXT])
{
    answer_user(command, name);
    json_object_set_new(command->answer, "password", json_string(password));
    seal_wipe(password, GUARD_ONE_TIME_TEXT);
}

static enum status first(struct user_command *command)
{
    char password[GUARD_ONE_TIME_TEXT];
    enum status status = record(command, PERMISSION_addAccount, 0);
    if (status == STATUS_OK)
        status = guard_first_account(command->guard, member_or(command, "agency", SETTING_AGENCY),
                                     member_or(command, "site", SETTING_SITE), password);
    if (status == STATUS_OK)
        answer_password(command, SPAN("admin"), password);
    return status;
}

static enum status unknown_role(struct span word)
{
    struct buffer words = {0};
    for (unsigned role = 0; role < GUARD_ROLES; role++)
        buffer_format(&words, "%s%s", role ? ", " : "", guard_role_word((enum guard_role)role));
    enum status status =
        status_fail(STATUS_USAGE, "\"%.*s\" is no role. Roles: %s.",
                    (int)(word.size < 40 ? word.size : 40), word.at, buffer_string(&words));
    buffer_free(&words);
    return status;
}

static enum status add(struct user_command *command)
{
    struct guard_account account = {.name = member(command, "name"),
                                    .display_name = member(command, "full_name"),
                                    .agency = member_or(command, "agency", SETTING_AGENCY),
                                    .site = member_or(command, "site", SETTING_SITE)};
    char password[GUARD_ONE_TIME_TEXT];
    int64_t id;
    if (!guard_role_parse(member(command, "role"), &account.role))
        return unknown_role(member(command, "role"));
    enum status status = record(command, PERMISSION_addAccount, 0);
    if (status == STATUS_OK)
        status = guard_account_add(command->guard, &account, password, &id);
    if (status == STATUS_OK)
        answer_password(command, account.name, password);
    return status;
}

static enum status reset(struct user_command *command)
{
    char password[GUARD_ONE_TIME_TEXT];
    struct span name = member(command, "name");
    enum status status = find(command, PERMISSION_resetAccount);
    if (status == STATUS_OK)
        status = guard_account_reset(command->guard, name, password);
    if (status == STATUS_OK)
        answer_password(command, name, password);
    return status;
}

static enum status change(struct user_command *command, enum guard_switch disabled)
{
    struct guard_account_change change = {.disabled = disabled};
    struct span name = member(command, "name");
    enum status status = find(command, PERMISSION_changeAccount);
    if (status == STATUS_OK)
        status = guard_account_change(command->guard, name, &change);
    if (status == STATUS_OK)
        answer_user(command, name);
    return status;
}

static enum status disable(struct user_command *command)
{
    return change(command, GUARD_ON);
}

static enum status enable(struct user_command *command)
{
    return change(command, GUARD_OFF);
}

enum status users_carry_out(struct user_command *command)
{
    static const struct {
        const char *command;
        enum status (*carry_out)(struct user_command *command);
    } commands[] = {
        {"user first", first},     {"user add", add},       {"user reset", reset},
        {"user disable", disable}, {"user enable", enable},
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (span_is(command->command, commands[i].command))
            return commands[i].carry_out(command);
    return status_fail(STATUS_USAGE, "This command is not known to the running system.");
}
