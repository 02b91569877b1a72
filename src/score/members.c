/* Who was on a flight, as persons.jsonl tells. */
#include <stdlib.h>

#include "base/memory.h"
#include "score/internal.h"

/* ---- words ---- */

static enum world_plant plant_of(struct value word)
{
    for (int i = PLANT_NONE + 1; i < WORLD_PLANTS; i++)
        if (sim_value_is(word, world_plant_word((enum world_plant)i)))
            return (enum world_plant)i;
    return PLANT_NONE;
}

/* The bits of the words in an array. */
static uint32_t bits_of(struct value words, unsigned count, const char *(*word)(unsigned bit))
{
    uint32_t bits = 0;
    struct value item = {0};
    while (sim_value_next(words, &item))
        for (unsigned bit = 0; bit < count; bit++)
            if (sim_value_is(item, word(bit)))
                bits |= UINT32_C(1) << bit;
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

static void read_telling(struct member *member, struct arena *arena, struct value telling)
{
    score_traits_add_name(&member->traits, arena, sim_value_text(sim_value(telling, "surname")),
                          sim_value_text(sim_value(telling, "given")));
    score_traits_add_birth(&member->traits, sim_value_text(sim_value(telling, "birth")));
    score_traits_add_document(&member->traits,
                              sim_value_text(sim_value(sim_value(telling, "document"), "number")));
}

static void read_traits(struct member *member, struct arena *arena, struct value line)
{
    struct value locators = sim_value(line, "locators"), locator = {0};
    read_telling(member, arena, sim_value(line, "pnr"));
    read_telling(member, arena, sim_value(line, "api"));
    read_telling(member, arena, line);
    while (sim_value_next(locators, &locator))
        score_traits_add_locator(&member->traits, sim_value_text(locator));
}

/* Signs tell what is unusual; a letter that differs is not, and divides two cards all the same. */
static void read_contradiction(struct member *member, struct value line)
{
    static const char *const keys[] = {"surname", "given"};
    struct value pnr = sim_value(line, "pnr"), api = sim_value(line, "api");
    struct value spelling = sim_value(pnr, "spelling");
    if (sim_value_is(spelling, world_spelling_word(SPELLING_PLAIN)))
        spelling = sim_value(api, "spelling");
    if (!sim_value_is(spelling, world_spelling_word(SPELLING_PLAIN)))
        sim_value_copy(spelling, member->told_as, sizeof member->told_as);
    member->contradicted = (member->signs & SCORE_CONTRADICTIONS) != 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        member->contradicted |= !span_equal(sim_value_text(sim_value(pnr, keys[i])),
                                            sim_value_text(sim_value(api, keys[i])));
}

/* The index of "W-000001" is 0. */
static uint32_t entry_of(struct value id)
{
    int64_t number;
    struct span text = sim_value_text(id);
    return text.size > 2 && span_number(span_part(text, 2, text.size), &number)
               ? (uint32_t)(number - 1)
               : UINT32_MAX;
}

static uint64_t person_of(struct value id)
{
    char text[20];
    sim_value_copy(id, text, sizeof text);
    return strtoull(text, NULL, 16);
}

static void read_member(struct passage *passage, struct value line)
{
    struct member *member = &passage->members[passage->member_count++];
    struct value plant = sim_value(line, "plant");
    *member = (struct member){.first = NOBODY};
    member->person = person_of(sim_value(line, "person"));
    member->told = bits_of(sim_value(line, "told"), SENDING_KINDS, kind_of);
    member->signs = bits_of(sim_value(line, "signs"), WORLD_SIGNS, sign_of);
    member->entry = entry_of(sim_value(line, "list_entry"));
    member->plant = plant_of(sim_value(plant, "kind"));
    sim_value_copy(sim_value(plant, "spelling"), member->spelling, sizeof member->spelling);
    sim_value_copy(sim_value(line, "culture"), member->culture, sizeof member->culture);
    sim_value_copy(sim_value(line, "script"), member->script, sizeof member->script);
    read_traits(member, passage->arena, line);
    read_contradiction(member, line);
}

enum status score_members_read(struct passage *passage, struct lines *persons)
{
    enum status status = STATUS_OK;
    size_t room = 0;
    passage->members = NULL;
    passage->member_count = 0;
    while (status == STATUS_OK && persons->line.items &&
           sim_value_int(sim_value(persons->line, "flight")) == (int64_t)passage->index) {
        passage->members = arena_more(passage->arena, passage->members, passage->member_count,
                                      &room, sizeof *passage->members);
        read_member(passage, persons->line);
        status = sim_lines_next(persons);
    }
    return status;
}
