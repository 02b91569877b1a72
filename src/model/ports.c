#include "model/ports.h"

#include <assert.h>

enum { CODE_MAX = 5 };

/* A code and the row that it finds; the lists below are in byte order of their codes. */
struct code {
    char text[CODE_MAX];
    uint16_t row;
};

static const struct port ports[] = {
#include "airports.inc"
};

static const struct code port_codes[] = {
#include "airports_codes.inc"
};

static const struct carrier carriers[] = {
#include "carriers.inc"
};

static const struct code carrier_codes[] = {
#include "carriers_codes.inc"
};

static const struct country countries[] = {
#include "countries.inc"
};

static const struct code country_codes[] = {
#include "countries_codes.inc"
};

static const struct {
    const char *text;
    uint16_t row;
} country_names[] = {
#include "country_names.inc"
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Its text as one number, which is in the same order; the row in the low bytes is shifted out. */
static uint64_t number_of(const struct code *code)
{
    uint64_t number;
    static_assert(sizeof *code == sizeof number, "a code is one word");
    memcpy(&number, code, sizeof number);
    return __builtin_bswap64(number) >> 8 * (sizeof number - CODE_MAX);
}

/* The entry of `wanted` among `count` entries, or NULL. */
static const struct code *search(const struct code *codes, size_t count, struct span wanted)
{
    struct code key = {.text = ""};

    if (wanted.size == 0 || wanted.size >= CODE_MAX)
        return NULL;
    for (size_t i = 0; i < wanted.size; i++)
        key.text[i] = upper(wanted.at[i]);
    /* A NUL in the input would otherwise pass for the end of a shorter code. */
    if (memchr(key.text, '\0', wanted.size))
        return NULL;
    uint64_t number = number_of(&key);
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        uint64_t found = number_of(&codes[middle]);
        if (number == found)
            return &codes[middle];
        if (number < found)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

const struct port *port_find(struct span code)
{
    bool located = code.size == 5;
    const struct code *found =
        search(port_codes, LENGTH(port_codes), located ? span_part(code, 2, 3) : code);

    if (!found)
        return NULL;
    assert(found->row < LENGTH(ports));
    const struct port *port = &ports[found->row];
    if (located && (upper(code.at[0]) != port->country[0] || upper(code.at[1]) != port->country[1]))
        return NULL;
    return port;
}

const struct carrier *carrier_find(struct span code)
{
    const struct code *found = search(carrier_codes, LENGTH(carrier_codes), code);

    return found ? &carriers[found->row] : NULL;
}

const struct country *country_find(struct span code)
{
    const struct code *found = search(country_codes, LENGTH(country_codes), code);

    return found ? &countries[found->row] : NULL;
}

size_t country_count(void)
{
    return LENGTH(countries);
}

const struct country *country_at(size_t index)
{
    return &countries[index];
}

size_t country_name_count(void)
{
    return LENGTH(country_names);
}

const struct country *country_name_at(size_t index, const char **name)
{
    *name = country_names[index].text;
    return &countries[country_names[index].row];
}
