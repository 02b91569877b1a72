/* What was done to a booking: ABI with its SAC (GR11, GR12), and LTS, the same as one text. All of it is
 * kept as HISTORY nodes and none of it is read as facts: what was cancelled is no more, and what
 * holds stands in the booking itself. */
#include "decode/pnrgov.h"

struct word {
    const char *code, *word;
};

static const char *find_word(const struct word *words, size_t count, struct span code)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(code, words[i].code))
            return words[i].word;
    return NULL;
}

/* The word of a table, else the code as it is written. */
#define PUT_WORD(decoder, node, field, words, piece)                                               \
    put_word(decoder, node, field,                                                                 \
             find_word(words, sizeof(words) / sizeof *(words), (piece).text), piece)

static void put_word(struct decoder *decoder, uint32_t node, enum field field, const char *word,
                     struct piece piece)
{
    if (word)
        decode_put_word(decoder, node, field, word, piece);
    else
        decode_put(decoder, node, field, piece);
}

/* ---- ABI, SAC ---- */

static const struct word sac_actions[] = {{"A", "added"}, {"X", "cancelled"}, {"C", "changed"}};

/* Of others nothing is told: payments would bring cards into a free text. */
static const struct {
    uint32_t tag;
    const char *word;
} elements[] = {{TAG_TVL, "segment"}, {TAG_RPI, "segment"}, {TAG_TIF, "name"},
                {TAG_SSR, "service"}, {TAG_IFT, "text"},    {TAG_ADD, "contact"},
                {TAG_TKT, "ticket"},  {TAG_FTI, "loyalty"}, {TAG_RCI, "locator"},
                {TAG_TRA, "segment"}, {TAG_APD, "segment"}};

void pnr_start_history(struct pnrgov *pnr)
{
    struct history kept = pnr->history;
    pnr->history = (struct history){.node = IMAGE_NONE,
                                    .unsigned_lines = kept.unsigned_lines,
                                    .unsigned_room = kept.unsigned_room};
}

static void put_who(struct decoder *decoder, uint32_t node)
{
    const struct history *history = &decoder->pnrgov->history;
    static const enum field fields[] = {FIELD_HISTORY_AGENT, FIELD_HISTORY_OFFICE,
                                        FIELD_HISTORY_PLACE, FIELD_HISTORY_CARRIER};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        decode_put(decoder, node, fields[i], history->who[i]);
    decode_put_moment(decoder, node, FIELD_HISTORY_WHEN, history->date, history->time);
}

/* The words of the last change are whole when something else begins. */
void pnr_close_history(struct decoder *decoder)
{
    struct history *history = &decoder->pnrgov->history;
    if (history->node == IMAGE_NONE)
        return;
    put_who(decoder, history->node);
    if (history->text.text.size)
        decode_put(decoder, history->node, FIELD_HISTORY_TEXT, history->text);
    history->node = IMAGE_NONE;
    history->text.text.size = 0;
}

static void open_change(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnr_close_history(decoder);
    pnr->history.node = decode_node(decoder, NODE_HISTORY, pnr->booking);
    pnr->history.told = false;
}

/* ABI+4+agent's sign:office+place++carrier */
void pnr_read_abi(struct decoder *decoder)
{
    enum { DUTY = 2 }; /* characters of an agent's duty code, in the office's place */
    struct history *history = &decoder->pnrgov->history;
    open_change(decoder);
    history->who[0] = decode_at(decoder, 2, 0);
    history->who[1] = decode_at(decoder, 2, 1);
    if (history->who[1].text.size == DUTY)
        history->who[1].text.size = 0;
    history->who[2] = decode_at(decoder, 3, 0);
    history->who[3] = decode_at(decoder, 5, 0);
    history->date.text.size = history->time.text.size = 0;
}

/* SAC+++A: the first one tells of its ABI's own node. */
void pnr_read_sac(struct decoder *decoder)
{
    struct history *history = &decoder->pnrgov->history;
    struct piece action = decode_at(decoder, 3, 0);
    if (history->node == IMAGE_NONE || history->told)
        open_change(decoder);
    history->told = true;
    if (action.text.size == 0)
        action = decode_at(decoder, 1, 0);
    PUT_WORD(decoder, history->node, FIELD_HISTORY_ACTION, sac_actions, action);
}

static void read_history_date(struct decoder *decoder)
{
    struct history *history = &decoder->pnrgov->history;
    if (history->date.text.size)
        return;
    history->date = decode_at(decoder, 1, 1);
    history->time = decode_at(decoder, 1, 2);
}

/* Names of persons and places are none of it. */
static bool is_dropped(struct decoder *decoder, struct piece text)
{
    uint32_t tag = decoder->reader.segment.tag;
    bool told = (tag == TAG_SSR && decode_is_sensitive(decoder, decode_at(decoder, 1, 0).text)) ||
                ((tag == TAG_SSR || tag == TAG_IFT || tag == TAG_TVL) &&
                 decode_tells_sensitive(decoder, text.text));
    if (!told)
        return false;
    decode_issue_segment(decoder, ISSUE_SENSITIVE_DROPPED, NULL);
    return true;
}

void pnr_read_history_element(struct decoder *decoder)
{
    struct history *history = &decoder->pnrgov->history;
    uint32_t tag = decoder->reader.segment.tag;
    const char *word = NULL;
    if (tag == TAG_DAT)
        read_history_date(decoder);
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (elements[i].tag == tag)
            word = elements[i].word;
    struct piece text = decode_join_elements(decoder, tag == TAG_IFT ? 2 : 1);
    if (!word || history->node == IMAGE_NONE || is_dropped(decoder, text))
        return;
    if (history->text.text.size + text.text.size > DECODE_MOST_HISTORY) {
        decode_issue(decoder, ISSUE_LIMIT, text, "One change of a booking.");
        return;
    }
    if (history->text.text.size == 0)
        decode_put_word(decoder, history->node, FIELD_HISTORY_ELEMENT, word, text);
    struct span all = decode_concat(decoder, history->text.text, "; ", text.text);
    history->text = history->text.text.size ? decode_across(history->text, text) : text;
    history->text.text = all;
}

/* ---- LTS ---- */

/* "0/8/C/SR/SSR .." : made in envelope 0, cancelled in envelope 8, a service. Without the second number
 * it was done in the first. A Z signs an envelope. */
struct line {
    struct span number, action, element, rest;
};

static const struct word lts_actions[] = {{"O", "added"},     {"A", "added"},   {"C", "cancelled"},
                                          {"X", "cancelled"}, {"R", "changed"}, {"S", "split"},
                                          {"Z", "signed"},    {"P", "queued"}},
                         lts_elements[] = {{"NM", "name"},    {"SS", "segment"},
                                           {"SR", "service"}, {"SK", "service"},
                                           {"5", "contact"},  {"27", "ticketing"},
                                           {"7", "text"}};

static bool is_envelope(struct span text)
{
    int64_t number;
    return text.size >= 1 && text.size <= 4 && span_number(text, &number);
}

static bool read_line(struct span text, struct line *out)
{
    struct span rest, part = span_cut(text, '/', &rest);
    if (!is_envelope(part) || !rest.at)
        return false;
    out->number = part;
    part = span_cut(rest, '/', &rest);
    if (is_envelope(part) && rest.at) {
        out->number = part;
        part = span_cut(rest, '/', &rest);
    }
    if (part.size != 1 || part.at[0] < 'A' || part.at[0] > 'Z' || !rest.at)
        return false;
    out->action = part;
    out->element = (struct span){NULL, 0};
    if (!memchr("ZS", part.at[0], 2))
        out->element = span_cut(rest, '/', &rest);
    out->rest = rest;
    return true;
}

/* What a signature says of everything in its envelope. */
struct signature {
    struct span office, agent;
    struct date day; /* year 0: not known */
    int seconds;
};

static struct span next_token(struct span text, size_t *at)
{
    while (*at < text.size && memchr(" /-", text.at[*at], 3))
        ++*at;
    size_t begin = *at;
    while (*at < text.size && !memchr(" /-", text.at[*at], 3))
        ++*at;
    return span_part(text, begin, *at - begin);
}

/* Four digits and the initials of an agent. */
static bool is_sign(struct span token)
{
    enum { SIZE = 6, DIGITS = 4 };
    int64_t number;
    return token.size == SIZE && span_number(span_part(token, 0, DIGITS), &number) &&
           !is_digit(token.at[4]) && !is_digit(token.at[5]);
}

/* The latest day not after the sending that has this day and month. */
static void read_day(const struct decoder *decoder, struct span text, struct signature *out)
{
    char written[] = "DDMMM00"; /* the year is only there to be read */
    struct raw_date raw;
    if (decoder->sent_day == DAY_NONE)
        return;
    memcpy(written, text.at, 5);
    if (!decode_raw_date(SPAN(written), DATE_DMY, &raw))
        return;
    for (int back = 0; back < 2 && !out->day.year; back++) {
        struct date day = {date_from_day(decoder->sent_day).year - back, raw.month, raw.day};
        if (date_valid(day) && date_to_day(day) <= decoder->sent_day + 1)
            out->day = day;
    }
}

/* "MRS BELT CR-SINSQ01W0 32391122 GS 1916VV/RO-9CB39093 25MAY0315Z"; blanks get into the date where
 * the text was wrapped. */
static struct signature read_signature(const struct decoder *decoder, struct span text)
{
    enum { STAMP = 9 }; /* DDMMMHHMM */
    struct signature out = {.seconds = -1};
    char stamp[STAMP];
    size_t at = 0, left = STAMP, end = text.size;
    while (at + 3 < text.size && memcmp(text.at + at, "CR-", 3) != 0)
        at++;
    at += 3;
    out.office = next_token(text, &at);
    for (struct span token = out.office; token.size && !out.agent.size;)
        if (is_sign(token = next_token(text, &at)))
            out.agent = token;
    if (end && text.at[end - 1] == 'Z')
        for (end--; end && left; end--)
            if (text.at[end - 1] != ' ')
                stamp[--left] = text.at[end - 1];
    if (left == 0 && decode_raw_time((struct span){stamp + 5, 4}, &out.seconds))
        read_day(decoder, (struct span){stamp, STAMP}, &out);
    return out;
}

/* The signature stands behind what it signs. */
static void sign(struct decoder *decoder, struct span number, struct piece where)
{
    struct history *history = &decoder->pnrgov->history;
    struct signature signature = read_signature(decoder, where.text);
    size_t kept = 0;
    for (size_t i = 0; i < history->unsigned_count; i++) {
        struct history_line line = history->unsigned_lines[i];
        if (!span_equal(line.number, number)) {
            history->unsigned_lines[kept++] = line;
            continue;
        }
        decode_put_as(decoder, line.node, FIELD_HISTORY_OFFICE, signature.office, where);
        decode_put_as(decoder, line.node, FIELD_HISTORY_AGENT, signature.agent, where);
        if (signature.day.year)
            decode_put_time(decoder, line.node, FIELD_HISTORY_WHEN, signature.day,
                            signature.seconds, where);
    }
    history->unsigned_count = kept;
}

/* "PARK/KWANG SOO MR(ADT) -YHD2DT": who left, and the locator of the booking they went to. */
static void put_split(struct decoder *decoder, struct span text, struct piece where)
{
    enum { LEAST = 5, MOST = 6 };
    size_t at = text.size;
    while (at && text.at[at - 1] != '-')
        at--;
    struct span locator = span_trim(span_part(text, at, text.size));
    if (at < 2 || text.at[at - 2] != ' ' || locator.size < LEAST || locator.size > MOST)
        return;
    pnr_put_split(decoder, locator, where);
}

static void wait_for_signature(struct decoder *decoder, uint32_t node, struct span number)
{
    struct history *history = &decoder->pnrgov->history;
    if (history->unsigned_count == DECODE_MOST_UNSIGNED)
        return;
    history->unsigned_lines =
        arena_more(decoder->arena, history->unsigned_lines, history->unsigned_count,
                   &history->unsigned_room, sizeof *history->unsigned_lines);
    history->unsigned_lines[history->unsigned_count++] = (struct history_line){node, number};
}

void pnr_read_lts(struct decoder *decoder, struct piece text)
{
    uint32_t node = decode_node(decoder, NODE_HISTORY, decoder->pnrgov->booking);
    struct line line;
    text.text = span_trim(text.text);
    if (!read_line(text.text, &line)) {
        decode_put(decoder, node, FIELD_HISTORY_TEXT, text);
        return;
    }
    struct piece action = {line.action, text.begin, text.size},
                 element = {line.element, text.begin, text.size},
                 rest = {line.rest, text.begin, text.size};
    decode_put_count(decoder, node, FIELD_HISTORY_NUMBER,
                     (struct piece){line.number, text.begin, text.size});
    PUT_WORD(decoder, node, FIELD_HISTORY_ACTION, lts_actions, action);
    PUT_WORD(decoder, node, FIELD_HISTORY_ELEMENT, lts_elements, element);
    decode_put(decoder, node, FIELD_HISTORY_TEXT, rest);
    wait_for_signature(decoder, node, line.number);
    if (span_is(line.action, "Z"))
        sign(decoder, line.number, rest);
    else if (span_is(line.action, "S"))
        put_split(decoder, line.rest, text);
}
