/* What reading YAML takes whatever it says: places, lists, words and their neighbours. */
#include "names/names.h"
#include "parsing/parsing.h"

enum { NEAR = 2, SHOWN = 60 };

void parsing_fault(struct parsing *parsing, const yaml_node_t *node, struct span word,
                   const char *what)
{
    parsing->faults++;
    if (node)
        buffer_format(parsing->report, "%s, line %zu, column %zu: ", parsing->name,
                      node->start_mark.line + 1, node->start_mark.column + 1);
    else
        buffer_format(parsing->report, "%s: ", parsing->name);
    if (word.size)
        buffer_format(parsing->report, "\"%.*s\" ", (int)(word.size > SHOWN ? SHOWN : word.size),
                      word.at);
    buffer_format(parsing->report, "%s\n", what);
}

struct span parsing_scalar(const yaml_node_t *node)
{
    if (!node || node->type != YAML_SCALAR_NODE)
        return (struct span){NULL, 0};
    return (struct span){(const char *)node->data.scalar.value, node->data.scalar.length};
}

void parsing_unknown(struct parsing *parsing, const yaml_node_t *node, const char *what,
                     const char *const *words, size_t count)
{
    const char *best = NULL;
    size_t least = NEAR + 1;
    for (size_t i = 0; i < count; i++) {
        size_t far = names_distance(parsing_scalar(node), span_of(words[i]), NEAR);
        if (far < least) {
            least = far;
            best = words[i];
        }
    }
    struct buffer all = {0};
    for (size_t i = 0; !best && i < count; i++)
        buffer_format(&all, "%s%s", i ? ", " : "", words[i]);
    parsing_fault(
        parsing, node, parsing_scalar(node),
        best ? arena_format(parsing->arena, "is no %s; did you mean %s?", what, best)
             : arena_format(parsing->arena, "is no %s. There are: %s.", what, buffer_string(&all)));
    buffer_free(&all);
}

/* What stands twice was named by an alias: a profile of a page could so become one of gigabytes. */
yaml_node_t *parsing_node(struct parsing *parsing, int index)
{
    yaml_node_t *node = yaml_document_get_node(&parsing->document, index);
    if (!node)
        return NULL;
    if (!parsing->seen[index - 1]) {
        parsing->seen[index - 1] = true;
        return node;
    }
    if (parsing->faults == 0) /* once: there may be thousands */
        parsing_fault(parsing, node, (struct span){NULL, 0},
                      "An alias (*name) is not taken here: write it out.");
    return NULL;
}

struct span parsing_text(struct parsing *parsing, const yaml_node_t *node)
{
    if (node->type != YAML_SCALAR_NODE) {
        parsing_fault(parsing, node, (struct span){NULL, 0}, "Here must be one text.");
        return (struct span){"", 0};
    }
    return arena_copy(parsing->arena, parsing_scalar(node));
}

static bool is_count(const yaml_node_t *node, int64_t *out)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           span_number(parsing_scalar(node), out);
}

bool parsing_count(struct parsing *parsing, const yaml_node_t *node, int64_t least, int64_t most,
                   int64_t *out)
{
    int64_t number;
    if (is_count(node, &number) && number >= least && number <= most) {
        *out = number;
        return true;
    }
    parsing_fault(parsing, node, parsing_scalar(node),
                  arena_format(parsing->arena, "is no whole number from %lld to %lld.",
                               (long long)least, (long long)most));
    return false;
}

bool parsing_yes(struct parsing *parsing, const yaml_node_t *node)
{
    static const char *const words[] = {"yes", "true", "no", "false"};
    return parsing_word(parsing, node, "yes or no", words, 4) < 2;
}

size_t parsing_word(struct parsing *parsing, const yaml_node_t *node, const char *what,
                    const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(parsing_scalar(node), words[i]))
            return i;
    parsing_unknown(parsing, node, what, words, count);
    return count;
}

void parsing_list(struct parsing *parsing, const yaml_node_t *node,
                  void (*each)(struct parsing *, const yaml_node_t *, void *), void *target)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        each(parsing, node, target);
        return;
    }
    for (const yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++) {
        const yaml_node_t *one = parsing_node(parsing, *item);
        if (one)
            each(parsing, one, target);
    }
}

void parsing_pairs(struct parsing *parsing, const yaml_node_t *node, const char *what,
                   void (*each)(struct parsing *, const yaml_node_t *, const yaml_node_t *, void *),
                   void *target)
{
    if (node->type != YAML_MAPPING_NODE) {
        parsing_fault(
            parsing, node, (struct span){NULL, 0},
            arena_format(parsing->arena, "Here must be %s, as `name: value` pairs.", what));
        return;
    }
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = parsing_node(parsing, pair->key);
        const yaml_node_t *value = parsing_node(parsing, pair->value);
        if (!key || !value)
            continue;
        if (key->type != YAML_SCALAR_NODE)
            parsing_fault(parsing, key, (struct span){NULL, 0}, "A name must be one text.");
        else
            each(parsing, key, value, target);
    }
}

static void read_key(struct parsing *parsing, const yaml_node_t *key, const yaml_node_t *value,
                     void *target)
{
    const struct parsing_keys *keys = target;
    const char *words[32];
    for (size_t i = 0; i < keys->count; i++) {
        words[i] = keys->keys[i].word;
        if (span_is(parsing_scalar(key), words[i])) {
            keys->keys[i].read(parsing, value, keys->target);
            return;
        }
    }
    parsing_unknown(parsing, key, keys->what, words, keys->count);
}

void parsing_keys(struct parsing *parsing, const yaml_node_t *node, struct parsing_keys keys)
{
    parsing_pairs(parsing, node, keys.what, read_key, &keys);
}

/* ---- the file ---- */

static void tell_syntax(struct parsing *parsing, const yaml_parser_t *parser)
{
    parsing->faults++;
    buffer_format(parsing->report, "%s, line %zu, column %zu: This is not YAML: %s.\n",
                  parsing->name, parser->problem_mark.line + 1, parser->problem_mark.column + 1,
                  parser->problem ? parser->problem : "it cannot be read");
}

static void read_document(struct parsing *parsing,
                          void (*top)(struct parsing *, const yaml_node_t *))
{
    size_t nodes = (size_t)(parsing->document.nodes.top - parsing->document.nodes.start);
    parsing->seen = arena_array(parsing->arena, bool, nodes + 1);
    if (nodes == 0)
        parsing_fault(parsing, NULL, (struct span){NULL, 0}, "The file is empty.");
    else
        top(parsing, parsing_node(parsing, 1));
}

int parsing_read(const struct parsing_file *file,
                 void (*top)(struct parsing *, const yaml_node_t *))
{
    struct parsing parsing = {
        .name = file->name, .arena = file->arena, .report = file->report, .context = file->context};
    yaml_parser_t parser;
    if (file->text.size > file->most) {
        parsing_fault(
            &parsing, NULL, (struct span){NULL, 0},
            arena_format(file->arena, "Such a file has at most %zu KiB.", file->most / 1024));
        return parsing.faults;
    }
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(
        &parser, (const unsigned char *)(file->text.at ? file->text.at : ""), file->text.size);
    if (yaml_parser_load(&parser, &parsing.document)) {
        read_document(&parsing, top);
        yaml_document_delete(&parsing.document);
    } else {
        tell_syntax(&parsing, &parser);
    }
    yaml_parser_delete(&parser);
    return parsing.faults;
}
