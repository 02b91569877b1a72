/* What the table says of itself, and the values as they are. */
#include <assert.h>

#include "config/internal.h"

static const struct config_value *value_of(const struct config *config, enum setting setting)
{
    assert((unsigned)setting < SETTINGS);
    return &config->values[setting];
}

const char *config_text(const struct config *config, enum setting setting)
{
    return value_of(config, setting)->text;
}

int64_t config_count(const struct config *config, enum setting setting)
{
    enum setting_type type = setting_info(setting)->type;
    assert(type == SETTING_TYPE_COUNT || type == SETTING_TYPE_LEVEL);
    (void)type;
    return value_of(config, setting)->count;
}

struct config_address config_address(const struct config *config, enum setting setting)
{
    enum setting_type type = setting_info(setting)->type;
    assert(type == SETTING_TYPE_ADDRESS || type == SETTING_TYPE_LOOPBACK);
    (void)type;
    return value_of(config, setting)->address;
}

static bool holds_codes(const struct setting_info *info)
{
    return info->type == SETTING_TYPE_CODES || info->type == SETTING_TYPE_FLIGHTS ||
           info->type == SETTING_TYPE_SOURCES;
}

size_t config_codes(const struct config *config, enum setting setting, const struct span **out)
{
    assert(holds_codes(setting_info(setting)));
    *out = value_of(config, setting)->codes;
    return value_of(config, setting)->code_count;
}

int64_t config_count_of(const struct config *config, enum setting setting, struct span source,
                        int64_t otherwise)
{
    const struct span *items;
    size_t left = config_codes(config, setting, &items);
    while (left-- > 0) {
        struct span number;
        int64_t count;
        if (span_equal(span_cut(items[left], '=', &number), source) && span_number(number, &count))
            return count;
    }
    return otherwise;
}

bool config_is_set(const struct config *config, enum setting setting)
{
    return value_of(config, setting)->set;
}

/* Lists as a flow sequence, everything else as a quoted text unless it is a plain number. */
static void print_value(struct buffer *out, const struct setting_info *info,
                        const struct config_value *value)
{
    if (info->type == SETTING_TYPE_COUNT) {
        buffer_text(out, value->text);
    } else if (holds_codes(info)) {
        buffer_char(out, '[');
        for (size_t i = 0; i < value->code_count; i++)
            buffer_format(out, "%s%s", i ? ", " : "", value->codes[i].at);
        buffer_char(out, ']');
    } else {
        buffer_char(out, '\'');
        for (const char *c = value->text; *c; c++) {
            buffer_char(out, *c);
            if (*c == '\'')
                buffer_char(out, '\'');
        }
        buffer_char(out, '\'');
    }
}

void config_print(const struct config *config, struct buffer *out)
{
    for (unsigned i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = setting_info((enum setting)i);
        buffer_format(out, "%s: ", info->key);
        print_value(out, info, &config->values[i]);
        if (*info->unit)
            buffer_format(out, " # %s%s", info->unit, config->values[i].set ? "" : ", default");
        else
            buffer_text(out, config->values[i].set ? "" : " # default");
        buffer_char(out, '\n');
    }
}

static void print_range(struct buffer *out, const struct setting_info *info)
{
    if (info->type == SETTING_TYPE_COUNT)
        buffer_format(out, ", %lld to %lld%s%s", (long long)info->least, (long long)info->most,
                      *info->unit ? " " : "", info->unit);
}

void config_manual(struct buffer *out)
{
    buffer_text(out, "# Configuration\n\nA YAML file; names with dots may be written as groups. "
                     "What is left out has its default.\n");
    for (unsigned i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = setting_info((enum setting)i);
        buffer_format(out, "\n## %s\n", info->key);
        buffer_format(out, "%s", setting_type_words(info->type));
        print_range(out, info);
        buffer_format(out, "; default %s%s%s\n\n%s\n", *info->initial ? "`" : "",
                      *info->initial ? info->initial : "empty", *info->initial ? "`" : "",
                      info->help);
    }
}
