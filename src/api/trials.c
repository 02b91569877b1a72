#include "api/internal.h"
#include "api/parcel.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/memory.h"
#include "decode/decode.h"

/* Files that somebody tries: in memory alone, for half an hour, wiped when they are forgotten. */

enum { MOST_TRIALS = 64, MOST_OF_ACCOUNT = 4 };
#define TRIAL_TIME (30 * 60 * MICROS_PER_SECOND)
#define MOST_HELD (UINT64_C(256) << 20)

struct trial {
    char id[HELD_ID]; /* "" when the place is free */
    int64_t account, until;
    bool in_use; /* being made, kept or discarded */
    struct parcel *parcel;
    struct arena arena; /* of the names */
};

struct trials {
    pthread_mutex_t lock;
    struct trial list[MOST_TRIALS];
};

struct trials *trials_new(void)
{
    struct trials *trials = memory_alloc(sizeof *trials);
    pthread_mutex_init(&trials->lock, NULL);
    return trials;
}

static void forget(struct trial *trial)
{
    if (trial->parcel)
        parcel_free(trial->parcel);
    free(trial->parcel);
    arena_free(&trial->arena);
    *trial = (struct trial){.id = ""};
}

void trials_free(struct trials *trials)
{
    if (!trials)
        return;
    for (size_t i = 0; i < MOST_TRIALS; i++)
        forget(&trials->list[i]);
    pthread_mutex_destroy(&trials->lock);
    free(trials);
}

void trials_sweep(struct trials *trials)
{
    int64_t now = clock_monotonic();
    pthread_mutex_lock(&trials->lock);
    for (size_t i = 0; i < MOST_TRIALS; i++)
        if (trials->list[i].id[0] && !trials->list[i].in_use && now > trials->list[i].until)
            forget(&trials->list[i]);
    pthread_mutex_unlock(&trials->lock);
}

/* ---- places; with the lock held ---- */

static struct trial *find(struct trials *trials, const struct api_call *call)
{
    struct span id = api_text(call, "trial");
    for (size_t i = 0; i < MOST_TRIALS; i++) {
        struct trial *trial = &trials->list[i];
        if (trial->id[0] && !trial->in_use && span_is(id, trial->id) &&
            trial->account == call->actor.account)
            return trial;
    }
    return NULL;
}

static bool is_older(const struct trial *a, const struct trial *b)
{
    return !b || a->until < b->until;
}

/* A free place, for an account that has its number the place of its oldest, from whatever session it
 * came; NULL when all is held. */
static struct trial *make_place(struct trials *trials, int64_t account, size_t size)
{
    struct trial *free_one = NULL, *oldest = NULL;
    size_t own = 0;
    uint64_t held = size;
    for (size_t i = 0; i < MOST_TRIALS; i++) {
        struct trial *trial = &trials->list[i];
        held += trial->parcel ? trial->parcel->bytes : 0;
        if (!trial->id[0])
            free_one = trial;
        else if (trial->account == account && ++own && !trial->in_use && is_older(trial, oldest))
            oldest = trial;
    }
    if (own >= MOST_OF_ACCOUNT && oldest) {
        held -= oldest->parcel->bytes;
        forget(oldest);
        free_one = oldest;
    }
    return held <= MOST_HELD ? free_one : NULL;
}

void held_id(char id[HELD_ID])
{
    enum { BYTES = 24, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    _Static_assert(HELD_ID == sodium_base64_ENCODED_LEN(BYTES, BASE64),
                   "the size of an id as text");
    unsigned char bytes[BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(id, HELD_ID, bytes, sizeof bytes, BASE64);
}

static struct trial *hold(struct api_call *call, struct parcel *parcel, struct arena *arena,
                          char id[HELD_ID])
{
    struct trials *trials = call->api->trials;
    held_id(id);
    pthread_mutex_lock(&trials->lock);
    struct trial *place = make_place(trials, call->actor.account, parcel->bytes);
    if (place) {
        *place = (struct trial){.account = call->actor.account,
                                .until = clock_monotonic() + TRIAL_TIME,
                                .in_use = true,
                                .parcel = parcel,
                                .arena = *arena};
        memcpy(place->id, id, HELD_ID);
    }
    pthread_mutex_unlock(&trials->lock);
    return place;
}

void trial_release(struct trials *trials, struct trial *trial, bool done)
{
    pthread_mutex_lock(&trials->lock);
    trial->in_use = false;
    if (done)
        forget(trial);
    pthread_mutex_unlock(&trials->lock);
}

/* ---- what is said of files ---- */

/* `image` NULL: it could not be read, and nothing is said. */
static void put_list(struct json *json, const char *key, const struct image *image,
                     void (*write)(const struct image *image, struct buffer *out))
{
    json_key(json, key);
    if (image)
        write(image, json->out);
    else
        buffer_text(json->out, "[]");
    json->comma = true;
}

static enum status put_file(struct api_call *call, struct parcel_file *file)
{
    const struct view_decoder *decoder = &call->api->options.decoder;
    struct buffer bytes = {0}, survey = {0};
    struct decode_counts counts = {.status = OUTCOME_QUARANTINED};
    struct image opened, *image = NULL;
    enum status status = decoder->look(decoder->context, clock_now(), buffer_span(&file->bytes),
                                       (struct span){NULL, 0}, &bytes, &survey);
    if (status == STATUS_OK && image_open(buffer_span(&bytes), &opened) == STATUS_OK) {
        image = &opened;
        decode_summary(image, &counts);
    }
    json_begin(&call->json);
    json_put_span(&call->json, "name", file->name);
    json_put_int(&call->json, "size", (int64_t)file->bytes.size);
    json_put_text(&call->json, "outcome", outcome_word(counts.status));
    json_put_bool(&call->json, "table", image && view_trial_is_table(image));
    put_list(&call->json, "messages", image, view_trial_messages);
    put_list(&call->json, "issues", image, view_trial_issues);
    json_end(&call->json);
    buffer_free(&bytes);
    buffer_free(&survey);
    return status == STATUS_INPUT ? STATUS_OK : status;
}

static enum status put_trial(struct api_call *call, struct parcel *parcel, const char *id)
{
    char until[TIME_TEXT];
    enum status status = STATUS_OK;
    api_answer(call, 201);
    json_begin(&call->json);
    json_put_text(&call->json, "id", id);
    json_put_text(&call->json, "expires_at", time_format(clock_now() + TRIAL_TIME, until));
    json_key(&call->json, "files");
    json_begin_array(&call->json);
    for (size_t i = 0; i < parcel->count && status == STATUS_OK; i++)
        status = put_file(call, &parcel->files[i]);
    json_end_array(&call->json);
    json_end(&call->json);
    return status;
}

/* ---- handlers ---- */

static enum problem refusal_of(enum status status, const struct parcel *parcel)
{
    if (status == STATUS_FULL)
        return PROBLEM_TRIAL_TOO_MANY;
    if (status != STATUS_OK)
        return PROBLEM_TRIAL_ARCHIVE;
    return parcel->bytes ? PROBLEMS : PROBLEM_TRIAL_EMPTY;
}

void api_tryFiles(struct api_call *call)
{
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_TRIAL}))
        return;
    struct parcel *parcel = memory_alloc(sizeof *parcel);
    struct arena arena = {0};
    char id[HELD_ID];
    enum status status = parcel_open(parcel, http_header(call->request, "Content-Type"),
                                     api_text(call, "name"), call->request->body, &arena);
    enum problem problem = refusal_of(status, parcel);
    struct trial *trial = problem == PROBLEMS ? hold(call, parcel, &arena, id) : NULL;
    if (problem == PROBLEMS && !trial)
        problem = PROBLEM_SERVER_BUSY;
    if (problem != PROBLEMS) {
        api_problem(call, problem, status == STATUS_OK ? NULL : status_sentence());
        parcel_free(parcel);
        free(parcel);
        arena_free(&arena);
        return;
    }
    status = put_trial(call, parcel, id);
    trial_release(call->api->trials, trial, status != STATUS_OK);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_TRIAL_EMPTY);
}

struct trial *trial_take(struct api_call *call)
{
    struct trials *trials = call->api->trials;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_TRIAL}))
        return NULL;
    pthread_mutex_lock(&trials->lock);
    struct trial *trial = find(trials, call);
    if (trial)
        trial->in_use = true;
    pthread_mutex_unlock(&trials->lock);
    if (!trial)
        api_problem(call, PROBLEM_TRIAL_MISSING, NULL);
    return trial;
}

struct parcel_file *trial_file(struct api_call *call, struct trial *trial)
{
    uint64_t number = (uint64_t)api_number(call, "file", -1);
    if (number < trial->parcel->count && trial->parcel->files[number].bytes.size)
        return &trial->parcel->files[number];
    trial_release(call->api->trials, trial, false);
    api_problem(call, PROBLEM_TRIAL_MISSING, NULL);
    return NULL;
}

void api_discardTrial(struct api_call *call)
{
    struct trial *trial = trial_take(call);
    if (!trial)
        return;
    trial_release(call->api->trials, trial, true);
    api_answer_empty(call, 204);
}

/* Hands the files over one after the other; a file that was taken is not given again. */
static enum status keep_files(struct api_call *call, struct parcel *parcel)
{
    const struct api_options *options = &call->api->options;
    const char *account = arena_copy(call->arena, call->actor.name).at;
    enum status status = STATUS_OK;
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "messages");
    json_begin_array(&call->json);
    for (size_t i = 0; i < parcel->count && status == STATUS_OK; i++) {
        int64_t message;
        const struct parcel_file *file = &parcel->files[i];
        if (file->bytes.size == 0)
            continue;
        status = options->keep(options->context, account, buffer_span(&file->bytes),
                               buffer_span(&file->profile), &message);
        if (status == STATUS_OK) {
            json_int(&call->json, message);
            parcel_forget(parcel, i);
        }
    }
    json_end_array(&call->json);
    json_end(&call->json);
    return status;
}

void api_keepTrial(struct api_call *call)
{
    struct trial *trial = trial_take(call);
    if (!trial)
        return;
    enum status status = keep_files(call, trial->parcel);
    if (status != STATUS_OK)
        api_problem(call, PROBLEM_TRIAL_NOT_KEPT, status_sentence());
    trial_release(call->api->trials, trial, status == STATUS_OK);
}
