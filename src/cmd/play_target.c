#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/play.h"
#include "intake/credential.h"
#include "roles/authoring.h"
#include "seal/seal.h"
#include "sys/files.h"

#define LIST "watchlist"
enum { MOST_NAMES = 100, MOST_LIST = 512 * 1024 * 1024 };

/* ---- another system ---- */

static enum status remote(const struct words *words, struct play_target *out)
{
    const char *path = words->credentials ? words->credentials : getenv("PORTOLAN_CREDENTIALS");
    if (!path || !path[0])
        return status_fail(STATUS_USAGE,
                           "--to needs the credentials of the world's sources: --credentials FILE "
                           "with a line SOURCE TOKEN each, or $PORTOLAN_CREDENTIALS.");
    buffer_text(&out->url, words->to);
    if (!strstr(words->to, "/v1/"))
        buffer_text(&out->url,
                    words->to[strlen(words->to) - 1] == '/' ? "v1/messages" : "/v1/messages");
    return play_credentials_read(&out->credentials, path[0] == '@' ? path + 1 : path);
}

/* ---- the running system of the data folder: its sources ---- */

/* Whether the running system takes this credential. */
static bool still_counts(struct desk *desk, const char *token, struct arena *arena)
{
    struct credential_hash hash;
    struct desk_source source;
    return credential_hash(span_of(token), &hash) &&
           desk_source_by_credential(desk, hash.bytes, arena, &source) == STATUS_OK &&
           !source.disabled;
}

static json_t *registration(const char *name, const char *token, struct buffer *profile)
{
    char hex[2 * CREDENTIAL_HASH + 1];
    struct credential_hash hash;
    credential_hash(span_of(token), &hash);
    for (int i = 0; i < CREDENTIAL_HASH; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash.bytes[i]);
    json_t *request =
        json_pack("{s:s, s:s, s:s}", "command", "source add", "name", name, "hash", hex);
    command_put(request, "profile", profile->size ? buffer_string(profile) : NULL);
    return request;
}

static enum status try_name(const struct system *system, const char *name, const char *token,
                            struct buffer *profile)
{
    struct buffer answer = {0};
    json_t *request = registration(name, token, profile);
    enum status status = command_request(system, request, &answer);
    json_decref(request);
    buffer_free(&answer);
    return status;
}

/* Under its own name or, when somebody has that whose credential is not known here, under the first
 * NAME-2, NAME-3 .. that is free. */
static enum status register_source(const struct system *system, const struct sim_source *source,
                                   struct play_credentials *credentials)
{
    char token[CREDENTIAL_TEXT], name[SIM_NAME + 8];
    struct buffer profile = {0};
    enum status status = command_profile_text(source->profile, &profile);
    credential_make(token);
    snprintf(name, sizeof name, "%s", source->name);
    if (status == STATUS_OK)
        status = try_name(system, name, token, &profile);
    for (int number = 2; status == STATUS_EXISTS && number < MOST_NAMES; number++) {
        snprintf(name, sizeof name, "%s-%d", source->name, number);
        status = try_name(system, name, token, &profile);
    }
    if (status == STATUS_OK) {
        play_credentials_put(credentials, source->name, token);
        fprintf(stderr, "The sender %s is registered%s%s.\n", name,
                strcmp(name, source->name) == 0 ? "" : ", for the world's ",
                strcmp(name, source->name) == 0 ? "" : source->name);
    }
    seal_wipe(token, sizeof token);
    buffer_free(&profile);
    return status;
}

/* A credential is kept before the next one is made: none is lost when it ends here. */
static enum status register_missing(const struct system *system, const struct sim_folder *folder,
                                    struct desk *desk, const char *path,
                                    struct play_credentials *credentials)
{
    unsigned count;
    const struct sim_source *sources = sim_folder_sources(folder, &count);
    struct arena arena = {0};
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < count && status == STATUS_OK; i++) {
        const char *token = play_credentials_find(credentials, sources[i].name);
        if (token && desk && still_counts(desk, token, &arena))
            continue;
        status = register_source(system, &sources[i], credentials);
        if (status == STATUS_OK)
            status = play_credentials_write(credentials, path);
    }
    arena_free(&arena);
    return status;
}

static enum status first_made(const char *authored, char out[TIME_TEXT])
{
    struct desk *desk = NULL;
    struct desk_source *sources;
    struct arena arena = {0};
    size_t count;
    enum status status = desk_open(authored, DESK_READ, NULL, &desk);
    if (status == STATUS_OK)
        status = desk_source_list(desk, &arena, &sources, &count);
    int64_t first = INT64_MAX;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        if (sources[i].made < first)
            first = sources[i].made;
    if (status == STATUS_OK)
        time_format(first, out);
    desk_close(desk);
    arena_free(&arena);
    return status;
}

static enum status sources_of(const struct words *words, const struct system *system,
                              const struct sim_folder *folder, struct play_target *out)
{
    struct buffer path = {0};
    struct desk *desk = NULL;
    buffer_format(&path, "%s/play.credentials", system->folder.run);
    enum status status = play_credentials_read(&out->credentials, buffer_string(&path));
    if (status == STATUS_MISSING)
        status = STATUS_OK;
    if (status == STATUS_OK && words->credentials)
        status = play_credentials_read(&out->credentials, words->credentials);
    if (status == STATUS_OK)
        status = desk_open(system->folder.authored, DESK_READ, NULL, &desk);
    if (status == STATUS_MISSING) /* nothing was authored here yet */
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = register_missing(system, folder, desk, buffer_string(&path), &out->credentials);
    desk_close(desk);
    buffer_free(&path);
    return status == STATUS_OK ? first_made(system->folder.authored, out->system) : status;
}

/* ---- .. and where it listens ---- */

static enum status local(const struct words *words, const struct sim_folder *folder,
                         struct play_target *out)
{
    struct system system;
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return status;
    status = command_intake(words, &system.folder, &out->url);
    buffer_format(&out->certificate, "%s/tls.crt", system.folder.secrets);
    if (status == STATUS_OK)
        status = sources_of(words, &system, folder, out);
    system_close(&system);
    return status;
}

enum status play_target_open(const struct words *words, const struct sim_folder *folder,
                             struct play_target *out)
{
    *out = (struct play_target){0};
    enum status status = words->to ? remote(words, out) : local(words, folder, out);
    if (status != STATUS_OK)
        play_target_close(out);
    return status;
}

void play_target_close(struct play_target *target)
{
    play_credentials_free(&target->credentials);
    buffer_free(&target->url);
    buffer_free(&target->certificate);
}

/* ---- the watchlist ---- */

static enum status import_list(const struct words *words, const char *path)
{
    struct system system;
    struct buffer request = {0}, answer = {0};
    buffer_text(&request, "{\"command\":\"list import\",\"name\":\"" LIST
                          "\",\"file\":\"watchlist.csv\",\"force\":true}\n");
    enum status status = file_read(path, MOST_LIST, &request);
    if (status == STATUS_OK)
        status = system_open(words, &system);
    if (status == STATUS_OK) {
        status = authoring_ask(&system, buffer_span(&request), &answer);
        system_close(&system);
    }
    json_t *members = status == STATUS_OK ? json_loadb(answer.at, answer.size, 0, NULL) : NULL;
    if (status == STATUS_OK)
        fprintf(stderr, "The list " LIST " is in force as version %lld.\n",
                (long long)json_integer_value(json_object_get(members, "version")));
    json_decref(members);
    buffer_free(&request);
    buffer_free(&answer);
    return status;
}

enum status play_list(const struct words *words, const struct sim_folder *folder)
{
    struct buffer path = {0};
    enum status status = STATUS_OK;
    buffer_format(&path, "%s/watchlist.csv", sim_folder_path(folder));
    if (words->with_list)
        status = import_list(words, buffer_string(&path));
    else if (!words->to)
        fprintf(stderr,
                "Whom the world means to be found is recognised when its list is in force: "
                "--with-list, or `portolan list import %s --name " LIST " --data %s`.\n",
                buffer_string(&path), words->data);
    buffer_free(&path);
    return status;
}
