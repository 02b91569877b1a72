#include <assert.h>

#include "config/internal.h"

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *read_text(const struct setting_info *info, struct span text, struct arena *arena,
                             struct config_value *out)
{
    (void)out;
    if ((int64_t)text.size < info->least)
        return "is empty";
    if ((int64_t)text.size > info->most)
        return arena_format(arena, "is longer than %lld characters", (long long)info->most);
    return NULL;
}

static const char *read_count(const struct setting_info *info, struct span text,
                              struct arena *arena, struct config_value *out)
{
    if (!span_number(text, &out->count))
        return "is not a whole number";
    if (out->count < info->least || out->count > info->most)
        return arena_format(arena, "is not within %lld to %lld%s%s", (long long)info->least,
                            (long long)info->most, *info->unit ? " " : "", info->unit);
    return NULL;
}

/* "host:port" or "[v6]:port" */
static const char *read_address(const struct setting_info *info, struct span text,
                                struct arena *arena, struct config_value *out)
{
    (void)info;
    int64_t port;
    if (span_is(text, "off"))
        return NULL;
    size_t colon = text.size;
    while (colon && text.at[colon - 1] != ':')
        colon--;
    if (colon < 2 || !span_number(span_part(text, colon, text.size), &port) || port < 1 ||
        port > 65535)
        return "is not address:port (or off)";
    struct span host = span_part(text, 0, colon - 1);
    if (host.at[0] == '[' && host.size > 2 && host.at[host.size - 1] == ']')
        host = span_part(host, 1, host.size - 2);
    else if (memchr(host.at, ':', host.size))
        return "needs brackets around an IPv6 address: [::1]:8443";
    out->address = (struct config_address){arena_copy(arena, host).at, (uint16_t)port};
    return NULL;
}

static const char *read_loopback(const struct setting_info *info, struct span text,
                                 struct arena *arena, struct config_value *out)
{
    const char *fault = read_address(info, text, arena, out);
    if (fault || !out->address.host)
        return fault;
    struct span host = span_of(out->address.host);
    if (!span_starts(host, "127.") && !span_is(host, "::1") && !span_is(host, "localhost"))
        return "must be an address of this machine alone, such as 127.0.0.1: it is not encrypted";
    return NULL;
}

static const char *read_country(const struct setting_info *info, struct span text,
                                struct arena *arena, struct config_value *out)
{
    (void)info, (void)arena, (void)out;
    bool two = text.size == 2 && text.at[0] >= 'A' && text.at[0] <= 'Z' && text.at[1] >= 'A' &&
               text.at[1] <= 'Z';
    return two ? NULL : "is not a country of two capital letters (XX for none)";
}

static struct span next_code(struct span *rest)
{
    struct span text = *rest;
    while (text.size && strchr(" ,\t\r\n", text.at[0]))
        text = span_part(text, 1, text.size);
    size_t size = 0;
    while (size < text.size && !strchr(" ,\t\r\n", text.at[size]))
        size++;
    *rest = span_part(text, size, text.size);
    return span_part(text, 0, size);
}

static bool is_code(struct span code, size_t least, size_t most)
{
    for (size_t i = 0; i < code.size; i++)
        if (!is_digit(code.at[i]) && (!is_letter(code.at[i]) || code.at[i] >= 'a'))
            return false;
    return code.size >= least && code.size <= most;
}

/* A day, in seconds: no number of a sender need be higher, and none can overflow what uses it. */
enum { MOST_OF_SOURCE = 86400 };

/* "airline=600" */
static bool is_of_source(struct span text)
{
    struct span number;
    int64_t count;
    return span_cut(text, '=', &number).size && span_number(number, &count) && count > 0 &&
           count <= MOST_OF_SOURCE;
}

/* What is wrong with an item of a list; NULL: nothing. */
static const char *fault_of_item(const struct setting_info *info, struct span item)
{
    if (info->type == SETTING_TYPE_SOURCES)
        return is_of_source(item) ? NULL
                                  : "holds something that is not SENDER=NUMBER, of 1 to 86400";
    if (info->type == SETTING_TYPE_FLIGHTS)
        return is_code(item, 2, 8)
                   ? NULL
                   : "holds something that is neither a carrier (HY) nor a flight (HY9001)";
    return is_code(item, 4, 4)
               ? NULL
               : "holds something that is not a code of four capital letters or digits";
}

static const char *read_codes(const struct setting_info *info, struct span text,
                              struct arena *arena, struct config_value *out)
{
    out->codes = arena_array(arena, struct span, text.size / 2 + 1);
    out->code_count = 0;
    for (struct span rest = text, code; (code = next_code(&rest)).size;) {
        const char *fault = fault_of_item(info, code);
        if (fault)
            return fault;
        out->codes[out->code_count++] = arena_copy(arena, code);
    }
    if ((int64_t)out->code_count < info->least || (int64_t)out->code_count > info->most)
        return arena_format(arena, "does not have %lld to %lld codes", (long long)info->least,
                            (long long)info->most);
    return NULL;
}

static const char *read_level(const struct setting_info *info, struct span text,
                              struct arena *arena, struct config_value *out)
{
    static const char *const words[] = {"error", "warn", "info", "debug"}; /* enum log_level */
    (void)info, (void)arena;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (span_is(text, words[i])) {
            out->count = (int64_t)i;
            return NULL;
        }
    return "is none of error, warn, info, debug";
}

static bool has_control(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7F)
            return true;
    return false;
}

const char *config_value_read(const struct setting_info *info, struct span text,
                              struct arena *arena, struct config_value *out)
{
    static const char *(*const readers[])(const struct setting_info *, struct span, struct arena *,
                                          struct config_value *) = {
        [SETTING_TYPE_TEXT] = read_text,       [SETTING_TYPE_COUNT] = read_count,
        [SETTING_TYPE_ADDRESS] = read_address, [SETTING_TYPE_LOOPBACK] = read_loopback,
        [SETTING_TYPE_COUNTRY] = read_country, [SETTING_TYPE_CODES] = read_codes,
        [SETTING_TYPE_FLIGHTS] = read_codes,   [SETTING_TYPE_LEVEL] = read_level,
        [SETTING_TYPE_SOURCES] = read_codes,
    };
    struct config_value value = {.text = arena_copy(arena, text).at};
    const char *fault = has_control(text) ? "holds a control character"
                                          : readers[info->type](info, text, arena, &value);
    if (!fault)
        *out = value;
    return fault;
}
