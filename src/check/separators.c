/* Separators that are lost, too many, released, or the wrong one of the two: what stands in a segment tells
 * where the fault is. */
#include "check/layout.h"

static char mark_before(const struct look *look, unsigned component)
{
    return component ? look->check->marks.component : look->check->marks.element;
}

bool check_tell_lost(struct look *look, uint32_t at, unsigned component)
{
    char mark[2] = {mark_before(look, component), '\0'};
    check_mend(look->check,
               check_tell(look->check, RULE_SEPARATOR_LOST, look->segment, at, 0, "\"%s\"", mark),
               at, 0, mark);
    look->segment->told = true;
    return true;
}

bool check_tell_other_mark(struct look *look, uint32_t at, unsigned component)
{
    char mark[2] = {mark_before(look, component), '\0'};
    check_mend(look->check,
               check_tell(look->check, RULE_SEPARATOR_WRONG, look->segment, at, 1, "\"%s\"", mark),
               at, 1, mark);
    look->segment->told = true;
    return true;
}

bool check_tell_stray(struct look *look, uint32_t at)
{
    char release[2] = {look->check->marks.release, '\0'};
    check_mend(
        look->check,
        check_tell(look->check, RULE_SEPARATOR_STRAY, look->segment, at, 1, "no separator here"),
        at, 0, release);
    look->segment->told = true;
    return true;
}

bool check_tell_release(struct look *look, uint32_t at)
{
    check_mend(look->check,
               check_tell(look->check, RULE_RELEASED, look->segment, at, 1, "no release character"),
               at, 1, "");
    look->segment->told = true;
    return true;
}

/* The row that follows `row` in the segment. */
static const struct row *row_after(const struct look *look, const struct row *row)
{
    const struct row *next = check_row_of(&look->layout, row->element, row->component + 1u);
    for (unsigned position = row->element + 1u; position < row->element + 4u; position++) {
        const struct row *first = check_row_of(&look->layout, position, 0);
        if ((next && next->need == NEED_M) || !first)
            continue;
        next = !next || first->need == NEED_M ? first : next;
    }
    return next;
}

/* A value that begins as its row has it and goes on with what belongs into the next one, which is
 * empty. Returns the size of what belongs here; 0: no such thing. */
unsigned check_joint(const struct look *look, const struct row *row, struct span text,
                     unsigned *component)
{
    unsigned size = check_code_prefix(row->value, text);
    const struct row *next = row_after(look, row);
    if (!next || (next->component > 0 && next->need == NEED_C))
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
    return !fixed && check_row_fits(next, span_part(text, size, text.size)) &&
                   check_get(look->segment, next->element, next->component).text.size == 0
               ? size
               : 0;
}

/* Whether the parts of `here` fit as components from `first` on of the element before it, and one of
 * them speaks for that. */
bool check_continues(const struct look *look, const struct element *here,
                     const struct element *before, unsigned first)
{
    bool any = false;
    for (unsigned c = 0; c < here->count; c++) {
        const struct row *row = check_row_of(&look->layout, before->position, first + c);
        bool there = here->parts[c].text.size > 0;
        any |= there && row && (first == 0 || check_row_strong(row));
        if (there && (!row || !check_row_fits(row, here->parts[c].text)))
            return false;
    }
    return any;
}

/* Element `item` as it stands is the rest of the one before it: the separator between them is the wrong
 * one, or does not belong into a name. */
bool check_tell_rest(struct look *look, uint32_t item)
{
    const struct element *here = &look->segment->elements[item];
    const struct element *before = item > 1 && item < look->segment->count ? here - 1 : NULL;
    if (!before || before->parts[0].text.size == 0)
        return false;
    uint32_t at = here->parts[0].begin - 1;
    const struct row *row = check_row_of(&look->layout, before->position, 0);
    bool name = row && row->value == VALUE_NAME && before->count == 1 && here->count > 1;
    if (!name && check_continues(look, here, before, before->count))
        return check_tell_other_mark(look, at, 1);
    return name && check_continues(look, here, before, 0) && check_tell_stray(look, at);
}

/* A value too long that ends in a code which belongs into the next one. */
bool check_tell_run_on(struct look *look, const struct row *row, struct piece piece)
{
    const struct row *next = check_row_of(&look->layout, row->element, row->component + 1u);
    unsigned size = next ? check_code_suffix(next->value, piece.text) : 0;
    return size && piece.size == piece.text.size && piece.text.size > row->most &&
           piece.text.size - size <= row->most &&
           check_tell_lost(look, piece.begin + piece.size - size, 1);
}

/* What belongs here stands as a component of the element before; or this is itself a component and
 * belongs into the next element. */
bool check_tell_kept_back(struct look *look, const struct row *row, struct piece piece,
                          uint32_t item)
{
    if (row->component > 0) {
        const struct row *next = check_row_of(&look->layout, row->element + 1u, 0);
        return next && piece.text.size > row->most && !check_has_codes(row->value) &&
               check_row_fits(next, piece.text) && check_tell_other_mark(look, piece.begin - 1, 0);
    }
    const struct element *before = item > 1 ? &look->segment->elements[item - 1] : NULL;
    if (!before || before->count < 2)
        return false;
    struct piece last = before->parts[before->count - 1];
    const struct row *next = check_row_of(&look->layout, row->element + 1u, 0);
    return last.text.size && check_row_fits(row, last.text) && next &&
           check_row_fits(next, piece.text) && check_tell_other_mark(look, last.begin - 1, 0);
}

/* The first separator that is released in a value which has none: where its release stands. */
static uint32_t first_released(const struct look *look)
{
    const struct check *check = look->check;
    for (uint32_t item = 1; item < look->segment->count; item++) {
        const struct element *element = &look->segment->elements[item];
        for (unsigned c = 0; c < element->count; c++) {
            struct piece here = element->parts[c];
            const struct row *row = check_row_of(&look->layout, element->position, c);
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
bool check_tell_released(struct look *look, struct piece piece)
{
    if (!look->released_known)
        look->released = first_released(look);
    look->released_known = true;
    return look->released < piece.begin + piece.size && check_tell_release(look, look->released);
}
