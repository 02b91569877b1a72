/* How sources write, learned message by message (drift/drift.h; docs/decisions/0009). */
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "pipeline/internal.h"

/* Addresses are the sender's to invent: beyond so many a source's others are one stream a kind. */
enum { STREAMS_OF_SOURCE = 256 };

struct known_stream {
    struct drift_stream stream;
    int64_t
        had; /* the last message that it had when it was read: given again after a loss of power */
    bool changed;
    int raised; /* notes, in this batch */
};

struct streams {
    struct arena arena;
    struct known_stream **known; /* each in the arena */
    size_t count, room;
    enum status status; /* of reading them */
};

/* ---- reading and storing ---- */

static struct known_stream *add(struct streams *streams, struct span source, struct span sender,
                                struct span kind)
{
    streams->known = arena_more(&streams->arena, streams->known, streams->count, &streams->room,
                                sizeof *streams->known);
    struct known_stream *known = arena_new(&streams->arena, struct known_stream);
    drift_stream_start(&known->stream, source, sender, kind, &streams->arena);
    return streams->known[streams->count++] = known;
}

static bool read_one(void *context, const struct store_stream *row)
{
    struct streams *streams = context;
    struct known_stream *known = add(streams, row->source, row->sender, row->kind);
    streams->status = drift_read(&known->stream, row->state);
    known->had = known->stream.last.seq;
    return streams->status == STATUS_OK;
}

void streams_drop(struct engine *engine)
{
    if (engine->streams)
        arena_free(&engine->streams->arena);
    free(engine->streams);
    engine->streams = NULL;
}

static enum status open_streams(struct engine *engine)
{
    if (engine->streams)
        return STATUS_OK;
    engine->streams = memory_alloc(sizeof *engine->streams);
    enum status status = store_streams(engine->store, read_one, engine->streams);
    if (status == STATUS_OK)
        status = engine->streams->status;
    if (status != STATUS_OK)
        streams_drop(engine);
    return status;
}

static enum status save(struct engine *engine, struct known_stream *known)
{
    struct buffer state = {0};
    const struct drift_stream *stream = &known->stream;
    drift_write(stream, &state);
    enum status status =
        store_stream_put(engine->store, &(struct store_stream){stream->source, stream->sender,
                                                               stream->kind, buffer_span(&state)});
    buffer_free(&state);
    if (known->raised)
        log_write(LOG_WARN, EVENT_DRIFT_NOTICED, "source=%.*s sequence=%lld notes=%d",
                  (int)stream->source.size, stream->source.at, (long long)stream->last.seq,
                  known->raised);
    known->raised = 0;
    known->changed = false;
    return status;
}

enum status streams_save(struct engine *engine)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; engine->streams && i < engine->streams->count && status == STATUS_OK; i++)
        if (engine->streams->known[i]->changed)
            status = save(engine, engine->streams->known[i]);
    return status;
}

/* ---- which stream ---- */

static struct known_stream *find(const struct streams *streams, struct span source,
                                 struct span sender, struct span kind)
{
    for (size_t i = 0; i < streams->count; i++) {
        const struct drift_stream *stream = &streams->known[i]->stream;
        if (span_equal(stream->source, source) && span_equal(stream->sender, sender) &&
            span_equal(stream->kind, kind))
            return streams->known[i];
    }
    return NULL;
}

/* Whether a stream's kind is of a type: it begins with it, and "PNRGOV XML" is another than PNRGOV. */
static bool is_of_type(const struct drift_stream *stream, const char *type)
{
    struct span rest = span_part(stream->kind, strlen(type), stream->kind.size);
    return span_starts(stream->kind, type) && !span_starts(rest, " XML") &&
           (rest.size == 0 || rest.at[0] == ' ');
}

/* What a source that is known already has had until now. */
struct family {
    size_t count;
    bool learned, sender, type;      /* of this sender, of this type */
    const struct drift_stream *only; /* the one that has learned this kind .. */
    size_t learned_kind;             /* .. of so many */
};

static struct family family_of(const struct streams *streams, struct span source,
                               const struct drift_sample *sample)
{
    struct family family = {0};
    for (size_t i = 0; i < streams->count; i++) {
        const struct drift_stream *stream = &streams->known[i]->stream;
        if (!span_equal(stream->source, source))
            continue;
        bool learned = !drift_is_learning(stream);
        family.count++;
        family.learned |= learned;
        family.sender |= span_is(stream->sender, sample->sender);
        family.type |= is_of_type(stream, sample->type);
        if (learned && span_is(stream->kind, sample->kind)) {
            family.only = stream;
            family.learned_kind++;
        }
    }
    return family;
}

/* An address or a type that comes up in a source that is known is a change by itself. Where one sender
 * alone had this kind, the new one comes in its place and is held against what that one sent. */
static struct known_stream *make(struct streams *streams, struct span source,
                                 const struct drift_sample *sample)
{
    struct family family = family_of(streams, source, sample);
    bool full = family.count >= STREAMS_OF_SOURCE;
    struct span sender = full ? SPAN("") : span_of(sample->sender);
    struct span kind = span_of(sample->kind);
    struct known_stream *known = full ? find(streams, source, sender, kind) : NULL;
    if (known)
        return known;
    known = add(streams, source, sender, kind);
    if (family.learned_kind == 1)
        drift_stream_follow(&known->stream, family.only);
    if (family.learned && !family.sender && !full)
        drift_stream_first(&known->stream, DRIFT_SENDER, span_of(sample->sender));
    if (family.learned && !family.type)
        drift_stream_first(&known->stream, DRIFT_TYPE, span_of(sample->type));
    return known;
}

/* ---- learning ---- */

static void hear(const struct engine *engine, struct drift_stream *stream, int64_t seq)
{
    for (size_t i = 0; i < engine->normal_count; i++) {
        const struct desk_normal *normal = &engine->normals[i];
        enum drift_trait trait;
        if (normal->id <= stream->accepted || normal->after_seq >= seq ||
            !span_equal(normal->source, stream->source) ||
            !span_equal(normal->sender, stream->sender) || !span_equal(normal->kind, stream->kind))
            continue;
        stream->accepted = normal->id;
        if (drift_trait_parse(normal->trait, &trait))
            drift_accept(stream, trait, normal->value);
    }
}

enum status streams_learn(struct passage *passage, struct span dialect)
{
    struct engine *engine = passage->engine;
    const struct journal_entry *entry = passage->entry;
    struct drift_sample sample;
    enum status status = open_streams(engine);
    if (status != STATUS_OK ||
        !drift_sample(passage->image, passage->message, dialect, &engine->message, &sample))
        return status;
    struct known_stream *known =
        find(engine->streams, entry->source, span_of(sample.sender), span_of(sample.kind));
    if (!known)
        known = make(engine->streams, entry->source, &sample);
    if (entry->sequence <= known->had)
        return STATUS_OK;
    hear(engine, &known->stream, entry->sequence);
    known->raised +=
        drift_learn(&known->stream, &sample, entry->sequence, passage->at, entry->received);
    known->changed = true;
    return STATUS_OK;
}

/* ---- what people said ---- */

static void keep(struct engine *engine, const struct desk_normal *normal)
{
    engine->normals = arena_more(&engine->kept, engine->normals, engine->normal_count,
                                 &engine->normal_room, sizeof *engine->normals);
    struct desk_normal *kept = &engine->normals[engine->normal_count++];
    *kept = (struct desk_normal){.id = normal->id,
                                 .source = arena_copy(&engine->kept, normal->source),
                                 .sender = arena_copy(&engine->kept, normal->sender),
                                 .kind = arena_copy(&engine->kept, normal->kind),
                                 .trait = arena_copy(&engine->kept, normal->trait),
                                 .value = arena_copy(&engine->kept, normal->value),
                                 .after_seq = normal->after_seq};
}

enum status normals_follow(struct engine *engine, bool *pending)
{
    struct arena arena = {0};
    struct desk_normal *added;
    size_t count = 0;
    int64_t last = engine->normal_count ? engine->normals[engine->normal_count - 1].id : 0;
    enum status status = desk_normals(engine->desk, last, &arena, &added, &count);
    *pending = false;
    for (size_t i = 0; status == STATUS_OK && i < count && !*pending; i++) {
        *pending = added[i].after_seq == DESK_PENDING;
        if (!*pending)
            keep(engine, &added[i]);
    }
    arena_free(&arena);
    return status;
}
