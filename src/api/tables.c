#include "api/internal.h"
#include "api/parcel.h"

#include "base/clock.h"
#include "decode/decode.h"
#include "profile/profile.h"
#include "profile/shipped.h"

/* Tables among the files of a trial, read by a source profile that the officer chooses or makes of a
 * proposal. The tables themselves are looked at in the sandbox alone; what comes out of it is checked
 * before it is believed. */

/* ---- profiles ---- */

static void put_profile(struct json *json, const char *kind, struct span name, struct span text)
{
    json_begin(json);
    json_put_text(json, "kind", kind);
    json_put_span(json, "name", name);
    json_put_span(json, "text", text);
    json_end(json);
}

static enum status put_profiles_of_sources(struct api_call *call, struct desk *desk)
{
    struct desk_source *sources = NULL;
    size_t count = 0;
    enum status status = desk_source_list(desk, call->arena, &sources, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct span text = {NULL, 0};
        if (!source_is_offered(&sources[i]))
            continue;
        status = desk_profile_at(desk, sources[i].name, INT64_MAX, call->arena, &text);
        put_profile(&call->json, "source", sources[i].name, text);
    }
    return status;
}

void api_listProfiles(struct api_call *call)
{
    struct desk *desk = NULL;
    size_t count;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}))
        return;
    const struct profile_shipped *shipped = profile_shipped(&count);
    enum status status = view_desk(call->worker->view, &desk);
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "items");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count; i++)
        put_profile(&call->json, "shipped", span_of(shipped[i].name), shipped[i].text);
    if (status == STATUS_OK && desk)
        status = put_profiles_of_sources(call, desk);
    json_end_array(&call->json);
    json_end(&call->json);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_SOURCE_MISSING);
}

/* All faults of a profile at once. True: there is none. */
static bool check_profile(struct api_call *call, struct span text)
{
    struct buffer report = {0};
    int faults = profile_check(text, "profile", &report);
    if (faults)
        api_problem(call, PROBLEM_PROFILE_FAULTY, buffer_string(&report));
    buffer_free(&report);
    return faults == 0;
}

void api_setProfile(struct api_call *call)
{
    struct span name = api_text(call, "source"), text = api_member(call, "profile");
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}) ||
        !check_profile(call, text))
        return;
    json_t *request = json_pack("{s:s, s:s%, s:s%}", "command", "source set", "name", name.at,
                                name.size, "profile", text.at, text.size);
    enum status status = author_ask(call, request, (struct span){NULL, 0}, NULL);
    if (status == STATUS_OK)
        api_answer_empty(call, 204);
    else
        api_fail(call, status, PROBLEM_SOURCE_MISSING);
}

/* ---- proposals ---- */

static const struct {
    const char *key;
    json_type type;
} column_members[] = {{"number", JSON_INTEGER},    {"title", JSON_STRING}, {"field", JSON_STRING},
                      {"certainty", JSON_INTEGER}, {"why", JSON_STRING},   {"date", JSON_STRING},
                      {"split", JSON_STRING},      {"samples", JSON_ARRAY}};

static bool is_column(const json_t *column)
{
    for (size_t i = 0; i < sizeof column_members / sizeof *column_members; i++) {
        const json_t *value = json_object_get(column, column_members[i].key);
        if (!value || json_typeof(value) != column_members[i].type)
            return false;
    }
    return true;
}

static bool is_proposal(const json_t *proposal)
{
    const json_t *columns = json_object_get(proposal, "columns");
    bool good = json_is_array(columns) && json_is_array(json_object_get(proposal, "labels")) &&
                json_is_array(json_object_get(proposal, "missing")) &&
                json_is_string(json_object_get(proposal, "kind"));
    for (size_t i = 0; good && i < json_array_size(columns); i++)
        good = is_column(json_array_get(columns, i));
    return good;
}

/* Whose field is not known may hold anything. */
static bool sees_samples(const struct api_call *call)
{
    for (int class = CLASS_OPEN; class <= CLASS_FREE; class ++)
        if (!field_mask_shows_class(&call->mask, (enum field_class) class))
            return false;
    return true;
}

static void mask_samples(struct api_call *call, json_t *proposal)
{
    json_t *columns = json_object_get(proposal, "columns");
    bool shown = sees_samples(call);
    for (size_t i = 0; i < json_array_size(columns); i++)
        if (!shown)
            json_array_clear(json_object_get(json_array_get(columns, i), "samples"));
    json_object_set_new(proposal, "masked", json_boolean(!shown));
}

static void answer_proposal(struct api_call *call, struct span text)
{
    json_t *proposal = json_loadb(text.at, text.size, 0, NULL);
    if (is_proposal(proposal)) {
        mask_samples(call, proposal);
        char *masked = json_dumps(proposal, JSON_COMPACT);
        api_answer(call, 200);
        buffer_text(&call->answer->body, masked ? masked : "{}");
        free(masked);
    } else {
        api_problem(call, PROBLEM_TRIAL_NO_TABLE, NULL);
    }
    json_decref(proposal);
}

void api_proposeTable(struct api_call *call)
{
    const struct api_options *options = &call->api->options;
    struct buffer proposal = {0};
    struct trial *trial = trial_take(call);
    struct parcel_file *file = trial ? trial_file(call, trial) : NULL;
    if (!file)
        return;
    enum status status = options->propose(options->context, buffer_span(&file->bytes), &proposal);
    trial_release(call->api->trials, trial, false);
    if (status == STATUS_OK)
        answer_proposal(call, buffer_span(&proposal));
    else if (status == STATUS_INPUT || status == STATUS_MISSING)
        api_problem(call, PROBLEM_TRIAL_NO_TABLE, NULL);
    else
        api_fail(call, status, PROBLEM_TRIAL_NO_TABLE);
    buffer_free(&proposal);
}

/* ---- reading ---- */

static void put_reading(struct api_call *call, const struct image *image, struct span body)
{
    struct view_sight sight = api_sight(call);
    struct decode_counts counts;
    decode_summary(image, &counts);
    api_answer(call, 200);
    json_begin(&call->json);
    json_put_text(&call->json, "outcome", outcome_word(counts.status));
    json_key(&call->json, "messages");
    view_trial_messages(image, call->json.out);
    call->json.comma = true;
    view_trial_understood(image, body, &sight, &call->json);
    json_end(&call->json);
}

/* What was seen is what will be kept: the profile stays with the file. */
static void read_table(struct api_call *call, struct parcel_file *file, struct span profile)
{
    const struct view_decoder *decoder = &call->api->options.decoder;
    struct buffer bytes = {0};
    struct image image;
    enum status status = decoder->look(decoder->context, clock_now(), buffer_span(&file->bytes),
                                       profile, &bytes, NULL);
    if (status == STATUS_OK)
        status = image_open(buffer_span(&bytes), &image);
    if (status == STATUS_OK) {
        file->profile.size = 0;
        buffer_append(&file->profile, profile.at, profile.size);
        put_reading(call, &image, buffer_span(&file->bytes));
    } else if (status == STATUS_INPUT) {
        api_problem(call, PROBLEM_TRIAL_NO_TABLE, NULL);
    } else {
        api_fail(call, status, PROBLEM_TRIAL_NO_TABLE);
    }
    buffer_free(&bytes);
}

void api_readTable(struct api_call *call)
{
    struct trial *trial = trial_take(call);
    struct parcel_file *file = trial ? trial_file(call, trial) : NULL;
    struct span profile = api_member(call, "profile");
    if (!file)
        return;
    if (!profile.size || check_profile(call, profile))
        read_table(call, file, profile);
    trial_release(call->api->trials, trial, false);
}
