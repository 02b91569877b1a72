/* Tables by a source profile: the messages that their persons make. */
#include "decode/manifest.h"

/* ---- messages ---- */

static void tell_missing(struct manifest *manifest, const struct profile_value *value)
{
    struct decoder *decoder = manifest->decoder;
    if (value->optional || manifest_has(manifest, value))
        return;
    decode_issue(decoder, ISSUE_COLUMN_MISSING, (struct piece){{NULL, 0}, 0, 0},
                 arena_format(decoder->arena, "%s: %.*s.", field_info(value->field)->words,
                              (int)value->sources[0].name.size, value->sources[0].name.at));
}

static void tell_all_missing(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    for (size_t g = 0; g < profile->group_count; g++)
        for (size_t i = 0; i < profile->groups[g].count; i++)
            tell_missing(manifest, &profile->groups[g].values[i]);
}

static void begin_message(struct manifest *manifest)
{
    struct decoder *decoder = manifest->decoder;
    decode_open_message(decoder, KIND_API);
    manifest->persons = manifest->crew = 0;
    manifest->declared_passengers = manifest->declared_crew = (struct piece){{NULL, 0}, 0, 0};
    manifest_put_message(manifest);
    manifest_put_legs(manifest);
}

static void check_count(struct manifest *manifest, struct piece declared, uint32_t counted)
{
    struct decoder *decoder = manifest->decoder;
    int64_t number;
    if (declared.text.size && span_number(declared.text, &number) && number != (int64_t)counted)
        decode_issue(decoder, ISSUE_COUNT_PERSONS, declared,
                     arena_format(decoder->arena, "Counted: %u.", (unsigned)counted));
}

static void end_message(struct manifest *manifest)
{
    struct decoder *decoder = manifest->decoder;
    if (decoder->message == IMAGE_NONE)
        return;
    decoder->row = 0;
    image_builder_node(decoder->image, decoder->message)->end = decoder->reader.segment.end;
    check_count(manifest, manifest->declared_passengers, manifest->persons);
    check_count(manifest, manifest->declared_crew, manifest->crew);
    if (!manifest->persons && !manifest->crew)
        decode_issue(decoder, ISSUE_PERSON_NONE, (struct piece){{NULL, 0}, 0, 0}, NULL);
    decode_close_message(decoder);
}

/* What the row's columns say of the flight; 0: nothing, so it is the same as before. */
static uint64_t flight_of(struct manifest *manifest)
{
    const struct profile *profile = manifest->profile;
    uint64_t print = 0;
    for (size_t g = 0; g < profile->group_count; g++)
        for (size_t i = 0; profile->groups[g].node == NODE_LEG && i < profile->groups[g].count; i++)
            print += manifest_print(manifest, &profile->groups[g].values[i]);
    return print;
}

static void set_bytes(struct manifest *manifest, uint32_t begin, uint32_t end)
{
    struct edifact_segment *segment = &manifest->decoder->reader.segment;
    segment->begin = begin;
    segment->end = end;
}

/* The row of another flight than the one before begins a message of its own. */
static void choose_message(struct manifest *manifest)
{
    struct decoder *decoder = manifest->decoder;
    uint64_t flight = flight_of(manifest);
    if (decoder->message != IMAGE_NONE && (flight == 0 || flight == manifest->flight))
        return;
    bool first = decoder->message == IMAGE_NONE;
    end_message(manifest);
    manifest->flight = flight;
    set_bytes(manifest, manifest->row.begin, manifest->row.end);
    decoder->row = flight ? manifest->row.number : 0;
    begin_message(manifest);
    decoder->row = 0;
    if (first)
        tell_all_missing(manifest);
}

static void check_row(struct manifest *manifest)
{
    bool more = manifest->row.over;
    for (uint32_t i = manifest->width; manifest->width && i < manifest->row.count; i++)
        more |= manifest->row.cells[i].text.size > 0;
    if (more)
        decode_issue_segment(manifest->decoder, ISSUE_ROW_RAGGED, NULL);
}

static void read_person(struct manifest *manifest, const struct table_row *row)
{
    struct decoder *decoder = manifest->decoder;
    manifest->row = *row;
    manifest->stamp++;
    choose_message(manifest);
    decoder->row = row->number;
    set_bytes(manifest, row->begin, row->end);
    check_row(manifest);
    if (!manifest_put_person(manifest))
        decode_issue_segment(decoder, ISSUE_ROW_UNCLEAR, NULL);
}

static struct piece whole_of(const struct decoder *decoder)
{
    return (struct piece){{NULL, 0}, 0, (uint32_t)decoder->reader.body.size};
}

static void read_persons(struct manifest *manifest)
{
    struct decoder *decoder = manifest->decoder;
    struct table_row row;
    struct manifest_place place = {0};
    table_rewind(manifest->table);
    while (!image_full(decoder->image) && manifest_next_person(manifest, &place, &row)) {
        read_person(manifest, &row);
        arena_reset(&manifest->scratch);
    }
    manifest->row = (struct table_row){0};
    manifest->stamp++;
    if (decoder->message == IMAGE_NONE) {
        begin_message(manifest); /* nobody: what is said of the flight is kept all the same */
        tell_all_missing(manifest);
    }
    decoder->row = 0;
    if (place.others)
        decode_issue(decoder, ISSUE_ROW_OTHER, whole_of(decoder),
                     arena_format(decoder->arena, "Rows: %u.", (unsigned)place.others));
    if (table_cut(manifest->table) || image_full(decoder->image))
        decode_issue(decoder, ISSUE_LIMIT, whole_of(decoder), "The whole table.");
    end_message(manifest);
}

/* ---- the body ---- */

/* Nothing of it can be read: a message that says why. */
static void set_aside(struct decoder *decoder, enum issue issue, const char *detail)
{
    decoder->message = decode_node(decoder, NODE_MESSAGE, decoder->interchange);
    decode_issue(decoder, issue, whole_of(decoder), detail);
    image_builder_node(decoder->image, decoder->message)->outcome = OUTCOME_QUARANTINED;
}

static void read_table(struct manifest *manifest)
{
    if (!manifest_choose_header(manifest)) {
        set_aside(manifest->decoder, ISSUE_TABLE_HEADER, NULL);
        return;
    }
    manifest_read_notes(manifest);
    read_persons(manifest);
}

static struct manifest *new_manifest(struct decoder *decoder, const struct profile *profile,
                                     struct span file)
{
    struct arena *arena = decoder->arena;
    struct manifest *manifest = arena_new(arena, struct manifest);
    manifest->decoder = decoder;
    manifest->profile = profile;
    manifest->file = file;
    manifest->columns = arena_array(arena, uint32_t, profile->title_count + 1);
    manifest->labels = arena_array(arena, struct manifest_label, profile->label_count + 1);
    manifest->values = arena_array(arena, struct manifest_value, profile->value_count + 1);
    manifest->form = profile->form;
    if (profile->any_kind && profile->form.width_count)
        manifest->form.kind = TABLE_FIXED;
    else if (profile->any_kind)
        manifest->form.kind = table_sniff(decoder->reader.body);
    return manifest;
}

void decode_manifest(struct decoder *decoder, const struct profile *profile, struct span file)
{
    struct span body = decoder->reader.body;
    struct manifest *manifest = new_manifest(decoder, profile, file);
    decoder->kind = KIND_API;
    decoder->cells = &manifest->row;
    decoder->sent_day = DAY_NONE;
    decoder->message = IMAGE_NONE;
    decoder->reader.segment = (struct edifact_segment){.end = (uint32_t)body.size, .name = "ROW"};
    decoder->interchange = decode_node(decoder, NODE_INTERCHANGE, IMAGE_NONE);
    if (table_open(body, &manifest->form, decoder->arena, &manifest->table) == STATUS_OK)
        read_table(manifest);
    else
        set_aside(decoder, ISSUE_TABLE_NONE, status_sentence());
    arena_free(&manifest->scratch);
    decoder->cells = NULL;
    decoder->message = IMAGE_NONE;
}
