/* Commands about senders: what they are, how their tables are read, what is their new normal, and links. */
#include "base/clock.h"
#include "profile/profile.h"
#include "profile/shipped.h"
#include "roles/authors.h"
#include "roles/upload.h"

enum { MOST_LINK_HOURS = 8760 };

static enum status check_profile(struct request *request, struct span text)
{
    struct profile *profile;
    return text.size ? profile_parse(text, "profile", &request->arena, &profile) : STATUS_OK;
}

static enum status set_profile(struct request *request, const struct desk_profile *profile)
{
    int64_t id;
    enum status status = desk_profile_set(request->authoring->desk, profile, &id);
    return status == STATUS_OK ? author_number_row(request->authoring, desk_profile_number, id)
                               : status;
}

/* What is in force already is not authored again: officers' uploads say it of each body. */
enum status author_source_set(struct request *request)
{
    struct desk *desk = request->authoring->desk;
    struct desk_profile profile = {.at = clock_now(),
                                   .source = author_member(request, "name"),
                                   .by = span_of(request->by),
                                   .text = author_member(request, "profile")};
    struct desk_source source;
    struct span in_force;
    enum status status = check_profile(request, profile.text);
    if (status == STATUS_OK)
        status = desk_source_find(desk, profile.source, &request->arena, &source);
    if (status == STATUS_OK)
        status = desk_profile_at(desk, profile.source, INT64_MAX, &request->arena, &in_force);
    return status || span_equal(profile.text, in_force) ? status : set_profile(request, &profile);
}

enum status author_source_add(struct request *request)
{
    struct desk_source source = {.name = author_member(request, "name"),
                                 .tenancy = author_tenancy(request),
                                 .made = clock_now()};
    struct span hash = author_member(request, "hash"); /* hexadecimal */
    int64_t id;
    if (hash.size != 2 * DESK_CREDENTIAL_SIZE)
        return status_fail(STATUS_USAGE, "The credential's hash is missing.");
    for (size_t i = 0; i < DESK_CREDENTIAL_SIZE; i++) {
        char pair[] = {hash.at[2 * i], hash.at[2 * i + 1], '\0'};
        source.credential[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    enum status status = check_profile(request, author_member(request, "profile"));
    if (status == STATUS_OK)
        status = desk_source_add(request->authoring->desk, &source, &id);
    return status == STATUS_OK && author_member(request, "profile").size
               ? author_source_set(request)
               : status;
}

enum status author_source_disable(struct request *request)
{
    return desk_source_disable(request->authoring->desk, author_member(request, "name"),
                               clock_now());
}

enum status author_source_normal(struct request *request)
{
    struct desk_normal normal = {.at = clock_now(),
                                 .source = author_member(request, "name"),
                                 .sender = author_member(request, "sender"),
                                 .kind = author_member(request, "kind"),
                                 .trait = author_member(request, "trait"),
                                 .value = author_member(request, "value"),
                                 .by = span_of(request->by),
                                 .tenancy = author_tenancy(request)};
    int64_t id;
    enum status status = desk_normal_add(request->authoring->desk, &normal, &id);
    if (status == STATUS_OK)
        status = author_number_row(request->authoring, desk_normal_number, id);
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
    struct desk_profile profile = {
        .at = clock_now(), .source = source, .by = span_of(request->by), .text = profile_generic()};
    struct span text;
    enum status status =
        desk_profile_at(request->authoring->desk, source, INT64_MAX, &request->arena, &text);
    *given = status == STATUS_OK && text.size == 0;
    return *given ? set_profile(request, &profile) : status;
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

enum status author_link_make(struct request *request)
{
    const struct config *config = request->authoring->system->config;
    int64_t hours = author_number(request, "hours"), now = clock_now();
    char secret[DESK_LINK_TEXT];
    bool given = false;
    if (hours < 0 || hours > MOST_LINK_HOURS)
        return status_fail(STATUS_USAGE, "A link is good for 1 to %d hours.", MOST_LINK_HOURS);
    if (hours == 0)
        hours = config_count(config, SETTING_UPLOAD_LINK_HOURS);
    struct desk_link link = {.source = author_member(request, "name"),
                             .flight = author_member(request, "flight"),
                             .made = now,
                             .expires = now + hours * 3600 * MICROS_PER_SECOND,
                             .by = span_of(request->by),
                             .tenancy = author_tenancy(request)};
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

enum status author_link_revoke(struct request *request)
{
    int64_t link = author_number(request, "link");
    enum status status = record_owner(request, PERMISSION_revokeLink, link);
    return status ? status
                  : desk_link_revoke(request->authoring->desk, link, span_of(request->by),
                                     clock_now());
}

enum status author_link_use(struct request *request)
{
    return desk_link_use(request->authoring->desk, author_number(request, "link"),
                         author_member(request, "key"), author_member(request, "messages"),
                         clock_now());
}
