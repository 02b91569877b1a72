/* The table of the segments' elements. */
#include "check/layout.h"

static const struct row rows[] = {
#define PART(kinds, tag, element, component, id, name, need, type, least, most, value)             \
    {ROW_PART, CHECK_##kinds, TAG_##tag,   element, component, id,                                 \
     name,     NEED_##need,   TYPE_##type, least,   most,      VALUE_##value},
#define MANY(kinds, tag, element)                                                                  \
    {ROW_MANY, CHECK_##kinds, TAG_##tag, element, 0, "", "", NEED_C, TYPE_X, 0, 0, VALUE_ANY},
#define OPEN(kinds, tag, element)                                                                  \
    {ROW_OPEN, CHECK_##kinds, TAG_##tag, element, 0, "", "", NEED_C, TYPE_X, 0, 0, VALUE_ANY},
#include "check/layout.def"
#undef PART
#undef MANY
#undef OPEN
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static bool of_kind(const struct row *row, enum kind_of_message kind)
{
    return kind == OTHER_MESSAGE || (row->kinds & (unsigned)kind);
}

/* ---- the rows of a segment ---- */

struct layout check_layout_of(enum kind_of_message kind, uint32_t tag)
{
    struct layout layout = {.kind = kind, .tag = tag};
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].tag != tag || !of_kind(&rows[i], kind))
            continue;
        layout.first = layout.first ? layout.first : &rows[i];
        layout.count++;
        layout.many = rows[i].row == ROW_MANY ? rows[i].element : layout.many;
        layout.open = rows[i].row == ROW_OPEN ? rows[i].element : layout.open;
    }
    return layout;
}

const struct row *check_row_of(const struct layout *layout, unsigned position, unsigned component)
{
    unsigned element = layout->many && position > layout->many ? layout->many : position;
    for (size_t i = 0; i < layout->count; i++)
        if (layout->first[i].row == ROW_PART && layout->first[i].element == element &&
            layout->first[i].component == component)
            return &layout->first[i];
    return NULL;
}

bool check_tag_known(enum kind_of_message kind, uint32_t tag)
{
    return tag != TAG_NONE && check_layout_of(kind, tag).count > 0;
}

/* ---- single values ---- */

bool check_type_fits(enum type type, struct span text)
{
    return type == TYPE_X || (type == TYPE_N ? check_all_digits(text) : check_all_letters(text));
}

bool check_row_fits(const struct row *row, struct span text)
{
    return text.size >= row->least && text.size <= row->most && check_type_fits(row->type, text) &&
           (row->value == VALUE_CARRIER || check_value_fits(row->value, text));
}

bool check_part_fits(enum kind_of_message kind, uint32_t tag, unsigned position, unsigned component,
                     struct span text)
{
    struct layout layout = check_layout_of(kind, tag);
    const struct row *row = check_row_of(&layout, position, component);
    if (!row)
        return layout.open && position >= layout.open;
    /* Places are no coded values of the table, but all of their codes are short. */
    if (row->tag == TAG_LOC && position == 2 && component == 0)
        return text.size == 3;
    return check_row_fits(row, text);
}

bool check_row_strong(const struct row *row)
{
    return row->type == TYPE_N ||
           (row->value != VALUE_ANY && row->value != VALUE_NAME && row->value != VALUE_CARRIER);
}

/* Whether all of the element fits behind the tag; `strong` whether any of it speaks for that. */
static bool suits(const struct layout *layout, const struct element *element, bool *strong)
{
    for (unsigned c = 0; c < element->count; c++) {
        const struct row *row = check_row_of(layout, 1, c);
        struct span text = span_trim(element->parts[c].text);
        if (text.size == 0 && (!row || row->need != NEED_M))
            continue;
        if (!row || !check_row_fits(row, text))
            return false;
        *strong |= check_row_strong(row);
    }
    return true;
}

bool check_tag_opens(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item)
{
    struct layout layout = check_layout_of(kind, tag);
    bool strong = false;
    if (item >= segment->count)
        return tag == TAG_SRC || tag == TAG_DAT;
    return layout.open != 1 && suits(&layout, &segment->elements[item], &strong) && strong;
}

bool check_tag_suits(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item)
{
    struct layout layout = check_layout_of(kind, tag);
    bool strong = false;
    if (item >= segment->count)
        return tag == TAG_SRC || tag == TAG_DAT;
    return layout.open == 1 || suits(&layout, &segment->elements[item], &strong);
}
