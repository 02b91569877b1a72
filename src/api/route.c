#include <stdio.h>

#include "api/internal.h"
#include "routes.inc"

enum { ROUTES = sizeof routes / sizeof routes[0] };

/* Whether `path` has the form of the template; values of its "{name}" parts go to `out`. */
static bool fits(const char *template, struct span path, struct route_match *out)
{
    struct span want = span_of(template), have = path;
    out->value_count = 0;
    while (want.at && have.at) {
        struct span wanted = span_cut(want, '/', &want), part = span_cut(have, '/', &have);
        if (wanted.size && wanted.at[0] == '{') {
            if (part.size == 0)
                return false;
            out->values[out->value_count++] =
                (struct http_pair){span_part(wanted, 1, wanted.size - 2), part};
        } else if (!span_equal(wanted, part)) {
            return false;
        }
    }
    return !want.at && !have.at;
}

static void add_method(struct route_match *out, const char *method)
{
    size_t size = strlen(out->allow);
    snprintf(out->allow + size, sizeof out->allow - size, "%s%s", size ? ", " : "", method);
}

void route_find(struct span method, struct span path, struct route_match *out)
{
    struct route_match trial;
    *out = (struct route_match){0};
    for (size_t i = 0; i < ROUTES; i++) {
        if (!fits(routes[i].path, path, &trial))
            continue;
        out->path_known = true;
        add_method(out, routes[i].method);
        if (span_is(method, routes[i].method)) {
            out->route = &routes[i];
            out->value_count = trial.value_count;
            memcpy(out->values, trial.values, sizeof out->values);
        }
    }
}
