/* Values under a mask: the one place where what carriers said of a person becomes JSON. */
#include <string.h>

#include "guard/mask.h"
#include "names/names.h"
#include "view/internal.h"

const char *part_word(enum store_part part)
{
    static const char *const words[] = {"API", "PNR", "booking"};
    return words[part];
}

/* ---- fields by name ---- */

enum field field_named(struct span name)
{
    struct span key;
    struct span node = span_cut(name, '.', &key);
    for (int field = 0; field < FIELDS; field++) {
        const struct field_info *info = field_info((enum field)field);
        if (span_is(key, info->key) && span_is(node, node_info(info->node)->key))
            return (enum field)field;
    }
    return FIELDS;
}

const char *field_name(struct arena *arena, enum field field)
{
    const struct field_info *info = field_info(field);
    return arena_format(arena, "%s.%s", node_info(info->node)->key, info->key);
}

/* ---- what is shown to nobody ---- */

/* By the gate's own rules: of an account the last four digits, of cards in free text nothing. */
static struct span shown_text(struct arena *arena, enum field field, struct span text)
{
    if (field == FIELD_PAYMENT_ACCOUNT)
        return guard_redact_account(text, arena);
    if (field_info(field)->class != CLASS_FREE)
        return text;
    struct span copy = arena_copy(arena, text);
    guard_redact_cards((char *)copy.at, copy.size); /* our own copy */
    return copy;
}

/* ---- writing ---- */

bool put_shown(struct json *json, const struct view_sight *sight, enum field field,
               struct span text)
{
    struct arena arena = {0};
    if (field == FIELDS || !field_mask_shows(&sight->mask, field)) {
        json_put_bool(json, "masked", true);
        return false;
    }
    json_put_span(json, "text", shown_text(&arena, field, text));
    arena_free(&arena);
    return true;
}

void put_place(struct json *json, struct origin origin, int64_t begin, int64_t size)
{
    json_put_int(json, "message", origin.message);
    json_put_int(json, "begin", begin);
    json_put_int(json, "size", size);
    json_put_text(json, "source", origin.source);
}

void write_value(struct json *json, const char *key, const struct view_sight *sight,
                 const struct image *image, const struct image_value *value, struct origin origin)
{
    if (key)
        json_key(json, key);
    json_begin(json);
    if (put_shown(json, sight, (enum field)value->field, image_value_text(image, value)))
        put_place(json, origin, value->begin, value->size);
    json_end(json);
}

void write_text(struct json *json, const char *key, const struct view_sight *sight,
                enum field field, struct span text)
{
    if (!text.size)
        return;
    if (key)
        json_key(json, key);
    json_begin(json);
    put_shown(json, sight, field, text);
    json_end(json);
}

void write_fields(struct json *json, const struct view_sight *sight, const struct image *image,
                  uint32_t node, struct origin origin)
{
    struct field_mask seen = {.classes = 0};
    for (uint32_t i = 0; i < image->nodes[node].values; i++) {
        const struct image_value *value = &image->values[image->nodes[node].first_value + i];
        enum field field = (enum field)value->field;
        if (field_mask_shows(&seen, field))
            continue;
        field_mask_show(&seen, field);
        write_value(json, field_info(field)->key, sight, image, value, origin);
    }
}

/* ---- searching ---- */

static struct span folded(struct arena *arena, struct span text)
{
    struct names names;
    names_fold(text, arena, &names);
    return names_joined(&names, 0, names.count, arena);
}

bool holds(struct arena *arena, struct span text, struct span wanted)
{
    if (!text.size)
        return false;
    struct span have = folded(arena, text), want = folded(arena, wanted);
    return want.size && have.size >= want.size && memmem(have.at, have.size, want.at, want.size);
}
