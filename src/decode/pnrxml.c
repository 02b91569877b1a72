/* Values of PNRGOV XML: what is written for nothing, texts of children, ISO 8601. */
#include "decode/pnrxml.h"

void pnrxml_enter(struct decoder *decoder, const struct xml_element *element, const char *segment)
{
    decoder->reader.segment =
        (struct edifact_segment){.begin = element->begin, .end = element->end};
    strncpy(decoder->reader.segment.name, segment, sizeof decoder->reader.segment.name - 1);
}

/* Generators fill what they do not know with a hyphen. */
static bool says_nothing(struct span text)
{
    return text.size == 0 || span_is(text, "-");
}

static struct piece none_at(const struct xml_element *element)
{
    return (struct piece){{NULL, 0}, element->begin, element->end - element->begin};
}

struct piece pnrxml_get(const struct xml_element *element, const char *const *names)
{
    for (; *names; names++) {
        struct piece value = xml_attribute(element, *names);
        if (!says_nothing(value.text))
            return value;
    }
    return none_at(element);
}

const struct xml_element *pnrxml_within(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);
    return child ? child : element;
}

struct piece pnrxml_join(struct decoder *decoder, struct piece first, struct piece second)
{
    if (first.text.size == 0 || second.text.size == 0)
        return first.text.size ? first : second;
    struct piece whole =
        first.begin < second.begin ? decode_across(first, second) : decode_across(second, first);
    whole.text = decode_concat(decoder, first.text, " ", second.text);
    return whole;
}

/* The texts of all children of one name, of which there are several. */
static struct span join_texts(struct decoder *decoder, const struct xml_element *child, size_t room)
{
    char *out = arena_alloc(decoder->arena, room);
    size_t size = 0;
    for (; child; child = xml_sibling(child)) {
        if (says_nothing(child->text.text))
            continue;
        if (size)
            out[size++] = ' ';
        memcpy(out + size, child->text.text.at, child->text.text.size);
        size += child->text.text.size;
    }
    return (struct span){out, size};
}

struct piece pnrxml_text(struct decoder *decoder, const struct xml_element *element,
                         const char *name)
{
    const struct xml_element *first = xml_child(element, name);
    struct piece said = none_at(element);
    size_t room = 0, count = 0;
    for (const struct xml_element *child = first; child; child = xml_sibling(child)) {
        if (says_nothing(child->text.text))
            continue;
        said = count++ ? decode_across(said, child->text) : child->text;
        room += child->text.text.size + 1;
    }
    if (count > 1)
        said.text = join_texts(decoder, first, room);
    return count ? said : PNRXML_GET(element, name);
}

static bool number_at(struct span text, size_t at, size_t size, int *out)
{
    int64_t number;
    if (at + size > text.size || !span_number(span_part(text, at, size), &number))
        return false;
    *out = (int)number;
    return true;
}

/* HH:MM[:SS[.fraction]][zone]; the time is local as it is written. */
static bool read_clock(struct span text, int *seconds)
{
    int hour, minute, second = 0;
    if (!number_at(text, 0, 2, &hour) || text.size < 5 || text.at[2] != ':' ||
        !number_at(text, 3, 2, &minute))
        return false;
    if (text.size >= 8 && text.at[5] == ':' && !number_at(text, 6, 2, &second))
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

bool pnrxml_moment(struct span text, struct date *date, int *seconds)
{
    struct date read;
    text = span_trim(text);
    if (text.size < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        !number_at(text, 0, 4, &read.year) || !number_at(text, 5, 2, &read.month) ||
        !number_at(text, 8, 2, &read.day) || !date_valid(read))
        return false;
    *seconds = -1;
    if (text.size > 10 && (text.at[10] == 'T' || text.at[10] == ' ') &&
        !read_clock(span_trim(span_part(text, 11, text.size)), seconds))
        return false;
    *date = read;
    return true;
}

void pnrxml_put_moment(struct decoder *decoder, uint32_t node, enum field field, struct piece piece)
{
    struct date date;
    int seconds;
    struct piece none = {{NULL, 0}, piece.begin, piece.size};
    if (piece.text.size == 0)
        return;
    if (pnrxml_moment(piece.text, &date, &seconds))
        decode_put_time(decoder, node, field, date, seconds, piece);
    else
        decode_put_moment(decoder, node, field, piece, none);
}

struct piece pnrxml_as_named(struct decoder *decoder, struct piece piece)
{
    static const char months[12][4] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    struct date date;
    int seconds;
    if (pnrxml_moment(piece.text, &date, &seconds))
        piece.text = span_of(arena_format(decoder->arena, "%02d%s%04d", date.day,
                                          months[date.month - 1], date.year));
    return piece;
}
