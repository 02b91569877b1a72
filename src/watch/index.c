#include "watch/index.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"

/* ---- days ---- */

uint32_t index_day(int year, int month, int day)
{
    if (year < INDEX_YEAR)
        return 1;
    if (year >= INDEX_YEAR + INDEX_YEARS)
        return INDEX_DAY_END - 1;
    return (uint32_t)((year - INDEX_YEAR) * INDEX_DAYS + (month - 1) * 31 + day);
}

uint32_t index_day_of(const struct watch_list *list, const struct watch_entry *entry)
{
    if (entry->births != 1)
        return 0;
    const struct watch_birth *birth = &list->births[entry->first_birth];
    struct date from = date_from_day(birth->from), to = date_from_day(birth->to);
    if (from.year != to.year || from.year < INDEX_YEAR || from.year >= INDEX_YEAR + INDEX_YEARS)
        return 0;
    return birth->precision == WATCH_PRECISION_DAY ? index_day(from.year, from.month, from.day)
                                                   : index_day(from.year, 1, 1);
}

/* ---- marks ---- */

static uint32_t mark_of(uint32_t token)
{
    return token * UINT32_C(2654435761) >> (32 - INDEX_MARK);
}

/* Two bits tell how many there are. OTHERS_MANY may be the marks of three, too: these are then looked at. */
enum { OTHERS_KIND = 30 };
static const uint32_t OTHERS_MANY = UINT32_MAX;

uint32_t index_others(const uint32_t *tokens, size_t count)
{
    unsigned bits = count < 3 ? INDEX_MARK : INDEX_SHORT;
    uint32_t out = (uint32_t)count << OTHERS_KIND;
    if (count > 3)
        return OTHERS_MANY;
    for (size_t i = 0; i < count; i++)
        out |= mark_of(tokens[i]) >> (INDEX_MARK - bits) << i * bits;
    return out;
}

static void set_bit(uint64_t *bits, uint32_t at, bool on)
{
    if (on)
        bits[at / 64] |= UINT64_C(1) << at % 64;
    else
        bits[at / 64] &= ~(UINT64_C(1) << at % 64);
}

void index_mark(struct index_marks *marks, uint32_t token, bool on)
{
    uint32_t mark = mark_of(token);
    set_bit(marks->of, mark, on);
    set_bit(marks->of_short, mark >> (INDEX_MARK - INDEX_SHORT), on);
}

bool index_is_marked(const struct index_marks *marks, uint32_t others)
{
    uint32_t count = others >> OTHERS_KIND;
    unsigned bits = count < 3 ? INDEX_MARK : INDEX_SHORT;
    const uint64_t *of = count < 3 ? marks->of : marks->of_short;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t mark = others >> i * bits & ((1u << bits) - 1);
        if (of[mark / 64] >> mark % 64 & 1)
            return true;
    }
    return others == OTHERS_MANY;
}

/* ---- looking up ---- */

void index_each(const struct index_map *map, uint64_t hash,
                void (*each)(void *context, uint32_t value), void *context)
{
    uint32_t begin = (uint32_t)(hash >> 32), head = map->bits ? begin >> (32 - map->bits) : 0;
    for (uint32_t i = map->heads[head]; i < map->heads[head + 1]; i++)
        if ((map->items[i] ^ begin << INDEX_VALUE) >> INDEX_VALUE == 0)
            each(context, map->items[i] & ((UINT32_C(1) << INDEX_VALUE) - 1));
}

struct index_postings index_of_token(const struct index *index, uint32_t token)
{
    return (struct index_postings){index->postings + index->tokens[token].first_posting,
                                   index->postings + index->tokens[token + 1].first_posting};
}

static void delete_from(const char *text, size_t size, size_t from, size_t left,
                        void (*each)(void *context, uint64_t hash), void *context)
{
    char shorter[64];
    each(context, hash_bytes((struct span){text, size}));
    for (size_t i = from; left && i < size; i++) {
        if (i > from && text[i] == text[i - 1])
            continue; /* the same is left */
        memcpy(shorter, text, i);
        memcpy(shorter + i, text + i + 1, size - i - 1);
        delete_from(shorter, size - 1, i, left - 1, each, context);
    }
}

void index_deletes(struct span text, void (*each)(void *context, uint64_t hash), void *context)
{
    if (text.size <= 64)
        delete_from(text.at, text.size, 0, names_errors(text.size), each, context);
}

struct of_state {
    uint64_t state;
    void (*each)(void *context, uint64_t hash);
    void *context;
};

static void each_of_state(void *context, uint64_t hash)
{
    const struct of_state *of = context;
    of->each(of->context, hash_mix(of->state, hash));
}

void index_near_numbers(struct span number, const char *state,
                        void (*each)(void *context, uint64_t hash), void *context)
{
    struct of_state of = {hash_bytes(span_of(state)), each, context};
    if (document_has_near(number, state))
        delete_from(number.at, number.size, 0, 1, each_of_state, &of);
}

static struct span text_of(const struct index *index, uint32_t at)
{
    const struct index_token *token = &index->tokens[index->alphabet[at]];
    return (struct span){index->text + token->text, token->size};
}

void index_each_beginning(const struct index *index, struct span text,
                          void (*each)(void *context, uint32_t token), void *context)
{
    uint32_t low = 0, high = index->alphabet_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (span_compare(text_of(index, middle), text) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->alphabet_count && names_begins(text, text_of(index, low)); low++)
        each(context, index->alphabet[low]);
}

void index_token_open(const struct index *index, uint32_t token, struct names_token *out)
{
    const struct index_token *from = &index->tokens[token];
    *out = (struct names_token){.text = {index->text + from->text, from->size},
                                .own = {index->text + from->own, from->own_size},
                                .class = (enum names_class)from->class,
                                .script = (enum names_script)from->script,
                                .skeletons = {.count = from->keys, .loose = from->loose}};
    memcpy(out->skeletons.at, index->keys + from->first_key,
           (size_t)(from->keys + from->loose) * sizeof *out->skeletons.at);
}

/* ---- opening ---- */

static struct index_map map_of(const uint32_t *heads, uint32_t head_count, const uint32_t *items)
{
    uint32_t bits = 0;
    while ((UINT32_C(1) << bits) + 1 < head_count)
        bits++;
    return (struct index_map){heads, items, bits};
}

static bool map_in_order(const uint32_t *heads, uint32_t head_count, uint32_t pairs)
{
    bool good = head_count >= 2 && heads[0] == 0 && heads[head_count - 1] == pairs;
    good = good && ((head_count - 1) & (head_count - 2)) == 0;
    for (uint32_t i = 1; i < head_count && good; i++)
        good = heads[i - 1] <= heads[i];
    return good;
}

static bool in_order(const struct index *index)
{
    uint32_t tokens = index->tokens_count - 1;
    for (uint32_t i = 0; i < tokens; i++) {
        const struct index_token *token = &index->tokens[i];
        if ((uint64_t)token->text + token->size > index->text_count ||
            (uint64_t)token->own + token->own_size > index->text_count ||
            token->keys + token->loose > NAMES_SKELETONS ||
            (uint64_t)token->first_key + token->keys + token->loose > index->keys_count ||
            token->first_posting > index->tokens[i + 1].first_posting)
            return false;
    }
    for (uint32_t i = 0; i < index->names_count; i++) {
        const struct index_name *name = &index->names[i];
        if ((uint64_t)name->first_token + name->count > index->name_tokens_count ||
            name->count > NAMES_TOKENS)
            return false;
    }
    for (uint32_t i = 0; i < index->alphabet_count; i++)
        if (index->alphabet[i] >= tokens)
            return false;
    for (uint32_t i = 0; i < index->name_tokens_count; i++)
        if (index->name_tokens[i] >= tokens)
            return false;
    return index->tokens[tokens].first_posting == index->postings_count &&
           index->firsts_count == INDEX_BLOCKS * INDEX_DAY_END + 1;
}

static enum status damaged(void)
{
    return status_fail(STATUS_DAMAGED, "The compiled watchlist is damaged.");
}

static enum status read_sections(struct index *out)
{
    struct index_head head;
    struct span bytes = out->bytes;
    size_t at = sizeof head;
    if (bytes.size < sizeof head)
        return damaged();
    memcpy(&head, bytes.at, sizeof head);
    if (head.magic != INDEX_MAGIC || head.size != bytes.size)
        return damaged();
#define SECTION(name, type)                                                                        \
    at = (at + 7) & ~(size_t)7;                                                                    \
    out->name = (const void *)(bytes.at + at);                                                     \
    out->name##_count = head.counts[PART_##name];                                                  \
    at += (size_t)head.counts[PART_##name] * sizeof(type);                                         \
    if (at > bytes.size)                                                                           \
        return damaged();
    INDEX_SECTIONS
#undef SECTION
    if ((out->tokens_count | out->names_count) >> INDEX_VALUE)
        return status_fail(STATUS_INPUT, "The lists together have more names than can be compiled, "
                                         "which is 67 million, or as many different words.");
    return out->tokens_count == 0 || !in_order(out) ? damaged() : STATUS_OK;
}

#define INDEX_MAPS                                                                                 \
    MAP(by_sound, sound_heads, sounds)                                                             \
    MAP(by_deletes, delete_heads, deletes)                                                         \
    MAP(by_code, code_heads, codes)                                                                \
    MAP(by_parted, parted_heads, parted)                                                           \
    MAP(by_unparted, unparted_heads, unparted)                                                     \
    MAP(by_run, run_heads, runs)                                                                   \
    MAP(by_number, number_heads, numbers)                                                          \
    MAP(by_near_number, near_number_heads, near_numbers)                                           \
    MAP(by_contact, contact_heads, contacts)

static enum status open_maps(struct index *out)
{
#define MAP(map, heads, items)                                                                     \
    if (!map_in_order(out->heads, out->heads##_count, out->items##_count))                         \
        return damaged();                                                                          \
    out->map = map_of(out->heads, out->heads##_count, out->items);
    INDEX_MAPS
#undef MAP
    return STATUS_OK;
}

static _Atomic uint64_t indexes;

enum status index_open(struct span bytes, struct index **out)
{
    struct index *index = memory_alloc(sizeof *index);
    atomic_init(&index->references, 1);
    index->serial = atomic_fetch_add(&indexes, 1) + 1;
    index->bytes = bytes;
    index->wholes = whole_names_new();
    enum status status = read_sections(index);
    if (status == STATUS_OK)
        status = open_maps(index);
    if (status == STATUS_OK)
        *out = index;
    else
        index_release(index);
    return status;
}

struct index *index_hold(struct index *index)
{
    atomic_fetch_add(&index->references, 1);
    return index;
}

void index_release(struct index *index)
{
    if (!index || atomic_fetch_sub(&index->references, 1) != 1)
        return;
    whole_names_free(index->wholes);
    free((char *)(uintptr_t)index->bytes.at);
    free(index);
}
