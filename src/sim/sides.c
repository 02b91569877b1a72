/* What goes beside the messages: whom to look for, who sends, and the profile. */
#include <stdio.h>

#include "base/clock.h"
#include "sim/internal.h"

const char *sim_entry_id(uint32_t index, char out[SIM_ENTRY_TEXT])
{
    snprintf(out, SIM_ENTRY_TEXT, "W-%06lu", (unsigned long)index + 1);
    return out;
}

/* ---- watchlist.csv ---- */

/* RFC 4180. */
static void cell(struct buffer *out, struct span text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++)
        quoted |= text.at[i] == ',' || text.at[i] == '"' || text.at[i] == '\n';
    if (quoted)
        buffer_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, text.at[i]);
    }
    buffer_text(out, quoted ? "\"," : ",");
}

static void text_cell(struct buffer *out, const char *text)
{
    cell(out, span_of(text));
}

static void write_entry(struct buffer *out, const struct world_entry *entry, uint32_t index)
{
    char id[SIM_ENTRY_TEXT], birth[DATE_TEXT] = "";
    const struct world_person *person = &entry->person;
    if (entry->with_birth)
        date_format(date_from_day(person->birth), birth);
    text_cell(out, sim_entry_id(index, id));
    text_cell(out, id); /* the reference that people cite */
    cell(out, person->surname);
    cell(out, person->given);
    cell(out, entry->aliases);
    cell(out, person->native);
    text_cell(out, birth);
    cell(out, person->sex == 'M' || person->sex == 'F' ? (struct span){&person->sex, 1} : SPAN(""));
    text_cell(out, person->nationality);
    text_cell(out, entry->with_document ? person->document.state : "");
    text_cell(out, entry->with_document ? person->document.number : "");
    text_cell(out, entry->severity);
    buffer_text(out, "Invented\r\n");
}

enum status sim_watchlist_write(struct run *run)
{
    struct output output;
    struct world_entry entry;
    uint32_t count = world_entry_count(run->world);
    enum status status = output_open(run, "watchlist.csv", &output);
    buffer_text(&output.buffer, "id,reference,surname,given,aliases,original_name,birth,sex,"
                                "nationality,document_state,document_number,severity,note\r\n");
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
        world_entry(run->world, i, &run->arena, &entry);
        write_entry(&output.buffer, &entry, i);
        arena_reset(&run->arena);
        status = output_turn(run, &output);
    }
    run->manifest->counts.entries = count;
    if (status == STATUS_OK)
        status = output_finish(run, &output);
    output_drop(&output);
    return status;
}

/* ---- sources ---- */

const char *sim_dialect_word(enum world_dialect dialect)
{
    static const char *const words[] = {
#define DIALECT(name, word) [DIALECT_##name] = word,
#include "world/dialects.def"
#undef DIALECT
    };
    return words[dialect];
}

static void write_source(struct line *line, const struct world_provider *provider,
                         const char *profile)
{
    line_begin(line, NULL);
    line_text(line, "name", provider->name);
    line_text(line, "dialect", sim_dialect_word(provider->dialect));
    line_text(line, "profile", profile);
    line_close(line);
}

static enum status write_sources(struct run *run, struct output *output)
{
    struct line line = {&output->buffer, false};
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < run->profile->provider_count && status == STATUS_OK; i++) {
        const struct world_provider *provider = &run->profile->providers[i];
        struct span text = sending_source_profile(provider->dialect);
        char name[64] = "";
        if (text.size) {
            snprintf(name, sizeof name, "sources/%s.yaml", provider->name);
            status = output_whole(run, name, text);
        }
        write_source(&line, provider, name);
    }
    return status;
}

enum status sim_sources_write(struct run *run)
{
    struct output output;
    enum status status = output_open(run, "sources.jsonl", &output);
    if (status == STATUS_OK)
        status = write_sources(run, &output);
    if (status == STATUS_OK)
        status = output_finish(run, &output);
    output_drop(&output);
    return status == STATUS_OK ? output_whole(run, "profile.yaml", span_of(run->profile->text))
                               : status;
}
