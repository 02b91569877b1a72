/* Who was on a flight, as persons.jsonl tells. */
#include <stdlib.h>

#include "base/memory.h"
#include "score/internal.h"

/* ---- words ---- */

static enum world_plant plant_of(const char *word)
{
    for (int i = PLANT_NONE + 1; i < WORLD_PLANTS; i++)
        if (strcmp(word, world_plant_word((enum world_plant)i)) == 0)
            return (enum world_plant)i;
    return PLANT_NONE;
}

/* The bits of the words in an array. */
static uint32_t bits_of(const json_t *words, unsigned count, const char *(*word)(unsigned bit))
{
    uint32_t bits = 0;
    size_t i;
    const json_t *item;
    json_array_foreach(words, i, item)
    {
        const char *text = json_string_value(item);
        for (unsigned bit = 0; bit < count && text; bit++)
            if (strcmp(text, word(bit)) == 0)
                bits |= UINT32_C(1) << bit;
    }
    return bits;
}

static const char *sign_of(unsigned bit)
{
    return world_sign_word((enum world_sign)bit);
}

static const char *kind_of(unsigned bit)
{
    return sending_kind_word((enum sending_kind)bit);
}

/* ---- one line ---- */

static void read_telling(struct member *member, struct arena *arena, const json_t *line,
                         const char *key)
{
    const json_t *telling = json_object_get(line, key);
    score_traits_add_name(&member->traits, arena, span_of(score_member_text(telling, "surname")),
                          span_of(score_member_text(telling, "given")));
    score_traits_add_birth(&member->traits, span_of(score_member_text(telling, "birth")));
    score_traits_add_document(
        &member->traits,
        span_of(score_member_text(json_object_get(telling, "document"), "number")));
}

static void read_traits(struct member *member, struct arena *arena, const json_t *line)
{
    size_t i;
    const json_t *locator;
    read_telling(member, arena, line, "pnr");
    read_telling(member, arena, line, "api");
    score_traits_add_name(&member->traits, arena, span_of(score_member_text(line, "surname")),
                          span_of(score_member_text(line, "given")));
    score_traits_add_birth(&member->traits, span_of(score_member_text(line, "birth")));
    json_array_foreach(json_object_get(line, "locators"), i, locator)
        score_traits_add_locator(&member->traits, span_of(json_string_value(locator)));
}

/* Signs tell what is unusual; a letter that differs is not, and divides two cards all the same. */
static void read_contradiction(struct member *member, const json_t *line)
{
    static const char *const keys[] = {"surname", "given"};
    const json_t *pnr = json_object_get(line, "pnr"), *api = json_object_get(line, "api");
    const char *plain = world_spelling_word(SPELLING_PLAIN);
    const char *spelling = score_member_text(pnr, "spelling");
    if (strcmp(spelling, plain) == 0)
        spelling = score_member_text(api, "spelling");
    if (strcmp(spelling, plain) != 0)
        snprintf(member->told_as, sizeof member->told_as, "%s", spelling);
    member->contradicted = (member->signs & SCORE_CONTRADICTIONS) != 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        member->contradicted |=
            strcmp(score_member_text(pnr, keys[i]), score_member_text(api, keys[i])) != 0;
}

static uint32_t entry_of(const json_t *line)
{
    const char *id = score_member_text(line, "list_entry");
    return id[0] == 'W' ? (uint32_t)strtoul(id + 2, NULL, 10) - 1 : UINT32_MAX;
}

static void read_member(struct passage *passage, const json_t *line)
{
    struct member *member = &passage->members[passage->member_count++];
    const json_t *plant = json_object_get(line, "plant");
    *member = (struct member){.first = NOBODY};
    member->person = strtoull(score_member_text(line, "person"), NULL, 16);
    member->told = bits_of(json_object_get(line, "told"), SENDING_KINDS, kind_of);
    member->signs = bits_of(json_object_get(line, "signs"), WORLD_SIGNS, sign_of);
    member->entry = entry_of(line);
    member->plant = plant_of(score_member_text(plant, "kind"));
    snprintf(member->spelling, sizeof member->spelling, "%s", score_member_text(plant, "spelling"));
    snprintf(member->culture, sizeof member->culture, "%s", score_member_text(line, "culture"));
    snprintf(member->script, sizeof member->script, "%s", score_member_text(line, "script"));
    read_traits(member, passage->arena, line);
    read_contradiction(member, line);
}

enum status score_members_read(struct passage *passage, struct lines *persons, json_t **ahead)
{
    enum status status = STATUS_OK;
    size_t room = 0;
    passage->members = NULL;
    passage->member_count = 0;
    if (!*ahead)
        status = score_lines_next(persons, ahead);
    while (status == STATUS_OK && *ahead &&
           score_member_int(*ahead, "flight") == (int64_t)passage->index) {
        passage->members = arena_more(passage->arena, passage->members, passage->member_count,
                                      &room, sizeof *passage->members);
        read_member(passage, *ahead);
        json_decref(*ahead);
        status = score_lines_next(persons, ahead);
    }
    return status;
}
