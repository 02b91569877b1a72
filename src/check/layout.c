/* Segments against the table of their elements: what must be there, what may, how long, of which type.
 * The first fault of make (missing, unused, a separator) ends the look at a segment, because all that
 * follows stands in another place. */
#include "check/internal.h"

enum need { NEED_C, NEED_D, NEED_M };
enum type { TYPE_A, TYPE_N, TYPE_X };
enum row_kind { ROW_PART, ROW_MANY, ROW_OPEN };

struct row {
    enum row_kind row;
    enum check_kinds kinds;
    uint32_t tag;
    uint8_t element, component;
    const char *id, *name;
    enum need need;
    enum type type;
    uint16_t least, most;
    enum value value;
};

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

struct layout {
    enum kind_of_message kind;
    uint32_t tag;
    const struct row *first; /* its rows stand together */
    size_t count;
    unsigned many, open; /* elements; 0: none */
};

static struct layout layout_of(enum kind_of_message kind, uint32_t tag)
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

static const struct row *row_of(const struct layout *layout, unsigned position, unsigned component)
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
    return tag != TAG_NONE && layout_of(kind, tag).count > 0;
}

/* ---- single values ---- */

static bool type_fits(enum type type, struct span text)
{
    return type == TYPE_X || (type == TYPE_N ? check_all_digits(text) : check_all_letters(text));
}

static bool row_fits(const struct row *row, struct span text)
{
    return text.size >= row->least && text.size <= row->most && type_fits(row->type, text) &&
           (row->value == VALUE_CARRIER || check_value_fits(row->value, text));
}

bool check_part_fits(enum kind_of_message kind, uint32_t tag, unsigned position, unsigned component,
                     struct span text)
{
    struct layout layout = layout_of(kind, tag);
    const struct row *row = row_of(&layout, position, component);
    if (!row)
        return layout.open && position >= layout.open;
    /* Places are no coded values of the table, but all of their codes are short. */
    if (row->tag == TAG_LOC && position == 2 && component == 0)
        return text.size == 3;
    return row_fits(row, text);
}

/* A value that speaks for its row: not any text would do. */
static bool is_strong(const struct row *row)
{
    return row->type == TYPE_N ||
           (row->value != VALUE_ANY && row->value != VALUE_NAME && row->value != VALUE_CARRIER);
}

/* Whether all of the element fits behind the tag; `strong` whether any of it speaks for that. */
static bool suits(const struct layout *layout, const struct element *element, bool *strong)
{
    for (unsigned c = 0; c < element->count; c++) {
        const struct row *row = row_of(layout, 1, c);
        struct span text = span_trim(element->parts[c].text);
        if (text.size == 0 && (!row || row->need != NEED_M))
            continue;
        if (!row || !row_fits(row, text))
            return false;
        *strong |= is_strong(row);
    }
    return true;
}

bool check_tag_opens(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item)
{
    struct layout layout = layout_of(kind, tag);
    bool strong = false;
    if (item >= segment->count)
        return tag == TAG_SRC || tag == TAG_DAT;
    return layout.open != 1 && suits(&layout, &segment->elements[item], &strong) && strong;
}

bool check_tag_suits(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item)
{
    struct layout layout = layout_of(kind, tag);
    bool strong = false;
    if (item >= segment->count)
        return tag == TAG_SRC || tag == TAG_DAT;
    return layout.open == 1 || suits(&layout, &segment->elements[item], &strong);
}

/* ---- a segment ---- */

struct look {
    struct check *check;
    struct segment *segment;
    struct layout layout;
    bool released_known; /* `released` was looked for */
    uint32_t released;   /* UINT32_MAX: none */
};

static char mark_before(const struct look *look, unsigned component)
{
    return component ? look->check->marks.component : look->check->marks.element;
}

static void told(struct look *look)
{
    look->segment->told = true;
}

static bool tell_lost(struct look *look, uint32_t at, unsigned component)
{
    char mark[2] = {mark_before(look, component), '\0'};
    check_mend(look->check,
               check_tell(look->check, RULE_SEPARATOR_LOST, look->segment, at, 0, "\"%s\"", mark),
               at, 0, mark);
    told(look);
    return true;
}

static bool tell_other_mark(struct look *look, uint32_t at, unsigned component)
{
    char mark[2] = {mark_before(look, component), '\0'};
    check_mend(look->check,
               check_tell(look->check, RULE_SEPARATOR_WRONG, look->segment, at, 1, "\"%s\"", mark),
               at, 1, mark);
    told(look);
    return true;
}

/* The row that follows `row` in the segment. */
static const struct row *row_after(const struct look *look, const struct row *row)
{
    const struct row *next = row_of(&look->layout, row->element, row->component + 1u);
    for (unsigned position = row->element + 1u; position < row->element + 4u; position++) {
        const struct row *first = row_of(&look->layout, position, 0);
        if ((next && next->need == NEED_M) || !first)
            continue;
        next = !next || first->need == NEED_M ? first : next;
    }
    return next;
}

/* A value that begins as its row has it and goes on with what belongs into the next one, which is
 * empty. Returns the size of what belongs here; 0: no such thing. */
static unsigned joint(const struct look *look, const struct row *row, struct span text,
                      unsigned *component)
{
    unsigned size = check_code_prefix(row->value, text);
    const struct row *next = row_after(look, row);
    if (!next)
        return 0;
    if (size == 0 && row->type == TYPE_N) {
        while (size < text.size && text.at[size] >= '0' && text.at[size] <= '9')
            size++;
        size = size > row->most ? row->least : size;
    }
    size = size == 0 && row->least == row->most ? row->most : size;
    if (size == 0 || size >= text.size)
        return 0;
    *component = next->component;
    bool fixed = row->value == VALUE_ANY && row->type == TYPE_X;
    return !fixed && row_fits(next, span_part(text, size, text.size)) &&
                   check_get(look->segment, next->element, next->component).text.size == 0
               ? size
               : 0;
}

/* Whether the parts of `here` fit as components from `first` on of the element before it, and one of
 * them speaks for that. */
static bool continues(const struct look *look, const struct element *here,
                      const struct element *before, unsigned first)
{
    bool any = false;
    for (unsigned c = 0; c < here->count; c++) {
        const struct row *row = row_of(&look->layout, before->position, first + c);
        bool there = here->parts[c].text.size > 0;
        any |= there && row && (first == 0 || is_strong(row));
        if (there && (!row || !row_fits(row, here->parts[c].text)))
            return false;
    }
    return any;
}

/* Element `item` as it stands is the rest of the one before it: the separator between them is the wrong
 * one, or does not belong into a name. */
static bool tell_rest(struct look *look, uint32_t item)
{
    const struct element *here = &look->segment->elements[item];
    const struct element *before = item > 1 && item < look->segment->count ? here - 1 : NULL;
    if (!before || before->parts[0].text.size == 0)
        return false;
    uint32_t at = here->parts[0].begin - 1;
    const struct row *row = row_of(&look->layout, before->position, 0);
    bool name = row && row->value == VALUE_NAME && before->count == 1 && here->count > 1;
    if (!name && continues(look, here, before, before->count))
        return tell_other_mark(look, at, 1);
    if (!name || !continues(look, here, before, 0))
        return false;
    char release[2] = {look->check->marks.release, '\0'};
    check_mend(
        look->check,
        check_tell(look->check, RULE_SEPARATOR_STRAY, look->segment, at, 1, "no separator here"),
        at, 0, release);
    told(look);
    return true;
}

/* A value too long that ends in a code which belongs into the next one. */
static bool tell_run_on(struct look *look, const struct row *row, struct piece piece)
{
    const struct row *next = row_of(&look->layout, row->element, row->component + 1u);
    unsigned size = next ? check_code_suffix(next->value, piece.text) : 0;
    return size && piece.size == piece.text.size && piece.text.size > row->most &&
           piece.text.size - size <= row->most &&
           tell_lost(look, piece.begin + piece.size - size, 1);
}

/* What belongs here stands as a component of the element before; or this is itself a component and
 * belongs into the next element. */
static bool tell_kept_back(struct look *look, const struct row *row, struct piece piece,
                           uint32_t item)
{
    if (row->component > 0) {
        const struct row *next = row_of(&look->layout, row->element + 1u, 0);
        return next && piece.text.size > row->most && !check_has_codes(row->value) &&
               row_fits(next, piece.text) && tell_other_mark(look, piece.begin - 1, 0);
    }
    const struct element *before = item > 1 ? &look->segment->elements[item - 1] : NULL;
    if (!before || before->count < 2)
        return false;
    struct piece last = before->parts[before->count - 1];
    const struct row *next = row_of(&look->layout, row->element + 1u, 0);
    return last.text.size && row_fits(row, last.text) && next && row_fits(next, piece.text) &&
           tell_other_mark(look, last.begin - 1, 0);
}

/* The first separator that is released in a value which has none: where its release stands. */
static uint32_t first_released(const struct look *look)
{
    const struct check *check = look->check;
    for (uint32_t item = 1; item < look->segment->count; item++) {
        const struct element *element = &look->segment->elements[item];
        for (unsigned c = 0; c < element->count; c++) {
            struct piece here = element->parts[c];
            const struct row *row = row_of(&look->layout, element->position, c);
            if (here.size == here.text.size || (row && row->most > 35 && row->value == VALUE_ANY) ||
                (row && row->value == VALUE_NAME))
                continue;
            for (uint32_t at = here.begin; at + 1 < here.begin + here.size; at++) {
                char next = check->body.at[at + 1];
                if (check->body.at[at] != check->marks.release)
                    continue;
                if (next == check->marks.element || next == check->marks.component)
                    return at;
                at++;
            }
        }
    }
    return UINT32_MAX;
}

/* Such a one before `piece` ends: it should separate, and moved what follows. */
static bool tell_released(struct look *look, struct piece piece)
{
    if (!look->released_known)
        look->released = first_released(look);
    look->released_known = true;
    uint32_t at = look->released;
    if (at >= piece.begin + piece.size)
        return false;
    check_mend(look->check,
               check_tell(look->check, RULE_RELEASED, look->segment, at, 1, "no release character"),
               at, 1, "");
    told(look);
    return true;
}

/* Told apart: a lost separator, the wrong length, the wrong type, another value than may be. */
static void tell_value(struct look *look, const struct row *row, struct piece piece)
{
    struct check *check = look->check;
    unsigned component = 0, size = joint(look, row, piece.text, &component);
    if (size && piece.size == piece.text.size) {
        tell_lost(look, piece.begin + size, component);
        return;
    }
    bool coded = check_has_codes(row->value);
    if (!coded && piece.text.size > row->most)
        check_tell_piece(check, RULE_ELEMENT_LONG, look->segment, piece,
                         "%s of at most %u characters", row->name, row->most);
    else if (!coded && !type_fits(row->type, piece.text))
        check_tell_piece(check, RULE_ELEMENT_TYPE, look->segment, piece, "%s of %s alone",
                         row->name, row->type == TYPE_N ? "digits" : "capitals");
    else if (!coded && piece.text.size < row->least)
        check_tell_piece(check, RULE_ELEMENT_SHORT, look->segment, piece,
                         "%s of at least %u characters", row->name, row->least);
    else
        check_judge(check, look->segment, row->value, piece);
}

static void tell_blank(struct look *look, struct piece whole, struct piece inner)
{
    bool before = inner.begin > whole.begin;
    uint32_t at = before ? whole.begin : inner.begin + inner.size;
    uint32_t size = before ? inner.begin - whole.begin : whole.size - inner.size;
    struct check_finding *finding =
        check_tell(look->check, RULE_ELEMENT_BLANK, look->segment, at, size, "no blank");
    check_mend(look->check, finding, at, size, "");
}

static void check_part(struct look *look, const struct row *row, struct piece piece, uint32_t item)
{
    struct piece inner = check_trimmed(piece);
    bool code = is_strong(row) || row->value == VALUE_CARRIER;
    bool fits = row_fits(row, code ? inner.text : piece.text);
    if (!fits && (tell_released(look, piece) || tell_run_on(look, row, inner) ||
                  tell_kept_back(look, row, inner, item) || tell_rest(look, item)))
        return;
    if (!fits || (row->value == VALUE_CARRIER && !check_value_fits(row->value, inner.text)))
        tell_value(look, row, code ? inner : piece);
    else if (code && inner.text.size < piece.text.size)
        tell_blank(look, piece, inner);
}

/* ---- what is missing, what is too much ---- */

/* The value that is missing here stands behind the other separator, or behind none. */
static bool tell_moved(struct look *look, const struct row *row, struct piece here, uint32_t item)
{
    const struct segment *segment = look->segment;
    unsigned c = row->component;
    struct piece after = check_item(segment, item + 1, 0);
    bool absent = here.size == 0 && (c == 0 || c >= segment->elements[item].count);
    const struct row *theirs = row_of(&look->layout, row->element + 1u, 0);
    if (absent && c > 0 && after.text.size && row_fits(row, after.text) &&
        (!theirs || theirs->need != NEED_M || !row_fits(theirs, after.text)))
        return tell_other_mark(look, here.begin, c);
    if (c == 0 || !absent)
        return false;
    struct piece before = check_item(segment, item, c - 1);
    unsigned size = check_code_suffix(row->value, before.text);
    uint32_t joint_at = before.begin + before.size - size;
    if (size && before.size >= size + 2 && before.size == before.text.size + 1 &&
        look->check->body.at[joint_at - 2] == look->check->marks.release) {
        check_mend(look->check,
                   check_tell(look->check, RULE_RELEASED, segment, joint_at - 2, 1,
                              "no release character"),
                   joint_at - 2, 1, "");
        told(look);
        return true;
    }
    if (size && before.size == before.text.size)
        return tell_lost(look, before.begin + before.size - size, c);
    const struct row *last = row_of(&look->layout, row->element, c - 1);
    unsigned component;
    return last && before.text.size && !row_fits(last, before.text) &&
                   joint(look, last, before.text, &component)
               ? tell_lost(look, before.begin + joint(look, last, before.text, &component), c)
               : false;
}

/* The count of a trailer runs on into the reference that its header has. */
static bool tell_joined_reference(struct look *look)
{
    struct piece count = check_get(look->segment, 1, 0);
    struct span reference = look->check->reference;
    uint32_t tag = look->segment->tag;
    if ((tag != TAG_UNT && tag != TAG_UNE && tag != TAG_UNZ) || reference.size == 0 ||
        count.text.size <= reference.size || count.size != count.text.size ||
        !span_equal(span_part(count.text, count.text.size - reference.size, reference.size),
                    reference))
        return false;
    return tell_lost(look, count.begin + count.size - (uint32_t)reference.size, 0);
}

static void tell_missing(struct look *look, const struct row *row, struct piece here, uint32_t item)
{
    if (row->element == 2 && tell_joined_reference(look))
        return;
    if (tell_released(look, here) || (item < look->segment->count &&
                                      (tell_moved(look, row, here, item) || tell_rest(look, item))))
        return;
    const struct element *before = item > 1 ? &look->segment->elements[item - 1] : NULL;
    if (row->component == 0 && before && before->count > 1 && item >= look->segment->count) {
        struct piece last = before->parts[before->count - 1];
        if (last.text.size && row_fits(row, last.text)) {
            tell_other_mark(look, last.begin - 1, 0);
            return;
        }
    }
    check_tell(look->check, RULE_ELEMENT_MISSING, look->segment, here.begin, here.size, "%s (%s)",
               row->name, row->id);
    told(look);
}

/* An earlier element that ends in an empty component: there the wrong separator moved all the rest. */
static bool tell_empty_end(struct look *look, uint32_t item)
{
    for (uint32_t i = 1; i < item; i++) {
        const struct element *element = &look->segment->elements[i];
        if (element->count > 1 && element->parts[element->count - 1].text.size == 0)
            return tell_other_mark(look, element->parts[element->count - 1].begin - 1, 0);
    }
    return false;
}

static void tell_unused(struct look *look, uint32_t item, unsigned component, struct piece piece)
{
    unsigned position = look->segment->elements[item].position;
    const struct row *next = row_of(&look->layout, position + 1, 0);
    if (tell_released(look, piece) || tell_empty_end(look, item) || tell_rest(look, item))
        return;
    const struct element *element = &look->segment->elements[item];
    if (component == 1 && next) {
        struct piece first = element->parts[0];
        unsigned size = check_code_suffix(next->value, first.text);
        if (size && size < first.text.size && first.size == first.text.size) {
            tell_lost(look, first.begin + first.size - size, 0);
            return;
        }
    }
    unsigned last = component;
    while (last > 1 && element->parts[last - 1].text.size == 0)
        last--;
    if (component > 0 && next && row_fits(next, piece.text) &&
        check_get(look->segment, position + 1, 0).text.size == 0) {
        tell_other_mark(look, element->parts[last].begin - 1, 0);
        return;
    }
    check_tell(look->check, RULE_ELEMENT_UNUSED, look->segment, piece.begin - 1, piece.size + 1,
               "nothing in this place: element %u%s of %s is not used", position,
               component ? ", this component," : "", look->segment->name);
    told(look);
}

static bool is_needed(const struct look *look, const struct row *row, const struct element *element,
                      bool first)
{
    bool any = false;
    for (unsigned c = 0; c < element->count; c++)
        any |= element->parts[c].text.size > 0;
    (void)look;
    return (row->need == NEED_M && (first || any)) || (row->need == NEED_D && any);
}

/* SM+ITH:JOHN: a name that goes on in the next element, which has components as only names have. */
static void tell_split_name(struct look *look, uint32_t item)
{
    const struct element *here = &look->segment->elements[item];
    const struct element *before = item > 1 ? here - 1 : NULL;
    const struct row *theirs = before ? row_of(&look->layout, before->position, 0) : NULL;
    const struct row *ours = row_of(&look->layout, here->position, 0);
    if (!theirs || theirs->value != VALUE_NAME || (ours && ours->value != VALUE_ANY) ||
        before->count != 1 || before->parts[0].text.size == 0 || here->count < 2 ||
        !check_all_letters(here->parts[0].text) || !check_all_letters(here->parts[1].text) ||
        !continues(look, here, before, 0))
        return;
    uint32_t at = here->parts[0].begin - 1;
    check_mend(
        look->check,
        check_tell(look->check, RULE_SEPARATOR_STRAY, look->segment, at, 1, "no separator here"),
        at, 0, (char[]){look->check->marks.release, '\0'});
    told(look);
}

static void check_element(struct look *look, uint32_t item)
{
    const struct element *element = &look->segment->elements[item];
    unsigned position = element->position;
    bool first = !look->layout.many || position <= look->layout.many;
    tell_split_name(look, item);
    for (unsigned c = 0; c < 16 && !look->segment->told; c++) {
        const struct row *row = row_of(&look->layout, position, c);
        struct piece piece = check_item(look->segment, item, c);
        if (row && piece.text.size == 0 && is_needed(look, row, element, first))
            tell_missing(look, row, piece, item);
        else if (row && piece.text.size > 0)
            check_part(look, row, piece, item);
        else if (!row && piece.text.size > 0)
            tell_unused(look, item, c, piece);
    }
}

/* Mandatory elements behind the last one. */
static void check_absent(struct look *look)
{
    const struct segment *segment = look->segment;
    unsigned last = segment->elements[segment->count - 1].position;
    for (size_t i = 0; i < look->layout.count && !segment->told; i++) {
        const struct row *row = &look->layout.first[i];
        if (row->row == ROW_PART && row->need == NEED_M && row->element > last)
            tell_missing(look, row, (struct piece){{NULL, 0}, segment->end, 0}, segment->count);
    }
}

static bool is_empty(const struct element *element)
{
    return element->count == 1 && element->parts[0].text.size == 0;
}

/* A + or : with nothing behind it. */
static void check_trailing(struct look *look)
{
    const struct segment *segment = look->segment;
    for (uint32_t item = 1; item < segment->count && !segment->told; item++) {
        const struct element *element = &segment->elements[item];
        bool last = item + 1 == segment->count;
        struct piece end = element->parts[element->count - 1];
        if (end.size > 0 || (element->count == 1 && !(last && is_empty(element))))
            continue;
        if (!last && tell_rest(look, item + 1))
            return;
        if (look->check->trailing_told)
            return;
        look->check->trailing_told = true;
        struct check_finding *finding =
            check_tell(look->check, RULE_TRAILING, segment, end.begin - 1, 1,
                       "no separator without a value behind it");
        check_mend(look->check, finding, end.begin - 1, 1, "");
        return;
    }
}

void check_layout(struct check *check, enum kind_of_message kind, struct segment *segment)
{
    struct look look = {
        .check = check, .segment = segment, .layout = layout_of(kind, segment->tag)};
    for (uint32_t item = 1; item < segment->count && !segment->told; item++) {
        if (look.layout.open && segment->elements[item].position >= look.layout.open)
            return;
        check_element(&look, item);
    }
    if (!segment->told)
        check_absent(&look);
    if (!segment->told)
        check_trailing(&look);
}
