/* Notes as sentences. */
#include <string.h>

#include "base/clock.h"
#include "drift/internal.h"

int64_t drift_share(const struct drift_item *item, bool before)
{
    int64_t x = before ? item->reference.x : item->note.x;
    int64_t n = before ? item->reference.n : item->note.n;
    return n ? (PERMILLE * x + n / 2) / n : 0;
}

struct span drift_usual(const struct drift_stream *stream, enum drift_trait trait)
{
    enum drift_how how = drift_trait_info(trait)->how;
    const struct drift_item *usual = NULL;
    for (size_t i = 0; (how == DRIFT_CHOICE || how == DRIFT_CLASS) && i < stream->count; i++) {
        const struct drift_item *item = &stream->items[i];
        if (item->trait == trait && item->reference.x > (usual ? usual->reference.x : 0))
            usual = item;
    }
    return usual ? span_of(usual->value) : SPAN("");
}

const char *drift_turn(const struct drift_item *item)
{
    int64_t now = drift_share(item, false), before = drift_share(item, true);
    switch (drift_trait_info(item->trait)->how) {
    case DRIFT_CHOICE:
    case DRIFT_CLASS: return "value";
    case DRIFT_FIRST: return "first";
    case DRIFT_SHARE: break;
    }
    if (now < before)
        return now <= NONE ? "gone" : "less";
    return before <= NONE ? "new" : "more";
}

const char *drift_per_word(enum drift_per per)
{
    static const char *const words[DRIFT_PERS] = {"messages", "persons", "bookings"};
    return words[per];
}

static void put_day(struct buffer *out, int64_t at)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct date date = date_from_day((int32_t)(at / MICROS_PER_DAY));
    buffer_format(out, "%d %s %d", date.day, months[date.month - 1], date.year);
}

static void put_percent(struct buffer *out, int64_t permille)
{
    buffer_format(out, "%d %%", (int)((permille + 5) / 10));
}

static void put_shares(struct buffer *out, const struct drift_item *item)
{
    put_percent(out, drift_share(item, false));
    buffer_format(out, " of %s instead of ", drift_per_word(item->per));
    put_percent(out, drift_share(item, true));
}

/* "a field" as people call it; a segment by its tag. */
static void put_what(struct buffer *out, const struct drift_item *item)
{
    struct span key, node = span_cut(span_of(item->value), '.', &key);
    for (enum field field = 0; item->trait == DRIFT_FIELD && field < FIELDS; field++) {
        const struct field_info *info = field_info(field);
        if (span_is(key, info->key) && span_is(node, node_info(info->node)->key)) {
            buffer_format(out, "the %s", info->words);
            return;
        }
    }
    if (item->trait == DRIFT_ISSUES)
        buffer_format(out, "issues of severity %s", item->value);
    else
        buffer_format(out, "the %s %s", drift_trait_info(item->trait)->words, item->value);
}

static void put_share_note(struct buffer *out, const struct drift_item *item)
{
    const char *turn = drift_turn(item);
    bool gone = strcmp(turn, "gone") == 0, new = strcmp(turn, "new") == 0;
    buffer_text(out, gone ? "no longer have " : new ? "now have " : "have ");
    put_what(out, item);
    if (!gone && !new)
        buffer_format(out, " %s often", turn);
    buffer_text(out, ": ");
    put_shares(out, item);
    buffer_char(out, '.');
}

static void put_value_note(struct buffer *out, const struct drift_stream *stream,
                           const struct drift_item *item)
{
    struct span usual = drift_usual(stream, item->trait);
    buffer_format(out, "have the %s \"%s\": ", drift_trait_info(item->trait)->words, item->value);
    put_shares(out, item);
    if (usual.size)
        buffer_format(out, "; \"%.*s\" was usual", (int)usual.size, usual.at);
    buffer_char(out, '.');
}

void drift_sentence(const struct drift_stream *stream, const struct drift_item *item,
                    struct buffer *out)
{
    enum drift_how how = drift_trait_info(item->trait)->how;
    buffer_text(out, "Since ");
    put_day(out, item->note.since.at);
    if (how == DRIFT_FIRST) {
        buffer_format(out, " %.*s has another %s: \"%s\".", (int)stream->source.size,
                      stream->source.at, drift_trait_info(item->trait)->words, item->value);
    } else {
        buffer_format(out, " %.*s messages of %.*s ", (int)stream->kind.size, stream->kind.at,
                      (int)stream->source.size, stream->source.at);
        if (stream->sender.size)
            buffer_format(out, "(from %.*s) ", (int)stream->sender.size, stream->sender.at);
        if (how == DRIFT_SHARE)
            put_share_note(out, item);
        else
            put_value_note(out, stream, item);
    }
    if (item->note.state == DRIFT_OVER) {
        buffer_text(out, " Over since ");
        put_day(out, item->note.over.at);
        buffer_char(out, '.');
    }
}
