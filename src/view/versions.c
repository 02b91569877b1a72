/* What changed from message to message, and which cards were made one. */
#include "model/person.h"
#include "view/internal.h"
#include "view/traveller.h"

/* All states of one content, the first first. */
struct history {
    const struct portrait *portrait;
    struct state {
        int64_t seq;
        int32_t version;
        struct image image;
        bool readable;
    } * states;
    size_t count, room;
};

static void add_state(struct history *history, const struct store_content *content, bool copy)
{
    struct arena *arena = history->portrait->arena;
    history->states =
        arena_more(arena, history->states, history->count, &history->room, sizeof *history->states);
    struct state *state = &history->states[history->count++];
    *state = (struct state){.seq = content->seq, .version = content->version};
    struct span bytes = copy ? arena_copy(arena, content->bytes) : content->bytes;
    state->readable = image_open(bytes, &state->image) == STATUS_OK;
}

static bool add_former(void *context, const struct store_content *content)
{
    add_state(context, content, true);
    return true;
}

/* ---- differences ---- */

/* Comparing takes the product of both: beyond this, which no honest person has, nothing is said. */
enum { MOST_VALUES = 3000 };

/* A value is the same when field and text are; where it stands in a message says nothing. Of equal
 * values each counts once. */
static bool has_value(const struct image *image, bool *used, const struct image_value *wanted,
                      struct span text)
{
    for (uint32_t i = 0; i < image->header->values; i++)
        if (!used[i] && image->values[i].field == wanted->field &&
            span_equal(image_value_text(image, &image->values[i]), text)) {
            used[i] = true;
            return true;
        }
    return false;
}

/* Values of `from` that `to` has not; `out` has room for all. */
static size_t missing_values(struct arena *arena, const struct image *from, const struct image *to,
                             const struct image_value **out)
{
    size_t count = 0;
    bool *used = arena_array(arena, bool, to->header->values + 1);
    for (uint32_t i = 0; i < from->header->values; i++)
        if (!has_value(to, used, &from->values[i], image_value_text(from, &from->values[i])))
            out[count++] = &from->values[i];
    return count;
}

static void write_change(struct json *json, const struct portrait *portrait, enum store_part part,
                         const struct state *before, const struct image_value *gone,
                         const struct state *after, const struct image_value *come)
{
    enum field field = (enum field)(gone ? gone->field : come->field);
    json_begin(json);
    json_put_text(json, "field", field_name(portrait->arena, field));
    if (gone)
        write_value(json, "before", portrait->sight, &before->image, gone,
                    (struct origin){before->seq, part_word(part)});
    if (come)
        write_value(json, "after", portrait->sight, &after->image, come,
                    (struct origin){after->seq, part_word(part)});
    json_end(json);
}

/* A value that went and one of the same field that came are one change. */
static void write_changes(struct json *json, const struct portrait *portrait, enum store_part part,
                          const struct state *before, const struct state *after)
{
    struct arena *arena = portrait->arena;
    const struct image_value **gone =
        arena_alloc(arena, sizeof *gone * (before->image.header->values + 1));
    const struct image_value **come =
        arena_alloc(arena, sizeof *come * (after->image.header->values + 1));
    size_t gone_count = missing_values(arena, &before->image, &after->image, gone);
    size_t come_count = missing_values(arena, &after->image, &before->image, come);
    for (size_t i = 0; i < gone_count; i++) {
        size_t k = 0;
        while (k < come_count && (!come[k] || come[k]->field != gone[i]->field))
            k++;
        write_change(json, portrait, part, before, gone[i], after, k < come_count ? come[k] : NULL);
        if (k < come_count)
            come[k] = NULL;
    }
    for (size_t k = 0; k < come_count; k++)
        if (come[k])
            write_change(json, portrait, part, before, NULL, after, come[k]);
}

/* ---- writing ---- */

static void write_version(struct json *json, const struct history *history, const struct said *said,
                          size_t index)
{
    const struct portrait *portrait = history->portrait;
    const struct state *state = &history->states[index];
    char id[ID_TEXT];
    json_begin(json);
    json_put_text(json, "traveller",
                  said->traveller ? id_format(ID_TRAVELLER, said->traveller, id) : NULL);
    json_put_text(json, "part", part_word(said->part));
    json_put_int(json, "version", state->version);
    json_put_int(json, "message", state->seq);
    write_instant(json, "received_at", message_received(portrait->view, state->seq));
    json_key(json, "changes");
    json_begin_array(json);
    if (index && state->readable && state[-1].readable &&
        state->image.header->values < MOST_VALUES && state[-1].image.header->values < MOST_VALUES)
        write_changes(json, portrait, said->part, &state[-1], state);
    json_end_array(json);
    json_end(json);
}

static enum status load_history(const struct portrait *portrait, const struct said *said,
                                struct history *out)
{
    *out = (struct history){.portrait = portrait};
    enum status status = STATUS_OK;
    int64_t id = said->part == PART_BOOKING ? said->booking : said->traveller;
    if (said->content->version > 1)
        status = store_versions(portrait->view->store, said->part, id, add_former, out);
    add_state(out, said->content, false);
    return status;
}

/* The newest of all contents first: each history is ascending, so the newest of all is at the end
 * of one of them. */
enum status write_versions(struct json *json, const struct portrait *portrait)
{
    struct history *all = arena_array(portrait->arena, struct history, portrait->count + 1);
    size_t *left = arena_array(portrait->arena, size_t, portrait->count + 1);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < portrait->count && status == STATUS_OK; i++) {
        status = load_history(portrait, &portrait->said[i], &all[i]);
        left[i] = all[i].count;
    }
    json_key(json, "versions");
    json_begin_array(json);
    while (status == STATUS_OK) {
        size_t newest = portrait->count;
        for (size_t i = 0; i < portrait->count; i++)
            if (left[i] &&
                (newest == portrait->count ||
                 all[i].states[left[i] - 1].seq > all[newest].states[left[newest] - 1].seq))
                newest = i;
        if (newest == portrait->count)
            break;
        write_version(json, &all[newest], &portrait->said[newest], --left[newest]);
    }
    json_end_array(json);
    return status;
}

void write_merges(struct json *json, const struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    json_key(json, "merges");
    json_begin_array(json);
    for (size_t i = 0; i < person->edge_count; i++) {
        const struct store_edge *edge = &person->edges[i];
        json_begin(json);
        write_id(json, "younger", ID_TRAVELLER, edge->younger);
        write_id(json, "older", ID_TRAVELLER, edge->older);
        json_put_int(json, "message", edge->seq);
        write_instant(json, "at", message_received(portrait->view, edge->seq));
        json_put_text(json, "reason", merge_reason_word(edge->reason));
        json_end(json);
    }
    json_end_array(json);
}
