/* The elements of a body of PNRGOV XML as segments, told by their tags alone: so it holds for what is
 * not well-formed, too. Depth is that of the element. */
#include "decode/surveyor.h"
#include "xml/xml.h"

enum { MOST_DEPTH = 8 };

static const struct {
    struct span name;
    bool text;
} names[] = {
#define CODE false
#define TEXT true
#define NAME(name, holds) {{#name, sizeof #name - 1}, holds},
#include "decode/xmlnames.def"
#undef NAME
#undef CODE
#undef TEXT
};

/* `*text`: what it names may hold anything. */
static bool find_name(struct span name, bool *text)
{
    char folded[XML_MOST_NAME];
    name = xml_fold(name, folded);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.size == names[i].name.size && memcmp(name.at, names[i].name.at, name.size) == 0) {
            *text = names[i].text;
            return true;
        }
    *text = true;
    return false;
}

bool survey_knows_name(struct span name)
{
    bool text;
    return find_name(name, &text);
}

/* A service under way. */
struct survey_service {
    uint32_t begin;
    unsigned depth; /* of its element + 1; 0: none is open */
    bool sensitive, ticket;
};

struct survey_of_xml {
    struct surveyor *surveyor;
    struct xml_text text;
    unsigned depth;
    bool leaf;          /* the latest tag was a start */
    bool may_be_text;   /* the element may hold anything in words */
    uint32_t run_begin; /* of what stands between two tags */
    struct survey_service service;
};

static void hide(struct survey_of_xml *survey, uint32_t begin, uint32_t end, enum survey_why why)
{
    uint32_t place = xml_place(&survey->text, begin);
    surveyor_add_range(survey->surveyor, place, xml_place(&survey->text, end) - place, why);
}

/* ---- texts as they are understood ---- */

/* What a reference at `text` stands for; 0 when it is none, 0x80 for what is in no word of a code. */
static char referred(struct span text, size_t *size)
{
    static const struct {
        const char *written;
        char stands_for;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_starts(text, known[i].written)) {
            *size = strlen(known[i].written);
            return known[i].stands_for;
        }
    if (!span_starts(text, "&#"))
        return 0;
    bool hex = text.size > 2 && text.at[2] == 'x';
    uint32_t code = 0;
    size_t at = hex ? 3 : 2, begin = at;
    for (; at < text.size && code < 0x110000; at++) {
        char c = text.at[at];
        char letter = (char)(c | 0x20);
        if (is_digit(c))
            code = code * (hex ? 16 : 10) + (uint32_t)(c - '0');
        else if (hex && letter >= 'a' && letter <= 'f')
            code = code * 16 + (uint32_t)(letter - 'a' + 10);
        else
            break;
    }
    if (at == begin || at == text.size || text.at[at] != ';')
        return 0;
    *size = at + 1;
    return code && code < 0x80 ? (char)code : (char)0x80;
}

static void append_resolved(struct span text, char *out, size_t *to)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = 1;
        char c = text.at[at] == '&' ? referred(span_part(text, at, 16), &size) : '\0';
        out[(*to)++] = c ? c : text.at[at];
        at += size;
    }
}

/* The text between two places of the body without references and CDATA; tags become blanks. */
static struct span plain(struct survey_of_xml *survey, uint32_t begin, uint32_t end)
{
    enum { OPEN = 9, CLOSE = 3 }; /* <![CDATA[ and ]]> */
    struct span raw = span_part(survey->text.text, begin, end - begin);
    struct xml_lexer lexer = {.text = raw};
    struct xml_token token;
    size_t to = 0;
    if (raw.size == 0 || (!memchr(raw.at, '&', raw.size) && !memchr(raw.at, '<', raw.size)))
        return raw;
    char *out = arena_alloc(survey->surveyor->decoder->arena, raw.size + 1);
    while (xml_next_token(&lexer, &token)) {
        struct span part = span_part(raw, token.begin, token.end - token.begin);
        if (token.kind == XML_CHARACTERS) {
            append_resolved(part, out, &to);
        } else if (token.kind == XML_CDATA) {
            memcpy(out + to, part.at + OPEN, part.size - OPEN - CLOSE);
            to += part.size - OPEN - CLOSE;
        } else if (!token.comment) {
            out[to++] = ' ';
        }
    }
    return (struct span){out, to};
}

static bool tells_sensitive(struct survey_of_xml *survey, struct span text)
{
    return decode_tells_sensitive(survey->surveyor->decoder, text);
}

static size_t count_digits(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += is_digit(text.at[i]);
    return count;
}

/* Digits that are written as references have no place of their own: then all of it is hidden. */
static void hide_cards(struct survey_of_xml *survey, uint32_t begin, uint32_t end,
                       struct span understood)
{
    enum { CARD_LEAST = 13 };
    struct span raw = span_part(survey->text.text, begin, end - begin);
    bool written_out = understood.at == raw.at;
    if (!written_out && count_digits(understood) >= CARD_LEAST)
        hide(survey, begin, end, SURVEY_CARD);
    else
        surveyor_find_cards(survey->surveyor, xml_place(&survey->text, begin),
                            xml_place(&survey->text, end));
}

/* What may hold anything. */
static void look_through(struct survey_of_xml *survey, uint32_t begin, uint32_t end)
{
    if (begin >= end)
        return;
    struct span understood = plain(survey, begin, end);
    if (tells_sensitive(survey, understood))
        hide(survey, begin, end, SURVEY_SENSITIVE);
    if (!survey->service.ticket)
        hide_cards(survey, begin, end, understood);
}

/* What stood between the tag before and this one. */
static void end_run(struct survey_of_xml *survey, uint32_t end)
{
    if (survey->may_be_text)
        look_through(survey, survey->run_begin, end);
}

/* ---- services ---- */

static bool is_service(struct span name)
{
    return xml_is_named(name, "SSR") || xml_is_named(name, "DOCSSR");
}

/* A sensitive one is hidden whole, also when only its texts together tell. */
static void end_service(struct survey_of_xml *survey, uint32_t end)
{
    struct survey_service *service = &survey->service;
    if (service->sensitive || tells_sensitive(survey, plain(survey, service->begin, end)))
        hide(survey, service->begin, end, SURVEY_SENSITIVE);
    *service = (struct survey_service){0};
}

/* Tickets have as many digits as cards. */
static void read_code(struct survey_of_xml *survey, uint32_t begin, uint32_t end)
{
    struct span code = plain(survey, begin, end);
    survey->service.sensitive |= decode_is_sensitive(survey->surveyor->decoder, code);
    survey->service.ticket |= span_starts(span_trim(code), "TKN");
}

/* ---- tags ---- */

static void keep_name(struct survey_of_xml *survey, struct span name)
{
    uint32_t begin = (uint32_t)(name.at - survey->text.text.at);
    if (survey_knows_name(name))
        hide(survey, begin, begin + (uint32_t)name.size, SURVEY_QUALIFIER);
}

static void look_at_attributes(struct survey_of_xml *survey, const struct xml_token *tag)
{
    struct xml_raw_attribute attribute;
    uint32_t at = 0;
    bool text, service = survey->service.depth == survey->depth + 1;
    while (xml_next_attribute(survey->text.text, tag, &at, &attribute)) {
        if (service &&
            (xml_is_named(attribute.name, "SSRCODE") || xml_is_named(attribute.name, "CODE")))
            read_code(survey, attribute.begin, attribute.end);
        if (find_name(attribute.name, &text))
            keep_name(survey, attribute.name);
        if (text && !attribute.space)
            look_through(survey, attribute.begin, attribute.end);
    }
}

static void add_segment(struct survey_of_xml *survey, const struct xml_token *token)
{
    struct survey_segment *segment =
        surveyor_add_segment(survey->surveyor, xml_place(&survey->text, token->begin),
                             xml_place(&survey->text, token->end));
    segment->depth = (uint8_t)(survey->depth < MOST_DEPTH ? survey->depth : MOST_DEPTH);
    if (token->kind != XML_START && token->kind != XML_EMPTY)
        return;
    size_t size = token->name.size;
    if (size > sizeof segment->tag - 1)
        size = sizeof segment->tag - 1;
    memcpy(segment->tag, token->name.at, size);
}

static void grow_segment(struct survey_of_xml *survey, const struct xml_token *token)
{
    struct surveyor *surveyor = survey->surveyor;
    if (surveyor->segment_count == 0)
        add_segment(survey, token);
    else
        surveyor->segments[surveyor->segment_count - 1].end = xml_place(&survey->text, token->end);
}

static void take_start(struct survey_of_xml *survey, const struct xml_token *token)
{
    find_name(token->name, &survey->may_be_text);
    if (!survey->service.depth && is_service(token->name))
        survey->service =
            (struct survey_service){.begin = token->begin, .depth = survey->depth + 1};
    add_segment(survey, token);
    keep_name(survey, token->name);
    look_at_attributes(survey, token);
    survey->leaf = token->kind == XML_START;
    if (token->kind == XML_START)
        survey->depth++;
    else if (survey->service.depth == survey->depth + 1)
        end_service(survey, token->end);
}

static void take_end(struct survey_of_xml *survey, const struct xml_token *token)
{
    if (survey->depth)
        survey->depth--;
    if (survey->leaf)
        grow_segment(survey, token);
    else
        add_segment(survey, token);
    keep_name(survey, token->name);
    if (survey->service.depth > survey->depth)
        end_service(survey, token->end);
    survey->leaf = false;
    survey->may_be_text = true;
}

static void take(struct survey_of_xml *survey, const struct xml_token *token)
{
    switch (token->kind) {
    case XML_START:
    case XML_EMPTY:
    case XML_END:
        end_run(survey, token->begin);
        if (token->kind == XML_END)
            take_end(survey, token);
        else
            take_start(survey, token);
        survey->run_begin = token->end;
        break;
    case XML_CHARACTERS:
    case XML_CDATA: grow_segment(survey, token); break;
    case XML_ASIDE:
    case XML_BROKEN:
    default:
        survey->may_be_text = true;
        add_segment(survey, token);
        survey->leaf = false;
        break;
    }
}

void survey_xml(struct surveyor *surveyor)
{
    struct survey_of_xml survey = {.surveyor = surveyor, .may_be_text = true};
    struct xml_token token;
    xml_text_open(surveyor->decoder->reader.body, surveyor->decoder->arena, &survey.text);
    struct xml_lexer lexer = {.text = survey.text.text};
    while (xml_next_token(&lexer, &token))
        take(&survey, &token);
    end_run(&survey, lexer.at);
    if (survey.service.depth)
        end_service(&survey, lexer.at);
}
