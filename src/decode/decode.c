/* Bodies: which of the forms that are known one is, and what no reader took of it. */
#include "decode/internal.h"
#include "xml/xml.h"

/* Returns where what was read of it ends; 0: nothing was. */
static uint32_t read_body(struct decoder *decoder)
{
    if (decode_is_xml(decoder->reader.body))
        return decode_xml(decoder);
    uint32_t end = decode_interchanges(decoder);
    return end == 0 && decode_baggage(decoder) ? (uint32_t)decoder->reader.body.size : end;
}

static void check_rest(struct decoder *decoder, struct span body, uint32_t from)
{
    decoder->reader.segment = (struct edifact_segment){0};
    decoder->message = IMAGE_NONE;
    memset(decoder->seen, 0, sizeof decoder->seen);
    struct span rest = span_part(decoder->reader.body, from, decoder->reader.body.size);
    struct piece where = {{NULL, 0}, from, (uint32_t)rest.size};
    if (from == 0)
        decode_issue(decoder, ISSUE_ENVELOPE_NONE, where, NULL);
    else if (span_trim(rest).size)
        decode_issue(decoder, ISSUE_ENVELOPE_JUNK, where, NULL);
    if (body.size > decoder->reader.body.size || image_full(decoder->image))
        decode_issue(decoder, ISSUE_LIMIT, (struct piece){{NULL, 0}, 0, 0}, "The whole body.");
}

void decode_prepare(void)
{
    xml_prepare();
}

/* Whatever is written in another of the forms that are known goes to its own reader. */
static bool is_table(struct decoder *decoder)
{
    struct span begin = span_trim(span_part(decoder->reader.body, 0, 4096));
    if (span_starts(begin, "\xEF\xBB\xBF"))
        begin = span_trim(span_part(begin, 3, begin.size));
    if (span_starts(begin, "<"))
        return false;
    bool interchange = edifact_next_interchange(&decoder->reader);
    decoder->reader.at = 0;
    return !interchange;
}

void decode_body(struct span body, const struct decode_options *options, struct arena *arena,
                 struct span *out_image)
{
    struct decoder *decoder = arena_new(arena, struct decoder);
    uint32_t most = options && options->most_items ? options->most_items : DECODE_MOST_ITEMS;
    decoder->arena = arena;
    decoder->image = image_builder_new(arena, most);
    decoder->interchange = decoder->message = IMAGE_NONE;
    if (options) {
        decoder->home = options->home;
        decoder->received_day = options->received_day;
    }
    decode_sensitive_start(decoder, options);
    edifact_start(&decoder->reader, body, arena);
    decoder->high = decode_any_high(decoder->reader.body);
    if (options && options->profile && is_table(decoder))
        decode_manifest(decoder, options->profile, options->file);
    else
        check_rest(decoder, body, read_body(decoder));
    *out_image = image_finish(decoder->image);
}
