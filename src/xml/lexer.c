/* What is markup by its form. The parser is given no tag that it could stumble over. */
#include "xml/xml.h"

#include <string.h>

enum endless { ENDLESS_COMMENT, ENDLESS_CDATA, ENDLESS_INSTRUCTION, ENDLESS_DECLARATION };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool begins_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool in_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

static char at(struct span text, uint32_t place)
{
    return place < text.size ? text.at[place] : '\0';
}

/* ---- names ---- */

/* Reads a name at `*place`; false when there is none that may be one. */
static bool take_name(struct span text, uint32_t *place, struct span *name)
{
    uint32_t begin = *place, local = begin;
    if (!begins_name(at(text, begin)))
        return false;
    while (in_name(at(text, *place))) {
        if (text.at[*place] == ':')
            local = *place + 1;
        ++*place;
    }
    *name = span_part(text, local, *place - local);
    return name->size && begins_name(name->at[0]) && *place - begin <= XML_MOST_NAME;
}

struct span xml_fold(struct span name, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < name.size && size < XML_MOST_NAME; i++) {
        char c = name.at[i];
        if (c != '_' && c != '-' && c != '.')
            out[size++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    return (struct span){out, size};
}

bool xml_is_named(struct span name, const char *known)
{
    char folded[XML_MOST_NAME];
    return span_is(xml_fold(name, folded), known);
}

/* ---- start tags ---- */

static void skip_blanks(struct span text, uint32_t *place)
{
    while (is_blank(at(text, *place)))
        ++*place;
}

enum step { STEP_ATTRIBUTE, STEP_END, STEP_BROKEN };

/* One attribute with the blanks before it, or the end of the tag. */
static enum step take_attribute(struct span text, uint32_t *place, struct xml_raw_attribute *out)
{
    uint32_t begin = *place;
    skip_blanks(text, place);
    char next = at(text, *place);
    if (next == '>' || (next == '/' && at(text, *place + 1) == '>'))
        return STEP_END;
    uint32_t whole = *place;
    if (*place == begin || !take_name(text, place, &out->name))
        return STEP_BROKEN;
    struct span written = span_part(text, whole, *place - whole);
    out->space = span_is(written, "xmlns") || span_starts(written, "xmlns:");
    skip_blanks(text, place);
    if (at(text, *place) != '=')
        return STEP_BROKEN;
    ++*place;
    skip_blanks(text, place);
    char quote = at(text, *place);
    if (quote != '"' && quote != '\'')
        return STEP_BROKEN;
    out->begin = ++*place;
    while (*place < text.size && text.at[*place] != quote && text.at[*place] != '<')
        ++*place;
    out->end = *place;
    return at(text, (*place)++) == quote ? STEP_ATTRIBUTE : STEP_BROKEN;
}

bool xml_next_attribute(struct span text, const struct xml_token *tag, uint32_t *place,
                        struct xml_raw_attribute *out)
{
    struct span name;
    if (*place == 0) {
        *place = tag->begin + 1;
        if (!take_name(text, place, &name))
            return false;
    }
    return *place < tag->end && take_attribute(text, place, out) == STEP_ATTRIBUTE;
}

/* Goes to the next `>`, or before the next `<`. */
static void end_broken(struct span text, struct xml_token *out)
{
    uint32_t place = out->begin + 1;
    while (place < text.size && text.at[place] != '<' && text.at[place] != '>')
        place++;
    out->kind = XML_BROKEN;
    out->end = place + (at(text, place) == '>');
}

static void take_start(struct span text, struct xml_token *out)
{
    struct xml_raw_attribute attribute;
    uint32_t place = out->begin + 1, count = 0;
    enum step step = take_name(text, &place, &out->name) ? STEP_ATTRIBUTE : STEP_BROKEN;
    while (step == STEP_ATTRIBUTE && !out->over) {
        step = take_attribute(text, &place, &attribute);
        out->over = step == STEP_ATTRIBUTE && (++count > XML_MOST_ATTRIBUTES ||
                                               attribute.end - attribute.begin > XML_MOST_VALUE);
    }
    if (step != STEP_END) {
        end_broken(text, out);
        return;
    }
    bool empty = text.at[place] == '/';
    out->kind = empty ? XML_EMPTY : XML_START;
    out->end = place + 1 + empty;
}

static void take_end(struct span text, struct xml_token *out)
{
    uint32_t place = out->begin + 2;
    bool named = take_name(text, &place, &out->name);
    skip_blanks(text, &place);
    if (!named || at(text, place) != '>') {
        end_broken(text, out);
        return;
    }
    out->kind = XML_END;
    out->end = place + 1;
}

/* ---- asides ---- */

/* To the end of what `mark` ends. When there is no end, it is not looked for a second time. */
static bool take_until(struct xml_lexer *lexer, const char *mark, enum endless which, uint32_t from,
                       uint32_t *end)
{
    struct span rest = span_part(lexer->text, from, lexer->text.size);
    const char *found =
        rest.size && !lexer->endless[which] ? memmem(rest.at, rest.size, mark, strlen(mark)) : NULL;
    lexer->endless[which] |= !found;
    if (!found)
        return false;
    *end = (uint32_t)((size_t)(found - lexer->text.at) + strlen(mark));
    return true;
}

/* <!DOCTYPE ..[..]>: quotes, comments and the declarations inside. */
static bool take_declaration(struct xml_lexer *lexer, uint32_t from, uint32_t *end)
{
    struct span text = lexer->text;
    unsigned depth = 0;
    for (uint32_t place = from; place < text.size && !lexer->endless[ENDLESS_DECLARATION];) {
        char c = text.at[place];
        if (span_starts(span_part(text, place, 4), "<!--")) {
            if (!take_until(lexer, "-->", ENDLESS_COMMENT, place + 4, &place))
                break;
            continue;
        }
        if (depth && (c == '"' || c == '\'')) {
            const char *close = memchr(text.at + place + 1, c, text.size - place - 1);
            if (!close)
                break;
            place = (uint32_t)(close - text.at);
        }
        depth += c == '<';
        place++;
        if (c == '>' && --depth == 0) {
            *end = place;
            return true;
        }
    }
    lexer->endless[ENDLESS_DECLARATION] = true;
    return false;
}

/* `<!` or `<?` at the token's begin. */
static void take_aside(struct xml_lexer *lexer, struct xml_token *out)
{
    struct span rest = span_part(lexer->text, out->begin, 9);
    uint32_t from = out->begin + 2;
    bool ended;
    out->kind = XML_ASIDE;
    if (span_starts(rest, "<!--")) {
        out->comment = true;
        ended = take_until(lexer, "-->", ENDLESS_COMMENT, from + 2, &out->end);
    } else if (span_starts(rest, "<![CDATA[")) {
        out->kind = XML_CDATA;
        ended = take_until(lexer, "]]>", ENDLESS_CDATA, from + 7, &out->end);
    } else if (span_starts(rest, "<?")) {
        ended = take_until(lexer, "?>", ENDLESS_INSTRUCTION, from, &out->end);
    } else {
        out->doctype = true;
        ended = take_declaration(lexer, out->begin, &out->end);
    }
    if (!ended) {
        out->kind = XML_BROKEN;
        out->end = from;
    }
}

bool xml_next_token(struct xml_lexer *lexer, struct xml_token *out)
{
    struct span text = lexer->text;
    *out = (struct xml_token){.begin = lexer->at, .kind = XML_CHARACTERS};
    if (lexer->at >= text.size)
        return false;
    if (text.at[lexer->at] != '<') {
        const char *next = memchr(text.at + lexer->at, '<', text.size - lexer->at);
        out->end = next ? (uint32_t)(next - text.at) : (uint32_t)text.size;
    } else {
        char c = at(text, lexer->at + 1);
        if (c == '!' || c == '?')
            take_aside(lexer, out);
        else if (c == '/')
            take_end(text, out);
        else
            take_start(text, out);
    }
    lexer->at = out->end;
    return true;
}
