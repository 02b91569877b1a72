/* The segments of a body and the bytes in it that are for nobody or for everybody. */
#include "decode/surveyor.h"

#include <string.h>

enum { CARD_LEAST = 13, CARD_MOST = 19, QUALIFIER_MOST = 4 };

/* They come nearly in order: segment after segment. */
static void put_range(struct surveyor *surveyor, uint32_t begin, uint32_t size, enum survey_why why)
{
    surveyor->ranges = arena_more(surveyor->decoder->arena, surveyor->ranges, surveyor->range_count,
                                  &surveyor->range_room, sizeof *surveyor->ranges);
    size_t at = surveyor->range_count++;
    for (; at && surveyor->ranges[at - 1].begin > begin; at--)
        surveyor->ranges[at] = surveyor->ranges[at - 1];
    surveyor->ranges[at] = (struct survey_range){begin, size, why};
}

void surveyor_add_range(struct surveyor *surveyor, uint32_t begin, uint32_t size,
                        enum survey_why why)
{
    if (size == 0)
        return;
    if (surveyor->range_count + 1 < SURVEY_MOST)
        put_range(surveyor, begin, size, why);
    else if (why != SURVEY_QUALIFIER && begin < surveyor->full)
        surveyor->full = begin;
}

struct survey_segment *surveyor_add_segment(struct surveyor *surveyor, uint32_t begin, uint32_t end)
{
    struct survey_segment *last =
        surveyor->segment_count ? &surveyor->segments[surveyor->segment_count - 1] : NULL;
    if (surveyor->segment_count == SURVEY_MOST) {
        *last = (struct survey_segment){.begin = last->begin, .end = end};
        return last;
    }
    surveyor->segments =
        arena_more(surveyor->decoder->arena, surveyor->segments, surveyor->segment_count,
                   &surveyor->segment_room, sizeof *surveyor->segments);
    last = &surveyor->segments[surveyor->segment_count++];
    *last = (struct survey_segment){.begin = begin, .end = end};
    return last;
}

/* ---- depth ---- */

/* A segment that opens a group: how deep it stands, and what follows it. */
struct group {
    uint32_t tag;
    uint8_t own, inside;
};
static const struct group envelope[] = {{TAG_UNA, 0, 0}, {TAG_UNB, 0, 0}, {TAG_UNG, 0, 0},
                                        {TAG_UNH, 1, 2}, {TAG_UNT, 1, 1}, {TAG_UNE, 0, 0},
                                        {TAG_UNZ, 0, 0}};
static const struct group paxlst[] = {{TAG_BGM, 2, 2}, {TAG_TDT, 2, 3}, {TAG_NAD, 2, 3},
                                      {TAG_DOC, 3, 4}, {TAG_CNT, 2, 2}, {TAG_PDT, 2, 3}};
static const struct group pnrgov[] = {{TAG_MSG, 2, 2}, {TAG_SRC, 2, 3}, {TAG_TIF, 3, 4},
                                      {TAG_TKT, 4, 5}, {TAG_TVL, 3, 4}, {TAG_TRI, 4, 5},
                                      {TAG_ABI, 3, 4}, {TAG_SAC, 4, 5}, {TAG_EQN, 2, 2}};

static const struct group *find_group(const struct group *groups, size_t count, uint32_t tag)
{
    for (size_t i = 0; i < count; i++)
        if (groups[i].tag == tag)
            return &groups[i];
    return NULL;
}

#define FIND_GROUP(groups, tag) find_group(groups, sizeof(groups) / sizeof *(groups), tag)

static uint8_t find_depth(struct surveyor *surveyor, uint32_t tag)
{
    const struct group *group = FIND_GROUP(envelope, tag);
    if (tag == TAG_UNH) {
        surveyor->pnr = span_is(edifact_code(&surveyor->decoder->reader, 2, 0).text, "PNRGOV");
        surveyor->in_booking = false;
    }
    surveyor->in_booking |= tag == TAG_SRC;
    if (!group && !surveyor->pnr)
        group = FIND_GROUP(paxlst, tag);
    if (!group && surveyor->pnr && (surveyor->in_booking || tag == TAG_MSG || tag == TAG_EQN))
        group = FIND_GROUP(pnrgov, tag);
    if (!group)
        return surveyor->inside;
    surveyor->inside = group->inside;
    return group->own;
}

/* ---- bytes for nobody ---- */

static bool is_control(char c)
{
    return (unsigned char)c < 0x20;
}

static bool is_joint(char c)
{
    return c == ' ' || c == '-' || is_control(c);
}

static bool luhn(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = (unsigned)(digits[count - 1 - i] - '0');
        if (i % 2)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return count >= CARD_LEAST && count <= CARD_MOST && sum % 10 == 0;
}

/* A run of digits with joints between them, from `begin` on; where it ends. */
static size_t run_end(struct span body, size_t begin, size_t end)
{
    size_t last = begin;
    for (size_t i = begin; i < end && (is_digit(body.at[i]) || is_joint(body.at[i])); i++)
        if (is_digit(body.at[i]))
            last = i + 1;
    return last;
}

/* A card's number may stand at any place of a run that blanks hold together. The bound on the run
 * keeps this linear: longer runs are passed over in steps. */
static void find_card_in(struct surveyor *surveyor, struct span body, size_t begin, size_t end)
{
    char digits[CARD_MOST];
    for (size_t from = begin; from < end; from++) {
        size_t count = 0, found = 0;
        if (!is_digit(body.at[from]))
            continue;
        for (size_t i = from; i < end && count < CARD_MOST && i < from + 64; i++) {
            if (!is_digit(body.at[i]))
                continue;
            digits[count++] = body.at[i];
            if (luhn(digits, count))
                found = i + 1;
        }
        if (found)
            surveyor_add_range(surveyor, (uint32_t)from, (uint32_t)(found - from), SURVEY_CARD);
    }
}

void surveyor_find_cards(struct surveyor *surveyor, uint32_t begin, uint32_t end)
{
    struct span body = surveyor->decoder->reader.body;
    for (size_t at = begin; at < end;) {
        if (!is_digit(body.at[at])) {
            at++;
            continue;
        }
        size_t last = run_end(body, at, end);
        if (last - at >= CARD_LEAST)
            find_card_in(surveyor, body, at, last);
        at = last;
    }
}

static bool is_free_text(uint32_t tag)
{
    return tag == TAG_IFT || tag == TAG_LTS || tag == TAG_FTX || tag == TAG_ABI || tag == TAG_SAC ||
           tag == TAG_REF;
}

/* TVL of a hotel, TIF of a group or company. */
static bool holds_names_of_things(const struct edifact_reader *reader)
{
    struct span kind = edifact_code(reader, 1, 1).text;
    return reader->segment.tag == TAG_TVL ||
           (reader->segment.tag == TAG_TIF && (span_is(kind, "G") || span_is(kind, "C")));
}

/* Ticket numbers have 13 digits, too; where a segment holds nothing else there is no card. */
static bool may_hold_cards(const struct edifact_reader *reader)
{
    uint32_t tag = reader->segment.tag;
    if (tag == TAG_SSR)
        return !span_starts(edifact_code(reader, 1, 0).text, "TKN");
    return tag == TAG_FOP || is_free_text(tag);
}

/* The tests of decoding, of more segments and of the whole of each: here nothing is lost by hiding
 * more. */
static bool tells_sensitive(const struct decoder *decoder)
{
    const struct edifact_reader *reader = &decoder->reader;
    struct span rest = edifact_rest(reader, 1).text;
    if (reader->segment.tag == TAG_SSR)
        return decode_is_sensitive(decoder, edifact_code(reader, 1, 0).text) ||
               decode_tells_sensitive(decoder, rest);
    return (is_free_text(reader->segment.tag) || holds_names_of_things(reader)) &&
           decode_tells_sensitive(decoder, rest);
}

/* ---- bytes for everybody ---- */

/* With the most elements that they have. One with more has swallowed what came after it, because its
 * end was forgotten: then it may say anything. */
static const struct {
    uint32_t tag, most;
} frames[] = {{TAG_UNA, 0}, {TAG_UNB, 11}, {TAG_UNG, 8}, {TAG_UNH, 7}, {TAG_UNT, 2},
              {TAG_UNE, 2}, {TAG_UNZ, 2},  {TAG_UNS, 1}, {TAG_BGM, 4}, {TAG_CNT, 1},
              {TAG_MSG, 2}, {TAG_EQN, 1},  {TAG_SRC, 0}};

static bool is_frame(const struct edifact_segment *segment)
{
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (frames[i].tag == segment->tag)
            return segment->count - 1 <= frames[i].most && !segment->over;
    return false;
}

/* The first component of these is a code of the guides. */
static void keep_qualifier(struct surveyor *surveyor)
{
    static const uint32_t tags[] = {TAG_NAD, TAG_DTM, TAG_ATT, TAG_LOC, TAG_RFF, TAG_DOC,
                                    TAG_NAT, TAG_GEI, TAG_MEA, TAG_EMP, TAG_FTX, TAG_TDT,
                                    TAG_SSR, TAG_DAT, TAG_IFT, TAG_ADD, TAG_MON, TAG_FOP};
    const struct edifact_reader *reader = &surveyor->decoder->reader;
    struct piece piece = edifact_code(reader, 1, 0);
    if (EDIFACT_IS_AMONG(reader->segment.tag, tags) && piece.size <= QUALIFIER_MOST)
        surveyor_add_range(surveyor, piece.begin, piece.size, SURVEY_QUALIFIER);
}

/* ---- the body ---- */

static void survey_segment(struct surveyor *surveyor)
{
    const struct edifact_reader *reader = &surveyor->decoder->reader;
    const struct edifact_segment *found = &reader->segment;
    struct survey_segment *segment = surveyor_add_segment(surveyor, found->begin, found->end);
    memcpy(segment->tag, found->name, sizeof found->name);
    segment->depth = find_depth(surveyor, found->tag);
    segment->frame = is_frame(found);
    if (tells_sensitive(surveyor->decoder))
        surveyor_add_range(surveyor, found->begin + 3,
                           found->end > found->begin + 3 ? found->end - found->begin - 3 : 0,
                           SURVEY_SENSITIVE);
    else
        keep_qualifier(surveyor);
    /* What could not be read as segments whole is looked through, too. */
    if (may_hold_cards(reader) || found->over || found->tag == TAG_NONE)
        surveyor_find_cards(surveyor, found->begin, found->end);
}

/* What was not read as segments is looked at line by line, as far as terminators tell. */
static void hide_lines(struct surveyor *surveyor, uint32_t from, uint32_t to)
{
    struct span body = surveyor->decoder->reader.body;
    for (uint32_t begin = from; begin < to;) {
        uint32_t end = begin;
        while (end < to && body.at[end] != '\'' && body.at[end] != '\n')
            end++;
        if (decode_tells_sensitive(surveyor->decoder, span_part(body, begin, end - begin)))
            surveyor_add_range(surveyor, begin, end - begin, SURVEY_SENSITIVE);
        begin = end + 1;
    }
}

/* What stands before, between and after interchanges. */
static void survey_gap(struct surveyor *surveyor, uint32_t from, uint32_t to)
{
    if (from >= to)
        return;
    surveyor_add_segment(surveyor, from, to);
    hide_lines(surveyor, from, to);
    surveyor_find_cards(surveyor, from, to);
}

static uint32_t survey_interchange(struct surveyor *surveyor, uint32_t from)
{
    struct edifact_reader *reader = &surveyor->decoder->reader;
    survey_gap(surveyor, from, reader->interchange.begin);
    uint32_t end = reader->interchange.begin;
    if (reader->interchange.una) {
        struct survey_segment *una = surveyor_add_segment(surveyor, end, reader->interchange.unb);
        end = una->end;
        memcpy(una->tag, "UNA", 4);
        una->frame = 1;
    }
    surveyor->inside = 1;
    enum edifact_step step;
    do {
        step = edifact_next(reader);
        if (step == EDIFACT_OUT)
            break;
        survey_gap(surveyor, end, reader->segment.begin);
        survey_segment(surveyor);
        end = reader->segment.end;
    } while (step == EDIFACT_SEGMENT);
    return end;
}

static struct span finish(struct surveyor *surveyor)
{
    struct survey_header header = {.magic = SURVEY_MAGIC,
                                   .segments = (uint32_t)surveyor->segment_count,
                                   .ranges = (uint32_t)surveyor->range_count};
    size_t segments = surveyor->segment_count * sizeof *surveyor->segments;
    size_t ranges = surveyor->range_count * sizeof *surveyor->ranges;
    char *bytes = arena_alloc(surveyor->decoder->arena, sizeof header + segments + ranges);
    memcpy(bytes, &header, sizeof header);
    if (segments)
        memcpy(bytes + sizeof header, surveyor->segments, segments);
    if (ranges)
        memcpy(bytes + sizeof header + segments, surveyor->ranges, ranges);
    return (struct span){bytes, sizeof header + segments + ranges};
}

static void survey_edifact(struct surveyor *surveyor)
{
    struct edifact_reader *reader = &surveyor->decoder->reader;
    uint32_t end = 0;
    while (edifact_next_interchange(reader))
        end = survey_interchange(surveyor, end);
    survey_gap(surveyor, end, (uint32_t)reader->body.size);
}

void decode_survey(struct span body, const struct decode_options *options, struct arena *arena,
                   struct span *out)
{
    struct surveyor surveyor = {.decoder = arena_new(arena, struct decoder), .full = UINT32_MAX};
    surveyor.decoder->arena = arena;
    decode_sensitive_start(surveyor.decoder, options);
    edifact_start(&surveyor.decoder->reader, body, arena);
    if (decode_is_xml(surveyor.decoder->reader.body))
        survey_xml(&surveyor);
    else
        survey_edifact(&surveyor);
    if (surveyor.full != UINT32_MAX)
        put_range(&surveyor, surveyor.full, (uint32_t)body.size - surveyor.full, SURVEY_SENSITIVE);
    *out = finish(&surveyor);
}

/* ---- opening ---- */

static bool segments_fit(const struct survey *survey, size_t body_size)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < survey->header->segments; i++) {
        const struct survey_segment *segment = &survey->segments[i];
        if (segment->begin < before || segment->end < segment->begin || segment->end > body_size ||
            segment->depth > 8 || segment->tag[sizeof segment->tag - 1] || segment->frame > 1)
            return false;
        before = segment->end;
    }
    return true;
}

static bool ranges_fit(const struct survey *survey, size_t body_size)
{
    for (uint32_t i = 0; i < survey->header->ranges; i++) {
        const struct survey_range *range = &survey->ranges[i];
        if (range->begin > body_size || range->size > body_size - range->begin ||
            range->why > SURVEY_QUALIFIER || (i && range->begin < range[-1].begin))
            return false;
    }
    return true;
}

enum status survey_open(struct span bytes, size_t body_size, struct survey *out)
{
    struct survey survey = {.header = (const void *)bytes.at};
    size_t whole = sizeof *survey.header;
    bool good = bytes.size >= whole && survey.header->magic == SURVEY_MAGIC &&
                survey.header->segments <= SURVEY_MOST && survey.header->ranges <= SURVEY_MOST;
    if (good) {
        survey.segments = (const void *)(bytes.at + whole);
        whole += survey.header->segments * sizeof *survey.segments;
        survey.ranges = (const void *)(bytes.at + whole);
        whole += survey.header->ranges * sizeof *survey.ranges;
        good = bytes.size == whole && segments_fit(&survey, body_size) &&
               ranges_fit(&survey, body_size);
    }
    if (!good)
        return status_fail(STATUS_INPUT, "The survey of a message is out of order.");
    *out = survey;
    return STATUS_OK;
}
