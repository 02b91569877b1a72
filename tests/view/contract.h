/* Holds JSON against a schema of api/openapi.yaml: the plain subset of JSON Schema that it keeps to.
 * What the subset does not have fails here, so that neither side can drift. */
#ifndef TESTS_VIEW_CONTRACT_H
#define TESTS_VIEW_CONTRACT_H

#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

static yaml_document_t contract_document;

static const char *contract_text(const yaml_node_t *node)
{
    return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

static yaml_node_t *contract_get(const yaml_node_t *map, const char *key)
{
    if (!map || map->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top;
         pair++)
        if (strcmp(contract_text(yaml_document_get_node(&contract_document, pair->key)), key) == 0)
            return yaml_document_get_node(&contract_document, pair->value);
    return NULL;
}

static int contract_open(void **state)
{
    yaml_parser_t parser;
    FILE *file = fopen(PORTOLAN_SOURCE "/api/openapi.yaml", "r");
    (void)state;
    assert_non_null(file);
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_file(&parser, file);
    assert_true(yaml_parser_load(&parser, &contract_document));
    yaml_parser_delete(&parser);
    fclose(file);
    return 0;
}

static int contract_close(void **state)
{
    (void)state;
    yaml_document_delete(&contract_document);
    return 0;
}

static bool contract_has_type(const char *type, const json_t *value)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static bool contract_equals(const yaml_node_t *node, const json_t *value)
{
    const char *text = contract_text(node);
    bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (json_is_null(value))
        return plain && strcmp(text, "null") == 0;
    if (json_is_boolean(value))
        return plain && strcmp(text, json_is_true(value) ? "true" : "false") == 0;
    return json_is_string(value) && strcmp(text, json_string_value(value)) == 0;
}

/* Items of a sequence, or the one scalar. */
static bool contract_any(const yaml_node_t *node, const json_t *value,
                         bool (*test)(const yaml_node_t *item, const json_t *value))
{
    if (node->type == YAML_SCALAR_NODE)
        return test(node, value);
    for (yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++)
        if (test(yaml_document_get_node(&contract_document, *item), value))
            return true;
    return false;
}

static bool contract_is_type(const yaml_node_t *item, const json_t *value)
{
    return contract_has_type(contract_text(item), value);
}

static void contract_check(const yaml_node_t *schema, const json_t *value, const char *where);

static void contract_check_object(const yaml_node_t *schema, const json_t *value, const char *where)
{
    const char *key;
    json_t *member;
    yaml_node_t *required = contract_get(schema, "required");
    for (yaml_node_item_t *item = required ? required->data.sequence.items.start : NULL;
         required && item < required->data.sequence.items.top; item++) {
        key = contract_text(yaml_document_get_node(&contract_document, *item));
        if (!json_object_get(value, key))
            fail_msg("%s has no %s", where, key);
    }
    json_object_foreach((json_t *)value, key, member)
    {
        char path[512];
        const yaml_node_t *property = contract_get(contract_get(schema, "properties"), key);
        snprintf(path, sizeof path, "%s.%s", where, key);
        if (!property)
            fail_msg("%s is not in the contract", path);
        contract_check(property, member, path);
    }
}

static void contract_check_string(const yaml_node_t *schema, const json_t *value, const char *where)
{
    const char *pattern = contract_text(contract_get(schema, "pattern"));
    regex_t regex;
    if (!pattern || !json_is_string(value))
        return;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&regex, json_string_value(value), 0, NULL, 0) != 0)
        fail_msg("%s is \"%s\", which is not %s", where, json_string_value(value), pattern);
    regfree(&regex);
}

static void contract_check_number(const yaml_node_t *schema, const json_t *value, const char *where)
{
    const char *least = contract_text(contract_get(schema, "minimum"));
    const char *most = contract_text(contract_get(schema, "maximum"));
    double number = json_number_value(value);
    if (json_is_number(value) && ((least && number < atof(least)) || (most && number > atof(most))))
        fail_msg("%s is %f, not %s to %s", where, number, least ? least : "", most ? most : "");
}

static void contract_check(const yaml_node_t *schema, const json_t *value, const char *where)
{
    const char *reference = contract_text(contract_get(schema, "$ref"));
    if (reference) {
        const yaml_node_t *schemas = contract_get(
            contract_get(yaml_document_get_root_node(&contract_document), "components"), "schemas");
        schema = contract_get(schemas, strrchr(reference, '/') + 1);
        if (!schema)
            fail_msg("%s: no schema %s", where, reference);
        contract_check(schema, value, where);
        return;
    }
    const yaml_node_t *choice = contract_get(schema, "enum"), *same = contract_get(schema, "const");
    if (!contract_any(contract_get(schema, "type"), value, contract_is_type))
        fail_msg("%s is of another type", where);
    if ((choice && !contract_any(choice, value, contract_equals)) ||
        (same && !contract_equals(same, value)))
        fail_msg("%s is \"%s\", which is none of the words", where, json_string_value(value));
    contract_check_string(schema, value, where);
    contract_check_number(schema, value, where);
    if (json_is_object(value))
        contract_check_object(schema, value, where);
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        char path[512];
        snprintf(path, sizeof path, "%s[%zu]", where, i);
        contract_check(contract_get(schema, "items"), json_array_get(value, i), path);
    }
}

/* Parses what was written and holds it against schema `name`. Returns owned. */
static json_t *contract_parse(const char *name, const struct buffer *text)
{
    char reference[80];
    json_error_t error;
    json_t *value = json_loadb(text->at, text->size, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (!value)
        fail_msg("%s is no JSON at %d: %s", name, error.position, error.text);
    const yaml_node_t *schemas = contract_get(
        contract_get(yaml_document_get_root_node(&contract_document), "components"), "schemas");
    snprintf(reference, sizeof reference, "%s", name);
    if (!contract_get(schemas, reference))
        fail_msg("no schema %s", name);
    contract_check(contract_get(schemas, reference), value, name);
    return value;
}

#endif
