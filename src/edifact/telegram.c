/* Telegrams that go on in the next one (Type-B, formats.md A.6). A text that is too long for one is cut
 * anywhere, and its next piece has the header of a telegram again:
 *
 *     ..NAD+FL+++ADA              the text goes on behind it, be it inside of a word
 *     CONT                        marks of pages, before or behind: may be missing
 *     NNNN                        the end: may be missing
 *     ZCZC ABC124                 the next: may be missing
 *     QU TASHYXH TASFZXH          addresses
 *     .ISTKKHY 191000             origin
 *     PART 2
 *     MS:EVA'DTM+329:900707'..
 *
 * What stands between becomes line ends in a copy, which a reader deletes, so that every byte keeps its
 * offset. */
#include <string.h>

#include "edifact/internal.h"

enum { ADDRESS = 7, MOST_LOOSE = 3, MOST_LOOSE_SIZE = 48, MOST_MARKS = 2 };

/* What a line is, when it is one of a header. */
enum line_kind {
    LINE_TEXT,
    LINE_BLANK,
    LINE_END,       /* NNNN */
    LINE_START,     /* ZCZC ABC124 */
    LINE_PRIORITY,  /* QU TASHYXH TASFZXH */
    LINE_ADDRESSES, /* more of them */
    LINE_ORIGIN,    /* .ISTKKHY 191000 */
    LINE_MARK,      /* PART 2 */
    LINE_LOOSE      /* words alone: a channel, a time stamp */
};

struct line {
    struct span text;    /* without blanks and control characters around it */
    uint32_t begin, end; /* behind its end of line */
};

static struct line line_at(struct span body, uint32_t begin)
{
    uint32_t end = begin;
    while (end < body.size && !is_line_end(body.at[end]))
        end++;
    uint32_t last = end;
    while (end < body.size && is_line_end(body.at[end]))
        end++;
    uint32_t first = skip_blank(body, begin);
    first = first < last ? first : last;
    while (last > first && (is_control(body.at[last - 1]) || body.at[last - 1] == ' '))
        last--;
    return (struct line){span_part(body, first, last - first), begin, end};
}

/* ---- kinds of lines ---- */

static bool is_gap(char c)
{
    return c == ' ' || is_control(c);
}

/* The word at `*at`, and moves behind it and the gap that follows. */
static struct span next_word(struct span text, size_t *at)
{
    size_t begin = *at, end = begin;
    while (end < text.size && !is_gap(text.at[end]))
        end++;
    for (*at = end; *at < text.size && is_gap(text.at[*at]);)
        ++*at;
    return span_part(text, begin, end - begin);
}

static bool is_address(struct span word)
{
    if (word.size != ADDRESS)
        return false;
    for (size_t i = 0; i < ADDRESS; i++)
        if (i < 3 ? !is_upper(word.at[i]) : !is_capital(word.at[i]))
            return false;
    return true;
}

static bool are_addresses(struct span text, size_t at)
{
    if (at >= text.size)
        return false;
    while (at < text.size)
        if (!is_address(next_word(text, &at)))
            return false;
    return true;
}

static bool is_priority(struct span text)
{
    size_t at = 0;
    struct span word = next_word(text, &at);
    return word.size == 2 && word.at[0] == 'Q' && is_upper(word.at[1]) && are_addresses(text, at);
}

struct span edifact_origin_time(struct span line)
{
    enum { TIME = 6 };
    size_t at = 0;
    struct span nothing = {NULL, 0}, word = next_word(line, &at);
    if (word.size != 1 + ADDRESS || word.at[0] != '.' || !is_address(span_part(word, 1, ADDRESS)))
        return nothing;
    struct span time = span_part(line, at, TIME);
    for (size_t i = 0; i < time.size; i++)
        if (time.at[i] < '0' || time.at[i] > '9')
            return nothing;
    return time.size == TIME ? time : nothing;
}

static bool is_one_of(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(word, words[i]))
            return true;
    return false;
}

/* Words that tell of pages and parts, and nothing else; some are enough without a number. */
static bool is_mark(struct span text)
{
    static const char *const words[] = {"PART", "PAGE", "PG", "PT", "SEQ", "OF", "MSG", "END"};
    static const char *const alone[] = {"CONT",         "CONTD", "CONTINUED", "CONTINUES",
                                        "CONTINUATION", "CTD",   "MORE",      "PDM"};
    bool word = false, number = false, enough = false;
    for (size_t at = 0, end; at < text.size; at = end) {
        for (end = at; end < text.size && is_upper(text.at[end]);)
            end++;
        struct span letters = span_part(text, at, end - at);
        if (letters.size == 0) {
            end++;
            number |= text.at[at] >= '0' && text.at[at] <= '9';
            if (!is_capital(text.at[at]) && !is_gap(text.at[at]) &&
                !memchr("/-.:()", text.at[at], 6))
                return false;
        } else if (is_one_of(letters, alone, sizeof alone / sizeof *alone)) {
            enough = true;
        } else if (is_one_of(letters, words, sizeof words / sizeof *words)) {
            word = true;
        } else {
            return false;
        }
    }
    return enough || (word && number);
}

/* No mark of EDIFACT stands in it. */
static bool is_loose(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_capital(text.at[i]) && !is_gap(text.at[i]) && !memchr("*/.-", text.at[i], 4))
            return false;
    return text.size <= MOST_LOOSE_SIZE;
}

static enum line_kind kind_of(struct span text)
{
    if (text.size == 0)
        return LINE_BLANK;
    if (span_is(text, "NNNN"))
        return LINE_END;
    if (span_starts(text, "ZCZC") && (text.size == 4 || is_gap(text.at[4])))
        return LINE_START;
    if (is_priority(text))
        return LINE_PRIORITY;
    if (edifact_origin_time(text).size)
        return LINE_ORIGIN;
    if (is_mark(text))
        return LINE_MARK;
    if (are_addresses(text, 0))
        return LINE_ADDRESSES;
    return is_loose(text) ? LINE_LOOSE : LINE_TEXT;
}

/* ---- headers ---- */

/* Of these one at least stands in a header, and no text reads like them. */
enum { CERTAIN = 1 << LINE_END | 1 << LINE_START | 1 << LINE_PRIORITY };

/* Kinds that may stand in a header behind those that were seen. Addresses and loose words may be text:
 * they count only where a header has certainly begun and its origin is not yet there. */
static bool may_follow(enum line_kind kind, unsigned seen, unsigned loose)
{
    bool origin = seen & 1u << LINE_ORIGIN;
    switch (kind) {
    case LINE_BLANK:
    case LINE_MARK: return true;
    case LINE_END:
    case LINE_START:
    case LINE_PRIORITY:
    case LINE_ORIGIN: return !origin && !(seen & 1u << kind);
    case LINE_ADDRESSES: return !origin && seen & CERTAIN;
    case LINE_LOOSE:
        return !origin && !(seen & 1u << LINE_PRIORITY) && (seen & 1u << LINE_END) &&
               loose < MOST_LOOSE;
    case LINE_TEXT: break;
    }
    return false;
}

/* An origin with something before it, or the end of one telegram and the start of another. */
static bool is_header(unsigned seen)
{
    unsigned both = 1u << LINE_END | 1u << LINE_START;
    return (seen & 1u << LINE_ORIGIN && seen & CERTAIN) || (seen & both) == both;
}

/* Where the header that begins with the line at `at` ends: the next byte is text. `at` when there is
 * none. Lines that may be text belong to it when one follows that is none. */
static uint32_t header_end(struct span body, uint32_t at)
{
    unsigned seen = 0, loose = 0;
    bool text = false;
    uint32_t end = at, sure = at;
    while (end < body.size) {
        struct line line = line_at(body, end);
        enum line_kind kind = kind_of(line.text);
        if (!may_follow(kind, seen, loose))
            break;
        loose += kind == LINE_LOOSE;
        if (kind == LINE_LOOSE || kind == LINE_ADDRESSES)
            text = true;
        else if (kind != LINE_BLANK && kind != LINE_MARK)
            text = false;
        seen |= 1u << kind;
        end = line.end;
        if (is_header(seen) && !text)
            sure = end;
    }
    return sure;
}

/* Before the header at `at` stand marks of pages: where the first of them begins, not before `low`. */
static uint32_t before_marks(struct span body, uint32_t low, uint32_t at)
{
    for (int i = 0; i < MOST_MARKS; i++) {
        uint32_t end = at, begin;
        while (end > low && is_line_end(body.at[end - 1]))
            end--;
        for (begin = end; begin > low && !is_line_end(body.at[begin - 1]);)
            begin--;
        enum line_kind kind = kind_of(line_at(body, begin).text);
        if (begin == low || begin == end || kind != LINE_MARK)
            break;
        at = begin;
    }
    return at;
}

/* ---- bodies ---- */

/* A line may begin a header with one of these; asked for every line. */
static bool may_begin(struct span body, uint32_t at)
{
    at = skip_blank(body, at);
    return at < body.size && memchr("NZQ.", body.at[at], 4);
}

struct joining {
    struct span body;
    struct arena *arena;
    char *copy; /* NULL: nothing was taken out yet */
    struct edifact_inserts *inserts;
    size_t room;
};

static void take_out(struct joining *joining, uint32_t begin, uint32_t end)
{
    struct edifact_inserts *inserts = joining->inserts;
    if (!joining->copy) {
        joining->copy = arena_alloc(joining->arena, joining->body.size);
        memcpy(joining->copy, joining->body.at, joining->body.size);
    }
    memset(joining->copy + begin, '\n', end - begin);
    inserts->items = arena_more(joining->arena, inserts->items, inserts->count, &joining->room,
                                sizeof *inserts->items);
    inserts->items[inserts->count++] = (struct edifact_insert){begin, end};
}

/* What goes on behind `at` is not another interchange. */
static bool is_text(struct span body, uint32_t at)
{
    at = skip_blank(body, at);
    return at < body.size && !edifact_begins(body, at);
}

static uint32_t next_line(struct span body, uint32_t at)
{
    const char *end = memchr(body.at + at, '\n', body.size - at);
    return end ? (uint32_t)(end - body.at) + 1 : (uint32_t)body.size;
}

struct span edifact_joined(struct span body, struct arena *arena, struct edifact_inserts *inserts)
{
    struct joining joining = {.body = body, .arena = arena, .inserts = inserts};
    *inserts = (struct edifact_inserts){.count = 0};
    const char *unb = body.size ? memmem(body.at, body.size, "UNB", 3) : NULL;
    uint32_t low = unb ? (uint32_t)(unb - body.at) : (uint32_t)body.size;
    for (uint32_t at = low; at < body.size; at = next_line(body, at)) {
        uint32_t end = may_begin(body, at) ? header_end(body, at) : at;
        if (end == at || !is_text(body, end))
            continue;
        while (is_control(body.at[end])) /* that begins the text */
            end++;
        take_out(&joining, before_marks(body, low, at), end);
        low = at = end;
    }
    return joining.copy ? (struct span){joining.copy, body.size} : body;
}
