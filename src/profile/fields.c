/* The part of a profile that says where the fields of a node come from. */
#include "profile/internal.h"

const enum node_type profile_nodes[] = {NODE_MESSAGE, NODE_LEG,     NODE_TRAVELLER, NODE_DOCUMENT,
                                        NODE_CONTACT, NODE_ADDRESS, NODE_TICKET,    NODE_BAG,
                                        NODE_SEAT,    NODE_LOYALTY, NODE_REMARK};
const size_t profile_node_count = sizeof profile_nodes / sizeof *profile_nodes;

enum { MOST_VALUES = 200, MOST_SOURCES = 64, MOST_WORDS = 1000 };

/* ---- sources ---- */

static uint32_t index_of_title(struct parsing *parsing, struct span key)
{
    struct profile *profile = profile_reading(parsing)->profile;
    for (size_t i = 0; i < profile->title_count; i++)
        if (span_equal(profile->titles[i], key))
            return (uint32_t)i;
    profile->titles = arena_more(parsing->arena, profile->titles, profile->title_count,
                                 &profile_reading(parsing)->title_room, sizeof *profile->titles);
    profile->titles[profile->title_count] = key;
    return (uint32_t)profile->title_count++;
}

struct profile_source parsing_column(struct parsing *parsing, const yaml_node_t *node)
{
    struct profile_source source = {.from = PROFILE_COLUMN, .name = parsing_text(parsing, node)};
    int64_t number;
    bool plain =
        node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && span_number(source.name, &number)) {
        if (number < 1 || number > TABLE_MOST_COLUMNS)
            parsing_fault(parsing, node, source.name, "is no number of a column, from 1.");
        source.number = (uint32_t)number;
        return source;
    }
    source.key = profile_key(source.name, parsing->arena);
    if (source.key.size)
        source.index = index_of_title(parsing, source.key);
    else
        parsing_fault(parsing, node, (struct span){NULL, 0}, "A column's title is empty.");
    return source;
}

static void add_source(struct parsing *parsing, const yaml_node_t *node,
                       struct profile_value *value, struct profile_source source)
{
    if (!value->sources)
        value->sources = arena_array(parsing->arena, struct profile_source, MOST_SOURCES);
    if (value->source_count == MOST_SOURCES)
        parsing_fault(parsing, node, source.name, "is one source too many for one field.");
    else
        value->sources[value->source_count++] = source;
}

static void add_column(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    add_source(parsing, node, target, parsing_column(parsing, node));
}

static void add_label(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_source source = {.from = PROFILE_LABEL, .name = parsing_text(parsing, node)};
    source.key = profile_key(source.name, parsing->arena);
    source.index = profile_reading(parsing)->profile->label_count++;
    if (source.key.size == 0)
        parsing_fault(parsing, node, (struct span){NULL, 0}, "A label is empty.");
    else
        add_source(parsing, node, target, source);
}

/* ---- the members of a value ---- */

static void read_column(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_column, target);
}

static void read_label(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    parsing_list(parsing, node, add_label, target);
}

static void read_file(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    if (parsing_yes(parsing, node))
        add_source(parsing, node, target,
                   (struct profile_source){.from = PROFILE_FILE, .name = SPAN("the file's name")});
}

static void read_constant(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_source source = {.from = PROFILE_CONSTANT, .name = parsing_text(parsing, node)};
    add_source(parsing, node, target, source);
}

static void read_join(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    value->join = true;
    parsing_list(parsing, node, add_column, target);
}

static void read_join_labels(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    value->join = true;
    parsing_list(parsing, node, add_label, target);
}

static void read_optional(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    value->optional = parsing_yes(parsing, node);
}

static void read_cell(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    int64_t number;
    if (parsing_count(parsing, node, 1, TABLE_MOST_COLUMNS, &number))
        value->cell = (uint32_t)number;
}

static void read_below(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    value->below = parsing_yes(parsing, node);
}

static void read_split(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    value->mark = parsing_text(parsing, node);
    if (value->mark.size == 0)
        parsing_fault(parsing, node, (struct span){NULL, 0}, "The mark that parts is empty.");
}

static void read_take(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const char *const words[] = {"all", "last", "rest", "begin", "first"};
    struct profile_value *value = target;
    int64_t number;
    if (node->type == YAML_SCALAR_NODE &&
        span_number((struct span){(const char *)node->data.scalar.value, node->data.scalar.length},
                    &number)) {
        if (parsing_count(parsing, node, 1, PROFILE_PARTS - PROFILE_PART_1, &number))
            value->take = (enum profile_take)(PROFILE_PART_1 + number - 1);
        return;
    }
    size_t word = parsing_word(parsing, node, "part (or its number)", words, 5);
    value->take = word < 5 ? (enum profile_take)word : PROFILE_ALL;
}

static void read_characters(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    profile_range(parsing, node, &value->characters);
}

static void read_date(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    static const char *const words[] = {"dmy", "mdy", "ymd"};
    struct profile_value *value = target;
    size_t word = parsing_word(parsing, node, "order of a date", words, 3);
    value->order = word < 3 ? (enum profile_order)word : PROFILE_DMY;
}

struct words {
    struct profile_word *at;
    size_t count, room;
};

static void add_word(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                     void *target)
{
    struct words *words = target;
    if (words->count == MOST_WORDS) {
        parsing_fault(parsing, key, parsing_text(parsing, key),
                      "is one word too many: at most 1000 can be given here.");
        return;
    }
    words->at =
        arena_more(parsing->arena, words->at, words->count, &words->room, sizeof *words->at);
    words->at[words->count++] = (struct profile_word){
        profile_key(parsing_text(parsing, key), parsing->arena), parsing_text(parsing, value)};
}

void parsing_words(struct parsing *parsing, const yaml_node_t *node, struct profile_word **words,
                   size_t *count)
{
    struct words read = {0};
    parsing_pairs(parsing, node, "what words stand for", add_word, &read);
    *words = read.at;
    *count = read.count;
}

static void read_values(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    struct profile_value *value = target;
    parsing_words(parsing, node, &value->words, &value->word_count);
}

static const struct parsing_key value_keys[] = {
    {"column", read_column},     {"label", read_label},  {"file", read_file},
    {"constant", read_constant}, {"join", read_join},    {"join-labels", read_join_labels},
    {"optional", read_optional}, {"cell", read_cell},    {"below", read_below},
    {"split", read_split},       {"take", read_take},    {"characters", read_characters},
    {"date", read_date},         {"values", read_values}};

/* ---- fields and groups ---- */

/* A title, a column's number, a list of them, or all that can be said of a value. */
static void read_value(struct parsing *parsing, const yaml_node_t *node,
                       struct profile_value *value)
{
    value->cell = 1;
    if (node->type == YAML_MAPPING_NODE)
        parsing_keys(parsing, node,
                     (struct parsing_keys){value_keys, sizeof value_keys / sizeof *value_keys,
                                           "member of a field", value});
    else
        parsing_list(parsing, node, add_column, value);
    if (value->mark.size && value->take == PROFILE_ALL)
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "`split` needs `take`: first, rest, last, begin or a number.");
    if (value->source_count == 0)
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "The field has no source: a column, label, constant or the file's name.");
}

static size_t keys_of(enum node_type type, const char **words, size_t room)
{
    size_t count = 0;
    for (unsigned i = 0; i < FIELDS && count < room; i++)
        if (field_info((enum field)i)->node == type)
            words[count++] = field_info((enum field)i)->key;
    return count;
}

static bool find_field(enum node_type type, struct span key, enum field *out)
{
    for (unsigned i = 0; i < FIELDS; i++) {
        const struct field_info *info = field_info((enum field)i);
        if (info->node == type && span_is(key, info->key)) {
            *out = (enum field)i;
            return true;
        }
    }
    return false;
}

static void read_field(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *node,
                       void *target)
{
    struct profile_group *group = target;
    enum field field;
    if (!find_field(group->node, parsing_text(parsing, key), &field)) {
        const char *words[64];
        parsing_unknown(parsing, key,
                        arena_format(parsing->arena, "field of a %s", node_info(group->node)->key),
                        words, keys_of(group->node, words, 64));
        return;
    }
    for (size_t i = 0; i < group->count; i++)
        if (group->values[i].field == field) {
            parsing_fault(parsing, key, parsing_text(parsing, key), "is given twice.");
            return;
        }
    group->values[group->count] = (struct profile_value){
        .index = profile_reading(parsing)->profile->value_count++, .field = field};
    read_value(parsing, node, &group->values[group->count++]);
}

static void read_group(struct parsing *parsing, const yaml_node_t *node, void *target)
{
    enum { MOST_GROUPS = 100 };
    struct profile *profile = profile_reading(parsing)->profile;
    const enum node_type *type = target;
    if (profile->group_count == MOST_GROUPS) {
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "A profile has at most 100 groups of fields.");
        return;
    }
    struct profile_group group = {.node = *type};
    group.values = arena_array(parsing->arena, struct profile_value, MOST_VALUES);
    parsing_pairs(parsing, node,
                  arena_format(parsing->arena, "the fields of a %s", node_info(*type)->key),
                  read_field, &group);
    profile->groups = arena_more(parsing->arena, profile->groups, profile->group_count,
                                 &profile_reading(parsing)->group_room, sizeof *profile->groups);
    profile->groups[profile->group_count++] = group;
}

void parsing_groups(struct parsing *parsing, const yaml_node_t *node, enum node_type type)
{
    parsing_list(parsing, node, read_group, &type);
}
