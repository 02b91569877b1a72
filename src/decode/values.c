/* What is understood goes into the image through here. */
#include "decode/internal.h"

uint32_t decode_node(struct decoder *decoder, enum node_type type, uint32_t parent)
{
    uint32_t node =
        image_add_node(decoder->image, type, decoder->kind, parent, decoder->reader.segment.begin);
    struct image_node *made = image_builder_node(decoder->image, node);
    if (decoder->reader.segment.end >= made->begin)
        made->end = decoder->reader.segment.end;
    return node;
}

void decode_put_as(struct decoder *decoder, uint32_t node, enum field field, struct span text,
                   struct piece where)
{
    image_add_value(decoder->image, node, field, decode_utf8(decoder, text), where.begin,
                    where.size);
}

void decode_put(struct decoder *decoder, uint32_t node, enum field field, struct piece piece)
{
    decode_put_as(decoder, node, field, span_trim(piece.text), piece);
}

void decode_put_word(struct decoder *decoder, uint32_t node, enum field field, const char *word,
                     struct piece where)
{
    decode_put_as(decoder, node, field, span_of(word), where);
}

struct span decode_without_zeros(struct span text)
{
    while (text.size > 1 && text.at[0] == '0')
        text = span_part(text, 1, text.size);
    return text;
}

bool decode_put_count(struct decoder *decoder, uint32_t node, enum field field, struct piece piece)
{
    struct span text = span_trim(piece.text);
    int64_t number;
    if (text.size == 0)
        return false;
    if (!span_number(text, &number)) {
        decode_issue(decoder, ISSUE_VALUE_BAD, piece, NULL);
        return false;
    }
    decode_put_as(decoder, node, field, decode_without_zeros(text), piece);
    return true;
}

struct span decode_put_state(struct decoder *decoder, uint32_t node, enum field field,
                             struct piece piece)
{
    struct span text = span_trim(piece.text);
    if (text.size == 0)
        return text;
    const struct country *country = country_find(text);
    if (country)
        text = span_of(country->alpha3);
    else
        decode_issue(decoder, ISSUE_STATE_UNKNOWN, piece, NULL);
    decode_put_as(decoder, node, field, text, piece);
    return text;
}

static char *two_digits(char *out, int number)
{
    out[0] = (char)('0' + number / 10 % 10);
    out[1] = (char)('0' + number % 10);
    return out + 2;
}

static char *write_date(char *out, struct date date)
{
    out = two_digits(two_digits(out, date.year / 100), date.year % 100);
    *out++ = '-';
    out = two_digits(out, date.month);
    *out++ = '-';
    return two_digits(out, date.day);
}

void decode_put_date(struct decoder *decoder, uint32_t node, enum field field, struct date date,
                     struct piece where)
{
    decode_put_time(decoder, node, field, date, -1, where);
}

void decode_put_time(struct decoder *decoder, uint32_t node, enum field field, struct date date,
                     int seconds, struct piece where)
{
    char text[24];
    char *end = write_date(text, date);
    if (seconds >= 0) {
        *end++ = 'T';
        end = two_digits(end, seconds / 3600);
        *end++ = ':';
        end = two_digits(end, seconds / 60 % 60);
        if (seconds % 60) {
            *end++ = ':';
            end = two_digits(end, seconds % 60);
        }
    }
    decode_put_as(decoder, node, field, (struct span){text, (size_t)(end - text)}, where);
}

void decode_issue_at(struct decoder *decoder, enum issue issue, const char *segment,
                     struct piece where, const char *detail)
{
    if (decoder->seen[issue] >= DECODE_MOST_SAME_ISSUE)
        return;
    if (++decoder->seen[issue] == DECODE_MOST_SAME_ISSUE)
        detail = "Further ones are not listed.";
    if (decoder->row)
        detail = arena_format(decoder->arena, "Row %u.%s%s", (unsigned)decoder->row,
                              detail ? " " : "", detail ? detail : "");
    uint32_t node = decoder->message != IMAGE_NONE ? decoder->message : decoder->interchange;
    image_add_issue(decoder->image, issue, node, segment, where.begin, where.size, span_of(detail));
}

static bool is_within(struct piece where, const struct table_cell *cell)
{
    uintptr_t text = (uintptr_t)where.text.at, begin = (uintptr_t)cell->text.at;
    if (cell->text.size && text >= begin && text < begin + cell->text.size)
        return true;
    return where.size && where.begin >= cell->begin &&
           where.begin + where.size <= cell->begin + cell->size;
}

enum { COLUMN_NAME = 4 };
/* "A" to "Z", then "AA": as spreadsheets name their columns. */
static const char *column_name(uint32_t column, char out[COLUMN_NAME])
{
    enum { LETTERS = 26 };
    char *at = out;
    if (column >= LETTERS)
        *at++ = (char)('A' + column / LETTERS - 1);
    *at++ = (char)('A' + column % LETTERS);
    *at = '\0';
    return out;
}

/* Of a table's row the column is what else would be the segment. */
void decode_issue(struct decoder *decoder, enum issue issue, struct piece where, const char *detail)
{
    char room[COLUMN_NAME];
    const char *segment = decoder->reader.segment.name;
    for (uint32_t i = 0; decoder->row && decoder->cells && i < decoder->cells->count; i++)
        if (is_within(where, &decoder->cells->cells[i])) {
            segment = column_name(i, room);
            break;
        }
    decode_issue_at(decoder, issue, segment, where, detail);
}

void decode_issue_segment(struct decoder *decoder, enum issue issue, const char *detail)
{
    const struct edifact_segment *segment = &decoder->reader.segment;
    struct piece where = {{NULL, 0}, segment->begin, segment->end - segment->begin};
    decode_issue(decoder, issue, where, detail);
}

struct piece decode_across(struct piece from, struct piece to)
{
    if (to.begin + to.size > from.begin)
        from.size = to.begin + to.size - from.begin;
    return from;
}

struct span decode_concat(struct decoder *decoder, struct span a, const char *between,
                          struct span b)
{
    if (a.size == 0 || b.size == 0)
        return a.size ? a : b;
    size_t middle = strlen(between);
    char *out = arena_alloc(decoder->arena, a.size + middle + b.size);
    memcpy(out, a.at, a.size);
    memcpy(out + a.size, between, middle);
    memcpy(out + a.size + middle, b.at, b.size);
    return (struct span){out, a.size + middle + b.size};
}

/* Joins what `next` gives until it gives no more; copies only when there is more than one. */
struct joining {
    struct piece all;
    char *out;
    size_t size;
};

static void join(struct decoder *decoder, struct joining *joining, struct piece piece, size_t room)
{
    struct span text = span_trim(piece.text);
    if (text.size == 0)
        return;
    if (joining->all.text.size == 0) {
        joining->all = piece;
        joining->all.text = text;
        return;
    }
    if (!joining->out) {
        joining->out = arena_alloc(decoder->arena, room + 1);
        memcpy(joining->out, joining->all.text.at, joining->all.text.size);
        joining->size = joining->all.text.size;
    }
    if (joining->size + 1 + text.size > room)
        return;
    joining->out[joining->size++] = ' ';
    memcpy(joining->out + joining->size, text.at, text.size);
    joining->size += text.size;
    joining->all = decode_across(joining->all, piece);
    joining->all.text = (struct span){joining->out, joining->size};
}

/* What the components of an element, or all of a segment, come to at most. */
static size_t join_room(const struct decoder *decoder, uint32_t item, uint32_t end)
{
    size_t room = 1;
    for (; item < end; item++) {
        const struct edifact_element *element = &decoder->reader.elements[item];
        for (unsigned i = 0; i < element->count; i++)
            room += decoder->reader.components[element->first + i].size + 1;
    }
    return room;
}

struct piece decode_join(struct decoder *decoder, unsigned position, unsigned first)
{
    struct joining joining = {.all = edifact_get(&decoder->reader, position, first)};
    joining.all.text.size = 0;
    unsigned width = edifact_width(&decoder->reader, position);
    uint32_t item = edifact_from(&decoder->reader, position);
    size_t room = width > first + 1 ? join_room(decoder, item, item + 1) : 0;
    for (unsigned i = first; i < width; i++)
        join(decoder, &joining, edifact_get(&decoder->reader, position, i), room);
    return joining.all;
}

struct piece decode_join_elements(struct decoder *decoder, unsigned first)
{
    struct joining joining = {.all = edifact_get(&decoder->reader, first, 0)};
    joining.all.text.size = 0;
    struct edifact_cursor cursor = edifact_cursor(&decoder->reader);
    size_t room =
        join_room(decoder, edifact_from(&decoder->reader, first), decoder->reader.segment.count);
    for (; !edifact_cursor_end(&cursor); edifact_element_next(&cursor)) {
        const struct edifact_element *element = &decoder->reader.elements[cursor.element];
        for (unsigned i = 0; element->position >= first && i < element->count; i++)
            join(decoder, &joining, edifact_take(&cursor), room);
    }
    return joining.all;
}

static bool has_wanted(struct span text, enum slot wanted)
{
    bool letters = false, digits = text.size > 0;
    for (size_t i = 0; i < text.size; i++) {
        bool digit = text.at[i] >= '0' && text.at[i] <= '9';
        letters |= !digit && text.at[i] != ' ';
        digits &= digit;
    }
    return wanted == SLOT_ANY ? text.size > 0 : wanted == SLOT_LETTERS ? letters : digits;
}

struct piece decode_slot(struct decoder *decoder, unsigned position, unsigned component,
                         unsigned from, enum slot wanted)
{
    struct piece own = decode_at(decoder, position, component), found = own;
    unsigned count = 0;
    if (own.text.size)
        return own;
    DECODE_EACH_ITEM (decoder, i, from)
        for (unsigned k = 0; k < edifact_item_width(&decoder->reader, i); k++) {
            struct piece other = decode_item(decoder, i, k);
            if (has_wanted(other.text, wanted) && count++ == 0)
                found = other;
        }
    if (count != 1)
        return own;
    decode_issue(decoder, ISSUE_VALUE_FORM, found, "The value stands in a neighbour's place.");
    return found;
}
