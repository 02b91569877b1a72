#include "view/evidence.h"

#include <jansson.h>

#include "view/internal.h"
#include "watch/watch.h"

static struct span text_of(struct arena *arena, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? arena_copy(arena, (struct span){json_string_value(value),
                                                                   json_string_length(value)})
                                 : (struct span){"", 0};
}

static void read_values(const json_t *list, struct arena *arena, struct evidence *out)
{
    size_t i;
    const json_t *value;
    out->values = arena_array(arena, struct evidence_value, json_array_size(list) + 1);
    json_array_foreach(list, i, value)
    {
        struct evidence_value *kept = &out->values[out->value_count++];
        kept->name = text_of(arena, value, "field");
        kept->field = field_named(kept->name);
        kept->text = text_of(arena, value, "text");
        kept->begin = json_integer_value(json_object_get(value, "begin"));
        kept->size = json_integer_value(json_object_get(value, "size"));
    }
}

static void read_parts(const json_t *list, struct arena *arena, struct evidence *out)
{
    size_t i;
    const json_t *part;
    out->parts = arena_array(arena, struct evidence_part, json_array_size(list) + 1);
    json_array_foreach(list, i, part)
    {
        struct evidence_part *kept = &out->parts[out->part_count++];
        kept->weight = text_of(arena, part, "weight");
        kept->points = json_integer_value(json_object_get(part, "points"));
    }
}

void evidence_read(const struct store_hit *hit, struct arena *arena, struct evidence *out)
{
    json_t *root = json_loadb(hit->evidence.at, hit->evidence.size, 0, NULL);
    *out = (struct evidence){.list = text_of(arena, root, "list"),
                             .reference = text_of(arena, root, "reference")};
    read_values(json_object_get(root, "values"), arena, out);
    read_parts(json_object_get(json_object_get(root, "why"), "parts"), arena, out);
    json_decref(root);
}

const char *evidence_how(int how)
{
    return watch_how_info((unsigned)how)->code;
}

static bool has_part(const struct evidence *evidence, const char *weight)
{
    for (size_t i = 0; i < evidence->part_count; i++)
        if (span_is(evidence->parts[i].weight, weight))
            return true;
    return false;
}

bool evidence_names_entry(const struct view_sight *sight)
{
    return field_mask_shows_class(&sight->mask, CLASS_IDENTITY);
}

const char *evidence_words(const struct store_hit *hit, const struct evidence *evidence,
                           const struct view_sight *sight, struct arena *arena)
{
    const struct watch_how_info *info = watch_how_info((unsigned)hit->how);
    bool birth = info->how == WATCH_BY_NAME && has_part(evidence, "birth.exact");
    const char *what = birth ? "Name and date of birth fit" : info->what;
    struct span entry = evidence->reference.size ? evidence->reference : hit->entry;
    if (!evidence_names_entry(sight))
        entry = SPAN("an entry");
    return arena_format(arena, "%s %.*s of list %.*s.", what, (int)entry.size, entry.at,
                        (int)evidence->list.size, evidence->list.at);
}
