#include "http/internal.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Without control characters, so that no value can end a line or a C string. */
static bool is_clean(struct span text)
{
    while (text.size) {
        size_t size = span_utf8(text);
        if (size == 0 || (unsigned char)text.at[0] < 0x20 || text.at[0] == 0x7F)
            return false;
        text = span_part(text, size, text.size);
    }
    return true;
}

/* `plus`: what a '+' stands for; `never`: characters that may not hide in an escape. */
static bool decode(struct arena *arena, struct span text, char plus, const char *never,
                   struct span *out)
{
    char *room = arena_alloc(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.size ? hex(text.at[i + 1]) : -1;
            int low = high >= 0 ? hex(text.at[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            if (c == '\0' || strchr(never, c))
                return false;
            i += 2;
        } else if (c == '+') {
            c = plus;
        }
        room[size++] = c;
    }
    *out = (struct span){room, size};
    return is_clean(*out);
}

/* One spelling a place: what means the same as another path, or climbs, is no path here. */
static bool is_normal(struct span path)
{
    if (path.size == 0 || path.at[0] != '/' || memchr(path.at, '\\', path.size))
        return false;
    struct span rest = span_part(path, 1, path.size);
    while (rest.at) {
        struct span part = span_cut(rest, '/', &rest);
        bool last = !rest.at;
        if ((part.size == 0 && !(last && path.size == 1)) || span_is(part, ".") ||
            span_is(part, ".."))
            return false;
    }
    return true;
}

static bool read_query(struct http_request *request, struct span query)
{
    struct http_pair *pairs = arena_array(&request->arena, struct http_pair, HTTP_MOST_PARAMETERS);
    size_t count = 0;
    while (query.size) {
        struct span value, one = span_cut(query, '&', &query);
        if (one.size == 0)
            continue;
        if (count == HTTP_MOST_PARAMETERS)
            return false;
        struct span name = span_cut(one, '=', &value);
        if (!decode(&request->arena, name, ' ', "", &pairs[count].name) ||
            !decode(&request->arena, value, ' ', "", &pairs[count].value))
            return false;
        count++;
    }
    request->parameters = pairs;
    request->parameter_count = count;
    return true;
}

bool target_read(struct http_request *request, const char *target)
{
    struct span query, path = span_cut(span_of(target), '?', &query);
    return !strchr(target, '#') && decode(&request->arena, path, '+', "/\\", &request->path) &&
           is_normal(request->path) && read_query(request, query);
}

struct span http_parameter(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (span_is(request->parameters[i].name, name))
            return request->parameters[i].value;
    return (struct span){NULL, 0};
}

struct span http_header(const struct http_request *request, const char *name)
{
    const struct exchange *exchange = (const struct exchange *)request;
    return span_of(MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name));
}

struct span http_cookie(const struct http_request *request, const char *name)
{
    struct span rest = http_header(request, "Cookie");
    while (rest.size) {
        struct span value, one = span_trim(span_cut(rest, ';', &rest));
        if (span_is(span_cut(one, '=', &value), name))
            return value;
    }
    return (struct span){NULL, 0};
}
