/* Planted cases. A case may be on several flights, and nothing tells which is its last; all are kept, some
 * hundred bytes each: a few in 100,000 passengers. */
#include "base/memory.h"
#include "sim/internal.h"

struct plant_case {
    uint64_t id;
    enum world_plant kind;
    enum world_spelling spelling;
    enum world_culture culture;
    uint32_t entry, signs;
    struct seen {
        uint64_t person;
        uint32_t flight;
    } * seen; /* in the order in which they travel */
    size_t count, room;
};

/* ---- by id ---- */

static void put_slot(struct cases *cases, size_t index)
{
    size_t at = chance_mix(cases->cases[index].id) & (cases->slot_count - 1);
    while (cases->slots[at])
        at = (at + 1) & (cases->slot_count - 1);
    cases->slots[at] = (uint32_t)index + 1;
}

static void grow(struct cases *cases)
{
    if ((cases->count + 1) * 2 < cases->slot_count)
        return;
    cases->slot_count = cases->slot_count ? cases->slot_count * 2 : 1024;
    free(cases->slots);
    cases->slots = memory_alloc(cases->slot_count * sizeof *cases->slots);
    for (size_t i = 0; i < cases->count; i++)
        put_slot(cases, i);
}

static struct plant_case *find(const struct cases *cases, uint64_t id)
{
    size_t at = chance_mix(id) & (cases->slot_count - 1);
    for (; cases->slots[at]; at = (at + 1) & (cases->slot_count - 1))
        if (cases->cases[cases->slots[at] - 1].id == id)
            return &cases->cases[cases->slots[at] - 1];
    return NULL;
}

static struct plant_case *add(struct cases *cases, const struct world_passenger *passenger)
{
    if (cases->count == cases->room) {
        cases->room = cases->room ? cases->room * 2 : 256;
        cases->cases = memory_resize(cases->cases, cases->room * sizeof *cases->cases);
    }
    cases->cases[cases->count] = (struct plant_case){.id = passenger->plant,
                                                     .kind = passenger->plant_kind,
                                                     .spelling = passenger->plant_spelling,
                                                     .culture = passenger->person.culture,
                                                     .entry = passenger->list_entry};
    put_slot(cases, cases->count);
    return &cases->cases[cases->count++];
}

void cases_add(struct cases *cases, const struct world_load *load,
               const struct world_passenger *passenger)
{
    grow(cases);
    struct plant_case *found = find(cases, passenger->plant);
    if (!found)
        found = add(cases, passenger);
    if (found->count == found->room) {
        found->room = found->room ? found->room * 2 : 2;
        found->seen = memory_resize(found->seen, found->room * sizeof *found->seen);
    }
    found->seen[found->count++] = (struct seen){passenger->person.id, load->flight.index};
    found->signs |= passenger->signs;
}

/* ---- writing ---- */

static bool is_first(const struct plant_case *at, size_t index, bool flight)
{
    for (size_t i = 0; i < index; i++)
        if (flight ? at->seen[i].flight == at->seen[index].flight
                   : at->seen[i].person == at->seen[index].person)
            return false;
    return true;
}

static void write_seen(struct line *line, const struct plant_case *at)
{
    line_begin_array(line, "persons");
    for (size_t i = 0; i < at->count; i++)
        if (is_first(at, i, false))
            line_hex(line, NULL, at->seen[i].person);
    line_end_array(line);
    line_begin_array(line, "flights");
    for (size_t i = 0; i < at->count; i++)
        if (is_first(at, i, true))
            line_int(line, NULL, at->seen[i].flight);
    line_end_array(line);
}

static void write_case(struct line *line, const struct plant_case *at)
{
    char entry[SIM_ENTRY_TEXT];
    line_begin(line, NULL);
    line_hex(line, "case", at->id);
    line_text(line, "kind", world_plant_word(at->kind));
    line_bool(line, "target", world_plant_is_target(at->kind));
    write_seen(line, at);
    sim_words_write(line, "signs", at->signs, WORLD_SIGNS, sim_sign_word);
    line_text(line, "spelling", world_spelling_word(at->spelling));
    line_text(line, "culture", world_culture_word(at->culture));
    line_text(line, "script", world_culture_script(at->culture));
    line_text(line, "list_entry", at->entry == UINT32_MAX ? "" : sim_entry_id(at->entry, entry));
    line_close(line);
}

enum status cases_write(struct run *run, const struct cases *cases, struct output *output)
{
    struct line line = {&output->buffer, false};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < cases->count && status == STATUS_OK; i++) {
        write_case(&line, &cases->cases[i]);
        status = output_turn(run, output);
    }
    return status;
}

void cases_count(const struct cases *cases, struct sim_counts *counts)
{
    for (size_t i = 0; i < cases->count; i++)
        counts->cases[cases->cases[i].kind]++;
}

void cases_free(struct cases *cases)
{
    for (size_t i = 0; i < cases->count; i++)
        free(cases->cases[i].seen);
    free(cases->cases);
    free(cases->slots);
    *cases = (struct cases){0};
}
