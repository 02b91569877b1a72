/* GR11, GR12: what was done to a booking, as ABI with SAC, or as LTS where it has a number or is but a text. */
#include "encode/internal.h"

struct word {
    const char *word, *code;
};

/* The code of a word; what is none is the code itself. */
static struct span code_of(const struct word *words, size_t count, struct span text)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(text, words[i].word))
            return span_of(words[i].code);
    return text;
}
#define CODE_OF(words, text) code_of(words, sizeof(words) / sizeof *(words), text)

/* ---- LTS ---- */

static void add_with_slash(struct encoder *encoder, struct span text)
{
    edifact_add(&encoder->writer, text);
    edifact_add(&encoder->writer, SPAN("/"));
}

/* number/action/element/text. Who did it is told by the line that signs it. */
static void write_lts(struct encoder *encoder, uint32_t history)
{
    static const struct word actions[] = {{"added", "A"}, {"cancelled", "C"}, {"changed", "R"},
                                          {"split", "S"}, {"signed", "Z"},    {"queued", "P"}},
                             elements[] = {{"name", "NM"},   {"segment", "SS"},   {"service", "SR"},
                                           {"contact", "5"}, {"ticketing", "27"}, {"text", "7"}};
    struct span action = encode_text(encoder, history, FIELD_HISTORY_ACTION);
    edifact_open(&encoder->writer, "LTS");
    edifact_at(&encoder->writer, 1, 0);
    if (encode_has(encoder, history, FIELD_HISTORY_NUMBER)) {
        add_with_slash(encoder, encode_text(encoder, history, FIELD_HISTORY_NUMBER));
        add_with_slash(encoder, CODE_OF(actions, action));
        if (!span_is(action, "signed") && !span_is(action, "split"))
            add_with_slash(encoder,
                           CODE_OF(elements, encode_text(encoder, history, FIELD_HISTORY_ELEMENT)));
    }
    edifact_add(&encoder->writer, encode_text(encoder, history, FIELD_HISTORY_TEXT));
    edifact_close(&encoder->writer);
}

/* ---- ABI, SAC ---- */

static void write_when(struct encoder *encoder, uint32_t history)
{
    if (!encode_has(encoder, history, FIELD_HISTORY_WHEN))
        return;
    edifact_open(&encoder->writer, "DAT");
    edifact_put_word(&encoder->writer, 1, 0, "T");
    encode_put_moment(encoder, 1, 1, encode_text(encoder, history, FIELD_HISTORY_WHEN));
    edifact_close(&encoder->writer);
}

/* What was changed: one text, whatever it was taken together from. */
static void write_element(struct encoder *encoder, uint32_t history)
{
    static const struct word tags[] = {{"segment", "TVL"}, {"name", "TIF"},    {"service", "SSR"},
                                       {"text", "IFT"},    {"contact", "ADD"}, {"ticket", "TKT"},
                                       {"loyalty", "FTI"}, {"locator", "RCI"}};
    struct span element = encode_text(encoder, history, FIELD_HISTORY_ELEMENT);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (!span_is(element, tags[i].word))
            continue;
        bool text = span_is(element, "text");
        edifact_open(&encoder->writer, tags[i].code);
        if (text)
            edifact_put_word(&encoder->writer, 1, 0, "4");
        edifact_put(&encoder->writer, text ? 2 : 1, 0,
                    encode_text(encoder, history, FIELD_HISTORY_TEXT));
        edifact_close(&encoder->writer);
    }
}

/* With a SAC always: without one it would be no history. */
static void write_abi(struct encoder *encoder, uint32_t history)
{
    static const struct slot who[] = {{2, 0, FIELD_HISTORY_AGENT},
                                      {2, 1, FIELD_HISTORY_OFFICE},
                                      {3, 0, FIELD_HISTORY_PLACE},
                                      {5, 0, FIELD_HISTORY_CARRIER}};
    static const struct word actions[] = {{"added", "A"}, {"cancelled", "X"}, {"changed", "C"}};
    edifact_open(&encoder->writer, "ABI");
    edifact_put_word(&encoder->writer, 1, 0, "4");
    ENCODE_SLOTS(encoder, history, who);
    edifact_close(&encoder->writer);
    write_when(encoder, history);
    edifact_open(&encoder->writer, "SAC");
    edifact_put(&encoder->writer, 3, 0,
                CODE_OF(actions, encode_text(encoder, history, FIELD_HISTORY_ACTION)));
    edifact_close(&encoder->writer);
    write_element(encoder, history);
}

void encode_history(struct encoder *encoder, uint32_t booking)
{
    ENCODE_EACH_CHILD(encoder, history, booking, NODE_HISTORY)
    {
        bool text = encode_has(encoder, history, FIELD_HISTORY_TEXT) &&
                    !encode_has(encoder, history, FIELD_HISTORY_ELEMENT);
        if (text || encode_has(encoder, history, FIELD_HISTORY_NUMBER))
            write_lts(encoder, history);
        else
            write_abi(encoder, history);
    }
}
