#include "roles/authoring.h"

#include <jansson.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "roles/authors.h"
#include "roles/ledger.h"
#include "seal/folder.h"
#include "sys/channel.h"
#include "sys/files.h"
#include "sys/sockets.h"

enum { ANSWER_LIMIT = 16 * 1024 * 1024, ANSWER_MILLISECONDS = 600000, LOCK_STEP_MILLISECONDS = 50 };
#define LOCK_TIME (10 * MICROS_PER_SECOND)

struct span author_member(const struct request *request, const char *name)
{
    const json_t *value = json_object_get(request->members, name);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

int64_t author_number(const struct request *request, const char *name)
{
    return json_integer_value(json_object_get(request->members, name));
}

struct desk_tenancy author_tenancy(const struct request *request)
{
    const struct config *config = request->authoring->system->config;
    struct span agency = author_member(request, "agency"), site = author_member(request, "site");
    return (struct desk_tenancy){
        .agency = agency.size ? agency : span_of(config_text(config, SETTING_AGENCY)),
        .site = site.size ? site : span_of(config_text(config, SETTING_SITE)),
        .legal_basis = author_member(request, "legal_basis"),
        .handling = author_member(request, "handling")};
}

/* ---- numbers: read after what they are of was announced ---- */

enum status author_number_version(struct authoring *authoring, int64_t list, uint32_t version)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_list_number(authoring->desk, list, version, last) : status;
}

enum status author_number_row(struct authoring *authoring,
                              enum status (*number)(struct desk *desk, int64_t id,
                                                    int64_t after_seq),
                              int64_t id)
{
    int64_t last;
    enum status status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? number(authoring->desk, id, last) : status;
}

enum status author_number_memory(struct authoring *authoring)
{
    int64_t last;
    bool pending;
    enum status status = desk_memory_pending(authoring->desk, &pending);
    if (status != STATUS_OK || !pending)
        return status;
    status = journal_last(authoring->journal, &last);
    return status == STATUS_OK ? desk_memory_number(authoring->desk, last) : status;
}

/* ---- commands ---- */

static const struct {
    const char *command;
    enum status (*carry_out)(struct request *request);
    bool beside; /* with readers of its own; takes its turn itself, where it writes */
} commands[] = {
    {"source add", author_source_add,
     false}, /* name, hash, agency, site, legal_basis, handling, profile */
    {"source set", author_source_set, false},         /* name, profile: its text, empty for none */
    {"source disable", author_source_disable, false}, /* name */
    {"source normal", author_source_normal,
     false}, /* name, sender, kind, trait, value; agency, site */
    {"link make", author_link_make,
     false}, /* name: the source's; flight, hours, owner, agency, site */
    {"link revoke", author_link_revoke, false}, /* link, owner */
    {"link use", author_link_use, false},       /* link, key, messages */
    {"list import", author_list_import,
     true}, /* name, file, format, severity, routing, valid_until,
                                            force, seen: version and time; bytes */
    {"list preview", author_list_preview, true},  /* as list import; days, flights_most */
    {"list retire", author_list_retire, false},   /* name */
    {"list restore", author_list_restore, false}, /* name */
    /* traveller, origin_seq, origin_offset, code, note; seen: the reasons; hits, person: of "not the same person" */
    {"decide", author_decide, false},
    {"memory approve", author_memory, false}, /* memory, owner */
    {"memory forget", author_memory, false},  /* memory, owner */
    {"pair", author_pair, false},             /* same, one and other: each traveller, seq, offset */
    {"withdraw", author_decision_withdraw, false}, /* decision */
    {"sweep", author_sweep, false},                /* flight: its key; agency, site */
    {"unsweep", author_unsweep, false},            /* flight: its key */
    {"lookup record", author_lookup, false},       /* result, purpose */
    {"user first", author_user, false},            /* agency, site */
    {"user add", author_user, false},              /* name, full_name, role, agency, site */
    {"user reset", author_user, false},            /* name */
    {"user disable", author_user, false},          /* name */
    {"user enable", author_user, false}            /* name */
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static size_t command_of(const struct request *request)
{
    struct span command = author_member(request, "command");
    size_t i = 0;
    while (i < COMMANDS && !span_is(command, commands[i].command))
        i++;
    return i;
}

bool authoring_beside(struct span text)
{
    struct span bytes, head = span_cut(text, '\n', &bytes);
    struct request request = {.members = json_loadb(head.at, head.size, 0, NULL)};
    size_t command = command_of(&request);
    json_decref((json_t *)request.members);
    return command < COMMANDS && commands[command].beside;
}

static enum status carry_out(struct request *request)
{
    size_t command = command_of(request);
    if (command < COMMANDS)
        return commands[command].carry_out(request);
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

void authoring_share(struct authoring *authoring, pthread_mutex_t *turn)
{
    authoring->turn = turn;
}

void author_begin_turn(struct authoring *authoring)
{
    if (authoring->turn)
        pthread_mutex_lock(authoring->turn);
}

void author_end_turn(struct authoring *authoring)
{
    if (authoring->turn)
        pthread_mutex_unlock(authoring->turn);
}

/* ---- opening ---- */

static enum status number_pending(struct authoring *authoring)
{
    struct arena arena = {0};
    struct desk_pairing *pairings;
    size_t count = 0;
    enum status status = author_number_lists(authoring);
    if (status == STATUS_OK)
        status = desk_pairings(authoring->desk, 0, &arena, &pairings, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (pairings[i].after_seq == DESK_PENDING)
            status = author_number_row(authoring, desk_pairing_number, pairings[i].id);
    struct desk_profile *profiles;
    if (status == STATUS_OK)
        status = desk_profiles(authoring->desk, 0, &arena, &profiles, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (profiles[i].after_seq == DESK_PENDING)
            status = author_number_row(authoring, desk_profile_number, profiles[i].id);
    struct desk_normal *normals;
    if (status == STATUS_OK)
        status = desk_normals(authoring->desk, 0, &arena, &normals, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (normals[i].after_seq == DESK_PENDING)
            status = author_number_row(authoring, desk_normal_number, normals[i].id);
    if (status == STATUS_OK)
        status = author_number_memory(authoring);
    arena_free(&arena);
    return status;
}

enum status authoring_open(const struct system *system, struct keyring *keyring,
                           struct authoring **out)
{
    struct authoring *authoring = memory_alloc(sizeof *authoring);
    bool lists = false;
    authoring->system = system;
    authoring->keyring = keyring;
    pthread_mutex_init(&authoring->importing, NULL);
    enum status status = desk_open(system->folder.authored, DESK_WRITE, keyring, &authoring->desk);
    if (status == STATUS_OK)
        status = file_make_folder(system->folder.journal);
    if (status == STATUS_OK)
        status = journal_reader_open(system->folder.journal, keyring, &authoring->journal);
    if (status == STATUS_OK)
        status = number_pending(authoring);
    if (status == STATUS_OK)
        status = author_find_end(authoring);
    if (status == STATUS_OK)
        status = authoring_tick(authoring, clock_now(), &lists);
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
    pthread_mutex_destroy(&authoring->importing);
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
