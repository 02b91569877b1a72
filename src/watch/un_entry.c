/* What the Security Council writes in an INDIVIDUAL, and what we make of it (docs/lists.md). */
#include "watch/un.h"

#include "base/clock.h"

static bool is_placeholder(struct span text)
{
    return text.size == 0 || span_is(text, "na") || span_is(text, "NA") || span_is(text, "N/A") ||
           span_is(text, "n/a") || span_is(text, "-");
}

struct span un_said(const struct un *un, enum slot slot)
{
    struct span text = span_trim(un->texts[slot]);
    return is_placeholder(text) ? (struct span){"", 0} : text;
}

static void forget(struct un *un, enum slot from, enum slot to)
{
    for (unsigned i = from; i <= to; i++)
        un->texts[i] = (struct span){NULL, 0};
}

/* ---- names ---- */
static void add_whole(struct un *un, struct span text, enum watch_quality quality)
{
    text = span_trim(text);
    if (!is_placeholder(text))
        draft_add_name(un->draft, un->entry, (struct span){"", 0}, text, quality);
}

/* "SURNAME, given", or whole. */
static void add_alias(struct un *un, struct span text, enum watch_quality quality)
{
    struct span given, surname = span_cut(span_trim(text), ',', &given);
    if (span_trim(given).size)
        draft_add_name(un->draft, un->entry, surname, given, quality);
    else
        add_whole(un, surname, quality);
}

static void add_aliases(struct un *un, struct span text, enum watch_quality quality)
{
    while (text.size) {
        struct span rest, part = span_cut(text, ';', &rest);
        add_alias(un, part, quality);
        text = rest;
    }
}

/* Whether the text has letters beyond Latin (U+0370 and up). */
static bool is_other_script(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xCE && (unsigned char)text.at[i] != 0xE2)
            return true;
    return false;
}

/* What stands in brackets beside an alias: the name in its script, other spellings of one that
 * is given in its script, or a remark. */
static void add_bracket(struct un *un, struct span text, struct span outside,
                        enum watch_quality quality)
{
    struct span after;
    if (span_starts(text, "original script")) {
        span_cut(text, ':', &after);
        add_whole(un, after, WATCH_QUALITY_ORIGINAL);
    } else if (is_other_script(text)) {
        add_whole(un, text, WATCH_QUALITY_ORIGINAL);
    } else if (is_other_script(outside)) {
        add_aliases(un, text, quality);
    } else if (text.size) {
        draft_pass(un->draft, un->entry->line, un->entry->id,
                   "A remark in brackets beside a name was left out.");
    }
}

static void end_alias(struct un *un)
{
    struct span quality_word = un_said(un, SLOT_QUALITY), rest, inside;
    struct span text = un_said(un, SLOT_ALIAS), outside = span_cut(text, '(', &rest);
    enum watch_quality quality =
        span_is(quality_word, "Low") ? WATCH_QUALITY_LOW : WATCH_QUALITY_GOOD;
    add_aliases(un, outside, quality);
    while (rest.size) {
        inside = span_cut(rest, ')', &rest);
        add_bracket(un, span_trim(inside), outside, quality);
        struct span between = span_cut(rest, '(', &rest);
        add_aliases(un, between, quality);
    }
    forget(un, SLOT_QUALITY, SLOT_ALIAS);
}

/* ---- birth dates ---- */
static bool read_birth(const struct un *un, struct watch_birth *out)
{
    struct span from = un_said(un, SLOT_FROM), to = un_said(un, SLOT_TO),
                note = un_said(un, SLOT_DATE_NOTE);
    struct span kind = un_said(un, SLOT_DATE_TYPE);
    bool about = span_is(kind, "APPROXIMATELY") || span_starts(note, "Approx");
    struct watch_birth a, b;
    if (un_said(un, SLOT_DATE).size   ? !watch_birth_parse(un_said(un, SLOT_DATE), &a)
        : un_said(un, SLOT_YEAR).size ? !watch_birth_parse(un_said(un, SLOT_YEAR), &a)
        : from.size                   ? !watch_birth_parse(from, &a)
                                      : !watch_birth_parse(note, &a))
        return false;
    b = a;
    if (from.size && to.size && !watch_birth_parse(to, &b))
        return false;
    if (about || b.to != a.to) {
        int first = date_from_day(a.from).year, last = date_from_day(b.to).year;
        if (first > last)
            return false;
        a = watch_birth_years(first, last, about ? WATCH_PRECISION_ABOUT : WATCH_PRECISION_RANGE);
    }
    *out = a;
    return true;
}

static void end_birth(struct un *un)
{
    struct watch_birth birth;
    bool empty = true;
    for (unsigned i = SLOT_DATE; i <= SLOT_DATE_NOTE; i++)
        empty = empty && un_said(un, (enum slot)i).size == 0;
    if (!empty && read_birth(un, &birth))
        draft_add_birth(un->draft, un->entry, birth);
    else if (!empty)
        draft_pass(un->draft, un->entry->line, un->entry->id,
                   "A birth date cannot be read; left out.");
    forget(un, SLOT_DATE_TYPE, SLOT_DATE_NOTE);
}

/* ---- documents ---- */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A word of a description ("passport", "No.") rather than a part of the number. */
static bool is_description(struct span word)
{
    size_t letters = 0;
    bool lower = false;
    for (size_t i = 0; i < word.size; i++) {
        if (is_digit(word.at[i]))
            return false;
        lower = lower || (word.at[i] >= 'a' && word.at[i] <= 'z');
        letters++;
    }
    return lower || letters > 3;
}

static bool has_digit(struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (is_digit(word.at[i]))
            return true;
    return false;
}

static struct span next_word(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t size = 0;
    while (size < text.size && !strchr(" \t\r\n", text.at[size]))
        size++;
    *rest = span_part(text, size, text.size);
    return span_part(text, 0, size);
}

/* "Libyan passport No. 513519" is 513519, "D 000974" stays whole. */
static struct span number_in(struct un *un, struct span text)
{
    bool described = false;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        described = described || is_description(word);
    if (!described)
        return text;
    char *out = arena_alloc(un->draft->arena, text.size + 1);
    size_t size = 0;
    for (struct span rest = text, word; (word = next_word(&rest)).size;)
        if (has_digit(word)) {
            memcpy(out + size, word.at, word.size);
            size += word.size;
        }
    return (struct span){out, size};
}

static void end_document(struct un *un)
{
    struct span rest, text = un_said(un, SLOT_NUMBER);
    struct span state =
        un_said(un, SLOT_ISSUER).size ? un_said(un, SLOT_ISSUER) : un_said(un, SLOT_ISSUED_IN);
    for (text = span_cut(text, '(', &rest); text.size; text = rest) {
        struct span part = span_cut(text, memchr(text.at, ';', text.size) ? ';' : ',', &rest);
        struct span number = number_in(un, part);
        if (number.size)
            draft_add_document(un->draft, un->entry, number, state);
        else if (span_trim(part).size)
            draft_pass(un->draft, un->entry->line, un->entry->id,
                       "A document has no number that could be read; left out.");
    }
    forget(un, SLOT_NUMBER, SLOT_ISSUED_IN);
}

static void end_nationality(struct un *un)
{
    draft_add_state(un->draft, un->entry, un_said(un, SLOT_NATIONALITY));
    forget(un, SLOT_NATIONALITY, SLOT_NATIONALITY);
}

/* ---- the person ---- */
static struct span whole_name(struct un *un)
{
    struct buffer text = {0};
    for (unsigned i = SLOT_FIRST; i <= SLOT_FOURTH; i++) {
        struct span part = un_said(un, (enum slot)i);
        if (part.size && text.size)
            buffer_char(&text, ' ');
        buffer_append(&text, part.at, part.size);
    }
    struct span copy = arena_copy(un->draft->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

/* Aliases have been added already; the name of the entry goes before them. */
static void add_primary(struct un *un)
{
    struct draft_name *aliases = un->entry->names, **end = un->entry->names_end;
    un->entry->names = NULL;
    un->entry->names_end = &un->entry->names;
    add_whole(un, whole_name(un), WATCH_QUALITY_PRIMARY);
    add_whole(un, un_said(un, SLOT_ORIGINAL), WATCH_QUALITY_ORIGINAL);
    if (aliases) {
        *un->entry->names_end = aliases;
        un->entry->names_end = end;
    }
}

static void end_individual(struct un *un)
{
    struct draft_entry *entry = un->entry;
    struct span id = un_said(un, SLOT_ID), gender = un_said(un, SLOT_GENDER);
    struct date listed;
    entry->reference = arena_copy(un->draft->arena, un_said(un, SLOT_REFERENCE));
    entry->id = arena_copy(un->draft->arena, id.size ? id : entry->reference);
    entry->note = arena_copy(un->draft->arena, un_said(un, SLOT_COMMENTS));
    entry->sex = span_is(gender, "Male") ? 'M' : span_is(gender, "Female") ? 'F' : 0;
    if (date_parse(span_part(un_said(un, SLOT_LISTED), 0, 10), &listed))
        entry->listed = date_to_day(listed);
    add_primary(un);
    draft_keep(un->draft, entry);
    forget(un, SLOT_ID, SLOT_ISSUED_IN);
    un->entry = NULL;
}

static const struct {
    const char *element;
    void (*end)(struct un *un);
} groups[] = {
    {"INDIVIDUAL_ALIAS", end_alias},
    {"INDIVIDUAL_DATE_OF_BIRTH", end_birth},
    {"INDIVIDUAL_DOCUMENT", end_document},
    {"VALUE", end_nationality}, /* a NATIONALITY holds one for each */
    {"INDIVIDUAL", end_individual},
};

void un_end(struct un *un, const char *element)
{
    if (!un->entry)
        return;
    un->entry->id = un_said(un, SLOT_ID); /* for what is reported until the entry ends */
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(element, groups[i].element) == 0) {
            groups[i].end(un);
            return;
        }
}
