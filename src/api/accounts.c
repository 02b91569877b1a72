#include "api/internal.h"

#include <stdio.h>

#include "base/clock.h"
#include "guard/accounts.h"

enum { ETAG_TEXT = 32 };

static const struct guard_subject every_account = {.kind = SUBJECT_ACCOUNT};

static struct guard_subject subject_of(const struct guard_account *account)
{
    return (struct guard_subject){.kind = SUBJECT_ACCOUNT, .id = account->id};
}

/* ---- what is said about an account ---- */

static struct span etag_of(const struct guard_account *account, char room[ETAG_TEXT])
{
    snprintf(room, ETAG_TEXT, "\"a%lld-%lld\"", (long long)account->id,
             (long long)account->version);
    return span_of(room);
}

static void put_time(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_put_text(json, key, at ? time_format(at, text) : NULL);
}

static void put_account(struct json *json, const struct guard_account *account)
{
    char etag[ETAG_TEXT];
    json_begin(json);
    json_put_span(json, "name", account->name);
    json_put_span(json, "display_name",
                  account->display_name.size ? account->display_name : account->name);
    json_put_text(json, "role", guard_role_word(account->role));
    json_put_span(json, "agency", account->agency);
    json_put_span(json, "site", account->site);
    json_put_span(json, "locale", account->locale.size ? account->locale : SPAN("en"));
    json_put_text(json, "state",
                  account->disabled      ? "closed"
                  : account->must_change ? "new"
                                         : "active");
    json_put_bool(json, "totp", account->has_totp);
    put_time(json, "made_at", account->made);
    put_time(json, "used_at", account->seen);
    json_put_span(json, "etag", etag_of(account, etag));
    json_end(json);
}

static enum status find(struct api_call *call, struct guard_account *out)
{
    return guard_account_find(call->api->options.guard, api_text(call, "name"), call->arena, out);
}

/* The account as it is now. */
static void answer_account(struct api_call *call, struct span name)
{
    struct guard_account account;
    char etag[ETAG_TEXT];
    enum status status = guard_account_find(call->api->options.guard, name, call->arena, &account);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
        return;
    }
    api_answer(call, 200);
    api_etag(call, etag_of(&account, etag));
    put_account(&call->json, &account);
}

static void answer_password(struct api_call *call, unsigned http_status, struct span name,
                            char password[GUARD_ONE_TIME_TEXT])
{
    struct guard_account account;
    enum status status = guard_account_find(call->api->options.guard, name, call->arena, &account);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
    } else {
        api_answer(call, http_status);
        call->answer->no_pack = true;
        json_begin(&call->json);
        json_key(&call->json, "account");
        put_account(&call->json, &account);
        json_put_text(&call->json, "password", password);
        json_end(&call->json);
    }
    seal_wipe(password, GUARD_ONE_TIME_TEXT);
}

/* ---- handlers ---- */

void api_listAccounts(struct api_call *call)
{
    struct guard_account *accounts;
    size_t count;
    if (!api_allow(call, every_account))
        return;
    enum status status =
        guard_account_list(call->api->options.guard, call->arena, &accounts, &count);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
        return;
    }
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "items");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count; i++)
        put_account(&call->json, &accounts[i]);
    json_end_array(&call->json);
    json_end(&call->json);
}

static struct span member_or(struct api_call *call, const char *name, enum setting setting)
{
    struct span text = api_member(call, name);
    return text.at ? text : span_of(config_text(call->api->options.config, setting));
}

void api_addAccount(struct api_call *call)
{
    struct guard_account account = {.name = api_member(call, "name"),
                                    .display_name = api_member(call, "display_name"),
                                    .agency = member_or(call, "agency", SETTING_AGENCY),
                                    .site = member_or(call, "site", SETTING_SITE),
                                    .locale = api_member(call, "locale")};
    char password[GUARD_ONE_TIME_TEXT];
    int64_t id;
    if (!guard_role_parse(api_member(call, "role"), &account.role) ||
        !api_allow(call, every_account))
        return;
    enum status status = guard_account_add(call->api->options.guard, &account, password, &id);
    if (status == STATUS_OK)
        answer_password(call, 201, account.name, password);
    else if (status == STATUS_EXISTS)
        api_problem(call, PROBLEM_ACCOUNT_EXISTS, status_sentence());
    else if (status == STATUS_INPUT)
        api_problem(call, PROBLEM_REQUEST_BODY, status_sentence());
    else
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
}

static void refuse_change(struct api_call *call, enum status status)
{
    if (status == STATUS_EXISTS)
        api_problem(call, PROBLEM_ACCOUNT_CHANGED, NULL);
    else if (status == STATUS_INPUT)
        api_problem(call, PROBLEM_ACCOUNT_LAST_ADMINISTRATOR, status_sentence());
    else
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
}

void api_changeAccount(struct api_call *call)
{
    struct guard_account account;
    char etag[ETAG_TEXT];
    const json_t *closed = json_object_get(call->body, "closed");
    struct guard_account_change change = {.display_name = api_member(call, "display_name"),
                                          .agency = api_member(call, "agency"),
                                          .site = api_member(call, "site"),
                                          .locale = api_member(call, "locale"),
                                          .disabled = !closed                ? GUARD_KEEP
                                                      : json_is_true(closed) ? GUARD_ON
                                                                             : GUARD_OFF};
    change.set_role = guard_role_parse(api_member(call, "role"), &change.role);
    enum status status = find(call, &account);
    if (!api_allow(call, status == STATUS_OK ? subject_of(&account) : every_account))
        return;
    if (status == STATUS_OK && !api_matches(call, etag_of(&account, etag)))
        status = STATUS_EXISTS;
    change.version = status == STATUS_OK ? account.version : 0;
    if (status == STATUS_OK)
        status = guard_account_change(call->api->options.guard, account.name, &change);
    if (status == STATUS_OK)
        answer_account(call, account.name);
    else
        refuse_change(call, status);
}

void api_resetAccount(struct api_call *call)
{
    struct guard_account account;
    char password[GUARD_ONE_TIME_TEXT];
    enum status status = find(call, &account);
    if (!api_allow(call, status == STATUS_OK ? subject_of(&account) : every_account))
        return;
    if (status == STATUS_OK)
        status = guard_account_reset(call->api->options.guard, account.name, password);
    if (status == STATUS_OK)
        answer_password(call, 200, account.name, password);
    else
        api_fail(call, status, PROBLEM_ACCOUNT_MISSING);
}
