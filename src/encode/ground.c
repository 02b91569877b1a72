/* GR10: hotels, cars and the like behind an MSG of their own; gaps (ARNK) are TVL alone. */
#include "encode/internal.h"

static bool is_gap(const struct encoder *encoder, uint32_t service)
{
    return span_is(encode_text(encoder, service, FIELD_SERVICE_CODE), "ARNK");
}

bool encode_is_ground(const struct encoder *encoder, uint32_t service)
{
    return is_gap(encoder, service) || encode_has(encoder, service, FIELD_SERVICE_BEGIN) ||
           encode_has(encoder, service, FIELD_SERVICE_END);
}

static bool is_word_at(struct span text, size_t at, struct span word)
{
    size_t end = at + word.size;
    return span_equal(span_part(text, at, word.size), word) &&
           (at == 0 || text.at[at - 1] == ' ') && (end == text.size || text.at[end] == ' ');
}

/* What stands before a word, and what behind it; all of it before where the word is not in it. */
static struct span cut_at_word(struct span text, struct span word, struct span *behind)
{
    *behind = (struct span){NULL, 0};
    for (size_t at = 0; word.size && at + word.size <= text.size; at++)
        if (is_word_at(text, at, word)) {
            *behind = span_trim(span_part(text, at + word.size, text.size));
            return span_trim(span_part(text, 0, at));
        }
    return text;
}

/* The reader's text is all that stands behind the times: each place with its name, company, number. */
static void write_tvl(struct encoder *encoder, uint32_t service)
{
    struct span board = encode_text(encoder, service, FIELD_SERVICE_BOARD),
                off = encode_text(encoder, service, FIELD_SERVICE_OFF),
                carrier = encode_text(encoder, service, FIELD_SERVICE_CARRIER);
    struct span text = encode_text(encoder, service, FIELD_SERVICE_TEXT), number, off_name;
    if (board.size && is_word_at(text, 0, board))
        text = span_trim(span_part(text, board.size, text.size));
    text = cut_at_word(text, carrier, &number);
    text = cut_at_word(text, off, &off_name);
    edifact_open(&encoder->writer, "TVL");
    encode_put_moment(encoder, 1, 0, encode_text(encoder, service, FIELD_SERVICE_BEGIN));
    encode_put_moment(encoder, 1, 2, encode_text(encoder, service, FIELD_SERVICE_END));
    edifact_put(&encoder->writer, 2, 0, board);
    edifact_put(&encoder->writer, 2, 1, text);
    edifact_put(&encoder->writer, 3, 0, off);
    edifact_put(&encoder->writer, 3, 1, off_name);
    edifact_put(&encoder->writer, 4, 0, carrier);
    edifact_put(&encoder->writer, 5, 0, is_gap(encoder, service) ? SPAN("ARNK") : number);
    edifact_close(&encoder->writer);
}

/* MSG 4025: 8 hotel, 2 car. */
static void write_ground(struct encoder *encoder, uint32_t service)
{
    static const struct slot status[] = {{2, 0, FIELD_SERVICE_STATUS}};
    struct span code = encode_text(encoder, service, FIELD_SERVICE_CODE);
    edifact_open(&encoder->writer, "MSG");
    edifact_put_word(&encoder->writer, 1, 0,
                     span_is(code, "HTL")   ? "8"
                     : span_is(code, "CAR") ? "2"
                                            : "1");
    edifact_close(&encoder->writer);
    write_tvl(encoder, service);
    if (!encode_has(encoder, service, status[0].field))
        return;
    ENCODE_SEGMENT(encoder, "RPI", service, status);
}

/* Gaps first: behind an MSG they would be of its kind. */
void encode_ground(struct encoder *encoder, uint32_t booking)
{
    ENCODE_EACH_CHILD(encoder, service, booking, NODE_SERVICE)
    if (is_gap(encoder, service))
        write_tvl(encoder, service);
    ENCODE_EACH_CHILD(encoder, service, booking, NODE_SERVICE)
    if (encode_is_ground(encoder, service) && !is_gap(encoder, service))
        write_ground(encoder, service);
}
