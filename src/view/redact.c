#include "view/redact.h"

#include <string.h>

const char *redact_word(enum redact_why why)
{
    static const char *const words[] = {"", "sensitive", "card", "masked"};
    return words[why];
}

/* ---- characters ---- */

static bool is_utf8(struct span text)
{
    while (text.size) {
        size_t size = span_utf8(text);
        if (size == 0)
            return false;
        text = span_part(text, size, text.size);
    }
    return true;
}

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (unsigned char)c >= 0x80;
}

/* ---- marks ---- */

/* Marks begin..end of the body as far as they lie in the part. Line ends and other control
 * characters say nothing and stay. */
static void mark(struct redacted *part, size_t begin, size_t end, enum redact_why why)
{
    size_t from = begin > part->begin ? begin - part->begin : 0;
    size_t to = end > part->begin ? end - part->begin : 0;
    for (size_t i = from; i < to && i < part->size; i++)
        if ((unsigned char)part->text[i] >= 0x20)
            part->why[i] = (uint8_t)why;
}

static void clear(struct redacted *part, size_t begin, size_t end)
{
    mark(part, begin, end, REDACT_NOT);
}

static void hide_words(struct redacted *part)
{
    for (size_t i = 0; i < part->size; i++)
        part->why[i] = is_word(part->text[i]) ? REDACT_MASKED : REDACT_NOT;
}

/* ---- what is known to be harmless ---- */

static size_t letters(struct span text, char *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size && size < room; i++)
        if (is_word(text.at[i]))
            out[size++] =
                (char)(text.at[i] >= 'a' && text.at[i] <= 'z' ? text.at[i] - 32 : text.at[i]);
    return size;
}

/* The range of a value may be wider than the value, and hold more than it: only bytes that are the
 * value are shown. */
static bool is_the_value(struct span bytes, struct span text, enum field_type type)
{
    enum { SHORT = 3, SLACK = 4, ROOM = 64 };
    char have[ROOM], want[ROOM];
    if (bytes.size <= SHORT)
        return true;
    if (type == FIELD_TYPE_TIME || type == FIELD_TYPE_DATE)
        return bytes.size <= 20;
    if (bytes.size > text.size + SLACK || bytes.size >= ROOM)
        return false;
    size_t a = letters(bytes, have, ROOM), b = letters(text, want, ROOM);
    return a && b && (memmem(have, a, want, b) || memmem(want, b, have, a));
}

static void show_values(struct redacted *part, struct span body, const struct image *image,
                        const struct view_sight *sight)
{
    for (uint32_t i = 0; i < image->header->values; i++) {
        const struct image_value *value = &image->values[i];
        enum field field = (enum field)value->field;
        struct span bytes = span_part(body, value->begin, value->size);
        if (field_mask_shows(&sight->mask, field) &&
            is_the_value(bytes, image_value_text(image, value), field_info(field)->type))
            clear(part, value->begin, (size_t)value->begin + value->size);
    }
}

bool redact_tag_known(const char *tag)
{
    static const char known[][3] = {
#define TAG(name, a, b, c) {a, b, c},
#include "edifact/tags.def"
#undef TAG
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(tag) == sizeof known[i] && memcmp(tag, known[i], sizeof known[i]) == 0)
            return true;
    return survey_knows_name(span_of(tag));
}

static void show_harmless(struct redacted *part, const struct survey *survey)
{
    enum { TAG = 3 };
    for (uint32_t i = 0; i < survey->header->segments; i++) {
        const struct survey_segment *segment = &survey->segments[i];
        if (segment->frame)
            clear(part, segment->begin, segment->end);
        else if (redact_tag_known(segment->tag) && segment->end - segment->begin >= TAG)
            clear(part, segment->begin, segment->begin + TAG);
    }
    for (uint32_t i = 0; i < survey->header->ranges; i++)
        if (survey->ranges[i].why == SURVEY_QUALIFIER)
            clear(part, survey->ranges[i].begin,
                  (size_t)survey->ranges[i].begin + survey->ranges[i].size);
}

/* ---- what is not to be seen ---- */

static void hide_values(struct redacted *part, const struct image *image,
                        const struct view_sight *sight)
{
    for (uint32_t i = 0; i < image->header->values; i++) {
        const struct image_value *value = &image->values[i];
        size_t end = (size_t)value->begin + value->size;
        if (value->field == FIELD_PAYMENT_ACCOUNT)
            mark(part, value->begin, end, REDACT_CARD);
        else if (!field_mask_shows(&sight->mask, (enum field)value->field))
            mark(part, value->begin, end, REDACT_MASKED);
    }
}

static void hide_for_all(struct redacted *part, const struct survey *survey)
{
    for (uint32_t i = 0; i < survey->header->ranges; i++) {
        const struct survey_range *range = &survey->ranges[i];
        if (range->why != SURVEY_QUALIFIER)
            mark(part, range->begin, (size_t)range->begin + range->size,
                 range->why == SURVEY_CARD ? REDACT_CARD : REDACT_SENSITIVE);
    }
}

/* Half a character is none. */
static void whole_characters(struct redacted *part)
{
    for (size_t i = 0; i < part->size;) {
        size_t end = i + 1, why = part->why[i];
        for (; end < part->size && goes_on(part->text[end]); end++)
            why = part->why[end] > why ? part->why[end] : why;
        for (; i < end; i++)
            part->why[i] = (uint8_t)why;
    }
}

static bool sees_all(const struct view_sight *sight)
{
    for (int field = 0; field < FIELDS; field++)
        if (field_info((enum field)field)->class != CLASS_OPEN &&
            !field_mask_shows(&sight->mask, (enum field)field))
            return false;
    return true;
}

static void cut_part(struct span body, size_t begin, size_t size, struct redacted *out)
{
    size_t end = begin + span_part(body, begin, size).size;
    begin = begin > body.size ? body.size : begin;
    end = end > body.size ? body.size : end;
    while (out->utf8 && begin && begin < body.size && goes_on(body.at[begin]))
        begin--;
    while (out->utf8 && end < body.size && goes_on(body.at[end]))
        end++;
    out->begin = begin;
    out->size = end - begin;
}

void redact(struct span body, size_t begin, size_t size, const struct view_sight *sight,
            const struct image *image, const struct survey *survey, struct arena *arena,
            struct redacted *out)
{
    *out = (struct redacted){.utf8 = is_utf8(body)};
    cut_part(body, begin, size, out);
    out->text = (char *)arena_copy(arena, span_part(body, out->begin, out->size)).at;
    out->why = arena_alloc(arena, out->size + 1);
    out->careful = !survey || !image || !sees_all(sight);
    if (out->careful)
        hide_words(out);
    if (survey && image) {
        show_harmless(out, survey);
        show_values(out, body, image, sight);
        hide_values(out, image, sight);
        hide_for_all(out, survey);
    }
    if (out->utf8)
        whole_characters(out);
    for (size_t i = 0; i < out->size; i++)
        if (out->why[i])
            out->text[i] = '.';
}
