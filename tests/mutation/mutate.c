/* The damages: cut, swap, flip, duplicate, drop, a wrong UNA. */
#include <stdlib.h>

#include "base/memory.h"
#include "mutation.h"

static uint32_t chance(uint64_t *seed, uint32_t below)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t x = *seed;
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    return below ? (uint32_t)(x % below) : 0;
}

/* ---- bytes with where they come from ---- */

static void reserve(struct mutated *out, uint32_t size)
{
    if (size <= out->room)
        return;
    out->room = size * 2;
    out->bytes = memory_resize(out->bytes, out->room);
    out->origins = memory_resize(out->origins, out->room * sizeof *out->origins);
}

static void take(struct mutated *out, const struct body *body)
{
    out->body = body;
    out->size = (uint32_t)body->bytes.size;
    reserve(out, out->size + 1);
    memcpy(out->bytes, body->bytes.at, out->size);
    for (uint32_t i = 0; i < out->size; i++)
        out->origins[i] = i;
}

static void remove_range(struct mutated *out, uint32_t begin, uint32_t end)
{
    memmove(out->bytes + begin, out->bytes + end, out->size - end);
    memmove(out->origins + begin, out->origins + end, (out->size - end) * sizeof *out->origins);
    out->size -= end - begin;
}

/* Copies begin..end in front of `at`. */
static void insert_copy(struct mutated *out, uint32_t at, uint32_t begin, uint32_t end)
{
    uint32_t size = end - begin;
    char *bytes = memory_raw(size + 1);
    uint32_t *origins = memory_raw((size + 1) * sizeof *origins);
    memcpy(bytes, out->bytes + begin, size);
    memcpy(origins, out->origins + begin, size * sizeof *origins);
    reserve(out, out->size + size + 1);
    memmove(out->bytes + at + size, out->bytes + at, out->size - at);
    memmove(out->origins + at + size, out->origins + at, (out->size - at) * sizeof *out->origins);
    memcpy(out->bytes + at, bytes, size);
    memcpy(out->origins + at, origins, size * sizeof *origins);
    out->size += size;
    free(bytes);
    free(origins);
}

static void set_byte(struct mutated *out, uint32_t at, char byte)
{
    if (out->bytes[at] != byte)
        out->origins[at] = GONE;
    out->bytes[at] = byte;
}

/* A segment of the original that is still there whole, as it stands now; false when it is not. */
static bool some_segment(const struct mutated *out, uint64_t *seed, struct extent *found)
{
    struct extent segment = out->body->segments[chance(seed, out->body->segment_count)];
    uint32_t size = segment.end - segment.begin;
    for (uint32_t i = 0; size && i + size <= out->size; i++)
        if (out->origins[i] == segment.begin && out->origins[i + size - 1] == segment.end - 1) {
            *found = (struct extent){i, i + size};
            return true;
        }
    return false;
}

/* A short run of bytes. */
static struct extent some_range(const struct mutated *out, uint64_t *seed)
{
    enum { SHORT = 200 };
    uint32_t begin = chance(seed, out->size), end = begin + 1 + chance(seed, SHORT);
    return (struct extent){begin, end < out->size ? end : out->size};
}

/* ---- damages ---- */

/* The end is missing, or the begin, or something between. */
static void cut(struct mutated *out, uint64_t *seed)
{
    struct extent range = some_range(out, seed);
    switch (chance(seed, 4)) {
    case 0: out->size = range.begin; break;
    case 1: remove_range(out, 0, range.begin / 8); break;
    default: remove_range(out, range.begin, range.end); break;
    }
}

/* Two segments in each other's place, or two bytes. */
static void swap(struct mutated *out, uint64_t *seed)
{
    struct extent a, b;
    if (chance(seed, 4) && some_segment(out, seed, &a) && some_segment(out, seed, &b) &&
        a.begin != b.begin) {
        struct extent first = a.begin < b.begin ? a : b, last = a.begin < b.begin ? b : a;
        insert_copy(out, last.end, first.begin, first.end);
        insert_copy(out, first.begin, last.begin, last.end);
        uint32_t size = last.end - last.begin;
        remove_range(out, last.begin + size, last.end + size);
        remove_range(out, first.begin + size, first.end + size);
        return;
    }
    uint32_t at = chance(seed, out->size - 1);
    char left = out->bytes[at], right = out->bytes[at + 1];
    set_byte(out, at, right);
    set_byte(out, at + 1, left);
}

static void flip(struct mutated *out, uint64_t *seed)
{
    static const char likely[] = "'+:?*/\r\n \0\x7f\xff"
                                 "AU19#\"";
    for (uint32_t count = 1 + chance(seed, 4); count > 0; count--) {
        uint32_t at = chance(seed, out->size);
        switch (chance(seed, 3)) {
        case 0: set_byte(out, at, likely[chance(seed, sizeof likely - 1)]); break;
        case 1: set_byte(out, at, (char)(out->bytes[at] ^ (1 << chance(seed, 8)))); break;
        default: set_byte(out, at, (char)chance(seed, 256)); break;
        }
    }
}

static void duplicate(struct mutated *out, uint64_t *seed)
{
    struct extent range, other;
    if (!chance(seed, 3) || !some_segment(out, seed, &range))
        range = some_range(out, seed);
    uint32_t at = chance(seed, 2) && some_segment(out, seed, &other) ? other.end : range.end;
    insert_copy(out, at, range.begin, range.end);
}

static void drop(struct mutated *out, uint64_t *seed)
{
    struct extent range;
    if (!chance(seed, 3) || !some_segment(out, seed, &range)) {
        uint32_t at = chance(seed, out->size);
        range = (struct extent){at, at + 1};
    }
    remove_range(out, range.begin, range.end);
}

static void wrong_una(struct mutated *out, uint64_t *seed)
{
    static const char likely[] = ":+.?*' #\"-,UN";
    struct extent una = out->body->una;
    uint32_t at = una.begin + chance(seed, una.end - una.begin);
    if (chance(seed, 4) == 0)
        remove_range(out, at, at + 1);
    else
        set_byte(out, at, likely[chance(seed, sizeof likely - 1)]);
}

static const struct {
    const char *word;
    void (*damage)(struct mutated *out, uint64_t *seed);
} damages[DAMAGES] = {[DAMAGE_CUT] = {"cut", cut},    [DAMAGE_SWAP] = {"swap", swap},
                      [DAMAGE_FLIP] = {"flip", flip}, [DAMAGE_DUPLICATE] = {"duplicate", duplicate},
                      [DAMAGE_DROP] = {"drop", drop}, [DAMAGE_UNA] = {"wrong UNA", wrong_una}};

const char *damage_word(enum damage damage)
{
    return damages[damage].word;
}

/* A body without a UNA is flipped where its UNA would be wrong. */
static enum damage some_damage(const struct mutated *out, uint64_t *seed)
{
    enum damage damage = (enum damage)chance(seed, DAMAGES);
    struct extent una = out->body->una;
    bool none = una.end == 0 || una.end > out->size;
    return damage == DAMAGE_UNA && none ? DAMAGE_FLIP : damage;
}

void mutate(const struct bodies *bodies, uint64_t number, struct mutated *out)
{
    uint64_t seed = number * UINT64_C(0xD1342543DE82EF95);
    take(out, &bodies->list[number % bodies->count]);
    memset(out->done, 0, sizeof out->done);
    for (uint32_t count = 1 + chance(&seed, 3); count > 0 && out->size > 1; count--) {
        enum damage damage = some_damage(out, &seed);
        damages[damage].damage(out, &seed);
        out->done[damage]++;
    }
}

void mutated_free(struct mutated *mutated)
{
    free(mutated->bytes);
    free(mutated->origins);
}
