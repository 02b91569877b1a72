#include "model/plate.h"

#include <string.h>

#include "base/hash.h"

enum { PLATE = 10, SERIAL = 6, COUNT = 3 };

static const struct {
    unsigned number;
    char designator[3];
} plates[] = {
#define PLATE(number, designator) {number, designator},
#include "model/plates.def"
#undef PLATE
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_digits(struct span text, unsigned *out)
{
    int64_t number;
    if (!span_number(text, &number))
        return false;
    *out = (unsigned)number;
    return true;
}

static void find_designator(struct plate *plate)
{
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++)
        if (plates[i].number == plate->airline)
            memcpy(plate->designator, plates[i].designator, sizeof plate->designator);
}

static void find_number(struct plate *plate)
{
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++)
        if (strcmp(plates[i].designator, plate->designator) == 0) {
            plate->airline = plates[i].number;
            plate->numbered = true;
        }
}

/* 0250771042 */
static bool read_ten(struct span text, struct plate *out)
{
    out->numbered = text.size == PLATE && read_digits(span_part(text, 0, 1), &out->type) &&
                    read_digits(span_part(text, 1, 3), &out->airline) &&
                    read_digits(span_part(text, 4, SERIAL), &out->serial);
    if (out->numbered)
        find_designator(out);
    return out->numbered;
}

/* HY771042 */
static bool read_older(struct span text, struct plate *out)
{
    if (text.size != 2 + SERIAL || !read_digits(span_part(text, 2, SERIAL), &out->serial))
        return false;
    for (size_t i = 0; i < 2; i++) {
        char c = text.at[i];
        out->designator[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        if (!is_digit(out->designator[i]) && (out->designator[i] < 'A' || out->designator[i] > 'Z'))
            return false;
    }
    find_number(out);
    return true;
}

/* A count of 0 is none. */
bool plate_read(struct span text, struct plate *out)
{
    *out = (struct plate){.count = 1};
    if (read_ten(text, out) || read_older(text, out))
        return true;
    *out = (struct plate){.count = 1};
    if (text.size <= COUNT || !read_digits(span_part(text, text.size - COUNT, COUNT), &out->count))
        return false;
    out->count += out->count == 0;
    text.size -= COUNT;
    return read_ten(text, out) || read_older(text, out);
}

/* 771042 beside 250 or HY. */
static bool read_parts(struct span tag, struct span airline, struct plate *out)
{
    *out = (struct plate){.count = 1};
    if (tag.size != SERIAL || !read_digits(tag, &out->serial))
        return false;
    out->numbered = airline.size == 3 && read_digits(airline, &out->airline);
    if (out->numbered) {
        find_designator(out);
    } else if (airline.size == 2) {
        memcpy(out->designator, airline.at, 2);
        find_number(out);
    }
    return out->numbered || out->designator[0];
}

static uint64_t key_of_text(struct span text)
{
    char clean[64];
    size_t used = 0;
    for (size_t i = 0; i < text.size && used < sizeof clean; i++) {
        char c = text.at[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || is_digit(c))
            clean[used++] = c;
    }
    return used ? hash_bytes((struct span){clean, used}) | 1 : 0;
}

/* The first digit says what kind of tag it is (interline, fallback, rush); some leave it 0. */
uint64_t plate_key(struct span tag, struct span airline, unsigned which)
{
    struct plate plate;
    if (!read_parts(tag, airline, &plate) && !plate_read(tag, &plate))
        return key_of_text(tag);
    uint64_t serial = (plate.serial + which) % PLATE_SERIALS;
    uint64_t of = plate.numbered ? plate.airline : hash_bytes(span_of(plate.designator));
    return hash_mix(of, serial) | 1;
}
