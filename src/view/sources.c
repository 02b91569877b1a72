/* Sources: who sends, how they write (drift/drift.h), and what people said of what changed. */
#include <stdlib.h>

#include "drift/drift.h"
#include "view/internal.h"

/* What is known of all sources, in the arena of the view. */
struct known_sources {
    struct view *view;
    struct span only; /* empty: all */
    struct desk_source *sources;
    size_t source_count;
    struct desk_normal *normals;
    size_t normal_count;
    struct drift_stream *streams; /* in the order of their sources */
    size_t stream_count, stream_room;
    enum status status;
};

/* ---- reading ---- */

static bool read_stream(void *context, const struct store_stream *row)
{
    struct known_sources *known = context;
    struct arena *arena = &known->view->arena;
    if (known->only.size && !span_equal(row->source, known->only))
        return true;
    known->streams = arena_more(arena, known->streams, known->stream_count, &known->stream_room,
                                sizeof *known->streams);
    struct drift_stream *stream = &known->streams[known->stream_count++];
    drift_stream_start(stream, row->source, row->sender, row->kind, arena);
    known->status = drift_read(stream, row->state);
    return known->status == STATUS_OK;
}

static enum status read_all(struct view *view, struct span only, struct known_sources *out)
{
    struct store *store;
    struct desk *desk;
    *out = (struct known_sources){.view = view, .only = only};
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK)
        status = view_desk(view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_source_list(desk, &view->arena, &out->sources, &out->source_count);
    if (status == STATUS_OK && desk)
        status = desk_normals(desk, 0, &view->arena, &out->normals, &out->normal_count);
    if (status == STATUS_OK && store)
        status = store_streams(store, read_stream, out);
    return status == STATUS_OK ? out->status : status;
}

/* What somebody said of the note, which the next message of the stream will hear; NULL: nobody. */
static const struct desk_normal *accepted(const struct known_sources *known,
                                          const struct drift_stream *stream,
                                          const struct drift_item *item)
{
    for (size_t i = known->normal_count; i-- > 0;) {
        const struct desk_normal *normal = &known->normals[i];
        if (normal->id > stream->accepted && span_equal(normal->source, stream->source) &&
            span_equal(normal->sender, stream->sender) && span_equal(normal->kind, stream->kind) &&
            span_is(normal->trait, drift_trait_info(item->trait)->word) &&
            span_is(normal->value, item->value))
            return normal;
    }
    return NULL;
}

static bool stands(const struct known_sources *known, const struct drift_stream *stream,
                   const struct drift_item *item)
{
    return item->note.state == DRIFT_STANDS && !accepted(known, stream, item);
}

/* ---- writing ---- */

static void write_moment(struct json *json, const char *key, struct drift_moment moment)
{
    json_key(json, key);
    json_begin(json);
    json_put_int(json, "message", moment.seq);
    write_instant(json, "at", moment.at);
    json_end(json);
}

static void put_trait(struct json *json, const struct drift_item *item)
{
    json_put_text(json, "trait", drift_trait_info(item->trait)->word);
    json_put_text(json, "value", item->value);
    json_put_text(json, "per", drift_per_word(item->per));
}

static void write_accepted(struct json *json, const struct desk_normal *normal)
{
    json_key(json, "accepted");
    if (!normal) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    json_put_span(json, "by", normal->by);
    write_instant(json, "at", normal->at);
    json_end(json);
}

static void write_note(const struct known_sources *known, struct json *json,
                       const struct drift_stream *stream, const struct drift_item *item)
{
    const struct desk_normal *normal = accepted(known, stream, item);
    bool over = item->note.state == DRIFT_OVER;
    struct buffer text = {0};
    drift_sentence(stream, item, &text);
    json_begin(json);
    put_trait(json, item);
    json_put_text(json, "turn", drift_turn(item));
    json_put_text(json, "state", normal ? "accepted" : over ? "over" : "stands");
    json_put_int(json, "before", drift_share(item, true));
    json_put_int(json, "now", drift_share(item, false));
    write_text_or_null(json, "usual", drift_usual(stream, item->trait));
    write_moment(json, "since", item->note.since);
    write_moment(json, "noticed", item->note.noticed);
    write_instant(json, "over_at", over ? item->note.over.at : 0);
    write_accepted(json, normal);
    json_put_span(json, "text", buffer_span(&text));
    json_end(json);
    buffer_free(&text);
}

static void write_notes(const struct known_sources *known, struct json *json,
                        const struct drift_stream *stream)
{
    json_key(json, "notes");
    json_begin_array(json);
    for (size_t i = 0; i < stream->count; i++)
        if (stream->items[i].note.state != DRIFT_QUIET)
            write_note(known, json, stream, &stream->items[i]);
    json_end_array(json);
}

static void write_fingerprint(struct json *json, const struct drift_stream *stream)
{
    json_key(json, "fingerprint");
    json_begin_array(json);
    for (size_t i = 0; i < stream->count; i++) {
        const struct drift_item *item = &stream->items[i];
        if (item->reference.x == 0)
            continue;
        json_begin(json);
        put_trait(json, item);
        json_put_int(json, "share", drift_share(item, true));
        json_end(json);
    }
    json_end_array(json);
}

static void write_stream(const struct known_sources *known, struct json *json,
                         const struct drift_stream *stream)
{
    json_begin(json);
    json_put_span(json, "sender", stream->sender);
    json_put_span(json, "kind", stream->kind);
    json_put_int(json, "messages", stream->messages);
    json_put_bool(json, "learning", drift_is_learning(stream));
    write_moment(json, "first", stream->first);
    write_moment(json, "last", stream->last);
    write_notes(known, json, stream);
    write_fingerprint(json, stream);
    json_end(json);
}

/* ---- a source: a registered one, or one that only has streams (what officers load) ---- */

/* Its streams among all. */
struct range {
    size_t from, to;
};

static struct range streams_of(const struct known_sources *known, struct span name)
{
    struct range range = {0, 0};
    while (range.from < known->stream_count && !span_equal(known->streams[range.from].source, name))
        range.from++;
    range.to = range.from;
    while (range.to < known->stream_count && span_equal(known->streams[range.to].source, name))
        range.to++;
    return range;
}

static const char *state_of(const struct known_sources *known, struct range range)
{
    bool learned = false;
    for (size_t s = range.from; s < range.to; s++) {
        const struct drift_stream *stream = &known->streams[s];
        learned |= !drift_is_learning(stream);
        for (size_t i = 0; i < stream->count; i++)
            if (stands(known, stream, &stream->items[i]))
                return "changed";
    }
    return range.from == range.to ? "silent" : learned ? "steady" : "learning";
}

static void write_source(const struct known_sources *known, struct json *json, struct span name,
                         const struct desk_source *source)
{
    struct range range = streams_of(known, name);
    const struct drift_stream *last = NULL;
    int64_t messages = 0;
    for (size_t s = range.from; s < range.to; s++) {
        messages += known->streams[s].messages;
        if (!last || known->streams[s].last.seq > last->last.seq)
            last = &known->streams[s];
    }
    json_begin(json);
    json_put_span(json, "name", name);
    json_put_bool(json, "registered", source != NULL);
    json_put_bool(json, "disabled", source && source->disabled);
    json_put_text(json, "state", state_of(known, range));
    json_put_int(json, "messages", messages);
    if (last)
        write_moment(json, "last", last->last);
    else
        json_put_text(json, "last", NULL);
    json_key(json, "streams");
    json_begin_array(json);
    for (size_t s = range.from; s < range.to; s++)
        write_stream(known, json, &known->streams[s]);
    json_end_array(json);
    json_end(json);
}

static bool is_registered(const struct known_sources *known, struct span name)
{
    for (size_t i = 0; i < known->source_count; i++)
        if (span_equal(known->sources[i].name, name))
            return true;
    return false;
}

static size_t write_sources(const struct known_sources *known, struct json *json)
{
    size_t written = 0;
    for (size_t i = 0; i < known->source_count; i++) {
        const struct desk_source *source = &known->sources[i];
        if (known->only.size && !span_equal(source->name, known->only))
            continue;
        write_source(known, json, source->name, source);
        written++;
    }
    for (size_t s = 0; s < known->stream_count; s++) {
        struct span name = known->streams[s].source;
        bool first = s == 0 || !span_equal(known->streams[s - 1].source, name);
        if (!first || is_registered(known, name))
            continue;
        write_source(known, json, name, NULL);
        written++;
    }
    return written;
}

enum status view_sources(struct view *view, struct span name, struct buffer *out)
{
    struct known_sources known;
    struct json json = {out, false};
    enum status status = read_all(view, name, &known);
    if (status != STATUS_OK)
        return status;
    json_begin(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    size_t written = write_sources(&known, &json);
    json_end_array(&json);
    json_end(&json);
    return written || !name.size
               ? STATUS_OK
               : status_fail(STATUS_MISSING, "There is no source %.*s.", (int)name.size, name.at);
}

enum status view_note_stands(struct view *view, const struct view_note *note)
{
    struct known_sources known;
    enum drift_trait trait;
    enum status status = read_all(view, note->source, &known);
    for (size_t s = 0; status == STATUS_OK && s < known.stream_count; s++) {
        const struct drift_stream *stream = &known.streams[s];
        if (!span_equal(stream->sender, note->sender) || !span_equal(stream->kind, note->kind) ||
            !drift_trait_parse(note->trait, &trait))
            continue;
        const struct drift_item *item = drift_find(stream, trait, note->value);
        if (item && item->note.state != DRIFT_QUIET && !accepted(&known, stream, item))
            return STATUS_OK;
    }
    return status != STATUS_OK
               ? status
               : status_fail(STATUS_MISSING, "There is no such note, or somebody has said already "
                                             "that this is the new normal.");
}
