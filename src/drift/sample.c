/* What one message says of how its sender writes: of its dialect, and of what could be read. */
#include <stdio.h>
#include <string.h>

#include "drift/internal.h"

static const struct drift_trait_info traits[DRIFT_TRAITS] = {
#define TRAIT(name, word, how, per, words) {word, DRIFT_##how, DRIFT_##per, words},
#include "drift/traits.def"
#undef TRAIT
};

static const struct {
    enum field field;
    enum drift_per per;
} fills[] = {
#define FILL(field, per) {FIELD_##field, DRIFT_##per},
#include "drift/fills.def"
#undef FILL
};
enum { FILLS = sizeof fills / sizeof *fills };

const struct drift_trait_info *drift_trait_info(enum drift_trait trait)
{
    return &traits[trait];
}

bool drift_trait_parse(struct span word, enum drift_trait *out)
{
    for (enum drift_trait trait = 0; trait < DRIFT_TRAITS; trait++)
        if (span_is(word, traits[trait].word)) {
            *out = trait;
            return true;
        }
    return false;
}

struct sampling {
    const struct image *image;
    struct arena *arena;
    struct drift_sample *sample;
    int64_t filled[FILLS];
};

/* One line, whatever it is made of. */
static void copy_value(char out[DRIFT_VALUE + 1], struct span value)
{
    size_t size = 0;
    for (; size < value.size && size < DRIFT_VALUE; size++)
        out[size] = value.at[size] >= ' ' && value.at[size] < 0x7F ? value.at[size] : '_';
    out[size] = '\0';
}

static void add(struct sampling *sampling, enum drift_trait trait, struct span value,
                enum drift_per per, int64_t count)
{
    struct drift_sample *sample = sampling->sample;
    sample->facts = arena_more(sampling->arena, sample->facts, sample->count, &sample->room,
                               sizeof *sample->facts);
    struct drift_fact *fact = &sample->facts[sample->count++];
    *fact = (struct drift_fact){.trait = trait, .per = per, .count = count};
    copy_value(fact->value, value);
}

/* ---- what it is ---- */

/* Of one the letters of codes; what is not is somebody's text. */
static bool is_word(struct span text, char least, char most)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (!(c >= least && c <= most) && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return text.size > 0 && text.size <= 24;
}

static struct span line_of(struct span dialect, const char *word)
{
    size_t size = strlen(word);
    while (dialect.size) {
        struct span line = span_cut(dialect, '\n', &dialect);
        if (span_starts(line, word) && line.size > size && line.at[size] == ' ')
            return span_part(line, size + 1, line.size);
    }
    return (struct span){NULL, 0};
}

static struct span sender_of(const struct image *image, uint32_t message)
{
    uint32_t parent = image->nodes[message].parent;
    if (parent == IMAGE_NONE || image->nodes[parent].type != NODE_INTERCHANGE)
        return (struct span){NULL, 0};
    return image_text(image, parent, FIELD_INTERCHANGE_SENDER);
}

/* "PAXLST manifest", "PNRGOV XML full", "TABLE manifest (Ferry manifest)". */
static bool name_kind(struct drift_sample *sample, const struct image *image, uint32_t message,
                      struct span dialect)
{
    struct span type = image_text(image, message, FIELD_MESSAGE_TYPE);
    struct span role = image_text(image, message, FIELD_MESSAGE_ROLE);
    struct span profile = line_of(dialect, "profile");
    char table[DRIFT_VALUE + 1] = "";
    if (type.size == 0)
        return false;
    if (!is_word(type, 'A', 'Z'))
        type = SPAN("other");
    if (role.size && !is_word(role, 'a', 'z'))
        role = SPAN("other");
    copy_value(table, profile);
    snprintf(sample->type, sizeof sample->type, "%.*s%s", (int)type.size, type.at,
             span_is(line_of(dialect, "syntax"), "xml") ? " XML" : "");
    snprintf(sample->kind, sizeof sample->kind, "%s%s%.*s%s%.40s%s", sample->type,
             role.size ? " " : "", (int)role.size, role.at, table[0] ? " (" : "", table,
             table[0] ? ")" : "");
    copy_value(sample->sender, span_trim(sender_of(image, message)));
    return true;
}

/* ---- how it is written ---- */

static void add_dialect(struct sampling *sampling, struct span dialect)
{
    enum drift_trait trait;
    while (dialect.size) {
        struct span value, line = span_cut(dialect, '\n', &dialect);
        struct span word = span_cut(line, ' ', &value);
        if (drift_trait_parse(word, &trait) && trait <= DRIFT_SEGMENT && value.size)
            add(sampling, trait, value, DRIFT_MESSAGE, 1);
    }
}

/* ---- what could be read ---- */

/* Which of the fills stand under `root`. */
static void count_fills(struct sampling *sampling, uint32_t root, enum drift_per per)
{
    const struct image *image = sampling->image;
    bool has[FIELDS] = {false};
    for (uint32_t n = root; n != IMAGE_NONE; n = image_next_under(image, root, n))
        for (uint32_t v = 0; v < image->nodes[n].values; v++)
            has[image->values[image->nodes[n].first_value + v].field] = true;
    for (size_t i = 0; i < FILLS; i++)
        sampling->filled[i] += fills[i].per == per && has[fills[i].field];
    sampling->sample->of[per]++;
}

static void add_fields(struct sampling *sampling, uint32_t message)
{
    const struct image *image = sampling->image;
    for (uint32_t n = message; n != IMAGE_NONE; n = image_next_under(image, message, n)) {
        if (image->nodes[n].type == NODE_TRAVELLER)
            count_fills(sampling, n, DRIFT_PERSON);
        if (image->nodes[n].type == NODE_BOOKING)
            count_fills(sampling, n, DRIFT_BOOKING);
    }
    for (size_t i = 0; i < FILLS; i++) {
        const struct field_info *info = field_info(fills[i].field);
        if (sampling->filled[i])
            add(sampling, DRIFT_FIELD,
                span_of(
                    arena_format(sampling->arena, "%s.%s", node_info(info->node)->key, info->key)),
                fills[i].per, sampling->filled[i]);
    }
}

/* Classes, so that a flight more or less full is none of them. */
static const char *size_class(int64_t persons)
{
    return persons == 0   ? "0"
           : persons == 1 ? "1"
           : persons < 10 ? "2-9"
           : persons < 50 ? "10-49"
                          : "50-";
}

static void add_issues(struct sampling *sampling, uint32_t message)
{
    const struct image *image = sampling->image;
    bool found[SEVERITY_ERROR + 1] = {false};
    for (uint32_t i = 0; i < image->header->issues; i++)
        if (image->issues[i].node == message)
            found[issue_info((enum issue)image->issues[i].issue)->severity] = true;
    for (enum severity severity = SEVERITY_WARNING; severity <= SEVERITY_ERROR; severity++)
        if (found[severity])
            add(sampling, DRIFT_ISSUES, span_of(severity_word(severity)), DRIFT_MESSAGE, 1);
}

bool drift_sample(const struct image *image, uint32_t message, struct span dialect,
                  struct arena *arena, struct drift_sample *out)
{
    *out = (struct drift_sample){.of = {[DRIFT_MESSAGE] = 1}};
    struct sampling sampling = {.image = image, .arena = arena, .sample = out};
    if (dialect.size <= 1 || !name_kind(out, image, message, dialect))
        return false;
    add_dialect(&sampling, dialect);
    add_fields(&sampling, message);
    add_issues(&sampling, message);
    add(&sampling, DRIFT_PERSONS, span_of(size_class(out->of[DRIFT_PERSON])), DRIFT_MESSAGE, 1);
    return true;
}
