/* Where passport data and booking say different things. */
#include <string.h>

#include "names/names.h"
#include "view/internal.h"
#include "view/traveller.h"

static const char *difference_word(enum difference difference)
{
    static const char *const words[] = {"", "spelling", "missing", "contradicts"};
    return words[difference];
}

/* ---- one pair ---- */

/* Letters and digits alone, in upper case: "AB 123-4" is AB1234. */
static struct span squeezed(struct arena *arena, struct span text)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            out[size++] = c == 'O' ? '0' : c == 'I' ? '1' : c;
    }
    return (struct span){out, size};
}

/* Every token of the shorter name has one in the other that sounds alike or is a slip away. */
static bool sound_alike(struct arena *arena, struct span a, struct span b)
{
    struct names x, y;
    names_fold(a, arena, &x);
    names_fold(b, arena, &y);
    const struct names *few = x.count <= y.count ? &x : &y, *many = few == &x ? &y : &x;
    for (size_t i = 0; i < few->count; i++) {
        bool found = false;
        for (size_t k = 0; k < many->count && !found; k++)
            found =
                names_keys_agree_loosely(&few->tokens[i].skeletons, &many->tokens[k].skeletons) ||
                names_keys_agree(&few->tokens[i].skeletons, &many->tokens[k].skeletons) ||
                names_distance(few->tokens[i].text, many->tokens[k].text, 1) <= 1;
        if (!found)
            return false;
    }
    return few->count > 0;
}

static enum difference compare_names(struct arena *arena, struct span api, struct span pnr)
{
    if (span_equal(squeezed(arena, api), squeezed(arena, pnr)))
        return DIFFERS_NOT;
    struct names x, y;
    names_fold(api, arena, &x);
    names_fold(pnr, arena, &y);
    struct span a = names_joined(&x, 0, x.count, arena), b = names_joined(&y, 0, y.count, arena);
    return span_equal(a, b) || sound_alike(arena, api, pnr) ? DIFFERS_SPELLING
                                                            : DIFFERS_CONTRADICTS;
}

/* Day and month exchanged: 2001-04-05 and 2001-05-04. */
static bool is_swapped(struct span a, struct span b)
{
    return a.size == 10 && b.size == 10 && memcmp(a.at, b.at, 4) == 0 &&
           memcmp(a.at + 5, b.at + 8, 2) == 0 && memcmp(a.at + 8, b.at + 5, 2) == 0;
}

static enum difference compare_texts(struct arena *arena, enum field field, struct span api,
                                     struct span pnr)
{
    if (span_equal(api, pnr))
        return DIFFERS_NOT;
    if (field_info(field)->type == FIELD_TYPE_NAME)
        return compare_names(arena, api, pnr);
    if (field == FIELD_TRAVELLER_BIRTH)
        return is_swapped(api, pnr) ? DIFFERS_SPELLING : DIFFERS_CONTRADICTS;
    if (field == FIELD_DOCUMENT_NUMBER && span_equal(squeezed(arena, api), squeezed(arena, pnr)))
        return DIFFERS_SPELLING;
    return DIFFERS_CONTRADICTS;
}

/* ---- fields of the person ---- */

struct place_of_value {
    const struct said *said;
    const struct image_value *value;
};

static struct place_of_value first_value(const struct portrait *portrait, enum store_part part,
                                         enum field field)
{
    for (size_t i = 0; i < portrait->count; i++) {
        const struct said *said = &portrait->said[i];
        for (uint32_t n = 0; said->part == part && n < said->image.header->nodes; n++)
            if (said->image.nodes[n].type == field_info(field)->node &&
                image_find(&said->image, n, field))
                return (struct place_of_value){said, image_find(&said->image, n, field)};
    }
    return (struct place_of_value){NULL, NULL};
}

static bool says(const struct portrait *portrait, enum store_part part)
{
    for (size_t i = 0; i < portrait->count; i++)
        if (portrait->said[i].part == part)
            return true;
    return false;
}

static struct span text_of(struct place_of_value place)
{
    return image_value_text(&place.said->image, place.value);
}

/* The other reading of a two-digit year is no contradiction. */
static bool is_other_reading(const struct portrait *portrait, struct span api, struct span pnr)
{
    struct place_of_value a = first_value(portrait, PART_API, FIELD_TRAVELLER_BIRTH_OTHER);
    struct place_of_value b = first_value(portrait, PART_PNR, FIELD_TRAVELLER_BIRTH_OTHER);
    return (a.value && span_equal(text_of(a), pnr)) || (b.value && span_equal(text_of(b), api));
}

/* A surname in the given names' place, or all names in one field, is the same name. */
static bool is_same_whole_name(const struct portrait *portrait)
{
    struct arena *arena = portrait->arena;
    struct span whole[2];
    for (int part = PART_API; part <= PART_PNR; part++) {
        struct place_of_value surname =
            first_value(portrait, (enum store_part)part, FIELD_TRAVELLER_SURNAME);
        struct place_of_value given =
            first_value(portrait, (enum store_part)part, FIELD_TRAVELLER_GIVEN);
        struct span a = surname.value ? text_of(surname) : SPAN("");
        struct span b = given.value ? text_of(given) : SPAN("");
        whole[part] =
            span_of(arena_format(arena, "%.*s %.*s", (int)a.size, a.at, (int)b.size, b.at));
    }
    return sound_alike(arena, whole[0], whole[1]);
}

static enum difference compare_field(const struct portrait *portrait, enum field field,
                                     struct place_of_value api, struct place_of_value pnr)
{
    if (!api.value || !pnr.value)
        return api.value || pnr.value ? DIFFERS_MISSING : DIFFERS_NOT;
    enum difference kind = compare_texts(portrait->arena, field, text_of(api), text_of(pnr));
    if (kind != DIFFERS_CONTRADICTS)
        return kind;
    if (field == FIELD_TRAVELLER_BIRTH && is_other_reading(portrait, text_of(api), text_of(pnr)))
        return DIFFERS_NOT;
    if (field_info(field)->type == FIELD_TYPE_NAME && is_same_whole_name(portrait))
        return DIFFERS_SPELLING;
    return kind;
}

/* ---- documents ---- */

/* Which documents of both sides to hold against each other: two with one number, else the first of
 * each. */
struct pair {
    const struct said *api, *pnr;
    uint32_t api_node, pnr_node;
    bool same;
};

static bool next_document(const struct portrait *portrait, enum store_part part, size_t *said,
                          uint32_t *node)
{
    for (; *said < portrait->count; ++*said, *node = 0) {
        const struct image *image = &portrait->said[*said].image;
        for (; portrait->said[*said].part == part && *node < image->header->nodes; ++*node)
            if (image->nodes[*node].type == NODE_DOCUMENT &&
                image_find(image, *node, FIELD_DOCUMENT_NUMBER))
                return true;
    }
    return false;
}

static void pair_up(const struct portrait *portrait, size_t a, uint32_t n, struct pair *out)
{
    const struct said *api = &portrait->said[a];
    struct span number = image_text(&api->image, n, FIELD_DOCUMENT_NUMBER);
    size_t b = 0;
    for (uint32_t m = 0; next_document(portrait, PART_PNR, &b, &m) && !out->same; m++) {
        const struct said *pnr = &portrait->said[b];
        struct span other = image_text(&pnr->image, m, FIELD_DOCUMENT_NUMBER);
        bool same = span_equal(squeezed(portrait->arena, number), squeezed(portrait->arena, other));
        if (!out->api || same)
            *out = (struct pair){api, pnr, n, m, same};
    }
}

static struct pair find_pair(const struct portrait *portrait)
{
    struct pair pair = {0};
    size_t a = 0;
    for (uint32_t n = 0; next_document(portrait, PART_API, &a, &n) && !pair.same; n++)
        pair_up(portrait, a, n, &pair);
    return pair;
}

static void add(struct disagreement *out, size_t *count, struct disagreement found)
{
    if (found.kind != DIFFERS_NOT && *count < DISAGREEMENTS)
        out[(*count)++] = found;
}

static void compare_documents(const struct portrait *portrait, struct disagreement *out,
                              size_t *count)
{
    static const enum field fields[] = {FIELD_DOCUMENT_NUMBER, FIELD_DOCUMENT_STATE,
                                        FIELD_DOCUMENT_EXPIRY};
    struct pair pair = find_pair(portrait);
    if (!pair.api) {
        struct place_of_value api = first_value(portrait, PART_API, FIELD_DOCUMENT_NUMBER);
        struct place_of_value pnr = first_value(portrait, PART_PNR, FIELD_DOCUMENT_NUMBER);
        add(out, count,
            (struct disagreement){FIELD_DOCUMENT_NUMBER,
                                  api.value || pnr.value ? DIFFERS_MISSING : DIFFERS_NOT, api.said,
                                  pnr.said, api.value, pnr.value});
        return;
    }
    for (size_t i = 0; i < (pair.same ? 3 : 1); i++) {
        const struct image_value *api = image_find(&pair.api->image, pair.api_node, fields[i]);
        const struct image_value *pnr = image_find(&pair.pnr->image, pair.pnr_node, fields[i]);
        enum difference kind = api && pnr ? compare_texts(portrait->arena, fields[i],
                                                          image_value_text(&pair.api->image, api),
                                                          image_value_text(&pair.pnr->image, pnr))
                                          : DIFFERS_NOT;
        add(out, count, (struct disagreement){fields[i], kind, pair.api, pair.pnr, api, pnr});
    }
}

size_t disagreements_of(const struct portrait *portrait, struct disagreement out[DISAGREEMENTS])
{
    static const enum field compared[] = {FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_GIVEN,
                                          FIELD_TRAVELLER_BIRTH, FIELD_TRAVELLER_SEX,
                                          FIELD_TRAVELLER_NATIONALITY};
    size_t count = 0;
    if (!says(portrait, PART_API) || !says(portrait, PART_PNR))
        return 0;
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        struct place_of_value api = first_value(portrait, PART_API, compared[i]);
        struct place_of_value pnr = first_value(portrait, PART_PNR, compared[i]);
        enum difference kind = compare_field(portrait, compared[i], api, pnr);
        add(out, &count,
            (struct disagreement){compared[i], kind, api.said, pnr.said, api.value, pnr.value});
    }
    compare_documents(portrait, out, &count);
    return count;
}

void write_disagreements(struct json *json, const struct portrait *portrait)
{
    const struct disagreement *all = portrait->differs;
    json_key(json, "disagreements");
    json_begin_array(json);
    for (size_t i = 0; i < portrait->differ_count; i++) {
        json_begin(json);
        json_put_text(json, "field", field_name(portrait->arena, all[i].field));
        json_put_text(json, "kind", difference_word(all[i].kind));
        if (all[i].api)
            write_said(json, "api", portrait, all[i].api_of, all[i].api);
        if (all[i].pnr)
            write_said(json, "pnr", portrait, all[i].pnr_of, all[i].pnr);
        json_end(json);
    }
    json_end_array(json);
}
