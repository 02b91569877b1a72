/* The texts of a profile's fields: found in rows, beside labels, in the file's name; then cut. */
#include "base/hash.h"
#include "decode/manifest.h"

enum {
    MOST_NOTE_CELLS = 20000, /* beside and above the persons */
    MOST_WIDE = 128          /* of them in one row */
};

/* ---- columns ---- */

static uint32_t column_of(const struct manifest *manifest, const struct profile_source *source)
{
    return source->number ? source->number : manifest->columns[source->index];
}

struct table_cell manifest_cell(const struct manifest *manifest,
                                const struct profile_source *source)
{
    uint32_t column = column_of(manifest, source);
    if (column == 0 || column > manifest->row.count)
        return (struct table_cell){{NULL, 0}, 0, 0};
    return manifest->row.cells[column - 1];
}

static struct piece piece_of(struct table_cell cell)
{
    return (struct piece){cell.text, cell.begin, cell.size};
}

/* ---- labels ---- */

void manifest_keep_note(struct manifest *manifest, const struct table_row *row)
{
    struct arena *arena = manifest->decoder->arena;
    uint32_t count = row->count < MOST_WIDE ? row->count : MOST_WIDE;
    if (manifest->note_cells + count > MOST_NOTE_CELLS)
        return;
    manifest->note_cells += count;
    manifest->notes = arena_more(arena, manifest->notes, manifest->note_count, &manifest->note_room,
                                 sizeof *manifest->notes);
    struct manifest_note *note = &manifest->notes[manifest->note_count++];
    note->row = *row;
    note->row.count = count;
    note->row.cells = arena_array(arena, struct table_cell, count + 1);
    memcpy(note->row.cells, row->cells, sizeof *row->cells * count);
    note->keys = arena_array(arena, struct span, count + 1);
    for (uint32_t i = 0; i < count; i++)
        note->keys[i] = profile_key(row->cells[i].text, arena);
}

/* Whether the key is one that the profile looks for: then it is no value of another label. */
static bool is_label(const struct profile *profile, struct span key)
{
    for (size_t i = 0; i < profile->group_count; i++)
        for (size_t k = 0; k < profile->groups[i].count; k++) {
            const struct profile_value *value = &profile->groups[i].values[k];
            for (size_t s = 0; s < value->source_count; s++)
                if (value->sources[s].from == PROFILE_LABEL &&
                    span_equal(value->sources[s].key, key))
                    return true;
        }
    return false;
}

/* A part of a cell with its own bytes, where the cell's text is its bytes. */
static struct piece part_of(struct piece whole, struct span part)
{
    struct piece cut = whole;
    cut.text = span_trim(part);
    if (whole.size == whole.text.size && part.at) {
        cut.begin = whole.begin + (uint32_t)(cut.text.at - whole.text.at);
        cut.size = (uint32_t)cut.text.size;
    }
    return cut;
}

/* The n-th cell behind the label that has something. */
static struct piece beside(const struct manifest *manifest, const struct manifest_note *note,
                           uint32_t at, uint32_t cell)
{
    for (uint32_t i = at + 1; i < note->row.count; i++) {
        if (note->row.cells[i].text.size == 0 || --cell)
            continue;
        if (is_label(manifest->profile, note->keys[i]))
            break;
        return piece_of(note->row.cells[i]);
    }
    return (struct piece){{NULL, 0}, 0, 0};
}

static struct piece below(const struct manifest *manifest, size_t note, uint32_t at)
{
    if (note + 1 >= manifest->note_count || at >= manifest->notes[note + 1].row.count)
        return (struct piece){{NULL, 0}, 0, 0};
    const struct manifest_note *next = &manifest->notes[note + 1];
    if (is_label(manifest->profile, next->keys[at]))
        return (struct piece){{NULL, 0}, 0, 0};
    return piece_of(next->row.cells[at]);
}

/* "Flight: HY272" in one cell. */
static struct piece behind_colon(struct manifest *manifest, struct table_cell cell,
                                 struct span wanted)
{
    struct span rest, label = span_cut(cell.text, ':', &rest);
    if (span_trim(rest).size && span_equal(profile_key(label, &manifest->scratch), wanted))
        return part_of(piece_of(cell), rest);
    return (struct piece){{NULL, 0}, 0, 0};
}

static struct piece look_for_label(struct manifest *manifest, const struct profile_value *value,
                                   const struct profile_source *source)
{
    struct piece found = {{NULL, 0}, 0, 0};
    for (size_t n = 0; n < manifest->note_count && !found.text.size; n++) {
        const struct manifest_note *note = &manifest->notes[n];
        for (uint32_t i = 0; i < note->row.count && !found.text.size; i++) {
            if (span_equal(note->keys[i], source->key))
                found =
                    value->below ? below(manifest, n, i) : beside(manifest, note, i, value->cell);
            else
                found = behind_colon(manifest, note->row.cells[i], source->key);
        }
    }
    return found;
}

/* What stands beside a label is the same for all persons. */
static struct piece find_label(struct manifest *manifest, const struct profile_value *value,
                               const struct profile_source *source)
{
    struct manifest_label *label = &manifest->labels[source->index];
    if (!label->looked)
        *label = (struct manifest_label){true, look_for_label(manifest, value, source)};
    return label->found;
}

/* ---- sources ---- */

static struct piece take_source(struct manifest *manifest, const struct profile_value *value,
                                const struct profile_source *source)
{
    switch (source->from) {
    case PROFILE_COLUMN: return piece_of(manifest_cell(manifest, source));
    case PROFILE_LABEL: return find_label(manifest, value, source);
    case PROFILE_FILE: return (struct piece){manifest->file, 0, 0};
    case PROFILE_CONSTANT: break;
    }
    return (struct piece){source->name, 0, 0};
}

static struct piece join(struct manifest *manifest, struct piece all, struct piece more)
{
    if (!all.text.size || !more.text.size)
        return all.text.size ? all : more;
    struct piece joined = all.size && more.size ? decode_across(all, more) : all;
    joined.text = decode_concat(manifest->decoder, all.text, " ", more.text);
    return joined;
}

static struct piece take_sources(struct manifest *manifest, const struct profile_value *value)
{
    struct piece found = {{NULL, 0}, 0, 0};
    for (size_t i = 0; i < value->source_count; i++) {
        if (found.text.size && !value->join)
            break;
        found = join(manifest, found, take_source(manifest, value, &value->sources[i]));
    }
    return found;
}

bool manifest_has(const struct manifest *manifest, const struct profile_value *value)
{
    for (size_t i = 0; i < value->source_count; i++)
        if (value->sources[i].from != PROFILE_COLUMN || column_of(manifest, &value->sources[i]))
            return true;
    return false;
}

uint64_t manifest_print(struct manifest *manifest, const struct profile_value *value)
{
    uint64_t print = 0;
    for (size_t i = 0; i < value->source_count; i++) {
        if (value->sources[i].from != PROFILE_COLUMN)
            continue;
        struct span text = manifest_cell(manifest, &value->sources[i]).text;
        if (text.size)
            print += hash_bytes(text) * (2 * i + 3) * (2 * (uint64_t)value->field + 3);
    }
    return print;
}

/* ---- parts ---- */

static size_t find_mark(struct span text, struct span mark, size_t from)
{
    const char *at =
        from < text.size ? memmem(text.at + from, text.size - from, mark.at, mark.size) : NULL;
    return at ? (size_t)(at - text.at) : text.size;
}

static size_t last_mark(struct span text, struct span mark)
{
    size_t last = text.size;
    for (size_t at = find_mark(text, mark, 0); at < text.size;
         at = find_mark(text, mark, at + mark.size))
        last = at;
    return last;
}

/* Where the mark does not stand, the text is the first, and the last, part of itself. */
static struct span take_part(struct span text, struct span mark, enum profile_take take)
{
    size_t from = 0, end;
    size_t last = last_mark(text, mark);
    if (take == PROFILE_LAST)
        return last == text.size ? text : span_part(text, last + mark.size, text.size);
    if (take == PROFILE_BEGIN)
        return last == text.size ? (struct span){NULL, 0} : span_part(text, 0, last);
    if (take == PROFILE_REST)
        return span_part(text, find_mark(text, mark, 0) + mark.size, text.size);
    for (int part = PROFILE_PART_1; part < (int)take; part++) {
        from = find_mark(text, mark, from) + mark.size;
        if (from > text.size)
            return (struct span){NULL, 0};
    }
    end = find_mark(text, mark, from);
    return span_part(text, from, end - from);
}

/* Characters from..to of the text. */
static struct span take_characters(struct span text, struct table_width width)
{
    size_t at = 0, from = text.size;
    uint32_t number = 1;
    for (; at < text.size && (!width.to || number <= width.to); number++) {
        if (number == width.from)
            from = at;
        size_t size = span_utf8(span_part(text, at, 4));
        at += size ? size : 1;
    }
    return from < at ? span_part(text, from, at - from) : (struct span){NULL, 0};
}

struct manifest_word *manifest_word(struct manifest *manifest, const void *owner, struct span text)
{
    uint64_t hash = hash_bytes(text) ^ (uintptr_t)owner >> 4;
    return &manifest->words[hash % MANIFEST_WORDS];
}

static struct span look_up_word(struct manifest *manifest, const struct profile_value *value,
                                struct span text)
{
    struct span key = profile_key(text, &manifest->scratch), other = text;
    for (size_t i = 0; i < value->word_count; i++) {
        if (span_equal(value->words[i].key, key))
            return value->words[i].value;
        if (span_is(value->words[i].key, "*"))
            other = value->words[i].value;
    }
    return other;
}

/* What the word stands for; the word itself where the profile does not say. */
static struct span take_word(struct manifest *manifest, const struct profile_value *value,
                             struct span text)
{
    if (value->word_count == 0)
        return text;
    struct manifest_word *word = manifest_word(manifest, value, text);
    if (word->owner != value || !span_equal(word->text, text))
        *word = (struct manifest_word){value, text, look_up_word(manifest, value, text)};
    return word->meaning;
}

static struct piece make_text(struct manifest *manifest, const struct profile_value *value)
{
    struct piece piece = take_sources(manifest, value);
    if (piece.text.size && value->mark.size)
        piece = part_of(piece, take_part(piece.text, value->mark, value->take));
    if (piece.text.size && value->characters.from)
        piece = part_of(piece, take_characters(piece.text, value->characters));
    if (piece.text.size)
        piece.text = take_word(manifest, value, piece.text);
    return piece;
}

struct piece manifest_text(struct manifest *manifest, const struct profile_value *value)
{
    struct manifest_value *kept = &manifest->values[value->index];
    if (kept->stamp != manifest->stamp)
        *kept = (struct manifest_value){manifest->stamp, make_text(manifest, value)};
    return kept->piece;
}
