/* The state of a stream as text:
 *
 *     drift 1 messages first(seq at) last(seq at) accepted
 *     never blocks x n shares squares            of messages, persons, bookings
 *     block messages persons bookings first(seq at) earliest latest
 *     item TRAIT per (numbers in the order of item_numbers) VALUE */
#include <string.h>

#include "drift/internal.h"

enum { NUMBERS_MOST = 40 };

/* Where the numbers of a line stand: one list for writing and for reading. */
struct numbers {
    int64_t *at[NUMBERS_MOST];
    size_t count;
};

static void list(struct numbers *numbers, int64_t *number)
{
    numbers->at[numbers->count++] = number;
}

static void list_moment(struct numbers *numbers, struct drift_moment *moment)
{
    list(numbers, &moment->seq);
    list(numbers, &moment->at);
}

static void list_sums(struct numbers *numbers, struct drift_sums *sums)
{
    list(numbers, &sums->blocks);
    list(numbers, &sums->x);
    list(numbers, &sums->n);
    list(numbers, &sums->shares);
    list(numbers, &sums->squares);
}

static void list_doubt(struct numbers *numbers, struct drift_doubt *doubt)
{
    list(numbers, &doubt->level);
    list_moment(numbers, &doubt->since);
    list(numbers, &doubt->x);
    list(numbers, &doubt->n);
}

static struct numbers head_numbers(struct drift_stream *stream)
{
    struct numbers numbers = {.count = 0};
    list(&numbers, &stream->messages);
    list_moment(&numbers, &stream->first);
    list_moment(&numbers, &stream->last);
    list(&numbers, &stream->accepted);
    return numbers;
}

static struct numbers never_numbers(struct drift_sums *never)
{
    struct numbers numbers = {.count = 0};
    list_sums(&numbers, never);
    return numbers;
}

static struct numbers block_numbers(struct drift_block *block)
{
    struct numbers numbers = {.count = 0};
    for (enum drift_per per = DRIFT_MESSAGE; per < DRIFT_PERS; per++)
        list(&numbers, &block->of[per]);
    list_moment(&numbers, &block->first);
    list(&numbers, &block->earliest);
    list(&numbers, &block->latest);
    return numbers;
}

static struct numbers item_numbers(struct drift_item *item)
{
    struct numbers numbers = {.count = 0};
    list_sums(&numbers, &item->reference);
    list_sums(&numbers, &item->after);
    list(&numbers, &item->open);
    list_doubt(&numbers, &item->odd);
    list_doubt(&numbers, &item->turned);
    list(&numbers, &item->note.state);
    list_moment(&numbers, &item->note.since);
    list_moment(&numbers, &item->note.noticed);
    list_moment(&numbers, &item->note.over);
    list(&numbers, &item->note.x);
    list(&numbers, &item->note.n);
    return numbers;
}

/* ---- writing ---- */

/* Thousands of numbers a batch, most of them 0: printf would be the dearest part of learning. */
static void put(struct buffer *out, const struct numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++) {
        char digits[20];
        size_t at = sizeof digits;
        for (int64_t rest = *numbers->at[i]; rest || at == sizeof digits; rest /= 10)
            digits[--at] = (char)('0' + rest % 10);
        buffer_char(out, ' ');
        buffer_append(out, digits + at, sizeof digits - at);
    }
}

void drift_write(const struct drift_stream *given, struct buffer *out)
{
    struct drift_stream stream = *given;
    struct numbers numbers = head_numbers(&stream);
    buffer_text(out, "drift 1");
    put(out, &numbers);
    for (enum drift_per per = DRIFT_MESSAGE; per < DRIFT_PERS; per++) {
        numbers = never_numbers(&stream.never[per]);
        buffer_text(out, "\nnever");
        put(out, &numbers);
    }
    numbers = block_numbers(&stream.block);
    buffer_text(out, "\nblock");
    put(out, &numbers);
    for (size_t i = 0; i < stream.count; i++) {
        struct drift_item item = stream.items[i];
        numbers = item_numbers(&item);
        buffer_format(out, "\nitem %s %d", drift_trait_info(item.trait)->word, (int)item.per);
        put(out, &numbers);
        buffer_format(out, " %s", item.value);
    }
    buffer_char(out, '\n');
}

/* ---- reading ---- */

/* A word and its blank; false when the line does not begin with it. */
static bool take_word(struct span *line, const char *word)
{
    return span_is(span_cut(*line, ' ', line), word);
}

static bool take(struct span *line, const struct numbers *numbers)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (!span_number(span_cut(*line, ' ', line), numbers->at[i]))
            return false;
    return true;
}

static bool read_item(struct drift_stream *stream, struct span line)
{
    int64_t per;
    stream->items = arena_more(stream->arena, stream->items, stream->count, &stream->room,
                               sizeof *stream->items);
    struct drift_item *item = &stream->items[stream->count];
    *item = (struct drift_item){.trait = DRIFT_FIELD};
    struct numbers numbers = item_numbers(item);
    if (!take_word(&line, "item") || !drift_trait_parse(span_cut(line, ' ', &line), &item->trait) ||
        !span_number(span_cut(line, ' ', &line), &per) || per >= DRIFT_PERS ||
        !take(&line, &numbers) || line.size > DRIFT_VALUE)
        return false;
    item->per = (enum drift_per)per;
    if (line.size)
        memcpy(item->value, line.at, line.size);
    stream->count++;
    return true;
}

static bool read_head(struct drift_stream *stream, struct span *text)
{
    struct span line = span_cut(*text, '\n', text);
    struct numbers numbers = head_numbers(stream);
    bool good = take_word(&line, "drift") && take_word(&line, "1") && take(&line, &numbers);
    for (enum drift_per per = DRIFT_MESSAGE; per < DRIFT_PERS; per++) {
        numbers = never_numbers(&stream->never[per]);
        line = span_cut(*text, '\n', text);
        good = good && take_word(&line, "never") && take(&line, &numbers);
    }
    numbers = block_numbers(&stream->block);
    line = span_cut(*text, '\n', text);
    return good && take_word(&line, "block") && take(&line, &numbers);
}

enum status drift_read(struct drift_stream *stream, struct span text)
{
    bool good = read_head(stream, &text);
    while (good && text.size)
        good = read_item(stream, span_cut(text, '\n', &text));
    return good ? STATUS_OK
                : status_fail(STATUS_DAMAGED, "What was learned of a source cannot be read: stop "
                                              "the system and run `portolan rebuild`.");
}
