/* Segments against the table of their elements: what must be there, what may, how long, of which type.
 * The first fault of make (missing, unused, a separator) ends the look at a segment, because all that
 * follows stands in another place. */
#include "check/layout.h"

/* Told apart: a lost separator, the wrong length, the wrong type, another value than may be. */
static void tell_value(struct look *look, const struct row *row, struct piece piece)
{
    struct check *check = look->check;
    unsigned component = 0, size = check_joint(look, row, piece.text, &component);
    if (size && piece.size == piece.text.size) {
        check_tell_lost(look, piece.begin + size, component);
        return;
    }
    bool coded = check_has_codes(row->value);
    if (!coded && piece.text.size > row->most)
        check_tell_piece(check, RULE_ELEMENT_LONG, look->segment, piece,
                         "%s of at most %u characters", row->name, row->most);
    else if (!coded && !check_type_fits(row->type, piece.text))
        check_tell_piece(check, RULE_ELEMENT_TYPE, look->segment, piece, "%s of %s alone",
                         row->name, row->type == TYPE_N ? "digits" : "capitals");
    else if (!coded && piece.text.size < row->least)
        check_tell_piece(check, RULE_ELEMENT_SHORT, look->segment, piece,
                         "%s of at least %u characters", row->name, row->least);
    else
        check_judge(check, look->segment, row->value, piece);
}

void check_tell_blank(struct check *check, const struct segment *segment, struct piece whole,
                      struct piece inner)
{
    bool before = inner.begin > whole.begin;
    uint32_t at = before ? whole.begin : inner.begin + inner.size;
    uint32_t size = before ? inner.begin - whole.begin : whole.size - inner.size;
    check_mend(check, check_tell(check, RULE_ELEMENT_BLANK, segment, at, size, "no blank"), at,
               size, "");
}

static void check_part(struct look *look, const struct row *row, struct piece piece, uint32_t item)
{
    struct piece inner = check_trimmed(piece);
    bool desk = row->value == VALUE_NAME && check_is(look->segment, 1, 0, "MS");
    if (desk && piece.text.size <= row->most)
        return; /* the sender is no person */
    bool code = check_row_strong(row) || row->value == VALUE_CARRIER;
    bool fits = check_row_fits(row, code ? inner.text : piece.text);
    if (!fits && (check_tell_released(look, piece) || check_tell_run_on(look, row, inner) ||
                  check_tell_kept_back(look, row, inner, item) || check_tell_rest(look, item)))
        return;
    if (!fits || (row->value == VALUE_CARRIER && !check_value_fits(row->value, inner.text)))
        tell_value(look, row, code ? inner : piece);
    else if (code && inner.text.size < piece.text.size)
        check_tell_blank(look->check, look->segment, piece, inner);
}

/* ---- what is missing, what is too much ---- */

/* The value that is missing here stands behind the other separator, or behind none. */
static bool tell_moved(struct look *look, const struct row *row, struct piece here, uint32_t item)
{
    const struct segment *segment = look->segment;
    unsigned c = row->component;
    struct piece after = check_item(segment, item + 1, 0);
    bool absent = here.size == 0 && (c == 0 || c >= segment->elements[item].count);
    const struct row *theirs = check_row_of(&look->layout, row->element + 1u, 0);
    if (c == 0 || !absent)
        return false;
    if (after.text.size && check_row_fits(row, after.text) &&
        (!theirs || theirs->need != NEED_M || !check_row_fits(theirs, after.text)))
        return check_tell_other_mark(look, here.begin, c);
    struct piece before = check_item(segment, item, c - 1);
    unsigned size = check_code_suffix(row->value, before.text);
    uint32_t joint_at = before.begin + before.size - size;
    if (size && before.size >= size + 2 && before.size == before.text.size + 1 &&
        look->check->body.at[joint_at - 2] == look->check->marks.release)
        return check_tell_release(look, joint_at - 2);
    if (size && before.size == before.text.size)
        return check_tell_lost(look, joint_at, c);
    const struct row *last = check_row_of(&look->layout, row->element, c - 1);
    unsigned component;
    if (!last || before.text.size == 0 || check_row_fits(last, before.text))
        return false;
    size = check_joint(look, last, before.text, &component);
    return size && check_tell_lost(look, before.begin + size, c);
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
    return check_tell_lost(look, count.begin + count.size - (uint32_t)reference.size, 0);
}

static void tell_missing(struct look *look, const struct row *row, struct piece here, uint32_t item)
{
    if (row->element == 2 && tell_joined_reference(look))
        return;
    if (check_tell_released(look, here) ||
        (item < look->segment->count &&
         (tell_moved(look, row, here, item) || check_tell_rest(look, item))))
        return;
    const struct element *before = item > 1 ? &look->segment->elements[item - 1] : NULL;
    if (row->component == 0 && before && before->count > 1 && item >= look->segment->count) {
        struct piece last = before->parts[before->count - 1];
        if (last.text.size && check_row_fits(row, last.text)) {
            check_tell_other_mark(look, last.begin - 1, 0);
            return;
        }
    }
    check_tell(look->check, RULE_ELEMENT_MISSING, look->segment, here.begin, here.size, "%s (%s)",
               row->name, row->id);
    look->segment->told = true;
}

/* An earlier element that ends in an empty component: there the wrong separator moved all the rest. */
static bool tell_empty_end(struct look *look, uint32_t item)
{
    for (uint32_t i = 1; i < item; i++) {
        const struct element *element = &look->segment->elements[i];
        if (element->count > 1 && element->parts[element->count - 1].text.size == 0)
            return check_tell_other_mark(look, element->parts[element->count - 1].begin - 1, 0);
    }
    return false;
}

/* ETA 10:30: a separator in a text that anybody may type. */
static bool is_free_text(const struct row *row)
{
    return row && row->type == TYPE_X && row->value == VALUE_ANY && row->most > 70;
}

static void tell_unused(struct look *look, uint32_t item, unsigned component, struct piece piece)
{
    unsigned position = look->segment->elements[item].position;
    const struct row *next = check_row_of(&look->layout, position + 1, 0);
    if (check_tell_released(look, piece) || tell_empty_end(look, item) ||
        check_tell_rest(look, item))
        return;
    if (component > 0 && is_free_text(check_row_of(&look->layout, position, component - 1))) {
        check_tell_stray(look, piece.begin - 1);
        return;
    }
    const struct element *element = &look->segment->elements[item];
    if (component == 1 && next) {
        struct piece first = element->parts[0];
        unsigned size = check_code_suffix(next->value, first.text);
        if (size && size < first.text.size && first.size == first.text.size) {
            check_tell_lost(look, first.begin + first.size - size, 0);
            return;
        }
    }
    unsigned last = component;
    while (last > 1 && element->parts[last - 1].text.size == 0)
        last--;
    if (component > 0 && next && check_row_fits(next, piece.text) &&
        check_get(look->segment, position + 1, 0).text.size == 0) {
        check_tell_other_mark(look, element->parts[last].begin - 1, 0);
        return;
    }
    check_tell(look->check, RULE_ELEMENT_UNUSED, look->segment, piece.begin - 1, piece.size + 1,
               "nothing in this place: element %u%s of %s is not used", position,
               component ? ", this component," : "", look->segment->name);
    look->segment->told = true;
}

static bool is_needed(const struct row *row, const struct element *element, bool first)
{
    bool any = false;
    for (unsigned c = 0; c < element->count; c++)
        any |= element->parts[c].text.size > 0;
    return (row->need == NEED_M && (first || any)) || (row->need == NEED_D && any);
}

/* SM+ITH:JOHN: a name that goes on in the next element, which has components as only names have. */
static void tell_split_name(struct look *look, uint32_t item)
{
    const struct element *here = &look->segment->elements[item];
    const struct element *before = item > 1 ? here - 1 : NULL;
    const struct row *theirs = before ? check_row_of(&look->layout, before->position, 0) : NULL;
    const struct row *ours = check_row_of(&look->layout, here->position, 0);
    if (!theirs || theirs->value != VALUE_NAME || (ours && ours->value != VALUE_ANY) ||
        before->count != 1 || before->parts[0].text.size == 0 || here->count < 2 ||
        !check_all_letters(here->parts[0].text) || !check_all_letters(here->parts[1].text) ||
        !check_continues(look, here, before, 0))
        return;
    check_tell_stray(look, here->parts[0].begin - 1);
}

static void check_element(struct look *look, uint32_t item)
{
    const struct element *element = &look->segment->elements[item];
    unsigned position = element->position;
    bool first = !look->layout.many || position <= look->layout.many;
    tell_split_name(look, item);
    size_t before = look->check->count;
    for (unsigned c = 0; c < 16 && !look->segment->told; c++) {
        const struct row *row = check_row_of(&look->layout, position, c);
        struct piece piece = check_item(look->segment, item, c);
        bool wrong = look->check->count > before; /* then what is missing may be what is wrong */
        if (row && piece.text.size == 0 && !wrong && is_needed(row, element, first))
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
        if (!last && check_tell_rest(look, item + 1))
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
        .check = check, .segment = segment, .layout = check_layout_of(kind, segment->tag)};
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
