/* All tokens of the index that are alike to those of a name. Each is found by what it must share for that:
 * a token with k errors or less has what is left of both after k letters are left out (Mor and Fraenkel's
 * lemma); the other rules ask for an equal key. */
#include "base/hash.h"
#include "watch/looking.h"

struct search {
    struct variants *out;
    const struct names_token *token;
    size_t number;  /* of the token in the name */
    uint32_t *seen; /* tokens that were compared with this one, open addressing */
    uint32_t seen_count, seen_slots;
};

/* ---- rows ---- */

static uint32_t slot_hash(uint32_t token)
{
    return token * UINT32_C(2654435761);
}

static void grow(struct variants *variants)
{
    variants->slot_count = variants->slot_count ? 2 * variants->slot_count : 256;
    variants->slots = arena_array(variants->arena, uint32_t, variants->slot_count);
    for (uint32_t r = 0; r < variants->count; r++) {
        uint32_t at = slot_hash(variants->tokens[r]) & (variants->slot_count - 1);
        while (variants->slots[at])
            at = (at + 1) & (variants->slot_count - 1);
        variants->slots[at] = r + 1;
    }
}

static uint32_t find_row(const struct variants *variants, uint32_t token)
{
    if (!variants->slot_count)
        return UINT32_MAX;
    uint32_t at = slot_hash(token) & (variants->slot_count - 1);
    for (; variants->slots[at]; at = (at + 1) & (variants->slot_count - 1))
        if (variants->tokens[variants->slots[at] - 1] == token)
            return variants->slots[at] - 1;
    return UINT32_MAX;
}

const struct names_alike *variants_row(const struct variants *variants, uint32_t token)
{
    uint32_t row = find_row(variants, token);
    return row == UINT32_MAX ? NULL : &variants->rows[row * variants->width];
}

static uint32_t add_row(struct variants *variants, uint32_t token)
{
    if (2 * (variants->count + 1) > variants->slot_count)
        grow(variants);
    if (variants->count == variants->room) {
        size_t room = variants->room ? 2 * variants->room : 128;
        uint32_t *tokens = arena_raw(variants->arena, room * sizeof *tokens);
        struct names_alike *rows =
            arena_raw(variants->arena, room * variants->width * sizeof *rows);
        if (variants->count) {
            memcpy(tokens, variants->tokens, variants->count * sizeof *tokens);
            memcpy(rows, variants->rows, variants->count * variants->width * sizeof *rows);
        }
        variants->tokens = tokens;
        variants->rows = rows;
        variants->room = room;
    }
    uint32_t row = (uint32_t)variants->count++;
    variants->tokens[row] = token;
    memset(&variants->rows[row * variants->width], 0, variants->width * sizeof *variants->rows);
    uint32_t at = slot_hash(token) & (variants->slot_count - 1);
    while (variants->slots[at])
        at = (at + 1) & (variants->slot_count - 1);
    variants->slots[at] = row + 1;
    return row;
}

static void note(struct search *search, uint32_t token, struct names_alike alike)
{
    struct variants *out = search->out;
    uint32_t row = find_row(out, token);
    if (row == UINT32_MAX)
        row = add_row(out, token);
    out->rows[row * out->width + search->number] = alike;
    size_t count = out->of_count[search->number];
    if ((count & (count - 1)) == 0 && (count == 0 || count >= 16)) {
        uint32_t *more = arena_raw(out->arena, (count ? 2 * count : 16) * sizeof *more);
        if (count)
            memcpy(more, out->of_token[search->number], count * sizeof *more);
        out->of_token[search->number] = more;
    }
    out->of_token[search->number][out->of_count[search->number]++] = row;
}

/* ---- finding ---- */

static bool was_seen(struct search *search, uint32_t token)
{
    if (2 * (search->seen_count + 1) > search->seen_slots) {
        uint32_t before = search->seen_slots, *slots = search->seen;
        search->seen_slots = before ? 4 * before : 1024;
        search->seen = arena_array(search->out->arena, uint32_t, search->seen_slots);
        for (uint32_t i = 0; i < before; i++) {
            if (!slots[i])
                continue;
            uint32_t at = slot_hash(slots[i] - 1) & (search->seen_slots - 1);
            while (search->seen[at])
                at = (at + 1) & (search->seen_slots - 1);
            search->seen[at] = slots[i];
        }
    }
    uint32_t at = slot_hash(token) & (search->seen_slots - 1);
    for (; search->seen[at]; at = (at + 1) & (search->seen_slots - 1))
        if (search->seen[at] == token + 1)
            return true;
    search->seen[at] = token + 1;
    search->seen_count++;
    return false;
}

static void compare(void *context, uint32_t token)
{
    struct search *search = context;
    struct names_token other;
    if (was_seen(search, token))
        return;
    index_token_open(search->out->index, token, &other);
    struct names_alike alike = names_alike(search->token, &other);
    if (alike.alike)
        note(search, token, alike);
}

static void compare_deletes(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->out->index->by_deletes, hash, compare, context);
}

static void compare_sounds(void *context, uint64_t hash)
{
    struct search *search = context;
    index_each(&search->out->index->by_sound, hash, compare, context);
}

static void find_token(struct search *search)
{
    const struct names_keys *keys = &search->token->skeletons;
    index_deletes(search->token->text, compare_deletes, search);
    for (size_t i = 0; i < keys->count + keys->loose; i++)
        compare_sounds(search, keys->at[i]);
    names_nickname_keys(search->token->text, compare_sounds, search);
}

void variants_find(const struct index *index, const struct names *names, struct arena *arena,
                   struct variants *out)
{
    *out = (struct variants){.index = index, .width = names->count, .arena = arena};
    for (size_t i = 0; i < names->count; i++) {
        struct search search = {.out = out, .token = &names->tokens[i], .number = i};
        find_token(&search);
    }
}

void variants_all(const struct index *index, const struct names *names, struct arena *arena,
                  struct variants *out)
{
    *out = (struct variants){.index = index, .width = names->count, .arena = arena};
    for (size_t i = 0; i < names->count; i++) {
        struct search search = {.out = out, .token = &names->tokens[i], .number = i};
        for (uint32_t token = 0; token + 1 < index->tokens_count; token++)
            compare(&search, token);
    }
}
