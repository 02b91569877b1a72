/* How a body is written: a second walk over it, of the syntax alone. */
#include "decode/dialect.h"

#include <stdio.h>

#include "decode/internal.h"
#include "decode/survey.h"
#include "profile/profile.h"
#include "xml/xml.h"

enum { TAGS_MOST = 64, CODE_MOST = 24, TAG_MOST = 22, DIALECTS_MOST = 4096 };

/* One message. */
struct dialect {
    uint32_t begin, end; /* in the body */
    char marks[40], syntax[CODE_MOST + 1], release[CODE_MOST + 1];
    const char *una, *envelope, *lines;
    char terminator;
    char tags[TAGS_MOST][TAG_MOST + 1];
    int tag_count;
};

struct walk {
    struct span body;
    const struct image *image;
    struct dialect *dialects;
    size_t count, at; /* at: the message that is walked through */
    size_t others;    /* messages beyond DIALECTS_MOST: nothing is told of them */
};

/* ---- codes ---- */

/* Capitals, digits and what parts them: neither a name as it is written nor a free text. */
static bool is_code(struct span text)
{
    bool good = text.size > 0 && text.size <= CODE_MOST;
    for (size_t i = 0; i < text.size && good; i++)
        good = is_digit(text.at[i]) || (text.at[i] >= 'A' && text.at[i] <= 'Z') ||
               text.at[i] == '.' || text.at[i] == ':';
    return good;
}

static void set_code(char out[CODE_MOST + 1], struct span text)
{
    struct span code = is_code(text) ? text : SPAN("other");
    snprintf(out, CODE_MOST + 1, "%.*s", (int)code.size, code.at);
}

/* Components of an element joined; each of the size that the standard gives it. */
static void set_joined(char out[CODE_MOST + 1], const struct edifact_reader *reader,
                       unsigned position, unsigned first, char between)
{
    char text[4 * 8] = "";
    size_t size = 0;
    unsigned width = edifact_width(reader, position);
    for (unsigned i = first; i < width && i < first + 4; i++) {
        struct span part = edifact_code(reader, position, i).text;
        if (part.size > 6)
            part = SPAN("long");
        size += (size_t)snprintf(text + size, sizeof text - size, "%.*s%.*s", size > 0, &between,
                                 (int)part.size, part.at);
    }
    while (size && text[size - 1] == between)
        size--;
    set_code(out, size ? (struct span){text, size} : SPAN("NONE"));
}

static void put_mark(char *out, size_t room, char mark)
{
    size_t size = strlen(out);
    const char *between = size ? " " : "";
    if (!mark)
        snprintf(out + size, room - size, "%snone", between);
    else if (mark > ' ' && mark < 0x7F)
        snprintf(out + size, room - size, "%s%c", between, mark);
    else
        snprintf(out + size, room - size, "%s0x%02X", between, (unsigned char)mark);
}

static void add_tag(struct dialect *dialect, struct span tag)
{
    for (int i = 0; i < dialect->tag_count; i++)
        if (span_is(tag, dialect->tags[i]))
            return;
    if (dialect->tag_count < TAGS_MOST && tag.size && tag.size <= TAG_MOST)
        memcpy(dialect->tags[dialect->tag_count++], tag.at, tag.size); /* zeroed behind */
}

/* ---- which message ---- */

static void open_walk(struct walk *walk, struct span body, const struct image *image,
                      struct arena *arena)
{
    size_t count = image_count(image, NODE_MESSAGE);
    size_t most = count < DIALECTS_MOST ? count : DIALECTS_MOST;
    *walk = (struct walk){.body = body, .image = image, .others = count - most};
    walk->dialects = arena_array(arena, struct dialect, most + 1);
    for (uint32_t n = 0; walk->count < most; n++)
        if (image->nodes[n].type == NODE_MESSAGE)
            walk->dialects[walk->count++].begin = image->nodes[n].begin;
    for (size_t i = 0; i < walk->count; i++)
        walk->dialects[i].end =
            i + 1 < walk->count ? walk->dialects[i + 1].begin : (uint32_t)body.size;
}

/* The message that byte `begin` stands in; NULL: before the first. Bytes are asked for in order. */
static struct dialect *message_at(struct walk *walk, uint32_t begin)
{
    while (walk->at + 1 < walk->count && walk->dialects[walk->at + 1].begin <= begin)
        walk->at++;
    return walk->count && walk->dialects[walk->at].begin <= begin ? &walk->dialects[walk->at]
                                                                  : NULL;
}

/* ---- EDIFACT ---- */

static bool is_envelope(uint32_t tag)
{
    static const uint32_t tags[] = {TAG_UNA, TAG_UNB, TAG_UNG, TAG_UNE, TAG_UNZ, TAG_UNT};
    return tag == TAG_NONE || EDIFACT_IS_AMONG(tag, tags);
}

static void set_interchange(struct dialect *dialect, const struct edifact_reader *reader,
                            const char *syntax)
{
    const struct edifact_interchange *found = &reader->interchange;
    const char marks[] = {found->marks.component, found->marks.element, found->marks.release,
                          found->marks.repeat, found->marks.terminator};
    struct span before = span_part(reader->body, found->junk, found->begin - found->junk);
    if (dialect->una)
        return;
    for (size_t i = 0; i < sizeof marks; i++)
        put_mark(dialect->marks, sizeof dialect->marks, marks[i]);
    dialect->terminator = found->marks.terminator;
    dialect->una = found->una ? "yes" : "no";
    dialect->envelope = span_trim(before).size ? "wrapped" : "plain";
    snprintf(dialect->syntax, sizeof dialect->syntax, "%s", syntax);
}

static void walk_segment(struct walk *walk, const struct edifact_reader *reader, char *syntax)
{
    const struct edifact_segment *segment = &reader->segment;
    if (segment->tag == TAG_UNB)
        set_joined(syntax, reader, 1, 0, ':');
    struct dialect *dialect = is_envelope(segment->tag) ? NULL : message_at(walk, segment->begin);
    if (!dialect)
        return;
    set_interchange(dialect, reader, syntax);
    if (segment->tag == TAG_UNH && segment->begin == dialect->begin)
        set_joined(dialect->release, reader, 2, 1, '.');
    add_tag(dialect, span_of(segment->name)); /* three capitals and digits, or it is no tag */
}

static void walk_edifact(struct walk *walk, struct arena *arena)
{
    struct edifact_reader reader;
    edifact_start(&reader, walk->body, arena);
    walk->body = reader.body;
    while (edifact_next_interchange(&reader)) {
        char syntax[CODE_MOST + 1] = "NONE";
        enum edifact_step step;
        while ((step = edifact_next(&reader)) == EDIFACT_SEGMENT)
            walk_segment(walk, &reader, syntax);
    }
}

/* ---- the others ---- */

static void walk_xml(struct walk *walk, struct arena *arena)
{
    struct xml_text text;
    char folded[XML_MOST_NAME];
    xml_text_open(walk->body, arena, &text);
    struct xml_lexer lexer = {.text = text.text};
    struct xml_token token;
    while (xml_next_token(&lexer, &token)) {
        struct dialect *dialect = message_at(walk, xml_place(&text, token.begin));
        bool tag = token.kind == XML_START || token.kind == XML_EMPTY;
        if (dialect && tag && survey_knows_name(token.name))
            add_tag(dialect, xml_fold(token.name, folded));
    }
}

/* The elements .V, .F of baggage messages, on lines of their own or behind a blank. */
static void walk_baggage(struct walk *walk)
{
    for (uint32_t i = 0; i + 2 < walk->body.size; i++) {
        const char *at = walk->body.at + i;
        bool begins = i == 0 || at[-1] == '\n' || at[-1] == '\r' || at[-1] == ' ';
        struct dialect *dialect =
            begins && at[0] == '.' && at[1] >= 'A' && at[1] <= 'Z' && at[2] == '/'
                ? message_at(walk, i)
                : NULL;
        if (dialect)
            add_tag(dialect, (struct span){at, 2});
    }
}

static void walk_table(struct walk *walk, const struct profile *profile)
{
    static const char *const kinds[TABLE_KINDS] = {"csv", "fixed", "json", "xlsx"};
    enum table_kind kind = profile->form.kind;
    if (profile->any_kind)
        kind = profile->form.width_count ? TABLE_FIXED : table_sniff(walk->body);
    for (size_t i = 0; i < walk->count; i++) {
        snprintf(walk->dialects[i].syntax, sizeof walk->dialects[i].syntax, "%s", kinds[kind]);
        if (kind == TABLE_DELIMITED)
            put_mark(walk->dialects[i].marks, sizeof walk->dialects[i].marks,
                     table_delimiter(walk->body));
    }
}

/* ---- bytes ---- */

static const char *characters_of(struct span text)
{
    bool high = false;
    for (size_t i = 0, size; i < text.size; i += size) {
        unsigned char byte = (unsigned char)text.at[i];
        size = byte < 0x80 ? 1 : span_utf8(span_part(text, i, 4));
        high |= byte >= 0x80;
        if (size == 0)
            return "8-bit";
    }
    return high ? "utf-8" : "ascii";
}

/* A single line end may be an accident of transport: most of them tell. */
static const char *lines_of(struct span text, char terminator)
{
    size_t behind = 0, inside = 0, returns = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] != '\n' &&
            !(text.at[i] == '\r' && i + 1 < text.size && text.at[i + 1] != '\n'))
            continue;
        bool with_return = text.at[i] == '\r' || (i && text.at[i - 1] == '\r');
        size_t before = i - (text.at[i] == '\n' && with_return);
        bool ends = !terminator || before == 0 || text.at[before - 1] == terminator;
        ++*(ends ? &behind : &inside);
        returns += with_return;
    }
    if (behind + inside == 0)
        return "none";
    if (inside > behind)
        return "cut";
    return 2 * returns > behind + inside ? "crlf" : "lf";
}

/* ---- writing ---- */

static void put(struct buffer *out, const char *word, const char *value)
{
    if (value && value[0])
        buffer_format(out, "%s %s\n", word, value);
}

static void put_profile(struct buffer *out, const struct profile *profile)
{
    if (!profile || !profile->name.size)
        return;
    buffer_text(out, "profile ");
    for (size_t i = 0; i < profile->name.size && i < 40; i++) {
        char c = profile->name.at[i];
        buffer_char(out, c >= ' ' && c < 0x7F ? c : '_');
    }
    buffer_char(out, '\n');
}

static void write(struct walk *walk, const struct dialect *dialect, const struct profile *profile,
                  struct buffer *out)
{
    uint32_t size = dialect->end > dialect->begin ? dialect->end - dialect->begin : 0;
    struct span text = span_part(walk->body, dialect->begin, size);
    put(out, "delimiters", dialect->marks);
    put(out, "una", dialect->una);
    put(out, "syntax", dialect->syntax);
    put(out, "release", dialect->release);
    put(out, "envelope", dialect->envelope);
    put(out, "characters", characters_of(text));
    put(out, "lines", dialect->una || profile ? lines_of(text, dialect->terminator) : NULL);
    for (int i = 0; i < dialect->tag_count; i++)
        put(out, "segment", dialect->tags[i]);
    put_profile(out, profile);
    buffer_char(out, '\n');
}

static bool has_type(const struct image *image, const char *type)
{
    for (uint32_t n = 0; n < image->header->nodes; n++)
        if (image->nodes[n].type == NODE_MESSAGE &&
            span_is(image_text(image, n, FIELD_MESSAGE_TYPE), type))
            return true;
    return false;
}

static void set_xml_releases(struct walk *walk)
{
    size_t i = 0;
    for (uint32_t n = 0; i < walk->count; n++) {
        if (walk->image->nodes[n].type != NODE_MESSAGE)
            continue;
        struct dialect *dialect = &walk->dialects[i++];
        struct span version = image_text(walk->image, n, FIELD_MESSAGE_VERSION);
        snprintf(dialect->syntax, sizeof dialect->syntax, "xml");
        set_code(dialect->release, version.size ? version : SPAN("NONE"));
    }
}

void decode_dialect(struct span body, const struct decode_options *options,
                    const struct image *image, struct arena *arena, struct buffer *out)
{
    struct walk walk;
    const struct profile *profile = options ? options->profile : NULL;
    bool table = profile && has_type(image, "TABLE");
    open_walk(&walk, body, image, arena);
    if (table) {
        walk_table(&walk, profile);
    } else if (decode_is_xml(body)) {
        set_xml_releases(&walk);
        walk_xml(&walk, arena);
    } else {
        walk_edifact(&walk, arena);
        if (walk.count && !walk.dialects[0].una)
            walk_baggage(&walk);
    }
    for (size_t i = 0; i < walk.count; i++)
        write(&walk, &walk.dialects[i], table ? profile : NULL, out);
    for (size_t i = 0; i < walk.others; i++)
        buffer_char(out, '\n');
}
