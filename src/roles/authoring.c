#include "roles/authoring.h"

#include <jansson.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "desk/desk.h"
#include "journal/journal.h"
#include "profile/profile.h"
#include "profile/shipped.h"
#include "roles/ledger.h"
#include "roles/upload.h"
#include "roles/users.h"
#include "seal/folder.h"
#include "sys/channel.h"
#include "sys/files.h"
#include "sys/sockets.h"

enum { ANSWER_LIMIT = 16 * 1024 * 1024, ANSWER_MILLISECONDS = 600000, LOCK_STEP_MILLISECONDS = 50 };
enum { MOST_LINK_HOURS = 8760 };
#define LOCK_TIME (10 * MICROS_PER_SECOND)

struct authoring {
    struct desk *desk;
    struct journal_reader *journal;
    struct guard *guard; /* NULL: not opened yet */
    struct keyring *keyring;
    const struct system *system;
};

/* One request being carried out. */
struct request {
    struct authoring *authoring;
    const json_t *members;
    struct span bytes;
    const char *by;
    json_t *answer;
    struct arena arena;
    bool *lists;
};

static struct span member(const struct request *request, const char *name)
{
    const json_t *value = json_object_get(request->members, name);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

static int64_t number(const struct request *request, const char *name)
{
    return json_integer_value(json_object_get(request->members, name));
}

static struct desk_tenancy tenancy(const struct request *request)
{
    const struct config *config = request->authoring->system->config;
    struct span agency = member(request, "agency"), site = member(request, "site");
    return (struct desk_tenancy){
        .agency = agency.size ? agency : span_of(config_text(config, SETTING_AGENCY)),
        .site = site.size ? site : span_of(config_text(config, SETTING_SITE)),
        .legal_basis = member(request, "legal_basis"),
        .handling = member(request, "handling")};
}

/* ---- commands ---- */

/* Holds for messages after the journal's last sequence, as a list's version. */
static enum status number_profile(struct authoring *authoring, int64_t id)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_profile_number(authoring->desk, id, last) : status;
}

static enum status check_profile(struct request *request, struct span text)
{
    struct profile *profile;
    return text.size ? profile_parse(text, "profile", &request->arena, &profile) : STATUS_OK;
}

static enum status set_profile(struct request *request)
{
    struct desk_profile profile = {.at = clock_now(),
                                   .source = member(request, "name"),
                                   .by = span_of(request->by),
                                   .text = member(request, "profile")};
    int64_t id;
    enum status status = check_profile(request, profile.text);
    if (status == STATUS_OK)
        status = desk_profile_set(request->authoring->desk, &profile, &id);
    return status == STATUS_OK ? number_profile(request->authoring, id) : status;
}

static enum status source_add(struct request *request)
{
    struct desk_source source = {
        .name = member(request, "name"), .tenancy = tenancy(request), .made = clock_now()};
    struct span hash = member(request, "hash"); /* hexadecimal */
    int64_t id;
    if (hash.size != 2 * DESK_CREDENTIAL_SIZE)
        return status_fail(STATUS_USAGE, "The credential's hash is missing.");
    for (size_t i = 0; i < DESK_CREDENTIAL_SIZE; i++) {
        char pair[] = {hash.at[2 * i], hash.at[2 * i + 1], '\0'};
        source.credential[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    enum status status = check_profile(request, member(request, "profile"));
    if (status == STATUS_OK)
        status = desk_source_add(request->authoring->desk, &source, &id);
    return status == STATUS_OK && member(request, "profile").size ? set_profile(request) : status;
}

static enum status source_disable(struct request *request)
{
    return desk_source_disable(request->authoring->desk, member(request, "name"), clock_now());
}

/* As a list's version: announced, then numbered. */
static enum status number_normal(struct authoring *authoring, int64_t id)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_normal_number(authoring->desk, id, last) : status;
}

static enum status source_normal(struct request *request)
{
    struct desk_normal normal = {.at = clock_now(),
                                 .source = member(request, "name"),
                                 .sender = member(request, "sender"),
                                 .kind = member(request, "kind"),
                                 .trait = member(request, "trait"),
                                 .value = member(request, "value"),
                                 .by = span_of(request->by),
                                 .tenancy = tenancy(request)};
    int64_t id;
    enum status status = desk_normal_add(request->authoring->desk, &normal, &id);
    if (status == STATUS_OK)
        status = number_normal(request->authoring, id);
    if (status == STATUS_OK)
        json_object_set_new(request->answer, "normal", json_integer(id));
    return status;
}

/* The owner needs no account; what he does with links is in the audit, as what officers do is. */
static enum status record_owner(struct request *request, enum permission permission, int64_t link)
{
    struct guard *guard;
    if (!json_is_true(json_object_get(request->members, "owner")))
        return STATUS_OK;
    enum status status = authoring_guard(request->authoring, &guard);
    return status ? status
                  : guard_record_owner(guard, span_of(request->by), permission,
                                       (struct guard_subject){.kind = SUBJECT_LINK, .id = link});
}

/* The upload page takes tables: a source that has no profile is read by the generic one from now on. */
static enum status give_profile(struct request *request, struct span source, bool *given)
{
    struct desk *desk = request->authoring->desk;
    struct desk_profile profile = {
        .at = clock_now(), .source = source, .by = span_of(request->by), .text = profile_generic()};
    struct span text;
    int64_t id;
    enum status status = desk_profile_at(desk, source, INT64_MAX, &request->arena, &text);
    *given = status == STATUS_OK && text.size == 0;
    if (*given)
        status = desk_profile_set(desk, &profile, &id);
    return status == STATUS_OK && *given ? number_profile(request->authoring, id) : status;
}

static enum status add_link(struct request *request, struct desk_link *link,
                            char secret[DESK_LINK_TEXT])
{
    char door[UPLOAD_DOOR];
    desk_link_secret(secret);
    desk_link_hash(span_of(secret), link->secret);
    upload_link(link->secret, door);
    enum status status = upload_credential(request->authoring->keyring, door, link->credential);
    return status ? status : desk_link_add(request->authoring->desk, link, &link->id);
}

static void answer_link(struct request *request, const struct desk_link *link, const char *secret,
                        bool given)
{
    char expires[TIME_TEXT];
    json_object_set_new(request->answer, "link", json_integer(link->id));
    json_object_set_new(request->answer, "secret", json_string(secret));
    json_object_set_new(request->answer, "expires_at",
                        json_string(time_format(link->expires, expires)));
    json_object_set_new(request->answer, "profile_given", json_boolean(given));
}

static enum status link_make(struct request *request)
{
    const struct config *config = request->authoring->system->config;
    int64_t hours = number(request, "hours"), now = clock_now();
    char secret[DESK_LINK_TEXT];
    bool given = false;
    if (hours < 0 || hours > MOST_LINK_HOURS)
        return status_fail(STATUS_USAGE, "A link is good for 1 to %d hours.", MOST_LINK_HOURS);
    if (hours == 0)
        hours = config_count(config, SETTING_UPLOAD_LINK_HOURS);
    struct desk_link link = {.source = member(request, "name"),
                             .flight = member(request, "flight"),
                             .made = now,
                             .expires = now + hours * 3600 * MICROS_PER_SECOND,
                             .by = span_of(request->by),
                             .tenancy = tenancy(request)};
    enum status status = record_owner(request, PERMISSION_makeLink, 0);
    if (status == STATUS_OK)
        status = add_link(request, &link, secret);
    if (status == STATUS_OK)
        status = give_profile(request, link.source, &given);
    if (status == STATUS_OK)
        answer_link(request, &link, secret, given);
    seal_wipe(secret, sizeof secret);
    return status;
}

static enum status link_revoke(struct request *request)
{
    int64_t link = number(request, "link");
    enum status status = record_owner(request, PERMISSION_revokeLink, link);
    return status ? status
                  : desk_link_revoke(request->authoring->desk, link, span_of(request->by),
                                     clock_now());
}

static enum status link_use(struct request *request)
{
    return desk_link_use(request->authoring->desk, number(request, "link"), member(request, "key"),
                         member(request, "messages"), clock_now());
}

/* A version holds for messages after the journal's last sequence, read after it was announced. */
static enum status number_version(struct authoring *authoring, int64_t list, uint32_t version)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_list_number(authoring->desk, list, version, last) : status;
}

static void report_passed(json_t *answer, const struct watch_import *report)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < report->passed_shown; i++) {
        const struct watch_passed *passed = &report->passed[i];
        json_array_append_new(list, json_pack("{s:i, s:s%, s:s}", "line", (int)passed->line,
                                              "entry", passed->entry.at ? passed->entry.at : "",
                                              (int)passed->entry.size, "reason", passed->reason));
    }
    json_object_set_new(answer, "passed_over", list);
}

static enum status list_import(struct request *request)
{
    struct desk_list_order order = {.name = member(request, "name"),
                                    .file_name = member(request, "file"),
                                    .bytes = request->bytes,
                                    .by = span_of(request->by),
                                    .tenancy = tenancy(request),
                                    .routing = member(request, "routing"),
                                    .now = clock_now(),
                                    .force =
                                        json_is_true(json_object_get(request->members, "force"))};
    struct desk_list_outcome outcome;
    struct span format = member(request, "format");
    if (format.size && !watch_format_parse(format, &order.format))
        return status_fail(STATUS_USAGE, "The format %.*s is not known. Formats: un, csv.",
                           (int)format.size, format.at);
    if (!watch_severity_parse(member(request, "severity"), &order.severity))
        return status_fail(STATUS_USAGE, "The severity is not known.");
    enum status status =
        desk_list_import(request->authoring->desk, &order, &request->arena, &outcome);
    if (status == STATUS_OK && !outcome.unchanged)
        status = number_version(request->authoring, outcome.list, outcome.version);
    if (status != STATUS_OK)
        return status;
    *request->lists |= !outcome.unchanged;
    json_t *figures = json_pack(
        "{s:I, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "version", (json_int_t)outcome.version,
        "unchanged", outcome.unchanged, "entries", (json_int_t)outcome.report.entries, "names",
        (json_int_t)outcome.report.names, "documents", (json_int_t)outcome.report.documents,
        "skipped", (json_int_t)outcome.report.skipped, "added", (json_int_t)outcome.added,
        "changed", (json_int_t)outcome.changed, "removed", (json_int_t)outcome.removed);
    json_object_update(request->answer, figures);
    json_decref(figures);
    report_passed(request->answer, &outcome.report);
    return STATUS_OK;
}

static enum status decide(struct request *request)
{
    struct desk_decision decision = {.at = clock_now(),
                                     .by = span_of(request->by),
                                     .traveller = number(request, "traveller"),
                                     .origin_seq = number(request, "origin_seq"),
                                     .origin_offset = number(request, "origin_offset"),
                                     .note = member(request, "note"),
                                     .tenancy = tenancy(request)};
    int64_t id;
    struct span code = member(request, "code");
    if (!decision_parse(code, &decision.code))
        return status_fail(STATUS_USAGE, "%.*s is no code of a decision.", (int)code.size, code.at);
    enum status status = desk_decide(request->authoring->desk, &decision, &id);
    if (status == STATUS_OK)
        json_object_set_new(request->answer, "decision", json_integer(id));
    return status;
}

static enum status decision_withdraw(struct request *request)
{
    return desk_decision_withdraw(request->authoring->desk, number(request, "decision"),
                                  clock_now());
}

static enum status sweep(struct request *request)
{
    struct desk_sweep mark = {.flight = member(request, "flight"),
                              .at = clock_now(),
                              .by = span_of(request->by),
                              .tenancy = tenancy(request)};
    int64_t id;
    enum status status = desk_sweep_add(request->authoring->desk, &mark, &id);
    if (status == STATUS_OK)
        json_object_set_new(request->answer, "sweep", json_integer(id));
    return status;
}

static enum status unsweep(struct request *request)
{
    return desk_sweep_withdraw(request->authoring->desk, member(request, "flight"),
                               span_of(request->by), clock_now());
}

static struct desk_card card_of(const struct request *request, const char *name)
{
    const json_t *card = json_object_get(request->members, name);
    return (struct desk_card){json_integer_value(json_object_get(card, "traveller")),
                              json_integer_value(json_object_get(card, "seq")),
                              json_integer_value(json_object_get(card, "offset"))};
}

/* As a list's version: announced, then numbered. */
static enum status number_pairing(struct authoring *authoring, int64_t id)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_pairing_number(authoring->desk, id, last) : status;
}

static enum status pair(struct request *request)
{
    struct desk_pairing pairing = {.at = clock_now(),
                                   .by = span_of(request->by),
                                   .same = json_is_true(json_object_get(request->members, "same")),
                                   .cards = {card_of(request, "one"), card_of(request, "other")},
                                   .tenancy = tenancy(request)};
    int64_t id;
    enum status status = desk_pairing_add(request->authoring->desk, &pairing, &id);
    if (status == STATUS_OK)
        status = number_pairing(request->authoring, id);
    if (status != STATUS_OK)
        return status;
    *request->lists = true;
    json_object_set_new(request->answer, "pairing", json_integer(id));
    return STATUS_OK;
}

/* The owner needs no account; what he does is in the audit. */
static enum status user(struct request *request)
{
    struct guard *guard;
    enum status status = authoring_guard(request->authoring, &guard);
    struct user_command command = {.guard = guard,
                                   .config = request->authoring->system->config,
                                   .command = member(request, "command"),
                                   .members = request->members,
                                   .by = span_of(request->by),
                                   .answer = request->answer};
    return status ? status : users_carry_out(&command);
}

static const struct {
    const char *command;
    enum status (*carry_out)(struct request *request);
} commands[] = {
    {"source add", source_add},  /* name, hash, agency, site, legal_basis, handling, profile */
    {"source set", set_profile}, /* name, profile: its text, empty for none */
    {"source disable", source_disable}, /* name */
    {"source normal", source_normal},   /* name, sender, kind, trait, value; agency, site */
    {"link make", link_make},           /* name: the source's; flight, hours, owner, agency, site */
    {"link revoke", link_revoke},       /* link, owner */
    {"link use", link_use},             /* link, key, messages */
    {"list import", list_import},       /* name, file, format, severity, routing, force; bytes */
    {"decide", decide},                 /* traveller, origin_seq, origin_offset, code, note */
    {"pair", pair},                     /* same, one and other: each traveller, seq, offset */
    {"withdraw", decision_withdraw},    /* decision */
    {"sweep", sweep},                   /* flight: its key; agency, site */
    {"unsweep", unsweep},               /* flight: its key */
    {"user first", user},               /* agency, site */
    {"user add", user},                 /* name, full_name, role, agency, site */
    {"user reset", user},               /* name */
    {"user disable", user},             /* name */
    {"user enable", user}               /* name */
};

static enum status carry_out(struct request *request)
{
    struct span command = member(request, "command");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (span_is(command, commands[i].command))
            return commands[i].carry_out(request);
    return status_fail(STATUS_USAGE, "This command is not known to the running system.");
}

void authoring_answer(struct authoring *authoring, struct span text, const char *by,
                      struct buffer *answer, bool *lists)
{
    struct span bytes;
    struct span head = span_cut(text, '\n', &bytes);
    json_t *members = json_loadb(head.at, head.size, 0, NULL);
    struct request request = {.authoring = authoring,
                              .members = members,
                              .bytes = bytes,
                              .by = by,
                              .answer = json_object(),
                              .lists = lists};
    enum status status =
        json_is_object(members)
            ? carry_out(&request)
            : status_fail(STATUS_INPUT, "The request is not a JSON object and a line end.");
    json_object_set_new(request.answer, "status", json_string(status_word(status)));
    json_object_set_new(request.answer, "text",
                        json_string(status == STATUS_OK ? "" : status_sentence()));
    char *dumped = json_dumps(request.answer, JSON_COMPACT);
    buffer_text(answer, dumped ? dumped : "{\"status\":\"io\",\"text\":\"\"}");
    free(dumped);
    json_decref(request.answer);
    json_decref(members);
    arena_free(&request.arena);
}

/* ---- opening ---- */

static enum status number_pending(struct authoring *authoring)
{
    struct arena arena = {0};
    struct desk_activation *pending;
    size_t count;
    enum status status = desk_list_pending(authoring->desk, &arena, &pending, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = number_version(authoring, pending[i].list, pending[i].version);
    struct desk_pairing *pairings;
    if (status == STATUS_OK)
        status = desk_pairings(authoring->desk, 0, &arena, &pairings, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (pairings[i].after_seq == DESK_PENDING)
            status = number_pairing(authoring, pairings[i].id);
    struct desk_profile *profiles;
    if (status == STATUS_OK)
        status = desk_profiles(authoring->desk, 0, &arena, &profiles, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (profiles[i].after_seq == DESK_PENDING)
            status = number_profile(authoring, profiles[i].id);
    struct desk_normal *normals;
    if (status == STATUS_OK)
        status = desk_normals(authoring->desk, 0, &arena, &normals, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (normals[i].after_seq == DESK_PENDING)
            status = number_normal(authoring, normals[i].id);
    arena_free(&arena);
    return status;
}

enum status authoring_open(const struct system *system, struct keyring *keyring,
                           struct authoring **out)
{
    struct authoring *authoring = memory_alloc(sizeof *authoring);
    authoring->system = system;
    authoring->keyring = keyring;
    enum status status = desk_open(system->folder.authored, DESK_WRITE, keyring, &authoring->desk);
    if (status == STATUS_OK)
        status = file_make_folder(system->folder.journal);
    if (status == STATUS_OK)
        status = journal_reader_open(system->folder.journal, keyring, &authoring->journal);
    if (status == STATUS_OK)
        status = number_pending(authoring);
    if (status == STATUS_OK)
        *out = authoring;
    else
        authoring_close(authoring);
    return status;
}

enum status authoring_guard(struct authoring *authoring, struct guard **out)
{
    const struct config *config = authoring->system->config;
    struct guard_settings settings = {
        .idle_minutes = config_count(config, SETTING_SESSION_IDLE_MINUTES),
        .hours = config_count(config, SETTING_SESSION_HOURS),
        .one_time_hours = config_count(config, SETTING_SESSION_ONE_TIME_HOURS)};
    enum status status = STATUS_OK;
    if (!authoring->guard)
        status = guard_open(authoring->system->folder.authored, GUARD_WRITE, authoring->keyring,
                            &settings, &authoring->guard);
    if (status == STATUS_OK)
        *out = authoring->guard;
    return status;
}

void authoring_close(struct authoring *authoring)
{
    if (!authoring)
        return;
    guard_close(authoring->guard);
    journal_reader_close(authoring->journal);
    desk_close(authoring->desk);
    free(authoring);
}

/* ---- from the command line ---- */

static enum status status_of_answer(const struct buffer *answer)
{
    json_t *members = json_loadb(answer->at, answer->size, 0, NULL);
    const char *word = json_string_value(json_object_get(members, "status"));
    const char *text = json_string_value(json_object_get(members, "text"));
    enum status status = STATUS_IO;
    for (enum status s = STATUS_OK; word && s <= STATUS_CLOSED; s++)
        if (strcmp(status_word(s), word) == 0)
            status = s;
    if (status != STATUS_OK)
        status_fail(status, "%s", text ? text : "The running system gave no answer.");
    json_decref(members);
    return status;
}

static enum status ask_running(int descriptor, struct span request, struct buffer *answer)
{
    enum status status = channel_send(descriptor, request, -1, ANSWER_MILLISECONDS);
    if (status == STATUS_OK)
        status = channel_receive(descriptor, answer, ANSWER_LIMIT, NULL, ANSWER_MILLISECONDS);
    close(descriptor);
    return status == STATUS_OK ? status_of_answer(answer) : status;
}

static enum status ask_ourselves(const struct system *system, struct span request,
                                 struct buffer *answer)
{
    struct secrets_folder *secrets = NULL;
    struct keyring *keyring = NULL;
    struct authoring *authoring = NULL;
    bool lists = false;
    enum status status = ledger_open(&system->folder, &secrets);
    if (status == STATUS_OK) {
        keyring = keyring_new(secrets_folder_source(secrets));
        status = authoring_open(system, keyring, &authoring);
    }
    if (status == STATUS_OK) {
        struct passwd *user = getpwuid(getuid());
        authoring_answer(authoring, request, user ? user->pw_name : "unknown", answer, &lists);
        status = status_of_answer(answer);
    }
    authoring_close(authoring);
    if (keyring)
        keyring_free(keyring);
    secrets_folder_close(secrets);
    return status;
}

/* The lock is held and nobody answers: the system is starting, or another command is at work. */
enum status authoring_ask(const struct system *system, struct span request, struct buffer *answer)
{
    int descriptor, lock;
    int64_t until = clock_monotonic() + LOCK_TIME;
    enum status status = file_make_folder(system->folder.run);
    while (status == STATUS_OK) {
        if (socket_connect_unix(system->folder.command, &descriptor) == STATUS_OK)
            return ask_running(descriptor, request, answer);
        status = file_lock(system->folder.lock, &lock);
        if (status != STATUS_LOCKED || clock_monotonic() > until)
            break;
        poll(NULL, 0, LOCK_STEP_MILLISECONDS);
        status = STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    status = ask_ourselves(system, request, answer);
    file_unlock(lock);
    return status;
}
