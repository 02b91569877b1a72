#include "pipeline/contents.h"

#include "base/buffer.h"

static uint32_t row_of(const struct store_loaded *loaded, int64_t id)
{
    return id_find(loaded->travellers, loaded->traveller_count, sizeof *loaded->travellers, id);
}

/* A card is merged into an older one, so its person is known before it. */
uint32_t *contents_join(const struct store_loaded *loaded, struct arena *arena)
{
    uint32_t count = loaded->traveller_count;
    uint32_t *next = arena_array(arena, uint32_t, count + 1);
    uint32_t *last = arena_array(arena, uint32_t, count + 1); /* by root */
    uint32_t *root = arena_array(arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t into = loaded->travellers[i].merged_into
                            ? row_of(loaded, loaded->travellers[i].merged_into)
                            : i;
        next[i] = IMAGE_NONE;
        root[i] = into < i ? root[into] : i;
        if (root[i] != i)
            next[last[root[i]]] = i;
        last[root[i]] = i;
    }
    return next;
}

static bool add_content(void *context, const struct store_content *content)
{
    struct content_list *list = context;
    struct said item = {.kind = list->kind, .seq = content->seq};
    if (content->version == 0 ||
        image_open(arena_copy(list->arena, content->bytes), &item.image) != STATUS_OK)
        return true;
    list->items =
        arena_more(list->arena, list->items, list->count, &list->room, sizeof *list->items);
    list->items[list->count++] = item;
    return true;
}

/* What reaches who travels by the booking of a row. */
static enum status add_booking(struct store *store, const struct store_loaded *loaded, int64_t id,
                               bool former, struct content_list *list)
{
    uint32_t at = id_find(loaded->bookings, loaded->booking_count, sizeof *loaded->bookings, id);
    if (!id || at == UINT32_MAX || !list->bookings)
        return STATUS_OK;
    const struct store_booking *booking = &loaded->bookings[at];
    list->kind = KIND_PNR;
    if (!former)
        add_content(list, &booking->content);
    else if (booking->content.version > 1)
        return store_versions(store, PART_BOOKING, id, add_content, list);
    return STATUS_OK;
}

/* What all rows of the person say now, then what they said before: a reason stands while any
 * message gives it. */
enum status contents_of(struct store *store, const struct store_loaded *loaded,
                        const uint32_t *next, uint32_t root, struct content_list *list)
{
    enum status status = STATUS_OK;
    for (int former = 0; former < 2; former++)
        for (uint32_t i = root; i != IMAGE_NONE; i = next[i]) {
            for (enum store_part part = PART_API; part <= PART_PNR; part++) {
                const struct store_traveller *row = &loaded->travellers[i];
                list->kind = (enum kind)part;
                if (!former)
                    add_content(list, &row->content[part]);
                else if (status == STATUS_OK && row->content[part].version > 1)
                    status = store_versions(store, part, row->id, add_content, list);
            }
            if (status == STATUS_OK)
                status = add_booking(store, loaded, loaded->travellers[i].booking, former, list);
        }
    return status;
}

/* ---- what is screened ---- */

static void put_text(struct buffer *out, struct watch_said said)
{
    buffer_append(out, said.text.at, said.text.size);
    buffer_char(out, '\n');
}

/* Everything that watch_screen looks at; never kept longer than the arena. */
static struct span words_of(const struct watch_person *person, struct arena *arena)
{
    struct buffer out = {0};
    for (size_t i = 0; i < person->name_count; i++) {
        put_text(&out, person->names[i].surname);
        put_text(&out, person->names[i].given);
    }
    for (size_t i = 0; i < person->birth_count; i++) {
        const struct watch_person_birth *birth = &person->births[i];
        buffer_format(&out, "B%d %d %u %d\n", birth->day.from, birth->day.to, birth->day.precision,
                      birth->other);
    }
    for (size_t i = 0; i < person->document_count; i++) {
        put_text(&out, person->documents[i].number);
        put_text(&out, person->documents[i].state);
    }
    buffer_text(&out, "N\n");
    for (size_t i = 0; i < person->nationality_count; i++)
        put_text(&out, person->nationalities[i]);
    put_text(&out, person->sex);
    for (size_t i = 0; i < person->contact_count; i++) {
        buffer_format(&out, "%d %d ", (int)person->contacts[i].kind, person->contacts[i].own);
        put_text(&out, person->contacts[i].said);
    }
    buffer_format(&out, "%zu %zu %zu %zu %zu", person->name_count, person->birth_count,
                  person->document_count, person->nationality_count, person->contact_count);
    struct span words = arena_copy(arena, buffer_span(&out));
    seal_wipe(out.at, out.size);
    buffer_free(&out);
    return words;
}

bool contents_person(const struct content_list *list, size_t item, struct content_words *words,
                     struct arena *arena, struct watch_person *out)
{
    if (!words->said)
        words->said = arena_array(arena, struct span, list->count + 1);
    watch_person_from_image(&list->items[item].image, 0, arena, out);
    struct span said = words_of(out, arena);
    for (size_t i = 0; i < words->count; i++)
        if (span_equal(words->said[i], said))
            return false;
    words->said[words->count++] = said;
    return true;
}
