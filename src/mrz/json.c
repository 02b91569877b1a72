/* A zone as JSON: docs/commands.md. */
#include "mrz/internal.h"

static void put_codes(struct json *json, const char *key, uint32_t bits, unsigned count,
                      const struct mrz_info *(*info)(unsigned))
{
    if (!bits)
        return;
    json_key(json, key);
    json_begin_array(json);
    for (unsigned i = 0; i < count; i++)
        if (has_bit(bits, i))
            json_text(json, info(i)->word);
    json_end_array(json);
}

static const struct mrz_info *remark_info(unsigned i)
{
    return mrz_remark_info((enum mrz_remark)i);
}

static const struct mrz_info *note_info(unsigned i)
{
    return mrz_note_info((enum mrz_note)i);
}

static void put_character(struct json *json, const char *key, char c)
{
    json_put_span(json, key, (struct span){&c, 1});
}

static void put_repair(struct json *json, const struct mrz_repair *repair)
{
    json_begin(json);
    json_put_text(json, "field", mrz_field_info(repair->field)->word);
    json_put_int(json, "line", repair->line + 1);
    json_put_int(json, "column", repair->column + 1);
    json_put_int(json, "begin", repair->begin);
    put_character(json, "from", repair->from);
    put_character(json, "to", repair->to);
    json_put_span(json, "text", repair->text);
    json_end(json);
}

static void put_repairs(struct json *json, const struct mrz *mrz, const struct mrz_value *value)
{
    if (!value->repair_count)
        return;
    json_key(json, "repairs");
    json_begin_array(json);
    for (uint32_t i = 0; i < value->repair_count; i++)
        put_repair(json, &mrz->repairs[value->repair + i]);
    json_end_array(json);
}

static void put_value(struct json *json, const struct mrz *mrz, enum mrz_field field)
{
    const struct mrz_value *value = &mrz->values[field];
    json_key(json, mrz_field_info(field)->word);
    json_begin(json);
    json_put_span(json, "raw", value->raw);
    if (field == MRZ_NAME) {
        json_put_span(json, "surname", mrz->surname);
        json_put_span(json, "given", mrz->given);
    } else if (field != MRZ_COMPOSITE) {
        json_put_span(json, "text", value->text);
    }
    if (value->other.size)
        json_put_span(json, "other", value->other);
    json_put_bool(json, "holds", value->holds);
    if (value->said) {
        put_character(json, "check_digit", value->said);
        put_character(json, "wanted", value->wanted);
    }
    put_codes(json, "remarks", value->remarks, MRZ_REMARKS, remark_info);
    put_repairs(json, mrz, value);
    json_put_int(json, "begin", value->begin);
    json_put_int(json, "size", value->size);
    json_end(json);
}

void mrz_json(const struct mrz *mrz, struct json *json)
{
    json_begin(json);
    json_put_text(json, "format", mrz_format_info(mrz->format)->word);
    json_put_bool(json, "holds", mrz->holds);
    json_key(json, "lines");
    json_begin_array(json);
    for (unsigned i = 0; i < mrz_lines(mrz->format); i++)
        json_span(json, mrz->lines[i]);
    json_end_array(json);
    put_codes(json, "notes", mrz->notes, MRZ_NOTES, note_info);
    json_key(json, "fields");
    json_begin(json);
    for (int f = 0; f < MRZ_FIELDS; f++)
        if (mrz->values[f].there)
            put_value(json, mrz, (enum mrz_field)f);
    json_end(json);
    json_end(json);
}
